#include "text/text_internal.h"

/* Kinds of marks that may close one another: pages mix “ ” with " and ” with “. */
typedef enum {
  GROUP_NONE,
  GROUP_DOUBLE,
  GROUP_SINGLE,
  GROUP_CORNER,
  GROUP_WHITE_CORNER,
  GROUP_BOOK,
  GROUP_BOOK_SINGLE,
  GROUP_GUILLEMET
} Group;
typedef enum { SIDE_OPEN, SIDE_CLOSE, SIDE_EITHER } Side;

typedef struct {
  Group group;
  Side side;
} Mark;

static Mark mark_of(uint32_t point) {
  switch (point) {
    case '"':
    case 0xFF02: /* ＂ */
      return (Mark){GROUP_DOUBLE, SIDE_EITHER};
    case 0x201C: /* “ */
    case 0x201E: /* „ */
    case 0x301D: /* 〝 */
      return (Mark){GROUP_DOUBLE, SIDE_OPEN};
    case 0x201D: /* ” */
    case 0x301E: /* 〞 */
      return (Mark){GROUP_DOUBLE, SIDE_CLOSE};
    case 0x2018: /* ‘ */
      return (Mark){GROUP_SINGLE, SIDE_OPEN};
    case 0x2019: /* ’ */
      return (Mark){GROUP_SINGLE, SIDE_CLOSE};
    case 0x300C: /* 「 */
    case 0xFE41:
    case 0xFF62:
      return (Mark){GROUP_CORNER, SIDE_OPEN};
    case 0x300D: /* 」 */
    case 0xFE42:
    case 0xFF63:
      return (Mark){GROUP_CORNER, SIDE_CLOSE};
    case 0x300E: /* 『 */
      return (Mark){GROUP_WHITE_CORNER, SIDE_OPEN};
    case 0x300F: /* 』 */
      return (Mark){GROUP_WHITE_CORNER, SIDE_CLOSE};
    case 0x300A: /* 《 */
      return (Mark){GROUP_BOOK, SIDE_OPEN};
    case 0x300B: /* 》 */
      return (Mark){GROUP_BOOK, SIDE_CLOSE};
    case 0x3008: /* 〈 */
      return (Mark){GROUP_BOOK_SINGLE, SIDE_OPEN};
    case 0x3009: /* 〉 */
      return (Mark){GROUP_BOOK_SINGLE, SIDE_CLOSE};
    case 0xAB:
      return (Mark){GROUP_GUILLEMET, SIDE_OPEN};
    case 0xBB:
      return (Mark){GROUP_GUILLEMET, SIDE_CLOSE};
    default:
      return (Mark){GROUP_NONE, SIDE_EITHER};
  }
}

enum { DEEPEST = 8 };

typedef struct {
  uint32_t quote; /* index in text->quotes */
  Group group;
} Open;

typedef struct {
  Text *text;
  Arena *arena;
  uint32_t paragraph_begin, paragraph_end;
  Open open[DEEPEST];
  uint32_t depth;
} Pairing;

static bool is_flag(const Text *text, uint32_t position, uint8_t flags) {
  return position < text->length && (text->characters[position] & flags) != 0;
}

static void open_quote(Pairing *pairing, uint32_t at, Group group) {
  if (pairing->depth == DEEPEST) return;
  pairing->open[pairing->depth] = (Open){pairing->text->quotes.count, group};
  Quote quote = {.begin = at + 1, .end = at + 1, .sentence = UINT32_MAX, .depth = pairing->depth, .unclosed = true};
  quote.book = group == GROUP_BOOK || group == GROUP_BOOK_SINGLE;
  pairing->depth++;
  VECTOR_PUSH(pairing->arena, &pairing->text->quotes, quote);
}

/* Closes the innermost open quotation of the group; what stands open inside it had no end and is dropped later. */
static bool close_quote(Pairing *pairing, uint32_t at, Group group) {
  for (uint32_t i = pairing->depth; i-- > 0;) {
    if (pairing->open[i].group != group) continue;
    Quote *quote = &pairing->text->quotes.data[pairing->open[i].quote];
    quote->end = at;
    quote->unclosed = false;
    pairing->depth = i;
    return true;
  }
  return false;
}

static bool is_open(const Pairing *pairing, Group group) {
  for (uint32_t i = 0; i < pairing->depth; i++) {
    if (pairing->open[i].group == group) return true;
  }
  return false;
}

/* A letter or digit on both sides: an apostrophe (it’s), no quotation mark. */
static bool is_apostrophe(const Pairing *pairing, uint32_t at) {
  const uint8_t word = CHARACTER_LETTER | CHARACTER_DIGIT;
  return at > pairing->paragraph_begin && is_flag(pairing->text, at - 1, word) &&
         (is_flag(pairing->text, at + 1, word) || !is_open(pairing, GROUP_SINGLE));
}

static void take_mark(Pairing *pairing, uint32_t at, Mark mark) {
  const Text *text = pairing->text;
  if (mark.group == GROUP_SINGLE && mark.side == SIDE_CLOSE && is_apostrophe(pairing, at)) return;
  bool opened = is_open(pairing, mark.group);
  bool closes = mark.side == SIDE_CLOSE || (mark.side == SIDE_EITHER && opened);
  if (mark.side == SIDE_OPEN && opened && mark.group == GROUP_DOUBLE) {
    /* “ where ” was meant: what follows cannot begin a quotation */
    const uint8_t after = CHARACTER_SPACE | CHARACTER_CLAUSE | CHARACTER_END;
    closes = at + 1 == pairing->paragraph_end || is_flag(text, at + 1, after);
  }
  if (closes && close_quote(pairing, at, mark.group)) return;
  if (!closes || mark.group == GROUP_DOUBLE) open_quote(pairing, at, mark.group); /* a stray ” may begin one: ”…” */
}

/* What is still open at the end of a paragraph goes on in the next one if it began with the paragraph; else the mark
   was a mistake. */
static void end_paragraph(Pairing *pairing) {
  Text *text = pairing->text;
  for (uint32_t i = 0; i < pairing->depth; i++) {
    Quote *quote = &text->quotes.data[pairing->open[i].quote];
    uint32_t at = pairing->paragraph_begin;
    while (at + 1 < quote->begin && is_flag(text, at, CHARACTER_SPACE)) at++;
    if (i == 0 && at + 1 == quote->begin && !quote->book) quote->end = pairing->paragraph_end;
  }
  pairing->depth = 0;
}

static void drop_empty(Text *text) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < text->quotes.count; i++) {
    const Quote *quote = &text->quotes.data[i];
    if (quote->end > quote->begin) text->quotes.data[kept++] = *quote;
  }
  text->quotes.count = kept;
}

void text_find_quotes(Text *text, Arena *arena) {
  for (uint32_t p = 0; p < text->paragraphs.count; p++) {
    Pairing pairing = {.text = text,
                       .arena = arena,
                       .paragraph_begin = text->paragraphs.data[p].begin,
                       .paragraph_end = text->paragraphs.data[p].end};
    for (uint32_t at = pairing.paragraph_begin; at < pairing.paragraph_end; at++) {
      if (!(text->characters[at] & CHARACTER_PUNCTUATION)) continue;
      Mark mark = mark_of(text->points[at]);
      if (mark.group != GROUP_NONE) take_mark(&pairing, at, mark);
    }
    end_paragraph(&pairing);
  }
  drop_empty(text);
}
