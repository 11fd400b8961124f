#include "query/functions.h"
#include "query/translate_internal.h"

/* An expression on its way to a call: the SQL of the arguments that it uses. */
typedef struct {
  Translator *translator;
  const Relation *relation;
  GraphContext graph;
  struct {
    VECTOR(Slice);
  } arguments;
  struct {
    VECTOR(int32_t);
  } variables; /* of these; QUERY_NO_VARIABLE: an EXISTS */
  bool fresh;
} Use;

static const Column *find_column(const Translator *translator, const Relation *relation, int32_t variable) {
  const Column *column = relation_column(relation, variable);
  for (const Scope *scope = translator->scope; !column && scope; scope = scope->outer) {
    column = relation_column(scope->relation, variable);
  }
  return column;
}

/* EXISTS as SQL: what is outside takes part wherever the pattern has the same variable. */
static Slice exists(Translator *translator, const Relation *relation, const QueryPattern *pattern, GraphContext graph) {
  Block block = {0}, *outer_block = translator->block;
  const Scope *outer_scope = translator->scope, scope = {relation, outer_scope};
  translator->block = &block;
  translator->scope = &scope;
  Relation inner = translate_group(translator, pattern, graph);
  for (uint32_t i = 0; i < inner.columns.count; i++) {
    const Column *column = &inner.columns.data[i], *outside = find_column(translator, relation, column->variable);
    if (outside) relation_add_condition(translator, &inner, columns_agree(translator, column, outside));
  }
  translator->scope = outer_scope;
  inner.columns.count = 0;
  Slice select = relation_select(translator, &inner, "", SLICE("")), with = sql_with(translator, &block);
  translator->block = outer_block;
  return sql_print(translator, "EXISTS (%.*s%.*s)", (int)with.length, with.data, (int)select.length, select.data);
}

static int32_t add_argument(Use *use, int32_t variable, Slice sql) {
  Arena *arena = use->translator->arena;
  for (uint32_t i = 0; i < use->variables.count; i++) {
    if (variable != QUERY_NO_VARIABLE && use->variables.data[i] == variable) return (int32_t)i;
  }
  if (use->arguments.count >= MOST_USED) {
    translate_fail(use->translator, "an expression uses more than 100 variables and groups");
  }
  VECTOR_PUSH(arena, &use->arguments, sql);
  VECTOR_PUSH(arena, &use->variables, variable);
  return (int32_t)use->arguments.count - 1;
}

/* A copy with numbers of arguments in the place of variables. */
static QueryExpression *use_expression(Use *use, const QueryExpression *expression) {
  Arena *arena = use->translator->arena;
  QueryExpression *copy = ARENA_NEW(arena, QueryExpression);
  *copy = *expression;
  copy->arguments.data = NULL;
  copy->arguments.count = copy->arguments.capacity = 0;
  if (expression->kind == EXPRESSION_VARIABLE) {
    const Column *column = find_column(use->translator, use->relation, expression->variable);
    copy->variable = add_argument(use, expression->variable, column ? column->sql : SLICE("NULL"));
  } else if (expression->kind == EXPRESSION_EXISTS) {
    Slice sql = exists(use->translator, use->relation, expression->pattern, use->graph);
    copy->variable = add_argument(use, QUERY_NO_VARIABLE, sql);
  } else if (expression->kind == EXPRESSION_CALL) {
    use->fresh = use->fresh || FUNCTIONS[expression->function].fresh;
  }
  for (uint32_t i = 0; i < expression->arguments.count; i++) {
    QueryExpression *argument = use_expression(use, expression->arguments.data[i]);
    VECTOR_PUSH(arena, &copy->arguments, argument);
  }
  return copy;
}

/* A call of one of the functions that evaluate expressions. */
static Slice call(Translator *translator, const Relation *relation, const QueryExpression *expression,
                  GraphContext graph, const char *function) {
  Use use = {.translator = translator, .relation = relation, .graph = graph};
  QueryExpression *copy = use_expression(&use, expression);
  ExpressionUse made = {copy, use.arguments.count};
  VECTOR_PUSH(translator->arena, &translator->made->expressions, made);
  Slice arguments = sql_join(translator, use.arguments.data, use.arguments.count, ", ");
  return sql_print(translator, "%s%s(%u%s%.*s)", use.fresh ? "fresh_" : "", function,
                   translator->made->expressions.count - 1, arguments.length ? ", " : "", (int)arguments.length,
                   arguments.data);
}

Slice translate_value(Translator *translator, const Relation *relation, const QueryExpression *expression,
                      GraphContext graph) {
  if (expression->kind == EXPRESSION_VARIABLE) {
    const Column *column = find_column(translator, relation, expression->variable);
    return column ? column->sql : SLICE("NULL");
  }
  if (expression->kind == EXPRESSION_CONSTANT) {
    return sql_print(translator, "%u", translate_constant(translator, &expression->term));
  }
  return call(translator, relation, expression, graph, "value");
}

/* A term that no other term is equal to: an IRI, a plain or tagged text. */
static bool is_only_itself(const QueryExpression *expression) {
  return expression->kind == EXPRESSION_CONSTANT &&
         (expression->term.kind == RDF_IRI || expression->term.language.length || !expression->term.datatype.length);
}

/* `?x = <iri>` and its kin are comparisons of numbers, which the tables can search by. False for other filters. */
static bool direct_comparison(Translator *translator, const Relation *relation, const QueryExpression *filter,
                              Slice *sql) {
  const QueryExpression *left, *right;
  bool same = filter->kind == EXPRESSION_CALL && FUNCTIONS[filter->function].function == FUNCTION_SAMETERM;
  bool unequal = filter->kind == EXPRESSION_UNEQUAL;
  if (filter->kind != EXPRESSION_EQUAL && !unequal && !same) return false;
  left = filter->arguments.data[0];
  right = filter->arguments.data[1];
  if (left->kind == EXPRESSION_CONSTANT) {
    const QueryExpression *swap = left;
    left = right;
    right = swap;
  }
  if (left->kind != EXPRESSION_VARIABLE || right->kind != EXPRESSION_CONSTANT) return false;
  if (!same && !is_only_itself(right)) return false;
  if (unequal && right->term.kind != RDF_IRI) return false; /* an unknown datatype may be equal to a text */
  const Column *column = find_column(translator, relation, left->variable);
  StoreTerm number = translate_constant(translator, &right->term);
  *sql = column ? sql_print(translator, "%.*s %s %u", (int)column->sql.length, column->sql.data, unequal ? "<>" : "=",
                            number)
                : SLICE("0");
  return true;
}

/* `?x IN (<a>, <b>)`. */
static bool direct_list(Translator *translator, const Relation *relation, const QueryExpression *filter, Slice *sql) {
  if (filter->kind != EXPRESSION_IN || filter->arguments.data[0]->kind != EXPRESSION_VARIABLE) return false;
  struct {
    VECTOR(Slice);
  } numbers = {0};
  for (uint32_t i = 1; i < filter->arguments.count; i++) {
    if (!is_only_itself(filter->arguments.data[i])) return false;
    StoreTerm number = translate_constant(translator, &filter->arguments.data[i]->term);
    Slice printed = sql_print(translator, "%u", number);
    VECTOR_PUSH(translator->arena, &numbers, printed);
  }
  const Column *column = find_column(translator, relation, filter->arguments.data[0]->variable);
  Slice list = sql_join(translator, numbers.data, numbers.count, ", ");
  *sql = column ? sql_print(translator, "%.*s IN (%.*s)", (int)column->sql.length, column->sql.data, (int)list.length,
                            list.data)
                : SLICE("0");
  return true;
}

static bool direct_bound(Translator *translator, const Relation *relation, const QueryExpression *filter, bool negated,
                         Slice *sql) {
  if (filter->kind != EXPRESSION_CALL || FUNCTIONS[filter->function].function != FUNCTION_BOUND) return false;
  if (filter->arguments.data[0]->kind != EXPRESSION_VARIABLE) return false;
  const Column *column = find_column(translator, relation, filter->arguments.data[0]->variable);
  *sql = column
             ? sql_print(translator, "%.*s IS %sNULL", (int)column->sql.length, column->sql.data, negated ? "" : "NOT ")
         : negated ? SLICE("1")
                   : SLICE("0");
  return true;
}

void translate_conditions(Translator *translator, const Relation *relation, const QueryExpression *filter,
                          GraphContext graph, Conditions *conditions) {
  if (filter->kind == EXPRESSION_AND) {
    translate_conditions(translator, relation, filter->arguments.data[0], graph, conditions);
    translate_conditions(translator, relation, filter->arguments.data[1], graph, conditions);
    return;
  }
  bool negated = filter->kind == EXPRESSION_NOT;
  const QueryExpression *inner = negated ? filter->arguments.data[0] : filter;
  Slice sql;
  if (inner->kind == EXPRESSION_EXISTS) {
    Slice positive = exists(translator, relation, inner->pattern, graph);
    sql = sql_print(translator, "%s%.*s", negated ? "NOT " : "", (int)positive.length, positive.data);
  } else if (!direct_bound(translator, relation, inner, negated, &sql) &&
             (negated || (!direct_comparison(translator, relation, filter, &sql) &&
                          !direct_list(translator, relation, filter, &sql)))) {
    sql = call(translator, relation, filter, graph, "holds");
  }
  VECTOR_PUSH(translator->arena, conditions, sql);
}

void translate_filter(Translator *translator, Relation *relation, const QueryExpression *filter, GraphContext graph) {
  Conditions conditions = {0};
  translate_conditions(translator, relation, filter, graph, &conditions);
  for (uint32_t i = 0; i < conditions.count; i++) {
    relation_add_condition(translator, relation, conditions.data[i]);
  }
}

Relation translate_extend(Translator *translator, Relation relation, int32_t variable,
                          const QueryExpression *expression, GraphContext graph) {
  Slice sql = translate_value(translator, &relation, expression, graph);
  bool maybe = expression->kind != EXPRESSION_CONSTANT;
  if (expression->kind == EXPRESSION_VARIABLE) {
    const Column *column = relation_column(&relation, expression->variable);
    maybe = !column || column->maybe;
  }
  relation_add_column(translator, &relation, (Column){.variable = variable, .sql = sql, .maybe = maybe});
  relation.simple = false;
  bool computed = expression->kind != EXPRESSION_CONSTANT && expression->kind != EXPRESSION_VARIABLE;
  return computed ? relation_wrap(translator, &relation, true) : relation;
}
