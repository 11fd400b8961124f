#include "input/date_text.h"
#include "unit/input_check.h"

static void dates_become_canonical(void **state) {
  (void)state;
  Slice file = read_bytes(DATA "dates.tsv"), rest = file;
  unsigned cases = 0;
  while (rest.length) {
    Slice line = slice_cut(&rest, '\n');
    if (line.length == 0 || line.data[0] == '#') continue;
    Slice expected = line, written = slice_cut(&expected, '\t');
    char date[DATE_TEXT_SIZE] = "-";
    if (!date_text_value(written, date)) strcpy(date, "-");
    if (!slice_is(expected, date)) fail_msg("'%.*s' is %s", (int)written.length, written.data, date);
    cases++;
  }
  assert_true(cases > 50);
  free((char *)(uintptr_t)file.data);
}

static void the_length_of_a_date_is_known(void **state) {
  (void)state;
  char date[DATE_TEXT_SIZE];
  assert_int_equal(date_text_at(SLICE("2023-03-24 08:15 来源"), date), 16);
  assert_int_equal(date_text_at(SLICE("2023年3月24日，他说"), date), strlen("2023年3月24日"));
  assert_int_equal(date_text_at(SLICE("March 3, 2023 | News"), date), 13);
  assert_int_equal(date_text_at(SLICE("2023 people"), date), 0);
}

static void urls_name_days(void **state) {
  (void)state;
  static const struct {
    const char *url, *date;
  } CASES[] = {
      {"https://example.com/2023/03/24/bridge.html", "2023-03-24"},
      {"http://www.example.com/n1/2023/0324/c1004-32650001.html", "2023-03-24"},
      {"http://www.example.com/2023-03/24/content_1.htm", "2023-03-24"},
      {"https://example.gov.cn/zwgk/t20230324_531.html", "2023-03-24"},
      {"https://example.com/p/20231324001", "-"},
      {"https://example.com/p/202303240017", "-"},
      {"https://example.com/p/2023/13/24/", "-"},
      {"https://example.com/a?d=2023/03/24", "-"},
      {"", "-"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    char date[DATE_TEXT_SIZE] = "-";
    if (!date_text_in_url(slice_of(CASES[i].url), date)) strcpy(date, "-");
    if (strcmp(date, CASES[i].date) != 0) fail_msg("%s is %s", CASES[i].url, date);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dates_become_canonical),
      cmocka_unit_test(the_length_of_a_date_is_known),
      cmocka_unit_test(urls_name_days),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
