/* rule_plan.h - what can be told of the rules before a text is seen, so that most attempts end with a look at a mask.

   Reckoned from the rule set when it is opened; nothing in it changes what rules mean. */
#ifndef SPO_LATTICE_RULE_PLAN_H
#define SPO_LATTICE_RULE_PLAN_H

#include "base/arena.h"
#include "lattice/rule_starts.h"
#include "lattice/rule_sums.h"
#include "lattice/type_mask.h"

/* With what a fragment of a pattern may begin, looking through guards, and whether it is of a kind that needs no state
   machine. */
typedef struct {
  uint16_t number;       /* of what it may begin with (rule_starts.h) */
  bool empty;            /* it is nothing: it matches where it begins */
  bool optional;         /* it may be nothing, whatever stands there */
  bool chain;            /* it is edges one behind the other, none of which may be missing */
  bool flat;             /* it is one edge, or nothing, whatever stands there */
  bool place;            /* it consumes nothing, but asks where it stands */
  bool told;             /* it matches wherever the mask of a position has its number: of conditions */
  const uint64_t *whole; /* it is one edge of one of these types (a bit each); NULL: it is not so simple */
} FragmentStart;

/* A side of an anchor. */
typedef struct {
  RuleFragment fragment;
  uint16_t number; /* as in FragmentStart, like what follows */
  bool empty, optional, flat, chain;
  uint16_t sum; /* 1 + its number in `sums` of the plan, of matches of which nobody asks what they capture; 0: none */
} PlannedSide;

/* What applying a match asks of it and of its rule. One line of a cache. */
typedef struct {
  _Alignas(64) PlannedSide behind;
  PlannedSide before;
  uint32_t rule;
  float cost, weight, least_extra; /* of the rule; RuleConditions.least_extra */
  uint32_t part;
  TypeId sole_anchor; /* the only type that wakes it; BUILTIN_NONE where there are several */
  bool has_cost;      /* the rule has one */
  bool all;           /* all ways are of use, not only the longest */
  bool early_look;    /* it is its anchor alone, of a rule whose conditions can be looked at first */
  bool captures;      /* somebody asks for what it captures */
  bool whole;         /* its whole is marked, no capture */
  bool plain;         /* conditions speak of it, and capture nothing */
  bool weighed_first; /* what it costs is told without a state machine */
} MatchPlan;

_Static_assert(sizeof(MatchPlan) == 64, "a planned match is one line of a cache");

/* A RuleAnchor, and what is asked first of an edge that wakes the match. */
typedef struct {
  uint32_t match;
  uint32_t needs;          /* what the match needs anywhere, in Vocabulary.need_lists */
  uint16_t behind, before; /* FragmentStart.number of its sides, or of conditions beside them */
  bool has_cost;           /* its rule */
  bool weighed_first;      /* MatchPlan.weighed_first */
} PlannedAnchor;

/* Anchors of one type that wake in one phase, in `anchors` of the plan. */
typedef struct {
  uint32_t first;
  uint16_t count, phase;
} AnchorGroup;

/* When rules run: before entities are chosen, after that, or where what they find is asked for (RuleSet.early_phases).
 */
typedef enum { WAKE_EARLY, WAKE_LATE, WAKE_ON_DEMAND, WAKE_TIMES } WakeTime;

/* What an edge wakes, by time: in `groups` those of a time end at its `ends`, where those of the next one begin. */
typedef struct {
  uint16_t ends[WAKE_TIMES];
  const AnchorGroup *groups;
} AnchorGroups;

static inline uint32_t anchor_groups_begin(const AnchorGroups *groups, WakeTime time) {
  return time ? groups->ends[time - 1] : 0;
}

typedef struct {
  FragmentStart start; /* of `before` and `after` */
  const RuleConditionCode *code;
  float cost;   /* its own */
  uint8_t kind; /* and its kind */
} PlannedCondition;

/* What is asked first of a condition: a few of them are one line of a cache. */
typedef struct {
  float cost;
  uint16_t number; /* FragmentStart.number; CONDITION_IS: the type */
  uint8_t kind;
  bool told; /* FragmentStart.told */
} ConditionLook;

typedef struct {
  float least_extra; /* the most that its conditions can take off its cost, a negative number */
  bool plain;        /* its conditions capture nothing, so that their order does not matter */
  /* In `conditions` of the plan: first those `near` the match (`before` and `after`) that must hold, then the others
     that must, then those that cost something: `before`, `after`, others; each in the order in which they are written.
   */
  uint32_t near, other, weighed, weighed_after, weighed_other, behind;
} RuleConditions;

/* With what those conditions of a rule may begin that take something off its cost, and how much all of a kind take off
   together, negative numbers: `before`, `after`, `is`, and others, of which no mask tells. */
typedef struct {
  StartMask beside[2]; /* rightwards and leftwards */
  TypeMask is;
  float most_beside[2], most_is, most_others;
} ReliefMasks;

/* A RuleNeed, its types as a mask. */
typedef struct {
  TypeMask types;
  uint32_t place; /* the same for all that ask for these types in this direction */
  uint16_t within;
  bool in_front;
} PlannedNeed;

/* A RuleGuardList: where none of `absent` stands, a list that asks for nothing else holds. */
typedef struct {
  TypeMask absent;
  uint32_t first, count; /* in the rule set's `guards` */
  bool absent_only;      /* it asks for edges that must not begin there, and for nothing else */
} PlannedGuards;

/* A RuleChoice. */
typedef struct {
  TypeMask mask;
  const uint64_t *types; /* a bit for each */
} PlannedChoice;

typedef struct {
  PlannedChoice *choices;       /* by choice of types */
  PlannedNeed *needs;           /* by need */
  PlannedGuards *guards;        /* by list of guards */
  PlannedAnchor *anchors;       /* by anchor */
  AnchorGroups *groups_of;      /* by type */
  RuleStarts starts[2];         /* rightwards and leftwards */
  MatchPlan *matches;           /* by match */
  PlannedCondition *conditions; /* by rule, see RuleConditions */
  ConditionLook *looks;         /* in the same order */
  ReliefMasks *reliefs;         /* by rule */
  uint8_t *bits;                /* by type: RuleType.bit */
  uint16_t *weighted;           /* by type: 1 + its column in the rule set's `weights`; 0: it is no weighted list */
  uint32_t weight_columns;      /* how many there are */
  TypeMask weighed;             /* the weighted lists */
  struct {
    VECTOR(RuleSum);
  } sums;
  bool *needed;             /* by type: an edge of it is needed on one side of some place, or somewhere */
  RuleConditions *of_rules; /* by rule */
  bool *qualified;          /* by frame: some rule qualifies its facts */
  uint32_t *qualifiers;     /* the matches of such rules */
  uint32_t qualifier_count;
} RulePlan;

/* Whether a condition holds only where an edge of its `type` stands. */
static inline bool condition_needs_type(const RuleConditionCode *condition) {
  bool spans = condition->kind == CONDITION_INSIDE || condition->kind == CONDITION_IS;
  return spans && !condition->negated && !condition->has_cost;
}

void rule_plan_init(RulePlan *plan, Arena *arena, const RuleSet *rules);

#endif
