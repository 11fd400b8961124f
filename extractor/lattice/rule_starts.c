#include "lattice/rule_starts.h"

#include "text/text.h"

enum { HASHED = 4 * MOST_STARTS };

void rule_starts_begin(RuleStarts *starts, Arena *arena, const RuleSet *rules) {
  *starts = (RuleStarts){.count = 1};
  starts->members = ARENA_ARRAY(arena, uint64_t, MOST_STARTS * (size_t)start_width(rules));
  starts->hashed = ARENA_ARRAY(arena, uint16_t, HASHED);
}

uint16_t rule_starts_add(RuleStarts *starts, const RuleSet *rules, const uint64_t *members) {
  uint32_t width = start_width(rules);
  uint64_t hash = 0;
  for (uint32_t i = 0; i < width; i++) hash = (hash ^ members[i]) * UINT64_C(0x9E3779B97F4A7C15) >> 1;
  uint32_t slot = (uint32_t)(hash >> 32) % HASHED;
  for (; starts->hashed[slot]; slot = (slot + 1) % HASHED) {
    uint16_t known = starts->hashed[slot];
    if (memcmp(starts->members + (size_t)known * width, members, width * sizeof *members) == 0) return known;
  }
  uint16_t number = (uint16_t)starts->count;
  if (starts->count < MOST_STARTS) {
    starts->count++;
    starts->hashed[slot] = number;
  } else { /* two sets share a number: it stands for both */
    number = (uint16_t)(1 + (uint32_t)(hash >> 32) % (MOST_STARTS - 1));
    starts->shared.words[number / 64] |= UINT64_C(1) << (number & 63);
  }
  for (uint32_t i = 0; i < width; i++) starts->members[(size_t)number * width + i] |= members[i];
  return number;
}

static StartMask *empty_masks(Arena *arena, uint32_t count) {
  StartMask *masks = arena_aligned(arena, count, sizeof *masks);
  memset(masks, 0, count * sizeof *masks);
  return masks;
}

/* What may begin with a character of these flags. */
static void join_character(const RuleStarts *starts, unsigned flags, StartMask *mask) {
  const unsigned apart = CHARACTER_SPACE | CHARACTER_CLAUSE | CHARACTER_END;
  if (flags & CHARACTER_HAN) rule_starts_join(starts, BUILTIN_HAN, mask);
  if (flags & CHARACTER_DIGIT) rule_starts_join(starts, BUILTIN_DIGIT, mask);
  if (flags & CHARACTER_LETTER) rule_starts_join(starts, BUILTIN_LETTER, mask);
  if (flags & (CHARACTER_PUNCTUATION | CHARACTER_CLAUSE | CHARACTER_END)) rule_starts_join(starts, BUILTIN_PUNCT, mask);
  if (!(flags & apart)) rule_starts_join(starts, BUILTIN_CHAR, mask);
}

/* Where edges are told by their types, these are told by what a position is. */
static void make_tables(RuleStarts *starts, Arena *arena, const RuleSet *rules, bool leftwards) {
  starts->of_characters = empty_masks(arena, UINT8_MAX + 1);
  starts->of_places = empty_masks(arena, START_PLACES);
  for (unsigned flags = 0; flags <= UINT8_MAX; flags++) join_character(starts, flags, &starts->of_characters[flags]);
  for (unsigned holds = 0; holds < START_PLACES; holds++) {
    for (unsigned tests = 1; tests < PLACE_TESTS; tests++) {
      if ((holds & tests) == tests) rule_starts_join(starts, start_of_place(rules, tests), &starts->of_places[holds]);
    }
    bool blank = holds & (leftwards ? PLACE_BLANK_BEFORE : PLACE_BLANK_BEHIND);
    if (blank) rule_starts_join(starts, BUILTIN_SPACE, &starts->of_places[holds]);
  }
  for (unsigned holds = 0; holds < START_PLACES; holds++) starts->of_places[holds].words[0] |= UINT64_C(1) << START_ANY;
}

void rule_starts_end(RuleStarts *starts, Arena *arena, const RuleSet *rules, bool leftwards) {
  uint32_t width = start_width(rules), rows = 0;
  starts->rows = ARENA_ARRAY(arena, uint16_t, 64 * width);
  for (uint32_t i = 0; i < width; i++) {
    uint64_t any = 0;
    for (uint32_t start = 1; start < starts->count; start++) any |= starts->members[(size_t)start * width + i];
    for (; any; any &= any - 1) starts->rows[64 * i + (uint32_t)__builtin_ctzll(any)] = (uint16_t)++rows;
  }
  starts->of_rows = empty_masks(arena, rows + 1);
  for (uint32_t start = 1; start < starts->count; start++) {
    for (uint32_t i = 0; i < width; i++) {
      for (uint64_t some = starts->members[(size_t)start * width + i]; some; some &= some - 1) {
        uint32_t row = starts->rows[64 * i + (uint32_t)__builtin_ctzll(some)] - 1u;
        starts->of_rows[row].words[start / 64] |= UINT64_C(1) << (start & 63);
      }
    }
  }
  make_tables(starts, arena, rules, leftwards);
}
