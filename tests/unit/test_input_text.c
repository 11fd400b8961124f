#include "unit/input_check.h"

static void texts_give_the_expected_documents(void **state) {
  (void)state;
  check_folder(DATA "text/", ".txt");
}

static void check_refused(Slice bytes, const char *report) {
  Reports reports;
  char *found = dump_bytes(bytes, "test.txt", &reports);
  assert_string_equal(found, "");
  assert_int_equal(reports.errors, 1);
  if (!strstr(reports.last, report)) fail_msg("'%s' is not '%s'", reports.last, report);
  free(found);
}

static void what_is_no_text_is_refused(void **state) {
  (void)state;
  check_refused(SLICE(""), "is empty");
  check_refused(SLICE(" \n\t\n"), "holds no text");
  check_refused(SLICE("abc\0def"), "@3 is a binary file");
  check_refused(SLICE("\1\2\3\4\5\6 abc"), "@0 is a binary file");
  check_refused(SLICE("%PDF-1.4\n%\xE2\xE3\xCF\xD3"), "is a PDF document");
  check_refused(SLICE("\x7F"
                      "ELF\1\1"),
                "is a program");
  check_refused(SLICE("caf\x81 au lait"), "@3 cannot be decoded: not UTF-8");
  check_refused(SLICE("\xEF\xBB\xBF"
                      "caf\xE9"),
                "@6 cannot be decoded");
  check_refused(SLICE("cut in \xE4\xB8"), "@7 cannot be decoded");
  check_refused(SLICE("half a pair \xED\xA0\x80"), "@12 cannot be decoded");
  check_refused(SLICE("\xFF\xFE\x00\xD8\x20\x00"), "@2 cannot be decoded: not valid UTF-16LE");
  check_refused(SLICE("\xFF\xFE\0\0a\0\0\0"), "UTF-32");
}

static void the_language_option_fills_a_gap(void **state) {
  (void)state;
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  Document document;
  arena_init(&arena, 1 << 24);
  if (ARENA_GUARD(&arena, jump)) fail();
  ReaderOptions options = {.language = SLICE("zh")};
  Reader *reader = reader_open_memory(SLICE("An English sentence."), "a.txt", &options, NULL, &status);
  assert_int_equal(reader_next(reader, &arena, &document), SPO_SUCCESS);
  assert_true(slice_is(document.language, "zh"));
  reader_close(reader);
  arena_free(&arena);
}

/* Blocks are laid over the text as it is; nothing is added or removed. */
static void the_text_stays_as_it_is(void **state) {
  (void)state;
  static const char TEXT[] = "\n  Title here\r\n\r\n　　第一段。\n\n\n 第二段。 \n";
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  Document document;
  arena_init(&arena, 1 << 24);
  if (ARENA_GUARD(&arena, jump)) fail();
  Reader *reader = reader_open_memory(slice_of(TEXT), "a.txt", NULL, NULL, &status);
  assert_int_equal(reader_next(reader, &arena, &document), SPO_SUCCESS);
  assert_true(slice_is(document.text, TEXT));
  assert_int_equal(document.blocks.count, 3);
  assert_int_equal(document.blocks.data[0].begin, 3);
  assert_string_equal(document.sha256, "5ef99e4a94d78afdb6a2ca52f488a28a0dd65dc7e53a20f3d5a46c971f87c774");
  reader_close(reader);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(texts_give_the_expected_documents),
      cmocka_unit_test(what_is_no_text_is_refused),
      cmocka_unit_test(the_language_option_fills_a_gap),
      cmocka_unit_test(the_text_stays_as_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
