#include "query/translate.h"

#include "query/translate_internal.h"

StoreTerm translate_constant(Translator *translator, const RdfTerm *term) {
  StoreTerm number = store_add_term(translator->store, term);
  if (!number) arena_fail(translator->arena);
  return number;
}

static int32_t hidden_variable(Translator *translator, bool graph) {
  QueryVariable variable = {.name = SLICE("inner"), .hidden = true, .graph = graph};
  VECTOR_PUSH(translator->arena, &translator->tree->variables, variable);
  return (int32_t)translator->tree->variables.count - 1;
}

static QueryTerm variable_term(int32_t variable) {
  return (QueryTerm){.variable = variable};
}

/* ---- triples and paths ---- */

static Slice column_of(Translator *translator, Slice table, char column) {
  return sql_print(translator, "%.*s.%c", (int)table.length, table.data, column);
}

/* One triple; the predicate is a term, or is left to conditions of the caller's. */
static Relation triple(Translator *translator, QueryTerm subject, const QueryTerm *predicate, QueryTerm object,
                       GraphContext graph, Slice *table) {
  Relation relation = relation_of_table(translator, graph.named ? "quad" : "triple", table);
  if (graph.named) relation_bind(translator, &relation, graph.term, column_of(translator, *table, 'g'));
  relation_bind(translator, &relation, subject, column_of(translator, *table, 's'));
  if (predicate) relation_bind(translator, &relation, *predicate, column_of(translator, *table, 'p'));
  relation_bind(translator, &relation, object, column_of(translator, *table, 'o'));
  return relation;
}

static Slice list_of_iris(Translator *translator, const Slice *iris, uint32_t count) {
  struct {
    VECTOR(Slice);
  } numbers = {0};
  for (uint32_t i = 0; i < count; i++) {
    RdfTerm term = {.kind = RDF_IRI, .text = iris[i]};
    Slice number = sql_print(translator, "%u", translate_constant(translator, &term));
    VECTOR_PUSH(translator->arena, &numbers, number);
  }
  return sql_join(translator, numbers.data, numbers.count, ", ");
}

static Relation triple_among(Translator *translator, QueryTerm subject, const Slice *iris, uint32_t count,
                             bool excluded, QueryTerm object, GraphContext graph) {
  Slice table, list = list_of_iris(translator, iris, count);
  Relation relation = triple(translator, subject, NULL, object, graph, &table);
  if (count || !excluded) {
    relation_add_condition(translator, &relation,
                           sql_print(translator, "%.*s.p %sIN (%.*s)", (int)table.length, table.data,
                                     excluded ? "NOT " : "", (int)list.length, list.data));
  }
  return relation;
}

static const StoreTerm *constants_of(Translator *translator, const Slice *iris, uint32_t count) {
  StoreTerm *terms = ARENA_ARRAY(translator->arena, StoreTerm, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    RdfTerm term = {.kind = RDF_IRI, .text = iris[i]};
    terms[i] = translate_constant(translator, &term);
  }
  return terms;
}

static PathPlan *plan_path(Translator *translator, const QueryPath *path) {
  PathPlan *plan = ARENA_NEW(translator->arena, PathPlan);
  const PathPlan **parts = ARENA_ARRAY(translator->arena, const PathPlan *, path->parts.count + 1);
  for (uint32_t i = 0; i < path->parts.count; i++) parts[i] = plan_path(translator, path->parts.data[i]);
  *plan = (PathPlan){.kind = path->kind,
                     .parts = parts,
                     .part_count = path->parts.count,
                     .iris = constants_of(translator, path->iris.data, path->iris.count),
                     .iri_count = path->iris.count,
                     .inverse_iris = constants_of(translator, path->inverse_iris.data, path->inverse_iris.count),
                     .inverse_count = path->inverse_iris.count,
                     .forwards = path->forwards,
                     .backwards = path->backwards};
  if (path->kind == PATH_IRI) plan->predicate = *constants_of(translator, &path->iri, 1);
  return plan;
}

static Relation graph_table(Translator *translator, QueryTerm graph) {
  Slice table;
  Relation relation = relation_of_table(translator, "graph", &table);
  relation_bind(translator, &relation, graph, column_of(translator, table, 'g'));
  return relation;
}

static Relation repeated_path(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                              GraphContext graph) {
  Slice table;
  PathPlan *plan = plan_path(translator, path);
  VECTOR_PUSH(translator->arena, &translator->made->paths, plan);
  VECTOR_PUSH(translator->arena, &translator->made->path_in_graph, graph.named);
  Relation relation = relation_of_table(translator, "path", &table);
  relation_add_condition(
      translator, &relation,
      sql_print(translator, "%.*s.k = %u", (int)table.length, table.data, translator->made->paths.count));
  relation_bind(translator, &relation, subject, column_of(translator, table, 's'));
  relation_bind(translator, &relation, object, column_of(translator, table, 'o'));
  if (!graph.named) return relation;
  relation_bind(translator, &relation, graph.term, column_of(translator, table, 'g'));
  return relation_join(translator, graph_table(translator, graph.term), relation);
}

static Relation translate_path(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                               GraphContext graph);

static Relation path_sequence(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                              GraphContext graph) {
  Relation all = {0};
  for (uint32_t i = 0; i < path->parts.count; i++) {
    bool last = i + 1 == path->parts.count;
    QueryTerm next = last ? object : variable_term(hidden_variable(translator, false));
    Relation part = translate_path(translator, subject, path->parts.data[i], next, graph);
    all = i ? relation_join(translator, all, part) : part;
    subject = next;
  }
  return all;
}

/* Alternatives of different predicates are one search; others are a union. */
static Relation path_alternative(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                                 GraphContext graph) {
  struct {
    VECTOR(Slice);
  } iris = {0};
  bool plain = true;
  for (uint32_t i = 0; i < path->parts.count; i++) {
    const QueryPath *part = path->parts.data[i];
    plain = plain && part->kind == PATH_IRI;
    for (uint32_t k = 0; k < i; k++) plain = plain && !slice_equal(path->parts.data[k]->iri, part->iri);
    VECTOR_PUSH(translator->arena, &iris, part->iri);
  }
  if (plain) return triple_among(translator, subject, iris.data, iris.count, false, object, graph);
  Relation *parts = ARENA_ARRAY(translator->arena, Relation, path->parts.count);
  for (uint32_t i = 0; i < path->parts.count; i++) {
    parts[i] = translate_path(translator, subject, path->parts.data[i], object, graph);
  }
  return relation_union(translator, parts, path->parts.count);
}

static Relation path_negated(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                             GraphContext graph) {
  Relation parts[2];
  uint32_t count = 0;
  if (path->forwards) {
    parts[count++] = triple_among(translator, subject, path->iris.data, path->iris.count, true, object, graph);
  }
  if (path->backwards) {
    parts[count++] =
        triple_among(translator, object, path->inverse_iris.data, path->inverse_iris.count, true, subject, graph);
  }
  return count == 1 ? parts[0] : relation_union(translator, parts, count);
}

static Relation translate_path(Translator *translator, QueryTerm subject, const QueryPath *path, QueryTerm object,
                               GraphContext graph) {
  Slice table;
  QueryTerm predicate = {.variable = QUERY_NO_VARIABLE, .term = {.kind = RDF_IRI, .text = path->iri}};
  switch (path->kind) {
    case PATH_IRI:
      return triple(translator, subject, &predicate, object, graph, &table);
    case PATH_INVERSE:
      return translate_path(translator, object, path->parts.data[0], subject, graph);
    case PATH_SEQUENCE:
      return path_sequence(translator, subject, path, object, graph);
    case PATH_ALTERNATIVE:
      return path_alternative(translator, subject, path, object, graph);
    case PATH_NEGATED:
      return path_negated(translator, subject, path, object, graph);
    default:
      return repeated_path(translator, subject, path, object, graph);
  }
}

static Relation translate_triple(Translator *translator, const QueryPattern *pattern, GraphContext graph) {
  Slice table;
  if (pattern->path) return translate_path(translator, pattern->subject, pattern->path, pattern->object, graph);
  return triple(translator, pattern->subject, &pattern->predicate, pattern->object, graph, &table);
}

/* ---- clauses ---- */

/* The column of a variable behind a left join. */
static Column left_joined(Translator *translator, const Column *left, const Column *right) {
  if (!right || !left->maybe) return *left;
  return (Column){.variable = left->variable,
                  .sql = sql_print(translator, "coalesce(%.*s, %.*s)", (int)left->sql.length, left->sql.data,
                                   (int)right->sql.length, right->sql.data),
                  .maybe = true};
}

static Relation left_join(Translator *translator, Relation left, Relation right, const QueryPattern *filters,
                          GraphContext graph) {
  if (left.tables + 1 > MOST_TABLES) left = relation_wrap(translator, &left, true);
  if (!right.simple) right = relation_wrap(translator, &right, false);
  if (!left.from.length) {
    left.from = sql_print(translator, "(SELECT 1) t%u", ++translator->names);
    left.tables = 1;
  }
  Conditions on = {0};
  Relation both = {0}, joined = {.tables = left.tables + 1, .conditions = left.conditions};
  VECTOR_APPEND(translator->arena, &on, right.conditions.data, right.conditions.count);
  for (uint32_t i = 0; i < left.columns.count; i++) {
    const Column *column = &left.columns.data[i], *other = relation_column(&right, column->variable);
    if (other) {
      Slice agree = columns_agree(translator, other, column);
      VECTOR_PUSH(translator->arena, &on, agree);
    }
    Column merged = left_joined(translator, column, other);
    relation_add_column(translator, &both, merged);
    relation_add_column(translator, &joined, merged);
  }
  for (uint32_t i = 0; i < right.columns.count; i++) {
    Column column = right.columns.data[i];
    if (relation_column(&left, column.variable)) continue;
    relation_add_column(translator, &both, column);
    column.maybe = true;
    column.table = false;
    relation_add_column(translator, &joined, column);
  }
  for (uint32_t i = 0; i < filters->parts.count; i++) {
    const QueryPattern *part = filters->parts.data[i];
    if (part->kind == PATTERN_FILTER) translate_conditions(translator, &both, part->expression, graph, &on);
  }
  Slice conditions = on.count ? sql_join(translator, on.data, on.count, " AND ") : SLICE("1");
  joined.from = sql_print(translator, "%.*s LEFT JOIN %.*s ON %.*s", (int)left.from.length, left.from.data,
                          (int)right.from.length, right.from.data, (int)conditions.length, conditions.data);
  return joined;
}

Relation translate_in_every_graph(Translator *translator, Relation relation, GraphContext graph, Slice *found) {
  static const QueryPattern NO_FILTERS = {.kind = PATTERN_GROUP};
  int32_t mark = hidden_variable(translator, false);
  relation_add_column(translator, &relation, (Column){.variable = mark, .sql = SLICE("1")});
  relation.simple = false;
  relation = left_join(translator, graph_table(translator, graph.term), relation, &NO_FILTERS, graph);
  Slice sql = relation_column(&relation, mark)->sql;
  *found = sql_print(translator, "%.*s IS NOT NULL", (int)sql.length, sql.data);
  return relation;
}

static bool is_graph_variable(const Translator *translator, int32_t variable) {
  return translator->tree->variables.data[variable].graph;
}

/* A solution goes where one of the other side agrees with it and has a variable in common. */
static Relation minus(Translator *translator, Relation relation, Relation other) {
  struct {
    VECTOR(Slice);
  } common = {0};
  bool any = false, certain = false;
  for (uint32_t i = 0; i < other.columns.count; i++) {
    const Column *column = &other.columns.data[i], *known = relation_column(&relation, column->variable);
    if (!known) continue;
    relation_add_condition(translator, &other, columns_agree(translator, column, known));
    if (is_graph_variable(translator, column->variable)) continue;
    any = true;
    certain = certain || (!column->maybe && !known->maybe);
    Slice both = sql_print(translator, "(%.*s IS NOT NULL AND %.*s IS NOT NULL)", (int)column->sql.length,
                           column->sql.data, (int)known->sql.length, known->sql.data);
    VECTOR_PUSH(translator->arena, &common, both);
  }
  if (!any) return relation;
  if (!certain) {
    Slice all = sql_join(translator, common.data, common.count, " OR ");
    relation_add_condition(translator, &other, sql_print(translator, "(%.*s)", (int)all.length, all.data));
  }
  other.columns.count = 0;
  Slice select = relation_select(translator, &other, "", SLICE(""));
  relation_add_condition(translator, &relation,
                         sql_print(translator, "NOT EXISTS (%.*s)", (int)select.length, select.data));
  return relation;
}

static Relation values(Translator *translator, const QueryPattern *pattern) {
  uint32_t width = pattern->variables.count;
  Relation like = {0};
  struct {
    VECTOR(Slice);
  } rows = {0}, names = {0};
  for (uint32_t i = 0; i < width; i++) {
    relation_add_column(translator, &like, (Column){.variable = pattern->variables.data[i]});
    Slice name = sql_print(translator, "column%u AS v%d", i + 1, pattern->variables.data[i]);
    VECTOR_PUSH(translator->arena, &names, name);
  }
  for (uint32_t at = 0; at < pattern->values.count; at += width ? width : 1) {
    Slice *row = ARENA_ARRAY(translator->arena, Slice, width + 1);
    row[0] = SLICE("1");
    for (uint32_t i = 0; i < width; i++) {
      const RdfTerm *term = &pattern->values.data[at + i].term;
      bool undefined = term->kind == RDF_BLANK;
      if (undefined) like.columns.data[i].maybe = true;
      row[i] = undefined ? SLICE("NULL") : sql_print(translator, "%u", translate_constant(translator, term));
    }
    Slice list = sql_join(translator, row, width ? width : 1, ", ");
    Slice printed = sql_print(translator, "(%.*s)", (int)list.length, list.data);
    VECTOR_PUSH(translator->arena, &rows, printed);
  }
  if (!width) VECTOR_PUSH(translator->arena, &names, SLICE("column1 AS one"));
  if (!rows.count) {
    for (uint32_t i = 0; i < width; i++) like.columns.data[i].sql = SLICE("NULL");
    relation_add_condition(translator, &like, SLICE("0"));
    return relation_wrap(translator, &like, false);
  }
  Slice head = sql_join(translator, names.data, names.count, ", "),
        all = sql_join(translator, rows.data, rows.count, ", ");
  Slice sql =
      sql_print(translator, "SELECT %.*s FROM (VALUES %.*s)", (int)head.length, head.data, (int)all.length, all.data);
  return relation_of_sql(translator, sql, &like);
}

static Relation in_graph(Translator *translator, const QueryPattern *pattern) {
  GraphContext graph = {true, pattern->graph};
  const QueryPattern *group = pattern->parts.data[0];
  if (pattern->graph.variable == QUERY_NO_VARIABLE) {
    Relation relation = translate_group(translator, group, graph);
    return relation_join(translator, graph_table(translator, pattern->graph), relation);
  }
  int32_t hidden = hidden_variable(translator, true);
  graph.term = variable_term(hidden);
  Relation relation = translate_group(translator, group, graph);
  const Column *column = relation_column(&relation, hidden);
  if (!column || column->maybe) relation = relation_join(translator, graph_table(translator, graph.term), relation);
  Column named = *relation_column(&relation, hidden);
  const Column *known = relation_column(&relation, pattern->graph.variable);
  named.variable = pattern->graph.variable;
  if (!known) {
    relation_add_column(translator, &relation, named);
    relation.simple = false;
    return relation;
  }
  Relation names = {0};
  relation_add_column(translator, &names, named);
  return relation_join(translator, names, relation);
}

static Relation in_union(Translator *translator, const QueryPattern *pattern, GraphContext graph) {
  Relation *parts = ARENA_ARRAY(translator->arena, Relation, pattern->parts.count);
  for (uint32_t i = 0; i < pattern->parts.count; i++) {
    parts[i] = translate_group(translator, pattern->parts.data[i], graph);
  }
  return relation_union(translator, parts, pattern->parts.count);
}

static Relation translate_part(Translator *translator, Relation relation, const QueryPattern *part,
                               GraphContext graph) {
  const Scope *scope = translator->scope;
  Relation other;
  switch (part->kind) {
    case PATTERN_TRIPLE:
      return relation_join(translator, relation, translate_triple(translator, part, graph));
    case PATTERN_GROUP:
      return relation_join(translator, relation, translate_group(translator, part, graph));
    case PATTERN_OPTIONAL: {
      QueryPattern unfiltered = *part->parts.data[0]; /* its filters see both sides */
      unfiltered.parts.data = ARENA_ARRAY(translator->arena, QueryPattern *, unfiltered.parts.count + 1);
      unfiltered.parts.count = 0;
      for (uint32_t i = 0; i < part->parts.data[0]->parts.count; i++) {
        QueryPattern *inner = part->parts.data[0]->parts.data[i];
        if (inner->kind != PATTERN_FILTER) unfiltered.parts.data[unfiltered.parts.count++] = inner;
      }
      other = translate_group(translator, &unfiltered, graph);
      return left_join(translator, relation, other, part->parts.data[0], graph);
    }
    case PATTERN_UNION:
      return relation_join(translator, relation, in_union(translator, part, graph));
    case PATTERN_MINUS:
      return minus(translator, relation, translate_group(translator, part->parts.data[0], graph));
    case PATTERN_GRAPH:
      return relation_join(translator, relation, in_graph(translator, part));
    case PATTERN_BIND:
      return translate_extend(translator, relation, part->variable, part->expression, graph);
    case PATTERN_VALUES:
      return relation_join(translator, relation, values(translator, part));
    case PATTERN_SELECT:
      translator->scope = NULL;
      other = translate_select(translator, part->select, graph, false, NULL);
      translator->scope = scope;
      return relation_join(translator, relation, other);
    default:
      return relation;
  }
}

/* In a graph that is a variable, what begins with no triple must be asked of every graph. */
static bool begins_with_triple(const QueryPattern *group) {
  for (uint32_t i = 0; i < group->parts.count; i++) {
    if (group->parts.data[i]->kind != PATTERN_FILTER) return group->parts.data[i]->kind == PATTERN_TRIPLE;
  }
  return false;
}

Relation translate_group(Translator *translator, const QueryPattern *group, GraphContext graph) {
  Relation relation = {0};
  if (graph.named && graph.term.variable != QUERY_NO_VARIABLE && !begins_with_triple(group)) {
    relation = graph_table(translator, graph.term);
  }
  for (uint32_t i = 0; i < group->parts.count; i++) {
    relation = translate_part(translator, relation, group->parts.data[i], graph);
  }
  for (uint32_t i = 0; i < group->parts.count; i++) {
    const QueryPattern *part = group->parts.data[i];
    if (part->kind == PATTERN_FILTER) translate_filter(translator, &relation, part->expression, graph);
  }
  return relation;
}

bool query_translate(Arena *arena, const QueryTree *tree, Store *store, bool sorted, Translation *translation,
                     QueryFault *fault) {
  Translator *translator = ARENA_NEW(arena, Translator);
  QueryTree *copy = ARENA_NEW(arena, QueryTree);
  *copy = *tree;
  *translator =
      (Translator){.arena = arena, .tree = copy, .store = store, .made = translation, .fault = fault, .sorted = sorted};
  *translation = (Translation){0};
  *fault = (QueryFault){0};
  if (setjmp(translator->failed)) return false;
  Block block = {0};
  translator->block = &block;
  translate_select(translator, copy->select, (GraphContext){.term.variable = QUERY_NO_VARIABLE}, true,
                   &translation->sql);
  if (translation->sql.length > MOST_SQL) translate_fail(translator, "the query is too large");
  return true;
}
