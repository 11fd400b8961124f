/* aggregate.h - SUM, AVG, MIN, MAX, SAMPLE and GROUP_CONCAT as aggregates of SQLite; it counts by itself.

   An unbound value or an error makes SUM, AVG and GROUP_CONCAT an error (section 18.5.1); MIN, MAX and SAMPLE pass it
   over. */
#ifndef SPO_QUERY_AGGREGATE_H
#define SPO_QUERY_AGGREGATE_H

#include "query/sqlite_library.h"
#include "query/translate.h"

typedef struct {
  const SqliteFunctions *sqlite;
  Store *store;
  Arena *scratch;
  AggregateUse use;
  size_t most; /* bytes of a GROUP_CONCAT */
} AggregateHandle;

/* Declares an aggregate of one argument; an SQLite status. */
int aggregate_declare(sqlite3 *connection, const char *name, AggregateHandle *handle);

#endif
