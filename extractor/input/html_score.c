#include "input/html_score.h"

#include "input/byline.h"

enum {
  PROSE_COLUMNS = 50,    /* with punctuation */
  LONG_COLUMNS = 160,    /* without */
  BRIEF_COLUMNS = 16,    /* a short sentence */
  HEADLINE_COLUMNS = 10, /* at least */
  TEASER_BLOCKS = 6,     /* at most */
  TEASER_COLUMNS = 240,  /* of one block, at most */
  FEW_TEASERS = 3,       /* together */
  FRAME_NAMES = 256,     /* sums of quality by names of elements */
  LEVELS = 8             /* elements above a block that get a part of its quality */
};

static const float FADING = 0.6f; /* of quality from an element to its parent */

enum {
  HINTS_READERS = HINT_COMMENTS | HINT_RELATED,
  HINTS_FRAME = HINT_NAVIGATION | HINT_ADVERT | HINT_SHARE | HINT_FOOTER | HINT_SIDEBAR
};

float html_link_share(uint32_t link_columns, uint32_t columns) {
  return columns ? (float)link_columns / (float)columns : 0;
}

bool html_is_in(const HtmlPage *page, uint32_t element, uint32_t ancestor) {
  return element != PAGE_NONE && element >= ancestor && element < page->elements.data[ancestor].end;
}

bool html_has_title(const HtmlPage *page, uint32_t element) {
  enum { HEAD = 8 };
  const PageElement *own = &page->elements.data[element];
  for (uint32_t i = own->first_block; i < own->end_block && i < own->first_block + HEAD; i++) {
    if (page->blocks.data[i].level == 1) return true;
  }
  return false;
}

static float least(float a, float b) {
  return a < b ? a : b;
}

static float quality_of(const HtmlPage *page, const PageBlock *block, JudgeLevel level) {
  if (block->level || html_link_share(block->link_columns, block->columns) > 0.5f) return 0;
  if ((block->columns >= PROSE_COLUMNS && block->stops) || block->columns >= LONG_COLUMNS) {
    return 1 + least((float)block->columns / 50, 8) + least((float)block->stops, 8);
  }
  bool brief = block->columns >= BRIEF_COLUMNS && line_ends_sentence(html_page_block_text(page, block));
  if (brief) return 0.5f;
  return level == JUDGE_STRICTLY ? 0 : 0.1f;
}

/* A line that is a link to another page: the headline of a teaser. */
static bool is_headline(const PageBlock *block) {
  return block->leads_out && block->level != 1 && block->columns >= HEADLINE_COLUMNS &&
         html_link_share(block->link_columns, block->columns) > 0.8f;
}

/* A teaser: a headline among its first blocks, and little else. */
static bool is_teaser(const HtmlPage *page, const PageElement *element) {
  uint32_t blocks = element->end_block - element->first_block, headlines = 0, texts = 0;
  if (blocks < 2 || blocks > TEASER_BLOCKS || element->tag == TAG_ROW || element->tag == TAG_CELL) return false;
  for (uint32_t i = element->first_block; i < element->end_block; i++) {
    const PageBlock *block = &page->blocks.data[i];
    bool headline = is_headline(block);
    if (block->level == 1 || block->columns > TEASER_COLUMNS) return false;
    headlines += headline && i < element->first_block + 3;
    texts += !headline && block->columns >= PROSE_COLUMNS;
  }
  return headlines > 0 && texts <= 1;
}

/* Teasers of other articles stand side by side: three in one element are marked out. */
static void mark_teasers(PageScore *score) {
  const HtmlPage *page = score->page;
  for (uint32_t i = 0; i < page->elements.count; i++) {
    uint32_t parent = page->elements.data[i].parent;
    score->elements[i].teaser = parent != PAGE_NONE && is_teaser(page, &page->elements.data[i]);
    if (score->elements[i].teaser) score->elements[parent].teasers++;
  }
  for (uint32_t i = 0; i < page->elements.count; i++) {
    ElementScore *own = &score->elements[i];
    own->teaser = own->teaser && score->elements[page->elements.data[i].parent].teasers >= FEW_TEASERS;
    score->has_teasers = score->has_teasers || own->teaser;
  }
}

/* Sums over subtrees: children stand behind their parents, so that one pass from the end does it. */
static void sum_quality(PageScore *score, JudgeLevel level) {
  const HtmlPage *page = score->page;
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    const PageBlock *block = &page->blocks.data[i];
    score->qualities[i] = quality_of(page, block, level);
    if (block->element != PAGE_NONE) score->elements[block->element].quality += score->qualities[i];
  }
  for (uint32_t i = (uint32_t)page->elements.count; i-- > 0;) {
    uint32_t parent = page->elements.data[i].parent;
    if (parent != PAGE_NONE) score->elements[parent].quality += score->elements[i].quality;
  }
}

/* A name such as "article-content" counts if a good part of the page's prose is in it; teasers and comments bear such
   names, too. */
static void find_named(PageScore *score) {
  const HtmlPage *page = score->page;
  float total = page->elements.count ? score->elements[0].quality : 0;
  for (uint32_t i = (uint32_t)page->elements.count; i-- > 0;) {
    const PageElement *element = &page->elements.data[i];
    ElementScore *own = &score->elements[i];
    bool named = (element->hints & HINT_ARTICLE) && !(element->hints & HINTS_READERS);
    if (named && own->quality >= 0.2f * total) own->holds_article = true;
    if (own->holds_article && element->parent != PAGE_NONE) score->elements[element->parent].holds_article = true;
  }
}

/* A heading that leads nowhere else, as the logo does. */
static bool has_heading(const HtmlPage *page, const PageElement *element) {
  for (uint32_t i = element->first_block; i < element->end_block && i < element->first_block + 20; i++) {
    const PageBlock *block = &page->blocks.data[i];
    if (block->level == 1 || (block->level && block->link_columns == 0)) return true;
  }
  return false;
}

/* What the tag and the names of an element say; `share` is its part of the quality of the page. */
static bool is_framing(const PageScore *score, uint32_t index, float share) {
  const PageElement *element = &score->page->elements.data[index];
  unsigned hints = element->hints;
  bool holds = score->elements[index].holds_article;
  if (hints & HINT_HIDDEN) return true;
  switch (element->tag) {
    case TAG_HTML:
    case TAG_BODY:
    case TAG_H1:
    case TAG_MAIN:
      return false;
    case TAG_NAV:
    case TAG_FOOTER:
    case TAG_ASIDE:
      return share < 0.5f && !holds;
    case TAG_HEADER:
      if (share < 0.1f && !has_heading(score->page, element)) return true;
      break;
    case TAG_FORM:
      if (share < 0.3f) return true;
      break;
    default:
      break;
  }
  if ((hints & HINTS_READERS) && !holds) return share < 0.95f;
  if ((hints & HINTS_FRAME) && !holds) return share < 0.5f;
  return false;
}

/* Quality of all elements of a name that says that they are frames, for hashes of names: what makes up half of the page
   together is the article in pieces. */
static void sum_alike(const PageScore *score, float sums[FRAME_NAMES]) {
  const HtmlPage *page = score->page;
  for (uint32_t i = 0; i < page->elements.count; i++) {
    const PageElement *element = &page->elements.data[i];
    if (element->hints & HINTS_FRAME) sums[element->names % FRAME_NAMES] += score->elements[i].quality;
  }
}

static void mark_frames(PageScore *score, JudgeLevel level) {
  const HtmlPage *page = score->page;
  float total = page->elements.count ? score->elements[0].quality : 0, alike[FRAME_NAMES] = {0};
  sum_alike(score, alike);
  for (uint32_t i = 0; i < page->elements.count; i++) {
    const PageElement *element = &page->elements.data[i];
    ElementScore *own = &score->elements[i];
    float quality = own->quality, together = alike[element->names % FRAME_NAMES];
    if ((element->hints & HINTS_FRAME) && element->names && together > quality) quality = together;
    bool framing = level < JUDGE_ALL_NAMED && is_framing(score, i, total > 0 ? quality / total : 0);
    own->out = own->teaser || framing || (element->parent != PAGE_NONE && score->elements[element->parent].out);
  }
}

static void sum_columns(PageScore *score) {
  const HtmlPage *page = score->page;
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    const PageBlock *block = &page->blocks.data[i];
    if (block->element == PAGE_NONE || score->elements[block->element].out) continue;
    score->elements[block->element].columns += block->columns;
    score->elements[block->element].link_columns += block->link_columns;
    score->elements[block->element].prose += score->qualities[i];
  }
  for (uint32_t i = (uint32_t)page->elements.count; i-- > 0;) {
    uint32_t parent = page->elements.data[i].parent;
    if (parent == PAGE_NONE || score->elements[i].out) continue;
    score->elements[parent].columns += score->elements[i].columns;
    score->elements[parent].link_columns += score->elements[i].link_columns;
    score->elements[parent].prose += score->elements[i].prose;
  }
}

/* Elements of which a text has many; the one around them is the candidate. */
static bool is_part(uint8_t tag) {
  return tag == TAG_P || tag == TAG_ENTRY || tag == TAG_LIST || tag == TAG_PRE || tag == TAG_QUOTE ||
         tag == TAG_CAPTION || tag == TAG_ROW;
}

static void spread_quality(PageScore *score) {
  const HtmlPage *page = score->page;
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    uint32_t element = page->blocks.data[i].element;
    if (score->qualities[i] <= 0 || element == PAGE_NONE || score->elements[element].out) continue;
    while (is_part(page->elements.data[element].tag) && page->elements.data[element].parent != PAGE_NONE) {
      element = page->elements.data[element].parent;
    }
    float part = score->qualities[i];
    for (unsigned level = 0; level < LEVELS && element != PAGE_NONE; level++) {
      score->elements[element].score += part;
      part *= FADING;
      element = page->elements.data[element].parent;
    }
  }
}

static void find_main(PageScore *score) {
  const HtmlPage *page = score->page;
  float best = 0;
  for (uint32_t i = 0; i < page->elements.count; i++) {
    const PageElement *element = &page->elements.data[i];
    const ElementScore *own = &score->elements[i];
    if (own->out || own->score <= 0) continue;
    float value = own->score * (1 - html_link_share(own->link_columns, own->columns));
    if (element->tag != TAG_BODY && element->tag != TAG_HTML) {
      value *= element->hints & HINT_ARTICLE ? 1.6f : element->hints & HINT_TEXT ? 1.2f : 1;
      if (element->tag == TAG_ARTICLE || element->tag == TAG_MAIN) value *= 1.2f;
    }
    if (value <= best) continue;
    best = value;
    score->main = i;
  }
}

/* A part of an article in pieces: an element like the main one that has no title of its own. */
static bool is_piece(const PageScore *score, uint32_t index) {
  const PageElement *element = &score->page->elements.data[index], *main = &score->page->elements.data[score->main];
  const ElementScore *own = &score->elements[index];
  if (element->tag != main->tag || element->names != main->names || own->out || index == score->main) return false;
  if (html_is_in(score->page, index, score->main) || html_is_in(score->page, score->main, index)) return false;
  return own->quality >= 0.2f * score->elements[score->main].quality &&
         html_link_share(own->link_columns, own->columns) <= 0.25f && !html_has_title(score->page, index);
}

/* An article in pieces, each in a section of its own: the main element is the one around them, if it holds little
   else. Pieces beside each other in one element are left to who chooses blocks. */
static void widen_main(PageScore *score) {
  const HtmlPage *page = score->page;
  if (score->main == PAGE_NONE || page->elements.data[score->main].names == 0) return;
  uint32_t first = score->main, last = score->main, parent = page->elements.data[score->main].parent, around = parent;
  float pieces = score->elements[score->main].quality;
  for (uint32_t i = 0; i < page->elements.count; i++) {
    if (!is_piece(score, i)) continue;
    if (i < first) first = i;
    if (i > last) last = i;
    pieces += score->elements[i].quality;
  }
  while (around != PAGE_NONE && !(html_is_in(page, first, around) && html_is_in(page, last, around))) {
    around = page->elements.data[around].parent;
  }
  if (around != PAGE_NONE && around != parent && pieces >= 0.6f * score->elements[around].prose) score->main = around;
}

void html_score(Arena *arena, const HtmlPage *page, JudgeLevel level, PageScore *score) {
  *score = (PageScore){.page = page, .main = PAGE_NONE};
  score->elements = ARENA_ARRAY(arena, ElementScore, page->elements.count);
  score->qualities = ARENA_ARRAY(arena, float, page->blocks.count);
  mark_teasers(score);
  sum_quality(score, level);
  find_named(score);
  mark_frames(score, level);
  sum_columns(score);
  spread_quality(score);
  find_main(score);
  widen_main(score);
}
