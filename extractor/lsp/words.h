/* words.h - the words of the rule language and its built-in types, explained. */
#ifndef SPO_LSP_WORDS_H
#define SPO_LSP_WORDS_H

#include "base/slice.h"

typedef struct {
  const char *word;
  const char *snippet;     /* what completion writes, with ${1:...} where one goes on; NULL: the word */
  const char *explanation; /* Markdown */
} LanguageWord;

/* Each ends with a word that is NULL. */
extern const LanguageWord STATEMENT_KEYWORDS[], RULE_KEYWORDS[], FRAME_KEYWORDS[], ENTITY_KEYWORDS[],
    PATTERN_KEYWORDS[], SLOT_TYPES[], VALUE_FUNCTIONS[], BUILTIN_TYPES[];

/* The entry of a word in a table, or NULL. */
const LanguageWord *language_word(const LanguageWord *table, Slice word);

#endif
