/* What can be said of rules that cannot be compiled, and of tests. */
#include "rules/rule_compiler_internal.h"
#include "rules/rule_set.h"

static bool emits(const RuleStatement *statement) {
  return statement->action == ACTION_EMIT || statement->action == ACTION_EACH;
}

/* `-> slot=value` below a rule that emits facts: the slot must be one of its frame. */
static void check_expected(Compiler *compiler, const RuleFrame *frame, RuleName slot) {
  NameTable names = {0};
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    Slice known = compiler_text(compiler, compiler->slots.data[frame->first_slot + i].name);
    if (slice_equal(known, slot.text)) return;
    name_table_add(&names, compiler->arena, known, i);
  }
  Slice name = compiler_text(compiler, frame->name);
  compiler_error(compiler, "E061", slot.place, name_table_hint(&names, compiler->arena, slot.text),
                 "the frame %.*s has no slot `%.*s`", (int)name.length, name.data, (int)slot.text.length,
                 slot.text.data);
}

static void check_tests(Compiler *compiler, const RuleStatement *statement, const RuleFrame *frame) {
  for (uint32_t i = 0; i < statement->tests.count; i++) {
    const RuleTest *test = &statement->tests.data[i];
    for (uint32_t k = 0; k < test->facts.count; k++) {
      const ExpectedFact *fact = &test->facts.data[k];
      for (uint32_t j = 0; j < fact->count; j++) check_expected(compiler, frame, fact->data[j].slot);
    }
  }
}

static void check_unfit(Compiler *compiler, const RuleStatement *statement) {
  Pattern *pattern;
  for (uint32_t i = 0; (pattern = rule_pattern(statement, i)) != NULL; i++) compiler_resolve_pattern(compiler, pattern);
  Rule rule = {.produced = UINT32_MAX};
  if (!emits(statement)) return;
  rule.produced = name_table_find(&compiler->frame_names, statement->produced.text);
  compiler_collect_captures(compiler, &rule, statement);
  compiler_check_values(compiler, &rule, statement, rule.produced != UINT32_MAX);
  if (rule.produced != UINT32_MAX) check_tests(compiler, statement, &compiler->frames.data[rule.produced]);
}

void compiler_check_rules(Compiler *compiler) {
  for (uint32_t i = 0; i < compiler->unfit_rules.count; i++) check_unfit(compiler, compiler->unfit_rules.data[i]);
  for (uint32_t i = 0; i < compiler->rules.count; i++) {
    const RuleStatement *statement = compiler->rule_info.data[i].statement;
    if (emits(statement)) check_tests(compiler, statement, &compiler->frames.data[compiler->rules.data[i].produced]);
  }
}
