/* lattice_internal.h - the steps of lattice_build, in the order in which they run. */
#ifndef SPO_LATTICE_LATTICE_INTERNAL_H
#define SPO_LATTICE_LATTICE_INTERNAL_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "lattice/lattice.h"
#include "lexicon/costs.h"

void lattice_find_words(Lattice *lattice);  /* words.c: hits of the lexicons */
void lattice_find_shapes(Lattice *lattice); /* shapes.c: words of an alphabet */
void lattice_find_values(Lattice *lattice); /* values.c: numbers, quantities, dates; uses the words */
void lattice_find_spans(Lattice *lattice);  /* spans.c: quotations, titles, brackets */
void lattice_fill(Lattice *lattice);        /* single characters, so that there always is a reading */

/* Widens the reaches of types by an edge. */
static inline void widen_reaches(TypeReach *reaches, const uint16_t *numbers, uint32_t count, uint32_t begin,
                                 uint32_t end) {
#ifdef __SSE2__
  int32_t both;
  const __m128i wanted = _mm_cvtsi32_si128((int32_t)((begin + 1) | (REACH_END - end) << 16));
  for (const uint16_t *number = numbers, *behind = numbers + count; number < behind; number++) {
    memcpy(&both, &reaches[*number], sizeof both);
    both = _mm_cvtsi128_si32(_mm_max_epi16(_mm_cvtsi32_si128(both), wanted));
    memcpy(&reaches[*number], &both, sizeof both);
  }
#else
  const TypeReach edge = {(int16_t)(begin + 1), (int16_t)(REACH_END - end)};
  for (uint32_t i = 0; i < count; i++) {
    TypeReach *reach = &reaches[numbers[i]];
    if (reach->last_begin < edge.last_begin) reach->last_begin = edge.last_begin;
    if (reach->first_end < edge.first_end) reach->first_end = edge.first_end;
  }
#endif
}

/* The tables that linking an edge writes to, so that they are at hand where many are linked. */
typedef struct {
  Edge *edges;
  EdgeId *first_begin, *first_end;
  TypeMask *begin_types, *end_types;
  uint16_t *reserved;
  TypeReach *reach;
  const TypeSet *sets;
} LatticeLinks;

static inline LatticeLinks lattice_links(const Lattice *lattice) {
  return (LatticeLinks){.edges = lattice->edges.data,
                        .first_begin = lattice->first_begin,
                        .first_end = lattice->first_end,
                        .begin_types = lattice->begin_types,
                        .end_types = lattice->end_types,
                        .reserved = lattice->reserved,
                        .reach = lattice->reach,
                        .sets = lattice->vocabulary->sets};
}

/* Links an edge, which stands in its place in `edges` already, except for its chains. */
static inline void link_edge(const LatticeLinks *links, EdgeId id) {
  Edge *edge = &links->edges[id];
  const uint32_t begin = edge->begin, end = edge->end;
  const TypeSet *set = &links->sets[edge->types];
  EdgeId *first_begin = &links->first_begin[begin], *first_end = &links->first_end[end];
  edge->next_begin = *first_begin;
  edge->next_end = *first_end;
  *first_begin = *first_end = id;
  type_mask_join(&links->begin_types[begin], &set->signature);
  type_mask_join(&links->end_types[end], &set->signature);
  links->reserved[begin] |= set->reserved;
  widen_reaches(links->reach, set->needed, set->needed_count, begin, end);
}

/* Whether the character at `position` belongs to a word of an alphabet. */
static inline bool lattice_is_alnum(const Lattice *lattice, uint32_t position) {
  return (lattice_character(lattice, position) & (CHARACTER_LETTER | CHARACTER_DIGIT)) != 0;
}

/* Whether a word of an alphabet can begin or end at `position`: letters and digits are not cut. */
static inline bool lattice_is_boundary(const Lattice *lattice, uint32_t position) {
  return position == 0 || !lattice_is_alnum(lattice, position - 1) || !lattice_is_alnum(lattice, position);
}

/* values.c and dates.c: a number at `position`, read as far as each of several ends. */
typedef struct {
  uint32_t end;
  Decimal number;
  Bound bound;     /* 30多万: more than */
  bool in_words;   /* has Chinese digits, or is a number word */
  bool positional; /* digits only: 2023, 二〇二三 */
  uint8_t digits;  /* number of them, if positional */
} NumberReading;

enum { MOST_READINGS = 8 };

/* Longest last. Returns how many there are. */
uint32_t lattice_read_number(const Lattice *lattice, uint32_t position, NumberReading *readings);

/* The value of a Chinese digit, or -1; of a Chinese scale (十 to 亿), or 0. */
int chinese_digit(uint32_t point);
int64_t chinese_scale(uint32_t point);

/* Whether a number, date or period may begin with this character by itself, no list having it: digits, scales, and what
   stands before them in dates and ordinals. No more than two of them have the same last eight bits. */
extern const uint16_t VALUE_BEGINS[256][2];
static inline bool value_may_begin(uint32_t point) {
  const uint16_t *begins = VALUE_BEGINS[point & 0xFF];
  return (begins[0] == point) | (begins[1] == point);
}

/* dates.c: a date or period at `position`; its end, or `position` where there is none. */
uint32_t lattice_read_time(const Lattice *lattice, uint32_t position, Value *value);

/* counted.c: behind a number at `position`, read as `reading`, the end of the words that say what is counted, and in
   `noun` where the last of them, its head, begins; 0 where there are none. */
uint32_t lattice_counted(const Lattice *lattice, uint32_t position, const NumberReading *reading, uint32_t *noun);

/* Whether a word of the list Unit names things that are counted, no measure: people, homes, not km. */
bool lattice_names_things(const Lattice *lattice, EdgeId unit);

/* Whether such a word is part of what is counted, a plural behind it: 480 school buildings. */
bool lattice_is_modifier(const Lattice *lattice, EdgeId unit);

/* Whether a number in front of such a word counts nothing: a Category 5 storm, the 2003 agreement. */
bool lattice_is_label(const Lattice *lattice, uint32_t position, const NumberReading *reading, EdgeId unit);

/* Whether a number lies between 1900 and 2099. */
bool lattice_looks_like_year(const NumberReading *reading);

/* The longest word of a reserved list that begins at `position`, or EDGE_NONE. */
EdgeId lattice_list_word(const Lattice *lattice, uint32_t position, uint32_t list);

#endif
