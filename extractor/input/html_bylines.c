#include "input/html_chooser.h"

enum {
  BEFORE_TEXT = 15, /* blocks in which bylines are looked for where there is no title */
  ABOVE_TITLE = 6,  /* blocks above it where a date may stand */
  BEHIND_TEXT = 10, /* blocks behind the text */
  NEAR_BEGIN = 4,   /* blocks of the text among which lines that look like bylines are some */
};

/* Judges a block, of which every line may be a byline: LINE_BYLINE, LINE_TOOLS or LINE_TEXT. `edge`: beside the text,
   where what it says counts. */
static LineKind judge_block(Chooser *chooser, uint32_t i, bool edge) {
  Slice rest = chooser_text(chooser, i);
  if (rest.length > BYLINE_LONGEST) return LINE_TEXT;
  bool text = false, telling = false, tools = false;
  while (rest.length) {
    BylineFields fields;
    Slice line = line_trim(slice_cut(&rest, '\n'));
    LineKind kind = edge || byline_may_label(line) ? byline_judge(line, &fields) : LINE_TEXT;
    bool byline = kind == LINE_CERTAIN || (edge && kind == LINE_BYLINE);
    telling = telling || byline;
    tools = tools || kind == LINE_TOOLS || kind == LINE_TRAIL;
    text = text || (line.length && !byline && kind != LINE_TOOLS && kind != LINE_TRAIL);
    if (edge && (byline || kind == LINE_TEXT)) byline_apply(chooser->arena, &fields, chooser->document);
  }
  if (text) return LINE_TEXT;
  return telling ? LINE_BYLINE : tools ? LINE_TOOLS : LINE_TEXT;
}

/* The element that holds the paragraph of a block. */
static uint32_t holder(const Chooser *chooser, uint32_t i) {
  uint32_t element = chooser_block(chooser, i)->element;
  bool paragraph = element != PAGE_NONE && chooser->page->elements.data[element].tag == TAG_P;
  return paragraph ? chooser->page->elements.data[element].parent : element;
}

/* Before the text: bylines stay; other lines are tools of the page, unless they belong to a picture or a table or stand
   where the text stands. */
static void choose_before(Chooser *chooser, uint32_t begin, uint32_t end) {
  PageChoice *choice = chooser->choice;
  const HtmlPage *page = chooser->page;
  for (uint32_t i = begin; i < end; i++) {
    uint32_t element = chooser_block(chooser, i)->element;
    bool hidden = element != PAGE_NONE && (page->elements.data[element].hints & HINT_HIDDEN);
    BlockKind kind = choice->kinds[i];
    LineKind line = hidden ? LINE_TOOLS : judge_block(chooser, i, true);
    bool beside = end < page->blocks.count && holder(chooser, i) == holder(chooser, end);
    bool kept = (beside && chooser_block(chooser, i)->link_columns == 0) || kind == BLOCK_CAPTION ||
                kind == BLOCK_TABLE || kind == BLOCK_HEADING || chooser_has_hint_around(chooser, i, HINT_SUMMARY) ||
                slice_starts_with(chooser_text(chooser, i), SLICE("——"));
    if (line == LINE_BYLINE) {
      choice_add(choice, i, BLOCK_BYLINE);
    } else if (!kept || line == LINE_TOOLS) {
      choice_remove(choice, i);
    }
  }
}

/* Bylines and lines of tools in the text and behind it. */
static void choose_behind(Chooser *chooser, uint32_t begin) {
  PageChoice *choice = chooser->choice;
  const HtmlPage *page = chooser->page;
  uint32_t main = choice->score.main, parent = main == PAGE_NONE ? PAGE_NONE : page->elements.data[main].parent;
  for (uint32_t i = begin; i < page->blocks.count && i <= choice->last + BEHIND_TEXT; i++) {
    bool behind = i > choice->last, inside = choice->chosen[i];
    if (behind && !inside) {
      inside = parent != PAGE_NONE && html_is_in(page, chooser_block(chooser, i)->element, parent) &&
               !chooser_is_out(chooser, i);
    }
    if (!inside || choice->tables[i] != PAGE_NONE) continue;
    LineKind kind = judge_block(chooser, i, behind || i < choice->first + NEAR_BEGIN);
    if (kind == LINE_BYLINE) choice_add(choice, i, BLOCK_BYLINE);
    if (kind == LINE_TOOLS) choice_remove(choice, i);
  }
}

/* Where nothing else tells when: a line above the title that is a date, as in newspapers that are put online page by
   page. */
static void find_date_above(Chooser *chooser) {
  Document *document = chooser->document;
  uint32_t title = chooser->choice->title;
  if (title == PAGE_NONE || chooser->meta->values[FIELD_DATE].length || chooser->page->times.count) return;
  for (uint32_t i = title; i-- > 0 && title - i <= ABOVE_TITLE && document->date.length == 0;) {
    BylineFields fields;
    if (chooser_is_out(chooser, i) || chooser_block(chooser, i)->columns > CHOOSER_HEADING_WIDEST) continue;
    LineKind kind = byline_judge(chooser_text(chooser, i), &fields);
    if (kind == LINE_BYLINE || kind == LINE_CERTAIN) byline_apply(chooser->arena, &fields, document);
  }
}

void chooser_choose_bylines(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t count = (uint32_t)chooser->page->blocks.count, first = choice->first == PAGE_NONE ? count : choice->first;
  uint32_t begin = choice->title != PAGE_NONE ? choice->title + 1 : first > BEFORE_TEXT ? first - BEFORE_TEXT : 0;
  choose_before(chooser, begin, first);
  if (first < count) choose_behind(chooser, first);
  find_date_above(chooser);
  for (uint32_t i = first; i < count && i < first + NEAR_BEGIN && chooser->document->author.length == 0; i++) {
    if (choice->chosen[i])
      chooser->document->author = arena_copy(chooser->arena, byline_dateline(chooser_text(chooser, i)));
  }
}

void chooser_mark_bylines(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  for (uint32_t i = 0; i < chooser->page->blocks.count; i++) {
    if (!choice->chosen[i] || choice->kinds[i] == BLOCK_HEADING || choice->kinds[i] == BLOCK_TABLE) continue;
    bool edge = i < choice->first || i > choice->last;
    if (judge_block(chooser, i, edge) == LINE_BYLINE) choice->kinds[i] = BLOCK_BYLINE;
  }
}
