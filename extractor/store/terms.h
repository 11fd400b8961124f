/* terms.h - the dictionary of a store: each term once, under a number from 1 on.

   Numbers are given in the order in which terms come first and never change. A literal of xsd:string is a plain one; of
   language tags that differ in case alone the first form is kept for all. Finding and adding take time in proportion to
   the text. The hash has a seed of its own in each run, against terms that were made to collide. */
#ifndef SPO_STORE_TERMS_H
#define SPO_STORE_TERMS_H

#include <stdint.h>

#include "rdf/term.h"
#include "store/space.h"

typedef struct {
  SpacePool *pool;
  Space records, texts, slots;
  uint32_t count;
  size_t text_length; /* bytes of `texts` in use */
  uint64_t slot_count, seed;
} Terms;

void terms_init(Terms *terms, SpacePool *pool);
void terms_free(Terms *terms);

/* The number of a term, 0 where it is not there. */
uint32_t terms_find(const Terms *terms, const RdfTerm *term);

/* The same, after adding it where it is new; 0 where there is no memory for it. */
uint32_t terms_add(Terms *terms, const RdfTerm *term);

/* The term under a number that was given out. Its slices hold until the next terms_add. */
RdfTerm terms_get(const Terms *terms, uint32_t number);

/* The number of a literal's datatype; 0 for plain and tagged literals and for other terms. */
uint32_t terms_datatype(const Terms *terms, uint32_t number);

#endif
