#include "match/analysis.h"

#include "match/analysis_internal.h"
#include "match/trace.h"

/* Nats by which a reading may be dearer than the best one for its edges to be seen. */
static const float SLACK_OF_WORDS = 12, SLACK_OF_NAMES = 9;

/* What a name costs elsewhere in the document, below what it cost where it was best supported; a mere guess gets no
   such credit. */
static const float REPEATED_NAME = 2, REPEATED_GUESS = 0, SHORT_NAME = 7,
                   SHORT_IN_WORDS = 3; /* Roe of Jane Roe, Acme of Acme Corp: a whole word between blanks */

/* Nats by which each further occurrence lets a name that was nearly read be dearer, and by which it may be at all. */
static const float SLACK_OF_REPEATED = 3, MOST_SLACK_OF_REPEATED = 6;

enum { SECTION_LENGTH = 65536 }; /* code points */

const FactSlot *fact_slot(const Fact *fact, uint32_t slot) {
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (fact->slots.data[i].slot == slot) return &fact->slots.data[i];
  }
  return NULL;
}

/* A group that an edge wakes waits for its phase. */
static inline void note_wake(Analyzer *analyzer, EdgeId id, AnchorGroup group) {
  VECTOR_PUSH(analyzer->scratch, &analyzer->waiting[group.phase], ((Wake){group.first, group.count, id}));
}

/* An edge of a set that wakes something at later times waits for them. */
static inline void note_later(Analyzer *analyzer, EdgeId id, const TypeSet *set, WakeTime time) {
  if (set->wake_times >> time > 1) VECTOR_PUSH(analyzer->scratch, analyzer->later, id);
}

void analyzer_wake(Analyzer *analyzer, EdgeId id) {
  const TypeSet *set = edge_types(analyzer->lattice, &analyzer->lattice->edges.data[id]);
  const AnchorGroups *groups = set->wakes;
  WakeTime time = analyzer->time;
  if (set->wake_times && time != WAKE_ON_DEMAND) VECTOR_PUSH(analyzer->scratch, analyzer->later, id);
  if (!(set->wake_times >> time & 1)) return;
  for (uint32_t i = anchor_groups_begin(groups, time); i < groups->ends[time]; i++) {
    if (groups->groups[i].phase > analyzer->phase) note_wake(analyzer, id, groups->groups[i]);
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

/* Applies what was taken in a phase. The rules are more than fits near the processor: what applying the next ones looks
   at is asked for in front of each batch. No rule wakes one of its own phase, so that nothing that happens between
   looking and applying matters here. */
static void apply_taken(Analyzer *analyzer) {
  enum { BATCH = 24 };
  const Taken *taken = analyzer->taken.data;
  for (uint32_t i = 0, count = analyzer->taken.count; i < count; i++) {
    for (uint32_t k = i; i % BATCH == 0 && k < count && k < i + BATCH; k++) {
      match_prefetch(&analyzer->machine, taken[k].match);
    }
    if (analyzer->analysis->trace) {
      trace_apply(analyzer, taken[i].match, taken[i].edge, take_match);
    } else {
      apply_match(&analyzer->machine, taken[i].match, taken[i].edge, take_match, analyzer);
    }
  }
  analyzer->taken.count = 0;
}

static bool is_open(const Demand *demand, uint32_t match) {
  return !demand || (demand->wanted[match / 64] & ~demand->done[match / 64]) >> (match & 63) & 1;
}

/* Takes the matches of a group that an edge wakes and that are worth applying. Rules do not begin at hidden edges,
   except at words that a list weighs itself. */
static inline void take_group(Analyzer *analyzer, EdgeId id, uint32_t first, uint32_t count, const Demand *demand) {
  Machine *machine = &analyzer->machine;
  const Edge *edge = &analyzer->lattice->edges.data[id];
  const uint32_t begin = edge->begin, end = edge->end;
  const bool hidden = edge->flags & EDGE_HIDDEN, all = analyzer->takes_all;
  const RulePlan *plan = &analyzer->analysis->vocabulary->plan;
  const StartMask *behind = NULL, *before = NULL; /* seldom asked for on demand */
  for (const PlannedAnchor *anchor = &plan->anchors[first], *last = anchor + count; anchor < last; anchor++) {
    if (!is_open(demand, anchor->match)) continue;
    if (anchor->behind != START_ANY && !all) {
      if (!behind) behind = machine_starts_at(machine, end, false);
      if (!start_mask_has(behind, anchor->behind)) continue;
    }
    if (anchor->before != START_ANY && !all) {
      if (!before) before = machine_starts_at(machine, begin, true);
      if (!start_mask_has(before, anchor->before)) continue;
    }
    if (hidden && !anchor->has_cost) continue;
    if (anchor->needs && !all) {
      if (machine_lacks(machine, anchor->match) || !match_has_needs(machine, anchor, begin, end)) continue;
    }
    if (anchor->weighed_first && !all && match_is_hopeless(machine, anchor->match, id)) continue;
    __builtin_prefetch(&plan->matches[anchor->match]);
    VECTOR_PUSH(analyzer->scratch, &analyzer->taken, ((Taken){anchor->match, id}));
  }
}

/* What an edge wakes at the current time: in the current phase, its first, at once; later it waits. */
static inline void take_edge(Analyzer *analyzer, EdgeId id, const TypeSet *set, const Demand *demand) {
  const Edge *edge = &analyzer->lattice->edges.data[id];
  const AnchorGroups *groups = set->wakes;
  if ((edge->flags & EDGE_HIDDEN) && !edge_is_listed(edge)) return;
  for (uint32_t i = anchor_groups_begin(groups, analyzer->time); i < groups->ends[analyzer->time]; i++) {
    AnchorGroup group = groups->groups[i];
    if (group.phase == analyzer->phase) {
      take_group(analyzer, id, group.first, group.count, demand);
    } else {
      note_wake(analyzer, id, group);
    }
  }
}

/* What all edges wake first. */
static void take_all_edges(Analyzer *analyzer) {
  const Lattice *lattice = analyzer->lattice;
  const Vocabulary *vocabulary = lattice->vocabulary;
  const Edge *edges = lattice->edges.data;
  const uint32_t count = lattice->edges.count;
  for (EdgeId id = 0; id < count; id++) vocabulary_prefetch_starts(vocabulary, edges[id].types); /* asked for soon */
  for (EdgeId id = 0; id < count; id++) {
    const TypeSet *set = &vocabulary->sets[edges[id].types];
    if (set->wake_times & 1 << WAKE_EARLY) take_edge(analyzer, id, set, NULL);
    note_later(analyzer, id, set, WAKE_EARLY);
  }
}

/* The same of those that wake something later. */
static void take_later_edges(Analyzer *analyzer, const Demand *demand) {
  for (uint32_t i = 0; i < analyzer->later->count; i++) {
    EdgeId id = analyzer->later->data[i];
    const TypeSet *set = edge_types(analyzer->lattice, &analyzer->lattice->edges.data[id]);
    if (set->wake_times >> analyzer->time & 1) take_edge(analyzer, id, set, demand);
  }
}

void analyzer_run(Analyzer *analyzer, WakeTime time, const Demand *demand) {
  const RuleSet *rules = analyzer->rules;
  const uint32_t ends[WAKE_TIMES] = {rules->early_phases, rules->late_phases, rules->phase_count};
  analyzer->time = time;
  analyzer->takes_all = is_explained(analyzer->analysis->trace);
  const uint32_t first = time ? ends[time - 1] : 0;
  for (analyzer->phase = first; analyzer->phase < ends[time] || analyzer->phase == first; analyzer->phase++) {
    machine_expect_edges(&analyzer->machine);
    if (analyzer->phase == first && time == WAKE_EARLY) {
      take_all_edges(analyzer);
    } else if (analyzer->phase == first) {
      take_later_edges(analyzer, demand);
    }
    Wakes *wakes = &analyzer->waiting[analyzer->phase];
    for (uint32_t i = 0; i < wakes->count; i++) {
      Wake wake = wakes->data[i];
      take_group(analyzer, wake.edge, wake.first, wake.count, demand);
    }
    wakes->count = 0;
    apply_taken(analyzer);
  }
}

void analyzer_enter(Analyzer *analyzer, uint32_t index) {
  analyzer->lattice = &analyzer->lattices[index];
  analyzer->later = &analyzer->wakes_later[index];
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
  analyzer_enter(analyzer, index);
  Lattice *lattice = analyzer->lattice;
  bool guesses = analyzer->given->guesser_count; /* they look at the best reading */
  (guesses ? lattice_read : lattice_weigh)(lattice, SLACK_OF_WORDS);
  for (uint32_t i = 0; i < analyzer->given->guesser_count; i++) guesser_offer(&analyzer->given->guessers[i], lattice);
  analyzer_run(analyzer, WAKE_EARLY, NULL);
  doubt_marks(analyzer);
  if (analysis->trace) trace_rule(analyzer, true);
  lattice_read(lattice, SLACK_OF_NAMES);
}

/* Names are offered in the characters in which the text is matched. */
static void learn_name(Analyzer *analyzer, Slice text, const Name *as) {
  const Analysis *analysis = analyzer->analysis;
  names_learn(&analyzer->names, text_as_matched(analysis->text, analysis->arena, text), as);
}

/* What a person or an organization that was named in full costs by a word of its name. */
static float cost_of_short(const Analyzer *analyzer, TypeId type) {
  const Vocabulary *vocabulary = analyzer->lattice->vocabulary;
  bool named = type == vocabulary->person || type == vocabulary->organization;
  return vocabulary->spaced && named ? SHORT_IN_WORDS : SHORT_NAME;
}

/* Whether a dictionary or a list has a span as one word, which may mean something else each time. */
static bool is_word(const Lattice *lattice, const Edge *span) {
  for (EdgeId id = lattice->first_begin[span->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == span->end && (edge_is_listed(edge) || edge->source == EDGE_DICTIONARY)) return true;
  }
  return false;
}

/* Whether a general dictionary has the beginning of a name as a word, which stands for nothing else: 未来 of 未来科技.
 */
static bool begins_with_word(const Lattice *lattice, const Edge *whole, uint32_t end) {
  if (lattice->vocabulary->spaced) return false;
  for (EdgeId id = lattice->first_begin[whole->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == end && (edge->source == EDGE_DICTIONARY || edge->flags & EDGE_KNOWN)) return true;
  }
  return false;
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
    Name brief = {.type = type, .rule = mark->rule, .cost = cost_of_short(analyzer, type)};
    bool word = mark->short_begin == edge->begin && begins_with_word(lattice, edge, mark->short_end);
    if (!word) learn_name(analyzer, lattice_slice(lattice, mark->short_begin, mark->short_end), &brief);
    learn_name(analyzer, lattice_slice(lattice, mark->shorter_begin, mark->shorter_end), &brief);
    /* 小米集团 was chosen: 小米, which a list calls the same, is no cereal here */
    Slice canonical = analyzer_canonical(analyzer, edge, mark->whole);
    if (canonical.length) learn_name(analyzer, canonical, &brief);
  }
}

/* How often a text of the current sentence occurs in the section around it, up to a few times: no further away than an
   article is long, so that a long text full of names does not take the square of its length. */
static uint32_t count_occurrences(const Analyzer *analyzer, Slice text) {
  enum { MANY = 4, AROUND = 8192 }; /* bytes on either side */
  const Text *whole = analyzer->analysis->text;
  const Lattice *lattice = analyzer->lattice;
  uint32_t last = analyzer->first_sentence + analyzer->sentence_count - 1, count = 0;
  Slice section =
      text_slice(whole, whole->sentences.data[analyzer->first_sentence].begin, whole->sentences.data[last].end);
  Slice own = text_slice(whole, lattice->begin, lattice->begin + lattice->length);
  const char *at = section.data, *end = section.data + section.length;
  if (own.data - at > AROUND) at = own.data - AROUND;
  if (end - (own.data + own.length) > AROUND) end = own.data + own.length + AROUND;
  while (count < MANY && (at = memmem(at, (size_t)(end - at), text.data, text.length))) {
    at += text.length;
    count++;
  }
  return count;
}

/* What nearly was read as an organization, and stands there again and again, is one: each time more makes
   it likelier. 时代电服 in 时代电服总经理 and in 子公司时代电服. */
static void learn_repeated(Analyzer *analyzer) {
  const Lattice *lattice = analyzer->lattice;
  const Vocabulary *vocabulary = lattice->vocabulary;
  for (EdgeId id = 0; id < lattice->edges.count && !vocabulary->spaced; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_MARK || (edge->flags & (EDGE_BEST | EDGE_HIDDEN)) || !(edge->flags & EDGE_READ)) continue;
    if (edge->slack > MOST_SLACK_OF_REPEATED) continue;
    if (!analyzer_is_entity(analyzer, edge) || analyzer_made_type(analyzer, edge) != vocabulary->organization) continue;
    Slice text = lattice_slice(lattice, edge->begin, edge->end);
    if (is_word(lattice, edge) || analyzer_meets_chosen(analyzer, edge, edge->end - edge->begin)) continue;
    uint32_t count = count_occurrences(analyzer, text);
    if (edge->slack >= (float)(count - 1) * SLACK_OF_REPEATED) continue;
    const Mark *mark = &analyzer->marks.data[edge->payload];
    Name name = {.type = analyzer_made_type(analyzer, edge),
                 .rule = mark->rule,
                 .whole = BUILTIN_NONE,
                 .cost = edge->cost - edge->slack - REPEATED_NAME};
    learn_name(analyzer, text, &name);
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
  for (EdgeId id = before; id < lattice->edges.count; id++) {
    note_later(analyzer, id, edge_types(lattice, &lattice->edges.data[id]), WAKE_EARLY);
  }
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    bool made = edge->source == EDGE_MARK || edge->source == EDGE_NAME;
    if (made && !(edge->flags & EDGE_HIDDEN) && analyzer_is_entity(analyzer, edge)) analyzer_mention(analyzer, id);
  }
  uint32_t first_fact = analyzer->analysis->facts.count;
  const Trace *trace = analyzer->analysis->trace;
  analyzer_run(analyzer, WAKE_LATE, NULL);
  if (is_explained(trace)) analyzer_run(analyzer, WAKE_ON_DEMAND, NULL);
  if (trace) trace_rule(analyzer, false);
  analyzer_settle(analyzer, first_fact, analyzer->analysis->facts.count);
  analyzer_qualify(analyzer, first_fact, analyzer->analysis->facts.count);
  analyzer_presume_periods(analyzer, first_fact, analyzer->analysis->facts.count);
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
  analyzer->wakes_later = ARENA_ARRAY(analyzer->scratch, EdgeIds, analyzer->sentence_count);
  analyzer->waiting = ARENA_ARRAY(analyzer->scratch, Wakes, analyzer->rules->phase_count + 1);
  analyzer->taken.data = NULL;
  analyzer->taken.count = analyzer->taken.capacity = 0;
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) read_sentence(analyzer, i);
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) {
    analyzer_enter(analyzer, i);
    learn_names(analyzer);
    learn_repeated(analyzer);
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
