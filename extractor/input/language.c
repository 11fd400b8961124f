#include "input/language.h"

/* What follows "zh-" where the characters are the traditional ones. */
static const char *const TRADITIONAL[] = {"hant", "tw", "hk", "mo", "cht"};

static bool is_traditional(Slice subtag) {
  for (size_t i = 0; i < sizeof TRADITIONAL / sizeof *TRADITIONAL; i++) {
    if (slice_is(subtag, TRADITIONAL[i])) return true;
  }
  return false;
}

Slice language_normalize(Arena *arena, Slice tag) {
  enum { LONGEST = 35 }; /* BCP 47, section 4.4.1 */
  tag = slice_trim(tag);
  if (tag.length < 2 || tag.length > LONGEST) return (Slice){0};
  char lower[LONGEST + 1];
  for (size_t i = 0; i < tag.length; i++) {
    char c = tag.data[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c | 0x20);
    if (c == '_') c = '-';
    bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    if (!letter && !(i > 1 && (digit || c == '-'))) return (Slice){0};
    lower[i] = c;
  }
  Slice rest = {lower, tag.length}, primary = slice_cut(&rest, '-');
  if (primary.length > 3) return (Slice){0};
  if (slice_is(primary, "zh") || slice_is(primary, "cmn")) {
    while (rest.length) {
      if (is_traditional(slice_cut(&rest, '-'))) return SLICE("zh-hant");
    }
    return SLICE("zh");
  }
  Slice script = slice_cut(&rest, '-');
  if (script.length != 4) return arena_copy(arena, primary);
  return arena_copy(arena, slice_between(primary.data, script.data + script.length));
}

/* Chinese characters (U+3400 to U+9FFF, by their first byte in UTF-8) and Latin letters. */
static void count_letters(Slice text, size_t *han, size_t *latin) {
  enum { ENOUGH = 64 * 1024 };
  size_t length = text.length < ENOUGH ? text.length : ENOUGH;
  *han = *latin = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    *han += c >= 0xE4 && c <= 0xE9;
    *latin += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }
}

Slice language_guess(Slice text) {
  size_t han, latin;
  count_letters(text, &han, &latin);
  /* A Chinese character says as much as two or three letters: an article full of English names is still Chinese. */
  return han * 5 / 2 > latin ? SLICE("zh") : SLICE("en");
}

Slice language_checked(Slice declared, Slice text) {
  size_t han, latin;
  count_letters(text, &han, &latin);
  bool says_chinese = slice_starts_with(declared, SLICE("zh")), says_english = slice_is(declared, "en");
  if (declared.length == 0) return language_guess(text);
  if (says_english && han > latin) return SLICE("zh");
  if (says_chinese && han * 20 < latin) return SLICE("en");
  return declared;
}
