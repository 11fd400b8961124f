#include "query/tables.h"

enum { SUBJECT, PREDICATE, OBJECT, GRAPH, PLACES }; /* places in a quad */
enum { PATH_SUBJECT, PATH_OBJECT, PATH_GRAPH, PATH_NUMBER, PATH_COLUMNS };
enum { FITS_OPERATOR = SQLITE_INDEX_CONSTRAINT_FUNCTION };

typedef enum { TABLE_TRIPLE, TABLE_QUAD, TABLE_GRAPH, TABLE_PATH, TABLE_KINDS } TableKind;

typedef struct {
  sqlite3_vtab base;
  const Tables *tables;
  TableKind kind;
} Table;

typedef struct {
  sqlite3_vtab_cursor base;
  const Tables *tables;
  TableKind kind;
  bool ended;
  sqlite3_int64 row;
  DatasetCursor quads; /* of triple and quad */
  StoreQuad quad;
  uint32_t at, end; /* of graph: in the dataset's list */
  StoreTerm graph;
  /* of path */
  PathSearch search;
  const PathPlan *plan;
  NodeSet starts, reached;
  bool backwards;  /* the object is known, not the subject */
  StoreTerm other; /* the other end, too; 0: it is not known */
  StoreTerm known;
} Cursor;

/* Which place of a quad a column is. */
static int place_of(TableKind kind, int column) {
  static const int OF_QUAD[] = {GRAPH, SUBJECT, PREDICATE, OBJECT};
  return kind == TABLE_QUAD ? OF_QUAD[column] : kind == TABLE_GRAPH ? GRAPH : column;
}

/* ---- estimates ---- */

static const StorePredicate *find_predicate(const Store *store, StoreTerm predicate) {
  size_t count, low = 0;
  const StorePredicate *predicates = store_predicates(store, &count);
  while (count > low) {
    size_t middle = low + (count - low) / 2;
    if (predicates[middle].predicate == predicate) return &predicates[middle];
    if (predicates[middle].predicate < predicate) {
      low = middle + 1;
    } else {
      count = middle;
    }
  }
  return NULL;
}

/* Rows for a pattern of which some places are constants and some will be bound by other tables. */
static double estimate(const Store *store, const StoreTerm constants[PLACES], unsigned bound) {
  StoreQuad pattern = {constants[SUBJECT], constants[PREDICATE], constants[OBJECT], constants[GRAPH]};
  double rows = (double)store_size(store, pattern);
  const StorePredicate *predicate =
      constants[PREDICATE] != STORE_ANY ? find_predicate(store, constants[PREDICATE]) : NULL;
  double subjects = predicate ? predicate->subjects : store_distinct(store, ORDER_SPOG);
  double objects = predicate ? predicate->objects : store_distinct(store, ORDER_OSPG);
  double by[PLACES] = {subjects, store_distinct(store, ORDER_POSG), objects, store_distinct(store, ORDER_GSPO)};
  for (int place = 0; place < PLACES; place++) {
    if ((bound >> place & 1) && constants[place] == STORE_ANY && by[place] > 1) rows /= by[place];
  }
  return rows < 1 ? 1 : rows;
}

static bool is_constant(const Tables *tables, sqlite3_index_info *info, int which, StoreTerm *term) {
  sqlite3_value *value = NULL;
  if (tables->sqlite->vtab_rhs_value(info, which, &value) != SQLITE_OK || !value) return false;
  if (tables->sqlite->value_type(value) != SQLITE_INTEGER) return false;
  sqlite3_int64 number = tables->sqlite->value_int64(value);
  *term = number > 0 && number < STORE_ANY ? (StoreTerm)number : 0;
  return true;
}

/* For each column the constraint that fixes it, or -1. */
static void choose_constraints(sqlite3_index_info *info, int columns, int chosen[PLACES]) {
  for (int column = 0; column < PLACES; column++) chosen[column] = -1;
  for (int i = 0; i < info->nConstraint; i++) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
    bool equal = constraint->op == SQLITE_INDEX_CONSTRAINT_EQ;
    if (!constraint->usable || (!equal && constraint->op != FITS_OPERATOR)) continue;
    if (constraint->iColumn < 0 || constraint->iColumn >= columns) continue;
    int *best = &chosen[constraint->iColumn];
    if (*best < 0 || (equal && info->aConstraint[*best].op == FITS_OPERATOR)) *best = i;
  }
}

/* The plan is a number: bit c says that column c is fixed, bit c + 4 that it may be by NULL, which fixes nothing. */
static unsigned use_constraints(sqlite3_index_info *info, const int chosen[PLACES]) {
  unsigned plan = 0;
  int argument = 0;
  for (int column = 0; column < PLACES; column++) {
    if (chosen[column] < 0) continue;
    plan |= 1u << column;
    if (info->aConstraint[chosen[column]].op == FITS_OPERATOR) plan |= 16u << column;
    info->aConstraintUsage[chosen[column]].argvIndex = ++argument;
    info->aConstraintUsage[chosen[column]].omit = 1;
  }
  info->idxNum = (int)plan;
  return plan;
}

static int plan_quads(const Table *table, sqlite3_index_info *info) {
  int chosen[PLACES], columns = table->kind == TABLE_QUAD ? 4 : 3;
  StoreTerm constants[PLACES] = {STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY};
  unsigned bound = 0;
  if (table->kind == TABLE_GRAPH) columns = 1;
  choose_constraints(info, columns, chosen);
  use_constraints(info, chosen);
  for (int column = 0; column < columns; column++) {
    int place = place_of(table->kind, column);
    if (chosen[column] < 0) continue;
    bound |= 1u << place;
    if (!is_constant(table->tables, info, chosen[column], &constants[place])) constants[place] = STORE_ANY;
  }
  const Store *store = table->tables->dataset->store;
  double rows = table->kind == TABLE_GRAPH ? (bound ? 1 : table->tables->dataset->graphs.count)
                                           : estimate(store, constants, bound);
  info->estimatedRows = (sqlite3_int64)rows;
  info->estimatedCost = rows + 3;
  return SQLITE_OK;
}

static int plan_path(const Table *table, sqlite3_index_info *info) {
  int chosen[PLACES];
  StoreTerm number = 0;
  choose_constraints(info, PATH_COLUMNS, chosen);
  if (chosen[PATH_NUMBER] < 0 || !is_constant(table->tables, info, chosen[PATH_NUMBER], &number) || !number ||
      number > table->tables->path_count)
    return SQLITE_CONSTRAINT;
  if (table->tables->path_in_graph[number - 1] && chosen[PATH_GRAPH] < 0) return SQLITE_CONSTRAINT;
  unsigned plan = use_constraints(info, chosen), ends = plan & 3;
  double nodes = store_distinct(table->tables->dataset->store, ORDER_SPOG) + 1.0;
  info->estimatedRows = ends == 3 ? 1 : ends ? 25 : (sqlite3_int64)nodes * 10;
  info->estimatedCost = ends ? 200 : nodes * 200;
  return SQLITE_OK;
}

static int plan(sqlite3_vtab *base, sqlite3_index_info *info) {
  const Table *table = (const Table *)base;
  return table->kind == TABLE_PATH ? plan_path(table, info) : plan_quads(table, info);
}

/* ---- reading ---- */

/* The terms that fix columns, STORE_ANY where none does. False where nothing can match. */
static bool take_arguments(const Cursor *cursor, unsigned how, sqlite3_value **values, StoreTerm terms[PLACES]) {
  const SqliteFunctions *sqlite = cursor->tables->sqlite;
  int next = 0;
  for (int column = 0; column < PLACES; column++) {
    terms[column] = STORE_ANY;
    if (!(how >> column & 1)) continue;
    sqlite3_value *value = values[next++];
    if (sqlite->value_type(value) != SQLITE_INTEGER) {
      if (!(how >> column & 16)) return false;
      continue;
    }
    sqlite3_int64 number = sqlite->value_int64(value);
    if (number < 1 || number >= STORE_ANY) return false;
    terms[column] = (StoreTerm)number;
  }
  return true;
}

static int next_start(Cursor *cursor);

static int advance(Cursor *cursor) {
  cursor->row++;
  switch (cursor->kind) {
    case TABLE_GRAPH:
      cursor->ended = cursor->at >= cursor->end;
      if (!cursor->ended) cursor->graph = cursor->tables->dataset->graphs.data[cursor->at++];
      return SQLITE_OK;
    case TABLE_PATH:
      if (++cursor->at < cursor->reached.count) return SQLITE_OK;
      return next_start(cursor);
    default:
      cursor->ended = !dataset_next(&cursor->quads, &cursor->quad);
      return SQLITE_OK;
  }
}

static int status_of(PathResult result) {
  return result == PATH_DONE ? SQLITE_OK : result == PATH_STOPPED ? SQLITE_INTERRUPT : SQLITE_NOMEM;
}

/* Follows the path from the next node that it may begin with, until something is reached. */
static int next_start(Cursor *cursor) {
  while (cursor->end < cursor->starts.count) {
    cursor->known = cursor->starts.nodes[cursor->end++];
    if (cursor->reached.slot_count > 1024 && cursor->reached.count * 16 < cursor->reached.slot_count) {
      node_set_free(&cursor->reached); /* clearing a large one for every small search would take too long */
    }
    node_set_clear(&cursor->reached);
    PathResult result = path_follow(&cursor->search, cursor->plan, cursor->known, cursor->backwards, &cursor->reached);
    if (result != PATH_DONE) return status_of(result);
    cursor->at = 0;
    if (!cursor->other) {
      if (cursor->reached.count) return SQLITE_OK;
      continue;
    }
    for (uint32_t i = 0; i < cursor->reached.count; i++) {
      if (cursor->reached.nodes[i] != cursor->other) continue;
      cursor->at = i;
      cursor->reached.count = i + 1; /* nothing behind it counts */
      return SQLITE_OK;
    }
  }
  cursor->ended = true;
  return SQLITE_OK;
}

static int start_path(Cursor *cursor, const StoreTerm terms[PLACES]) {
  const Tables *tables = cursor->tables;
  cursor->plan = tables->paths[terms[PATH_NUMBER] - 1];
  cursor->search = (PathSearch){tables->dataset, terms[PATH_GRAPH], tables->stopped, tables->handle, 0};
  cursor->backwards = terms[PATH_SUBJECT] == STORE_ANY && terms[PATH_OBJECT] != STORE_ANY;
  cursor->other = 0;
  cursor->at = cursor->end = 0;
  node_set_clear(&cursor->starts);
  node_set_clear(&cursor->reached);
  StoreTerm start = terms[cursor->backwards ? PATH_OBJECT : PATH_SUBJECT];
  if (start == STORE_ANY) {
    PathResult result = path_all_nodes(&cursor->search, &cursor->starts);
    return result == PATH_DONE ? next_start(cursor) : status_of(result);
  }
  if (terms[PATH_SUBJECT] != STORE_ANY && terms[PATH_OBJECT] != STORE_ANY) cursor->other = terms[PATH_OBJECT];
  return node_set_add(&cursor->starts, start) ? next_start(cursor) : SQLITE_NOMEM;
}

static int start(sqlite3_vtab_cursor *base, int how, const char *text, int count, sqlite3_value **values) {
  Cursor *cursor = (Cursor *)base;
  StoreTerm terms[PLACES];
  (void)text;
  (void)count;
  cursor->row = 0;
  cursor->ended = !take_arguments(cursor, (unsigned)how, values, terms);
  if (cursor->ended) return SQLITE_OK;
  const Dataset *dataset = cursor->tables->dataset;
  switch (cursor->kind) {
    case TABLE_PATH:
      return start_path(cursor, terms);
    case TABLE_GRAPH:
      cursor->at = 0;
      cursor->end = dataset->graphs.count;
      if (terms[0] == STORE_ANY) return advance(cursor);
      cursor->at = cursor->end;
      cursor->graph = terms[0];
      cursor->ended = !dataset_has_graph(dataset, terms[0]);
      return SQLITE_OK;
    case TABLE_QUAD:
      cursor->quads = dataset_quads(dataset, (StoreQuad){terms[1], terms[2], terms[3], terms[0]});
      break;
    default:
      cursor->quads = dataset_triples(dataset, (StoreQuad){terms[0], terms[1], terms[2], STORE_ANY});
  }
  return advance(cursor);
}

static int next(sqlite3_vtab_cursor *base) {
  return advance((Cursor *)base);
}

static int ended(sqlite3_vtab_cursor *base) {
  return ((Cursor *)base)->ended;
}

static StoreTerm path_column(const Cursor *cursor, int column) {
  StoreTerm reached = cursor->reached.count ? cursor->reached.nodes[cursor->at] : 0;
  if (column == PATH_GRAPH) return cursor->search.graph == STORE_ANY ? 0 : cursor->search.graph;
  return (column == PATH_SUBJECT) != cursor->backwards ? cursor->known : reached;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int which) {
  const Cursor *cursor = (const Cursor *)base;
  const StoreTerm terms[PLACES] = {cursor->quad.subject, cursor->quad.predicate, cursor->quad.object,
                                   cursor->quad.graph};
  StoreTerm term = cursor->kind == TABLE_GRAPH  ? cursor->graph
                   : cursor->kind == TABLE_PATH ? path_column(cursor, which)
                                                : terms[place_of(cursor->kind, which)];
  if (term) cursor->tables->sqlite->result_int64(context, term);
  return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *base, sqlite3_int64 *row) {
  *row = ((Cursor *)base)->row;
  return SQLITE_OK;
}

/* ---- tables and cursors ---- */

typedef struct {
  const Tables *tables;
  TableKind kind;
} Declared;

static int connect(sqlite3 *connection, void *handle, int count, const char *const *arguments, sqlite3_vtab **made,
                   char **error) {
  static const char *const COLUMNS[] = {"CREATE TABLE x(s, p, o)", "CREATE TABLE x(g, s, p, o)", "CREATE TABLE x(g)",
                                        "CREATE TABLE x(s, o, g, k HIDDEN)"};
  const Declared *declared = handle;
  const SqliteFunctions *sqlite = declared->tables->sqlite;
  (void)count;
  (void)arguments;
  (void)error;
  int status = sqlite->declare_vtab(connection, COLUMNS[declared->kind]);
  if (status != SQLITE_OK) return status;
  Table *table = sqlite->malloc64(sizeof *table);
  if (!table) return SQLITE_NOMEM;
  *table = (Table){.tables = declared->tables, .kind = declared->kind};
  *made = &table->base;
  return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *base) {
  ((Table *)base)->tables->sqlite->free(base);
  return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *base, sqlite3_vtab_cursor **made) {
  const Table *table = (const Table *)base;
  Cursor *cursor = table->tables->sqlite->malloc64(sizeof *cursor);
  if (!cursor) return SQLITE_NOMEM;
  *cursor = (Cursor){.tables = table->tables, .kind = table->kind};
  *made = &cursor->base;
  return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base) {
  Cursor *cursor = (Cursor *)base;
  node_set_free(&cursor->starts);
  node_set_free(&cursor->reached);
  cursor->tables->sqlite->free(cursor);
  return SQLITE_OK;
}

/* `fits` as a function, where SQLite does not search by it. */
static void compute_fits(sqlite3_context *context, int count, sqlite3_value **values) {
  const Tables *tables = sqlite_library_load(&DIAGNOSTICS_SILENT)->user_data(context);
  (void)count;
  bool free =
      tables->sqlite->value_type(values[0]) == SQLITE_NULL || tables->sqlite->value_type(values[1]) == SQLITE_NULL;
  bool equal = !free && tables->sqlite->value_int64(values[0]) == tables->sqlite->value_int64(values[1]);
  tables->sqlite->result_int64(context, free || equal);
}

static int find_function(sqlite3_vtab *base, int count, const char *name,
                         void (**function)(sqlite3_context *, int, sqlite3_value **), void **handle) {
  if (count != 2 || strcmp(name, "fits") != 0) return 0;
  *function = compute_fits;
  *handle = (void *)(uintptr_t)((Table *)base)->tables;
  return FITS_OPERATOR;
}

static const sqlite3_module MODULE = {.iVersion = 1,
                                      .xConnect = connect,
                                      .xBestIndex = plan,
                                      .xDisconnect = disconnect,
                                      .xOpen = open_cursor,
                                      .xClose = close_cursor,
                                      .xFilter = start,
                                      .xNext = next,
                                      .xEof = ended,
                                      .xColumn = column,
                                      .xRowid = row_number,
                                      .xFindFunction = find_function};

int tables_declare(sqlite3 *connection, const Tables *tables) {
  static const char *const NAMES[] = {"triple", "quad", "graph", "path"};
  const SqliteFunctions *sqlite = tables->sqlite;
  int status = sqlite->create_function_v2(connection, "fits", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                          (void *)(uintptr_t)tables, compute_fits, NULL, NULL, NULL);
  for (int kind = 0; kind < TABLE_KINDS && status == SQLITE_OK; kind++) {
    Declared *declared = sqlite->malloc64(sizeof *declared);
    if (!declared) return SQLITE_NOMEM;
    *declared = (Declared){tables, (TableKind)kind};
    status = sqlite->create_module_v2(connection, NAMES[kind], &MODULE, declared, sqlite->free);
  }
  return status;
}
