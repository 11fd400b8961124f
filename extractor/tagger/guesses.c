#include "tagger/guesses.h"

#include "lexicon/costs.h"

/* Guesses that are less likely are not worth an edge. */
static const float LEAST_PROBABILITY = 0.3f;

/* ... and below this not worth remembering. */
static const float LEAST_REMEMBERED = 0.01f;

SpoStatus guesser_open(Guesser *guesser, Arena *arena, const Vocabulary *vocabulary, uint32_t number, Slice image,
                       const char *name, const Diagnostics *diagnostics) {
  const RuleSet *rules = vocabulary->rules;
  *guesser = (Guesser){0};
  SpoStatus status = tagger_open(&guesser->tagger, image, name, diagnostics);
  if (status != SPO_SUCCESS) return status;
  feature_names_init(&guesser->names, arena, vocabulary, &guesser->tagger.known);
  tagger_prepare(&guesser->tagger, arena, &guesser->names);
  for (uint32_t i = 0; i < rules->vocabulary_classes_count; i++) {
    const VocabularyClass *class = &rules->vocabulary_classes[i];
    if (class->vocabulary != number) continue;
    uint32_t type = tagger_type(&guesser->tagger, rule_string(rules, class->class));
    if (type == UINT32_MAX) {
      Slice wanted = rule_string(rules, class->class);
      diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "the model guesses no type `%.*s`",
                       (int)wanted.length, wanted.data);
      return SPO_BAD_RULES;
    }
    VECTOR_PUSH(arena, &guesser->types[type], (TypeId) class->type);
  }
  return SPO_SUCCESS;
}

/* What the cheapest words between two positions cost. */
static float cost_inside(const Lattice *lattice, uint32_t begin, uint32_t end, float *costs) {
  for (uint32_t i = 0; i <= end - begin; i++) costs[i] = i ? COST_NONE : 0;
  for (uint32_t at = begin; at < end; at++) {
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      if (!(edge->flags & EDGE_READ) || edge->end > end) continue;
      float through = costs[at - begin] + edge->cost;
      if (through < costs[edge->end - begin]) costs[edge->end - begin] = through;
    }
  }
  return costs[end - begin];
}

/* ln(x) of a positive number, the same on every machine: x is 2^k * m, ln(m) = 2 artanh((m - 1) / (m + 1)). */
static float logarithm(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  int32_t exponent = (int32_t)((bits - 0x3F3504F3u) & 0xFF800000u) / (1 << 23); /* m lies around 1, from sqrt(1/2) on */
  bits -= (uint32_t)exponent << 23;
  float m;
  memcpy(&m, &bits, sizeof m);
  float t = (m - 1) / (m + 1), square = t * t;
  return (float)exponent * 0.69314718f + 2 * t * (1 + square * (1 / 3.0f + square * (1 / 5.0f + square / 7)));
}

typedef struct {
  const Guesser *guesser;
  const Units *units;
  Lattice *lattice;
  float *costs;
} Offer;

/* Whether as many brackets close between two positions as open, and none before it has opened. */
static bool brackets_balance(const Lattice *lattice, uint32_t begin, uint32_t end) {
  int open = 0;
  for (uint32_t i = begin; i < end; i++) {
    uint32_t point = lattice_point(lattice, i);
    if (point == '(' || point == 0xFF08) open++;
    if ((point == ')' || point == 0xFF09) && --open < 0) return false;
  }
  return open == 0;
}

static void offer_span(void *handle, const TaggedSpan *span) {
  const Offer *offer = handle;
  const Guesser *guesser = offer->guesser;
  uint32_t begin = offer->units->data[span->first].begin, end = offer->units->data[span->behind - 1].end;
  if (!brackets_balance(offer->lattice, begin, end)) return;
  float probability = span->probability < 0.9f ? span->probability : 0.9f;
  float log_odds = logarithm(probability / (1 - probability));
  for (uint32_t i = 0; i < guesser->types[span->type].count; i++) {
    Guess guess = {(uint16_t)begin, (uint16_t)end, guesser->types[span->type].data[i], log_odds};
    VECTOR_PUSH(offer->lattice->arena, &offer->lattice->guesses, guess);
  }
  if (probability < LEAST_PROBABILITY) return;
  float inside = cost_inside(offer->lattice, begin, end, offer->costs);
  for (uint32_t i = 0; i < guesser->types[span->type].count; i++) {
    lattice_add(offer->lattice,
                (Edge){.begin = (uint16_t)begin,
                       .end = (uint16_t)end,
                       .source = EDGE_GUESS,
                       .types = vocabulary_single(offer->lattice->vocabulary, guesser->types[span->type].data[i]),
                       .cost = inside - log_odds});
  }
}

void guesser_offer(const Guesser *guesser, Lattice *lattice) {
  Units units;
  units_of_lattice(&units, &guesser->names, lattice);
  Offer offer = {guesser, &units, lattice, arena_alloc(lattice->arena, (lattice->length + 1) * sizeof(float))};
  tagger_run(&guesser->tagger, lattice->arena, &units, LEAST_REMEMBERED, offer_span, &offer);
}
