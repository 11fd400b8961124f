#include "match/analysis_internal.h"

/* Rules that qualify facts: 计划 in 计划收购 makes the acquisition a planned one. */

enum { MOST_QUALIFIERS = 256 }; /* of a sentence: each is compared with each of its facts */

void analyzer_note_qualifier(Analyzer *analyzer, const Match *match) {
  Qualifiers *qualifiers = &analyzer->qualifiers[analyzer->lattice->sentence - analyzer->first_sentence];
  if (qualifiers->count >= MOST_QUALIFIERS) return;
  Match kept = *match;
  kept.captured = analyzer_keep_captured(analyzer, match);
  VECTOR_PUSH(analyzer->scratch, qualifiers, kept);
}

/* Nothing but blanks between two positions of a sentence. */
static bool touch(const Lattice *lattice, uint32_t end, uint32_t begin) {
  return end <= begin && (end == begin || lattice->forward[end] >= begin);
}

/* Whether two positions stand in one clause. */
static bool in_one_clause(const Lattice *lattice, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    if (lattice_character(lattice, i) & (CHARACTER_CLAUSE | CHARACTER_END)) return false;
  }
  return true;
}

/* Words of a slot's own say something of the slot, not of the fact: 计划 in 晨星计划. */
static bool lies_in_slot(const Fact *fact, uint32_t begin, uint32_t end) {
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *slot = &fact->slots.data[i];
    bool said = slot->kind == FACT_MENTION || slot->kind == FACT_SPAN || slot->kind == FACT_VALUE;
    if (said && begin >= slot->begin && end <= slot->end) return true;
  }
  return false;
}

static bool reaches(const Lattice *lattice, const Match *qualifier, QualifyScope scope, const Fact *fact) {
  uint32_t begin = qualifier->begin, end = qualifier->end;
  uint32_t fact_begin = fact->begin - lattice->begin, fact_end = fact->end - lattice->begin;
  if (lies_in_slot(fact, lattice->begin + begin, lattice->begin + end)) return false;
  switch (scope) {
    case QUALIFY_MATCH:
      if (begin < fact_end && end > fact_begin) return true;
      return touch(lattice, end, fact_begin) || touch(lattice, fact_end, begin);
    case QUALIFY_CLAUSE:
      return begin < fact_begin ? in_one_clause(lattice, begin, fact_begin) : in_one_clause(lattice, fact_begin, begin);
    default:
      return true;
  }
}

static void qualify(Analyzer *analyzer, const Match *qualifier, const RuleQualified *with, Fact *fact) {
  const RuleSet *rules = analyzer->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  for (uint32_t i = 0; i < with->value_count; i++) {
    const RuleValue *value = &rules->values[with->first_value + i];
    FactSlot slot;
    if (fact_slot(fact, value->slot)) continue;
    const RuleSlot *declared = &rules->slots[frame->first_slot + value->slot];
    if (!analyzer_fill(analyzer, qualifier, value, declared, 0, &slot)) continue;
    VECTOR_PUSH(analyzer->analysis->arena, &fact->slots, slot);
  }
}

static void qualify_by(Analyzer *analyzer, const Match *qualifier, uint32_t first_fact, uint32_t behind) {
  const Rule *rule = &analyzer->rules->rules[qualifier->rule];
  for (uint32_t i = first_fact; i < behind; i++) {
    Fact *fact = &analyzer->analysis->facts.data[i];
    if (fact->dropped || !reaches(analyzer->lattice, qualifier, (QualifyScope)rule->scope, fact)) continue;
    for (uint32_t k = 0; k < rule->qualified_count; k++) {
      const RuleQualified *with = &analyzer->rules->qualified[rule->first_qualified + k];
      if (with->frame == fact->frame) qualify(analyzer, qualifier, with, fact);
    }
  }
}

void analyzer_qualify(Analyzer *analyzer, uint32_t first_fact, uint32_t behind) {
  if (first_fact == behind) return;
  analyzer_find_qualifiers(analyzer, first_fact, behind);
  const Qualifiers *qualifiers = &analyzer->qualifiers[analyzer->lattice->sentence - analyzer->first_sentence];
  for (uint32_t i = 0; i < qualifiers->count; i++) qualify_by(analyzer, &qualifiers->data[i], first_fact, behind);
}
