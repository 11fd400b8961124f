/* Rules on demand (RULE_ON_DEMAND, and joins): edges wake them like all others, but their wakes wait until somebody
   asks for what they find. */
#include "match/analysis_internal.h"

static void want(Analyzer *analyzer, uint32_t index, uint32_t match) {
  const RuleSet *rules = analyzer->rules;
  Demand *demand = &analyzer->demands[index];
  uint32_t words = rules->matches_count / 64 + 1;
  if (!demand->wanted) {
    demand->wanted = ARENA_ARRAY(analyzer->scratch, uint64_t, words);
    demand->done = ARENA_ARRAY(analyzer->scratch, uint64_t, words);
  }
  if (demand->wanted[match / 64] >> (match & 63) & 1) return;
  demand->wanted[match / 64] |= UINT64_C(1) << (match & 63);
  const RuleMatch *wanted = &rules->matches[match];
  for (uint32_t i = 0; i < wanted->demand_count; i++) {
    uint32_t other = rules->demands[wanted->first_demand + i];
    demand->wanted[other / 64] |= UINT64_C(1) << (other & 63);
  }
}

/* The sentences of the section, [*first, *behind), where a join of a match may lie. */
static void join_reach(const Analyzer *analyzer, const RuleJoinCode *join, const JoinPart *own, uint32_t *first,
                       uint32_t *behind) {
  const Text *text = analyzer->analysis->text;
  uint32_t sentence = own->lattice->sentence, last = sentence;
  *first = sentence;
  if (join->scope == JOIN_SENTENCES) {
    *first = sentence > join->reach ? sentence - join->reach : 0;
    last = sentence + join->reach;
  } else if (join->scope == JOIN_PARAGRAPH) {
    const Paragraph *paragraph = &text->paragraphs.data[text->sentences.data[sentence].paragraph];
    *first = paragraph->first_sentence;
    last = paragraph->first_sentence + paragraph->sentence_count - 1;
  }
  if (join->side == JOIN_BEFORE) last = sentence;
  if (join->side == JOIN_AFTER) *first = sentence;
  if (*first < analyzer->first_sentence) *first = analyzer->first_sentence;
  *first -= analyzer->first_sentence;
  last -= analyzer->first_sentence;
  *behind = last < analyzer->sentence_count ? last + 1 : analyzer->sentence_count;
}

/* `asked`: by join, behind the last sentence of the section where it was asked for; own matches come by sentence, so
   that a long paragraph is gone through once. */
static void want_join(Analyzer *analyzer, const JoinPart *own, uint32_t number, uint32_t *asked) {
  const RuleSet *rules = analyzer->rules;
  const Rule *rule = &rules->rules[own->match.rule];
  uint32_t first, behind;
  join_reach(analyzer, &rules->joins[rule->first_join + number], own, &first, &behind);
  if (first < asked[rule->first_join + number]) first = asked[rule->first_join + number];
  for (uint32_t i = rule->first_match; i < rule->first_match + rule->match_count; i++) {
    if (rules->matches[i].part != number + 1) continue;
    for (uint32_t sentence = first; sentence < behind; sentence++) want(analyzer, sentence, i);
  }
  if (behind > first) asked[rule->first_join + number] = behind;
}

void analyzer_want_joins(Analyzer *analyzer) {
  uint32_t *asked = ARENA_ARRAY(analyzer->scratch, uint32_t, analyzer->rules->joins_count + 1);
  for (uint32_t i = 0; i < analyzer->joining.count; i++) {
    const JoinPart *own = &analyzer->joining.data[i];
    uint32_t joins = analyzer->rules->rules[own->match.rule].join_count;
    for (uint32_t k = 0; k < joins; k++) want_join(analyzer, own, k, asked);
  }
}

void analyzer_meet_demand(Analyzer *analyzer, uint32_t index) {
  const RuleSet *rules = analyzer->rules;
  Demand *demand = &analyzer->demands[index];
  if (!demand->wanted) return;
  analyzer_enter(analyzer, index);
  analyzer_run(analyzer, WAKE_ON_DEMAND, demand);
  for (uint32_t i = 0; i < rules->matches_count / 64 + 1; i++) demand->done[i] |= demand->wanted[i];
}

void analyzer_find_qualifiers(Analyzer *analyzer, uint32_t first_fact, uint32_t behind) {
  const RulePlan *plan = &analyzer->analysis->vocabulary->plan;
  uint32_t index = analyzer->lattice->sentence - analyzer->first_sentence;
  bool qualified = false;
  for (uint32_t i = first_fact; i < behind; i++) {
    qualified = qualified || plan->qualified[analyzer->analysis->facts.data[i].frame];
  }
  if (!qualified || analyzer->demands[index].qualifiers) return;
  analyzer->demands[index].qualifiers = true;
  for (uint32_t i = 0; i < plan->qualifier_count; i++) want(analyzer, index, plan->qualifiers[i]);
  analyzer_meet_demand(analyzer, index);
}
