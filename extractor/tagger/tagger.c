#include "tagger/tagger.h"

#include <stdatomic.h>

#include "base/processor.h"

#define TAGGER_MAGIC "SPOTAG04"
#define TAGGER_BYTE_ORDER 0x01020304u
enum { LEAST_KEY_BITS = 2, MOST_KEY_BITS = 24, MOST_KEY_ROWS = 1 << 25, LINE = 64 };

/* Sections follow one another in this order; keys and rows begin on lines of a cache. */
typedef struct {
  size_t types, chain, lists, classes, keys, rows, end;
} Layout;

static size_t on_line(size_t offset) {
  return (offset + LINE - 1) / LINE * LINE;
}

static uint32_t row_bytes(uint32_t lanes) {
  return LABEL_PARTS * lanes;
}

/* Rows that are found by number. */
static uint32_t numbered_rows(uint32_t kind, const KnownNames *known) {
  if (kind == FEATURE_SHAPES) return SHAPES_NUMBERS;
  return kind == FEATURE_CLASS ? known->class_count * CLASS_SLOTS : known->list_count * LISTED_SLOTS;
}

/* First rows of the kinds; returns how many there are in all. */
static uint32_t lay_out_rows(uint32_t first_of[FEATURE_KINDS], uint32_t key_rows, const KnownNames *known) {
  uint32_t row = key_rows;
  for (uint32_t kind = FEATURE_KEYED; kind < FEATURE_KINDS; kind++) {
    first_of[kind] = row;
    row += numbered_rows(kind, known);
  }
  return row;
}

static Layout layout_of(const TaggerHeader *header) {
  uint32_t first_of[FEATURE_KINDS];
  KnownNames known = {.list_count = header->list_count, .class_count = header->class_count};
  Layout at = {.types = sizeof(TaggerHeader)};
  at.chain = at.types + header->type_count * (size_t)(TYPE_NAME_LONGEST + 1);
  at.lists = at.chain + sizeof(ChainSteps);
  at.classes = at.lists + header->list_count * sizeof(uint32_t);
  at.keys = on_line(at.classes + header->class_count * sizeof(uint32_t));
  at.rows = on_line(at.keys + ((size_t)1 << header->key_bits) * sizeof(TaggerKey));
  at.end = at.rows +
           (size_t)lay_out_rows(first_of, header->key_rows, &known) * row_bytes(lanes_of_types(header->type_count));
  return at;
}

/* ---- opening ---- */

/* Whether a chain's weights are e to the power of reasonable scores. */
static bool chain_fits(const float *weights) {
  for (size_t i = 0; i < sizeof(ChainSteps) / sizeof *weights; i++) {
    if (!(weights[i] >= 0 && weights[i] <= 1e15f)) return false;
  }
  return true;
}

/* Whether all places of the hash table are free or lead to rows, and some are free, so that every look ends. Behind the
   rows of keys there are more than any key has. */
FOR_PROCESSORS static bool keys_fit(const TaggerHeader *header, const TaggerKey *keys) {
  _Static_assert(SHAPES_NUMBERS >= MOST_SLOTS, "what a key leads to lies among the rows");
  uint32_t count = (uint32_t)1 << header->key_bits, used = 0, most = 0;
  for (uint32_t i = 0; i < count; i++) {
    used += keys[i].row > 0;
    most = keys[i].row > most ? keys[i].row : most;
  }
  return used < count && most <= header->key_rows;
}

/* What is wrong with an image, or NULL. */
static const char *image_fault(Slice image) {
  const TaggerHeader *header = (const TaggerHeader *)(const void *)image.data;
  if (image.length < sizeof *header || memcmp(header->magic, TAGGER_MAGIC, sizeof header->magic) != 0) {
    return "is no sequence model of this version of spo; train it again";
  }
  if (header->byte_order != TAGGER_BYTE_ORDER) return "was made on another kind of machine; train it again";
  if (!header->type_count || header->type_count > MOST_TYPES || header->list_count > MOST_LISTS ||
      header->class_count > MOST_CLASSES || header->key_bits < LEAST_KEY_BITS || header->key_bits > MOST_KEY_BITS ||
      header->key_rows > MOST_KEY_ROWS || header->shift > MOST_SHIFT || image.length != layout_of(header).end) {
    return "is damaged";
  }
  Layout at = layout_of(header);
  if (!keys_fit(header, (const TaggerKey *)(const void *)(image.data + at.keys))) return "is damaged";
  if (!chain_fits((const float *)(const void *)(image.data + at.chain))) return "is damaged";
  const char *types = image.data + at.types;
  for (uint32_t i = 0; i < header->type_count; i++) {
    if (types[(size_t)i * (TYPE_NAME_LONGEST + 1) + TYPE_NAME_LONGEST]) return "is damaged";
  }
  return NULL;
}

SpoStatus tagger_open(Tagger *tagger, Slice image, const char *name, const Diagnostics *diagnostics) {
  *tagger = (Tagger){0};
  const char *fault = image_fault(image);
  if (fault) {
    diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", fault);
    return SPO_BAD_RULES;
  }
  const TaggerHeader *header = (const TaggerHeader *)(const void *)image.data;
  Layout at = layout_of(header);
  *tagger = (Tagger){.type_count = header->type_count,
                     .lanes = lanes_of_types(header->type_count),
                     .shift = header->shift,
                     .types = (const char(*)[TYPE_NAME_LONGEST + 1])(image.data + at.types),
                     .known = {.lists = (const uint32_t *)(const void *)(image.data + at.lists),
                               .classes = (const uint32_t *)(const void *)(image.data + at.classes),
                               .list_count = header->list_count,
                               .class_count = header->class_count},
                     .keys = (const TaggerKey *)(const void *)(image.data + at.keys),
                     .key_bits = header->key_bits,
                     .rows = (const uint8_t *)(const void *)(image.data + at.rows)};
  lay_out_rows(tagger->first_of, header->key_rows, &tagger->known);
  chain_init(&tagger->chain, header->type_count, (const ChainSteps *)(const void *)(image.data + at.chain));
  return SPO_SUCCESS;
}

uint32_t tagger_type(const Tagger *tagger, Slice name) {
  for (uint32_t i = 0; i < tagger->type_count; i++) {
    if (slice_is(name, tagger->types[i])) return i;
  }
  return UINT32_MAX;
}

/* ---- rows ---- */

/* Rows are added sixteen columns at a time, as what they are in a file: weights more than the lowest one. Column 0,
   which has no weight, thus tells how many were added. */
enum { BLOCK = 16, MOST_BLOCKS = LABEL_COLUMNS / BLOCK };
typedef uint8_t Weights __attribute__((vector_size(BLOCK)));
typedef int16_t SignedSums __attribute__((vector_size(2 * BLOCK)));
typedef uint16_t Sums __attribute__((vector_size(2 * BLOCK)));

/* Memory that begins on a line of a cache. */
static void *on_line_alloc(Arena *arena, size_t size) {
  return arena_aligned(arena, on_line(size) / LINE, LINE);
}

static inline void add_weights(Sums *sums, const uint8_t *weights) {
  Weights more;
  memcpy(&more, weights, sizeof more);
#if defined(__GNUC__) && !defined(__clang__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  /* what gcc 12 does in one instruction; it takes five for __builtin_convertvector */
  *sums += (Sums)__builtin_shufflevector(more, (Weights){0}, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8,
                                         24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
#else
  *sums += __builtin_convertvector(more, Sums);
#endif
}

/* Sums as a row of weights, as far as bytes go; `first` are those of its first block. */
static inline void store_clamped(uint8_t *weights, const Sums *sums, const Sums *first) {
  SignedSums values = (SignedSums)(*sums - (*first)[0]);
  SignedSums over = values > INT8_MAX, under = values < -WEIGHT_ZERO;
  values = (over & INT8_MAX) | (under & -WEIGHT_ZERO) | (values & ~(over | under));
  Weights clamped = __builtin_convertvector(values + WEIGHT_ZERO, Weights);
  memcpy(weights, &clamped, sizeof clamped);
}

static uint32_t place_of(uint32_t key, uint32_t key_bits) {
  return key >> (32 - key_bits);
}

/* 1 + the first row of a key, or 0. */
static inline uint32_t find_key(const Tagger *tagger, uint32_t key) {
  uint32_t mask = ((uint32_t)1 << tagger->key_bits) - 1;
  for (uint32_t i = place_of(key, tagger->key_bits);; i = (i + 1) & mask) {
    if (tagger->keys[i].key == key || !tagger->keys[i].row) return tagger->keys[i].row;
  }
}

int tagger_weight(const Tagger *tagger, uint64_t feature, uint32_t column) {
  uint32_t kind = (uint32_t)(feature >> 8 & 0xFF), slot = (uint32_t)(feature & 0xFF), key = (uint32_t)(feature >> 16);
  uint32_t row = kind < FEATURE_KEYED ? find_key(tagger, key) : tagger->first_of[kind] + key * FEATURE_SLOTS[kind] + 1;
  return row ? tagger->rows[(size_t)(row - 1 + slot) * row_bytes(tagger->lanes) + column] - WEIGHT_ZERO : 0;
}

/* ---- sums of lists ---- */

/* Where the sums of a type set for words of one length stand: those that are first met side by side. Or why nowhere. */
enum { SUMS_NEW, SUMS_IN_WORK, SUMS_NONE, FIRST_SUMS, MOST_SUMS = UINT16_MAX };

/* Rows for the units of a listed word of one length and for those beside it, the ones that most words need on one line
   of a cache. */
enum { SUM_BEHIND, SUM_FRONT, SUM_FIRST, SUM_LAST, SUM_INSIDE, SUM_ROWS, SUM_PLACES = 8 };

struct TaggerSums {
  const FeatureNames *names;
  atomic_ushort *places; /* by type set and length of the word */
  atomic_uint used;      /* places that are taken; may run over `count` */
  uint32_t count;
  uint8_t *room; /* SUM_PLACES rows for each place; most of them are never touched */
};

void tagger_prepare(Tagger *tagger, Arena *arena, const FeatureNames *names) {
  uint32_t lengths = names->vocabulary->set_count * LISTED_LONGEST;
  TaggerSums *sums = ARENA_NEW(arena, TaggerSums);
  sums->names = names;
  sums->places = arena_calloc(arena, lengths + 1, sizeof *sums->places);
  sums->used = FIRST_SUMS;
  sums->count = lengths < MOST_SUMS - FIRST_SUMS ? lengths + FIRST_SUMS : MOST_SUMS;
  sums->room = on_line_alloc(arena, (size_t)sums->count * SUM_PLACES * row_bytes(tagger->lanes));
  tagger->sums = sums;
}

static uint32_t sums_number(const UnitListed *word) {
  uint32_t length = (uint32_t)word->behind - word->first;
  return word->set * LISTED_LONGEST + (length < LISTED_LONGEST ? length : LISTED_LONGEST) - 1;
}

/* Sums over the lists of a set, as far as bytes go; false where it has none. */
FOR_PROCESSORS static bool sum_lists(const Tagger *tagger, uint32_t number, uint8_t *rows) {
  const FeatureNames *names = tagger->sums->names;
  const TypeSet *set = &names->vocabulary->sets[number / LISTED_LONGEST];
  uint32_t length = number % LISTED_LONGEST + 1, blocks = row_bytes(tagger->lanes) / BLOCK;
  const uint8_t *of_lists = tagger->rows + (size_t)tagger->first_of[FEATURE_LISTED] * blocks * BLOCK;
  const uint8_t slots[SUM_ROWS] = {
      LISTED_ENDED, LISTED_BEGUN, (uint8_t)part_slot(length == 1 ? PART_SINGLE : PART_BEGIN, length, LISTED_LONGEST),
      (uint8_t)part_slot(PART_END, length, LISTED_LONGEST), (uint8_t)part_slot(PART_INSIDE, length, LISTED_LONGEST)};
  const uint32_t rows_used = length == 1 ? SUM_LAST : length == 2 ? SUM_INSIDE : SUM_ROWS;
  Sums sums[SUM_ROWS][MOST_BLOCKS] = {0};
  bool any = false;
  for (uint32_t i = 0; i < set->count; i++) {
    uint16_t list = names->list_of_type[set->types[i]];
    if (list == NO_LIST) continue;
    any = true;
    for (uint32_t k = 0; k < rows_used; k++) {
      const uint8_t *row = of_lists + ((size_t)list * LISTED_SLOTS + slots[k]) * blocks * BLOCK;
      for (uint32_t b = 0; b < blocks; b++) add_weights(&sums[k][b], row + b * BLOCK);
    }
  }
  for (uint32_t k = 0; any && k < rows_used; k++) {
    for (uint32_t b = 0; b < blocks; b++) store_clamped(rows + (k * blocks + b) * BLOCK, &sums[k][b], sums[k]);
  }
  return any;
}

/* The rows of a set of lists and a length that may have none yet, or NULL where the set has no lists. Whoever comes
   first makes them; who comes while they are in work, or finds no place left, makes them for himself alone. */
static const uint8_t *make_sums(const Tagger *tagger, Arena *arena, uint32_t number) {
  TaggerSums *sums = tagger->sums;
  size_t bytes = (size_t)SUM_PLACES * row_bytes(tagger->lanes);
  unsigned short place = SUMS_NEW;
  bool first = atomic_compare_exchange_strong(&sums->places[number], &place, SUMS_IN_WORK);
  if (place >= FIRST_SUMS) return sums->room + place * bytes;
  uint8_t *own = on_line_alloc(arena, bytes);
  if (!sum_lists(tagger, number, own)) {
    if (first) atomic_store_explicit(&sums->places[number], SUMS_NONE, memory_order_release);
    return NULL;
  }
  uint32_t taken = first ? atomic_fetch_add(&sums->used, 1) : sums->count;
  if (taken >= sums->count) return own;
  memcpy(sums->room + taken * bytes, own, bytes);
  atomic_store_explicit(&sums->places[number], (unsigned short)taken, memory_order_release);
  return own;
}

/* The same for the set of an edge, whose lists are those of another one: from then on both have one place. */
static const uint8_t *find_sums(const Tagger *tagger, Arena *arena, uint32_t number) {
  TaggerSums *sums = tagger->sums;
  TypeSetId set = vocabulary_listed_set(sums->names->vocabulary, number / LISTED_LONGEST);
  uint32_t listed = set * LISTED_LONGEST + number % LISTED_LONGEST;
  const uint8_t *rows = make_sums(tagger, arena, listed);
  unsigned short place = atomic_load_explicit(&sums->places[listed], memory_order_acquire);
  if (place > SUMS_IN_WORK) atomic_store_explicit(&sums->places[number], place, memory_order_release);
  return rows;
}

/* ---- scores ---- */

/* `blocks`, of a row, is a constant wherever this is used. */
#define INLINE static inline __attribute__((always_inline))

/* Scores have a row more in front and behind, whose sums nobody reads: so what stands beside a word of a list is not in
   want of a place. */
enum { BESIDE = 1 };

INLINE void add_row(Sums *scores, const uint8_t *row, uint32_t blocks) {
  for (uint32_t b = 0; b < blocks; b++) add_weights(&scores[b], row + b * BLOCK);
}

/* A word whose lists' sums were asked for. */
typedef struct {
  const UnitListed *word;
  uint32_t number, place;
} Awaited;

INLINE void add_listed(const Tagger *tagger, Arena *arena, const Awaited *awaited, Sums *scores, uint32_t blocks) {
  const size_t row = (size_t)blocks * BLOCK;
  const UnitListed *word = awaited->word;
  const uint8_t *rows = tagger->sums->room + awaited->place * SUM_PLACES * row;
  if (awaited->place < FIRST_SUMS) {
    rows = find_sums(tagger, arena, awaited->number);
    if (!rows) return;
  }
  Sums *first = scores + word->first * blocks, *last = scores + (word->behind - 1) * blocks;
  add_row(first - blocks, rows + SUM_FRONT * row, blocks);
  add_row(last + blocks, rows + SUM_BEHIND * row, blocks);
  add_row(first, rows + SUM_FIRST * row, blocks);
  if (first == last) return;
  add_row(last, rows + SUM_LAST * row, blocks);
  for (Sums *unit = first + blocks; unit < last; unit += blocks) add_row(unit, rows + SUM_INSIDE * row, blocks);
}

/* Places of sums are asked for before all else is done, sums a few words ahead. */
INLINE uint32_t *await_places(const Tagger *tagger, Arena *arena, const Units *units) {
  uint32_t *numbers = arena_alloc(arena, units->listed.count * sizeof *numbers + 1);
  for (uint32_t i = 0; i < units->listed.count; i++) {
    numbers[i] = sums_number(&units->listed.data[i]);
    __builtin_prefetch((const char *)tagger->sums->places + numbers[i] * sizeof *tagger->sums->places);
  }
  return numbers;
}

INLINE void add_lists(const Tagger *tagger, Arena *arena, const Units *units, const uint32_t *numbers, Sums *scores,
                      uint32_t blocks) {
  enum { AHEAD = 8 };
  const TaggerSums *sums = tagger->sums;
  const size_t bytes = (size_t)SUM_PLACES * blocks * BLOCK;
  Awaited awaited[AHEAD];
  uint32_t count = 0;
  for (uint32_t i = 0; i < units->listed.count; i++) {
    uint32_t place = atomic_load_explicit(&sums->places[numbers[i]], memory_order_acquire);
    if (place == SUMS_NONE) continue;
    __builtin_prefetch(sums->room + place * bytes);
    if (count >= AHEAD) add_listed(tagger, arena, &awaited[count % AHEAD], scores, blocks);
    awaited[count++ % AHEAD] = (Awaited){&units->listed.data[i], numbers[i], place};
  }
  for (uint32_t i = count < AHEAD ? 0 : count - AHEAD; i < count; i++) {
    add_listed(tagger, arena, &awaited[i % AHEAD], scores, blocks);
  }
}

/* A look for a key of a sentence: first the key, then the rows that it has, or NO_ROWS. */
typedef union {
  uint32_t key;
  const uint8_t *rows;
} Look;

/* Not even counted. */
static const uint8_t NO_ROWS[MOST_SLOTS * LABEL_COLUMNS];

typedef struct {
  Look *texts; /* of units, from two in front of them to two behind */
  Look *pairs; /* of a unit with the one before it, from the first to the one behind all */
  Look *words;
  Look *affixes; /* head and tail, of units that have them */
} Looks;

INLINE void await_key(const Tagger *tagger, Look *look, uint32_t key) {
  look->key = key;
  __builtin_prefetch(&tagger->keys[place_of(key, tagger->key_bits)]);
}

INLINE const uint8_t *rows_of_key(const Tagger *tagger, uint32_t key, uint32_t blocks) {
  uint32_t row = find_key(tagger, key);
  return row ? tagger->rows + (size_t)(row - 1) * blocks * BLOCK : NO_ROWS;
}

INLINE void find_rows(const Tagger *tagger, Look *looks, uint32_t count, uint32_t slots, uint32_t blocks) {
  for (uint32_t i = 0; i < count; i++) {
    looks[i].rows = rows_of_key(tagger, looks[i].key, blocks);
    __builtin_prefetch(looks[i].rows);
    if (slots * blocks * BLOCK > LINE) __builtin_prefetch(looks[i].rows + LINE);
  }
}

/* A model is larger than the caches near the processor: what a step needs is asked for in the step before, so that the
   waits for memory overlap. */
INLINE void look_up(const Tagger *tagger, Arena *arena, const Units *units, Looks *looks, uint32_t blocks) {
  uint32_t count = units->count, words = units->words.count;
  looks->texts = arena_alloc(arena, (4 * (size_t)count + 8 + words) * sizeof *looks->texts);
  looks->pairs = looks->texts + count + 5; /* one more on each side */
  looks->words = looks->pairs + count + 2;
  looks->affixes = looks->words + words;
  uint32_t before = TEXT_BEFORE_ALL, affixes = 0;
  for (uint32_t i = 0; i <= count; i++) {
    uint32_t text = i < count ? units->data[i].text : (uint32_t)TEXT_BEHIND_ALL;
    await_key(tagger, &looks->texts[2 + i], feature_key(FEATURE_TEXT, text));
    await_key(tagger, &looks->pairs[i], pair_key(before, text));
    before = text;
    if (i == count || !units->data[i].head) continue;
    await_key(tagger, &looks->affixes[affixes++], feature_key(FEATURE_HEAD, units->data[i].head));
    await_key(tagger, &looks->affixes[affixes++], feature_key(FEATURE_TAIL, units->data[i].tail));
  }
  looks->texts[0].key = looks->texts[1].key = feature_key(FEATURE_TEXT, TEXT_BEFORE_ALL);
  looks->texts[count + 3].key = looks->texts[count + 2].key;
  for (uint32_t i = 0; i < words; i++) {
    await_key(tagger, &looks->words[i], feature_key(FEATURE_WORD, units->words.data[i].text));
  }
  find_rows(tagger, looks->texts, count + 4, TEXT_SLOTS, blocks);
  find_rows(tagger, looks->pairs, count + 1, PAIR_SLOTS, blocks);
  find_rows(tagger, looks->words, words, UNIT_PARTS, blocks);
  find_rows(tagger, looks->affixes, affixes, 1, blocks);
  looks->pairs[-1].rows = looks->pairs[count + 1].rows = NO_ROWS;
}

/* Adds to the units of a word the rows of its parts. */
INLINE void add_parts(Sums *scores, const uint8_t *rows, uint32_t length, uint32_t blocks) {
  const size_t row = (size_t)blocks * BLOCK;
  if (length == 1) {
    add_row(scores, rows + PART_SINGLE * row, blocks);
    return;
  }
  add_row(scores, rows + PART_BEGIN * row, blocks);
  for (uint32_t k = 1; k + 1 < length; k++) add_row(scores + k * blocks, rows + PART_INSIDE * row, blocks);
  add_row(scores + (length - 1) * blocks, rows + PART_END * row, blocks);
}

INLINE void add_words(const Tagger *tagger, const Units *units, const Looks *looks, Sums *scores, uint32_t blocks) {
  const size_t row = (size_t)blocks * BLOCK;
  const uint8_t *of_classes = tagger->rows + tagger->first_of[FEATURE_CLASS] * row;
  for (uint32_t i = 0; i < units->words.count; i++) {
    const UnitWord *word = &units->words.data[i];
    uint32_t length = (uint32_t)word->behind - word->first;
    Sums *first = scores + word->first * blocks;
    if (looks->words[i].rows != NO_ROWS) add_parts(first, looks->words[i].rows, length, blocks);
    if (word->class == NO_CLASS) continue;
    uint32_t slot = word->class * (uint32_t)CLASS_SLOTS + part_slot(PART_BEGIN, length, CLASS_LONGEST);
    add_parts(first, of_classes + slot * row, length, blocks);
  }
}

/* Adds what stands at a unit and around it. A key's slots belong to units one after another, the last one first. */
INLINE void add_texts_around(const Look *texts, const Look *pairs, Sums *sums, uint32_t blocks) {
  const size_t row = (size_t)blocks * BLOCK;
  for (uint32_t slot = 0; slot < TEXT_SLOTS; slot++) add_row(sums, texts[slot].rows + slot * row, blocks);
  for (uint32_t slot = 0; slot < PAIR_SLOTS; slot++) add_row(sums, pairs[slot].rows + slot * row, blocks);
}

/* Adds what is left and makes scores of the sums. */
INLINE void finish_scores(const Tagger *tagger, const Units *units, const Looks *looks, Sums *scores, uint32_t blocks) {
  const uint8_t *of_shapes = tagger->rows + (size_t)tagger->first_of[FEATURE_SHAPES] * blocks * BLOCK;
  const Look *affixes = looks->affixes;
  uint32_t before = UNIT_SHAPES - 1;
  for (uint32_t i = 0; i < units->count; i++, scores += blocks) {
    const Unit *unit = &units->data[i];
    uint32_t shapes = shapes_number(before, unit->shape, i + 1 < units->count ? unit[1].shape : UNIT_SHAPES - 1);
    before = unit->shape;
    Sums sums[MOST_BLOCKS];
    for (uint32_t b = 0; b < blocks; b++) sums[b] = scores[b];
    add_row(sums, of_shapes + (size_t)shapes * blocks * BLOCK, blocks);
    add_texts_around(looks->texts + i, looks->pairs - 1 + i, sums, blocks);
    if (unit->head) {
      add_row(sums, affixes++->rows, blocks);
      add_row(sums, affixes++->rows, blocks);
    }
    uint16_t lowest = sums[0][0];
    for (uint32_t b = 0; b < blocks; b++) scores[b] = sums[b] - lowest;
  }
}

INLINE void score(const Tagger *tagger, Arena *arena, const Units *units, Sums *scores, uint32_t blocks) {
  Looks looks;
  const uint32_t *numbers = tagger->sums ? await_places(tagger, arena, units) : NULL;
  look_up(tagger, arena, units, &looks, blocks);
  if (tagger->sums) add_lists(tagger, arena, units, numbers, scores, blocks);
  add_words(tagger, units, &looks, scores, blocks);
  finish_scores(tagger, units, &looks, scores, blocks);
}

FOR_PROCESSORS static int16_t *score_all(const Tagger *tagger, Arena *arena, const Units *units) {
  size_t blocks = row_bytes(tagger->lanes) / BLOCK, count = (units->count + 2 * BESIDE) * blocks;
  Sums *scores = on_line_alloc(arena, count * sizeof *scores);
  memset(scores, 0, count * sizeof *scores);
  scores += BESIDE * blocks;
  if (blocks == 1) {
    score(tagger, arena, units, scores, 1);
  } else {
    score(tagger, arena, units, scores, MOST_BLOCKS);
  }
  return (int16_t *)(void *)scores;
}

/* What chooses among the machines would be a symbol of the library if this were one of the clones. */
int16_t *tagger_scores(const Tagger *tagger, Arena *arena, const Units *units) {
  return score_all(tagger, arena, units);
}

/* 2^(score / STEPS_OF_OCTAVE), between powers of two by a straight line, which is at most 6 % too much: the whole
   octaves are the exponent of the number, the rest its mantissa. The same on every machine. */
FOR_PROCESSORS static void weigh(const Tagger *tagger, const int16_t *scores, float *weights, size_t count) {
  enum { MOST_OCTAVES = 50, MANTISSA_BITS = 23, STEP_BITS = 7 };
  _Static_assert(1 << STEP_BITS == STEPS_OF_OCTAVE, "a step is a bit of the mantissa");
  int16_t most = (int16_t)(MOST_OCTAVES * STEPS_OF_OCTAVE >> tagger->shift), least = (int16_t)-most;
  uint32_t shift = MANTISSA_BITS - STEP_BITS + tagger->shift;
  for (size_t i = 0; i < count; i++) {
    int16_t score = scores[i] < most ? scores[i] : most;
    score = score > least ? score : least;
    uint32_t bits = ((uint32_t)(int32_t)score << shift) + ((uint32_t)127 << MANTISSA_BITS);
    memcpy(&weights[i], &bits, sizeof bits);
  }
}

void tagger_run(const Tagger *tagger, Arena *arena, const Units *units, float least, SpanSink sink, void *handle) {
  size_t columns = (size_t)units->count * row_bytes(tagger->lanes);
  int16_t *scores = tagger_scores(tagger, arena, units);
  float *weights = arena_alloc(arena, columns * sizeof *weights);
  weigh(tagger, scores, weights, columns);
  Marginals marginals = {.chain = &tagger->chain, .units = units->count, .weight = weights};
  marginals.forward = arena_alloc(arena, columns * sizeof(float));
  marginals.backward = arena_alloc(arena, columns * sizeof(float));
  marginals.scale = arena_alloc(arena, units->count * sizeof(float));
  marginals_compute(&marginals);
  marginals_spans(&marginals, least, sink, handle);
}

/* ---- writing ---- */

static bool same_key(uint64_t a, uint64_t b) {
  return a >> 8 == b >> 8;
}

static void write_row(uint8_t *row, const TaggerParts *parts, uint64_t feature, uint32_t columns) {
  for (uint32_t column = 0; column < columns; column++) {
    row[column] = (uint8_t)(parts->weight(parts->handle, feature, column) + WEIGHT_ZERO);
  }
}

/* Rows of keys, those of one kind after those of another; returns how many. With `out`, writes them. Of two keys with
   the same hash only the first one counts. */
static uint32_t write_keys(const TaggerParts *parts, const TaggerHeader *header, TaggerKey *keys, uint8_t *rows) {
  uint32_t row = 0, columns = row_bytes(lanes_of_types(parts->type_count));
  for (uint32_t kind = 0; kind < FEATURE_KEYED; kind++) {
    for (uint32_t i = 0; i < parts->feature_count; i++) {
      uint64_t feature = parts->features[i];
      if ((feature >> 8 & 0xFF) != kind || (i && same_key(feature, parts->features[i - 1]))) continue;
      uint32_t key = (uint32_t)(feature >> 16), mask = keys ? ((uint32_t)1 << header->key_bits) - 1 : 0;
      if (keys) {
        uint32_t place = place_of(key, header->key_bits);
        while (keys[place].row && keys[place].key != key) place = (place + 1) & mask;
        if (!keys[place].row) keys[place] = (TaggerKey){key, row + 1};
        for (uint32_t slot = 0; slot < FEATURE_SLOTS[kind]; slot++) {
          write_row(rows + (size_t)(row + slot) * columns, parts, feature_of(kind, key, slot), columns);
        }
      }
      row += FEATURE_SLOTS[kind];
    }
  }
  return row;
}

static void write_numbered(const TaggerParts *parts, const TaggerHeader *header, uint8_t *rows) {
  uint32_t first_of[FEATURE_KINDS], columns = row_bytes(lanes_of_types(parts->type_count));
  lay_out_rows(first_of, header->key_rows, &parts->known);
  for (uint32_t kind = FEATURE_KEYED; kind < FEATURE_KINDS; kind++) {
    for (uint32_t i = 0; i < numbered_rows(kind, &parts->known); i++) {
      uint64_t feature = feature_of(kind, i / FEATURE_SLOTS[kind], i % FEATURE_SLOTS[kind]);
      write_row(rows + (size_t)(first_of[kind] + i) * columns, parts, feature, columns);
    }
  }
}

Slice tagger_write(Arena *arena, const TaggerParts *parts) {
  TaggerHeader header = {.magic = TAGGER_MAGIC,
                         .byte_order = TAGGER_BYTE_ORDER,
                         .type_count = parts->type_count,
                         .list_count = parts->known.list_count,
                         .class_count = parts->known.class_count,
                         .key_bits = LEAST_KEY_BITS,
                         .key_rows = write_keys(parts, NULL, NULL, NULL),
                         .shift = parts->shift};
  uint32_t keys = 0;
  for (uint32_t i = 0; i < parts->feature_count; i++)
    keys += !i || !same_key(parts->features[i], parts->features[i - 1]);
  while (((uint32_t)1 << header.key_bits) < 2 * keys && header.key_bits < MOST_KEY_BITS) header.key_bits++;
  Layout at = layout_of(&header);
  char *out = arena_calloc(arena, 1, at.end);
  memcpy(out, &header, sizeof header);
  memcpy(out + at.types, parts->types, at.chain - at.types);
  memcpy(out + at.chain, &parts->chain, sizeof parts->chain);
  if (header.list_count) memcpy(out + at.lists, parts->known.lists, header.list_count * sizeof(uint32_t));
  if (header.class_count) memcpy(out + at.classes, parts->known.classes, header.class_count * sizeof(uint32_t));
  write_keys(parts, &header, (TaggerKey *)(void *)(out + at.keys), (uint8_t *)out + at.rows);
  write_numbered(parts, &header, (uint8_t *)out + at.rows);
  return (Slice){out, at.end};
}
