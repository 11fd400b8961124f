#include "rules/ontology.h"

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "rdf/reader.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define OWL "http://www.w3.org/2002/07/owl#"
#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define DCT "http://purl.org/dc/terms/"
#define SCHEMA "https://schema.org/"
#define VANN "http://purl.org/vocab/vann/"

enum { LARGEST_ONTOLOGY = 64 << 20 };

/* What the rdf:type of a term makes it. Any other type makes it an individual. */
static const struct {
  const char *type;
  uint32_t kinds;
} KINDS_BY_TYPE[] = {
    {OWL "Class", TERM_IS_CLASS},
    {RDFS "Class", TERM_IS_CLASS},
    {OWL "DeprecatedClass", TERM_IS_CLASS},
    {RDF "Property", TERM_IS_PROPERTY},
    {OWL "ObjectProperty", TERM_IS_PROPERTY},
    {OWL "DatatypeProperty", TERM_IS_PROPERTY},
    {OWL "AnnotationProperty", TERM_IS_PROPERTY},
    {OWL "OntologyProperty", TERM_IS_PROPERTY},
    {OWL "FunctionalProperty", TERM_IS_PROPERTY},
    {OWL "InverseFunctionalProperty", TERM_IS_PROPERTY},
    {OWL "TransitiveProperty", TERM_IS_PROPERTY},
    {OWL "SymmetricProperty", TERM_IS_PROPERTY},
    {OWL "AsymmetricProperty", TERM_IS_PROPERTY},
    {OWL "ReflexiveProperty", TERM_IS_PROPERTY},
    {OWL "IrreflexiveProperty", TERM_IS_PROPERTY},
    {OWL "DeprecatedProperty", TERM_IS_PROPERTY},
    {RDFS "ContainerMembershipProperty", TERM_IS_PROPERTY},
    {RDFS "Datatype", TERM_IS_DATATYPE},
    {OWL "DataRange", TERM_IS_DATATYPE},
    {OWL "Ontology", 0},
    {OWL "Restriction", TERM_IS_CLASS},
};

/* What a term is because this is said of it. */
static const struct {
  const char *predicate;
  uint32_t kinds;
} KINDS_BY_PREDICATE[] = {
    {RDFS "subClassOf", TERM_IS_CLASS},
    {OWL "equivalentClass", TERM_IS_CLASS},
    {RDFS "subPropertyOf", TERM_IS_PROPERTY},
    {RDFS "domain", TERM_IS_PROPERTY},
    {RDFS "range", TERM_IS_PROPERTY},
    {OWL "inverseOf", TERM_IS_PROPERTY},
    {OWL "equivalentProperty", TERM_IS_PROPERTY},
    {SCHEMA "domainIncludes", TERM_IS_PROPERTY},
    {SCHEMA "rangeIncludes", TERM_IS_PROPERTY},
};

/* A file while it is read. */
typedef struct {
  Ontology *ontology;
  uint32_t source;
  uint32_t first_term; /* of this file */
  struct {
    VECTOR(Slice);
  } named; /* namespaces that it says are its own */
} OntologyFile;

size_t ontology_namespace_length(Slice iri) {
  size_t length = iri.length;
  while (length && iri.data[length - 1] != '#' && iri.data[length - 1] != '/') length--;
  return length;
}

/* The term of an IRI, added if need be. Terms move when others are added. */
static OntologyTerm *term_of(OntologyFile *file, Slice iri, size_t line) {
  Ontology *ontology = file->ontology;
  uint32_t known = name_table_find(&ontology->by_iri, iri);
  if (known != UINT32_MAX) return &ontology->terms.data[known];
  OntologyTerm term = {.iri = arena_copy(ontology->arena, iri), .source = file->source, .line = line};
  name_table_add(&ontology->by_iri, ontology->arena, term.iri, ontology->terms.count);
  VECTOR_PUSH(ontology->arena, &ontology->terms, term);
  return &ontology->terms.data[ontology->terms.count - 1];
}

static void add_text(const OntologyFile *file, OntologyTexts *texts, const RdfTerm *literal) {
  if (literal->kind != RDF_LITERAL || utf8_valid_prefix(literal->text) != literal->text.length) return;
  Arena *arena = file->ontology->arena;
  OntologyText text = {arena_copy(arena, literal->language), arena_copy(arena, literal->text)};
  VECTOR_PUSH(arena, texts, text);
}

static void add_named(OntologyFile *file, Slice namespace) {
  Arena *arena = file->ontology->arena;
  VECTOR_PUSH(arena, &file->named, arena_copy(arena, namespace));
}

static void take_type(OntologyFile *file, OntologyTerm *term, Slice type) {
  if (slice_is(type, OWL "Ontology")) {
    static const char *const ENDS[] = {"", "#", "/"};
    for (int i = 0; i < 3; i++) {
      add_named(file, arena_print(file->ontology->arena, "%.*s%s", (int)term->iri.length, term->iri.data, ENDS[i]));
    }
    return;
  }
  if (slice_is(type, OWL "DeprecatedClass") || slice_is(type, OWL "DeprecatedProperty")) term->deprecated = true;
  for (size_t i = 0; i < sizeof KINDS_BY_TYPE / sizeof *KINDS_BY_TYPE; i++) {
    if (!slice_is(type, KINDS_BY_TYPE[i].type)) continue;
    term->kinds |= KINDS_BY_TYPE[i].kinds;
    return;
  }
  term->kinds |= TERM_IS_INDIVIDUAL;
}

static bool take_triple(void *handle, const RdfQuad *triple) {
  OntologyFile *file = handle;
  if (triple->subject.kind != RDF_IRI) return true;
  Slice predicate = triple->predicate.text;
  OntologyTerm *term = term_of(file, triple->subject.text, triple->line);
  if (slice_is(predicate, RDF "type")) {
    if (triple->object.kind == RDF_IRI) take_type(file, term, triple->object.text);
  } else if (slice_is(predicate, RDFS "label") || slice_is(predicate, SKOS "prefLabel")) {
    add_text(file, &term->labels, &triple->object);
  } else if (slice_is(predicate, RDFS "comment") || slice_is(predicate, SKOS "definition") ||
             slice_is(predicate, DCT "description")) {
    add_text(file, &term->comments, &triple->object);
  } else if (slice_is(predicate, OWL "deprecated")) {
    term->deprecated = slice_is(triple->object.text, "true") || slice_is(triple->object.text, "1");
  } else if (slice_is(predicate, VANN "preferredNamespaceUri")) {
    add_named(file, triple->object.text);
  }
  for (size_t i = 0; i < sizeof KINDS_BY_PREDICATE / sizeof *KINDS_BY_PREDICATE; i++) {
    if (slice_is(predicate, KINDS_BY_PREDICATE[i].predicate)) term->kinds |= KINDS_BY_PREDICATE[i].kinds;
  }
  term->described = term->labels.count || term->comments.count;
  return true;
}

static const OntologyNamespace *find_namespace(const Ontology *ontology, Slice namespace) {
  for (uint32_t i = 0; i < ontology->namespaces.count; i++) {
    if (slice_equal(ontology->namespaces.data[i].iri, namespace)) return &ontology->namespaces.data[i];
  }
  return NULL;
}

static bool is_named(const OntologyFile *file, Slice namespace) {
  for (uint32_t i = 0; i < file->named.count; i++) {
    if (slice_equal(file->named.data[i], namespace)) return true;
  }
  return false;
}

/* The ways to tell a file's own namespaces, the surest first. */
typedef enum { OWN_NAMED, OWN_DESCRIBED, OWN_ANY, OWN_WAYS } OwnBy;

static bool find_own(OntologyFile *file, OwnBy by) {
  Ontology *ontology = file->ontology;
  bool found = false;
  for (uint32_t i = file->first_term; i < ontology->terms.count; i++) {
    const OntologyTerm *term = &ontology->terms.data[i];
    Slice namespace = {term->iri.data, ontology_namespace_length(term->iri)};
    if (!namespace.length || !(term->kinds & (TERM_IS_CLASS | TERM_IS_PROPERTY | TERM_IS_DATATYPE))) continue;
    if (by == OWN_NAMED && !is_named(file, namespace)) continue;
    if (by == OWN_DESCRIBED && !term->described) continue;
    found = true;
    if (find_namespace(ontology, namespace)) continue;
    VECTOR_PUSH(ontology->arena, &ontology->namespaces, ((OntologyNamespace){namespace, file->source}));
  }
  return found;
}

SpoStatus ontology_read(Ontology *ontology, Arena *arena, const char *path, Slice name,
                        const Diagnostics *diagnostics) {
  ontology->arena = arena;
  OntologyFile file = {.ontology = ontology, .source = ontology->sources.count, .first_term = ontology->terms.count};
  VECTOR_PUSH(arena, &ontology->sources, arena_copy(arena, name));
  const char *shown = ontology->sources.data[file.source].data;
  RdfReadOptions options = {.name = shown, .relative = true, .lines = true, .largest = LARGEST_ONTOLOGY};
  RdfSink sink = {.take = take_triple, .handle = &file, .arena = arena};
  SpoStatus status = rdf_read(path, &options, &sink, diagnostics);
  if (status != SPO_SUCCESS) return status == SPO_BAD_INPUT ? SPO_BAD_RULES : status;
  for (int by = OWN_NAMED; by < OWN_WAYS && !find_own(&file, (OwnBy)by);) by++;
  return SPO_SUCCESS;
}

const OntologyTerm *ontology_find(const Ontology *ontology, Slice iri) {
  uint32_t known = name_table_find(&ontology->by_iri, iri);
  return known != UINT32_MAX && ontology->terms.data[known].kinds ? &ontology->terms.data[known] : NULL;
}

const OntologyNamespace *ontology_namespace(const Ontology *ontology, Slice iri) {
  return find_namespace(ontology, (Slice){iri.data, ontology_namespace_length(iri)});
}

Slice ontology_similar(const Ontology *ontology, Slice iri, uint32_t kinds) {
  size_t space = ontology_namespace_length(iri);
  Slice local = {iri.data + space, iri.length - space}, best = SLICE("");
  size_t distance = local.length / 3 + 1;
  if (distance > 4) distance = 4;
  for (uint32_t i = 0; i < ontology->terms.count && distance; i++) {
    const OntologyTerm *term = &ontology->terms.data[i];
    if (!(term->kinds & kinds) || ontology_namespace_length(term->iri) != space ||
        memcmp(term->iri.data, iri.data, space) != 0) {
      continue;
    }
    Slice candidate = {term->iri.data + space, term->iri.length - space};
    size_t found = slice_equal_ignore_case(local, candidate) ? 0 : slice_distance(local, candidate, distance - 1);
    if (found >= distance) continue;
    distance = found;
    best = term->iri;
  }
  return best;
}

/* How well a text's language answers a wish: 0 is best. */
static unsigned language_rank(Slice language, Slice wanted) {
  if (slice_equal_ignore_case(language, wanted)) return 0;
  if (wanted.length && language_matches(language, wanted)) return 1;
  if (slice_is(language, "en")) return 2;
  return language.length ? 4 : 3;
}

static Slice text_in(const OntologyTexts *texts, Slice language) {
  Slice best = SLICE("");
  unsigned rank = 5;
  for (uint32_t i = 0; i < texts->count; i++) {
    unsigned found = language_rank(texts->data[i].language, language);
    if (found >= rank) continue;
    rank = found;
    best = texts->data[i].text;
  }
  return best;
}

Slice ontology_label(const OntologyTerm *term, Slice language) {
  return text_in(&term->labels, language);
}

Slice ontology_comment(const OntologyTerm *term, Slice language) {
  return text_in(&term->comments, language);
}
