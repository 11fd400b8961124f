#include "lexicon/word_cost.h"

#include <math.h>

#include "base/utf8.h"
#include "lexicon/costs.h"
#include "text/text.h"

enum { LONGEST_ESTIMATED = 255 };
static const float LISTED_WORD = 14.5f;

/* The cheapest way to read `spelling` with the words of the dictionary. */
static float reading_cost(const Lexicon *dictionary, Slice spelling) {
  uint16_t codes[LONGEST_ESTIMATED + 1];
  float single[LONGEST_ESTIMATED + 1];
  float best[LONGEST_ESTIMATED + 2];
  uint32_t length = 0;
  unsigned width;
  for (size_t at = 0; at < spelling.length && length < LONGEST_ESTIMATED; at += width) {
    uint32_t point = utf8_decode(spelling.data + at, &width);
    single[length] = cost_of_character(character_flags(point));
    codes[length++] = alphabet_code(&dictionary->alphabet, point);
  }
  for (uint32_t i = 0; i <= length; i++) best[i] = i ? INFINITY : 0;
  for (uint32_t i = 0; i < length; i++) {
    if (best[i] + single[i] < best[i + 1]) best[i + 1] = best[i] + single[i];
    TrieCursor cursor = {0};
    for (uint32_t end = i; end < length && trie_follow(&dictionary->trie, &cursor, codes[end]); end++) {
      uint32_t word = cursor.value - 1;
      if (word >= dictionary->word_count) continue;
      float cost = best[i] + dictionary->words[word].cost;
      if (cost < best[end + 1]) best[end + 1] = cost;
    }
  }
  return best[length];
}

/* Without a dictionary a word costs what its runs of letters and its other characters do; a phrase that is listed, less
   than its words. */
static float alphabet_cost(Slice spelling) {
  float cost = 0;
  bool inside = false;
  unsigned width;
  for (size_t at = 0; at < spelling.length; at += width) {
    uint8_t flags = character_flags(utf8_decode(spelling.data + at, &width));
    bool letter = flags & (CHARACTER_LETTER | CHARACTER_DIGIT);
    if (letter && !inside) cost += cost == 0 ? COST_SHAPE : COST_NEXT_WORD;
    if (!letter) cost += cost_of_character(flags);
    inside = letter;
  }
  return cost;
}

/* A listed word that the dictionary lacks is one word, so it costs less than its parts; a mere literal costs the same.
 */
float word_cost_estimate(const Lexicon *dictionary, Slice spelling, unsigned flags) {
  if (!dictionary) return alphabet_cost(spelling);
  uint32_t known = lexicon_find(dictionary, spelling);
  if (known != WORD_NONE) return dictionary->words[known].cost;
  float parts = reading_cost(dictionary, spelling), shapes = alphabet_cost(spelling);
  if (shapes < parts) parts = shapes; /* words of an alphabet are read by their shapes */
  if (flags & WORD_NOT_COUNTED) return parts;
  return parts - 1 < LISTED_WORD ? parts - 1 : LISTED_WORD;
}
