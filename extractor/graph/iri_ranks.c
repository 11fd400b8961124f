#include "graph/iri_ranks.h"

#include <stdatomic.h>
#include <string.h>

static Slice text_of(const IriRanks *ranks, uint32_t number) {
  return (Slice){ranks->iris[number].copy, ranks->iris[number].length};
}

/* Adds one at a free place of the table. */
static uint32_t add(IriRanks *ranks, Slice iri, uint32_t place) {
  if (ranks->count == RANKED_IRIS || iri.length > LONGEST_RANKED) return UINT32_MAX;
  uint32_t number = ranks->count++, at = number;
  RankedIri *added = &ranks->iris[number];
  *added = (RankedIri){.text = iri.data, .length = (uint32_t)iri.length};
  if (iri.length) memcpy(added->copy, iri.data, iri.length);
  ranks->places[place] = (uint8_t)(number + 1);
  for (; at > 0 && slice_compare(iri, text_of(ranks, ranks->sorted[at - 1])) < 0; at--) {
    ranks->sorted[at] = ranks->sorted[at - 1];
  }
  ranks->sorted[at] = (uint8_t)number;
  for (; at < ranks->count; at++) ranks->rank[ranks->sorted[at]] = (uint8_t)at;
  return number;
}

uint32_t iri_ranks_number(IriRanks *ranks, Slice iri) {
  uint32_t place = iri_ranks_place(iri.data, iri.length);
  for (; ranks->places[place]; place = (place + 1) % RANKED_PLACES) {
    const RankedIri *known = &ranks->iris[ranks->places[place] - 1];
    if (known->text != iri.data || known->length != iri.length) continue;
    if (memcmp(known->copy, iri.data, iri.length) == 0) return ranks->places[place] - 1u;
  }
  return add(ranks, iri, place);
}

void iri_ranks_next_graph(IriRanks *ranks) {
  static _Atomic uint64_t last;
  if (!ranks->serial) ranks->serial = atomic_fetch_add(&last, 1) + 1;
  if (++ranks->graph) return;
  for (uint32_t i = 0; i < ranks->count; i++) ranks->iris[i].graph = 0; /* four thousand million graphs ago */
  ranks->graph = 1;
}
