/* lexicon_image.h - the byte layout of a lexicon image: a header and sections, each aligned. */
#ifndef SPO_LEXICON_LEXICON_IMAGE_H
#define SPO_LEXICON_LEXICON_IMAGE_H

#include <stdint.h>

#define IMAGE_MAGIC "SPOLEXIC"
#define IMAGE_BYTE_ORDER 0x01020304u
/* Sections begin at multiples of this, so that their elements do not lie in two lines of a cache. */
enum { IMAGE_ALIGNMENT = 64 };
enum { IMAGE_VERSION = 8 };

typedef enum {
  SECTION_PAGES,
  SECTION_CODES,
  SECTION_LABELS,
  SECTION_UNITS,
  SECTION_SINGLES,
  SECTION_PAIRS,
  SECTION_PAIR_BITS,
  SECTION_WORDS,
  SECTION_SPELLINGS,
  SECTION_DETAILS,
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
