/* crf.h - a linear-chain conditional random field over the units of a sentence (Lafferty, McCallum, Pereira 2001).

   Labels say where names begin and end: 0 is outside; of each type, in its order, four: begin, inside, end, single.

   Everything is computed on lanes: lane 0 is outside, lane 1 + t is type t; there are 4 or 8 of them. A row of a unit
   has the lanes of begin, those of inside, of end, of single; outside is lane 0 of single, so that a unit which is no
   name and one which is a whole one are alike: something has closed, and anything may start behind it. That leaves few
   transitions: from any lane to any lane where one closes and one starts, and within a lane where a name goes on.
   Lane 0 of begin, inside and end says nothing. Memory belongs to the caller. */
#ifndef SPO_TAGGER_CRF_H
#define SPO_TAGGER_CRF_H

#include <stdbool.h>
#include <stdint.h>

enum { MOST_TYPES = 7, MOST_LANES = 1 + MOST_TYPES };

typedef enum { LABEL_BEGIN, LABEL_INSIDE, LABEL_END, LABEL_SINGLE, LABEL_PARTS } LabelPart;

enum { LABEL_COLUMNS = LABEL_PARTS * MOST_LANES };

static inline uint32_t label_of(uint32_t type, LabelPart part) {
  return 1 + 4 * type + (uint32_t)part;
}

static inline uint32_t lanes_of_types(uint32_t types) {
  return types < 4 ? 4 : MOST_LANES;
}

/* Where a label stands in a row. */
static inline uint32_t label_column(uint32_t lanes, uint32_t label) {
  return label ? (label - 1) % 4 * lanes + 1 + (label - 1) / 4 : LABEL_SINGLE * lanes;
}

/* Whether a label may follow another: a name that has begun goes on to its end. */
bool label_may_follow(uint32_t label, uint32_t before);

/* How a name goes on behind its first unit, or behind a later one. */
typedef enum { BEGIN_TO_INSIDE, BEGIN_TO_END, INSIDE_TO_INSIDE, INSIDE_TO_END, INNER_STEPS } InnerStep;

/* Numbers for all transitions, by lane; those of lanes that a model has no types for say nothing. */
typedef struct {
  float first[MOST_LANES];             /* what starts at the start of a sentence */
  float last[MOST_LANES];              /* what has closed at its end */
  float start[MOST_LANES][MOST_LANES]; /* [what has closed before][what starts] */
  float inner[INNER_STEPS][MOST_LANES];
} ChainSteps;

typedef struct {
  uint32_t lanes, types;
  ChainSteps weights;                   /* e to the power of the scores, 0 where there is no type */
  float before[MOST_LANES][MOST_LANES]; /* weights.start with its sides exchanged */
} Chain;

/* `weights`: e to the power of the scores. */
void chain_init(Chain *chain, uint32_t types, const ChainSteps *weights);

/* What is known of a sentence's labels, by unit. */
typedef struct {
  const Chain *chain;
  uint32_t units;
  const float *weight; /* 4 * lanes of each: e to the power of its score, less that of outside */
  float *forward;      /* 4 * lanes: of all ways up to this unit, divided by the scales up to here */
  float *backward;     /* 3 * lanes: of all ways behind it, where it has closed, has begun, goes on; times forward it is
                          the label's probability given the sentence */
  float *scale;        /* what the forward row was divided by: the sum of the one before it */
} Marginals;

/* The forward-backward algorithm, each row scaled. Returns the sum of the ways that end where the sentence does, as
   scaled as the last row. */
float marginals_compute(Marginals *marginals);

/* The logarithm of the sum over all ways, from what marginals_compute returned. */
double marginals_log_sum(const Marginals *marginals, float end);

/* A stretch of units [first, behind) that is a name with this probability. */
typedef struct {
  uint32_t first, behind, type;
  float probability;
} TaggedSpan;

/* Calls `sink` for every span of at most 32 units whose probability is `least` or more. */
typedef void (*SpanSink)(void *handle, const TaggedSpan *span);
void marginals_spans(const Marginals *marginals, float least, SpanSink sink, void *handle);

#endif
