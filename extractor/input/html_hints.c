#include "input/html_hints.h"

#include "input/page_words.h"

enum { LONGEST = 200 };

static bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || (c >= '0' && c <= '9');
}

/* Hints of one word in lower case. */
static unsigned word_hints(Slice word) {
  unsigned hints = 0;
  for (const HintWord *entry = HINT_WORDS; entry->word; entry++) {
    if (entry->match == HINT_ANYWHERE || entry->word[0] != word.data[0]) continue;
    Slice wanted = slice_of(entry->word);
    if (entry->match == HINT_PREFIX ? slice_starts_with(word, wanted) : slice_equal(word, wanted))
      hints |= entry->hints;
  }
  return hints;
}

unsigned html_hints(Slice names) {
  char lower[LONGEST];
  if (names.length > LONGEST) names.length = LONGEST;
  for (size_t i = 0; i < names.length; i++) {
    lower[i] = is_upper(names.data[i]) ? (char)(names.data[i] | 0x20) : names.data[i];
  }
  Slice all = {lower, names.length};
  unsigned hints = 0;
  for (const HintWord *entry = HINT_WORDS; entry->word; entry++) {
    if (entry->match == HINT_ANYWHERE && slice_find(all, slice_of(entry->word)) != SIZE_MAX) hints |= entry->hints;
  }
  for (size_t begin = 0, end; begin < names.length; begin = end) {
    for (end = begin; end < names.length && is_word(names.data[end]); end++) {
      if (end > begin && is_upper(names.data[end]) && !is_upper(names.data[end - 1])) break; /* articleBody */
    }
    if (end > begin) {
      hints |= word_hints((Slice){lower + begin, end - begin});
    } else {
      end++;
    }
  }
  return hints;
}
