#include "graph/entity_graph.h"

#include "graph/namespaces.h"

void entity_graph_init(EntityGraph *graph, Arena *arena) {
  *graph = (EntityGraph){.arena = arena};
}

const char *entity_edge_kind(EntityEdgeKind kind) {
  static const char *const NAMES[] = {"position", "relation", "claim", "triple"};
  return NAMES[kind];
}

static Slice copy(EntityGraph *graph, Slice text) {
  return text.length ? arena_copy(graph->arena, text) : (Slice){0};
}

static Slice local_copy(EntityGraph *graph, Slice iri) {
  return iri.length ? copy(graph, iri_local_part(iri)) : (Slice){0};
}

static bool is_entity(const GraphView *view, TermId term) {
  const Subject *subject = view_subject(view, term);
  return subject && subject->kind == SUBJECT_ENTITY && subject->class != TERM_NONE;
}

/* The node of an entity; made where it is new. */
static uint32_t node_of(EntityGraph *graph, const GraphView *view, TermId term) {
  Slice iri = view_term(view, term)->text;
  uint32_t known = name_table_find(&graph->by_iri, iri);
  if (known != UINT32_MAX) return known;
  const Subject *subject = view_subject(view, term);
  TermId label = view_object(view, subject, PROPERTY_LABEL);
  EntityNode node = {.iri = copy(graph, iri),
                     .type = copy(graph, view_class(view, subject)),
                     .label = copy(graph, view_label(view, subject)),
                     .language = label == TERM_NONE ? (Slice){0} : copy(graph, view_term(view, label)->language)};
  name_table_add(&graph->by_iri, graph->arena, node.iri, graph->nodes.count);
  VECTOR_PUSH(graph->arena, &graph->nodes, node);
  return graph->nodes.count - 1;
}

static void add_edge(EntityGraph *graph, EntityEdge edge) {
  VECTOR_PUSH(graph->arena, &graph->edges, edge);
  graph->nodes.data[edge.from].edges++;
  graph->nodes.data[edge.to].edges++;
}

/* What a claim says of itself, in an edge. */
static EntityEdge claim_edge(EntityGraph *graph, const GraphView *view, const Subject *claim) {
  Slice polarity = iri_local_part(view_text(view, claim, PROPERTY_POLARITY));
  return (EntityEdge){.claim = copy(graph, view_term(view, claim->term)->text),
                      .confidence = copy(graph, view_text(view, claim, PROPERTY_CONFIDENCE)),
                      .status = local_copy(graph, view_text(view, claim, PROPERTY_STATUS)),
                      .modality = local_copy(graph, view_text(view, claim, PROPERTY_MODALITY)),
                      .period = copy(graph, view_text(view, claim, PROPERTY_PERIOD)),
                      .denied = slice_is(polarity, "negative")};
}

/* The triple that a relation is about, where it stands in the graph, is explained by it. */
static void mark_explained(const GraphView *view, const Subject *subject, TermId predicate, TermId object,
                           bool *explained) {
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &view->graph->triples.data[i];
    if (triple->predicate == predicate && triple->object == object) explained[i] = true;
  }
}

/* Figures, sayings, and positions without an organization are no lines of a picture. */
static bool is_drawn(const GraphView *view, const Subject *claim) {
  static const char *const OTHERS[] = {NS_SPO "Statistic", NS_SPO "Quotation", NS_SPO "Position", NS_SPO "Relation"};
  if (claim->class == TERM_NONE) return false;
  for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
    if (slice_is(view_term(view, claim->class)->text, OTHERS[i])) return false;
  }
  return true;
}

/* Who acts comes first: a frame does not tell, and its properties are sorted by their names. */
static unsigned rank_of(const GraphView *view, TermId entity) {
  static const char *const TYPES[] = {"Person", "Organization"};
  Slice type = view_class(view, view_subject(view, entity));
  unsigned rank = 0;
  while (rank < 2 && !slice_is(type, TYPES[rank])) rank++;
  return slice_is(type, "Place") ? 3 : rank;
}

/* Whether the value of a claim's property is an entity that takes part in it. */
static bool takes_part(const GraphView *view, const Triple *triple) {
  KnownProperty property = view_property(view, triple->predicate);
  return property != PROPERTY_TYPE && property != PROPERTY_SOURCE && is_entity(view, triple->object);
}

static void add_participants(EntityGraph *graph, const GraphView *view, const Subject *claim) {
  const Triple *triples = view->graph->triples.data + claim->first, *first = NULL;
  uint32_t count = 0;
  for (uint32_t i = 0; i < claim->count; i++) {
    if (!takes_part(view, &triples[i])) continue;
    count++;
    if (!first || rank_of(view, triples[i].object) < rank_of(view, first->object)) first = &triples[i];
  }
  for (uint32_t i = 0; i < claim->count && count > 1; i++) {
    if (!takes_part(view, &triples[i]) || triples[i].object == first->object) continue;
    EntityEdge edge = claim_edge(graph, view, claim);
    edge.kind = EDGE_CLAIM;
    edge.from = node_of(graph, view, first->object);
    edge.to = node_of(graph, view, triples[i].object);
    edge.predicate = copy(graph, view_term(view, triples[i].predicate)->text);
    edge.label = copy(graph, view_class(view, claim));
    if (count > 2 || rank_of(view, triples[i].object) == rank_of(view, first->object)) {
      edge.label = arena_join(graph->arena, (Slice[]){edge.label, SLICE(": "), iri_local_part(edge.predicate)}, 3);
    }
    add_edge(graph, edge);
  }
}

static void add_claim(EntityGraph *graph, const GraphView *view, const Subject *claim, bool *explained) {
  TermId holder = view_object(view, claim, PROPERTY_HOLDER);
  TermId organization = view_object(view, claim, PROPERTY_ORGANIZATION);
  TermId subject = view_object(view, claim, PROPERTY_SUBJECT), object = view_object(view, claim, PROPERTY_OBJECT);
  TermId predicate = view_object(view, claim, PROPERTY_PREDICATE);
  EntityEdge edge = claim_edge(graph, view, claim);
  if (is_entity(view, holder) && is_entity(view, organization)) {
    edge.kind = EDGE_POSITION;
    edge.from = node_of(graph, view, holder);
    edge.to = node_of(graph, view, organization);
    edge.label = copy(graph, view_text(view, claim, PROPERTY_TITLE));
    edge.predicate = SLICE("https://w3id.org/spo#organization");
    add_edge(graph, edge);
  } else if (is_entity(view, subject) && is_entity(view, object) && predicate != TERM_NONE) {
    edge.kind = EDGE_RELATION;
    edge.from = node_of(graph, view, subject);
    edge.to = node_of(graph, view, object);
    edge.predicate = copy(graph, view_term(view, predicate)->text);
    edge.label = iri_local_part(edge.predicate);
    mark_explained(view, view_subject(view, subject), predicate, object, explained);
    add_edge(graph, edge);
  } else if (is_drawn(view, claim)) {
    add_participants(graph, view, claim);
  }
}

/* Counts the claim once for each entity that it speaks of. `counted_by`: of each term, the claim that counted it last.
 */
static void count_claim(EntityGraph *graph, const GraphView *view, const Subject *claim, TermId *counted_by) {
  for (uint32_t i = claim->first; i < claim->first + claim->count; i++) {
    TermId object = view->graph->triples.data[i].object;
    if (counted_by[object] == claim->term || !is_entity(view, object)) continue;
    counted_by[object] = claim->term;
    graph->nodes.data[node_of(graph, view, object)].claims++;
  }
}

static void add_triples(EntityGraph *graph, const GraphView *view, const Subject *subject, const bool *explained) {
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &view->graph->triples.data[i];
    KnownProperty property = view_property(view, triple->predicate);
    if (explained[i] || property == PROPERTY_WORKS_FOR || property == PROPERTY_TYPE) continue;
    if (!is_entity(view, triple->object)) continue;
    EntityEdge edge = {.kind = EDGE_TRIPLE,
                       .from = node_of(graph, view, subject->term),
                       .to = node_of(graph, view, triple->object),
                       .predicate = copy(graph, view_term(view, triple->predicate)->text)};
    edge.label = iri_local_part(edge.predicate);
    add_edge(graph, edge);
  }
}

static void count_mention(EntityGraph *graph, const GraphView *view, const Subject *mention) {
  for (uint32_t i = mention->first; i < mention->first + mention->count; i++) {
    const Triple *triple = &view->graph->triples.data[i];
    if (view_property(view, triple->predicate) != PROPERTY_ENTITY || !is_entity(view, triple->object)) continue;
    graph->nodes.data[node_of(graph, view, triple->object)].mentions++;
  }
}

void entity_graph_add(EntityGraph *graph, const GraphView *view) {
  bool *explained = ARENA_ARRAY(graph->arena, bool, view->graph->triples.count + 1);
  TermId *counted_by = arena_alloc(graph->arena, (view->graph->terms.count + 1) * sizeof *counted_by);
  memset(counted_by, 0xFF, (view->graph->terms.count + 1) * sizeof *counted_by);
  for (uint32_t i = 0; i < view->count; i++) {
    if (is_entity(view, view->subjects[i].term)) node_of(graph, view, view->subjects[i].term);
  }
  for (uint32_t i = 0; i < view->count; i++) {
    const Subject *subject = &view->subjects[i];
    if (subject->kind == SUBJECT_MENTION) count_mention(graph, view, subject);
    if (subject->kind != SUBJECT_CLAIM) continue;
    count_claim(graph, view, subject, counted_by);
    add_claim(graph, view, subject, explained);
  }
  for (uint32_t i = 0; i < view->count; i++) {
    if (is_entity(view, view->subjects[i].term)) add_triples(graph, view, &view->subjects[i], explained);
  }
}
