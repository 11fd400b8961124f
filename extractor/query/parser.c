#include "query/parser.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/iri_chars.h"
#include "base/name_table.h"
#include "base/xsd.h"
#include "query/iri_resolve.h"
#include "query/parser_internal.h"

/* ---- tokens ---- */

const Token *sparql_token(const Parser *parser) {
  return &parser->tokens.data[parser->at];
}

const Token *sparql_next(Parser *parser) {
  const Token *token = sparql_token(parser);
  if (token->kind != TOKEN_END) parser->at++;
  return token;
}

bool sparql_is_mark(const Parser *parser, const char *mark) {
  const Token *token = sparql_token(parser);
  return token->kind == TOKEN_MARK && slice_is(token->text, mark);
}

bool sparql_take_mark(Parser *parser, const char *mark) {
  if (!sparql_is_mark(parser, mark)) return false;
  parser->at++;
  return true;
}

void sparql_expect_mark(Parser *parser, const char *mark, const char *what) {
  if (!sparql_take_mark(parser, mark)) sparql_expected(parser, what);
}

bool sparql_is_word(const Parser *parser, const char *word) {
  const Token *token = sparql_token(parser);
  return token->kind == TOKEN_WORD && slice_equal_ignore_case(token->text, slice_of(word));
}

bool sparql_take_word(Parser *parser, const char *word) {
  if (!sparql_is_word(parser, word)) return false;
  parser->at++;
  return true;
}

static _Noreturn void fail(Parser *parser, size_t begin, size_t end, const char *format, va_list arguments) {
  parser->fault->begin = begin;
  parser->fault->end = end;
  parser->fault->message = arena_vprint(parser->arena, format, arguments).data;
  longjmp(parser->failed, 1);
}

void sparql_fail(Parser *parser, const Token *token, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(parser, token->begin, token->end, format, arguments);
}

void sparql_fail_from(Parser *parser, size_t begin, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(parser, begin, parser->at ? parser->tokens.data[parser->at - 1].end : begin, format, arguments);
}

void sparql_expected(Parser *parser, const char *what) {
  const Token *token = sparql_token(parser);
  if (token->kind == TOKEN_END) sparql_fail(parser, token, "%s is expected, but the query ends here", what);
  Slice written = {parser->tree->text.data + token->begin, token->end - token->begin};
  if (written.length > 60) sparql_fail(parser, token, "%s is expected here", what);
  sparql_fail(parser, token, "%s is expected here, not `%.*s`", what, (int)written.length, written.data);
}

void sparql_enter(Parser *parser) {
  if (++parser->depth > QUERY_DEEPEST) {
    sparql_fail(parser, sparql_token(parser), "more than %d groups, brackets or paths stand in each other",
                QUERY_DEEPEST);
  }
}

void sparql_leave(Parser *parser) {
  parser->depth--;
}

/* ---- IRIs and literals ---- */

bool sparql_at_iri(const Parser *parser) {
  TokenKind kind = sparql_token(parser)->kind;
  return kind == TOKEN_IRI || kind == TOKEN_NAME;
}

static Slice resolve(const Parser *parser, Slice iri) {
  return iri_resolve(parser->arena, parser->tree->base, iri);
}

static bool find_prefix(Parser *parser, Slice prefix, Slice *iri) {
  for (uint32_t i = 0; i < parser->tree->prefixes.count; i++) {
    if (!slice_equal(parser->tree->prefixes.data[i].prefix, prefix)) continue;
    *iri = parser->tree->prefixes.data[i].iri;
    return true;
  }
  for (size_t i = 0; i < parser->options->prefix_count; i++) {
    if (!slice_equal(parser->options->prefixes[i].prefix, prefix)) continue;
    *iri = parser->options->prefixes[i].iri;
    VECTOR_PUSH(parser->arena, &parser->tree->prefixes, parser->options->prefixes[i]);
    return true;
  }
  return false;
}

static _Noreturn void unknown_prefix(Parser *parser, const Token *token, Slice prefix) {
  const char *names[128];
  size_t count = 0;
  for (uint32_t i = 0; i < parser->tree->prefixes.count && count < 64; i++) {
    names[count++] = arena_copy(parser->arena, parser->tree->prefixes.data[i].prefix).data;
  }
  for (size_t i = 0; i < parser->options->prefix_count && count < 128; i++) {
    names[count++] = arena_copy(parser->arena, parser->options->prefixes[i].prefix).data;
  }
  parser->fault->hint = name_hint_of(names, count, parser->arena, prefix);
  if (!parser->fault->hint) {
    parser->fault->hint = arena_print(parser->arena, "declare it in front of the query: PREFIX %.*s: <...>",
                                      (int)prefix.length, prefix.data)
                              .data;
  }
  sparql_fail(parser, token, "the prefix `%.*s:` is not declared", (int)prefix.length, prefix.data);
}

static Slice prefixed_name(Parser *parser, const Token *token) {
  size_t colon = slice_find(token->text, SLICE(":"));
  Slice prefix = {token->text.data, colon}, iri;
  Slice local = {token->text.data + colon + 1, token->text.length - colon - 1};
  if (!find_prefix(parser, prefix, &iri)) unknown_prefix(parser, token, prefix);
  char *joined = arena_alloc(parser->arena, iri.length + local.length + 1);
  size_t length = iri.length;
  if (length) memcpy(joined, iri.data, length);
  for (size_t i = 0; i < local.length; i++) {
    char c = local.data[i];
    if (c == '%' && (local.length - i < 3 || !strchr("0123456789abcdefABCDEF", local.data[i + 1]) ||
                     !strchr("0123456789abcdefABCDEF", local.data[i + 2])))
      sparql_fail(parser, token, "behind %% two hexadecimal digits are expected");
    if (c == '\\' && i + 1 < local.length) c = local.data[++i];
    joined[length++] = c;
  }
  return (Slice){joined, length};
}

Slice sparql_iri(Parser *parser) {
  if (!sparql_at_iri(parser)) sparql_expected(parser, "an IRI");
  const Token *token = sparql_next(parser);
  return token->kind == TOKEN_IRI ? resolve(parser, token->text) : prefixed_name(parser, token);
}

static bool at_number(const Parser *parser) {
  const Token *token = sparql_token(parser);
  if (token->kind == TOKEN_MARK && (slice_is(token->text, "-") || slice_is(token->text, "+"))) {
    if (token[1].begin != token->end) return false;
    token++;
  }
  return token->kind == TOKEN_INTEGER || token->kind == TOKEN_DECIMAL || token->kind == TOKEN_DOUBLE;
}

bool sparql_at_literal(const Parser *parser) {
  return sparql_token(parser)->kind == TOKEN_STRING || sparql_is_word(parser, "true") ||
         sparql_is_word(parser, "false") || at_number(parser);
}

static RdfTerm number(Parser *parser) {
  const Token *first = sparql_next(parser), *digits = first->kind == TOKEN_MARK ? sparql_next(parser) : first;
  Slice text = {parser->tree->text.data + first->begin, digits->end - first->begin};
  const char *datatype = digits->kind == TOKEN_INTEGER   ? XSD_NAMESPACE "integer"
                         : digits->kind == TOKEN_DECIMAL ? XSD_NAMESPACE "decimal"
                                                         : XSD_NAMESPACE "double";
  return (RdfTerm){.kind = RDF_LITERAL, .text = text, .datatype = slice_of(datatype)};
}

RdfTerm sparql_literal(Parser *parser) {
  if (at_number(parser)) return number(parser);
  const Token *token = sparql_next(parser);
  RdfTerm term = {.kind = RDF_LITERAL, .text = token->text};
  if (token->kind == TOKEN_WORD) {
    term.text = slice_equal_ignore_case(token->text, SLICE("true")) ? SLICE("true") : SLICE("false");
    term.datatype = SLICE(XSD_NAMESPACE "boolean");
    return term;
  }
  if (sparql_token(parser)->kind == TOKEN_LANGUAGE) {
    term.language = sparql_next(parser)->text;
  } else if (sparql_take_mark(parser, "^^")) {
    term.datatype = sparql_iri(parser);
  }
  return term;
}

/* ---- variables ---- */

static int32_t add_variable(Parser *parser, Slice name, bool hidden) {
  QueryVariable variable = {.name = name, .hidden = hidden};
  if (parser->tree->variables.count >= 10000) {
    sparql_fail(parser, sparql_token(parser), "the query has more than 10,000 variables");
  }
  VECTOR_PUSH(parser->arena, &parser->tree->variables, variable);
  return (int32_t)parser->tree->variables.count - 1;
}

int32_t sparql_variable(Parser *parser, Slice name) {
  for (uint32_t i = 0; i < parser->tree->variables.count; i++) {
    const QueryVariable *variable = &parser->tree->variables.data[i];
    if (!variable->hidden && slice_equal(variable->name, name)) return (int32_t)i;
  }
  return add_variable(parser, name, false);
}

int32_t sparql_hidden_variable(Parser *parser, const char *name) {
  return add_variable(parser, slice_of(name), true);
}

const RdfTerm *sparql_parameter(const Parser *parser, Slice name) {
  for (size_t i = 0; i < parser->options->parameter_count; i++) {
    if (slice_equal(parser->options->parameters[i].name, name)) return &parser->options->parameters[i].value;
  }
  return NULL;
}

int32_t sparql_new_variable(Parser *parser) {
  const Token *token = sparql_token(parser);
  if (token->kind != TOKEN_VARIABLE) sparql_expected(parser, "a variable");
  if (sparql_parameter(parser, token->text)) {
    sparql_fail(parser, token, "the value of ?%.*s is given from outside; the query cannot give it another",
                (int)token->text.length, token->text.data);
  }
  return sparql_variable(parser, sparql_next(parser)->text);
}

bool sparql_at_var_or_term(const Parser *parser) {
  return sparql_token(parser)->kind == TOKEN_VARIABLE || sparql_at_iri(parser) || sparql_at_literal(parser);
}

QueryTerm sparql_var_or_term(Parser *parser) {
  if (sparql_token(parser)->kind == TOKEN_VARIABLE) {
    Slice name = sparql_next(parser)->text;
    const RdfTerm *given = sparql_parameter(parser, name);
    return given ? query_constant(*given) : query_variable(sparql_variable(parser, name));
  }
  if (sparql_at_literal(parser)) return query_constant(sparql_literal(parser));
  if (!sparql_at_iri(parser)) sparql_expected(parser, "a variable or a term");
  return query_constant((RdfTerm){.kind = RDF_IRI, .text = sparql_iri(parser)});
}

/* ---- prologue ---- */

static void parse_prefix(Parser *parser) {
  const Token *token = sparql_token(parser);
  if (token->kind != TOKEN_NAME || !slice_ends_with(token->text, SLICE(":"))) {
    sparql_expected(parser, "a prefix with its colon");
  }
  Slice prefix = {token->text.data, token->text.length - 1};
  if (slice_find(prefix, SLICE(":")) != SIZE_MAX) sparql_expected(parser, "a prefix with its colon");
  sparql_next(parser);
  if (sparql_token(parser)->kind != TOKEN_IRI) sparql_expected(parser, "an IRI in <>");
  QueryPrefix declared = {prefix, resolve(parser, sparql_next(parser)->text)};
  for (uint32_t i = 0; i < parser->tree->prefixes.count; i++) {
    if (slice_equal(parser->tree->prefixes.data[i].prefix, prefix)) {
      parser->tree->prefixes.data[i] = declared;
      return;
    }
  }
  VECTOR_PUSH(parser->arena, &parser->tree->prefixes, declared);
}

static void parse_prologue(Parser *parser) {
  for (;;) {
    if (sparql_take_word(parser, "PREFIX")) {
      parse_prefix(parser);
    } else if (sparql_take_word(parser, "BASE")) {
      if (sparql_token(parser)->kind != TOKEN_IRI) sparql_expected(parser, "an IRI in <>");
      parser->tree->base = resolve(parser, sparql_next(parser)->text);
    } else {
      return;
    }
  }
}

static void parse_dataset(Parser *parser) {
  while (sparql_take_word(parser, "FROM")) {
    bool named = sparql_take_word(parser, "NAMED");
    Slice iri = sparql_iri(parser);
    if (named) {
      VECTOR_PUSH(parser->arena, &parser->tree->from_named, iri);
    } else {
      VECTOR_PUSH(parser->arena, &parser->tree->from, iri);
    }
  }
}

/* ---- SELECT and solution modifiers ---- */

static void refuse_repeated(Parser *parser, const QuerySelect *select, int32_t variable, size_t begin) {
  for (uint32_t i = 0; i < select->projections.count; i++) {
    if (select->projections.data[i].variable == variable) {
      sparql_fail_from(parser, begin, "?%.*s is selected twice",
                       (int)parser->tree->variables.data[variable].name.length,
                       parser->tree->variables.data[variable].name.data);
    }
  }
}

/* `?a` or `(expression AS ?a)`. A value from outside is an expression under the variable's name. */
static void parse_projection(Parser *parser, QuerySelect *select) {
  QueryProjection projection = {0};
  size_t begin = sparql_token(parser)->begin;
  if (sparql_take_mark(parser, "(")) {
    projection.expression = sparql_expression(parser);
    if (!sparql_take_word(parser, "AS")) sparql_expected(parser, "AS and a variable");
    projection.variable = sparql_new_variable(parser);
    sparql_expect_mark(parser, ")", "`)`");
    refuse_repeated(parser, select, projection.variable, begin);
  } else {
    Slice name = sparql_next(parser)->text;
    const RdfTerm *given = sparql_parameter(parser, name);
    projection.variable = sparql_variable(parser, name);
    if (given) {
      projection.expression = sparql_new_expression(parser, EXPRESSION_CONSTANT, begin);
      projection.expression->term = *given;
      sparql_finish_expression(parser, projection.expression);
    }
    for (uint32_t i = 0; i < select->projections.count; i++) {
      if (select->projections.data[i].variable == projection.variable) return;
    }
  }
  VECTOR_PUSH(parser->arena, &select->projections, projection);
}

static void parse_select_clause(Parser *parser, QuerySelect *select) {
  if (sparql_take_word(parser, "DISTINCT")) {
    select->distinct = true;
  } else {
    sparql_take_word(parser, "REDUCED"); /* allows to drop repetitions; none are dropped */
  }
  if (sparql_take_mark(parser, "*")) {
    select->star = true;
    return;
  }
  QuerySelect *outer = parser->select;
  parser->select = select;
  while (sparql_token(parser)->kind == TOKEN_VARIABLE || sparql_is_mark(parser, "(")) parse_projection(parser, select);
  parser->select = outer;
  if (!select->projections.count) sparql_expected(parser, "a variable, `(expression AS ?variable)` or `*`");
}

static void parse_where(Parser *parser, QuerySelect *select, bool optional) {
  bool word = sparql_take_word(parser, "WHERE");
  if (optional && !word && !sparql_is_mark(parser, "{")) return;
  if (!sparql_is_mark(parser, "{")) sparql_expected(parser, "WHERE and a group in braces");
  QuerySelect *outer = parser->select;
  parser->select = NULL;
  select->where = sparql_group(parser);
  parser->select = outer;
}

static void parse_group_by(Parser *parser, QuerySelect *select) {
  if (!sparql_take_word(parser, "BY")) sparql_expected(parser, "BY");
  select->grouped = true;
  do {
    QueryProjection key = {.variable = QUERY_NO_VARIABLE};
    if (sparql_token(parser)->kind == TOKEN_VARIABLE) {
      QueryTerm term = sparql_var_or_term(parser);
      if (term.variable == QUERY_NO_VARIABLE) continue; /* a value from outside groups nothing */
      key.variable = term.variable;
    } else if (sparql_take_mark(parser, "(")) {
      key.expression = sparql_expression(parser);
      if (sparql_take_word(parser, "AS")) key.variable = sparql_new_variable(parser);
      sparql_expect_mark(parser, ")", "`)`");
    } else if (sparql_at_constraint(parser)) {
      key.expression = sparql_constraint(parser);
    } else {
      sparql_expected(parser, "a variable or an expression");
    }
    if (key.variable == QUERY_NO_VARIABLE) key.variable = sparql_hidden_variable(parser, "key");
    VECTOR_PUSH(parser->arena, &select->keys, key);
  } while (sparql_token(parser)->kind == TOKEN_VARIABLE || sparql_at_constraint(parser));
}

static void parse_order_by(Parser *parser, QuerySelect *select) {
  if (!sparql_take_word(parser, "BY")) sparql_expected(parser, "BY");
  for (bool first = true;; first = false) {
    QueryOrder order = {0};
    bool ascending = sparql_take_word(parser, "ASC");
    order.descending = !ascending && sparql_take_word(parser, "DESC");
    if (ascending || order.descending) {
      if (!sparql_is_mark(parser, "(")) sparql_expected(parser, "an expression in brackets");
      order.expression = sparql_constraint(parser);
    } else if (sparql_token(parser)->kind == TOKEN_VARIABLE) {
      size_t begin = sparql_token(parser)->begin;
      QueryTerm term = sparql_var_or_term(parser);
      order.expression = sparql_new_expression(parser, EXPRESSION_VARIABLE, begin);
      order.expression->variable = term.variable;
      if (term.variable == QUERY_NO_VARIABLE) {
        order.expression->kind = EXPRESSION_CONSTANT;
        order.expression->term = term.term;
      }
      sparql_finish_expression(parser, order.expression);
    } else if (sparql_at_constraint(parser)) {
      order.expression = sparql_constraint(parser);
    } else if (first) {
      sparql_expected(parser, "a variable or an expression");
    } else {
      return;
    }
    VECTOR_PUSH(parser->arena, &select->order, order);
  }
}

static uint64_t parse_count(Parser *parser) {
  const Token *token = sparql_token(parser);
  uint64_t value = 0;
  if (token->kind != TOKEN_INTEGER) sparql_expected(parser, "a whole number");
  for (size_t i = 0; i < token->text.length; i++) {
    if (value > INT64_MAX / 10 - 1) sparql_fail(parser, token, "the number is too large");
    value = value * 10 + (uint64_t)(token->text.data[i] - '0');
  }
  sparql_next(parser);
  return value;
}

static void parse_limits(Parser *parser, QuerySelect *select) {
  bool limit = false, offset = false;
  for (;;) {
    const Token *token = sparql_token(parser);
    if (!limit && sparql_take_word(parser, "LIMIT")) {
      select->limit = parse_count(parser);
      limit = true;
    } else if (!offset && sparql_take_word(parser, "OFFSET")) {
      select->offset = parse_count(parser);
      offset = true;
    } else if (sparql_is_word(parser, "LIMIT") || sparql_is_word(parser, "OFFSET")) {
      sparql_fail(parser, token, "it stands here twice");
    } else {
      return;
    }
  }
}

static void parse_modifiers(Parser *parser, QuerySelect *select) {
  QuerySelect *outer = parser->select;
  parser->select = NULL;
  if (sparql_take_word(parser, "GROUP")) parse_group_by(parser, select);
  parser->select = select;
  if (sparql_take_word(parser, "HAVING")) {
    select->grouped = true;
    do {
      QueryExpression *condition = sparql_constraint(parser);
      VECTOR_PUSH(parser->arena, &select->having, condition);
    } while (sparql_at_constraint(parser));
  }
  if (sparql_take_word(parser, "ORDER")) parse_order_by(parser, select);
  parse_limits(parser, select);
  parser->select = outer;
  if (sparql_take_word(parser, "VALUES")) select->values = sparql_values(parser);
  if (select->aggregates.count) select->grouped = true;
}

/* ---- what grouping forbids ---- */

static bool is_key(const QuerySelect *select, int32_t variable) {
  for (uint32_t i = 0; i < select->keys.count; i++) {
    if (select->keys.data[i].variable == variable) return true;
  }
  for (uint32_t i = 0; i < select->aggregates.count; i++) {
    if (select->aggregates.data[i].variable == variable) return true;
  }
  return false;
}

static void check_grouped(Parser *parser, const QuerySelect *select, const QueryExpression *expression,
                          uint32_t earlier) {
  if (expression->kind == EXPRESSION_EXISTS) return;
  for (uint32_t i = 0; i < expression->arguments.count; i++) {
    check_grouped(parser, select, expression->arguments.data[i], earlier);
  }
  if (expression->kind != EXPRESSION_VARIABLE || is_key(select, expression->variable)) return;
  for (uint32_t i = 0; i < earlier; i++) {
    if (select->projections.data[i].variable == expression->variable) return;
  }
  Slice name = parser->tree->variables.data[expression->variable].name;
  parser->fault->hint = "group by it, or put it into an aggregate: SAMPLE, MIN, COUNT, ...";
  sparql_fail(parser, &(Token){.begin = expression->begin, .end = expression->end},
              "?%.*s has no single value for a group", (int)name.length, name.data);
}

static void check_select(Parser *parser, const QuerySelect *select, size_t begin) {
  bool *seen = ARENA_ARRAY(parser->arena, bool, parser->tree->variables.count + 1);
  if (select->where) pattern_mark_variables(select->where, seen);
  if (select->star && select->grouped) {
    sparql_fail_from(parser, begin, "SELECT * cannot be grouped; name the variables");
  }
  for (uint32_t i = 0; i < select->projections.count; i++) {
    const QueryProjection *projection = &select->projections.data[i];
    Slice name = parser->tree->variables.data[projection->variable].name;
    if (projection->expression && seen[projection->variable] && !sparql_parameter(parser, name)) {
      sparql_fail(parser, &(Token){.begin = projection->expression->begin, .end = projection->expression->end},
                  "?%.*s has a value already, in WHERE", (int)name.length, name.data);
    }
    if (!select->grouped) continue;
    if (projection->expression) {
      check_grouped(parser, select, projection->expression, i);
    } else if (!is_key(select, projection->variable)) {
      parser->fault->hint = "group by it, or put it into an aggregate: SAMPLE, MIN, COUNT, ...";
      sparql_fail_from(parser, begin, "?%.*s has no single value for a group", (int)name.length, name.data);
    }
  }
}

static QuerySelect *new_select(Parser *parser) {
  QuerySelect *select = ARENA_NEW(parser->arena, QuerySelect);
  select->limit = UINT64_MAX;
  return select;
}

QuerySelect *sparql_subselect(Parser *parser) {
  QuerySelect *select = new_select(parser);
  size_t begin = sparql_next(parser)->begin;
  sparql_enter(parser);
  parse_select_clause(parser, select);
  parse_where(parser, select, false);
  parse_modifiers(parser, select);
  check_select(parser, select, begin);
  sparql_leave(parser);
  return select;
}

/* ---- the four forms ---- */

static void parse_select(Parser *parser) {
  QuerySelect *select = parser->tree->select;
  size_t begin = sparql_token(parser)->begin;
  parse_select_clause(parser, select);
  parse_dataset(parser);
  parse_where(parser, select, false);
  parse_modifiers(parser, select);
  check_select(parser, select, begin);
}

static void parse_construct(Parser *parser) {
  QuerySelect *select = parser->tree->select;
  parser->tree->form = QUERY_CONSTRUCT;
  select->star = true;
  bool short_form = !sparql_is_mark(parser, "{");
  if (!short_form) {
    sparql_next(parser);
    sparql_template(parser);
  }
  parse_dataset(parser);
  if (short_form) {
    /* CONSTRUCT WHERE { triples }: the triples are template, then pattern */
    if (!sparql_take_word(parser, "WHERE")) sparql_expected(parser, "a template in braces, or WHERE");
    sparql_expect_mark(parser, "{", "`{`");
    uint32_t first = parser->at;
    sparql_template(parser);
    parser->at = first - 1;
    select->where = sparql_group(parser);
  } else {
    parse_where(parser, select, false);
  }
  parse_modifiers(parser, select);
}

static void parse_describe(Parser *parser) {
  parser->tree->form = QUERY_DESCRIBE;
  parser->tree->select->star = true;
  if (!sparql_take_mark(parser, "*")) {
    do {
      if (sparql_at_literal(parser)) sparql_expected(parser, "a variable or an IRI");
      QueryTerm term = sparql_var_or_term(parser);
      VECTOR_PUSH(parser->arena, &parser->tree->described, term);
    } while (sparql_token(parser)->kind == TOKEN_VARIABLE || sparql_at_iri(parser));
  }
  parse_dataset(parser);
  parse_where(parser, parser->tree->select, true);
  parse_modifiers(parser, parser->tree->select);
}

static void parse_query(Parser *parser) {
  static const char *const UPDATES[] = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP",
                                        "CREATE", "ADD",    "MOVE", "COPY",  "WITH"};
  parse_prologue(parser);
  const Token *token = sparql_token(parser);
  if (sparql_take_word(parser, "SELECT")) {
    parse_select(parser);
  } else if (sparql_take_word(parser, "ASK")) {
    parser->tree->form = QUERY_ASK;
    parser->tree->select->star = true;
    parse_dataset(parser);
    parse_where(parser, parser->tree->select, false);
    parse_modifiers(parser, parser->tree->select);
  } else if (sparql_take_word(parser, "CONSTRUCT")) {
    parse_construct(parser);
  } else if (sparql_take_word(parser, "DESCRIBE")) {
    parse_describe(parser);
  } else {
    for (size_t i = 0; i < sizeof UPDATES / sizeof *UPDATES; i++) {
      if (!sparql_is_word(parser, UPDATES[i])) continue;
      parser->fault->hint = "`spo load` brings graphs into a store; its own endpoint takes updates";
      sparql_fail(parser, token, "%s changes a store; spo query only reads files", UPDATES[i]);
    }
    sparql_expected(parser, "SELECT, ASK, CONSTRUCT or DESCRIBE");
  }
  if (sparql_token(parser)->kind != TOKEN_END) sparql_expected(parser, "the end of the query");
}

bool query_parse(Arena *arena, Slice text, const ParserOptions *options, QueryTree *tree, QueryFault *fault) {
  Parser *parser = ARENA_NEW(arena, Parser);
  *parser = (Parser){.arena = arena, .options = options, .tree = tree, .fault = fault};
  *tree = (QueryTree){.text = text, .parameters = options->parameters, .parameter_count = options->parameter_count};
  *fault = (QueryFault){0};
  if (text.length > QUERY_LARGEST) {
    fault->message = "the query is larger than a megabyte";
    return false;
  }
  if (slice_starts_with(text, SLICE("\xEF\xBB\xBF"))) text = (Slice){text.data + 3, text.length - 3};
  tree->text = text = lexer_unescape_code_points(arena, text);
  if (!lexer_cut(arena, text, &parser->tokens, fault)) return false;
  if (setjmp(parser->failed)) return false;
  tree->select = new_select(parser);
  parse_query(parser);
  return true;
}
