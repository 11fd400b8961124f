/* What rules find: the rule files in tests/data/rules/features test themselves by their ok and no lines, each through
   parsing, compiling, matching and resolving. Stricter than `spo test`: an `ok` line with `->` lines below it says all
   that its rule finds. Files whose names begin with en- are of English, all others of Chinese. */
#include "unit/rules_check.h"

#define FEATURES SPO_SOURCE_DIR "/tests/data/rules/features"

static unsigned tests, wrong;

static bool slot_says(Check *check, const Fact *fact, const ExpectedSlot *expected) {
  const RuleFrame *frame = &check->rules.frames[fact->frame];
  uint32_t slot = rule_frame_slot(&check->rules, frame, expected->slot.text);
  const FactSlot *found = slot == UINT32_MAX ? NULL : fact_slot(fact, slot);
  if (!found) return false;
  Slice said = graph_slot_text(&check->arena, &check->resolution, fact, found);
  if (slice_equal(said, expected->value.text)) return true;
  return found->kind != FACT_TEXT &&
         slice_equal(text_slice(&check->text, found->begin, found->end), expected->value.text);
}

/* A fact with these slots and no others. */
static bool is_expected(Check *check, const Fact *fact, const ExpectedFact *expected) {
  if (fact->slots.count != expected->count) return false;
  for (uint32_t i = 0; i < expected->count; i++) {
    if (!slot_says(check, fact, &expected->data[i])) return false;
  }
  return true;
}

static uint32_t count_claims(Check *check, uint32_t rule, const ExpectedFact *expected) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < check->resolution.claims.count; i++) {
    const Fact *fact = &check->analysis.facts.data[check->resolution.claims.data[i]];
    count += fact->rule == rule && (!expected || is_expected(check, fact, expected));
  }
  return count;
}

static uint32_t count_mentions(Check *check, uint32_t rule, const ExpectedFact *expected) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < check->analysis.mentions.count; i++) {
    const Mention *mention = &check->analysis.mentions.data[i];
    if (mention->rule != rule || mention->open) continue;
    Slice type = rule_string(&check->rules, check->rules.types[mention->type].name);
    bool named = !expected ||
                 (slice_equal(expected->data[0].slot.text, type) &&
                  slice_equal(expected->data[0].value.text, text_slice(&check->text, mention->begin, mention->end)));
    count += named;
  }
  return count;
}

static bool same_expected(const ExpectedFact *a, const ExpectedFact *b) {
  if (a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    if (!slice_equal(a->data[i].slot.text, b->data[i].slot.text)) return false;
    if (!slice_equal(a->data[i].value.text, b->data[i].value.text)) return false;
  }
  return true;
}

static const char *line_fault(Check *check, uint32_t rule, const RuleTest *test) {
  uint32_t (*count)(Check *, uint32_t, const ExpectedFact *) =
      check->rules.rules[rule].flags & RULE_MARK ? count_mentions : count_claims;
  check_run(check, test->text);
  uint32_t found = count(check, rule, NULL);
  if (!test->positive) return found ? "must not fire here" : NULL;
  if (!test->facts.count) return found ? NULL : "does not fire here";
  for (uint32_t i = 0; i < test->facts.count; i++) {
    const ExpectedFact *expected = &test->facts.data[i];
    uint32_t wanted = 0; /* the same fact may stand there more than once */
    for (uint32_t k = 0; k < test->facts.count; k++) wanted += same_expected(expected, &test->facts.data[k]);
    if (count(check, rule, expected) != wanted) return "does not find what it should";
  }
  return found == test->facts.count ? NULL : "finds more than it should";
}

static void run_file(const char *path) {
  Check check;
  check_init(&check);
  const char *name = strrchr(path, '/') + 1;
  const char *language = strncmp(name, "en-", 3) == 0 ? "en" : "zh";
  if (check_load(&check, language, path) != SPO_SUCCESS) fail_msg("%s\n%s", path, check.messages.text);
  const RuleFile *file = &check.files[0];
  for (uint32_t i = 0; i < file->rules.count; i++) {
    const RuleStatement *statement = &file->rules.data[i];
    uint32_t rule = rule_set_rule(&check.rules, statement->name.text);
    for (uint32_t k = 0; k < statement->tests.count; k++) {
      const RuleTest *test = &statement->tests.data[k];
      const char *fault = line_fault(&check, rule, test);
      tests++;
      if (!fault) continue;
      wrong++;
      size_t line, column;
      rule_position(file->source, test->place.begin, &line, &column);
      Slice claims = check_claims(&check), mentions = check_mentions(&check);
      print_error("%s:%zu: %.*s %s; found\n%.*s%.*s\n", path, line, (int)statement->name.text.length,
                  statement->name.text.data, fault, (int)claims.length, claims.data, (int)mentions.length,
                  mentions.data);
    }
  }
  check_free(&check);
}

static void rule_files_pass_their_own_tests(void **state) {
  (void)state;
  check_each_file(FEATURES, ".spo", run_file);
  assert_int_equal(0, wrong);
  assert_true(tests >= 100);
}

int main(void) {
  const struct CMUnitTest all[] = {cmocka_unit_test(rule_files_pass_their_own_tests)};
  return cmocka_run_group_tests(all, NULL, NULL);
}
