#include "graph/shapes.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/name_table.h"
#include "graph/controlled.h"

#define SPO "https://w3id.org/spo#"
#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define SHAPE "https://w3id.org/spo/id/shape/"
#define XSD "http://www.w3.org/2001/XMLSchema#"
#define SH "http://www.w3.org/ns/shacl#"

enum { MOST_TERMS = 40 }; /* a longer list of allowed words helps nobody */

/* A frame or an entity type: what makes resources of a class. */
typedef struct {
  const RuleSet *rules;
  const RuleFrame *frame; /* or NULL */
  const RuleType *type;
} Maker;

/* One way in which a maker fills a property. */
typedef struct {
  Slice path, constraint;
  uint32_t maker;
  bool required, single;
} Filling;

/* A shape in the making. */
typedef struct {
  Slice target;
  bool of_property; /* sh:targetSubjectsOf, not sh:targetClass */
  struct {
    VECTOR(Slice);
  } subjects; /* constraints of the subject itself, alternatives */
  struct {
    VECTOR(Filling);
  } fillings;
  uint32_t makers; /* number of them */
} Shape;

typedef struct {
  Arena *arena;
  const Prefix *prefixes;
  uint32_t prefix_count;
  struct {
    VECTOR(Maker);
  } makers;
  struct {
    VECTOR(Shape);
  } shapes;
  NameTable by_target; /* of shapes */
  NameTable names;     /* of shapes: each is used once */
  NameTable said;      /* properties of claims and entities, which no shape of a stated property may catch */
  struct {
    VECTOR(char);
  } out;
} Shapes;

/* ---- text ---- */

static void put(Shapes *shapes, Slice text) {
  VECTOR_APPEND(shapes->arena, &shapes->out, text.data, text.length);
}

#define PUT(shapes, literal) put((shapes), SLICE(literal))

static Slice name_of(const Shapes *shapes, Slice iri) {
  for (uint32_t i = 0; i < shapes->prefix_count; i++) {
    const Prefix *prefix = &shapes->prefixes[i];
    if (!slice_starts_with(iri, prefix->iri) || iri.length == prefix->iri.length) continue;
    Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (!is_local_name(local)) continue;
    return arena_print(shapes->arena, "%.*s:%.*s", (int)prefix->prefix.length, prefix->prefix.data, (int)local.length,
                       local.data);
  }
  return arena_print(shapes->arena, "<%.*s>", (int)iri.length, iri.data);
}

static Slice joined(const Shapes *shapes, Slice a, const char *between, Slice b) {
  return arena_print(shapes->arena, "%.*s%s%.*s", (int)a.length, a.data, between, (int)b.length, b.data);
}

/* ---- constraints ---- */

static Slice datatype(const Shapes *shapes, const char *iri) {
  return joined(shapes, SLICE("sh:datatype"), " ", name_of(shapes, slice_of(iri)));
}

/* A text in the language of the documents, or as the node says. */
static Slice text_constraint(const Shapes *shapes, const RuleSet *rules, const RuleNode *node, ValueForm otherwise) {
  Slice annotation = rule_string(rules, node->annotation);
  ValueForm form = node->form == FORM_DEFAULT ? otherwise : (ValueForm)node->form;
  if (form == FORM_TYPED) return joined(shapes, SLICE("sh:datatype"), " ", name_of(shapes, annotation));
  if (form == FORM_LANGUAGE && !annotation.length) return datatype(shapes, XSD "string");
  if (form == FORM_LABEL) annotation = rule_string(rules, rules->language);
  return arena_print(shapes->arena, "sh:languageIn ( \"%.*s\" )", (int)annotation.length, annotation.data);
}

/* "sh:class A", or "sh:or ( [ sh:class A ] [ sh:class B ] )". */
static Slice class_constraint(const Shapes *shapes, const RuleSet *rules, const RuleSlot *slot) {
  Slice all = SLICE("");
  NameTable seen = {0};
  for (uint32_t i = 0; i < slot->type_count; i++) {
    Slice class = rule_string(rules, rules->types[rules->slot_types[slot->first_type + i]].class);
    if (name_table_find(&seen, class) != UINT32_MAX) continue;
    name_table_add(&seen, shapes->arena, class, i);
    Slice one = joined(shapes, SLICE("sh:class"), " ", name_of(shapes, class));
    all = seen.entries.count == 1 ? one : joined(shapes, all, " ] [ ", one);
  }
  if (seen.entries.count < 2) return seen.entries.count ? all : SLICE("sh:nodeKind sh:IRI");
  return arena_print(shapes->arena, "sh:or ( [ %.*s ] )", (int)all.length, all.data);
}

/* The words that rules put into a slot, where they are constants or tags; false where a rule writes what it found. */
typedef struct {
  Shapes *shapes;
  const RuleSet *rules;
  Slice namespace;
  NameTable terms;
} TermList;

static bool add_term(TermList *list, Slice word) {
  Slice iri = controlled_term(list->shapes->arena, list->namespace, word);
  if (name_table_find(&list->terms, iri) == UINT32_MAX) {
    name_table_add(&list->terms, list->shapes->arena, iri, list->terms.entries.count);
  }
  return list->terms.entries.count <= MOST_TERMS;
}

static bool add_tag_values(TermList *list, Slice key) {
  const Lexicon *lexicon = &list->rules->lexicon;
  for (uint32_t i = 0; i < lexicon->word_count; i++) {
    Slice value = lexicon_tag(lexicon, lexicon_word(lexicon, i), UINT32_MAX, key);
    if (value.length && !add_term(list, value)) return false;
  }
  return true;
}

static bool add_values(TermList *list, uint32_t slot, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++) {
    const RuleValue *value = &list->rules->values[i];
    Slice text = rule_string(list->rules, value->text);
    if (value->slot != slot) continue;
    if (value->kind == VALUE_CONSTANT ? !add_term(list, text)
                                      : value->kind != VALUE_TAG || !add_tag_values(list, text)) {
      return false;
    }
  }
  return true;
}

static int by_name(const void *a, const void *b) {
  return slice_compare(((const NameEntry *)a)->name, ((const NameEntry *)b)->name);
}

static Slice term_constraint(Shapes *shapes, const RuleSet *rules, uint32_t frame, uint32_t slot) {
  const RuleSlot *declared = &rules->slots[rules->frames[frame].first_slot + slot];
  TermList list = {.shapes = shapes, .rules = rules, .namespace = rule_string(rules, declared->namespace)};
  bool known = true;
  for (uint32_t i = 0; i < rules->rules_count && known; i++) {
    const Rule *rule = &rules->rules[i];
    for (uint32_t k = 0; k < rule->qualified_count && known; k++) {
      const RuleQualified *qualified = &rules->qualified[rule->first_qualified + k];
      if (qualified->frame == frame) known = add_values(&list, slot, qualified->first_value, qualified->value_count);
    }
    if ((rule->flags & (RULE_MARK | RULE_QUALIFY)) || rule->produced != frame) continue;
    known = known && add_values(&list, slot, rule->first_value, rule->value_count);
  }
  if (!known || !list.terms.entries.count) return SLICE("sh:nodeKind sh:IRI");
  qsort(list.terms.entries.data, list.terms.entries.count, sizeof(NameEntry), by_name);
  Slice all = SLICE("sh:in (");
  for (uint32_t i = 0; i < list.terms.entries.count; i++) {
    all = joined(shapes, all, " ", name_of(shapes, list.terms.entries.data[i].name));
  }
  return joined(shapes, all, " ", SLICE(")"));
}

static Slice bound_constraint(const Shapes *shapes) {
  Slice all = SLICE("sh:in (");
  for (int bound = BOUND_EXACT; bound <= BOUND_LESS_THAN; bound++) {
    Slice iri = controlled_term(shapes->arena, SLICE(CONTROLLED_NAMESPACE), bound_word((Bound)bound));
    all = joined(shapes, all, " ", name_of(shapes, iri));
  }
  return joined(shapes, all, " ", SLICE(")"));
}

static Slice value_constraint(const Shapes *shapes, const RuleSet *rules, const RuleNode *node, SlotKind kind) {
  Slice part = rule_string(rules, node->part);
  if (node->form != FORM_DEFAULT) return text_constraint(shapes, rules, node, FORM_LANGUAGE);
  if (slice_is(part, "text")) return text_constraint(shapes, rules, node, FORM_LABEL);
  if (slice_is(part, "unit")) return datatype(shapes, XSD "string");
  if (slice_is(part, "bound")) return bound_constraint(shapes);
  if (kind != SLOT_PERIOD) return datatype(shapes, XSD "decimal");
  return SLICE("sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] )");
}

static Slice slot_constraint(Shapes *shapes, const Maker *maker, const RuleNode *node) {
  const RuleSet *rules = maker->rules;
  const RuleSlot *slot = &rules->slots[maker->frame->first_slot + node->slot];
  bool written = node->form != FORM_DEFAULT;
  switch ((SlotKind)slot->kind) {
    case SLOT_ENTITY:
      if (node->part.length || written) return text_constraint(shapes, rules, node, FORM_LANGUAGE);
      return class_constraint(shapes, rules, slot);
    case SLOT_TERM:
      if (!written) return term_constraint(shapes, rules, (uint32_t)(maker->frame - rules->frames), node->slot);
      return text_constraint(shapes, rules, node, FORM_LABEL);
    case SLOT_BOOLEAN:
      return written ? text_constraint(shapes, rules, node, FORM_LABEL) : datatype(shapes, XSD "boolean");
    case SLOT_DECIMAL:
    case SLOT_QUANTITY:
    case SLOT_PERIOD:
      return value_constraint(shapes, rules, node, (SlotKind)slot->kind);
    case SLOT_STRING:
      return text_constraint(shapes, rules, node, FORM_LANGUAGE);
    default:
      return text_constraint(shapes, rules, node, FORM_LABEL);
  }
}

static bool is_constant(const RuleSet *rules, const RuleNode *node) {
  return node->pieces.count == 1 && rules->pieces[node->pieces.first].kind == PIECE_TEXT;
}

static Slice node_constraint(Shapes *shapes, const Maker *maker, const RuleNode *node) {
  const RuleSet *rules = maker->rules;
  switch (node->kind) {
    case NODE_SLOT:
      return slot_constraint(shapes, maker, node);
    case NODE_LITERAL:
    case NODE_TAG:
      return text_constraint(shapes, rules, node, FORM_LANGUAGE);
    case NODE_LABEL:
    case NODE_ALIAS:
      return text_constraint(shapes, rules, node, FORM_LABEL);
    case NODE_EVIDENCE:
      return joined(shapes, SLICE("sh:class"), " ", name_of(shapes, SLICE(SPO "Mention")));
    default:
      if (node->kind != NODE_IRI || !is_constant(rules, node)) return SLICE("sh:nodeKind sh:IRI");
      return joined(shapes,
                    joined(shapes, SLICE("sh:in ("), " ",
                           name_of(shapes, rule_string(rules, rules->pieces[node->pieces.first].text))),
                    " ", SLICE(")"));
  }
}

/* ---- how often ---- */

static bool slot_is_there(const Maker *maker, uint32_t slot, Slice part) {
  const RuleSlot *declared = &maker->rules->slots[maker->frame->first_slot + slot];
  if (declared->optional) return false;
  if (declared->kind == SLOT_ENTITY) return !part.length; /* a word may lack the tag */
  if (declared->kind == SLOT_PERIOD) return slice_is(part, "text");
  return !slice_is(part, "unit") && !slice_is(part, "bound") && !slice_is(part, "upper");
}

static bool is_always_there(const Maker *maker, const RuleNode *node) {
  if (node->kind == NODE_SLOT) return slot_is_there(maker, node->slot, rule_string(maker->rules, node->part));
  if (node->kind == NODE_TAG || node->kind == NODE_ALIAS) return false;
  for (uint32_t i = 0; i < node->pieces.count; i++) {
    const RulePiece *piece = &maker->rules->pieces[node->pieces.first + i];
    if (piece->kind == PIECE_TAG) return false;
    if (piece->kind == PIECE_SLOT && !slot_is_there(maker, piece->slot, rule_string(maker->rules, piece->text))) {
      return false;
    }
  }
  return true;
}

/* Resources that a template names may come from several facts, and so may all that comes from texts that mean the same:
   86亿元 and 8600000000元. */
static bool is_single(const Maker *maker, const RuleNode *node) {
  if (!maker->frame || maker->frame->iri.count || node->kind != NODE_SLOT) return false;
  return !slice_is(rule_string(maker->rules, node->part), "text");
}

/* ---- collecting ---- */

static Shape *shape_of(Shapes *shapes, Slice target, bool of_property) {
  uint32_t known = name_table_find(&shapes->by_target, target);
  if (known == UINT32_MAX) {
    known = shapes->shapes.count;
    Shape shape = {.target = target, .of_property = of_property};
    VECTOR_PUSH(shapes->arena, &shapes->shapes, shape);
    name_table_add(&shapes->by_target, shapes->arena, target, known);
  }
  return &shapes->shapes.data[known];
}

static void fill(Shapes *shapes, Shape *shape, Slice path, Slice constraint, bool required, bool single) {
  Filling filling = {path, constraint, shape->makers - 1, required, single};
  VECTOR_PUSH(shapes->arena, &shape->fillings, filling);
  if (name_table_find(&shapes->said, path) == UINT32_MAX) name_table_add(&shapes->said, shapes->arena, path, 0);
}

static void fill_mappings(Shapes *shapes, Shape *shape, const Maker *maker, uint32_t first, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const RuleMapping *mapping = &maker->rules->mappings[first + i];
    Slice path = rule_string(maker->rules, mapping->property);
    if (slice_is(path, RDF_TYPE)) continue;
    fill(shapes, shape, path, node_constraint(shapes, maker, &mapping->object),
         is_always_there(maker, &mapping->object), is_single(maker, &mapping->object));
  }
}

static void fill_claim(Shapes *shapes, Shape *shape, const Maker *maker) {
  const RuleSet *rules = maker->rules;
  const RuleFrame *frame = maker->frame;
  if (frame->relation.length) {
    const RuleSlot *ends = &rules->slots[frame->first_slot];
    fill(shapes, shape, SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject"),
         class_constraint(shapes, rules, &ends[0]), true, true);
    fill(shapes, shape, SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate"), SLICE("sh:nodeKind sh:IRI"),
         true, true);
    fill(shapes, shape, SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#object"),
         class_constraint(shapes, rules, &ends[1]), true, true);
  }
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const RuleSlot *slot = &rules->slots[frame->first_slot + i];
    fill_mappings(shapes, shape, maker, slot->first_mapping, slot->mapping_count);
  }
  for (uint32_t i = 0; i < frame->triple_count; i++) {
    const RuleTriple *triple = &rules->triples[frame->first_triple + i];
    Slice path = rule_string(rules, triple->property);
    if (triple->subject.kind != NODE_CLAIM || slice_is(path, RDF_TYPE)) continue;
    fill(shapes, shape, path, node_constraint(shapes, maker, &triple->object), is_always_there(maker, &triple->object),
         is_single(maker, &triple->object));
  }
  if (frame->bare) return;
  fill(shapes, shape, SLICE(SPO "evidence"), SLICE("sh:class spo:Mention"), true, false);
  fill(shapes, shape, SLICE(SPO "rule"), datatype(shapes, XSD "string"), true, false);
  fill(shapes, shape, SLICE(SPO "confidence"), SLICE("sh:datatype xsd:decimal ; sh:minInclusive 0 ; sh:maxInclusive 1"),
       true, false);
}

static void add_to_shape(Shapes *shapes, const Maker *maker, Slice class) {
  Shape *shape = shape_of(shapes, class, false);
  shape->makers++;
  if (maker->frame) {
    fill_claim(shapes, shape, maker);
  } else {
    fill_mappings(shapes, shape, maker, maker->type->first_mapping, maker->type->mapping_count);
  }
}

/* The other classes of what a maker makes stand among its triples. Those that others make as their own have shapes,
   which must allow this maker's resources, too. */
static void add_more_classes(Shapes *shapes, const Maker *maker) {
  const RuleSet *rules = maker->rules;
  uint32_t first = maker->frame ? maker->frame->first_triple : maker->type->first_mapping;
  uint32_t count = maker->frame ? maker->frame->triple_count : maker->type->mapping_count;
  for (uint32_t i = first; i < first + count; i++) {
    const RuleNode *object = maker->frame ? &rules->triples[i].object : &rules->mappings[i].object;
    RuleString property = maker->frame ? rules->triples[i].property : rules->mappings[i].property;
    bool own = !maker->frame || rules->triples[i].subject.kind == NODE_CLAIM;
    if (!own || object->kind != NODE_IRI || !is_constant(rules, object)) continue;
    if (!slice_is(rule_string(rules, property), RDF_TYPE)) continue;
    Slice class = rule_string(rules, rules->pieces[object->pieces.first].text);
    if (name_table_find(&shapes->by_target, class) != UINT32_MAX) add_to_shape(shapes, maker, class);
  }
}

static void add_maker(Shapes *shapes, const Maker *maker) {
  Slice class = rule_string(maker->rules, maker->frame ? maker->frame->class : maker->type->class);
  if (!class.length) class = SLICE(SPO "Relation");
  add_to_shape(shapes, maker, class);
}

/* What is stated between two slots: subjects of that property, and its values. */
static void add_stated(Shapes *shapes, const Maker *maker, Slice property, uint32_t subject, const RuleNode *object) {
  if (slice_is(property, RDF_TYPE) || name_table_find(&shapes->said, property) != UINT32_MAX) return;
  Shape *shape = shape_of(shapes, property, true);
  const RuleSlot *slot = &maker->rules->slots[maker->frame->first_slot + subject];
  Filling filling = {property, node_constraint(shapes, maker, object), shape->makers++, false, false};
  VECTOR_PUSH(shapes->arena, &shape->fillings, filling);
  VECTOR_PUSH(shapes->arena, &shape->subjects, class_constraint(shapes, maker->rules, slot));
}

static void add_statements(Shapes *shapes, const Maker *maker) {
  const RuleSet *rules = maker->rules;
  if (maker->frame->relation.length && maker->frame->slot_count > 1) {
    const RuleNode object = {.kind = NODE_SLOT, .slot = 1};
    add_stated(shapes, maker, rule_string(rules, maker->frame->relation), 0, &object);
  }
  for (uint32_t i = 0; i < maker->frame->triple_count; i++) {
    const RuleTriple *triple = &rules->triples[maker->frame->first_triple + i];
    if (triple->subject.kind != NODE_SLOT) continue;
    add_stated(shapes, maker, rule_string(rules, triple->property), triple->subject.slot, &triple->object);
  }
}

/* ---- writing ---- */

/* Alternatives, each once; "sh:or ( [ a ] [ b ] )" where there are several. */
static void put_alternatives(Shapes *shapes, const Slice *constraints, uint32_t count) {
  NameTable seen = {0};
  for (uint32_t i = 0; i < count; i++) {
    if (name_table_find(&seen, constraints[i]) == UINT32_MAX) {
      name_table_add(&seen, shapes->arena, constraints[i], i);
    }
  }
  if (seen.entries.count > 1) PUT(shapes, "sh:or (");
  for (uint32_t i = 0; i < seen.entries.count; i++) {
    if (seen.entries.count > 1) PUT(shapes, " [ ");
    put(shapes, seen.entries.data[i].name);
    if (seen.entries.count > 1) PUT(shapes, " ]");
  }
  if (seen.entries.count > 1) PUT(shapes, " )");
}

static void put_property(Shapes *shapes, const Shape *shape, Slice path) {
  struct {
    VECTOR(Slice);
  } constraints = {0};
  uint32_t with = 0, last = UINT32_MAX, times = 0;
  bool single = true, counted = false;
  for (uint32_t i = 0; i < shape->fillings.count; i++) {
    const Filling *filling = &shape->fillings.data[i];
    if (!slice_equal(filling->path, path)) continue;
    VECTOR_PUSH(shapes->arena, &constraints, filling->constraint);
    if (filling->maker != last) {
      times = 0;
      counted = false;
    }
    last = filling->maker;
    single = single && filling->single && ++times == 1;
    with += filling->required && !counted;
    counted = counted || filling->required;
  }
  PUT(shapes, " ;\n    sh:property [ sh:path ");
  put(shapes, name_of(shapes, path));
  if (with == shape->makers) PUT(shapes, " ; sh:minCount 1");
  if (single) PUT(shapes, " ; sh:maxCount 1");
  PUT(shapes, " ; ");
  put_alternatives(shapes, constraints.data, constraints.count);
  PUT(shapes, " ]");
}

/* The last part of the target's IRI; with a number where another shape is called so. */
static Slice shape_name(Shapes *shapes, Slice target) {
  size_t at = target.length;
  while (at && !strchr("#/:", target.data[at - 1])) at--;
  Slice local = {target.data + at, target.length - at}, name = local;
  if (!is_local_name(local)) name = local = SLICE("shape");
  for (unsigned number = 2; name_table_find(&shapes->names, name) != UINT32_MAX; number++) {
    name = arena_print(shapes->arena, "%.*s-%u", (int)local.length, local.data, number);
  }
  name_table_add(&shapes->names, shapes->arena, name, 0);
  return name;
}

static void put_shape(Shapes *shapes, const Shape *shape) {
  NameTable paths = {0};
  PUT(shapes, "\nshape:");
  put(shapes, shape_name(shapes, shape->target));
  PUT(shapes, " a sh:NodeShape ;\n    ");
  put(shapes, shape->of_property ? SLICE("sh:targetSubjectsOf ") : SLICE("sh:targetClass "));
  put(shapes, name_of(shapes, shape->target));
  PUT(shapes, " ;\n    ");
  if (shape->subjects.count) {
    put_alternatives(shapes, shape->subjects.data, shape->subjects.count);
  } else {
    PUT(shapes, "sh:nodeKind sh:IRI");
  }
  for (uint32_t i = 0; i < shape->fillings.count; i++) {
    Slice path = shape->fillings.data[i].path;
    if (name_table_find(&paths, path) != UINT32_MAX) continue;
    name_table_add(&paths, shapes->arena, path, i);
    put_property(shapes, shape, path);
  }
  PUT(shapes, " .\n");
}

static void put_prefixes(Shapes *shapes) {
  static const Prefix OWN[] = {{SLICE("sh"), SLICE(SH)}, {SLICE("shape"), SLICE(SHAPE)}};
  for (uint32_t i = 0; i < shapes->prefix_count + 2; i++) {
    const Prefix *prefix = i < 2 ? &OWN[i] : &shapes->prefixes[i - 2];
    PUT(shapes, "@prefix ");
    put(shapes, prefix->prefix);
    PUT(shapes, ": <");
    put(shapes, prefix->iri);
    PUT(shapes, "> .\n");
  }
}

static void collect_makers(Shapes *shapes, const RuleSet *rules) {
  for (uint32_t i = 0; i < rules->types_count; i++) {
    Maker maker = {rules, NULL, &rules->types[i]};
    if (maker.type->kind == TYPE_ENTITY) VECTOR_PUSH(shapes->arena, &shapes->makers, maker);
  }
  for (uint32_t i = 0; i < rules->frames_count; i++) {
    Maker maker = {rules, &rules->frames[i], NULL};
    bool internal = slice_is(rule_string(rules, maker.frame->name), "Alias"); /* see graph_build */
    if (!internal) VECTOR_PUSH(shapes->arena, &shapes->makers, maker);
  }
}

Slice graph_shapes(Arena *arena, const RuleSet *const *rules, uint32_t count, const Prefix *prefixes,
                   uint32_t prefix_count) {
  Shapes shapes = {.arena = arena, .prefixes = prefixes, .prefix_count = prefix_count};
  for (uint32_t i = 0; i < count; i++) collect_makers(&shapes, rules[i]);
  for (uint32_t i = 0; i < shapes.makers.count; i++) {
    const Maker *maker = &shapes.makers.data[i];
    if (!maker->frame || maker->frame->class.length || maker->frame->relation.length) add_maker(&shapes, maker);
  }
  for (uint32_t i = 0; i < shapes.makers.count; i++) add_more_classes(&shapes, &shapes.makers.data[i]);
  for (uint32_t i = 0; i < shapes.makers.count; i++) {
    if (shapes.makers.data[i].frame) add_statements(&shapes, &shapes.makers.data[i]);
  }
  PUT(&shapes, "# Written by spo check --shapes.\n\n");
  put_prefixes(&shapes);
  for (uint32_t i = 0; i < shapes.shapes.count; i++) put_shape(&shapes, &shapes.shapes.data[i]);
  return (Slice){shapes.out.data, shapes.out.count};
}
