/* rule_lexer.h - from the text of a rule file to statements, parts and tokens.

   A statement begins in column 1; its parts are the indented lines below. A line that is indented deeper than the part
   above it goes on with that part, unless it begins with ok, no or ->. The heads of `words` and `pattern` go on in all
   indented lines, that of a frame up to its closing bracket. `#` begins a comment, except inside "" and in the texts of
   ok and no. */
#ifndef SPO_RULES_RULE_LEXER_H
#define SPO_RULES_RULE_LEXER_H

#include "rules/rule_tree.h"

typedef enum {
  TOKEN_NAME,   /* letters of any script, digits, _ and inner - */
  TOKEN_STRING, /* "..." with \" \\ \n \t; `text` without quotes and escapes */
  TOKEN_NUMBER, /* 12, -3, 0.5 */
  TOKEN_IRI,    /* <...>; `text` without brackets */
  TOKEN_SIGN,   /* one of ( ) { } [ ] | ? , = : ! ^ $ . + * @ or ->, .., ... */
  TOKEN_BAD,    /* reported by the lexer */
  TOKEN_END,    /* of the part */
} TokenKind;

typedef struct {
  TokenKind kind;
  Slice text;
  RulePlace place;
  bool glued; /* no space between the token before and this one */
} Token;

/* One part: the head of a statement or an indented line with its continuations. */
typedef struct {
  RulePlace place; /* from its first to after its last character */
  struct {
    VECTOR(RulePlace);
  } lines; /* without indentation and comments */
} Part;

typedef struct {
  struct {
    VECTOR(Part);
  } parts; /* 0: the head */
} Statement;

typedef struct {
  VECTOR(Statement);
} Statements;

/* Cuts a source into statements. Reports and skips lines that belong to none. */
Statements lexer_statements(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics, bool *failed);

typedef struct {
  VECTOR(Token);
} Tokens;

/* The tokens of a part, ended by TOKEN_END. Sets `*failed` after reporting what is no token. */
Tokens lexer_tokens(Arena *arena, const Part *part, const Diagnostics *diagnostics, bool *failed);

/* The first word of a part, as raw text: its keyword. */
Slice lexer_keyword(const Part *part);

/* Byte behind the last character of a line that is no comment and no blank; `begin` is behind its indentation. */
size_t lexer_content_end(const char *text, size_t begin, size_t end);

#endif
