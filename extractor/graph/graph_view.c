#include "graph/graph_view.h"

#include "base/name_table.h"
#include "graph/namespaces.h"

static const struct {
  const char *iri;
  KnownProperty property;
} PROPERTIES[] = {
    {NS_RDF "type", PROPERTY_TYPE},
    {NS_RDFS "label", PROPERTY_LABEL},
    {NS_SKOS "altLabel", PROPERTY_ALT_LABEL},
    {NS_SCHEMA "sameAs", PROPERTY_SAME_AS},
    {NS_SPO "linkScore", PROPERTY_LINK_SCORE},
    {NS_SCHEMA "jobTitle", PROPERTY_JOB_TITLE},
    {NS_SCHEMA "worksFor", PROPERTY_WORKS_FOR},
    {NS_SCHEMA "headline", PROPERTY_HEADLINE},
    {NS_SCHEMA "datePublished", PROPERTY_DATE_PUBLISHED},
    {NS_SCHEMA "inLanguage", PROPERTY_IN_LANGUAGE},
    {NS_SCHEMA "publisher", PROPERTY_PUBLISHER},
    {NS_SCHEMA "author", PROPERTY_AUTHOR},
    {NS_DCT "source", PROPERTY_DCT_SOURCE},
    {NS_SPO "retrieved", PROPERTY_RETRIEVED},
    {NS_SPO "sha256", PROPERTY_SHA256},
    {NS_SPO "evidence", PROPERTY_EVIDENCE},
    {NS_SPO "rule", PROPERTY_RULE},
    {NS_SPO "confidence", PROPERTY_CONFIDENCE},
    {NS_SPO "polarity", PROPERTY_POLARITY},
    {NS_SPO "modality", PROPERTY_MODALITY},
    {NS_SPO "period", PROPERTY_PERIOD},
    {NS_SPO "periodText", PROPERTY_PERIOD_TEXT},
    {NS_SPO "holder", PROPERTY_HOLDER},
    {NS_SPO "organization", PROPERTY_ORGANIZATION},
    {NS_SPO "title", PROPERTY_TITLE},
    {NS_SPO "status", PROPERTY_STATUS},
    {NS_SPO "about", PROPERTY_ABOUT},
    {NS_SPO "measure", PROPERTY_MEASURE},
    {NS_SPO "value", PROPERTY_VALUE},
    {NS_SPO "upperValue", PROPERTY_UPPER_VALUE},
    {NS_SPO "unit", PROPERTY_UNIT},
    {NS_SPO "valueText", PROPERTY_VALUE_TEXT},
    {NS_SPO "bound", PROPERTY_BOUND},
    {NS_SPO "change", PROPERTY_CHANGE},
    {NS_SPO "comparison", PROPERTY_COMPARISON},
    {NS_SPO "scope", PROPERTY_SCOPE},
    {NS_SPO "source", PROPERTY_SOURCE},
    {NS_SPO "speaker", PROPERTY_SPEAKER},
    {NS_SPO "cue", PROPERTY_CUE},
    {NS_SPO "text", PROPERTY_TEXT},
    {NS_SPO "direct", PROPERTY_DIRECT},
    {NS_RDF "subject", PROPERTY_SUBJECT},
    {NS_RDF "predicate", PROPERTY_PREDICATE},
    {NS_RDF "object", PROPERTY_OBJECT},
    {NS_NIF "beginIndex", PROPERTY_BEGIN},
    {NS_NIF "endIndex", PROPERTY_END},
    {NS_NIF "anchorOf", PROPERTY_ANCHOR},
    {NS_NIF "referenceContext", PROPERTY_CONTEXT},
    {NS_ITSRDF "taIdentRef", PROPERTY_ENTITY},
};

enum { NOT_LOOKED_UP = 0xFF };

static uint8_t look_up(const NameTable *known, Slice iri) {
  uint32_t value = name_table_find(known, iri);
  return value == UINT32_MAX ? PROPERTY_OTHER : (uint8_t)value;
}

/* What each predicate of the graph is. */
static const uint8_t *find_properties(Arena *arena, const Graph *graph) {
  NameTable known = {0};
  for (unsigned i = 0; i < sizeof PROPERTIES / sizeof *PROPERTIES; i++) {
    name_table_add(&known, arena, slice_of(PROPERTIES[i].iri), PROPERTIES[i].property);
  }
  uint8_t *properties = arena_alloc(arena, graph->terms.count + 1);
  memset(properties, NOT_LOOKED_UP, graph->terms.count + 1);
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    TermId predicate = graph->triples.data[i].predicate;
    if (properties[predicate] != NOT_LOOKED_UP) continue;
    const Term *term = &graph->terms.data[predicate];
    properties[predicate] = term->kind == TERM_IRI ? look_up(&known, term->text) : PROPERTY_OTHER;
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
