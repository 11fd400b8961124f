#include "tagger/trainer.h"

#include <math.h>
#include <stdlib.h>

const TrainerOptions TRAINER_DEFAULTS = {
    .epochs = 24, .least_count = 2, .rate = 0.12f, .penalty = 8.0f, .left_out = 0.15f, .smallest = 0.15f};

typedef struct {
  uint32_t first_unit, units;
} TrainingSentence;

typedef struct {
  uint32_t first_feature, features;
} TrainingUnit;

struct Trainer {
  Arena *arena;
  TrainerOptions options;
  const FeatureNames *names;
  uint32_t type_count, lanes, columns;
  const char (*types)[TYPE_NAME_LONGEST + 1];
  struct {
    VECTOR(TrainingSentence);
  } sentences;
  struct {
    VECTOR(TrainingUnit);
  } units;
  struct {
    VECTOR(uint8_t);
  } labels; /* by unit: columns */
  struct {
    VECTOR(uint64_t);
  } features; /* of units */
  UnitFeatures scratch;
  uint32_t *uses;      /* the same, as numbers of rows; UINT32_MAX where there is none */
  uint64_t *known;     /* features that have rows, ascending */
  uint32_t *row_count; /* occurrences of each */
  uint32_t rows;
  float *weights, *squares; /* of rows, `columns` each: weights and sums of the squares of their gradients */
  float *means;             /* of weights, over the later passes */
  ChainSteps chain, chain_squares, chain_means;
  float unit; /* nats of a weight of 1 in the model */
  uint64_t random;
};

Trainer *trainer_new(Arena *arena, const TrainerOptions *options, const Slice *types, uint32_t type_count,
                     const FeatureNames *feature_names) {
  Trainer *trainer = ARENA_NEW(arena, Trainer);
  trainer->arena = arena;
  trainer->options = *options;
  trainer->random = 1;
  char(*names)[TYPE_NAME_LONGEST + 1] = arena_calloc(arena, type_count, sizeof *names);
  for (uint32_t i = 0; i < type_count; i++) {
    size_t length = types[i].length < TYPE_NAME_LONGEST ? types[i].length : TYPE_NAME_LONGEST;
    memcpy(names[i], types[i].data, length);
  }
  trainer->types = (const char(*)[TYPE_NAME_LONGEST + 1]) names;
  trainer->type_count = type_count;
  trainer->lanes = lanes_of_types(type_count);
  trainer->columns = LABEL_PARTS * trainer->lanes;
  trainer->names = feature_names;
  return trainer;
}

/* Adds a feature to the unit that is next in `place`, and what it says in general. */
static void place_feature(Trainer *trainer, uint32_t *place, const UnitFeature *feature) {
  trainer->features.data[place[feature->unit]++] = feature->feature;
  uint64_t general = feature_in_general(feature->feature);
  if (general != UINT64_MAX) trainer->features.data[place[feature->unit]++] = general;
}

void trainer_add(Trainer *trainer, const Units *units, const uint8_t *labels) {
  if (!units->count) return;
  UnitFeatures features = trainer->scratch;
  features.count = 0;
  units_features(&features, trainer->arena, units, trainer->names);
  trainer->scratch = features;
  VECTOR_PUSH(trainer->arena, &trainer->sentences, ((TrainingSentence){trainer->units.count, units->count}));
  uint32_t *counts = ARENA_ARRAY(trainer->arena, uint32_t, units->count);
  for (uint32_t i = 0; i < features.count; i++) {
    counts[features.data[i].unit] += feature_in_general(features.data[i].feature) == UINT64_MAX ? 1 : 2;
  }
  uint32_t all = 0;
  for (uint32_t i = 0; i < units->count; i++) {
    VECTOR_PUSH(trainer->arena, &trainer->units, ((TrainingUnit){trainer->features.count + all, counts[i]}));
    VECTOR_PUSH(trainer->arena, &trainer->labels, (uint8_t)label_column(trainer->lanes, labels[i]));
    all += counts[i];
    counts[i] = trainer->features.count + all - counts[i];
  }
  VECTOR_RESERVE(trainer->arena, &trainer->features, all);
  trainer->features.count += all;
  for (uint32_t i = 0; i < features.count; i++) place_feature(trainer, counts, &features.data[i]);
}

/* ---- rows ---- */

static int by_number(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static uint32_t find_row(const Trainer *trainer, uint64_t feature) {
  uint32_t low = 0, high = trainer->rows;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (trainer->known[middle] < feature) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < trainer->rows && trainer->known[low] == feature ? low : UINT32_MAX;
}

/* Gives a row to each feature that occurs often enough. */
static void make_rows(Trainer *trainer) {
  uint32_t count = trainer->features.count, kept = 0;
  uint64_t *sorted = arena_alloc(trainer->arena, count * sizeof *sorted + 1);
  if (count) memcpy(sorted, trainer->features.data, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_number);
  uint32_t *occurs = arena_alloc(trainer->arena, count * sizeof *occurs + 1);
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && sorted[next] == sorted[i];) next++;
    if (next - i < trainer->options.least_count) continue;
    occurs[kept] = next - i;
    sorted[kept++] = sorted[i];
  }
  trainer->known = sorted;
  trainer->row_count = occurs;
  trainer->rows = kept;
  trainer->uses = arena_alloc(trainer->arena, count * sizeof *trainer->uses + 1);
  for (uint32_t i = 0; i < count; i++) trainer->uses[i] = find_row(trainer, trainer->features.data[i]);
  trainer->weights = ARENA_ARRAY(trainer->arena, float, (size_t)kept * trainer->columns + 1);
  trainer->squares = ARENA_ARRAY(trainer->arena, float, (size_t)kept * trainer->columns + 1);
  trainer->means = ARENA_ARRAY(trainer->arena, float, (size_t)kept * trainer->columns + 1);
}

/* ---- steps ---- */

static uint32_t next_random(Trainer *trainer) {
  trainer->random = trainer->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(trainer->random >> 32);
}

static inline void step(float *weight, float *square, float gradient, float rate) {
  *square += gradient * gradient;
  *weight -= rate * gradient / sqrtf(*square + 1e-6f);
}

/* The same for sixteen weights, with a penalty. */
enum { STEPS = 16 };
static inline void step_row(float *restrict weights, float *restrict squares, const float *restrict gradient,
                            float penalty, float rate) {
  for (uint32_t l = 0; l < STEPS; l++) {
    step(&weights[l], &squares[l], gradient[l] + penalty * weights[l], rate);
  }
}

/* Room for one sentence. `seen`: by feature of the sentence, whether this step sees it. */
typedef struct {
  Marginals marginals;
  float *scores, *weights;
  bool *seen;
} Workspace;

static void score_sentence(Trainer *trainer, const TrainingSentence *sentence, Workspace *work) {
  uint32_t columns = trainer->columns, outside = label_column(trainer->lanes, 0);
  uint32_t threshold = (uint32_t)(trainer->options.left_out * 4294967295.0f);
  uint32_t at = 0;
  for (uint32_t i = 0; i < sentence->units; i++) {
    const TrainingUnit *unit = &trainer->units.data[sentence->first_unit + i];
    float *scores = work->scores + (size_t)i * columns, *weights = work->weights + (size_t)i * columns;
    memset(scores, 0, columns * sizeof *scores);
    for (uint32_t k = 0; k < unit->features; k++, at++) {
      uint32_t row = trainer->uses[unit->first_feature + k];
      work->seen[at] = row != UINT32_MAX && next_random(trainer) >= threshold;
      if (!work->seen[at]) continue;
      const float *more = trainer->weights + (size_t)row * columns;
      for (uint32_t l = 0; l < columns; l++) scores[l] += more[l];
    }
    float base = scores[outside];
    for (uint32_t l = 0; l < columns; l++) {
      scores[l] -= base;
      weights[l] = expf(fminf(fmaxf(scores[l], -40), 40));
    }
  }
}

/* The lane of a column, and its part of a row. */
static uint32_t lane_of(const Trainer *trainer, uint32_t column) {
  return column % trainer->lanes;
}

static uint32_t part_of_column(const Trainer *trainer, uint32_t column) {
  return column / trainer->lanes;
}

/* The score, or the sum of squares, of the step from one known column to the next. */
static float *known_step(const Trainer *trainer, ChainSteps *scores, uint32_t before, uint32_t after) {
  uint32_t lane = lane_of(trainer, after), from = part_of_column(trainer, before), to = part_of_column(trainer, after);
  if (to == LABEL_BEGIN || to == LABEL_SINGLE) return &scores->start[lane_of(trainer, before)][lane];
  if (from == LABEL_BEGIN) return &scores->inner[to == LABEL_INSIDE ? BEGIN_TO_INSIDE : BEGIN_TO_END][lane];
  return &scores->inner[to == LABEL_INSIDE ? INSIDE_TO_INSIDE : INSIDE_TO_END][lane];
}

/* Score of the known labels less that of all ways, in nats. */
static double gain(Trainer *trainer, const TrainingSentence *sentence, const Workspace *work, double all) {
  const uint8_t *known = trainer->labels.data + sentence->first_unit;
  double sum = (double)(trainer->chain.first[lane_of(trainer, known[0])] +
                        trainer->chain.last[lane_of(trainer, known[sentence->units - 1])]);
  for (uint32_t i = 0; i < sentence->units; i++) {
    sum += (double)work->scores[(size_t)i * trainer->columns + known[i]];
    if (i) sum += (double)*known_step(trainer, &trainer->chain, known[i - 1], known[i]);
  }
  return sum - all;
}

/* Parts of a row of Marginals.backward, by LabelPart. */
static const uint32_t BACK_PART[LABEL_PARTS] = {1, 2, 0, 0};

static void step_units(Trainer *trainer, const TrainingSentence *sentence, const Workspace *work) {
  uint32_t columns = trainer->columns, lanes = trainer->lanes, at = 0;
  const Marginals *m = &work->marginals;
  for (uint32_t i = 0; i < sentence->units; i++) {
    const TrainingUnit *unit = &trainer->units.data[sentence->first_unit + i];
    float gradient[LABEL_COLUMNS] = {0};
    for (uint32_t l = 0; l < columns; l++) {
      gradient[l] = m->forward[(size_t)i * columns + l] *
                    m->backward[(size_t)i * 3 * lanes + BACK_PART[l / lanes] * lanes + l % lanes];
    }
    gradient[trainer->labels.data[sentence->first_unit + i]] -= 1;
    for (uint32_t k = 0; k < unit->features; k++, at++) {
      if (!work->seen[at]) continue;
      uint32_t row = trainer->uses[unit->first_feature + k];
      float *weights = trainer->weights + (size_t)row * columns, *squares = trainer->squares + (size_t)row * columns;
      float penalty = trainer->options.penalty / (float)trainer->row_count[row] * 0.1f;
      for (uint32_t l = 0; l < columns; l += STEPS) {
        step_row(weights + l, squares + l, gradient + l, penalty, trainer->options.rate);
      }
    }
  }
}

static void step_chain(Trainer *trainer, const TrainingSentence *sentence, const Workspace *work) {
  uint32_t lanes = trainer->lanes, columns = trainer->columns;
  const Marginals *m = &work->marginals;
  const ChainSteps *weights = &m->chain->weights;
  const uint8_t *known = trainer->labels.data + sentence->first_unit;
  float rate = trainer->options.rate;
  ChainSteps *scores = &trainer->chain, *squares = &trainer->chain_squares;
  for (uint32_t i = 1; i < sentence->units; i++) {
    const float *before = m->forward + (size_t)(i - 1) * columns, *weight = m->weight + (size_t)i * columns;
    const float *back = m->backward + (size_t)i * 3 * lanes;
    ChainSteps gradient = {0};
    for (uint32_t l = 0; l <= trainer->type_count; l++) {
      float begun = before[l], going = before[lanes + l], closed = before[2 * lanes + l] + before[3 * lanes + l];
      for (uint32_t k = 0; k <= trainer->type_count; k++) {
        float behind = weight[k] * back[lanes + k] + weight[3 * lanes + k] * back[k];
        gradient.start[l][k] = closed * weights->start[l][k] * behind / m->scale[i];
      }
      float inside = weight[lanes + l] * back[2 * lanes + l] / m->scale[i];
      float end = weight[2 * lanes + l] * back[l] / m->scale[i];
      gradient.inner[BEGIN_TO_INSIDE][l] = begun * weights->inner[BEGIN_TO_INSIDE][l] * inside;
      gradient.inner[BEGIN_TO_END][l] = begun * weights->inner[BEGIN_TO_END][l] * end;
      gradient.inner[INSIDE_TO_INSIDE][l] = going * weights->inner[INSIDE_TO_INSIDE][l] * inside;
      gradient.inner[INSIDE_TO_END][l] = going * weights->inner[INSIDE_TO_END][l] * end;
    }
    *known_step(trainer, &gradient, known[i - 1], known[i]) -= 1;
    for (uint32_t l = 0; l <= trainer->type_count; l++) {
      for (uint32_t k = 0; k <= trainer->type_count; k++) {
        step(&scores->start[l][k], &squares->start[l][k], gradient.start[l][k], rate);
      }
      for (uint32_t k = 0; l && k < INNER_STEPS; k++) {
        step(&scores->inner[k][l], &squares->inner[k][l], gradient.inner[k][l], rate);
      }
    }
  }
  const float *end = m->forward + (size_t)(sentence->units - 1) * columns;
  const float *end_back = m->backward + (size_t)(sentence->units - 1) * 3 * lanes;
  for (uint32_t l = 0; l <= trainer->type_count; l++) {
    float begins = m->forward[l] * m->backward[lanes + l] + m->forward[3 * lanes + l] * m->backward[l];
    float ends = (end[2 * lanes + l] + end[3 * lanes + l]) * end_back[l];
    step(&scores->first[l], &squares->first[l], begins - (float)(lane_of(trainer, known[0]) == l), rate);
    step(&scores->last[l], &squares->last[l], ends - (float)(lane_of(trainer, known[sentence->units - 1]) == l), rate);
  }
}

/* Weights of a chain from its scores. */
static ChainSteps weights_of(const ChainSteps *scores) {
  ChainSteps weights = *scores;
  float *values = &weights.first[0];
  for (size_t i = 0; i < sizeof weights / sizeof *values; i++) values[i] = expf(values[i]);
  return weights;
}

static double pass(Trainer *trainer, const uint32_t *order, Workspace *work) {
  double loss = 0;
  for (uint32_t i = 0; i < trainer->sentences.count; i++) {
    const TrainingSentence *sentence = &trainer->sentences.data[order[i]];
    Chain chain;
    ChainSteps weights = weights_of(&trainer->chain);
    chain_init(&chain, trainer->type_count, &weights);
    work->marginals.chain = &chain;
    work->marginals.units = sentence->units;
    score_sentence(trainer, sentence, work);
    float end = marginals_compute(&work->marginals);
    loss -= gain(trainer, sentence, work, marginals_log_sum(&work->marginals, end));
    step_units(trainer, sentence, work);
    step_chain(trainer, sentence, work);
  }
  return loss / (trainer->units.count ? trainer->units.count : 1);
}

/* Where the steps end depends on which sentences came last; the mean of where they were behind each of the later passes
   does not (Polyak, Juditsky 1992). */
static void add_to_means(Trainer *trainer, uint32_t passes) {
  float share = 1 / (float)passes, *scores = &trainer->chain.first[0], *means = &trainer->chain_means.first[0];
  for (size_t i = 0; i < (size_t)trainer->rows * trainer->columns; i++)
    trainer->means[i] += share * trainer->weights[i];
  for (size_t i = 0; i < sizeof trainer->chain / sizeof *scores; i++) means[i] += share * scores[i];
}

static void make_workspace(Trainer *trainer, Workspace *work) {
  uint32_t most_units = 0, most_features = 0;
  for (uint32_t i = 0; i < trainer->sentences.count; i++) {
    const TrainingSentence *sentence = &trainer->sentences.data[i];
    const TrainingUnit *first = &trainer->units.data[sentence->first_unit], *last = first + sentence->units - 1;
    uint32_t features = last->first_feature + last->features - first->first_feature;
    if (sentence->units > most_units) most_units = sentence->units;
    if (features > most_features) most_features = features;
  }
  size_t cells = (size_t)most_units * trainer->columns;
  work->weights = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.weight = work->weights;
  work->marginals.forward = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.backward = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.scale = ARENA_ARRAY(trainer->arena, float, most_units);
  work->scores = ARENA_ARRAY(trainer->arena, float, cells);
  work->seen = ARENA_ARRAY(trainer->arena, bool, most_features);
}

/* ---- the model ---- */

/* The weight of a row against outside. A step sees only some of the features, so that in use, where all are seen, each
   counts for so much less. */
static float weight_of(const Trainer *trainer, uint64_t feature, uint32_t column) {
  uint32_t row = feature == UINT64_MAX ? UINT32_MAX : find_row(trainer, feature);
  if (row == UINT32_MAX) return 0;
  const float *weights = trainer->means + (size_t)row * trainer->columns;
  return (weights[column] - weights[label_column(trainer->lanes, 0)]) * (1 - trainer->options.left_out);
}

static bool is_label(const Trainer *trainer, uint32_t column) {
  uint32_t lane = lane_of(trainer, column);
  return lane > 0 && lane <= trainer->type_count;
}

static int weight_in_model(void *handle, uint64_t feature, uint32_t column) {
  const Trainer *trainer = handle;
  if (!is_label(trainer, column)) return 0;
  float weight = weight_of(trainer, feature, column) + weight_of(trainer, feature_in_general(feature), column);
  long rounded = lrintf(weight / trainer->unit);
  return (int)(rounded < -127 ? -127 : rounded > 127 ? 127 : rounded);
}

/* Keeps the features with a key whose weights are not all small; returns how many. */
static uint32_t keep_keyed(Trainer *trainer, uint64_t *kept) {
  uint32_t count = 0;
  for (uint32_t row = 0; row < trainer->rows; row++) {
    uint64_t feature = trainer->known[row];
    float largest = 0;
    for (uint32_t l = 0; l < trainer->columns; l++) {
      if (is_label(trainer, l)) largest = fmaxf(largest, fabsf(weight_of(trainer, feature, l)));
    }
    if ((feature >> 8 & 0xFF) < FEATURE_KEYED && largest >= trainer->options.smallest) kept[count++] = feature;
  }
  return count;
}

/* Weights in bytes. */
static Slice write_model(Trainer *trainer) {
  enum { SHIFT = 3 }; /* weights of 5.5 nats at most */
  uint64_t *kept = arena_alloc(trainer->arena, trainer->rows * sizeof *kept + 1);
  trainer->unit = (float)(1 << SHIFT) / STEPS_OF_OCTAVE * 0.69314718f;
  TaggerParts parts = {.types = trainer->types,
                       .type_count = trainer->type_count,
                       .known = trainer->names->known,
                       .shift = SHIFT,
                       .chain = weights_of(&trainer->chain_means),
                       .features = kept,
                       .feature_count = keep_keyed(trainer, kept),
                       .weight = weight_in_model,
                       .handle = trainer};
  return tagger_write(trainer->arena, &parts);
}

Slice trainer_finish(Trainer *trainer, TrainerProgress progress, void *handle) {
  Workspace work = {0};
  make_rows(trainer);
  make_workspace(trainer, &work);
  uint32_t *order = ARENA_ARRAY(trainer->arena, uint32_t, trainer->sentences.count + 1);
  for (uint32_t i = 0; i < trainer->sentences.count; i++) order[i] = i;
  for (uint32_t epoch = 1; epoch <= trainer->options.epochs; epoch++) {
    for (uint32_t i = trainer->sentences.count; i > 1; i--) { /* Fisher and Yates */
      uint32_t other = next_random(trainer) % i, kept = order[i - 1];
      order[i - 1] = order[other];
      order[other] = kept;
    }
    double loss = pass(trainer, order, &work);
    uint32_t later = (trainer->options.epochs + 1) / 2;
    if (epoch > trainer->options.epochs - later) add_to_means(trainer, later);
    if (progress) progress(handle, epoch, loss);
  }
  return write_model(trainer);
}
