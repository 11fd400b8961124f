#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "text/text_internal.h"

static inline bool is_common_han(uint32_t c) {
  return c - 0x4E00 < 0x5200;
}

/* Whether the character is the same in NFC whatever stands around it, by ranges wide enough for nearly all text
   (from DerivedNormalizationProps: NFC_Quick_Check=Yes and canonical combining class 0 and never the second of a pair).
 */
static inline bool always_normal(uint32_t c) {
  if (c < 0x300) return true;
  if (is_common_han(c)) return true;
  if (c >= 0x2010 && c <= 0x2027) return true;
  if (c >= 0x3000 && c <= 0x3098) return c < 0x302A || c > 0x302F;
  if (c >= 0x309B && c <= 0x33FF) return true;
  if (c >= 0xFF01 && c <= 0xFF60) return true;
  if (c >= 0x3400 && c <= 0x4DBF) return true;
  if (c >= 0x400 && c <= 0x45F) return true;
  if (c >= 0x2030 && c <= 0x2125) return true;
  if (c >= 0x2150 && c <= 0x22FF) return true;
  if (c >= 0x2460 && c <= 0x2ABF) return true;
  if (c >= 0xAC00 && c <= 0xD7A3) return true;
  return c >= 0x20000 && c <= 0x2F7FF;
}

typedef struct {
  Text *text;
  Arena *arena;
  struct {
    VECTOR(uint32_t);
  } points;
  const Document *document;
  uint32_t next_boundary; /* of its blocks: begins are even, ends odd */
  size_t next_at;         /* where that boundary lies; SIZE_MAX: there is none */
  bool composed;          /* the text is not the document's any more */
} Normalizer;

/* From the current code point on, the text follows the document's from byte `at` on. */
static void begin_run(Normalizer *normalizer, size_t at) {
  VECTOR_PUSH(normalizer->arena, &normalizer->text->runs, ((TextRun){normalizer->points.count, (uint32_t)at}));
}

/* Blocks become paragraphs: their boundaries at or before byte `at` stand at the current code point. */
static void note_boundaries(Normalizer *normalizer, size_t at) {
  const Document *document = normalizer->document;
  for (; normalizer->next_boundary / 2 < document->blocks.count; normalizer->next_boundary++) {
    const Block *block = &document->blocks.data[normalizer->next_boundary / 2];
    bool begins = normalizer->next_boundary % 2 == 0;
    normalizer->next_at = begins ? block->begin : block->end;
    if (normalizer->next_at > at) return;
    Text *text = normalizer->text;
    if (begins) {
      VECTOR_PUSH(normalizer->arena, &text->paragraphs,
                  ((Paragraph){.begin = normalizer->points.count, .kind = block->kind}));
    } else {
      text->paragraphs.data[text->paragraphs.count - 1].end = normalizer->points.count;
    }
  }
  normalizer->next_at = SIZE_MAX;
}

/* Whether what stands before a character cannot change it, nor be changed by it: all that compose with what is before
   them are combining marks, or vowels and finals of hangul. */
static bool begins_segment(uint32_t c) {
  const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
  bool mark = property->category >= UTF8PROC_CATEGORY_MN && property->category <= UTF8PROC_CATEGORY_ME;
  return property->combining_class == 0 && !mark && (c < 0x1160 || c > 0x11FF);
}

/* Longer segments are cut, as in the Stream-Safe Text Format (UAX #15, section 13): nothing that is written has so many
   marks, and putting them in order takes time that grows with the square. */
enum { LONGEST_SEGMENT = 32, LONGEST_DECOMPOSITION = 4 };

/* Composes a segment; where that changes it, all that comes of it leads back to its first byte. */
static void compose_segment(Normalizer *normalizer, size_t from, size_t to) {
  const char *data = normalizer->document->text.data;
  utf8proc_int32_t points[LONGEST_SEGMENT * LONGEST_DECOMPOSITION];
  enum { ROOM = sizeof points / sizeof points[0] };
  utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)data + from, (utf8proc_ssize_t)(to - from),
                                              points, ROOM, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  if (count > 0 && count <= ROOM) count = utf8proc_normalize_utf32(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  bool same = count >= 0 && count <= ROOM;
  size_t at = from;
  unsigned width;
  for (utf8proc_ssize_t i = 0; i < count && same; i++, at += width) {
    same = at < to && utf8_decode(data + at, &width) == (uint32_t)points[i];
  }
  same = same && at == to;
  if (!same) normalizer->composed = true;
  for (utf8proc_ssize_t i = 0; i < count && i < ROOM; i++) {
    if (!same) begin_run(normalizer, from);
    VECTOR_PUSH(normalizer->arena, &normalizer->points, (uint32_t)points[i]);
  }
  if (!same) begin_run(normalizer, to);
}

/* Composes the stretch [from, to), which begins with the last normal character before a combining one. */
static void compose(Normalizer *normalizer, size_t from, size_t to) {
  const char *data = normalizer->document->text.data;
  unsigned width;
  for (size_t begin = from, end; begin < to; begin = end) {
    unsigned length = 0;
    end = begin;
    do {
      utf8_decode(data + end, &width);
      end += width;
    } while (end < to && ++length < LONGEST_SEGMENT && !begins_segment(utf8_decode(data + end, &width)));
    compose_segment(normalizer, begin, end);
  }
}

/* Takes common Chinese characters from byte `at` on, up to `end`; returns where the first other character stands. */
static size_t collect_han(Normalizer *normalizer, size_t at, size_t end) {
  const char *data = normalizer->document->text.data;
  uint32_t *points = normalizer->points.data, count = normalizer->points.count, room = normalizer->points.capacity;
  unsigned width;
  while (end - at >= 3 && count < room && utf8_is_plain_triple(data + at)) {
    uint32_t point = utf8_decode(data + at, &width);
    if (!is_common_han(point)) break;
    points[count++] = point;
    at += 3;
  }
  normalizer->points.count = count;
  return at;
}

static void collect_points(Normalizer *normalizer) {
  Slice source = normalizer->document->text;
  size_t normal_at = 0; /* byte of the last character that began a stretch */
  size_t room = utf8_length(source) + 16;
  unsigned width;
  VECTOR_RESERVE(normalizer->arena, &normalizer->points, room);
  begin_run(normalizer, 0);
  for (size_t at = 0; at < source.length; at += width) {
    size_t limit = normalizer->next_at < source.length ? normalizer->next_at : source.length;
    size_t behind = at < limit ? collect_han(normalizer, at, limit) : at;
    if (behind > at) {
      normal_at = behind - 3;
      width = 0;
      at = behind;
      continue;
    }
    uint32_t point = utf8_decode(source.data + at, &width);
    if (at >= normalizer->next_at) note_boundaries(normalizer, at);
    if (always_normal(point)) {
      normal_at = at;
      VECTOR_PUSH(normalizer->arena, &normalizer->points, point);
      continue;
    }
    size_t end = at + width;
    unsigned step;
    while (end < source.length && !always_normal(utf8_decode(source.data + end, &step))) end += step;
    if (normal_at < at && normalizer->points.count) normalizer->points.count--; /* may compose with what follows it */
    compose(normalizer, normal_at < at ? normal_at : at, end);
    normal_at = end;
    width = (unsigned)(end - at);
  }
  note_boundaries(normalizer, source.length);
}

static bool is_digit(const Normalizer *normalizer, uint32_t at) {
  return at < normalizer->points.count && normalizer->points.data[at] >= '0' && normalizer->points.data[at] <= '9';
}

/* The comma of 1,200 and the colon of 9:30 part no clauses. */
static bool joins_digits(const Normalizer *normalizer, uint32_t at) {
  if (!at || !is_digit(normalizer, at - 1) || !is_digit(normalizer, at + 1)) return false;
  if (normalizer->points.data[at] == ':') return true;
  return is_digit(normalizer, at + 2) && is_digit(normalizer, at + 3) && !is_digit(normalizer, at + 4);
}

void text_normalize(Text *text, const Document *document, Arena *arena) {
  Normalizer normalizer = {.text = text, .arena = arena, .document = document};
  collect_points(&normalizer);
  uint32_t length = normalizer.points.count;
  uint32_t *bytes = arena_alloc(arena, (length + 1) * sizeof *bytes);
  uint8_t *characters = arena_alloc(arena, length + 1);
  size_t total = 0;
  for (uint32_t i = 0; i < length; i++) {
    uint32_t point = normalizer.points.data[i];
    bytes[i] = (uint32_t)total;
    if (is_common_han(point)) {
      total += 3;
      characters[i] = CHARACTER_HAN;
      continue;
    }
    total += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    characters[i] = character_flags(point);
    bool dash = point == 0x2014 && i && normalizer.points.data[i - 1] == 0x2014; /* —— parts clauses, — joins words */
    if (dash) characters[i] = characters[i - 1] = CHARACTER_CLAUSE;
    if ((point == ',' || point == ':') && joins_digits(&normalizer, i)) characters[i] = CHARACTER_PUNCTUATION;
  }
  bytes[length] = (uint32_t)total;
  characters[length] = CHARACTER_SPACE;
  if (!normalizer.composed) {
    text->utf8 = document->text;
  } else {
    char *utf8 = arena_alloc(arena, total + 1);
    for (uint32_t i = 0; i < length; i++) utf8_encode(normalizer.points.data[i], utf8 + bytes[i]);
    utf8[total] = 0;
    text->utf8 = (Slice){utf8, total};
  }
  text->points = text->matched = normalizer.points.data;
  text->bytes = bytes;
  text->characters = characters;
  text->length = length;
}

uint64_t text_source_offset(const Text *text, uint32_t position) {
  uint32_t low = 0, high = text->runs.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->runs.data[middle].begin <= position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const TextRun *run = &text->runs.data[low ? low - 1 : 0];
  return document_source_offset(text->document, run->byte + (text->bytes[position] - text->bytes[run->begin]));
}
