/* What every way from a place in a pattern to its end still consumes: an edge of one of a few types, often at most so
   many characters away. Where none stands there, the machine need not go on: (!Money Any){0,9} value:Money ends before
   its first character in a sentence without money. */
#include "rules/pattern_graph.h"

#include <stdlib.h>

/* MOST_NEEDS: the best that are known of a node; a choice of more types than MOST_TYPES takes longer to look at than it
   saves, as does a look over more than FAR characters. */
enum { MOST_NEEDS = 3, MOST_TYPES = 24, FAR = 48 };

typedef struct {
  uint32_t origin;   /* the node from which on it is needed: two ways that need it there need the same */
  uint32_t distance; /* characters in front of it, at most; FAR: not told */
  uint32_t count;
  double frequency; /* of all types together */
  TypeId types[MOST_TYPES];
} Need;

typedef struct {
  Need needs[MOST_NEEDS]; /* the rarest first */
  uint32_t count;
} Needs;

/* How often it is there by chance. */
static double expected(const Need *need) {
  enum { SENTENCE = 60 };
  return need->frequency * (need->distance == FAR ? SENTENCE : need->distance + 1);
}

static void add_need(Needs *needs, const Need *need) {
  uint32_t at = needs->count < MOST_NEEDS ? needs->count++ : MOST_NEEDS;
  for (; at > 0 && expected(&needs->needs[at - 1]) > expected(need); at--) {
    if (at < MOST_NEEDS) needs->needs[at] = needs->needs[at - 1];
  }
  if (at < MOST_NEEDS) needs->needs[at] = *need;
}

/* The types that a step consumes; none where that is told otherwise. */
static RuleTypes types_of(const Compiler *compiler, const Node *step) {
  uint32_t types = compiler->types.count, value = step->value;
  if (value >= types && value - types < compiler->choices.count) {
    RuleChoice choice = compiler->choices.data[value - types];
    return (RuleTypes){compiler->choice_types.data + choice.first_type, choice.type_count};
  }
  return (RuleTypes){NULL, 0};
}

/* Code points of the longest thing that a step of a type consumes; FAR: not told. */
static uint32_t longest_of_type(const Compiler *compiler, uint32_t type) {
  if (type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF) {
    return type == BUILTIN_CLAUSE || type == BUILTIN_REST ? FAR : 1;
  }
  if (type >= compiler->types.count) return FAR; /* a name that means nothing, which was reported */
  uint8_t kind = compiler->types.data[type].kind;
  uint32_t longest = compiler->type_info.data[type].longest;
  return (kind == TYPE_WORDS || kind == TYPE_LITERAL) && longest && longest < FAR ? longest : FAR;
}

static uint32_t longest_of(const Compiler *compiler, const Node *step) {
  RuleTypes choice = types_of(compiler, step);
  if (!choice.count) return longest_of_type(compiler, step->value);
  uint32_t longest = 0;
  for (uint32_t i = 0; i < choice.count; i++) {
    uint32_t own = longest_of_type(compiler, choice.types[i]);
    if (own > longest) longest = own;
  }
  return longest;
}

/* The same needs, seen from `distance` characters further away. */
static Needs from_further(const Needs *needs, uint32_t distance) {
  Needs made = {.count = 0};
  for (uint32_t i = 0; i < needs->count; i++) {
    Need need = needs->needs[i];
    need.distance = need.distance + distance < FAR ? need.distance + distance : FAR;
    add_need(&made, &need);
  }
  return made;
}

static const Need *need_of(const Needs *needs, uint32_t origin) {
  for (uint32_t i = 0; i < needs->count; i++) {
    if (needs->needs[i].origin == origin) return &needs->needs[i];
  }
  return NULL;
}

/* The best need of one way that the other does not share. */
static const Need *own_need(const Needs *needs, const Needs *other) {
  for (uint32_t i = 0; i < needs->count; i++) {
    if (!need_of(other, needs->needs[i].origin)) return &needs->needs[i];
  }
  return NULL;
}

/* One of two ways is taken: what both need, and one of what each needs by itself. */
static Needs either(const Needs *a, const Needs *b, uint32_t node) {
  Needs made = {.count = 0};
  for (uint32_t i = 0; i < a->count; i++) {
    Need need = a->needs[i];
    const Need *same = need_of(b, need.origin);
    if (!same) continue;
    if (same->distance > need.distance) need.distance = same->distance;
    add_need(&made, &need);
  }
  const Need *own = own_need(a, b), *other = own_need(b, a);
  if (!own || !other || own->count + other->count > MOST_TYPES) return made;
  Need choice = *own;
  choice.origin = node;
  choice.frequency += other->frequency;
  if (other->distance > choice.distance) choice.distance = other->distance;
  memcpy(choice.types + choice.count, other->types, other->count * sizeof *other->types);
  choice.count += other->count;
  add_need(&made, &choice);
  return made;
}

static bool is_edge(const Compiler *compiler, uint32_t type) {
  return type < compiler->types.count && (type < BUILTIN_EDGES || type >= BUILTIN_COUNT_OF);
}

/* &("Inc" | "Ltd"): what a guard says must begin there is needed. Guards look to the right, needs where the fragment
   goes. */
static Needs needs_of_guards(const Graph *graph, const Needs *behind, uint32_t node) {
  const Compiler *compiler = graph->compiler;
  RuleGuardList list = compiler->guard_lists.data[graph->nodes.data[node].value];
  Needs made = *behind;
  for (uint32_t i = list.first; i < list.first + list.count && !graph->leftwards; i++) {
    RuleGuard guard = compiler->guards.data[i];
    if (guard.negated || !is_edge(compiler, guard.type)) continue;
    Need own = {.origin = node, .count = 1, .frequency = compiler->type_info.data[guard.type].frequency};
    own.types[0] = guard.type;
    add_need(&made, &own);
  }
  return made;
}

/* What is needed from a node on; `needs` has those of the nodes behind it. */
static Needs needs_from(const Graph *graph, const Needs *needs, uint32_t node) {
  const Node *at = &graph->nodes.data[node];
  const Compiler *compiler = graph->compiler;
  if (at->kind == NODE_ACCEPT) return (Needs){.count = 0};
  if (at->kind == NODE_BRANCH) {
    /* the loop of a list ends with what follows it */
    if (at->next == NO_NODE || at->next > node) return from_further(&needs[at->other], FAR);
    return at->other == NO_NODE ? needs[at->next] : either(&needs[at->next], &needs[at->other], node);
  }
  if (at->kind == NODE_GUARD) return needs_of_guards(graph, &needs[at->next], node);
  if (at->kind != NODE_STEP) return needs[at->next];
  Needs made = from_further(&needs[at->next], longest_of(compiler, at));
  RuleTypes choice = types_of(compiler, at);
  if (choice.count) {
    if (choice.count <= MOST_TYPES) {
      Need own = {.origin = node, .count = choice.count};
      for (uint32_t i = 0; i < choice.count; i++) {
        own.types[i] = choice.types[i];
        own.frequency += compiler->type_info.data[choice.types[i]].frequency;
      }
      add_need(&made, &own);
    }
    return made;
  }
  if (!is_edge(compiler, at->value)) return made;
  Need own = {.origin = node, .count = 1, .frequency = compiler->type_info.data[at->value].measured};
  own.types[0] = (TypeId)at->value;
  add_need(&made, &own);
  return made;
}

static int by_number(const void *a, const void *b) {
  return *(const TypeId *)a - *(const TypeId *)b;
}

/* Where the types of a need stand. The same ones stand there once: what is known of where they stand in a text is known
   by that place (match/machine.c). */
static uint32_t place_of_types(Compiler *compiler, const Need *need) {
  Slice says = {(const char *)need->types, need->count * sizeof *need->types};
  uint32_t known = name_table_find(&compiler->types_ahead, says);
  if (known != UINT32_MAX) return known;
  uint32_t first = compiler->need_types.count;
  name_table_add(&compiler->types_ahead, compiler->arena, arena_copy(compiler->arena, says), first);
  VECTOR_APPEND(compiler->arena, &compiler->need_types, need->types, need->count);
  return first;
}

/* Its number in the table of needs, + 1; 0 where the table is full. */
static uint16_t number_of(Compiler *compiler, Need *need, bool leftwards) {
  qsort(need->types, need->count, sizeof *need->types, by_number);
  TypeId key[MOST_TYPES + 2]; /* the types, and what else matters */
  memcpy(key, need->types, need->count * sizeof *key);
  key[need->count] = leftwards;
  key[need->count + 1] = (TypeId)need->distance;
  Slice says = {(const char *)key, (need->count + 2) * sizeof *key};
  uint32_t known = name_table_find(&compiler->needs_ahead, says);
  if (known != UINT32_MAX) return (uint16_t)(known + 1);
  if (compiler->needs.count >= UINT16_MAX) return 0;
  RuleNeed made = {.first_type = place_of_types(compiler, need),
                   .type_count = need->count,
                   .in_front = leftwards,
                   .within = (uint16_t)(need->distance == FAR ? NEED_ANYWHERE : need->distance)};
  name_table_add(&compiler->needs_ahead, compiler->arena, arena_copy(compiler->arena, says), compiler->needs.count);
  VECTOR_PUSH(compiler->arena, &compiler->needs, made);
  return (uint16_t)compiler->needs.count;
}

const uint16_t *graph_needs(const Graph *graph) {
  Compiler *compiler = graph->compiler;
  uint32_t count = graph->nodes.count;
  uint16_t *numbers = ARENA_ARRAY(compiler->arena, uint16_t, count + 1);
  Needs *needs = calloc((size_t)count + 1, sizeof *needs);
  if (!needs) arena_fail(compiler->arena);
  for (uint32_t i = 0; i < count; i++) {
    const Node *at = &graph->nodes.data[i];
    needs[i] = needs_from(graph, needs, i);
    if (at->kind != NODE_STEP) continue;
    Needs behind = from_further(&needs[at->next], longest_of(compiler, at));
    if (behind.count) numbers[i] = number_of(compiler, &behind.needs[0], graph->leftwards);
  }
  free(needs);
  return numbers;
}
