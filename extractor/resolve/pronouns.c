#include "resolve/resolve.h"

/* Whether an entity type answers to a pronoun's kind: person, organization, place, product. */
static bool fits_kind(const RuleSet *rules, TypeId type, Slice kind) {
  return slice_equal_ignore_case(rule_string(rules, rules->types[type].name), kind);
}

/* So that a text of nothing but pronouns does not take the square of its length. */
enum { FACTS_BACK = 1000, MENTIONS_BACK = 1000, SENTENCES_BACK = 3 };

/* The speaker of the last quotation before a position in the sentence of `asking`: 他 most often is the one who spoke.
   Facts are ordered by sentence. */
static uint32_t last_speaker(const Resolution *resolution, const Fact *asking, uint32_t before, Slice kind,
                             uint32_t *said_in) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Quotation"));
  if (frame == UINT32_MAX) return ENTITY_NONE;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("speaker"));
  uint32_t found = ENTITY_NONE, found_at = 0, from = (uint32_t)(asking - analysis->facts.data);
  uint32_t to = from > FACTS_BACK ? from - FACTS_BACK : 0;
  while (from < analysis->facts.count && analysis->facts.data[from].sentence == asking->sentence) from++;
  for (uint32_t i = from; i-- > to;) {
    const Fact *fact = &analysis->facts.data[i];
    if (found != ENTITY_NONE && fact->sentence < text_sentence_at(analysis->text, found_at)) break;
    if (fact->frame != frame || fact->dropped || fact->begin >= before) continue;
    const FactSlot *speaker = fact_slot(fact, slot);
    if (!speaker || speaker->entity == ENTITY_NONE || (found != ENTITY_NONE && fact->begin <= found_at)) continue;
    if (!fits_kind(rules, resolution->entities.data[speaker->entity].type, kind)) continue;
    found = speaker->entity;
    found_at = fact->begin;
  }
  *said_in = found == ENTITY_NONE ? 0 : text_sentence_at(analysis->text, found_at);
  return found;
}

/* The first mention of a sentence or of a later one; mentions are ordered by sentence. */
static uint32_t first_mention_of(const Analysis *analysis, uint32_t sentence) {
  uint32_t low = 0, high = analysis->mentions.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (analysis->mentions.data[middle].sentence < sentence) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static bool begins_with(Slice text, Slice begin) {
  return text.length >= begin.length && memcmp(text.data, begin.data, begin.length) == 0;
}

/* Whether a name is of the kind of a phrase without blanks: 本届电影节, 上海国际电影节; 该院, 江州医院. The phrase's
   last two characters are in it, or it ends with the one behind 该, 本, 此. What ends in 公司 says no more than that it
   is one. */
static bool is_alike(const Entity *entity, Slice phrase) {
  enum { HAN = 3 }; /* bytes */
  if (phrase.length >= 2 * HAN && memcmp(phrase.data + phrase.length - 2 * HAN, "公司", 2 * HAN) == 0) return false;
  bool pointing =
      begins_with(phrase, SLICE("该")) || begins_with(phrase, SLICE("本")) || begins_with(phrase, SLICE("此"));
  size_t head = pointing && phrase.length == 2 * HAN ? HAN : 2 * HAN;
  if (phrase.length < 2 * HAN || entity->label.length < head) return false;
  const char *last = phrase.data + phrase.length - head, *end = entity->label.data + entity->label.length;
  if (head == HAN) return memcmp(end - head, last, head) == 0;
  for (const char *at = entity->label.data; at + head <= end; at++) {
    if (memcmp(at, last, head) == 0) return true; /* 该集团: 远山集团有限公司 */
  }
  return false;
}

/* Whether the last word of a phrase is one of a name: the council, Bristol City Council. */
static bool shares_head(const Entity *entity, Slice phrase) {
  size_t begin = phrase.length;
  while (begin > 0 && phrase.data[begin - 1] != ' ') begin--;
  if (begin == 0) return is_alike(entity, phrase);
  Slice head = {phrase.data + begin, phrase.length - begin};
  for (size_t at = 0, end; at < entity->label.length; at = end + 1) {
    for (end = at; end < entity->label.length && entity->label.data[end] != ' ';) end++;
    if (slice_equal_ignore_case((Slice){entity->label.data + at, end - at}, head)) return true;
  }
  return false;
}

/* How much more often others must be named than an organization whose name has the phrase's last word. */
enum { HEAD_WEIGHT = 3 };

/* The entity of the kind that was named last before a position, in sentence `from` or a later one, and among the last
   MENTIONS_BACK mentions. Of organizations it is the one that the document speaks of most: 公司 in an article about a
   company is that company, even if an exchange was named since; `phrase` is what stands for it, or empty. */
static uint32_t last_named(const Resolution *resolution, uint32_t before, uint32_t from, Slice kind, Slice phrase,
                           uint32_t *mention_at) {
  const Analysis *analysis = resolution->analysis;
  bool most_named = slice_is(kind, "organization");
  uint32_t found = ENTITY_NONE, found_count = 0;
  *mention_at = 0;
  uint32_t sentence = text_sentence_at(analysis->text, before), first = first_mention_of(analysis, from);
  uint32_t behind = sentence == UINT32_MAX ? analysis->mentions.count : first_mention_of(analysis, sentence + 1);
  if (behind > MENTIONS_BACK && first < behind - MENTIONS_BACK) first = behind - MENTIONS_BACK;
  for (uint32_t i = first; i < behind; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->end > before || mention->nested || mention->open) continue;
    if (!fits_kind(analysis->vocabulary->rules, mention->type, kind)) continue;
    uint32_t entity = resolution->entity_of_mention[i];
    const Entity *candidate = &resolution->entities.data[entity];
    uint32_t count = most_named ? candidate->mention_count : 1;
    if (shares_head(candidate, phrase)) count *= HEAD_WEIGHT;
    if (count < found_count || (count == found_count && mention->begin < *mention_at)) continue;
    found = entity;
    found_count = count;
    *mention_at = mention->begin;
  }
  return found;
}

/* The entity for which the text has defined this word as a name: （以下简称“公司”）. Words of pronouns are no names
   otherwise, so there is most often none. */
static uint32_t defined_as(const Resolution *resolution, Slice word, Slice kind) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  for (uint32_t i = 0; i < resolution->defined.count; i++) {
    const Entity *entity = &resolution->entities.data[resolution->defined.data[i]];
    if (!fits_kind(rules, entity->type, kind)) continue;
    for (uint32_t k = 0; k < entity->names.count; k++) {
      if (text_matches(resolution->analysis->text, entity->names.data[k], word)) return resolution->defined.data[i];
    }
  }
  return ENTITY_NONE;
}

/* Whether a slot of a fact takes entities of this kind. */
static bool takes_kind(const Resolution *resolution, const Fact *fact, const FactSlot *slot, Slice kind) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleSlot *declared = &rules->slots[rules->frames[fact->frame].first_slot + slot->slot];
  for (uint32_t i = 0; i < declared->type_count; i++) {
    if (fits_kind(rules, rules->slot_types[declared->first_type + i], kind)) return true;
  }
  return false;
}

/* "it": the organization or the product that was named last, of those that the slot takes. */
static uint32_t named_thing(const Resolution *resolution, const Fact *fact, const FactSlot *slot, uint32_t from) {
  static const char *const KINDS[] = {"organization", "product"};
  uint32_t found = ENTITY_NONE, found_at = 0;
  for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
    uint32_t at;
    if (!takes_kind(resolution, fact, slot, slice_of(KINDS[i]))) continue;
    uint32_t named = last_named(resolution, slot->begin, from, slice_of(KINDS[i]), (Slice){0}, &at);
    if (named == ENTITY_NONE || (found != ENTITY_NONE && at < found_at)) continue;
    found = named;
    found_at = at;
  }
  return found;
}

/* Who is named first in the nearest sentence before the asking one, in its paragraph and in sentence `from` or a later
   one, in which somebody is named: 赵大海 in 赵大海来了。他说. */
static uint32_t last_subject(const Resolution *resolution, const Fact *asking, Slice kind, uint32_t from) {
  const Analysis *analysis = resolution->analysis;
  const Text *text = analysis->text;
  uint32_t first = text->paragraphs.data[text->sentences.data[asking->sentence].paragraph].first_sentence;
  if (first < from) first = from;
  uint32_t found = ENTITY_NONE, found_in = 0;
  for (uint32_t i = first_mention_of(analysis, asking->sentence), looked = 0; i-- > 0 && looked < MENTIONS_BACK;
       looked++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->sentence < first || (found != ENTITY_NONE && mention->sentence < found_in)) break;
    if (mention->nested || mention->open || !fits_kind(analysis->vocabulary->rules, mention->type, kind)) continue;
    found = resolution->entity_of_mention[i];
    found_in = mention->sentence;
  }
  return found;
}

uint32_t resolve_pronoun(const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  Slice word = text_slice(resolution->analysis->text, slot->begin, slot->end);
  uint32_t defined = defined_as(resolution, word, slot->text);
  if (defined != ENTITY_NONE) return defined;
  uint32_t named_at, from = fact->sentence > SENTENCES_BACK ? fact->sentence - SENTENCES_BACK : 0;
  if (slice_is(slot->text, "thing")) return named_thing(resolution, fact, slot, from);
  bool person = slice_is(slot->text, "person");
  uint32_t named = last_named(resolution, slot->begin, from, slot->text, word, &named_at);
  /* 本届大会 may be named long before; 他 is not */
  if (!person && (named == ENTITY_NONE || !shares_head(&resolution->entities.data[named], word))) {
    uint32_t earlier = last_named(resolution, slot->begin, 0, slot->text, word, &named_at);
    if (earlier != ENTITY_NONE && (named == ENTITY_NONE || shares_head(&resolution->entities.data[earlier], word))) {
      named = earlier;
    }
  }
  if (!person) return named;
  /* Somebody named in the sentence itself, before the pronoun, is nearer than the last speaker. */
  if (named != ENTITY_NONE && text_sentence_at(resolution->analysis->text, named_at) == fact->sentence) return named;
  uint32_t speaker_at, speaker = last_speaker(resolution, fact, slot->begin, slot->text, &speaker_at);
  uint32_t behind = speaker == ENTITY_NONE ? 0 : speaker_at + 1;
  uint32_t topic = last_subject(resolution, fact, slot->text, behind > from ? behind : from);
  if (topic != ENTITY_NONE) return topic;
  return speaker != ENTITY_NONE ? speaker : named;
}

/* In a paragraph about something else than the text, what it names is meant, if that is named more than once. */
uint32_t resolve_last(const Resolution *resolution, const FactSlot *slot) {
  const Text *text = resolution->analysis->text;
  uint32_t named_at, sentence = text_sentence_at(text, slot->begin);
  if (sentence != UINT32_MAX) {
    uint32_t from = text->paragraphs.data[text->sentences.data[sentence].paragraph].first_sentence;
    uint32_t named = last_named(resolution, slot->begin, from, slot->text, (Slice){0}, &named_at);
    if (named != ENTITY_NONE && resolution->entities.data[named].mention_count > 1) return named;
  }
  return last_named(resolution, slot->begin, 0, slot->text, (Slice){0}, &named_at);
}
