/* html_choice.h - which blocks of a page are the article's, and what each of them is. */
#ifndef SPO_INPUT_HTML_CHOICE_H
#define SPO_INPUT_HTML_CHOICE_H

#include "input/html_meta.h"
#include "input/html_score.h"

typedef struct {
  PageScore score;
  bool *chosen;     /* for every block of the page */
  BlockKind *kinds; /* of those that are chosen */
  uint32_t *tables; /* the table of which a block is a cell: an element, or PAGE_NONE */
  uint32_t title;   /* block that is the title, or PAGE_NONE; it is chosen */
  uint32_t first;   /* block with which the prose begins; PAGE_NONE if nothing is chosen */
  uint32_t last;    /* and with which it ends */
  uint32_t count;   /* of chosen blocks */
} PageChoice;

/* Chooses; `document` gets what lines around the text say (byline.h), where `meta` had nothing. */
void html_choose(Arena *arena, const HtmlPage *page, const PageMeta *meta, Document *document, PageChoice *choice);

/* Takes every block of a page that is nothing but an article: what feeds, agencies and letters hold. */
void html_choose_all(Arena *arena, const HtmlPage *page, Document *document, PageChoice *choice);

#endif
