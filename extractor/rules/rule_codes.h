/* rule_codes.h - the codes of messages about rule files: what each means, at length, with an example. */
#ifndef SPO_RULES_RULE_CODES_H
#define SPO_RULES_RULE_CODES_H

#include <stddef.h>

typedef struct {
  const char *code;
  const char *title;       /* a few words */
  const char *explanation; /* what is wrong, why it matters, what to do; lines of at most 100 columns */
  const char *wrong;       /* a rule file that gives this message; NULL where it takes more than a file */
  const char *right;       /* the same, mended */
} RuleCode;

extern const RuleCode RULE_CODES[];
extern const size_t RULE_CODE_COUNT;

/* NULL where there is no such code; letters may be small. */
const RuleCode *rule_code_named(const char *code);

#endif
