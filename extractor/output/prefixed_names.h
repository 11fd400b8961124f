/* prefixed_names.h - IRIs in short: id:person-黄铁军. */
#ifndef SPO_OUTPUT_PREFIXED_NAMES_H
#define SPO_OUTPUT_PREFIXED_NAMES_H

#include "base/diagnostic.h"
#include "graph/graph.h"

typedef struct {
  Arena arena;       /* owns all texts */
  Prefix *given;     /* sound ones, in the order in which they were given */
  Prefix **by_depth; /* the same, longest IRI first */
  size_t count;
} PrefixedNames;

/* Copies the prefixes; reports those that are malformed and leaves them out; of two with one name the first counts.
   `needed`: those that must be there in any case, under another name where theirs is taken. False where memory is
   short. */
bool prefixed_names_init(PrefixedNames *names, const Prefix *prefixes, size_t count, const Prefix *needed,
                         size_t needed_count, const Diagnostics *diagnostics);
void prefixed_names_free(PrefixedNames *names);

/* The prefix that an IRI begins with and what follows it, where that is a local name that needs no escape; or NULL. */
const Prefix *prefixed_names_find(const PrefixedNames *names, Slice iri, Slice *local);

#endif
