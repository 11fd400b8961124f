#include "tagger/crf.h"

#include <math.h>
#include <string.h>

#include "base/processor.h"

enum { LONGEST_SPAN = 32 };

static bool is_open(uint32_t label) { /* a name goes on behind it */
  return label && ((label - 1) % 4 == LABEL_BEGIN || (label - 1) % 4 == LABEL_INSIDE);
}

bool label_may_follow(uint32_t label, uint32_t before) {
  uint32_t part = label ? (label - 1) % 4 : 0;
  bool goes_on = label && (part == LABEL_INSIDE || part == LABEL_END);
  if (is_open(before) != goes_on) return false;
  return !goes_on || (label - 1) / 4 == (before - 1) / 4;
}

void chain_init(Chain *chain, uint32_t types, const ChainSteps *weights) {
  *chain = (Chain){.lanes = lanes_of_types(types), .types = types};
  ChainSteps *own = &chain->weights;
  for (uint32_t lane = 0; lane <= types; lane++) {
    own->first[lane] = weights->first[lane];
    own->last[lane] = weights->last[lane];
    for (uint32_t after = 0; after <= types; after++) {
      own->start[lane][after] = chain->before[after][lane] = weights->start[lane][after];
    }
    for (uint32_t step = 0; lane && step < INNER_STEPS; step++) own->inner[step][lane] = weights->inner[step][lane];
  }
}

/* ---- lanes, four at a time ---- */

typedef float Quad __attribute__((vector_size(16)));
enum { QUAD = 4 };

static inline Quad load(const float *lanes) {
  Quad quad;
  memcpy(&quad, lanes, sizeof quad);
  return quad;
}

static inline void store(float *lanes, Quad quad) {
  memcpy(lanes, &quad, sizeof quad);
}

/* Lanes of a part of a row. `lanes` is a constant wherever this is used, so that no loop over quads is left. */
#define PART(row, part) ((row) + (size_t)(part)*lanes)

#define INLINE static inline __attribute__((always_inline))

/* A lane of `values` times a row of a matrix. */
INLINE Quad one_times(const Quad *values, uint32_t lane, const float (*matrix)[MOST_LANES], uint32_t column) {
  float value = values[lane / QUAD][lane % QUAD];
  return (Quad){value, value, value, value} * load(matrix[lane] + column);
}

/* Lanes times a matrix, four columns of it; added up in pairs, since who adds waits for each sum. */
INLINE Quad multiply(const Quad *values, const float (*matrix)[MOST_LANES], uint32_t column, uint32_t lanes) {
  Quad sum = {0};
  for (uint32_t k = 0; k < lanes; k += QUAD) {
    Quad some = one_times(values, k, matrix, column) + one_times(values, k + 1, matrix, column);
    Quad more = one_times(values, k + 2, matrix, column) + one_times(values, k + 3, matrix, column);
    sum = k ? sum + (some + more) : some + more;
  }
  return sum;
}

static inline float not_nothing(float sum) {
  return sum > 1e-30f ? sum : 1e-30f;
}

/* A row from the one before it, divided by `scale`. Returns the sum of its lanes. */
INLINE float forward_row(const Chain *chain, const float *before, float *row, const float *weight, float scale,
                         uint32_t lanes) {
  const ChainSteps *step = &chain->weights;
  const float share = 1 / scale;
  Quad closed[MOST_LANES / QUAD], all = {0};
  for (uint32_t i = 0; before && i < lanes; i += QUAD) {
    closed[i / QUAD] = load(PART(before, LABEL_END) + i) + load(PART(before, LABEL_SINGLE) + i);
  }
  for (uint32_t i = 0; i < lanes; i += QUAD) {
    Quad start, inside = {0}, end = {0};
    if (before) {
      Quad begun = load(PART(before, LABEL_BEGIN) + i), going = load(PART(before, LABEL_INSIDE) + i);
      start = multiply(closed, step->start, i, lanes);
      inside = begun * load(step->inner[BEGIN_TO_INSIDE] + i) + going * load(step->inner[INSIDE_TO_INSIDE] + i);
      end = begun * load(step->inner[BEGIN_TO_END] + i) + going * load(step->inner[INSIDE_TO_END] + i);
    } else {
      start = load(step->first + i);
    }
    Quad begins = start * (load(PART(weight, LABEL_BEGIN) + i) * share);
    Quad goes = inside * (load(PART(weight, LABEL_INSIDE) + i) * share);
    Quad ends = end * (load(PART(weight, LABEL_END) + i) * share);
    Quad stands = start * (load(PART(weight, LABEL_SINGLE) + i) * share);
    store(PART(row, LABEL_BEGIN) + i, begins);
    store(PART(row, LABEL_INSIDE) + i, goes);
    store(PART(row, LABEL_END) + i, ends);
    store(PART(row, LABEL_SINGLE) + i, stands);
    all += (begins + goes) + (ends + stands);
  }
  return (all[0] + all[1]) + (all[2] + all[3]);
}

/* Parts of a row of Marginals.backward. */
enum { BACK_CLOSED, BACK_BEGUN, BACK_GOING, BACK_PARTS };

/* From the row behind; `share`: 1 / its scale. */
INLINE void backward_row(const Chain *chain, const float *behind, float *row, const float *weight, float share,
                         uint32_t lanes) {
  const ChainSteps *step = &chain->weights;
  Quad start[MOST_LANES / QUAD];
  for (uint32_t i = 0; i < lanes; i += QUAD) {
    Quad closed = load(PART(behind, BACK_CLOSED) + i);
    Quad inside = load(PART(weight, LABEL_INSIDE) + i) * share * load(PART(behind, BACK_GOING) + i);
    Quad end = load(PART(weight, LABEL_END) + i) * share * closed;
    start[i / QUAD] = load(PART(weight, LABEL_BEGIN) + i) * share * load(PART(behind, BACK_BEGUN) + i) +
                      load(PART(weight, LABEL_SINGLE) + i) * share * closed;
    store(PART(row, BACK_BEGUN) + i,
          load(step->inner[BEGIN_TO_INSIDE] + i) * inside + load(step->inner[BEGIN_TO_END] + i) * end);
    store(PART(row, BACK_GOING) + i,
          load(step->inner[INSIDE_TO_INSIDE] + i) * inside + load(step->inner[INSIDE_TO_END] + i) * end);
  }
  for (uint32_t i = 0; i < lanes; i += QUAD) {
    store(PART(row, BACK_CLOSED) + i, multiply(start, chain->before, i, lanes));
  }
}

/* A row is divided by the sum of the one before it, which is known early: sums stay what a unit makes of the one before
   it, and nobody waits for one. */
INLINE float run(Marginals *m, uint32_t lanes) {
  const Chain *chain = m->chain;
  const uint32_t stride = LABEL_PARTS * lanes, back_stride = BACK_PARTS * lanes;
  m->scale[0] = 1;
  float sum = forward_row(chain, NULL, m->forward, m->weight, 1, lanes);
  for (uint32_t i = 1; i < m->units; i++) {
    float *row = m->forward + (size_t)i * stride;
    m->scale[i] = not_nothing(sum);
    sum = forward_row(chain, row - stride, row, m->weight + (size_t)i * stride, m->scale[i], lanes);
  }
  const float *forward = m->forward + (size_t)(m->units - 1) * stride;
  float end = 0;
  for (uint32_t l = 0; l < lanes; l++) {
    end += (PART(forward, LABEL_END)[l] + PART(forward, LABEL_SINGLE)[l]) * chain->weights.last[l];
  }
  end = not_nothing(end);
  float *row = m->backward + (size_t)(m->units - 1) * back_stride;
  memset(row, 0, back_stride * sizeof *row);
  for (uint32_t l = 0; l < lanes; l++) PART(row, BACK_CLOSED)[l] = chain->weights.last[l] / end;
  for (uint32_t i = m->units - 1; i-- > 0;) {
    row = m->backward + (size_t)i * back_stride;
    backward_row(chain, row + back_stride, row, m->weight + (size_t)(i + 1) * stride, 1 / m->scale[i + 1], lanes);
  }
  return end;
}

FOR_PROCESSORS static float compute(Marginals *marginals) {
  return marginals->chain->lanes == QUAD ? run(marginals, QUAD) : run(marginals, MOST_LANES);
}

float marginals_compute(Marginals *marginals) {
  return marginals->units ? compute(marginals) : 1;
}

double marginals_log_sum(const Marginals *marginals, float end) {
  double sum = log((double)end);
  for (uint32_t i = 0; i < marginals->units; i++) sum += log((double)marginals->scale[i]);
  return sum;
}

/* ---- spans ---- */

/* Spans of a lane that begin at a unit. */
static void spans_from(const Marginals *m, uint32_t first, uint32_t lane, float least, SpanSink sink, void *handle) {
  uint32_t lanes = m->chain->lanes;
  const uint32_t stride = LABEL_PARTS * lanes, back_stride = BACK_PARTS * lanes;
  const float *forward = m->forward + (size_t)first * stride, *backward = m->backward + (size_t)first * back_stride;
  TaggedSpan span = {first, first + 1, lane - 1, PART(forward, LABEL_SINGLE)[lane] * PART(backward, BACK_CLOSED)[lane]};
  if (span.probability >= least) sink(handle, &span);
  float way = PART(forward, LABEL_BEGIN)[lane];
  if (way * PART(backward, BACK_BEGUN)[lane] < least) return;
  const ChainSteps *step = &m->chain->weights;
  for (uint32_t i = first + 1; i < m->units && i < first + LONGEST_SPAN; i++) {
    bool second = i == first + 1;
    float inside = step->inner[second ? BEGIN_TO_INSIDE : INSIDE_TO_INSIDE][lane];
    float end = step->inner[second ? BEGIN_TO_END : INSIDE_TO_END][lane];
    const float *weight = m->weight + (size_t)i * stride;
    backward = m->backward + (size_t)i * back_stride;
    way /= m->scale[i];
    span.behind = i + 1;
    span.probability = way * end * PART(weight, LABEL_END)[lane] * PART(backward, BACK_CLOSED)[lane];
    if (span.probability >= least) sink(handle, &span);
    way *= inside * PART(weight, LABEL_INSIDE)[lane];
    if (way * PART(backward, BACK_GOING)[lane] < least) return;
  }
}

void marginals_spans(const Marginals *marginals, float least, SpanSink sink, void *handle) {
  const uint32_t lanes = marginals->chain->lanes, types = marginals->chain->types;
  const float *forward = marginals->forward, *backward = marginals->backward;
  for (uint32_t i = 0; i < marginals->units; i++, forward += LABEL_PARTS * lanes, backward += BACK_PARTS * lanes) {
    float outside = *PART(forward, LABEL_SINGLE) * *PART(backward, BACK_CLOSED);
    if (1 - outside < least) continue; /* all names around it together are less likely */
    for (uint32_t first = 0; first < lanes; first += QUAD) {
      Quad single = load(PART(forward, LABEL_SINGLE) + first) * load(PART(backward, BACK_CLOSED) + first);
      Quad begun = load(PART(forward, LABEL_BEGIN) + first) * load(PART(backward, BACK_BEGUN) + first);
      for (uint32_t lane = first ? first : 1; lane <= types && lane < first + QUAD; lane++) {
        if (single[lane - first] < least && begun[lane - first] < least) continue;
        spans_from(marginals, i, lane, least, sink, handle);
      }
    }
  }
}
