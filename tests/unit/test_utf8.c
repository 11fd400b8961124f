/* UTF-8: what is valid, code points, columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these first */
#include <cmocka.h>

#include "base/utf8.h"

static void every_code_point_goes_both_ways(void **state) {
  (void)state;
  for (uint32_t point = 0; point < 0x110000; point++) {
    if (point >= 0xD800 && point < 0xE000) continue;
    char bytes[4];
    unsigned width = utf8_encode(point, bytes), read;
    assert_int_equal(point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4, width);
    assert_int_equal(point, utf8_decode(bytes, &read));
    assert_int_equal(width, read);
    assert_int_equal(width, utf8_valid_prefix((Slice){bytes, width}));
  }
}

/* Two and three bytes, all of them, against the grammar of RFC 3629. */
static bool is_valid_three(unsigned a, unsigned b, unsigned c) {
  if (a < 0xE0 || a > 0xEF || b < 0x80 || b > 0xBF || c < 0x80 || c > 0xBF) return false;
  return (a != 0xE0 || b >= 0xA0) && (a != 0xED || b < 0xA0);
}

static void sequences_are_valid_or_not(void **state) {
  (void)state;
  for (unsigned a = 0x80; a < 0x100; a++) {
    for (unsigned b = 0; b < 0x100; b++) {
      char two[] = {(char)a, (char)b};
      bool valid = a >= 0xC2 && a < 0xE0 && b >= 0x80 && b < 0xC0;
      assert_int_equal(valid ? 2 : 0, utf8_valid_prefix((Slice){two, 2}));
      for (unsigned c = 0x7F; c < 0xC1; c++) {
        char three[] = {(char)a, (char)b, (char)c};
        size_t prefix = utf8_valid_prefix((Slice){three, 3});
        if (is_valid_three(a, b, c)) {
          assert_int_equal(3, prefix);
        } else {
          assert_true(prefix != 3 || (valid && c < 0x80));
        }
      }
    }
  }
}

static void prefixes_end_before_what_is_wrong(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t prefix;
  } CASES[] = {{"", 0},
               {"abcdefgh\xFF", 8},
               {"abcdefghi\x80", 9},
               {"法\xE6\xB3", 3},
               {"\xF0\x9F\x98\x80", 4},
               {"\xF0\x9F\x98", 0},
               {"\xF4\x90\x80\x80", 0},
               {"\xF0\x80\x80\x80", 0},
               {"\xED\xA0\x80", 0},
               {"\xC0\x80", 0},
               {"a\xF5\x80\x80\x80", 1}};
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    assert_int_equal(CASES[i].prefix, utf8_valid_prefix(slice_of(CASES[i].bytes)));
  }
}

static void lengths_and_columns(void **state) {
  (void)state;
  assert_int_equal(4, utf8_length(SLICE("a法é😀")));
  assert_int_equal(0, utf8_length(SLICE("")));
  assert_int_equal(6, utf8_columns(SLICE("a法é😀")));
  assert_int_equal(1, utf8_columns(SLICE("e\u0301")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_point_goes_both_ways),
      cmocka_unit_test(sequences_are_valid_or_not),
      cmocka_unit_test(prefixes_end_before_what_is_wrong),
      cmocka_unit_test(lengths_and_columns),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
