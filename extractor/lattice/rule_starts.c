#include "lattice/rule_starts.h"

enum { HASHED = 4 * MOST_STARTS };

/* Words of a set of types. */
static uint32_t width_of(const RuleSet *rules) {
  return rules->types_count / 64 + 1;
}

void rule_starts_begin(RuleStarts *starts, Arena *arena, const RuleSet *rules) {
  *starts = (RuleStarts){.count = 1};
  starts->types = ARENA_ARRAY(arena, uint64_t, MOST_STARTS * (size_t)width_of(rules));
  starts->hashed = ARENA_ARRAY(arena, uint16_t, HASHED);
}

uint16_t rule_starts_add(RuleStarts *starts, const RuleSet *rules, const uint64_t *types) {
  uint32_t width = width_of(rules);
  uint64_t hash = 0;
  for (uint32_t i = 0; i < width; i++) hash = (hash ^ types[i]) * UINT64_C(0x9E3779B97F4A7C15) >> 1;
  uint32_t slot = (uint32_t)(hash >> 32) % HASHED;
  for (; starts->hashed[slot]; slot = (slot + 1) % HASHED) {
    uint16_t known = starts->hashed[slot];
    if (memcmp(starts->types + (size_t)known * width, types, width * sizeof *types) == 0) return known;
  }
  uint16_t number = (uint16_t)starts->count;
  if (starts->count < MOST_STARTS) {
    starts->count++;
    starts->hashed[slot] = number;
  } else { /* two sets share a number: it stands for both */
    number = (uint16_t)(1 + (uint32_t)(hash >> 32) % (MOST_STARTS - 1));
  }
  for (uint32_t i = 0; i < width; i++) starts->types[(size_t)number * width + i] |= types[i];
  return number;
}

void rule_starts_end(RuleStarts *starts, Arena *arena, const RuleSet *rules) {
  uint32_t width = width_of(rules), rows = 0;
  starts->rows = ARENA_ARRAY(arena, uint16_t, rules->types_count + 1);
  for (uint32_t i = 0; i < width; i++) {
    uint64_t any = 0;
    for (uint32_t start = 1; start < starts->count; start++) any |= starts->types[(size_t)start * width + i];
    for (; any; any &= any - 1) starts->rows[64 * i + (uint32_t)__builtin_ctzll(any)] = (uint16_t)++rows;
  }
  starts->of_rows = arena_aligned(arena, rows + 1, sizeof *starts->of_rows);
  memset(starts->of_rows, 0, (rows + 1) * sizeof *starts->of_rows);
  for (uint32_t start = 1; start < starts->count; start++) {
    for (uint32_t i = 0; i < width; i++) {
      for (uint64_t some = starts->types[(size_t)start * width + i]; some; some &= some - 1) {
        uint32_t row = starts->rows[64 * i + (uint32_t)__builtin_ctzll(some)] - 1u;
        starts->of_rows[row].words[start / 64] |= UINT64_C(1) << (start & 63);
      }
    }
  }
}
