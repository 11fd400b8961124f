/* Markdown: files with what should come out beside them, and shapes that are meant to take long. */
#include <time.h>

#include "unit/input_records.h"

static void files_give_the_expected_documents(void **state) {
  (void)state;
  check_folder(DATA "markdown/", ".md"); /* every character leads back, too */
}

static void markdown_is_known_by_its_beginning(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("# Bridge\n\nIt **opened** on Monday.\n"), "a", 1, 0, "title: Bridge", "P It opened on Monday.");
  RECORDS_CHECK(SLICE("---\ntitle: Bridge\n---\nIt opened on Monday.\n"), "a", 1, 0, "title: Bridge", "P It opened");
  RECORDS_CHECK(SLICE("# 1 is the number of the bridge.\n\nIt opened on Monday.\n"), "a", 1, 0, "P # 1 is the number");
}

static void front_matter_is_read_with_care(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("---\ntitle: 'It''s'\nauthor: {name: x}\ndate: soon\nurl: nowhere\nlang: zh_CN\n# note\n"
                      "params:\n  title: inner\n---\n江城大桥昨天通车。\n"),
                "a.md", 1, 0, "title: It''s\n", "language: zh\n", "H It''s", "P 江城大桥");
  RECORDS_CHECK(SLICE("---\nkey: value, and no end\n\nText.\n"), "a.md", 1, 0, "P Text.");
  RECORDS_CHECK(SLICE("---\ntitle: Only this\n---\n"), "a.md", 1, 0, "H Only this");
  RECORDS_CHECK(SLICE("---\ndate: 2024-05-08\n---\n\n"), "a.md", 0, 1, "holds no text");
}

static void what_is_no_text_is_left_out(void **state) {
  (void)state;
  RECORDS_CHECK(
      SLICE("A ship left.\n\n~~~\ncode\n~~~\n\n![only](a.png)\n\n<!-- a\n\ncomment -->\n\n<script>\nvar x;\n</script>\n"
            "\n***\n\nA ship came &copy; &nosuch; &#x41;.\n"),
      "a.md", 1, 0, "P A ship left.\n", "P A ship came © &nosuch; A.\n");
  RECORDS_CHECK(SLICE("```\nonly code\n```\n"), "a.md", 0, 1, "holds no text");
  RECORDS_CHECK(SLICE(""), "a.md", 0, 1, "is empty");
}

/* `piece` a hundred thousand times. */
static void check_shape(const char *before, const char *piece) {
  struct timespec begin, end;
  Slice bytes = repeat_piece(before, piece, 100000, "");
  clock_gettime(CLOCK_MONOTONIC, &begin);
  Records records = records_read(bytes, "a.md", NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (end.tv_sec - begin.tv_sec > 30) fail_msg("'%s' took %ld seconds", piece, end.tv_sec - begin.tv_sec);
  assert_true(records.documents + records.errors == 1);
  records_free(&records);
  free((char *)(uintptr_t)bytes.data);
}

static void no_shape_takes_long(void **state) {
  (void)state;
  static const char *const PIECES[] = {"> ",   "- ",      "[",        "![",  "[a](", "*a",  "_a ", "`a ",
                                       "<a ",  "<!--",    "&a",       "a\n", "\\",   "1. ", "#\n", "|a",
                                       "a|\n", "**a *b ", "[a]: b\n", "]",   "(",    "\"",  "~~a "};
  for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) check_shape("A ship left. ", PIECES[i]);
  check_shape("|a|\n|-|\n", "|a|\n");
}

static void full_arenas_do_no_harm(void **state) {
  (void)state;
  static const char *const NAMES[] = {"front-matter", "gb18030", "zh"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    char path[256];
    snprintf(path, sizeof path, DATA "markdown/%s.md", NAMES[i]);
    Slice source = read_bytes(path);
    check_full_arenas(source, path, NULL, 2);
    free((char *)(uintptr_t)source.data);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_give_the_expected_documents),
      cmocka_unit_test(markdown_is_known_by_its_beginning),
      cmocka_unit_test(front_matter_is_read_with_care),
      cmocka_unit_test(what_is_no_text_is_left_out),
      cmocka_unit_test(no_shape_takes_long),
      cmocka_unit_test(full_arenas_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
