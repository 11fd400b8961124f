/* graph_view.h - a finished graph seen by its subjects: the document, entities, claims, mentions.

   Made in one pass over the triples, which are sorted by subject. It looks at nothing but triples, so it works for any
   graph, also one that was read from a file: a claim is what has evidence, a rule or a confidence, a mention what has
   offsets, the document what bears the graph's IRI, and an entity whatever else has properties. */
#ifndef SPO_GRAPH_GRAPH_VIEW_H
#define SPO_GRAPH_GRAPH_VIEW_H

#include "graph/graph.h"

#define TERM_NONE UINT32_MAX

/* Properties that forms other than RDF know by name; the ontology explains them. */
typedef enum {
  PROPERTY_OTHER,
  PROPERTY_TYPE,
  PROPERTY_LABEL,
  PROPERTY_ALT_LABEL,
  PROPERTY_SAME_AS,
  PROPERTY_LINK_SCORE,
  PROPERTY_JOB_TITLE,
  PROPERTY_WORKS_FOR,
  PROPERTY_HEADLINE,
  PROPERTY_DATE_PUBLISHED,
  PROPERTY_IN_LANGUAGE,
  PROPERTY_PUBLISHER,
  PROPERTY_AUTHOR,
  PROPERTY_DCT_SOURCE,
  PROPERTY_RETRIEVED,
  PROPERTY_SHA256,
  PROPERTY_EVIDENCE,
  PROPERTY_RULE,
  PROPERTY_CONFIDENCE,
  PROPERTY_POLARITY,
  PROPERTY_MODALITY,
  PROPERTY_PERIOD,
  PROPERTY_PERIOD_TEXT,
  PROPERTY_HOLDER,
  PROPERTY_ORGANIZATION,
  PROPERTY_TITLE,
  PROPERTY_STATUS,
  PROPERTY_ABOUT,
  PROPERTY_MEASURE,
  PROPERTY_VALUE,
  PROPERTY_UPPER_VALUE,
  PROPERTY_UNIT,
  PROPERTY_VALUE_TEXT,
  PROPERTY_BOUND,
  PROPERTY_CHANGE,
  PROPERTY_COMPARISON,
  PROPERTY_SCOPE,
  PROPERTY_SOURCE,
  PROPERTY_SPEAKER,
  PROPERTY_CUE,
  PROPERTY_TEXT,
  PROPERTY_DIRECT,
  PROPERTY_SUBJECT,
  PROPERTY_PREDICATE,
  PROPERTY_OBJECT,
  PROPERTY_BEGIN,
  PROPERTY_END,
  PROPERTY_ANCHOR,
  PROPERTY_CONTEXT,
  PROPERTY_ENTITY, /* itsrdf:taIdentRef */
  KNOWN_PROPERTIES
} KnownProperty;

typedef enum { SUBJECT_DOCUMENT, SUBJECT_ENTITY, SUBJECT_CLAIM, SUBJECT_MENTION } SubjectKind;

typedef struct {
  TermId term;
  TermId class; /* the first rdf:type, or TERM_NONE */
  SubjectKind kind;
  uint32_t first, count; /* its triples in graph->triples */
} Subject;

typedef struct {
  const Graph *graph;
  const Subject *subjects; /* in the order of the triples */
  uint32_t count;
  const uint32_t *subject_of; /* by term: index into subjects, UINT32_MAX: the term is no subject */
  const uint8_t *properties;  /* by term: its KnownProperty, where it stands as a predicate */
} GraphView;

/* In `arena`; the graph must be finished and live as long as the view. */
void graph_view_make(GraphView *view, Arena *arena, const Graph *graph);

static inline const Term *view_term(const GraphView *view, TermId term) {
  return &view->graph->terms.data[term];
}

/* The subject that a term is, or NULL. */
static inline const Subject *view_subject(const GraphView *view, TermId term) {
  if (term == TERM_NONE || view->subject_of[term] == UINT32_MAX) return NULL;
  return &view->subjects[view->subject_of[term]];
}

static inline KnownProperty view_property(const GraphView *view, TermId predicate) {
  return (KnownProperty)view->properties[predicate];
}

/* The first value of a subject's property; TERM_NONE where it has none. */
TermId view_object(const GraphView *view, const Subject *subject, KnownProperty property);

/* The same as text: empty where there is none. */
Slice view_text(const GraphView *view, const Subject *subject, KnownProperty property);

/* rdfs:label, or, where there is none, the end of the IRI. */
Slice view_label(const GraphView *view, const Subject *subject);

/* An IRI without what stands before its last "#", "/" or ":": Person. The whole IRI where nothing would be left. */
Slice iri_local_part(Slice iri);

/* The local part of a subject's class; empty where it has none. */
Slice view_class(const GraphView *view, const Subject *subject);

/* The triple that a relation is about, where it stands in the graph. */
bool view_reified(const GraphView *view, const Subject *claim, Triple *triple);

#endif
