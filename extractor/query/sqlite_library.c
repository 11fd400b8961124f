#include "query/sqlite_library.h"

#include <pthread.h>
#include <stdint.h>

#include "base/dynamic_library.h"

#define SYMBOL(function) \
  { "sqlite3_" #function, offsetof(SqliteFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(open_v2),
    SYMBOL(close_v2),
    SYMBOL(exec),
    SYMBOL(errmsg),
    SYMBOL(limit),
    SYMBOL(prepare_v2),
    SYMBOL(step),
    SYMBOL(finalize),
    SYMBOL(column_int64),
    SYMBOL(column_text),
    SYMBOL(column_count),
    SYMBOL(create_function_v2),
    SYMBOL(create_module_v2),
    SYMBOL(declare_vtab),
    SYMBOL(vtab_rhs_value),
    SYMBOL(value_type),
    SYMBOL(value_int64),
    SYMBOL(user_data),
    SYMBOL(aggregate_context),
    SYMBOL(result_int64),
    SYMBOL(result_null),
    SYMBOL(result_blob64),
    SYMBOL(result_error),
    SYMBOL(result_error_nomem),
    SYMBOL(progress_handler),
    SYMBOL(malloc64),
    SYMBOL(free),
};

/* The same addresses for the whole process, found once. */
static struct {
  pthread_once_t once;
  SqliteFunctions functions;
  bool loaded;
} library = {.once = PTHREAD_ONCE_INIT};

static void load(void) {
  const char *why;
  library.loaded =
      dynamic_library_load("libsqlite3.so.0", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, &library.functions, &why);
}

const SqliteFunctions *sqlite_library_load(const Diagnostics *diagnostics) {
  pthread_once(&library.once, load);
  if (library.loaded) return &library.functions;
  dynamic_library_missing(diagnostics, "libsqlite3.so.0", "cannot be loaded, or is older than SQLite 3.38",
                          "spo query needs it: apt-get install libsqlite3-0");
  return NULL;
}
