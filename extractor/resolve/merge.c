/* `merge buyer target within paragraph`: facts of a frame that agree in these slots, and in all that both fill, are
   one; what the later one knows besides goes to the earlier one. */
#include "base/name_table.h"
#include "resolve/resolve.h"

struct Merging {
  NameTable latest; /* by what the slots say: index in `facts` */
  struct {
    VECTOR(Fact *);
  } facts;
};

Merging *resolve_merging(Arena *arena) {
  return ARENA_NEW(arena, Merging);
}

/* What a slot says: equal for slots that say the same. */
static Slice meaning(const Resolution *resolution, const FactSlot *slot) {
  const Analysis *analysis = resolution->analysis;
  if (slot->entity != ENTITY_NONE) return arena_print(resolution->arena, "<%u>", slot->entity);
  if (slot->kind == FACT_VALUE) {
    const Value *value = &analysis->values.data[slot->value];
    bool time = value->kind == VALUE_DATE || value->kind == VALUE_PERIOD;
    Slice number = time ? time_print(resolution->arena, &value->time, analysis->text->document->date)
                        : decimal_print(resolution->arena, value->number);
    if (!number.length) return text_slice(analysis->text, slot->begin, slot->end); /* 近年来, 2020-2023年 */
    return arena_print(resolution->arena, "%.*s %.*s", (int)number.length, number.data, (int)value->unit.length,
                       value->unit.data);
  }
  return slot->kind == FACT_TEXT ? slot->text : text_slice(analysis->text, slot->begin, slot->end);
}

/* What is denied or planned is never one with what is so. */
static bool qualifies(const RuleSet *rules, const RuleSlot *slot) {
  Slice name = rule_string(rules, slot->name);
  return slice_is(name, "polarity") || slice_is(name, "modality");
}

/* Frame and slots by which facts are one; empty where one of the slots is. */
static Slice key_of(const Resolution *resolution, const Fact *fact, const RuleFrame *frame) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  Slice key = arena_print(resolution->arena, "%u", fact->frame);
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    bool merged = frame->merged >> i & 1;
    if (!merged && !qualifies(rules, &rules->slots[frame->first_slot + i])) continue;
    const FactSlot *slot = fact_slot(fact, i);
    if (!slot && merged) return SLICE("");
    Slice said = slot ? meaning(resolution, slot) : SLICE("");
    key = arena_print(resolution->arena, "%.*s\n%.*s", (int)key.length, key.data, (int)said.length, said.data);
  }
  return key;
}

static bool agree(const Resolution *resolution, const Fact *a, const Fact *b) {
  for (uint32_t i = 0; i < a->slots.count; i++) {
    const FactSlot *other = fact_slot(b, a->slots.data[i].slot);
    if (other && !slice_equal(meaning(resolution, &a->slots.data[i]), meaning(resolution, other))) return false;
  }
  return true;
}

static void complete(const Resolution *resolution, Fact *earlier, const Fact *later) {
  for (uint32_t i = 0; i < later->slots.count; i++) {
    FactSlot slot = later->slots.data[i];
    if (fact_slot(earlier, slot.slot)) continue;
    slot.carried = SLOT_MERGED;
    VECTOR_PUSH(resolution->arena, &earlier->slots, slot);
  }
  bool known = earlier->sentence == later->sentence;
  for (uint32_t i = 0; i < earlier->more_sentences.count && !known; i++) {
    known = earlier->more_sentences.data[i] == later->sentence;
  }
  if (!known) VECTOR_PUSH(resolution->arena, &earlier->more_sentences, later->sentence);
}

bool resolve_merge(Resolution *resolution, Merging *merging, Fact *fact) {
  const RuleFrame *frame = &resolution->analysis->vocabulary->rules->frames[fact->frame];
  if (!frame->merged) return false;
  Slice key = key_of(resolution, fact, frame);
  if (!key.length) return false;
  uint32_t known = name_table_find(&merging->latest, key);
  if (known == UINT32_MAX) {
    name_table_add(&merging->latest, resolution->arena, key, merging->facts.count);
    VECTOR_PUSH(resolution->arena, &merging->facts, fact);
    return false;
  }
  Fact *earlier = merging->facts.data[known];
  if (resolve_within(resolution->analysis, fact, earlier, (CarryScope)frame->merge_scope) &&
      agree(resolution, fact, earlier)) {
    complete(resolution, earlier, fact);
    return true;
  }
  merging->facts.data[known] = fact;
  return false;
}
