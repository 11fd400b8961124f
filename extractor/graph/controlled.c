#include "graph/controlled.h"

Slice controlled_term(Arena *arena, Slice namespace, Slice word) {
  char *name = arena_alloc(arena, namespace.length + word.length + 1);
  if (namespace.length) memcpy(name, namespace.data, namespace.length);
  size_t length = namespace.length;
  bool upper = false;
  for (size_t i = 0; i < word.length; i++) {
    char c = word.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) name[length++] = upper && c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    upper = !letter;
  }
  return (Slice){name, length};
}

Slice bound_word(Bound bound) {
  static const char *const WORDS[] = {"exact", "at-least", "at-most", "approximately", "more-than", "less-than"};
  return slice_of(WORDS[bound]);
}
