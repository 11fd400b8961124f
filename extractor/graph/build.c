#include "graph/build.h"

#include <stdio.h>

#include "graph/iri.h"

#define SPO "https://w3id.org/spo#"
#define SCHEMA "https://schema.org/"
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define XSD "http://www.w3.org/2001/XMLSchema#"
#define NIF "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
#define ITSRDF "http://www.w3.org/2005/11/its/rdf#"
#define DCT "http://purl.org/dc/terms/"

/* Subjects in the order in which people want to read them. */
enum {
  ORDER_DOCUMENT = 1,
  ORDER_ENTITIES = 2,
  ORDER_CLAIMS = 1 << 28,
  ORDER_MENTIONS = 1 << 29,
  ORDER_LAST = UINT32_C(1) << 30
};

typedef struct {
  Graph *graph;
  Arena *arena;
  const Resolution *resolution;
  const Analysis *analysis;
  const RuleSet *rules;
  const GraphOptions *options;
  Slice document; /* IRI */
  Slice language;
  TermId document_term;
  TermId *entity_terms; /* by entity; UINT32_MAX: not in the graph yet */
} Build;

void graph_prefixes(Prefix *prefixes, Slice base) {
  const Prefix all[GRAPH_PREFIXES] = {{SLICE("spo"), SLICE(SPO)},       {SLICE("id"), base},
                                      {SLICE("schema"), SLICE(SCHEMA)}, {SLICE("rdf"), SLICE(RDF)},
                                      {SLICE("rdfs"), SLICE(RDFS)},     {SLICE("skos"), SLICE(SKOS)},
                                      {SLICE("xsd"), SLICE(XSD)},       {SLICE("nif"), SLICE(NIF)},
                                      {SLICE("itsrdf"), SLICE(ITSRDF)}, {SLICE("dct"), SLICE(DCT)}};
  memcpy(prefixes, all, sizeof all);
}

/* ---- terms ---- */

static TermId iri(Build *build, const char *text) {
  return graph_iri(build->graph, slice_of(text), ORDER_LAST);
}

static void add(Build *build, TermId subject, const char *predicate, TermId object) {
  graph_add(build->graph, subject, iri(build, predicate), object);
}

/* Control characters cannot stand in every syntax; in a text they mean white space. */
static Slice printable(Arena *arena, Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if ((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t') continue;
    Slice copy = arena_copy(arena, text);
    for (size_t k = i; k < copy.length; k++) {
      unsigned char d = (unsigned char)copy.data[k];
      if ((d < 0x20 && d != '\n' && d != '\t') || d == 0x7F) ((char *)copy.data)[k] = ' ';
    }
    return copy;
  }
  return text;
}

static TermId plain(Build *build, Slice text) {
  return graph_literal(build->graph, printable(build->arena, text), SLICE(""), SLICE(""));
}

static TermId in_language(Build *build, Slice text) {
  return graph_literal(build->graph, printable(build->arena, text), SLICE(""), build->language);
}

static TermId typed(Build *build, Slice text, const char *datatype) {
  return graph_literal(build->graph, text, slice_of(datatype), SLICE(""));
}

static TermId number(Build *build, uint32_t value, const char *datatype) {
  return typed(build, arena_print(build->arena, "%u", value), datatype);
}

static TermId confidence(Build *build, float value) {
  int percent = (int)(value * 100 + 0.5f);
  Decimal decimal = decimal_normal((Decimal){percent, -2});
  return typed(build, decimal_print(build->arena, decimal), XSD "decimal");
}

/* `year-on-year` of a word list is spo:yearOnYear. */
static TermId controlled(Build *build, Slice word) {
  char *name = arena_alloc(build->arena, sizeof SPO + word.length);
  memcpy(name, SPO, sizeof SPO - 1);
  size_t length = sizeof SPO - 1;
  bool upper = false;
  for (size_t i = 0; i < word.length; i++) {
    char c = word.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) name[length++] = upper && c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    upper = !letter;
  }
  return graph_iri(build->graph, (Slice){name, length}, ORDER_LAST);
}

/* ---- documents ---- */

/* xsd type of YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm:ss. */
static const char *date_type(Slice date) {
  if (date.length == 4) return XSD "gYear";
  if (date.length == 7) return XSD "gYearMonth";
  return date.length == 10 ? XSD "date" : XSD "dateTime";
}

static void add_document(Build *build) {
  const Document *document = build->analysis->text->document;
  TermId term = build->document_term;
  bool news = document->date.length || document->publisher.length;
  add(build, term, RDF "type", iri(build, news ? SCHEMA "NewsArticle" : SCHEMA "Article"));
  if (document->title.length) add(build, term, SCHEMA "headline", in_language(build, document->title));
  if (document->date.length) {
    add(build, term, SCHEMA "datePublished", typed(build, document->date, date_type(document->date)));
  }
  if (document->language.length) add(build, term, SCHEMA "inLanguage", plain(build, document->language));
  if (document->publisher.length) add(build, term, SCHEMA "publisher", in_language(build, document->publisher));
  if (document->author.length) add(build, term, SCHEMA "author", in_language(build, document->author));
  if (document->source.length) add(build, term, DCT "source", in_language(build, document->source));
  add(build, term, SPO "sha256", plain(build, slice_of(document->sha256)));
}

/* ---- mentions ---- */

static TermId mention_term(Build *build, uint32_t begin, uint32_t end) {
  TermId term = graph_iri(build->graph, iri_mention(build->arena, build->document, begin, end), ORDER_MENTIONS + begin);
  add(build, term, RDF "type", iri(build, SPO "Mention"));
  add(build, term, NIF "beginIndex", number(build, begin, XSD "nonNegativeInteger"));
  add(build, term, NIF "endIndex", number(build, end, XSD "nonNegativeInteger"));
  add(build, term, NIF "anchorOf", plain(build, text_slice(build->analysis->text, begin, end)));
  add(build, term, NIF "referenceContext", build->document_term);
  return term;
}

/* ---- entities ---- */

/* The type's name in small letters, as IRIs begin with it. */
static Slice type_stem(Arena *arena, const RuleSet *rules, TypeId type) {
  Slice name = arena_copy(arena, rule_string(rules, rules->types[type].name));
  for (size_t i = 0; i < name.length; i++) {
    char *c = (char *)name.data + i;
    if (*c >= 'A' && *c <= 'Z') *c = (char)(*c + 32);
    if (!(*c >= 'a' && *c <= 'z')) *c = 'x';
  }
  return name;
}

Slice graph_entity_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, uint32_t entity) {
  const Entity *named = &resolution->entities.data[entity];
  Slice stem = type_stem(arena, resolution->analysis->vocabulary->rules, named->type);
  Slice local =
      options->hash_iris ? iri_hash_name(arena, stem, named->label) : iri_local_name(arena, stem, named->label);
  return arena_print(arena, "%.*s%.*s", (int)options->base.length, options->base.data, (int)local.length, local.data);
}

static TermId entity_term(Build *build, uint32_t number_of) {
  if (build->entity_terms[number_of] != UINT32_MAX) return build->entity_terms[number_of];
  const Entity *entity = &build->resolution->entities.data[number_of];
  Slice name = graph_entity_iri(build->arena, build->resolution, build->options, number_of);
  TermId term = graph_iri(build->graph, name, ORDER_ENTITIES + number_of);
  build->entity_terms[number_of] = term;
  Slice class = rule_string(build->rules, build->rules->types[entity->type].class);
  add(build, term, RDF "type", graph_iri(build->graph, class, ORDER_LAST));
  add(build, term, RDFS "label", in_language(build, entity->label));
  for (uint32_t i = 0; i < entity->names.count; i++) {
    add(build, term, SKOS "altLabel", in_language(build, entity->names.data[i]));
  }
  return term;
}

static void add_entities(Build *build) {
  const Analysis *analysis = build->analysis;
  for (uint32_t i = 0; i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->nested || mention->open) continue; /* in the graph only if a claim speaks of it */
    TermId entity = entity_term(build, build->resolution->entity_of_mention[i]);
    if (!build->options->mentions) continue;
    add(build, mention_term(build, mention->begin, mention->end), ITSRDF "taIdentRef", entity);
  }
}

/* ---- claims ---- */

static Slice decimal_text(Arena *arena, const Value *value) {
  return decimal_print(arena, value->number);
}

Slice graph_slot_text(Arena *arena, const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  (void)fact;
  if (slot->entity != ENTITY_NONE) return resolution->entities.data[slot->entity].label;
  if (slot->kind == FACT_TEXT || slot->kind == FACT_PRONOUN) return slot->text;
  const Analysis *analysis = resolution->analysis;
  if (slot->kind == FACT_VALUE) {
    const Value *value = &analysis->values.data[slot->value];
    bool time = value->kind == VALUE_DATE || value->kind == VALUE_PERIOD || value->kind == VALUE_DURATION;
    const RuleFrame *frame = &analysis->vocabulary->rules->frames[fact->frame];
    bool period = analysis->vocabulary->rules->slots[frame->first_slot + slot->slot].kind == SLOT_PERIOD;
    if (!time || !period) return decimal_text(arena, value);
  }
  return text_slice(analysis->text, slot->begin, slot->end);
}

Slice graph_claim_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, uint32_t claim) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  const Fact *fact = &analysis->facts.data[resolution->claims.data[claim]];
  const RuleFrame *frame = &rules->frames[fact->frame];
  Slice parts[3 + 2 * 32];
  size_t count = 0;
  const Document *document = analysis->text->document;
  parts[count++] = iri_document(arena, options->base, document->url, document->id, analysis->text->utf8);
  parts[count++] = rule_string(rules, frame->name);
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    parts[count++] = slot ? graph_slot_text(arena, resolution, fact, slot) : SLICE("");
    bool unit = slot && slot->kind == FACT_VALUE;
    parts[count++] = unit ? analysis->values.data[slot->value].unit : SLICE("");
  }
  bool relation = frame->relation.length != 0;
  Slice name = relation ? SLICE("relation") : rule_string(rules, frame->name);
  char *stem = arena_alloc(arena, name.length + 1);
  for (size_t i = 0; i < name.length; i++) {
    char c = name.data[i];
    stem[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c >= 'a' && c <= 'z' ? c : 'x';
  }
  return iri_of_parts(arena, options->base, (Slice){stem, name.length}, parts, count);
}

static Slice bound_name(Bound bound) {
  static const char *const NAMES[] = {"exact", "at-least", "at-most", "approximately", "more-than", "less-than"};
  return slice_of(NAMES[bound]);
}

/* The term for a part of a slot's value; false where the value has no such part. */
static bool value_part(Build *build, const FactSlot *slot, const Value *value, Slice part, TermId *term) {
  Slice text = text_slice(build->analysis->text, slot->begin, slot->end);
  if (slice_is(part, "number")) {
    *term = typed(build, decimal_text(build->arena, value), XSD "decimal");
  } else if (slice_is(part, "unit")) {
    if (!value->unit.length) return false;
    *term = plain(build, value->unit);
  } else if (slice_is(part, "text")) {
    *term = in_language(build, text);
  } else if (slice_is(part, "bound")) {
    *term = controlled(build, bound_name(value->bound));
  } else if (slice_is(part, "date")) {
    Slice date = time_print(build->arena, &value->time, build->analysis->text->document->date);
    bool time = value->kind == VALUE_DATE || value->kind == VALUE_PERIOD;
    if (!time || !date.length) return false;
    *term = typed(build, date, date_type(date));
  } else {
    return false;
  }
  return true;
}

static bool slot_term(Build *build, const FactSlot *slot, const RuleSlot *declared, Slice part, TermId *term) {
  if (slot->entity != ENTITY_NONE) {
    *term = entity_term(build, slot->entity);
    return true;
  }
  Slice text = slot->kind == FACT_TEXT ? slot->text : text_slice(build->analysis->text, slot->begin, slot->end);
  switch (declared->kind) {
    case SLOT_TERM:
      *term = controlled(build, text);
      return true;
    case SLOT_STRING:
      *term = plain(build, text);
      return true;
    case SLOT_BOOLEAN:
      *term = typed(build, text, XSD "boolean");
      return true;
    case SLOT_DECIMAL:
    case SLOT_QUANTITY:
    case SLOT_PERIOD:
      if (slot->kind == FACT_VALUE) {
        return value_part(build, slot, &build->analysis->values.data[slot->value], part.length ? part : SLICE("number"),
                          term);
      }
      if (!slice_is(part, "text")) return false;
      *term = in_language(build, text);
      return true;
    default:
      if (!text.length) return false;
      *term = in_language(build, text);
      return true;
  }
}

static bool has_slot_named(const Build *build, const Fact *fact, const char *name) {
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  uint32_t slot = rule_frame_slot(build->rules, frame, slice_of(name));
  return slot != UINT32_MAX && fact_slot(fact, slot);
}

static void add_slots(Build *build, const Fact *fact, TermId claim) {
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  bool bounded = has_slot_named(build, fact, "bound");
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *slot = &fact->slots.data[i];
    const RuleSlot *declared = &build->rules->slots[frame->first_slot + slot->slot];
    for (uint32_t k = 0; k < declared->mapping_count; k++) {
      const RuleMapping *mapping = &build->rules->mappings[declared->first_mapping + k];
      Slice part = rule_string(build->rules, mapping->part);
      TermId object;
      if (bounded && slice_is(part, "bound")) continue; /* the rule knows better than the number */
      if (!slot_term(build, slot, declared, part, &object)) continue;
      TermId predicate = graph_iri(build->graph, rule_string(build->rules, mapping->property), ORDER_LAST);
      graph_add(build->graph, claim, predicate, object);
    }
  }
}

/* The triples that a claim states besides itself. Not where it is denied or only planned. */
static void add_direct(Build *build, const Fact *fact, TermId claim) {
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  bool stated = !has_slot_named(build, fact, "polarity") && !has_slot_named(build, fact, "modality");
  if (frame->relation.length) {
    const FactSlot *subject = fact_slot(fact, 0), *object = fact_slot(fact, 1);
    if (!subject || !object || subject->entity == ENTITY_NONE || object->entity == ENTITY_NONE) return;
    TermId s = entity_term(build, subject->entity), o = entity_term(build, object->entity);
    TermId p = graph_iri(build->graph, rule_string(build->rules, frame->relation), ORDER_LAST);
    add(build, claim, RDF "subject", s);
    add(build, claim, RDF "predicate", p);
    add(build, claim, RDF "object", o);
    if (stated) graph_add(build->graph, s, p, o);
  }
  for (uint32_t i = 0; i < frame->triple_count && stated; i++) {
    const RuleTriple *triple = &build->rules->triples[frame->first_triple + i];
    const FactSlot *subject = fact_slot(fact, triple->subject), *object = fact_slot(fact, triple->object);
    if (!subject || !object || subject->entity == ENTITY_NONE || has_slot_named(build, fact, "status")) continue;
    TermId object_term;
    const RuleSlot *declared = &build->rules->slots[frame->first_slot + triple->object];
    if (!slot_term(build, object, declared, SLICE("text"), &object_term)) continue;
    TermId predicate = graph_iri(build->graph, rule_string(build->rules, triple->property), ORDER_LAST);
    graph_add(build->graph, entity_term(build, subject->entity), predicate, object_term);
  }
}

static void add_claim(Build *build, uint32_t number_of) {
  const Fact *fact = &build->analysis->facts.data[build->resolution->claims.data[number_of]];
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  const Rule *rule = &build->rules->rules[fact->rule];
  Slice class = rule_string(build->rules, frame->class);
  if (!class.length && !frame->relation.length) return;
  Slice name = graph_claim_iri(build->arena, build->resolution, build->options, number_of);
  TermId claim = graph_iri(build->graph, name, ORDER_CLAIMS + number_of);
  add(build, claim, RDF "type", class.length ? graph_iri(build->graph, class, ORDER_LAST) : iri(build, SPO "Relation"));
  add_slots(build, fact, claim);
  add_direct(build, fact, claim);
  const Sentence *sentence = &build->analysis->text->sentences.data[fact->sentence];
  add(build, claim, SPO "evidence", mention_term(build, sentence->begin, sentence->end));
  add(build, claim, SPO "rule", plain(build, rule_string(build->rules, rule->name)));
  add(build, claim, SPO "confidence", confidence(build, rule->confidence));
}

/* Whether the frame is one that only resolving needs, such as Alias. */
static bool is_internal(const Build *build, const Fact *fact) {
  return slice_is(rule_string(build->rules, build->rules->frames[fact->frame].name), "Alias");
}

void graph_build(Graph *graph, Arena *arena, const Resolution *resolution, const GraphOptions *options) {
  const Analysis *analysis = resolution->analysis;
  const Document *document = analysis->text->document;
  Build build = {.graph = graph,
                 .arena = arena,
                 .resolution = resolution,
                 .analysis = analysis,
                 .rules = analysis->vocabulary->rules,
                 .options = options,
                 .language = rule_string(analysis->vocabulary->rules, analysis->vocabulary->rules->language)};
  build.document = iri_document(arena, options->base, document->url, document->id, analysis->text->utf8);
  graph_init(graph, arena, build.document);
  build.document_term = graph_iri(graph, build.document, ORDER_DOCUMENT);
  build.entity_terms = arena_alloc(arena, (resolution->entities.count + 1) * sizeof(TermId));
  memset(build.entity_terms, 0xFF, (resolution->entities.count + 1) * sizeof(TermId));
  add_document(&build);
  add_entities(&build);
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    if (!is_internal(&build, &analysis->facts.data[resolution->claims.data[i]])) add_claim(&build, i);
  }
  graph_finish(graph);
}
