/* html_meta.h - what a page says about itself where nobody sees it: <meta>, JSON-LD, <link rel=canonical>, <html lang>,
   ids and scripts of known systems. Of several values the one with the smallest rank is kept, then the first. */
#ifndef SPO_INPUT_HTML_META_H
#define SPO_INPUT_HTML_META_H

#include "input/html_page.h"

typedef struct {
  Slice values[FIELD_COUNT]; /* cleaned: dates canonical, names without their labels; empty where there is none */
  unsigned ranks[FIELD_COUNT];
  Slice body;       /* the text of the article in JSON-LD, plain or HTML; or empty */
  uint32_t body_at; /* where its script begins in the page */
} PageMeta;

enum { RANK_LINKED_DATA = 0, RANK_LAST = 100 };

void html_meta_read(Arena *arena, HtmlPage *page, PageMeta *meta);

/* Offers a value for a field; it is taken if it makes sense and nothing better is known. A time of day is better than
   the same day without. */
void html_meta_offer(Arena *arena, PageMeta *meta, PageField field, unsigned rank, Slice value);

/* Reads one JSON-LD script: headline, dates, author and publisher of the article that it describes. The page keeps
   what was parsed, since a full arena may jump out of here. */
void html_linked_data(Arena *arena, HtmlPage *page, Slice script, PageMeta *meta);

#endif
