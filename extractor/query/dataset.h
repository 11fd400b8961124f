/* dataset.h - which graphs of a store a query sees: its default graph and its named graphs (SPARQL 1.1, section 13). */
#ifndef SPO_QUERY_DATASET_H
#define SPO_QUERY_DATASET_H

#include "base/arena.h"
#include "store/store.h"

typedef struct {
  const Store *store;
  StoreTerm terms;   /* numbers up to this one may stand in quads */
  bool unnamed_only; /* the default graph is that of quads without a graph, not the union of all */
  const bool *from;  /* by graph: those whose union is the default graph; NULL: see above */
  const bool *named; /* by graph: named graphs; NULL: all */
  struct {
    VECTOR(StoreTerm);
  } graphs; /* the named ones that hold quads, by number */
} Dataset;

/* `from` and `from_named`: numbers of FROM and FROM NAMED clauses; none of both: everything. */
void dataset_init(Dataset *dataset, Arena *arena, const Store *store, bool unnamed_only, const StoreTerm *from,
                  size_t from_count, const StoreTerm *from_named, size_t from_named_count);

bool dataset_has_graph(const Dataset *dataset, StoreTerm graph);

typedef struct {
  StoreCursor cursor;
  const bool *graphs; /* only quads of these; NULL: of all */
  bool once;          /* triples that stand in several graphs come once */
  bool any;           /* `last` is one */
  StoreQuad last;
} DatasetCursor;

/* Triples of the default graph; the pattern's graph is ignored. */
DatasetCursor dataset_triples(const Dataset *dataset, StoreQuad pattern);

/* Quads of named graphs. */
DatasetCursor dataset_quads(const Dataset *dataset, StoreQuad pattern);

/* Of the graph, or of the default graph where it is STORE_ANY. */
DatasetCursor dataset_of_graph(const Dataset *dataset, StoreQuad pattern);

bool dataset_next(DatasetCursor *cursor, StoreQuad *quad);

#endif
