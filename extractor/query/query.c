#include "query/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "base/clock.h"
#include "base/xsd.h"
#include "query/aggregate.h"
#include "query/evaluate.h"
#include "query/tables.h"
#include "query/translate.h"

enum { MOST_VALUES = 127, TREE_MEMORY = 512 * 1024 * 1024, STEPS_BETWEEN_CHECKS = 20000 };

#define GIGABYTE ((size_t)1 << 30)

struct Query {
  Arena arena; /* tree, translation, dataset */
  Arena scratch;
  const Diagnostics *diagnostics;
  QueryOptions options;
  Store *store;
  QueryTree tree;
  Translation translation;
  Dataset dataset;
  Tables tables;
  Evaluator evaluator;
  AggregateHandle *aggregates;
  const SqliteFunctions *sqlite;
  sqlite3 *connection;
  sqlite3_stmt *statement;
  uint64_t deadline; /* of clock_now; 0: none */
  bool ended;
};

/* ---- what SQL calls ---- */

static bool is_late(void *handle) {
  const Query *query = handle;
  return query->deadline && clock_now() > query->deadline;
}

static int check_time(void *handle) {
  return is_late(handle);
}

static Query *query_of(sqlite3_context *context) {
  return sqlite_library_load(&DIAGNOSTICS_SILENT)->user_data(context);
}

/* Terms as the expression wants them; EXISTS gives 1 and 0. */
static void take_values(const Query *query, int count, sqlite3_value **values, StoreTerm *terms) {
  for (int i = 0; i < count; i++) {
    bool null = query->sqlite->value_type(values[i]) != SQLITE_INTEGER;
    terms[i] = null ? 0 : (StoreTerm)query->sqlite->value_int64(values[i]);
  }
}

/* The value of expression number values[0]; false where it needed too much memory. */
static bool compute(Query *query, int count, sqlite3_value **values, Value *value) {
  StoreTerm terms[MOST_VALUES];
  jmp_buf jump;
  arena_reset(&query->scratch);
  if (ARENA_GUARD(&query->scratch, jump)) return false;
  take_values(query, count - 1, values + 1, terms);
  uint32_t which = (uint32_t)query->sqlite->value_int64(values[0]);
  *value = evaluate(&query->evaluator, query->translation.expressions.data[which].expression, terms);
  return true;
}

static void return_value(Query *query, sqlite3_context *context, const Value *value) {
  jmp_buf jump;
  if (value->kind == VALUE_NONE) {
    query->sqlite->result_null(context);
    return;
  }
  if (ARENA_GUARD(&query->scratch, jump)) {
    query->sqlite->result_error_nomem(context);
    return;
  }
  RdfTerm term = value_to_term(&query->scratch, value);
  StoreTerm number = store_add_term(query->store, &term);
  if (number) {
    query->sqlite->result_int64(context, number);
  } else {
    query->sqlite->result_error_nomem(context);
  }
}

static void compute_value(sqlite3_context *context, int count, sqlite3_value **values) {
  Query *query = query_of(context);
  Value value;
  if (compute(query, count, values, &value)) {
    return_value(query, context, &value);
  } else {
    query->sqlite->result_error_nomem(context);
  }
}

static void compute_holds(sqlite3_context *context, int count, sqlite3_value **values) {
  Query *query = query_of(context);
  Value value;
  if (compute(query, count, values, &value)) {
    query->sqlite->result_int64(context, value_truth(&value) == 1);
  } else {
    query->sqlite->result_error_nomem(context);
  }
}

static void compute_sort(sqlite3_context *context, int count, sqlite3_value **values) {
  Query *query = query_of(context);
  StoreTerm number;
  jmp_buf jump;
  take_values(query, count, values, &number);
  if (!number) return;
  arena_reset(&query->scratch);
  if (ARENA_GUARD(&query->scratch, jump)) {
    query->sqlite->result_error_nomem(context);
    return;
  }
  RdfTerm term = store_term(query->store, number);
  Value value = value_of_term(&term);
  Slice key = value_key(&query->scratch, &value);
  query->sqlite->result_blob64(context, key.data, key.length, SQLITE_TRANSIENT);
}

static void compute_number(sqlite3_context *context, int count, sqlite3_value **values) {
  Query *query = query_of(context);
  (void)count;
  Value value = value_integer(query->sqlite->value_int64(values[0]));
  arena_reset(&query->scratch);
  return_value(query, context, &value);
}

/* The terms of a solution, to be counted. */
static void compute_solution(sqlite3_context *context, int count, sqlite3_value **values) {
  Query *query = query_of(context);
  StoreTerm terms[MOST_VALUES];
  take_values(query, count, values, terms);
  query->sqlite->result_blob64(context, terms, (size_t)count * sizeof *terms, SQLITE_TRANSIENT);
}

static int declare_functions(Query *query) {
  static const struct {
    const char *name;
    int arguments;
    bool fresh; /* not the same each time */
    void (*function)(sqlite3_context *, int, sqlite3_value **);
  } CALLS[] = {{"value", -1, false, compute_value},      {"fresh_value", -1, true, compute_value},
               {"holds", -1, false, compute_holds},      {"fresh_holds", -1, true, compute_holds},
               {"sort", 1, false, compute_sort},         {"number", 1, false, compute_number},
               {"solution", -1, false, compute_solution}};
  int status = SQLITE_OK;
  for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS && status == SQLITE_OK; i++) {
    int flags = SQLITE_UTF8 | (CALLS[i].fresh ? 0 : SQLITE_DETERMINISTIC);
    status = query->sqlite->create_function_v2(query->connection, CALLS[i].name, CALLS[i].arguments, flags, query,
                                               CALLS[i].function, NULL, NULL, NULL);
  }
  return status;
}

static int declare_aggregates(Query *query) {
  uint32_t count = query->translation.aggregates.count;
  query->aggregates = ARENA_ARRAY(&query->arena, AggregateHandle, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    query->aggregates[i] = (AggregateHandle){.sqlite = query->sqlite,
                                             .store = query->store,
                                             .scratch = &query->scratch,
                                             .use = query->translation.aggregates.data[i],
                                             .most = query->options.most_memory};
    char name[32];
    snprintf(name, sizeof name, "agg%u", i);
    int status = aggregate_declare(query->connection, name, &query->aggregates[i]);
    if (status != SQLITE_OK) return status;
  }
  return SQLITE_OK;
}

/* ---- opening ---- */

static SpoStatus report(const Query *query, SpoStatus status, const char *message, const char *hint) {
  diagnostics_report(
      query->diagnostics,
      &(SpoDiagnostic){
          .severity = SPO_ERROR, .file = query->options.name, .offset = SIZE_MAX, .message = message, .hint = hint});
  return status;
}

static SpoStatus refuse(const Query *query, int status) {
  char message[300];
  switch (status & 0xFF) {
    case SQLITE_INTERRUPT:
      snprintf(message, sizeof message, "stopped after %u seconds", query->options.timeout);
      return report(query, SPO_BAD_INPUT, message, "--timeout gives it more");
    case SQLITE_NOMEM:
      return report(query, SPO_BAD_OUTPUT, "needs more memory than is allowed", "--memory gives it more");
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return report(query, SPO_BAD_OUTPUT, "the folder for temporary files is full or cannot be written", NULL);
    default:
      snprintf(message, sizeof message, "cannot be run: %s", query->sqlite->errmsg(query->connection));
      return report(query, SPO_BAD_RULES, message, NULL);
  }
}

static SpoStatus parse(Query *query, Slice text) {
  QueryFault fault;
  text = arena_copy(&query->arena, text);
  if (query_parse(&query->arena, text, &query->options.parser, &query->tree, &fault) &&
      query_translate(&query->arena, &query->tree, query->store, !query->options.unsorted, &query->translation, &fault))
    return SPO_SUCCESS;
  query_fault_report(&query->arena, query->tree.text, query->options.name, &fault, query->diagnostics);
  return SPO_BAD_RULES;
}

static StoreTerm *terms_of_iris(Query *query, const Slice *iris, size_t count) {
  StoreTerm *terms = ARENA_ARRAY(&query->arena, StoreTerm, count + 1);
  for (size_t i = 0; i < count; i++) {
    terms[i] = store_find_iri(query->store, iris[i]);
    if (!terms[i]) terms[i] = STORE_ANY; /* is no graph of the store */
  }
  return terms;
}

static void choose_graphs(Query *query) {
  const QueryTree *tree = &query->tree;
  const StoreTerm *from = terms_of_iris(query, tree->from.data, tree->from.count);
  const StoreTerm *named = terms_of_iris(query, tree->from_named.data, tree->from_named.count);
  dataset_init(&query->dataset, &query->arena, query->store, query->options.unnamed_only, from, tree->from.count, named,
               tree->from_named.count);
}

static bool start_evaluator(Query *query) {
  time_t seconds = time(NULL);
  struct tm now;
  char text[64];
  gmtime_r(&seconds, &now);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &now);
  query->evaluator = (Evaluator){.arena = &query->scratch,
                                 .store = query->store,
                                 .regexes = regex_cache_new(query->diagnostics),
                                 .base = query->tree.base,
                                 .now = arena_copy(&query->arena, slice_of(text))};
  if (getrandom(&query->evaluator.random, sizeof query->evaluator.random, GRND_NONBLOCK) < 0) {
    query->evaluator.random = clock_now();
  }
  return query->evaluator.regexes != NULL;
}

static int open_connection(Query *query) {
  const SqliteFunctions *sqlite = query->sqlite;
  char pragmas[200];
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
  int status = sqlite->open_v2(":memory:", &query->connection, flags, NULL);
  if (status != SQLITE_OK) return status;
  snprintf(pragmas, sizeof pragmas, "PRAGMA temp_store = FILE; PRAGMA hard_heap_limit = %zu;",
           query->options.most_memory);
  status = sqlite->exec(query->connection, pragmas, NULL, NULL, NULL);
  query->tables = (Tables){.sqlite = sqlite,
                           .dataset = &query->dataset,
                           .paths = (const PathPlan *const *)query->translation.paths.data,
                           .path_count = query->translation.paths.count,
                           .path_in_graph = query->translation.path_in_graph.data,
                           .stopped = is_late,
                           .handle = query};
  if (status == SQLITE_OK) status = tables_declare(query->connection, &query->tables);
  if (status == SQLITE_OK) status = declare_functions(query);
  if (status == SQLITE_OK) status = declare_aggregates(query);
  return status;
}

static SpoStatus start(Query *query, Slice text) {
  jmp_buf jump;
  if (ARENA_GUARD(&query->arena, jump)) {
    return report(query, SPO_NO_MEMORY, "the query needs more memory than is allowed", NULL);
  }
  if (query->options.timeout) query->deadline = clock_now() + query->options.timeout * CLOCK_SECOND;
  SpoStatus parsed = parse(query, text);
  if (parsed != SPO_SUCCESS) return parsed;
  query->sqlite = sqlite_library_load(query->diagnostics);
  if (!query->sqlite) return SPO_BAD_OUTPUT;
  choose_graphs(query);
  if (!start_evaluator(query)) return report(query, SPO_NO_MEMORY, "not enough memory", NULL);
  int status = open_connection(query);
  if (status == SQLITE_OK) {
    query->sqlite->progress_handler(query->connection, STEPS_BETWEEN_CHECKS, check_time, query);
    status = query->sqlite->prepare_v2(query->connection, query->translation.sql.data,
                                       (int)query->translation.sql.length, &query->statement, NULL);
  }
  return status == SQLITE_OK ? SPO_SUCCESS : refuse(query, status);
}

Query *query_open(Store *store, Slice text, const QueryOptions *options, const Diagnostics *diagnostics,
                  SpoStatus *status) {
  Query *query = calloc(1, sizeof *query);
  *status = SPO_NO_MEMORY;
  if (!query) return NULL;
  *query = (Query){.diagnostics = diagnostics, .options = *options, .store = store};
  if (!query->options.most_memory) query->options.most_memory = GIGABYTE;
  arena_init(&query->arena, TREE_MEMORY);
  arena_init(&query->scratch, query->options.most_memory / 4);
  *status = start(query, text);
  if (*status == SPO_SUCCESS) return query;
  query_close(query);
  return NULL;
}

void query_close(Query *query) {
  if (!query) return;
  if (query->statement) query->sqlite->finalize(query->statement);
  if (query->connection) query->sqlite->close_v2(query->connection);
  regex_cache_free(query->evaluator.regexes);
  arena_free(&query->scratch);
  arena_free(&query->arena);
  free(query);
}

/* ---- reading ---- */

const QueryTree *query_tree(const Query *query) {
  return &query->tree;
}

size_t query_width(const Query *query) {
  return query->translation.columns.count;
}

int32_t query_variable_at(const Query *query, size_t column) {
  return query->translation.columns.data[column];
}

Slice query_name_at(const Query *query, size_t column) {
  return query->tree.variables.data[query->translation.columns.data[column]].name;
}

SpoStatus query_next(Query *query, StoreTerm *row) {
  if (query->ended) return SPO_END;
  int status = query->sqlite->step(query->statement);
  if (status != SQLITE_ROW) {
    query->ended = true;
    return status == SQLITE_DONE ? SPO_END : refuse(query, status);
  }
  for (size_t i = 0; i < query_width(query); i++) {
    row[i] = (StoreTerm)query->sqlite->column_int64(query->statement, (int)i);
  }
  return SPO_SUCCESS;
}

Slice query_explain(Query *query) {
  jmp_buf jump;
  sqlite3_stmt *plan = NULL;
  const Slice sql = query->translation.sql;
  if (ARENA_GUARD(&query->arena, jump)) return (Slice){0};
  Slice text = arena_print(&query->arena, "EXPLAIN QUERY PLAN %.*s", (int)sql.length, sql.data);
  Slice all = arena_print(&query->arena, "%.*s\n\n", (int)sql.length, sql.data);
  if (query->sqlite->prepare_v2(query->connection, text.data, (int)text.length, &plan, NULL) != SQLITE_OK) return all;
  while (query->sqlite->step(plan) == SQLITE_ROW) {
    const char *line = (const char *)query->sqlite->column_text(plan, 3);
    all = arena_print(&query->arena, "%.*s-- %s\n", (int)all.length, all.data, line ? line : "");
  }
  query->sqlite->finalize(plan);
  return all;
}
