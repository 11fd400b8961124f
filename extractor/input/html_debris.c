#include "input/html_chooser.h"

enum {
  DEBRIS_WIDEST = 70,  /* columns of a line that is judged by its words */
  NOTICE_WIDEST = 400, /* and of a legal notice */
  TEASER_COLUMNS = 80, /* shorter sentences behind a heading such as 相关阅读 belong to it */
};

/* Lists of links and teasers inside the scope: elements that are links for the most part. */
void chooser_drop_link_lists(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  for (uint32_t e = 0; e < page->elements.count; e++) {
    const ElementScore *sums = &score->elements[e];
    const PageElement *element = &page->elements.data[e];
    bool around_main = score->main != PAGE_NONE && html_is_in(page, score->main, e);
    if (around_main || element->tag == TAG_P || element->tag == TAG_ROW || element->tag == TAG_CELL) continue;
    if (element->tag >= TAG_H1 && element->tag <= TAG_H6) continue;
    if (sums->columns == 0 || html_link_share(sums->link_columns, sums->columns) <= 0.5f) continue;
    for (uint32_t i = element->first_block; i < element->end_block; i++) choice_remove(chooser->choice, i);
    e = element->end - 1;
  }
}

/* What the line is by a word that it begins with or has in it: DEBRIS_ bits, 0 for text. */
static unsigned debris_in(Slice line) {
  unsigned node = 0, flags = 0;
  for (size_t i = 0; i < line.length && (node = word_step(&DEBRIS, node, lower_case(line.data[i]))) != 0; i++) {
    const PageWord *word = word_at(&DEBRIS, node);
    if (!word) continue;
    Slice rest = line_trim(slice_between(line.data + i + 1, line.data + line.length));
    bool whole =
        rest.length == 0 || slice_is(rest, "：") || slice_is(rest, ":") || slice_is(rest, ">") || slice_is(rest, ">>");
    if (whole || !(word->flags & DEBRIS_WHOLE)) flags = word->flags;
  }
  if (flags) return flags;
  size_t at = 0;
  const PageWord *inside = word_inside(&DEBRIS_INSIDE, line, &at);
  return inside ? inside->flags : 0;
}

unsigned chooser_debris(const Chooser *chooser, uint32_t i) {
  uint32_t columns = chooser_block(chooser, i)->columns;
  if (columns > NOTICE_WIDEST) return 0;
  Slice line = chooser_text(chooser, i);
  while (line.length && (line.data[0] == '[' || line.data[0] == '>')) line.data++, line.length--;
  unsigned debris = debris_in(line_trim(line));
  return columns <= DEBRIS_WIDEST || (debris & DEBRIS_NOTICE) ? debris : 0;
}

/* Blocks that go with a heading such as 相关阅读: those of the element around it, if that is a small part of the
   article; else what follows and is no real prose. Behind a heading of comments, all that follows in the element. Of
   calls to subscribe, the element if it begins with one, else only the line. */
static uint32_t drop_behind(Chooser *chooser, uint32_t i, unsigned debris) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  uint32_t element = chooser_block(chooser, i)->element, end = i + 1;
  while (element != PAGE_NONE &&
         page->elements.data[element].end_block - page->elements.data[element].first_block < 2) {
    element = page->elements.data[element].parent;
  }
  float whole = score->main == PAGE_NONE ? 0 : score->elements[score->main].quality;
  bool inner = element != PAGE_NONE && !html_is_in(page, score->main, element);
  uint32_t last = element == PAGE_NONE ? (uint32_t)page->blocks.count : page->elements.data[element].end_block;
  if (inner && page->elements.data[element].first_block == i && score->elements[element].quality < 0.5f * whole) {
    end = last;
  } else if (debris & DEBRIS_COMMENTS) {
    end = last;
  } else if (debris & DEBRIS_RELATED) {
    while (end < last && !(chooser_is_prose(chooser, end) && chooser_block(chooser, end)->columns >= TEASER_COLUMNS &&
                           chooser_link_share(chooser, end) < 0.1f)) {
      if (chooser_block(chooser, end)->level && !chooser_block(chooser, end)->link_columns)
        break; /* the next section */
      end++;
    }
  }
  for (uint32_t j = i; j < end; j++) choice_remove(chooser->choice, j);
  return end;
}

void chooser_drop_debris(Chooser *chooser) {
  uint32_t count = (uint32_t)chooser->page->blocks.count;
  for (uint32_t i = 0; i < count;) {
    if (!chooser->choice->chosen[i]) {
      i++;
      continue;
    }
    const PageBlock *block = chooser_block(chooser, i);
    unsigned debris = chooser_debris(chooser, i);
    if (debris & (DEBRIS_RELATED | DEBRIS_COMMENTS | DEBRIS_BOX)) {
      i = drop_behind(chooser, i, debris);
      continue;
    }
    bool bare_link =
        !block->level && chooser_link_share(chooser, i) > 0.8f && block->columns <= 100 && block->stops == 0;
    bool in_row = chooser_around(chooser, i).cell;
    if (debris || (bare_link && !in_row)) choice_remove(chooser->choice, i);
    i++;
  }
}

/* Headings and short lines at the end, with nothing below them. */
void chooser_drop_tail(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  for (uint32_t i = (uint32_t)chooser->page->blocks.count; i-- > 0;) {
    if (!choice->chosen[i] || choice->kinds[i] == BLOCK_BYLINE) continue;
    if (i == choice->title || i <= choice->last || choice->last == PAGE_NONE) return;
    bool empty = choice->kinds[i] == BLOCK_HEADING || chooser_block(chooser, i)->link_columns > 0;
    if (!empty) return;
    choice_remove(choice, i);
  }
}

/* A list of other pages: hardly more prose than headings that lead to them. */
