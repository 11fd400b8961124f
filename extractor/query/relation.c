#include <stdarg.h>

#include "query/translate_internal.h"

void translate_fail(Translator *translator, const char *message) {
  *translator->fault = (QueryFault){.message = message};
  longjmp(translator->failed, 1);
}

static void count_bytes(Translator *translator, size_t bytes) {
  translator->written += bytes;
  if (translator->written > 20 * (size_t)MOST_SQL) translate_fail(translator, "the query is too large");
}

Slice sql_print(Translator *translator, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  Slice printed = arena_vprint(translator->arena, format, arguments);
  va_end(arguments);
  count_bytes(translator, printed.length);
  return printed;
}

Slice sql_join(Translator *translator, const Slice *parts, uint32_t count, const char *between) {
  struct {
    VECTOR(Slice);
  } all = {0};
  size_t bytes = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (i) VECTOR_PUSH(translator->arena, &all, slice_of(between));
    VECTOR_PUSH(translator->arena, &all, parts[i]);
    bytes += parts[i].length + strlen(between);
  }
  count_bytes(translator, bytes);
  return arena_join(translator->arena, all.data, all.count);
}

Slice sql_with(Translator *translator, const Block *block) {
  if (!block->count) return (Slice){"", 0};
  Slice all = sql_join(translator, block->data, block->count, ",\n");
  return sql_print(translator, "WITH %.*s\n", (int)all.length, all.data);
}

const Column *relation_column(const Relation *relation, int32_t variable) {
  for (uint32_t i = 0; i < relation->columns.count; i++) {
    if (relation->columns.data[i].variable == variable) return &relation->columns.data[i];
  }
  return NULL;
}

void relation_add_column(Translator *translator, Relation *relation, Column column) {
  VECTOR_PUSH(translator->arena, &relation->columns, column);
}

void relation_add_condition(Translator *translator, Relation *relation, Slice condition) {
  VECTOR_PUSH(translator->arena, &relation->conditions, condition);
}

void relation_bind(Translator *translator, Relation *relation, QueryTerm term, Slice sql) {
  if (term.variable == QUERY_NO_VARIABLE) {
    StoreTerm number = translate_constant(translator, &term.term);
    relation_add_condition(translator, relation, sql_print(translator, "%.*s = %u", (int)sql.length, sql.data, number));
    return;
  }
  const Column *known = relation_column(relation, term.variable);
  if (known) {
    relation_add_condition(
        translator, relation,
        sql_print(translator, "%.*s = %.*s", (int)sql.length, sql.data, (int)known->sql.length, known->sql.data));
    return;
  }
  relation_add_column(translator, relation, (Column){.variable = term.variable, .sql = sql, .table = true});
}

Relation relation_of_table(Translator *translator, const char *table, Slice *name) {
  *name = sql_print(translator, "t%u", ++translator->names);
  return (Relation){
      .from = sql_print(translator, "%s %.*s", table, (int)name->length, name->data), .tables = 1, .simple = true};
}

Slice relation_select(Translator *translator, const Relation *relation, const char *distinct, Slice behind) {
  struct {
    VECTOR(Slice);
  } columns = {0};
  for (uint32_t i = 0; i < relation->columns.count; i++) {
    const Column *column = &relation->columns.data[i];
    Slice printed = sql_print(translator, "%.*s AS v%d", (int)column->sql.length, column->sql.data, column->variable);
    VECTOR_PUSH(translator->arena, &columns, printed);
  }
  if (!columns.count) VECTOR_PUSH(translator->arena, &columns, SLICE("1 AS one"));
  Slice list = sql_join(translator, columns.data, columns.count, ", ");
  Slice where = sql_join(translator, relation->conditions.data, relation->conditions.count, " AND ");
  return sql_print(translator, "SELECT %s%.*s%s%.*s%s%.*s%.*s", distinct, (int)list.length, list.data,
                   relation->from.length ? " FROM " : "", (int)relation->from.length, relation->from.data,
                   where.length ? " WHERE " : "", (int)where.length, where.data, (int)behind.length, behind.data);
}

Relation relation_of_sql(Translator *translator, Slice sql, const Relation *like) {
  Slice name = sql_print(translator, "b%u", ++translator->names);
  Slice expression = sql_print(translator, "%.*s AS (%.*s)", (int)name.length, name.data, (int)sql.length, sql.data);
  VECTOR_PUSH(translator->arena, translator->block, expression);
  Relation relation = {.from = name, .tables = 1, .simple = true};
  for (uint32_t i = 0; i < like->columns.count; i++) {
    Column column = like->columns.data[i];
    column.sql = sql_print(translator, "%.*s.v%d", (int)name.length, name.data, column.variable);
    column.table = false;
    relation_add_column(translator, &relation, column);
  }
  return relation;
}

Relation relation_wrap(Translator *translator, const Relation *relation, bool barrier) {
  Slice sql = relation_select(translator, relation, "", barrier ? SLICE(" LIMIT -1") : SLICE(""));
  return relation_of_sql(translator, sql, relation);
}

Slice columns_agree(Translator *translator, const Column *a, const Column *b) {
  const char *format = "%.*s = %.*s";
  if (a->maybe && b->maybe) {
    return sql_print(translator, "(%.*s = %.*s OR %.*s IS NULL OR %.*s IS NULL)", (int)a->sql.length, a->sql.data,
                     (int)b->sql.length, b->sql.data, (int)a->sql.length, a->sql.data, (int)b->sql.length, b->sql.data);
  }
  if (a->maybe) { /* the certain one comes first */
    const Column *swap = a;
    a = b;
    b = swap;
  }
  if (b->maybe) format = a->table ? "fits(%.*s, %.*s)" : "%.*s = ifnull(%.*s, %.*s)";
  return sql_print(translator, format, (int)a->sql.length, a->sql.data, (int)b->sql.length, b->sql.data,
                   (int)a->sql.length, a->sql.data);
}

/* The column of a variable that two relations have, both rows being there. */
static Column merged(Translator *translator, const Column *a, const Column *b) {
  if (!a->maybe) return *a;
  if (!b->maybe) return *b;
  return (Column){.variable = a->variable,
                  .sql = sql_print(translator, "coalesce(%.*s, %.*s)", (int)a->sql.length, a->sql.data,
                                   (int)b->sql.length, b->sql.data),
                  .maybe = true};
}

static bool is_unit(const Relation *relation) {
  return !relation->from.length && !relation->conditions.count && !relation->columns.count;
}

Relation relation_join(Translator *translator, Relation a, Relation b) {
  if (is_unit(&a)) return b;
  if (is_unit(&b)) return a;
  if (a.tables + b.tables > MOST_TABLES) {
    if (a.tables > 1) a = relation_wrap(translator, &a, true);
    if (b.tables > 1) b = relation_wrap(translator, &b, true);
  }
  Relation joined = {.tables = a.tables + b.tables};
  if (!a.from.length || !b.from.length) {
    joined.from = a.from.length ? a.from : b.from;
  } else {
    joined.from =
        sql_print(translator, "%.*s JOIN %.*s", (int)a.from.length, a.from.data, (int)b.from.length, b.from.data);
  }
  VECTOR_APPEND(translator->arena, &joined.conditions, a.conditions.data, a.conditions.count);
  VECTOR_APPEND(translator->arena, &joined.conditions, b.conditions.data, b.conditions.count);
  for (uint32_t i = 0; i < a.columns.count; i++) {
    const Column *column = &a.columns.data[i], *other = relation_column(&b, column->variable);
    if (other) relation_add_condition(translator, &joined, columns_agree(translator, column, other));
    relation_add_column(translator, &joined, other ? merged(translator, column, other) : *column);
  }
  for (uint32_t i = 0; i < b.columns.count; i++) {
    if (!relation_column(&a, b.columns.data[i].variable)) {
      relation_add_column(translator, &joined, b.columns.data[i]);
    }
  }
  return joined;
}

/* All parts with the same columns, in the same order. */
Relation relation_union(Translator *translator, const Relation *parts, uint32_t count) {
  Relation all = {0};
  struct {
    VECTOR(Slice);
  } selects = {0};
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t k = 0; k < parts[i].columns.count; k++) {
      int32_t variable = parts[i].columns.data[k].variable;
      if (!relation_column(&all, variable)) relation_add_column(translator, &all, (Column){.variable = variable});
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    Relation part = parts[i];
    part.columns.data = NULL;
    part.columns.count = part.columns.capacity = 0;
    for (uint32_t k = 0; k < all.columns.count; k++) {
      Column *whole = &all.columns.data[k];
      const Column *column = relation_column(&parts[i], whole->variable);
      whole->maybe = whole->maybe || !column || column->maybe;
      relation_add_column(translator, &part,
                          (Column){.variable = whole->variable, .sql = column ? column->sql : SLICE("NULL")});
    }
    Slice select = relation_select(translator, &part, "", SLICE(""));
    VECTOR_PUSH(translator->arena, &selects, select);
  }
  Slice sql = sql_join(translator, selects.data, selects.count, " UNION ALL ");
  return relation_of_sql(translator, sql, &all);
}
