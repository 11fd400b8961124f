/* The statements that say what becomes of things in RDF: `frame`, `entity`; and `type`, which becomes nothing. */
#include "rules/rule_parser_internal.h"
#include "rules/rule_set.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

static bool is_iri(const Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_IRI) return true;
  return token->kind == TOKEN_NAME && slice_is(token[1].text, ":") && token[1].kind == TOKEN_SIGN && token[1].glued;
}

/* `a` is rdf:type, as in Turtle. */
static RuleName parse_property(Parser *parser, const char *what) {
  if (!parser_is_word(parser, "a") || is_iri(parser)) return parser_expect_iri(parser, what);
  return (RuleName){SLICE(RDF_TYPE), parser_take(parser)->place};
}

/* `<https://example.org/{slot}>` */
static RuleName expect_template(Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind != TOKEN_IRI) {
    parser_expected(parser, "an IRI in < >, as in <https://example.org/{name}>");
    return (RuleName){SLICE(""), token->place};
  }
  parser_take(parser);
  return (RuleName){token->text, token->place};
}

static RuleName parse_language_tag(Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind != TOKEN_STRING && token->kind != TOKEN_NAME) parser_expected(parser, "a language tag, or none");
  parser_take(parser);
  return (RuleName){token->text, token->place};
}

/* [`as` (`label` | DATATYPE)] [`lang` (TAG | `none`)] */
static WrittenForm parse_form(Parser *parser) {
  WrittenForm form = {.place = parser_peek(parser)->place};
  if (parser_take_word(parser, "as")) {
    form.label = !is_iri(parser) && parser_take_word(parser, "label");
    if (!form.label) form.datatype = parser_expect_iri(parser, "label, or a datatype, as in xsd:date");
  }
  if (!form.datatype.text.length && parser_take_word(parser, "lang")) form.language = parse_language_tag(parser);
  return form;
}

/* "text", "text"@en, "text"^^xsd:date */
static TripleNode parse_literal(Parser *parser) {
  const Token *token = parser_take(parser);
  TripleNode node = {.kind = NODE_LITERAL, .name = {token->text, token->place}};
  if (parser_is_sign(parser, "@") && parser_peek(parser)->glued) {
    parser_take(parser);
    node.form.language = parser_expect_name(parser, "a language tag");
    node.form.place = node.form.language.place;
  } else if (parser_is_sign(parser, "^") && parser_peek(parser)->glued) {
    parser_take(parser);
    parser_expect_sign(parser, "^");
    node.form.datatype = parser_expect_iri(parser, "a datatype, as in xsd:date");
  }
  return node;
}

static TripleNode parse_slot_node(Parser *parser) {
  parser_expect_sign(parser, "{");
  TripleNode node = {.kind = NODE_SLOT, .name = parser_expect_name(parser, "the name of a slot")};
  if (parser_take_sign(parser, ".")) node.part = parser_expect_name(parser, "a part of the value");
  parser_expect_sign(parser, "}");
  return node;
}

static TripleNode parse_node(Parser *parser, bool subject) {
  static const struct {
    const char *word;
    RuleNodeKind kind;
  } WORDS[] = {{"claim", NODE_CLAIM}, {"document", NODE_DOCUMENT}, {"evidence", NODE_EVIDENCE}};
  const Token *token = parser_peek(parser);
  if (parser_is_sign(parser, "{")) return parse_slot_node(parser);
  if (token->kind == TOKEN_STRING && !subject) return parse_literal(parser);
  if (is_iri(parser)) return (TripleNode){.kind = NODE_IRI, .name = parser_expect_iri(parser, "an IRI")};
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
    if (!parser_is_word(parser, WORDS[i].word)) continue;
    parser_take(parser);
    return (TripleNode){.kind = (int)WORDS[i].kind, .name = {token->text, token->place}};
  }
  if (token->kind == TOKEN_NAME) {
    parser_error(parser, "E010", token->place, "a slot stands in braces: {name}",
                 "expected {slot}, claim, document, evidence or an IRI");
  } else {
    parser_expected(parser, subject ? "{slot}, claim, document, evidence or an IRI"
                                    : "{slot}, claim, document, evidence, an IRI or a text");
  }
  return (TripleNode){.kind = NODE_CLAIM, .name = {token->text, token->place}};
}

/* ---- entity, type ---- */

static void parse_entity_part(Parser *parser, TypeStatement *type) {
  EntityTriple triple = {.object = {.kind = NODE_LABEL, .name = {SLICE(""), parser_peek(parser)->place}}};
  if (parser_take_word(parser, "iri")) {
    type->iri = expect_template(parser);
    parser_expect_end(parser);
    return;
  }
  if (parser_take_word(parser, "tag")) {
    triple.object = (TripleNode){.kind = NODE_TAG, .name = parser_expect_name(parser, "the name of a tag")};
    triple.property = parser_expect_iri(parser, "a property, as in schema:tickerSymbol");
    triple.object.form = parse_form(parser);
  } else if (parser_take_word(parser, "also")) {
    triple.property = parse_property(parser, "a property");
    const RulePlace place = parser_peek(parser)->place;
    triple.object = parse_node(parser, false);
    if (triple.object.kind != NODE_IRI && triple.object.kind != NODE_LITERAL) {
      parser_error(parser, "E010", place, NULL, "expected an IRI or a text");
    }
  } else if (parser_is_word(parser, "label") || parser_is_word(parser, "alias")) {
    bool alias = slice_is(parser_take(parser)->text, "alias");
    triple.object.kind = alias ? NODE_ALIAS : NODE_LABEL;
    triple.property = parser_expect_iri(parser, "a property, as in schema:name");
    triple.object.form = parse_form(parser);
  } else {
    parser_expected(parser, "iri, label, alias, tag or also");
  }
  parser_expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &type->triples, triple);
}

void parser_type(Parser *parser, const Statement *statement, RuleFile *file, bool entity) {
  parser_begin(parser, &statement->parts.data[0], 1);
  TypeStatement type = {.name = parser_expect_name(parser, "the name of the type")};
  if (entity) {
    type.class = parser_expect_iri(parser, "the class of these entities, as in schema:Person");
    type.open = parser_take_word(parser, "open");
    type.transparent = parser_take_word(parser, "transparent");
  }
  parser_expect_end(parser);
  bool sound = !parser->part_failed;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    parser_begin(parser, &statement->parts.data[i], 0);
    if (parser->part_failed) continue;
    if (entity) {
      parse_entity_part(parser, &type);
    } else {
      parser_error(parser, "E010", statement->parts.data[i].place, "declare it with `entity`",
                   "a `type` does not reach the graph and has no parts");
    }
  }
  if (sound) VECTOR_PUSH(parser->arena, &file->types, type);
}

/* ---- frame ---- */

/* `term in fin`, `term in <https://example.org/stage#>` */
static RuleName parse_namespace(Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind != TOKEN_IRI) return parser_expect_name(parser, "a prefix or an IRI");
  parser_take(parser);
  return (RuleName){token->text, token->place};
}

static void parse_slots(Parser *parser, FrameStatement *frame) {
  parser_expect_sign(parser, "(");
  do {
    if (parser->part_failed) return;
    FrameSlot slot = {.name = parser_expect_name(parser, "the name of a slot")};
    parser_expect_sign(parser, ":");
    do {
      VECTOR_PUSH(parser->arena, &slot.types, parser_expect_name(parser, "the type of the slot"));
    } while (parser_take_sign(parser, "|"));
    bool term = slot.types.count == 1 && slice_is(slot.types.data[0].text, "term");
    if (term && parser_take_word(parser, "in")) slot.namespace = parse_namespace(parser);
    slot.optional = parser_take_sign(parser, "?");
    VECTOR_PUSH(parser->arena, &frame->slots, slot);
  } while (parser_take_sign(parser, ","));
  parser_expect_sign(parser, ")");
}

static void parse_mapping(Parser *parser, FrameStatement *frame) {
  SlotMapping mapping = {
      .slot = parser_expect_name(parser,
                                 "class, relation, iri, key, keep, carry, merge, otherwise, also, triple, "
                                 "evidence or the name of a slot")};
  if (parser_take_sign(parser, ".")) mapping.part = parser_expect_name(parser, "a part of the value");
  mapping.property = parser_expect_iri(parser, "a property, as in spo:holder");
  if (!parser->part_failed && parser_peek(parser)->kind == TOKEN_IRI) {
    mapping.iri = expect_template(parser);
  } else {
    mapping.form = parse_form(parser);
  }
  VECTOR_PUSH(parser->arena, &frame->mappings, mapping);
}

/* `within sentence`, `within paragraph`, `within document`; the sentence where nothing is said. */
static uint8_t parse_scope(Parser *parser) {
  static const char *const SCOPES[] = {"sentence", "paragraph", "document"};
  if (!parser_take_word(parser, "within")) return CARRY_SENTENCE;
  for (int i = 0; i < 3; i++) {
    if (parser_take_word(parser, SCOPES[i])) return (uint8_t)(CARRY_SENTENCE + i);
  }
  parser_expected_word(parser, "sentence, paragraph or document", SCOPES, 3);
  return CARRY_SENTENCE;
}

static void parse_classes(Parser *parser, FrameStatement *frame) {
  do {
    RuleName class = parser_expect_iri(parser, "a class, as in spo:Position");
    if (!parser->part_failed) VECTOR_PUSH(parser->arena, &frame->classes, class);
  } while (!parser->part_failed && parser_peek(parser)->kind != TOKEN_END);
}

/* `also SLOT PROPERTY SLOT` and `triple NODE PROPERTY NODE` */
static void parse_triple(Parser *parser, FrameStatement *frame, bool of_slots) {
  DirectTriple triple = {.place = parser_peek(parser)->place};
  if (of_slots) {
    triple.subject = (TripleNode){.kind = NODE_SLOT, .name = parser_expect_name(parser, "the name of a slot")};
    triple.property = parse_property(parser, "a property");
    triple.object = (TripleNode){.kind = NODE_SLOT, .name = parser_expect_name(parser, "the name of a slot")};
  } else {
    triple.subject = parse_node(parser, true);
    triple.property = parse_property(parser, "a property, or a");
    triple.object = parse_node(parser, false);
  }
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &frame->triples, triple);
}

/* Whether another name of a slot follows; each time the name of one is expected before. */
static bool has_name(const Parser *parser) {
  return parser_peek(parser)->kind == TOKEN_NAME && !parser_is_word(parser, "within");
}

#define PARSE_NAMES(parser, names)                                                              \
  do VECTOR_PUSH((parser)->arena, (names), parser_expect_name((parser), "the name of a slot")); \
  while (has_name(parser))

static void parse_frame_part(Parser *parser, FrameStatement *frame) {
  if (parser_take_word(parser, "class")) {
    parse_classes(parser, frame);
  } else if (parser_take_word(parser, "relation")) {
    frame->relation = parser_expect_iri(parser, "a property, as in spo:founded");
  } else if (parser_take_word(parser, "iri")) {
    frame->iri = expect_template(parser);
  } else if (parser_take_word(parser, "key")) {
    PARSE_NAMES(parser, &frame->keys);
  } else if (parser_take_word(parser, "carry")) {
    PARSE_NAMES(parser, &frame->carried);
    frame->carry_scope = parse_scope(parser);
  } else if (parser_take_word(parser, "merge")) {
    PARSE_NAMES(parser, &frame->merged);
    frame->merge_scope = parse_scope(parser);
  } else if (parser_take_word(parser, "keep")) {
    frame->keep_all = parser_take_word(parser, "all");
    if (!frame->keep_all) parser_expected(parser, "`all`");
  } else if (parser_take_word(parser, "evidence")) {
    frame->bare = parser_take_word(parser, "none");
    if (!frame->bare) parser_expected(parser, "`none`");
  } else if (parser_take_word(parser, "otherwise")) {
    frame->otherwise = parser_expect_name(parser, "the name of a slot");
    frame->otherwise_from = parser_expect_name(parser, "the name of the slot whose text it takes");
  } else if (parser_is_word(parser, "also") || parser_is_word(parser, "triple")) {
    parse_triple(parser, frame, slice_is(parser_take(parser)->text, "also"));
  } else {
    parse_mapping(parser, frame);
  }
  parser_expect_end(parser);
}

void parser_frame(Parser *parser, const Statement *statement, RuleFile *file) {
  FrameStatement frame = {0};
  parser_begin(parser, &statement->parts.data[0], 1);
  frame.name = parser_expect_name(parser, "the name of the frame");
  parse_slots(parser, &frame);
  parser_expect_end(parser);
  bool sound = !parser->part_failed;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    parser_begin(parser, &statement->parts.data[i], 0);
    if (!parser->part_failed) parse_frame_part(parser, &frame);
    frame.broken |= parser->part_failed;
  }
  if (sound) VECTOR_PUSH(parser->arena, &file->frames, frame);
}
