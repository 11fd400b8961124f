/* From patterns to steps and transitions. A pattern becomes a graph of nodes (Thompson's construction), built from its
   end backwards so that every node knows what follows it; then the empty moves are taken out. For a fragment that is
   matched leftwards, "follows" means: stands further left. */
#include "rules/pattern_graph.h"

#include <stdlib.h>

enum { MOST_NODES = 20000, MOST_TRANSITIONS = 100000, MOST_CAPTURES = 32, MOST_LISTS = 8 };

static uint32_t add_node(Graph *graph, Node node) {
  if (graph->nodes.count >= MOST_NODES) {
    graph->too_large = true;
    return 0;
  }
  VECTOR_PUSH(graph->compiler->arena, &graph->nodes, node);
  return graph->nodes.count - 1;
}

static uint32_t add_branch(Graph *graph, uint32_t first, uint32_t second) {
  return add_node(graph, (Node){.kind = NODE_BRANCH, .next = first, .other = second});
}

static uint32_t add_mark(Graph *graph, MarkKind kind, uint32_t index, uint32_t next) {
  return add_node(graph, (Node){.kind = NODE_MARK, .value = (uint32_t)kind << 8 | index, .next = next});
}

static uint32_t capture_index(const Graph *graph, Slice name) {
  const Compiler *compiler = graph->compiler;
  const Rule *rule = &compiler->rules.data[graph->rule];
  for (uint32_t i = 0; i < rule->capture_count; i++) {
    RuleString known = compiler->captures.data[rule->first_capture + i].name;
    if (slice_equal((Slice){compiler->strings.data + known.offset, known.length}, name)) return i;
  }
  return 0;
}

static uint32_t build(Graph *graph, const Pattern *pattern, uint32_t next);

static uint32_t build_sequence(Graph *graph, const Pattern *pattern, uint32_t next) {
  uint32_t count = pattern->children.count;
  for (uint32_t i = 0; i < count; i++) {
    next = build(graph, pattern->children.data[graph->leftwards ? i : count - 1 - i], next);
  }
  return next;
}

typedef struct {
  VECTOR(const Pattern *);
} Alternatives;

/* What may stand in one place, choices among it opened. */
static void collect_alternatives(const Graph *graph, const Pattern *pattern, Alternatives *alternatives) {
  if (pattern->meaning) {
    collect_alternatives(graph, pattern->meaning, alternatives);
  } else if (pattern->kind == PATTERN_CHOICE) {
    for (uint32_t i = 0; i < pattern->children.count; i++) {
      collect_alternatives(graph, pattern->children.data[i], alternatives);
    }
  } else {
    VECTOR_PUSH(graph->compiler->arena, alternatives, pattern);
  }
}

/* Whether one step can take an alternative together with others: an edge of a type that does not weigh its words. */
static bool is_plain(const Graph *graph, const Pattern *pattern) {
  const Compiler *compiler = graph->compiler;
  if (pattern->kind != PATTERN_TYPE && pattern->kind != PATTERN_LITERAL) return false;
  if (pattern->type >= compiler->types.count) return false; /* a name that means nothing, which was reported */
  if (pattern->type >= BUILTIN_EDGES && pattern->type < BUILTIN_COUNT_OF) return false;
  return !(compiler->types.data[pattern->type].flags & TYPE_WEIGHTED);
}

/* The type that stands for several, one for each set of them. 0 where there are too many. */
static uint32_t choice_of(Compiler *compiler, const TypeId *types, uint32_t count) {
  Slice says = {(const char *)types, count * sizeof *types};
  uint32_t known = name_table_find(&compiler->choice_names, says);
  if (known != UINT32_MAX) return compiler->types.count + known;
  uint32_t number = compiler->choices.count;
  if (compiler->types.count + number >= UINT16_MAX) return 0;
  name_table_add(&compiler->choice_names, compiler->arena, arena_copy(compiler->arena, says), number);
  VECTOR_PUSH(compiler->arena, &compiler->choices, ((RuleChoice){compiler->choice_types.count, count}));
  VECTOR_APPEND(compiler->arena, &compiler->choice_types, types, count);
  return compiler->types.count + number;
}

/* One step for the plain alternatives [from, to). Of threads that wait in one place the last one made goes on first,
   and what comes first stays: the last alternative that an edge has goes before others. */
static uint32_t build_plain(Graph *graph, const Alternatives *alternatives, uint32_t from, uint32_t to, uint32_t next) {
  TypeId *types = ARENA_ARRAY(graph->compiler->arena, TypeId, to - from);
  uint32_t count = 0;
  for (uint32_t i = to; i-- > from;) {
    TypeId type = (TypeId)alternatives->data[i]->type;
    bool known = false;
    for (uint32_t k = 0; k < count; k++) known = known || types[k] == type;
    if (!known) types[count++] = type;
  }
  uint32_t type = count > 1 ? choice_of(graph->compiler, types, count) : types[0];
  if (!type) graph->too_large = true;
  return add_node(graph, (Node){.kind = NODE_STEP, .value = type, .next = next, .step = STEP_ACCEPT});
}

/* Plain alternatives that stand side by side are one step. */
static uint32_t build_alternatives(Graph *graph, const Alternatives *alternatives, uint32_t next) {
  uint32_t entry = NO_NODE;
  for (uint32_t to = alternatives->count, from; to > 0; to = from) {
    from = to - 1;
    bool plain = is_plain(graph, alternatives->data[from]);
    while (plain && from > 0 && is_plain(graph, alternatives->data[from - 1])) from--;
    uint32_t alternative =
        plain ? build_plain(graph, alternatives, from, to, next) : build(graph, alternatives->data[from], next);
    entry = entry == NO_NODE ? alternative : add_branch(graph, alternative, entry);
  }
  return entry == NO_NODE ? next : entry;
}

static uint32_t build_choice(Graph *graph, Pattern *const *choices, uint32_t count, uint32_t next) {
  Alternatives alternatives = {0};
  for (uint32_t i = 0; i < count; i++) collect_alternatives(graph, choices[i], &alternatives);
  return build_alternatives(graph, &alternatives, next);
}

/* Behind a round that need not be followed by another, all may come that comes behind a later round. `from`: where the
   nodes of the later one begin; those of the earlier one are the last that were made. */
static void link_rounds(Graph *graph, uint32_t from, uint32_t count) {
  bool captures = false;
  for (uint32_t i = from; i < from + count; i++) captures = captures || graph->nodes.data[i].kind == NODE_MARK;
  for (uint32_t i = from; i < from + count; i++) {
    Node *node = &graph->nodes.data[i];
    if (node->kind != NODE_STEP || node->round) continue;
    node->round = graph->nodes.count - count - from;
    node->captures = captures;
  }
}

static uint32_t build_repeat(Graph *graph, const Pattern *pattern, uint32_t next) {
  uint32_t entry = next, later = 0, size = 0; /* nodes of the round behind */
  for (uint32_t i = pattern->most; i-- > 0 && !graph->too_large;) {
    uint32_t first = graph->nodes.count;
    uint32_t once = build(graph, pattern->children.data[0], entry);
    bool last = i + 1 == pattern->most, same = graph->nodes.count - first == size;
    if (!last && same && i + 1 >= pattern->least && !graph->too_large) link_rounds(graph, later, size);
    later = first;
    size = graph->nodes.count - first;
    entry = i >= pattern->least ? add_branch(graph, once, next) : once;
  }
  return entry;
}

/* item (separator item)*, as a loop; each item has a mark where it begins. Of a list whose first item stands by itself
   (`least` 1, see flatten) only the loop behind it is built. */
static uint32_t build_list(Graph *graph, const Pattern *pattern, uint32_t next) {
  uint32_t list = pattern->list;
  uint32_t loop = add_branch(graph, NO_NODE, next);
  uint32_t item;
  if (graph->leftwards) {
    uint32_t mark = graph->captures ? add_mark(graph, MARK_ITEM, list, loop) : loop;
    item = build(graph, pattern->children.data[0], mark);
  } else {
    item = build(graph, pattern->children.data[0], loop);
    if (graph->captures) item = add_mark(graph, MARK_ITEM, list, item);
  }
  uint32_t again = build_choice(graph, pattern->separators.data, pattern->separators.count, item);
  graph->nodes.data[loop].next = again;
  return pattern->least ? loop : item;
}

static uint32_t build_capture(Graph *graph, const Pattern *pattern, uint32_t next) {
  if (!graph->captures) return build(graph, pattern->children.data[0], next);
  uint32_t index = capture_index(graph, pattern->name.text);
  next = add_mark(graph, graph->leftwards ? MARK_OPEN : MARK_CLOSE, index, next);
  next = build(graph, pattern->children.data[0], next);
  return add_mark(graph, graph->leftwards ? MARK_CLOSE : MARK_OPEN, index, next);
}

typedef struct {
  VECTOR(RuleGuard);
} Guards;

/* The types that a guard speaks of. False, reported, where it is something longer. */
static bool collect_guards(Graph *graph, const Pattern *guarded, bool negated, Guards *guards) {
  Compiler *compiler = graph->compiler;
  if (guarded->meaning) return collect_guards(graph, guarded->meaning, negated, guards);
  bool fits = true;
  for (uint32_t i = 0; i < guarded->children.count && guarded->kind == PATTERN_CHOICE && fits; i++) {
    fits = collect_guards(graph, guarded->children.data[i], negated, guards);
  }
  if (guarded->kind == PATTERN_CHOICE) return fits;
  if (guarded->kind != PATTERN_TYPE && guarded->kind != PATTERN_LITERAL) {
    compiler_error(compiler, "E015", guarded->place, "longer things are looked at by `before` and `after`",
                   "behind ! and & stands one text or type, or ( one | other )");
    return false;
  }
  if (guarded->type >= compiler->types.count) return true; /* a name that means nothing, which was reported */
  VECTOR_PUSH(compiler->arena, guards, ((RuleGuard){(TypeId)guarded->type, negated}));
  return true;
}

static uint32_t add_guards(Graph *graph, const RuleGuard *guards, uint32_t count, uint32_t next) {
  uint16_t list = compiler_guards(graph->compiler, 0, guards, count);
  if (!list) graph->too_large = true;
  return add_node(graph, (Node){.kind = NODE_GUARD, .value = list, .next = next});
}

/* That none of several stands here is one list of guards; that one does is a choice. */
static uint32_t build_guard(Graph *graph, const Pattern *guarded, bool negated, uint32_t next) {
  Guards guards = {0};
  if (!collect_guards(graph, guarded, negated, &guards) || !guards.count) return next;
  if (negated) return add_guards(graph, guards.data, guards.count, next);
  uint32_t entry = NO_NODE;
  for (uint32_t i = guards.count; i-- > 0;) {
    uint32_t one = add_guards(graph, &guards.data[i], 1, next);
    entry = entry == NO_NODE ? one : add_branch(graph, one, entry);
  }
  return entry;
}

static uint32_t build(Graph *graph, const Pattern *pattern, uint32_t next) {
  if (graph->too_large) return next;
  switch (pattern->kind) {
    case PATTERN_SEQUENCE:
      return build_sequence(graph, pattern, next);
    case PATTERN_CHOICE:
      return build_choice(graph, pattern->children.data, pattern->children.count, next);
    case PATTERN_REPEAT:
      return build_repeat(graph, pattern, next);
    case PATTERN_LIST:
      return build_list(graph, pattern, next);
    case PATTERN_CAPTURE:
      return build_capture(graph, pattern, next);
    case PATTERN_ASSERT:
      return add_node(graph, (Node){.kind = NODE_ASSERT, .value = pattern->assertion, .next = next});
    case PATTERN_GUARD:
      return build_guard(graph, pattern->children.data[0], pattern->negated, next);
    case PATTERN_LITERAL:
    case PATTERN_TYPE:
      if (pattern->meaning) return build(graph, pattern->meaning, next);
      return add_node(graph, (Node){.kind = NODE_STEP, .value = pattern->type, .next = next, .step = STEP_ACCEPT});
  }
  return next;
}

/* ---- taking out the empty moves ---- */

/* Under what a node is reached: places and guards that must hold. */
typedef struct {
  unsigned assertion;
  uint16_t guards;
  uint32_t path; /* the way to them, in `paths` */
} Terms;

/* Guards on the way to a node. */
typedef struct {
  uint32_t parent; /* the way in front of the last ones; 0: there are none */
  uint32_t node;   /* of the last ones */
  uint32_t passed; /* how many they are in all */
} Path;

/* A transition and the way to it. */
typedef struct {
  RuleTransition transition;
  uint32_t path;
  uint32_t level; /* see order_transitions; */
  uint32_t found; /* and in which order they were found */
  const Path *paths;
} Ordered;

/* A node was reached under these guards. */
typedef struct {
  Terms terms;
  uint32_t next; /* of the same node */
} Reached;

typedef struct {
  Graph *graph;
  uint16_t *visited; /* by node: bit s is set once it was reached under the set s of assertions, without guards; */
  uint32_t *first_reached; /* 1 + where it was reached with guards, in `reached`; 0: nowhere */
  struct {
    VECTOR(Reached);
  } reached;
  RuleMark marks[UINT8_MAX];
  uint32_t mark_count;
  struct {
    VECTOR(Path);
  } paths;
  struct {
    VECTOR(Ordered);
  } made; /* the transitions that are being collected */
  struct {
    VECTOR(uint32_t);
  } ways; /* by transition: in `paths` */
  struct {
    VECTOR(uint32_t);
  } steps; /* nodes that got a number, in its order */
  uint32_t first_step, first_transition;
  RuleFragment *known; /* by node: the transitions from it, once they were asked for; many steps go on alike */
} Closure;

static uint32_t step_number(Closure *closure, uint32_t node) {
  Node *at = &closure->graph->nodes.data[node];
  if (at->kind == NODE_ACCEPT) return STEP_ACCEPT;
  if (at->step == STEP_ACCEPT) {
    at->step = closure->first_step + closure->steps.count;
    VECTOR_PUSH(closure->graph->compiler->arena, &closure->steps, node);
  }
  return at->step;
}

static void add_transition(Closure *closure, uint32_t node, Terms terms) {
  Compiler *compiler = closure->graph->compiler;
  RuleTransition transition = {.target = step_number(closure, node),
                               .first_mark = compiler->marks.count,
                               .mark_count = (uint8_t)closure->mark_count,
                               .guards = terms.guards,
                               .assertion = (uint8_t)terms.assertion};
  for (uint32_t i = 0; i < closure->mark_count; i++) {
    VECTOR_PUSH(compiler->arena, &compiler->marks, closure->marks[i]);
  }
  uint32_t level = closure->paths.data[terms.path].passed, found = closure->made.count;
  if (level && transition.target == STEP_ACCEPT) level--;
  VECTOR_PUSH(compiler->arena, &closure->made, ((Ordered){transition, terms.path, level, found, NULL}));
}

/* How many guards two ways have in common. */
static uint32_t common_guards(const Path *paths, uint32_t a, uint32_t b) {
  while (a != b) {
    if (a > b) {
      a = paths[a].parent;
    } else {
      b = paths[b].parent;
    }
  }
  return paths[a].passed;
}

static int by_order(const void *a, const void *b) {
  const Ordered *x = a, *y = b;
  if (x->level != y->level) return x->level < y->level ? -1 : 1;
  uint32_t apart = x->level - common_guards(x->paths, x->path, y->path);
  bool first = x->found < y->found;
  return (apart & 1 ? !first : first) ? -1 : 1;
}

/* The order of transitions tells which of two ways that are as good is taken. Threads that wait in one place go on
   last made first; behind a guard, that turns the order round. */
static void order_transitions(Closure *closure) {
  Compiler *compiler = closure->graph->compiler;
  for (uint32_t i = 0; i < closure->made.count; i++) closure->made.data[i].paths = closure->paths.data;
  if (closure->made.count) qsort(closure->made.data, closure->made.count, sizeof(Ordered), by_order);
  for (uint32_t i = 0; i < closure->made.count; i++) {
    VECTOR_PUSH(compiler->arena, &compiler->transitions, closure->made.data[i].transition);
    VECTOR_PUSH(compiler->arena, &compiler->looks, 0);
    VECTOR_PUSH(compiler->arena, &closure->ways, closure->made.data[i].path);
  }
}

/* Whether a node is reached for the first time under these terms. Without guards it is reached under any. */
static bool reach(Closure *closure, uint32_t node, Terms terms) {
  uint16_t bit = (uint16_t)(1u << terms.assertion);
  if (closure->visited[node] & bit) return false;
  if (!terms.guards) {
    closure->visited[node] |= bit;
    return true;
  }
  for (uint32_t i = closure->first_reached[node]; i; i = closure->reached.data[i - 1].next) {
    Terms known = closure->reached.data[i - 1].terms;
    if (known.assertion == terms.assertion && known.guards == terms.guards) return false;
  }
  VECTOR_PUSH(closure->graph->compiler->arena, &closure->reached, ((Reached){terms, closure->first_reached[node]}));
  closure->first_reached[node] = closure->reached.count;
  return true;
}

/* What lies behind guards is reached under more of them. */
static Terms behind_guards(Closure *closure, uint32_t number, Terms terms) {
  Compiler *compiler = closure->graph->compiler;
  const Node *node = &closure->graph->nodes.data[number];
  RuleGuardList list = compiler->guard_lists.data[node->value];
  Path path = {terms.path, number, closure->paths.data[terms.path].passed + list.count};
  terms.path = closure->paths.count;
  VECTOR_PUSH(compiler->arena, &closure->paths, path);
  Guards guards = {0}; /* a copy, for the table grows */
  VECTOR_APPEND(compiler->arena, &guards, compiler->guards.data + list.first, list.count);
  terms.guards =
      terms.guards ? compiler_guards(compiler, terms.guards, guards.data, guards.count) : (uint16_t)node->value;
  if (!terms.guards) closure->graph->too_large = true;
  return terms;
}

/* Depth first, first choice first: the order of transitions is their preference. */
static void follow(Closure *closure, uint32_t node, Terms terms) {
  const Compiler *compiler = closure->graph->compiler;
  Node at = closure->graph->nodes.data[node];
  for (;;) {
    if (closure->graph->too_large || !reach(closure, node, terms)) return;
    if (at.kind != NODE_BRANCH) break;
    if (at.next != NO_NODE) follow(closure, at.next, terms);
    if (at.other == NO_NODE) return;
    node = at.other; /* chains of optional elements are long: no call for each */
    at = closure->graph->nodes.data[node];
  }
  switch (at.kind) {
    case NODE_BRANCH:
      break;
    case NODE_ASSERT:
      terms.assertion |= at.value;
      follow(closure, at.next, terms);
      break;
    case NODE_GUARD:
      follow(closure, at.next, behind_guards(closure, node, terms));
      break;
    case NODE_MARK:
      if (closure->mark_count == sizeof closure->marks / sizeof closure->marks[0]) {
        closure->graph->too_large = true;
        return;
      }
      closure->marks[closure->mark_count++] = (RuleMark){(uint8_t)(at.value >> 8), (uint8_t)at.value};
      follow(closure, at.next, terms);
      closure->mark_count--;
      break;
    case NODE_STEP:
    case NODE_ACCEPT:
      add_transition(closure, node, terms);
      if (compiler->transitions.count - closure->first_transition + closure->made.count > MOST_TRANSITIONS)
        closure->graph->too_large = true;
      break;
  }
}

static RuleFragment transitions_from(Closure *closure, uint32_t node) {
  Compiler *compiler = closure->graph->compiler;
  RuleFragment *known = &closure->known[node];
  if (known->transition_count) return *known;
  known->first_transition = compiler->transitions.count;
  memset(closure->visited, 0, closure->graph->nodes.count * sizeof *closure->visited);
  if (closure->reached.count) {
    memset(closure->first_reached, 0, closure->graph->nodes.count * sizeof *closure->first_reached);
    closure->reached.count = 0;
  }
  closure->made.count = 0;
  follow(closure, node, (Terms){0});
  order_transitions(closure);
  known->transition_count = compiler->transitions.count - known->first_transition;
  if (known->transition_count > UINT16_MAX) closure->graph->too_large = true;
  return *known;
}

/* Counts for each guard the fragments that lead to it. */
static void count_leading(const Closure *closure, RuleFragment fragment, uint32_t *counted, uint32_t *leading) {
  for (uint32_t i = fragment.first_transition; i < fragment.first_transition + fragment.transition_count; i++) {
    uint32_t way = closure->ways.data[i - closure->first_transition];
    for (; way; way = closure->paths.data[way].parent) {
      uint32_t node = closure->paths.data[way].node;
      if (counted[node] == fragment.first_transition + 1) continue;
      counted[node] = fragment.first_transition + 1;
      leading[node]++;
    }
  }
}

/* Tells of each list of guards how many of them no other fragment leads to. */
static void part_guards(Closure *closure) {
  Compiler *compiler = closure->graph->compiler;
  uint32_t nodes = closure->graph->nodes.count;
  uint32_t *counted = ARENA_ARRAY(compiler->arena, uint32_t, nodes + 1);
  uint32_t *leading = ARENA_ARRAY(compiler->arena, uint32_t, nodes + 1);
  for (uint32_t i = 0; i < nodes; i++) count_leading(closure, closure->known[i], counted, leading);
  for (uint32_t i = 0; i < closure->ways.count; i++) {
    RuleTransition *transition = &compiler->transitions.data[closure->first_transition + i];
    if (!transition->guards) continue;
    uint32_t way = closure->ways.data[i], apart = closure->paths.data[way].passed;
    for (; way; way = closure->paths.data[way].parent) {
      const Path *path = &closure->paths.data[way];
      if (leading[path->node] > 1) apart = closure->paths.data[path->parent].passed;
    }
    transition->guards = compiler_guards_apart(compiler, transition->guards, apart);
    if (!transition->guards) closure->graph->too_large = true;
  }
}

/* As RuleSet.spans. */
static uint8_t span_of(const Closure *closure, uint32_t number) {
  const Node *nodes = closure->graph->nodes.data, *node = &nodes[number];
  if (!node->round) return 0;
  const Node *earlier = &nodes[number + node->round];
  bool fits = earlier->kind == NODE_STEP && earlier->value == node->value && earlier->step < node->step;
  uint32_t span = 2 * (node->step - earlier->step) + !node->captures;
  return fits && span <= UINT8_MAX ? (uint8_t)span : 0;
}

static RuleFragment eliminate(Graph *graph, uint32_t entry) {
  Compiler *compiler = graph->compiler;
  Closure closure = {
      .graph = graph, .first_step = compiler->steps.count, .first_transition = compiler->transitions.count};
  closure.visited = ARENA_ARRAY(compiler->arena, uint16_t, graph->nodes.count + 1);
  closure.first_reached = ARENA_ARRAY(compiler->arena, uint32_t, graph->nodes.count + 1);
  closure.known = ARENA_ARRAY(compiler->arena, RuleFragment, graph->nodes.count + 1);
  VECTOR_PUSH(compiler->arena, &closure.paths, ((Path){0, NO_NODE, 0}));
  RuleFragment fragment = transitions_from(&closure, entry);
  for (uint32_t i = 0; i < closure.steps.count && !graph->too_large; i++) {
    const Node *node = &graph->nodes.data[closure.steps.data[i]];
    RuleFragment next = transitions_from(&closure, node->next);
    RuleStep step = {.type = (TypeId)node->value,
                     .transition_count = (uint16_t)next.transition_count,
                     .first_transition = next.first_transition};
    VECTOR_PUSH(compiler->arena, &compiler->steps, step);
    VECTOR_PUSH(compiler->arena, &compiler->spans, span_of(&closure, closure.steps.data[i]));
  }
  if (!graph->too_large) part_guards(&closure);
  const uint16_t *needs = graph->too_large ? NULL : graph_needs(graph);
  for (uint32_t i = fragment.first_transition; i < compiler->transitions.count && !graph->too_large; i++) {
    RuleTransition *transition = &compiler->transitions.data[i];
    if (transition->target == STEP_ACCEPT) continue;
    transition->type = compiler->steps.data[transition->target].type;
    bool edge = transition->type < BUILTIN_EDGES || transition->type >= BUILTIN_COUNT_OF;
    bool known = edge && transition->type < compiler->types.count; /* else it was reported */
    compiler->looks.data[i] = known ? compiler->types.data[transition->type].bit : TYPE_BIT_NO_EDGE;
    transition->need = needs[closure.steps.data[transition->target - closure.first_step]];
  }
  if (graph->too_large) {
    compiler_error(compiler, "E039", graph->place, "split the rule, or lower the bounds of its repetitions",
                   "this pattern becomes too large");
  }
  return fragment;
}

static RuleFragment compile_elements(Compiler *compiler, uint32_t rule, const Pattern *sequence, bool leftwards,
                                     bool captures) {
  Graph graph = {
      .compiler = compiler, .rule = rule, .place = sequence->place, .leftwards = leftwards, .captures = captures};
  uint32_t accept = add_node(&graph, (Node){.kind = NODE_ACCEPT});
  uint32_t entry = build(&graph, sequence, accept);
  return eliminate(&graph, entry);
}

RuleFragment compiler_condition(Compiler *compiler, uint32_t rule, const Pattern *pattern, bool leftwards) {
  return compile_elements(compiler, rule, pattern, leftwards, false);
}

/* ---- captures ---- */

static void collect(Compiler *compiler, Rule *rule, const Pattern *pattern, uint32_t list, uint32_t *lists) {
  if (pattern->kind == PATTERN_CAPTURE) {
    Slice name = pattern->name.text;
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < rule->capture_count; i++) {
      RuleString known = compiler->captures.data[rule->first_capture + i].name;
      if (slice_equal((Slice){compiler->strings.data + known.offset, known.length}, name)) found = i;
    }
    if (found == UINT32_MAX) {
      if (rule->capture_count == MOST_CAPTURES) {
        compiler_error(compiler, "E040", pattern->place, NULL, "a rule captures at most %d things", MOST_CAPTURES);
        return;
      }
      VECTOR_PUSH(compiler->arena, &compiler->captures, ((RuleCapture){compiler_string(compiler, name), list}));
      rule->capture_count++;
    }
  }
  if (pattern->kind == PATTERN_LIST) {
    if (list != UINT32_MAX) compiler_error(compiler, "E041", pattern->place, NULL, "a list cannot stand inside a list");
    list = (*lists)++;
    if (*lists > MOST_LISTS) compiler_error(compiler, "E042", pattern->place, NULL, "too many lists in one rule");
  }
  if (pattern->meaning) collect(compiler, rule, pattern->meaning, list, lists);
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    collect(compiler, rule, pattern->children.data[i], list, lists);
  }
}

void compiler_collect_captures(Compiler *compiler, Rule *rule, const RuleStatement *statement) {
  rule->first_capture = compiler->captures.count;
  for (uint32_t i = 0; i < statement->matches.count; i++) {
    uint32_t lists = 0;
    collect(compiler, rule, statement->matches.data[i], UINT32_MAX, &lists);
  }
  for (uint32_t i = 0; i < statement->joins.count; i++) {
    uint32_t lists = 0;
    collect(compiler, rule, statement->joins.data[i].pattern, UINT32_MAX, &lists);
  }
  for (uint32_t i = 0; i < statement->conditions.count; i++) {
    const RuleCondition *condition = &statement->conditions.data[i];
    uint32_t lists = 0;
    if (condition->kind == CONDITION_INSIDE || condition->kind == CONDITION_IS)
      collect(compiler, rule, condition->pattern, UINT32_MAX, &lists);
  }
}

/* ---- anchors ---- */

typedef struct {
  VECTOR(Pattern *);
} Elements;

static Pattern *capture_edge(Compiler *compiler, const Pattern *capture, bool opens) {
  Pattern *edge = ARENA_NEW(compiler->arena, Pattern);
  *edge = (Pattern){.kind = PATTERN_ASSERT, .place = capture->place, .name = capture->name};
  edge->least = opens ? 1 : 2; /* an assertion of nothing that carries a mark: see build_elements */
  return edge;
}

/* Lists are counted in the order of the text, as compiler_collect_captures does. A named pattern that stands in several
   matches has other numbers in each. */
static void number_lists(Pattern *pattern, uint32_t *next) {
  if (pattern->kind == PATTERN_LIST) pattern->list = (*next)++;
  if (pattern->meaning) number_lists((Pattern *)pattern->meaning, next);
  for (uint32_t i = 0; i < pattern->children.count; i++) number_lists(pattern->children.data[i], next);
}

static uint32_t count_lists(const Pattern *pattern) {
  uint32_t count = pattern->kind == PATTERN_LIST;
  if (pattern->meaning) count += count_lists(pattern->meaning);
  for (uint32_t i = 0; i < pattern->children.count; i++) count += count_lists(pattern->children.data[i]);
  return count;
}

/* The elements of a pattern side by side: sequences and captures are opened, so that an anchor inside them can be
 * found. */
static void flatten(Compiler *compiler, Pattern *pattern, bool lists, Elements *elements) {
  if (pattern->meaning) {
    flatten(compiler, (Pattern *)pattern->meaning, lists, elements);
  } else if (pattern->kind == PATTERN_SEQUENCE) {
    for (uint32_t i = 0; i < pattern->children.count; i++)
      flatten(compiler, pattern->children.data[i], lists, elements);
  } else if (pattern->kind == PATTERN_CAPTURE) {
    VECTOR_PUSH(compiler->arena, elements, capture_edge(compiler, pattern, true));
    flatten(compiler, pattern->children.data[0], lists, elements);
    VECTOR_PUSH(compiler->arena, elements, capture_edge(compiler, pattern, false));
  } else if (pattern->kind == PATTERN_REPEAT && pattern->least > 0 && !count_lists(pattern)) {
    /* X{1,4} is X X{0,3}: what must stand at least once can be an anchor */
    flatten(compiler, pattern->children.data[0], lists, elements);
    Pattern *more = ARENA_NEW(compiler->arena, Pattern);
    *more = *pattern;
    more->least--;
    more->most--;
    if (more->most) VECTOR_PUSH(compiler->arena, elements, more);
  } else if (pattern->kind == PATTERN_LIST && lists) {
    Pattern *begin = ARENA_NEW(compiler->arena, Pattern), *more = ARENA_NEW(compiler->arena, Pattern);
    *begin = (Pattern){.kind = PATTERN_ASSERT, .place = pattern->place, .least = 3, .list = pattern->list};
    *more = *pattern;
    more->least = 1;
    VECTOR_PUSH(compiler->arena, elements, begin);
    flatten(compiler, pattern->children.data[0], lists, elements);
    VECTOR_PUSH(compiler->arena, elements, more);
  } else {
    VECTOR_PUSH(compiler->arena, elements, pattern);
  }
}

/* Whether two patterns are written alike; not told of those that capture. */
static bool is_alike(const Pattern *a, const Pattern *b) {
  if (a->meaning || b->meaning) return a->meaning == b->meaning;
  if (a->kind != b->kind || a->children.count != b->children.count) return false;
  if (a->kind == PATTERN_CAPTURE || a->kind == PATTERN_LIST) return false;
  if (a->kind == PATTERN_TYPE || a->kind == PATTERN_LITERAL) return a->type == b->type;
  if (a->kind == PATTERN_ASSERT && (a->assertion != b->assertion || a->least || b->least)) return false;
  if (a->kind == PATTERN_GUARD && a->negated != b->negated) return false;
  if (a->kind == PATTERN_REPEAT && (a->least != b->least || a->most != b->most)) return false;
  for (uint32_t i = 0; i < a->children.count; i++) {
    if (!is_alike(a->children.data[i], b->children.data[i])) return false;
  }
  return true;
}

/* X{0,63} X{0,64} is X{0,127}, which has one way through a text where the two have many. */
static void join_repetitions(Compiler *compiler, Elements *elements) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < elements->count; i++) {
    Pattern *element = elements->data[i], *last = count ? elements->data[count - 1] : NULL;
    bool repeats = last && element->kind == PATTERN_REPEAT && last->kind == PATTERN_REPEAT;
    if (!repeats || !is_alike(element->children.data[0], last->children.data[0])) {
      elements->data[count++] = element;
      continue;
    }
    Pattern *both = ARENA_NEW(compiler->arena, Pattern);
    *both = *element;
    both->least += last->least;
    both->most += last->most;
    elements->data[count - 1] = both;
  }
  elements->count = count;
}

/* Words without a frequency of their own cost the same, so that the sum over a long list of names says too much. */
static const double MOST_FREQUENT = 1.2;

/* Estimated frequency of the edges that this element can be, or the one that was `measured`; 2 where it cannot be an
   anchor. */
static double anchor_frequency(const Compiler *compiler, const Pattern *element, bool measured) {
  if (element->meaning) return anchor_frequency(compiler, element->meaning, measured);
  if (element->kind == PATTERN_TYPE || element->kind == PATTERN_LITERAL) {
    if (element->type == UINT32_MAX) return 2;
    if (element->type >= BUILTIN_EDGES && element->type < BUILTIN_COUNT_OF) return 2;
    const CompilerType *info = &compiler->type_info.data[element->type];
    double frequency = measured ? info->measured : info->frequency;
    return frequency < MOST_FREQUENT ? frequency : MOST_FREQUENT;
  }
  if (element->kind != PATTERN_CHOICE) return 2;
  double sum = 0;
  for (uint32_t i = 0; i < element->children.count; i++) {
    double frequency = anchor_frequency(compiler, element->children.data[i], measured);
    if (frequency > MOST_FREQUENT) return 2;
    sum += frequency;
  }
  return sum < MOST_FREQUENT ? sum : MOST_FREQUENT;
}

/* Whether an element that could be an anchor has a name that means nothing, which was reported where it stands. */
static bool is_unknown(const Pattern *element) {
  if (element->meaning) return is_unknown(element->meaning);
  if (element->kind == PATTERN_TYPE || element->kind == PATTERN_LITERAL) return element->type == UINT32_MAX;
  bool unknown = false;
  for (uint32_t i = 0; i < element->children.count; i++) unknown = unknown || is_unknown(element->children.data[i]);
  return unknown && element->kind == PATTERN_CHOICE;
}

static void add_anchor_types(Compiler *compiler, const Pattern *element, uint32_t match) {
  if (element->meaning) {
    add_anchor_types(compiler, element->meaning, match);
  } else if (element->kind == PATTERN_CHOICE) {
    for (uint32_t i = 0; i < element->children.count; i++) {
      add_anchor_types(compiler, element->children.data[i], match);
    }
  } else {
    for (uint32_t i = 0; i < compiler->pending_anchors.count; i++) {
      PendingAnchor known = compiler->pending_anchors.data[i];
      if (known.match == match && known.type == element->type) return;
    }
    VECTOR_PUSH(compiler->arena, &compiler->pending_anchors, ((PendingAnchor){element->type, match}));
  }
}

/* Builds elements [from, to) in front of `next`. */
static uint32_t build_elements(Graph *graph, const Elements *elements, uint32_t from, uint32_t to, uint32_t next) {
  for (uint32_t i = from; i < to; i++) {
    const Pattern *element = elements->data[graph->leftwards ? i : to - 1 - (i - from)];
    if (element->kind == PATTERN_ASSERT && element->least) {
      next = element->least == 3 ? add_mark(graph, MARK_ITEM, element->list, next)
                                 : add_mark(graph, element->least == 1 ? MARK_OPEN : MARK_CLOSE,
                                            capture_index(graph, element->name.text), next);
    } else {
      next = build(graph, element, next);
    }
  }
  return next;
}

static RuleFragment compile_side(Compiler *compiler, uint32_t rule, const Pattern *pattern, const Elements *elements,
                                 uint32_t anchor, bool leftwards) {
  uint32_t from = leftwards ? 0 : anchor + 1, to = leftwards ? anchor : elements->count;
  Graph graph = {.compiler = compiler, .rule = rule, .place = pattern->place, .leftwards = leftwards, .captures = true};
  uint32_t accept = add_node(&graph, (Node){.kind = NODE_ACCEPT});
  return eliminate(&graph, build_elements(&graph, elements, from, to, accept));
}

/* The rarest element that can be an anchor, or UINT32_MAX. */
static uint32_t rarest_element(const Compiler *compiler, const Elements *elements, bool measured) {
  uint32_t rarest = UINT32_MAX;
  double least = 1.5;
  for (uint32_t i = 0; i < elements->count; i++) {
    double frequency = anchor_frequency(compiler, elements->data[i], measured);
    if (frequency < least) {
      least = frequency;
      rarest = i;
    }
  }
  return rarest;
}

/* The element of a match of a rule that becomes the anchor, or UINT32_MAX. `*unknown`: one that could be has no
   meaning. What is rarest by estimate stays unless another one was measured to be far rarer: from another anchor, other
   ways are the longest. What was measured says nothing of rules of other directories, whose words it does not know. */
static uint32_t find_anchor(const Compiler *compiler, uint32_t rule, const Elements *elements, bool *unknown) {
  enum { FAR_RARER = 4 };
  for (uint32_t i = 0; i < elements->count; i++) *unknown = *unknown || is_unknown(elements->data[i]);
  uint32_t anchor = rarest_element(compiler, elements, false), other = rarest_element(compiler, elements, true);
  bool measured = compiler->rule_info.data[rule].file->root == compiler->measured_root;
  if (anchor == UINT32_MAX || other == UINT32_MAX || !measured) return anchor;
  double frequency = anchor_frequency(compiler, elements->data[anchor], true);
  return FAR_RARER * anchor_frequency(compiler, elements->data[other], true) < frequency ? other : anchor;
}

void compiler_add_match(Compiler *compiler, uint32_t rule, uint32_t part, const Pattern *pattern) {
  Elements elements = {0};
  bool unknown = false;
  uint32_t lists = 0;
  number_lists((Pattern *)pattern, &lists);
  flatten(compiler, (Pattern *)pattern, false, &elements);
  join_repetitions(compiler, &elements);
  uint32_t anchor = find_anchor(compiler, rule, &elements, &unknown);
  if (anchor == UINT32_MAX && lists && !unknown) {
    /* nothing outside the lists: the first item of one may hold the anchor */
    elements = (Elements){0};
    flatten(compiler, (Pattern *)pattern, true, &elements);
    anchor = find_anchor(compiler, rule, &elements, &unknown);
  }
  if (anchor == UINT32_MAX) {
    if (!unknown) {
      compiler_error(compiler, "E043", pattern->place,
                     "let one element that is neither optional nor repeated be a text, a word list or a type",
                     "nothing in this pattern must stand in every match, so that it would be tried everywhere");
    }
    return;
  }
  uint32_t match = compiler->matches.count;
  RuleMatch made = {.rule = rule, .part = part};
  made.before = compile_side(compiler, rule, pattern, &elements, anchor, true);
  made.behind = compile_side(compiler, rule, pattern, &elements, anchor, false);
  made.first_need = compiler->needs.count;
  compiler_add_needs(compiler, elements.data, anchor, true);
  compiler_add_needs(compiler, elements.data + anchor + 1, elements.count - anchor - 1, false);
  if (!part) compiler_add_condition_needs(compiler, compiler->rule_info.data[rule].statement);
  made.need_count = compiler->needs.count - made.first_need;
  VECTOR_PUSH(compiler->arena, &compiler->matches, made);
  add_anchor_types(compiler, elements.data[anchor], match);
}
