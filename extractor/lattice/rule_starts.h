/* rule_starts.h - with what the sides of matches and the conditions beside them may begin, as sets that are asked for
   at a position all at once.

   Every set of types and places (PLACE_ tests) that something may begin with has a number, its start; what begins with
   the same has the same. The starts that an edge, a character or a place satisfies are a mask, so that of a position,
   too: one bit of it tells whether a side of a match, or a condition, may find anything there. */
#ifndef SPO_LATTICE_RULE_STARTS_H
#define SPO_LATTICE_RULE_STARTS_H

#include "base/arena.h"
#include "rules/rule_set.h"

/* What comes last shares its number with others. */
enum { START_WORDS = 6, MOST_STARTS = 64 * START_WORDS };

/* The start of what may begin with anything, or nothing. */
enum { START_ANY = 0 };

enum { START_PARTS = START_WORDS / 2 };
typedef uint64_t StartPart __attribute__((vector_size(16)));

typedef union {
  uint64_t words[START_WORDS];
  StartPart parts[START_PARTS];
} StartMask;

/* Sets of PLACE_ tests; where a blank stands: flags beside them in Lattice.places; all sets of both. */
enum { PLACE_TESTS = 16, PLACE_BLANK_BEHIND = 16, PLACE_BLANK_BEFORE = 32, START_PLACES = 64 };

/* Of one direction: what begins rightwards, or leftwards. */
typedef struct {
  uint32_t count;           /* of starts */
  StartMask shared;         /* those that stand for several sets */
  uint16_t *rows;           /* by type, then by place: 1 + its row; 0: nothing begins with it */
  StartMask *of_rows;       /* by row: the starts that have it; aligned */
  StartMask *of_characters; /* by CHARACTER_ flags */
  StartMask *of_places;     /* as in Lattice.places */
  /* while they are collected: by start its members, a bit each; and numbers of starts by a hash of them */
  uint64_t *members;
  uint16_t *hashed;
} RuleStarts;

/* The starts that an edge satisfies, rightwards and leftwards. */
typedef struct {
  StartMask masks[2];
} EdgeStarts;

static inline bool start_mask_has(const StartMask *mask, uint32_t start) {
  return mask->words[start / 64] >> (start & 63) & 1;
}

static inline bool start_masks_meet(const StartMask *a, const StartMask *b) {
  StartPart common = a->parts[0] & b->parts[0];
  for (int i = 1; i < START_PARTS; i++) common |= a->parts[i] & b->parts[i];
  return (common[0] | common[1]) != 0;
}

void rule_starts_begin(RuleStarts *starts, Arena *arena, const RuleSet *rules);

/* Words of a set of types and places. */
static inline uint32_t start_width(const RuleSet *rules) {
  return (rules->types_count + PLACE_TESTS) / 64 + 1;
}

/* The member of such a set that stands for what is nothing, but asks where it stands. */
static inline uint32_t start_of_place(const RuleSet *rules, unsigned tests) {
  return rules->types_count + tests % PLACE_TESTS;
}

/* Whether starts tell of a type: not of those that take any character. */
static inline bool start_tells(TypeId type) {
  return type != BUILTIN_ANY && type != BUILTIN_CLAUSE && type != BUILTIN_REST;
}

/* The start of a set of types and places, a bit each. */
uint16_t rule_starts_add(RuleStarts *starts, const RuleSet *rules, const uint64_t *members);

/* Makes the masks. */
void rule_starts_end(RuleStarts *starts, Arena *arena, const RuleSet *rules, bool leftwards);

static inline void rule_starts_join(const RuleStarts *starts, uint32_t member, StartMask *mask) {
  uint32_t row = starts->rows[member];
  for (int i = 0; i < START_PARTS && row; i++) mask->parts[i] |= starts->of_rows[row - 1].parts[i];
}

#endif
