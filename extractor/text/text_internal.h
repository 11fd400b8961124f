/* text_internal.h - the steps of text_from_document, in the order in which they run. */
#ifndef SPO_TEXT_TEXT_INTERNAL_H
#define SPO_TEXT_TEXT_INTERNAL_H

#include "text/text.h"

/* normalize.c: fills utf8, points, bytes, characters, length, origins. */
void text_normalize(Text *text, const Document *document, Arena *arena);

/* quotes.c: pairs quotation marks inside paragraphs. */
void text_find_quotes(Text *text, Arena *arena);

/* sentences.c: cuts paragraphs into sentences, marks CHARACTER_END, and gives quotes their sentence. */
void text_find_sentences(Text *text, Arena *arena, AbbreviationTest is_abbreviation, void *handle);

#endif
