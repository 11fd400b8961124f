#include "load/store.h"

#define TRIPLES "application/n-triples"

/* Virtuoso is known to take 1,000 triples in an update and to fail at 2,000 (SP031). */
static const StoreProfile PROFILES[] = {
    {"virtuoso", "http://HOST:8890", "/sparql-graph-crud-auth?graph-uri={graph}", NULL, "/sparql-auth", "/sparql-auth",
     "text/turtle", 1000, AUTH_DIGEST},
    {"oxigraph", "http://HOST:7878", "/store?graph={graph}", "/store?default", "/update", "/query", TRIPLES, 10000,
     AUTH_BASIC},
    {"fuseki", "http://HOST:3030/DATASET", "/data?graph={graph}", "/data?default", "/update", "/query", TRIPLES, 10000,
     AUTH_BASIC},
    {"graphdb", "http://HOST:7200/repositories/NAME", "/rdf-graphs/service?graph={graph}",
     "/rdf-graphs/service?default", "/statements", "", TRIPLES, 10000, AUTH_BASIC},
    {"rdf4j", "http://HOST:8080/rdf4j-server/repositories/NAME", "/rdf-graphs/service?graph={graph}",
     "/rdf-graphs/service?default", "/statements", "", TRIPLES, 10000, AUTH_BASIC},
    {"qlever", "http://HOST:7001", "?graph={graph}", "?default", "", "", TRIPLES, 10000, AUTH_BASIC},
    {"blazegraph", "http://HOST:9999/blazegraph/namespace/NAME", NULL, NULL, "/sparql", "/sparql", TRIPLES, 10000,
     AUTH_BASIC},
    {"neptune", "https://HOST:8182", "/sparql/gsp/?graph={graph}", "/sparql/gsp/?default", "/sparql", "/sparql",
     TRIPLES, 10000, AUTH_BASIC},
    {"stardog", "http://HOST:5820/DATABASE", "?graph={graph}", "?default", "/update", "/query", TRIPLES, 10000,
     AUTH_BASIC},
};

const StoreProfile STORE_VIRTUOSO_OPEN = {
    "virtuoso", "http://HOST:8890", "/sparql-graph-crud?graph-uri={graph}", NULL, "/sparql", "/sparql", "text/turtle",
    1000,       AUTH_DIGEST};

const StoreProfile STORE_ANY = {"any", "", "?graph={graph}", "?default", "", NULL, TRIPLES, 1000, AUTH_BASIC};

const StoreProfile *store_named(const char *name) {
  for (size_t i = 0; i < sizeof PROFILES / sizeof *PROFILES; i++) {
    if (strcmp(PROFILES[i].name, name) == 0) return &PROFILES[i];
  }
  return NULL;
}

bool url_put_encoded(ByteBuffer *to, Slice text) {
  bool put = true;
  for (size_t i = 0; i < text.length && put; i++) {
    unsigned char c = (unsigned char)text.data[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
    char code[] = {'%', "0123456789ABCDEF"[c >> 4], "0123456789ABCDEF"[c & 15]};
    put = byte_buffer_put(to, plain ? (Slice){text.data + i, 1} : (Slice){code, 3});
  }
  return put;
}

static bool put_filled(ByteBuffer *to, Slice pattern, Slice graph) {
  size_t at = slice_find(pattern, SLICE("{graph}"));
  if (at == SIZE_MAX) return byte_buffer_put(to, pattern);
  Slice rest = slice_between(pattern.data + at + strlen("{graph}"), pattern.data + pattern.length);
  return byte_buffer_put(to, (Slice){pattern.data, at}) && url_put_encoded(to, graph) && byte_buffer_put(to, rest);
}

bool store_put_url(ByteBuffer *to, const char *base, const char *part, Slice graph) {
  Slice own = slice_of(base), more = slice_of(part);
  bool complete = slice_find(own, SLICE("{graph}")) != SIZE_MAX;
  if (complete) more = (Slice){0};
  if (slice_starts_with(more, SLICE("/")) && slice_ends_with(own, SLICE("/"))) own.length--;
  bool asks = memchr(own.data, '?', own.length) != NULL;
  if (!put_filled(to, own, graph)) return false;
  if (asks && slice_starts_with(more, SLICE("?"))) {
    more = slice_between(more.data + 1, more.data + more.length);
    if (!byte_buffer_put(to, SLICE("&"))) return false;
  }
  return put_filled(to, more, graph) && byte_buffer_put(to, (Slice){"", 1});
}
