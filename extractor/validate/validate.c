#include "validate/validate.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "validate/values.h"

/* What one focus node takes, paths over the whole graph included. */
#define FOCUS_MEMORY ((size_t)1 << 30)

/* Shapes and steps of paths that a focus node may take. */
enum { MOST_STEPS = 20000000 };

typedef struct {
  VECTOR(StoreTerm);
} NodeSet;

typedef struct {
  const Shapes *shapes;
  const Store *store;
  Arena *arena;  /* of the results */
  Arena scratch; /* of a focus node */
  uint64_t most, steps;
  Validation *validation;
} Validator;

static RdfTerm term_of(const Validator *validator, StoreTerm term) {
  return store_term(validator->store, term);
}

/* ---- sets ---- */

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static void make_set(NodeSet *set) {
  if (set->count < 2) return;
  qsort(set->data, set->count, sizeof *set->data, by_number);
  uint32_t kept = 1;
  for (uint32_t i = 1; i < set->count; i++) {
    if (set->data[i] != set->data[kept - 1]) set->data[kept++] = set->data[i];
  }
  set->count = kept;
}

static bool contains(const StoreTerm *terms, uint32_t count, StoreTerm term) {
  return count && bsearch(&term, terms, count, sizeof *terms, by_number);
}

/* ---- paths ---- */

static void follow(Validator *validator, const Path *path, bool inverse, StoreTerm node, NodeSet *to);

static void follow_predicate(Validator *validator, StoreTerm predicate, bool inverse, StoreTerm node, NodeSet *to) {
  StoreQuad quad;
  if (!predicate) return;
  StoreQuad pattern = {inverse ? STORE_ANY : node, predicate, inverse ? node : STORE_ANY, STORE_ANY};
  StoreCursor cursor = store_match_triples(validator->store, pattern);
  while (store_next(&cursor, &quad)) {
    VECTOR_PUSH(&validator->scratch, to, inverse ? quad.subject : quad.object);
  }
}

static void follow_sequence(Validator *validator, const Path *path, bool inverse, StoreTerm node, NodeSet *to) {
  NodeSet at = {0};
  VECTOR_PUSH(&validator->scratch, &at, node);
  for (uint32_t i = 0; i < path->part_count; i++) {
    const Path *part = path->parts[inverse ? path->part_count - 1 - i : i];
    NodeSet next = {0};
    for (uint32_t k = 0; k < at.count; k++) follow(validator, part, inverse, at.data[k], &next);
    make_set(&next);
    at = next;
  }
  VECTOR_APPEND(&validator->scratch, to, at.data, at.count);
}

/* Nodes that were reached, for paths of any length. */
typedef struct {
  StoreTerm *slots;
  uint32_t slot_count, used;
} Reached;

static bool reach(Arena *arena, Reached *reached, StoreTerm term) {
  if (reached->used * 2 >= reached->slot_count) {
    Reached larger = {.slot_count = reached->slot_count ? reached->slot_count * 2 : 64};
    larger.slots = ARENA_ARRAY(arena, StoreTerm, larger.slot_count);
    for (uint32_t i = 0; i < reached->slot_count; i++) {
      if (reached->slots[i]) reach(arena, &larger, reached->slots[i]);
    }
    *reached = larger;
  }
  uint32_t slot = term * 2654435761u & (reached->slot_count - 1);
  for (; reached->slots[slot]; slot = (slot + 1) & (reached->slot_count - 1)) {
    if (reached->slots[slot] == term) return false;
  }
  reached->slots[slot] = term;
  reached->used++;
  return true;
}

static void follow_often(Validator *validator, const Path *path, bool inverse, StoreTerm node, NodeSet *to) {
  Arena *arena = &validator->scratch;
  Reached reached = {0};
  NodeSet found = {0}, step = {0};
  uint32_t at = 0;
  if (path->kind == PATH_ONE_OR_MORE) {
    follow(validator, path->parts[0], inverse, node, &step);
  } else {
    VECTOR_PUSH(arena, &step, node);
  }
  for (;;) {
    for (uint32_t i = 0; i < step.count; i++) {
      if (reach(arena, &reached, step.data[i])) VECTOR_PUSH(arena, &found, step.data[i]);
    }
    if (at == found.count) break;
    step.count = 0;
    follow(validator, path->parts[0], inverse, found.data[at++], &step);
  }
  VECTOR_APPEND(arena, to, found.data, found.count);
}

static void follow(Validator *validator, const Path *path, bool inverse, StoreTerm node, NodeSet *to) {
  if (++validator->steps > MOST_STEPS) return;
  switch (path->kind) {
    case PATH_PREDICATE:
      follow_predicate(validator, path->predicate, inverse, node, to);
      return;
    case PATH_INVERSE:
      follow(validator, path->parts[0], !inverse, node, to);
      return;
    case PATH_SEQUENCE:
      follow_sequence(validator, path, inverse, node, to);
      return;
    case PATH_ALTERNATIVE:
      for (uint32_t i = 0; i < path->part_count; i++) follow(validator, path->parts[i], inverse, node, to);
      return;
    case PATH_ZERO_OR_ONE:
      VECTOR_PUSH(&validator->scratch, to, node);
      follow(validator, path->parts[0], inverse, node, to);
      return;
    default:
      follow_often(validator, path, inverse, node, to);
  }
}

static NodeSet values_of(Validator *validator, const Shape *shape, StoreTerm focus) {
  NodeSet values = {0};
  if (!shape->path) {
    VECTOR_PUSH(&validator->scratch, &values, focus);
    return values;
  }
  follow(validator, shape->path, false, focus, &values);
  make_set(&values);
  return values;
}

/* ---- results ---- */

/* What a shape is asked about a focus node. */
typedef struct {
  const Shape *shape;
  StoreTerm focus;
  bool report; /* else the first failure ends it */
  bool conforms;
} Asking;

static void result(Validator *validator, Asking *asking, ValidationResult made) {
  asking->conforms = false;
  if (!asking->report) return;
  made.focus = asking->focus;
  made.shape = asking->shape;
  validator->validation->counts[asking->shape->severity]++;
  if (validator->most && validator->validation->results.count >= validator->most) return;
  VECTOR_PUSH(validator->arena, &validator->validation->results, made);
}

static void value_result(Validator *validator, Asking *asking, const Constraint *constraint, StoreTerm value) {
  result(validator, asking, (ValidationResult){.value = value, .constraint = constraint});
}

static bool ask(Validator *validator, const Shape *shape, StoreTerm focus, bool report);

static bool conforms(Validator *validator, const Shape *shape, StoreTerm node) {
  return ask(validator, shape, node, false);
}

/* ---- constraints on single values ---- */

static bool has_class(const Validator *validator, const Constraint *constraint, StoreTerm value) {
  StoreQuad quad;
  if (!validator->shapes->type || !constraint->term_count) return false;
  StoreCursor cursor =
      store_match_triples(validator->store, (StoreQuad){value, validator->shapes->type, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    if (contains(constraint->terms, constraint->term_count, quad.object)) return true;
  }
  return false;
}

static bool is_of_kind(const RdfTerm *term, uint64_t kinds) {
  static const unsigned KINDS[] = {
      [RDF_IRI] = NODE_KIND_IRI, [RDF_BLANK] = NODE_KIND_BLANK, [RDF_LITERAL] = NODE_KIND_LITERAL};
  return (kinds & KINDS[term->kind]) != 0;
}

static bool is_within(Validator *validator, const Constraint *constraint, const RdfTerm *term) {
  ValueOrder order = literal_compare(&validator->scratch, term, &constraint->values[0]);
  switch (constraint->component) {
    case COMPONENT_MIN_EXCLUSIVE:
      return order == VALUE_MORE;
    case COMPONENT_MIN_INCLUSIVE:
      return order == VALUE_MORE || order == VALUE_EQUAL;
    case COMPONENT_MAX_EXCLUSIVE:
      return order == VALUE_LESS;
    default:
      return order == VALUE_LESS || order == VALUE_EQUAL;
  }
}

static bool has_length(const Constraint *constraint, const RdfTerm *term) {
  if (term->kind == RDF_BLANK) return false;
  size_t length = utf8_length(term->text);
  return constraint->component == COMPONENT_MIN_LENGTH ? length >= constraint->number : length <= constraint->number;
}

static bool speaks_one_of(const Constraint *constraint, const RdfTerm *term) {
  for (uint32_t i = 0; i < constraint->value_count; i++) {
    if (language_matches(term->language, constraint->values[i].text)) return true;
  }
  return false;
}

/* Tags of languages are the same in small and large letters; all else is the same term. */
static bool is_same(const RdfTerm *a, const RdfTerm *b) {
  return a->kind == b->kind && slice_equal(a->text, b->text) && slice_equal(a->datatype, b->datatype) &&
         slice_equal_ignore_case(a->language, b->language);
}

static bool is_listed(const Validator *validator, const Constraint *constraint, StoreTerm value) {
  if (contains(constraint->terms, constraint->term_count, value)) return true;
  RdfTerm term = term_of(validator, value);
  for (uint32_t i = 0; i < constraint->value_count && term.language.length; i++) {
    if (is_same(&term, &constraint->values[i])) return true;
  }
  return false;
}

static bool meets_shapes(Validator *validator, const Constraint *constraint, StoreTerm value) {
  uint32_t met = 0;
  for (uint32_t i = 0; i < constraint->shape_count; i++) {
    bool conforming = conforms(validator, constraint->shapes[i], value);
    if (constraint->component == COMPONENT_OR && conforming) return true;
    if (constraint->component == COMPONENT_AND && !conforming) return false;
    met += conforming;
  }
  switch (constraint->component) {
    case COMPONENT_NOT:
      return !met;
    case COMPONENT_OR:
      return false;
    case COMPONENT_XONE:
      return met == 1;
    default:
      return met == constraint->shape_count;
  }
}

/* Whether one value meets a constraint that looks at values one by one. */
static bool meets(Validator *validator, const Constraint *constraint, StoreTerm value) {
  RdfTerm term = term_of(validator, value);
  switch (constraint->component) {
    case COMPONENT_CLASS:
      return has_class(validator, constraint, value);
    case COMPONENT_DATATYPE:
      return literal_is(&validator->scratch, &term,
                        validator->shapes->graph->terms.data[constraint->parameter].term.text);
    case COMPONENT_NODE_KIND:
      return is_of_kind(&term, constraint->number);
    case COMPONENT_MIN_EXCLUSIVE:
    case COMPONENT_MIN_INCLUSIVE:
    case COMPONENT_MAX_EXCLUSIVE:
    case COMPONENT_MAX_INCLUSIVE:
      return is_within(validator, constraint, &term);
    case COMPONENT_MIN_LENGTH:
    case COMPONENT_MAX_LENGTH:
      return has_length(constraint, &term);
    case COMPONENT_LANGUAGE_IN:
      return speaks_one_of(constraint, &term);
    case COMPONENT_IN:
      return is_listed(validator, constraint, value);
    default:
      return meets_shapes(validator, constraint, value);
  }
}

static void check_pattern(Validator *validator, Asking *asking, const Constraint *constraint, StoreTerm value) {
  RdfTerm term = term_of(validator, value);
  PatternResult tested = term.kind == RDF_BLANK ? PATTERN_DIFFERS : pattern_test(constraint->pattern, term.text);
  if (tested == PATTERN_MATCHES) return;
  result(validator, asking,
         (ValidationResult){.value = value, .constraint = constraint, .too_costly = tested == PATTERN_TOO_COSTLY});
}

/* ---- constraints on all values together ---- */

static void check_count(Validator *validator, Asking *asking, const Constraint *constraint, uint64_t count,
                        bool at_least) {
  if (at_least ? count >= constraint->number : count <= constraint->number) return;
  result(validator, asking, (ValidationResult){.constraint = constraint, .found = count});
}

static void check_unique(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  for (uint32_t i = 0; i < values->count; i++) {
    Slice language = term_of(validator, values->data[i]).language;
    bool told = false, again = false;
    for (uint32_t k = 0; k < values->count && language.length && !told; k++) {
      if (k == i || !slice_equal_ignore_case(term_of(validator, values->data[k]).language, language)) continue;
      told = k < i;
      again = true;
    }
    if (again && !told) result(validator, asking, (ValidationResult){.constraint = constraint});
    if (!asking->conforms && !asking->report) return;
  }
}

static NodeSet others_of(Validator *validator, const Constraint *constraint, StoreTerm focus) {
  NodeSet others = {0};
  if (constraint->term_count) follow_predicate(validator, constraint->terms[0], false, focus, &others);
  make_set(&others);
  return others;
}

static void check_others(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  NodeSet others = others_of(validator, constraint, asking->focus);
  bool equals = constraint->component == COMPONENT_EQUALS;
  for (uint32_t i = 0; i < values->count; i++) {
    bool there = contains(others.data, others.count, values->data[i]);
    if (there != equals) value_result(validator, asking, constraint, values->data[i]);
  }
  for (uint32_t i = 0; equals && i < others.count; i++) {
    bool there = contains(values->data, values->count, others.data[i]);
    if (!there) value_result(validator, asking, constraint, others.data[i]);
  }
}

static void check_less(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  NodeSet others = others_of(validator, constraint, asking->focus);
  for (uint32_t i = 0; i < values->count; i++) {
    RdfTerm value = term_of(validator, values->data[i]);
    for (uint32_t k = 0; k < others.count; k++) {
      RdfTerm other = term_of(validator, others.data[k]);
      ValueOrder order = literal_compare(&validator->scratch, &value, &other);
      bool less = order == VALUE_LESS || (constraint->component != COMPONENT_LESS_THAN && order == VALUE_EQUAL);
      if (!less) value_result(validator, asking, constraint, values->data[i]);
      if (!asking->conforms && !asking->report) return;
    }
  }
}

static void check_qualified(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < values->count; i++) {
    bool counts = conforms(validator, constraint->shapes[0], values->data[i]);
    for (uint32_t k = 0; k < constraint->sibling_count && counts; k++) {
      counts = !conforms(validator, constraint->siblings[k], values->data[i]);
    }
    count += counts;
  }
  check_count(validator, asking, constraint, count, constraint->component == COMPONENT_QUALIFIED_MIN_COUNT);
}

static void check_closed(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  for (uint32_t i = 0; i < values->count; i++) {
    StoreQuad quad;
    StoreCursor cursor =
        store_match_triples(validator->store, (StoreQuad){values->data[i], STORE_ANY, STORE_ANY, STORE_ANY});
    while (store_next(&cursor, &quad)) {
      if (contains(constraint->terms, constraint->term_count, quad.predicate)) continue;
      result(validator, asking,
             (ValidationResult){.value = quad.object, .constraint = constraint, .property = quad.predicate});
      if (!asking->report) return;
    }
  }
}

static void check_has_value(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  for (uint32_t i = 0; i < values->count; i++) {
    if (is_listed(validator, constraint, values->data[i])) return;
  }
  result(validator, asking, (ValidationResult){.constraint = constraint});
}

/* ---- shapes ---- */

static void check_each(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  for (uint32_t i = 0; i < values->count && (asking->conforms || asking->report); i++) {
    if (constraint->component == COMPONENT_PATTERN) {
      check_pattern(validator, asking, constraint, values->data[i]);
    } else if (constraint->component == COMPONENT_PROPERTY) {
      if (!ask(validator, constraint->shapes[0], values->data[i], asking->report)) asking->conforms = false;
    } else if (!meets(validator, constraint, values->data[i])) {
      value_result(validator, asking, constraint, values->data[i]);
    }
  }
}

static void check(Validator *validator, Asking *asking, const Constraint *constraint, const NodeSet *values) {
  switch (constraint->component) {
    case COMPONENT_MIN_COUNT:
    case COMPONENT_MAX_COUNT:
      check_count(validator, asking, constraint, values->count, constraint->component == COMPONENT_MIN_COUNT);
      return;
    case COMPONENT_UNIQUE_LANG:
      check_unique(validator, asking, constraint, values);
      return;
    case COMPONENT_EQUALS:
    case COMPONENT_DISJOINT:
      check_others(validator, asking, constraint, values);
      return;
    case COMPONENT_LESS_THAN:
    case COMPONENT_LESS_THAN_OR_EQUALS:
      check_less(validator, asking, constraint, values);
      return;
    case COMPONENT_QUALIFIED_MIN_COUNT:
    case COMPONENT_QUALIFIED_MAX_COUNT:
      check_qualified(validator, asking, constraint, values);
      return;
    case COMPONENT_CLOSED:
      check_closed(validator, asking, constraint, values);
      return;
    case COMPONENT_HAS_VALUE:
      check_has_value(validator, asking, constraint, values);
      return;
    default:
      check_each(validator, asking, constraint, values);
  }
}

static bool ask(Validator *validator, const Shape *shape, StoreTerm focus, bool report) {
  Asking asking = {shape, focus, report, true};
  if (shape->deactivated || ++validator->steps > MOST_STEPS) return true;
  NodeSet values = values_of(validator, shape, focus);
  for (uint32_t i = 0; i < shape->constraints.count && (asking.conforms || report); i++) {
    check(validator, &asking, &shape->constraints.data[i], &values);
  }
  return asking.conforms;
}

/* ---- targets ---- */

static void add_focus_nodes(Validator *validator, const Target *target, NodeSet *nodes) {
  StoreQuad quad;
  for (uint32_t i = 0; i < target->term_count; i++) {
    StoreTerm term = target->terms[i];
    StoreQuad pattern = {STORE_ANY, term, STORE_ANY, STORE_ANY};
    if (target->kind == TARGET_NODE) {
      VECTOR_PUSH(validator->arena, nodes, term);
      continue;
    }
    if (target->kind == TARGET_CLASS) {
      if (!validator->shapes->type) return;
      pattern = (StoreQuad){STORE_ANY, validator->shapes->type, term, STORE_ANY};
    }
    StoreCursor cursor = store_match_triples(validator->store, pattern);
    while (store_next(&cursor, &quad)) {
      VECTOR_PUSH(validator->arena, nodes, target->kind == TARGET_OBJECTS_OF ? quad.object : quad.subject);
    }
  }
}

static void validate_shape(Validator *validator, const Shape *shape) {
  NodeSet nodes = {0};
  if (!shape->targets.count || shape->deactivated) return;
  for (uint32_t i = 0; i < shape->targets.count; i++) add_focus_nodes(validator, &shape->targets.data[i], &nodes);
  make_set(&nodes);
  validator->validation->shapes++;
  validator->validation->focus_nodes += nodes.count;
  for (uint32_t i = 0; i < nodes.count; i++) {
    arena_reset(&validator->scratch);
    validator->steps = 0;
    ask(validator, shape, nodes.data[i], true);
    if (validator->steps <= MOST_STEPS || validator->validation->given_up) continue;
    validator->validation->given_up = nodes.data[i];
    validator->validation->given_up_shape = shape;
  }
}

void validate_data(const Shapes *shapes, Arena *arena, uint64_t most, Validation *validation) {
  Validator validator = {
      .shapes = shapes, .store = shapes->store, .arena = arena, .most = most, .validation = validation};
  jmp_buf *outer = arena->guard, jump;
  *validation = (Validation){0};
  arena_init(&validator.scratch, FOCUS_MEMORY);
  if (ARENA_GUARD(arena, jump)) {
    arena_free(&validator.scratch);
    arena->guard = outer;
    arena_fail(arena);
  }
  validator.scratch.guard = &jump;
  for (uint32_t i = 0; i < shapes->all.count; i++) validate_shape(&validator, shapes->all.data[i]);
  arena->guard = outer;
  arena_free(&validator.scratch);
}
