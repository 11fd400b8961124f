/* alphabet.h - from code points to the small dense codes that tries are indexed by.

   Characters that mean the same to a rule get the same code: full-width and half-width forms (，and ,), spaces and line
   ends, upper and lower case, the several middle dots, dashes and swung quotation marks; so `"，"` in a rule matches
   both commas. Whether case matters is checked on a hit, where the entry asks for it. Codes are ranked by frequency so
   that a trie's double array is dense. 0 means: in no word. */
#ifndef SPO_LEXICON_ALPHABET_H
#define SPO_LEXICON_ALPHABET_H

#include "base/arena.h"

enum { ALPHABET_PAGE = 256, ALPHABET_PAGES = 0x110000 / ALPHABET_PAGE };

/* Codes are below this: their high byte is never 0xFF, which tries have another use for. */
enum { ALPHABET_CODES = 0xFF00 };

/* Two-level table. Page 0 of `codes` is all zero and stands for every page without characters. */
typedef struct {
  const uint16_t *pages; /* ALPHABET_PAGES numbers of pages in `codes` */
  const uint16_t *codes;
  uint32_t page_count;
  uint32_t size; /* codes are 1 .. size - 1 */
} Alphabet;

static inline uint16_t alphabet_code(const Alphabet *alphabet, uint32_t code_point) {
  uint32_t page = alphabet->pages[code_point / ALPHABET_PAGE];
  return alphabet->codes[page * ALPHABET_PAGE + code_point % ALPHABET_PAGE];
}

/* The representative of all code points that get the same code as `code_point`. */
uint32_t alphabet_fold(uint32_t code_point);

/* Builds the alphabet of `count` code points with the number of times that each occurs; folded forms get their code
   too. Fails (arena) only for want of memory; at most 65,279 different characters, the rarest beyond that are left out.
 */
typedef struct {
  uint32_t code_point;
  uint32_t count;
} CharacterCount;
Alphabet alphabet_build(Arena *arena, const CharacterCount *characters, size_t count);

#endif
