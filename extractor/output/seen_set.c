#include "output/seen_set.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_RUNS = 8, FIRST_ROOM = 256 };

/* Sorted keys in a file. */
typedef struct {
  const SeenKey *keys;
  size_t count;
} SortedRun;

struct SeenSet {
  SeenKey *table;      /* twice as many places as `room`; all zero is free */
  uint32_t room, held; /* keys that the table may hold before it grows, or, where `room` is `most`, goes to a file */
  uint32_t most;
  bool has_zero; /* the key that is all zero */
  SortedRun runs[MOST_RUNS];
  unsigned run_count;
  uint64_t count;
};

SeenKey seen_key(const Slice *parts, unsigned count) {
  struct sha256_ctx hash;
  uint8_t digest[16];
  sha256_init(&hash);
  for (unsigned i = 0; i < count; i++) {
    uint64_t length = parts[i].length;
    sha256_update(&hash, sizeof length, (const uint8_t *)&length);
    sha256_update(&hash, parts[i].length, (const uint8_t *)(parts[i].length ? parts[i].data : ""));
  }
  sha256_digest(&hash, sizeof digest, digest);
  SeenKey key = {0, 0};
  for (unsigned i = 0; i < 8; i++) {
    key.high = key.high << 8 | digest[i];
    key.low = key.low << 8 | digest[8 + i];
  }
  return key;
}

static int compare(SeenKey a, SeenKey b) {
  if (a.high != b.high) return a.high < b.high ? -1 : 1;
  return (a.low > b.low) - (a.low < b.low);
}

static int compare_keys(const void *a, const void *b) {
  return compare(*(const SeenKey *)a, *(const SeenKey *)b);
}

static bool is_zero(SeenKey key) {
  return !key.high && !key.low;
}

SeenSet *seen_set_new(uint32_t keys) {
  SeenSet *set = calloc(1, sizeof *set);
  if (!set) return NULL;
  set->most = keys;
  set->room = keys < FIRST_ROOM ? keys : FIRST_ROOM;
  set->table = calloc((size_t)set->room * 2, sizeof *set->table);
  if (set->table) return set;
  free(set);
  return NULL;
}

static void drop_runs(SeenSet *set) {
  for (unsigned i = 0; i < set->run_count; i++) {
    munmap((void *)set->runs[i].keys, set->runs[i].count * sizeof(SeenKey));
  }
  set->run_count = 0;
}

void seen_set_free(SeenSet *set) {
  if (!set) return;
  drop_runs(set);
  free(set->table);
  free(set);
}

/* ---- files ---- */

/* The place where a key is or would be, guessed from its value between those at the ends, which shrinks the range to a
   few keys in a few steps; halving follows where it does not. */
static bool run_has(const SortedRun *run, SeenKey key) {
  size_t low = 0, high = run->count;
  for (unsigned step = 0; low < high; step++) {
    uint64_t first = run->keys[low].high, last = run->keys[high - 1].high;
    if (key.high < first || key.high > last) return false;
    size_t at = low + (high - low) / 2;
    if (step < 8 && last > first) {
      at = low + (size_t)((double)(key.high - first) / (double)(last - first) * (double)(high - 1 - low));
      if (at >= high) at = high - 1;
    }
    int order = compare(run->keys[at], key);
    if (order == 0) return true;
    if (order < 0) {
      low = at + 1;
    } else {
      high = at;
    }
  }
  return false;
}

static bool map_run(SeenSet *set, FILE *file, size_t count) {
  void *keys = MAP_FAILED;
  if (fflush(file) == 0) keys = mmap(NULL, count * sizeof(SeenKey), PROT_READ, MAP_PRIVATE, fileno(file), 0);
  fclose(file);
  if (keys == MAP_FAILED) return false;
  set->runs[set->run_count++] = (SortedRun){keys, count};
  return true;
}

/* All files become one. */
static bool merge_runs(SeenSet *set) {
  SeenSet merged = {0};
  size_t at[MOST_RUNS] = {0}, count = 0;
  FILE *file = tmpfile();
  if (!file) return false;
  for (;;) {
    unsigned least = set->run_count;
    for (unsigned i = 0; i < set->run_count; i++) {
      if (at[i] == set->runs[i].count) continue;
      if (least == set->run_count || compare(set->runs[i].keys[at[i]], set->runs[least].keys[at[least]]) < 0) least = i;
    }
    if (least == set->run_count) break;
    if (fwrite(&set->runs[least].keys[at[least]++], sizeof(SeenKey), 1, file) != 1) {
      fclose(file);
      return false;
    }
    count++;
  }
  if (!map_run(&merged, file, count)) return false;
  drop_runs(set);
  set->runs[set->run_count++] = merged.runs[0];
  return true;
}

/* The table's keys become a file. */
static bool spill(SeenSet *set) {
  if (set->run_count == MOST_RUNS && !merge_runs(set)) return false;
  size_t count = 0;
  for (size_t i = 0; i < (size_t)set->most * 2; i++) {
    if (!is_zero(set->table[i])) set->table[count++] = set->table[i];
  }
  qsort(set->table, count, sizeof *set->table, compare_keys);
  FILE *file = tmpfile();
  if (!file) return false;
  if (fwrite(set->table, sizeof *set->table, count, file) != count) {
    fclose(file);
    return false;
  }
  if (!map_run(set, file, count)) return false;
  memset(set->table, 0, (size_t)set->most * 2 * sizeof *set->table);
  set->held = 0;
  return true;
}

/* ---- adding ---- */

/* Where the key is, or the free place where it belongs. */
static size_t place_of(const SeenSet *set, SeenKey key) {
  size_t mask = (size_t)set->room * 2 - 1, place = (size_t)key.low & mask;
  while (!is_zero(set->table[place]) && compare(set->table[place], key) != 0) place = (place + 1) & mask;
  return place;
}

static bool grow(SeenSet *set) {
  SeenSet larger = {.room = set->room * 2};
  larger.table = calloc((size_t)larger.room * 2, sizeof *larger.table);
  if (!larger.table) return false;
  for (size_t i = 0; i < (size_t)set->room * 2; i++) {
    if (!is_zero(set->table[i])) larger.table[place_of(&larger, set->table[i])] = set->table[i];
  }
  free(set->table);
  set->table = larger.table;
  set->room = larger.room;
  return true;
}

SeenState seen_set_add(SeenSet *set, SeenKey key) {
  if (is_zero(key)) {
    bool before = set->has_zero;
    set->has_zero = true;
    set->count += !before;
    return before ? SEEN_BEFORE : SEEN_NEW;
  }
  size_t place = place_of(set, key);
  if (!is_zero(set->table[place])) return SEEN_BEFORE;
  for (unsigned i = 0; i < set->run_count; i++) {
    if (run_has(&set->runs[i], key)) return SEEN_BEFORE;
  }
  set->table[place] = key;
  set->count++;
  if (++set->held < set->room) return SEEN_NEW;
  return (set->room < set->most ? grow(set) : spill(set)) ? SEEN_NEW : SEEN_FAILED;
}

uint64_t seen_set_count(const SeenSet *set) {
  return set->count;
}
