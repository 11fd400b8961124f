/* hash_set.h - a set of hashes, eight bytes each. */
#ifndef SPO_LOAD_HASH_SET_H
#define SPO_LOAD_HASH_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty set. */
typedef struct {
  uint64_t *slots; /* 0: empty */
  size_t count, capacity;
} HashSet;

typedef enum { HASH_NEW, HASH_KNOWN, HASH_NO_MEMORY } HashResult;

HashResult hash_set_add(HashSet *set, uint64_t hash);
bool hash_set_has(const HashSet *set, uint64_t hash);

/* Empties it; memory far beyond what was used is given back. */
void hash_set_clear(HashSet *set);
void hash_set_free(HashSet *set);

#endif
