#include "lattice/rule_plan.h"

#include "text/text.h"

static bool is_character(TypeId type) {
  return type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF;
}

/* Whether a transition leads to an edge, and that edge to the end. */
static bool is_whole_edge(const RuleSet *rules, const RuleTransition *transition) {
  if (transition->target == STEP_ACCEPT || transition->guards || transition->assertion) return false;
  if (is_character(transition->type)) return false;
  const RuleStep *step = &rules->steps[transition->target];
  for (uint32_t i = 0; i < step->transition_count; i++) {
    const RuleTransition *next = &rules->transitions[step->first_transition + i];
    if (next->target == STEP_ACCEPT && !next->assertion && !next->guards) return true;
  }
  return false;
}

/* A bit for each of the types that a transition leads to. */
static void add_types(const RuleSet *rules, const RuleTransition *transition, uint64_t *types) {
  RuleTypes all = rule_types_of(rules, &transition->type);
  for (uint32_t i = 0; i < all.count; i++) types[all.types[i] / 64] |= UINT64_C(1) << (all.types[i] & 63);
}

/* For conditions, of which nobody asks how they are met. */
static const uint64_t *whole_edges(Arena *arena, const RuleSet *rules, RuleFragment fragment) {
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    if (!is_whole_edge(rules, &rules->transitions[fragment.first_transition + i])) return NULL;
  }
  uint64_t *types = ARENA_ARRAY(arena, uint64_t, rules->types_count / 64 + 1);
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    add_types(rules, &rules->transitions[fragment.first_transition + i], types);
  }
  return types;
}

/* `members`: a bit for each type or place that it may begin with. False where it may begin with anything, or nothing.
 */
static bool add_transitions(const RuleSet *rules, RuleFragment fragment, uint64_t *members) {
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    const RuleTransition *transition = &rules->transitions[fragment.first_transition + i];
    bool nothing = transition->target == STEP_ACCEPT;
    if (nothing ? !transition->assertion : !start_tells(transition->type)) return false;
    if (nothing) {
      uint32_t member = start_of_place(rules, transition->assertion);
      members[member / 64] |= UINT64_C(1) << (member & 63);
    } else {
      add_types(rules, transition, members);
    }
  }
  return true;
}

/* Whether a transition leads to the end, or to an edge and from there to the end only. `*edges` counts the latter:
   where there are several, guards would change their order. */
static bool is_flat(const RuleSet *rules, const RuleTransition *transition, uint32_t *edges) {
  if (transition->assertion) return false;
  if (transition->target == STEP_ACCEPT) return !transition->guards;
  if (++*edges > 1 && transition->guards) return false;
  if (is_character(transition->type)) return false;
  const RuleStep *step = &rules->steps[transition->target];
  const RuleTransition *next = &rules->transitions[step->first_transition];
  return step->transition_count == 1 && next->target == STEP_ACCEPT && !next->assertion && !next->guards;
}

/* Whether one transition leads to an edge, one to the next, and so to the end. */
static bool is_chain(const RuleSet *rules, RuleFragment fragment) {
  enum { LONGEST = 8 };
  for (int edges = 0; edges <= LONGEST; edges++) {
    const RuleTransition *transition = &rules->transitions[fragment.first_transition];
    if (fragment.transition_count != 1 || transition->assertion) return false;
    if (transition->target == STEP_ACCEPT) return edges > 0 && !transition->guards;
    if (is_character(transition->type)) return false;
    const RuleStep *step = &rules->steps[transition->target];
    fragment = (RuleFragment){step->first_transition, step->transition_count};
  }
  return false;
}

/* What the making of a plan has at hand. */
typedef struct {
  RulePlan *plan;
  Arena *arena;
  const RuleSet *rules;
  uint64_t *members; /* room for what a fragment may begin with */
} Planning;

static FragmentStart fragment_start(const Planning *planning, RuleFragment fragment, bool leftwards) {
  const RuleSet *rules = planning->rules;
  uint32_t edges = 0;
  bool guarded = false;
  FragmentStart start = {.place = fragment.transition_count > 0, .flat = true};
  memset(planning->members, 0, start_width(rules) * sizeof *planning->members);
  if (add_transitions(rules, fragment, planning->members)) {
    start.number = rule_starts_add(&planning->plan->starts[leftwards], rules, planning->members);
  }
  start.chain = is_chain(rules, fragment);
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    const RuleTransition *transition = &rules->transitions[fragment.first_transition + i];
    bool nothing = transition->target == STEP_ACCEPT && !transition->guards;
    start.place = start.place && nothing;
    start.flat = start.flat && is_flat(rules, transition, &edges) && !(guarded && edges > 1);
    guarded = guarded || transition->guards;
    start.optional = start.optional || (nothing && !transition->assertion);
    start.empty = fragment.transition_count == 1 && nothing && !transition->assertion;
  }
  return start;
}

static bool is_beside(const RuleConditionCode *condition) {
  return condition->kind == CONDITION_BEFORE || condition->kind == CONDITION_AFTER;
}

/* Whether a condition of a rule is one edge or a place, whatever follows. To rules without costs no hidden edge is
   visible, which the masks say of those of weighted lists. */
static bool is_told(const RuleSet *rules, RuleFragment fragment, bool has_cost) {
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    const RuleTransition *transition = &rules->transitions[fragment.first_transition + i];
    bool place = transition->target == STEP_ACCEPT && transition->assertion && !transition->guards;
    bool weighted = rules->types[transition->type].flags & TYPE_WEIGHTED;
    if (!place && (!is_whole_edge(rules, transition) || (weighted && !has_cost))) return false;
  }
  return true;
}

static PlannedCondition planned(const Planning *planning, const RuleConditionCode *condition, bool has_cost) {
  PlannedCondition made = {.code = condition, .cost = condition->cost, .kind = condition->kind};
  if (!is_beside(condition)) return made;
  made.start = fragment_start(planning, condition->fragment, condition->kind == CONDITION_AFTER);
  made.start.whole = whole_edges(planning->arena, planning->rules, condition->fragment);
  made.start.told = made.start.number != START_ANY && is_told(planning->rules, condition->fragment, has_cost);
  return made;
}

/* Conditions `near` the match that must hold, others that must, those that cost something. */
typedef enum { GROUP_NEAR, GROUP_OTHER, GROUP_BEFORE, GROUP_AFTER, GROUP_WEIGHED } ConditionGroup;

static ConditionGroup group_of(const RuleConditionCode *condition) {
  if (!condition->has_cost) return is_beside(condition) ? GROUP_NEAR : GROUP_OTHER;
  return condition->kind == CONDITION_BEFORE  ? GROUP_BEFORE
         : condition->kind == CONDITION_AFTER ? GROUP_AFTER
                                              : GROUP_WEIGHED;
}

static uint32_t plan_group(const Planning *planning, const Rule *rule, ConditionGroup group, uint32_t at) {
  for (uint32_t i = rule->first_condition; i < rule->first_condition + rule->condition_count; i++) {
    const RuleConditionCode *condition = &planning->rules->conditions[i];
    if (group_of(condition) != group) continue;
    PlannedCondition made = planned(planning, condition, rule->flags & RULE_HAS_COST);
    uint32_t number = made.kind == CONDITION_IS ? condition->type : made.start.number;
    planning->plan->looks[at] = (ConditionLook){made.cost, (uint16_t)number, made.kind, false};
    planning->plan->conditions[at++] = made;
  }
  return at;
}

static void plan_rule(const Planning *planning, const Rule *rule, RuleConditions *made) {
  made->plain = true;
  made->near = rule->first_condition;
  made->other = plan_group(planning, rule, GROUP_NEAR, made->near);
  made->weighed = plan_group(planning, rule, GROUP_OTHER, made->other);
  made->weighed_after = plan_group(planning, rule, GROUP_BEFORE, made->weighed);
  made->weighed_other = plan_group(planning, rule, GROUP_AFTER, made->weighed_after);
  made->behind = plan_group(planning, rule, GROUP_WEIGHED, made->weighed_other);
  for (uint32_t i = made->near; i < made->behind; i++) {
    const PlannedCondition *condition = &planning->plan->conditions[i];
    if (condition->code->capture != NO_CAPTURE) made->plain = false;
    if (i < made->weighed) continue;
    if (condition->code->cost < 0) made->least_extra += condition->code->cost;
  }
}

static void mask_relief(const RulePlan *plan, const RuleConditions *conditions, ReliefMasks *masks) {
  for (uint32_t i = conditions->weighed; i < conditions->behind; i++) {
    const ConditionLook *look = &plan->looks[i];
    if (look->cost >= 0) continue;
    if (look->kind == CONDITION_BEFORE || look->kind == CONDITION_AFTER) {
      bool leftwards = look->kind == CONDITION_AFTER;
      masks->beside[leftwards].words[look->number / 64] |= UINT64_C(1) << (look->number & 63);
      masks->most_beside[leftwards] += look->cost;
    } else if (look->kind == CONDITION_IS) {
      type_mask_add(&masks->is, plan->bits[look->number]);
      masks->most_is += look->cost;
    } else {
      masks->most_others += look->cost;
    }
  }
}

static PlannedSide planned_side(const Planning *planning, RuleFragment fragment, bool leftwards) {
  FragmentStart start = fragment_start(planning, fragment, leftwards);
  return (PlannedSide){fragment, start.number, start.empty, start.optional, start.flat, start.chain, 0};
}

/* Notes that a side is a sum, where it is one. */
static void plan_sum(const Planning *planning, PlannedSide *side) {
  RulePlan *plan = planning->plan;
  RuleSum sum;
  if (side->empty || side->optional || plan->sums.count == UINT16_MAX) return;
  if (!rule_sum_make(&sum, planning->rules, plan->weighted, side->fragment)) return;
  for (uint32_t i = 0; i < plan->sums.count && !side->sum; i++) {
    if (!memcmp(&plan->sums.data[i], &sum, sizeof sum)) side->sum = (uint16_t)(i + 1);
  }
  if (side->sum) return;
  VECTOR_PUSH(planning->arena, &plan->sums, sum);
  side->sum = (uint16_t)plan->sums.count;
}

static MatchPlan planned_match(const Planning *planning, const RuleMatch *match) {
  const Rule *rule = &planning->rules->rules[match->rule];
  const RuleConditions *conditions = &planning->plan->of_rules[match->rule];
  MatchPlan made = {.behind = planned_side(planning, match->behind, false),
                    .before = planned_side(planning, match->before, true),
                    .rule = match->rule,
                    .cost = rule->cost,
                    .weight = rule->weight,
                    .least_extra = conditions->least_extra,
                    .part = match->part,
                    .sole_anchor = BUILTIN_NONE,
                    .has_cost = rule->flags & RULE_HAS_COST,
                    .all = rule->flags & (RULE_HAS_COST | RULE_KEEP_ALL),
                    .captures = rule->capture_count || !(rule->flags & RULE_MARK) || rule->marked_capture != UINT32_MAX,
                    .whole = rule->marked_capture == UINT32_MAX,
                    .plain = !match->part && conditions->plain};
  made.early_look = made.behind.empty && made.before.empty && made.plain;
  if (made.has_cost && !made.captures) {
    plan_sum(planning, &made.behind);
    plan_sum(planning, &made.before);
    bool sums = (made.behind.empty || made.behind.sum) && (made.before.empty || made.before.sum);
    made.weighed_first = sums && made.whole && made.plain;
  }
  return made;
}

/* Numbers that stand for several sets tell nothing for sure. */
static void tell_conditions(RulePlan *plan, const RuleSet *rules) {
  for (uint32_t i = 0; i < rules->conditions_count; i++) {
    FragmentStart *start = &plan->conditions[i].start;
    bool leftwards = plan->conditions[i].kind == CONDITION_AFTER;
    start->told = start->told && !start_mask_has(&plan->starts[leftwards].shared, start->number);
    plan->looks[i].told = start->told;
  }
}

static void find_sole_anchors(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  bool *several = ARENA_ARRAY(arena, bool, rules->matches_count);
  for (uint32_t type = 0; type < rules->types_count; type++) {
    for (uint32_t i = 0; i < rules->types[type].anchor_count; i++) {
      uint32_t number = rules->anchors[rules->types[type].first_anchor + i].match;
      MatchPlan *match = &plan->matches[number];
      several[number] = several[number] || match->sole_anchor != BUILTIN_NONE;
      match->sole_anchor = several[number] ? BUILTIN_NONE : (TypeId)type;
    }
  }
}

/* What must be found on a side of an anchor first: where the match is nothing there, what its rule's conditions ask
 * for. */
static uint16_t first_look(const RulePlan *plan, const MatchPlan *match, const PlannedSide *side, bool leftwards) {
  if (!side->empty || match->part) return side->number;
  const RuleConditions *conditions = &plan->of_rules[match->rule];
  for (uint32_t i = conditions->near; i < conditions->other; i++) {
    const PlannedCondition *condition = &plan->conditions[i];
    bool beside = condition->kind == (leftwards ? CONDITION_AFTER : CONDITION_BEFORE);
    if (beside && !condition->code->negated && condition->start.number != START_ANY) return condition->start.number;
  }
  return side->number;
}

static void plan_anchors(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  plan->anchors = arena_alloc(arena, (rules->anchors_count + 1) * sizeof *plan->anchors);
  for (uint32_t i = 0; i < rules->anchors_count; i++) {
    uint32_t number = rules->anchors[i].match;
    const MatchPlan *match = &plan->matches[number];
    plan->anchors[i] = (PlannedAnchor){.match = number,
                                       .behind = first_look(plan, match, &match->behind, false),
                                       .before = first_look(plan, match, &match->before, true),
                                       .has_cost = match->has_cost,
                                       .weighed_first = match->weighed_first};
  }
}

static WakeTime time_of(const RuleSet *rules, uint32_t phase) {
  return phase < rules->early_phases ? WAKE_EARLY : phase < rules->late_phases ? WAKE_LATE : WAKE_ON_DEMAND;
}

/* Adds those groups of a type's anchors that wake at one time; returns how many groups there are then. */
static uint32_t add_groups(const RuleSet *rules, uint32_t type, WakeTime time, AnchorGroup *groups, uint32_t count) {
  uint32_t first = rules->types[type].first_anchor, behind = first + rules->types[type].anchor_count;
  for (uint32_t i = first; i < behind; i++) {
    uint16_t phase = (uint16_t)rules->anchors[i].phase;
    if (time_of(rules, phase) != time) continue;
    const AnchorGroup last = count ? groups[count - 1] : (AnchorGroup){0};
    if (last.count && last.phase == phase && last.first + last.count == i && last.count < UINT16_MAX) {
      groups[count - 1].count++;
    } else {
      groups[count++] = (AnchorGroup){i, 1, phase};
    }
  }
  return count;
}

static void group_anchors(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  AnchorGroup *groups = arena_alloc(arena, (rules->anchors_count + 1) * sizeof *groups);
  plan->groups_of = arena_alloc(arena, (rules->types_count + 1) * sizeof *plan->groups_of);
  for (uint32_t type = 0; type < rules->types_count; type++) {
    uint32_t count = 0;
    plan->groups_of[type].groups = groups;
    for (WakeTime time = 0; time < WAKE_TIMES; time++) {
      count = add_groups(rules, type, time, groups, count);
      if (count > UINT16_MAX) arena_fail(arena);
      plan->groups_of[type].ends[time] = (uint16_t)count;
    }
    groups += count;
  }
}

static void plan_choices(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  uint32_t width = rules->types_count / 64 + 1;
  uint64_t *types = ARENA_ARRAY(arena, uint64_t, (size_t)width * rules->choices_count);
  plan->choices = ARENA_ARRAY(arena, PlannedChoice, rules->choices_count + 1);
  for (uint32_t i = 0; i < rules->choices_count; i++, types += width) {
    RuleChoice choice = rules->choices[i];
    plan->choices[i].types = types;
    for (uint32_t k = 0; k < choice.type_count; k++) {
      TypeId type = rules->choice_types[choice.first_type + k];
      types[type / 64] |= UINT64_C(1) << (type & 63);
      type_mask_add(&plan->choices[i].mask, plan->bits[type]);
    }
  }
}

static void plan_guards(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  plan->guards = ARENA_ARRAY(arena, PlannedGuards, rules->guard_lists_count + 1);
  for (uint32_t i = 0; i < rules->guard_lists_count; i++) {
    RuleGuardList list = rules->guard_lists[i];
    PlannedGuards *made = &plan->guards[i];
    *made = (PlannedGuards){.first = list.first, .count = list.count, .absent_only = true};
    for (uint32_t k = list.first; k < list.first + list.count; k++) {
      RuleGuard guard = rules->guards[k];
      made->absent_only = made->absent_only && guard.negated && !is_character(guard.type);
      type_mask_add(&made->absent, plan->bits[guard.type]);
    }
  }
}

static void plan_qualifiers(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  plan->qualified = ARENA_ARRAY(arena, bool, rules->frames_count + 1);
  plan->qualifiers = ARENA_ARRAY(arena, uint32_t, rules->matches_count + 1);
  for (uint32_t i = 0; i < rules->matches_count; i++) {
    const Rule *rule = &rules->rules[rules->matches[i].rule];
    if (!(rule->flags & RULE_QUALIFY)) continue;
    plan->qualifiers[plan->qualifier_count++] = i;
    for (uint32_t k = 0; k < rule->qualified_count; k++) {
      plan->qualified[rules->qualified[rule->first_qualified + k].frame] = true;
    }
  }
}

void rule_plan_init(RulePlan *plan, Arena *arena, const RuleSet *rules) {
  plan->bits = arena_alloc(arena, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) plan->bits[i] = rules->types[i].bit;
  plan->weighted = ARENA_ARRAY(arena, uint16_t, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) {
    if (!(rules->types[i].flags & TYPE_WEIGHTED)) continue;
    plan->weighted[i] = (uint16_t)++plan->weight_columns;
    type_mask_add(&plan->weighed, plan->bits[i]);
  }
  Planning planning = {plan, arena, rules, ARENA_ARRAY(arena, uint64_t, start_width(rules))};
  for (int i = 0; i < 2; i++) rule_starts_begin(&plan->starts[i], arena, rules);
  plan->conditions = ARENA_ARRAY(arena, PlannedCondition, rules->conditions_count);
  plan->looks = ARENA_ARRAY(arena, ConditionLook, rules->conditions_count + 1);
  plan->of_rules = ARENA_ARRAY(arena, RuleConditions, rules->rules_count);
  for (uint32_t i = 0; i < rules->rules_count; i++) plan_rule(&planning, &rules->rules[i], &plan->of_rules[i]);
  plan->reliefs = arena_aligned(arena, rules->rules_count + 1, sizeof *plan->reliefs);
  memset(plan->reliefs, 0, rules->rules_count * sizeof *plan->reliefs);
  for (uint32_t i = 0; i < rules->rules_count; i++) mask_relief(plan, &plan->of_rules[i], &plan->reliefs[i]);
  plan->matches = arena_aligned(arena, rules->matches_count + 1, sizeof *plan->matches);
  for (uint32_t i = 0; i < rules->matches_count; i++) plan->matches[i] = planned_match(&planning, &rules->matches[i]);
  for (int i = 0; i < 2; i++) rule_starts_end(&plan->starts[i], arena, rules, i);
  tell_conditions(plan, rules);
  plan_anchors(plan, arena, rules);
  group_anchors(plan, arena, rules);
  find_sole_anchors(plan, arena, rules);
  plan_qualifiers(plan, arena, rules);
  plan_guards(plan, arena, rules);
  plan_choices(plan, arena, rules);
  plan->needs = ARENA_ARRAY(arena, PlannedNeed, rules->needs_count);
  for (uint32_t i = 0; i < rules->needs_count; i++) {
    const RuleNeed *need = &rules->needs[i];
    plan->needs[i].place = 2 * need->first_type + need->in_front;
    plan->needs[i].within = need->within;
    plan->needs[i].in_front = need->in_front;
    for (uint32_t k = 0; k < need->type_count; k++) {
      type_mask_add(&plan->needs[i].types, plan->bits[rules->need_types[need->first_type + k]]);
    }
  }
  plan->needed = ARENA_ARRAY(arena, bool, rules->types_count);
  for (uint32_t i = 0; i < rules->needs_count; i++) {
    const RuleNeed *need = &rules->needs[i];
    for (uint32_t k = 0; k < need->type_count && need->within == NEED_ANYWHERE; k++) {
      plan->needed[rules->need_types[need->first_type + k]] = true;
    }
  }
  for (uint32_t i = 0; i < rules->conditions_count; i++) {
    if (condition_needs_type(&rules->conditions[i])) plan->needed[rules->conditions[i].type] = true;
  }
}
