/* The sequence model: probabilities against all ways counted one by one, training, images, labelled texts. */
#include "unit/rules_check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/labelled_text.h"
#include "tagger/trainer.h"

enum { UNITS = 5 };

/* Scores of some kind. */
static float score_at(uint32_t seed, uint32_t i) {
  uint32_t hash = (seed * 2654435761u) ^ (i * 40503u + 17);
  hash ^= hash >> 15;
  hash *= 2246822519u;
  return (float)(hash >> 8 & 0xFFFF) / 16384.0f - 2;
}

/* All ways counted one by one. */
typedef struct {
  uint32_t types, lanes, labels;
  ChainSteps chain;
  float scores[UNITS][LABEL_COLUMNS];
  double sum, label[UNITS][LABEL_COLUMNS], span[UNITS][UNITS + 1][MOST_TYPES];
} Counted;

static bool is_name_of(const uint32_t *labels, uint32_t first, uint32_t behind, uint32_t type) {
  if (behind - first == 1) return labels[first] == label_of(type, LABEL_SINGLE);
  if (labels[first] != label_of(type, LABEL_BEGIN) || labels[behind - 1] != label_of(type, LABEL_END)) return false;
  for (uint32_t i = first + 1; i + 1 < behind; i++) {
    if (labels[i] != label_of(type, LABEL_INSIDE)) return false;
  }
  return true;
}

static uint32_t lane_of(uint32_t label) {
  return label ? 1 + (label - 1) / 4 : 0;
}

static float step_score(const ChainSteps *chain, uint32_t before, uint32_t label) {
  LabelPart from = (before - 1) % 4, to = (label - 1) % 4;
  if (!label || to == LABEL_BEGIN || to == LABEL_SINGLE) return chain->start[lane_of(before)][lane_of(label)];
  InnerStep step = from == LABEL_BEGIN ? (to == LABEL_INSIDE ? BEGIN_TO_INSIDE : BEGIN_TO_END)
                                       : (to == LABEL_INSIDE ? INSIDE_TO_INSIDE : INSIDE_TO_END);
  return chain->inner[step][lane_of(label)];
}

static void count_way(Counted *counted, const uint32_t *labels) {
  const ChainSteps *chain = &counted->chain;
  double score = chain->first[lane_of(labels[0])] + chain->last[lane_of(labels[UNITS - 1])];
  for (uint32_t i = 0; i < UNITS; i++) {
    score += counted->scores[i][label_column(counted->lanes, labels[i])];
    if (i) score += step_score(chain, labels[i - 1], labels[i]);
  }
  double weight = exp(score);
  counted->sum += weight;
  for (uint32_t i = 0; i < UNITS; i++) counted->label[i][label_column(counted->lanes, labels[i])] += weight;
  for (uint32_t i = 0; i < UNITS; i++) {
    for (uint32_t k = i + 1; k <= UNITS; k++) {
      for (uint32_t type = 0; type < counted->types; type++) {
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
  for (uint32_t l = 0; l < 1 + 4 * counted->types; l++) {
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

static void check_marginals(const Counted *counted) {
  Chain chain;
  float weight[UNITS * LABEL_COLUMNS], forward[UNITS * LABEL_COLUMNS], backward[UNITS * LABEL_COLUMNS], scale[UNITS];
  uint32_t columns = LABEL_PARTS * counted->lanes, likely = 0;
  for (uint32_t i = 0; i < UNITS * columns; i++) weight[i] = expf(counted->scores[i / columns][i % columns]);
  ChainSteps weights = counted->chain;
  float *steps = &weights.first[0];
  for (size_t i = 0; i < sizeof weights / sizeof *steps; i++) steps[i] = expf(steps[i]);
  chain_init(&chain, counted->types, &weights);
  Marginals marginals = {&chain, UNITS, weight, forward, backward, scale};
  float end = marginals_compute(&marginals);
  assert_true(fabs(marginals_log_sum(&marginals, end) - log(counted->sum)) < 1e-3);
  for (uint32_t i = 0; i < UNITS; i++) {
    for (uint32_t label = 0; label < 1 + 4 * counted->types; label++) {
      static const uint32_t BACK_PART[] = {[LABEL_BEGIN] = 1, [LABEL_INSIDE] = 2, [LABEL_END] = 0, [LABEL_SINGLE] = 0};
      uint32_t column = label_column(counted->lanes, label), part = column / counted->lanes;
      float back = backward[(i * 3 + BACK_PART[part]) * counted->lanes + column % counted->lanes];
      double found = (double)forward[i * columns + column] * (double)back;
      assert_true(fabs(found - counted->label[i][column] / counted->sum) < 1e-3);
    }
    for (uint32_t k = i + 1; k <= UNITS; k++) {
      for (uint32_t type = 0; type < counted->types; type++) likely += counted->span[i][k][type] / counted->sum >= 0.05;
    }
  }
  SpanCheck check = {counted, 0};
  marginals_spans(&marginals, 0.05f, check_span, &check);
  assert_true(abs((int)check.found - (int)likely) <= 1); /* one may lie on the edge */
}

static void probabilities_are_those_of_all_ways(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 20; seed++) {
    uint32_t labels[UNITS], at = 0, types = seed % 4 ? 2 : 4;
    Counted counted = {.types = types, .lanes = lanes_of_types(types)};
    for (uint32_t i = 0; i < UNITS; i++) {
      for (uint32_t l = 1; l < 1 + 4 * types; l++) {
        counted.scores[i][label_column(counted.lanes, l)] = score_at(seed, at++);
      }
    }
    float *chain = &counted.chain.first[0];
    for (size_t i = 0; i < sizeof counted.chain / sizeof *chain; i++) chain[i] = score_at(seed, at++);
    count_ways(&counted, labels, 0);
    check_marginals(&counted);
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

static Slice train_small(Arena *arena, uint32_t type_count) {
  static const FeatureNames NO_LISTS = {0};
  const Slice types[] = {SLICE("Pair"), SLICE("Single"), SLICE("A"), SLICE("B"), SLICE("C")};
  TrainerOptions options = TRAINER_DEFAULTS;
  options.epochs = 8;
  Trainer *trainer = trainer_new(arena, &options, types, type_count, &NO_LISTS);
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

static void finds_what_it_was_shown(uint32_t type_count) {
  Arena arena;
  Tagger tagger;
  arena_init(&arena, SIZE_MAX);
  Slice image = train_small(&arena, type_count), again = train_small(&arena, type_count);
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

static void a_trained_model_finds_what_it_was_shown(void **state) {
  (void)state;
  finds_what_it_was_shown(2);
  finds_what_it_was_shown(5); /* more lanes */
}

/* ---- scores ---- */

/* Units with words and lists: those of three type sets over lists 0 and 1; class 1 is none of the model's. */
static void make_listed_units(Arena *arena, Units *units, uint32_t number) {
  make_units(arena, units, number);
  units->data[number % 8].head = 7 + number % 3;
  units->data[number % 8].tail = 9 + number % 2;
  for (uint32_t i = 0; i < 8; i++) units->data[i].shape = (uint8_t)((number + i) % (UNIT_SHAPES - 1));
  for (uint16_t i = 0, length; i < 8; i = (uint16_t)(i + length)) {
    length = (uint16_t)(1 + (number + i) % 3);
    uint16_t behind = i + length < 8 ? (uint16_t)(i + length) : 8;
    uint16_t class = number % 4 ? 0 : NO_CLASS;
    VECTOR_PUSH(arena, &units->words, ((UnitWord){i, behind, class, units->data[i].text}));
    VECTOR_PUSH(arena, &units->listed, ((UnitListed){i, behind, (number + i) % 3}));
  }
}

/* The scores, which are summed with all slots of a key at once, are the sums of the weights of all features. */
static void scores_are_sums_of_features(void **state) {
  (void)state;
  Arena arena;
  Tagger tagger;
  arena_init(&arena, SIZE_MAX);
  const TypeId types[] = {0, 1, 2};
  TypeSet sets[] = {{.types = types, .count = 1}, {.types = types, .count = 3}, {.types = types + 2, .count = 1}};
  static const RuleSet RULES; /* no words of their own, whose lists would be those of another set */
  const Vocabulary vocabulary = {.rules = &RULES, .sets = sets, .set_count = 3};
  uint16_t list_of_type[] = {1, 0, NO_LIST};
  static const uint32_t LISTS[] = {11, 12}, CLASSES[] = {13};
  const FeatureNames names = {&vocabulary, {LISTS, CLASSES, 2, 1}, .list_of_type = list_of_type};
  for (uint32_t type_count = 2; type_count <= 5; type_count += 3) {
    const Slice type_names[] = {SLICE("A"), SLICE("B"), SLICE("C"), SLICE("D"), SLICE("E")};
    TrainerOptions options = TRAINER_DEFAULTS;
    options.epochs = 3;
    Trainer *trainer = trainer_new(&arena, &options, type_names, type_count, &names);
    for (uint32_t number = 0; number < 60; number++) {
      Units units;
      uint8_t labels[8] = {0};
      make_listed_units(&arena, &units, number);
      labels[number % 8] = (uint8_t)label_of(number % type_count, LABEL_SINGLE);
      trainer_add(trainer, &units, labels);
    }
    Slice image = trainer_finish(trainer, NULL, NULL);
    assert_int_equal(SPO_SUCCESS, tagger_open(&tagger, image, "image", &DIAGNOSTICS_SILENT));
    tagger_prepare(&tagger, &arena, &names);
    uint32_t columns = LABEL_PARTS * tagger.lanes;
    int most = 0;
    for (uint32_t number = 0; number < 90; number++) {
      Units units;
      UnitFeatures features = {0};
      int sums[8][LABEL_COLUMNS] = {0};
      make_listed_units(&arena, &units, number);
      const int16_t *scores = tagger_scores(&tagger, &arena, &units);
      units_features(&features, &arena, &units, &names);
      for (uint32_t i = 0; i < features.count; i++) {
        int *row = sums[features.data[i].unit];
        for (uint32_t k = 0; k < columns; k++) row[k] += tagger_weight(&tagger, features.data[i].feature, k);
      }
      for (uint32_t i = 0; i < 8 * columns; i++) {
        assert_int_equal(sums[i / columns][i % columns], scores[i]);
        most = scores[i] > most ? scores[i] : most;
      }
    }
    assert_true(most > 10);
  }
  arena_free(&arena);
}

static void damaged_models_are_refused(void **state) {
  (void)state;
  Arena arena;
  Tagger tagger;
  arena_init(&arena, SIZE_MAX);
  Slice image = train_small(&arena, 2);
  for (size_t length = 0; length < image.length; length += 1 + length / 8) {
    Slice cut = arena_copy(&arena, (Slice){image.data, length});
    assert_int_equal(SPO_BAD_RULES, tagger_open(&tagger, cut, "image", &DIAGNOSTICS_SILENT));
  }
  static const size_t HEADER_BYTES[] = {0, 8, 12, 16, 20, 24, 28, 32};
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
      cmocka_unit_test(scores_are_sums_of_features),
      cmocka_unit_test(damaged_models_are_refused),
      cmocka_unit_test(labelled_texts_are_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
