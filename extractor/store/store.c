#include "store/store.h"

#include <stdlib.h>

#include "store/store_internal.h"

static const size_t GIGABYTE = (size_t)1 << 30;

Store *store_open(const StoreOptions *options) {
  Store *store = calloc(1, sizeof *store);
  if (!store) return NULL;
  const char *folder = options && options->folder ? options->folder : getenv("TMPDIR");
  store->pool = (SpacePool){.folder = folder && *folder ? folder : "/tmp",
                            .most_in_memory = options ? options->most_in_memory : 0,
                            .most = options ? options->most : 0};
  if (!store->pool.most_in_memory) store->pool.most_in_memory = 2 * GIGABYTE;
  if (!store->pool.most) store->pool.most = 64 * GIGABYTE;
  terms_init(&store->terms, &store->pool);
  quads_init(&store->quads, &store->pool);
  return store;
}

void store_close(Store *store) {
  if (!store) return;
  quads_free(&store->quads);
  terms_free(&store->terms);
  free(store);
}

uint32_t store_file_count(const Store *store) {
  return store->files;
}

bool store_add_quad(Store *store, StoreQuad quad) {
  return quads_add(&store->quads, quad);
}

bool store_finish(Store *store) {
  return quads_sort(&store->quads, store->terms.count);
}

uint64_t store_count(const Store *store) {
  return store->quads.count;
}

uint32_t store_term_count(const Store *store) {
  return store->terms.count;
}

StoreTerm store_find(const Store *store, const RdfTerm *term) {
  return terms_find(&store->terms, term);
}

StoreTerm store_find_iri(const Store *store, Slice iri) {
  return terms_find(&store->terms, &(RdfTerm){.kind = RDF_IRI, .text = iri});
}

StoreTerm store_add_term(Store *store, const RdfTerm *term) {
  return terms_add(&store->terms, term);
}

RdfTerm store_term(const Store *store, StoreTerm number) {
  return terms_get(&store->terms, number);
}

StoreTerm store_datatype(const Store *store, StoreTerm number) {
  return terms_datatype(&store->terms, number);
}

StoreCursor store_match(const Store *store, StoreQuad pattern) {
  return quads_match(&store->quads, pattern, false);
}

StoreCursor store_match_triples(const Store *store, StoreQuad pattern) {
  return quads_match(&store->quads, pattern, true);
}

uint64_t store_size(const Store *store, StoreQuad pattern) {
  StoreCursor cursor = quads_match(&store->quads, pattern, false);
  return (uint64_t)(cursor.end - cursor.at);
}

const StorePredicate *store_predicates(const Store *store, size_t *count) {
  *count = store->quads.predicate_count;
  return store->quads.predicates.data;
}

uint32_t store_distinct(const Store *store, StoreOrder first) {
  return store->quads.distinct[first];
}
