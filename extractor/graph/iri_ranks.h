/* iri_ranks.h - the order of the IRIs that documents have in common, those of vocabularies, kept from document to
   document.

   An IRI is found by where its text stands, and is that if it reads the same: texts of vocabularies stay where they
   are. There is room for as many as rules name. Belongs to one thread. */
#ifndef SPO_GRAPH_IRI_RANKS_H
#define SPO_GRAPH_IRI_RANKS_H

#include "base/slice.h"

enum { RANKED_IRIS = 128, LONGEST_RANKED = 96, RANKED_PLACES = 4 * RANKED_IRIS };

typedef struct {
  const char *text; /* where it stood */
  uint32_t length;
  char copy[LONGEST_RANKED];
} RankedIri;

/* All zero has none. */
typedef struct {
  RankedIri iris[RANKED_IRIS];
  uint8_t sorted[RANKED_IRIS];   /* numbers of IRIs, by text */
  uint8_t rank[RANKED_IRIS];     /* by number: its place in `sorted`, which moves as others come */
  uint8_t places[RANKED_PLACES]; /* hash table: number + 1; 0: free */
  uint32_t count;
} IriRanks;

/* The number of an IRI, which it keeps; UINT32_MAX where it is too long or there is no room. */
uint32_t iri_ranks_number(IriRanks *ranks, Slice iri);

#endif
