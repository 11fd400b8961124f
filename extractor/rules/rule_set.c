#include "rules/rule_set.h"

bool rule_name_is_reserved(Slice name) {
  static const char *const RESERVED[] = {"Unit",        "UnitBefore",   "Scale",      "NumberWord",
                                         "Month",       "PeriodWord",   "PeriodTail", "Pronoun",
                                         "CommonWord",  "FunctionWord", "NotCounted", "Abbreviation",
                                         "CurrencyCue", "Alias",        "NamePart",   RULE_TYPE_DESCRIPTION};
  for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++) {
    if (slice_is(name, RESERVED[i])) return true;
  }
  return false;
}

uint32_t rule_set_type(const RuleSet *rules, Slice name) {
  for (uint32_t i = 0; i < rules->types_count; i++) {
    if (slice_equal(rule_string(rules, rules->types[i].name), name)) return i;
  }
  return UINT32_MAX;
}

uint32_t rule_set_frame(const RuleSet *rules, Slice name) {
  for (uint32_t i = 0; i < rules->frames_count; i++) {
    if (slice_equal(rule_string(rules, rules->frames[i].name), name)) return i;
  }
  return UINT32_MAX;
}

uint32_t rule_set_rule(const RuleSet *rules, Slice name) {
  for (uint32_t i = 0; i < rules->rules_count; i++) {
    if (slice_equal(rule_string(rules, rules->rules[i].name), name)) return i;
  }
  return UINT32_MAX;
}

uint32_t rule_frame_slot(const RuleSet *rules, const RuleFrame *frame, Slice name) {
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    if (slice_equal(rule_string(rules, rules->slots[frame->first_slot + i].name), name)) return i;
  }
  return UINT32_MAX;
}
