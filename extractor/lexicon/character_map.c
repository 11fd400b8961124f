#include "lexicon/character_map.h"

#include "base/utf8.h"

typedef struct {
  char magic[8];
  uint32_t byte_order;
  uint32_t page_count; /* of `becomes` */
} CharacterMapHeader;

#define MAP_MAGIC "SPOCHAR1"
#define MAP_BYTE_ORDER 0x01020304u
enum { LAST_POINT = 0x10FFFF };

/* The one code point of which a text consists, or 0. */
static uint32_t only_point(Slice text) {
  unsigned width;
  if (!text.length || utf8_valid_prefix(text) != text.length) return 0;
  uint32_t point = utf8_decode(text.data, &width);
  return width == text.length ? point : 0;
}

SpoStatus character_map_compile(Arena *arena, Slice text, const char *name, const Diagnostics *diagnostics,
                                Slice *image) {
  uint16_t *pages = ARENA_ARRAY(arena, uint16_t, CHARACTER_PAGES);
  struct {
    VECTOR(uint32_t);
  } becomes = {0};
  for (uint32_t i = 0; i < CHARACTER_PAGE; i++) VECTOR_PUSH(arena, &becomes, 0);
  const char *begin = text.data;
  while (text.length) {
    size_t at = (size_t)(text.data - begin);
    Slice line = slice_trim(slice_cut(&text, '\n'));
    if (!line.length || line.data[0] == '#') continue;
    Slice key = slice_cut(&line, '\t');
    uint32_t from = only_point(key), to = only_point(slice_cut(&line, ' '));
    if (!from || !to) {
      diagnostics_file(diagnostics, SPO_ERROR, name, 0, at,
                       "expected a character, a tab, and the character it becomes");
      return SPO_BAD_RULES;
    }
    uint16_t *page = &pages[from / CHARACTER_PAGE];
    if (!*page) {
      *page = (uint16_t)(becomes.count / CHARACTER_PAGE);
      for (uint32_t i = 0; i < CHARACTER_PAGE; i++) VECTOR_PUSH(arena, &becomes, 0);
    }
    becomes.data[*page * CHARACTER_PAGE + from % CHARACTER_PAGE] = from == to ? 0 : to;
  }
  CharacterMapHeader header = {MAP_MAGIC, MAP_BYTE_ORDER, becomes.count / CHARACTER_PAGE};
  size_t page_bytes = CHARACTER_PAGES * sizeof *pages, map_bytes = becomes.count * sizeof(uint32_t);
  char *out = arena_alloc(arena, sizeof header + page_bytes + map_bytes);
  memcpy(out, &header, sizeof header);
  memcpy(out + sizeof header, pages, page_bytes);
  memcpy(out + sizeof header + page_bytes, becomes.data, map_bytes);
  *image = (Slice){out, sizeof header + page_bytes + map_bytes};
  return SPO_SUCCESS;
}

/* What is wrong with an image, or NULL. */
static const char *map_fault(const CharacterMapHeader *header, Slice image) {
  size_t fixed = sizeof *header + CHARACTER_PAGES * sizeof(uint16_t), page = CHARACTER_PAGE * sizeof(uint32_t);
  if (image.length < fixed || memcmp(header->magic, MAP_MAGIC, sizeof header->magic) != 0) {
    return "not a compiled table of characters";
  }
  if (header->byte_order != MAP_BYTE_ORDER) return "compiled for another machine; compile it again";
  bool fits = header->page_count && header->page_count == (image.length - fixed) / page;
  if (!fits || (image.length - fixed) % page) return "compiled table of characters is cut off or damaged";
  const uint16_t *pages = (const uint16_t *)(const void *)(header + 1);
  for (size_t i = 0; i < CHARACTER_PAGES; i++) {
    if (pages[i] >= header->page_count) return "compiled table of characters is damaged";
  }
  const uint32_t *becomes = (const uint32_t *)(const void *)(pages + CHARACTER_PAGES);
  for (size_t i = 0; i < (size_t)header->page_count * CHARACTER_PAGE; i++) {
    if (becomes[i] > LAST_POINT) return "compiled table of characters is damaged";
  }
  return NULL;
}

SpoStatus character_map_open(CharacterMap *map, Slice image, const char *name, const Diagnostics *diagnostics) {
  const CharacterMapHeader *header = (const CharacterMapHeader *)(const void *)image.data;
  const char *fault = map_fault(header, image);
  if (fault) {
    diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", fault);
    return SPO_BAD_RULES;
  }
  map->pages = (const uint16_t *)(const void *)(header + 1);
  map->becomes = (const uint32_t *)(const void *)(map->pages + CHARACTER_PAGES);
  return SPO_SUCCESS;
}

Slice character_map_simplify(const CharacterMap *map, Arena *arena, Slice text) {
  unsigned width;
  size_t same = 0, length = 0;
  if (!map || !map->pages) return text;
  for (; same < text.length; same += width) {
    uint32_t point = utf8_decode(text.data + same, &width);
    if (character_simplified(map, point) != point) break;
  }
  if (same == text.length) return text;
  char *out = arena_alloc(arena, 4 * text.length + 1);
  for (size_t at = 0; at < text.length; at += width) {
    length += utf8_encode(character_simplified(map, utf8_decode(text.data + at, &width)), out + length);
  }
  return (Slice){out, length};
}
