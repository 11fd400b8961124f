/* What a match cannot do without besides its anchor: elements of which an edge must stand in front of the anchor or
   behind it. Where the sentence has none, the match need not be tried. */
#include "rules/rule_compiler_internal.h"

/* Of each side the rarest are kept; a choice of more types than these takes longer to look at than it saves. */
enum { MOST_NEEDS = 3, MOST_TYPES = 24 };

typedef struct {
  TypeId types[MOST_TYPES];
  uint32_t count;
  double frequency;
} Need;

static bool need_type(const Compiler *compiler, uint32_t type, Need *need) {
  if (type == UINT32_MAX || (type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF) || need->count == MOST_TYPES)
    return false;
  need->types[need->count++] = (TypeId)type;
  need->frequency += compiler->type_info.data[type].measured;
  return true;
}

/* Whether nothing matches the pattern without an edge of one of the types that are added to `need`. */
static bool needs_edge(const Compiler *compiler, const Pattern *pattern, Need *need) {
  if (pattern->meaning) return needs_edge(compiler, pattern->meaning, need);
  const Need before = *need;
  bool all = pattern->kind == PATTERN_CHOICE && pattern->children.count > 0;
  switch (pattern->kind) {
    case PATTERN_TYPE:
    case PATTERN_LITERAL:
      return need_type(compiler, pattern->type, need);
    case PATTERN_CAPTURE:
      return needs_edge(compiler, pattern->children.data[0], need);
    case PATTERN_REPEAT:
      return pattern->least > 0 && needs_edge(compiler, pattern->children.data[0], need);
    case PATTERN_CHOICE:
      for (uint32_t i = 0; i < pattern->children.count && all; i++) {
        all = needs_edge(compiler, pattern->children.data[i], need);
      }
      return all;
    case PATTERN_SEQUENCE:
      for (uint32_t i = 0; i < pattern->children.count; i++) {
        if (needs_edge(compiler, pattern->children.data[i], need)) return true;
        *need = before;
      }
      return false;
    default:
      return false;
  }
}

static void add_need(Compiler *compiler, const Need *need, bool in_front) {
  RuleNeed made = {.first_type = compiler->need_types.count,
                   .type_count = need->count,
                   .in_front = in_front,
                   .within = NEED_ANYWHERE};
  VECTOR_APPEND(compiler->arena, &compiler->need_types, need->types, need->count);
  VECTOR_PUSH(compiler->arena, &compiler->needs, made);
}

void compiler_add_needs(Compiler *compiler, Pattern *const *elements, uint32_t count, bool in_front) {
  Need rarest[MOST_NEEDS];
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    Need need = {.count = 0};
    if (!needs_edge(compiler, elements[i], &need)) continue;
    uint32_t at = kept < MOST_NEEDS ? kept++ : MOST_NEEDS;
    for (; at > 0 && rarest[at - 1].frequency > need.frequency; at--) {
      if (at < MOST_NEEDS) rarest[at] = rarest[at - 1];
    }
    if (at < MOST_NEEDS) rarest[at] = need;
  }
  for (uint32_t i = 0; i < kept; i++) add_need(compiler, &rarest[i], in_front);
}

void compiler_add_condition_needs(Compiler *compiler, const RuleStatement *statement) {
  for (uint32_t i = 0; i < statement->conditions.count; i++) {
    const RuleCondition *condition = &statement->conditions.data[i];
    bool beside = condition->kind == CONDITION_BEFORE || condition->kind == CONDITION_AFTER;
    if (!beside || condition->negated || condition->has_cost) continue;
    Pattern *const whole[] = {condition->pattern};
    bool sequence = condition->pattern->kind == PATTERN_SEQUENCE;
    compiler_add_needs(compiler, sequence ? condition->pattern->children.data : whole,
                       sequence ? condition->pattern->children.count : 1, condition->kind == CONDITION_AFTER);
  }
}
