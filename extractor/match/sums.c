#include "match/sums.h"

/* Notes what an edge of one character costs as a word of the weighted lists. */
static void weigh_edge(const Machine *machine, const Edge *edge, WeightRow *row) {
  const Vocabulary *vocabulary = machine->lattice->vocabulary;
  const float *weights = edge->source == EDGE_WORD ? vocabulary_weights(vocabulary, edge->payload) : NULL;
  const uint32_t columns = vocabulary->plan.weight_columns;
  const float own = edge->cost == __builtin_inff() ? 0 : edge->cost;
  for (uint32_t i = 0; weights && i < columns && i < MOST_WEIGHED; i++) {
    float cost = weights[i] < 0 ? own : weights[i];
    row->cost[i] = cost < row->cost[i] ? cost : row->cost[i];
  }
  if (weights) return;
  const TypeSet *set = edge_types(machine->lattice, edge);
  for (uint32_t i = 0; i < set->count; i++) {
    unsigned column = vocabulary->plan.weighted[set->types[i]];
    if (column && column <= MOST_WEIGHED && own < row->cost[column - 1]) row->cost[column - 1] = own;
  }
}

/* The weighted lists among the types of an edge, a bit each. */
static unsigned weighted_lists(const Machine *machine, const Edge *edge) {
  const TypeSet *set = edge_types(machine->lattice, edge);
  unsigned lists = 0;
  for (uint32_t i = 0; i < set->count; i++) {
    unsigned column = machine->lattice->vocabulary->plan.weighted[set->types[i]];
    if (column && column <= MOST_WEIGHED) lists |= 1u << (column - 1);
  }
  return lists;
}

/* Fills in the row of the character `at`, but for the longer words that end with it. */
static void weigh_character(const Machine *machine, uint32_t at, WeightRow *row) {
  const Lattice *lattice = machine->lattice;
  for (int i = 0; i < MOST_WEIGHED; i++) row->cost[i] = WEIGHT_NONE;
  unsigned longer = 0;
  for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (!edge_types(lattice, edge)->weighted) continue;
    if (edge->end - edge->begin == 1) {
      weigh_edge(machine, edge, row);
    } else {
      longer |= weighted_lists(machine, edge);
    }
  }
  row->begins_longer = (uint16_t)longer;
}

static void find_longer_endings(const Machine *machine, uint32_t at, WeightRow *row) {
  const Lattice *lattice = machine->lattice;
  unsigned longer = 0;
  for (EdgeId id = lattice->first_end[at + 1]; id != EDGE_NONE; id = lattice->edges.data[id].next_end) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->begin < at && edge_types(lattice, edge)->weighted) longer |= weighted_lists(machine, edge);
  }
  row->ends_longer = (uint16_t)longer;
}

/* The weights of the character `at`; the lists of which a longer word begins with it, or ends with it, are among
   `*longer`, a bit each. */
static inline const float *weights_of(Machine *machine, uint32_t at, bool leftwards, unsigned *longer) {
  WeightRow *row = &machine->weights[at];
  if (machine->weights_known[at] < machine->entered) {
    weigh_character(machine, at, row);
    machine->weights_known[at] = machine->entered;
  }
  if (leftwards && machine->weights_known[at] == machine->entered) {
    find_longer_endings(machine, at, row);
    machine->weights_known[at] = machine->entered + 1;
  }
  *longer = leftwards ? row->ends_longer : row->begins_longer;
  return row->cost;
}

/* The steps that may be next, a bit each, and what the cheapest way to each costs. */
typedef struct {
  uint32_t live;
  float cost[SUM_STEPS];
} SumFront;

static inline void move_to(SumFront *front, uint8_t target, float cost) {
  uint32_t bit = UINT32_C(1) << target;
  if (front->live & bit && front->cost[target] <= cost) return;
  front->live |= bit;
  front->cost[target] = cost;
}

/* Where a character stands that comes next from a position, over blanks; lattice->length: nowhere. */
static inline uint32_t next_character(const Lattice *lattice, uint32_t position, bool leftwards) {
  if (!leftwards) return lattice->forward[position];
  uint32_t at = lattice->back[position];
  return at ? at - 1 : lattice->length;
}

/* The same where there is just one way. */
static bool chain_way(Machine *machine, const RuleSum *sum, uint32_t position, bool leftwards, Accept *way,
                      uint32_t *count) {
  const Lattice *lattice = machine->lattice;
  float cost = 0;
  *count = 0;
  for (uint32_t i = 0; i < sum->chain; i++) {
    uint32_t guards = sum->moves[i].guards, at = next_character(lattice, position, leftwards),
             list = sum->steps[i].list;
    if (at == lattice->length) return true;
    unsigned longer;
    const float *weights = weights_of(machine, at, leftwards, &longer);
    if (longer >> list & 1) return false;
    if (!(weights[list] < WEIGHT_NONE) || (guards && !machine_guards_hold(machine, guards, position))) return true;
    cost += weights[list];
    position = leftwards ? at : at + 1;
  }
  *way = (Accept){position, HISTORY_NONE, cost};
  *count = 1;
  return true;
}

/* What was found last: rules that ask for the same often come one after the other. */
static SumMemo *memo_of(Machine *machine, const RuleSum *sum, uint32_t position) {
  uint32_t number = (uint32_t)(sum - machine->lattice->vocabulary->plan.sums.data);
  return &machine->sums[(number * 7 + position) % SUMS_REMEMBERED];
}

/* Takes all that may come next over one character; the cost of the cheapest way that ends behind it. */
static inline float step_over(Machine *machine, const RuleSum *sum, const SumFront *front, const float *weights,
                              uint32_t behind, SumFront *next) {
  float least = __builtin_inff();
  uint32_t guards = 0; /* that were asked last, and */
  bool hold = true;    /* whether they hold */
  next->live = 0;
  for (uint32_t live = front->live; live; live &= live - 1) {
    uint32_t number = (uint32_t)__builtin_ctz(live);
    const SumStep *step = &sum->steps[number];
    float cost = front->cost[number] + weights[step->list];
    if (!(cost < __builtin_inff())) continue;
    for (const SumMove *move = &sum->moves[step->first], *last = move + step->count; move < last; move++) {
      if (move->target == SUM_ACCEPT) {
        least = cost < least ? cost : least;
        continue;
      }
      if (move->guards != guards) {
        guards = move->guards;
        hold = !guards || machine_guards_hold(machine, guards, behind);
      }
      if (hold) move_to(next, move->target, cost);
    }
  }
  return least;
}

/* Whether one of the steps that may be next takes a word of one of some lists, a bit each. */
static bool takes_any(const RuleSum *sum, const SumFront *front, unsigned lists) {
  for (uint32_t live = front->live; live; live &= live - 1) {
    if (lists >> sum->steps[__builtin_ctz(live)].list & 1) return true;
  }
  return false;
}

static bool find_ways(Machine *machine, const RuleSum *sum, uint32_t position, bool leftwards, SumMemo *found) {
  const Lattice *lattice = machine->lattice;
  SumFront fronts[2];
  fronts[0].live = 0;
  found->count = 0;
  for (uint32_t i = 0; i < sum->entries; i++) {
    SumMove move = sum->moves[i];
    if (!move.guards || machine_guards_hold(machine, move.guards, position)) move_to(&fronts[0], move.target, 0);
  }
  for (uint32_t i = 0; i < SUM_STEPS && fronts[i & 1].live; i++) {
    uint32_t at = next_character(lattice, position, leftwards);
    if (at == lattice->length) break;
    unsigned longer;
    const float *weights = weights_of(machine, at, leftwards, &longer);
    if (longer && takes_any(sum, &fronts[i & 1], longer)) return false;
    position = leftwards ? at : at + 1;
    float least = step_over(machine, sum, &fronts[i & 1], weights, position, &fronts[~i & 1]);
    if (least < __builtin_inff()) found->ways[found->count++] = (Accept){position, HISTORY_NONE, least};
  }
  return true;
}

bool sum_ways(Machine *machine, const RuleSum *sum, uint32_t position, bool leftwards, Accept *ways, uint32_t *count) {
  if (sum->chain) return chain_way(machine, sum, position, leftwards, ways, count);
  SumMemo *memo = memo_of(machine, sum, position);
  if (memo->sum != sum || memo->position != position || memo->leftwards != leftwards || memo->era != machine->era) {
    memo->sum = sum; /* the ways need no zeros */
    memo->position = position;
    memo->era = machine->era;
    memo->leftwards = leftwards;
    memo->told = find_ways(machine, sum, position, leftwards, memo);
  }
  *count = memo->count;
  memcpy(ways, memo->ways, memo->count * sizeof *ways);
  return memo->told;
}
