#include "match/analysis.h"

#include "match/analysis_internal.h"
#include "match/trace.h"

/* Nats by which a reading may be dearer than the best one for its edges to be seen. */
static const float SLACK_OF_WORDS = 12, SLACK_OF_NAMES = 9;

/* What a name costs elsewhere in the document, below what it cost where it was best supported; a mere guess gets no
   such credit. */
static const float REPEATED_NAME = 2, REPEATED_GUESS = 0, SHORT_NAME = 7;

enum { SECTION_LENGTH = 65536 }; /* code points */

const FactSlot *fact_slot(const Fact *fact, uint32_t slot) {
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (fact->slots.data[i].slot == slot) return &fact->slots.data[i];
  }
  return NULL;
}

void analyzer_wake(Analyzer *analyzer, EdgeId id) {
  const TypeSet *set = edge_types(analyzer->lattice, &analyzer->lattice->edges.data[id]);
  const Vocabulary *vocabulary = analyzer->analysis->vocabulary;
  __builtin_prefetch(&vocabulary->starts[analyzer->lattice->edges.data[id].types]); /* they are asked for soon */
  for (uint32_t i = 0; i < set->wake_count; i++) {
    AnchorGroup group = set->wakes[i];
    if (group.phase < analyzer->phase) continue;
    VECTOR_PUSH(analyzer->scratch, &analyzer->waiting[group.phase], ((Wake){group.first, group.count, id}));
  }
}

static void take_match(void *handle, const Match *match) {
  Analyzer *analyzer = handle;
  const Rule *rule = &analyzer->rules->rules[match->rule];
  if (rule->flags & RULE_MARK) {
    analyzer_mark(analyzer, match);
  } else if (rule->flags & RULE_QUALIFY) {
    analyzer_note_qualifier(analyzer, match);
  } else if (rule->join_count) {
    analyzer_note_part(analyzer, match);
  } else {
    analyzer_emit(analyzer, match);
  }
}

/* Whether somebody wants to see all that rules find, and not only what of it is of use. */
static bool is_explained(const Trace *trace) {
  return trace && (trace->readings || trace->rule != UINT32_MAX);
}

/* A match that is worth applying. */
typedef struct {
  uint32_t match;
  EdgeId edge;
} Taken;

enum { MOST_TAKEN = 24 };

/* Applies what was taken. The rules are more than fits near the processor: what applying one looks at is asked for
   while others are looked at. No rule wakes one of its own phase, so that nothing that happens between looking and
   applying matters here. */
static void apply_taken(Analyzer *analyzer, const Taken *taken, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) match_prefetch(&analyzer->machine, taken[i].match);
  for (uint32_t i = 0; i < count; i++) {
    if (analyzer->analysis->trace) {
      trace_apply(analyzer, taken[i].match, taken[i].edge, take_match);
    } else {
      apply_match(&analyzer->machine, taken[i].match, taken[i].edge, take_match, analyzer);
    }
  }
}

static bool is_open(const Demand *demand, uint32_t match) {
  return !demand || (demand->wanted[match / 64] & ~demand->done[match / 64]) >> (match & 63) & 1;
}

/* Takes the matches of a wake that are worth applying; `taken` has `count` already. Returns how many it has then. Rules
   do not begin at hidden edges, except at words that a list weighs itself. */
static uint32_t take_wake(Analyzer *analyzer, const Wake *wake, const Demand *demand, Taken *taken, uint32_t count) {
  Machine *machine = &analyzer->machine;
  const Edge edge = analyzer->lattice->edges.data[wake->edge];
  bool hidden = edge.flags & EDGE_HIDDEN, all = is_explained(analyzer->analysis->trace);
  if (hidden && !edge_is_listed(&edge)) return count;
  const RulePlan *plan = &analyzer->analysis->vocabulary->plan;
  for (const PlannedAnchor *anchor = &plan->anchors[wake->first], *last = anchor + wake->count; anchor < last;
       anchor++) {
    if (hidden && !anchor->has_cost) continue;
    if (!all && (machine_lacks(machine, anchor->match) || !match_may_begin(machine, anchor, &edge))) continue;
    if (!is_open(demand, anchor->match)) continue;
    if (!all && anchor->needs && !match_has_needs(machine, anchor, &edge)) continue;
    __builtin_prefetch(&plan->matches[anchor->match]);
    taken[count++] = (Taken){anchor->match, wake->edge};
    if (count < MOST_TAKEN) continue;
    apply_taken(analyzer, taken, count);
    count = 0;
  }
  return count;
}

void analyzer_apply_wakes(Analyzer *analyzer, const Demand *demand) {
  Taken taken[MOST_TAKEN];
  uint32_t count = 0;
  const Wakes *wakes = &analyzer->waiting[analyzer->phase];
  machine_expect_edges(&analyzer->machine);
  for (uint32_t i = 0; i < wakes->count; i++) {
    Wake wake = wakes->data[i];
    count = take_wake(analyzer, &wake, demand, taken, count);
  }
  apply_taken(analyzer, taken, count);
}

static void run_phases(Analyzer *analyzer, uint32_t from, uint32_t to) {
  for (analyzer->phase = from; analyzer->phase < to; analyzer->phase++) {
    analyzer_apply_wakes(analyzer, NULL);
    analyzer->waiting[analyzer->phase].count = 0;
  }
}

void analyzer_enter(Analyzer *analyzer, uint32_t index) {
  analyzer->lattice = &analyzer->lattices[index];
  analyzer->waiting = analyzer->wakes[index];
  machine_enter(&analyzer->machine, analyzer->lattice);
}

/* Nats by which a model's view of a span makes marks of rules dearer: none where it would make a guess of it, and the
   more the less likely it holds it. */
static float doubt_of(const Lattice *lattice, const Edge *edge, const Rule *doubting) {
  static const float UNKNOWN = -5, GUESSED = -0.85f; /* log odds of what it does not even remember, and of 0.3 */
  float log_odds = UNKNOWN;
  for (uint32_t i = 0; i < lattice->guesses.count; i++) {
    const Guess *guess = &lattice->guesses.data[i];
    if (guess->begin == edge->begin && guess->end == edge->end && guess->type == doubting->guess) {
      log_odds = guess->log_odds;
    }
  }
  float doubt = GUESSED - log_odds;
  if (doubt < 0) return 0;
  return doubt < doubting->doubt ? doubt : doubting->doubt;
}

/* What models do not guess is less likely than its rule says. Done once all early rules have run, so that a name inside
   another does not make that one dearer. */
static void doubt_marks(Analyzer *analyzer) {
  Lattice *lattice = analyzer->lattice;
  for (EdgeId id = 0; analyzer->given->guesser_count && id < lattice->edges.count; id++) {
    Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_MARK || !(edge->flags & EDGE_READ)) continue;
    const Rule *rule = &analyzer->rules->rules[analyzer->marks.data[edge->payload].rule];
    if (rule->doubted_by == DOUBTED_BY_NONE) continue;
    float doubt = doubt_of(lattice, edge, &analyzer->rules->rules[rule->doubted_by]);
    edge->doubt = (uint16_t)(100 * doubt);
    edge->cost += doubt;
  }
}

/* Words, early rules, a first reading; what it chooses becomes known to the document. */
static void read_sentence(Analyzer *analyzer, uint32_t index) {
  const Analysis *analysis = analyzer->analysis;
  lattice_build(&analyzer->lattices[index], analyzer->scratch, analysis->vocabulary, analysis->text,
                analyzer->first_sentence + index);
  analyzer->wakes[index] = ARENA_ARRAY(analyzer->scratch, Wakes, analyzer->rules->phase_count + 1);
  analyzer_enter(analyzer, index);
  Lattice *lattice = analyzer->lattice;
  bool guesses = analyzer->given->guesser_count; /* they look at the best reading */
  (guesses ? lattice_read : lattice_weigh)(lattice, SLACK_OF_WORDS);
  for (uint32_t i = 0; i < analyzer->given->guesser_count; i++) guesser_offer(&analyzer->given->guessers[i], lattice);
  analyzer->phase = 0;
  for (EdgeId id = 0; id < lattice->edges.count; id++) analyzer_wake(analyzer, id);
  run_phases(analyzer, 0, analyzer->rules->early_phases);
  doubt_marks(analyzer);
  if (analysis->trace) trace_rule(analyzer, true);
  lattice_read(lattice, SLACK_OF_NAMES);
}

/* Names are offered in the characters in which the text is matched. */
static void learn_name(Analyzer *analyzer, Slice text, const Name *as) {
  const Analysis *analysis = analyzer->analysis;
  names_learn(&analyzer->names, text_as_matched(analysis->text, analysis->arena, text), as);
}

static void learn_names(Analyzer *analyzer) {
  const Lattice *lattice = analyzer->lattice;
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (!(edge->flags & EDGE_BEST) || edge->source != EDGE_MARK || !analyzer_is_entity(analyzer, edge)) continue;
    const Mark *mark = &analyzer->marks.data[edge->payload];
    TypeId type = analyzer_made_type(analyzer, edge);
    Name name = {.type = type,
                 .rule = mark->rule,
                 .whole = mark->whole,
                 .cost = edge->cost - (analyzer_is_guess(analyzer, mark->whole) ? REPEATED_GUESS : REPEATED_NAME)};
    if (mark->short_end > mark->short_begin && mark->short_begin >= edge->begin) {
      name.short_begin = (uint16_t)(mark->short_begin - edge->begin);
      name.short_end = (uint16_t)(mark->short_end - edge->begin);
    }
    if (mark->shorter_end > mark->shorter_begin && mark->shorter_begin >= edge->begin) {
      name.shorter_begin = (uint16_t)(mark->shorter_begin - edge->begin);
      name.shorter_end = (uint16_t)(mark->shorter_end - edge->begin);
    }
    learn_name(analyzer, lattice_slice(lattice, edge->begin, edge->end), &name);
    Name brief = {.type = type, .rule = mark->rule, .cost = SHORT_NAME};
    learn_name(analyzer, lattice_slice(lattice, mark->short_begin, mark->short_end), &brief);
    learn_name(analyzer, lattice_slice(lattice, mark->shorter_begin, mark->shorter_end), &brief);
    /* 小米集团 was chosen: 小米, which a list calls the same, is no cereal here */
    Slice canonical = analyzer_canonical(analyzer, edge, mark->whole);
    if (canonical.length) learn_name(analyzer, canonical, &brief);
  }
}

/* Other names that a sentence defines, （以下简称“晨星”）, are offered in those behind it. */
static void learn_aliases(Analyzer *analyzer, uint32_t first_fact) {
  const Analysis *analysis = analyzer->analysis;
  const Lattice *lattice = analyzer->lattice;
  uint32_t frame = rule_set_frame(analyzer->rules, SLICE("Alias"));
  if (frame == UINT32_MAX) return;
  const RuleFrame *alias = &analyzer->rules->frames[frame];
  uint32_t entity_slot = rule_frame_slot(analyzer->rules, alias, SLICE("entity"));
  uint32_t name_slot = rule_frame_slot(analyzer->rules, alias, SLICE("name"));
  for (uint32_t i = first_fact; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->frame != frame || fact->dropped) continue;
    const FactSlot *entity = fact_slot(fact, entity_slot), *name = fact_slot(fact, name_slot);
    if (!entity || !name || entity->kind != FACT_MENTION || name->kind != FACT_SPAN) continue;
    const Mention *mention = &analysis->mentions.data[entity->mention];
    /* what is recognized by itself needs no help, which would outbid longer names that begin with it */
    EdgeId known = lattice_find(lattice, name->begin - lattice->begin, name->end - lattice->begin, mention->type);
    if (known != EDGE_NONE) continue;
    Name alias_name = {.type = mention->type, .rule = fact->rule, .cost = SHORT_NAME};
    learn_name(analyzer, text_slice(analysis->text, name->begin, name->end), &alias_name);
  }
}

/* The names of the document are offered; then entities stand, and late rules look for facts. */
static void find_facts(Analyzer *analyzer, uint32_t index) {
  analyzer_enter(analyzer, index);
  Lattice *lattice = analyzer->lattice;
  EdgeId before = lattice->edges.count;
  if (names_offer(&analyzer->names, lattice)) lattice_read(lattice, SLACK_OF_NAMES);
  analyzer_choose(analyzer);
  analyzer->phase = analyzer->rules->early_phases;
  for (EdgeId id = before; id < lattice->edges.count; id++) analyzer_wake(analyzer, id);
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (!(edge->flags & EDGE_HIDDEN) && analyzer_is_entity(analyzer, edge)) analyzer_mention(analyzer, id);
  }
  uint32_t first_fact = analyzer->analysis->facts.count;
  const Trace *trace = analyzer->analysis->trace;
  run_phases(analyzer, analyzer->rules->early_phases,
             is_explained(trace) ? analyzer->rules->phase_count : analyzer->rules->late_phases);
  if (trace) trace_rule(analyzer, false);
  analyzer_settle(analyzer, first_fact, analyzer->analysis->facts.count);
  analyzer_qualify(analyzer, first_fact, analyzer->analysis->facts.count);
  learn_aliases(analyzer, first_fact);
  if (trace) trace_readings(analyzer);
}

static void run_section(Analyzer *analyzer) {
  arena_reset(analyzer->scratch);
  machine_init(&analyzer->machine, analyzer->scratch, analyzer->rules);
  analyzer->marks.data = NULL;
  analyzer->marks.count = analyzer->marks.capacity = 0;
  analyzer->qualifiers = ARENA_ARRAY(analyzer->scratch, Qualifiers, analyzer->sentence_count);
  analyzer->demands = ARENA_ARRAY(analyzer->scratch, Demand, analyzer->sentence_count);
  analyzer->joining = (JoinParts){0};
  analyzer->joined = ARENA_ARRAY(analyzer->scratch, JoinParts, analyzer->rules->joins_count + 1);
  uint32_t first_fact = analyzer->analysis->facts.count, first_mention = analyzer->analysis->mentions.count;
  analyzer->lattices = ARENA_ARRAY(analyzer->scratch, Lattice, analyzer->sentence_count);
  analyzer->wakes = ARENA_ARRAY(analyzer->scratch, Wakes *, analyzer->sentence_count);
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) read_sentence(analyzer, i);
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) {
    analyzer_enter(analyzer, i);
    learn_names(analyzer);
  }
  lattice_settle_currencies(analyzer->lattices, analyzer->sentence_count);
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) find_facts(analyzer, i);
  analyzer_join(analyzer, first_fact, first_mention);
}

void analysis_run(Analysis *analysis, Arena *arena, Arena *scratch, const AnalysisRules *rules, const Text *text,
                  Trace *trace) {
  *analysis = (Analysis){.arena = arena, .vocabulary = rules->vocabulary, .text = text, .trace = trace};
  if (trace) trace_reset(trace);
  Analyzer analyzer = {.analysis = analysis, .given = rules, .rules = rules->vocabulary->rules, .scratch = scratch};
  names_init(&analyzer.names, arena);
  uint32_t count = text->sentences.count;
  for (uint32_t first = 0, next; first < count; first = next) {
    uint32_t begin = text->sentences.data[first].begin;
    for (next = first + 1; next < count && text->sentences.data[next].end - begin <= SECTION_LENGTH;) next++;
    analyzer.first_sentence = first;
    analyzer.sentence_count = next - first;
    run_section(&analyzer);
  }
}
