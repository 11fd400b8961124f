#include "query/parser_internal.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static QueryPattern *new_pattern(Parser *parser, PatternKind kind) {
  QueryPattern *pattern = ARENA_NEW(parser->arena, QueryPattern);
  pattern->kind = kind;
  pattern->variable = QUERY_NO_VARIABLE;
  return pattern;
}

static void add_part(Parser *parser, QueryPattern *group, QueryPattern *part) {
  VECTOR_PUSH(parser->arena, &group->parts, part);
}

/* ---- property paths ---- */

static QueryPath *parse_path(Parser *parser);

static QueryPath *new_path(Parser *parser, PathKind kind) {
  QueryPath *path = ARENA_NEW(parser->arena, QueryPath);
  path->kind = kind;
  return path;
}

static QueryPath *path_of(Parser *parser, PathKind kind, QueryPath *part) {
  QueryPath *path = new_path(parser, kind);
  VECTOR_PUSH(parser->arena, &path->parts, part);
  return path;
}

static Slice parse_predicate_iri(Parser *parser) {
  const Token *token = sparql_token(parser);
  if (token->kind == TOKEN_WORD && slice_is(token->text, "a")) {
    sparql_next(parser);
    return SLICE(RDF "type");
  }
  if (!sparql_at_iri(parser)) sparql_expected(parser, "a predicate: an IRI, `a` or a path");
  return sparql_iri(parser);
}

static void parse_negated_one(Parser *parser, QueryPath *path) {
  bool inverse = sparql_take_mark(parser, "^");
  Slice iri = parse_predicate_iri(parser);
  if (inverse) {
    path->backwards = true;
    VECTOR_PUSH(parser->arena, &path->inverse_iris, iri);
  } else {
    path->forwards = true;
    VECTOR_PUSH(parser->arena, &path->iris, iri);
  }
}

static QueryPath *parse_negated(Parser *parser) {
  QueryPath *path = new_path(parser, PATH_NEGATED);
  if (!sparql_take_mark(parser, "(")) {
    parse_negated_one(parser, path);
    return path;
  }
  if (sparql_take_mark(parser, ")")) {
    path->forwards = true; /* of no predicate: any */
    return path;
  }
  do parse_negated_one(parser, path);
  while (sparql_take_mark(parser, "|"));
  sparql_expect_mark(parser, ")", "`|` or `)`");
  return path;
}

static QueryPath *parse_path_primary(Parser *parser) {
  if (sparql_take_mark(parser, "!")) return parse_negated(parser);
  if (sparql_take_mark(parser, "(")) {
    QueryPath *inner = parse_path(parser);
    sparql_expect_mark(parser, ")", "`)`");
    return inner;
  }
  QueryPath *path = new_path(parser, PATH_IRI);
  path->iri = parse_predicate_iri(parser);
  return path;
}

static QueryPath *parse_path_element(Parser *parser) {
  QueryPath *path = parse_path_primary(parser);
  if (sparql_take_mark(parser, "?")) return path_of(parser, PATH_ZERO_OR_ONE, path);
  if (sparql_take_mark(parser, "*")) return path_of(parser, PATH_ZERO_OR_MORE, path);
  if (sparql_take_mark(parser, "+")) return path_of(parser, PATH_ONE_OR_MORE, path);
  return path;
}

static QueryPath *parse_path_inverse(Parser *parser) {
  if (!sparql_take_mark(parser, "^")) return parse_path_element(parser);
  return path_of(parser, PATH_INVERSE, parse_path_element(parser));
}

static QueryPath *parse_path_sequence(Parser *parser) {
  QueryPath *path = parse_path_inverse(parser);
  if (!sparql_is_mark(parser, "/")) return path;
  path = path_of(parser, PATH_SEQUENCE, path);
  while (sparql_take_mark(parser, "/")) {
    QueryPath *part = parse_path_inverse(parser);
    VECTOR_PUSH(parser->arena, &path->parts, part);
  }
  return path;
}

static QueryPath *parse_path(Parser *parser) {
  sparql_enter(parser);
  QueryPath *path = parse_path_sequence(parser);
  if (sparql_is_mark(parser, "|")) {
    path = path_of(parser, PATH_ALTERNATIVE, path);
    while (sparql_take_mark(parser, "|")) {
      QueryPath *part = parse_path_sequence(parser);
      VECTOR_PUSH(parser->arena, &path->parts, part);
    }
  }
  sparql_leave(parser);
  return path;
}

/* ---- triples ---- */

/* Where triples go: the group, or the template of CONSTRUCT (group is NULL then). */
static void add_triple(Parser *parser, QueryPattern *group, QueryTerm subject, QueryTerm predicate, QueryPath *path,
                       QueryTerm object) {
  QueryPattern *triple = new_pattern(parser, PATTERN_TRIPLE);
  triple->subject = subject;
  triple->predicate = predicate;
  triple->path = path;
  triple->object = object;
  if (group) {
    add_part(parser, group, triple);
  } else {
    VECTOR_PUSH(parser->arena, &parser->tree->template, triple);
  }
}

static QueryTerm blank_node(Parser *parser, const Token *token) {
  for (uint32_t i = 0; i < parser->blanks.count; i++) {
    BlankLabel *known = &parser->blanks.data[i];
    if (!slice_equal(known->label, token->text)) continue;
    if (known->block == parser->block) return query_variable(known->variable);
    if (known->block != 0 && parser->block != 0) {
      sparql_fail(parser, token, "the blank node _:%.*s stands in two groups of triples", (int)token->text.length,
                  token->text.data);
    }
  }
  BlankLabel label = {token->text, sparql_hidden_variable(parser, "blank node"), parser->block};
  VECTOR_PUSH(parser->arena, &parser->blanks, label);
  return query_variable(label.variable);
}

static void parse_property_list(Parser *parser, QueryPattern *group, QueryTerm subject);
static QueryTerm parse_node(Parser *parser, QueryPattern *group, bool *has_triples);

static QueryTerm parse_collection(Parser *parser, QueryPattern *group) {
  QueryTerm first = {0}, last = {0};
  bool any = false, triples;
  while (!sparql_take_mark(parser, ")")) {
    QueryTerm cell = query_variable(sparql_hidden_variable(parser, "list"));
    QueryTerm element = parse_node(parser, group, &triples);
    if (any) {
      add_triple(parser, group, last, query_iri(RDF "rest"), NULL, cell);
    } else {
      first = cell;
    }
    add_triple(parser, group, cell, query_iri(RDF "first"), NULL, element);
    last = cell;
    any = true;
  }
  if (!any) return query_iri(RDF "nil");
  add_triple(parser, group, last, query_iri(RDF "rest"), NULL, query_iri(RDF "nil"));
  return first;
}

/* A term, a blank node with properties or a collection; `*has_triples` says whether that is a statement of its own. */
static QueryTerm parse_node(Parser *parser, QueryPattern *group, bool *has_triples) {
  *has_triples = false;
  if (sparql_token(parser)->kind == TOKEN_BLANK) return blank_node(parser, sparql_next(parser));
  if (sparql_at_var_or_term(parser)) return sparql_var_or_term(parser);
  QueryTerm node;
  sparql_enter(parser);
  if (sparql_take_mark(parser, "[")) {
    node = query_variable(sparql_hidden_variable(parser, "blank node"));
    if (!sparql_take_mark(parser, "]")) {
      parse_property_list(parser, group, node);
      sparql_expect_mark(parser, "]", "`]`");
      *has_triples = true;
    }
  } else if (sparql_take_mark(parser, "(")) {
    *has_triples = !sparql_is_mark(parser, ")");
    node = parse_collection(parser, group);
  } else {
    sparql_expected(parser, "a variable, a term, `[` or `(`");
  }
  sparql_leave(parser);
  return node;
}

static bool at_verb(const Parser *parser) {
  const Token *token = sparql_token(parser);
  return token->kind == TOKEN_VARIABLE || sparql_at_iri(parser) ||
         (token->kind == TOKEN_WORD && slice_is(token->text, "a")) || sparql_is_mark(parser, "^") ||
         sparql_is_mark(parser, "!") || sparql_is_mark(parser, "(");
}

static void parse_verb(Parser *parser, bool in_template, QueryTerm *predicate, QueryPath **path) {
  const Token *token = sparql_token(parser);
  *path = NULL;
  *predicate = (QueryTerm){.variable = QUERY_NO_VARIABLE};
  if (token->kind == TOKEN_VARIABLE) {
    *predicate = sparql_var_or_term(parser);
    return;
  }
  if (in_template) {
    predicate->term = (RdfTerm){.kind = RDF_IRI, .text = parse_predicate_iri(parser)};
    return;
  }
  QueryPath *parsed = parse_path(parser);
  if (parsed->kind == PATH_IRI) {
    predicate->term = (RdfTerm){.kind = RDF_IRI, .text = parsed->iri};
  } else {
    *path = parsed;
  }
}

static void parse_property_list(Parser *parser, QueryPattern *group, QueryTerm subject) {
  if (!at_verb(parser)) sparql_expected(parser, "a predicate: an IRI, a variable, `a` or a path");
  do {
    QueryTerm predicate;
    QueryPath *path;
    bool triples;
    if (!at_verb(parser)) continue; /* `;` may stand several times and at the end */
    parse_verb(parser, !group, &predicate, &path);
    do {
      QueryTerm object = parse_node(parser, group, &triples);
      add_triple(parser, group, subject, predicate, path, object);
    } while (sparql_take_mark(parser, ","));
  } while (sparql_take_mark(parser, ";"));
}

static void parse_triples(Parser *parser, QueryPattern *group) {
  bool triples;
  QueryTerm subject = parse_node(parser, group, &triples);
  if (!triples || at_verb(parser)) parse_property_list(parser, group, subject);
}

static bool at_triples(const Parser *parser) {
  return sparql_at_var_or_term(parser) || sparql_token(parser)->kind == TOKEN_BLANK || sparql_is_mark(parser, "[") ||
         sparql_is_mark(parser, "(");
}

void sparql_template(Parser *parser) {
  uint32_t block = parser->block;
  parser->block = 0; /* labels of the template are its own */
  while (!sparql_take_mark(parser, "}")) {
    if (!at_triples(parser)) sparql_expected(parser, "triples or `}`");
    parse_triples(parser, NULL);
    if (!sparql_take_mark(parser, ".") && !sparql_is_mark(parser, "}")) sparql_expected(parser, "`.` or `}`");
  }
  parser->block = block;
}

/* ---- groups ---- */

/* Behind anything but triples and filters the labels of blank nodes mean others. */
static void new_block(Parser *parser) {
  parser->block = ++parser->blocks;
}

static QueryPattern *with_group(Parser *parser, PatternKind kind) {
  QueryPattern *pattern = new_pattern(parser, kind);
  if (!sparql_is_mark(parser, "{")) sparql_expected(parser, "a group in braces");
  add_part(parser, pattern, sparql_group(parser));
  return pattern;
}

static QueryPattern *parse_graph(Parser *parser) {
  QueryTerm graph = sparql_var_or_term(parser);
  if (graph.variable == QUERY_NO_VARIABLE && graph.term.kind != RDF_IRI) {
    sparql_fail_from(parser, parser->tokens.data[parser->at - 1].begin, "a graph's name is an IRI or a variable");
  }
  QueryPattern *pattern = with_group(parser, PATTERN_GRAPH);
  pattern->graph = graph;
  return pattern;
}

static QueryPattern *parse_union(Parser *parser) {
  QueryPattern *first = sparql_group(parser);
  if (!sparql_is_word(parser, "UNION")) return first;
  QueryPattern *pattern = new_pattern(parser, PATTERN_UNION);
  add_part(parser, pattern, first);
  while (sparql_take_word(parser, "UNION")) {
    if (!sparql_is_mark(parser, "{")) sparql_expected(parser, "a group in braces");
    add_part(parser, pattern, sparql_group(parser));
  }
  return pattern;
}

static QueryPattern *parse_bind(Parser *parser, const QueryPattern *group) {
  QueryPattern *bind = new_pattern(parser, PATTERN_BIND);
  sparql_expect_mark(parser, "(", "`(`");
  bind->expression = sparql_expression(parser);
  if (!sparql_take_word(parser, "AS")) sparql_expected(parser, "AS and a variable");
  const Token *name = sparql_token(parser);
  bind->variable = sparql_new_variable(parser);
  bool *seen = ARENA_ARRAY(parser->arena, bool, parser->tree->variables.count);
  pattern_mark_variables(group, seen);
  if (seen[bind->variable]) {
    sparql_fail(parser, name, "?%.*s has a value already", (int)name->text.length, name->text.data);
  }
  sparql_expect_mark(parser, ")", "`)`");
  return bind;
}

static QueryTerm parse_value(Parser *parser) {
  if (sparql_take_word(parser, "UNDEF")) return query_constant((RdfTerm){.kind = RDF_BLANK});
  if (sparql_token(parser)->kind == TOKEN_VARIABLE || !sparql_at_var_or_term(parser)) {
    sparql_expected(parser, "an IRI, a literal or UNDEF");
  }
  return sparql_var_or_term(parser);
}

QueryPattern *sparql_values(Parser *parser) {
  QueryPattern *pattern = new_pattern(parser, PATTERN_VALUES);
  bool several = sparql_take_mark(parser, "(");
  do {
    if (several && sparql_is_mark(parser, ")")) break;
    int32_t variable = sparql_new_variable(parser);
    VECTOR_PUSH(parser->arena, &pattern->variables, variable);
  } while (several);
  if (several) sparql_expect_mark(parser, ")", "a variable or `)`");
  sparql_expect_mark(parser, "{", "`{` and values");
  uint32_t rows = 0;
  while (!sparql_take_mark(parser, "}")) {
    const Token *row = sparql_token(parser);
    if (several) sparql_expect_mark(parser, "(", "`(` and the values of a row");
    uint32_t count = 0;
    while (several ? !sparql_is_mark(parser, ")") : count == 0) {
      QueryTerm value = parse_value(parser);
      VECTOR_PUSH(parser->arena, &pattern->values, value);
      count++;
    }
    if (several) sparql_expect_mark(parser, ")", "`)`");
    if (count != pattern->variables.count) {
      sparql_fail(parser, row, "the row has %u values for %u variables", count, pattern->variables.count);
    }
    rows++;
  }
  if (!pattern->variables.count) {
    /* rows without variables: as many solutions as there are rows */
    for (uint32_t i = 0; i < rows; i++) {
      QueryTerm none = query_constant((RdfTerm){.kind = RDF_BLANK});
      VECTOR_PUSH(parser->arena, &pattern->values, none);
    }
  }
  return pattern;
}

static QueryPattern *parse_filter(Parser *parser) {
  QueryPattern *filter = new_pattern(parser, PATTERN_FILTER);
  uint32_t block = parser->block; /* a filter does not end a block of triples */
  filter->expression = sparql_constraint(parser);
  parser->block = block;
  return filter;
}

/* Everything in a group but triples; NULL where none of it stands here. */
static QueryPattern *parse_clause(Parser *parser, const QueryPattern *group) {
  if (sparql_take_word(parser, "FILTER")) return parse_filter(parser);
  new_block(parser);
  if (sparql_take_word(parser, "OPTIONAL")) return with_group(parser, PATTERN_OPTIONAL);
  if (sparql_take_word(parser, "MINUS")) return with_group(parser, PATTERN_MINUS);
  if (sparql_take_word(parser, "GRAPH")) return parse_graph(parser);
  if (sparql_take_word(parser, "BIND")) return parse_bind(parser, group);
  if (sparql_take_word(parser, "VALUES")) return sparql_values(parser);
  if (sparql_is_word(parser, "SERVICE")) {
    parser->fault->hint = "spo query reads files only and opens no connection";
    sparql_fail(parser, sparql_token(parser), "SERVICE asks another store");
  }
  if (sparql_is_mark(parser, "{")) return parse_union(parser);
  return NULL;
}

QueryPattern *sparql_group(Parser *parser) {
  QueryPattern *group = new_pattern(parser, PATTERN_GROUP);
  sparql_enter(parser);
  sparql_next(parser); /* `{` */
  new_block(parser);
  if (sparql_is_word(parser, "SELECT")) {
    QueryPattern *select = new_pattern(parser, PATTERN_SELECT);
    QuerySelect *outer = parser->select;
    parser->select = NULL;
    select->select = sparql_subselect(parser);
    parser->select = outer;
    add_part(parser, group, select);
    sparql_expect_mark(parser, "}", "`}`");
    new_block(parser);
    sparql_leave(parser);
    return group;
  }
  bool need_dot = false;
  while (!sparql_take_mark(parser, "}")) {
    if (at_triples(parser)) {
      if (need_dot) sparql_expected(parser, "`.`, `;` or `,`");
      parse_triples(parser, group);
      need_dot = !sparql_take_mark(parser, ".");
      continue;
    }
    need_dot = false;
    QueryPattern *part = parse_clause(parser, group);
    if (!part) sparql_expected(parser, "triples, a clause such as FILTER or OPTIONAL, or `}`");
    add_part(parser, group, part);
    if (part->kind != PATTERN_FILTER) new_block(parser);
    sparql_take_mark(parser, ".");
  }
  new_block(parser);
  sparql_leave(parser);
  return group;
}

static void mark(QueryTerm term, bool *seen) {
  if (term.variable != QUERY_NO_VARIABLE) seen[term.variable] = true;
}

void pattern_mark_variables(const QueryPattern *pattern, bool *seen) {
  if (pattern->kind == PATTERN_MINUS || pattern->kind == PATTERN_FILTER) return;
  if (pattern->kind == PATTERN_TRIPLE) {
    mark(pattern->subject, seen);
    if (!pattern->path) mark(pattern->predicate, seen);
    mark(pattern->object, seen);
  }
  if (pattern->kind == PATTERN_GRAPH) mark(pattern->graph, seen);
  if (pattern->kind == PATTERN_BIND) seen[pattern->variable] = true;
  for (uint32_t i = 0; i < pattern->variables.count; i++) seen[pattern->variables.data[i]] = true;
  for (uint32_t i = 0; i < pattern->parts.count; i++) pattern_mark_variables(pattern->parts.data[i], seen);
  const QuerySelect *select = pattern->select;
  if (!select) return;
  for (uint32_t i = 0; i < select->projections.count; i++) seen[select->projections.data[i].variable] = true;
  if (select->star && select->where) pattern_mark_variables(select->where, seen);
  if (select->star && select->values) pattern_mark_variables(select->values, seen);
}
