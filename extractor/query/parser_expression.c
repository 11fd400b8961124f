#include "base/name_table.h"
#include "base/xsd.h"
#include "query/functions.h"
#include "query/parser_internal.h"

QueryExpression *sparql_new_expression(Parser *parser, ExpressionKind kind, size_t begin) {
  QueryExpression *expression = ARENA_NEW(parser->arena, QueryExpression);
  expression->kind = kind;
  expression->variable = QUERY_NO_VARIABLE;
  expression->begin = begin;
  return expression;
}

void sparql_finish_expression(const Parser *parser, QueryExpression *expression) {
  expression->end = parser->at ? parser->tokens.data[parser->at - 1].end : expression->begin;
}

static void add_argument(Parser *parser, QueryExpression *expression, QueryExpression *argument) {
  VECTOR_PUSH(parser->arena, &expression->arguments, argument);
}

static QueryExpression *binary(Parser *parser, ExpressionKind kind, QueryExpression *left, QueryExpression *right) {
  QueryExpression *expression = sparql_new_expression(parser, kind, left->begin);
  add_argument(parser, expression, left);
  add_argument(parser, expression, right);
  sparql_finish_expression(parser, expression);
  return expression;
}

/* ---- calls ---- */

/* `(a, b, ...)` behind a function's name, DISTINCT not allowed; returns how many. */
static uint32_t parse_arguments(Parser *parser, QueryExpression *call) {
  sparql_expect_mark(parser, "(", "`(` and arguments");
  if (sparql_take_mark(parser, ")")) return call->arguments.count;
  do {
    if (call->arguments.count >= MOST_ARGUMENTS) {
      sparql_fail(parser, sparql_token(parser), "a call has more than %d arguments", MOST_ARGUMENTS);
    }
    add_argument(parser, call, sparql_expression(parser));
  } while (sparql_take_mark(parser, ","));
  sparql_expect_mark(parser, ")", "`,` or `)`");
  return call->arguments.count;
}

static const struct {
  const char *name;
  AggregateKind kind;
} AGGREGATES[] = {{"COUNT", AGGREGATE_COUNT},
                  {"SUM", AGGREGATE_SUM},
                  {"MIN", AGGREGATE_MIN},
                  {"MAX", AGGREGATE_MAX},
                  {"AVG", AGGREGATE_AVG},
                  {"SAMPLE", AGGREGATE_SAMPLE},
                  {"GROUP_CONCAT", AGGREGATE_GROUP_CONCAT}};

static int aggregate_named(Slice name) {
  for (size_t i = 0; i < sizeof AGGREGATES / sizeof *AGGREGATES; i++) {
    if (slice_equal_ignore_case(name, slice_of(AGGREGATES[i].name))) return (int)i;
  }
  return -1;
}

static void parse_separator(Parser *parser, QueryExpression *call) {
  call->separator = SLICE(" ");
  if (!sparql_take_mark(parser, ";")) return;
  if (!sparql_take_word(parser, "SEPARATOR")) sparql_expected(parser, "SEPARATOR");
  sparql_expect_mark(parser, "=", "`=`");
  if (sparql_token(parser)->kind != TOKEN_STRING) sparql_expected(parser, "a string");
  call->separator = sparql_next(parser)->text;
}

/* An aggregate is computed with the groups: a variable of its own stands for it. */
static QueryExpression *parse_aggregate(Parser *parser, int which) {
  const Token *name = sparql_next(parser);
  if (!parser->select) {
    sparql_fail(parser, name, "%s can stand in SELECT, HAVING and ORDER BY only", AGGREGATES[which].name);
  }
  if (parser->in_aggregate) sparql_fail(parser, name, "an aggregate cannot stand in another");
  QueryExpression *call = sparql_new_expression(parser, EXPRESSION_AGGREGATE, name->begin);
  call->aggregate = AGGREGATES[which].kind;
  sparql_expect_mark(parser, "(", "`(`");
  call->distinct = sparql_take_word(parser, "DISTINCT");
  if (!(call->aggregate == AGGREGATE_COUNT && sparql_take_mark(parser, "*"))) {
    parser->in_aggregate = true;
    add_argument(parser, call, sparql_expression(parser));
    parser->in_aggregate = false;
  }
  if (call->aggregate == AGGREGATE_GROUP_CONCAT) parse_separator(parser, call);
  sparql_expect_mark(parser, ")", "`)`");
  sparql_finish_expression(parser, call);
  QueryProjection noted = {sparql_hidden_variable(parser, AGGREGATES[which].name), call};
  VECTOR_PUSH(parser->arena, &parser->select->aggregates, noted);
  QueryExpression *variable = sparql_new_expression(parser, EXPRESSION_VARIABLE, name->begin);
  variable->variable = noted.variable;
  sparql_finish_expression(parser, variable);
  return variable;
}

static QueryExpression *parse_exists(Parser *parser, bool negated, size_t begin) {
  QueryExpression *exists = sparql_new_expression(parser, EXPRESSION_EXISTS, begin);
  QuerySelect *outer = parser->select;
  parser->select = NULL;
  if (!sparql_is_mark(parser, "{")) sparql_expected(parser, "a group in braces");
  exists->pattern = sparql_group(parser);
  parser->select = outer;
  sparql_finish_expression(parser, exists);
  if (!negated) return exists;
  QueryExpression *not = sparql_new_expression(parser, EXPRESSION_NOT, begin);
  add_argument(parser, not, exists);
  sparql_finish_expression(parser, not );
  return not ;
}

static _Noreturn void unknown_function(Parser *parser, const Token *name) {
  const char *names[128];
  size_t count = 0;
  for (size_t i = 0; i < FUNCTION_COUNT && count < 100; i++) names[count++] = FUNCTIONS[i].name;
  for (size_t i = 0; i < sizeof AGGREGATES / sizeof *AGGREGATES; i++) names[count++] = AGGREGATES[i].name;
  parser->fault->hint = name_hint_of(names, count, parser->arena, name->text);
  sparql_fail(parser, name, "there is no function `%.*s`", (int)name->text.length, name->text.data);
}

static QueryExpression *parse_function(Parser *parser) {
  const Token *name = sparql_token(parser);
  int aggregate = aggregate_named(name->text);
  if (aggregate >= 0) return parse_aggregate(parser, aggregate);
  int which = function_named(name->text);
  if (which < 0) {
    if (!(name[1].kind == TOKEN_MARK && slice_is(name[1].text, "("))) sparql_expected(parser, "an expression");
    unknown_function(parser, name);
  }
  QueryExpression *call = sparql_new_expression(parser, EXPRESSION_CALL, sparql_next(parser)->begin);
  call->function = which;
  const FunctionName *function = &FUNCTIONS[which];
  uint32_t count = parse_arguments(parser, call);
  if (count < function->least || count > function->most) {
    if (function->least == function->most) {
      sparql_fail_from(parser, call->begin, "%s takes %u argument%s, not %u", function->name, function->least,
                       function->least == 1 ? "" : "s", count);
    }
    sparql_fail_from(parser, call->begin, "%s takes from %u to %u arguments, not %u", function->name, function->least,
                     function->most, count);
  }
  sparql_finish_expression(parser, call);
  if (function->function == FUNCTION_BOUND && call->arguments.data[0]->kind != EXPRESSION_VARIABLE &&
      call->arguments.data[0]->kind != EXPRESSION_CONSTANT)
    sparql_fail_from(parser, call->begin, "BOUND takes a variable");
  return call;
}

/* `<iri>(...)`: a cast to a datatype of XML Schema. */
static QueryExpression *parse_cast(Parser *parser, size_t begin, Slice iri) {
  static const char *const CASTS[] = {"boolean", "double", "float", "decimal", "integer", "string", "dateTime", "date"};
  QueryExpression *cast = sparql_new_expression(parser, EXPRESSION_CAST, begin);
  cast->term = (RdfTerm){.kind = RDF_IRI, .text = iri};
  bool known = false;
  for (size_t i = 0; i < sizeof CASTS / sizeof *CASTS; i++) {
    known = known || slice_is(xsd_local_name(iri), CASTS[i]);
  }
  if (!known) {
    parser->fault->hint = "functions of IRIs are xsd:boolean, double, float, decimal, integer, string, dateTime, date";
    sparql_fail_from(parser, begin, "there is no function <%.*s>", (int)iri.length, iri.data);
  }
  if (parse_arguments(parser, cast) != 1) sparql_fail_from(parser, begin, "a cast takes one argument");
  sparql_finish_expression(parser, cast);
  return cast;
}

/* ---- from the inside out ---- */

static QueryExpression *constant(Parser *parser, size_t begin, RdfTerm term) {
  QueryExpression *expression = sparql_new_expression(parser, EXPRESSION_CONSTANT, begin);
  expression->term = term;
  sparql_finish_expression(parser, expression);
  return expression;
}

static QueryExpression *parse_primary(Parser *parser) {
  const Token *token = sparql_token(parser);
  size_t begin = token->begin;
  if (sparql_take_mark(parser, "(")) {
    QueryExpression *inner = sparql_expression(parser);
    sparql_expect_mark(parser, ")", "`)`");
    inner->begin = begin;
    sparql_finish_expression(parser, inner);
    return inner;
  }
  if (token->kind == TOKEN_VARIABLE) {
    QueryTerm term = sparql_var_or_term(parser);
    if (term.variable == QUERY_NO_VARIABLE) return constant(parser, begin, term.term);
    QueryExpression *variable = sparql_new_expression(parser, EXPRESSION_VARIABLE, begin);
    variable->variable = term.variable;
    sparql_finish_expression(parser, variable);
    return variable;
  }
  if (sparql_at_literal(parser)) return constant(parser, begin, sparql_literal(parser));
  if (sparql_at_iri(parser)) {
    Slice iri = sparql_iri(parser);
    if (sparql_is_mark(parser, "(")) return parse_cast(parser, begin, iri);
    return constant(parser, begin, (RdfTerm){.kind = RDF_IRI, .text = iri});
  }
  if (sparql_take_word(parser, "EXISTS")) return parse_exists(parser, false, begin);
  if (sparql_is_word(parser, "NOT") && token[1].kind == TOKEN_WORD) {
    sparql_next(parser);
    if (!sparql_take_word(parser, "EXISTS")) sparql_expected(parser, "EXISTS");
    return parse_exists(parser, true, begin);
  }
  if (token->kind == TOKEN_WORD) return parse_function(parser);
  sparql_expected(parser, "an expression");
}

static QueryExpression *parse_unary(Parser *parser) {
  static const struct {
    const char *mark;
    ExpressionKind kind;
  } MARKS[] = {{"!", EXPRESSION_NOT}, {"+", EXPRESSION_PLUS}, {"-", EXPRESSION_MINUS}};
  for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
    if (!sparql_is_mark(parser, MARKS[i].mark) || (i && sparql_at_literal(parser))) continue;
    QueryExpression *expression = sparql_new_expression(parser, MARKS[i].kind, sparql_next(parser)->begin);
    sparql_enter(parser);
    add_argument(parser, expression, i ? parse_primary(parser) : parse_unary(parser));
    sparql_leave(parser);
    sparql_finish_expression(parser, expression);
    return expression;
  }
  return parse_primary(parser);
}

static QueryExpression *parse_product(Parser *parser) {
  QueryExpression *left = parse_unary(parser);
  for (;;) {
    if (sparql_take_mark(parser, "*")) {
      left = binary(parser, EXPRESSION_MULTIPLY, left, parse_unary(parser));
    } else if (sparql_take_mark(parser, "/")) {
      left = binary(parser, EXPRESSION_DIVIDE, left, parse_unary(parser));
    } else {
      return left;
    }
  }
}

static QueryExpression *parse_sum(Parser *parser) {
  QueryExpression *left = parse_product(parser);
  for (;;) {
    if (sparql_take_mark(parser, "+")) {
      left = binary(parser, EXPRESSION_ADD, left, parse_product(parser));
    } else if (sparql_take_mark(parser, "-")) {
      left = binary(parser, EXPRESSION_SUBTRACT, left, parse_product(parser));
    } else {
      return left;
    }
  }
}

static QueryExpression *parse_in(Parser *parser, QueryExpression *left, bool negated) {
  QueryExpression *in = sparql_new_expression(parser, EXPRESSION_IN, left->begin);
  add_argument(parser, in, left);
  sparql_expect_mark(parser, "(", "`(` and a list");
  if (!sparql_take_mark(parser, ")")) {
    do add_argument(parser, in, sparql_expression(parser));
    while (sparql_take_mark(parser, ","));
    sparql_expect_mark(parser, ")", "`,` or `)`");
  }
  sparql_finish_expression(parser, in);
  if (!negated) return in;
  QueryExpression *not = sparql_new_expression(parser, EXPRESSION_NOT, left->begin);
  add_argument(parser, not, in);
  sparql_finish_expression(parser, not );
  return not ;
}

static QueryExpression *parse_comparison(Parser *parser) {
  static const struct {
    const char *mark;
    ExpressionKind kind;
  } MARKS[] = {{"=", EXPRESSION_EQUAL},       {"!=", EXPRESSION_UNEQUAL}, {"<", EXPRESSION_LESS},
               {"<=", EXPRESSION_LESS_EQUAL}, {">", EXPRESSION_GREATER},  {">=", EXPRESSION_GREATER_EQUAL}};
  QueryExpression *left = parse_sum(parser);
  for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
    if (sparql_take_mark(parser, MARKS[i].mark)) return binary(parser, MARKS[i].kind, left, parse_sum(parser));
  }
  if (sparql_take_word(parser, "IN")) return parse_in(parser, left, false);
  if (sparql_is_word(parser, "NOT")) {
    sparql_next(parser);
    if (!sparql_take_word(parser, "IN")) sparql_expected(parser, "IN");
    return parse_in(parser, left, true);
  }
  return left;
}

static QueryExpression *parse_and(Parser *parser) {
  QueryExpression *left = parse_comparison(parser);
  while (sparql_take_mark(parser, "&&")) left = binary(parser, EXPRESSION_AND, left, parse_comparison(parser));
  return left;
}

QueryExpression *sparql_expression(Parser *parser) {
  sparql_enter(parser);
  QueryExpression *left = parse_and(parser);
  while (sparql_take_mark(parser, "||")) left = binary(parser, EXPRESSION_OR, left, parse_and(parser));
  sparql_leave(parser);
  return left;
}

bool sparql_at_constraint(const Parser *parser) {
  const Token *token = sparql_token(parser);
  if (sparql_is_mark(parser, "(")) return true;
  if (sparql_is_word(parser, "EXISTS") || sparql_is_word(parser, "NOT")) return true;
  bool callee = token->kind == TOKEN_WORD || sparql_at_iri(parser);
  if (token->kind == TOKEN_WORD && function_named(token->text) < 0 && aggregate_named(token->text) < 0) {
    static const char *const OTHERS[] = {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "ASC", "DESC"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
      if (sparql_is_word(parser, OTHERS[i])) return false;
    }
  }
  return callee && token[1].kind == TOKEN_MARK && slice_is(token[1].text, "(");
}

QueryExpression *sparql_constraint(Parser *parser) {
  if (!sparql_at_constraint(parser)) sparql_expected(parser, "an expression in brackets or a call");
  return parse_primary(parser);
}
