/* Paragraphs are cut into sentences; tests/data/text/sentences.txt says where. */
#include "unit/rules_check.h"

#define SENTENCES SPO_SOURCE_DIR "/tests/data/text/sentences.txt"
#define BAR "│"

static bool is_abbreviation(void *handle, Slice word) {
  (void)handle;
  return slice_is(word, "Mr.") || slice_is(word, "Inc.") || slice_is(word, "a.m.");
}

static void make_text(Check *check, Slice words) {
  check_make_document(check, words);
  text_from_document(&check->text, &check->document, &check->arena, is_abbreviation, NULL);
}

static void paragraphs_are_cut_where_marked(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  Slice table = check_read(&check.arena, SENTENCES);
  unsigned wrong = 0, rows = 0;
  for (unsigned line = 1; table.length; line++) {
    Slice row = slice_cut(&table, '\n');
    if (!row.length || row.data[0] == '#') continue;
    rows++;
    Slice words = SLICE(""), got = SLICE("");
    for (Slice rest = row; rest.length;) { /* without the bars */
      size_t bar = slice_find(rest, SLICE(BAR));
      size_t length = bar == SIZE_MAX ? rest.length : bar;
      words = arena_print(&check.arena, "%.*s%.*s", (int)words.length, words.data, (int)length, rest.data);
      size_t taken = bar == SIZE_MAX ? length : bar + strlen(BAR);
      rest = (Slice){rest.data + taken, rest.length - taken};
    }
    make_text(&check, words);
    uint32_t at = 0;
    for (uint32_t i = 0; i < check.text.sentences.count; i++) { /* the bars again, from the sentences */
      const Sentence *sentence = &check.text.sentences.data[i];
      Slice before = text_slice(&check.text, at, sentence->begin);
      Slice inside = text_slice(&check.text, sentence->begin, sentence->end);
      got = arena_print(&check.arena, "%.*s%.*s%s%.*s", (int)got.length, got.data, (int)before.length, before.data,
                        i ? BAR : "", (int)inside.length, inside.data);
      at = sentence->end;
    }
    Slice expected = row;
    if (slice_equal(expected, got)) continue;
    wrong++;
    print_error("%s:%u: expected `%.*s`, got `%.*s`\n", SENTENCES, line, (int)expected.length, expected.data,
                (int)got.length, got.data);
  }
  assert_int_equal(0, wrong);
  assert_true(rows >= 30);
  check_free(&check);
}

static void long_sentences_are_cut_at_clauses(void **state) {
  (void)state;
  enum { CLAUSES = 3000 };
  Check check;
  check_init(&check);
  char *words = arena_alloc(&check.arena, CLAUSES * 12);
  for (size_t i = 0; i < CLAUSES; i++) memcpy(words + 12 * i, "甲乙丙，", 12);
  make_text(&check, (Slice){words, CLAUSES * 12});
  uint32_t covered = 0;
  for (uint32_t i = 0; i < check.text.sentences.count; i++) {
    const Sentence *sentence = &check.text.sentences.data[i];
    assert_true(sentence->end - sentence->begin <= SENTENCE_LONGEST);
    assert_int_equal(covered, sentence->begin);
    assert_int_equal(0xFF0C, check.text.points[sentence->end - 1]);
    covered = sentence->end;
  }
  assert_int_equal(CLAUSES * 4, covered);
  /* nothing to cut at; also inside an endless quotation; nothing but full stops */
  static const char *const FIRST[] = {"甲", "“", "。"}, *const REST[] = {"甲", "甲", "。"};
  for (int kind = 0; kind < 3; kind++) {
    for (size_t i = 0; i < CLAUSES * 4; i++) memcpy(words + 3 * i, i ? REST[kind] : FIRST[kind], 3);
    make_text(&check, (Slice){words, CLAUSES * 12});
    assert_int_equal((CLAUSES * 4 + SENTENCE_LONGEST - 1) / SENTENCE_LONGEST, check.text.sentences.count);
  }
  check_free(&check);
}

static void sentences_are_found_by_position(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  make_text(&check, SLICE("甲。 乙。\n丙"));
  static const uint32_t EXPECTED[] = {0, 0, UINT32_MAX, 1, 1, UINT32_MAX, 2, UINT32_MAX, UINT32_MAX};
  for (uint32_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++) {
    assert_int_equal(EXPECTED[i], text_sentence_at(&check.text, i));
  }
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paragraphs_are_cut_where_marked),
      cmocka_unit_test(long_sentences_are_cut_at_clauses),
      cmocka_unit_test(sentences_are_found_by_position),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
