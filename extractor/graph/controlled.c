#include "graph/controlled.h"

#define SPO "https://w3id.org/spo#"

Slice controlled_term(Arena *arena, Slice word) {
  char *name = arena_alloc(arena, sizeof SPO + word.length);
  memcpy(name, SPO, sizeof SPO - 1);
  size_t length = sizeof SPO - 1;
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
