#include "input/html_chooser.h"

enum { CAPTION_WIDEST = 100 }; /* columns */

/* In what the elements inside the main one stand; one pass, for children come after their parents. */
void chooser_find_surroundings(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  uint32_t main = chooser->choice->score.main;
  for (uint32_t e = 0; e < page->elements.count; e++) {
    const PageElement *element = &page->elements.data[e];
    bool top = element->parent == PAGE_NONE || element->parent == main;
    Surroundings *own = &chooser->surroundings[e];
    *own = top ? (Surroundings){.quote = PAGE_NONE} : chooser->surroundings[element->parent];
    if (e == main) *own = (Surroundings){.quote = PAGE_NONE};
    if (e == main) continue;
    own->caption = own->caption || element->tag == TAG_CAPTION;
    own->entry = own->entry || element->tag == TAG_ENTRY;
    own->cell = own->cell || element->tag == TAG_CELL;
    if (element->tag == TAG_QUOTE) own->quote = e;
  }
}

bool chooser_has_hint_around(const Chooser *chooser, uint32_t i, unsigned hint) {
  const HtmlPage *page = chooser->page;
  uint32_t element = chooser_block(chooser, i)->element, main = chooser->choice->score.main;
  for (unsigned steps = 0; steps < 4 && element != PAGE_NONE && element != main; steps++) {
    if (page->elements.data[element].hints & hint) return true;
    element = page->elements.data[element].parent;
  }
  return false;
}

/* A paragraph in bold type that reads like a heading: 一、总体要求. */
static bool is_bold_heading(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = chooser_block(chooser, i);
  Slice text = chooser_text(chooser, i);
  return block->columns >= 4 && block->columns <= CHOOSER_HEADING_WIDEST && block->bold_columns + 2 >= block->columns &&
         !line_ends_sentence(text) && !slice_ends_with(text, SLICE("：")) && !slice_ends_with(text, SLICE(":")) &&
         !memchr(text.data, '\n', text.length) && i + 1 < chooser->page->blocks.count &&
         chooser_is_prose(chooser, i + 1);
}

BlockKind chooser_kind(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = chooser_block(chooser, i);
  const ElementScore *scores = chooser->choice->score.elements;
  float whole = chooser->choice->score.main == PAGE_NONE ? 0 : scores[chooser->choice->score.main].quality;
  Surroundings surroundings = chooser_around(chooser, i);
  if (block->level) return BLOCK_HEADING;
  bool captioned = surroundings.caption || chooser_has_hint_around(chooser, i, HINT_CAPTION);
  if (captioned || byline_is_caption(chooser_text(chooser, i))) return BLOCK_CAPTION;
  bool beside_picture =
      block->pictured && block->columns <= CAPTION_WIDEST && !line_ends_sentence(chooser_text(chooser, i));
  if (beside_picture) return BLOCK_CAPTION;
  if (surroundings.entry) return BLOCK_LIST;
  uint32_t quote = surroundings.quote;
  if (quote != PAGE_NONE && scores[quote].quality < 0.5f * whole) return BLOCK_QUOTE;
  return is_bold_heading(chooser, i) ? BLOCK_HEADING : BLOCK_PARAGRAPH;
}

/* Data tables: two rows and two columns at least, cells short, none inside another. Layout is made of tables, too. */
static bool is_data_table(const Chooser *chooser, uint32_t table) {
  const HtmlPage *page = chooser->page;
  const PageElement *element = &page->elements.data[table];
  uint32_t rows = 0, cells = 0;
  if (html_is_in(page, chooser->choice->score.main, table)) return false;
  for (uint32_t e = table + 1; e < element->end; e++) {
    const PageElement *inner = &page->elements.data[e];
    if (inner->tag == TAG_TABLE) return false;
    rows += inner->tag == TAG_ROW;
    cells += inner->tag == TAG_CELL;
    if (inner->tag == TAG_CELL && inner->end_block - inner->first_block > 4) return false;
  }
  uint32_t columns = 0, blocks = element->end_block - element->first_block;
  for (uint32_t i = element->first_block; i < element->end_block; i++) columns += chooser_block(chooser, i)->columns;
  return rows >= 2 && cells >= 2 * rows && columns <= 80 * blocks;
}

void chooser_find_tables(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  PageChoice *choice = chooser->choice;
  for (uint32_t i = 0; i < page->blocks.count; i++) choice->tables[i] = PAGE_NONE;
  for (uint32_t e = 0; e < page->elements.count; e++) {
    const PageElement *element = &page->elements.data[e];
    if (element->tag != TAG_TABLE || choice->score.elements[e].out || !is_data_table(chooser, e)) continue;
    for (uint32_t i = element->first_block; i < element->end_block; i++) {
      if (!choice->chosen[i] || !chooser_around(chooser, i).cell) continue;
      choice->tables[i] = e;
      choice->kinds[i] = BLOCK_TABLE;
    }
    e = element->end - 1;
  }
}
