/* The sequence model: probabilities against all ways counted one by one, training, images, labelled texts. */
#include "unit/rules_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/labelled_text.h"
#include "tagger/trainer.h"

enum { UNITS = 5, TYPES = 2, LABELS = 1 + 4 * TYPES };

/* Scores of some kind. */
static float score_at(uint32_t seed, uint32_t i) {
  uint32_t hash = (seed * 2654435761u) ^ (i * 40503u + 17);
  hash ^= hash >> 15;
  hash *= 2246822519u;
  return (float)(hash >> 8 & 0xFFFF) / 16384.0f - 2;
}

typedef struct {
  float scores[UNITS * LABELS], transitions[LABELS * LABELS], first[LABELS], last[LABELS];
  double sum, label[UNITS][LABELS], span[UNITS][UNITS + 1][TYPES];
} Counted;

static bool is_name_of(const uint32_t *labels, uint32_t first, uint32_t behind, uint32_t type) {
  if (behind - first == 1) return labels[first] == label_of(type, LABEL_SINGLE);
  if (labels[first] != label_of(type, LABEL_BEGIN) || labels[behind - 1] != label_of(type, LABEL_END)) return false;
  for (uint32_t i = first + 1; i + 1 < behind; i++) {
    if (labels[i] != label_of(type, LABEL_INSIDE)) return false;
  }
  return true;
}

static void count_way(Counted *counted, const uint32_t *labels) {
  double score = counted->first[labels[0]] + counted->last[labels[UNITS - 1]];
  for (uint32_t i = 0; i < UNITS; i++) {
    score += counted->scores[i * LABELS + labels[i]];
    if (i) score += counted->transitions[labels[i - 1] * LABELS + labels[i]];
  }
  double weight = exp(score);
  counted->sum += weight;
  for (uint32_t i = 0; i < UNITS; i++) counted->label[i][labels[i]] += weight;
  for (uint32_t i = 0; i < UNITS; i++) {
    for (uint32_t k = i + 1; k <= UNITS; k++) {
      for (uint32_t type = 0; type < TYPES; type++) {
        if (is_name_of(labels, i, k, type)) counted->span[i][k][type] += weight;
      }
    }
  }
}

static void count_ways(Counted *counted, uint32_t *labels, uint32_t unit) {
  if (unit == UNITS) {
    if (label_may_follow(0, labels[UNITS - 1])) count_way(counted, labels);
    return;
  }
  for (uint32_t l = 0; l < LABELS; l++) {
    if (!label_may_follow(l, unit ? labels[unit - 1] : 0)) continue;
    labels[unit] = l;
    count_ways(counted, labels, unit + 1);
  }
}

typedef struct {
  const Counted *counted;
  uint32_t found;
} SpanCheck;

static void check_span(void *handle, const TaggedSpan *span) {
  SpanCheck *check = handle;
  double expected = check->counted->span[span->first][span->behind][span->type] / check->counted->sum;
  assert_true(fabs((double)span->probability - expected) < 1e-3);
  check->found++;
}

static void probabilities_are_those_of_all_ways(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 20; seed++) {
    Counted counted = {0};
    uint32_t labels[UNITS], at = 0, likely = 0;
    for (uint32_t i = 0; i < UNITS * LABELS; i++) counted.scores[i] = score_at(seed, at++);
    for (uint32_t i = 0; i < LABELS * LABELS; i++) counted.transitions[i] = score_at(seed, at++);
    for (uint32_t i = 0; i < LABELS; i++) {
      counted.first[i] = score_at(seed, at++);
      counted.last[i] = score_at(seed, at++);
    }
    count_ways(&counted, labels, 0);
    Chain chain;
    float weight[UNITS * LABELS], forward[UNITS * LABELS], backward[UNITS * LABELS], scale[UNITS];
    memcpy(weight, counted.scores, sizeof weight);
    chain_init(&chain, LABELS, counted.transitions, counted.first, counted.last);
    Marginals marginals = {&chain, UNITS, weight, forward, backward, scale};
    double most = 0, sum = marginals_compute(&marginals);
    for (uint32_t i = 0; i < UNITS; i++) {
      float largest = counted.scores[i * LABELS];
      for (uint32_t l = 1; l < LABELS; l++) largest = fmaxf(largest, counted.scores[i * LABELS + l]);
      most += (double)largest;
      for (uint32_t l = 0; l < LABELS; l++) {
        double found = (double)forward[i * LABELS + l] * (double)backward[i * LABELS + l];
        assert_true(fabs(found - counted.label[i][l] / counted.sum) < 1e-3);
      }
      for (uint32_t k = i + 1; k <= UNITS; k++) {
        for (uint32_t type = 0; type < TYPES; type++) likely += counted.span[i][k][type] / counted.sum >= 0.05;
      }
    }
    assert_true(fabs(sum + most - log(counted.sum)) < 1e-3);
    SpanCheck check = {&counted, 0};
    marginals_spans(&marginals, 0.05f, check_span, &check);
    assert_true(abs((int)check.found - (int)likely) <= 1); /* one may lie on the edge */
  }
}

/* ---- training ---- */

/* Sentences of made-up units: 100 to 109 begin a name of two units, 200 is one, the rest is none. */
static void make_units(Arena *arena, Units *units, uint32_t number) {
  *units = (Units){0};
  for (uint32_t i = 0; i < 8; i++) {
    uint32_t text = 10 + (number * 7 + i * 3) % 23;
    if (i == number % 5) text = 100 + number % 10;
    if (i == number % 5 + 1) text = 300 + number % 17;
    if (i == 7 && number % 3 == 0) text = 200;
    VECTOR_PUSH(arena, units, ((Unit){.begin = (uint16_t)i, .end = (uint16_t)(i + 1), .text = text}));
  }
}

static Slice train_small(Arena *arena) {
  static const FeatureNames NO_LISTS = {0};
  const Slice types[] = {SLICE("Pair"), SLICE("Single")};
  TrainerOptions options = TRAINER_DEFAULTS;
  options.epochs = 8;
  Trainer *trainer = trainer_new(arena, &options, types, 2, &NO_LISTS);
  for (uint32_t number = 0; number < 200; number++) {
    Units units;
    uint8_t labels[8] = {0};
    make_units(arena, &units, number);
    labels[number % 5] = (uint8_t)label_of(0, LABEL_BEGIN);
    labels[number % 5 + 1] = (uint8_t)label_of(0, LABEL_END);
    if (number % 3 == 0) labels[7] = (uint8_t)label_of(1, LABEL_SINGLE);
    trainer_add(trainer, &units, labels);
  }
  return trainer_finish(trainer, NULL, NULL);
}

typedef struct {
  uint32_t pairs, singles, place;
} Found;

static void note_found(void *handle, const TaggedSpan *span) {
  Found *found = handle;
  if (span->type) {
    found->singles++;
  } else {
    found->pairs++;
    found->place = span->first;
  }
}

static void a_trained_model_finds_what_it_was_shown(void **state) {
  (void)state;
  Arena arena;
  Tagger tagger;
  arena_init(&arena, SIZE_MAX);
  Slice image = train_small(&arena), again = train_small(&arena);
  assert_true(slice_equal(image, again)); /* the same bytes */
  assert_int_equal(SPO_SUCCESS, tagger_open(&tagger, image, "image", &DIAGNOSTICS_SILENT));
  assert_int_equal(1, tagger_type(&tagger, SLICE("Single")));
  assert_int_equal(UINT32_MAX, tagger_type(&tagger, SLICE("None")));
  for (uint32_t number = 200; number < 260; number++) { /* others than those it was trained on */
    Units units;
    Found found = {0};
    make_units(&arena, &units, number);
    tagger_run(&tagger, &arena, &units, 0.5f, note_found, &found);
    assert_int_equal(1, found.pairs);
    assert_int_equal(number % 5, found.place);
    assert_int_equal(number % 3 == 0, found.singles);
  }
  Units none = {0};
  Found found = {0};
  tagger_run(&tagger, &arena, &none, 0.5f, note_found, &found);
  assert_int_equal(0, found.pairs);
  arena_free(&arena);
}

static void damaged_models_are_refused(void **state) {
  (void)state;
  Arena arena;
  Tagger tagger;
  arena_init(&arena, SIZE_MAX);
  Slice image = train_small(&arena);
  for (size_t length = 0; length < image.length; length += 1 + length / 8) {
    Slice cut = arena_copy(&arena, (Slice){image.data, length});
    assert_int_equal(SPO_BAD_RULES, tagger_open(&tagger, cut, "image", &DIAGNOSTICS_SILENT));
  }
  static const size_t HEADER_BYTES[] = {0, 8, 12, 16, 20, 24, 31};
  for (size_t i = 0; i < sizeof HEADER_BYTES / sizeof *HEADER_BYTES; i++) {
    char *copy = (char *)(uintptr_t)arena_copy(&arena, image).data;
    copy[HEADER_BYTES[i]] = (char)(copy[HEADER_BYTES[i]] ^ 0x55);
    assert_int_equal(SPO_BAD_RULES, tagger_open(&tagger, (Slice){copy, image.length}, "image", &DIAGNOSTICS_SILENT));
  }
  arena_free(&arena);
}

/* ---- labelled texts ---- */

static SpoStatus read_labelled(Arena *arena, const char *ending, const char *text, LabelledTexts *texts) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/spo-labelled-XXXXXX%s", ending);
  int file = mkstemps(path, (int)strlen(ending));
  assert_true(file >= 0);
  assert_int_equal(strlen(text), write(file, text, strlen(text)));
  close(file);
  *texts = (LabelledTexts){0};
  SpoStatus status = labelled_texts_read(texts, arena, path, &DIAGNOSTICS_SILENT);
  unlink(path);
  return status;
}

static void labelled_texts_are_read(void **state) {
  (void)state;
  Arena arena;
  LabelledTexts texts;
  arena_init(&arena, SIZE_MAX);
  const char *marked = "#labels P=Person L=Place\n# a comment\n\n{P:王小明}在{L:苏州}。\n没有名字。\n";
  assert_int_equal(SPO_SUCCESS, read_labelled(&arena, ".txt", marked, &texts));
  assert_int_equal(2, texts.count);
  assert_slice_equal(SLICE("王小明在苏州。"), texts.data[0].text);
  assert_int_equal(2, texts.data[0].names.count);
  assert_slice_equal(SLICE("Place"), texts.data[0].names.data[1].type);
  assert_int_equal(4, texts.data[0].names.data[1].begin);
  assert_int_equal(6, texts.data[0].names.data[1].end);
  const char *records = "{\"text\": \"王小明\", \"entities\": [{\"type\": \"Person\", \"start\": 0, \"end\": 3}]}\n";
  assert_int_equal(SPO_SUCCESS, read_labelled(&arena, ".jsonl", records, &texts));
  assert_int_equal(3, texts.data[0].names.data[0].end);
  static const char *const WRONG[][2] = {
      {".txt", "#labels P=Person\n{X:王小明}\n"},
      {".txt", "#labels P=Person\n{P:王小明\n"},
      {".txt", "#labels P\n"},
      {".txt", "{P:王小明}\n"},
      {".txt", "\xff\n"},
      {".jsonl", "[]\n"},
      {".jsonl", "{\"text\": \"王\", \"entities\": [{\"type\": \"Person\", \"start\": 0, \"end\": 3}]}\n"},
      {".jsonl", "{\"text\": \"王\", \"entities\": [{\"start\": 0, \"end\": 1}]}\n"},
  };
  for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
    assert_int_equal(SPO_BAD_INPUT, read_labelled(&arena, WRONG[i][0], WRONG[i][1], &texts));
  }
  assert_int_equal(SPO_BAD_INPUT, labelled_texts_read(&texts, &arena, "/nowhere.txt", &DIAGNOSTICS_SILENT));
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(probabilities_are_those_of_all_ways),
      cmocka_unit_test(a_trained_model_finds_what_it_was_shown),
      cmocka_unit_test(damaged_models_are_refused),
      cmocka_unit_test(labelled_texts_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
