#include "match/normalize.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "text/text.h"

static bool is_space(uint32_t point) {
  return character_flags(point) & CHARACTER_SPACE;
}

/* Neither a letter nor a character nor a digit. */
static bool is_edge(uint32_t point) {
  return !(character_flags(point) & (CHARACTER_HAN | CHARACTER_LETTER | CHARACTER_DIGIT));
}

static Slice trimmed(Slice text) {
  unsigned width;
  while (text.length && is_edge(utf8_decode(text.data, &width))) {
    text.data += width;
    text.length -= width;
  }
  while (text.length) {
    size_t last = text.length - 1;
    while (last && ((unsigned char)text.data[last] & 0xC0) == 0x80) last--;
    if (!is_edge(utf8_decode(text.data + last, &width))) break;
    text.length = last;
  }
  return text;
}

/* Every character changed, or left out where `change` gives 0. One character never becomes longer than 4 bytes. */
static Slice mapped(Arena *arena, Slice text, uint32_t (*change)(uint32_t)) {
  char *out = arena_alloc(arena, 4 * text.length + 1);
  size_t length = 0;
  unsigned width;
  for (size_t at = 0; at < text.length; at += width) {
    uint32_t point = change(utf8_decode(text.data + at, &width));
    if (point) length += (size_t)utf8proc_encode_char((utf8proc_int32_t)point, (utf8proc_uint8_t *)out + length);
  }
  return (Slice){out, length};
}

static uint32_t to_upper(uint32_t point) {
  return (uint32_t)utf8proc_toupper((utf8proc_int32_t)point);
}

static uint32_t to_lower(uint32_t point) {
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
}

static uint32_t without_space(uint32_t point) {
  return is_space(point) ? 0 : point;
}

bool normalize_text(Normalizer normalizer, Arena *arena, Slice *text) {
  switch (normalizer) {
    case NORMALIZE_UPPER:
      *text = mapped(arena, *text, to_upper);
      break;
    case NORMALIZE_LOWER:
      *text = mapped(arena, *text, to_lower);
      break;
    case NORMALIZE_TRIM:
      *text = trimmed(*text);
      break;
    case NORMALIZE_COMPACT:
      *text = mapped(arena, *text, without_space);
      break;
    default:
      break;
  }
  return text->length != 0;
}
