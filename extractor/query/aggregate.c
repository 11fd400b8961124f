#include "query/aggregate.h"

#include <stdlib.h>

#include "base/byte_buffer.h"
#include "query/value.h"

/* SQLite keeps a pointer to it, since its own memory is not aligned for 128 bits. */
typedef struct {
  bool begun, failed, no_memory;
  uint64_t count;
  Value sum;
  StoreTerm best;
  ByteBuffer text;
} State;

static const AggregateHandle *handle_of(sqlite3_context *context) {
  return sqlite_library_load(&DIAGNOSTICS_SILENT)->user_data(context);
}

static Value value_of(const AggregateHandle *handle, StoreTerm number) {
  RdfTerm term = store_term(handle->store, number);
  return value_of_term(&term);
}

static void add_up(State *state, const Value *value) {
  state->sum = state->begun ? value_arithmetic(ARITHMETIC_ADD, &state->sum, value) : *value;
  state->sum.text = (Slice){0}; /* of the term, which may move */
  state->failed = state->failed || !value_is_numeric(&state->sum);
  if (!state->failed && !state->begun) { /* derived types are integers */
    Value zero = value_integer(0);
    state->sum = value_arithmetic(ARITHMETIC_ADD, &zero, value);
  }
}

/* Whether `number` comes before the best so far. */
static void keep_best(const AggregateHandle *handle, State *state, StoreTerm number) {
  jmp_buf jump;
  if (!state->best) {
    state->best = number;
    return;
  }
  arena_reset(handle->scratch);
  if (ARENA_GUARD(handle->scratch, jump)) {
    state->no_memory = true;
    return;
  }
  Value value = value_of(handle, number), best = value_of(handle, state->best);
  int order;
  if (!value_compare(&value, &best, &order) || order == 2) {
    order = slice_compare(value_key(handle->scratch, &value), value_key(handle->scratch, &best));
  }
  if (handle->use.kind == AGGREGATE_MIN ? order < 0 : order > 0) state->best = number;
}

static void append(const AggregateHandle *handle, State *state, const Value *value) {
  Slice separator = state->begun ? handle->use.separator : (Slice){"", 0};
  if (value->kind == VALUE_BLANK) {
    state->failed = true;
    return;
  }
  if (state->text.length + value->text.length + separator.length > handle->most / 4 ||
      !byte_buffer_put(&state->text, separator) || !byte_buffer_put(&state->text, value->text))
    state->no_memory = true;
}

static void take(sqlite3_context *context, int count, sqlite3_value **values) {
  const AggregateHandle *handle = handle_of(context);
  State **place = handle->sqlite->aggregate_context(context, sizeof *place), *state;
  (void)count;
  if (place && !*place) *place = calloc(1, sizeof **place);
  state = place ? *place : NULL;
  if (!state || state->failed || state->no_memory) return; /* without a state `give` says that memory is short */
  bool null = handle->sqlite->value_type(values[0]) != SQLITE_INTEGER;
  StoreTerm number = null ? 0 : (StoreTerm)handle->sqlite->value_int64(values[0]);
  AggregateKind kind = handle->use.kind;
  if (!number) {
    state->failed = kind == AGGREGATE_SUM || kind == AGGREGATE_AVG || kind == AGGREGATE_GROUP_CONCAT;
    return;
  }
  Value value = value_of(handle, number);
  if (kind == AGGREGATE_SUM || kind == AGGREGATE_AVG) {
    add_up(state, &value);
  } else if (kind == AGGREGATE_GROUP_CONCAT) {
    append(handle, state, &value);
  } else if (kind == AGGREGATE_SAMPLE) {
    if (!state->best) state->best = number;
  } else {
    keep_best(handle, state, number);
  }
  state->begun = true;
  state->count++;
}

static Value result_of(const AggregateHandle *handle, State *state) {
  Value zero = value_integer(0);
  switch (handle->use.kind) {
    case AGGREGATE_SUM:
      return state->begun ? state->sum : zero;
    case AGGREGATE_AVG: {
      Value count = value_integer((int64_t)state->count);
      return state->begun ? value_arithmetic(ARITHMETIC_DIVIDE, &state->sum, &count) : zero;
    }
    case AGGREGATE_GROUP_CONCAT:
      return value_string(state->text.data ? byte_buffer_slice(&state->text) : (Slice){"", 0});
    default:
      return (Value){0};
  }
}

static void give(sqlite3_context *context) {
  const AggregateHandle *handle = handle_of(context);
  const SqliteFunctions *sqlite = handle->sqlite;
  State none = {0}, **place = sqlite->aggregate_context(context, 0), *state = place ? *place : &none;
  jmp_buf jump;
  if (!state) {
    sqlite->result_error_nomem(context);
    return;
  }
  StoreTerm number = state->best;
  Value value = state->failed ? (Value){0} : result_of(handle, state);
  arena_reset(handle->scratch);
  if (ARENA_GUARD(handle->scratch, jump)) {
    state->no_memory = true;
  } else if (value.kind != VALUE_NONE) {
    RdfTerm term = value_to_term(handle->scratch, &value);
    number = store_add_term(handle->store, &term);
    state->no_memory = !number;
  }
  if (state->no_memory) {
    sqlite->result_error_nomem(context);
  } else if (number && !state->failed) {
    sqlite->result_int64(context, number);
  }
  byte_buffer_free(&state->text);
  if (place) free(state);
}

int aggregate_declare(sqlite3 *connection, const char *name, AggregateHandle *handle) {
  return handle->sqlite->create_function_v2(connection, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, handle, NULL, take,
                                            give, NULL);
}
