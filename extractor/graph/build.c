#include "graph/build.h"

#include <stdio.h>

#include "base/iri_chars.h"
#include "base/xsd.h"
#include "graph/controlled.h"
#include "graph/fields.h"
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
  ORDER_LAST = GRAPH_ORDER_LAST
};

/* What a rule that found a claim is worth. Several rules may have found it. */
typedef struct {
  TermId claim;
  float confidence;
} Support;

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
  bool sound_base,
      sound_document; /* what is put behind a sound base, or the document's IRI, makes an IRI (Term.made) */
  struct {
    VECTOR(Support);
  } supports;
  uint32_t last_sentence; /* + 1, of which the term was made last; 0: none */
  TermId last_sentence_term;
} Build;

/* Whether a prefix can be added: it is sound, and new. */
static bool is_new_prefix(const Prefix *prefixes, uint32_t count, Prefix prefix) {
  if (!is_prefix_name(prefix.prefix) || !iri_is_absolute(prefix.iri)) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (slice_equal(prefixes[i].prefix, prefix.prefix) || slice_equal(prefixes[i].iri, prefix.iri)) return false;
  }
  return true;
}

uint32_t graph_prefixes(Prefix prefixes[GRAPH_PREFIXES], Slice base, const RuleSet *const *rules, uint32_t count) {
  const Prefix always[] = {{SLICE("spo"), SLICE(SPO)}, {SLICE("id"), base},          {SLICE("schema"), SLICE(SCHEMA)},
                           {SLICE("rdf"), SLICE(RDF)}, {SLICE("rdfs"), SLICE(RDFS)}, {SLICE("skos"), SLICE(SKOS)},
                           {SLICE("xsd"), SLICE(XSD)}, {SLICE("nif"), SLICE(NIF)},   {SLICE("itsrdf"), SLICE(ITSRDF)},
                           {SLICE("dct"), SLICE(DCT)}};
  uint32_t made = sizeof always / sizeof *always;
  memcpy(prefixes, always, sizeof always);
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t k = 0; k < rules[i]->prefixes_count && made < GRAPH_PREFIXES; k++) {
      const RulePrefix *declared = &rules[i]->prefixes[k];
      Prefix prefix = {rule_string(rules[i], declared->prefix), rule_string(rules[i], declared->iri)};
      if (is_new_prefix(prefixes, made, prefix)) prefixes[made++] = prefix;
    }
  }
  return made;
}

/* ---- terms ---- */

static inline TermId iri(Build *build, const char *text) {
  return graph_fixed_iri(build->graph, slice_of(text));
}

/* The same for an IRI that rules name. */
static TermId named_iri(Build *build, RuleString name) {
  return graph_fixed_iri(build->graph, rule_string(build->rules, name));
}

/* An IRI that was put together behind what is sound or not. */
static TermId made_iri(Build *build, bool sound, Slice text, uint32_t order) {
  return sound ? graph_made_iri(build->graph, text, order) : graph_iri(build->graph, text, order);
}

static inline void add(Build *build, TermId subject, const char *predicate, TermId object) {
  graph_add(build->graph, subject, iri(build, predicate), object);
}

/* Whether one of eight bytes is a control character. A byte is below `n` <= 128 where subtracting n from it borrows and
   it has no high bit. May say yes where a neighbour's borrow reaches it. */
static bool may_hold_control(const char *eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t word;
  memcpy(&word, eight, sizeof word);
  uint64_t delete = word ^ ones * 0x7F;
  return (((word - ones * 0x20) & ~word) | ((delete - ones) & ~delete)) & ones << 7;
}

/* Control characters cannot stand in every syntax; in a text they mean white space. */
static Slice printable(Arena *arena, Slice text) {
  size_t begin = 0;
  while (text.length - begin >= 8 && !may_hold_control(text.data + begin)) begin += 8;
  for (size_t i = begin; i < text.length; i++) {
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
  char *digits = arena_alloc(build->arena, 10);
  return typed(build, (Slice){digits, print_digits(digits, value)}, datatype);
}

static TermId confidence(Build *build, float value) {
  int percent = (int)(value * 100 + 0.5f);
  Decimal decimal = decimal_normal((Decimal){percent, -2});
  return typed(build, decimal_print(build->arena, decimal), XSD "decimal");
}

/* A literal of a datatype that rules name; a plain one, noted, where the text is none of it. */
static TermId checked(Build *build, Slice text, Slice datatype) {
  Slice canonical, local = {datatype.data + sizeof XSD - 1, datatype.length - (sizeof XSD - 1)};
  if (!slice_starts_with(datatype, SLICE(XSD))) {
    return graph_literal(build->graph, printable(build->arena, text), datatype, SLICE(""));
  }
  if (xsd_canonical(build->arena, local, printable(build->arena, text), &canonical)) {
    return graph_literal(build->graph, canonical, datatype, SLICE(""));
  }
  VECTOR_PUSH(build->arena, &build->graph->misfits, ((Misfit){text, datatype}));
  return plain(build, text);
}

/* The literal that a node asks for; `otherwise`: what it is where the node does not say. */
static TermId literal(Build *build, const RuleNode *node, Slice text, ValueForm otherwise) {
  Slice annotation = rule_string(build->rules, node->annotation);
  ValueForm form = node->form == FORM_DEFAULT ? otherwise : (ValueForm)node->form;
  if (form == FORM_TYPED) return checked(build, text, annotation);
  if (form == FORM_LABEL) return in_language(build, text);
  return graph_literal(build->graph, printable(build->arena, text), SLICE(""), annotation);
}

/* `year-on-year` of a word list is spo:yearOnYear. */
static TermId controlled(Build *build, Slice namespace, Slice word) {
  return graph_iri(build->graph, controlled_term(build->arena, namespace, word), ORDER_LAST);
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
  if (document->retrieved.length) {
    add(build, term, SPO "retrieved", typed(build, document->retrieved, date_type(document->retrieved)));
  }
  if (document->language.length) add(build, term, SCHEMA "inLanguage", plain(build, document->language));
  if (document->publisher.length) add(build, term, SCHEMA "publisher", in_language(build, document->publisher));
  if (document->author.length) add(build, term, SCHEMA "author", in_language(build, document->author));
  if (document->source.length) add(build, term, DCT "source", in_language(build, document->source));
  add(build, term, SPO "sha256", plain(build, slice_of(document->sha256)));
}

/* ---- mentions ---- */

static TermId mention_term(Build *build, uint32_t begin, uint32_t end) {
  Slice name = iri_mention(build->arena, build->document, begin, end);
  TermId term = made_iri(build, build->sound_document, name, ORDER_MENTIONS + begin);
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

/* `made`: it was put together here, behind the base. */
static Slice entity_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, uint32_t entity,
                        bool *made) {
  const Entity *named = &resolution->entities.data[entity];
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleType *type = &rules->types[named->type];
  const FieldSource source = {.arena = arena, .resolution = resolution, .entity = entity};
  Slice filled;
  *made = !(type->iri.count && field_fill(&source, type->iri, true, &filled) && iri_is_absolute(filled));
  if (!*made) return filled;
  Slice stem = type_stem(arena, rules, named->type);
  Slice local =
      options->hash_iris ? iri_hash_name(arena, stem, named->label) : iri_local_name(arena, stem, named->label);
  return iri_join(arena, (Slice[]){options->base, local}, 2);
}

Slice graph_entity_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, uint32_t entity) {
  bool made;
  return entity_iri(arena, resolution, options, entity, &made);
}

/* An IRI or a literal whose text is a template. */
static bool filled_term(Build *build, const FieldSource *source, const RuleNode *node, uint32_t order, TermId *term) {
  Slice text;
  bool is_iri = node->kind == NODE_IRI;
  if (!field_fill(source, node->pieces, is_iri, &text) || (is_iri && !iri_is_absolute(text))) return false;
  *term = is_iri ? graph_iri(build->graph, text, order) : literal(build, node, text, FORM_LANGUAGE);
  return true;
}

static void describe_entity(Build *build, uint32_t number_of, TermId term, const RuleMapping *mapping) {
  const Entity *entity = &build->resolution->entities.data[number_of];
  const FieldSource source = {.arena = build->arena, .resolution = build->resolution, .entity = number_of};
  const RuleNode *node = &mapping->object;
  TermId predicate = named_iri(build, mapping->property), object;
  Slice text;
  if (node->kind == NODE_LABEL) {
    graph_add(build->graph, term, predicate, literal(build, node, entity->label, FORM_LABEL));
  } else if (node->kind == NODE_ALIAS) {
    for (uint32_t i = 0; i < entity->names.count; i++) {
      graph_add(build->graph, term, predicate, literal(build, node, entity->names.data[i], FORM_LABEL));
    }
  } else if (node->kind == NODE_TAG) {
    if (!field_tag(&source, number_of, rule_string(build->rules, node->part), &text)) return;
    graph_add(build->graph, term, predicate, literal(build, node, text, FORM_LANGUAGE));
  } else if (filled_term(build, &source, node, ORDER_LAST, &object)) {
    graph_add(build->graph, term, predicate, object);
  }
}

static TermId entity_term(Build *build, uint32_t number_of) {
  if (build->entity_terms[number_of] != UINT32_MAX) return build->entity_terms[number_of];
  const RuleType *type = &build->rules->types[build->resolution->entities.data[number_of].type];
  bool made;
  Slice name = entity_iri(build->arena, build->resolution, build->options, number_of, &made);
  TermId term = made_iri(build, made && build->sound_base, name, ORDER_ENTITIES + number_of);
  build->entity_terms[number_of] = term;
  add(build, term, RDF "type", named_iri(build, type->class));
  Slice identity;
  FieldSource source = {.arena = build->arena, .resolution = build->resolution, .entity = number_of};
  if (field_identity(&source, number_of, &identity) && url_is_absolute(identity)) {
    add(build, term, SCHEMA "sameAs", graph_iri(build->graph, identity, ORDER_LAST));
  }
  for (uint32_t i = 0; i < type->mapping_count; i++) {
    describe_entity(build, number_of, term, &build->rules->mappings[type->first_mapping + i]);
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

static bool has_slot_named(const RuleSet *rules, const Fact *fact, const char *name) {
  const RuleFrame *frame = &rules->frames[fact->frame];
  uint32_t slot = rule_frame_slot(rules, frame, slice_of(name));
  return slot != UINT32_MAX && fact_slot(fact, slot);
}

/* Whether a fact is denied, planned, hearsay. */
static bool is_qualified(const RuleSet *rules, const Fact *fact) {
  return has_slot_named(rules, fact, "polarity") || has_slot_named(rules, fact, "modality");
}

/* The IRI that the frame's template gives. What is denied or planned is not the thing that bears it. */
static bool named_claim(Arena *arena, const Resolution *resolution, const Fact *fact, Slice *filled) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  const FieldSource source = {.arena = arena, .resolution = resolution, .fact = fact};
  if (!frame->iri.count || is_qualified(rules, fact)) return false;
  return field_fill(&source, frame->iri, true, filled) && iri_is_absolute(*filled);
}

Slice graph_document_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options) {
  const Text *text = resolution->analysis->text;
  return iri_document(arena, options->base, text->document->url, text->document->id, text->utf8);
}

/* `made`: it was put together here, behind the base. */
static Slice claim_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, Slice document,
                       uint32_t claim, bool *made) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  const Fact *fact = &analysis->facts.data[resolution->claims.data[claim]];
  const RuleFrame *frame = &rules->frames[fact->frame];
  Slice filled, parts[3 + 2 * 32];
  *made = !named_claim(arena, resolution, fact, &filled);
  if (!*made) return filled;
  size_t count = 0;
  parts[count++] = document;
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

Slice graph_claim_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, Slice document,
                      uint32_t claim) {
  bool made;
  return claim_iri(arena, resolution, options, document, claim, &made);
}

/* The term for a number, a quantity or a period, or for a part of it. */
static bool value_term(Build *build, const RuleNode *node, Slice part, SlotKind kind, Slice text, TermId *term) {
  if (node->form != FORM_DEFAULT) {
    *term = literal(build, node, text, FORM_LANGUAGE);
  } else if (slice_is(part, "text")) {
    *term = in_language(build, text);
  } else if (slice_is(part, "unit")) {
    *term = plain(build, text);
  } else if (slice_is(part, "bound")) {
    *term = controlled(build, SLICE(CONTROLLED_NAMESPACE), text);
  } else {
    *term = typed(build, text, kind == SLOT_PERIOD ? date_type(text) : XSD "decimal");
  }
  return true;
}

static bool slot_term(Build *build, const Fact *fact, const RuleNode *node, TermId *term) {
  const FactSlot *slot = fact_slot(fact, node->slot);
  if (!slot) return false;
  const FieldSource source = {.arena = build->arena, .resolution = build->resolution, .fact = fact};
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  const RuleSlot *declared = &build->rules->slots[frame->first_slot + node->slot];
  const SlotKind kind = (SlotKind)declared->kind;
  Slice text, part = rule_string(build->rules, node->part);
  if (slot->entity != ENTITY_NONE && !part.length && node->form == FORM_DEFAULT) {
    *term = entity_term(build, slot->entity);
    return true;
  }
  if (!field_slot(&source, slot, part, &text)) return false;
  if (slot->entity != ENTITY_NONE) {
    *term = literal(build, node, text, FORM_LANGUAGE);
    return true;
  }
  if (kind == SLOT_DECIMAL || kind == SLOT_QUANTITY || kind == SLOT_PERIOD) {
    bool unread = slot->kind != FACT_VALUE && !slice_is(part, "text"); /* a text that no value was read from */
    return !unread && value_term(build, node, part, kind, text, term);
  }
  if (node->form == FORM_DEFAULT && kind == SLOT_TERM) {
    *term = controlled(build, rule_string(build->rules, declared->namespace), text);
  } else if (node->form == FORM_DEFAULT && kind == SLOT_BOOLEAN) {
    *term = checked(build, text, SLICE(XSD "boolean"));
  } else {
    *term = literal(build, node, text, kind == SLOT_STRING ? FORM_LANGUAGE : FORM_LABEL);
  }
  return true;
}

/* Most sentences that are evidence are so for several claims. */
static TermId sentence_term(Build *build, uint32_t number) {
  if (build->last_sentence == number + 1) return build->last_sentence_term;
  const Sentence *sentence = &build->analysis->text->sentences.data[number];
  build->last_sentence = number + 1;
  return build->last_sentence_term = mention_term(build, sentence->begin, sentence->end);
}

/* A claim as it is written; `term` is UINT32_MAX where its frame has no class, so that it is only what it states. */
typedef struct {
  const Fact *fact;
  const RuleFrame *frame;
  uint32_t number;
  TermId term;
} ClaimTerm;

static bool node_term(Build *build, const ClaimTerm *claim, const RuleNode *node, TermId *term) {
  const FieldSource source = {.arena = build->arena, .resolution = build->resolution, .fact = claim->fact};
  switch (node->kind) {
    case NODE_SLOT:
      return slot_term(build, claim->fact, node, term);
    case NODE_CLAIM:
      *term = claim->term;
      return claim->term != UINT32_MAX;
    case NODE_DOCUMENT:
      *term = build->document_term;
      return true;
    case NODE_EVIDENCE:
      *term = sentence_term(build, claim->fact->sentence);
      return true;
    default:
      return filled_term(build, &source, node, ORDER_LAST, term);
  }
}

static void add_slots(Build *build, const ClaimTerm *claim) {
  bool bounded = has_slot_named(build->rules, claim->fact, "bound");
  for (uint32_t i = 0; i < claim->fact->slots.count; i++) {
    const RuleSlot *declared = &build->rules->slots[claim->frame->first_slot + claim->fact->slots.data[i].slot];
    for (uint32_t k = 0; k < declared->mapping_count; k++) {
      const RuleMapping *mapping = &build->rules->mappings[declared->first_mapping + k];
      TermId object;
      if (bounded && slice_is(rule_string(build->rules, mapping->object.part), "bound")) {
        continue; /* the rule knows better than the number */
      }
      if (!node_term(build, claim, &mapping->object, &object)) continue;
      TermId predicate = named_iri(build, mapping->property);
      graph_add(build->graph, claim->term, predicate, object);
    }
  }
}

static void add_relation(Build *build, const ClaimTerm *claim, bool stated) {
  const FactSlot *subject = fact_slot(claim->fact, 0), *object = fact_slot(claim->fact, 1);
  if (!subject || !object || subject->entity == ENTITY_NONE || object->entity == ENTITY_NONE) return;
  TermId s = entity_term(build, subject->entity), o = entity_term(build, object->entity);
  TermId p = named_iri(build, claim->frame->relation);
  add(build, claim->term, RDF "subject", s);
  add(build, claim->term, RDF "predicate", p);
  add(build, claim->term, RDF "object", o);
  if (stated) graph_add(build->graph, s, p, o);
}

static bool subject_term(Build *build, const ClaimTerm *claim, const RuleNode *node, TermId *term) {
  const FieldSource source = {.arena = build->arena, .resolution = build->resolution, .fact = claim->fact};
  if (node->kind == NODE_IRI) return filled_term(build, &source, node, ORDER_CLAIMS + claim->number, term);
  return node_term(build, claim, node, term) && build->graph->terms.data[*term].kind == TERM_IRI;
}

/* The triples that a claim states besides itself. Not where it is denied or only planned, or holds no more. */
static void add_direct(Build *build, const ClaimTerm *claim) {
  const Fact *fact = claim->fact;
  bool stated = !is_qualified(build->rules, fact);
  if (claim->frame->relation.length) add_relation(build, claim, stated);
  stated = stated && !has_slot_named(build->rules, fact, "status");
  for (uint32_t i = 0; i < claim->frame->triple_count; i++) {
    const RuleTriple *triple = &build->rules->triples[claim->frame->first_triple + i];
    TermId subject, object;
    if (!stated && triple->subject.kind != NODE_CLAIM) continue;
    if (!subject_term(build, claim, &triple->subject, &subject)) continue;
    if (!node_term(build, claim, &triple->object, &object)) continue;
    TermId predicate = named_iri(build, triple->property);
    graph_add(build->graph, subject, predicate, object);
  }
}

static void add_claim(Build *build, uint32_t number_of) {
  const Fact *fact = &build->analysis->facts.data[build->resolution->claims.data[number_of]];
  const RuleFrame *frame = &build->rules->frames[fact->frame];
  const Rule *rule = &build->rules->rules[fact->rule];
  ClaimTerm claim = {fact, frame, number_of, UINT32_MAX};
  Slice class = rule_string(build->rules, frame->class);
  if (class.length || frame->relation.length) {
    bool made;
    Slice name = claim_iri(build->arena, build->resolution, build->options, build->document, number_of, &made);
    claim.term = made_iri(build, made && build->sound_base, name, ORDER_CLAIMS + number_of);
    TermId type = class.length ? named_iri(build, frame->class) : iri(build, SPO "Relation");
    add(build, claim.term, RDF "type", type);
    add_slots(build, &claim);
  }
  add_direct(build, &claim);
  if (claim.term == UINT32_MAX || frame->bare) return;
  add(build, claim.term, SPO "evidence", sentence_term(build, fact->sentence));
  for (uint32_t i = 0; i < fact->more_sentences.count; i++) {
    add(build, claim.term, SPO "evidence", sentence_term(build, fact->more_sentences.data[i]));
  }
  add(build, claim.term, SPO "rule", plain(build, rule_string(build->rules, rule->name)));
  VECTOR_PUSH(build->arena, &build->supports, ((Support){claim.term, rule->confidence}));
}

/* A claim is as sure as the best rule that found it. */
static void add_confidences(Build *build) {
  float *best = arena_calloc(build->arena, build->graph->terms.count, sizeof *best);
  for (uint32_t i = 0; i < build->supports.count; i++) {
    Support support = build->supports.data[i];
    if (support.confidence > best[support.claim]) best[support.claim] = support.confidence;
  }
  for (uint32_t i = 0; i < build->supports.count; i++) {
    TermId claim = build->supports.data[i].claim;
    if (best[claim] < 0) continue;
    add(build, claim, SPO "confidence", confidence(build, best[claim]));
    best[claim] = -1;
  }
}

/* Whether what is put behind it is an absolute IRI of which nothing is escaped. */
static bool is_sound(Slice iri) {
  return iri_is_absolute(iri) && !memchr(iri.data, 0x7F, iri.length);
}

/* Whether the frame is one that only resolving needs, such as Alias. */
static bool is_internal(const Build *build, const Fact *fact) {
  return slice_is(rule_string(build->rules, build->rules->frames[fact->frame].name), "Alias");
}

/* The tag of what is quoted from the text: that of the rules, and the script where the document says so. */
static Slice text_language(const Analysis *analysis) {
  Slice language = rule_string(analysis->vocabulary->rules, analysis->vocabulary->rules->language);
  bool traditional = slice_is(analysis->text->document->language, "zh-hant") && slice_is(language, "zh");
  return traditional ? SLICE("zh-Hant") : language;
}

void graph_build(Graph *graph, Arena *arena, const Resolution *resolution, const GraphOptions *options) {
  const Analysis *analysis = resolution->analysis;
  Build build = {.graph = graph,
                 .arena = arena,
                 .resolution = resolution,
                 .analysis = analysis,
                 .rules = analysis->vocabulary->rules,
                 .options = options,
                 .language = text_language(analysis)};
  Slice document = graph_document_iri(arena, resolution, options);
  build.document = iri_join(arena, &document, 1);
  build.sound_base = is_sound(options->base);
  build.sound_document = is_sound(build.document);
  graph_init(graph, arena, build.document);
  graph_use_ranks(graph, options->ranks);
  build.document_term = made_iri(&build, build.sound_document, build.document, ORDER_DOCUMENT);
  build.entity_terms = arena_alloc(arena, (resolution->entities.count + 1) * sizeof(TermId));
  memset(build.entity_terms, 0xFF, (resolution->entities.count + 1) * sizeof(TermId));
  add_document(&build);
  add_entities(&build);
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    if (!is_internal(&build, &analysis->facts.data[resolution->claims.data[i]])) add_claim(&build, i);
  }
  add_confidences(&build);
  graph_finish(graph);
}
