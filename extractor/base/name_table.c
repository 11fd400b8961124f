#include "base/name_table.h"

/* Eight bytes at a time: names are short, and looked up often. */
static uint32_t hash_of(Slice name) {
  uint64_t hash = name.length, word = 0;
  if (!name.length) return 0; /* an empty name may be nowhere */
  const char *at = name.data, *end = at + name.length;
  for (; (size_t)(end - at) >= sizeof word; at += sizeof word) {
    memcpy(&word, at, sizeof word);
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    hash ^= hash >> 32;
  }
  word = 0;
  if (at < end) memcpy(&word, at, (size_t)(end - at));
  hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
  return (uint32_t)(hash >> 32);
}

uint32_t name_table_find(const NameTable *table, Slice name) {
  if (!table->slot_count) return UINT32_MAX;
  uint32_t slot = hash_of(name) & (table->slot_count - 1);
  for (; table->slots[slot]; slot = (slot + 1) & (table->slot_count - 1)) {
    const NameEntry *entry = &table->entries.data[table->slots[slot] - 1];
    if (slice_equal(entry->name, name)) return entry->value;
  }
  return UINT32_MAX;
}

static void place(NameTable *table, uint32_t index) {
  uint32_t slot = hash_of(table->entries.data[index].name) & (table->slot_count - 1);
  while (table->slots[slot]) slot = (slot + 1) & (table->slot_count - 1);
  table->slots[slot] = index + 1;
}

void name_table_add(NameTable *table, Arena *arena, Slice name, uint32_t value) {
  VECTOR_PUSH(arena, &table->entries, ((NameEntry){name, value}));
  if (table->entries.count * 2 <= table->slot_count) {
    place(table, table->entries.count - 1);
    return;
  }
  table->slot_count = table->slot_count ? table->slot_count * 2 : 64;
  table->slots = ARENA_ARRAY(arena, uint32_t, table->slot_count);
  for (uint32_t i = 0; i < table->entries.count; i++) place(table, i);
}

Slice name_table_similar(const NameTable *table, Slice name) {
  Slice best = SLICE("");
  size_t distance = name.length / 3 + 1;
  if (distance > 4) distance = 4;
  for (uint32_t i = 0; i < table->entries.count; i++) {
    Slice candidate = table->entries.data[i].name;
    size_t found = slice_distance(name, candidate, distance - 1);
    if (found < distance) {
      distance = found;
      best = candidate;
      if (!distance) break;
    }
  }
  return best;
}

const char *name_table_hint(const NameTable *table, Arena *arena, Slice name) {
  Slice best = name_table_similar(table, name), other = SLICE("");
  if (!best.length || slice_equal(best, name)) return NULL;
  size_t distance = slice_distance(name, best, name.length);
  for (uint32_t i = 0; i < table->entries.count && !other.length; i++) {
    Slice candidate = table->entries.data[i].name;
    if (!slice_equal(candidate, best) && slice_distance(name, candidate, distance) == distance) other = candidate;
  }
  if (!other.length) return arena_print(arena, "did you mean `%.*s`?", (int)best.length, best.data).data;
  return arena_print(arena, "did you mean `%.*s` or `%.*s`?", (int)best.length, best.data, (int)other.length,
                     other.data)
      .data;
}

const char *name_hint_of(const char *const *names, size_t count, Arena *arena, Slice name) {
  NameTable table = {0};
  for (size_t i = 0; i < count; i++) {
    if (names[i][0]) name_table_add(&table, arena, slice_of(names[i]), (uint32_t)i);
  }
  return name_table_hint(&table, arena, name);
}
