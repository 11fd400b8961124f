#include "rules/rule_compiler_internal.h"

/* Rules are ordered by what they use: one that uses a type runs after all that mark it. Early rules mark entities at a
   cost, or what such rules use; between them and the late ones the entities of a sentence are chosen. */

static void use_types(Compiler *compiler, CompilerRule *rule, const Pattern *pattern) {
  if (pattern->meaning) use_types(compiler, rule, pattern->meaning);
  if (pattern->kind == PATTERN_TYPE && !pattern->meaning && pattern->type != UINT32_MAX) {
    VECTOR_PUSH(compiler->arena, &rule->uses, pattern->type);
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) use_types(compiler, rule, pattern->children.data[i]);
}

/* Slots of facts ask whether a text is a description. */
static void use_descriptions(Compiler *compiler, CompilerRule *rule) {
  uint32_t type = name_table_find(&compiler->type_names, SLICE(RULE_TYPE_DESCRIPTION));
  if (type != UINT32_MAX) VECTOR_PUSH(compiler->arena, &rule->uses, type);
}

static bool marks(const Compiler *compiler, uint32_t rule, uint32_t type) {
  const Rule *made = &compiler->rules.data[rule];
  return compiler->rule_info.data[rule].statement->action == ACTION_MARK && made->produced == type;
}

/* Rules that early rules use are early themselves, until nothing changes. */
static void find_early(Compiler *compiler) {
  uint32_t count = compiler->rule_info.count;
  bool changed = true;
  for (uint32_t i = 0; i < count; i++) {
    const RuleStatement *statement = compiler->rule_info.data[i].statement;
    compiler->rule_info.data[i].early = statement->action == ACTION_MARK && statement->has_cost;
  }
  while (changed) {
    changed = false;
    for (uint32_t i = 0; i < count; i++) {
      if (!compiler->rule_info.data[i].early) continue;
      const CompilerRule *rule = &compiler->rule_info.data[i];
      for (uint32_t k = 0; k < rule->uses.count; k++) {
        for (uint32_t j = 0; j < count; j++) {
          if (!compiler->rule_info.data[j].early && marks(compiler, j, rule->uses.data[k])) {
            compiler->rule_info.data[j].early = changed = true;
          }
        }
      }
    }
  }
}

typedef struct {
  Compiler *compiler;
  uint8_t *state; /* by rule: 0 not seen, 1 on the way, 2 done */
  uint32_t path[256];
  uint32_t depth;
} Ordering;

static void report_cycle(Ordering *ordering, uint32_t back_to) {
  Compiler *compiler = ordering->compiler;
  uint32_t from = 0;
  while (from < ordering->depth && ordering->path[from] != back_to) from++;
  Slice path = SLICE("");
  for (uint32_t i = ordering->depth; i-- > from;) {
    const RuleStatement *statement = compiler->rule_info.data[ordering->path[i]].statement;
    path = arena_print(compiler->arena, "%.*s%.*s (marks %.*s) -> ", (int)path.length, path.data,
                       (int)statement->name.text.length, statement->name.text.data,
                       (int)statement->produced.text.length, statement->produced.text.data);
  }
  const RuleStatement *first = compiler->rule_info.data[back_to].statement;
  compiler_error(
      compiler, "E050", first->name.place, "let one of them mark a type of its own, which the other then uses",
      "rules need one another: %.*s%.*s", (int)path.length, path.data,
      (int)ordering->compiler->rule_info.data[ordering->path[ordering->depth - 1]].statement->name.text.length,
      ordering->compiler->rule_info.data[ordering->path[ordering->depth - 1]].statement->name.text.data);
}

/* The phase of a rule within its part (early or late), counted from 0. */
static uint32_t visit(Ordering *ordering, uint32_t number) {
  Compiler *compiler = ordering->compiler;
  Rule *rule = &compiler->rules.data[number];
  if (ordering->state[number] == 2) return rule->phase;
  if (ordering->state[number] == 1 || ordering->depth == sizeof ordering->path / sizeof ordering->path[0]) {
    report_cycle(ordering, number);
    return 0;
  }
  ordering->state[number] = 1;
  ordering->path[ordering->depth++] = number;
  const CompilerRule *info = &compiler->rule_info.data[number];
  uint32_t phase = 0;
  for (uint32_t i = 0; i < info->uses.count; i++) {
    for (uint32_t other = 0; other < compiler->rules.count; other++) {
      if (!marks(compiler, other, info->uses.data[i])) continue;
      if (compiler->rule_info.data[other].early != info->early) continue; /* early ones are done before late ones */
      uint32_t after = visit(ordering, other) + 1;
      if (after > phase) phase = after;
    }
  }
  ordering->depth--;
  ordering->state[number] = 2;
  compiler->rules.data[number].phase = phase;
  return phase;
}

/* Numbers the phases from 0 within early rules, and within all others; returns how many each has. */
static void number_phases(Compiler *compiler, uint32_t *early, uint32_t *late) {
  Ordering ordering = {.compiler = compiler, .state = ARENA_ARRAY(compiler->arena, uint8_t, compiler->rules.count + 1)};
  *early = *late = 0;
  for (uint32_t i = 0; i < compiler->rules.count; i++) {
    uint32_t phase = visit(&ordering, i);
    uint32_t *phases = compiler->rule_info.data[i].early ? early : late;
    if (phase + 1 > *phases) *phases = phase + 1;
  }
}

void compiler_order(Compiler *compiler, RuleSet *rules) {
  for (uint32_t i = 0; i < compiler->rule_info.count; i++) {
    CompilerRule *rule = &compiler->rule_info.data[i];
    const Pattern *pattern;
    for (uint32_t k = 0; (pattern = rule_pattern(rule->statement, k)) != NULL; k++) use_types(compiler, rule, pattern);
    if (rule->statement->action != ACTION_MARK) use_descriptions(compiler, rule);
  }
  find_early(compiler);
  compiler_find_on_demand(compiler);
  uint32_t early, late;
  number_phases(compiler, &early, &late);
  rules->early_phases = early;
  rules->late_phases = early + late;
  rules->phase_count = early + 2 * late; /* what runs on demand keeps its order behind all that does not */
  for (uint32_t i = 0; i < compiler->rules.count; i++) {
    Rule *rule = &compiler->rules.data[i];
    CompilerRule *info = &compiler->rule_info.data[i];
    if (info->early) {
      rule->flags |= RULE_EARLY;
      continue;
    }
    info->joined_phase = rules->late_phases + rule->phase;
    if (info->on_demand) rule->flags |= RULE_ON_DEMAND;
    rule->phase += info->on_demand ? rules->late_phases : early;
  }
}

uint32_t compiler_phase(const Compiler *compiler, uint32_t match) {
  const RuleMatch *made = &compiler->matches.data[match];
  return made->part ? compiler->rule_info.data[made->rule].joined_phase : compiler->rules.data[made->rule].phase;
}
