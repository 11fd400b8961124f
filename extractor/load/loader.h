/* loader.h - graphs into a store, over several connections at the same time.

   Pieces (pieces.h) are put in order; each is copied and sent by a thread that is free. Pieces of one graph are sent
   one after the other. A graph is replaced by its first piece, so that loading twice leaves what loading once does.
   Whoever puts waits while all threads are busy: memory is bounded by a piece for each of them. */
#ifndef SPO_LOAD_LOADER_H
#define SPO_LOAD_LOADER_H

#include "load/connection.h"
#include "load/pieces.h"
#include "load/store.h"

enum { MOST_CONNECTIONS = 64 };

typedef struct {
  const StoreProfile *store;
  const char *url;   /* what the profile's addresses are parts of */
  const char *query; /* address for queries; NULL: the profile's, if it has one */
  bool update;       /* SPARQL Update instead of the Graph Store Protocol */
  unsigned batch;    /* triples of an update */
  bool verify;       /* what is in the store is counted */
  bool only_verify;  /* nothing is sent */
  unsigned connections;
  ConnectionOptions connection;
} LoadOptions;

typedef struct {
  uint64_t graphs, quads; /* that are in */
  uint64_t missing;       /* graphs that are not, or not whole */
  uint64_t missing_quads; /* at least */
  uint64_t retries;
  uint64_t counted, differing; /* graphs that were counted in the store; of them, those that hold another number */
  uint64_t counted_quads;      /* that the store has of them */
  uint64_t uncounted;          /* that the store could not count */
} LoadSums;

/* How far it has come: everything before is in the store, and counted. */
typedef struct {
  uint64_t pieces, graphs, quads;
  uint64_t contents; /* hash over names and sizes of these pieces */
} LoadPosition;

typedef struct Loader Loader;

/* `options` and `diagnostics` must live as long as it; the latter gets one message at a time. NULL after reporting that
   libcurl is not there, or memory is short. */
Loader *loader_new(const LoadOptions *options, const Diagnostics *diagnostics);

/* Puts a piece; those up to `from` are passed over, since they are in. False: it takes no more, since the user stopped
   it, the store is gone, or memory is short. */
bool loader_put(Loader *loader, const Piece *piece, const LoadPosition *from);

/* Waits until all that was put is sent and counted. Then nothing more may be put, unless `go_on`. */
void loader_drain(Loader *loader, bool go_on);

LoadSums loader_sums(Loader *loader);
LoadPosition loader_position(Loader *loader);

/* What was put so far, with what was passed over. */
LoadPosition loader_reached(const Loader *loader);

/* The store does not take anything any more (reported). */
bool loader_is_stopped(Loader *loader);

void loader_free(Loader *loader);

#endif
