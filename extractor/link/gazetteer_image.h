/* gazetteer_image.h - the byte layout of a compiled gazetteer: a header and sections, each aligned.

   A name is looked up whole, never as a part of a text, so it is found by its hash: names stand sorted by hash and are
   found through the first of each bucket. A trie, as the lexicon has it, answers what texts need (every word that
   begins here) at 12 bytes a step, two steps a character: for English names some hundred bytes each, against 16 here.
 */
#ifndef SPO_LINK_GAZETTEER_IMAGE_H
#define SPO_LINK_GAZETTEER_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GAZETTEER_MAGIC "SPOGAZET"
#define GAZETTEER_BYTE_ORDER 0x01020304u
enum { GAZETTEER_VERSION = 1, GAZETTEER_ALIGNMENT = 64 };

typedef enum {
  GAZETTEER_BUCKETS,  /* uint32_t: the first naming of each bucket, and the number of namings */
  GAZETTEER_NAMINGS,  /* GazetteerNaming */
  GAZETTEER_ENTRIES,  /* GazetteerEntry, by IRI, and one behind the last */
  GAZETTEER_CONTEXT,  /* uint32_t: terms of the entries */
  GAZETTEER_TERMS,    /* GazetteerTerm, by hash */
  GAZETTEER_PREFIXES, /* GazetteerString: what IRIs begin with */
  GAZETTEER_CLASSES,  /* GazetteerString: IRIs of classes; the first is empty: not known */
  GAZETTEER_STRINGS,
  GAZETTEER_SECTIONS
} GazetteerSection;

/* An entry is called so. Namings of one hash stand together. */
typedef struct {
  uint32_t spelling; /* offset in the strings */
  uint32_t entry;
  uint16_t length; /* bytes */
  uint8_t label;   /* 1: a label; 0: an alias */
  uint8_t check;   /* bits of the hash */
} GazetteerNaming;

typedef struct {
  uint32_t local; /* the IRI without its prefix: offset in the strings */
  uint32_t label;
  uint32_t first_context; /* up to that of the next entry */
  uint16_t local_length, label_length;
  uint16_t prefix;
  uint16_t class;
  float popularity; /* 0 .. 1 */
} GazetteerEntry;

/* A word, a pair of Han characters or a whole name that tells entries apart. */
typedef struct {
  uint32_t hash;
  float weight; /* 0 .. 1: the rarer in the gazetteer, the heavier */
} GazetteerTerm;

typedef struct {
  uint32_t offset, length;
} GazetteerString;

_Static_assert(sizeof(GazetteerNaming) == 12 && sizeof(GazetteerEntry) == 24, "as the documentation says");

typedef struct {
  char magic[8];
  uint32_t version;
  uint32_t byte_order;
  uint64_t size; /* of the image */
  uint64_t hash; /* of all that stands behind the header */
  struct {
    uint64_t offset, count;
  } sections[GAZETTEER_SECTIONS];
} GazetteerHeader;

/* `hash` of the bytes behind the header; padding at the end counts. */
static inline uint64_t gazetteer_image_hash(const char *bytes, size_t length) {
  uint64_t hash = length, word;
  size_t at = 0;
  for (; length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, bytes + at, sizeof word);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 29;
  }
  for (; at < length; at++) hash = (hash ^ (unsigned char)bytes[at]) * UINT64_C(0xD6E8FEB86659FD93);
  return hash ^ hash >> 32;
}

/* Which bucket of `count` a hash falls into. */
static inline uint32_t gazetteer_bucket(uint64_t hash, uint32_t count) {
  return (uint32_t)((hash >> 32) * count >> 32);
}

#endif
