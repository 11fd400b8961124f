/* What becomes of slots, claims and entities in RDF: properties, forms of literals, templates, triples. */
#include "base/iri_chars.h"
#include "base/xsd.h"
#include "rules/rule_compiler_internal.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define RDF_LANG_STRING "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

enum { TERM_IS_ANY = TERM_IS_CLASS | TERM_IS_PROPERTY | TERM_IS_DATATYPE | TERM_IS_INDIVIDUAL };

/* The parts of the values of a slot. An entity has any: a part is a tag of its listed word. */
static const struct {
  SlotKind kind;
  const char *parts[6];
  const char *hint;
} PARTS[] = {
    {SLOT_QUANTITY,
     {"number", "upper", "unit", "text", "bound"},
     "a Quantity has number, upper (of a range), unit, text and bound"},
    {SLOT_DECIMAL,
     {"number", "upper", "unit", "text", "bound"},
     "a decimal has number, upper (of a range), unit, text and bound"},
    {SLOT_PERIOD, {"date", "text"}, "a Period has date and text"},
};

static const RuleSlot *slot_of(const Mapped *mapped, uint32_t slot) {
  return &mapped->compiler->slots.data[mapped->first_slot + slot];
}

/* The slot of that name in the frame; UINT32_MAX after reporting. */
static uint32_t find_slot(const Mapped *mapped, RuleName name) {
  NameTable names = {0};
  Compiler *compiler = mapped->compiler;
  const FrameStatement *frame = mapped->frame;
  for (uint32_t i = 0; i < frame->slots.count; i++) {
    if (slice_equal(frame->slots.data[i].name.text, name.text)) return i;
    name_table_add(&names, compiler->arena, frame->slots.data[i].name.text, i);
  }
  compiler_error(compiler, "E061", name.place, name_table_hint(&names, compiler->arena, name.text),
                 "the frame %.*s has no slot `%.*s`", (int)frame->name.text.length, frame->name.text.data,
                 (int)name.text.length, name.text.data);
  return UINT32_MAX;
}

static bool part_exists(const Mapped *mapped, uint32_t slot, RuleName part) {
  SlotKind kind = (SlotKind)slot_of(mapped, slot)->kind;
  const char *hint = NULL;
  if (!part.text.length || kind == SLOT_ENTITY) return true;
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
    if (PARTS[i].kind != kind) continue;
    hint = PARTS[i].hint;
    for (int k = 0; PARTS[i].parts[k]; k++) {
      if (slice_is(part.text, PARTS[i].parts[k])) return true;
    }
  }
  compiler_error(mapped->compiler, "E067", part.place, hint ? hint : "only Quantity, decimal, Period and entities do",
                 "its value has no part `%.*s`", (int)part.text.length, part.text.data);
  return false;
}

/* ---- templates ---- */

static RulePlace place_within(RuleName text, Slice inner) {
  RulePlace place = text.place;
  const char *source = place.source ? place.source->text.data : NULL;
  bool verbatim = source && inner.data >= source && inner.data <= source + place.source->text.length;
  if (!verbatim) return place; /* a string with escapes: the arena holds it */
  place.begin = (uint32_t)(inner.data - source);
  place.end = place.begin + (uint32_t)inner.length;
  return place;
}

static void add_piece(Compiler *compiler, RuleTemplate *template, PieceKind kind, uint32_t slot, Slice text) {
  RulePiece piece = {(uint32_t)kind, slot, compiler_string(compiler, text)};
  VECTOR_PUSH(compiler->arena, &compiler->pieces, piece);
  template->count++;
}

/* `slot`, `slot.part`; of an entity: `label`, or a tag. */
static void add_field(const Mapped *mapped, RuleTemplate *template, RuleName text, Slice field) {
  Compiler *compiler = mapped->compiler;
  Slice part = field, name = slice_trim(slice_cut(&part, '.'));
  part = slice_trim(part);
  if (!name.length) {
    compiler_error(compiler, "E068", place_within(text, field), "as in {name}", "there is no name between the braces");
  } else if (!mapped->frame) {
    bool label = slice_is(name, "label");
    add_piece(compiler, template, label ? PIECE_LABEL : PIECE_TAG, 0, label ? SLICE("") : name);
  } else {
    RuleName slot_name = {name, place_within(text, name)}, part_name = {part, place_within(text, part)};
    uint32_t slot = find_slot(mapped, slot_name);
    if (slot != UINT32_MAX && part_exists(mapped, slot, part_name)) {
      add_piece(compiler, template, PIECE_SLOT, slot, part);
    }
  }
}

/* Cuts a text at its braces. `{{` is a brace. */
static RuleTemplate compile_template(const Mapped *mapped, RuleName text) {
  Compiler *compiler = mapped->compiler;
  RuleTemplate template = {.first = compiler->pieces.count};
  Slice rest = text.text;
  while (rest.length) {
    size_t open = slice_find(rest, SLICE("{"));
    Slice before = {rest.data, open < rest.length ? open : rest.length};
    bool doubled = before.length + 1 < rest.length && rest.data[before.length + 1] == '{';
    if (doubled) before.length++;
    if (before.length) add_piece(compiler, &template, PIECE_TEXT, 0, before);
    rest = (Slice){rest.data + before.length + doubled, rest.length - before.length - doubled};
    if (!rest.length || doubled) continue;
    size_t close = slice_find(rest, SLICE("}"));
    if (close == SIZE_MAX) {
      compiler_error(compiler, "E068", place_within(text, rest), "a brace that is meant as such is written twice: {{",
                     "a brace without end");
      break;
    }
    add_field(mapped, &template, text, (Slice){rest.data + 1, close - 1});
    rest = (Slice){rest.data + close + 1, rest.length - close - 1};
  }
  return template;
}

/* An IRI with fields in braces: it must begin with a scheme, and be sound with any values. */
static RuleTemplate compile_iri_template(const Mapped *mapped, RuleName text) {
  Compiler *compiler = mapped->compiler;
  RuleTemplate template = compile_template(mapped, text);
  Slice whole = SLICE("");
  for (uint32_t i = 0; i < template.count; i++) {
    const RulePiece *piece = &compiler->pieces.data[template.first + i];
    Slice shown = piece->kind == PIECE_TEXT ? compiler_text(compiler, piece->text) : SLICE("x");
    whole = arena_print(compiler->arena, "%.*s%.*s", (int)whole.length, whole.data, (int)shown.length, shown.data);
  }
  bool scheme = template.count && compiler->pieces.data[template.first].kind == PIECE_TEXT &&
                slice_find(compiler_text(compiler, compiler->pieces.data[template.first].text), SLICE(":")) != SIZE_MAX;
  if (!scheme || !iri_is_absolute(whole)) {
    compiler_error(compiler, "E092", text.place, "as in <https://example.org/company/{name}>",
                   "`%.*s` makes no absolute IRI", (int)text.text.length, text.text.data);
  }
  return template;
}

/* The IRI of a thing must tell it from others. */
RuleTemplate compiler_naming(const Mapped *mapped, RuleName text) {
  if (!text.text.length) return (RuleTemplate){0};
  RuleTemplate template = compile_iri_template(mapped, text);
  for (uint32_t i = 0; i < template.count; i++) {
    if (mapped->compiler->pieces.data[template.first + i].kind != PIECE_TEXT) return template;
  }
  compiler_error(mapped->compiler, "E093", text.place,
                 mapped->frame ? "put a slot into it: {name}" : "put a tag into it: {id}, or {label}",
                 "all of them would have the same IRI");
  return template;
}

/* ---- forms of literals ---- */

static bool datatype_of(const Mapped *mapped, RuleName name, Slice *iri) {
  Compiler *compiler = mapped->compiler;
  *iri = compiler_iri(compiler, mapped->file, name);
  if (slice_is(*iri, RDF_LANG_STRING)) {
    compiler_error(compiler, "E096", name.place, "say in which language: lang \"en\"",
                   "a text with a language has no datatype besides");
    return false;
  }
  if (!slice_starts_with(*iri, SLICE(XSD_NAMESPACE))) {
    *iri = compiler_term(compiler, mapped->file, name, TERM_IS_DATATYPE);
    return true;
  }
  Slice local = xsd_local_name(*iri);
  if (xsd_is_type(local)) return true;
  Slice similar = xsd_similar(local), hint = SLICE("");
  if (similar.length)
    hint = arena_print(compiler->arena, "did you mean `xsd:%.*s`?", (int)similar.length, similar.data);
  compiler_error(compiler, "E096", name.place, hint.length ? hint.data : NULL, "XML Schema has no datatype `%.*s`",
                 (int)local.length, local.data);
  return false;
}

/* Whether what a node writes is a text, which can have a language. */
static bool is_text(const Mapped *mapped, const RuleNode *node) {
  if (node->kind != NODE_SLOT) return true;
  SlotKind kind = (SlotKind)slot_of(mapped, node->slot)->kind;
  Slice part = compiler_text(mapped->compiler, node->part);
  return kind == SLOT_ENTITY || kind == SLOT_TEXT || kind == SLOT_STRING || slice_is(part, "text");
}

static void compile_form(const Mapped *mapped, const WrittenForm *form, RuleNode *node) {
  Compiler *compiler = mapped->compiler;
  Slice annotation = SLICE("");
  bool entity = node->kind == NODE_SLOT && slot_of(mapped, node->slot)->kind == SLOT_ENTITY;
  if (form->label) {
    node->form = FORM_LABEL;
    if (!entity || node->part.length) {
      compiler_error(compiler, "E094", form->place, NULL, "`as label` is for slots that hold entities");
    }
  }
  if (form->datatype.text.length) {
    if (!datatype_of(mapped, form->datatype, &annotation)) return;
    node->form = FORM_TYPED;
  } else if (form->language.text.length) {
    bool none = slice_is(form->language.text, "none");
    node->form = FORM_LANGUAGE;
    if (!none) annotation = form->language.text;
    if (!none && !is_language_tag(annotation)) {
      compiler_error(compiler, "E095", form->language.place, "as in lang \"en\", lang \"zh-Hant\", lang none",
                     "`%.*s` is no language tag", (int)annotation.length, annotation.data);
    } else if (!is_text(mapped, node) || (entity && !form->label && !node->part.length)) {
      compiler_error(compiler, "E095", form->language.place, entity ? "write its label: as label lang \"en\"" : NULL,
                     "only a text has a language");
    }
  }
  node->annotation = compiler_string(compiler, annotation);
}

/* ---- nodes, triples ---- */

static RuleTemplate constant(Compiler *compiler, Slice text) {
  RuleTemplate template = {.first = compiler->pieces.count};
  add_piece(compiler, &template, PIECE_TEXT, 0, text);
  return template;
}

static bool has_field(Slice text) {
  return slice_find(text, SLICE("{")) != SIZE_MAX;
}

/* A constant of a datatype is checked here and made canonical, one with slots when it is written. */
static void check_constant(Compiler *compiler, RuleName text, RuleNode *node) {
  Slice datatype = compiler_text(compiler, node->annotation), canonical;
  if (node->form != FORM_TYPED || has_field(text.text) || !slice_starts_with(datatype, SLICE(XSD_NAMESPACE))) return;
  Slice local = xsd_local_name(datatype);
  if (xsd_canonical(compiler->arena, local, text.text, &canonical)) {
    node->pieces = constant(compiler, canonical);
    return;
  }
  compiler_error(compiler, "E097", text.place, NULL, "`%.*s` is no xsd:%.*s", (int)text.text.length, text.text.data,
                 (int)local.length, local.data);
}

/* `kinds`: what an IRI may be by the ontology files. */
static RuleNode compile_node(const Mapped *mapped, const TripleNode *written, uint32_t kinds) {
  Compiler *compiler = mapped->compiler;
  RuleNode node = {.kind = (uint16_t)written->kind};
  bool bare = mapped->frame && !mapped->frame->classes.count && !mapped->frame->relation.text.length;
  if (written->kind == NODE_SLOT && mapped->frame) {
    uint32_t slot = find_slot(mapped, written->name);
    if (slot == UINT32_MAX || !part_exists(mapped, slot, written->part)) return node;
    node.slot = slot;
    node.part = compiler_string(compiler, written->part.text);
  } else if (written->kind == NODE_TAG) {
    node.part = compiler_string(compiler, written->name.text);
  } else if (written->kind == NODE_CLAIM && bare) {
    compiler_error(compiler, "E098", written->name.place, "give the frame a class, or begin the triple with a slot",
                   "a frame without class and relation makes no claims");
  } else if (written->kind == NODE_IRI) {
    bool fields = has_field(written->name.text);
    node.pieces = fields ? compile_iri_template(mapped, written->name)
                         : constant(compiler, compiler_term(compiler, mapped->file, written->name, kinds));
  } else if (written->kind == NODE_LITERAL) {
    node.pieces = compile_template(mapped, written->name);
  }
  compile_form(mapped, &written->form, &node);
  if (written->kind == NODE_LITERAL) check_constant(compiler, written->name, &node);
  return node;
}

/* A subject has an IRI: an entity, or what is one whatever fills it. */
static void check_subject(const Mapped *mapped, const DirectTriple *triple, const RuleNode *subject) {
  if (subject->kind != NODE_SLOT) return;
  if (slot_of(mapped, subject->slot)->kind == SLOT_ENTITY && !subject->part.length) return;
  compiler_error(mapped->compiler, "E099", triple->subject.name.place,
                 "make an IRI of it: <https://example.org/{name}>", "only an entity can be the subject of a triple");
}

void compiler_add_triples(const Mapped *mapped, RuleFrame *frame) {
  Compiler *compiler = mapped->compiler;
  const FrameStatement *statement = mapped->frame;
  frame->first_triple = compiler->triples.count;
  for (uint32_t i = 1; i < statement->classes.count; i++) { /* the first one is the frame's own */
    RuleTriple triple = {.subject = {.kind = NODE_CLAIM}, .object = {.kind = NODE_IRI}};
    Slice class = compiler_term(compiler, mapped->file, statement->classes.data[i], TERM_IS_CLASS);
    triple.property = compiler_string(compiler, SLICE(RDF_TYPE));
    triple.object.pieces = constant(compiler, class);
    VECTOR_PUSH(compiler->arena, &compiler->triples, triple);
  }
  for (uint32_t i = 0; i < statement->triples.count; i++) {
    const DirectTriple *written = &statement->triples.data[i];
    Slice property = compiler_term(compiler, mapped->file, written->property, TERM_IS_PROPERTY);
    RuleTriple triple = {
        .subject = compile_node(mapped, &written->subject, TERM_IS_ANY),
        .object = compile_node(mapped, &written->object, slice_is(property, RDF_TYPE) ? TERM_IS_CLASS : TERM_IS_ANY),
        .property = compiler_string(compiler, property)};
    check_subject(mapped, written, &triple.subject);
    VECTOR_PUSH(compiler->arena, &compiler->triples, triple);
  }
  frame->triple_count = compiler->triples.count - frame->first_triple;
}

/* ---- slots, entities ---- */

void compiler_add_mapping(const Mapped *mapped, uint32_t slot, const SlotMapping *written) {
  Compiler *compiler = mapped->compiler;
  TripleNode node = {.kind = NODE_SLOT, .name = written->slot, .part = written->part, .form = written->form};
  if (written->iri.text.length) node = (TripleNode){.kind = NODE_IRI, .name = written->iri};
  if (written->iri.text.length && written->part.text.length) {
    compiler_error(compiler, "E010", written->part.place, "put the part into the template: {slot.part}",
                   "a slot whose property takes an IRI has no part here");
  }
  RuleMapping mapping = {
      .property = compiler_string(compiler, compiler_term(compiler, mapped->file, written->property, TERM_IS_PROPERTY)),
      .object = compile_node(mapped, &node, TERM_IS_ANY)};
  VECTOR_PUSH(compiler->arena, &compiler->mappings, mapping);
  compiler->slots.data[mapped->first_slot + slot].mapping_count++;
}

static bool has_triple(const TypeStatement *statement, RuleNodeKind kind) {
  for (uint32_t i = 0; i < statement->triples.count; i++) {
    if (statement->triples.data[i].object.kind == (int)kind) return true;
  }
  return false;
}

static void add_default(Compiler *compiler, RuleNodeKind kind, const char *property) {
  RuleMapping mapping = {compiler_string(compiler, slice_of(property)), {.kind = (uint16_t)kind}};
  VECTOR_PUSH(compiler->arena, &compiler->mappings, mapping);
}

void compiler_add_entity(Compiler *compiler, const RuleFile *file, const TypeStatement *statement, uint32_t type) {
  Mapped mapped = {.compiler = compiler, .file = file};
  uint32_t first = compiler->mappings.count;
  RuleTemplate iri = compiler_naming(&mapped, statement->iri);
  if (!has_triple(statement, NODE_LABEL)) {
    add_default(compiler, NODE_LABEL, "http://www.w3.org/2000/01/rdf-schema#label");
  }
  if (!has_triple(statement, NODE_ALIAS)) {
    add_default(compiler, NODE_ALIAS, "http://www.w3.org/2004/02/skos/core#altLabel");
  }
  for (uint32_t i = 0; i < statement->triples.count; i++) {
    const EntityTriple *written = &statement->triples.data[i];
    Slice property = compiler_term(compiler, file, written->property, TERM_IS_PROPERTY);
    RuleMapping mapping = {
        .property = compiler_string(compiler, property),
        .object = compile_node(&mapped, &written->object, slice_is(property, RDF_TYPE) ? TERM_IS_CLASS : TERM_IS_ANY)};
    VECTOR_PUSH(compiler->arena, &compiler->mappings, mapping);
  }
  compiler->types.data[type].iri = iri;
  compiler->types.data[type].first_mapping = first;
  compiler->types.data[type].mapping_count = compiler->mappings.count - first;
}
