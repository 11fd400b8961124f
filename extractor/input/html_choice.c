#include "input/html_choice.h"

#include "base/utf8.h"
#include "input/byline.h"
#include "input/html_title.h"

enum {
  DEBRIS_WIDEST = 70,  /* columns of a line that is judged by its words */
  NOTICE_WIDEST = 400, /* and of a legal notice */
  BEFORE_TEXT = 15,    /* blocks in which bylines are looked for where there is no title */
  ABOVE_TITLE = 6,     /* blocks above it where a date may stand */
  BEHIND_TEXT = 10,    /* and behind the text */
  HEADING_WIDEST = 70,
  CAPTION_WIDEST = 100,
  LEAD_COLUMNS = 16, /* of a summary, at least */
  NEAR_BEGIN = 4,    /* blocks of the text among which lines that look like bylines are some */
  MOST_LINKED_HEADINGS = 3,
  TEASER_COLUMNS = 80, /* shorter sentences behind a heading such as 相关阅读 belong to it */
};

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

static const PageBlock *block_at(const Chooser *chooser, uint32_t i) {
  return &chooser->page->blocks.data[i];
}

static Slice text_at(const Chooser *chooser, uint32_t i) {
  return html_page_block_text(chooser->page, block_at(chooser, i));
}

static bool is_out(const Chooser *chooser, uint32_t i) {
  uint32_t element = block_at(chooser, i)->element;
  return element != PAGE_NONE && chooser->choice->score.elements[element].out;
}

static float link_share(const Chooser *chooser, uint32_t i) {
  return html_link_share(block_at(chooser, i)->link_columns, block_at(chooser, i)->columns);
}

static bool is_prose(const Chooser *chooser, uint32_t i) {
  return chooser->choice->score.qualities[i] > 0;
}

static void choose(PageChoice *choice, uint32_t i, BlockKind kind) {
  choice->count += !choice->chosen[i];
  choice->chosen[i] = true;
  choice->kinds[i] = kind;
}

static void reject(PageChoice *choice, uint32_t i) {
  choice->count -= choice->chosen[i];
  choice->chosen[i] = false;
}

/* In what the elements inside the main one stand; one pass, for children come after their parents. */
static void find_surroundings(Chooser *chooser) {
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

static Surroundings around(const Chooser *chooser, uint32_t i) {
  uint32_t element = block_at(chooser, i)->element;
  return element == PAGE_NONE ? (Surroundings){.quote = PAGE_NONE} : chooser->surroundings[element];
}

static bool has_hint_around(const Chooser *chooser, uint32_t i, unsigned hint) {
  const HtmlPage *page = chooser->page;
  uint32_t element = block_at(chooser, i)->element, main = chooser->choice->score.main;
  for (unsigned steps = 0; steps < 4 && element != PAGE_NONE && element != main; steps++) {
    if (page->elements.data[element].hints & hint) return true;
    element = page->elements.data[element].parent;
  }
  return false;
}

/* A paragraph in bold type that reads like a heading: 一、总体要求. */
static bool is_bold_heading(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = block_at(chooser, i);
  Slice text = text_at(chooser, i);
  return block->columns >= 4 && block->columns <= HEADING_WIDEST && block->bold_columns + 2 >= block->columns &&
         !line_ends_sentence(text) && !slice_ends_with(text, SLICE("：")) && !slice_ends_with(text, SLICE(":")) &&
         !memchr(text.data, '\n', text.length) && i + 1 < chooser->page->blocks.count && is_prose(chooser, i + 1);
}

static BlockKind kind_of(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = block_at(chooser, i);
  const ElementScore *scores = chooser->choice->score.elements;
  float whole = chooser->choice->score.main == PAGE_NONE ? 0 : scores[chooser->choice->score.main].quality;
  Surroundings surroundings = around(chooser, i);
  if (block->level) return BLOCK_HEADING;
  bool captioned = surroundings.caption || has_hint_around(chooser, i, HINT_CAPTION);
  if (captioned || byline_is_caption(text_at(chooser, i))) return BLOCK_CAPTION;
  bool beside_picture = block->pictured && block->columns <= CAPTION_WIDEST && !line_ends_sentence(text_at(chooser, i));
  if (beside_picture) return BLOCK_CAPTION;
  if (surroundings.entry) return BLOCK_LIST;
  uint32_t quote = surroundings.quote;
  if (quote != PAGE_NONE && scores[quote].quality < 0.5f * whole) return BLOCK_QUOTE;
  return is_bold_heading(chooser, i) ? BLOCK_HEADING : BLOCK_PARAGRAPH;
}

/* A sibling of the main element that goes on with the article: prose directly in the parent, or an element like it. The
   blocks are asked for in their order; `*sibling` is the child of the parent that was reached, at first the first. */
static bool goes_on(const Chooser *chooser, uint32_t i, uint32_t parent, uint32_t *sibling) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  uint32_t element = block_at(chooser, i)->element;
  if (parent == PAGE_NONE || !html_is_in(page, element, parent)) return false;
  if (element == parent) return is_prose(chooser, i);
  while (page->elements.data[*sibling].end <= element) *sibling = page->elements.data[*sibling].end;
  if (!is_prose(chooser, i)) return false;
  const PageElement *own = &page->elements.data[*sibling], *main = &page->elements.data[score->main];
  const ElementScore *sums = &score->elements[*sibling];
  if (own->tag == TAG_P) return true;
  if (html_link_share(sums->link_columns, sums->columns) > 0.25f) return false;
  bool alike = own->tag == main->tag && own->names == main->names;
  if (html_has_title(page, *sibling) && html_has_title(page, score->main)) return false; /* the next article */
  return sums->quality >= (alike ? 0.05f : 0.2f) * score->elements[score->main].quality;
}

static void choose_scope(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  uint32_t parent = score->main == PAGE_NONE ? PAGE_NONE : page->elements.data[score->main].parent;
  uint32_t sibling = parent == PAGE_NONE ? 0 : parent + 1;
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    if (is_out(chooser, i)) continue;
    bool inside = score->main == PAGE_NONE || html_is_in(page, block_at(chooser, i)->element, score->main);
    if (inside || goes_on(chooser, i, parent, &sibling)) choose(chooser->choice, i, BLOCK_PARAGRAPH);
  }
}

/* Headings of chosen prose that stand in elements of their own beside it. */
static void choose_headings(Chooser *chooser) {
  const PageChoice *choice = chooser->choice;
  for (uint32_t i = 0; i + 1 < chooser->page->blocks.count; i++) {
    const PageBlock *block = block_at(chooser, i);
    if (choice->chosen[i] || !choice->chosen[i + 1] || !is_prose(chooser, i + 1)) continue;
    if (block->level > 1 && block->link_columns == 0 && choice->count && !is_out(chooser, i)) {
      choose(chooser->choice, i, BLOCK_HEADING);
    }
  }
}

/* Lists of links and teasers inside the scope: elements that are links for the most part. */
static void drop_link_lists(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  for (uint32_t e = 0; e < page->elements.count; e++) {
    const ElementScore *sums = &score->elements[e];
    const PageElement *element = &page->elements.data[e];
    bool around_main = score->main != PAGE_NONE && html_is_in(page, score->main, e);
    if (around_main || element->tag == TAG_P || element->tag == TAG_ROW || element->tag == TAG_CELL) continue;
    if (element->tag >= TAG_H1 && element->tag <= TAG_H6) continue;
    if (sums->columns == 0 || html_link_share(sums->link_columns, sums->columns) <= 0.5f) continue;
    for (uint32_t i = element->first_block; i < element->end_block; i++) reject(chooser->choice, i);
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

static unsigned debris_of(const Chooser *chooser, uint32_t i) {
  uint32_t columns = block_at(chooser, i)->columns;
  if (columns > NOTICE_WIDEST) return 0;
  Slice line = text_at(chooser, i);
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
  uint32_t element = block_at(chooser, i)->element, end = i + 1;
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
    while (end < last && !(is_prose(chooser, end) && block_at(chooser, end)->columns >= TEASER_COLUMNS &&
                           link_share(chooser, end) < 0.1f)) {
      if (block_at(chooser, end)->level && !block_at(chooser, end)->link_columns) break; /* the next section */
      end++;
    }
  }
  for (uint32_t j = i; j < end; j++) reject(chooser->choice, j);
  return end;
}

static void drop_debris(Chooser *chooser) {
  uint32_t count = (uint32_t)chooser->page->blocks.count;
  for (uint32_t i = 0; i < count;) {
    if (!chooser->choice->chosen[i]) {
      i++;
      continue;
    }
    const PageBlock *block = block_at(chooser, i);
    unsigned debris = debris_of(chooser, i);
    if (debris & (DEBRIS_RELATED | DEBRIS_COMMENTS | DEBRIS_BOX)) {
      i = drop_behind(chooser, i, debris);
      continue;
    }
    bool bare_link = !block->level && link_share(chooser, i) > 0.8f && block->columns <= 100 && block->stops == 0;
    bool in_row = around(chooser, i).cell;
    if (debris || (bare_link && !in_row)) reject(chooser->choice, i);
    i++;
  }
}

/* First and last block of prose among those that are chosen. */
static void find_edges(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  choice->first = choice->last = PAGE_NONE;
  for (uint32_t i = 0; i < chooser->page->blocks.count; i++) {
    if (!choice->chosen[i] || !is_prose(chooser, i)) continue;
    BylineFields fields;
    if (block_at(chooser, i)->columns < 120 && byline_judge(text_at(chooser, i), &fields) != LINE_TEXT) continue;
    if (choice->first == PAGE_NONE) choice->first = i;
    choice->last = i;
  }
}

static void choose_title(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t first = choice->first == PAGE_NONE ? 0 : choice->first;
  choice->title = html_title_block(chooser->page, chooser->meta, &choice->score, first);
  if (choice->title == PAGE_NONE) return;
  choose(choice, choice->title, BLOCK_HEADING);
  /* What stands before the title is the head of the page, but for prose, if the title stands in it. */
  for (uint32_t i = 0; i < choice->title; i++) {
    if (choice->title < first || !is_prose(chooser, i)) reject(choice, i);
  }
}

/* The outermost element that begins with a block. */
static uint32_t begun_by(const Chooser *chooser, uint32_t i) {
  const HtmlPage *page = chooser->page;
  uint32_t element = block_at(chooser, i)->element;
  while (element != PAGE_NONE && page->elements.data[element].parent != PAGE_NONE &&
         page->elements.data[page->elements.data[element].parent].first_block == i) {
    element = page->elements.data[element].parent;
  }
  return element;
}

/* The innermost element around a block that is like `other` and another; or PAGE_NONE. */
static uint32_t like_around(const Chooser *chooser, uint32_t i, uint32_t other) {
  const PageElement *elements = chooser->page->elements.data;
  uint32_t element = block_at(chooser, i)->element;
  for (unsigned steps = 0; steps < 50 && element != PAGE_NONE; steps++) {
    bool like = elements[element].tag == elements[other].tag && elements[element].names == elements[other].names;
    if (like && element != other) return element;
    element = elements[element].parent;
  }
  return PAGE_NONE;
}

/* Articles that follow on the same page, each in an element like that of the first. */
static void drop_next_articles(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  PageChoice *choice = chooser->choice;
  if (choice->title == PAGE_NONE || block_at(chooser, choice->title)->level != 1) return;
  for (uint32_t i = choice->title + 1; i < page->blocks.count; i++) {
    if (!choice->chosen[i] || block_at(chooser, i)->level != 1) continue;
    uint32_t other = begun_by(chooser, i);
    if (other == PAGE_NONE || page->elements.data[other].end_block < i + 2) continue;
    if (like_around(chooser, choice->title, other) == PAGE_NONE) continue;
    for (uint32_t j = i; j < page->elements.data[other].end_block; j++) reject(choice, j);
  }
  find_edges(chooser);
}

/* What belongs to the article between the title and its text though it stands elsewhere: prose, a summary, captions. */
static bool is_lead(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = block_at(chooser, i);
  Slice text = text_at(chooser, i);
  BylineFields fields;
  if (is_out(chooser, i) || link_share(chooser, i) >= 0.25f || debris_of(chooser, i)) return false;
  if (byline_judge(text, &fields) != LINE_TEXT) return false;
  if (chooser->choice->score.qualities[i] >= 1) return true;
  bool subtitle = has_hint_around(chooser, i, HINT_SUMMARY) || slice_starts_with(text, SLICE("——"));
  if (block->columns < LEAD_COLUMNS || (block->level && !subtitle)) return false;
  return subtitle || line_ends_sentence(text) || (kind_of(chooser, i) == BLOCK_CAPTION && !block->pictured);
}

static void choose_lead(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  if (choice->title == PAGE_NONE || choice->first == PAGE_NONE) return;
  for (uint32_t i = choice->first; i-- > choice->title + 1;) {
    if (!is_lead(chooser, i)) continue;
    choose(choice, i, kind_of(chooser, i));
    if (is_prose(chooser, i)) choice->first = i;
  }
}

/* Judges a block, of which every line may be a byline: LINE_BYLINE, LINE_TOOLS or LINE_TEXT. `edge`: beside the text,
   where what it says counts. */
static LineKind judge_block(Chooser *chooser, uint32_t i, bool edge) {
  Slice rest = text_at(chooser, i);
  if (rest.length > BYLINE_LONGEST) return LINE_TEXT;
  bool text = false, telling = false, tools = false;
  while (rest.length) {
    BylineFields fields;
    Slice line = line_trim(slice_cut(&rest, '\n'));
    LineKind kind = byline_judge(line, &fields);
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
  uint32_t element = block_at(chooser, i)->element;
  bool paragraph = element != PAGE_NONE && chooser->page->elements.data[element].tag == TAG_P;
  return paragraph ? chooser->page->elements.data[element].parent : element;
}

/* Before the text: bylines stay; other lines are tools of the page, unless they belong to a picture or a table or stand
   where the text stands. */
static void choose_before(Chooser *chooser, uint32_t begin, uint32_t end) {
  PageChoice *choice = chooser->choice;
  const HtmlPage *page = chooser->page;
  for (uint32_t i = begin; i < end; i++) {
    uint32_t element = block_at(chooser, i)->element;
    bool hidden = element != PAGE_NONE && (page->elements.data[element].hints & HINT_HIDDEN);
    BlockKind kind = choice->kinds[i];
    LineKind line = hidden ? LINE_TOOLS : judge_block(chooser, i, true);
    bool beside = end < page->blocks.count && holder(chooser, i) == holder(chooser, end);
    bool kept = (beside && block_at(chooser, i)->link_columns == 0) || kind == BLOCK_CAPTION || kind == BLOCK_TABLE ||
                kind == BLOCK_HEADING || has_hint_around(chooser, i, HINT_SUMMARY) ||
                slice_starts_with(text_at(chooser, i), SLICE("——"));
    if (line == LINE_BYLINE) {
      choose(choice, i, BLOCK_BYLINE);
    } else if (!kept || line == LINE_TOOLS) {
      reject(choice, i);
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
      inside = parent != PAGE_NONE && html_is_in(page, block_at(chooser, i)->element, parent) && !is_out(chooser, i);
    }
    if (!inside || choice->tables[i] != PAGE_NONE) continue;
    LineKind kind = judge_block(chooser, i, behind || i < choice->first + NEAR_BEGIN);
    if (kind == LINE_BYLINE) choose(choice, i, BLOCK_BYLINE);
    if (kind == LINE_TOOLS) reject(choice, i);
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
    if (is_out(chooser, i) || block_at(chooser, i)->columns > HEADING_WIDEST) continue;
    LineKind kind = byline_judge(text_at(chooser, i), &fields);
    if (kind == LINE_BYLINE || kind == LINE_CERTAIN) byline_apply(chooser->arena, &fields, document);
  }
}

static void choose_bylines(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t count = (uint32_t)chooser->page->blocks.count, first = choice->first == PAGE_NONE ? count : choice->first;
  uint32_t begin = choice->title != PAGE_NONE ? choice->title + 1 : first > BEFORE_TEXT ? first - BEFORE_TEXT : 0;
  choose_before(chooser, begin, first);
  if (first < count) choose_behind(chooser, first);
  find_date_above(chooser);
  for (uint32_t i = first; i < count && i < first + NEAR_BEGIN && chooser->document->author.length == 0; i++) {
    if (choice->chosen[i]) chooser->document->author = arena_copy(chooser->arena, byline_dateline(text_at(chooser, i)));
  }
}

/* Headings and short lines at the end, with nothing below them. */
static void drop_tail(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  for (uint32_t i = (uint32_t)chooser->page->blocks.count; i-- > 0;) {
    if (!choice->chosen[i] || choice->kinds[i] == BLOCK_BYLINE) continue;
    if (i == choice->title || i <= choice->last || choice->last == PAGE_NONE) return;
    bool empty = choice->kinds[i] == BLOCK_HEADING || block_at(chooser, i)->link_columns > 0;
    if (!empty) return;
    reject(choice, i);
  }
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
  for (uint32_t i = element->first_block; i < element->end_block; i++) columns += block_at(chooser, i)->columns;
  return rows >= 2 && cells >= 2 * rows && columns <= 80 * blocks;
}

static void find_tables(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  PageChoice *choice = chooser->choice;
  for (uint32_t i = 0; i < page->blocks.count; i++) choice->tables[i] = PAGE_NONE;
  for (uint32_t e = 0; e < page->elements.count; e++) {
    const PageElement *element = &page->elements.data[e];
    if (element->tag != TAG_TABLE || choice->score.elements[e].out || !is_data_table(chooser, e)) continue;
    for (uint32_t i = element->first_block; i < element->end_block; i++) {
      if (!choice->chosen[i] || !around(chooser, i).cell) continue;
      choice->tables[i] = e;
      choice->kinds[i] = BLOCK_TABLE;
    }
    e = element->end - 1;
  }
}

/* A list of other pages: hardly more prose than headings that lead to them. */
static bool is_index(const Chooser *chooser) {
  uint32_t links = 0, prose = 0;
  for (uint32_t i = 0; i < chooser->page->blocks.count; i++) {
    if (!chooser->choice->chosen[i]) continue;
    bool heading = block_at(chooser, i)->level && link_share(chooser, i) > 0.8f;
    links += heading;
    prose += !heading && is_prose(chooser, i);
  }
  return links >= MOST_LINKED_HEADINGS && 2 * links >= prose;
}

/* Chooses in and beside the main element. */
static void choose_blocks(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t count = (uint32_t)chooser->page->blocks.count;
  choice->count = 0;
  for (uint32_t i = 0; i < count; i++) choice->chosen[i] = false;
  find_surroundings(chooser);
  choose_scope(chooser);
  choose_headings(chooser);
  drop_link_lists(chooser);
  drop_debris(chooser);
  find_edges(chooser);
  for (uint32_t i = 0; i < count; i++) {
    if (choice->chosen[i]) choice->kinds[i] = kind_of(chooser, i);
  }
  find_tables(chooser);
}

/* Of several articles on a page, the one that bears the page's title is meant, though another may be longer. */
static void choose_titled(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  PageScore *score = &chooser->choice->score;
  if (score->main == PAGE_NONE || !html_has_title(page, score->main)) return;
  uint32_t title = html_title_block(page, chooser->meta, score, chooser->choice->first);
  if (title == PAGE_NONE || html_is_in(page, block_at(chooser, title)->element, score->main)) return;
  uint32_t titled = like_around(chooser, title, score->main);
  if (titled == PAGE_NONE || score->elements[titled].out || score->elements[titled].score <= 0) return;
  score->main = titled;
  choose_blocks(chooser);
}

void html_choose(Arena *arena, const HtmlPage *page, const PageMeta *meta, Document *document, PageChoice *choice) {
  Chooser chooser = {.arena = arena,
                     .page = page,
                     .meta = meta,
                     .document = document,
                     .choice = choice,
                     .surroundings = ARENA_ARRAY(arena, Surroundings, page->elements.count)};
  *choice = (PageChoice){.chosen = ARENA_ARRAY(arena, bool, page->blocks.count),
                         .kinds = ARENA_ARRAY(arena, BlockKind, page->blocks.count),
                         .tables = ARENA_ARRAY(arena, uint32_t, page->blocks.count)};
  for (unsigned level = JUDGE_STRICTLY; level < JUDGE_LEVELS; level++) {
    html_score(arena, page, level, &choice->score);
    choose_blocks(&chooser);
    if (choice->first != PAGE_NONE) break;
  }
  choose_titled(&chooser);
  if (is_index(&chooser)) {
    choice->count = 0;
    return;
  }
  choose_title(&chooser);
  drop_next_articles(&chooser);
  choose_lead(&chooser);
  choose_bylines(&chooser);
  drop_tail(&chooser);
}
