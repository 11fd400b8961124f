#include "match/machine.h"

#include "lexicon/costs.h"

#define NO_THREAD UINT32_MAX

#define STEP_NONE (UINT32_MAX - 1)

enum { LEVELS = 64 }; /* of threads; the last two are those of all that are behind more guards */

static const float GAP_COST = 0.3f; /* of a character that a rule merely passes over: elements are preferred to gaps */

void machine_init(Machine *machine, Arena *arena, const RuleSet *rules) {
  *machine = (Machine){.arena = arena, .rules = rules};
  machine->last_of_step = ARENA_ARRAY(arena, uint32_t, STEPS_REMEMBERED);
  machine->absent = ARENA_ARRAY(arena, uint64_t, rules->matches_count / 64 + 1);
  machine->needs = ARENA_ARRAY(arena, NeedMemo, NEEDS_REMEMBERED);
  machine->sums = arena_alloc(arena, SUMS_REMEMBERED * sizeof *machine->sums);
  for (uint32_t i = 0; i < SUMS_REMEMBERED; i++) machine->sums[i].sum = NULL;
  machine->runs = ARENA_ARRAY(arena, RunMemo, RUNS_REMEMBERED);
}

static void count_ink(Lattice *lattice) {
  uint16_t *ink = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof *ink), count = 0;
  for (uint32_t i = 0; i < lattice->length; i++) {
    ink[i] = count;
    if (!(lattice_character(lattice, i) & CHARACTER_SPACE)) count++;
  }
  ink[lattice->length] = count;
  lattice->ink = ink;
}

void machine_enter(Machine *machine, Lattice *lattice) {
  machine->lattice = lattice;
  machine->edges_known = 0;
  machine->sight++;
  machine->era++;
  machine->entered += 2;
  memset(machine->absent, 0, (machine->rules->matches_count / 64 + 1) * sizeof *machine->absent);
  if (!lattice->ink) count_ink(lattice);
  if (machine->positions >= lattice->length + 1) return;
  machine->positions = lattice->length + 1;
  machine->first_thread = arena_alloc(machine->arena, machine->positions * sizeof(uint32_t));
  machine->steps_at = arena_alloc(machine->arena, machine->positions * sizeof(TypeMask));
  machine->weights = arena_alloc(machine->arena, machine->positions * sizeof(WeightRow));
  machine->weights_known = ARENA_ARRAY(machine->arena, uint32_t, machine->positions);
  memset(machine->first_thread, 0xFF, machine->positions * sizeof(uint32_t));
  for (int i = 0; i < 2; i++) {
    machine->starts[i] = arena_alloc(machine->arena, machine->positions * sizeof *machine->starts[i]);
    for (uint32_t at = 0; at < machine->positions; at++) machine->starts[i][at].era = 0;
  }
}

void machine_expect_edges(Machine *machine) {
  machine->era++;
  const Lattice *lattice = machine->lattice;
  for (EdgeId id = machine->edges_known; id < lattice->edges.count && machine->edges_known; id++) {
    uint32_t begin = lattice->edges.data[id].begin, end = lattice->edges.data[id].end;
    machine->starts[false][begin].era = machine->starts[false][lattice->back[begin]].era = 0;
    machine->starts[true][end].era = machine->starts[true][lattice->forward[end]].era = 0;
  }
  machine->edges_known = lattice->edges.count;
}

void machine_forget(Machine *machine) {
  enum { MOST_HISTORY = 512 };
  if (machine->history.count <= MOST_HISTORY && machine->epoch_era == machine->era) return;
  machine->history.count = machine->kept.count = 0;
  machine->epoch_era = machine->era;
  machine->epoch++;
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

/* The same for clauses and sentences at once, where nothing is quoted. */
static void find_plain_units(Lattice *lattice) {
  uint32_t length = lattice->length;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  uint16_t clause = (uint16_t)length, sentence = (uint16_t)length;
  lattice->clause_end[length] = lattice->sentence_end[length] = (uint16_t)length;
  for (uint32_t i = length; i-- > 0;) {
    if (characters[i] & (CHARACTER_CLAUSE | CHARACTER_END)) clause = (uint16_t)i;
    if (characters[i] & CHARACTER_END) sentence = (uint16_t)i;
    lattice->clause_end[i] = clause;
    lattice->sentence_end[i] = sentence;
  }
  clause = sentence = 0;
  for (uint32_t i = 0; i < length; i++) {
    lattice->clause_begin[i] = clause;
    lattice->sentence_begin[i] = sentence;
    if (characters[i] & (CHARACTER_CLAUSE | CHARACTER_END)) clause = (uint16_t)(i + 1);
    if (characters[i] & CHARACTER_END) sentence = (uint16_t)(i + 1);
  }
  lattice->clause_begin[length] = clause;
  lattice->sentence_begin[length] = sentence;
}

static void make_units(Machine *machine) {
  Lattice *lattice = machine->lattice;
  if (lattice->clause_end) return;
  size_t bytes = (lattice->length + 2) * sizeof(uint16_t);
  lattice->clause_end = arena_alloc(machine->arena, bytes);
  lattice->sentence_end = arena_alloc(machine->arena, bytes);
  lattice->clause_begin = arena_alloc(machine->arena, bytes);
  lattice->sentence_begin = arena_alloc(machine->arena, bytes);
  if (!lattice->quoted) {
    find_plain_units(lattice);
    return;
  }
  const uint16_t *level = find_levels(machine);
  uint16_t levels = 0;
  for (uint32_t i = 0; i < lattice->length; i++) levels = level[i] > levels ? level[i] : levels;
  Units clauses = {lattice->clause_begin, lattice->clause_end, CHARACTER_CLAUSE | CHARACTER_END};
  Units sentences = {lattice->sentence_begin, lattice->sentence_end, CHARACTER_END};
  find_units(machine, level, levels, clauses);
  find_units(machine, level, levels, sentences);
}

/* Which PLACE_ tests hold at each position: whether nothing but blanks lies between it and where its unit begins, or
   nothing up to where it ends. */
static uint8_t *find_places(const Machine *machine) {
  const Lattice *lattice = machine->lattice;
  uint8_t *places = arena_alloc(machine->arena, lattice->length + 1);
  uint32_t blanks = 0; /* that stand side by side in front of the position */
  for (uint32_t i = 0; i <= lattice->length; i++) {
    uint32_t behind = lattice->forward[i], before = lattice->back[i], last = before ? before - 1 : 0;
    uint32_t ink = i - blanks; /* behind the last character in front of it that is no blank */
    unsigned holds = 0;
    if (lattice->sentence_begin[behind] >= ink) holds |= PLACE_SENTENCE_START;
    if (lattice->clause_begin[behind] >= ink) holds |= PLACE_CLAUSE_START;
    if (before >= lattice->sentence_end[last]) holds |= PLACE_SENTENCE_END;
    if (before >= lattice->clause_end[last]) holds |= PLACE_CLAUSE_END;
    if (blanks) holds |= PLACE_BLANK_BEFORE;
    bool blank = lattice_character(lattice, i) & CHARACTER_SPACE;
    if (blank && i < lattice->length) holds |= PLACE_BLANK_BEHIND;
    places[i] = (uint8_t)holds;
    blanks = blank ? blanks + 1 : 0;
  }
  return places;
}

/* The same where nothing is quoted and there are no blanks: told by the characters on both sides of the position. */
static uint8_t *find_plain_places(const Machine *machine) {
  enum {
    ENDS = PLACE_SENTENCE_END | PLACE_CLAUSE_END,
    STARTS = PLACE_SENTENCE_START | PLACE_CLAUSE_START,
    CLAUSE = PLACE_CLAUSE_START | PLACE_CLAUSE_END
  };
  _Static_assert(CHARACTER_END == 2 * CHARACTER_CLAUSE, "together they are a number below four");
  static const uint8_t IN_FRONT[] = {0, PLACE_CLAUSE_END, ENDS, ENDS}; /* of a character, by these two flags */
  static const uint8_t BEHIND[] = {0, CLAUSE, STARTS | ENDS, STARTS | ENDS};
  const Lattice *lattice = machine->lattice;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  const uint32_t length = lattice->length;
  uint8_t *places = arena_alloc(machine->arena, length + 1), behind = STARTS;
  for (uint32_t i = 0; i < length; i++) {
    unsigned stops = characters[i] / CHARACTER_CLAUSE % 4;
    places[i] = behind | IN_FRONT[stops];
    behind = BEHIND[stops];
  }
  places[length] = behind | ENDS;
  return places;
}

void machine_find_places(Machine *machine) {
  Lattice *lattice = machine->lattice;
  if (!lattice->quoted && lattice->ink[lattice->length] == lattice->length) {
    lattice->places = find_plain_places(machine);
    return;
  }
  make_units(machine);
  lattice->places = find_places(machine);
}

/* ---- what stands where ---- */

/* Weighted lists weigh their words themselves, however unlikely the reading: 铁 in 黄铁军. */
static bool is_visible(const Machine *machine, const Edge *edge, TypeId type) {
  if (!(edge->flags & EDGE_HIDDEN)) return true;
  return machine->mode == COUNT_COSTS && machine->lattice->vocabulary->plan.weighted[type];
}

/* The edges that stand at a position, to its left or right, one after the other. */
static inline EdgeId first_edge_at(const Machine *machine, uint32_t position, bool leftwards) {
  const Lattice *lattice = machine->lattice;
  return leftwards ? lattice->first_end[lattice->back[position]] : lattice->first_begin[lattice->forward[position]];
}

static inline EdgeId next_edge_at(const Edge *edge, bool leftwards) {
  return leftwards ? edge->next_end : edge->next_begin;
}

/* Joins what may begin with the edges from `id` on with what may begin otherwise. */
static inline void see_starts(const Lattice *lattice, EdgeId id, bool leftwards, const StartMask *place,
                              const StartMask *character, StartMask *seen) {
  const Vocabulary *vocabulary = lattice->vocabulary;
  const Edge *edges = lattice->edges.data;
  StartPart a = place->parts[0] | character->parts[0], b = place->parts[1] | character->parts[1],
            c = place->parts[2] | character->parts[2];
  _Static_assert(START_PARTS == 3, "in three registers");
  EdgeStarts room[2];
  while (id != EDGE_NONE) {
    const Edge *edge = &edges[id];
    const EdgeStarts *starts = vocabulary_starts(vocabulary, edge->types, edge->flags & EDGE_HIDDEN, room);
    a |= starts->masks[leftwards].parts[0];
    b |= starts->masks[leftwards].parts[1];
    c |= starts->masks[leftwards].parts[2];
    id = next_edge_at(edge, leftwards);
  }
  seen->parts[0] = a;
  seen->parts[1] = b;
  seen->parts[2] = c;
}

const StartMask *machine_see_starts(Machine *machine, uint32_t position, bool leftwards) {
  if (!machine->lattice->places) machine_find_places(machine);
  const Lattice *lattice = machine->lattice;
  const RuleStarts *known = &lattice->vocabulary->plan.starts[leftwards];
  const StartMask *place = &known->of_places[lattice->places[position] % START_PLACES];
  const StartMask *character = &known->of_characters[machine_character_at(machine, position, leftwards)];
  StartMask *mask = &machine->starts[leftwards][position].mask;
  machine->starts[leftwards][position].era = machine->sight;
  EdgeId first = first_edge_at(machine, position, leftwards);
  if (leftwards) {
    see_starts(lattice, first, true, place, character, mask);
  } else {
    see_starts(lattice, first, false, place, character, mask);
  }
  return mask;
}

static inline bool is_edge_type(TypeId type) {
  return type < BUILTIN_EDGES || type >= BUILTIN_COUNT_OF;
}

/* The flags of characters that a type takes; `others`: it takes all but them. */
typedef struct {
  uint8_t flags;
  bool others;
} CharacterClass;

static const CharacterClass CLASSES[BUILTIN_COUNT_OF - BUILTIN_EDGES] = {
    [BUILTIN_HAN - BUILTIN_EDGES] = {CHARACTER_HAN, false},
    [BUILTIN_CHAR - BUILTIN_EDGES] = {CHARACTER_SPACE | CHARACTER_CLAUSE | CHARACTER_END, true},
    [BUILTIN_ANY - BUILTIN_EDGES] = {0, true},
    [BUILTIN_DIGIT - BUILTIN_EDGES] = {CHARACTER_DIGIT, false},
    [BUILTIN_LETTER - BUILTIN_EDGES] = {CHARACTER_LETTER, false},
    [BUILTIN_SPACE - BUILTIN_EDGES] = {CHARACTER_SPACE, false},
    [BUILTIN_PUNCT - BUILTIN_EDGES] = {CHARACTER_PUNCTUATION | CHARACTER_CLAUSE | CHARACTER_END, false},
};

/* Of the types that take one character. */
static inline bool is_character_of(const Lattice *lattice, uint32_t position, TypeId type) {
  if (position >= lattice->length) return false;
  CharacterClass class = CLASSES[type - BUILTIN_EDGES];
  return ((lattice->text->characters[lattice->begin + position] & class.flags) != 0) != class.others;
}

/* Whether an edge or a character of a type begins at a position. */
static bool begins_here(const Machine *machine, uint32_t position, TypeId type) {
  const Lattice *lattice = machine->lattice;
  uint32_t at = type == BUILTIN_SPACE || type == BUILTIN_ANY ? position : lattice->forward[position];
  if (type == BUILTIN_CLAUSE || type == BUILTIN_REST) return at < lattice->length;
  if (!is_edge_type(type)) return is_character_of(lattice, at, type);
  if (!type_mask_may_have(&lattice->begin_types[at], lattice->vocabulary->plan.bits[type])) return false;
  for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (!edge_has_type(lattice, edge, type)) continue;
    /* a literal stands there, however it is read */
    if (is_visible(machine, edge, type) || machine->rules->types[type].kind == TYPE_LITERAL) return true;
  }
  return false;
}

/* Whether a step may consume a character where it stands; `Any` and `Space` may stand elsewhere, too. */
static bool may_consume_character(const Machine *machine, TypeId type, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  if (type == BUILTIN_ANY || type == BUILTIN_SPACE || type == BUILTIN_CLAUSE || type == BUILTIN_REST) return true;
  if (!machine->leftwards) return is_character_of(lattice, lattice->forward[position], type);
  uint32_t at = lattice->back[position];
  return at > 0 && is_character_of(lattice, at - 1, type);
}

/* Whether an edge that is needed further on may end within reach in front of a position. */
static bool may_stand_before(const Machine *machine, const PlannedNeed *need, NeedMemo *memo, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const uint16_t *ink = lattice->ink;
  if (position > memo->from || position < memo->to) {
    memo->from = memo->to = (uint16_t)position;
    memo->found = type_masks_may_meet(&need->types, &lattice->end_types[position]);
  }
  while (!memo->found && memo->to && ink[position] - ink[memo->to] <= need->within) {
    memo->to--;
    memo->found = type_masks_may_meet(&need->types, &lattice->end_types[memo->to]);
  }
  return memo->found && ink[position] - ink[memo->to] <= need->within;
}

/* The same behind it: may begin there. */
static bool may_stand_behind(const Machine *machine, const PlannedNeed *need, NeedMemo *memo, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const uint16_t *ink = lattice->ink;
  if (position < memo->from || position > memo->to) {
    memo->from = memo->to = (uint16_t)position;
    memo->found = type_masks_may_meet(&need->types, &lattice->begin_types[position]);
  }
  while (!memo->found && memo->to < lattice->length && ink[memo->to] - ink[position] <= need->within) {
    memo->to++;
    memo->found = type_masks_may_meet(&need->types, &lattice->begin_types[memo->to]);
  }
  return memo->found && ink[memo->to] - ink[position] <= need->within;
}

static bool has_ahead(const Machine *machine, uint32_t number, uint32_t position) {
  const PlannedNeed *need = &machine->lattice->vocabulary->plan.needs[number];
  if (need->within == NEED_ANYWHERE)
    return lattice_has_needed(machine->lattice, &machine->rules->needs[number], position);
  NeedMemo *memo = &machine->needs[need->place % NEEDS_REMEMBERED];
  if (memo->era != machine->era || memo->place != need->place) { /* nothing is known: an empty stretch nowhere */
    *memo =
        (NeedMemo){machine->era, need->place, need->in_front ? 0 : UINT16_MAX, need->in_front ? UINT16_MAX : 0, false};
  }
  return need->in_front ? may_stand_before(machine, need, memo, position)
                        : may_stand_behind(machine, need, memo, position);
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
  if (thread == NO_THREAD || !type_mask_may_have(&machine->steps_at[position], (uint8_t)step)) return NO_THREAD;
  uint32_t last = machine->last_of_step[step % STEPS_REMEMBERED];
  if (last >= machine->first_of_run && last < machine->history.count) {
    const History *known = &machine->history.data[last];
    if (known->step == step && known->position == position) return last;
  }
  while (thread != NO_THREAD && machine->history.data[thread].step != step) thread = machine->history.data[thread].next;
  return thread;
}

/* Whether a thread that is as good as `made` would be waits there already. Of two that are as good the one stays whose
   way meets the other's after fewer guards; after as many the one that was made first, or, since guards turn the order
   round, last. */
static bool is_covered(Machine *machine, const History *made) {
  uint32_t known = waiting_thread(machine, made->position, made->step);
  if (known == NO_THREAD) return false;
  History *thread = &machine->history.data[known];
  if (thread->so_far < made->so_far) return true;
  bool stays = thread->apart < made->apart;
  if (thread->apart == made->apart) {
    stays = !(made->apart & 1) || thread->group == made->group || thread->transition == made->transition;
  }
  if (thread->so_far == made->so_far && stays) return true;
  thread->step = STEP_NONE; /* the dearer one dies */
  thread->state = THREAD_DONE;
  return false;
}

/* Whether a cheaper thread waits for the same in an earlier round of a repetition; one that costs as much is as good
   where rounds capture nothing. */
static bool is_behind(const Machine *machine, const History *made) {
  enum { MOST_ROUNDS = 3 }; /* further back there is rarely one */
  const uint8_t *spans = machine->rules->spans;
  for (uint32_t step = made->step, rounds = 0; spans[step] && rounds < MOST_ROUNDS; rounds++) {
    bool equal = spans[step] & 1;
    step -= spans[step] / 2;
    uint32_t known = waiting_thread(machine, made->position, step);
    if (known == NO_THREAD) continue;
    float cost = machine->history.data[known].so_far;
    if (cost < made->so_far || (equal && cost == made->so_far)) return true;
  }
  return false;
}

/* Lets a thread wait for its step. */
static inline void add_thread(Machine *machine, const History *made) {
  uint32_t position = made->position, step = made->step, number = machine->history.count;
  VECTOR_PUSH(machine->arena, &machine->history, *made);
  uint32_t next = machine->first_thread[position];
  machine->history.data[number].next = next;
  if (next == NO_THREAD) machine->steps_at[position] = (TypeMask){0};
  type_mask_add(&machine->steps_at[position], (uint8_t)step);
  machine->first_thread[position] = machine->last_of_step[step % STEPS_REMEMBERED] = number;
  if (position > machine->rightmost) machine->rightmost = position;
  if (position < machine->leftmost) machine->leftmost = position;
}

static bool ask_guards(const Machine *machine, const PlannedGuards *guards, uint32_t position) {
  for (uint32_t i = guards->first; i < guards->first + guards->count; i++) {
    RuleGuard guard = machine->rules->guards[i];
    if (begins_here(machine, position, guard.type) == guard.negated) return false;
  }
  return true;
}

/* Whether all guards of a list hold at a position. */
static inline bool guards_hold(const Machine *machine, uint32_t list, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const PlannedGuards *guards = &lattice->vocabulary->plan.guards[list];
  const TypeMask *here = &lattice->begin_types[lattice->forward[position]];
  if (guards->absent_only && !type_masks_may_meet(&guards->absent, here)) return true;
  return ask_guards(machine, guards, position);
}

bool machine_guards_hold(const Machine *machine, uint32_t list, uint32_t position) {
  return guards_hold(machine, list, position);
}

/* Whether a thread that takes this transition finds something to consume, and further on what its pattern needs there:
   otherwise it need not be made. */
static inline bool leads_on(const Machine *machine, const RuleTransition *transition, uint32_t position) {
  TypeId type = transition->type;
  if (!is_edge_type(type) && !may_consume_character(machine, type, position)) return false;
  return !transition->need || has_ahead(machine, transition->need - 1u, position);
}

/* For explanations: how far a way came that a guard ends. */
static void note_blocked(Machine *machine, const History *made) {
  History blocked = *made;
  blocked.step = STEP_ACCEPT;
  blocked.state = THREAD_BLOCKED;
  VECTOR_PUSH(machine->arena, &machine->history, blocked);
}

/* A way ends behind `made`. */
static inline void end_way(Machine *machine, const History *made) {
  VECTOR_PUSH(machine->arena, &machine->history, *made);
  machine->history.data[machine->history.count - 1].state = THREAD_DONE;
  accept(machine, made->position, machine->history.count - 1, made->so_far);
}

static inline uint8_t at_most(uint32_t count) {
  return (uint8_t)(count < LEVELS ? count : LEVELS - 2 + (count & 1));
}

/* The level of a thread behind guards: how many they are. */
static inline void set_level(const Machine *machine, uint32_t guards, bool accepts, History *made) {
  const RuleGuardList *list = &machine->rules->guard_lists[guards];
  made->level = at_most(accepts && list->count ? list->count - 1u : list->count);
  made->apart = at_most(list->apart);
}

/* Takes a transition that may lead on and whose guards hold, behind what `made` holds. That a way ends behind guards is
   noted in the order in which threads go on. */
static inline void take(Machine *machine, const RuleTransition *transition, bool accepts, History *made) {
  made->step = transition->target;
  made->level = made->apart = 0;
  if (transition->guards) {
    set_level(machine, transition->guards, accepts, made);
  } else if (accepts) {
    end_way(machine, made);
    return;
  }
  if (machine->first_thread[made->position] != NO_THREAD) {
    if (is_covered(machine, made)) return;
    if (!accepts && !machine->thorough && is_behind(machine, made)) return;
  }
  if (transition->guards) machine->levels = true;
  if (!accepts) __builtin_prefetch(&machine->rules->steps[made->step]);
  add_thread(machine, made);
}

/* Takes the transitions [first, first + count) behind what `made` holds: its position, its chain and what it costs. */
static void advance(Machine *machine, uint32_t first, uint32_t count, History *made) {
  static const TypeMask ALL = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
  const uint32_t position = made->position;
  const bool thorough = machine->thorough;
  const TypeMask *next = thorough ? &ALL : machine_types_at(machine, position, machine->leftwards);
  const uint8_t *looks = &machine->rules->looks[first];
  const PlannedChoice *choices = machine->lattice->vocabulary->plan.choices;
  const uint32_t types = machine->rules->types_count;
  uint32_t guards = 0; /* that were asked last, and */
  bool hold = true;    /* whether they hold */
  made->group = machine->history.count;
  for (uint32_t i = 0; i < count; i++) {
    if (!type_mask_may_have(next, looks[i])) continue; /* TYPE_BIT_NO_EDGE is set everywhere */
    const RuleTransition *transition = &machine->rules->transitions[first + i];
    bool accepts = transition->target == STEP_ACCEPT;
    if (transition->type >= types && !type_masks_may_meet(next, &choices[transition->type - types].mask)) continue;
    if (!accepts && !thorough && !leads_on(machine, transition, position)) continue;
    if (transition->guards != guards) {
      guards = transition->guards;
      hold = !guards || guards_hold(machine, guards, position);
      if (!hold && thorough) note_blocked(machine, made);
    }
    if (!hold) continue;
    if (transition->assertion && !machine_place_holds(machine, position, transition->assertion)) continue;
    made->transition = first + i;
    take(machine, transition, accepts, made);
    if (machine->any && accepts && !guards) return;
  }
}

static inline float edge_cost(const Machine *machine, const Edge *edge, TypeId type) {
  if (machine->mode == COUNT_SLACK) return edge->slack > 0 ? edge->slack : 0;
  const Vocabulary *vocabulary = machine->lattice->vocabulary;
  float cost = edge->cost == __builtin_inff() ? 0 : edge->cost;
  bool weighted = edge->source == EDGE_WORD && vocabulary->plan.weighted[type];
  return weighted ? vocabulary_weight(vocabulary, edge->payload, type, cost) : cost;
}

float machine_edge_cost(const Machine *machine, const Edge *edge, TypeId type) {
  return edge_cost(machine, edge, type);
}

typedef struct {
  const RuleStep *step;
  uint32_t history;
  float cost;
  bool leftwards;
} Move;

static inline void consume(Machine *machine, const Move *move, EdgeId edge, TypeId type, uint32_t begin, uint32_t end,
                           float cost) {
  History made = {.previous = move->history,
                  .edge = edge,
                  .begin = (uint16_t)begin,
                  .end = (uint16_t)end,
                  .cost = cost,
                  .type = type,
                  .position = (uint16_t)(move->leftwards ? begin : end),
                  .so_far = move->cost + cost};
  advance(machine, move->step->first_transition, move->step->transition_count, &made);
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
  if (!is_character_of(machine->lattice, begin, move->step->type)) return;
  consume(machine, move, EDGE_NONE, move->step->type, begin, begin + 1, character_cost(machine, begin));
}

/* Whether the thread stands beside an edge, the one that it took last or the anchor, with no guard in between. */
static bool is_beside_edge(const Machine *machine, const Move *move) {
  if (move->history == HISTORY_NONE) return false;
  const History *last = &machine->history.data[move->history];
  if (machine->rules->transitions[last->transition].guards) return false;
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
    if (begin < at) consume(machine, move, EDGE_NONE, move->step->type, begin, at, 0);
  } else {
    uint32_t at = machine->lattice->forward[position];
    uint32_t end = (clause ? machine->lattice->clause_end : machine->lattice->sentence_end)[at];
    if (end > at) consume(machine, move, EDGE_NONE, move->step->type, at, end, 0);
  }
}

static inline void consume_edges(Machine *machine, const Move *move, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const Vocabulary *vocabulary = lattice->vocabulary;
  TypeId type = move->step->type;
  uint8_t bit = vocabulary->plan.bits[type];
  bool hidden_too = machine->mode == COUNT_COSTS && vocabulary->plan.weighted[type]; /* see is_visible */
  EdgeId id = first_edge_at(machine, position, move->leftwards);
  while (id != EDGE_NONE) {
    const Edge *edge = &lattice->edges.data[id];
    const TypeSet *set = &vocabulary->sets[edge->types];
    id = next_edge_at(edge, move->leftwards);
    if (!type_mask_may_have(&set->signature, bit) || !type_set_has(set, type)) continue;
    if ((edge->flags & EDGE_HIDDEN) && !hidden_too) continue;
    EdgeId own = (EdgeId)(edge - lattice->edges.data);
    consume(machine, move, own, type, edge->begin, edge->end, edge_cost(machine, edge, type));
  }
}

/* The type as which an edge is taken where it may be of any of several; BUILTIN_NONE where it is of none. */
static inline TypeId type_among(const Machine *machine, const TypeSet *set, uint32_t number) {
  const uint64_t *types = machine->lattice->vocabulary->plan.choices[number].types;
  TypeId found = BUILTIN_NONE;
  uint32_t count = 0;
  for (uint32_t i = 0; i < set->count; i++) {
    TypeId type = set->types[i];
    if (!(types[type / 64] >> (type & 63) & 1)) continue;
    found = type;
    count++;
  }
  if (count < 2) return found;
  RuleChoice choice = machine->rules->choices[number];
  for (uint32_t i = 0; i < choice.type_count; i++) {
    TypeId type = machine->rules->choice_types[choice.first_type + i];
    if (type_set_has(set, type)) return type;
  }
  return found;
}

/* The same of a step that takes an edge of one of several types. */
static inline void consume_choice(Machine *machine, const Move *move, uint32_t number, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const TypeMask *mask = &lattice->vocabulary->plan.choices[number].mask;
  EdgeId id = first_edge_at(machine, position, move->leftwards);
  while (id != EDGE_NONE) {
    const Edge *edge = &lattice->edges.data[id];
    const TypeSet *set = &lattice->vocabulary->sets[edge->types];
    EdgeId own = id;
    id = next_edge_at(edge, move->leftwards);
    if ((edge->flags & EDGE_HIDDEN) || !type_masks_may_meet(&set->signature, mask)) continue;
    TypeId type = type_among(machine, set, number);
    if (type != BUILTIN_NONE) consume(machine, move, own, type, edge->begin, edge->end, edge_cost(machine, edge, type));
  }
}

static inline void step_thread(Machine *machine, const Move *move, uint32_t position) {
  TypeId type = move->step->type;
  if (type >= machine->rules->types_count) {
    consume_choice(machine, move, type - machine->rules->types_count, position);
  } else if (is_edge_type(type)) {
    consume_edges(machine, move, position);
  } else if (type == BUILTIN_CLAUSE || type == BUILTIN_REST) {
    consume_unit(machine, move, position);
  } else {
    consume_character(machine, move, position);
  }
}

static inline void let_go_on(Machine *machine, uint32_t thread, uint32_t position) {
  History *at = &machine->history.data[thread];
  if (at->state != THREAD_WAITS) return;
  if (at->step == STEP_ACCEPT) {
    at->state = THREAD_DONE;
    accept(machine, position, thread, at->so_far);
    return;
  }
  Move move = {&machine->rules->steps[at->step], thread, at->so_far, machine->leftwards};
  __builtin_prefetch(&machine->rules->transitions[move.step->first_transition]);
  __builtin_prefetch(&machine->rules->looks[move.step->first_transition]);
  step_thread(machine, &move, position);
}

/* Lets the threads [first, behind) of machine->waiting go on that are of a level. They come in the order of the last
   made first; on every other level the groups are turned round. */
static void step_level(Machine *machine, uint8_t level, uint32_t first, uint32_t behind, uint32_t position) {
  bool turned = level & 1;
  uint32_t end = behind;
  while (turned && end > first) {
    uint32_t begin = end - 1, group = machine->history.data[machine->waiting.data[begin]].group;
    while (begin > first && machine->history.data[machine->waiting.data[begin - 1]].group == group) begin--;
    for (uint32_t i = begin; i < end; i++) let_go_on(machine, machine->waiting.data[i], position);
    end = begin;
  }
  for (uint32_t i = first; !turned && i < behind; i++) let_go_on(machine, machine->waiting.data[i], position);
}

/* All that wait at a position go on: where several would come to the same at the same cost, the first one to do so
   stays, so that their order tells what captures hold. Those behind fewer guards come first. */
static void step_levels(Machine *machine, uint32_t thread, uint32_t position) {
  uint64_t levels = 0; /* a bit each */
  uint32_t all = 0;
  machine->waiting.count = 0;
  for (; thread != NO_THREAD; thread = machine->history.data[thread].next) {
    levels |= UINT64_C(1) << machine->history.data[thread].level;
    VECTOR_PUSH(machine->arena, &machine->waiting, thread);
  }
  all = machine->waiting.count;
  if (!(levels & (levels - 1))) {
    step_level(machine, (uint8_t)__builtin_ctzll(levels), 0, all, position);
    return;
  }
  for (; levels; levels &= levels - 1) {
    uint8_t level = (uint8_t)__builtin_ctzll(levels);
    for (uint32_t i = 0; i < all; i++) {
      if (machine->history.data[machine->waiting.data[i]].level != level) continue;
      VECTOR_PUSH(machine->arena, &machine->waiting, machine->waiting.data[i]);
    }
    step_level(machine, level, all, machine->waiting.count, position);
    machine->waiting.count = all;
  }
}

static inline void step_threads(Machine *machine, uint32_t position) {
  uint32_t thread = machine->first_thread[position];
  if (thread == NO_THREAD) return;
  machine->first_thread[position] = NO_THREAD;
  if (machine->levels && machine->history.data[thread].next != NO_THREAD) {
    step_levels(machine, thread, position);
    return;
  }
  while (thread != NO_THREAD) {
    uint32_t next = machine->history.data[thread].next;
    let_go_on(machine, thread, position);
    thread = next;
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
  EdgeId id = first_edge_at(machine, position, leftwards);
  while (id != EDGE_NONE) {
    const Edge *edge = &lattice->edges.data[id];
    const TypeSet *set = edge_types(lattice, edge);
    for (uint32_t i = 0; i < set->count; i++) {
      TypeId type = set->types[i];
      if ((types[type / 64] >> (type & 63) & 1) && is_visible(machine, edge, type)) return true;
    }
    id = next_edge_at(edge, leftwards);
  }
  return false;
}

static bool is_done(const Machine *machine) {
  return machine->any && machine->accepts.count;
}

static void run(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  machine->first_of_run = machine->history.count;
  machine->accepts.count = 0;
  machine->levels = false;
  machine->leftwards = leftwards;
  machine->leftmost = machine->rightmost = position;
  History start = {.previous = HISTORY_NONE,
                   .edge = EDGE_NONE,
                   .begin = (uint16_t)position,
                   .end = (uint16_t)position,
                   .position = (uint16_t)position};
  advance(machine, fragment.first_transition, fragment.transition_count, &start);
  /* Threads only ever move on: one sweep sees them all. Those out of reach, or of no use any more, are taken back
     unread. */
  if (leftwards) {
    for (uint32_t p = position + 1; p-- > machine->leftmost;) {
      if (position - p <= MACHINE_REACH && !is_done(machine)) step_threads(machine, p);
      machine->first_thread[p] = NO_THREAD;
    }
  } else {
    for (uint32_t p = position; p <= machine->rightmost; p++) {
      if (p - position <= MACHINE_REACH && !is_done(machine)) step_threads(machine, p);
      machine->first_thread[p] = NO_THREAD;
    }
  }
}

static RunMemo *memo_of(const Machine *machine, RuleFragment fragment, uint32_t position) {
  return &machine->runs[(fragment.first_transition * 31 + position) % RUNS_REMEMBERED];
}

/* Whether a run is remembered; then what it accepted is in machine->accepts. */
static bool recall(Machine *machine, RuleFragment fragment, uint32_t position) {
  const RunMemo *memo = memo_of(machine, fragment, position);
  if (memo->transition != fragment.first_transition || memo->position != position || memo->epoch != machine->epoch)
    return false;
  machine->accepts.count = 0;
  for (uint32_t i = 0; i < memo->count; i++) {
    VECTOR_PUSH(machine->arena, &machine->accepts, machine->kept.data[memo->first + i]);
  }
  return true;
}

static void remember(Machine *machine, RuleFragment fragment, uint32_t position) {
  *memo_of(machine, fragment, position) = (RunMemo){.epoch = machine->epoch,
                                                    .transition = fragment.first_transition,
                                                    .position = (uint16_t)position,
                                                    .count = (uint16_t)machine->accepts.count,
                                                    .first = machine->kept.count};
  for (uint32_t i = 0; i < machine->accepts.count; i++) {
    VECTOR_PUSH(machine->arena, &machine->kept, machine->accepts.data[i]);
  }
}

void machine_run(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  bool kept = !machine->thorough;
  if (kept && recall(machine, fragment, position)) return;
  run(machine, fragment, position, leftwards);
  if (kept) remember(machine, fragment, position);
}

/* The way into a fragment by a transition. */
static uint32_t note_start(Machine *machine, uint32_t transition, uint32_t position) {
  History start = {.previous = HISTORY_NONE,
                   .transition = transition,
                   .edge = EDGE_NONE,
                   .begin = (uint16_t)position,
                   .end = (uint16_t)position,
                   .position = (uint16_t)position,
                   .state = THREAD_DONE,
                   .step = STEP_ACCEPT};
  VECTOR_PUSH(machine->arena, &machine->history, start);
  return machine->history.count - 1;
}

static bool may_lead_to(const Machine *machine, const RuleTransition *transition, const TypeMask *types) {
  const RulePlan *plan = &machine->lattice->vocabulary->plan;
  uint32_t type = transition->type, count = machine->rules->types_count;
  return type < count ? type_mask_may_have(types, plan->bits[type])
                      : type_masks_may_meet(types, &plan->choices[type - count].mask);
}

/* As what an edge is taken by a transition to a type; BUILTIN_NONE: it is not. */
static TypeId type_taken(const Machine *machine, const Edge *edge, TypeId type) {
  const TypeSet *set = edge_types(machine->lattice, edge);
  if (type >= machine->rules->types_count) return type_among(machine, set, type - machine->rules->types_count);
  return type_set_has(set, type) ? type : BUILTIN_NONE;
}

/* The edges that one transition of a flat fragment consumes. */
static void take_edges(Machine *machine, uint32_t number, uint32_t position) {
  const Lattice *lattice = machine->lattice;
  const RuleTransition *transition = &machine->rules->transitions[number];
  bool leftwards = machine->leftwards;
  if (!may_lead_to(machine, transition, machine_types_at(machine, position, leftwards))) return;
  if (transition->guards && !guards_hold(machine, transition->guards, position)) return;
  uint32_t start = HISTORY_NONE;
  EdgeId id = first_edge_at(machine, position, leftwards);
  for (; id != EDGE_NONE; id = next_edge_at(&lattice->edges.data[id], leftwards)) {
    const Edge *edge = &lattice->edges.data[id];
    TypeId type = type_taken(machine, edge, transition->type);
    if (type == BUILTIN_NONE || !is_visible(machine, edge, type)) continue;
    if (start == HISTORY_NONE) start = note_start(machine, number, position);
    History made = {.previous = start,
                    .transition = machine->rules->steps[transition->target].first_transition,
                    .edge = id,
                    .begin = edge->begin,
                    .end = edge->end,
                    .cost = machine_edge_cost(machine, edge, type),
                    .type = type,
                    .position = leftwards ? edge->begin : edge->end,
                    .state = THREAD_DONE,
                    .step = STEP_ACCEPT};
    VECTOR_PUSH(machine->arena, &machine->history, made);
    accept(machine, made.position, machine->history.count - 1, made.cost);
  }
}

void machine_run_flat(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  machine->accepts.count = 0;
  machine->leftwards = leftwards;
  const RuleTransition *transitions = &machine->rules->transitions[fragment.first_transition];
  for (uint32_t i = 0; i < fragment.transition_count; i++) {
    if (transitions[i].target != STEP_ACCEPT) continue;
    accept(machine, position, note_start(machine, fragment.first_transition + i, position), 0);
  }
  /* in the order in which threads would go on */
  for (uint32_t i = fragment.transition_count; i-- > 0;) {
    if (transitions[i].target != STEP_ACCEPT) take_edges(machine, fragment.first_transition + i, position);
  }
}

/* Ways to the same place of a chain, by where they end, in the order in which threads would go on. */
enum { MOST_LINKS = 32 };
typedef struct {
  Accept ways[MOST_LINKS];
  uint32_t count;
} Links;

/* Whether a chain may go on by its next transition, which may be the last. */
static inline bool chain_goes_on(const Machine *machine, const RuleTransition *next, uint32_t position) {
  if (next->target == STEP_ACCEPT) return true;
  if (!may_lead_to(machine, next, machine_types_at(machine, position, machine->leftwards))) return false;
  if (next->need && !has_ahead(machine, next->need - 1u, position)) return false;
  return !next->guards || guards_hold(machine, next->guards, position);
}

/* The room for a way that ends at a position; NULL where another is as cheap, or there is none. */
static inline Accept *link_at(const Machine *machine, Links *links, uint32_t position, float cost) {
  uint32_t at = links->count;
  for (; at > 0; at--) {
    Accept *known = &links->ways[at - 1];
    if (known->position == position) return cost < known->cost ? known : NULL;
    if (machine->leftwards ? known->position > position : known->position < position) break;
  }
  if (links->count == MOST_LINKS) return NULL;
  memmove(&links->ways[at + 1], &links->ways[at], (links->count - at) * sizeof *links->ways);
  links->count++;
  return &links->ways[at];
}

/* Takes the edges of a transition behind one way; `next` is the transition behind them. */
static void link_edges(Machine *machine, const Accept *way, TypeId wanted, uint32_t next, Links *links) {
  const Lattice *lattice = machine->lattice;
  const RuleTransition *behind = &machine->rules->transitions[next];
  bool leftwards = machine->leftwards, ends = behind->target == STEP_ACCEPT;
  EdgeId id = first_edge_at(machine, way->position, leftwards);
  for (; id != EDGE_NONE; id = next_edge_at(&lattice->edges.data[id], leftwards)) {
    const Edge *edge = &lattice->edges.data[id];
    uint32_t position = leftwards ? edge->begin : edge->end;
    TypeId type = type_taken(machine, edge, wanted);
    if (type == BUILTIN_NONE || !is_visible(machine, edge, type)) continue;
    if (!chain_goes_on(machine, behind, position)) continue;
    History made = {.previous = way->history,
                    .transition = next,
                    .edge = id,
                    .begin = edge->begin,
                    .end = edge->end,
                    .cost = edge_cost(machine, edge, type),
                    .type = type,
                    .position = (uint16_t)position,
                    .state = THREAD_DONE,
                    .step = STEP_ACCEPT};
    float cost = way->cost + made.cost;
    if (ends) {
      VECTOR_PUSH(machine->arena, &machine->history, made);
      accept(machine, position, machine->history.count - 1, cost);
      continue;
    }
    Accept *link = link_at(machine, links, position, cost);
    if (!link) continue;
    *link = (Accept){position, machine->history.count, cost};
    VECTOR_PUSH(machine->arena, &machine->history, made);
  }
}

void machine_run_chain(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  machine->accepts.count = 0;
  machine->leftwards = leftwards;
  uint32_t number = fragment.first_transition;
  const RuleTransition *transition = &machine->rules->transitions[number];
  if (!chain_goes_on(machine, transition, position)) return;
  Links links[2]; /* those that are gone through, and those that are made */
  links[0].ways[0] = (Accept){position, note_start(machine, number, position), 0};
  links[0].count = 1;
  for (unsigned now = 0; links[now].count && transition->target != STEP_ACCEPT; now ^= 1) {
    Links *made = &links[now ^ 1];
    made->count = 0;
    number = machine->rules->steps[transition->target].first_transition;
    for (uint32_t i = 0; i < links[now].count; i++) {
      link_edges(machine, &links[now].ways[i], transition->type, number, made);
    }
    transition = &machine->rules->transitions[number];
  }
}

bool machine_accepts(Machine *machine, RuleFragment fragment, uint32_t position, bool leftwards) {
  uint32_t made = machine->history.count;
  machine->any = true;
  run(machine, fragment, position, leftwards);
  machine->any = false;
  machine->history.count = made;
  return machine->accepts.count > 0;
}
