/* rule_starts.h - with what the sides of matches and the conditions beside them may begin, as sets that are asked for
   at a position all at once.

   Every set of types that something may begin with has a number, its start; what begins with the same has the same. The
   starts that an edge satisfies are a mask, so that of a position, too: one bit of it tells whether a side of a match,
   or a condition, may find anything there. */
#ifndef SPO_LATTICE_RULE_STARTS_H
#define SPO_LATTICE_RULE_STARTS_H

#include "base/arena.h"
#include "rules/rule_set.h"

/* What comes last shares its number with others. */
enum { START_WORDS = 4, MOST_STARTS = 64 * START_WORDS };

/* The start of what may begin with anything, or nothing. */
enum { START_ANY = 0 };

typedef struct {
  uint64_t words[START_WORDS];
} StartMask;

/* Of one direction: what begins rightwards, or leftwards. */
typedef struct {
  uint32_t count;     /* of starts */
  uint16_t *rows;     /* by type: 1 + its row; 0: nothing begins with it */
  StartMask *of_rows; /* by row: the starts that have the type; aligned */
  /* while they are collected: by start its types, a bit each; and numbers of starts by a hash of them */
  uint64_t *types;
  uint16_t *hashed;
} RuleStarts;

/* The starts that an edge satisfies, rightwards and leftwards. One line of a cache. */
typedef struct {
  StartMask masks[2];
} EdgeStarts;

static inline bool start_mask_has(const StartMask *mask, uint32_t start) {
  return mask->words[start / 64] >> (start & 63) & 1;
}

void rule_starts_begin(RuleStarts *starts, Arena *arena, const RuleSet *rules);

/* The start of a set of types, a bit each. */
uint16_t rule_starts_add(RuleStarts *starts, const RuleSet *rules, const uint64_t *types);

/* Makes the masks. */
void rule_starts_end(RuleStarts *starts, Arena *arena, const RuleSet *rules);

static inline void rule_starts_join(const RuleStarts *starts, TypeId type, StartMask *mask) {
  uint32_t row = starts->rows[type];
  for (int i = 0; i < START_WORDS && row; i++) mask->words[i] |= starts->of_rows[row - 1].words[i];
}

#endif
