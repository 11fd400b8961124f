#include "lattice/lattice.h"

#include <stddef.h>

#include "base/utf8.h"
#include "lattice/lattice_internal.h"

/* Sums of costs taken from both sides differ by rounding: less than this is no difference. */
static const float SLACK_NOISE = 1e-3f;

EdgeId lattice_add(Lattice *lattice, Edge edge) {
  VECTOR_RESERVE(lattice->arena, &lattice->edges, 1);
  const LatticeLinks links = lattice_links(lattice);
  EdgeId id = lattice->edges.count++;
  lattice->edges.data[id] = edge;
  link_edge(&links, id);
  return id;
}

/* Where a match goes on behind each position. In languages that put spaces between words, over any spaces; in Chinese
   only over spaces that stand beside letters or digits, for others separate. */
static void find_passages(Lattice *lattice) {
  uint32_t length = lattice->length;
  lattice->forward = arena_alloc(lattice->arena, (length + 1) * sizeof *lattice->forward);
  lattice->back = arena_alloc(lattice->arena, (length + 1) * sizeof *lattice->back);
  for (uint32_t i = 0; i <= length; i++) lattice->forward[i] = lattice->back[i] = (uint16_t)i;
  for (uint32_t begin = 0; lattice->all_characters & CHARACTER_SPACE && begin < length; begin++) {
    if (!(lattice_character(lattice, begin) & CHARACTER_SPACE)) continue;
    uint32_t end = begin;
    while (end < length && (lattice_character(lattice, end) & CHARACTER_SPACE)) end++;
    bool passable = lattice->vocabulary->spaced || (begin > 0 && lattice_is_alnum(lattice, begin - 1)) ||
                    lattice_is_alnum(lattice, end);
    if (passable) {
      lattice->forward[begin] = (uint16_t)end;
      lattice->back[end] = (uint16_t)begin;
    }
    begin = end;
  }
}

void lattice_fill(Lattice *lattice) {
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  const uint8_t *covered = lattice->covered;
  const uint32_t length = lattice->length;
  for (uint32_t i = 0; i < length; i++) {
    uint8_t flags = characters[i];
    const uint8_t by = covered[i];
    if (by & COVERED_BY_SHAPE) continue; /* letter by letter a word is far too dear */
    if (by && !(flags & (CHARACTER_LETTER | CHARACTER_DIGIT))) continue;
    float cost = cost_of_character(flags);
    bool known = false; /* a single character of the dictionary is an edge already */
    for (EdgeId id = lattice->first_begin[i]; id != EDGE_NONE && !known; id = lattice->edges.data[id].next_begin) {
      known = lattice->edges.data[id].end == i + 1 && (lattice->edges.data[id].flags & EDGE_READ);
    }
    if (known) continue;
    lattice_add(lattice, (Edge){.begin = (uint16_t)i,
                                .end = (uint16_t)(i + 1),
                                .source = EDGE_CHARACTER,
                                .flags = EDGE_READ,
                                .types = vocabulary_single(lattice->vocabulary, BUILTIN_NONE),
                                .cost = cost});
  }
}

void lattice_build(Lattice *lattice, Arena *arena, const Vocabulary *vocabulary, const Text *text, uint32_t sentence) {
  const Sentence *range = &text->sentences.data[sentence];
  *lattice = (Lattice){.arena = arena,
                       .vocabulary = vocabulary,
                       .text = text,
                       .sentence = sentence,
                       .begin = range->begin,
                       .length = range->end - range->begin};
  uint32_t positions = lattice->length + 1;
  const uint8_t *characters = text->characters + range->begin;
  uint8_t all = 0;
  for (uint32_t i = 0; i + 1 < positions; i++) all |= characters[i];
  lattice->all_characters = all;
  lattice->first_begin = arena_alloc(arena, positions * sizeof(EdgeId));
  lattice->first_end = arena_alloc(arena, positions * sizeof(EdgeId));
  lattice->reserved = ARENA_ARRAY(arena, uint16_t, positions);
  lattice->covered = ARENA_ARRAY(arena, uint8_t, positions);
  lattice->reach = ARENA_ARRAY(arena, TypeReach, vocabulary->needed_types + 1);
  lattice->begin_types = ARENA_ARRAY(arena, TypeMask, positions);
  lattice->end_types = ARENA_ARRAY(arena, TypeMask, positions);
  for (uint32_t i = 0; i < positions; i++) {
    type_mask_add(&lattice->begin_types[i], TYPE_BIT_NO_EDGE);
    type_mask_add(&lattice->end_types[i], TYPE_BIT_NO_EDGE);
  }
  memset(lattice->first_begin, 0xFF, positions * sizeof(EdgeId)); /* EDGE_NONE */
  memset(lattice->first_end, 0xFF, positions * sizeof(EdgeId));
  VECTOR_RESERVE(arena, &lattice->edges, 5 * positions);
  find_passages(lattice);
  lattice_find_words(lattice);
  lattice_find_shapes(lattice);
  lattice_find_values(lattice);
  lattice_find_spans(lattice);
  lattice_fill(lattice);
  lattice->built = lattice->edges.count;
}

bool lattice_reads(const Lattice *lattice, uint32_t position, Slice words) {
  unsigned width;
  for (size_t at = 0; at < words.length; at += width, position++) {
    if (utf8_decode(words.data + at, &width) != lattice_point(lattice, position)) return false;
  }
  return true;
}

/* ---- readings ---- */

/* An edge as readings look at it. */
typedef struct {
  uint16_t begin, end;
  float cost; /* COST_NONE where it takes no part */
} Reading;

/* All edges in the order of their begins. One loop over them takes each after those that it leans on, and the processor
   need not guess how many stand at a position, nor, here and below, which of them take part. */
static Reading *order_readings(const Lattice *lattice) {
  const Edge *edges = lattice->edges.data, *behind = edges + lattice->edges.count;
  const uint32_t positions = lattice->length + 1;
  Reading *readings = arena_alloc(lattice->arena, lattice->edges.count * sizeof *readings + 1);
  uint32_t *places = ARENA_ARRAY(lattice->arena, uint32_t, positions), sum = 0;
  for (const Edge *edge = edges; edge < behind; edge++) places[edge->begin]++;
  for (uint32_t i = 0; i < positions; i++) {
    uint32_t there = places[i];
    places[i] = sum;
    sum += there;
  }
  for (const Edge *edge = edges; edge < behind; edge++) {
    Reading *reading = &readings[places[edge->begin]++];
    memcpy(reading, edge, offsetof(Reading, cost)); /* begin and end */
    reading->cost = edge->flags & EDGE_READ ? edge->cost : COST_NONE;
  }
  return readings;
}

/* The cheapest way from each position to the end, and from the start to each. */
static void find_ways(Lattice *lattice) {
  const Reading *readings = order_readings(lattice), *behind = readings + lattice->edges.count;
  const uint32_t length = lattice->length;
  float *to_end = lattice->to_end, *from_start = lattice->from_start;
  for (uint32_t i = 0; i <= length; i++) to_end[i] = from_start[i] = COST_NONE;
  to_end[length] = from_start[0] = 0;
  for (const Reading *reading = behind; reading-- > readings;) {
    float through = to_end[reading->end] + reading->cost, known = to_end[reading->begin];
    to_end[reading->begin] = through < known ? through : known;
  }
  for (const Reading *reading = readings; reading < behind; reading++) {
    float through = from_start[reading->begin] + reading->cost, known = from_start[reading->end];
    from_start[reading->end] = through < known ? through : known;
  }
}

/* With `ends`, by position: of the edges of the best reading that begin there the longest, then the one added last, for
   marks come after words: 1 + its number, and, 32 bits higher, where it ends. */
static inline __attribute__((always_inline)) void find_slacks(Lattice *lattice, float most_slack, uint64_t *ends) {
  const float *to_end = lattice->to_end, *from_start = lattice->from_start;
  const float best = to_end[0], most = most_slack + SLACK_NOISE;
  Edge *edge = lattice->edges.data;
  for (uint64_t number = 1, count = lattice->edges.count; number <= count; number++, edge++) {
    const float cost = edge->cost;
    const unsigned flags = edge->flags & ~(unsigned)(EDGE_BEST | EDGE_HIDDEN | EDGE_INNER);
    float slack = from_start[edge->begin] + cost + to_end[edge->end] - best;
    slack = cost == COST_NONE ? 0 : slack;
    edge->slack = slack;
    edge->flags = (uint8_t)(flags | (slack > most ? EDGE_HIDDEN : 0u));
    if (!ends) continue;
    uint64_t known = ends[edge->begin], end = (uint64_t)edge->end << 32 | number;
    const bool chosen = (slack <= SLACK_NOISE) & flags & EDGE_READ;
    ends[edge->begin] = (chosen ? end : 0) > known ? end : known;
  }
}

static void weigh(Lattice *lattice) {
  if (!lattice->from_start) {
    lattice->from_start = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof(float));
    lattice->to_end = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof(float));
  }
  find_ways(lattice);
}

void lattice_weigh(Lattice *lattice, float most_slack) {
  weigh(lattice);
  find_slacks(lattice, most_slack, NULL);
}

void lattice_read(Lattice *lattice, float most_slack) {
  const uint32_t length = lattice->length;
  uint64_t *ends = ARENA_ARRAY(lattice->arena, uint64_t, length + 1);
  weigh(lattice);
  find_slacks(lattice, most_slack, ends);
  for (uint32_t at = 0; at < length && ends[at]; at = (uint32_t)(ends[at] >> 32)) { /* lattice_fill leaves no gap */
    lattice->edges.data[(uint32_t)ends[at] - 1].flags |= EDGE_BEST;
  }
}

/* ---- looking ---- */

Slice edge_tag(const Lattice *lattice, const Edge *edge, uint32_t list, Slice key) {
  const Lexicon *lexicon = edge->source == EDGE_WORD     ? &lattice->vocabulary->rules->lexicon
                           : edge->source == EDGE_LISTED ? &lattice->vocabulary->extra[edge->vocabulary]
                                                         : NULL;
  if (!lexicon) return (Slice){NULL, 0};
  if (edge->source == EDGE_LISTED) list = UINT32_MAX; /* its tags are of no list of the rules */
  return lexicon_tag(lexicon, lexicon_word(lexicon, edge->payload), list, key);
}

bool lattice_has_needed(const Lattice *lattice, const RuleNeed *need, uint32_t position) {
  const uint16_t *numbers = lattice->vocabulary->need_numbers + need->first_type;
  for (uint32_t i = 0; i < need->type_count; i++) {
    if (reach_beyond(&lattice->reach[numbers[i]], need->in_front, position)) return true;
  }
  return false;
}

EdgeId lattice_find(const Lattice *lattice, uint32_t begin, uint32_t end, TypeId type) {
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == end && !(edge->flags & EDGE_HIDDEN) && edge_has_type(lattice, edge, type)) return id;
  }
  return EDGE_NONE;
}

EdgeId lattice_list_word(const Lattice *lattice, uint32_t position, uint32_t list) {
  if (list == UINT32_MAX || position >= lattice->length) return EDGE_NONE;
  if (!(lattice->reserved[position] & lattice->vocabulary->reserved_bits[list])) return EDGE_NONE;
  EdgeId longest = EDGE_NONE;
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)list)) continue;
    if (longest == EDGE_NONE || edge->end > lattice->edges.data[longest].end) longest = id;
  }
  return longest;
}
