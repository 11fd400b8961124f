#include "link/terms.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "lexicon/alphabet.h"
#include "text/text.h"

enum { MIDDLE_DOT = 0xB7, SHORTEST_WORD = 3, STEM = 6 };

Slice link_fold(Arena *arena, Slice name) {
  char *folded = arena_alloc(arena, name.length * 2 + 8); /* the longest growth of a code point's folding is 2 to 3 */
  size_t length = 0;
  bool space = false;
  unsigned width;
  for (size_t at = 0; at < name.length; at += width) {
    uint32_t c = alphabet_fold(utf8_decode(name.data + at, &width));
    if (c == ' ' || c == '\r') {
      space = length > 0;
    } else if (c != MIDDLE_DOT) {
      if (space) folded[length++] = ' ';
      space = false;
      length += utf8_encode(c, folded + length);
    }
  }
  return (Slice){folded, length};
}

static uint32_t narrow(uint64_t hash) {
  return (uint32_t)(hash ^ hash >> 32);
}

uint32_t link_name_term(Slice folded) {
  return narrow(slice_hash(folded) * UINT64_C(0x9E3779B97F4A7C15));
}

static bool is_common(Slice word) {
  static const char *const COMMON[] = {"the", "and", "for", "was", "with",  "from",  "that", "who",  "his",
                                       "her", "are", "its", "has", "which", "their", "this", "were", "been"};
  for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++) {
    if (slice_is(word, COMMON[i])) return true;
  }
  return false;
}

static void add_word(Arena *arena, TermHashes *terms, const char *word, size_t length, size_t letters) {
  if (letters < SHORTEST_WORD || is_common((Slice){word, length})) return;
  if (letters > SHORTEST_WORD && word[length - 1] == 's') length--, letters--;
  size_t end = 0;
  for (size_t i = 0; i < STEM && end < length; i++) end += utf8_width((unsigned char)word[end]);
  VECTOR_PUSH(arena, terms, narrow(slice_hash((Slice){word, end})));
}

void link_terms(Arena *arena, Slice text, TermHashes *terms) {
  char word[4 * 64];
  size_t length = 0, letters = 0;
  uint32_t before = 0; /* a Han character */
  unsigned width;
  for (size_t at = 0; at < text.length; at += width) {
    uint32_t c = alphabet_fold(utf8_decode(text.data + at, &width));
    uint8_t flags = character_flags(c);
    if (flags & CHARACTER_HAN && before) {
      char pair[8];
      size_t first = utf8_encode(before, pair);
      VECTOR_PUSH(arena, terms, narrow(slice_hash((Slice){pair, first + utf8_encode(c, pair + first)})));
    }
    before = flags & CHARACTER_HAN ? c : 0;
    if (flags & (CHARACTER_LETTER | CHARACTER_DIGIT)) {
      if (length + 4 <= sizeof word) length += utf8_encode(c, word + length);
      letters++;
    } else {
      add_word(arena, terms, word, length, letters);
      length = letters = 0;
    }
  }
  add_word(arena, terms, word, length, letters);
}

static int by_hash(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

void link_sort_terms(TermHashes *terms) {
  if (terms->count > 1) qsort(terms->data, terms->count, sizeof *terms->data, by_hash);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < terms->count; i++) {
    if (!kept || terms->data[kept - 1] != terms->data[i]) terms->data[kept++] = terms->data[i];
  }
  terms->count = kept;
}

bool link_has_term(const TermHashes *sorted, uint32_t hash) {
  return sorted->count && bsearch(&hash, sorted->data, sorted->count, sizeof hash, by_hash);
}
