/* html_title.h - the title of a page: its heading, or what <title> says without the name of the site. */
#ifndef SPO_INPUT_HTML_TITLE_H
#define SPO_INPUT_HTML_TITLE_H

#include "input/html_choice.h"

/* The block that is the title of the prose that begins with block `first`; PAGE_NONE if there is none. */
uint32_t html_title_block(const HtmlPage *page, const PageMeta *meta, const PageScore *score, uint32_t first);

/* The title for a page that shows none. A slice of the page or of `meta`; may be empty. */
Slice html_title_text(Arena *arena, const HtmlPage *page, const PageMeta *meta);

/* What <title> says of the site: its last part, or its first, if that ends as names of sites do; else empty. */
Slice html_title_site(const HtmlPage *page);

#endif
