/* lexicon_image.h - the byte layout of a lexicon image: a header and sections, each aligned to 8 bytes. */
#ifndef SPO_LEXICON_LEXICON_IMAGE_H
#define SPO_LEXICON_LEXICON_IMAGE_H

#include <stdint.h>

#define IMAGE_MAGIC "SPOLEXIC"
#define IMAGE_BYTE_ORDER 0x01020304u
enum { IMAGE_VERSION = 1 };

typedef enum {
  SECTION_PAGES,
  SECTION_CODES,
  SECTION_UNITS,
  SECTION_VALUES,
  SECTION_FIRST,
  SECTION_WORDS,
  SECTION_TAGS,
  SECTION_CLASS_SETS,
  SECTION_CLASS_MEMBERS,
  SECTION_CLASSES,
  SECTION_STRINGS,
  SECTION_COUNT
} ImageSectionName;

typedef struct {
  uint64_t offset; /* bytes from the beginning of the image */
  uint64_t count;  /* elements */
} ImageSection;

typedef struct {
  char magic[8];
  uint32_t version;
  uint32_t byte_order;
  uint32_t alphabet_size;
  uint32_t unused;
  double total;
  ImageSection sections[SECTION_COUNT];
} ImageHeader;

#endif
