/* What is wrong in a rule file is said with its place. Files in tests/data/rules/errors end with the messages that they
   must give, each behind `#! `, as keep_message writes them. */
#include "unit/rules_check.h"

#define ERRORS SPO_SOURCE_DIR "/tests/data/rules/errors"

static void check_file(const char *path) {
  Check check;
  check_init(&check);
  SpoStatus status = check_load(&check, "zh", path);
  Slice rest = check_read(&check.arena, path);
  Slice expected = SLICE("");
  while (rest.length) {
    Slice line = slice_cut(&rest, '\n');
    if (!slice_starts_with(line, SLICE("#! "))) continue;
    expected = arena_print(&check.arena, "%.*s%.*s\n", (int)expected.length, expected.data, (int)line.length - 3,
                           line.data + 3);
  }
  if (getenv("SPO_PRINT")) {
    printf("== %s\n%s", path, check.messages.text);
  } else {
    Slice got = slice_of(check.messages.text);
    if (!slice_equal(expected, got))
      fail_msg("%s: expected\n%.*s\ngot\n%s", path, (int)expected.length, expected.data, got.data);
    assert_int_equal(SPO_BAD_RULES, status);
  }
  check_free(&check);
}

static void errors_are_reported_with_their_places(void **state) {
  (void)state;
  assert_true(check_each_file(ERRORS, ".spo", check_file) >= 10);
}

/* ---- files and directories ---- */

static void expect_load_error(const char *path, const char *message) {
  Check check;
  check_init(&check);
  assert_int_equal(SPO_BAD_RULES, check_load(&check, "zh", path));
  if (!strstr(check.messages.text, message)) fail_msg("expected `%s`, got `%s`", message, check.messages.text);
  check_free(&check);
}

static void missing_and_odd_files_are_reported(void **state) {
  (void)state;
  expect_load_error("/nonexistent/rules", "No such file or directory");
  expect_load_error("/dev/null", "is no regular file");
  expect_load_error(SPO_SOURCE_DIR "/tests/data/rules/errors/not-utf8.dat", "is not UTF-8 text");
  expect_load_error(SPO_SOURCE_DIR "/tests/data/text", "holds no rule files (*.spo) for the language `zh`");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_are_reported_with_their_places),
      cmocka_unit_test(missing_and_odd_files_are_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
