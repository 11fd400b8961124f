/* html_tags.h - the elements of HTML as far as they matter for finding text. */
#ifndef SPO_INPUT_HTML_TAGS_H
#define SPO_INPUT_HTML_TAGS_H

#include "base/slice.h"

typedef enum {
  TAG_INLINE, /* everything that neither begins a block nor hides its content */
  TAG_RAISED, /* sub, sup: what they contain belongs to the word before it */
  TAG_A,
  TAG_BOLD,
  TAG_BR,
  TAG_IMG,
  TAG_TIME,
  TAG_META,
  TAG_LINK,
  TAG_TITLE,
  TAG_SCRIPT,
  TAG_DROPPED, /* style, button, svg, ...: what they contain is no text */
  TAG_BLOCK,   /* div and what is like it; from here on all are block-level */
  TAG_HTML,
  TAG_HEAD,
  TAG_BODY,
  TAG_MAIN,
  TAG_ARTICLE,
  TAG_SECTION,
  TAG_HEADER,
  TAG_FOOTER,
  TAG_NAV,
  TAG_ASIDE,
  TAG_FORM,
  TAG_P,
  TAG_H1,
  TAG_H2,
  TAG_H3,
  TAG_H4,
  TAG_H5,
  TAG_H6,
  TAG_LIST,  /* ul, ol, dl, menu */
  TAG_ENTRY, /* li, dt, dd */
  TAG_TABLE,
  TAG_ROW,
  TAG_CELL,
  TAG_CAPTION,
  TAG_QUOTE,
  TAG_PRE,
  TAG_HR,
} Tag;

enum { TAG_SLOTS = 512 };

/* Hash table from names to tags; made once for a page object, so that nothing is global. */
typedef struct {
  uint16_t slots[TAG_SLOTS]; /* index into the list of names + 1 */
} TagTable;

void tag_table_init(TagTable *table);

/* `name` in lower case. */
Tag tag_named(const TagTable *table, const char *name);

#endif
