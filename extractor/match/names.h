/* names.h - names that a document has established: what was recognized in one place is offered in all others. */
#ifndef SPO_MATCH_NAMES_H
#define SPO_MATCH_NAMES_H

#include "lattice/lattice.h"

typedef struct {
  Slice text; /* UTF-8 */
  TypeId type;
  uint32_t rule;                       /* that marked it first */
  TypeId whole;                        /* the list that it was taken from as one word, or BUILTIN_NONE */
  float cost;                          /* the lowest at which it was chosen */
  uint16_t short_begin, short_end;     /* a shorter name inside, in code points of `text`; equal: none */
  uint16_t shorter_begin, shorter_end; /* and a third one */
  uint32_t length;                     /* code points */
  uint32_t next;                       /* name with the same first two code points, or UINT32_MAX */
} Name;

typedef struct {
  Arena *arena;
  struct {
    VECTOR(Name);
  } names;
  uint32_t *heads; /* by hash of the first two code points */
  uint32_t head_count;
} Names;

void names_init(Names *names, Arena *arena);

/* Notes that the document calls something by `text` (UTF-8, which must outlive the names); `as` gives type, rule, list
 * and cost. Names of one code point are ignored. */
void names_learn(Names *names, Slice text, const Name *as);

/* Adds an edge for every occurrence of a name in a lattice unless an edge of the type and as cheap is there. True if
 * any was added. */
bool names_offer(const Names *names, Lattice *lattice);

#endif
