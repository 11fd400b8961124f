#include "input/html_collect.h"

#include "base/utf8.h"
#include "input/byline.h"
#include "input/html_elements.h"

/* Shorter lines are not cut off at the right margin by who ends every line with <br>; they are lines of their own. */
enum { WRAPPED_COLUMNS = 44 };

/* What a byte may begin. */
enum {
  PLAIN,     /* one column */
  BLANK,     /* white space */
  STOP,      /* one column, sentence punctuation */
  SECOND,    /* a further byte of a character */
  NARROW,    /* two bytes, one column */
  NARROW_C2, /* two bytes; may be U+00A0 or U+00AD */
  WIDE,      /* three or four bytes, two columns */
  WIDE_E2,   /* three bytes; may be a space or invisible */
  WIDE_E3,   /* three bytes; may be U+3000 or a full stop */
  WIDE_EF,   /* three bytes; may be punctuation or U+FEFF */
};

static const uint8_t KINDS[256] = {['\t'] = BLANK,
                                   ['\n'] = BLANK,
                                   ['\v'] = BLANK,
                                   ['\f'] = BLANK,
                                   ['\r'] = BLANK,
                                   [' '] = BLANK,
                                   [','] = STOP,
                                   ['.'] = STOP,
                                   [';'] = STOP,
                                   ['!'] = STOP,
                                   ['?'] = STOP,
                                   [0x80 ... 0xBF] = SECOND,
                                   [0xC0 ... 0xC1] = NARROW,
                                   [0xC2] = NARROW_C2,
                                   [0xC3 ... 0xDF] = NARROW,
                                   [0xE0 ... 0xE1] = WIDE,
                                   [0xE2] = WIDE_E2,
                                   [0xE3] = WIDE_E3,
                                   [0xE4 ... 0xEE] = WIDE,
                                   [0xEF] = WIDE_EF,
                                   [0xF0 ... 0xFF] = WIDE};

/* What the characters 0x80 to 0x9F mean in pages: those of windows-1252 (HTML standard, section 13.2.5.80). */
static const uint16_t WINDOWS_1252[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                          0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                          0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

typedef struct {
  enum { VISIBLE, SPACE, WIDE_SPACE, INVISIBLE, PUNCTUATION } meaning;
  unsigned width;
} Character;

/* The character at `at`, which KINDS marks as special. */
static Character special(const char *at, const char *end, uint8_t kind) {
  const unsigned char *b = (const unsigned char *)at;
  if (end - at < 2) return (Character){VISIBLE, 1};
  if (kind == NARROW_C2) {
    return (Character){b[1] == 0xA0 ? SPACE : b[1] == 0xAD ? INVISIBLE : VISIBLE, 2};
  }
  if (end - at < 3) return (Character){VISIBLE, 1};
  unsigned low = (unsigned)b[1] << 8 | b[2];
  switch (kind) {
    case WIDE_E2: /* U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F; U+200B, U+2060 */
      if ((low >= 0x8080 && low <= 0x808A) || low == 0x80A8 || low == 0x80A9 || low == 0x80AF || low == 0x819F) {
        return (Character){SPACE, 3};
      }
      return (Character){low == 0x808B || low == 0x81A0 ? INVISIBLE : VISIBLE, 3};
    case WIDE_E3:
      return (Character){low == 0x8080 ? WIDE_SPACE : low == 0x8082 ? PUNCTUATION : VISIBLE, 3};
    default: /* U+FEFF; ！，；？ */
      if (low == 0xBBBF) return (Character){INVISIBLE, 3};
      return (Character){low == 0xBC81 || low == 0xBC8C || low == 0xBC9B || low == 0xBC9F ? PUNCTUATION : VISIBLE, 3};
  }
}

static void add_bytes(HtmlPage *page, const char *bytes, size_t length) {
  if (!PAGE_RESERVE(page, &page->text, length)) return;
  memcpy(page->text.data + page->text.count, bytes, length);
  page->text.count += length;
}

/* From here on text stands at byte `source` of the page, `width` bytes for every `source_width`. */
static void add_run(HtmlPage *page, size_t source, unsigned width, unsigned source_width) {
  size_t begin = page->text.count;
  if (page->runs.count) {
    const OriginRun *last = &page->runs.data[page->runs.count - 1];
    if (width == 1 && last->width == 1 && last->source_width == 1 && last->source + (begin - last->begin) == source)
      return;
  }
  if (page->runs.count && page->runs.data[page->runs.count - 1].begin == begin) page->runs.count--; /* it is empty */
  if (!PAGE_RESERVE(page, &page->runs, 1)) return;
  page->runs.data[page->runs.count++] = (OriginRun){(uint32_t)begin, (uint8_t)width, (uint8_t)source_width, source};
}

/* The line that grows: from the last line break of the block on. */
static Slice last_line(const HtmlPage *page) {
  const char *begin = page->text.data + page->block.begin, *end = page->text.data + page->text.count;
  const char *newline = memrchr(begin, '\n', (size_t)(end - begin));
  return slice_between(newline ? newline + 1 : begin, end);
}

/* Ideographs and full-width forms, between which a line of the source ends without a space being meant. */
static bool is_ideographic(const char *at) {
  unsigned char c = (unsigned char)*at;
  return (c >= 0xE3 && c <= 0xE9) || c == 0xEF;
}

/* Writes what the white space before `next` comes to. */
static void fill_gap(HtmlPage *page, const char *next) {
  if (page->gap == GAP_NONE) return;
  if (page->gap == GAP_BREAK && page->text.count > page->block.begin) {
    Slice line = last_line(page);
    bool short_line = !page->preformatted && utf8_columns(line) < WRAPPED_COLUMNS;
    if (page->gap_indented || short_line || line_ends_sentence(line)) {
      html_collect_end(page);
    } else {
      add_bytes(page, "\n", 1);
    }
  } else if (page->text.count > page->block.begin) {
    bool joined = page->text.count - page->block.begin >= 3 && is_ideographic(next) &&
                  is_ideographic(page->text.data + page->text.count - 3);
    if (page->gap != GAP_WRAP || !joined) {
      add_bytes(page, " ", 1);
      page->block.columns++;
    }
  }
  page->gap = GAP_NONE;
  page->gap_indented = false;
}

static void note_space(HtmlPage *page, char c, bool wide) {
  bool newline = c == '\n' || c == '\r';
  if (newline && page->preformatted) {
    html_collect_break(page);
  } else if (page->gap == GAP_BREAK) {
    page->gap_indented = page->gap_indented || wide;
  } else if (newline && page->gap != GAP_SPACE) {
    page->gap = GAP_WRAP;
  } else if (!newline && page->gap == GAP_NONE) {
    page->gap = GAP_SPACE;
  }
}

/* Words of two elements side by side, which only style sheets keep apart: "the mill.</span><span>Credit". */
static void fill_joint(HtmlPage *page, char next) {
  bool joined = page->joint == JOINT_OPENED && page->gap == GAP_NONE && page->text.count > page->block.begin;
  page->joint = JOINT_NONE;
  if (!joined) return;
  char before = page->text.data[page->text.count - 1];
  bool lower = before >= 'a' && before <= 'z', ends = before == '.' || before == ')' || before == '!' || before == '?';
  bool upper = next >= 'A' && next <= 'Z', digit = next >= '0' && next <= '9';
  if (!((upper && (lower || ends)) || (digit && lower))) return;
  add_bytes(page, " ", 1);
  page->block.columns++;
}

/* Text without white space. `source` is its place in the page, or SIZE_MAX if add_run has been called for it. */
static void add_visible(HtmlPage *page, const char *begin, const char *end, size_t source, uint32_t columns,
                        uint32_t stops) {
  fill_joint(page, *begin);
  fill_gap(page, begin);
  if (source != SIZE_MAX) add_run(page, source, 1, 1);
  add_bytes(page, begin, (size_t)(end - begin));
  page->block.columns += columns;
  page->block.stops += stops;
  if (page->links) page->block.link_columns += columns;
  if (page->outward_links) page->block.leads_out = true;
  if (page->bold) page->block.bold_columns += columns;
}

/* Goes over `text`, of which byte `text` stands at `source` in the page (SIZE_MAX: not traced). */
static void collapse(HtmlPage *page, const char *text, const char *end, size_t source) {
  const char *at = text, *visible = text; /* [visible, at) is to be written */
  uint32_t columns = 0, stops = 0;
  while (at < end) {
    uint8_t kind = KINDS[(unsigned char)*at];
    Character character = {kind == BLANK ? SPACE : kind == STOP ? PUNCTUATION : VISIBLE, 1};
    if (kind == NARROW_C2 || kind > WIDE) character = special(at, end, kind);
    if (character.meaning == VISIBLE || character.meaning == PUNCTUATION) {
      columns += kind == SECOND ? 0 : kind >= WIDE ? 2 : 1;
      stops += character.meaning == PUNCTUATION;
      at += character.width;
      continue;
    }
    if (at > visible) {
      add_visible(page, visible, at, source == SIZE_MAX ? source : source + (size_t)(visible - text), columns, stops);
    }
    columns = stops = 0;
    if (character.meaning != INVISIBLE) note_space(page, *at, character.meaning == WIDE_SPACE);
    at += character.width;
    visible = at;
  }
  if (at > visible) {
    add_visible(page, visible, at, source == SIZE_MAX ? source : source + (size_t)(visible - text), columns, stops);
  }
}

/* Where `text` stands in the page: the parser's position is behind it or, when its buffer is full, behind all of it but
   the last character. SIZE_MAX if it does not stand there as it is. */
static size_t place_of(const HtmlPage *page, const char *text, size_t length, size_t position) {
  if (position > page->html.count) position = page->html.count;
  if (position >= length && memcmp(page->html.data + position - length, text, length) == 0) return position - length;
  size_t last = 1;
  while (last < length && ((unsigned char)text[length - last] & 0xC0) == 0x80) last++;
  position += last;
  if (position >= length && position <= page->html.count &&
      memcmp(page->html.data + position - length, text, length) == 0) {
    return position - length;
  }
  return SIZE_MAX;
}

/* A character reference such as &nbsp;, which ends before `position`. */
static void collect_reference(HtmlPage *page, const char *text, size_t length, size_t position) {
  enum { LONGEST = 64 };
  size_t begin = position < page->html.count ? position : page->html.count, end = begin;
  while (begin > 0 && end - begin < LONGEST && page->html.data[begin] != '&') begin--;
  char mapped[4];
  if (length == 2 && (unsigned char)text[0] == 0xC2 && (unsigned char)text[1] < 0xA0) {
    length = utf8_encode(WINDOWS_1252[(unsigned char)text[1] & 31], mapped);
    text = mapped;
  }
  uint8_t kind = KINDS[(unsigned char)*text];
  bool is_special = kind == NARROW_C2 || kind > WIDE;
  unsigned meaning = is_special ? special(text, text + length, kind).meaning : kind == BLANK ? SPACE : VISIBLE;
  if (meaning == VISIBLE || meaning == PUNCTUATION) {
    fill_gap(page, text);
    add_run(page, begin, (unsigned)length, end > begin ? (unsigned)(end - begin) : 1);
  }
  collapse(page, text, text + length, SIZE_MAX);
}

void html_collect(HtmlPage *page, const char *text, size_t length, size_t position) {
  size_t source = place_of(page, text, length, position);
  bool character = length == utf8_width((unsigned char)*text); /* and not what a stray line break changed */
  if (source == SIZE_MAX && character) {
    collect_reference(page, text, length, position);
    return;
  }
  if (source == SIZE_MAX) add_run(page, position >= length ? position - length : 0, 1, 1);
  collapse(page, text, text + length, source);
}

void html_collect_break(HtmlPage *page) {
  if (page->gap == GAP_BREAK) {
    html_collect_end(page);
    page->gap = GAP_BREAK;
    return;
  }
  page->gap = GAP_BREAK;
  page->gap_indented = false;
}

void html_collect_end(HtmlPage *page) {
  page->gap = GAP_NONE;
  page->gap_indented = false;
  page->block.end = (uint32_t)page->text.count;
  if (page->block.end > page->block.begin) {
    html_elements_settle(page);
    page->block.element = page->innermost;
    page->block.level = (uint8_t)page->level;
    if (PAGE_RESERVE(page, &page->blocks, 1)) page->blocks.data[page->blocks.count++] = page->block;
  }
  page->block = (PageBlock){.begin = (uint32_t)page->text.count};
}
