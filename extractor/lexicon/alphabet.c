#include "lexicon/alphabet.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Variants that fold to one form besides case and width. Pairs, ordered by the first. */
static const uint16_t VARIANTS[][2] = {
    {0x2013, 0x2014}, /* – */
    {0x2015, 0x2014}, /* ― */
    {0x2018, 0x27},   /* ‘ */
    {0x2019, 0x27},   /* ’ */
    {0x201C, 0x22},   /* “ */
    {0x201D, 0x22},   /* ” */
    {0x2022, 0xB7},   /* • */
    {0x2024, 0xB7},   /* ․ */
    {0x2027, 0xB7},   /* ‧ */
    {0x22C5, 0xB7},   /* ⋅ */
    {0x2500, 0x2014}, /* ─ */
    {0x3000, 0x20},   /* ideographic space */
    {0x30FB, 0xB7},   /* ・ */
    {0xFE30, 0x3A},   /* ︰ */
    {0xFF65, 0xB7},   /* ･ */
    {0xFF61, 0x3002}, /* ｡ */
    {0xFF64, 0x3001}, /* ､ */
};

static int compare_variant(const void *key, const void *variant) {
  return (int)*(const uint32_t *)key - (int)((const uint16_t *)variant)[0];
}

enum { NO_CASE_FROM = 0x1F000 }; /* the last letter that has a case is U+1E943 */

uint32_t alphabet_fold(uint32_t code_point) {
  if (code_point >= NO_CASE_FROM) return code_point;
  if (code_point == '\n' || code_point == '\t') return ' '; /* a name may be broken at the end of a line */
  if (code_point < 0x80) return code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
  if (code_point >= 0xFF01 && code_point <= 0xFF5E) return alphabet_fold(code_point - 0xFEE0);
  const uint16_t *variant =
      bsearch(&code_point, VARIANTS, sizeof VARIANTS / sizeof VARIANTS[0], sizeof VARIANTS[0], compare_variant);
  if (variant) return variant[1];
  if (code_point == 0xA0) return 0x20;
  if (code_point >= 0x2E80 && code_point < 0xA640) return code_point; /* CJK: no case, so no look-up */
  return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point);
}

static int by_code_point(const void *a, const void *b) {
  uint32_t x = ((const CharacterCount *)a)->code_point, y = ((const CharacterCount *)b)->code_point;
  return (x > y) - (x < y);
}

static int by_count(const void *a, const void *b) {
  uint32_t x = ((const CharacterCount *)a)->count, y = ((const CharacterCount *)b)->count;
  return x != y ? (x < y) - (x > y) : by_code_point(a, b);
}

/* Folded and summed, the most frequent first. */
static CharacterCount *rank(Arena *arena, const CharacterCount *characters, size_t count, size_t *ranked) {
  CharacterCount *folded = ARENA_ARRAY(arena, CharacterCount, count + 1);
  for (size_t i = 0; i < count; i++) {
    folded[i] = (CharacterCount){alphabet_fold(characters[i].code_point), characters[i].count};
  }
  qsort(folded, count, sizeof *folded, by_code_point);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept && folded[kept - 1].code_point == folded[i].code_point) {
      folded[kept - 1].count += folded[i].count;
    } else {
      folded[kept++] = folded[i];
    }
  }
  qsort(folded, kept, sizeof *folded, by_count);
  *ranked = kept < ALPHABET_CODES ? kept : ALPHABET_CODES - 1;
  return folded;
}

Alphabet alphabet_build(Arena *arena, const CharacterCount *characters, size_t count) {
  size_t ranked;
  CharacterCount *order = rank(arena, characters, count, &ranked);
  uint16_t *code_of = ARENA_ARRAY(arena, uint16_t, 0x110000);
  for (size_t i = 0; i < ranked; i++) code_of[order[i].code_point] = (uint16_t)(i + 1);
  for (uint32_t c = 0; c < NO_CASE_FROM; c++) {
    uint32_t folded = alphabet_fold(c);
    if (folded != c && folded < 0x110000) code_of[c] = code_of[folded];
  }
  uint16_t *pages = ARENA_ARRAY(arena, uint16_t, ALPHABET_PAGES);
  uint16_t *codes = ARENA_ARRAY(arena, uint16_t, 0x110000 + ALPHABET_PAGE);
  uint32_t page_count = 1;
  for (uint32_t page = 0; page < ALPHABET_PAGES; page++) {
    const uint16_t *from = code_of + page * ALPHABET_PAGE;
    bool used = false;
    for (int i = 0; i < ALPHABET_PAGE && !used; i++) used = from[i] != 0;
    if (!used) continue;
    memcpy(codes + page_count * ALPHABET_PAGE, from, ALPHABET_PAGE * sizeof *codes);
    pages[page] = (uint16_t)page_count++;
  }
  return (Alphabet){pages, codes, page_count, (uint32_t)ranked + 1};
}
