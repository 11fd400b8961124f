/* lexer.h - a SPARQL query cut into tokens (section 19.8 of SPARQL 1.1, from [139] on). */
#ifndef SPO_QUERY_LEXER_H
#define SPO_QUERY_LEXER_H

#include "base/arena.h"
#include "base/diagnostic.h"

typedef enum {
  TOKEN_END,
  TOKEN_IRI,      /* <...>; text: between the brackets, unescaped */
  TOKEN_NAME,     /* prefix:local; text: as written */
  TOKEN_BLANK,    /* _:label; text: label */
  TOKEN_VARIABLE, /* text: name */
  TOKEN_LANGUAGE, /* @tag; text: tag */
  TOKEN_INTEGER,
  TOKEN_DECIMAL,
  TOKEN_DOUBLE,
  TOKEN_STRING, /* text: unescaped */
  TOKEN_WORD,   /* keyword, function, a, true, false */
  TOKEN_MARK    /* punctuation; text: { } ( ) [ ] . ; , | / ^ ^^ * + - ? ! = != < <= > >= && || */
} TokenKind;

typedef struct {
  TokenKind kind;
  Slice text;
  size_t begin, end; /* bytes of the query */
} Token;

typedef struct {
  VECTOR(Token);
} Tokens;

/* Where and why a query is wrong. */
typedef struct {
  size_t begin, end; /* bytes of the query */
  const char *message, *hint;
} QueryFault;

/* Cuts the query; the last token is TOKEN_END. False, with the fault, where something is no token. */
bool lexer_cut(Arena *arena, Slice query, Tokens *tokens, QueryFault *fault);

/* Reports the fault under the name with line, column, the line itself and what to underline. */
void query_fault_report(Arena *arena, Slice query, const char *name, const QueryFault *fault, const Diagnostics *to);

/* \uXXXX and \UXXXXXXXX anywhere in a query stand for their characters; the same slice where there are none. */
Slice lexer_unescape_code_points(Arena *arena, Slice query);

#endif
