#include "tagger/crf.h"

#include <math.h>
#include <string.h>

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

void chain_init(Chain *chain, uint32_t labels, const float *transitions, const float *first, const float *last) {
  *chain = (Chain){.labels = labels};
  for (uint32_t before = 0; before < labels; before++) {
    for (uint32_t label = 0; label < labels; label++) {
      uint32_t at = before * labels + label;
      chain->next[at] = label_may_follow(label, before) ? expf(transitions[at]) : 0;
    }
    chain->first[before] = label_may_follow(before, 0) ? expf(first[before]) : 0;
    chain->last[before] = is_open(before) ? 0 : expf(last[before]);
  }
}

/* e^x for x <= 0, within 1e-4 of it: 2^k by the exponent's bits, the rest by a polynomial. Much faster than expf, and
   the same on every machine. */
static float exp_of_negative(float x) {
  float scaled = (x < -80 ? -80 : x) * 1.44269504f;
  int32_t whole = (int32_t)(scaled - 1); /* towards zero: at or below */
  float rest = scaled - (float)whole;    /* -1 < rest <= 1 */
  float power = 1 + rest * (0.69314718f +
                            rest * (0.24022651f + rest * (0.05550411f + rest * (0.00961813f + rest * 0.00133336f))));
  uint32_t bits = (uint32_t)(whole + 127) << 23;
  float two;
  memcpy(&two, &bits, sizeof two);
  return two * power;
}

static double weigh_row(float *row, uint32_t labels) {
  float most = row[0];
  for (uint32_t l = 1; l < labels; l++) most = row[l] > most ? row[l] : most;
  for (uint32_t l = 0; l < labels; l++) row[l] = exp_of_negative(row[l] - most);
  return most;
}

static float scale_row(float *row, uint32_t labels) {
  float sum = 0;
  for (uint32_t l = 0; l < labels; l++) sum += row[l];
  float scale = sum > 1e-30f ? sum : 1e-30f;
  for (uint32_t l = 0; l < labels; l++) row[l] /= scale;
  return scale;
}

/* The sums over all labels before. Of those that go on inside a name, only the two that may follow are looked at: what
   may not follow would add 0. */
static void go_on(const Chain *chain, const float *before, float *row) {
  uint32_t labels = chain->labels;
  for (uint32_t l = 0; l < labels; l++) row[l] = 0;
  for (uint32_t k = 0; k < labels; k++) {
    const float *next = chain->next + (size_t)k * labels;
    float from = before[k];
    if (is_open(k)) {
      uint32_t inside = label_of((k - 1) / 4, LABEL_INSIDE), end = label_of((k - 1) / 4, LABEL_END);
      row[inside] += from * next[inside];
      row[end] += from * next[end];
    } else {
      for (uint32_t l = 0; l < labels; l++) row[l] += from * next[l];
    }
  }
}

static void run_forward(Marginals *m) {
  const Chain *chain = m->chain;
  uint32_t labels = chain->labels;
  for (uint32_t i = 0; i < m->units; i++) {
    float *row = m->forward + (size_t)i * labels, *weight = m->weight + (size_t)i * labels;
    weigh_row(weight, labels);
    if (i) {
      const float *before = row - labels;
      go_on(chain, before, row);
    } else {
      memcpy(row, chain->first, labels * sizeof *row);
    }
    for (uint32_t l = 0; l < labels; l++) row[l] *= weight[l];
    m->scale[i] = scale_row(row, labels);
  }
}

static void run_backward(Marginals *m) {
  const Chain *chain = m->chain;
  uint32_t labels = chain->labels;
  for (uint32_t i = m->units; i-- > 0;) {
    float *row = m->backward + (size_t)i * labels;
    if (i + 1 == m->units) {
      memcpy(row, chain->last, labels * sizeof *row);
    } else {
      float behind[MOST_LABELS] = {0};
      const float *weight = m->weight + (size_t)(i + 1) * labels;
      for (uint32_t l = 0; l < labels; l++) behind[l] = weight[l] * row[labels + l] / m->scale[i + 1];
      for (uint32_t k = 0; k < labels; k++) {
        const float *next = chain->next + (size_t)k * labels;
        float sum = 0;
        if (is_open(k)) {
          uint32_t inside = label_of((k - 1) / 4, LABEL_INSIDE), end = label_of((k - 1) / 4, LABEL_END);
          sum = next[inside] * behind[inside] + next[end] * behind[end];
        } else {
          for (uint32_t l = 0; l < labels; l++) sum += next[l] * behind[l];
        }
        row[k] = sum;
      }
    }
  }
}

/* Returns the share of ways that may end where the sentence does. */
static float run_both(Marginals *marginals) {
  uint32_t labels = marginals->chain->labels;
  run_forward(marginals);
  run_backward(marginals);
  const float *forward = marginals->forward + (size_t)(marginals->units - 1) * labels;
  float end = 0;
  for (uint32_t l = 0; l < labels; l++) end += forward[l] * marginals->chain->last[l];
  end = end > 1e-30f ? end : 1e-30f;
  for (uint32_t i = 0; i < marginals->units * labels; i++) marginals->backward[i] /= end;
  return end;
}

double marginals_compute(Marginals *marginals) {
  if (!marginals->units) return 0;
  float end = run_both(marginals);
  double sum = 0;
  for (uint32_t i = 0; i < marginals->units; i++) sum += log(marginals->scale[i]);
  return sum + log(end);
}

void marginals_find(Marginals *marginals) {
  if (marginals->units) run_both(marginals);
}

/* Spans of a type that begin at a unit. */
static void spans_from(const Marginals *m, uint32_t first, uint32_t type, float least, SpanSink sink, void *handle) {
  uint32_t labels = m->chain->labels;
  uint32_t begin = label_of(type, LABEL_BEGIN), inside = label_of(type, LABEL_INSIDE), end = label_of(type, LABEL_END);
  uint32_t single = label_of(type, LABEL_SINGLE), at = begin;
  const float *forward = m->forward + (size_t)first * labels, *backward = m->backward + (size_t)first * labels;
  TaggedSpan span = {first, first + 1, type, forward[single] * backward[single]};
  if (span.probability >= least) sink(handle, &span);
  float way = forward[begin];
  if (way * backward[begin] < least) return;
  for (uint32_t i = first + 1; i < m->units && i < first + LONGEST_SPAN; i++) {
    const float *weight = m->weight + (size_t)i * labels, *next = m->chain->next + (size_t)at * labels;
    backward = m->backward + (size_t)i * labels;
    span.behind = i + 1;
    span.probability = way * next[end] * weight[end] / m->scale[i] * backward[end];
    if (span.probability >= least) sink(handle, &span);
    way *= next[inside] * weight[inside] / m->scale[i];
    if (way * backward[inside] < least) return;
    at = inside;
  }
}

void marginals_spans(const Marginals *marginals, float least, SpanSink sink, void *handle) {
  uint32_t types = (marginals->chain->labels - 1) / 4;
  for (uint32_t i = 0; i < marginals->units; i++) {
    for (uint32_t type = 0; type < types; type++) spans_from(marginals, i, type, least, sink, handle);
  }
}
