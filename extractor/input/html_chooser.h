/* html_chooser.h - the steps of choosing, for the files that take them: html_choice.c (where the article is),
   html_kinds.c (what its blocks are), html_debris.c (what does not belong to it), html_bylines.c (lines around it). */
#ifndef SPO_INPUT_HTML_CHOOSER_H
#define SPO_INPUT_HTML_CHOOSER_H

#include "input/byline.h"
#include "input/html_choice.h"

/* What stands around an element, the main one excepted. */
typedef struct {
  uint32_t quote; /* the innermost block quotation, or PAGE_NONE */
  bool caption, entry, cell;
} Surroundings;

typedef struct {
  Arena *arena;
  const HtmlPage *page;
  const PageMeta *meta;
  Document *document;
  PageChoice *choice;
  Surroundings *surroundings; /* of elements */
} Chooser;

enum {
  CHOOSER_HEADING_WIDEST = 70, /* columns of a paragraph that may be a heading, or of a date alone */
};

static inline const PageBlock *chooser_block(const Chooser *chooser, uint32_t i) {
  return &chooser->page->blocks.data[i];
}

static inline Slice chooser_text(const Chooser *chooser, uint32_t i) {
  return html_page_block_text(chooser->page, chooser_block(chooser, i));
}

static inline bool chooser_is_out(const Chooser *chooser, uint32_t i) {
  uint32_t element = chooser_block(chooser, i)->element;
  return element != PAGE_NONE && chooser->choice->score.elements[element].out;
}

static inline float chooser_link_share(const Chooser *chooser, uint32_t i) {
  return html_link_share(chooser_block(chooser, i)->link_columns, chooser_block(chooser, i)->columns);
}

static inline bool chooser_is_prose(const Chooser *chooser, uint32_t i) {
  return chooser->choice->score.qualities[i] > 0;
}

static inline void choice_add(PageChoice *choice, uint32_t i, BlockKind kind) {
  choice->count += !choice->chosen[i];
  choice->chosen[i] = true;
  choice->kinds[i] = kind;
}

static inline void choice_remove(PageChoice *choice, uint32_t i) {
  choice->count -= choice->chosen[i];
  choice->chosen[i] = false;
}

static inline Surroundings chooser_around(const Chooser *chooser, uint32_t i) {
  uint32_t element = chooser_block(chooser, i)->element;
  return element == PAGE_NONE ? (Surroundings){.quote = PAGE_NONE} : chooser->surroundings[element];
}

/* html_kinds.c: fills `surroundings`. */
void chooser_find_surroundings(Chooser *chooser);

/* Whether one of the next elements around a block bears the hint. */
bool chooser_has_hint_around(const Chooser *chooser, uint32_t i, unsigned hint);

/* What a block is; tables are found by chooser_find_tables, for all chosen blocks. */
BlockKind chooser_kind(const Chooser *chooser, uint32_t i);
void chooser_find_tables(Chooser *chooser);

/* html_debris.c: what a block is that belongs to no article, by its words: DEBRIS_ bits, or 0. */
unsigned chooser_debris(const Chooser *chooser, uint32_t i);

/* Remove what was chosen: lists of links; debris with what goes with it; headings and links at the end, with nothing
   below them. */
void chooser_drop_link_lists(Chooser *chooser);
void chooser_drop_debris(Chooser *chooser);
void chooser_drop_tail(Chooser *chooser);

/* html_bylines.c: chooses the lines around the text that tell who wrote it and when, gives the document what they say,
   and removes those that are tools of the page. */
void chooser_choose_bylines(Chooser *chooser);

/* The same where everything is chosen: says which blocks are bylines, and removes none. */
void chooser_mark_bylines(Chooser *chooser);

#endif
