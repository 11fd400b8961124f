#include "match/trace.h"

#include "base/clock.h"

void trace_reset(Trace *trace) {
  *trace =
      (Trace){.rule = trace->rule, .readings = trace->readings, .profile = trace->profile, .profiled = trace->profiled};
  if (trace->profile) memset(trace->profile, 0, trace->profiled * sizeof *trace->profile);
}

/* ---- how long rules take ---- */

typedef struct {
  Analyzer *analyzer;
  MatchSink sink;
  uint64_t matches;
} Counting;

static void count_match(void *handle, const Match *match) {
  Counting *counting = handle;
  counting->matches++;
  counting->sink(counting->analyzer, match);
}

/* apply_match, measured if that is wanted. */
void trace_apply(Analyzer *analyzer, uint32_t match, EdgeId anchor, MatchSink sink) {
  const Trace *trace = analyzer->analysis->trace;
  uint32_t rule = analyzer->rules->matches[match].rule;
  if (!trace->profile || rule >= trace->profiled) {
    apply_match(&analyzer->machine, match, anchor, sink, analyzer);
    return;
  }
  Counting counting = {analyzer, sink, 0};
  uint64_t begin = clock_now();
  apply_match(&analyzer->machine, match, anchor, count_match, &counting);
  trace->profile[rule].nanoseconds += clock_now() - begin;
  trace->profile[rule].attempts++;
  trace->profile[rule].matches += counting.matches;
}

/* ---- how far a rule came ---- */

static void expect(Attempt *attempt, Arena *arena, uint32_t type) {
  for (uint32_t i = 0; i < attempt->expected.count; i++) {
    if (attempt->expected.data[i] == type) return;
  }
  VECTOR_PUSH(arena, &attempt->expected, type);
}

/* The threads of the last run that came furthest, and what they waited for there. */
static uint32_t furthest(Machine *machine, uint32_t from, bool leftwards, Attempt *attempt, Arena *arena) {
  uint32_t stop = from, chain = HISTORY_NONE;
  for (uint32_t i = machine->first_of_run; i < machine->history.count; i++) {
    const History *at = &machine->history.data[i];
    uint32_t position = leftwards ? at->begin : at->end;
    if (leftwards ? position < stop : position > stop) stop = position;
  }
  for (uint32_t i = machine->first_of_run; i < machine->history.count; i++) {
    const History *at = &machine->history.data[i];
    if ((leftwards ? at->begin : at->end) != stop || at->state == THREAD_DONE) continue;
    chain = i;
    if (at->step == STEP_ACCEPT) continue;
    RuleTypes types = rule_types_of(machine->rules, &machine->rules->steps[at->step].type);
    for (uint32_t t = types.count; t-- > 0;) expect(attempt, arena, types.types[t]);
  }
  /* back over single characters */
  while (chain != HISTORY_NONE && machine->history.data[chain].previous != HISTORY_NONE &&
         machine->history.data[chain].edge == EDGE_NONE)
    chain = machine->history.data[chain].previous;
  attempt->gap = chain == HISTORY_NONE ? stop
                 : leftwards           ? machine->history.data[chain].begin
                                       : machine->history.data[chain].end;
  return stop;
}

static uint32_t longest_accept(const Machine *machine, uint32_t from, bool leftwards) {
  uint32_t best = from;
  for (uint32_t i = 0; i < machine->accepts.count; i++) {
    uint32_t position = machine->accepts.data[i].position;
    if (leftwards ? position < best : position > best) best = position;
  }
  return best;
}

typedef struct {
  Analyzer *analyzer;
  Attempt *attempt;
} Following;

/* Whether every slot that must be filled would be; else the first that would not. */
static bool fills_slots(Analyzer *analyzer, const Match *match, uint32_t *unfilled) {
  const RuleSet *rules = analyzer->rules;
  const Rule *rule = &rules->rules[match->rule];
  const RuleFrame *frame = &rules->frames[rule->produced];
  for (uint32_t slot = 0; slot < frame->slot_count; slot++) {
    const RuleSlot *declared = &rules->slots[frame->first_slot + slot];
    bool filled = declared->optional || declared->carried;
    for (uint32_t i = 0; i < rule->value_count && !filled; i++) {
      const RuleValue *value = &rules->values[rule->first_value + i];
      FactSlot out;
      filled = value->slot == slot && analyzer_fill(analyzer, match, value, declared, 0, &out);
    }
    if (filled) continue;
    *unfilled = slot;
    return false;
  }
  return true;
}

static void on_match(void *handle, const Match *match) {
  Following *following = handle;
  Attempt *attempt = following->attempt;
  const Rule *rule = &following->analyzer->rules->rules[match->rule];
  attempt->outcome = ATTEMPT_COMPLETE;
  attempt->begin = match->begin;
  attempt->end = match->end;
  if ((rule->flags & (RULE_MARK | RULE_QUALIFY)) || match->part) return;
  if ((rule->flags & RULE_ZIP) && !analyzer_lists_agree(following->analyzer, match)) {
    attempt->outcome = ATTEMPT_UNEQUAL;
  } else if (!rule->join_count && !fills_slots(following->analyzer, match, &attempt->slot)) {
    attempt->outcome = ATTEMPT_UNFILLED;
  }
}

/* Follows a match from one anchor. Positions are those of the lattice. */
static Attempt follow(Analyzer *analyzer, uint32_t number, EdgeId anchor) {
  Machine *machine = &analyzer->machine;
  const RuleMatch *match = &analyzer->rules->matches[number];
  const Rule *rule = &analyzer->rules->rules[match->rule];
  const Edge edge = analyzer->lattice->edges.data[anchor];
  Attempt attempt = {.rule = match->rule, .part = match->part, .outcome = ATTEMPT_STOPPED, .woken = true};
  attempt.hidden = edge.flags & EDGE_HIDDEN && !(rule->flags & RULE_HAS_COST && edge_is_listed(&edge));
  attempt.anchor_begin = edge.begin;
  attempt.anchor_end = edge.end;
  attempt.begin = edge.begin;
  attempt.end = edge.end;
  machine_forget(machine);
  machine->mode = rule->flags & RULE_HAS_COST ? COUNT_COSTS : COUNT_SLACK;
  machine_run(machine, match->behind, edge.end, false);
  if (!machine->accepts.count) {
    attempt.end = attempt.stop = furthest(machine, edge.end, false, &attempt, analyzer->scratch);
    return attempt;
  }
  attempt.end = longest_accept(machine, edge.end, false);
  machine_run(machine, match->before, edge.begin, true);
  if (!machine->accepts.count) {
    attempt.leftwards = true;
    attempt.begin = attempt.stop = furthest(machine, edge.begin, true, &attempt, analyzer->scratch);
    return attempt;
  }
  attempt.begin = longest_accept(machine, edge.begin, true);
  attempt.outcome = ATTEMPT_CONDITION;
  machine->failed_condition = UINT32_MAX;
  Following following = {analyzer, &attempt};
  apply_match(machine, number, anchor, on_match, &following);
  attempt.condition = machine->failed_condition;
  return attempt;
}

/* Completeness first, then anchors that are seen, then the longer stretch. */
static bool is_further(const Attempt *a, const Attempt *b) {
  if (a->hidden != b->hidden) return !a->hidden;
  bool a_stopped = a->outcome <= ATTEMPT_STOPPED, b_stopped = b->outcome <= ATTEMPT_STOPPED;
  if (a_stopped && b_stopped && a->outcome == b->outcome) return a->end - a->begin > b->end - b->begin;
  return a->outcome > b->outcome;
}

static bool wakes(const Analyzer *analyzer, uint32_t type, uint32_t match) {
  const RuleType *known = &analyzer->rules->types[type];
  for (uint32_t i = 0; i < known->anchor_count; i++) {
    if (analyzer->rules->anchors[known->first_anchor + i].match == match) return true;
  }
  return false;
}

/* The longest stretch that a side of the match accepts from a position, made of more than mere characters; 0: none.
   `*passed`: how many mere characters come first. */
static uint32_t accepted_from(Machine *machine, RuleFragment side, uint32_t position, bool leftwards,
                              uint32_t *passed) {
  uint32_t longest = 0;
  machine_forget(machine);
  machine_run(machine, side, position, leftwards);
  for (uint32_t i = 0; i < machine->accepts.count; i++) {
    const Accept *accept = &machine->accepts.data[i];
    uint32_t first = 0; /* characters since the last edge, on the way back to the first */
    bool edges = false;
    for (uint32_t at = accept->history; at != HISTORY_NONE; at = machine->history.data[at].previous) {
      bool edge = machine->history.data[at].edge != EDGE_NONE;
      edges = edges || edge;
      first = edge ? 0 : first + (machine->history.data[at].end > machine->history.data[at].begin);
    }
    uint32_t length = leftwards ? position - accept->position : accept->position - position;
    if (!edges || length - first <= longest) continue;
    longest = length - first;
    *passed = first;
  }
  return longest;
}

/* Nothing wakes the match, but one of its sides may be there: what stands beside it is not what would wake it. */
static bool find_without_anchor(Analyzer *analyzer, uint32_t number, Attempt *attempt) {
  Machine *machine = &analyzer->machine;
  const RuleMatch *match = &analyzer->rules->matches[number];
  const Rule *rule = &analyzer->rules->rules[match->rule];
  uint32_t longest = 0;
  machine->mode = rule->flags & RULE_HAS_COST ? COUNT_COSTS : COUNT_SLACK;
  for (uint32_t at = 0; at <= analyzer->lattice->length; at++) {
    for (int leftwards = 0; leftwards < 2; leftwards++) {
      if (analyzer->lattice->forward[at] != at && !leftwards) continue;
      uint32_t passed = 0;
      uint32_t length = accepted_from(machine, leftwards ? match->before : match->behind, at, leftwards, &passed);
      if (length <= longest) continue;
      longest = length;
      attempt->end = leftwards ? at - passed : at + passed + length;
      attempt->begin = leftwards ? attempt->end - length : at + passed;
      attempt->leftwards = !leftwards; /* what is missing stands on the other side */
      attempt->gap = leftwards ? analyzer->lattice->forward[attempt->end] : analyzer->lattice->back[attempt->begin];
      attempt->stop = passed ? at : attempt->gap;
    }
  }
  return longest > 0;
}

static void trace_match(Analyzer *analyzer, uint32_t number) {
  const RuleMatch *match = &analyzer->rules->matches[number];
  const Rule *rule = &analyzer->rules->rules[match->rule];
  const Lattice *lattice = analyzer->lattice;
  Attempt best = {.rule = match->rule, .part = match->part, .end = lattice->length};
  bool any = false;
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const TypeSet *set = edge_types(lattice, &lattice->edges.data[id]);
    bool anchor = false;
    for (uint32_t i = 0; i < set->count && set->wake_times && !anchor; i++)
      anchor = wakes(analyzer, set->types[i], number);
    if (!anchor) continue;
    analyzer->machine.thorough = true;
    Attempt attempt = follow(analyzer, number, id);
    analyzer->machine.thorough = false;
    if (!any || is_further(&attempt, &best)) best = attempt;
    any = true;
  }
  for (uint32_t type = 0; !any && type < analyzer->rules->types_count; type++) {
    if (wakes(analyzer, type, number)) VECTOR_PUSH(analyzer->scratch, &best.expected, type);
  }
  if (!any && find_without_anchor(analyzer, number, &best)) best.outcome = ATTEMPT_STOPPED;
  Arena *arena = analyzer->analysis->arena; /* scratch is gone when explanations are printed */
  uint32_t *expected = arena_alloc(arena, (best.expected.count + 1) * sizeof *expected);
  if (best.expected.count) memcpy(expected, best.expected.data, best.expected.count * sizeof *expected);
  best.expected.data = expected;
  best.line = match->part ? 0 : number - rule->first_match;
  best.sentence = lattice->sentence;
  best.begin += lattice->begin;
  best.end += lattice->begin;
  best.stop += lattice->begin;
  best.gap += lattice->begin;
  best.anchor_begin += lattice->begin;
  best.anchor_end += lattice->begin;
  VECTOR_PUSH(arena, &analyzer->analysis->trace->attempts, best);
}

void trace_rule(Analyzer *analyzer, bool early) {
  const Trace *trace = analyzer->analysis->trace;
  if (trace->rule >= analyzer->rules->rules_count) return;
  const Rule *rule = &analyzer->rules->rules[trace->rule];
  if (((rule->flags & RULE_EARLY) != 0) != early) return;
  machine_expect_edges(&analyzer->machine);
  for (uint32_t i = 0; i < rule->match_count; i++) trace_match(analyzer, rule->first_match + i);
}

/* ---- how a sentence was read ---- */

void trace_readings(Analyzer *analyzer) {
  Trace *trace = analyzer->analysis->trace;
  const Lattice *lattice = analyzer->lattice;
  Arena *arena = analyzer->analysis->arena;
  for (EdgeId id = 0; trace->readings && id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    Reading reading = {.sentence = lattice->sentence,
                       .begin = lattice->begin + edge->begin,
                       .end = lattice->begin + edge->end,
                       .rule = UINT32_MAX,
                       .source = edge->source,
                       .best = edge->flags & EDGE_BEST,
                       .hidden = edge->flags & EDGE_HIDDEN,
                       .entity = analyzer_is_entity(analyzer, edge),
                       .cost = edge->cost,
                       .slack = edge->slack};
    if (edge->source == EDGE_MARK) reading.rule = analyzer->marks.data[edge->payload].rule;
    if (edge->source == EDGE_NAME) reading.rule = analyzer->names.names.data[edge->payload].rule;
    const TypeSet *set = edge_types(lattice, edge);
    for (uint32_t i = 0; i < set->count; i++) VECTOR_PUSH(arena, &reading.types, set->types[i]);
    VECTOR_PUSH(arena, &trace->all_readings, reading);
  }
}

/* ---- what lost ---- */

/* The first of the criteria of analyzer_settle that tells the two apart. */
static const char *reason_for(const RuleSet *rules, const Fact *winner, const Fact *loser) {
  if (rules->rules[winner->rule].priority != rules->rules[loser->rule].priority)
    return "its rule has a higher priority";
  if (winner->end - winner->begin != loser->end - loser->begin) return "it matches more text";
  if (winner->cost != loser->cost) return "it reads the sentence more likely, or with fewer gaps";
  if (winner->slots.count != loser->slots.count) return "it fills more slots";
  return "its rule comes first";
}

void trace_loss(Analysis *analysis, const Fact *winner, const Fact *loser) {
  Loss loss = {*winner, *loser, reason_for(analysis->vocabulary->rules, winner, loser)};
  VECTOR_PUSH(analysis->arena, &analysis->trace->losses, loss);
}
