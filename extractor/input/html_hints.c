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
  unsigned hints = 0, node = 0;
  for (size_t i = 0; i < word.length && (node = word_step(&HINTS, node, word.data[i])) != 0; i++) {
    const PageWord *known = word_at(&HINTS, node);
    if (known && (i + 1 == word.length || (known->flags & HINT_PREFIX))) hints |= known->flags;
  }
  return hints;
}

unsigned html_hints(Slice names) {
  char lower[LONGEST];
  if (names.length > LONGEST) names.length = LONGEST;
  for (size_t i = 0; i < names.length; i++) lower[i] = lower_case(names.data[i]);
  unsigned hints = 0;
  const PageWord *inside;
  for (size_t at = 0; (inside = word_inside(&HINTS_ANYWHERE, (Slice){lower, names.length}, &at));) {
    hints |= inside->flags;
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
  return hints & ~(unsigned)HINT_PREFIX;
}
