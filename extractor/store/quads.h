/* quads.h - quads in four sorted orders (see store.h for what they give). */
#ifndef SPO_STORE_QUADS_H
#define SPO_STORE_QUADS_H

#include "store/space.h"
#include "store/store.h"

typedef uint32_t QuadKey[4]; /* the terms of a quad in the order of an order */

typedef struct {
  SpacePool *pool;
  uint64_t count;             /* quads in `orders` */
  Space orders[STORE_ORDERS]; /* of QuadKey; while adding, only the first is in use */
  Space starts[STORE_ORDERS]; /* for each term where its quads begin; one more behind the last */
  uint32_t distinct[STORE_ORDERS];
  Space predicates; /* of StorePredicate */
  size_t predicate_count;
  uint32_t terms; /* that the starts know */
  bool sorted;
} Quads;

void quads_init(Quads *quads, SpacePool *pool);
void quads_free(Quads *quads);
bool quads_add(Quads *quads, StoreQuad quad);

/* `terms`: the largest number of a term. */
bool quads_sort(Quads *quads, uint32_t terms);

StoreCursor quads_match(const Quads *quads, StoreQuad pattern, bool triples);

#endif
