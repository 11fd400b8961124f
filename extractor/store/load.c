/* Reading RDF files and folders of them into a store. */
#include <stdio.h>

#include "rdf/files.h"
#include "rdf/reader.h"
#include "store/store_internal.h"

typedef struct {
  Store *store;
  char blank_prefix[24]; /* nodes of two files are never one */
  bool no_room;
} Loading;

static bool add_quad(Store *store, const RdfQuad *read) {
  StoreQuad quad = {.subject = store_add_term(store, &read->subject)};
  if (!quad.subject) return false;
  quad.predicate = store_add_term(store, &read->predicate);
  if (!quad.predicate) return false;
  quad.object = store_add_term(store, &read->object);
  if (!quad.object) return false;
  if (read->graph.text.length) {
    quad.graph = store_add_term(store, &read->graph);
    if (!quad.graph) return false;
  }
  return store_add_quad(store, quad);
}

static bool take_quad(void *handle, const RdfQuad *quad) {
  Loading *loading = handle;
  loading->no_room = !add_quad(loading->store, quad);
  return !loading->no_room;
}

/* A file, or where `path` is NULL bytes of that name. */
static SpoStatus load(Store *store, const char *path, Slice bytes, const char *name, const Diagnostics *diagnostics) {
  Loading loading = {.store = store};
  RdfSink sink = {.take = take_quad, .handle = &loading};
  int length = snprintf(loading.blank_prefix, sizeof loading.blank_prefix, "f%u.", ++store->files);
  RdfReadOptions options = {.name = name, .blank_prefix = {loading.blank_prefix, (size_t)length}, .relative = true};
  SpoStatus status =
      path ? rdf_read(path, &options, &sink, diagnostics) : rdf_read_bytes(bytes, &options, &sink, diagnostics);
  if (!loading.no_room) return status;
  diagnostics_file(diagnostics, SPO_ERROR, path ? path : name, 0, SIZE_MAX,
                   "there is no room for more quads, in memory or in the folder for temporary files");
  return SPO_NO_MEMORY;
}

SpoStatus store_add_bytes(Store *store, Slice bytes, const char *name, const Diagnostics *diagnostics) {
  return load(store, NULL, bytes, name, diagnostics);
}

typedef struct {
  Store *store;
  const Diagnostics *diagnostics;
} Adding;

static SpoStatus add_file(void *handle, const char *path) {
  const Adding *adding = handle;
  return load(adding->store, path, (Slice){0}, NULL, adding->diagnostics);
}

SpoStatus store_add_path(Store *store, const char *path, const Diagnostics *diagnostics) {
  return rdf_files_visit(path, add_file, &(Adding){store, diagnostics}, diagnostics);
}
