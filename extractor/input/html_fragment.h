/* html_fragment.h - text from pieces of HTML that are the article and nothing else, as feeds, agencies and letters hold
   them; also for other markup, which is written as HTML first. */
#ifndef SPO_INPUT_HTML_FRAGMENT_H
#define SPO_INPUT_HTML_FRAGMENT_H

#include "input/html_page.h"

/* Makes all of `html` (valid UTF-8) the document's text; its origins lead into that text. A heading of level 1 that it
   begins with becomes the title, if the document has none. Bylines at its edges give what the document does not know
   yet. False if no text is in it. `page` is memory for parsing, which the caller keeps because a full arena jumps out
   of here. */
bool html_fragment_read(Arena *arena, HtmlPage *page, Slice html, Document *document);

/* The text of a piece of HTML in one line: titles of feeds. */
Slice html_fragment_line(Arena *arena, HtmlPage *page, Slice html);

/* Whether text has tags or references of HTML in it. */
bool html_fragment_likely(Slice text);

typedef struct {
  VECTOR(char);
} HtmlText;

/* Adds bytes as they are; text with `<`, `>` and `&` written as references; and text whose blank lines part paragraphs
   and whose line breaks are kept. */
void html_add(Arena *arena, HtmlText *html, Slice bytes);
void html_add_text(Arena *arena, HtmlText *html, Slice text);
void html_add_paragraphs(Arena *arena, HtmlText *html, Slice text);

#endif
