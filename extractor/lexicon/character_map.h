/* character_map.h - which simplified character stands for which traditional one, one code point to one code point.

   Read from OpenCC's table TSCharacters (a traditional character, a tab, its simplified forms separated by blanks, of
   which the first is taken), and kept as a flat image that is mapped: one number of a page for each 256 code points,
   and the pages. Page 0 holds characters that stay as they are. An image has no pointers and serves all threads. */
#ifndef SPO_LEXICON_CHARACTER_MAP_H
#define SPO_LEXICON_CHARACTER_MAP_H

#include "base/arena.h"
#include "base/diagnostic.h"

enum { CHARACTER_PAGE = 256, CHARACTER_PAGES = 0x110000 / CHARACTER_PAGE };

typedef struct {
  const uint16_t *pages;   /* CHARACTER_PAGES numbers of pages in `becomes`; NULL: the map is empty */
  const uint32_t *becomes; /* 0: the character itself */
} CharacterMap;

/* The simplified form of a code point, or the code point itself. The map must not be empty. */
static inline uint32_t character_simplified(const CharacterMap *map, uint32_t code_point) {
  uint32_t page = map->pages[code_point / CHARACTER_PAGE];
  uint32_t other = map->becomes[page * CHARACTER_PAGE + code_point % CHARACTER_PAGE];
  return other ? other : code_point;
}

/* A text in simplified characters: itself where nothing in it has another form, or the map is NULL or empty. UTF-8. */
Slice character_map_simplify(const CharacterMap *map, Arena *arena, Slice text);

/* Compiles OpenCC's text to an image. SPO_BAD_RULES, reported with its line under `name`, where a line is no pair of
   single characters. */
SpoStatus character_map_compile(Arena *arena, Slice text, const char *name, const Diagnostics *diagnostics,
                                Slice *image);

/* Opens an image, which must stay as it is. SPO_BAD_RULES, reported, where it is damaged or none. */
SpoStatus character_map_open(CharacterMap *map, Slice image, const char *name, const Diagnostics *diagnostics);

#endif
