/* turtle_text.h - single terms as Turtle writes them, for people to read: prefixed names where a prefix fits. */
#ifndef SPO_VIEW_TURTLE_TEXT_H
#define SPO_VIEW_TURTLE_TEXT_H

#include "graph/graph.h"

typedef struct {
  const Prefix *prefixes;
  uint32_t count;
} TurtlePrefixes;

Slice turtle_iri(Arena *arena, const TurtlePrefixes *prefixes, Slice iri);

/* Any term; rdf:type as a predicate is `a`. */
Slice turtle_term(Arena *arena, const TurtlePrefixes *prefixes, const Term *term);

#endif
