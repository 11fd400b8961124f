#include "validate/shapes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/xsd.h"
#include "validate/values.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"

enum { DEEPEST_PATH = 32, DEEPEST_SHAPE = 64, MOST_SHAPES = 100000, MOST_CLASSES = 256, MOST_PATH_PARTS = 100000 };

static const struct {
  const char *property, *name;
} COMPONENT_NAMES[COMPONENTS] = {
    [COMPONENT_CLASS] = {"class", "Class"},
    [COMPONENT_DATATYPE] = {"datatype", "Datatype"},
    [COMPONENT_NODE_KIND] = {"nodeKind", "NodeKind"},
    [COMPONENT_MIN_COUNT] = {"minCount", "MinCount"},
    [COMPONENT_MAX_COUNT] = {"maxCount", "MaxCount"},
    [COMPONENT_MIN_EXCLUSIVE] = {"minExclusive", "MinExclusive"},
    [COMPONENT_MIN_INCLUSIVE] = {"minInclusive", "MinInclusive"},
    [COMPONENT_MAX_EXCLUSIVE] = {"maxExclusive", "MaxExclusive"},
    [COMPONENT_MAX_INCLUSIVE] = {"maxInclusive", "MaxInclusive"},
    [COMPONENT_MIN_LENGTH] = {"minLength", "MinLength"},
    [COMPONENT_MAX_LENGTH] = {"maxLength", "MaxLength"},
    [COMPONENT_PATTERN] = {"pattern", "Pattern"},
    [COMPONENT_LANGUAGE_IN] = {"languageIn", "LanguageIn"},
    [COMPONENT_UNIQUE_LANG] = {"uniqueLang", "UniqueLang"},
    [COMPONENT_EQUALS] = {"equals", "Equals"},
    [COMPONENT_DISJOINT] = {"disjoint", "Disjoint"},
    [COMPONENT_LESS_THAN] = {"lessThan", "LessThan"},
    [COMPONENT_LESS_THAN_OR_EQUALS] = {"lessThanOrEquals", "LessThanOrEquals"},
    [COMPONENT_NOT] = {"not", "Not"},
    [COMPONENT_AND] = {"and", "And"},
    [COMPONENT_OR] = {"or", "Or"},
    [COMPONENT_XONE] = {"xone", "Xone"},
    [COMPONENT_NODE] = {"node", "Node"},
    [COMPONENT_PROPERTY] = {"property", "PropertyShape"},
    [COMPONENT_QUALIFIED_MIN_COUNT] = {"qualifiedMinCount", "QualifiedMinCount"},
    [COMPONENT_QUALIFIED_MAX_COUNT] = {"qualifiedMaxCount", "QualifiedMaxCount"},
    [COMPONENT_CLOSED] = {"closed", "Closed"},
    [COMPONENT_HAS_VALUE] = {"hasValue", "HasValue"},
    [COMPONENT_IN] = {"in", "In"},
};

const char *component_property(Component component) {
  return COMPONENT_NAMES[component].property;
}

const char *component_name(Component component) {
  return COMPONENT_NAMES[component].name;
}

/* ---- what is wrong ---- */

static const RdfTerm *term_of(const Shapes *shapes, ShapeNode node) {
  return &shapes->graph->terms.data[node].term;
}

static uint32_t line_of(const Shapes *shapes, ShapeNode node) {
  return node == SHAPE_NONE ? 0 : shapes->graph->terms.data[node].line;
}

static void fail(Shapes *shapes, ShapeNode node, const char *property, const char *what) {
  const RdfTerm *term = term_of(shapes, node);
  bool named = term->kind == RDF_IRI;
  diagnostics_file(shapes->diagnostics, SPO_ERROR, shapes->name, line_of(shapes, node), SIZE_MAX, "%s%.*s%ssh:%s %s",
                   named ? "<" : "", named ? (int)term->text.length : 0, term->text.data, named ? ">: " : "", property,
                   what);
  shapes->failed = true;
}

/* ---- helpers ---- */

static StoreTerm in_store(const Shapes *shapes, ShapeNode node) {
  return store_find(shapes->store, term_of(shapes, node));
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static StoreTerm *one_term(const Shapes *shapes, StoreTerm term, uint32_t *count) {
  StoreTerm *terms = arena_alloc(shapes->arena, sizeof *terms);
  *terms = term;
  *count = term ? 1 : 0;
  return terms;
}

StoreTerm *shapes_subclasses(const Shapes *shapes, StoreTerm class, uint32_t *count) {
  struct {
    VECTOR(StoreTerm);
  } reached = {0};
  NameTable known = {.slot_count = 0};
  if (!class) return one_term(shapes, class, count);
  VECTOR_PUSH(shapes->arena, &reached, class);
  for (uint32_t i = 0; i < reached.count; i++) {
    StoreQuad quad;
    Slice key = arena_copy(shapes->arena, (Slice){(const char *)&reached.data[i], sizeof(StoreTerm)});
    if (name_table_find(&known, key) == UINT32_MAX) name_table_add(&known, shapes->arena, key, i);
    if (!shapes->subclass) break;
    StoreCursor cursor =
        store_match_triples(shapes->store, (StoreQuad){STORE_ANY, shapes->subclass, reached.data[i], STORE_ANY});
    while (store_next(&cursor, &quad)) {
      key = arena_copy(shapes->arena, (Slice){(const char *)&quad.subject, sizeof(StoreTerm)});
      if (name_table_find(&known, key) != UINT32_MAX) continue;
      name_table_add(&known, shapes->arena, key, reached.count);
      VECTOR_PUSH(shapes->arena, &reached, quad.subject);
    }
  }
  qsort(reached.data, reached.count, sizeof *reached.data, by_number);
  *count = reached.count;
  return reached.data;
}

static bool is_true(const Shapes *shapes, ShapeNode shape, const char *property) {
  ShapeNode node = shape_graph_object(shapes->graph, shape, property);
  if (node == SHAPE_NONE) return false;
  return slice_is(term_of(shapes, node)->text, "true") || slice_is(term_of(shapes, node)->text, "1");
}

/* ---- paths ---- */

static Path *read_path(Shapes *shapes, ShapeNode shape, ShapeNode node, int depth);

static Path *read_parts(Shapes *shapes, ShapeNode shape, ShapeNode list, PathKind kind, int depth) {
  ShapeNodes members;
  if (!shape_graph_list(shapes->graph, list, &members) || !members.count) {
    fail(shapes, shape, "path", "has a list that is none, or is empty");
    return NULL;
  }
  Path *path = ARENA_NEW(shapes->arena, Path);
  *path = (Path){.kind = kind, .parts = ARENA_ARRAY(shapes->arena, Path *, members.count)};
  for (; path->part_count < members.count; path->part_count++) {
    Path *part = read_path(shapes, shape, members.data[path->part_count], depth + 1);
    if (!part) return NULL;
    path->parts[path->part_count] = part;
  }
  return path;
}

static Path *read_path(Shapes *shapes, ShapeNode shape, ShapeNode node, int depth) {
  static const struct {
    const char *property;
    PathKind kind;
  } KINDS[] = {{SHACL "inversePath", PATH_INVERSE},
               {SHACL "zeroOrMorePath", PATH_ZERO_OR_MORE},
               {SHACL "oneOrMorePath", PATH_ONE_OR_MORE},
               {SHACL "zeroOrOnePath", PATH_ZERO_OR_ONE}};
  const RdfTerm *term = term_of(shapes, node);
  if (depth > DEEPEST_PATH || ++shapes->path_parts > MOST_PATH_PARTS) {
    fail(shapes, shape, "path", "is too deep or too large, or refers to itself");
    return NULL;
  }
  if (term->kind == RDF_IRI && !slice_is(term->text, RDF "nil")) {
    Path *path = ARENA_NEW(shapes->arena, Path);
    *path = (Path){.kind = PATH_PREDICATE, .iri = term->text, .predicate = in_store(shapes, node)};
    return path;
  }
  if (shape_graph_object(shapes->graph, node, RDF "first") != SHAPE_NONE) {
    return read_parts(shapes, shape, node, PATH_SEQUENCE, depth);
  }
  ShapeNode list = shape_graph_object(shapes->graph, node, SHACL "alternativePath");
  if (list != SHAPE_NONE) return read_parts(shapes, shape, list, PATH_ALTERNATIVE, depth);
  for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
    ShapeNode inner = shape_graph_object(shapes->graph, node, KINDS[i].property);
    if (inner == SHAPE_NONE) continue;
    Path *path = ARENA_NEW(shapes->arena, Path), *part = read_path(shapes, shape, inner, depth + 1);
    *path = (Path){.kind = KINDS[i].kind, .parts = ARENA_ARRAY(shapes->arena, Path *, 1), .part_count = 1};
    path->parts[0] = part;
    return part ? path : NULL;
  }
  fail(shapes, shape, "path", "is no IRI and none of SHACL's paths");
  return NULL;
}

/* ---- constraints ---- */

static Shape *compile_shape(Shapes *shapes, ShapeNode node, int depth);

static Constraint *add_constraint(Shapes *shapes, Shape *shape, Component component, ShapeNode parameter) {
  VECTOR_PUSH(shapes->arena, &shape->constraints, ((Constraint){.component = component, .parameter = parameter}));
  return &shape->constraints.data[shape->constraints.count - 1];
}

static const RdfTerm *copy_terms(Shapes *shapes, const ShapeNodes *nodes) {
  RdfTerm *terms = arena_alloc(shapes->arena, (nodes->count + 1) * sizeof *terms);
  for (uint32_t i = 0; i < nodes->count; i++) terms[i] = *term_of(shapes, nodes->data[i]);
  return terms;
}

static bool whole_number(const RdfTerm *term, uint64_t *number) {
  char digits[32] = "";
  if (term->kind != RDF_LITERAL || !term->text.length || term->text.length >= sizeof digits) return false;
  memcpy(digits, term->text.data, term->text.length);
  char *end;
  *number = strtoull(digits, &end, 10);
  return !*end && digits[0] >= '0' && digits[0] <= '9';
}

static void read_number(Shapes *shapes, Shape *shape, Component component, ShapeNode node) {
  uint64_t number;
  if (!whole_number(term_of(shapes, node), &number)) {
    fail(shapes, shape->node, component_property(component), "is no whole number from 0 on");
    return;
  }
  bool counts = component == COMPONENT_MIN_COUNT || component == COMPONENT_MAX_COUNT;
  if (counts && !shape->path) {
    fail(shapes, shape->node, component_property(component), "stands in a shape without sh:path");
    return;
  }
  add_constraint(shapes, shape, component, node)->number = number;
}

static void read_node_kind(Shapes *shapes, Shape *shape, ShapeNode node) {
  static const struct {
    const char *iri;
    unsigned kinds;
  } KINDS[] = {{SHACL "IRI", NODE_KIND_IRI},
               {SHACL "BlankNode", NODE_KIND_BLANK},
               {SHACL "Literal", NODE_KIND_LITERAL},
               {SHACL "BlankNodeOrIRI", NODE_KIND_BLANK | NODE_KIND_IRI},
               {SHACL "BlankNodeOrLiteral", NODE_KIND_BLANK | NODE_KIND_LITERAL},
               {SHACL "IRIOrLiteral", NODE_KIND_IRI | NODE_KIND_LITERAL}};
  for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
    if (!slice_is(term_of(shapes, node)->text, KINDS[i].iri)) continue;
    add_constraint(shapes, shape, COMPONENT_NODE_KIND, node)->number = KINDS[i].kinds;
    return;
  }
  fail(shapes, shape->node, "nodeKind", "is none of the six kinds");
}

static void read_pattern(Shapes *shapes, Shape *shape, ShapeNode node) {
  char message[256], what[300];
  ShapeNode flags = shape_graph_object(shapes->graph, shape->node, SHACL "flags");
  Slice letters = flags == SHAPE_NONE ? SLICE("") : term_of(shapes, flags)->text;
  VECTOR_RESERVE(shapes->arena, &shapes->patterns, 1);
  Pattern *pattern = pattern_new(term_of(shapes, node)->text, letters, message, sizeof message);
  if (!pattern) {
    snprintf(what, sizeof what, "cannot be used: %s", message);
    fail(shapes, shape->node, "pattern", what);
    return;
  }
  shapes->patterns.data[shapes->patterns.count++] = pattern;
  add_constraint(shapes, shape, COMPONENT_PATTERN, node)->pattern = pattern;
}

static void read_values(Shapes *shapes, Shape *shape, Component component, ShapeNode list) {
  ShapeNodes members;
  if (!shape_graph_list(shapes->graph, list, &members)) {
    fail(shapes, shape->node, component_property(component), "is no list");
    return;
  }
  Constraint *constraint = add_constraint(shapes, shape, component, list);
  constraint->values = copy_terms(shapes, &members);
  constraint->value_count = members.count;
  constraint->terms = arena_alloc(shapes->arena, (members.count + 1) * sizeof *constraint->terms);
  for (uint32_t i = 0; i < members.count; i++) {
    StoreTerm term = in_store(shapes, members.data[i]);
    if (term) constraint->terms[constraint->term_count++] = term;
  }
  qsort(constraint->terms, constraint->term_count, sizeof *constraint->terms, by_number);
}

static void read_shapes(Shapes *shapes, Shape *shape, Component component, ShapeNode node, int depth) {
  ShapeNodes members = {0};
  bool list = component == COMPONENT_AND || component == COMPONENT_OR || component == COMPONENT_XONE;
  if (!list) {
    VECTOR_PUSH(shapes->arena, &members, node);
  } else if (!shape_graph_list(shapes->graph, node, &members)) {
    fail(shapes, shape->node, component_property(component), "is no list");
    return;
  }
  Shape **inner = ARENA_ARRAY(shapes->arena, Shape *, members.count + 1);
  for (uint32_t i = 0; i < members.count; i++) {
    inner[i] = compile_shape(shapes, members.data[i], depth + 1);
    if (!inner[i]) return;
    if (component == COMPONENT_PROPERTY && !inner[i]->path) {
      fail(shapes, members.data[i], "property", "leads to a shape without sh:path");
      return;
    }
  }
  Constraint *constraint = add_constraint(shapes, shape, component, node);
  constraint->shapes = inner;
  constraint->shape_count = members.count;
}

static void read_property_of(Shapes *shapes, Shape *shape, Component component, ShapeNode node) {
  if (term_of(shapes, node)->kind != RDF_IRI) {
    fail(shapes, shape->node, component_property(component), "is no IRI");
    return;
  }
  bool less = component == COMPONENT_LESS_THAN || component == COMPONENT_LESS_THAN_OR_EQUALS;
  if (less && !shape->path) {
    fail(shapes, shape->node, component_property(component), "stands in a shape without sh:path");
    return;
  }
  Constraint *constraint = add_constraint(shapes, shape, component, node);
  constraint->terms = one_term(shapes, in_store(shapes, node), &constraint->term_count);
}

/* ---- sh:qualifiedValueShape, sh:closed ---- */

static void add_siblings(Shapes *shapes, const Shape *shape, ShapeNode own, Constraint *constraint, int depth) {
  ShapeNode property = shape_graph_find(shapes->graph, SHACL "property");
  struct {
    VECTOR(Shape *);
  } siblings = {0};
  for (uint32_t i = 0; i < shapes->graph->triples.count; i++) {
    const ShapeTriple *parent = &shapes->graph->triples.data[i];
    if (parent->predicate != property || parent->object != shape->node) continue;
    ShapeNodes properties = shape_graph_objects(shapes->graph, parent->subject, SHACL "property");
    for (uint32_t k = 0; k < properties.count; k++) {
      ShapeNodes qualified = shape_graph_objects(shapes->graph, properties.data[k], SHACL "qualifiedValueShape");
      for (uint32_t q = 0; q < qualified.count; q++) {
        if (qualified.data[q] == own) continue;
        Shape *sibling = compile_shape(shapes, qualified.data[q], depth + 1);
        if (sibling) VECTOR_PUSH(shapes->arena, &siblings, sibling);
      }
    }
  }
  constraint->siblings = siblings.data;
  constraint->sibling_count = siblings.count;
}

static void read_qualified(Shapes *shapes, Shape *shape, ShapeNode node, int depth) {
  static const Component COUNTS[] = {COMPONENT_QUALIFIED_MIN_COUNT, COMPONENT_QUALIFIED_MAX_COUNT};
  static const char *const PROPERTIES[] = {SHACL "qualifiedMinCount", SHACL "qualifiedMaxCount"};
  Shape *inner = compile_shape(shapes, node, depth + 1);
  if (!inner) return;
  for (int i = 0; i < 2; i++) {
    ShapeNode count = shape_graph_object(shapes->graph, shape->node, PROPERTIES[i]);
    uint64_t number;
    if (count == SHAPE_NONE) continue;
    if (!whole_number(term_of(shapes, count), &number)) {
      fail(shapes, shape->node, component_property(COUNTS[i]), "is no whole number from 0 on");
      continue;
    }
    Constraint *constraint = add_constraint(shapes, shape, COUNTS[i], node);
    constraint->number = number;
    constraint->shapes = ARENA_ARRAY(shapes->arena, Shape *, 1);
    constraint->shapes[0] = inner;
    constraint->shape_count = 1;
    if (is_true(shapes, shape->node, SHACL "qualifiedValueShapesDisjoint")) {
      add_siblings(shapes, shape, node, &shape->constraints.data[shape->constraints.count - 1], depth);
    }
  }
}

static void read_closed(Shapes *shapes, Shape *shape) {
  ShapeNodes properties = shape_graph_objects(shapes->graph, shape->node, SHACL "property"), ignored = {0};
  ShapeNode list = shape_graph_object(shapes->graph, shape->node, SHACL "ignoredProperties");
  if (list != SHAPE_NONE && !shape_graph_list(shapes->graph, list, &ignored)) {
    fail(shapes, shape->node, "ignoredProperties", "is no list");
    return;
  }
  StoreTerm *allowed = arena_alloc(shapes->arena, (properties.count + ignored.count + 1) * sizeof *allowed);
  uint32_t count = 0;
  for (uint32_t i = 0; i < properties.count; i++) {
    ShapeNode path = shape_graph_object(shapes->graph, properties.data[i], SHACL "path");
    StoreTerm term = path == SHAPE_NONE ? STORE_NO_TERM : in_store(shapes, path);
    if (term && term_of(shapes, path)->kind == RDF_IRI) allowed[count++] = term;
  }
  for (uint32_t i = 0; i < ignored.count; i++) {
    StoreTerm term = in_store(shapes, ignored.data[i]);
    if (term) allowed[count++] = term;
  }
  qsort(allowed, count, sizeof *allowed, by_number);
  Constraint *constraint = add_constraint(shapes, shape, COMPONENT_CLOSED, SHAPE_NONE);
  constraint->terms = allowed;
  constraint->term_count = count;
}

static void read_one(Shapes *shapes, Shape *shape, Component component, ShapeNode node, int depth) {
  Constraint *constraint;
  const RdfTerm *term = term_of(shapes, node);
  switch (component) {
    case COMPONENT_CLASS:
    case COMPONENT_DATATYPE:
      if (term->kind != RDF_IRI) {
        fail(shapes, shape->node, component_property(component), "is no IRI");
        return;
      }
      constraint = add_constraint(shapes, shape, component, node);
      if (component == COMPONENT_DATATYPE) return;
      constraint->terms = shapes_subclasses(shapes, in_store(shapes, node), &constraint->term_count);
      return;
    case COMPONENT_NODE_KIND:
      read_node_kind(shapes, shape, node);
      return;
    case COMPONENT_MIN_COUNT:
    case COMPONENT_MAX_COUNT:
    case COMPONENT_MIN_LENGTH:
    case COMPONENT_MAX_LENGTH:
      read_number(shapes, shape, component, node);
      return;
    case COMPONENT_PATTERN:
      read_pattern(shapes, shape, node);
      return;
    case COMPONENT_LANGUAGE_IN:
    case COMPONENT_IN:
      read_values(shapes, shape, component, node);
      return;
    case COMPONENT_EQUALS:
    case COMPONENT_DISJOINT:
    case COMPONENT_LESS_THAN:
    case COMPONENT_LESS_THAN_OR_EQUALS:
      read_property_of(shapes, shape, component, node);
      return;
    case COMPONENT_NOT:
    case COMPONENT_AND:
    case COMPONENT_OR:
    case COMPONENT_XONE:
    case COMPONENT_NODE:
    case COMPONENT_PROPERTY:
      read_shapes(shapes, shape, component, node, depth);
      return;
    default: /* bounds, sh:hasValue */
      constraint = add_constraint(shapes, shape, component, node);
      constraint->values = term;
      constraint->value_count = 1;
      constraint->terms = one_term(shapes, in_store(shapes, node), &constraint->term_count);
  }
}

/* What Core does not have is named: who wrote it believes that it is checked. */
static void name_unsupported(Shapes *shapes, const Shape *shape) {
  static const char *const BEYOND[] = {"sparql", "js", "rule", "expression", "target"};
  for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
    char property[64];
    snprintf(property, sizeof property, SHACL "%s", BEYOND[i]);
    if (shape_graph_object(shapes->graph, shape->node, property) == SHAPE_NONE) continue;
    const RdfTerm *term = term_of(shapes, shape->node);
    bool named = term->kind == RDF_IRI;
    diagnostics_file(shapes->diagnostics, SPO_WARNING, shapes->name, shape->line, SIZE_MAX,
                     "%s%.*s%ssh:%s is not supported (it is beyond SHACL Core) and is not checked", named ? "<" : "",
                     named ? (int)term->text.length : 0, term->text.data, named ? ">: " : "", BEYOND[i]);
    shapes->unsupported++;
  }
}

static void read_constraints(Shapes *shapes, Shape *shape, int depth) {
  for (int component = 0; component < COMPONENTS; component++) {
    char property[64];
    bool apart = component == COMPONENT_CLOSED || component == COMPONENT_UNIQUE_LANG ||
                 component == COMPONENT_QUALIFIED_MIN_COUNT || component == COMPONENT_QUALIFIED_MAX_COUNT;
    if (apart) continue;
    snprintf(property, sizeof property, SHACL "%s", component_property((Component)component));
    ShapeNodes values = shape_graph_objects(shapes->graph, shape->node, property);
    for (uint32_t i = 0; i < values.count; i++) read_one(shapes, shape, (Component)component, values.data[i], depth);
  }
  ShapeNodes qualified = shape_graph_objects(shapes->graph, shape->node, SHACL "qualifiedValueShape");
  for (uint32_t i = 0; i < qualified.count; i++) read_qualified(shapes, shape, qualified.data[i], depth);
  if (is_true(shapes, shape->node, SHACL "closed")) read_closed(shapes, shape);
  if (is_true(shapes, shape->node, SHACL "uniqueLang")) {
    if (shape->path) {
      add_constraint(shapes, shape, COMPONENT_UNIQUE_LANG, SHAPE_NONE);
    } else {
      fail(shapes, shape->node, "uniqueLang", "stands in a shape without sh:path");
    }
  }
}

/* ---- shapes ---- */

static void read_severity(Shapes *shapes, Shape *shape) {
  shape->severity = SEVERITY_VIOLATION;
  shape->severity_node = shape_graph_object(shapes->graph, shape->node, SHACL "severity");
  if (shape->severity_node == SHAPE_NONE) return;
  Slice iri = term_of(shapes, shape->severity_node)->text;
  if (slice_is(iri, SHACL "Warning")) shape->severity = SEVERITY_WARNING;
  if (slice_is(iri, SHACL "Info")) shape->severity = SEVERITY_INFO;
}

static Shape *compile_shape(Shapes *shapes, ShapeNode node, int depth) {
  Shape *shape = shapes->by_node[node];
  if (shape && shape->state == SHAPE_DONE) return shape;
  if (shape) {
    fail(shapes, node, "node", "leads back to the shape itself; recursive shapes are not supported");
    return NULL;
  }
  if (depth > DEEPEST_SHAPE || shapes->all.count >= MOST_SHAPES || term_of(shapes, node)->kind == RDF_LITERAL) {
    fail(shapes, node, "node", "leads to too many shapes inside one another, or to none");
    return NULL;
  }
  shape = ARENA_NEW(shapes->arena, Shape);
  *shape = (Shape){.node = node, .line = line_of(shapes, node), .state = SHAPE_IN_WORK};
  shapes->by_node[node] = shape;
  VECTOR_PUSH(shapes->arena, &shapes->all, shape);
  ShapeNodes paths = shape_graph_objects(shapes->graph, node, SHACL "path");
  shape->path_node = paths.count ? paths.data[0] : SHAPE_NONE;
  if (paths.count > 1) fail(shapes, node, "path", "stands twice in one shape");
  if (paths.count) shape->path = read_path(shapes, node, paths.data[0], 0);
  shape->deactivated = is_true(shapes, node, SHACL "deactivated");
  shape->messages = shape_graph_objects(shapes->graph, node, SHACL "message");
  read_severity(shapes, shape);
  if (!shape->deactivated) name_unsupported(shapes, shape);
  if (!paths.count || shape->path) read_constraints(shapes, shape, depth);
  shape->state = SHAPE_DONE;
  return shape;
}

/* ---- targets ---- */

static void add_target(Shapes *shapes, Shape *shape, TargetKind kind, ShapeNode node) {
  Target target = {.kind = kind};
  if (kind == TARGET_CLASS) {
    target.terms = shapes_subclasses(shapes, in_store(shapes, node), &target.term_count);
  } else {
    StoreTerm term =
        kind == TARGET_NODE ? store_add_term(shapes->store, term_of(shapes, node)) : in_store(shapes, node);
    if (kind == TARGET_NODE && !term) arena_fail(shapes->arena);
    target.terms = one_term(shapes, term, &target.term_count);
  }
  VECTOR_PUSH(shapes->arena, &shape->targets, target);
}

/* Whether a class of the shapes graph is rdfs:Class or below it. */
static bool is_class_of_classes(const Shapes *shapes, ShapeNode class, int *looked) {
  if (slice_is(term_of(shapes, class)->text, RDFS "Class")) return true;
  ShapeNodes parents = shape_graph_objects(shapes->graph, class, RDFS "subClassOf");
  for (uint32_t i = 0; i < parents.count && *looked < MOST_CLASSES; i++) {
    ++*looked;
    if (is_class_of_classes(shapes, parents.data[i], looked)) return true;
  }
  return false;
}

/* A shape that is a class is its own target. */
static bool is_implicit(const Shapes *shapes, ShapeNode node) {
  if (term_of(shapes, node)->kind != RDF_IRI) return false;
  bool shape = shape_graph_has(shapes->graph, node, RDF "type", SHACL "NodeShape") ||
               shape_graph_has(shapes->graph, node, RDF "type", SHACL "PropertyShape");
  ShapeNodes types = shape_graph_objects(shapes->graph, node, RDF "type");
  int looked = 0; /* in all: classes may be below one another in a ring */
  for (uint32_t i = 0; shape && i < types.count; i++) {
    if (is_class_of_classes(shapes, types.data[i], &looked)) return true;
  }
  return false;
}

static void compile_targets(Shapes *shapes, ShapeNode node) {
  static const struct {
    const char *property;
    TargetKind kind;
  } TARGETS[] = {{SHACL "targetNode", TARGET_NODE},
                 {SHACL "targetClass", TARGET_CLASS},
                 {SHACL "targetSubjectsOf", TARGET_SUBJECTS_OF},
                 {SHACL "targetObjectsOf", TARGET_OBJECTS_OF}};
  bool implicit = is_implicit(shapes, node), any = implicit;
  for (size_t i = 0; i < 4 && !any; i++)
    any = shape_graph_object(shapes->graph, node, TARGETS[i].property) != SHAPE_NONE;
  /* A shape whose only target is beyond Core is looked at so that this is said. */
  bool beyond = shape_graph_object(shapes->graph, node, SHACL "target") != SHAPE_NONE;
  if (!any && !beyond) return;
  Shape *shape = compile_shape(shapes, node, 0);
  if (!shape) return;
  if (implicit) add_target(shapes, shape, TARGET_CLASS, node);
  for (size_t i = 0; i < 4; i++) {
    ShapeNodes objects = shape_graph_objects(shapes->graph, node, TARGETS[i].property);
    for (uint32_t k = 0; k < objects.count; k++) add_target(shapes, shape, TARGETS[i].kind, objects.data[k]);
  }
}

SpoStatus shapes_compile(Shapes *shapes, Arena *arena, const ShapeGraph *graph, Store *store, const char *name,
                         const Diagnostics *diagnostics) {
  *shapes = (Shapes){.arena = arena, .graph = graph, .store = store, .name = name, .diagnostics = diagnostics};
  shapes->by_node = ARENA_ARRAY(arena, Shape *, graph->terms.count + 1);
  shapes->type = store_find_iri(store, SLICE(RDF "type"));
  shapes->subclass = store_find_iri(store, SLICE(RDFS "subClassOf"));
  ShapeNode target = shape_graph_find(graph, SHACL "targetNode");
  for (uint32_t i = 0; i < graph->triples.count; i++) { /* before anything is looked up: they count as known */
    const ShapeTriple *triple = &graph->triples.data[i];
    if (triple->predicate == target && !store_add_term(store, term_of(shapes, triple->object))) arena_fail(arena);
  }
  for (ShapeNode node = 0; node < graph->terms.count; node++) {
    if (graph->terms.data[node].count) compile_targets(shapes, node);
  }
  return shapes->failed ? SPO_BAD_RULES : SPO_SUCCESS;
}

void shapes_free(Shapes *shapes) {
  for (uint32_t i = 0; i < shapes->patterns.count; i++) pattern_free(shapes->patterns.data[i]);
  shapes->patterns.count = 0;
}
