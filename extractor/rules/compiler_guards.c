/* Lists of guards: what must begin at a place, or must not, for a pattern to go on there. The same list has one number
   wherever it stands, so that it is looked at once. */
#include "rules/rule_compiler_internal.h"

#include <stdlib.h>

/* A guard that is asked for twice counts twice, for the order of threads (see order_transitions), in lists that are not
   longer than MOST_TWICE. */
enum { MOST_GUARDS = 1000, MOST_TWICE = 100 };

static int by_type(const void *a, const void *b) {
  const RuleGuard *x = a, *y = b;
  return x->type != y->type ? x->type - y->type : x->negated - y->negated;
}

/* The number of a list; 0 where there are too many. */
static uint16_t number_of(Compiler *compiler, RuleGuard *guards, uint32_t count, uint32_t apart) {
  guards[count] = (RuleGuard){(TypeId)apart, UINT16_MAX}; /* part of what the list says */
  Slice says = {(const char *)guards, (count + 1) * sizeof *guards};
  uint32_t number = name_table_find(&compiler->guard_names, says);
  if (number != UINT32_MAX) return (uint16_t)number;
  number = compiler->guard_lists.count;
  if (number > UINT16_MAX) return 0;
  RuleGuardList made = {compiler->guards.count, (uint16_t)count, (uint16_t)apart};
  VECTOR_APPEND(compiler->arena, &compiler->guards, guards, count);
  VECTOR_PUSH(compiler->arena, &compiler->guard_lists, made);
  name_table_add(&compiler->guard_names, compiler->arena, arena_copy(compiler->arena, says), number);
  return (uint16_t)number;
}

uint16_t compiler_guards(Compiler *compiler, uint16_t list, const RuleGuard *more, uint32_t count) {
  RuleGuard guards[2 * MOST_GUARDS + 1];
  if (!compiler->guard_lists.count) VECTOR_PUSH(compiler->arena, &compiler->guard_lists, ((RuleGuardList){0, 0, 0}));
  RuleGuardList known = compiler->guard_lists.data[list];
  if (known.count + count > 2 * MOST_GUARDS) return 0;
  if (known.count) memcpy(guards, compiler->guards.data + known.first, known.count * sizeof *guards);
  if (count) memcpy(guards + known.count, more, count * sizeof *guards);
  qsort(guards, known.count + count, sizeof *guards, by_type);
  uint32_t kept = 0;
  bool many = known.count + count > MOST_TWICE;
  for (uint32_t i = 0; i < known.count + count; i++) {
    if (!many || !kept || by_type(&guards[kept - 1], &guards[i]) != 0) guards[kept++] = guards[i];
  }
  return kept > MOST_GUARDS ? 0 : number_of(compiler, guards, kept, 0);
}

uint16_t compiler_guards_apart(Compiler *compiler, uint16_t list, uint32_t apart) {
  RuleGuard guards[MOST_GUARDS + 1];
  RuleGuardList known = compiler->guard_lists.data[list];
  memcpy(guards, compiler->guards.data + known.first, known.count * sizeof *guards);
  return number_of(compiler, guards, known.count, apart < UINT16_MAX ? apart : UINT16_MAX);
}
