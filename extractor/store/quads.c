#include "store/quads.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, SUBJECT = 0, PREDICATE, OBJECT, GRAPH };

/* Which term of a quad stands where. */
static const unsigned char PLACES[STORE_ORDERS][4] = {{SUBJECT, PREDICATE, OBJECT, GRAPH},
                                                      {PREDICATE, OBJECT, SUBJECT, GRAPH},
                                                      {OBJECT, SUBJECT, PREDICATE, GRAPH},
                                                      {GRAPH, SUBJECT, PREDICATE, OBJECT}};

void quads_init(Quads *quads, SpacePool *pool) {
  *quads = (Quads){.pool = pool};
}

void quads_free(Quads *quads) {
  for (int i = 0; i < STORE_ORDERS; i++) {
    space_free(quads->pool, &quads->orders[i]);
    space_free(quads->pool, &quads->starts[i]);
  }
  space_free(quads->pool, &quads->predicates);
}

bool quads_add(Quads *quads, StoreQuad quad) {
  if (quads->count >= UINT32_MAX - 1) return false; /* starts are 32 bits */
  if (!space_reserve(quads->pool, &quads->orders[ORDER_SPOG], (quads->count + 1) * sizeof(QuadKey))) return false;
  uint32_t *key = ((QuadKey *)quads->orders[ORDER_SPOG].data)[quads->count++];
  key[0] = quad.subject;
  key[1] = quad.predicate;
  key[2] = quad.object;
  key[3] = quad.graph;
  quads->sorted = false;
  return true;
}

/* ---- sorting ---- */

static unsigned bits_of(uint32_t largest) {
  unsigned bits = 1;
  while (bits < 32 && largest >> bits) bits++;
  return bits;
}

/* One stable pass by some bits of one term; false where all quads have the same there. */
static bool sort_by_digit(const QuadKey *from, QuadKey *to, uint64_t count, int place, unsigned shift) {
  uint64_t begins[DIGITS] = {0};
  for (uint64_t i = 0; i < count; i++) begins[from[i][place] >> shift & (DIGITS - 1)]++;
  if (count && begins[from[0][place] >> shift & (DIGITS - 1)] == count) return false;
  uint64_t begin = 0;
  for (int digit = 0; digit < DIGITS; digit++) {
    uint64_t here = begins[digit];
    begins[digit] = begin;
    begin += here;
  }
  for (uint64_t i = 0; i < count; i++) {
    memcpy(to[begins[from[i][place] >> shift & (DIGITS - 1)]++], from[i], sizeof(QuadKey));
  }
  return true;
}

/* Sorts stably by the term at `place`; the two pieces may change places. */
static void sort_by_place(Space *keys, Space *other, uint64_t count, int place, unsigned bits) {
  for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
    if (!sort_by_digit(keys->data, other->data, count, place, shift)) continue;
    Space swap = *keys;
    *keys = *other;
    *other = swap;
  }
}

static uint64_t drop_repeated(QuadKey *keys, uint64_t count) {
  uint64_t kept = 0;
  for (uint64_t i = 0; i < count; i++) {
    if (kept && memcmp(keys[kept - 1], keys[i], sizeof(QuadKey)) == 0) continue;
    if (kept != i) memcpy(keys[kept], keys[i], sizeof(QuadKey));
    kept++;
  }
  return kept;
}

/* Sorted by subject, predicate, object and graph, another order needs only its first terms. */
static void sort_order(Space *keys, Space *other, uint64_t count, StoreOrder order, unsigned bits) {
  switch (order) {
    case ORDER_SPOG:
      for (int place = GRAPH; place >= SUBJECT; place--) sort_by_place(keys, other, count, place, bits);
      break;
    case ORDER_POSG:
      sort_by_place(keys, other, count, OBJECT, bits);
      sort_by_place(keys, other, count, PREDICATE, bits);
      break;
    default:
      sort_by_place(keys, other, count, order == ORDER_OSPG ? OBJECT : GRAPH, bits);
  }
}

static void permute(QuadKey *keys, uint64_t count, StoreOrder order) {
  const unsigned char *places = PLACES[order];
  for (uint64_t i = 0; i < count; i++) {
    QuadKey key = {keys[i][places[0]], keys[i][places[1]], keys[i][places[2]], keys[i][places[3]]};
    memcpy(keys[i], key, sizeof key);
  }
}

static bool find_starts(Quads *quads, StoreOrder order) {
  size_t size = ((size_t)quads->terms + 2) * sizeof(uint32_t);
  if (!space_reserve(quads->pool, &quads->starts[order], size)) return false;
  uint32_t *starts = quads->starts[order].data, distinct = 0;
  const QuadKey *keys = quads->orders[order].data;
  uint64_t at = 0;
  for (uint32_t term = 0; term <= quads->terms; term++) {
    starts[term] = (uint32_t)at;
    while (at < quads->count && keys[at][0] == term) at++;
    distinct += at > starts[term];
  }
  starts[quads->terms + 1] = (uint32_t)at;
  quads->distinct[order] = distinct;
  return true;
}

/* ---- counts ---- */

static bool list_predicates(Quads *quads) {
  const uint32_t *starts = quads->starts[ORDER_POSG].data;
  size_t size = (size_t)quads->distinct[ORDER_POSG] * sizeof(StorePredicate);
  if (!space_reserve(quads->pool, &quads->predicates, size ? size : 1)) return false;
  StorePredicate *predicates = quads->predicates.data;
  quads->predicate_count = 0;
  for (uint32_t term = 0; term <= quads->terms; term++) {
    if (starts[term] != starts[term + 1]) predicates[quads->predicate_count++] = (StorePredicate){.predicate = term};
  }
  return true;
}

static StorePredicate *find_predicate(const Quads *quads, uint32_t term) {
  StorePredicate *predicates = quads->predicates.data;
  size_t low = 0, high = quads->predicate_count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (predicates[middle].predicate <= term) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return &predicates[low];
}

static void count_of_predicates(Quads *quads) {
  const QuadKey *keys = quads->orders[ORDER_SPOG].data;
  for (uint64_t i = 0; i < quads->count; i++) {
    bool same_subject = i && keys[i][0] == keys[i - 1][0] && keys[i][1] == keys[i - 1][1];
    bool same_triple = same_subject && keys[i][2] == keys[i - 1][2];
    if (same_triple) continue;
    StorePredicate *predicate = find_predicate(quads, keys[i][1]);
    predicate->triples++;
    predicate->subjects += !same_subject;
  }
  keys = quads->orders[ORDER_POSG].data;
  StorePredicate *predicate = quads->predicates.data;
  for (uint64_t i = 0; i < quads->count; i++) {
    if (i && keys[i][0] != keys[i - 1][0]) predicate++;
    predicate->objects += !i || keys[i][0] != keys[i - 1][0] || keys[i][1] != keys[i - 1][1];
  }
}

static bool make_order(Quads *quads, StoreOrder order, Space *other) {
  if (order != ORDER_SPOG) {
    size_t size = quads->count * sizeof(QuadKey);
    if (!space_reserve(quads->pool, &quads->orders[order], size ? size : 1)) return false;
    if (size) memcpy(quads->orders[order].data, quads->orders[ORDER_SPOG].data, size);
  }
  Space *keys = &quads->orders[order];
  sort_order(keys, other, quads->count, order, bits_of(quads->terms));
  if (order == ORDER_SPOG) quads->count = drop_repeated(keys->data, quads->count);
  permute(keys->data, quads->count, order);
  return find_starts(quads, order);
}

bool quads_sort(Quads *quads, uint32_t terms) {
  if (quads->sorted) return true;
  Space other = {0};
  quads->terms = terms;
  size_t size = quads->count * sizeof(QuadKey);
  bool done = space_reserve(quads->pool, &other, size ? size : 1) &&
              space_reserve(quads->pool, &quads->orders[ORDER_SPOG], size ? size : 1);
  for (int order = 0; done && order < STORE_ORDERS; order++) done = make_order(quads, (StoreOrder)order, &other);
  space_free(quads->pool, &other);
  if (!done || !list_predicates(quads)) return false;
  count_of_predicates(quads);
  return quads->sorted = true;
}

/* ---- searching ---- */

static StoreTerm term_at(const StoreQuad *quad, int place) {
  switch (place) {
    case SUBJECT:
      return quad->subject;
    case PREDICATE:
      return quad->predicate;
    case OBJECT:
      return quad->object;
    default:
      return quad->graph;
  }
}

/* How many of the order's first terms the pattern fixes. */
static unsigned fixed_terms(const StoreQuad *pattern, StoreOrder order) {
  unsigned fixed = 0;
  while (fixed < 4 && term_at(pattern, PLACES[order][fixed]) != STORE_ANY) fixed++;
  return fixed;
}

/* The first key from `low` on whose term at `depth` is at least `term`, those before it being equal. */
static uint64_t lower_bound(const QuadKey *keys, uint64_t low, uint64_t high, unsigned depth, uint64_t term) {
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (keys[middle][depth] < term) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static void narrow(const Quads *quads, const StoreQuad *pattern, StoreOrder order, unsigned fixed, uint64_t *begin,
                   uint64_t *end) {
  const QuadKey *keys = quads->orders[order].data;
  *begin = 0;
  *end = quads->count;
  if (!fixed) return;
  const uint32_t *starts = quads->starts[order].data;
  uint32_t first = term_at(pattern, PLACES[order][0]);
  if (first > quads->terms) {
    *end = 0;
    return;
  }
  *begin = starts[first];
  *end = starts[first + 1];
  for (unsigned depth = 1; depth < fixed && *begin < *end; depth++) {
    uint64_t term = term_at(pattern, PLACES[order][depth]);
    *begin = lower_bound(keys, *begin, *end, depth, term);
    *end = lower_bound(keys, *begin, *end, depth, term + 1);
  }
}

/* Of the orders that may serve the one that leaves the fewest quads to look at. Triples must stand side by side where
   they are equal, so that the order by graphs is of no use for them. */
StoreCursor quads_match(const Quads *quads, StoreQuad pattern, bool triples) {
  StoreCursor cursor = {.pattern = pattern, .triples = triples};
  if (triples) cursor.pattern.graph = STORE_ANY;
  unsigned bound = 0, best_fixed = 0;
  for (int place = SUBJECT; place <= GRAPH; place++) bound += term_at(&cursor.pattern, place) != STORE_ANY;
  uint64_t best = UINT64_MAX;
  for (int order = 0; order < (triples ? ORDER_GSPO : STORE_ORDERS); order++) {
    unsigned fixed = fixed_terms(&cursor.pattern, (StoreOrder)order);
    uint64_t begin, end;
    if (fixed == 0 && (bound || best != UINT64_MAX)) continue;
    narrow(quads, &cursor.pattern, (StoreOrder)order, fixed, &begin, &end);
    if (end - begin >= best) continue;
    best = end - begin;
    best_fixed = fixed;
    const QuadKey *keys = quads->orders[order].data;
    cursor.order = (StoreOrder)order;
    cursor.at = keys + begin;
    cursor.end = keys + end;
    if (fixed == bound) break;
  }
  cursor.checked = best_fixed < bound;
  return cursor;
}

static bool fits(StoreTerm pattern, StoreTerm term) {
  return pattern == STORE_ANY || pattern == term;
}

bool store_next(StoreCursor *cursor, StoreQuad *quad) {
  const unsigned char *places = PLACES[cursor->order];
  while (cursor->at < cursor->end) {
    const uint32_t *key = *cursor->at++;
    uint32_t terms[4];
    for (int i = 0; i < 4; i++) terms[places[i]] = key[i];
    if (cursor->triples) {
      while (cursor->at < cursor->end && memcmp(*cursor->at, key, 3 * sizeof *key) == 0) cursor->at++;
    }
    *quad = (StoreQuad){terms[SUBJECT], terms[PREDICATE], terms[OBJECT], terms[GRAPH]};
    if (!cursor->checked) return true;
    const StoreQuad *pattern = &cursor->pattern;
    if (fits(pattern->subject, quad->subject) && fits(pattern->predicate, quad->predicate) &&
        fits(pattern->object, quad->object) && fits(pattern->graph, quad->graph))
      return true;
  }
  return false;
}
