/* Rules that need not be applied until something asks for what they find: what a join looks for is of use only where
   its rule has matched, what qualifies facts only where there are some, and marks that nothing but these use only where
   they do. */
#include "rules/rule_compiler_internal.h"

/* `used`: by type, whether a pattern that was added uses it. */
static void add_uses(bool *used, const Pattern *pattern) {
  if (pattern->meaning) add_uses(used, pattern->meaning);
  if (pattern->kind == PATTERN_TYPE && !pattern->meaning && pattern->type != UINT32_MAX) used[pattern->type] = true;
  for (uint32_t i = 0; i < pattern->children.count; i++) add_uses(used, pattern->children.data[i]);
}

/* What a rule's own matches and its conditions use. */
static void add_own_uses(bool *used, const RuleStatement *statement) {
  for (uint32_t i = 0; i < statement->matches.count; i++) add_uses(used, statement->matches.data[i]);
  for (uint32_t i = 0; i < statement->conditions.count; i++) {
    if (statement->conditions.data[i].pattern) add_uses(used, statement->conditions.data[i].pattern);
  }
}

/* A rule that marks what does not reach the graph, and what no slot of a fact asks for. */
static bool marks_aside(const Compiler *compiler, uint32_t number) {
  const Rule *rule = &compiler->rules.data[number];
  if (!(rule->flags & RULE_MARK) || compiler->rule_info.data[number].early) return false;
  bool description = rule->produced == name_table_find(&compiler->type_names, SLICE(RULE_TYPE_DESCRIPTION));
  return compiler->types.data[rule->produced].kind == TYPE_MARK && !description;
}

void compiler_find_on_demand(Compiler *compiler) {
  for (uint32_t i = 0; i < compiler->rules.count; i++) {
    compiler->rule_info.data[i].on_demand = (compiler->rules.data[i].flags & RULE_QUALIFY) || marks_aside(compiler, i);
  }
  bool *used = ARENA_ARRAY(compiler->arena, bool, compiler->types.count + 1);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < compiler->rules.count; i++) {
      const CompilerRule *rule = &compiler->rule_info.data[i];
      if (!rule->on_demand) add_own_uses(used, rule->statement);
    }
    for (uint32_t i = 0; i < compiler->rules.count; i++) {
      CompilerRule *rule = &compiler->rule_info.data[i];
      if (!rule->on_demand || !marks_aside(compiler, i) || !used[compiler->rules.data[i].produced]) continue;
      rule->on_demand = false;
      changed = true;
    }
  }
}

/* By rule: whether it marks on demand what is `used`, or what such a rule uses. */
static void want_markers(const Compiler *compiler, bool *used, bool *wanted) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < compiler->rules.count; i++) {
      const CompilerRule *rule = &compiler->rule_info.data[i];
      if (wanted[i] || !rule->on_demand || !marks_aside(compiler, i)) continue;
      if (!used[compiler->rules.data[i].produced]) continue;
      wanted[i] = changed = true;
      add_own_uses(used, rule->statement);
    }
  }
}

void compiler_add_demands(Compiler *compiler) {
  bool *used = ARENA_ARRAY(compiler->arena, bool, compiler->types.count + 1);
  bool *wanted = ARENA_ARRAY(compiler->arena, bool, compiler->rules.count + 1);
  for (uint32_t i = 0; i < compiler->matches.count; i++) {
    RuleMatch *match = &compiler->matches.data[i];
    const CompilerRule *rule = &compiler->rule_info.data[match->rule];
    match->first_demand = compiler->demands.count;
    if (!match->part && !rule->on_demand) continue;
    memset(used, 0, compiler->types.count * sizeof *used);
    memset(wanted, 0, compiler->rules.count * sizeof *wanted);
    if (match->part) {
      add_uses(used, rule->statement->joins.data[match->part - 1].pattern);
    } else {
      add_own_uses(used, rule->statement);
    }
    want_markers(compiler, used, wanted);
    for (uint32_t k = 0; k < compiler->matches.count; k++) {
      const RuleMatch *other = &compiler->matches.data[k];
      if (wanted[other->rule] && !other->part) VECTOR_PUSH(compiler->arena, &compiler->demands, k);
    }
    match->demand_count = compiler->demands.count - match->first_demand;
  }
}
