/* rule_image.h - a compiled rule set as a file that is mapped, not parsed. */
#ifndef SPO_RULES_RULE_IMAGE_H
#define SPO_RULES_RULE_IMAGE_H

#include "rules/rule_set.h"

/* The image of a rule set, in `arena`. With equal rules, equal bytes. */
Slice rule_image_write(Arena *arena, const RuleSet *rules);

/* Whether a file begins like an image. */
bool rule_image_is(Slice file);

/* Opens an image, which must stay as it is. Checks the header, that all tables fit, and that every index in them is in
   range, so that a damaged file is refused here and cannot do harm later. SPO_BAD_RULES, reported, otherwise. */
SpoStatus rule_image_open(RuleSet *rules, Slice image, const char *name, const Diagnostics *diagnostics);

/* The two halves of rule_image_open. The first looks at the header and the prefixes only: nothing but the language, the
   prefixes and the numbers of elements may be used before the second one has looked at all tables. */
SpoStatus rule_image_map(RuleSet *rules, Slice image, const char *name, const Diagnostics *diagnostics);
SpoStatus rule_image_check(RuleSet *rules, const char *name, const Diagnostics *diagnostics);

#endif
