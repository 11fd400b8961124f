#include "tagger/trainer.h"

#include <math.h>
#include <stdlib.h>

const TrainerOptions TRAINER_DEFAULTS = {
    .epochs = 24, .least_count = 2, .rate = 0.12f, .penalty = 8.0f, .left_out = 0.15f, .smallest = 0.12f};

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
  Tagger parts; /* types and lists of the model to be */
  struct {
    VECTOR(TrainingSentence);
  } sentences;
  struct {
    VECTOR(TrainingUnit);
  } units;
  struct {
    VECTOR(uint8_t);
  } labels; /* by unit */
  struct {
    VECTOR(uint32_t);
  } features;               /* hashes; once all are known: numbers of rows, UINT32_MAX where there is none */
  uint32_t *rows;           /* hashes that have rows, ascending */
  uint32_t *row_count;      /* occurrences of each */
  float *weights, *squares; /* of rows, `labels` each: weights and sums of the squares of their gradients */
  float transitions[MOST_LABELS * MOST_LABELS], first[MOST_LABELS], last[MOST_LABELS];
  float transition_squares[MOST_LABELS * MOST_LABELS], first_squares[MOST_LABELS], last_squares[MOST_LABELS];
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
  trainer->parts = (Tagger){.type_count = type_count,
                            .labels = 1 + 4 * type_count,
                            .types = (const char(*)[TYPE_NAME_LONGEST + 1]) names,
                            .lists = feature_names->lists,
                            .list_count = feature_names->list_count};
  trainer->names = feature_names;
  return trainer;
}

void trainer_add(Trainer *trainer, const Units *units, const uint8_t *labels) {
  if (!units->count) return;
  VECTOR_PUSH(trainer->arena, &trainer->sentences, ((TrainingSentence){trainer->units.count, units->count}));
  for (uint32_t i = 0; i < units->count; i++) {
    uint32_t features[MOST_FEATURES], count = unit_features(units, i, features);
    count = unit_list_features(trainer->names, &units->data[i], features, count);
    VECTOR_PUSH(trainer->arena, &trainer->units, ((TrainingUnit){trainer->features.count, count}));
    VECTOR_APPEND(trainer->arena, &trainer->features, features, count);
    VECTOR_PUSH(trainer->arena, &trainer->labels, labels[i]);
  }
}

/* ---- rows ---- */

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static uint32_t find_row(const Trainer *trainer, uint32_t feature) {
  uint32_t low = 0, high = trainer->parts.row_count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (trainer->rows[middle] < feature) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < trainer->parts.row_count && trainer->rows[low] == feature ? low : UINT32_MAX;
}

/* Gives a row to each feature that occurs often enough. */
static void make_rows(Trainer *trainer) {
  uint32_t count = trainer->features.count, kept = 0;
  uint32_t *sorted = arena_alloc(trainer->arena, count * sizeof *sorted);
  memcpy(sorted, trainer->features.data, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_number);
  uint32_t *occurs = arena_alloc(trainer->arena, count * sizeof *occurs);
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && sorted[next] == sorted[i];) next++;
    if (next - i < trainer->options.least_count) continue;
    occurs[kept] = next - i;
    sorted[kept++] = sorted[i];
  }
  trainer->rows = sorted;
  trainer->row_count = occurs;
  trainer->parts.row_count = kept;
  for (uint32_t i = 0; i < count; i++) trainer->features.data[i] = find_row(trainer, trainer->features.data[i]);
  trainer->weights = ARENA_ARRAY(trainer->arena, float, (size_t)kept * trainer->parts.labels);
  trainer->squares = ARENA_ARRAY(trainer->arena, float, (size_t)kept * trainer->parts.labels);
}

/* ---- steps ---- */

static uint32_t next_random(Trainer *trainer) {
  trainer->random = trainer->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(trainer->random >> 32);
}

static void step(float *weight, float *square, float gradient, float rate) {
  *square += gradient * gradient;
  *weight -= rate * gradient / sqrtf(*square + 1e-6f);
}

/* Room for one sentence. `seen`: by feature of the sentence, whether this step sees it. */
typedef struct {
  Marginals marginals;
  float *scores;
  bool *seen;
} Workspace;

static void score_sentence(Trainer *trainer, const TrainingSentence *sentence, Workspace *work) {
  uint32_t labels = trainer->parts.labels;
  uint32_t threshold = (uint32_t)(trainer->options.left_out * 4294967295.0f);
  uint32_t at = 0;
  for (uint32_t i = 0; i < sentence->units; i++) {
    const TrainingUnit *unit = &trainer->units.data[sentence->first_unit + i];
    float *scores = work->marginals.weight + (size_t)i * labels;
    memset(scores, 0, labels * sizeof *scores);
    for (uint32_t k = 0; k < unit->features; k++, at++) {
      uint32_t row = trainer->features.data[unit->first_feature + k];
      work->seen[at] = row != UINT32_MAX && next_random(trainer) >= threshold;
      if (!work->seen[at]) continue;
      const float *weights = trainer->weights + (size_t)row * labels;
      for (uint32_t l = 0; l < labels; l++) scores[l] += weights[l];
    }
  }
  memcpy(work->scores, work->marginals.weight, (size_t)sentence->units * labels * sizeof(float));
}

/* Score of the known labels less that of all ways, in nats. */
static double gain(const Trainer *trainer, const TrainingSentence *sentence, const Workspace *work, double all) {
  uint32_t labels = trainer->parts.labels;
  const uint8_t *known = trainer->labels.data + sentence->first_unit;
  double sum = trainer->first[known[0]] + trainer->last[known[sentence->units - 1]];
  for (uint32_t i = 0; i < sentence->units; i++) {
    const float *scores = work->scores + (size_t)i * labels;
    float most = scores[0];
    for (uint32_t l = 1; l < labels; l++) most = scores[l] > most ? scores[l] : most;
    sum += scores[known[i]] - most;
    if (i) sum += trainer->transitions[known[i - 1] * labels + known[i]];
  }
  return sum - all;
}

static void step_units(Trainer *trainer, const TrainingSentence *sentence, const Workspace *work) {
  uint32_t labels = trainer->parts.labels, at = 0;
  const Marginals *m = &work->marginals;
  for (uint32_t i = 0; i < sentence->units; i++) {
    const TrainingUnit *unit = &trainer->units.data[sentence->first_unit + i];
    float gradient[MOST_LABELS];
    for (uint32_t l = 0; l < labels; l++) {
      gradient[l] = m->forward[(size_t)i * labels + l] * m->backward[(size_t)i * labels + l];
    }
    gradient[trainer->labels.data[sentence->first_unit + i]] -= 1;
    for (uint32_t k = 0; k < unit->features; k++, at++) {
      if (!work->seen[at]) continue;
      uint32_t row = trainer->features.data[unit->first_feature + k];
      float *weights = trainer->weights + (size_t)row * labels, *squares = trainer->squares + (size_t)row * labels;
      float penalty = trainer->options.penalty / (float)trainer->row_count[row] * 0.1f;
      for (uint32_t l = 0; l < labels; l++) {
        step(&weights[l], &squares[l], gradient[l] + penalty * weights[l], trainer->options.rate);
      }
    }
  }
}

static void step_chain(Trainer *trainer, const TrainingSentence *sentence, const Workspace *work) {
  uint32_t labels = trainer->parts.labels;
  const Marginals *m = &work->marginals;
  const uint8_t *known = trainer->labels.data + sentence->first_unit;
  float rate = trainer->options.rate;
  for (uint32_t i = 1; i < sentence->units; i++) {
    const float *forward = m->forward + (size_t)(i - 1) * labels, *backward = m->backward + (size_t)i * labels;
    const float *weight = m->weight + (size_t)i * labels;
    for (uint32_t k = 0; k < labels; k++) {
      for (uint32_t l = 0; l < labels; l++) {
        float next = m->chain->next[k * labels + l];
        if (next <= 0) continue;
        float gradient = forward[k] * next * weight[l] / m->scale[i] * backward[l];
        if (known[i - 1] == k && known[i] == l) gradient -= 1;
        step(&trainer->transitions[k * labels + l], &trainer->transition_squares[k * labels + l], gradient, rate);
      }
    }
  }
  size_t end = (size_t)(sentence->units - 1) * labels;
  for (uint32_t l = 0; l < labels; l++) {
    float begins = m->forward[l] * m->backward[l] - (known[0] == l);
    float ends = m->forward[end + l] * m->backward[end + l] - (known[sentence->units - 1] == l);
    step(&trainer->first[l], &trainer->first_squares[l], begins, rate);
    step(&trainer->last[l], &trainer->last_squares[l], ends, rate);
  }
}

static double pass(Trainer *trainer, const uint32_t *order, Workspace *work) {
  double loss = 0;
  for (uint32_t i = 0; i < trainer->sentences.count; i++) {
    const TrainingSentence *sentence = &trainer->sentences.data[order[i]];
    Chain chain;
    chain_init(&chain, trainer->parts.labels, trainer->transitions, trainer->first, trainer->last);
    work->marginals.chain = &chain;
    work->marginals.units = sentence->units;
    score_sentence(trainer, sentence, work);
    loss -= gain(trainer, sentence, work, marginals_compute(&work->marginals));
    step_units(trainer, sentence, work);
    step_chain(trainer, sentence, work);
  }
  return loss / (trainer->units.count ? trainer->units.count : 1);
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
  size_t cells = (size_t)most_units * trainer->parts.labels;
  work->marginals.weight = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.forward = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.backward = ARENA_ARRAY(trainer->arena, float, cells);
  work->marginals.scale = ARENA_ARRAY(trainer->arena, float, most_units);
  work->scores = ARENA_ARRAY(trainer->arena, float, cells);
  work->seen = ARENA_ARRAY(trainer->arena, bool, most_features);
}

/* ---- the model ---- */

/* Weights in bytes; rows whose weights are all small are left out. A step sees only some of the features, so that in
   use, where all are seen, each counts for so much less. */
static void keep_weights(Trainer *trainer) {
  uint32_t labels = trainer->parts.labels, kept = 0;
  float share = 1 - trainer->options.left_out, most = 1e-6f;
  size_t count = (size_t)trainer->parts.row_count * labels;
  for (size_t i = 0; i < count; i++) most = fmaxf(most, fabsf(trainer->weights[i] * share));
  float scale = most / 127;
  int8_t *weights = arena_alloc(trainer->arena, count + 1);
  for (uint32_t row = 0; row < trainer->parts.row_count; row++) {
    float largest = 0;
    for (uint32_t l = 0; l < labels; l++) {
      float weight = trainer->weights[(size_t)row * labels + l] * share;
      largest = fmaxf(largest, fabsf(weight));
      weights[(size_t)kept * labels + l] = (int8_t)lrintf(weight / scale);
    }
    if (largest < trainer->options.smallest) continue;
    trainer->rows[kept++] = trainer->rows[row];
  }
  trainer->parts.row_count = kept;
  trainer->parts.features = trainer->rows;
  trainer->parts.weights = weights;
  trainer->parts.scale = scale;
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
    if (progress) progress(handle, epoch, loss);
  }
  keep_weights(trainer);
  return tagger_write(trainer->arena, &trainer->parts, trainer->transitions, trainer->first, trainer->last);
}
