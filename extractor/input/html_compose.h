/* html_compose.h - from chosen blocks to the text of the document, with blocks and origins. */
#ifndef SPO_INPUT_HTML_COMPOSE_H
#define SPO_INPUT_HTML_COMPOSE_H

#include "input/encoding.h"
#include "input/html_choice.h"

/* Sets title, text, blocks and origins of the document. `decoded` leads from the page to the source. */
void html_compose(Arena *arena, const HtmlPage *page, const PageMeta *meta, const PageChoice *choice,
                  const Decoded *decoded, Document *document);

/* The same with the text that JSON-LD brings (meta->body, which is not empty); the page is parsed anew for it. All
   leads to the script. False if there is no memory. */
bool html_compose_body(Arena *arena, HtmlPage *page, const PageMeta *meta, const Decoded *decoded, Document *document);

#endif
