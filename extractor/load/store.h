/* store.h - where a store takes graphs, updates and queries: what is known of each kind of store. */
#ifndef SPO_LOAD_STORE_H
#define SPO_LOAD_STORE_H

#include "base/byte_buffer.h"
#include "load/credentials.h"

/* Addresses are parts behind the one that the user gives; "" where it is that one. */
typedef struct {
  const char *name;
  const char *about;  /* the address that the user gives, for help */
  const char *graphs; /* Graph Store Protocol; {graph} becomes the graph's IRI; NULL: the store has none */
  const char *plain;  /* the same for the default graph, or NULL */
  const char *update; /* SPARQL Update, or NULL */
  const char *query;  /* SPARQL, or NULL */
  const char *type;   /* media type of N-Triples that it takes */
  unsigned batch;     /* triples of an update */
  AuthKind auth;      /* of a user with a password */
} StoreProfile;

#define STORE_NAMES "virtuoso, oxigraph, fuseki, graphdb, rdf4j, qlever, blazegraph, neptune, stardog"

/* NULL for a name that is not known. */
const StoreProfile *store_named(const char *name);

/* Virtuoso has other endpoints for those who do not say who they are. */
extern const StoreProfile STORE_VIRTUOSO_OPEN;

/* For an address that is an endpoint itself. */
extern const StoreProfile STORE_ANY;

/* Puts `base` and `part`, with the graph's IRI, percent-encoded, for {graph}. `base` may end with a slash, and may hold
   {graph} itself. False where memory is short. */
bool store_put_url(ByteBuffer *to, const char *base, const char *part, Slice graph);

/* Puts text as a part of an address: all but what RFC 3986 calls unreserved as %XX. */
bool url_put_encoded(ByteBuffer *to, Slice text);

#endif
