#include "tagger/tagger.h"

#define TAGGER_MAGIC "SPOTAG02"
#define TAGGER_BYTE_ORDER 0x01020304u
enum { MOST_BUCKET_BITS = 24, MOST_ROWS = 1 << 26 };

/* Sections follow one another in this order, each of whole words of four bytes but the last. */
typedef struct {
  size_t types, lists, transitions, first, last, buckets, features, weights, end;
} Layout;

static Layout layout_of(const TaggerHeader *header) {
  size_t labels = 1 + 4 * (size_t)header->type_count;
  Layout at = {.types = sizeof(TaggerHeader)};
  at.lists = at.types + header->type_count * (size_t)(TYPE_NAME_LONGEST + 1);
  at.transitions = at.lists + header->list_count * sizeof(uint32_t);
  at.first = at.transitions + labels * labels * sizeof(float);
  at.last = at.first + labels * sizeof(float);
  at.buckets = at.last + labels * sizeof(float);
  at.features = at.buckets + (((size_t)1 << header->bucket_bits) + 1) * sizeof(uint32_t);
  at.weights = at.features + header->row_count * sizeof(uint32_t);
  at.end = at.weights + header->row_count * labels;
  return at;
}

/* Whether the scores of a chain are numbers that e can be raised to. */
static bool chain_fits(const float *scores, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!(scores[i] >= -60 && scores[i] <= 60)) return false;
  }
  return true;
}

/* What is wrong with an image, or NULL. */
static const char *image_fault(Slice image) {
  const TaggerHeader *header = (const TaggerHeader *)image.data;
  if (image.length < sizeof *header || memcmp(header->magic, TAGGER_MAGIC, sizeof header->magic) != 0) {
    return "is no sequence model of this version of spo; train it again";
  }
  if (header->byte_order != TAGGER_BYTE_ORDER) return "was made on another kind of machine; train it again";
  if (!header->type_count || header->type_count > MOST_TYPES || header->list_count > MOST_LISTS ||
      header->bucket_bits > MOST_BUCKET_BITS || header->row_count > MOST_ROWS ||
      image.length != layout_of(header).end) {
    return "is damaged";
  }
  Layout at = layout_of(header);
  const uint32_t *buckets = (const uint32_t *)(const void *)(image.data + at.buckets);
  size_t count = (size_t)1 << header->bucket_bits;
  for (size_t i = 0; i < count; i++) {
    if (buckets[i] > buckets[i + 1]) return "is damaged";
  }
  if (!(header->scale > 0 && header->scale < 10)) return "is damaged";
  if (!chain_fits((const float *)(const void *)(image.data + at.transitions),
                  (at.buckets - at.transitions) / sizeof(float))) {
    return "is damaged";
  }
  const char *types = image.data + at.types;
  for (uint32_t i = 0; i < header->type_count; i++) {
    if (types[(size_t)i * (TYPE_NAME_LONGEST + 1) + TYPE_NAME_LONGEST]) return "is damaged";
  }
  return buckets[0] || buckets[count] != header->row_count ? "is damaged" : NULL;
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
                     .list_count = header->list_count,
                     .row_count = header->row_count,
                     .bucket_bits = header->bucket_bits,
                     .labels = 1 + 4 * header->type_count,
                     .types = (const char(*)[TYPE_NAME_LONGEST + 1])(image.data + at.types),
                     .lists = (const uint32_t *)(const void *)(image.data + at.lists),
                     .buckets = (const uint32_t *)(const void *)(image.data + at.buckets),
                     .features = (const uint32_t *)(const void *)(image.data + at.features),
                     .weights = (const int8_t *)(image.data + at.weights),
                     .scale = header->scale};
  chain_init(&tagger->chain, tagger->labels, (const float *)(const void *)(image.data + at.transitions),
             (const float *)(const void *)(image.data + at.first), (const float *)(const void *)(image.data + at.last));
  return SPO_SUCCESS;
}

/* ---- features of lists ---- */

/* Numbers of a list's rows: words by part and length, then `ended` and `begun`. A row has a sum for each
   label, and zeros up to a multiple of sixteen.
 */
enum { ENDED_ROW = UNIT_PARTS * WORD_LENGTHS, BEGUN_ROW, LIST_ROWS, MOST_SUMS = (MOST_LABELS + 15) / 16 * 16 };

static uint32_t row_stride(const Tagger *tagger) {
  return (tagger->labels + 15) / 16 * 16;
}

static const int16_t *list_row(const Tagger *tagger, uint32_t list, uint32_t row) {
  return tagger->list_rows + ((size_t)list * LIST_ROWS + row) * row_stride(tagger);
}

static void add_feature(const Tagger *tagger, uint32_t feature, int16_t *sums) {
  uint32_t bucket = tagger->bucket_bits ? feature >> (32 - tagger->bucket_bits) : 0;
  for (uint32_t row = tagger->buckets[bucket]; row < tagger->buckets[bucket + 1]; row++) {
    const int8_t *weights = tagger->weights + (size_t)row * tagger->labels;
    for (uint32_t l = 0; tagger->features[row] == feature && l < tagger->labels; l++) {
      sums[l] = (int16_t)(sums[l] + weights[l]);
    }
  }
}

void tagger_prepare(Tagger *tagger, Arena *arena) {
  size_t stride = row_stride(tagger);
  int16_t *rows = arena_calloc(arena, (size_t)tagger->list_count * LIST_ROWS * stride + 1, sizeof *rows);
  tagger->list_rows = rows;
  for (uint32_t list = 0; list < tagger->list_count; list++) {
    uint32_t hash = tagger->lists[list];
    int16_t *first = rows + list * LIST_ROWS * stride;
    for (uint32_t row = 0; row < ENDED_ROW; row++) {
      UnitPart part = row / WORD_LENGTHS;
      add_feature(tagger, feature_of_listed(hash, part), first + (size_t)row * stride);
      add_feature(tagger, feature_of_listed_length(hash, part, row % WORD_LENGTHS), first + (size_t)row * stride);
    }
    add_feature(tagger, feature_of_ended(hash), first + (size_t)ENDED_ROW * stride);
    add_feature(tagger, feature_of_begun(hash), first + (size_t)BEGUN_ROW * stride);
  }
}

/* Adds eight sums at a time; behind the last label stand zeros. */
typedef int16_t EightSums __attribute__((vector_size(16)));

static void add_sums(int16_t *sums, const int16_t *row, uint32_t labels) {
  for (uint32_t part = 0; part < labels; part += 8) {
    EightSums sum, more;
    memcpy(&sum, sums + part, sizeof sum);
    memcpy(&more, row + part, sizeof more);
    sum += more;
    memcpy(sums + part, &sum, sizeof sum);
  }
}

static void score_lists(const Tagger *tagger, const Unit *unit, int16_t sums[MOST_SUMS]) {
  for (uint32_t i = 0; i < unit->listed_count; i++) {
    const Listed *listed = &unit->listed[i];
    uint32_t row = (uint32_t)listed->part * WORD_LENGTHS + listed->length;
    add_sums(sums, list_row(tagger, listed->list, row), tagger->labels);
  }
  for (uint32_t i = 0; i < unit->ended_count; i++) {
    add_sums(sums, list_row(tagger, unit->ended[i], ENDED_ROW), tagger->labels);
  }
  for (uint32_t i = 0; i < unit->begun_count; i++) {
    add_sums(sums, list_row(tagger, unit->begun[i], BEGUN_ROW), tagger->labels);
  }
}

/* ---- other features ---- */

uint32_t tagger_type(const Tagger *tagger, Slice name) {
  for (uint32_t i = 0; i < tagger->type_count; i++) {
    if (slice_is(name, tagger->types[i])) return i;
  }
  return UINT32_MAX;
}

/* The features of a unit on their way to its scores. A model is far larger than the caches near the processor: what a
   step needs is asked for one step ahead, so that the waits for memory overlap. */
typedef struct {
  uint32_t features[MOST_FEATURES];
  uint32_t first[MOST_FEATURES], behind[MOST_FEATURES]; /* rows that a feature may have */
  uint32_t count;
} Scoring;

static uint32_t bucket_of(const Tagger *tagger, uint32_t feature) {
  return tagger->bucket_bits ? feature >> (32 - tagger->bucket_bits) : 0;
}

static void take_features(const Tagger *tagger, const Units *units, uint32_t unit, Scoring *scoring) {
  scoring->count = unit_features(units, unit, scoring->features);
  for (uint32_t i = 0; i < scoring->count; i++) {
    __builtin_prefetch(&tagger->buckets[bucket_of(tagger, scoring->features[i])]);
  }
}

/* Leaves out the features whose bucket is empty. */
static void find_buckets(const Tagger *tagger, Scoring *scoring) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < scoring->count; i++) {
    uint32_t bucket = bucket_of(tagger, scoring->features[i]);
    uint32_t first = tagger->buckets[bucket], behind = tagger->buckets[bucket + 1];
    scoring->features[kept] = scoring->features[i];
    scoring->first[kept] = first;
    scoring->behind[kept] = behind;
    if (first == behind) continue;
    __builtin_prefetch(&tagger->features[first]);
    __builtin_prefetch(&tagger->weights[(size_t)first * tagger->labels]);
    kept++;
  }
  scoring->count = kept;
}

/* Sixteen weights of a row, taken as eight numbers of two bytes: the bytes of even and of odd place are summed apart.
 */
enum { ROW_PART = 16, ROW_PARTS = (MOST_LABELS + ROW_PART - 1) / ROW_PART };
typedef int16_t Lanes __attribute__((vector_size(ROW_PART)));
typedef uint16_t UnsignedLanes __attribute__((vector_size(ROW_PART)));
typedef struct {
  Lanes low, high; /* of the lower and the higher byte of each number */
} Sums;

_Static_assert(MOST_FEATURES * 128 <= INT16_MAX, "sums of weights fit");

/* Adds a row of weights to the sums; behind the last label stand sums that nobody reads. */
static void add_row(Sums *sums, const int8_t *weights, uint32_t labels, const int8_t *end) {
  for (uint32_t l = 0; l < labels; l += ROW_PART) {
    Lanes part = {0};
    if (end - (weights + l) >= ROW_PART) {
      memcpy(&part, weights + l, sizeof part);
    } else {
      memcpy(&part, weights + l, (size_t)(end - (weights + l)));
    }
    sums[l / ROW_PART].low += (Lanes)((UnsignedLanes)part << 8) >> 8;
    sums[l / ROW_PART].high += part >> 8;
  }
}

static int16_t sum_of(const Sums *sums, uint32_t label) {
  uint32_t at = label % ROW_PART;
  bool low = (at % 2 == 0) == (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  return low ? sums[label / ROW_PART].low[at / 2] : sums[label / ROW_PART].high[at / 2];
}

static void score_unit(const Tagger *tagger, const Unit *unit, const Scoring *scoring, float *scores) {
  int16_t lists[MOST_SUMS] = {0};
  if (tagger->list_rows) score_lists(tagger, unit, lists);
  Sums sums[ROW_PARTS] = {0};
  const int8_t *end = tagger->weights + (size_t)tagger->row_count * tagger->labels;
  for (uint32_t i = 0; i < scoring->count; i++) {
    uint32_t row = scoring->first[i];
    while (row < scoring->behind[i] && tagger->features[row] != scoring->features[i]) row++;
    if (row == scoring->behind[i]) continue;
    add_row(sums, tagger->weights + (size_t)row * tagger->labels, tagger->labels, end);
  }
  for (uint32_t l = 0; l < tagger->labels; l++) scores[l] = (float)(sum_of(sums, l) + lists[l]) * tagger->scale;
}

/* Each unit takes three steps; those of three units go side by side. */
static void score_units(const Tagger *tagger, const Units *units, float *scores) {
  enum { STEPS = 3 };
  Scoring scoring[STEPS];
  for (uint32_t i = 0; i < units->count + STEPS - 1; i++) {
    if (i < units->count) take_features(tagger, units, i, &scoring[i % STEPS]);
    if (i >= 1 && i - 1 < units->count) find_buckets(tagger, &scoring[(i - 1) % STEPS]);
    if (i >= 2)
      score_unit(tagger, &units->data[i - 2], &scoring[(i - 2) % STEPS], scores + (size_t)(i - 2) * tagger->labels);
  }
}

void tagger_run(const Tagger *tagger, Arena *arena, const Units *units, float least, SpanSink sink, void *handle) {
  size_t cells = (size_t)units->count * tagger->labels;
  Marginals marginals = {.chain = &tagger->chain, .units = units->count};
  marginals.weight = arena_alloc(arena, cells * sizeof(float));
  marginals.forward = arena_alloc(arena, cells * sizeof(float));
  marginals.backward = arena_alloc(arena, cells * sizeof(float));
  marginals.scale = arena_alloc(arena, units->count * sizeof(float));
  score_units(tagger, units, marginals.weight);
  marginals_find(&marginals);
  marginals_spans(&marginals, least, sink, handle);
}

Slice tagger_write(Arena *arena, const Tagger *parts, const float *transitions, const float *first, const float *last) {
  TaggerHeader header = {.magic = TAGGER_MAGIC,
                         .byte_order = TAGGER_BYTE_ORDER,
                         .type_count = parts->type_count,
                         .list_count = parts->list_count,
                         .row_count = parts->row_count,
                         .scale = parts->scale};
  while (((uint32_t)1 << header.bucket_bits) < parts->row_count && header.bucket_bits < MOST_BUCKET_BITS) {
    header.bucket_bits++;
  }
  Layout at = layout_of(&header);
  size_t labels = parts->labels;
  char *out = arena_calloc(arena, 1, at.end);
  memcpy(out, &header, sizeof header);
  memcpy(out + at.types, parts->types, at.lists - at.types);
  if (parts->list_count) memcpy(out + at.lists, parts->lists, at.transitions - at.lists);
  memcpy(out + at.transitions, transitions, labels * labels * sizeof(float));
  memcpy(out + at.first, first, labels * sizeof(float));
  memcpy(out + at.last, last, labels * sizeof(float));
  uint32_t *buckets = (uint32_t *)(void *)(out + at.buckets);
  size_t count = (size_t)1 << header.bucket_bits;
  for (size_t bucket = 0, row = 0; bucket <= count; bucket++) {
    uint64_t least = header.bucket_bits ? (uint64_t)bucket << (32 - header.bucket_bits) : bucket ? UINT64_MAX : 0;
    while (row < parts->row_count && parts->features[row] < least) row++;
    buckets[bucket] = (uint32_t)row;
  }
  if (parts->row_count) memcpy(out + at.features, parts->features, parts->row_count * sizeof(uint32_t));
  if (parts->row_count) memcpy(out + at.weights, parts->weights, parts->row_count * labels);
  return (Slice){out, at.end};
}
