/* crf.h - a linear-chain conditional random field over the units of a sentence (Lafferty, McCallum, Pereira 2001).

   Labels say where names begin and end: 0 is outside; of each type, in its order, four: begin, inside, end, single.
   Scores are in nats. A matrix has a row of `labels` values for each unit. Memory belongs to the caller. */
#ifndef SPO_TAGGER_CRF_H
#define SPO_TAGGER_CRF_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_TYPES = 7, MOST_LABELS = 1 + 4 * MOST_TYPES };

typedef enum { LABEL_BEGIN, LABEL_INSIDE, LABEL_END, LABEL_SINGLE } LabelPart;

static inline uint32_t label_of(uint32_t type, LabelPart part) {
  return 1 + 4 * type + (uint32_t)part;
}

/* Whether a label may follow another: a name that has begun goes on to its end. */
bool label_may_follow(uint32_t label, uint32_t before);

typedef struct {
  uint32_t labels;
  float first[MOST_LABELS];              /* exp(score) of a label at the start, 0 where it may not stand there */
  float last[MOST_LABELS];               /* ... at the end */
  float next[MOST_LABELS * MOST_LABELS]; /* [before * labels + label]: exp(score) of a transition; 0: not allowed */
} Chain;

/* Sets the chain from scores in nats. `transitions`: [before * labels + label]. */
void chain_init(Chain *chain, uint32_t labels, const float *transitions, const float *first, const float *last);

/* What is known of a sentence's labels. Each is a matrix of units x labels; `scale` has one value a unit. */
typedef struct {
  const Chain *chain;
  uint32_t units;
  float *weight;   /* in: scores in nats; out: exp(score - the unit's largest) */
  float *forward;  /* probability of a label given all units up to this one */
  float *backward; /* forward * backward is the label's probability given the sentence */
  float *scale;    /* what the unit's forward row was divided by */
} Marginals;

/* The forward-backward algorithm, each row scaled. O(units * labels^2). Returns the logarithm of the sum over all ways,
   less the largest scores that `weight` lost. */
double marginals_compute(Marginals *marginals);

/* The same for those who do not want to know the sum. */
void marginals_find(Marginals *marginals);

/* A stretch of units [first, behind) that is a name with this probability. */
typedef struct {
  uint32_t first, behind, type;
  float probability;
} TaggedSpan;

/* Calls `sink` for every span of at most 32 units whose probability is `least` or more. */
typedef void (*SpanSink)(void *handle, const TaggedSpan *span);
void marginals_spans(const Marginals *marginals, float least, SpanSink sink, void *handle);

#endif
