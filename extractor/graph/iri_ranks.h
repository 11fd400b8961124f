/* iri_ranks.h - the order of the IRIs that documents have in common, those of vocabularies, kept from document to
   document.

   An IRI is found by where its text stands, and is that if it reads the same: texts of vocabularies stay where they
   are. There is room for as many as rules name. What graph.c and writers would reckon for every document anew is
   remembered with it. Belongs to one thread. */
#ifndef SPO_GRAPH_IRI_RANKS_H
#define SPO_GRAPH_IRI_RANKS_H

#include "base/slice.h"

enum { RANKED_IRIS = 128, LONGEST_RANKED = 96, RANKED_PLACES = 4 * RANKED_IRIS };

typedef struct {
  const char *text; /* where it stood */
  uint32_t length;
  uint32_t hash;    /* as Term.hash, in graphs of the arena `salt` */
  const void *salt; /* NULL: not yet reckoned */
  uint32_t graph;   /* number of the last one that has it, and there its term */
  uint32_t term;
  char copy[LONGEST_RANKED];
} RankedIri;

/* All zero has none. */
typedef struct {
  RankedIri iris[RANKED_IRIS];
  uint8_t sorted[RANKED_IRIS];   /* numbers of IRIs, by text */
  uint8_t rank[RANKED_IRIS];     /* by number: its place in `sorted`, which moves as others come */
  uint8_t places[RANKED_PLACES]; /* hash table: number + 1; 0: free */
  uint32_t count;
  uint32_t graph;  /* number of the graph that is being built */
  uint64_t serial; /* tells these from all other ranks of the process; 0: none was given yet */
} IriRanks;

static inline uint32_t iri_ranks_place(const char *text, size_t length) {
  uintptr_t address = (uintptr_t)text;
  return (uint32_t)(address ^ address >> 7 ^ length) % RANKED_PLACES;
}

/* The number of an IRI, which it keeps; UINT32_MAX where it is too long or there is no room. */
uint32_t iri_ranks_number(IriRanks *ranks, Slice iri);

/* Another graph begins. */
void iri_ranks_next_graph(IriRanks *ranks);

/* The number that an IRI had which stood there, without a look at what stands there now; UINT32_MAX: none did. */
static inline uint32_t iri_ranks_find(const IriRanks *ranks, const char *text, size_t length) {
  uint32_t place = iri_ranks_place(text, length);
  for (; ranks->places[place]; place = (place + 1) % RANKED_PLACES) {
    const RankedIri *known = &ranks->iris[ranks->places[place] - 1];
    if (known->text == text && known->length == length) return ranks->places[place] - 1u;
  }
  return UINT32_MAX;
}

/* Whether it reads like that. */
static inline bool iri_ranks_is(const IriRanks *ranks, uint32_t number, Slice iri) {
  const RankedIri *known = &ranks->iris[number];
  return known->length == iri.length && memcmp(known->copy, iri.data, iri.length) == 0;
}

#endif
