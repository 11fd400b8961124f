/* Figures that are of a time named at the beginning of a clause before them: 上半年，产销两旺，产量达3万吨. A day tells
   when something happened or was said, and is seldom the time of a figure behind it. */
#include "match/analysis_internal.h"

/* So that a long sentence full of figures does not take the square of its length. */
enum { CLAUSES_BACK = 160 };

static bool begins_clause(const Lattice *lattice, uint32_t position) {
  uint32_t ink = lattice->back[position];
  return ink == 0 || lattice_character(lattice, ink - 1) & (CHARACTER_CLAUSE | CHARACTER_END);
}

/* The longest period, or date that is no day, that begins here; or NULL. */
static const Edge *time_at(const Lattice *lattice, uint32_t position) {
  const Edge *found = NULL;
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_VALUE || edge->flags & EDGE_HIDDEN) continue;
    const Value *value = &lattice->values.data[edge->payload];
    const TimeValue *time = &value->time;
    bool known = (value->kind == VALUE_DATE || value->kind == VALUE_PERIOD) && !time->vague;
    if (!known || time->day || time->has_relative_day) continue;
    if (!found || edge->end > found->end) found = edge;
  }
  return found;
}

/* The last time in front of a position that begins a clause, or NULL. */
static const Edge *time_before(const Lattice *lattice, uint32_t position) {
  uint32_t last = position > CLAUSES_BACK ? position - CLAUSES_BACK : 0;
  for (uint32_t at = position; at-- > last;) {
    const Edge *edge = begins_clause(lattice, at) ? time_at(lattice, at) : NULL;
    if (edge && edge->end <= position) return edge;
  }
  return NULL;
}

/* The slot of a frame that takes a period and is carried on, or UINT32_MAX. */
static uint32_t period_slot(const RuleSet *rules, const RuleFrame *frame) {
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const RuleSlot *slot = &rules->slots[frame->first_slot + i];
    if (slot->kind == SLOT_PERIOD && slot->carried) return i;
  }
  return UINT32_MAX;
}

typedef struct {
  uint32_t first, behind; /* facts of the sentence */
} Facts;

/* Whether a fact before this one says itself that it is of a time: that is carried on, also to other sentences. */
static bool is_said(const Analysis *analysis, Facts facts, const Fact *fact, uint32_t slot, uint32_t begin) {
  for (uint32_t i = facts.first; i < facts.behind; i++) {
    const Fact *other = &analysis->facts.data[i];
    if (other->dropped || other->frame != fact->frame || other->begin >= fact->begin) continue;
    const FactSlot *period = fact_slot(other, slot);
    if (period && !period->presumed && period->begin == begin) return true;
  }
  return false;
}

static void presume(Analyzer *analyzer, Facts facts, Fact *fact, uint32_t slot) {
  Analysis *analysis = analyzer->analysis;
  const Lattice *lattice = analyzer->lattice;
  const Edge *edge = time_before(lattice, fact->begin - lattice->begin);
  if (!edge || is_said(analysis, facts, fact, slot, lattice->begin + edge->begin)) return;
  FactSlot filled = {.slot = (uint8_t)slot,
                     .kind = FACT_VALUE,
                     .presumed = true,
                     .rule = fact->rule,
                     .entity = UINT32_MAX,
                     .value = analysis->values.count,
                     .begin = lattice->begin + edge->begin,
                     .end = lattice->begin + edge->end};
  VECTOR_PUSH(analysis->arena, &analysis->values, lattice->values.data[edge->payload]);
  VECTOR_PUSH(analysis->arena, &fact->slots, filled);
}

void analyzer_presume_periods(Analyzer *analyzer, uint32_t first_fact, uint32_t behind) {
  const RuleSet *rules = analyzer->rules;
  for (uint32_t i = first_fact; i < behind; i++) {
    Fact *fact = &analyzer->analysis->facts.data[i];
    if (fact->dropped) continue;
    uint32_t slot = period_slot(rules, &rules->frames[fact->frame]);
    if (slot != UINT32_MAX && !fact_slot(fact, slot)) {
      presume(analyzer, (Facts){first_fact, behind}, fact, slot);
    }
  }
}
