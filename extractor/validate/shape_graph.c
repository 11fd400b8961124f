#include "validate/shape_graph.h"

#include <stdlib.h>

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

void shape_graph_init(ShapeGraph *graph, Arena *arena) {
  *graph = (ShapeGraph){.arena = arena};
}

static Slice key_of(Arena *arena, const RdfTerm *term) {
  static const char *const KINDS[] = {[RDF_IRI] = "i", [RDF_BLANK] = "b", [RDF_LITERAL] = "l"};
  return arena_join(
      arena, (Slice[]){slice_of(KINDS[term->kind]), term->text, {"", 1}, term->datatype, {"", 1}, term->language}, 6);
}

static ShapeNode intern(ShapeGraph *graph, const RdfTerm *term) {
  Slice key = key_of(graph->arena, term);
  ShapeNode known = name_table_find(&graph->table, key);
  if (known != UINT32_MAX) return known;
  ShapeTerm made = {.term = *term};
  made.term.text = arena_copy(graph->arena, term->text);
  made.term.datatype = term->datatype.length ? arena_copy(graph->arena, term->datatype) : SLICE("");
  made.term.language = term->language.length ? arena_copy(graph->arena, term->language) : SLICE("");
  name_table_add(&graph->table, graph->arena, key, graph->terms.count);
  VECTOR_PUSH(graph->arena, &graph->terms, made);
  return graph->terms.count - 1;
}

bool shape_graph_add(void *handle, const RdfQuad *triple) {
  ShapeGraph *graph = handle;
  ShapeNode subject = intern(graph, &triple->subject), predicate = intern(graph, &triple->predicate);
  ShapeTriple made = {subject, predicate, intern(graph, &triple->object)};
  ShapeTerm *term = &graph->terms.data[subject];
  if (!term->line) term->line = (uint32_t)triple->line;
  VECTOR_PUSH(graph->arena, &graph->triples, made);
  return true;
}

typedef struct {
  ShapeTriple triple;
  uint32_t place;
} Placed;

static int by_subject(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->triple.subject != y->triple.subject) return x->triple.subject < y->triple.subject ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

void shape_graph_finish(ShapeGraph *graph) {
  uint32_t count = graph->triples.count;
  Placed *sorted = arena_alloc(graph->arena, (count + 1) * sizeof *sorted);
  for (uint32_t i = 0; i < count; i++) sorted[i] = (Placed){graph->triples.data[i], i};
  qsort(sorted, count, sizeof *sorted, by_subject);
  for (uint32_t i = 0; i < count; i++) {
    ShapeTerm *term = &graph->terms.data[sorted[i].triple.subject];
    graph->triples.data[i] = sorted[i].triple;
    if (!term->count++) term->first = i;
  }
}

ShapeNode shape_graph_find(const ShapeGraph *graph, const char *iri) {
  char key[256] = "i"; /* all that are asked for are short */
  size_t length = strlen(iri);
  if (length + 3 > sizeof key) return SHAPE_NONE;
  memcpy(key + 1, iri, length);
  key[length + 1] = key[length + 2] = 0;
  return name_table_find(&graph->table, (Slice){key, length + 3});
}

ShapeNodes shape_graph_objects(const ShapeGraph *graph, ShapeNode subject, const char *property) {
  ShapeNodes objects = {0};
  ShapeNode predicate = shape_graph_find(graph, property);
  if (predicate == SHAPE_NONE || subject == SHAPE_NONE) return objects;
  const ShapeTerm *term = &graph->terms.data[subject];
  for (uint32_t i = term->first; i < term->first + term->count; i++) {
    const ShapeTriple *triple = &graph->triples.data[i];
    bool known = triple->predicate != predicate;
    for (uint32_t k = 0; k < objects.count && !known; k++) known = objects.data[k] == triple->object;
    if (!known) VECTOR_PUSH(graph->arena, &objects, triple->object);
  }
  return objects;
}

ShapeNode shape_graph_object(const ShapeGraph *graph, ShapeNode subject, const char *property) {
  ShapeNodes objects = shape_graph_objects(graph, subject, property);
  return objects.count ? objects.data[0] : SHAPE_NONE;
}

bool shape_graph_has(const ShapeGraph *graph, ShapeNode subject, const char *property, const char *object) {
  ShapeNodes objects = shape_graph_objects(graph, subject, property);
  ShapeNode wanted = shape_graph_find(graph, object);
  for (uint32_t i = 0; i < objects.count; i++) {
    if (objects.data[i] == wanted) return true;
  }
  return false;
}

bool shape_graph_list(const ShapeGraph *graph, ShapeNode list, ShapeNodes *members) {
  ShapeNode nil = shape_graph_find(graph, RDF "nil");
  *members = (ShapeNodes){0};
  for (uint32_t steps = 0; list != nil && steps <= graph->terms.count; steps++) {
    ShapeNodes first = shape_graph_objects(graph, list, RDF "first"),
               rest = shape_graph_objects(graph, list, RDF "rest");
    if (first.count != 1 || rest.count != 1) return false;
    VECTOR_PUSH(graph->arena, members, first.data[0]);
    list = rest.data[0];
  }
  return list == nil;
}
