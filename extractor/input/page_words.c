#include "input/page_words.h"

const PageWord *word_begins(const WordTable *table, Slice text) {
  const PageWord *longest = NULL;
  unsigned node = 0;
  for (size_t i = 0; i < text.length && (node = word_step(table, node, text.data[i])) != 0; i++) {
    if (table->nodes[node].word) longest = word_at(table, node);
  }
  return longest;
}

const PageWord *word_ends(const WordTable *table, Slice text) {
  const PageWord *longest = NULL;
  unsigned node = 0;
  for (size_t i = text.length; i > 0 && (node = word_step(table, node, text.data[i - 1])) != 0; i--) {
    if (table->nodes[node].word) longest = word_at(table, node);
  }
  return longest;
}

const PageWord *word_is(const WordTable *table, Slice text) {
  unsigned node = 0;
  for (size_t i = 0; i < text.length; i++) {
    if ((node = word_step(table, node, text.data[i])) == 0) return NULL;
  }
  return word_at(table, node);
}

const PageWord *word_is_any_case(const WordTable *table, Slice text) {
  unsigned node = 0;
  for (size_t i = 0; i < text.length; i++) {
    if ((node = word_step(table, node, lower_case(text.data[i]))) == 0) return NULL;
  }
  return word_at(table, node);
}

const PageWord *word_inside(const WordTable *table, Slice text, size_t *at) {
  while (*at < text.length) {
    Slice rest = {text.data + *at, text.length - *at};
    ++*at;
    if (!table->root[(uint8_t)*rest.data]) continue;
    const PageWord *word = word_begins(table, rest);
    if (word) return word;
  }
  return NULL;
}
