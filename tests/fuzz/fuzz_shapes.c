/* Shapes of any kind: the input is shapes and data in one (Turtle, or whatever looks like RDF). They must be refused,
   or be safe and quick to validate with. Read by Serd: Raptor, which reads shapes otherwise, has its own fuzzers. */
#include "validate/report.h"

static void add_term(const Store *store, StoreTerm number, RdfTerm *term) {
  *term = store_term(store, number);
}

static void run(Arena *arena, Store *store, Shapes *shapes) {
  ShapeGraph graph;
  Validation validation;
  StoreQuad quad;
  shape_graph_init(&graph, arena);
  StoreCursor cursor = store_match_triples(store, (StoreQuad){STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    RdfQuad triple = {.line = 1};
    add_term(store, quad.subject, &triple.subject);
    add_term(store, quad.predicate, &triple.predicate);
    add_term(store, quad.object, &triple.object);
    shape_graph_add(&graph, &triple);
  }
  shape_graph_finish(&graph);
  if (shapes_compile(shapes, arena, &graph, store, "shapes", &DIAGNOSTICS_SILENT) != SPO_SUCCESS) return;
  validate_data(shapes, arena, 100, &validation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena arena;
  jmp_buf jump;
  Shapes shapes = {.arena = NULL};
  if (size > 20000) return 0;
  Store *store = store_open(&(StoreOptions){.most_in_memory = (size_t)64 << 20, .most = (size_t)64 << 20});
  if (!store) return 0;
  arena_init(&arena, (size_t)512 << 20);
  if (!ARENA_GUARD(&arena, jump)) {
    store_add_bytes(store, (Slice){(const char *)data, size}, "input.ttl", &DIAGNOSTICS_SILENT);
    if (store_finish(store)) run(&arena, store, &shapes);
  }
  shapes_free(&shapes);
  arena_free(&arena);
  store_close(store);
  return 0;
}
