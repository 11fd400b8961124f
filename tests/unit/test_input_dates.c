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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(dates_become_canonical),
      cmocka_unit_test(the_length_of_a_date_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
