/* trie.h - a double-array trie over alphabet codes: every word of a set, found in one pass.

   A code is two steps, its high and its low byte: 12,000 sibling codes would be spread too wide for a dense array.
   First characters, where every look-up of a scan begins, have a table of their own. A state is an index into `units`;
   its child for byte b is unit base + b, if that unit's `check` names the state. Measured on jieba's 349,046 words,
   every match at every character of news text, in one run: this 161 MB/s, 814,000 units, built in 0.03 s; one step a
   code 1.9 to 5.6 million units, seconds to build; a hash table of edges 121 MB/s. Reference: J. Aoe, An Efficient
   Digital Search Algorithm by Using a Double-Array Structure, 1989.

   Scanning a text, most look-ups end at the second character, and each step is a wait for memory. So the first two
   characters are one look: a bit in a table that stays near the processor says whether any word begins with such a
   pair, then a hash table gives the state behind it, and the word that the pair is. Nine in ten words of a text have
   one or two characters: what a scan wants to know of such a word stands right there. */
#ifndef SPO_LEXICON_TRIE_H
#define SPO_LEXICON_TRIE_H

#include "base/arena.h"

typedef struct {
  uint32_t base;  /* 0 where there are no children */
  uint32_t check; /* parent state; TRIE_NONE in a free unit */
} TrieUnit;

#define TRIE_NONE UINT32_MAX

/* A word of one or two characters. */
typedef struct {
  uint32_t value;     /* as in `values`; 0: it is none */
  uint32_t class_set; /* this and the rest as in LexiconWord; the lexicon fills them in */
  float cost;
  uint16_t flags;
  uint8_t alike; /* 1: there are more words of the same folded form */
  uint8_t read;  /* WORD_COUNTED, and WORD_KNOWN and WORD_UNLISTED of the flags */
} TrieWord;

/* The state behind the first two characters of some words, and what a scan asks about it. */
typedef struct {
  uint32_t codes; /* the first in the high half; 0: a free place */
  uint32_t state;
  uint32_t base;   /* of its unit: 0 where no word goes on behind the two characters */
  uint32_t thirds; /* trie_third_bit of each code that is the third of some word */
  TrieWord word;
} TriePair;

_Static_assert(sizeof(TriePair) == 32, "none lies in two lines of a cache");

static inline uint32_t trie_third_bit(uint16_t code) {
  return UINT32_C(1) << (code * UINT32_C(0x9E3779B1) >> 27);
}

typedef struct {
  const TrieUnit *units;
  const uint32_t *values; /* by state: of the word that ends there, + 1; 0 where none does */
  const uint32_t *first;  /* state after each first character by its code, or TRIE_NONE */
  uint32_t unit_count, first_count;
  const TrieWord *singles;   /* by code: the word that is this character alone */
  const TriePair *pairs;     /* hash table, a power of two of places of which a quarter at least are free */
  const uint64_t *pair_bits; /* a power of two of words of 64 bits */
  uint32_t pair_count, pair_bit_words;
} Trie;

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

static inline uint32_t trie_byte(const Trie *trie, uint32_t state, uint32_t byte) {
  uint32_t base = trie->units[state].base, next = base + byte;
  return base && next < trie->unit_count && trie->units[next].check == state ? next : TRIE_NONE;
}

/* The state for a first character, or TRIE_NONE. */
static inline uint32_t trie_start(const Trie *trie, uint16_t code) {
  uint32_t state = code < trie->first_count ? trie->first[code] : TRIE_NONE;
  return state < trie->unit_count ? state : TRIE_NONE;
}

/* The state after one more character, or TRIE_NONE. `state` is one that trie_start or trie_step gave. */
static inline uint32_t trie_step(const Trie *trie, uint32_t state, uint16_t code) {
  uint32_t middle = trie_byte(trie, state, code >> 8);
  return middle == TRIE_NONE ? TRIE_NONE : trie_byte(trie, middle, code & 0xFF);
}

typedef struct {
  const uint16_t *codes; /* none of them 0 */
  uint32_t length;       /* at least 1 */
  uint32_t value;
} TrieKey;

/* `keys` sorted by trie_key_compare, no key twice. */
Trie trie_build(Arena *arena, const TrieKey *keys, size_t count, uint32_t alphabet_size);

int trie_key_compare(const void *a, const void *b); /* for qsort over TrieKey */

#endif
