/* rule_parser_internal.h - the token cursor that the parsers of statements and of patterns share. */
#ifndef SPO_RULES_RULE_PARSER_INTERNAL_H
#define SPO_RULES_RULE_PARSER_INTERNAL_H

#include "rules/rule_lexer.h"

typedef struct {
  Arena *arena;
  const RuleSource *source;
  const Diagnostics *diagnostics;
  bool failed;         /* something was reported */
  const Token *tokens; /* of the part being read */
  uint32_t at;
  bool part_failed; /* this part has had its error: one cause, one message */
  uint32_t depth;   /* of nested patterns */
} Parser;

/* Begins to read a part, behind its keyword if `skip` is 1. */
void parser_begin(Parser *parser, const Part *part, uint32_t skip);

static inline const Token *parser_peek(const Parser *parser) {
  return &parser->tokens[parser->at];
}

/* The token, and on to the next one; TOKEN_END is never passed. */
const Token *parser_take(Parser *parser);

bool parser_is_sign(const Parser *parser, const char *sign);
bool parser_is_word(const Parser *parser, const char *word);
bool parser_take_sign(Parser *parser, const char *sign); /* true if it stood there */
bool parser_take_word(Parser *parser, const char *word);
void parser_expect_sign(Parser *parser, const char *sign);
RuleName parser_expect_name(Parser *parser, const char *what);
RuleName parser_expect_iri(Parser *parser, const char *what); /* `spo:holder` or `<https://...>`, as one name */
double parser_expect_number(Parser *parser, const char *what);

/* A number that is not in range is as wrong as a word. `what` says what the range is. */
double parser_expect_between(Parser *parser, const char *what, double least, double most);
void parser_expect_end(Parser *parser);

/* Reports "expected WHAT, found TOKEN" at the current token, once a part. */
void parser_expected(Parser *parser, const char *what);

/* The same where one of some words was expected: offers the one that is most like what was found. */
void parser_expected_word(Parser *parser, const char *what, const char *const *words, size_t count);

/* Reports an error at a place, once a part. */
void parser_error(Parser *parser, const char *code, RulePlace place, const char *hint, const char *message);

/* pattern_parser.c: a pattern up to a token that cannot go on with it. Never NULL. */
Pattern *parser_pattern(Parser *parser);

/* Tag filters in brackets, if they stand there. */
TagFilters parser_filters(Parser *parser);

/* frame_parser.c: the statements `frame`, and `entity` and `type`. */
void parser_frame(Parser *parser, const Statement *statement, RuleFile *file);
void parser_type(Parser *parser, const Statement *statement, RuleFile *file, bool entity);

/* rule_parts.c: the statement `rule`. */
void parser_rule(Parser *parser, const Statement *statement, RuleFile *file);

#endif
