#include "query/dataset.h"

static const StoreQuad ALL = {STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY};

static const bool *set_of(const Dataset *dataset, Arena *arena, const StoreTerm *graphs, size_t count) {
  bool *set = ARENA_ARRAY(arena, bool, (size_t)dataset->terms + 1);
  for (size_t i = 0; i < count; i++) {
    if (graphs[i] <= dataset->terms) set[graphs[i]] = true;
  }
  return set;
}

void dataset_init(Dataset *dataset, Arena *arena, const Store *store, bool unnamed_only, const StoreTerm *from,
                  size_t from_count, const StoreTerm *from_named, size_t from_named_count) {
  *dataset = (Dataset){.store = store, .terms = store_term_count(store), .unnamed_only = unnamed_only};
  if (from_count || from_named_count) {
    dataset->from = set_of(dataset, arena, from, from_count);
    dataset->named = set_of(dataset, arena, from_named, from_named_count);
  }
  for (StoreTerm graph = 1; graph <= dataset->terms; graph++) {
    StoreQuad pattern = ALL;
    pattern.graph = graph;
    bool seen = !dataset->named || dataset->named[graph];
    if (seen && store_size(store, pattern)) VECTOR_PUSH(arena, &dataset->graphs, graph);
  }
}

bool dataset_has_graph(const Dataset *dataset, StoreTerm graph) {
  if (!graph || graph > dataset->terms || (dataset->named && !dataset->named[graph])) return false;
  StoreQuad pattern = ALL;
  pattern.graph = graph;
  return store_size(dataset->store, pattern) > 0;
}

DatasetCursor dataset_triples(const Dataset *dataset, StoreQuad pattern) {
  if (!dataset->from && !dataset->unnamed_only) {
    return (DatasetCursor){.cursor = store_match_triples(dataset->store, pattern)};
  }
  pattern.graph = STORE_DEFAULT_GRAPH;
  if (!dataset->from) return (DatasetCursor){.cursor = store_match(dataset->store, pattern)};
  pattern.graph = STORE_ANY;
  return (DatasetCursor){.cursor = store_match(dataset->store, pattern), .graphs = dataset->from, .once = true};
}

DatasetCursor dataset_quads(const Dataset *dataset, StoreQuad pattern) {
  if (pattern.graph == STORE_DEFAULT_GRAPH) return (DatasetCursor){0};
  DatasetCursor cursor = {.cursor = store_match(dataset->store, pattern), .graphs = dataset->named};
  if (!cursor.graphs && pattern.graph == STORE_ANY) cursor.any = true; /* leaves out the default graph */
  return cursor;
}

DatasetCursor dataset_of_graph(const Dataset *dataset, StoreQuad pattern) {
  return pattern.graph == STORE_ANY ? dataset_triples(dataset, pattern) : dataset_quads(dataset, pattern);
}

bool dataset_next(DatasetCursor *cursor, StoreQuad *quad) {
  while (store_next(&cursor->cursor, quad)) {
    if (cursor->graphs && !cursor->graphs[quad->graph]) continue;
    if (!cursor->once) {
      if (cursor->any && quad->graph == STORE_DEFAULT_GRAPH) continue;
      return true;
    }
    bool repeated = cursor->any && cursor->last.subject == quad->subject && cursor->last.predicate == quad->predicate &&
                    cursor->last.object == quad->object;
    cursor->any = true;
    cursor->last = *quad;
    if (!repeated) return true;
  }
  return false;
}
