/* rule_overrides.h - rule files of several directories, one on top of the other: what a later directory declares under
   a name takes the place of what earlier ones declare under it. Word lists are joined instead, unless one `replaces`.
   Patterns are their directory's own, and of those on top of it: one that bears a name of an earlier directory does not
   change the rules there, unless it `replaces`; inside, it gets a name with a tail, Post@2. */
#ifndef SPO_RULES_RULE_OVERRIDES_H
#define SPO_RULES_RULE_OVERRIDES_H

#include "rules/rule_tree.h"

/* Takes out of the trees what is overridden, replaced or dropped. `notes`: reports what overrides what. A `drop` that
   names no rule of an earlier directory is an error: SPO_BAD_RULES. */
SpoStatus rule_apply_overrides(Arena *arena, RuleFile *files, uint32_t count, bool notes,
                               const Diagnostics *diagnostics);

#endif
