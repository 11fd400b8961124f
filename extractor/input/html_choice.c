#include "input/html_choice.h"

#include "base/utf8.h"
#include "input/html_chooser.h"
#include "input/html_title.h"

enum {
  LEAD_COLUMNS = 16,   /* of a summary, at least */
  DATE_COLUMNS = 50,   /* of a byline without a label */
  BYLINE_COLUMNS = 120 /* of a byline that reads like prose, at most */
};

/* A sibling of the main element that goes on with the article: prose directly in the parent, or an element like it. The
   blocks are asked for in their order; `*sibling` is the child of the parent that was reached, at first the first. */
static bool goes_on(const Chooser *chooser, uint32_t i, uint32_t parent, uint32_t *sibling) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  uint32_t element = chooser_block(chooser, i)->element;
  if (parent == PAGE_NONE || !html_is_in(page, element, parent)) return false;
  if (element == parent) return chooser_is_prose(chooser, i);
  while (page->elements.data[*sibling].end <= element) *sibling = page->elements.data[*sibling].end;
  if (!chooser_is_prose(chooser, i)) return false;
  const PageElement *own = &page->elements.data[*sibling], *main = &page->elements.data[score->main];
  const ElementScore *sums = &score->elements[*sibling];
  if (own->tag == TAG_P) return true;
  if (html_link_share(sums->link_columns, sums->columns) > 0.25f) return false;
  bool alike = own->tag == main->tag && own->names == main->names;
  if (html_has_title(page, *sibling) && html_has_title(page, score->main)) return false; /* the next article */
  /* Behind the text, what is named otherwise is mostly something else. */
  bool behind = *sibling > score->main && !(own->hints & (HINT_TEXT | HINT_ARTICLE));
  return sums->quality >= (alike ? 0.05f : behind ? 0.6f : 0.2f) * score->elements[score->main].quality;
}

static void choose_scope(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  const PageScore *score = &chooser->choice->score;
  uint32_t parent = score->main == PAGE_NONE ? PAGE_NONE : page->elements.data[score->main].parent;
  uint32_t sibling = parent == PAGE_NONE ? 0 : parent + 1;
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    if (chooser_is_out(chooser, i)) continue;
    bool inside = score->main == PAGE_NONE || html_is_in(page, chooser_block(chooser, i)->element, score->main);
    if (inside || goes_on(chooser, i, parent, &sibling)) choice_add(chooser->choice, i, BLOCK_PARAGRAPH);
  }
}

/* Headings of chosen prose that stand in elements of their own beside it. */
static void choose_headings(Chooser *chooser) {
  const PageChoice *choice = chooser->choice;
  for (uint32_t i = 0; i + 1 < chooser->page->blocks.count; i++) {
    const PageBlock *block = chooser_block(chooser, i);
    if (choice->chosen[i] || !choice->chosen[i + 1] || !chooser_is_prose(chooser, i + 1)) continue;
    if (block->level > 1 && block->link_columns == 0 && choice->count && !chooser_is_out(chooser, i)) {
      choice_add(chooser->choice, i, BLOCK_HEADING);
    }
  }
}

/* First and last block of prose among those that are chosen. */
static void find_edges(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  choice->first = choice->last = PAGE_NONE;
  for (uint32_t i = 0; i < chooser->page->blocks.count; i++) {
    if (!choice->chosen[i] || !chooser_is_prose(chooser, i)) continue;
    Slice text = chooser_text(chooser, i);
    BylineFields fields;
    uint32_t columns = chooser_block(chooser, i)->columns;
    bool brief = columns < DATE_COLUMNS || (columns < BYLINE_COLUMNS && byline_may_label(text));
    if (brief && byline_judge(text, &fields) != LINE_TEXT) continue;
    if (choice->first == PAGE_NONE) choice->first = i;
    choice->last = i;
  }
}

static void choose_title(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t first = choice->first == PAGE_NONE ? 0 : choice->first;
  choice->title = html_title_block(chooser->page, chooser->meta, &choice->score, first);
  if (choice->title == PAGE_NONE) return;
  choice_add(choice, choice->title, BLOCK_HEADING);
  /* What stands before the title is the head of the page, but for prose, if the title stands in it. */
  for (uint32_t i = 0; i < choice->title; i++) {
    if (choice->title < first || !chooser_is_prose(chooser, i)) choice_remove(choice, i);
  }
}

/* The outermost element that begins with a block. */
static uint32_t begun_by(const Chooser *chooser, uint32_t i) {
  const HtmlPage *page = chooser->page;
  uint32_t element = chooser_block(chooser, i)->element;
  while (element != PAGE_NONE && page->elements.data[element].parent != PAGE_NONE &&
         page->elements.data[page->elements.data[element].parent].first_block == i) {
    element = page->elements.data[element].parent;
  }
  return element;
}

/* The innermost element around a block that is like `other` and another; or PAGE_NONE. */
static uint32_t like_around(const Chooser *chooser, uint32_t i, uint32_t other) {
  const PageElement *elements = chooser->page->elements.data;
  uint32_t element = chooser_block(chooser, i)->element;
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
  if (choice->title == PAGE_NONE || chooser_block(chooser, choice->title)->level != 1) return;
  for (uint32_t i = choice->title + 1; i < page->blocks.count; i++) {
    if (!choice->chosen[i] || chooser_block(chooser, i)->level != 1) continue;
    uint32_t other = begun_by(chooser, i);
    if (other == PAGE_NONE || page->elements.data[other].end_block < i + 2) continue;
    if (like_around(chooser, choice->title, other) == PAGE_NONE) continue;
    for (uint32_t j = i; j < page->elements.data[other].end_block; j++) choice_remove(choice, j);
  }
  find_edges(chooser);
}

/* What belongs to the article between the title and its text though it stands elsewhere: prose, a summary, captions. */
static bool is_lead(const Chooser *chooser, uint32_t i) {
  const PageBlock *block = chooser_block(chooser, i);
  Slice text = chooser_text(chooser, i);
  BylineFields fields;
  if (chooser_is_out(chooser, i) || chooser_link_share(chooser, i) >= 0.25f || chooser_debris(chooser, i)) return false;
  if (byline_judge(text, &fields) != LINE_TEXT) return false;
  if (chooser->choice->score.qualities[i] >= 1) return true;
  bool subtitle = chooser_has_hint_around(chooser, i, HINT_SUMMARY) || slice_starts_with(text, SLICE("——"));
  if (block->columns < LEAD_COLUMNS || (block->level && !subtitle)) return false;
  return subtitle || line_ends_sentence(text) || (chooser_kind(chooser, i) == BLOCK_CAPTION && !block->pictured);
}

static void choose_lead(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  if (choice->title == PAGE_NONE || choice->first == PAGE_NONE) return;
  for (uint32_t i = choice->first; i-- > choice->title + 1;) {
    if (!is_lead(chooser, i)) continue;
    choice_add(choice, i, chooser_kind(chooser, i));
    if (chooser_is_prose(chooser, i)) choice->first = i;
  }
}

/* Chooses in and beside the main element. */
static void choose_blocks(Chooser *chooser) {
  PageChoice *choice = chooser->choice;
  uint32_t count = (uint32_t)chooser->page->blocks.count;
  choice->count = 0;
  for (uint32_t i = 0; i < count; i++) choice->chosen[i] = false;
  chooser_find_surroundings(chooser);
  choose_scope(chooser);
  choose_headings(chooser);
  chooser_drop_link_lists(chooser);
  chooser_drop_debris(chooser);
  find_edges(chooser);
  for (uint32_t i = 0; i < count; i++) {
    if (choice->chosen[i]) choice->kinds[i] = chooser_kind(chooser, i);
  }
  chooser_find_tables(chooser);
}

/* Of several articles on a page, the one that bears the page's title is meant, though another may be longer. */
static void choose_titled(Chooser *chooser) {
  const HtmlPage *page = chooser->page;
  PageScore *score = &chooser->choice->score;
  if (score->main == PAGE_NONE || !html_has_title(page, score->main)) return;
  uint32_t title = html_title_block(page, chooser->meta, score, chooser->choice->first);
  if (title == PAGE_NONE || html_is_in(page, chooser_block(chooser, title)->element, score->main)) return;
  uint32_t titled = like_around(chooser, title, score->main);
  if (titled == PAGE_NONE || score->elements[titled].out || score->elements[titled].score <= 0) return;
  score->main = titled;
  choose_blocks(chooser);
}

static Chooser begin(Arena *arena, const HtmlPage *page, const PageMeta *meta, Document *document, PageChoice *choice) {
  *choice = (PageChoice){.chosen = ARENA_ARRAY(arena, bool, page->blocks.count),
                         .kinds = ARENA_ARRAY(arena, BlockKind, page->blocks.count),
                         .tables = ARENA_ARRAY(arena, uint32_t, page->blocks.count),
                         .title = PAGE_NONE};
  return (Chooser){.arena = arena,
                   .page = page,
                   .meta = meta,
                   .document = document,
                   .choice = choice,
                   .surroundings = ARENA_ARRAY(arena, Surroundings, page->elements.count)};
}

void html_choose(Arena *arena, const HtmlPage *page, const PageMeta *meta, Document *document, PageChoice *choice) {
  Chooser chooser = begin(arena, page, meta, document, choice);
  for (unsigned level = JUDGE_STRICTLY; level < JUDGE_LEVELS; level++) {
    html_score(arena, page, level, &choice->score);
    choose_blocks(&chooser);
    if (choice->first != PAGE_NONE) break;
    if (choice->score.has_teasers) { /* and nothing else: a list of other pages */
      choice->count = 0;
      return;
    }
  }
  choose_titled(&chooser);
  choose_title(&chooser);
  drop_next_articles(&chooser);
  choose_lead(&chooser);
  chooser_choose_bylines(&chooser);
  chooser_drop_tail(&chooser);
}

void html_choose_all(Arena *arena, const HtmlPage *page, Document *document, PageChoice *choice) {
  static const PageMeta NOTHING;
  Chooser chooser = begin(arena, page, &NOTHING, document, choice);
  uint32_t count = (uint32_t)page->blocks.count;
  html_score(arena, page, JUDGE_ALL_NAMED, &choice->score);
  choice->score.main = page->elements.count ? 0 : PAGE_NONE;
  chooser_find_surroundings(&chooser);
  for (uint32_t i = 0; i < count; i++) choice_add(choice, i, chooser_kind(&chooser, i));
  chooser_find_tables(&chooser);
  find_edges(&chooser);
  chooser_mark_bylines(&chooser);
}
