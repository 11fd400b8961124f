/* The text as the rules see it: NFC, positions that lead back to the source, characters, paragraphs. */
#include "unit/rules_check.h"

#include <utf8proc.h>

#include "base/utf8.h"

#define TEXTS SPO_SOURCE_DIR "/tests/data/text/"

static void make_text(Check *check, Slice words) {
  check_make_document(check, words);
  text_from_document(&check->text, &check->document, &check->arena, NULL, NULL);
}

/* Every position must lead to a character of the source, in order, and everything must fit together. */
static void check_positions(const Text *text) {
  uint64_t last = 0;
  for (uint32_t i = 0; i < text->length; i++) {
    uint64_t at = text_source_offset(text, i);
    assert_true(at >= last && at < text->document->text.length);
    assert_true(((unsigned char)text->document->text.data[at] & 0xC0) != 0x80);
    unsigned width;
    assert_int_equal(text->points[i], utf8_decode(text->utf8.data + text->bytes[i], &width));
    assert_int_equal(text->bytes[i] + width, text->bytes[i + 1]);
    last = at;
  }
  assert_int_equal(text->utf8.length, text->bytes[text->length]);
}

/* \uXXXX becomes the character. */
static Slice unescape(Arena *arena, Slice text) {
  char *out = arena_alloc(arena, text.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] == '\\' && i + 5 < text.length) {
      char digits[5] = "";
      memcpy(digits, text.data + i + 2, 4);
      length += utf8_encode((uint32_t)strtoul(digits, NULL, 16), out + length);
      i += 5;
    } else {
      out[length++] = text.data[i];
    }
  }
  return (Slice){out, length};
}

static void texts_become_nfc(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  Slice table = check_read(&check.arena, TEXTS "normal.tsv");
  unsigned rows = 0;
  while (table.length) {
    Slice row = slice_cut(&table, '\n');
    if (!row.length || row.data[0] == '#') continue;
    Slice words = unescape(&check.arena, slice_cut(&row, '\t')), expected = unescape(&check.arena, row);
    /* alone, and with others before and behind it */
    make_text(&check, words);
    assert_slice_equal(expected, check.text.utf8);
    check_positions(&check.text);
    Slice longer =
        arena_print(&check.arena, "法院%.*s。%.*s", (int)words.length, words.data, (int)words.length, words.data);
    make_text(&check, longer);
    assert_slice_equal(arena_print(&check.arena, "法院%.*s。%.*s", (int)expected.length, expected.data,
                                   (int)expected.length, expected.data),
                       check.text.utf8);
    check_positions(&check.text);
    rows++;
  }
  assert_true(rows >= 15);
  check_free(&check);
}

/* Every code point behind another one, against utf8proc on the whole. */
static void single_characters_become_nfc(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  for (uint32_t point = 0x20; point < 0x30000; point++) {
    if (point >= 0xD800 && point < 0xE000) continue;
    char words[16] = "a";
    size_t length = 1 + utf8_encode(point, words + 1);
    words[length++] = 'b';
    arena_reset(&check.arena);
    Slice copy = arena_copy(&check.arena, (Slice){words, length});
    make_text(&check, copy);
    utf8proc_uint8_t *expected = utf8proc_NFC((const utf8proc_uint8_t *)copy.data);
    assert_non_null(expected);
    if (!slice_is(check.text.utf8, (const char *)expected)) fail_msg("U+%04X differs", point);
    free(expected);
    if (point % 16 == 0) check_positions(&check.text);
  }
  check_free(&check);
}

static void unchanged_text_is_not_copied(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  make_text(&check, SLICE("法院 court «été» ครับ 한국 العربية\n第二段"));
  assert_ptr_equal(check.document.text.data, check.text.utf8.data);
  assert_int_equal(1, check.text.runs.count);
  check_free(&check);
}

/* A hostile text: no letter has a million accents. Putting them in order must not take the square of their number. */
static void endless_marks_are_survived(void **state) {
  (void)state;
  enum { PAIRS = 500000 };
  Check check;
  check_init(&check);
  char *words = arena_alloc(&check.arena, 4 * PAIRS + 1);
  words[0] = 'a';
  for (size_t i = 0; i < PAIRS; i++) memcpy(words + 1 + 4 * i, "\u0301\u0316", 4);
  make_text(&check, (Slice){words, 4 * PAIRS + 1});
  assert_int_equal(utf8_length(check.text.utf8), check.text.length);
  check_free(&check);
}

static void paragraphs_are_blocks(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  make_text(&check, SLICE("e\u0301甲。乙。\n\n  \n丙丁\n"));
  assert_int_equal(3, check.text.paragraphs.count);
  const Paragraph *first = &check.text.paragraphs.data[0], *last = &check.text.paragraphs.data[2];
  assert_slice_equal(SLICE("\u00E9甲。乙。"), text_slice(&check.text, first->begin, first->end));
  assert_slice_equal(SLICE("丙丁"), text_slice(&check.text, last->begin, last->end));
  assert_int_equal(2, first->sentence_count);
  assert_int_equal(0, check.text.paragraphs.data[1].sentence_count);
  assert_int_equal(1, last->sentence_count);
  assert_int_equal(2, last->first_sentence);
  make_text(&check, SLICE(""));
  assert_int_equal(0, check.text.length);
  assert_int_equal(0, check.text.sentences.count);
  check_free(&check);
}

static void characters_have_kinds(void **state) {
  (void)state;
  static const struct {
    uint32_t point;
    uint8_t flags;
  } CASES[] = {
      {'a', CHARACTER_LETTER},
      {'Z', CHARACTER_LETTER | CHARACTER_UPPER},
      {'7', CHARACTER_DIGIT},
      {' ', CHARACTER_SPACE},
      {'\n', CHARACTER_SPACE},
      {'.', CHARACTER_END},
      {',', CHARACTER_CLAUSE},
      {';', CHARACTER_CLAUSE},
      {'-', CHARACTER_PUNCTUATION},
      {0x7F, CHARACTER_SPACE},
      {0x6CD5, CHARACTER_HAN},
      {0x3007, CHARACTER_HAN},
      {0x20000, CHARACTER_HAN},
      {0x3002, CHARACTER_END},
      {0xFF0C, CHARACTER_CLAUSE},
      {0x3001, CHARACTER_PUNCTUATION},
      {0x2026, CHARACTER_CLAUSE},
      {0xFF17, CHARACTER_DIGIT},
      {0xFF21, CHARACTER_LETTER | CHARACTER_UPPER},
      {0x3000, CHARACTER_SPACE},
      {0xA0, CHARACTER_SPACE},
      {0x414, CHARACTER_LETTER | CHARACTER_UPPER},
      {0xE9, CHARACTER_LETTER},
      {0x3042, CHARACTER_LETTER},
      {0xD55C, CHARACTER_LETTER},
      {0x201C, CHARACTER_PUNCTUATION},
      {0x200B, CHARACTER_SPACE},
      {0x1F600, CHARACTER_PUNCTUATION},
      {0x10FFFF, CHARACTER_PUNCTUATION},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    if (character_flags(CASES[i].point) != CASES[i].flags) fail_msg("U+%04X", CASES[i].point);
  }
}

static void two_dashes_part_clauses(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  make_text(&check, SLICE("甲——乙—丙3.5。"));
  assert_int_equal(CHARACTER_CLAUSE, check.text.characters[1]);
  assert_int_equal(CHARACTER_CLAUSE, check.text.characters[2]);
  assert_int_equal(CHARACTER_PUNCTUATION, check.text.characters[4]);
  assert_int_equal(CHARACTER_PUNCTUATION, check.text.characters[7]); /* a decimal point ends nothing */
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_become_nfc),
      cmocka_unit_test(single_characters_become_nfc),
      cmocka_unit_test(unchanged_text_is_not_copied),
      cmocka_unit_test(endless_marks_are_survived),
      cmocka_unit_test(paragraphs_are_blocks),
      cmocka_unit_test(characters_have_kinds),
      cmocka_unit_test(two_dashes_part_clauses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
