/* Queries from anywhere: parsed, translated, and run for a moment over a small graph. */
#include <assert.h>
#include <stdlib.h>

#include "query/query.h"

static const char GRAPH[] =
    "<http://x/a> <http://x/p> <http://x/b> .\n<http://x/b> <http://x/p> <http://x/c> <http://x/g> .\n"
    "<http://x/c> <http://x/p> <http://x/a> .\n<http://x/a> <http://x/q> "
    "\"5\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
    "<http://x/b> <http://x/q> \"\xE7\x94\xB2\"@zh <http://x/h> .\n<http://x/c> <http://x/q> _:b .\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const QueryPrefix PREFIXES[] = {{{"x", 1}, {"http://x/", 9}}};
  QueryOptions options = {.name = "query", .timeout = 1, .most_memory = 64 << 20};
  options.parser.prefixes = PREFIXES;
  options.parser.prefix_count = 1;
  Store *store = store_open(&(StoreOptions){.most = 256 << 20});
  assert(store_add_bytes(store, slice_of(GRAPH), "a.nq", &DIAGNOSTICS_SILENT) == SPO_SUCCESS && store_finish(store));
  SpoStatus status;
  Query *query = query_open(store, (Slice){(const char *)bytes, size}, &options, &DIAGNOSTICS_SILENT, &status);
  if (query) {
    StoreTerm *row = calloc(query_width(query) + 1, sizeof *row);
    for (int rows = 0; rows < 1000 && query_next(query, row) == SPO_SUCCESS; rows++) {
      for (size_t i = 0; i < query_width(query); i++) assert(row[i] <= store_term_count(store));
    }
    free(row);
  }
  query_close(query);
  store_close(store);
  return 0;
}
