/* tables.h - the store as tables of SQLite: it plans and runs joins over these, reading the store's sorted arrays.

     triple(s, p, o)     the default graph
     quad(g, s, p, o)    the named graphs
     graph(g)            their names
     path(s, o, g, k)    what path number k of the query leads to; g only where the path belongs to a named graph

   Values are numbers of terms. Estimates are made of exact counts: SQLite tells the constants of a pattern while it
   plans, and the store counts what they match. `fits(column, x)` is true where x is NULL (unbound) or equal to the
   column, and is searched for like an equality. */
#ifndef SPO_QUERY_TABLES_H
#define SPO_QUERY_TABLES_H

#include "query/path.h"
#include "query/sqlite_library.h"

typedef struct {
  const SqliteFunctions *sqlite;
  const Dataset *dataset;
  const PathPlan *const *paths;
  uint32_t path_count;
  const bool *path_in_graph; /* by path: whether it belongs to a named graph */
  bool (*stopped)(void *handle);
  void *handle;
} Tables;

/* Declares them on a connection; `tables` must stay until it is closed. An SQLite status. */
int tables_declare(sqlite3 *connection, const Tables *tables);

#endif
