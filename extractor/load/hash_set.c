#include "load/hash_set.h"

#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 256 };

/* Where it stands, or the empty slot where it would. The set is never full. */
static size_t find(const HashSet *set, uint64_t hash) {
  size_t at = (size_t)(hash * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (set->capacity - 1);
  while (set->slots[at] && set->slots[at] != hash) at = (at + 1) & (set->capacity - 1);
  return at;
}

static bool grow(HashSet *set) {
  HashSet larger = {.capacity = set->capacity ? 2 * set->capacity : SMALLEST, .count = set->count};
  larger.slots = calloc(larger.capacity, sizeof *larger.slots);
  if (!larger.slots) return false;
  for (size_t i = 0; i < set->capacity; i++) {
    if (set->slots[i]) larger.slots[find(&larger, set->slots[i])] = set->slots[i];
  }
  free(set->slots);
  *set = larger;
  return true;
}

HashResult hash_set_add(HashSet *set, uint64_t hash) {
  if (!hash) hash = 1;
  if (set->count * 2 >= set->capacity && !grow(set)) return HASH_NO_MEMORY;
  size_t at = find(set, hash);
  if (set->slots[at]) return HASH_KNOWN;
  set->slots[at] = hash;
  set->count++;
  return HASH_NEW;
}

bool hash_set_has(const HashSet *set, uint64_t hash) {
  if (!hash) hash = 1;
  return set->capacity && set->slots[find(set, hash)];
}

void hash_set_clear(HashSet *set) {
  if (set->capacity > 64 * SMALLEST && set->count < set->capacity / 16) {
    hash_set_free(set);
  } else if (set->slots) {
    memset(set->slots, 0, set->capacity * sizeof *set->slots);
  }
  set->count = 0;
}

void hash_set_free(HashSet *set) {
  free(set->slots);
  *set = (HashSet){0};
}
