#include "match/machine.h"

#include "lexicon/costs.h"

#define NO_THREAD UINT32_MAX

static const float GAP_COST = 0.3f; /* of a character that a rule merely passes over: elements are preferred to gaps */

void machine_init(Machine *machine, Arena *arena, const RuleSet *rules) {
  *machine = (Machine){.arena = arena, .rules = rules};
  machine->last_of_step = ARENA_ARRAY(arena, uint32_t, STEPS_REMEMBERED);
}

void machine_enter(Machine *machine, Lattice *lattice) {
  machine->lattice = lattice;
  if (machine->positions >= lattice->length + 1) return;
  machine->positions = lattice->length + 1;
  machine->first_thread = arena_alloc(machine->arena, machine->positions * sizeof(uint32_t));
  machine->steps_at = arena_alloc(machine->arena, machine->positions * sizeof(TypeMask));
  memset(machine->first_thread, 0xFF, machine->positions * sizeof(uint32_t));
}

void machine_forget(Machine *machine) {
  machine->history.count = 0;
}

/* ---- clauses and sentences, also inside quotations ---- */

/* The innermost quotation (no title) around each position: its number + 1, or 0. */
static uint16_t *find_levels(Machine *machine) {
  const Lattice *lattice = machine->lattice;
  uint16_t *level = ARENA_ARRAY(machine->arena, uint16_t, lattice->length + 2);
  uint16_t number = 0;
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_QUOTE || number == UINT16_MAX) continue;
    const Quote *quote = &lattice->text->quotes.data[edge->payload];
    if (quote->book) continue;
    number++;
    uint32_t begin = quote->begin - lattice->begin, end = quote->end - lattice->begin;
    for (uint32_t i = begin; i < end && i <= lattice->length; i++) level[i] = number; /* inner ones come later */
  }
  return level;
}

typedef struct {
  uint16_t *begin, *end;
  uint8_t stops; /* CHARACTER_ flags that end a unit */
} Units;

/* Fills in where the unit around each position begins and ends. A unit that a quotation interrupts goes on behind it.
 */
static void find_units(const Machine *machine, const uint16_t *level, uint16_t levels, Units units) {
  const Lattice *lattice = machine->lattice;
  uint32_t length = lattice->length;
  uint16_t *stop = ARENA_ARRAY(machine->arena, uint16_t, levels + 1u),
           *start = ARENA_ARRAY(machine->arena, uint16_t, levels + 1u);
  for (uint32_t l = 0; l <= levels; l++) stop[l] = UINT16_MAX, start[l] = UINT16_MAX;
  for (uint32_t i = length; i-- > 0;) {
    uint16_t l = level[i];
    if (stop[l] == UINT16_MAX) stop[l] = (uint16_t)(i + 1); /* last character of the quotation */
    if (lattice_character(lattice, i) & units.stops) stop[l] = (uint16_t)i;
    units.end[i] = stop[l];
  }
  units.end[length] = (uint16_t)length;
  for (uint32_t i = 0; i < length; i++) {
    uint16_t l = level[i];
    if (start[l] == UINT16_MAX) start[l] = (uint16_t)i;
    units.begin[i] = start[l];
    if (lattice_character(lattice, i) & units.stops) start[l] = (uint16_t)(i + 1);
  }
  units.begin[length] = start[0] == UINT16_MAX ? 0 : start[0];
}

static void make_units(Machine *machine) {
  if (machine->lattice->clause_end) return;
  size_t bytes = (machine->lattice->length + 2) * sizeof(uint16_t);
  machine->lattice->clause_end = arena_alloc(machine->arena, bytes);
  machine->lattice->sentence_end = arena_alloc(machine->arena, bytes);
  machine->lattice->clause_begin = arena_alloc(machine->arena, bytes);
  machine->lattice->sentence_begin = arena_alloc(machine->arena, bytes);
  const uint16_t *level = find_levels(machine);
  uint16_t levels = 0;
  for (uint32_t i = 0; i < machine->lattice->length; i++) levels = level[i] > levels ? level[i] : levels;
  Units clauses = {machine->lattice->clause_begin, machine->lattice->clause_end, CHARACTER_CLAUSE | CHARACTER_END};
  Units sentences = {machine->lattice->sentence_begin, machine->lattice->sentence_end, CHARACTER_END};
  find_units(machine, level, levels, clauses);
  find_units(machine, level, levels, sentences);
}

static bool only_spaces(const Lattice *lattice, uint32_t begin, uint32_t end) {
  while (begin < end && (lattice_character(lattice, begin) & CHARACTER_SPACE)) begin++;
  return begin >= end;
}

bool machine_place_holds(Machine *machine, uint32_t position, unsigned tests) {
  if (!tests) return true;
  make_units(machine);
  const Lattice *lattice = machine->lattice;
  uint32_t behind = lattice->forward[position];
  uint32_t before = lattice->back[position];
  if ((tests & PLACE_SENTENCE_START) && !only_spaces(lattice, machine->lattice->sentence_begin[behind], behind))
    return false;
  if ((tests & PLACE_CLAUSE_START) && !only_spaces(lattice, machine->lattice->clause_begin[behind], behind))
    return false;
  uint32_t last = before ? before - 1 : 0;
  if ((tests & PLACE_SENTENCE_END) && before < machine->lattice->sentence_end[last]) return false;
  if ((tests & PLACE_CLAUSE_END) && before < machine->lattice->clause_end[last]) return false;
  return true;
}

/* ---- threads ---- */

static void accept(Machine *machine, uint32_t position, uint32_t history, float cost) {
  for (uint32_t i = 0; i < machine->accepts.count; i++) {
    Accept *known = &machine->accepts.data[i];
    if (known->position != position) continue;
    if (cost < known->cost) *known = (Accept){position, history, cost};
    return;
  }
  VECTOR_PUSH(machine->arena, &machine->accepts, ((Accept){position, history, cost}));
}

/* The thread of a step that waits at a position, or NO_THREAD. Hundreds may wait there, Any{0,60} Any{0,60}: a bit says
   that there is none, and the last one made most often is the one. */
static uint32_t waiting_thread(const Machine *machine, uint32_t position, uint32_t step) {
  uint32_t thread = machine->first_thread[position];
  if (thread == NO_THREAD || !type_mask_may_have(&machine->steps_at[position], (TypeId)step)) return NO_THREAD;
  uint32_t last = machine->last_of_step[step % STEPS_REMEMBERED];
  if (last < machine->threads.count) {
    const Thread *known = &machine->threads.data[last];
    if (known->step == step && known->position == position) return last;
  }
  while (thread != NO_THREAD && machine->threads.data[thread].step != step) thread = machine->threads.data[thread].next;
  return thread;
}

/* Whether a thread that is as good waits there already. */
static bool is_covered(Machine *machine, uint32_t position, uint32_t step, float cost) {
  uint32_t known = waiting_thread(machine, position, step);
  if (known == NO_THREAD) return false;
  Thread *thread = &machine->threads.data[known];
  if (thread->cost <= cost) return true;
  thread->step = UINT32_MAX; /* the dearer one dies */
  return false;
}

static void add_thread(Machine *machine, uint32_t position, uint32_t step, uint32_t history, float cost) {
  uint32_t next = machine->first_thread[position];
  if (next == NO_THREAD) machine->steps_at[position] = (TypeMask){0};
  type_mask_add(&machine->steps_at[position], (TypeId)step);
  machine->first_thread[position] = machine->last_of_step[step % STEPS_REMEMBERED] = machine->threads.count;
  if (position > machine->rightmost) machine->rightmost = position;
  if (position < machine->leftmost) machine->leftmost = position;
  VECTOR_PUSH(machine->arena, &machine->threads, ((Thread){step, history, cost, next, position}));
}

/* Whether an edge that is needed further on may begin (leftwards: end) within reach of a position. */
static bool may_stand_ahead(const Machine *machine, const PlannedNeed *need, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  uint32_t within = need->within;
  if (need->in_front) {
    for (uint32_t at = position;; at--) {
      if (type_masks_may_meet(&need->types, &lattice->end_types[at])) return true;
      if (!at || (!(lattice_character(lattice, at - 1) & CHARACTER_SPACE) && !within--)) return false;
    }
  }
  for (uint32_t at = position;; at++) {
    if (type_masks_may_meet(&need->types, &lattice->begin_types[at])) return true;
    if (at >= lattice->length || (!(lattice_character(lattice, at) & CHARACTER_SPACE) && !within--)) return false;
  }
}

static bool has_ahead(const Machine *machine, uint32_t number, uint32_t position) {
  const PlannedNeed *need = &machine->lattice->vocabulary->plan.needs[number];
  if (need->within != NEED_ANYWHERE) return may_stand_ahead(machine, need, position);
  return lattice_has_needed(machine->lattice, &machine->rules->needs[number], position);
}

/* Whether a thread that takes this transition finds something to consume, and further on what its pattern needs there:
   otherwise it need not be made. */
static inline bool leads_on(const Machine *machine, const RuleTransition *transition, const TypeMask *next,
                            uint32_t position) {
  bool edge = transition->type < BUILTIN_EDGES || transition->type >= BUILTIN_COUNT_OF;
  if (machine->thorough) return true;
  if (edge && !transition->guard && !type_mask_may_have(next, transition->type)) return false;
  return !transition->need || has_ahead(machine, transition->need - 1u, position);
}

/* Takes the transitions [first, first + count) at `position`, behind what `made` holds. */
static void advance(Machine *machine, uint32_t first, uint32_t count, uint32_t position, const History *made,
                    float cost) {
  const TypeMask *next = machine_types_at(machine, position, machine->leftwards);
  const RuleTransition *transitions = &machine->rules->transitions[first];
  for (uint32_t i = 0; i < count; i++) {
    const RuleTransition *transition = &transitions[i];
    bool accepts = transition->target == STEP_ACCEPT;
    if (!accepts && !leads_on(machine, transition, next, position)) continue;
    if (transition->assertion && !machine_place_holds(machine, position, transition->assertion)) continue;
    if (!accepts && is_covered(machine, position, transition->target, cost)) continue;
    uint32_t history = machine->history.count;
    VECTOR_PUSH(machine->arena, &machine->history, *made);
    machine->history.data[history].transition = first + i;
    if (accepts) {
      accept(machine, position, history, cost);
      continue;
    }
    add_thread(machine, position, transition->target, history, cost);
  }
}

float machine_edge_cost(const Machine *machine, const Edge *edge, TypeId type) {
  if (machine->mode == COUNT_SLACK) return edge->slack > 0 ? edge->slack : 0;
  float cost = edge->cost == __builtin_inff() ? 0 : edge->cost;
  bool weighted = machine->lattice->vocabulary->plan.weighted[type];
  if (weighted && edge->source == EDGE_WORD) {
    return vocabulary_weight(machine->lattice->vocabulary, edge->payload, type, cost);
  }
  return cost;
}

/* Weighted lists weigh their words themselves, however unlikely the reading: 铁 in 黄铁军. */
static bool is_visible(const Machine *machine, const Edge *edge, TypeId type) {
  if (!(edge->flags & EDGE_HIDDEN)) return true;
  return machine->mode == COUNT_COSTS && machine->lattice->vocabulary->plan.weighted[type];
}

static bool is_character_of(const Machine *machine, uint32_t position, TypeId type) {
  if (position >= machine->lattice->length) return false;
  uint8_t flags = lattice_character(machine->lattice, position);
  switch (type) {
    case BUILTIN_HAN:
      return flags & CHARACTER_HAN;
    case BUILTIN_CHAR:
      return !(flags & (CHARACTER_SPACE | CHARACTER_CLAUSE | CHARACTER_END));
    case BUILTIN_ANY:
      return true;
    case BUILTIN_DIGIT:
      return flags & CHARACTER_DIGIT;
    case BUILTIN_LETTER:
      return flags & CHARACTER_LETTER;
    case BUILTIN_SPACE:
      return flags & CHARACTER_SPACE;
    case BUILTIN_PUNCT:
      return flags & (CHARACTER_PUNCTUATION | CHARACTER_CLAUSE | CHARACTER_END);
    default:
      return false;
  }
}

typedef struct {
  const RuleStep *step;
  uint32_t history;
  float cost;
  bool leftwards;
} Move;

static void consume(Machine *machine, const Move *move, EdgeId edge, uint32_t begin, uint32_t end, float cost) {
  History made = {.previous = move->history,
                  .edge = edge,
                  .begin = (uint16_t)begin,
                  .end = (uint16_t)end,
                  .cost = cost,
                  .type = move->step->type};
  advance(machine, move->step->first_transition, move->step->transition_count, move->leftwards ? begin : end, &made,
          move->cost + cost);
}

/* What a character costs that a rule takes for itself: as much as reading it as a word, where costs are counted. */
static float character_cost(const Machine *machine, uint32_t position) {
  if (machine->mode == COUNT_SLACK) return GAP_COST;
  const Lattice *lattice = machine->lattice;
  float least = cost_of_character(lattice_character(lattice, position));
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    bool word = edge_is_listed(edge) || edge->source == EDGE_DICTIONARY;
    if (word && edge->end == position + 1 && edge->cost < least) least = edge->cost;
  }
  return least;
}

static void consume_character_at(Machine *machine, const Move *move, uint32_t at) {
  if (move->leftwards && at == 0) return;
  uint32_t begin = move->leftwards ? at - 1 : at;
  if (!is_character_of(machine, begin, move->step->type)) return;
  consume(machine, move, EDGE_NONE, begin, begin + 1, character_cost(machine, begin));
}

/* Whether the thread stands beside an edge: the one that it took last, or the anchor. */
static bool is_beside_edge(const Machine *machine, const Move *move) {
  if (move->history == HISTORY_NONE) return false;
  const History *last = &machine->history.data[move->history];
  return last->edge != EDGE_NONE || last->previous == HISTORY_NONE;
}

/* `Any` takes blanks. To the left of an edge it may pass them over, too, as it does to the right, where the edge behind
   it does so: a guard in front of it, (!Money Any){0,9} value:Money, looks over blanks and would refuse the last one.
 */
static void consume_character(Machine *machine, const Move *move, uint32_t position) {
  TypeId type = move->step->type;
  const Lattice *lattice = machine->lattice;
  uint32_t over_blanks = move->leftwards ? lattice->back[position] : lattice->forward[position];
  bool itself = type == BUILTIN_SPACE || type == BUILTIN_ANY;
  consume_character_at(machine, move, itself ? position : over_blanks);
  if (type == BUILTIN_ANY && move->leftwards && over_blanks != position && is_beside_edge(machine, move)) {
    consume_character_at(machine, move, over_blanks);
  }
}

static void consume_unit(Machine *machine, const Move *move, uint32_t position) {
  make_units(machine);
  bool clause = move->step->type == BUILTIN_CLAUSE;
  if (move->leftwards) {
    uint32_t at = machine->lattice->back[position];
    if (at == 0) return;
    uint32_t begin = (clause ? machine->lattice->clause_begin : machine->lattice->sentence_begin)[at - 1];
    if (begin < at) consume(machine, move, EDGE_NONE, begin, at, 0);
  } else {
    uint32_t at = machine->lattice->forward[position];
    uint32_t end = (clause ? machine->lattice->clause_end : machine->lattice->sentence_end)[at];
    if (end > at) consume(machine, move, EDGE_NONE, at, end, 0);
  }
}

static void consume_edges(Machine *machine, const Move *move, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  TypeId type = move->step->type;
  uint32_t at = move->leftwards ? lattice->back[position] : lattice->forward[position];
  if (!type_mask_may_have(&(move->leftwards ? lattice->end_types : lattice->begin_types)[at], type)) return;
  EdgeId id = move->leftwards ? lattice->first_end[at] : lattice->first_begin[at];
  while (id != EDGE_NONE) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge_has_type(lattice, edge, type) && is_visible(machine, edge, type)) {
      consume(machine, move, id, edge->begin, edge->end, machine_edge_cost(machine, edge, type));
    }
    id = move->leftwards ? edge->next_end : edge->next_begin;
  }
}

/* Whether an edge or a character of a type begins at a position. */
static bool begins_here(const Machine *machine, uint32_t position, TypeId type) {
  const Lattice *lattice = machine->lattice;
  uint32_t at = type == BUILTIN_SPACE || type == BUILTIN_ANY ? position : lattice->forward[position];
  if (type == BUILTIN_CLAUSE || type == BUILTIN_REST) return at < lattice->length;
  if (type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF) return is_character_of(machine, at, type);
  if (!type_mask_may_have(&lattice->begin_types[at], type)) return false;
  for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    bool text = machine->rules->types[type].kind == TYPE_LITERAL; /* stands there, however it is read */
    if (edge_has_type(lattice, edge, type) && (text || is_visible(machine, edge, type))) return true;
  }
  return false;
}

/* A guard that holds lets its thread go on where it stands. */
static void pass_guard(Machine *machine, const Move *move, uint32_t position) {
  bool wanted = move->step->guard == GUARD_PRESENT;
  if (begins_here(machine, position, move->step->type) != wanted) return;
  History made = {.previous = move->history,
                  .edge = EDGE_NONE,
                  .begin = (uint16_t)position,
                  .end = (uint16_t)position,
                  .type = BUILTIN_NONE};
  advance(machine, move->step->first_transition, move->step->transition_count, position, &made, move->cost);
}

static void step_threads(Machine *machine, uint32_t position, bool leftwards) {
  uint32_t thread = machine->first_thread[position];
  machine->first_thread[position] = NO_THREAD;
  while (thread != NO_THREAD) {
    Thread at = machine->threads.data[thread];
    if (at.step != UINT32_MAX) {
      Move move = {&machine->rules->steps[at.step], at.history, at.cost, leftwards};
      TypeId type = move.step->type;
      if (move.step->guard) {
        pass_guard(machine, &move, position);
      } else if (type == BUILTIN_CLAUSE || type == BUILTIN_REST) {
        consume_unit(machine, &move, position);
      } else if (type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF) {
        consume_character(machine, &move, position);
      } else {
        consume_edges(machine, &move, position);
      }
    }
    thread = at.next;
  }
}

bool machine_stands_at(Machine *machine, RuleFragment fragment, uint32_t position) {
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    const RuleTransition *transition = &machine->rules->transitions[fragment.first_transition + i];
    if (machine_place_holds(machine, position, transition->assertion)) return true;
  }
  return false;
}

bool machine_edge_stands(const Machine *machine, const uint64_t *types, uint32_t position, bool leftwards) {
  const Lattice *lattice = machine->lattice;
  uint32_t at = leftwards ? lattice->back[position] : lattice->forward[position];
  EdgeId id = leftwards ? lattice->first_end[at] : lattice->first_begin[at];
  while (id != EDGE_NONE) {
    const Edge *edge = &lattice->edges.data[id];
    const TypeSet *set = edge_types(lattice, edge);
    for (uint32_t i = 0; i < set->count; i++) {
      TypeId type = set->types[i];
      if ((types[type / 64] >> (type & 63) & 1) && is_visible(machine, edge, type)) return true;
    }
    id = leftwards ? edge->next_end : edge->next_begin;
  }
  return false;
}

void machine_run(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  machine->threads.count = 0;
  machine->accepts.count = 0;
  machine->leftwards = leftwards;
  machine->leftmost = machine->rightmost = position;
  History start = {.previous = HISTORY_NONE, .edge = EDGE_NONE, .begin = (uint16_t)position, .end = (uint16_t)position};
  advance(machine, fragment.first_transition, fragment.transition_count, position, &start, 0);
  /* Threads only ever move on, but for guards, which no loop of a pattern is made of alone: one sweep sees them all.
     Those out of reach are taken back unread. */
  if (leftwards) {
    for (uint32_t p = position + 1; p-- > machine->leftmost;) {
      while (machine->first_thread[p] != NO_THREAD && position - p <= MACHINE_REACH) step_threads(machine, p, true);
      machine->first_thread[p] = NO_THREAD;
    }
  } else {
    for (uint32_t p = position; p <= machine->rightmost; p++) {
      while (machine->first_thread[p] != NO_THREAD && p - position <= MACHINE_REACH) step_threads(machine, p, false);
      machine->first_thread[p] = NO_THREAD;
    }
  }
}
