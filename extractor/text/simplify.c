#include "base/utf8.h"
#include "text/text.h"

/* How much of a text is looked at, in code points; and of its Chinese characters, one in how many must have another
   simplified form. It is one in three in traditional text; in simplified text less than one in a hundred (乾, 於,
   quoted names). */
enum { ENOUGH = 4096, ONE_IN = 10 };

static bool looks_traditional(const Text *text, const CharacterMap *map) {
  uint32_t length = text->length < ENOUGH ? text->length : ENOUGH, han = 0, traditional = 0;
  for (uint32_t i = 0; i < length; i++) {
    if (!(text->characters[i] & CHARACTER_HAN)) continue;
    han++;
    traditional += character_simplified(map, text->points[i]) != text->points[i];
  }
  return traditional * ONE_IN > han;
}

void text_simplify(Text *text, const CharacterMap *map, Arena *arena) {
  if (!slice_is(text->document->language, "zh-hant") && !looks_traditional(text, map)) return;
  uint32_t *matched = arena_alloc(arena, (text->length + 1) * sizeof *matched);
  for (uint32_t i = 0; i < text->length; i++) matched[i] = character_simplified(map, text->points[i]);
  text->matched = matched;
  text->simplified = map;
}

Slice text_as_matched(const Text *text, Arena *arena, Slice piece) {
  return character_map_simplify(text->simplified, arena, piece);
}

bool text_matches(const Text *text, Slice a, Slice b) {
  if (!text->simplified) return slice_equal(a, b);
  size_t at = 0, other = 0;
  unsigned width;
  while (at < a.length && other < b.length) {
    uint32_t point = character_simplified(text->simplified, utf8_decode(a.data + at, &width));
    at += width;
    if (point != character_simplified(text->simplified, utf8_decode(b.data + other, &width))) return false;
    other += width;
  }
  return at == a.length && other == b.length;
}
