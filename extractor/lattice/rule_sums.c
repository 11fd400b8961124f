#include "lattice/rule_sums.h"

/* What is at hand while a sum is made: the rule set's step that each of its own stands for. */
typedef struct {
  RuleSum *sum;
  const RuleSet *rules;
  const uint16_t *weighted;
  uint32_t steps[SUM_STEPS];
  uint32_t step_count, move_count;
} Summing;

/* The sum's own number of a step, which is added where it is new; SUM_STEPS where there is no room. */
static uint32_t number_of(Summing *summing, uint32_t step) {
  uint32_t number = 0;
  while (number < summing->step_count && summing->steps[number] != step) number++;
  if (number == SUM_STEPS || number < summing->step_count) return number;
  summing->steps[summing->step_count++] = step;
  return number;
}

static bool add_moves(Summing *summing, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const RuleTransition *transition = &summing->rules->transitions[first + i];
    bool accepts = transition->target == STEP_ACCEPT;
    if (transition->assertion || summing->move_count == SUM_MOVES) return false;
    if (accepts ? transition->guards : transition->type >= summing->rules->types_count) return false;
    if (!accepts && (!summing->weighted[transition->type] || summing->weighted[transition->type] > MOST_WEIGHED))
      return false;
    uint32_t target = accepts ? SUM_ACCEPT : number_of(summing, transition->target);
    if (target == SUM_STEPS) return false;
    summing->sum->moves[summing->move_count++] = (SumMove){transition->guards, (uint8_t)target, 0};
  }
  return true;
}

/* Whether each step, numbered as it was met, leads to the next one alone and the last to the end. */
static bool is_chain(const RuleSum *sum, uint32_t steps) {
  if (sum->entries != 1) return false;
  for (uint32_t i = 0; i < steps; i++) {
    const SumMove *move = &sum->moves[sum->steps[i].first];
    if (sum->steps[i].count != 1 || move->target != (i + 1 < steps ? i + 1 : SUM_ACCEPT)) return false;
  }
  return true;
}

bool rule_sum_make(RuleSum *sum, const RuleSet *rules, const uint16_t *weighted, RuleFragment fragment) {
  Summing summing = {.sum = sum, .rules = rules, .weighted = weighted};
  *sum = (RuleSum){0};
  if (!add_moves(&summing, fragment.first_transition, fragment.transition_count)) return false;
  sum->entries = (uint8_t)summing.move_count;
  for (uint32_t i = 0; i < summing.step_count; i++) {
    const RuleStep *step = &rules->steps[summing.steps[i]];
    uint8_t first = (uint8_t)summing.move_count;
    if (!add_moves(&summing, step->first_transition, step->transition_count)) return false;
    sum->steps[i] = (SumStep){(uint8_t)(weighted[step->type] - 1), first, (uint8_t)(summing.move_count - first)};
  }
  for (uint32_t i = 0; i < sum->entries; i++) {
    if (sum->moves[i].target == SUM_ACCEPT) return false; /* it may be nothing */
  }
  if (is_chain(sum, summing.step_count)) sum->chain = (uint8_t)summing.step_count;
  return summing.step_count > 0;
}
