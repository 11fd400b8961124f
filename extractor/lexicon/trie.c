#include "lexicon/trie.h"

/* Something whose children are still to be placed. */
typedef struct {
  size_t begin, end; /* its keys */
  uint32_t depth;    /* steps taken */
  uint32_t place;    /* its unit */
} Pending;

/* Of a number: its unit is used; it is the base of some; and, in the bits above, how often the unit was tried in vain.
 */
enum { USED = 1, BASE = 2, TRIED = 4, MOST_TRIED = 63 };

typedef struct {
  Arena *arena;
  uint32_t steps; /* that a code is */
  TrieUnit *units;
  uint8_t *labels, *taken;
  uint32_t *next; /* by unit: the next one that may be free, from UNUSED on */
  uint32_t count; /* units that exist */
  uint32_t used;  /* highest used unit + 1 */
  struct {
    VECTOR(Pending);
  } pending;
} Builder;

enum { BYTES = 256, UNUSED = BYTES - 1, TRIES = 256 }; /* free units looked at before siblings go to the end */

int trie_key_compare(const void *a, const void *b) {
  const TrieKey *x = a, *y = b;
  uint32_t shorter = x->length < y->length ? x->length : y->length;
  for (uint32_t i = 0; i < shorter; i++) {
    if (x->codes[i] != y->codes[i]) return x->codes[i] < y->codes[i] ? -1 : 1;
  }
  return (x->length > y->length) - (x->length < y->length);
}

static TrieUnit trie_child(const Trie *trie, uint32_t base, uint32_t byte) {
  uint32_t place = trie_place(trie, base, byte);
  return place == UINT32_MAX ? 0 : trie_unit(trie, place, byte);
}

bool trie_follow(const Trie *trie, TrieCursor *cursor, uint16_t code) {
  cursor->length++;
  cursor->value = 0;
  if (!code) return false;
  if (cursor->length == 1) {
    cursor->first = code;
    if (code < trie->single_count) cursor->value = trie->singles[code];
    return code < trie->single_count;
  }
  if (cursor->length == 2) {
    uint32_t codes = (uint32_t)cursor->first << 16 | code;
    uint64_t hash = trie_pair_hash(codes);
    const TriePair *pair = trie_pair_may_begin(trie, hash) ? trie_pair(trie, codes, hash) : NULL;
    cursor->base = pair ? pair->base : 0;
    cursor->value = pair ? pair->value : 0;
    return pair != NULL;
  }
  TrieUnit unit = trie_child(trie, cursor->base, trie_first_byte(trie, code));
  if (!trie->bytes) unit = trie_child(trie, trie_base(unit), code & 0xFF);
  cursor->base = trie_base(unit);
  cursor->value = trie_value(trie, unit);
  return unit != 0;
}

/* The byte of a step. */
static uint32_t key_byte(const TrieKey *key, uint32_t depth, uint32_t steps) {
  uint16_t code = key->codes[depth / steps];
  return depth % steps || steps == 1 ? code & 0xFF : code >> 8;
}

/* Makes units up to `count` exist. */
static void extend(Builder *builder, uint32_t count) {
  if (count <= builder->count) return;
  uint32_t larger = builder->count * 2 > count ? builder->count * 2 : count;
  if (larger > TRIE_NUMBER) arena_fail(builder->arena);
  TrieUnit *units = ARENA_ARRAY(builder->arena, TrieUnit, larger);
  uint8_t *labels = ARENA_ARRAY(builder->arena, uint8_t, larger), *taken = ARENA_ARRAY(builder->arena, uint8_t, larger);
  uint32_t *next = arena_alloc(builder->arena, larger * sizeof *next);
  for (uint32_t i = builder->count; i < larger; i++) next[i] = i + 1;
  if (builder->count) {
    memcpy(next, builder->next, builder->count * sizeof *next);
    memcpy(units, builder->units, builder->count * sizeof *units);
    memcpy(labels, builder->labels, builder->count);
    memcpy(taken, builder->taken, builder->count);
  }
  builder->units = units;
  builder->labels = labels;
  builder->taken = taken;
  builder->next = next;
  builder->count = larger;
}

static void take(Builder *builder, uint32_t base, uint32_t byte) {
  uint32_t unit = base + byte;
  extend(builder, unit + BYTES + 1);
  builder->labels[unit] = (uint8_t)byte;
  builder->taken[unit] |= USED;
  if (unit >= builder->used) builder->used = unit + 1;
}

static bool fits(const Builder *builder, uint32_t base, const uint8_t *bytes, uint32_t count) {
  if (builder->taken[base] & BASE) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (builder->taken[base + bytes[i]] & USED) return false;
  }
  return true;
}

/* A base, at least 1 and nobody's yet, at which all `bytes` (ascending) fall on free units. Units that were tried often
   are not tried again, so that the work grows with the units. */
static uint32_t find_base(Builder *builder, const uint8_t *bytes, uint32_t count) {
  uint32_t last = UNUSED, unit = builder->next[last];
  for (int tries = 0; unit < builder->used && tries < TRIES; unit = builder->next[last]) {
    uint8_t *taken = &builder->taken[unit];
    if (*taken & USED || *taken / TRIED == MOST_TRIED) {
      builder->next[last] = builder->next[unit];
      continue;
    }
    if (fits(builder, unit - bytes[0], bytes, count)) return unit - bytes[0];
    *taken = (uint8_t)(*taken + TRIED);
    last = unit;
    tries++;
  }
  uint32_t base = builder->used - bytes[0];
  return fits(builder, base, bytes, count) ? base : builder->used; /* whose units would all be further on */
}

/* Gives what goes on behind `node` its units; they wait in `pending` for what goes on behind them. `value`: of the word
   that ends with the node, or 0. Returns what the node's unit is. */
static TrieUnit place_children(Builder *builder, const TrieKey *keys, Pending node, uint32_t value) {
  uint8_t bytes[BYTES];
  size_t starts[BYTES + 1];
  uint32_t count = 0;
  for (size_t at = node.begin; at < node.end; at++) {
    uint32_t byte = key_byte(&keys[at], node.depth, builder->steps);
    if (count && bytes[count - 1] == byte) continue;
    bytes[count] = (uint8_t)byte;
    starts[count++] = at;
  }
  if (!count) return value ? TRIE_LEAF | value : 0;
  const uint32_t children = count;
  starts[count] = node.end;
  if (value) bytes[count++] = TRIE_END;
  uint32_t base = find_base(builder, bytes, count);
  for (uint32_t i = 0; i < count; i++) take(builder, base, bytes[i]);
  builder->taken[base] |= BASE;
  if (value) builder->units[base + TRIE_END] = TRIE_LEAF | value;
  for (uint32_t i = children; i-- > 0;) {
    Pending child = {starts[i], starts[i + 1], node.depth + 1, base + bytes[i]};
    VECTOR_PUSH(builder->arena, &builder->pending, child);
  }
  return base | (value ? TRIE_WORD : 0);
}

/* The value of the key that ends where a node does, which is then none of its keys; 0 where there is none. */
static uint32_t take_value(const TrieKey *keys, Pending *node, uint32_t steps) {
  if (node->depth % steps || keys[node->begin].length != node->depth / steps) return 0;
  return keys[node->begin++].value + 1;
}

/* Places all that begins with two characters. */
static void build_pair(Builder *builder, const TrieKey *keys, size_t begin, size_t end, TriePair *pair) {
  Pending node = {begin, end, 2 * builder->steps, 0};
  pair->value = take_value(keys, &node, builder->steps);
  for (size_t i = node.begin; i < end; i++) pair->thirds |= trie_third_bit(keys[i].codes[2]);
  pair->base = place_children(builder, keys, node, 0);
  while (builder->pending.count) {
    node = builder->pending.data[--builder->pending.count];
    uint32_t value = take_value(keys, &node, builder->steps);
    TrieUnit unit = place_children(builder, keys, node, value); /* which may move the units */
    builder->units[node.place] = unit;
  }
}

static uint32_t pair_of(const TrieKey *key) {
  return key->length < 2 ? 0 : (uint32_t)key->codes[0] << 16 | key->codes[1];
}

/* Makes the tables of pairs; eight bits a pair leave few bits set by chance. */
static void size_pairs(Arena *arena, Trie *trie, const TrieKey *keys, size_t count) {
  size_t distinct = 0;
  for (size_t i = 0; i < count; i++)
    distinct += pair_of(&keys[i]) && (!i || pair_of(&keys[i]) != pair_of(&keys[i - 1]));
  trie->pair_count = trie->pair_bit_words = 1;
  while (trie->pair_count < distinct + distinct / 3 + 1) trie->pair_count *= 2;
  while (trie->pair_bit_words < distinct / 8) trie->pair_bit_words *= 2;
  trie->pairs = ARENA_ARRAY(arena, TriePair, trie->pair_count);
  trie->pair_bits = ARENA_ARRAY(arena, uint64_t, trie->pair_bit_words);
}

Trie trie_build(Arena *arena, const TrieKey *keys, size_t count, uint32_t alphabet_size) {
  Builder builder = {.arena = arena, .steps = trie_has_bytes(alphabet_size) ? 1 : 2, .used = BYTES};
  extend(&builder, 4 * BYTES);
  uint32_t *singles = ARENA_ARRAY(arena, uint32_t, alphabet_size);
  Trie trie = {.bytes = trie_has_bytes(alphabet_size), .singles = singles, .single_count = alphabet_size};
  size_pairs(arena, &trie, keys, count);
  TriePair *pairs = (TriePair *)trie.pairs; /* both were just made */
  uint64_t *bits = (uint64_t *)trie.pair_bits;
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    uint32_t codes = pair_of(&keys[begin]);
    if (!codes) {
      singles[keys[begin].codes[0]] = keys[begin].value + 1;
      end = begin + 1;
      continue;
    }
    while (end < count && pair_of(&keys[end]) == codes) end++;
    uint64_t hash = trie_pair_hash(codes);
    uint32_t place = (uint32_t)(hash >> 40) & (trie.pair_count - 1);
    while (pairs[place].codes) place = (place + 1) & (trie.pair_count - 1);
    pairs[place].codes = codes;
    bits[hash >> 38 & (trie.pair_bit_words - 1)] |= UINT64_C(1) << (hash >> 32 & 63);
    build_pair(&builder, keys, begin, end, &pairs[place]);
  }
  trie.labels = builder.labels;
  trie.units = builder.units;
  trie.unit_count = builder.used;
  return trie;
}
