#include "graph/fields.h"

#include "graph/controlled.h"
#include "graph/iri.h"

/* A name as lists write it. */
static Slice listed_name(const FieldSource *source, Slice name) {
  return text_as_matched(source->resolution->analysis->text, source->arena, name);
}

static bool word_tag(const Lexicon *lexicon, Slice name, Slice tag, Slice *text) {
  uint32_t word = lexicon_find(lexicon, name);
  if (word == WORD_NONE) return false;
  *text = lexicon_tag(lexicon, lexicon_word(lexicon, word), UINT32_MAX, tag);
  return text->data && text->length;
}

bool field_tag(const FieldSource *source, uint32_t entity, Slice tag, Slice *text) {
  const Entity *named = &source->resolution->entities.data[entity];
  const Vocabulary *vocabulary = source->resolution->analysis->vocabulary;
  for (uint32_t k = 0; k <= (vocabulary->extra ? vocabulary->rules->vocabularies_count : 0); k++) {
    const Lexicon *lexicon = k ? &vocabulary->extra[k - 1] : &vocabulary->rules->lexicon;
    if (word_tag(lexicon, listed_name(source, named->label), tag, text)) return true;
    for (uint32_t i = 0; i < named->names.count; i++) {
      if (word_tag(lexicon, listed_name(source, named->names.data[i]), tag, text)) return true;
    }
  }
  return false;
}

/* The one value of a tag `iri` that a word has; false where it has none or several. */
static bool word_identity(const Lexicon *lexicon, Slice name, Slice *iri) {
  uint32_t found = lexicon_find(lexicon, name), known = 0;
  if (found == WORD_NONE) return false;
  const LexiconWord *word = lexicon_word(lexicon, found);
  const LexiconTags tags = lexicon_tags(lexicon, word);
  for (uint32_t i = tags.first; i < tags.behind; i++) {
    Slice key, value;
    lexicon_tag_at(lexicon, i, &key, &value);
    if (!slice_is(key, "iri") || (known && slice_equal(value, *iri))) continue;
    *iri = value;
    known++;
  }
  return known == 1;
}

bool field_identity(const FieldSource *source, uint32_t entity, Slice *iri) {
  const Entity *named = &source->resolution->entities.data[entity];
  const Vocabulary *vocabulary = source->resolution->analysis->vocabulary;
  for (uint32_t k = 0; k <= (vocabulary->extra ? vocabulary->rules->vocabularies_count : 0); k++) {
    const Lexicon *lexicon = k ? &vocabulary->extra[k - 1] : &vocabulary->rules->lexicon;
    if (k ? !lexicon->tag_count : !vocabulary->identified) continue;
    if (word_identity(lexicon, listed_name(source, named->label), iri)) return true;
    for (uint32_t i = 0; i < named->names.count; i++) {
      if (word_identity(lexicon, listed_name(source, named->names.data[i]), iri)) return true;
    }
  }
  return false;
}

static bool is_time(const Value *value) {
  return value->kind == VALUE_DATE || value->kind == VALUE_PERIOD;
}

static bool value_field(const FieldSource *source, const FactSlot *slot, const Value *value, Slice part, Slice *text) {
  const Text *whole = source->resolution->analysis->text;
  if (slice_is(part, "number")) {
    if (is_time(value)) return false;
    *text = decimal_print(source->arena, value->number);
  } else if (slice_is(part, "upper")) {
    if (!value->ranged) return false;
    *text = decimal_print(source->arena, value->upper);
  } else if (slice_is(part, "unit")) {
    *text = value->unit;
  } else if (slice_is(part, "bound")) {
    *text = bound_word(value->bound);
  } else if (slice_is(part, "date")) {
    if (!is_time(value)) return false;
    *text = time_print(source->arena, &value->time, whole->document->date);
  } else {
    *text = text_slice(whole, slot->begin, slot->end);
  }
  return text->length != 0;
}

bool field_slot(const FieldSource *source, const FactSlot *slot, Slice part, Slice *text) {
  const Analysis *analysis = source->resolution->analysis;
  if (slot->entity != ENTITY_NONE) {
    if (part.length) return field_tag(source, slot->entity, part, text);
    *text = source->resolution->entities.data[slot->entity].label;
  } else if (slot->kind == FACT_VALUE) {
    const RuleFrame *frame = &analysis->vocabulary->rules->frames[source->fact->frame];
    SlotKind kind = (SlotKind)analysis->vocabulary->rules->slots[frame->first_slot + slot->slot].kind;
    bool number = kind == SLOT_DECIMAL || kind == SLOT_QUANTITY;
    if (!part.length && number) part = SLICE("number");
    if (!part.length && kind == SLOT_PERIOD) part = SLICE("date");
    return value_field(source, slot, &analysis->values.data[slot->value], part, text);
  } else {
    if (part.length && !slice_is(part, "text")) return false;
    bool fixed = slot->kind == FACT_TEXT || slot->kind == FACT_PRONOUN;
    *text = fixed ? slot->text : text_slice(analysis->text, slot->begin, slot->end);
  }
  return text->length != 0;
}

static bool field_piece(const FieldSource *source, const RulePiece *piece, Slice *text) {
  Slice named = rule_string(source->resolution->analysis->vocabulary->rules, piece->text);
  *text = named;
  if (piece->kind == PIECE_TEXT) return true;
  if (piece->kind == PIECE_SLOT) {
    const FactSlot *slot = fact_slot(source->fact, piece->slot);
    return slot && field_slot(source, slot, named, text);
  }
  if (piece->kind == PIECE_TAG) return field_tag(source, source->entity, named, text);
  *text = source->resolution->entities.data[source->entity].label;
  return text->length != 0;
}

bool field_fill(const FieldSource *source, RuleTemplate template, bool iri, Slice *text) {
  const RuleSet *rules = source->resolution->analysis->vocabulary->rules;
  if (template.count == 1 && rules->pieces[template.first].kind == PIECE_TEXT) {
    *text = rule_string(rules, rules->pieces[template.first].text);
    return true;
  }
  Slice filled = SLICE("");
  for (uint32_t i = 0; i < template.count; i++) {
    const RulePiece *piece = &rules->pieces[template.first + i];
    Slice value;
    if (!field_piece(source, piece, &value)) return false;
    if (iri && piece->kind != PIECE_TEXT) value = iri_encoded(source->arena, slice_trim(value));
    if (!value.length) return false;
    filled = arena_print(source->arena, "%.*s%.*s", (int)filled.length, filled.data, (int)value.length, value.data);
  }
  *text = filled;
  return true;
}
