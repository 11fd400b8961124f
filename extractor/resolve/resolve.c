#include "resolve/resolve.h"

#include <stdlib.h>

static const RuleSlot *slot_of(const RuleSet *rules, const Fact *fact, uint32_t slot) {
  return &rules->slots[rules->frames[fact->frame].first_slot + slot];
}

static bool takes_type(const RuleSet *rules, const RuleSlot *declared, TypeId type) {
  for (uint32_t i = 0; i < declared->type_count; i++) {
    if (rules->slot_types[declared->first_type + i] == type) return true;
  }
  return false;
}

/* "the museum" is about a museum. */
static Slice without_article(Slice words) {
  if (words.length <= 4 || !slice_equal_ignore_case((Slice){words.data, 4}, SLICE("the "))) return words;
  return (Slice){words.data + 4, words.length - 4};
}

static bool takes_any_text(const RuleSet *rules, const RuleSlot *declared) {
  for (uint32_t i = 0; i < declared->type_count; i++) {
    if (rules->types[rules->slot_types[declared->first_type + i]].flags & TYPE_OPEN) return true;
  }
  return false;
}

/* The type of what a constant names: the first that any text may have, or else the first of all. */
static TypeId type_of_text(const RuleSet *rules, const RuleSlot *declared) {
  const TypeId *types = rules->slot_types + declared->first_type;
  for (uint32_t i = 0; i < declared->type_count; i++) {
    if (rules->types[types[i]].flags & TYPE_OPEN) return types[i];
  }
  return types[0];
}

/* Where the words themselves would do, "the government" (tag alike) is no organization but one that is called so. */
static bool may_stand_for(const Resolution *resolution, const FactSlot *slot, uint32_t entity) {
  Slice words = text_slice(resolution->analysis->text, slot->begin, slot->end);
  if (!resolve_word_tag(resolution, words, SLICE("alike")).data) return true;
  return resolve_shares_head(&resolution->entities.data[entity], words);
}

/* "We" is nobody that was named before, where the words themselves would do. */
static bool speaks_of_itself(const Resolution *resolution, const RuleSlot *declared, Slice words) {
  return takes_any_text(resolution->analysis->vocabulary->rules, declared) &&
         resolve_word_tag(resolution, words, SLICE("firstperson")).data;
}

/* What a slot refers to that a pronoun fills: an entity named before, or, where none fits and the slot takes any text,
   the words themselves. */
static uint32_t behind_pronoun(Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  uint32_t entity = resolve_pronoun(resolution, fact, slot);
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleSlot *declared = slot_of(rules, fact, slot->slot);
  bool fits = entity != ENTITY_NONE && takes_type(rules, declared, resolution->entities.data[entity].type);
  if (fits && takes_any_text(rules, declared)) fits = may_stand_for(resolution, slot, entity);
  Slice said = text_slice(resolution->analysis->text, slot->begin, slot->end);
  if (!fits || speaks_of_itself(resolution, declared, said)) entity = ENTITY_NONE;
  bool somebody = resolution->analysis->vocabulary->spaced && slice_is(slot->text, "person") &&
                  !resolve_word_tag(resolution, said, SLICE("plural")).data; /* "she" is no topic */
  for (uint32_t i = 0; i < declared->type_count && entity == ENTITY_NONE && !somebody; i++) {
    TypeId type = rules->slot_types[declared->first_type + i];
    if (!(rules->types[type].flags & TYPE_OPEN)) continue;
    entity = resolve_entity_named(resolution, type, without_article(said));
  }
  return entity;
}

static uint32_t paragraph_of(const Analysis *analysis, const Fact *fact) {
  return analysis->text->sentences.data[fact->sentence].paragraph;
}

bool resolve_within(const Analysis *analysis, const Fact *fact, const Fact *earlier, CarryScope scope) {
  switch (scope) {
    case CARRY_SENTENCE:
      return earlier->sentence == fact->sentence;
    case CARRY_PARAGRAPH:
      return paragraph_of(analysis, earlier) == paragraph_of(analysis, fact);
    case CARRY_DOCUMENT:
      return true;
    default:
      return false;
  }
}

/* "it", "they" or "the company" in a slot that is carried on is what the fact before said something of, if that is such
   a thing; ENTITY_NONE where it is not. */
static uint32_t behind_it(const Resolution *resolution, const Fact *fact, const Fact *earlier, const FactSlot *slot) {
  const Analysis *analysis = resolution->analysis;
  const RuleSlot *declared = slot_of(analysis->vocabulary->rules, fact, slot->slot);
  if (!earlier || !declared->carried || !analysis->vocabulary->spaced) return ENTITY_NONE;
  const FactSlot *before = fact_slot(earlier, slot->slot);
  bool near = resolve_within(analysis, fact, earlier, (CarryScope)declared->carried);
  if (!before || !near || before->carried == SLOT_OTHERWISE || before->entity == ENTITY_NONE) return ENTITY_NONE;
  bool other =
      earlier->sentence != fact->sentence && resolve_begins_with(resolution, slot->begin, SLICE("organization"));
  if (other) return ENTITY_NONE; /* Acme said it would: Acme, not what the sentence before was about */
  const RuleSet *rules = analysis->vocabulary->rules;
  if (takes_any_text(rules, declared) && !may_stand_for(resolution, slot, before->entity)) return ENTITY_NONE;
  const RuleType *of = &rules->types[resolution->entities.data[before->entity].type];
  Slice type = rule_string(rules, of->name), word = text_slice(analysis->text, slot->begin, slot->end);
  if (speaks_of_itself(resolution, declared, word)) return ENTITY_NONE;
  bool plural = (of->flags & TYPE_OPEN) && resolve_word_tag(resolution, word, SLICE("plural")).data;
  return plural || slice_is(slot->text, "thing") ||
                 (!slice_is(slot->text, "person") && slice_equal_ignore_case(type, slot->text))
             ? before->entity
             : ENTITY_NONE;
}

/* The organization that is meant where the one that is named near a post has no such post. */
static uint32_t house_instead(const Resolution *resolution, const Fact *fact, FactSlot slot) {
  slot.kind = FACT_ASSUMED;
  slot.text = SLICE("organization");
  slot.begin = slot.end = fact->begin;
  return resolve_last(resolution, fact, &slot);
}

/* Entities behind the slots of a fact. A slot whose pronoun stands for nothing is emptied. */
static void resolve_slots(Resolution *resolution, Fact *fact, const Fact *earlier) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    FactSlot slot = fact->slots.data[i];
    const RuleSlot *declared = slot_of(rules, fact, slot.slot);
    slot.entity = ENTITY_NONE;
    if (declared->kind == SLOT_ENTITY) {
      if (slot.kind == FACT_MENTION) {
        slot.entity = resolution->entity_of_mention[slot.mention];
        if (resolve_is_no_house(resolution, fact, &slot)) slot.entity = house_instead(resolution, fact, slot);
      } else if (slot.kind == FACT_TEXT && declared->type_count) {
        slot.entity = resolve_entity_named(resolution, type_of_text(rules, declared), slot.text);
      } else if (slot.kind == FACT_ASSUMED) {
        slot.entity = resolve_last(resolution, fact, &slot);
        bool fits =
            slot.entity != ENTITY_NONE && takes_type(rules, declared, resolution->entities.data[slot.entity].type);
        if (!fits) slot.entity = ENTITY_NONE;
      } else if (slot.kind == FACT_PRONOUN) {
        slot.entity = behind_it(resolution, fact, earlier, &slot);
        if (slot.entity == ENTITY_NONE) slot.entity = behind_pronoun(resolution, fact, &slot);
      }
      if (slot.entity == ENTITY_NONE) continue;
    }
    fact->slots.data[kept++] = slot;
  }
  fact->slots.count = kept;
}

static Slice unit_of(const Analysis *analysis, const Fact *fact) {
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *slot = &fact->slots.data[i];
    if (slot->kind == FACT_VALUE && analysis->values.data[slot->value].unit.length)
      return analysis->values.data[slot->value].unit;
  }
  return (Slice){0};
}

static bool same_units(const Analysis *analysis, const Fact *a, const Fact *b) {
  return slice_equal(unit_of(analysis, a), unit_of(analysis, b));
}

/* ---- measures of measures ----
   涨幅, 增速, 占比 (tag relative in the list of measures) say how another measure changes or is shared: 价格上涨0.9%,
   涨幅扩大0.4个百分点 speaks of that of the price. */

static Slice said_in(const Analysis *analysis, const FactSlot *slot) {
  return slot->kind == FACT_TEXT ? slot->text : text_slice(analysis->text, slot->begin, slot->end);
}

static Slice relative_tag(const Resolution *resolution, const FactSlot *slot) {
  Slice word = text_slice(resolution->analysis->text, slot->begin, slot->end);
  return word.length ? resolve_word_tag(resolution, word, SLICE("relative")) : (Slice){0};
}

static bool is_relative(const Resolution *resolution, const FactSlot *slot) {
  return relative_tag(resolution, slot).data;
}

/* 占比 is a share (relative=share): what goes on behind it goes on with it. */
static bool is_of_change(const Resolution *resolution, const FactSlot *slot) {
  Slice tag = relative_tag(resolution, slot);
  return tag.data && !slice_is(tag, "share");
}

/* 占营业收入的: a share of which the measure before is the part (words of the list RatioOf have the tag `portion`). */
static bool is_share_of(const Resolution *resolution, const FactSlot *slot) {
  enum { LONGEST = 3 };
  const Text *text = resolution->analysis->text;
  if (slot->kind != FACT_SPAN) return false;
  for (uint32_t length = 1; length <= LONGEST && slot->begin + length <= slot->end; length++) {
    Slice word = text_slice(text, slot->begin, slot->begin + length);
    if (resolve_word_tag(resolution, word, SLICE("portion")).data) return true;
  }
  return false;
}

/* 涨幅 of what the fact before measures is 价格涨幅; 占比 behind 业务量占比 is that. `goes_on`: the fact says nothing
   of its own subject. */
static void complete_measure(Resolution *resolution, const Fact *fact, FactSlot *own, const Fact *earlier,
                             bool goes_on) {
  const Analysis *analysis = resolution->analysis;
  const FactSlot *slot = fact_slot(earlier, own->slot);
  if (!slot || analysis->vocabulary->spaced || own->kind != FACT_SPAN || slot->carried == SLOT_OTHERWISE) return;
  if (!resolve_within(analysis, fact, earlier, CARRY_PARAGRAPH)) return;
  bool share = is_share_of(resolution, own) && !is_share_of(resolution, slot);
  if (!share && !is_relative(resolution, own)) return;
  Slice said = said_in(analysis, own), before = said_in(analysis, slot);
  if (slice_ends_with(before, said)) {
    own->text = before;
  } else if (goes_on && earlier->sentence == fact->sentence && !is_relative(resolution, slot)) {
    own->text =
        arena_print(resolution->arena, "%.*s%.*s", (int)before.length, before.data, (int)said.length, said.data);
  } else {
    return;
  }
  own->kind = FACT_TEXT;
}

/* Whether a slot holds what the rule of its fact found in the text. */
static bool is_own(const FactSlot *slot) {
  return slot && slot->carried == SLOT_FOUND && slot->kind != FACT_ASSUMED && !slot->presumed;
}

/* ---- what stands beside the fact before it ----
   风电5800万千瓦、光伏1.03亿千瓦: 光伏 is a subject, as 风电 is; 志愿者4800名、除颤仪210台: what is counted of the
   same. */

/* Whether a fact lets another one stand beside its subject: its measure, if it has one of its own, is a listed one. */
static bool has_subject_abreast(const Resolution *resolution, const Fact *fact, uint32_t subject, uint32_t measure) {
  if (!is_own(fact_slot(fact, subject))) return false;
  const FactSlot *own = fact_slot(fact, measure);
  if (!is_own(own) || is_share_of(resolution, own)) return true;
  return resolve_word_tag(resolution, said_in(resolution->analysis, own), SLICE("kind")).data != NULL;
}

static void choose_abreast(const Resolution *resolution, Fact *fact, const Fact *earlier) {
  const FactSlot *first = NULL, *last = NULL;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (!fact->slots.data[i].abreast) continue;
    if (!first) first = &fact->slots.data[i];
    last = &fact->slots.data[i];
  }
  if (!first || first == last) return;
  bool near = earlier && earlier->sentence == fact->sentence;
  bool beside = near && has_subject_abreast(resolution, earlier, first->slot, last->slot);
  uint8_t chosen = beside ? first->slot : last->slot;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    FactSlot slot = fact->slots.data[i];
    if (!slot.abreast || slot.slot == chosen) fact->slots.data[kept++] = slot;
  }
  fact->slots.count = kept;
}

/* What a fact goes on with behind one whose measure is relative: that of `base`, the last one whose measure is not; but
   points are of the relative one itself: 占比12.5%，比年初多3.8个百分点. */
static const FactSlot *slot_to_carry(const Resolution *resolution, const Fact *fact, const Fact *from, const Fact *base,
                                     uint32_t index) {
  const FactSlot *slot = fact_slot(from, index);
  const FactSlot *other = base && base != from ? fact_slot(base, index) : NULL;
  bool near = other && resolve_within(resolution->analysis, from, base, CARRY_PARAGRAPH);
  if (!near || !slot || slot->carried == SLOT_OTHERWISE || slice_is(unit_of(resolution->analysis, fact), "pp"))
    return slot;
  return is_of_change(resolution, slot) ? other : slot;
}

/* Whether a slot that is carried on as a text holds one that is not relative. */
static bool has_absolute_measure(const Resolution *resolution, const Fact *fact) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  for (uint32_t i = 0; i < rules->frames[fact->frame].slot_count; i++) {
    const RuleSlot *declared = &rules->slots[rules->frames[fact->frame].first_slot + i];
    const FactSlot *slot = declared->carried && declared->kind == SLOT_TEXT ? fact_slot(fact, i) : NULL;
    if (slot) return slot->carried != SLOT_OTHERWISE && !is_of_change(resolution, slot);
  }
  return false;
}

/* What stands behind a semicolon is rather of the sentence than of the figure before it. */
static bool semicolon_between(const Analysis *analysis, const Fact *earlier, const Fact *fact) {
  if (earlier->end >= fact->begin) return false;
  Slice between = text_slice(analysis->text, earlier->end, fact->begin);
  return slice_find(between, SLICE(";")) != SIZE_MAX || slice_find(between, SLICE("；")) != SIZE_MAX;
}

/* 来访量, 客流, 占比: a subject that says itself what is measured. */
static bool is_measured(const Resolution *resolution, const FactSlot *subject) {
  const Text *text = resolution->analysis->text;
  for (uint32_t length = 1; length <= 2 && subject->begin + length < subject->end; length++) {
    Slice end = text_slice(text, subject->end - length, subject->end);
    if (resolve_word_tag(resolution, end, SLICE("measured")).data) return true;
    if (resolve_word_tag(resolution, end, SLICE("relative")).data) return true;
  }
  return false;
}

/* 产量3万吨、产值12亿元，其中红茶8000吨: the measure in the sentence whose figures have the unit of this one; NULL if
 * there is none. */
static const FactSlot *measure_of_unit(const Resolution *resolution, const Fact *fact, uint32_t index) {
  const Analysis *analysis = resolution->analysis;
  if (slice_is(unit_of(analysis, fact), "%") || slice_is(unit_of(analysis, fact), "pp")) return NULL;
  for (uint32_t i = resolution->claims.count; i-- > 0;) {
    const Fact *before = &analysis->facts.data[resolution->claims.data[i]];
    if (before->sentence != fact->sentence) return NULL;
    if (before->frame != fact->frame || !same_units(analysis, before, fact)) continue;
    const FactSlot *slot = fact_slot(before, index);
    return slot && slot->carried != SLOT_OTHERWISE ? slot : NULL;
  }
  return NULL;
}

/* 企业1300家，其中规上企业428家: a thing that is counted itself, where what was counted before is no listed measure. */
static bool is_counted_beside(const Resolution *resolution, const Fact *fact, const FactSlot *subject,
                              const FactSlot *measure) {
  static const char *const KINDS[] = {"amount", "count", "rate", "index", "price", "share"}; /* of listed measures */
  const Analysis *analysis = resolution->analysis;
  if (analysis->vocabulary->spaced || subject->kind != FACT_MENTION) return false;
  if (!analysis->mentions.data[subject->mention].open || measure->kind != FACT_SPAN) return false;
  Slice unit = unit_of(analysis, fact);
  if (slice_is(unit, "%") || slice_is(unit, "pp")) return false;
  for (uint32_t at = measure->begin; at + 1 < measure->end; at++) { /* 进口|均价 */
    Slice end = text_slice(analysis->text, at, measure->end);
    Slice kind = resolve_word_tag(resolution, end, SLICE("kind"));
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
      if (kind.data && slice_is(kind, KINDS[i])) return false;
    }
  }
  return true;
}

/* Slots that a fact lacks come from the fact of its frame before it. In a language without blanks, where a sentence
   without a subject goes on with what the one before began with, its subject is that of `leader`, the first fact there.
 */
static void carry_slots(Resolution *resolution, Fact *fact, const Fact *earlier, const Fact *leader, const Fact *base) {
  Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  const FactSlot *subject = fact_slot(fact, 0);
  bool named = subject && subject->kind != FACT_ASSUMED && !subject->presumed;
  bool leads = leader && !analysis->vocabulary->spaced && earlier->sentence != fact->sentence &&
               leader->sentence == earlier->sentence;
  for (uint32_t i = 0; earlier && i < frame->slot_count; i++) {
    const RuleSlot *declared = &rules->slots[frame->first_slot + i];
    FactSlot *own = (FactSlot *)fact_slot(fact, i);
    /* what the text carries on is surer than what it is about */
    bool assumed = own && (own->kind == FACT_ASSUMED || own->presumed);
    if (!declared->carried) continue;
    if (own && !assumed) {
      if (declared->kind == SLOT_TEXT) complete_measure(resolution, fact, own, earlier, !named);
      continue;
    }
    /* the measure of another subject's figure is this one's only where the units agree: 总数 of staff, 家 of dealers */
    bool other = declared->kind == SLOT_TEXT && named && !same_units(analysis, fact, earlier);
    if (declared->kind == SLOT_TEXT && named && !analysis->vocabulary->spaced && is_measured(resolution, subject))
      continue;
    const FactSlot *alike = other && !analysis->vocabulary->spaced ? measure_of_unit(resolution, fact, i) : NULL;
    if (other && !alike) continue;
    const Fact *from = i == 0 && leads ? leader : earlier;
    const FactSlot *slot =
        declared->kind == SLOT_TEXT ? slot_to_carry(resolution, fact, from, base, i) : fact_slot(from, i);
    if (alike) slot = alike;
    if (!slot || !resolve_within(analysis, fact, from, (CarryScope)declared->carried)) continue;
    if (declared->kind == SLOT_TEXT && named && is_counted_beside(resolution, fact, subject, slot)) continue;
    if (declared->kind == SLOT_PERIOD && slot->presumed && from->sentence != fact->sentence) continue;
    bool weak = slot->kind == FACT_ASSUMED || slot->presumed || slot->carried == SLOT_OTHERWISE;
    bool newer = own && own->presumed && own->begin >= earlier->end; /* said since */
    bool apart = own && semicolon_between(analysis, earlier, fact);
    if (assumed && (earlier->sentence != fact->sentence || weak || newer || apart)) continue;
    FactSlot carried = *slot;
    carried.carried = SLOT_CARRIED;
    if (assumed) {
      *own = carried;
      continue;
    }
    VECTOR_PUSH(resolution->arena, &fact->slots, carried);
  }
}

/* `otherwise about measure`: a slot that is still empty takes the text of another one. */
static void take_otherwise(Resolution *resolution, Fact *fact) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const RuleSlot *declared = &rules->slots[frame->first_slot + i];
    if (!declared->otherwise || fact_slot(fact, i)) continue;
    const FactSlot *from = fact_slot(fact, declared->otherwise - 1u);
    if (!from || from->kind == FACT_TEXT) continue;
    FactSlot slot = *from;
    slot.slot = (uint8_t)i;
    slot.kind = FACT_SPAN;
    slot.carried = SLOT_OTHERWISE;
    if (declared->kind == SLOT_ENTITY) {
      TypeId type = rules->slot_types[declared->first_type + declared->type_count - 1];
      slot.entity = resolve_entity_named(resolution, type, text_slice(analysis->text, from->begin, from->end));
    }
    uint32_t at = (uint32_t)(from - fact->slots.data);
    fact->slots.data[at] = slot;
  }
}

/* 跌至每吨负42.5美元: a level below zero, of which a direction would say that it is the size of a change. */
static void drop_direction(const Resolution *resolution, Fact *fact) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  const FactSlot *value = fact_slot(fact, rule_frame_slot(rules, frame, SLICE("value")));
  const FactSlot *change = fact_slot(fact, rule_frame_slot(rules, frame, SLICE("change")));
  if (!change || !value || value->kind != FACT_VALUE) return;
  if (decimal_compare(resolution->analysis->values.data[value->value].number, (Decimal){0, 0}) >= 0) return;
  uint32_t at = (uint32_t)(change - fact->slots.data);
  for (uint32_t i = at + 1; i < fact->slots.count; i++) fact->slots.data[i - 1] = fact->slots.data[i];
  fact->slots.count--;
}

/* Also drops what relates a thing to itself: 晨星 is no part of 晨星科技有限公司. */
static void drop_incomplete(const RuleSet *rules, Fact *fact) {
  const RuleFrame *frame = &rules->frames[fact->frame];
  const FactSlot *subject = fact_slot(fact, 0), *object = fact_slot(fact, 1);
  bool reflexive = frame->relation.length && subject && object && subject->entity != ENTITY_NONE;
  if (reflexive && subject->entity == object->entity) fact->dropped = true;
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    if (!rules->slots[frame->first_slot + i].optional && !fact_slot(fact, i)) fact->dropped = true;
  }
}

typedef struct {
  const Fact *fact;
  uint32_t index;
} Placed;

static int by_place(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->fact->sentence != y->fact->sentence) return x->fact->sentence < y->fact->sentence ? -1 : 1;
  if (x->fact->end != y->fact->end) return x->fact->end < y->fact->end ? -1 : 1;
  if (x->fact->begin != y->fact->begin) return x->fact->begin < y->fact->begin ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

/* Facts in the order in which the text comes to an end with them, so that what is carried stands before. */
static Placed *in_order(Resolution *resolution) {
  const Analysis *analysis = resolution->analysis;
  Placed *order = ARENA_ARRAY(resolution->arena, Placed, analysis->facts.count + 1);
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    Fact *fact = &analysis->facts.data[i];
    for (uint32_t k = 0; k < fact->slots.count; k++) fact->slots.data[k].entity = ENTITY_NONE;
    order[i] = (Placed){fact, i};
  }
  qsort(order, analysis->facts.count, sizeof *order, by_place);
  return order;
}

/* How many facts were made of the same match as the one at `first` of `order`, which ends with `count`. */
static uint32_t group_size(const Placed *order, uint32_t first, uint32_t count) {
  uint32_t size = 1;
  while (first + size < count && order[first + size].fact->match == order[first].fact->match) size++;
  return size;
}

/* Of a zipped list without subjects each item goes on from its own fact before the list:
   收入5亿元、利润1亿元，分别增长8%、3%. `made` claims stood before the list, of which this is number `item` of `size`.
   NULL where the sentence has fewer. */
static const Fact *paired_fact(const Resolution *resolution, const Fact *fact, uint32_t made, uint32_t item,
                               uint32_t size) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  if (!(rules->rules[fact->rule].flags & RULE_ZIP) || size < 2 || made < size || fact_slot(fact, 0)) return NULL;
  uint32_t back = size - item; /* of its frame */
  for (uint32_t i = made; i-- > 0;) {
    const Fact *before = &resolution->analysis->facts.data[resolution->claims.data[i]];
    if (before->sentence != fact->sentence) return NULL;
    if (before->frame == fact->frame && --back == 0) return before;
  }
  return NULL;
}

void resolve_run(Resolution *resolution, Arena *arena, Analysis *analysis) {
  *resolution = (Resolution){.arena = arena, .analysis = analysis};
  resolve_entities(resolution);
  resolve_onlookers(resolution);
  const RuleSet *rules = analysis->vocabulary->rules;
  const Fact **last = ARENA_ARRAY(arena, const Fact *, rules->frames_count + 1);
  const Fact **lead = ARENA_ARRAY(arena, const Fact *, rules->frames_count + 1);
  const Fact **base = ARENA_ARRAY(arena, const Fact *, rules->frames_count + 1);
  Placed *order = in_order(resolution);
  Merging *merging = resolve_merging(arena);
  uint32_t group = 0, size = 0, made = 0;
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    Fact *fact = &analysis->facts.data[order[i].index];
    if (i >= group + size)
      group = i, size = group_size(order, i, analysis->facts.count), made = resolution->claims.count;
    if (fact->dropped) continue;
    choose_abreast(resolution, fact, last[fact->frame]);
    resolve_slots(resolution, fact, last[fact->frame]);
    const Fact *paired = paired_fact(resolution, fact, made, i - group, size);
    carry_slots(resolution, fact, paired ? paired : last[fact->frame], lead[fact->frame], base[fact->frame]);
    take_otherwise(resolution, fact);
    drop_direction(resolution, fact);
    drop_incomplete(rules, fact);
    if (!fact->dropped) fact->dropped = resolve_merge(resolution, merging, fact);
    if (fact->dropped) continue;
    last[fact->frame] = fact;
    if (has_absolute_measure(resolution, fact)) base[fact->frame] = fact;
    const FactSlot *subject = fact_slot(fact, 0);
    bool own = subject && subject->carried != SLOT_OTHERWISE;
    if (own && (!lead[fact->frame] || lead[fact->frame]->sentence != fact->sentence)) lead[fact->frame] = fact;
    VECTOR_PUSH(arena, &resolution->claims, order[i].index);
  }
  resolve_headlines(resolution);
}
