/* machine.h - running a fragment of a compiled pattern over a lattice, rightwards or leftwards from one position.

   State-set simulation: at each position at most one thread a step, the cheapest, so that the work is bounded by the
   positions reached, times the steps, times the edges that begin at one place. No position further than MACHINE_REACH
   is looked at. */
#ifndef SPO_MATCH_MACHINE_H
#define SPO_MATCH_MACHINE_H

#include "lattice/lattice.h"

enum { MACHINE_REACH = 1024 };

/* One thing consumed, or (the first of a chain) the way into the fragment; and the thread that goes on behind it. */
typedef struct {
  uint32_t previous;   /* in `history`, or HISTORY_NONE */
  uint32_t transition; /* taken behind it; its marks open and close captures there */
  EdgeId edge;         /* EDGE_NONE for a single character or at the beginning */
  uint16_t begin, end; /* what was consumed */
  float cost;          /* of it alone */
  TypeId type;         /* as what */
  uint16_t position;   /* of the thread */
  uint16_t state;      /* ThreadState; no bytes here: what is written to them could be anything */
  uint16_t level;      /* threads at a position go on level by level, see step_levels */
  uint16_t apart;      /* how many of the guards in front of it lie on no other way: see is_covered */
  uint32_t step;       /* that it waits for; STEP_ACCEPT: none */
  uint32_t next;       /* thread at the same position */
  uint32_t group;      /* the same for all threads that were made behind one thing */
  float so_far;        /* what the chain costs */
} History;

typedef enum {
  THREAD_WAITS,
  THREAD_DONE,    /* it is none any more, or accepted */
  THREAD_BLOCKED, /* for explanations: guards do not let it go on */
} ThreadState;

#define HISTORY_NONE UINT32_MAX

/* A way through the fragment. */
typedef struct {
  uint32_t position; /* where it ends (rightwards) or begins (leftwards) */
  uint32_t history;
  float cost;
} Accept;

/* What is known of where edges that are needed further on stand (PlannedNeed): none from `from` to in front of `to`,
   and at `to` one where `found`. */
typedef struct {
  uint32_t era, place; /* in which and of which (PlannedNeed.place) this is known */
  uint16_t from, to;
  bool found;
} NeedMemo;

/* What a run found: the same match is often tried again from the same position, beside another of its anchors. */
typedef struct {
  uint32_t epoch, transition; /* in which it ran, and the first of its fragment */
  uint16_t position, count;
  uint32_t first; /* in `kept` */
} RunMemo;

enum { STEPS_REMEMBERED = 256, NEEDS_REMEMBERED = 64, RUNS_REMEMBERED = 64, SUMS_REMEMBERED = 16 }; /* powers of two */

/* What a character costs as a word of each weighted list; infinite: it is none of it. */
typedef struct {
  float cost[MOST_WEIGHED];
  uint16_t begins_longer, ends_longer; /* a bit for each list of which a longer word begins with it, or ends with it */
} WeightRow;

/* What was found of a sum (sums.h), as long as no edges come. */
typedef struct {
  const RuleSum *sum;
  uint32_t position, era;
  bool leftwards, told;
  uint32_t count;
  Accept ways[SUM_STEPS];
} SumMemo;

/* How costs of what is consumed are counted. */
typedef enum {
  COUNT_COSTS, /* the edges' own: for rules that mark entities at a cost */
  COUNT_SLACK, /* how unlikely the edges are: for all other rules */
} CostMode;

/* Scratch memory, kept from run to run. */
typedef struct {
  Arena *arena;
  Lattice *lattice;
  const RuleSet *rules;
  CostMode mode;
  bool thorough;             /* for explanations: threads are kept that will find nothing to consume */
  bool weighs;               /* marks of the rule that is applied are dropped where they could not win */
  uint32_t failed_condition; /* of the rule that was applied last: the first that did not hold, for explanations */
  struct {
    VECTOR(History);
  } history;
  uint32_t first_of_run; /* in `history`: behind what earlier runs made */
  struct {
    VECTOR(uint32_t);
  } waiting;   /* threads, while they are put in order */
  bool levels; /* some thread of this run is not of level 0 */
  bool any;    /* this run ends with the first thing that it accepts */
  struct {
    VECTOR(Accept);
  } accepts;              /* one a position, the cheapest */
  uint32_t *first_thread; /* by position */
  TypeMask *steps_at;     /* by position: of the steps of its threads, bit (step mod 256) of each */
  uint32_t *last_of_step; /* by step mod STEPS_REMEMBERED: the thread that was made last */
  uint32_t positions;     /* room in first_thread */
  struct {
    StartMask mask;
    uint32_t era;          /* of the sight in which it was made */
  } * starts[2];           /* by position: what may begin there rightwards, and leftwards */
  WeightRow *weights;      /* by position */
  uint32_t *weights_known; /* by position: `entered`, where the row is that of this sentence; + 1: all of it */
  uint32_t entered;        /* grows by two with every sentence */
  uint32_t sight;          /* grows when other edges may be visible */
  EdgeId edges_known;      /* edges from here on are not in `starts` */
  uint32_t era;            /* grows when other edges may stand somewhere */
  uint64_t *absent;        /* a bit by match: the sentence has nothing of what it needs somewhere */
  NeedMemo *needs;         /* by place mod NEEDS_REMEMBERED */
  RunMemo *runs;           /* by a hash of what ran */
  SumMemo *sums;           /* by a hash of a sum and a position */
  struct {
    VECTOR(Accept);
  } kept;                       /* what remembered runs accepted; their histories stay, too */
  uint32_t epoch;               /* grows when they go */
  uint32_t epoch_era;           /* when it began */
  bool leftwards;               /* this run */
  uint32_t leftmost, rightmost; /* positions that got threads in this run */
} Machine;

void machine_init(Machine *machine, Arena *arena, const RuleSet *rules);

/* Whether it is known that a match lacks something in this sentence. What it lacked in its phase comes no more: no rule
   makes what one of its own phase needs. */
static inline bool machine_lacks(const Machine *machine, uint32_t match) {
  return machine->absent[match / 64] >> (match & 63) & 1;
}

/* Turns to another sentence, or to the same one once other edges are visible. */
void machine_enter(Machine *machine, Lattice *lattice);

/* Edges were added that later runs may ask for. */
void machine_expect_edges(Machine *machine);

/* Another match is tried: histories of earlier runs may go. */
void machine_forget(Machine *machine);

/* Fills in Lattice.places. */
void machine_find_places(Machine *machine);

/* Whether the PLACE_ tests hold at a position. */
static inline bool machine_place_holds(Machine *machine, uint32_t position, unsigned tests) {
  if (!machine->lattice->places) machine_find_places(machine);
  return (machine->lattice->places[position] & tests) == tests;
}

/* The types of the edges that stand at a position, to its left or right. */
static inline const TypeMask *machine_types_at(const Machine *machine, uint32_t position, bool leftwards) {
  const Lattice *lattice = machine->lattice;
  return leftwards ? &lattice->end_types[lattice->back[position]] : &lattice->begin_types[lattice->forward[position]];
}

/* The flags of the character behind a position or in front of it, over blanks; at an end those of a blank. */
static inline uint8_t machine_character_at(const Machine *machine, uint32_t position, bool leftwards) {
  const Lattice *lattice = machine->lattice;
  uint32_t at = leftwards ? lattice->back[position] : lattice->forward[position];
  if (leftwards ? at == 0 : at >= lattice->length) return CHARACTER_SPACE;
  return lattice_character(lattice, leftwards ? at - 1 : at);
}

/* What may begin at a position: with the visible edges that stand there, with a character, or because of the place. */
const StartMask *machine_see_starts(Machine *machine, uint32_t position, bool leftwards);

static inline const StartMask *machine_starts_at(Machine *machine, uint32_t position, bool leftwards) {
  if (machine->starts[leftwards][position].era == machine->sight) return &machine->starts[leftwards][position].mask;
  return machine_see_starts(machine, position, leftwards);
}

/* A quick no: whether a run from `position` may find anything to begin with. */
static inline bool machine_may_accept(Machine *machine, const FragmentStart *start, uint32_t position, bool leftwards) {
  return start_mask_has(machine_starts_at(machine, position, leftwards), start->number);
}

/* Whether a fragment that only asks where it stands (FragmentStart.place) matches. */
bool machine_stands_at(Machine *machine, RuleFragment fragment, uint32_t position);

/* Whether a visible edge of one of these types (FragmentStart.whole) stands at a position, to its left or right. */
bool machine_edge_stands(const Machine *machine, const uint64_t *types, uint32_t position, bool leftwards);

/* Runs from `position`; results are in machine->accepts. */
void machine_run(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards);

/* The same for a fragment that is flat (FragmentStart.flat). */
void machine_run_flat(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards);

/* The same for a fragment that is a chain (FragmentStart.chain). */
void machine_run_chain(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards);

/* Whether a run from `position` would find anything. What is in machine->accepts afterwards says nothing. */
bool machine_accepts(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards);

/* Whether all guards of a list hold at a position. */
bool machine_guards_hold(const Machine *machine, uint32_t list, uint32_t position);

/* What consuming an edge as a `type` costs in the current mode. */
float machine_edge_cost(const Machine *machine, const Edge *edge, TypeId type);

#endif
