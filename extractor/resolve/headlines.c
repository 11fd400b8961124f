/* Headlines say in short what the text says again: a figure of a heading that a sentence below gives as well, of
   a thing with a name, is no second one. Measured in languages with spaces only. */
#include "resolve/resolve.h"

static bool in_heading(const Text *text, const Fact *fact) {
  return text->paragraphs.data[text->sentences.data[fact->sentence].paragraph].kind == BLOCK_HEADING;
}

static const Value *value_of(const Analysis *analysis, const Fact *fact, uint32_t slot) {
  const FactSlot *value = fact_slot(fact, slot);
  return value && value->kind == FACT_VALUE ? &analysis->values.data[value->value] : NULL;
}

static bool is_same_figure(const Value *a, const Value *b) {
  return a && b && slice_equal(a->unit, b->unit) && decimal_compare(a->number, b->number) == 0;
}

/* Not what a slot of an open type made of words: efficiency, of which the heading may say whose it is. */
static bool is_name(const Resolution *resolution, uint32_t entity) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  return !(rules->types[resolution->entities.data[entity].type].flags & TYPE_OPEN);
}

/* Among the claims behind number `at`, which stand in the order of the text. */
static bool is_said_below(const Resolution *resolution, uint32_t at, uint32_t slot) {
  enum { MOST_BELOW = 400 };
  const Analysis *analysis = resolution->analysis;
  const Fact *fact = &analysis->facts.data[resolution->claims.data[at]];
  const Value *value = value_of(analysis, fact, slot);
  for (uint32_t i = at + 1; i < resolution->claims.count && i - at <= MOST_BELOW && value; i++) {
    const Fact *other = &analysis->facts.data[resolution->claims.data[i]];
    const FactSlot *subject = fact_slot(other, 0);
    bool named = subject && subject->entity != ENTITY_NONE && is_name(resolution, subject->entity);
    bool below = other->frame == fact->frame && named && !in_heading(analysis->text, other);
    if (below && is_same_figure(value, value_of(analysis, other, slot))) return true;
  }
  return false;
}

void resolve_headlines(Resolution *resolution) {
  Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Statistic"));
  if (frame == UINT32_MAX || !analysis->vocabulary->spaced) return;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("value")), kept = 0;
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    Fact *fact = &analysis->facts.data[resolution->claims.data[i]];
    bool headline = fact->frame == frame && in_heading(analysis->text, fact);
    if (headline && is_said_below(resolution, i, slot)) fact->dropped = true;
  }
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    if (!analysis->facts.data[resolution->claims.data[i]].dropped) {
      resolution->claims.data[kept++] = resolution->claims.data[i];
    }
  }
  resolution->claims.count = kept;
}
