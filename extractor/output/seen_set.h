/* seen_set.h - which keys have been seen, for any number of keys in bounded memory.

   Keys are the first 16 bytes of a SHA-256. Up to SEEN_SET_KEYS are kept in a hash table (64 MB at most); when it is
   full they are sorted and go to a temporary file without a name, which is mapped: the system may drop its pages. A key
   is looked for in the table and then in each file, where its place is guessed from its value, since hashes are spread
   evenly. When there are many files they are merged into one. Disk: 16 bytes a key. */
#ifndef SPO_OUTPUT_SEEN_SET_H
#define SPO_OUTPUT_SEEN_SET_H

#include "base/slice.h"

enum { SEEN_SET_KEYS = 1 << 21 };

typedef struct {
  uint64_t high, low;
} SeenKey;

/* The key of several texts in their order, each counted for itself. */
SeenKey seen_key(const Slice *parts, unsigned count);

typedef struct SeenSet SeenSet;

/* `keys`: most that are kept in memory, a power of two; SEEN_SET_KEYS but in tests. NULL where memory is short. */
SeenSet *seen_set_new(uint32_t keys);
void seen_set_free(SeenSet *set);

typedef enum { SEEN_NEW, SEEN_BEFORE, SEEN_FAILED } SeenState;

/* Adds a key. SEEN_FAILED where memory is short or a temporary file cannot be written: errno says why. */
SeenState seen_set_add(SeenSet *set, SeenKey key);

/* How many different keys were added. */
uint64_t seen_set_count(const SeenSet *set);

#endif
