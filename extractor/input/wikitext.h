/* wikitext.h - the text of a page of MediaWiki, as HTML of headings, paragraphs, entries of lists and rows of tables.

   Left out: comments, references, templates (but for some that only format a word), files, categories, links to other
   languages, formulas, galleries, and the sections that list sources and links. Links are their labels; bold and italic
   marks go. Of what is written for several variants of Chinese the simplified one is taken. Linear in the text. */
#ifndef SPO_INPUT_WIKITEXT_H
#define SPO_INPUT_WIKITEXT_H

#include "input/html_fragment.h"

/* `text` must be valid UTF-8. */
void wikitext_add(Arena *arena, HtmlText *html, Slice text);

/* Whether the page only leads to another. */
bool wikitext_is_redirect(Slice text);

#endif
