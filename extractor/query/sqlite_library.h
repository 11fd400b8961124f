/* sqlite_library.h - SQLite 3.38 or later, loaded when a query is run. */
#ifndef SPO_QUERY_SQLITE_LIBRARY_H
#define SPO_QUERY_SQLITE_LIBRARY_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/diagnostic.h"

/* What is used of SQLite, by the names of its header without "sqlite3_". */
typedef struct {
  __typeof__(sqlite3_open_v2) *open_v2;
  __typeof__(sqlite3_close_v2) *close_v2;
  __typeof__(sqlite3_exec) *exec;
  __typeof__(sqlite3_errmsg) *errmsg;
  __typeof__(sqlite3_limit) *limit;
  __typeof__(sqlite3_prepare_v2) *prepare_v2;
  __typeof__(sqlite3_step) *step;
  __typeof__(sqlite3_finalize) *finalize;
  __typeof__(sqlite3_column_int64) *column_int64;
  __typeof__(sqlite3_column_text) *column_text;
  __typeof__(sqlite3_column_count) *column_count;
  __typeof__(sqlite3_create_function_v2) *create_function_v2;
  __typeof__(sqlite3_create_module_v2) *create_module_v2;
  __typeof__(sqlite3_declare_vtab) *declare_vtab;
  __typeof__(sqlite3_vtab_rhs_value) *vtab_rhs_value;
  __typeof__(sqlite3_value_type) *value_type;
  __typeof__(sqlite3_value_int64) *value_int64;
  __typeof__(sqlite3_user_data) *user_data;
  __typeof__(sqlite3_aggregate_context) *aggregate_context;
  __typeof__(sqlite3_result_int64) *result_int64;
  __typeof__(sqlite3_result_null) *result_null;
  __typeof__(sqlite3_result_blob64) *result_blob64;
  __typeof__(sqlite3_result_error) *result_error;
  __typeof__(sqlite3_result_error_nomem) *result_error_nomem;
  __typeof__(sqlite3_progress_handler) *progress_handler;
  __typeof__(sqlite3_malloc64) *malloc64;
  __typeof__(sqlite3_free) *free;
} SqliteFunctions;

/* NULL after reporting where the library is missing or too old. */
const SqliteFunctions *sqlite_library_load(const Diagnostics *diagnostics);

#endif
