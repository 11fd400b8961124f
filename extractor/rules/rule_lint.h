/* rule_lint.h - what is no error and yet hardly meant: rules that can never match, names that nothing uses, rules
   without a test. Warnings have codes W001 to W007 (rule_codes.h). A comment `# spo: allow W003` right above a
   statement silences that warning for it. */
#ifndef SPO_RULES_RULE_LINT_H
#define SPO_RULES_RULE_LINT_H

#include "rules/rule_set.h"
#include "rules/rule_tree.h"

/* Looks at files that were compiled into `rules` without errors; reports on those of directory `first_root` and later
   ones only (RuleFile.root). Returns the number of warnings. */
uint32_t rule_lint(Arena *arena, const RuleFile *files, uint32_t count, const RuleSet *rules, uint32_t first_root,
                   const Diagnostics *diagnostics);

#endif
