/* query.h - SPARQL 1.1 queries over a store (store/store.h).

   A query is parsed (parser.h), translated to SQL (translate.h) and run by SQLite over the store's own arrays
   (tables.h). The default graph is the union of all graphs, in which a triple that stands in several counts once; GRAPH
   sees those that have names. Queries may come from strangers: time, memory, depth and size are bounded. */
#ifndef SPO_QUERY_QUERY_H
#define SPO_QUERY_QUERY_H

#include "query/parser.h"
#include "store/store.h"

typedef struct {
  const char *name; /* of the query, for messages */
  ParserOptions parser;
  unsigned timeout;   /* seconds; 0: none */
  size_t most_memory; /* bytes that SQLite and one expression may take; 0: a gigabyte */
  bool unnamed_only;  /* the default graph holds what stands in no graph, not the union of all */
  bool unsorted;      /* rows that ORDER BY leaves in any order come as they are found, else sorted by their columns */
} QueryOptions;

typedef struct Query Query;

/* Prepares a query over a finished store, which gets the query's terms; nobody else may use it meanwhile. NULL after
   reporting, with `*status`: SPO_BAD_RULES for a wrong query, SPO_NO_MEMORY, SPO_BAD_OUTPUT where SQLite is missing. */
Query *query_open(Store *store, Slice text, const QueryOptions *options, const Diagnostics *diagnostics,
                  SpoStatus *status);
void query_close(Query *query);

const QueryTree *query_tree(const Query *query);

/* Variables of the result: those of SELECT; of CONSTRUCT and DESCRIBE all that are seen. */
size_t query_width(const Query *query);
int32_t query_variable_at(const Query *query, size_t column);
Slice query_name_at(const Query *query, size_t column);

/* The next solution: query_width terms, 0 where a variable is unbound. SPO_END after the last; others, reported, end
   the query: too much time or memory. ASK has one solution or none. */
SpoStatus query_next(Query *query, StoreTerm *row);

/* The SQL, and how SQLite means to run it; lives as long as the query. */
Slice query_explain(Query *query);

#endif
