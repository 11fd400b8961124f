/* trie.h - a double-array trie over alphabet codes: every word of a set, found in one pass.

   Scanning a text, most look-ups end at the second character, and each step is a wait for memory. So the first two
   characters are one look: a bit in a table that stays near the processor says whether any word begins with such a
   pair, then a hash table gives the word that the pair is, and where those that go on behind it are.

   From the third character on, a code is two steps, its high and its low byte: 12,000 sibling codes would be spread too
   wide for a dense array. Where all codes are bytes, as those of languages with letters, it is one. A unit lies at
   `base + byte` of its parent, and has that byte as its label. No two parents have the same base, so the label alone
   tells that a unit is this parent's. What a unit is to its parent (a byte) and what it leads to (four) lie apart: most
   steps that come to nothing end at the label. Measured on jieba's 349,046 words, every match at every character of
   news text, in one run: two steps a code 161 MB/s, 814,000 units with those of the first two characters, built in 0.03
   s; one step a code 1.9 to 5.6 million units, seconds to build; a hash table of edges 121 MB/s. References: J. Aoe, An
   Efficient Digital Search Algorithm by Using a Double-Array Structure, 1989; labels instead of parents: S. Yata et
   al., A Compact Static Double-Array Keeping Character Codes, 2007. */
#ifndef SPO_LEXICON_TRIE_H
#define SPO_LEXICON_TRIE_H

#include "base/arena.h"
#include "lexicon/alphabet.h"

/* What lies behind a unit: TRIE_LEAF: nothing, it is the last of a word, whose value the rest is. Otherwise the rest is
   the base of what goes on, 0 where there is nothing; TRIE_WORD: a word ends here, too, whose value is that of the leaf
   at base + TRIE_END. A unit that is free is 0. */
typedef uint32_t TrieUnit;

#define TRIE_LEAF UINT32_C(0x80000000)
#define TRIE_WORD UINT32_C(0x40000000)
#define TRIE_NUMBER UINT32_C(0x3FFFFFFF)

/* The first byte of no code: they are below ALPHABET_CODES. */
enum { TRIE_END = 0xFF };
_Static_assert(ALPHABET_CODES <= TRIE_END << 8, "no byte of a code is TRIE_END");

/* Two characters with which words begin. */
typedef struct {
  uint32_t codes;  /* the first in the high half; 0: a free place */
  uint32_t base;   /* of what goes on behind them; 0: nothing does */
  uint32_t thirds; /* trie_third_bit of each code that is the third of some word */
  uint32_t value;  /* of the word that they are; 0: they are none */
} TriePair;

_Static_assert(sizeof(TriePair) == 16, "none lies in two lines of a cache");

static inline uint32_t trie_third_bit(uint16_t code) {
  return UINT32_C(1) << (code * UINT32_C(0x9E3779B1) >> 27);
}

/* Values are numbers of words, + 1. */
typedef struct {
  bool bytes;            /* a code is one step */
  const uint8_t *labels; /* by unit */
  const TrieUnit *units;
  uint32_t unit_count;
  uint32_t single_count;
  const uint32_t *singles;   /* by code: the value of the word that is this character alone; 0: it is none */
  const TriePair *pairs;     /* hash table, a power of two of places of which a quarter at least are free */
  const uint64_t *pair_bits; /* a power of two of words of 64 bits */
  uint32_t pair_count, pair_bit_words;
} Trie;

/* Whether codes of an alphabet of this size are bytes, and none is TRIE_END. */
static inline bool trie_has_bytes(uint32_t alphabet_size) {
  return alphabet_size <= TRIE_END;
}

/* The byte of the first step over a code; that of the second, unless there is only one, is the low one. */
static inline uint32_t trie_first_byte(const Trie *trie, uint16_t code) {
  return trie->bytes ? code : code >> 8;
}

static inline uint64_t trie_pair_hash(uint32_t codes) {
  return codes * UINT64_C(0x9E3779B97F4A7C15);
}

static inline bool trie_pair_may_begin(const Trie *trie, uint64_t hash) {
  return trie->pair_bits[hash >> 38 & (trie->pair_bit_words - 1)] >> (hash >> 32 & 63) & 1;
}

static inline const TriePair *trie_pair_place(const Trie *trie, uint64_t hash) {
  return &trie->pairs[hash >> 40 & (trie->pair_count - 1)];
}

/* What is known of two characters with which some word begins, or NULL. */
static inline const TriePair *trie_pair(const Trie *trie, uint32_t codes, uint64_t hash) {
  uint32_t place = (uint32_t)(hash >> 40) & (trie->pair_count - 1);
  for (uint32_t tries = 0; tries < trie->pair_count && trie->pairs[place].codes; tries++) {
    if (trie->pairs[place].codes == codes) return &trie->pairs[place];
    place = (place + 1) & (trie->pair_count - 1);
  }
  return NULL;
}

/* The unit of a byte behind `base`, unless that is 0; UINT32_MAX where there is none. */
static inline uint32_t trie_place(const Trie *trie, uint32_t base, uint32_t byte) {
  uint32_t place = base + byte;
  return base && place < trie->unit_count ? place : UINT32_MAX;
}

/* What lies behind that unit; 0 where it is not of this base. */
static inline TrieUnit trie_unit(const Trie *trie, uint32_t place, uint32_t byte) {
  return trie->labels[place] == byte ? trie->units[place] : 0;
}

/* Where what goes on behind a unit is; 0: nothing does. */
static inline uint32_t trie_base(TrieUnit unit) {
  return unit & TRIE_LEAF ? 0 : unit & TRIE_NUMBER;
}

/* The value of the word that ends with a unit; 0: none does. */
static inline uint32_t trie_value(const Trie *trie, TrieUnit unit) {
  if (unit & TRIE_WORD && !(unit & TRIE_LEAF)) {
    uint32_t place = trie_place(trie, unit & TRIE_NUMBER, TRIE_END);
    unit = place == UINT32_MAX ? 0 : trie_unit(trie, place, TRIE_END);
  }
  return unit & TRIE_LEAF ? unit & TRIE_NUMBER : 0;
}

/* A text that is followed code by code; it begins as {0}. */
typedef struct {
  uint32_t length; /* codes so far */
  uint16_t first;
  uint32_t base, value; /* of the text so far */
} TrieCursor;

/* Goes on to one more code; false where no word begins with the text then. */
bool trie_follow(const Trie *trie, TrieCursor *cursor, uint16_t code);

typedef struct {
  const uint16_t *codes; /* none of them 0 */
  uint32_t length;       /* at least 1 */
  uint32_t value;        /* without the 1 */
} TrieKey;

/* `keys` sorted by trie_key_compare, no key twice. */
Trie trie_build(Arena *arena, const TrieKey *keys, size_t count, uint32_t alphabet_size);

int trie_key_compare(const void *a, const void *b); /* for qsort over TrieKey */

#endif
