#include "input/html_title.h"

#include "base/utf8.h"
#include "input/byline.h"

enum { WIDEST = 160, NARROWEST = 8 }; /* columns of a title */

/* Before the name of a site in a <title>. */
static const char *const SEPARATORS[] = {" | ", " - ", " – ", " — ", " · ", " :: ", " » ",
                                         "_",   "--",  "——",  "|",   "｜",  "丨"};

static bool is_ideographic(const char *at) {
  return (unsigned char)*at >= 0xE3;
}

/* Without white space of any kind at the ends, as the page says it. */
static Slice page_title(const HtmlPage *page) {
  return line_trim((Slice){page->title.data, page->title.count});
}

/* Compares without white space, which pages put between the characters of their headings. Returns the bytes of `text`
   that are the same as all of `head`, or 0. */
static size_t begins_like(Slice text, Slice head) {
  size_t i = 0, j = 0;
  for (;;) {
    while (i < text.length && (unsigned char)text.data[i] <= ' ') i++;
    while (j < head.length && (unsigned char)head.data[j] <= ' ') j++;
    if (j == head.length) return i;
    if (i == text.length || text.data[i] != head.data[j]) return 0;
    i++, j++;
  }
}

/* "The Courier: heading" */
static bool ends_like(Slice text, Slice head) {
  if (text.length < head.length + 2 || !slice_ends_with(text, head)) return false;
  Slice site = line_trim((Slice){text.data, text.length - head.length});
  return site.length && strchr(":|-_>", site.data[site.length - 1]) && site.length < head.length;
}

/* How well a heading fits what the page calls itself: 3 the same, 2 its beginning or end, 0 not at all. */
static unsigned likeness(const HtmlPage *page, const PageMeta *meta, Slice heading) {
  Slice known[] = {meta->values[FIELD_TITLE], page_title(page)};
  unsigned best = 0;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].length == 0) continue;
    size_t same = begins_like(known[i], heading);
    if (same == known[i].length || begins_like(heading, known[i])) return 3;
    if (same || ends_like(known[i], heading)) best = 2;
  }
  return best;
}

uint32_t html_title_block(const HtmlPage *page, const PageMeta *meta, const PageScore *score, uint32_t first) {
  enum { AHEAD = 2, BEHIND = 200 };
  uint32_t best = PAGE_NONE;
  unsigned best_value = 0;
  uint32_t begin = first > BEHIND ? first - BEHIND : 0;
  for (uint32_t i = begin; i < page->blocks.count && i <= first + AHEAD; i++) {
    const PageBlock *block = &page->blocks.data[i];
    if (block->columns > WIDEST || block->columns < 4 || block->element == PAGE_NONE) continue;
    if (page->elements.data[block->element].hints & HINT_HIDDEN) continue;
    unsigned same =
        block->columns >= NARROWEST || block->level ? likeness(page, meta, html_page_block_text(page, block)) : 0;
    bool is_out = score->elements[block->element].out, heading = block->level == 1 || block->level == 2;
    unsigned value = 0;
    if (same == 2 && is_out && block->level != 1) same = 0; /* the logo, where <title> begins with the site */
    if (same) value = 10 * same + (block->level ? 5u : 0) + (block->level == 1 ? 2u : 0) + !is_out;
    if (!same && heading && !is_out && i <= first) value = block->level == 1 ? 9 : 0;
    if (value < best_value || value == 0) continue;
    if (value == best_value && value > 9) continue; /* of two that fit, the first */
    best_value = value;
    best = i;
  }
  return best;
}

static bool names_site(Slice part) {
  return word_ends(&SITE_ENDINGS, part) != NULL;
}

/* The last separator of the title, and its width. */
static size_t last_separator(Slice title, size_t *width) {
  for (size_t i = title.length; i-- > 1;) {
    Slice rest = slice_between(title.data + i, title.data + title.length);
    for (size_t j = 0; j < sizeof SEPARATORS / sizeof *SEPARATORS; j++) {
      *width = strlen(SEPARATORS[j]);
      if (slice_starts_with(rest, slice_of(SEPARATORS[j]))) return i;
    }
    /* A lone hyphen separates only behind Chinese, and before or behind the name of a site. */
    *width = 1;
    if (rest.data[0] != '-' || i < 3 || !is_ideographic(title.data + i - 3)) continue;
    if (names_site(rest) || names_site((Slice){title.data, i})) return i;
  }
  return SIZE_MAX;
}

static Slice without_site(Slice title, Slice site) {
  size_t width, at;
  while ((at = last_separator(title, &width)) != SIZE_MAX) {
    Slice head = line_trim((Slice){title.data, at});
    Slice tail = line_trim(slice_between(title.data + at + width, title.data + title.length));
    bool is_site = tail.length == 0 || slice_equal(tail, site) || names_site(tail);
    size_t head_columns = utf8_columns(head), tail_columns = utf8_columns(tail);
    if (head_columns < NARROWEST || (!is_site && (tail_columns >= head_columns || tail_columns > 30))) break;
    title = head;
  }
  return title;
}

Slice html_title_text(Arena *arena, const HtmlPage *page, const PageMeta *meta) {
  Slice title = meta->values[FIELD_TITLE];
  if (title.length == 0) title = page_title(page);
  char *out = arena_alloc(arena, title.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < title.length; i++) {
    bool blank = (unsigned char)title.data[i] <= ' ';
    if (blank && length && out[length - 1] == ' ') continue;
    out[length++] = blank ? ' ' : title.data[i];
  }
  return without_site(line_trim((Slice){out, length}), meta->values[FIELD_PUBLISHER]);
}

/* Whether a part of the title names a medium, and not one of its sections. */
static bool is_site(Slice part) {
  enum { SITE_NARROWEST = 6, SITE_WIDEST = 24 };
  size_t columns = utf8_columns(part);
  return columns >= SITE_NARROWEST && columns <= SITE_WIDEST && names_site(part) && !word_ends(&SECTION_ENDINGS, part);
}

Slice html_title_site(const HtmlPage *page) {
  Slice title = page_title(page);
  size_t width, at = last_separator(title, &width);
  if (at == SIZE_MAX) return (Slice){0};
  Slice tail = line_trim(slice_between(title.data + at + width, title.data + title.length));
  if (is_site(tail)) return tail;
  size_t end = 0;
  while (end < title.length && !strchr("-_|:", title.data[end])) end++;
  Slice head = line_trim((Slice){title.data, end});
  return end < title.length && is_site(head) ? head : (Slice){0};
}
