/* rule_format_internal.h - the text that is being laid out, and how the tokens of a part are set. */
#ifndef SPO_RULES_RULE_FORMAT_INTERNAL_H
#define SPO_RULES_RULE_FORMAT_INTERNAL_H

#include "rules/rule_lexer.h"

enum { FORMAT_COLUMNS = 120 };

typedef struct {
  Arena *arena;
  struct {
    VECTOR(char);
  } text;
} FormatOutput;

void format_put(FormatOutput *out, Slice text);
void format_blanks(FormatOutput *out, size_t count);

/* Where blanks stand between tokens. */
typedef enum {
  STYLE_PATTERN,    /* x:A{1,2} ("b" | C)? list("、") { D } */
  STYLE_ACTION,     /* F(a, b=c.d, e=trim(f)) */
  STYLE_FRAME,      /* F(a: text, b: A | B?) */
  STYLE_WORDS,      /* "file.txt" [a=b|c,!d] anycase */
  STYLE_AS_WRITTEN, /* one where there are some */
} FormatStyle;

/* Writes tokens up to TOKEN_END; the first one comes at display column `column` (from 0). Lines that become too long
   are broken, if `breaks`, and go on at column `continuation`. */
void format_tokens(FormatOutput *out, const Token *tokens, FormatStyle style, size_t column, size_t continuation,
                   bool breaks);

/* Writes words of a list that are separated by blanks, or stand in quotation marks, in the same way. */
void format_entries(FormatOutput *out, Slice entries, size_t column, size_t continuation);

/* Whether two texts have the same statements, parts and tokens. */
bool format_same_tokens(Arena *arena, Slice before, Slice after);

#endif
