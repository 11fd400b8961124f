/* rule_sums.h - sides of matches that are nothing but words of weighted lists: 王 小 明, SoundBegin SoundMiddle{1,5}
   SoundEnd. What they cost is told by adding weights of characters, without a state machine. */
#ifndef SPO_LATTICE_RULE_SUMS_H
#define SPO_LATTICE_RULE_SUMS_H

#include "base/arena.h"
#include "rules/rule_set.h"

enum { MOST_WEIGHED = 15, SUM_STEPS = 16, SUM_MOVES = 48, SUM_ACCEPT = 255 };

/* From one word to the next, or to the end. */
typedef struct {
  uint16_t guards; /* in front of it: a RuleGuardList, or 0 */
  uint8_t target;  /* step, or SUM_ACCEPT */
  uint8_t unused;  /* 0: sums are compared by their bytes */
} SumMove;

/* A word of a list. */
typedef struct {
  uint8_t list;         /* its column of weights */
  uint8_t first, count; /* moves behind it */
} SumStep;

typedef struct {
  SumStep steps[SUM_STEPS];
  SumMove moves[SUM_MOVES]; /* first those before anything is consumed */
  uint8_t entries;          /* so many */
  uint8_t chain;            /* words one behind the other, in the order of `steps`: so many; 0: it is not so simple */
} RuleSum;

/* Makes the sum of a fragment; `weighted`: RulePlan.weighted. False where it is none, or one of a list behind the first
   MOST_WEIGHED. */
bool rule_sum_make(RuleSum *sum, const RuleSet *rules, const uint16_t *weighted, RuleFragment fragment);

#endif
