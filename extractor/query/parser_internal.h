/* parser_internal.h - what the files of the parser share: tokens one by one, and faults that end the parsing. */
#ifndef SPO_QUERY_PARSER_INTERNAL_H
#define SPO_QUERY_PARSER_INTERNAL_H

#include "query/parser.h"

/* A label of a blank node, and the block of triples that it belongs to. */
typedef struct {
  Slice label;
  int32_t variable;
  uint32_t block;
} BlankLabel;

typedef struct {
  Arena *arena;
  const ParserOptions *options;
  QueryTree *tree;
  QueryFault *fault;
  jmp_buf failed;
  Tokens tokens;
  uint32_t at;
  unsigned depth;
  struct {
    VECTOR(BlankLabel);
  } blanks;
  uint32_t block, blocks; /* of triples: where a label of a blank node holds */
  QuerySelect *select;    /* that aggregates are noted for; NULL where none may stand */
  bool in_aggregate, in_template;
} Parser;

/* ---- tokens ---- */

const Token *sparql_token(const Parser *parser);
const Token *sparql_next(Parser *parser); /* takes it */
bool sparql_is_mark(const Parser *parser, const char *mark);
bool sparql_take_mark(Parser *parser, const char *mark);
void sparql_expect_mark(Parser *parser, const char *mark, const char *what);
bool sparql_is_word(const Parser *parser, const char *word);
bool sparql_take_word(Parser *parser, const char *word);

/* End the parsing; the place is a token's, or from byte `begin` to the last token taken. */
_Noreturn void sparql_fail(Parser *parser, const Token *token, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void sparql_fail_from(Parser *parser, size_t begin, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
_Noreturn void sparql_expected(Parser *parser, const char *what);

/* Every rule that calls itself goes through these. */
void sparql_enter(Parser *parser);
void sparql_leave(Parser *parser);

/* ---- terms ---- */

/* An IRI, in full or as a prefixed name; `sparql_at_iri`: one stands here. */
bool sparql_at_iri(const Parser *parser);
Slice sparql_iri(Parser *parser);

bool sparql_at_literal(const Parser *parser); /* numbers may have signs */
RdfTerm sparql_literal(Parser *parser);

/* The number of the variable with this name; a new one where it is new. */
int32_t sparql_variable(Parser *parser, Slice name);
int32_t sparql_hidden_variable(Parser *parser, const char *name);

/* The value that was given for a variable from outside, or NULL. */
const RdfTerm *sparql_parameter(const Parser *parser, Slice name);

/* A variable that gets a value here: it must not have one from outside. */
int32_t sparql_new_variable(Parser *parser);

/* A variable (or what was given for it), IRI or literal. */
bool sparql_at_var_or_term(const Parser *parser);
QueryTerm sparql_var_or_term(Parser *parser);

static inline QueryTerm query_variable(int32_t variable) {
  return (QueryTerm){.variable = variable};
}

static inline QueryTerm query_constant(RdfTerm term) {
  return (QueryTerm){.variable = QUERY_NO_VARIABLE, .term = term};
}

static inline QueryTerm query_iri(const char *iri) {
  return query_constant((RdfTerm){.kind = RDF_IRI, .text = slice_of(iri)});
}

/* ---- the grammar ---- */

QueryExpression *sparql_expression(Parser *parser);
QueryExpression *sparql_constraint(Parser *parser); /* in brackets, or a call */
bool sparql_at_constraint(const Parser *parser);
QueryExpression *sparql_new_expression(Parser *parser, ExpressionKind kind, size_t begin);
void sparql_finish_expression(const Parser *parser, QueryExpression *expression);

QueryPattern *sparql_group(Parser *parser);
QueryPattern *sparql_values(Parser *parser); /* behind VALUES */
void sparql_template(Parser *parser);        /* of CONSTRUCT, behind { up to } */
QuerySelect *sparql_subselect(Parser *parser);

#endif
