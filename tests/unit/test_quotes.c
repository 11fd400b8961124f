/* Quotation marks are paired, also where pages mix them; tests/data/text/quotes.tsv says how. */
#include "unit/rules_check.h"

#define QUOTES SPO_SOURCE_DIR "/tests/data/text/quotes.tsv"

static Slice print_quotes(Check *check) {
  Slice out = SLICE("");
  for (uint32_t i = 0; i < check->text.quotes.count; i++) {
    const Quote *quote = &check->text.quotes.data[i];
    Slice inside = text_slice(&check->text, quote->begin, quote->end);
    out =
        arena_print(&check->arena, "%.*s%s%s%s%u %.*s", (int)out.length, out.data, i ? "|" : "", quote->book ? "b" : "",
                    quote->unclosed ? "u" : "", quote->depth, (int)inside.length, inside.data);
  }
  return out;
}

static void make_text(Check *check, Slice words) {
  check_make_document(check, words);
  text_from_document(&check->text, &check->document, &check->arena, NULL, NULL);
}

static void marks_are_paired(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  Slice table = check_read(&check.arena, QUOTES);
  unsigned wrong = 0, rows = 0;
  for (unsigned line = 1; table.length; line++) {
    Slice row = slice_cut(&table, '\n');
    if (!row.length || row.data[0] == '#') continue;
    rows++;
    make_text(&check, slice_cut(&row, '\t'));
    Slice got = print_quotes(&check);
    if (slice_equal(row, got)) continue;
    wrong++;
    print_error("%s:%u: expected `%.*s`, got `%.*s`\n", QUOTES, line, (int)row.length, row.data, (int)got.length,
                got.data);
  }
  assert_int_equal(0, wrong);
  assert_true(rows >= 20);
  check_free(&check);
}

static void quotations_know_their_sentence(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  make_text(&check, SLICE("天亮了。王明说：“我们出发。走。”他们到了。\n“第二段。\n“第三段。”他说。"));
  assert_slice_equal(SLICE("0 我们出发。走。|u0 第二段。|0 第三段。"), print_quotes(&check));
  static const char *const SENTENCES[] = {"王明说：“我们出发。走。”", "“第二段。", "“第三段。”他说。"};
  for (uint32_t i = 0; i < 3; i++) {
    const Sentence *sentence = &check.text.sentences.data[check.text.quotes.data[i].sentence];
    assert_slice_equal(slice_of(SENTENCES[i]), text_slice(&check.text, sentence->begin, sentence->end));
  }
  check_free(&check);
}

/* Marks upon marks, as a hostile page may have them. */
static void many_marks_are_survived(void **state) {
  (void)state;
  enum { COUNT = 200000 };
  static const char *const MARKS[] = {"“", "”", "‘", "「", "《", "\"", "“‘「"};
  Check check;
  check_init(&check);
  for (size_t m = 0; m < sizeof MARKS / sizeof MARKS[0]; m++) {
    size_t width = strlen(MARKS[m]);
    char *words = arena_alloc(&check.arena, COUNT * width);
    for (size_t i = 0; i < COUNT; i++) memcpy(words + i * width, MARKS[m], width);
    make_text(&check, (Slice){words, COUNT * width});
    for (uint32_t i = 0; i < check.text.quotes.count; i++) {
      assert_true(check.text.quotes.data[i].end <= check.text.length && check.text.quotes.data[i].depth < 8);
    }
  }
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(marks_are_paired),
      cmocka_unit_test(quotations_know_their_sentence),
      cmocka_unit_test(many_marks_are_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
