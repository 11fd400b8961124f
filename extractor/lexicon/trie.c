#include "lexicon/trie.h"

/* A state whose children are still to be placed. */
typedef struct {
  size_t begin, end; /* its keys */
  uint32_t depth;    /* bytes consumed */
  uint32_t state;
} Pending;

typedef struct {
  Arena *arena;
  TrieUnit *units;
  uint32_t *values;
  uint32_t count;      /* units that exist */
  uint32_t used;       /* highest used unit + 1 */
  uint32_t first_free; /* no free unit stands before it */
  struct {
    VECTOR(Pending);
  } pending;
} Builder;

enum { BYTES = 256, TRIES = 256 }; /* TRIES: free units looked at before siblings go to the end of the array */

int trie_key_compare(const void *a, const void *b) {
  const TrieKey *x = a, *y = b;
  uint32_t shorter = x->length < y->length ? x->length : y->length;
  for (uint32_t i = 0; i < shorter; i++) {
    if (x->codes[i] != y->codes[i]) return x->codes[i] < y->codes[i] ? -1 : 1;
  }
  return (x->length > y->length) - (x->length < y->length);
}

static uint32_t key_byte(const TrieKey *key, uint32_t depth) {
  uint16_t code = key->codes[depth / 2];
  return depth % 2 ? code & 0xFF : code >> 8;
}

/* Makes units up to `count` exist. */
static void extend(Builder *builder, uint32_t count) {
  if (count <= builder->count) return;
  uint32_t larger = builder->count * 2 > count ? builder->count * 2 : count;
  TrieUnit *units = arena_alloc(builder->arena, larger * sizeof *units);
  uint32_t *values = ARENA_ARRAY(builder->arena, uint32_t, larger);
  if (builder->count) {
    memcpy(units, builder->units, builder->count * sizeof *units);
    memcpy(values, builder->values, builder->count * sizeof *values);
  }
  for (uint32_t i = builder->count; i < larger; i++) units[i] = (TrieUnit){0, TRIE_NONE};
  builder->units = units;
  builder->values = values;
  builder->count = larger;
}

static void take(Builder *builder, uint32_t unit, uint32_t parent) {
  extend(builder, unit + BYTES + 1);
  builder->units[unit].check = parent;
  if (unit >= builder->used) builder->used = unit + 1;
  while (builder->units[builder->first_free].check != TRIE_NONE) builder->first_free++;
}

static bool fits(const Builder *builder, uint32_t base, const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) {
    if (builder->units[base + bytes[i]].check != TRIE_NONE) return false;
  }
  return true;
}

/* A base, at least 1, at which all `bytes` (ascending) fall on free units. */
static uint32_t find_base(Builder *builder, const uint8_t *bytes, uint32_t count) {
  int tries = 0;
  for (uint32_t unit = builder->first_free; unit < builder->used && tries < TRIES; unit++) {
    if (builder->units[unit].check != TRIE_NONE || unit <= bytes[0]) continue;
    if (fits(builder, unit - bytes[0], bytes, count)) return unit - bytes[0];
    tries++;
  }
  return builder->used > bytes[0] ? builder->used - bytes[0] : 1;
}

/* Gives the children of `node` their units; they wait in `pending` for their own children. */
static void place_children(Builder *builder, const TrieKey *keys, Pending node) {
  uint8_t bytes[BYTES];
  size_t starts[BYTES + 1];
  uint32_t count = 0;
  size_t at = node.begin;
  if (node.depth % 2 == 0 && keys[at].length == node.depth / 2) builder->values[node.state] = keys[at++].value + 1;
  for (; at < node.end; at++) {
    uint32_t byte = key_byte(&keys[at], node.depth);
    if (count && bytes[count - 1] == byte) continue;
    bytes[count] = (uint8_t)byte;
    starts[count++] = at;
  }
  if (!count) return;
  starts[count] = node.end;
  uint32_t base = find_base(builder, bytes, count);
  builder->units[node.state].base = base;
  for (uint32_t i = 0; i < count; i++) take(builder, base + bytes[i], node.state);
  for (uint32_t i = count; i-- > 0;) {
    Pending child = {starts[i], starts[i + 1], node.depth + 1, base + bytes[i]};
    VECTOR_PUSH(builder->arena, &builder->pending, child);
  }
}

static uint32_t pair_of(const TrieKey *key) {
  return key->length < 2 ? 0 : (uint32_t)key->codes[0] << 16 | key->codes[1];
}

/* The tables of single characters and of pairs. Eight bits a pair leave few bits set by chance. */
static void add_pairs(Arena *arena, Trie *trie, const TrieKey *keys, size_t count) {
  size_t distinct = 0;
  for (size_t i = 0; i < count; i++)
    distinct += pair_of(&keys[i]) && (!i || pair_of(&keys[i]) != pair_of(&keys[i - 1]));
  trie->pair_count = trie->pair_bit_words = 1;
  while (trie->pair_count < distinct + distinct / 3 + 1) trie->pair_count *= 2;
  while (trie->pair_bit_words < distinct / 8) trie->pair_bit_words *= 2;
  TriePair *pairs = ARENA_ARRAY(arena, TriePair, trie->pair_count);
  uint64_t *bits = ARENA_ARRAY(arena, uint64_t, trie->pair_bit_words);
  TrieWord *singles = ARENA_ARRAY(arena, TrieWord, trie->first_count + 1);
  uint32_t place = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t codes = pair_of(&keys[i]), state = trie_start(trie, keys[i].codes[0]);
    if (!codes) singles[keys[i].codes[0]].value = trie->values[state];
    if (!codes) continue;
    uint32_t third = keys[i].length > 2 ? trie_third_bit(keys[i].codes[2]) : 0;
    if (i && codes == pair_of(&keys[i - 1])) {
      pairs[place].thirds |= third;
      continue;
    }
    uint64_t hash = trie_pair_hash(codes);
    place = (uint32_t)(hash >> 40) & (trie->pair_count - 1);
    while (pairs[place].codes) place = (place + 1) & (trie->pair_count - 1);
    uint32_t behind = trie_step(trie, state, keys[i].codes[1]);
    pairs[place] = (TriePair){codes, behind, .base = trie->units[behind].base, .thirds = third,
                              .word = {.value = trie->values[behind]}};
    bits[hash >> 38 & (trie->pair_bit_words - 1)] |= UINT64_C(1) << (hash >> 32 & 63);
  }
  trie->pairs = pairs;
  trie->pair_bits = bits;
  trie->singles = singles;
}

Trie trie_build(Arena *arena, const TrieKey *keys, size_t count, uint32_t alphabet_size) {
  Builder builder = {.arena = arena, .used = BYTES, .first_free = BYTES};
  extend(&builder, 4 * BYTES);
  uint32_t *first = ARENA_ARRAY(arena, uint32_t, alphabet_size);
  for (uint32_t i = 0; i < alphabet_size; i++) first[i] = TRIE_NONE;
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    uint16_t code = keys[begin].codes[0];
    while (end < count && keys[end].codes[0] == code) end++;
    first[code] = builder.first_free;
    take(&builder, first[code], TRIE_NONE - 1); /* no state's child */
    VECTOR_PUSH(arena, &builder.pending, ((Pending){begin, end, 2, first[code]}));
  }
  while (builder.pending.count) place_children(&builder, keys, builder.pending.data[--builder.pending.count]);
  Trie trie = {builder.units, builder.values, first, builder.used, alphabet_size, NULL, NULL, NULL, 0, 0};
  add_pairs(arena, &trie, keys, count);
  return trie;
}
