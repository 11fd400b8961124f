#include "query/translate_internal.h"

/* ---- groups ---- */

/* The name of an aggregate's function and what it is given; `*terms`: it gives numbers of terms, no numbers. */
static Slice aggregate_call(Translator *translator, const Relation *relation, const QueryExpression *call,
                            GraphContext graph, bool *terms) {
  const char *distinct = call->distinct ? "DISTINCT " : "";
  *terms = false;
  if (!call->arguments.count) {
    if (!call->distinct) return SLICE("count(*)");
    struct {
      VECTOR(Slice);
    } columns = {0};
    for (uint32_t i = 0; i < relation->columns.count; i++) {
      const Column *column = &relation->columns.data[i];
      if (!translator->tree->variables.data[column->variable].hidden) {
        VECTOR_PUSH(translator->arena, &columns, column->sql);
      }
    }
    if (columns.count > MOST_USED) translate_fail(translator, "COUNT(DISTINCT *) counts more than 100 variables");
    Slice list = sql_join(translator, columns.data, columns.count, ", ");
    return sql_print(translator, "count(DISTINCT solution(%.*s))", (int)list.length, list.data);
  }
  Slice value = translate_value(translator, relation, call->arguments.data[0], graph);
  if (call->aggregate == AGGREGATE_COUNT) {
    return sql_print(translator, "count(%s%.*s)", distinct, (int)value.length, value.data);
  }
  AggregateUse use = {call->aggregate, call->separator};
  VECTOR_PUSH(translator->arena, &translator->made->aggregates, use);
  *terms = true;
  return sql_print(translator, "agg%u(%s%.*s)", translator->made->aggregates.count - 1, distinct, (int)value.length,
                   value.data);
}

/* The aggregate as SQL, over rows of which `found` holds (empty: over all): terms come out, as everywhere. */
static Slice aggregate(Translator *translator, const Relation *relation, const QueryExpression *call,
                       GraphContext graph, Slice found) {
  bool terms;
  Slice sql = aggregate_call(translator, relation, call, graph, &terms);
  if (found.length) {
    sql = sql_print(translator, "%.*s FILTER (WHERE %.*s)", (int)sql.length, sql.data, (int)found.length, found.data);
  }
  return terms ? sql : sql_print(translator, "number(%.*s)", (int)sql.length, sql.data);
}

static Relation group(Translator *translator, Relation relation, const QuerySelect *select, GraphContext graph) {
  Relation grouped = {0};
  Slice found = {0};
  bool graphs = graph.named && graph.term.variable != QUERY_NO_VARIABLE;
  if (graphs && !select->keys.count && select->aggregates.count) { /* one group, also where there is nothing */
    relation = translate_in_every_graph(translator, relation, graph, &found);
  }
  for (uint32_t i = 0; i < select->keys.count; i++) {
    const QueryProjection *key = &select->keys.data[i];
    if (key->expression) {
      relation = translate_extend(translator, relation, key->variable, key->expression, graph);
    }
  }
  for (uint32_t i = 0; i < select->keys.count; i++) {
    const Column *column = relation_column(&relation, select->keys.data[i].variable);
    Column made = {.variable = select->keys.data[i].variable, .sql = SLICE("NULL"), .maybe = true};
    if (relation_column(&grouped, made.variable)) continue;
    relation_add_column(translator, &grouped, column ? *column : made);
  }
  if (graphs) {
    const Column *column = relation_column(&relation, graph.term.variable);
    if (column) relation_add_column(translator, &grouped, *column);
  }
  uint32_t keys = grouped.columns.count;
  for (uint32_t i = 0; i < select->aggregates.count; i++) {
    const QueryProjection *noted = &select->aggregates.data[i];
    Slice sql = aggregate(translator, &relation, noted->expression, graph, found);
    relation_add_column(translator, &grouped, (Column){.variable = noted->variable, .sql = sql, .maybe = true});
  }
  grouped.from = relation.from;
  grouped.conditions = relation.conditions;
  struct {
    VECTOR(Slice);
  } numbers = {0};
  for (uint32_t i = 0; i < keys; i++) {
    Slice number = sql_print(translator, "%u", i + 1);
    VECTOR_PUSH(translator->arena, &numbers, number);
  }
  Slice behind = SLICE("");
  if (keys) {
    Slice list = sql_join(translator, numbers.data, numbers.count, ", ");
    behind = sql_print(translator, " GROUP BY %.*s", (int)list.length, list.data);
  } else if (!select->aggregates.count) {
    behind = SLICE(" LIMIT 1"); /* HAVING alone: one group, of which nothing is told */
  }
  return relation_of_sql(translator, relation_select(translator, &grouped, "", behind), &grouped);
}

/* ---- projection, order, limits ---- */

/* The columns that are selected, in their order; the variable of a graph stays with them. */
static Relation project(Translator *translator, const Relation *relation, const QuerySelect *select,
                        GraphContext graph) {
  Relation projected = *relation;
  projected.columns.data = NULL;
  projected.columns.count = projected.columns.capacity = 0;
  bool *seen = ARENA_ARRAY(translator->arena, bool, translator->tree->variables.count);
  if (select->star) {
    if (select->where) pattern_mark_variables(select->where, seen);
    if (select->values) pattern_mark_variables(select->values, seen);
    for (uint32_t i = 0; i < translator->tree->variables.count; i++) {
      const Column *column = relation_column(relation, (int32_t)i);
      Column none = {.variable = (int32_t)i, .sql = SLICE("NULL"), .maybe = true};
      if (seen[i] && !translator->tree->variables.data[i].hidden) {
        relation_add_column(translator, &projected, column ? *column : none);
      }
    }
  }
  for (uint32_t i = 0; i < select->projections.count; i++) {
    const Column *column = relation_column(relation, select->projections.data[i].variable);
    Column none = {.variable = select->projections.data[i].variable, .sql = SLICE("NULL"), .maybe = true};
    relation_add_column(translator, &projected, column ? *column : none);
  }
  if (graph.named && graph.term.variable != QUERY_NO_VARIABLE) {
    const Column *column = relation_column(relation, graph.term.variable);
    if (column) relation_add_column(translator, &projected, *column);
  }
  projected.simple = false;
  return projected;
}

static bool is_projected(const Relation *projected, const QueryExpression *expression) {
  if (expression->kind == EXPRESSION_EXISTS) return false;
  if (expression->kind == EXPRESSION_VARIABLE && !relation_column(projected, expression->variable)) return false;
  for (uint32_t i = 0; i < expression->arguments.count; i++) {
    if (!is_projected(projected, expression->arguments.data[i])) return false;
  }
  return true;
}

static Slice limits(Translator *translator, const QuerySelect *select, bool always) {
  if (select->limit == UINT64_MAX && !select->offset) return always ? SLICE(" LIMIT -1") : SLICE("");
  if (select->limit == UINT64_MAX) {
    return sql_print(translator, " LIMIT -1 OFFSET %llu", (unsigned long long)select->offset);
  }
  return sql_print(translator, " LIMIT %llu OFFSET %llu", (unsigned long long)select->limit,
                   (unsigned long long)select->offset);
}

typedef struct {
  VECTOR(Slice);
} Keys;

static void add_column_keys(Translator *translator, const Relation *projected, Keys *keys) {
  for (uint32_t i = 0; i < projected->columns.count; i++) {
    const Column *column = &projected->columns.data[i];
    if (translator->tree->variables.data[column->variable].hidden) continue;
    Slice key = sql_print(translator, "sort(%.*s)", (int)column->sql.length, column->sql.data);
    VECTOR_PUSH(translator->arena, keys, key);
  }
}

static Slice order_by(Translator *translator, const Keys *keys) {
  if (!keys->count) return SLICE("");
  Slice list = sql_join(translator, keys->data, keys->count, ", ");
  return sql_print(translator, " ORDER BY %.*s", (int)list.length, list.data);
}

static void add_order_keys(Translator *translator, const Relation *relation, const QuerySelect *select,
                           GraphContext graph, Keys *keys) {
  for (uint32_t i = 0; i < select->order.count; i++) {
    Slice value = translate_value(translator, relation, select->order.data[i].expression, graph);
    Slice key = sql_print(translator, "sort(%.*s)%s", (int)value.length, value.data,
                          select->order.data[i].descending ? " DESC" : "");
    VECTOR_PUSH(translator->arena, keys, key);
  }
}

/* DISTINCT with an order by what is not selected: each solution stands where its first one stood. */
static Slice distinct_in_order(Translator *translator, const Relation *relation, const Relation *projected,
                               const QuerySelect *select, GraphContext graph) {
  Relation keyed = *projected;
  Keys keys = {0}, numbers = {0};
  uint32_t width = projected->columns.count;
  for (uint32_t i = 0; i < width; i++) {
    Slice number = sql_print(translator, "%u", i + 1);
    VECTOR_PUSH(translator->arena, &numbers, number);
  }
  for (uint32_t i = 0; i < select->order.count; i++) {
    Slice value = translate_value(translator, relation, select->order.data[i].expression, graph);
    Slice key = sql_print(translator, "%s(sort(%.*s))%s", select->order.data[i].descending ? "max" : "min",
                          (int)value.length, value.data, select->order.data[i].descending ? " DESC" : "");
    VECTOR_PUSH(translator->arena, &keys, key);
  }
  Slice groups = sql_join(translator, numbers.data, numbers.count, ", "), order = order_by(translator, &keys),
        behind = limits(translator, select, true);
  Slice all = sql_print(translator, " GROUP BY %.*s%.*s%.*s", (int)groups.length, groups.data, (int)order.length,
                        order.data, (int)behind.length, behind.data);
  return relation_select(translator, &keyed, "", all);
}

/* The whole SELECT. Rows in no order of the query's stand in that of their columns, if that is wanted. */
static Slice whole_select(Translator *translator, const Relation *relation, Relation projected,
                          const QuerySelect *select, GraphContext graph, bool outermost) {
  Keys keys = {0};
  bool by_projected = true, limited = select->limit != UINT64_MAX || select->offset;
  for (uint32_t i = 0; i < select->order.count; i++) {
    by_projected = by_projected && is_projected(&projected, select->order.data[i].expression);
  }
  if (select->distinct && !by_projected) return distinct_in_order(translator, relation, &projected, select, graph);
  if (select->distinct && (select->order.count || outermost)) {
    Slice distinct = relation_select(translator, &projected, "DISTINCT ", SLICE(""));
    projected = relation_of_sql(translator, distinct, &projected);
    relation = &projected;
  }
  bool still_distinct = select->distinct && !select->order.count && !outermost;
  add_order_keys(translator, relation, select, graph, &keys);
  if (outermost && translator->sorted && (select->order.count || !limited)) {
    add_column_keys(translator, &projected, &keys);
  }
  Slice order = order_by(translator, &keys), limit = limits(translator, select, !outermost);
  Slice behind = sql_print(translator, "%.*s%.*s", (int)order.length, order.data, (int)limit.length, limit.data);
  return relation_select(translator, &projected, still_distinct ? "DISTINCT " : "", behind);
}

Relation translate_select(Translator *translator, QuerySelect *select, GraphContext graph, bool outermost, Slice *sql) {
  Relation relation = {0};
  if (select->where) relation = translate_group(translator, select->where, graph);
  if (select->values && !select->grouped) {
    QueryPattern values = {.kind = PATTERN_GROUP};
    VECTOR_PUSH(translator->arena, &values.parts, select->values);
    relation = relation_join(translator, relation, translate_group(translator, &values, graph));
  }
  if (select->grouped) relation = group(translator, relation, select, graph);
  for (uint32_t i = 0; i < select->projections.count; i++) {
    const QueryProjection *projection = &select->projections.data[i];
    if (projection->expression) {
      relation = translate_extend(translator, relation, projection->variable, projection->expression, graph);
    }
  }
  /* behind the expressions of SELECT, so that it may use their names as other engines let it */
  for (uint32_t i = 0; i < select->having.count; i++) {
    translate_filter(translator, &relation, select->having.data[i], graph);
  }
  if (select->values && select->grouped) {
    QueryPattern values = {.kind = PATTERN_GROUP};
    VECTOR_PUSH(translator->arena, &values.parts, select->values);
    relation = relation_join(translator, relation, translate_group(translator, &values, graph));
  }
  Relation projected = project(translator, &relation, select, graph);
  if (outermost) {
    for (uint32_t i = 0; i < projected.columns.count; i++) {
      VECTOR_PUSH(translator->arena, &translator->made->columns, projected.columns.data[i].variable);
    }
    Slice body = whole_select(translator, &relation, projected, select, graph, true);
    Slice with = sql_with(translator, translator->block);
    *sql = sql_print(translator, "%.*s%.*s", (int)with.length, with.data, (int)body.length, body.data);
    return projected;
  }
  bool plain = !select->distinct && select->limit == UINT64_MAX && !select->offset && !select->order.count;
  if (plain) return projected;
  return relation_of_sql(translator, whole_select(translator, &relation, projected, select, graph, false), &projected);
}
