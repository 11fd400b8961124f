/* rule_outline.h - what depends on what among the statements of rule files: for messages that say what an error costs.
 */
#ifndef SPO_RULES_RULE_OUTLINE_H
#define SPO_RULES_RULE_OUTLINE_H

#include "rules/rule_tree.h"

/* The statement at a byte offset of a file, or NULL. */
const StatementOutline *rule_statement_at(const RuleFile *file, size_t offset);

/* The rules that do not count because of what is wrong at `offset` of the file called `name`, with their tests, as
   text: "rules a, b, c (3 rules, 5 tests)". Empty where there are none. `length` is not 0 where that many bytes are a
   name that means nothing, so that whatever uses it is off. */
Slice rule_consequences(Arena *arena, const RuleFile *files, uint32_t count, Slice name, size_t offset, size_t length);

#endif
