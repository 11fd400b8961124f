#include "resolve/resolve.h"

/* Whether an entity type answers to a pronoun's kind: person, organization, place, product. */
static bool fits_kind(const RuleSet *rules, TypeId type, Slice kind) {
  return slice_equal_ignore_case(rule_string(rules, rules->types[type].name), kind);
}

/* The speaker of the last quotation before a position: 他 most often is the one who spoke. */
static uint32_t last_speaker(const Resolution *resolution, uint32_t before, Slice kind) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Quotation"));
  if (frame == UINT32_MAX) return ENTITY_NONE;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("speaker"));
  uint32_t found = ENTITY_NONE, found_at = 0;
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->frame != frame || fact->dropped || fact->begin >= before) continue;
    const FactSlot *speaker = fact_slot(fact, slot);
    if (!speaker || speaker->entity == ENTITY_NONE || fact->begin < found_at) continue;
    if (!fits_kind(rules, resolution->entities.data[speaker->entity].type, kind)) continue;
    found = speaker->entity;
    found_at = fact->begin;
  }
  return found;
}

/* The entity of the kind that was named last before a position, in the same sentence or in one of the three before. Of
   organizations it is the one that the document speaks of most: 公司 in an article about a company is that company, even
   if an exchange was named since. */
static uint32_t last_named(const Resolution *resolution, uint32_t before, uint32_t sentence, Slice kind,
                           uint32_t *mention_at) {
  const Analysis *analysis = resolution->analysis;
  bool most_named = slice_is(kind, "organization");
  uint32_t found = ENTITY_NONE, found_count = 0;
  *mention_at = 0;
  for (uint32_t i = 0; i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->end > before || mention->nested || mention->open || mention->sentence + 3 < sentence) continue;
    if (!fits_kind(analysis->vocabulary->rules, mention->type, kind)) continue;
    uint32_t entity = resolution->entity_of_mention[i];
    uint32_t count = most_named ? resolution->entities.data[entity].mention_count : 0;
    if (count < found_count || (count == found_count && mention->begin < *mention_at)) continue;
    found = entity;
    found_count = count;
    *mention_at = mention->begin;
  }
  return found;
}

uint32_t resolve_pronoun(const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  uint32_t named_at;
  uint32_t named = last_named(resolution, slot->begin, fact->sentence, slot->text, &named_at);
  if (!slice_is(slot->text, "person")) return named;
  uint32_t speaker = last_speaker(resolution, slot->begin, slot->text);
  /* Somebody named in the sentence itself, before the pronoun, is nearer than the last speaker. */
  bool same_sentence = named != ENTITY_NONE && text_sentence_at(resolution->analysis->text, named_at) == fact->sentence;
  return speaker != ENTITY_NONE && !same_sentence ? speaker : named;
}
