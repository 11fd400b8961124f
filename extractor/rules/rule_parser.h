/* rule_parser.h - from a rule file to its tree. Reports every error it finds, not only the first. */
#ifndef SPO_RULES_RULE_PARSER_H
#define SPO_RULES_RULE_PARSER_H

#include "rules/rule_tree.h"

/* Every statement is in `file->outline`, also those with errors.

   Parses `source` (which must outlive the tree). What is wrong is reported and left out of the tree; SPO_BAD_RULES
 * then. */
SpoStatus rule_parse(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics, RuleFile *file);

/* Adds the slots of `slot=value slot="two words"`, from byte `at` to the end of a line. False where something else
   stands there: `*wrong` is its place. */
bool rule_parse_expected(Arena *arena, RulePlace line, uint32_t at, ExpectedFact *fact, RulePlace *wrong);

#endif
