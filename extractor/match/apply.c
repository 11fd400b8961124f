#include "match/apply.h"

#include "match/sums.h"

enum { MOST_WAYS = 64, MOST_CAPTURED = 512, LISTS = 8, CAPTURES = 32 };

/* Reads the histories of both sides in the order of the text. */
typedef struct {
  const Machine *machine;
  const Rule *rule;
  Captured captured[MOST_CAPTURED];
  uint32_t count;
  uint16_t items[LISTS];       /* items begun in each list */
  bool open[CAPTURES];         /* opened, and */
  uint16_t begin[CAPTURES];    /* where, once something was consumed; */
  uint16_t consumed[CAPTURES]; /* how many things since; */
  EdgeId edge[CAPTURES];       /* the last one, */
  TypeId type[CAPTURES];       /* as what */
  float marked_cost;           /* of what the marked capture holds */
  uint16_t last_end;
} Replay;

/* The captured things themselves need no zeros. */
static void replay_begin(Replay *replay, const Machine *machine, const Rule *rule) {
  replay->machine = machine;
  replay->rule = rule;
  replay->count = 0;
  replay->marked_cost = 0;
  replay->last_end = 0;
  memset(replay->items, 0, sizeof replay->items);
  memset(replay->open, 0, sizeof replay->open);
  memset(replay->consumed, 0, sizeof replay->consumed);
}

static void replay_mark(Replay *replay, RuleMark mark) {
  if (mark.kind == MARK_ITEM) {
    if (mark.index < LISTS) replay->items[mark.index]++;
  } else if (mark.kind == MARK_OPEN) {
    replay->open[mark.index] = true;
    replay->consumed[mark.index] = 0;
  } else if (replay->open[mark.index]) {
    replay->open[mark.index] = false;
    if (!replay->consumed[mark.index] || replay->count == MOST_CAPTURED) return;
    uint32_t list = replay->machine->rules->captures[replay->rule->first_capture + mark.index].list;
    uint16_t item = list < LISTS && replay->items[list] ? (uint16_t)(replay->items[list] - 1) : 0;
    bool single = replay->consumed[mark.index] == 1;
    replay->captured[replay->count++] = (Captured){.lattice = replay->machine->lattice,
                                                   .begin = replay->begin[mark.index],
                                                   .end = replay->last_end,
                                                   .item = item,
                                                   .capture = mark.index,
                                                   .type = single ? replay->type[mark.index] : BUILTIN_NONE,
                                                   .edge = single ? replay->edge[mark.index] : EDGE_NONE};
  }
}

static void replay_consumed(Replay *replay, const History *at) {
  if (at->begin == at->end) return; /* a guard */
  uint32_t marked = replay->rule->marked_capture;
  if (marked < CAPTURES && replay->open[marked]) replay->marked_cost += at->cost;
  for (uint32_t i = 0; i < replay->rule->capture_count; i++) {
    if (!replay->open[i]) continue;
    if (!replay->consumed[i]++) replay->begin[i] = at->begin;
    replay->edge[i] = at->edge;
    replay->type[i] = at->type;
  }
  replay->last_end = at->end;
}

static void replay_marks(Replay *replay, uint32_t transition, bool backwards) {
  const RuleSet *rules = replay->machine->rules;
  const RuleTransition *taken = &rules->transitions[transition];
  for (uint32_t i = 0; i < taken->mark_count; i++) {
    uint32_t at = backwards ? taken->mark_count - 1 - i : i;
    replay_mark(replay, rules->marks[taken->first_mark + at]);
  }
}

/* A chain of the left side runs from the leftmost thing to the anchor: the order of the text. */
static void replay_left(Replay *replay, uint32_t history) {
  while (history != HISTORY_NONE) {
    const History *at = &replay->machine->history.data[history];
    replay_marks(replay, at->transition, true);
    if (at->previous != HISTORY_NONE) replay_consumed(replay, at);
    history = at->previous;
  }
}

/* A chain of the right side runs towards the anchor, so it is turned round first. */
static void replay_right(Replay *replay, uint32_t history) {
  enum { LONGEST = MACHINE_REACH + 2 };
  uint32_t chain[LONGEST], count = 0;
  for (; history != HISTORY_NONE && count < LONGEST; history = replay->machine->history.data[history].previous) {
    chain[count++] = history;
  }
  while (count--) {
    const History *at = &replay->machine->history.data[chain[count]];
    if (at->previous != HISTORY_NONE) replay_consumed(replay, at);
    replay_marks(replay, at->transition, false);
  }
}

/* ---- edges around and at a span ---- */

/* The longest visible edge of a type around [begin, end), or EDGE_NONE. Only the starts within reach are looked at. */
static EdgeId edge_around(const Machine *machine, uint32_t begin, uint32_t end, TypeId type) {
  const Lattice *lattice = machine->lattice;
  EdgeId longest = EDGE_NONE;
  uint32_t from = begin > MACHINE_REACH ? begin - MACHINE_REACH : 0;
  for (uint32_t at = begin + 1; at-- > from;) {
    if (!type_mask_may_have(&lattice->begin_types[at], lattice->vocabulary->plan.bits[type])) continue;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      if (edge->end < end || (edge->begin == begin && edge->end == end) || (edge->flags & EDGE_HIDDEN)) continue;
      if (!edge_has_type(lattice, edge, type)) continue;
      if (longest == EDGE_NONE ||
          edge->end - edge->begin > lattice->edges.data[longest].end - lattice->edges.data[longest].begin) {
        longest = id;
      }
    }
  }
  return longest;
}

/* An edge of a type that has exactly this span, or EDGE_NONE. */
static EdgeId edge_of_span(const Machine *machine, uint32_t begin, uint32_t end, TypeId type) {
  const Lattice *lattice = machine->lattice;
  if (!type_mask_may_have(&lattice->begin_types[begin], lattice->vocabulary->plan.bits[type])) return EDGE_NONE;
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    bool seen = machine->mode == COUNT_COSTS || !(edge->flags & EDGE_HIDDEN);
    if (edge->end == end && seen && edge_has_type(lattice, edge, type)) return id;
  }
  return EDGE_NONE;
}

/* What a mark's conditions `is` speak of: the marked capture, or the whole match. */
static void marked_span(const Replay *replay, const Match *match, uint32_t *begin, uint32_t *end) {
  *begin = match->begin;
  *end = match->end;
  for (uint32_t i = 0; i < replay->count; i++) {
    if (replay->captured[i].capture != replay->rule->marked_capture) continue;
    *begin = replay->captured[i].begin;
    *end = replay->captured[i].end;
  }
}

/* `inside x:T`, `is x:T`: the edge is captured. */
static void capture_edge(const Machine *machine, const RuleConditionCode *condition, EdgeId id, Replay *replay) {
  if (condition->capture == NO_CAPTURE || replay->count == MOST_CAPTURED) return;
  const Edge *edge = &machine->lattice->edges.data[id];
  replay->captured[replay->count++] = (Captured){.lattice = machine->lattice,
                                                 .begin = edge->begin,
                                                 .end = edge->end,
                                                 .capture = condition->capture,
                                                 .type = (TypeId)condition->type,
                                                 .edge = id};
}

/* ---- captures that say the same ---- */

Slice captured_tag(const RuleSet *rules, const Captured *captured, Slice key) {
  const Lattice *lattice = captured->lattice;
  if (captured->edge != EDGE_NONE) {
    const RuleType *type = &rules->types[captured->type];
    uint32_t list = type->kind == TYPE_WORDS ? type->base : UINT32_MAX;
    Slice tag = edge_tag(lattice, &lattice->edges.data[captured->edge], list, key);
    if (tag.data) return tag;
  }
  for (uint32_t at = captured->begin; at < captured->end; at++) {
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      if (edge->end > captured->end || (edge->flags & EDGE_HIDDEN)) continue;
      Slice tag = edge_tag(lattice, edge, UINT32_MAX, key);
      if (tag.data) return tag;
    }
  }
  return (Slice){NULL, 0};
}

/* What one side of `same a b.tag` says; data == NULL where it says nothing. */
static Slice said_by(const RuleSet *rules, const RuleConditionCode *condition, int side, const Captured *captured,
                     uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (captured[i].capture != condition->same[side]) continue;
    Slice tag = rule_string(rules, condition->tags[side]);
    return tag.length ? captured_tag(rules, &captured[i], tag) : captured_text(&captured[i]);
  }
  return (Slice){NULL, 0};
}

static bool says_same(const RuleSet *rules, const RuleConditionCode *condition, const Captured *captured,
                      uint32_t count) {
  Slice a = said_by(rules, condition, 0, captured, count), b = said_by(rules, condition, 1, captured, count);
  if (!count || !a.data || !b.data) return !condition->negated;
  return text_matches(captured->lattice->text, a, b);
}

bool captures_agree(const RuleSet *rules, const Rule *rule, const Captured *captured, uint32_t count) {
  for (uint32_t i = 0; i < rule->condition_count; i++) {
    const RuleConditionCode *condition = &rules->conditions[rule->first_condition + i];
    if (condition->kind != CONDITION_SAME || condition->has_cost) continue;
    if (says_same(rules, condition, captured, count) == condition->negated) return false;
  }
  return true;
}

/* ---- conditions ---- */

/* The paragraph in front of another one that is a heading or running text, or NULL. Not far back: a text of nothing but
   captions must not take the square of its length. */
static const Paragraph *paragraph_before(const Text *text, uint32_t paragraph) {
  enum { PARAGRAPHS_BACK = 16 };
  for (uint32_t i = paragraph; i-- > 0 && paragraph - i <= PARAGRAPHS_BACK;) {
    BlockKind kind = text->paragraphs.data[i].kind;
    if (kind != BLOCK_CAPTION && kind != BLOCK_BYLINE) return &text->paragraphs.data[i];
  }
  return NULL;
}

static bool is_in_part(const Lattice *lattice, TextPart part) {
  static const BlockKind KINDS[] = {BLOCK_HEADING, BLOCK_CAPTION, BLOCK_TABLE, BLOCK_LIST, BLOCK_QUOTE, BLOCK_BYLINE};
  const Text *text = lattice->text;
  const Sentence *sentence = &text->sentences.data[lattice->sentence];
  const Paragraph *paragraph = &text->paragraphs.data[sentence->paragraph];
  if (part <= PART_BYLINE) return paragraph->kind == KINDS[part];
  if (part == PART_PARAGRAPH_START) return lattice->sentence == paragraph->first_sentence;
  if (part == PART_PARAGRAPH_END) return lattice->sentence + 1 == paragraph->first_sentence + paragraph->sentence_count;
  if (paragraph->kind == BLOCK_HEADING) return false;
  const Paragraph *before = paragraph_before(text, sentence->paragraph);
  if (part == PART_SECTION_START) return before && before->kind == BLOCK_HEADING;
  for (int headings = 0; before && before->kind == BLOCK_HEADING && headings < 4; headings++) {
    before = paragraph_before(text, (uint32_t)(before - text->paragraphs.data));
  }
  return paragraph->kind == BLOCK_PARAGRAPH && !before;
}

static bool other_condition_met(Machine *machine, const RuleConditionCode *condition, const Match *match,
                                Replay *replay) {
  if (condition->kind == CONDITION_IN) return is_in_part(machine->lattice, (TextPart)condition->type);
  if (condition->kind == CONDITION_SAME) return says_same(machine->rules, condition, replay->captured, replay->count);
  if (condition->kind == CONDITION_INSIDE || condition->kind == CONDITION_IS) {
    uint32_t begin = match->begin, end = match->end;
    if (condition->kind == CONDITION_IS) marked_span(replay, match, &begin, &end);
    EdgeId id = condition->kind == CONDITION_IS ? edge_of_span(machine, begin, end, (TypeId)condition->type)
                                                : edge_around(machine, begin, end, (TypeId)condition->type);
    if (id != EDGE_NONE) capture_edge(machine, condition, id, replay);
    return id != EDGE_NONE;
  }
  return false;
}

/* `before` and `after`: what stands behind the match or in front of it. */
static bool stands_beside(Machine *machine, const PlannedCondition *condition, const Match *match) {
  bool leftwards = condition->code->kind == CONDITION_AFTER;
  uint32_t position = leftwards ? match->begin : match->end;
  if (!machine_may_accept(machine, &condition->start, position, leftwards)) return false;
  if (condition->start.told) return true;
  if (condition->start.place) return machine_stands_at(machine, condition->code->fragment, position);
  if (condition->start.whole) return machine_edge_stands(machine, condition->start.whole, position, leftwards);
  return machine_accepts(machine, condition->code->fragment, position, leftwards);
}

static bool is_met(Machine *machine, const PlannedCondition *condition, Match *match, Replay *replay) {
  uint8_t kind = condition->code->kind;
  if (kind == CONDITION_BEFORE || kind == CONDITION_AFTER) return stands_beside(machine, condition, match);
  return other_condition_met(machine, condition->code, match, replay);
}

static bool all_conditions_hold(Machine *machine, uint32_t first, uint32_t behind, Match *match, Replay *replay) {
  for (uint32_t i = first; i < behind; i++) {
    const PlannedCondition *condition = &machine->lattice->vocabulary->plan.conditions[i];
    bool met = is_met(machine, condition, match, replay);
    if (condition->code->has_cost) {
      if (met) match->extra += condition->code->cost;
    } else if (met == condition->code->negated) {
      const Rule *rule = &machine->rules->rules[match->rule];
      machine->failed_condition = (uint32_t)(condition->code - machine->rules->conditions) - rule->first_condition;
      return false;
    }
  }
  return true;
}

/* Whether conditions [first, behind) of the plan hold; what they cost is added. */
static inline bool conditions_hold(Machine *machine, uint32_t first, uint32_t behind, Match *match, Replay *replay) {
  return first == behind || all_conditions_hold(machine, first, behind, match, replay);
}

/* The same, in the order in which they are written, where conditions capture what others may speak of. */
static bool conditions_hold_in_order(Machine *machine, Match *match, Replay *replay) {
  const Rule *rule = &machine->rules->rules[match->rule];
  const RulePlan *plan = &machine->lattice->vocabulary->plan;
  for (uint32_t i = rule->first_condition; i < rule->first_condition + rule->condition_count; i++) {
    uint32_t at = rule->first_condition;
    while (at < rule->first_condition + rule->condition_count &&
           plan->conditions[at].code != &machine->rules->conditions[i])
      at++;
    if (at == rule->first_condition + rule->condition_count) continue; /* only in a damaged image */
    if (!conditions_hold(machine, at, at + 1, match, replay)) return false;
  }
  return true;
}

enum { CONDITIONS_LOOKED_AT = 64 };

/* Those of the first conditions that cost something that may be met, as far as masks tell: a bit each. */
static uint64_t possible_conditions(Machine *machine, const MatchPlan *plan, uint32_t begin, uint32_t end) {
  const RulePlan *all = &machine->lattice->vocabulary->plan;
  const RuleConditions *conditions = &all->of_rules[plan->rule];
  const ConditionLook *looks = &all->looks[conditions->weighed];
  uint32_t count = conditions->behind - conditions->weighed, i = 0;
  uint32_t after = conditions->weighed_after - conditions->weighed;
  uint32_t other = conditions->weighed_other - conditions->weighed;
  uint64_t possible = 0;
  if (count > CONDITIONS_LOOKED_AT) return UINT64_MAX;
  const StartMask *mask = after ? machine_starts_at(machine, end, false) : NULL;
  for (; i < after; i++) possible |= (uint64_t)start_mask_has(mask, looks[i].number) << i;
  if (other > after) mask = machine_starts_at(machine, begin, true);
  for (; i < other; i++) possible |= (uint64_t)start_mask_has(mask, looks[i].number) << i;
  const TypeMask *begins = &machine->lattice->begin_types[begin];
  for (; i < count; i++) {
    bool may = looks[i].kind != CONDITION_IS || !plan->whole || type_mask_may_have(begins, all->bits[looks[i].number]);
    possible |= (uint64_t)may << i;
  }
  return possible;
}

/* The most that conditions of any kind may take off the cost of a match, a negative number, where one of its kind may
   be met at all. */
static inline float rough_relief(Machine *machine, const MatchPlan *plan, uint32_t begin, uint32_t end) {
  const ReliefMasks *masks = &machine->lattice->vocabulary->plan.reliefs[plan->rule];
  const TypeMask *begins = &machine->lattice->begin_types[begin];
  float relief = masks->most_others;
  if (!plan->whole || type_masks_may_meet(begins, &masks->is)) relief += masks->most_is;
  if (start_masks_meet(machine_starts_at(machine, end, false), &masks->beside[false])) {
    relief += masks->most_beside[false];
  }
  if (start_masks_meet(machine_starts_at(machine, begin, true), &masks->beside[true])) {
    relief += masks->most_beside[true];
  }
  return relief;
}

/* The most that they may take off the cost, a negative number. */
static float most_relief(const Machine *machine, const RuleConditions *conditions, uint64_t possible) {
  uint32_t count = conditions->behind - conditions->weighed;
  if (count > CONDITIONS_LOOKED_AT) return conditions->least_extra;
  const ConditionLook *looks = &machine->lattice->vocabulary->plan.looks[conditions->weighed];
  float relief = 0;
  for (; possible; possible &= possible - 1) {
    float cost = looks[__builtin_ctzll(possible)].cost;
    relief += cost < 0 ? cost : 0;
  }
  return relief;
}

/* Adds what the conditions that are met cost, of those that are `possible`. False where that is more than `most`, as
   far as can be told: once what the conditions that are left could take off, `left`, does not suffice. */
static bool weigh_conditions(Machine *machine, const RuleConditions *conditions, Match *match, Replay *replay,
                             uint64_t possible, float left, float most) {
  const RulePlan *plan = &machine->lattice->vocabulary->plan;
  uint32_t count = conditions->behind - conditions->weighed;
  for (uint32_t i = 0; i < count; i++) {
    if (i < CONDITIONS_LOOKED_AT) {
      uint64_t rest = possible >> i;
      if (!rest && count <= CONDITIONS_LOOKED_AT) break;
      if (!(rest & 1)) continue;
    }
    if (match->extra + left > most) return false;
    const ConditionLook *look = &plan->looks[conditions->weighed + i];
    if (look->cost < 0) left -= look->cost;
    bool met = (look->told && count <= CONDITIONS_LOOKED_AT) ||
               is_met(machine, &plan->conditions[conditions->weighed + i], match, replay);
    if (met) match->extra += look->cost;
  }
  return match->extra <= most;
}

/* ---- ways ---- */

static bool is_longer(const Accept *way, const Accept *than, bool leftwards) {
  return leftwards ? way->position < than->position : way->position > than->position;
}

/* The longest first, of equal ones that which came first; the MOST_WAYS longest. */
static uint32_t sort_ways(Accept *sorted, const Accept *ways, uint32_t count, bool leftwards) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (kept == MOST_WAYS && !is_longer(&ways[i], &sorted[kept - 1], leftwards)) continue;
    uint32_t at = kept < MOST_WAYS ? kept++ : kept - 1;
    for (; at && is_longer(&ways[i], &sorted[at - 1], leftwards); at--) sorted[at] = sorted[at - 1];
    sorted[at] = ways[i];
  }
  return kept;
}

/* Takes at most MOST_WAYS; the longest first where only one is wanted. */
static uint32_t take_ways(Machine *machine, Accept *ways, bool all, bool leftwards) {
  uint32_t count = machine->accepts.count;
  if (!count) return 0;
  if (!all) return sort_ways(ways, machine->accepts.data, count, leftwards);
  if (count > MOST_WAYS) count = MOST_WAYS;
  if (count) memcpy(ways, machine->accepts.data, count * sizeof *ways);
  return count;
}

/* The anchor's own type: the first that wakes this match. */
static TypeId anchor_type(const Machine *machine, const Edge *edge, uint32_t match) {
  TypeId sole = machine->lattice->vocabulary->plan.matches[match].sole_anchor;
  if (sole != BUILTIN_NONE) return sole;
  const TypeSet *set = edge_types(machine->lattice, edge);
  for (uint32_t i = 0; i < set->count; i++) {
    const RuleType *type = &machine->rules->types[set->types[i]];
    for (uint32_t k = 0; k < type->anchor_count; k++) {
      if (machine->rules->anchors[type->first_anchor + k].match == match) return set->types[i];
    }
  }
  return BUILTIN_NONE;
}

/* Nats by which a mark may be dearer than the words it competes with and still be worth the trouble. Readings hide what
   is 9 dearer; marks beside it can make up for some, of short ones for less. */
static const float HOPELESS = 14, HOPELESS_IF_SHORT = 10;

/* What the conditions of a mark over [begin, end) may cost in all, so that it could still win; `cost`: of what it
 * holds. */
static inline float most_extra(const Machine *machine, const MatchPlan *plan, float cost, uint32_t begin,
                               uint32_t end) {
  const Lattice *lattice = machine->lattice;
  if (!machine->weighs) return __builtin_inff();
  enum { SHORT = 3 }; /* characters */
  float own = plan->cost + plan->weight * cost, most = end - begin <= SHORT ? HOPELESS_IF_SHORT : HOPELESS;
  return lattice->to_end[0] + most - (lattice->from_start[begin] + own + lattice->to_end[end]);
}

/* Of the types [first, behind), by number, none stands where a match needs it: it is absent where none stands anywhere.
 */
static void note_lack(Machine *machine, uint32_t match, const uint16_t *first, const uint16_t *behind) {
  for (; first < behind; first++) {
    if (machine->lattice->reach[*first].last_begin) return;
  }
  machine->absent[match / 64] |= UINT64_C(1) << (match & 63);
}

bool match_has_needs(Machine *machine, const PlannedAnchor *anchor, uint32_t begin, uint32_t end) {
  const TypeReach *reach = machine->lattice->reach;
  const uint16_t *list = machine->lattice->vocabulary->need_lists + anchor->needs;
  while (*list) {
    const uint32_t header = *list;
    const uint16_t *first = list + 1, *number = first;
    bool in_front = header & 1, found = false;
    list = first + header % NEEDED_SOMEWHERE / 2;
    uint32_t position = in_front ? begin : header & NEEDED_SOMEWHERE ? 0 : end;
    for (; number < list && !found; number++) found = reach_beyond(&reach[*number], in_front, position);
    if (found) continue;
    note_lack(machine, anchor->match, first, list);
    return false;
  }
  return true;
}

/* What one side of the anchor matches. Nobody asks how a side that is nothing was matched where nothing is captured. */
static inline uint32_t run_side(Machine *machine, const MatchPlan *plan, bool leftwards, uint32_t position,
                                Accept *ways) {
  const PlannedSide *side = leftwards ? &plan->before : &plan->behind;
  if (side->empty) {
    ways[0] = (Accept){position, HISTORY_NONE, 0};
    if (!plan->captures) return 1;
    History here = {.previous = HISTORY_NONE,
                    .transition = side->fragment.first_transition,
                    .edge = EDGE_NONE,
                    .begin = (uint16_t)position,
                    .end = (uint16_t)position};
    ways[0].history = machine->history.count;
    VECTOR_PUSH(machine->arena, &machine->history, here);
    return 1;
  }
  uint32_t count;
  if (side->sum && !machine->thorough) {
    const RuleSum *sum = &machine->lattice->vocabulary->plan.sums.data[side->sum - 1];
    if (sum_ways(machine, sum, position, leftwards, ways, &count)) return count;
  }
  if (side->flat && !machine->thorough) {
    machine_run_flat(machine, side->fragment, position, leftwards);
  } else if (side->chain && !machine->thorough) {
    machine_run_chain(machine, side->fragment, position, leftwards);
  } else {
    machine_run(machine, side->fragment, position, leftwards);
  }
  return take_ways(machine, ways, plan->all, leftwards);
}

/* The conditions of a way that was replayed, where nothing of it is known to be hopeless. `possible`, `relief`, `most`:
   see weigh_conditions. */
static bool plain_conditions_hold(Machine *machine, const MatchPlan *plan, Match *found, Replay *replay,
                                  uint64_t possible, float relief, float most) {
  const RuleConditions *conditions = &machine->lattice->vocabulary->plan.of_rules[plan->rule];
  if (!plan->whole) {
    uint32_t begin, end;
    marked_span(replay, found, &begin, &end);
    most = most_extra(machine, plan, found->cost, begin, end);
    if (relief > most) return false;
  }
  if (!conditions_hold(machine, conditions->other, conditions->weighed, found, replay)) return false;
  return weigh_conditions(machine, conditions, found, replay, possible, relief, most);
}

/* Fills in what one way captured, and whether its conditions hold. Those on which most ways fail come first, where
   nobody can tell. `most`: what they may cost, where the rule marks its whole match. */
static bool take_way(Machine *machine, const MatchPlan *plan, Replay *replay, Match *found, uint32_t left,
                     const History *anchor, uint32_t right, float most) {
  const RuleConditions *conditions = &machine->lattice->vocabulary->plan.of_rules[plan->rule];
  uint64_t possible = 0;
  float relief = 0;
  if (plan->plain && conditions->behind > conditions->weighed) {
    if (most < 0 && rough_relief(machine, plan, found->begin, found->end) > most) return false;
    possible = possible_conditions(machine, plan, found->begin, found->end);
    relief = most_relief(machine, conditions, possible);
  }
  if (plan->plain) {
    if (relief > most) return false;
    if (!conditions_hold(machine, conditions->near, conditions->other, found, replay)) return false;
  }
  replay->count = 0;
  if (plan->captures) {
    replay_begin(replay, machine, &machine->rules->rules[plan->rule]);
    replay_left(replay, left);
    replay_consumed(replay, anchor);
    replay_right(replay, right);
  }
  if (!plan->whole) found->cost = replay->marked_cost;
  if (plan->plain) {
    if (!plain_conditions_hold(machine, plan, found, replay, possible, relief, most)) return false;
  } else if (!plan->part && !conditions_hold_in_order(machine, found, replay)) {
    return false; /* of a part of a match with joins conditions say nothing */
  }
  found->captured = replay->captured;
  found->captured_count = replay->count;
  for (int l = 0; l < LISTS && plan->captures; l++) found->items[l] = replay->items[l];
  return true;
}

/* Of a match that is its anchor alone: whether what must stand beside it may stand there. */
static bool may_stand_beside(Machine *machine, const RuleConditions *conditions, const Edge *anchor) {
  for (uint32_t i = conditions->near; i < conditions->other; i++) {
    const PlannedCondition *condition = &machine->lattice->vocabulary->plan.conditions[i];
    bool leftwards = condition->code->kind == CONDITION_AFTER;
    if (condition->code->negated) continue;
    if (!machine_may_accept(machine, &condition->start, leftwards ? anchor->begin : anchor->end, leftwards))
      return false;
  }
  return true;
}

/* The ways of a side that is nothing or a sum. */
static inline bool sum_side(Machine *machine, const PlannedSide *side, bool leftwards, uint32_t position, Accept *ways,
                            uint32_t *count) {
  *count = 1;
  ways[0] = (Accept){position, HISTORY_NONE, 0};
  if (side->empty) return true;
  return sum_ways(machine, &machine->lattice->vocabulary->plan.sums.data[side->sum - 1], position, leftwards, ways,
                  count);
}

bool match_is_hopeless(Machine *machine, uint32_t number, EdgeId anchor) {
  const MatchPlan *plan = &machine->lattice->vocabulary->plan.matches[number];
  const Edge *edge = &machine->lattice->edges.data[anchor];
  Accept left[SUM_STEPS + 1], right[SUM_STEPS + 1];
  uint32_t left_count, right_count;
  machine->mode = COUNT_COSTS;
  machine->weighs = machine->lattice->from_start != NULL;
  if (!sum_side(machine, &plan->behind, false, edge->end, right, &right_count)) return false;
  if (!sum_side(machine, &plan->before, true, edge->begin, left, &left_count)) return false;
  if (!left_count || !right_count) return true;
  const RuleConditions *conditions = &machine->lattice->vocabulary->plan.of_rules[plan->rule];
  const float own = machine_edge_cost(machine, edge, anchor_type(machine, edge, number));
  for (uint32_t i = 0; i < left_count; i++) {
    for (uint32_t k = 0; k < right_count; k++) {
      uint32_t begin = left[i].position, end = right[k].position;
      float most = most_extra(machine, plan, left[i].cost + own + right[k].cost, begin, end);
      if (plan->least_extra > most) continue;
      if (conditions->behind == conditions->weighed || most >= 0) return false;
      if (rough_relief(machine, plan, begin, end) > most) continue;
      uint64_t possible = possible_conditions(machine, plan, begin, end);
      if (!(most_relief(machine, conditions, possible) > most)) return false;
    }
  }
  return true;
}

void match_prefetch(const Machine *machine, uint32_t number) {
  const MatchPlan *plan = &machine->lattice->vocabulary->plan.matches[number];
  __builtin_prefetch(&machine->rules->transitions[plan->behind.fragment.first_transition]);
  __builtin_prefetch(&machine->rules->transitions[plan->before.fragment.first_transition]);
  __builtin_prefetch(&machine->lattice->vocabulary->plan.of_rules[plan->rule]);
}

/* The ways of a match, `left` and `right` of its anchor. */
typedef struct {
  Accept left[MOST_WAYS], right[MOST_WAYS];
  uint32_t left_count, right_count;
} Ways;

/* False where a side matches nothing. */
static inline bool find_ways(Machine *machine, const MatchPlan *plan, const Edge *anchor, Ways *ways) {
  const uint32_t begin = anchor->begin, end = anchor->end; /* edges do not move meanwhile */
  /* what may be nothing fails nowhere: the other side tells sooner */
  const bool leftwards_first = plan->behind.optional && !machine->thorough;
  if (leftwards_first) {
    ways->left_count = run_side(machine, plan, true, begin, ways->left);
    if (!ways->left_count) return false;
  }
  ways->right_count = run_side(machine, plan, false, end, ways->right);
  if (!ways->right_count) return false;
  if (!leftwards_first) ways->left_count = run_side(machine, plan, true, begin, ways->left);
  return ways->left_count > 0;
}

void apply_match(Machine *machine, uint32_t number, EdgeId anchor, MatchSink sink, void *handle) {
  const MatchPlan *plan = &machine->lattice->vocabulary->plan.matches[number];
  const Edge *edge = &machine->lattice->edges.data[anchor];
  if (plan->early_look && !machine->thorough) { /* explanations want to know which condition does not hold */
    const RuleConditions *conditions = &machine->lattice->vocabulary->plan.of_rules[plan->rule];
    if (!may_stand_beside(machine, conditions, edge)) return;
  }
  Ways ways;
  machine_forget(machine);
  machine->mode = plan->has_cost ? COUNT_COSTS : COUNT_SLACK;
  machine->weighs = plan->has_cost && machine->lattice->from_start && !machine->thorough;
  if (!find_ways(machine, plan, edge, &ways)) return;
  TypeId type = anchor_type(machine, edge, number);
  const History taken = {.edge = anchor,
                         .begin = edge->begin,
                         .end = edge->end,
                         .cost = machine_edge_cost(machine, edge, type),
                         .type = type};
  Replay replay;
  replay.count = 0; /* the rest is set where a way is replayed */
  replay.marked_cost = 0;
  Match found = {.rule = plan->rule, .part = plan->part};
  for (uint32_t i = 0; i < ways.left_count; i++) {
    for (uint32_t k = 0; k < ways.right_count && i * ways.right_count + k < MOST_WAYS; k++) {
      const Accept *left = &ways.left[i], *right = &ways.right[k];
      found.begin = left->position;
      found.end = right->position;
      found.cost = left->cost + taken.cost + right->cost;
      found.extra = 0;
      found.whole = found.begin == taken.begin && found.end == taken.end ? type : BUILTIN_NONE;
      float most = plan->whole ? most_extra(machine, plan, found.cost, found.begin, found.end) : __builtin_inff();
      if (plan->least_extra > most) continue;
      if (!take_way(machine, plan, &replay, &found, left->history, &taken, right->history, most)) continue;
      sink(handle, &found);
      if (!plan->all) return;
    }
  }
}
