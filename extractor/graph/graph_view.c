#include "graph/graph_view.h"

#include "graph/namespaces.h"

#define KNOWN(iri, property) \
  { {iri, sizeof(iri) - 1}, property }

/* Each is looked up once a document and predicate: most by their lengths alone. */
static const struct {
  Slice iri;
  KnownProperty property;
} PROPERTIES[] = {
    KNOWN(NS_RDF "type", PROPERTY_TYPE),
    KNOWN(NS_RDFS "label", PROPERTY_LABEL),
    KNOWN(NS_SKOS "altLabel", PROPERTY_ALT_LABEL),
    KNOWN(NS_SCHEMA "sameAs", PROPERTY_SAME_AS),
    KNOWN(NS_SPO "linkScore", PROPERTY_LINK_SCORE),
    KNOWN(NS_SCHEMA "jobTitle", PROPERTY_JOB_TITLE),
    KNOWN(NS_SCHEMA "worksFor", PROPERTY_WORKS_FOR),
    KNOWN(NS_SCHEMA "headline", PROPERTY_HEADLINE),
    KNOWN(NS_SCHEMA "datePublished", PROPERTY_DATE_PUBLISHED),
    KNOWN(NS_SCHEMA "inLanguage", PROPERTY_IN_LANGUAGE),
    KNOWN(NS_SCHEMA "publisher", PROPERTY_PUBLISHER),
    KNOWN(NS_SCHEMA "author", PROPERTY_AUTHOR),
    KNOWN(NS_DCT "source", PROPERTY_DCT_SOURCE),
    KNOWN(NS_SPO "retrieved", PROPERTY_RETRIEVED),
    KNOWN(NS_SPO "sha256", PROPERTY_SHA256),
    KNOWN(NS_SPO "evidence", PROPERTY_EVIDENCE),
    KNOWN(NS_SPO "rule", PROPERTY_RULE),
    KNOWN(NS_SPO "confidence", PROPERTY_CONFIDENCE),
    KNOWN(NS_SPO "polarity", PROPERTY_POLARITY),
    KNOWN(NS_SPO "modality", PROPERTY_MODALITY),
    KNOWN(NS_SPO "period", PROPERTY_PERIOD),
    KNOWN(NS_SPO "periodText", PROPERTY_PERIOD_TEXT),
    KNOWN(NS_SPO "holder", PROPERTY_HOLDER),
    KNOWN(NS_SPO "organization", PROPERTY_ORGANIZATION),
    KNOWN(NS_SPO "title", PROPERTY_TITLE),
    KNOWN(NS_SPO "status", PROPERTY_STATUS),
    KNOWN(NS_SPO "about", PROPERTY_ABOUT),
    KNOWN(NS_SPO "measure", PROPERTY_MEASURE),
    KNOWN(NS_SPO "value", PROPERTY_VALUE),
    KNOWN(NS_SPO "upperValue", PROPERTY_UPPER_VALUE),
    KNOWN(NS_SPO "unit", PROPERTY_UNIT),
    KNOWN(NS_SPO "valueText", PROPERTY_VALUE_TEXT),
    KNOWN(NS_SPO "bound", PROPERTY_BOUND),
    KNOWN(NS_SPO "change", PROPERTY_CHANGE),
    KNOWN(NS_SPO "comparison", PROPERTY_COMPARISON),
    KNOWN(NS_SPO "scope", PROPERTY_SCOPE),
    KNOWN(NS_SPO "source", PROPERTY_SOURCE),
    KNOWN(NS_SPO "speaker", PROPERTY_SPEAKER),
    KNOWN(NS_SPO "cue", PROPERTY_CUE),
    KNOWN(NS_SPO "text", PROPERTY_TEXT),
    KNOWN(NS_SPO "direct", PROPERTY_DIRECT),
    KNOWN(NS_RDF "subject", PROPERTY_SUBJECT),
    KNOWN(NS_RDF "predicate", PROPERTY_PREDICATE),
    KNOWN(NS_RDF "object", PROPERTY_OBJECT),
    KNOWN(NS_NIF "beginIndex", PROPERTY_BEGIN),
    KNOWN(NS_NIF "endIndex", PROPERTY_END),
    KNOWN(NS_NIF "anchorOf", PROPERTY_ANCHOR),
    KNOWN(NS_NIF "referenceContext", PROPERTY_CONTEXT),
    KNOWN(NS_ITSRDF "taIdentRef", PROPERTY_ENTITY),
};

#undef KNOWN

enum { NOT_LOOKED_UP = 0xFF };

static uint8_t look_up(Slice iri) {
  for (unsigned i = 0; i < sizeof PROPERTIES / sizeof *PROPERTIES; i++) {
    if (slice_equal(PROPERTIES[i].iri, iri)) return (uint8_t)PROPERTIES[i].property;
  }
  return PROPERTY_OTHER;
}

/* What each predicate of the graph is. */
static const uint8_t *find_properties(Arena *arena, const Graph *graph) {
  uint8_t *properties = arena_alloc(arena, graph->terms.count + 1);
  memset(properties, NOT_LOOKED_UP, graph->terms.count + 1);
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    TermId predicate = graph->triples.data[i].predicate;
    if (properties[predicate] != NOT_LOOKED_UP) continue;
    const Term *term = &graph->terms.data[predicate];
    properties[predicate] = term->kind == TERM_IRI ? look_up(term->text) : PROPERTY_OTHER;
  }
  return properties;
}

static SubjectKind kind_by(KnownProperty property, SubjectKind kind) {
  switch (property) {
    case PROPERTY_BEGIN:
    case PROPERTY_ANCHOR:
      return SUBJECT_MENTION;
    case PROPERTY_EVIDENCE:
    case PROPERTY_RULE:
    case PROPERTY_CONFIDENCE:
      return SUBJECT_CLAIM;
    default:
      return kind;
  }
}

static Subject look_at(const Graph *graph, const uint8_t *properties, uint32_t first) {
  const Triple *triples = graph->triples.data;
  Subject subject = {triples[first].subject, TERM_NONE, SUBJECT_ENTITY, first, 0};
  for (uint32_t i = first; i < graph->triples.count && triples[i].subject == subject.term; i++) {
    KnownProperty property = (KnownProperty)properties[triples[i].predicate];
    if (property == PROPERTY_TYPE && subject.class == TERM_NONE) subject.class = triples[i].object;
    subject.kind = kind_by(property, subject.kind);
    subject.count++;
  }
  if (slice_equal(graph->terms.data[subject.term].text, graph->iri)) subject.kind = SUBJECT_DOCUMENT;
  return subject;
}

void graph_view_make(GraphView *view, Arena *arena, const Graph *graph) {
  const uint8_t *properties = find_properties(arena, graph);
  uint32_t *subject_of = arena_alloc(arena, (graph->terms.count + 1) * sizeof *subject_of);
  memset(subject_of, 0xFF, (graph->terms.count + 1) * sizeof *subject_of);
  struct {
    VECTOR(Subject);
  } subjects = {0};
  for (uint32_t i = 0; i < graph->triples.count;) {
    Subject subject = look_at(graph, properties, i);
    subject_of[subject.term] = subjects.count;
    VECTOR_PUSH(arena, &subjects, subject);
    i += subject.count;
  }
  *view = (GraphView){graph, subjects.data, subjects.count, subject_of, properties};
}

TermId view_object(const GraphView *view, const Subject *subject, KnownProperty property) {
  const Triple *triples = view->graph->triples.data + subject->first;
  for (uint32_t i = 0; i < subject->count; i++) {
    if (view->properties[triples[i].predicate] == property) return triples[i].object;
  }
  return TERM_NONE;
}

Slice view_text(const GraphView *view, const Subject *subject, KnownProperty property) {
  TermId object = view_object(view, subject, property);
  return object == TERM_NONE ? (Slice){0} : view_term(view, object)->text;
}

Slice iri_local_part(Slice iri) {
  size_t begin = iri.length;
  while (begin && iri.data[begin - 1] != '#' && iri.data[begin - 1] != '/' && iri.data[begin - 1] != ':') begin--;
  return begin == iri.length ? iri : (Slice){iri.data + begin, iri.length - begin};
}

Slice view_label(const GraphView *view, const Subject *subject) {
  Slice label = view_text(view, subject, PROPERTY_LABEL);
  return label.length ? label : iri_local_part(view_term(view, subject->term)->text);
}

Slice view_class(const GraphView *view, const Subject *subject) {
  return subject->class == TERM_NONE ? (Slice){0} : iri_local_part(view_term(view, subject->class)->text);
}

/* The triples of a subject are sorted by predicate and object; equal terms have one id. */
static bool has_triple(const GraphView *view, Triple wanted) {
  const Subject *subject = view_subject(view, wanted.subject);
  const Triple *triples = view->graph->triples.data;
  for (uint32_t i = 0; subject && i < subject->count; i++) {
    const Triple *triple = &triples[subject->first + i];
    if (triple->predicate == wanted.predicate && triple->object == wanted.object) return true;
  }
  return false;
}

bool view_reified(const GraphView *view, const Subject *claim, Triple *triple) {
  triple->subject = view_object(view, claim, PROPERTY_SUBJECT);
  triple->predicate = view_object(view, claim, PROPERTY_PREDICATE);
  triple->object = view_object(view, claim, PROPERTY_OBJECT);
  bool whole = triple->subject != TERM_NONE && triple->predicate != TERM_NONE && triple->object != TERM_NONE;
  return claim->kind == SUBJECT_CLAIM && whole && has_triple(view, *triple);
}
