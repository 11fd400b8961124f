#include "input/plain.h"

#include "base/utf8.h"
#include "input/byline.h"

/* A line without the white space at its ends. */
typedef struct {
  uint32_t begin, end;
  uint32_t columns;
  uint16_t indent;   /* white space before it, bytes (65535 for more) */
  bool after_blank;  /* a blank line or the beginning of the text stands before it */
  bool before_blank; /* a blank line or the end of the text stands behind it */
} Line;

typedef struct {
  VECTOR(Line);
} Lines;

/* Lines first to last - 1 make a block. */
typedef struct {
  uint32_t first, last;
  bool sentence; /* ends like one, or is longer than any heading */
  bool taken;    /* `kind` is settled */
  BlockKind kind;
} Passage;

typedef struct {
  Arena *arena;
  Document *document;
  Lines lines;
  uint32_t width; /* of the longest line, columns */
  bool wrapped;   /* lines are cut at that width */
  struct {
    VECTOR(Passage);
  } passages;
} Plain;

enum {
  TITLE_WIDEST = 110,   /* columns */
  HEADING_WIDEST = 70,  /* inside the text */
  SENTENCE_WIDEST = 90, /* longer lines are sentences even without a full stop */
  WRAP_NARROWEST = 40,
  WRAP_WIDEST = 110
};

static Slice line_text(const Plain *plain, const Line *line) {
  return (Slice){plain->document->text.data + line->begin, line->end - line->begin};
}

/* Near enough to utf8_columns for prose, and many times faster: CJK characters have three bytes and two columns. */
static uint32_t columns_of(Slice text) {
  size_t columns = 0;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    columns += (size_t)((c & 0xC0) != 0x80) + (c >= 0xE2);
  }
  return (uint32_t)columns;
}

static void add_line(Plain *plain, const char *begin, const char *end, bool *blank) {
  const char *text = plain->document->text.data;
  Slice trimmed = line_trim(slice_between(begin, end));
  if (trimmed.length == 0) {
    *blank = true;
    if (plain->lines.count) plain->lines.data[plain->lines.count - 1].before_blank = true;
    return;
  }
  size_t indent = (size_t)(trimmed.data - begin);
  Line line = {.begin = (uint32_t)(trimmed.data - text),
               .end = (uint32_t)(trimmed.data + trimmed.length - text),
               .columns = columns_of(trimmed),
               .indent = (uint16_t)(indent > UINT16_MAX ? UINT16_MAX : indent),
               .after_blank = *blank};
  if (line.columns > plain->width) plain->width = line.columns;
  VECTOR_PUSH(plain->arena, &plain->lines, line);
  *blank = false;
}

static void split_lines(Plain *plain) {
  Slice text = plain->document->text;
  const char *at = text.data, *end = text.data + text.length;
  char newline = text.length && memchr(at, '\n', text.length) ? '\n' : '\r';
  bool blank = true;
  while (at < end) {
    const char *stop = memchr(at, newline, (size_t)(end - at));
    if (!stop) stop = end;
    add_line(plain, at, stop, &blank);
    at = stop + 1;
  }
  if (plain->lines.count) plain->lines.data[plain->lines.count - 1].before_blank = true;
}

static uint32_t first_word_columns(Slice line) {
  size_t end = 0;
  while (end < line.length && line.data[end] != ' ' && end < 60) {
    unsigned char c = (unsigned char)line.data[end];
    end += utf8_width(c);
    if (c >= 0xE2) break; /* between Chinese characters a line can be cut anywhere */
  }
  return columns_of((Slice){line.data, end < line.length ? end : line.length});
}

/* Whoever cuts lines at a width puts a word on the next line only if this one has no room for it. */
static bool was_full(const Plain *plain, const Line *line, uint32_t slack) {
  uint32_t next = first_word_columns(line_text(plain, line + 1));
  return line->columns + 1 + next + slack > plain->width;
}

static bool is_wrapped(const Plain *plain) {
  if (plain->width < WRAP_NARROWEST || plain->width > WRAP_WIDEST) return false;
  size_t pairs = 0, full = 0, sentences = 0;
  for (uint32_t i = 0; i + 1 < plain->lines.count; i++) {
    const Line *line = &plain->lines.data[i];
    if (line->before_blank) continue;
    pairs++;
    full += was_full(plain, line, 4);
    sentences += line_ends_sentence(line_text(plain, line));
  }
  return pairs && full * 10 >= pairs * 7 && sentences * 10 < pairs * 6;
}

static bool begins_entry(Slice line) {
  static const char *const BULLETS[] = {"- ", "* ", "• ", "· ", "– ", "●", "◆", "■", "▪"};
  for (size_t i = 0; i < sizeof BULLETS / sizeof *BULLETS; i++) {
    if (line.length && line.data[0] == BULLETS[i][0] && slice_starts_with(line, slice_of(BULLETS[i]))) return true;
  }
  return false;
}

/* True if line `i` goes on with the sentence of the line before it. */
static bool continues(const Plain *plain, uint32_t i) {
  const Line *line = &plain->lines.data[i], *before = line - 1;
  if (!plain->wrapped || line->after_blank || begins_entry(line_text(plain, line))) return false;
  if (line->indent > before->indent + 1 && !begins_entry(line_text(plain, before))) return false;
  return was_full(plain, before, plain->width / 4);
}

static void find_passages(Plain *plain) {
  for (uint32_t i = 0; i < plain->lines.count;) {
    Passage passage = {.first = i, .kind = BLOCK_PARAGRAPH};
    uint32_t columns = plain->lines.data[i].columns;
    while (++i < plain->lines.count && continues(plain, i)) columns += plain->lines.data[i].columns;
    passage.last = i;
    const Line *end = &plain->lines.data[i - 1];
    passage.sentence = columns > SENTENCE_WIDEST || line_ends_sentence(line_text(plain, end));
    if (begins_entry(line_text(plain, &plain->lines.data[passage.first]))) passage.kind = BLOCK_LIST;
    VECTOR_PUSH(plain->arena, &plain->passages, passage);
  }
}

static Slice passage_text(const Plain *plain, const Passage *passage) {
  const char *text = plain->document->text.data;
  return slice_between(text + plain->lines.data[passage->first].begin, text + plain->lines.data[passage->last - 1].end);
}

/* Bylines, trails and captions. `edge`: before the first sentence of the text or behind the last one. */
static void judge_line(Plain *plain, Passage *passage, bool edge) {
  if (passage->last - passage->first > 1) return;
  Slice line = passage_text(plain, passage);
  if (byline_is_caption(line)) {
    passage->kind = BLOCK_CAPTION;
    passage->taken = true;
    return;
  }
  BylineFields fields;
  LineKind kind = byline_judge(line, &fields);
  if (kind == LINE_TEXT || ((kind == LINE_BYLINE || kind == LINE_TOOLS) && !edge)) return;
  passage->kind = BLOCK_BYLINE;
  passage->taken = true;
  if (edge && kind != LINE_TRAIL) byline_apply(plain->arena, &fields, plain->document);
}

/* Ends as no heading does: mid-sentence, or before what it introduces. */
static bool ends_open(Slice line) {
  static const char *const OPEN[] = {"，", ",", "、", "：", ":", "；", ";"};
  for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
    if (slice_ends_with(line, slice_of(OPEN[i]))) return true;
  }
  return false;
}

static bool has_letters(Slice line) {
  for (size_t i = 0; i < line.length; i++) {
    unsigned char c = (unsigned char)line.data[i];
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xE4 && c <= 0xE9) || (c >= 0xC3 && c <= 0xDF)) {
      return true;
    }
  }
  return false;
}

/* Questions and exclamations can be headings; what ends with a full stop is none. */
static bool may_be_heading(const Plain *plain, const Passage *passage, uint32_t widest) {
  if (passage->taken || passage->kind != BLOCK_PARAGRAPH || passage->last - passage->first > 1) return false;
  Slice line = passage_text(plain, passage);
  if (plain->lines.data[passage->first].columns > widest || ends_open(line) || !has_letters(line)) return false;
  bool question = slice_ends_with(line, SLICE("？")) || slice_ends_with(line, SLICE("！")) ||
                  slice_ends_with(line, SLICE("?")) || slice_ends_with(line, SLICE("!"));
  return question || !line_ends_sentence(line);
}

/* The first line that is no debris, if it is set off from what follows: by a blank line, by a byline, or by being
   short where a long line follows. */
static void find_title(Plain *plain) {
  uint32_t i = 0, count = plain->passages.count;
  while (i < count && plain->passages.data[i].taken) i++;
  if (i + 1 >= count) return;
  Passage *passage = &plain->passages.data[i], *next = passage + 1;
  if (!may_be_heading(plain, passage, TITLE_WIDEST)) return;
  const Line *line = &plain->lines.data[passage->first];
  bool apart = line->before_blank || (next->taken && next->kind == BLOCK_BYLINE);
  uint32_t columns = columns_of(passage_text(plain, next));
  if (!apart && !(next->sentence && line->columns <= HEADING_WIDEST && columns > 2 * line->columns)) return;
  passage->kind = BLOCK_HEADING;
  passage->taken = true;
  if (plain->document->title.length == 0) {
    plain->document->title = arena_copy(plain->arena, passage_text(plain, passage));
  }
}

static void find_headings(Plain *plain) {
  uint32_t count = plain->passages.count;
  bool follows_sentence = false; /* the next passage that is no byline is one */
  for (uint32_t i = count; i-- > 0;) {
    Passage *passage = &plain->passages.data[i];
    bool known = plain->document->title.length && slice_equal(passage_text(plain, passage), plain->document->title);
    if (count > 1 && (known || (follows_sentence && may_be_heading(plain, passage, HEADING_WIDEST)))) {
      if (!passage->taken) passage->kind = BLOCK_HEADING;
      passage->taken = true;
    }
    if (passage->kind != BLOCK_BYLINE && passage->kind != BLOCK_CAPTION) {
      follows_sentence = passage->sentence && passage->kind != BLOCK_HEADING;
    }
  }
}

static void judge_edges(Plain *plain) {
  uint32_t count = plain->passages.count, first = 0, last = count;
  if (count < 2) return; /* one line alone is the text, whatever it looks like */
  for (; first < count; first++) {
    judge_line(plain, &plain->passages.data[first], true);
    if (plain->passages.data[first].sentence && !plain->passages.data[first].taken) break;
  }
  while (last > first && !(plain->passages.data[last - 1].sentence && !plain->passages.data[last - 1].taken)) {
    judge_line(plain, &plain->passages.data[--last], true);
  }
  for (uint32_t i = first; i < last; i++) {
    if (!plain->passages.data[i].sentence) judge_line(plain, &plain->passages.data[i], false);
  }
}

static void write_blocks(const Plain *plain) {
  Document *document = plain->document;
  VECTOR_RESERVE(plain->arena, &document->blocks, plain->passages.count);
  for (uint32_t i = 0; i < plain->passages.count; i++) {
    const Passage *passage = &plain->passages.data[i];
    Block block = {plain->lines.data[passage->first].begin, plain->lines.data[passage->last - 1].end, passage->kind};
    document->blocks.data[document->blocks.count++] = block;
  }
}

void plain_structure(Arena *arena, Document *document) {
  Plain plain = {.arena = arena, .document = document};
  split_lines(&plain);
  plain.wrapped = is_wrapped(&plain);
  find_passages(&plain);
  judge_edges(&plain);
  find_title(&plain);
  find_headings(&plain);
  write_blocks(&plain);
}
