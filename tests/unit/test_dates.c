/* Dates and periods in Chinese and English text, and what they become by the date of the document. */
#include "unit/values_check.h"

static Slice print_time(Arena *arena, const Value *value) {
  Slice date = time_print(arena, &value->time, SLICE("2024-03-15"));
  if (!date.length) date = SLICE("-");
  return arena_print(arena, "%s %.*s", value->kind == VALUE_DATE ? "date" : "period", (int)date.length, date.data);
}

static void times_are_read(void **state) {
  (void)state;
  check_value_table(VALUES "dates.tsv", true, print_time, 50);
}

static void relative_times_need_the_date_of_the_document(void **state) {
  (void)state;
  static const struct {
    TimeValue time;
    const char *now, *expected;
  } CASES[] = {
      {{.has_relative_day = true, .relative_day = -1}, "2024-03-01", "2024-02-29"},
      {{.has_relative_day = true, .relative_day = -1}, "2024-01-01", "2023-12-31"},
      {{.has_relative_day = true, .relative_day = 1}, "2023-12-31T08:00:00Z", "2024-01-01"},
      {{.has_relative_day = true}, "2024-03", ""},
      {{.has_relative_day = true}, "", ""},
      {{.has_relative_month = true, .relative_month = -1}, "2024-01-15", "2023-12"},
      {{.has_relative_month = true, .relative_month = -1}, "2024", ""},
      {{.relative_year = true, .year = -1}, "2024", "2023"},
      {{.relative_year = true, .year = -1}, "", ""},
      {{.month = 5}, "", ""},
      {{.month = 5}, "2024", "2024-05"},
      {{.month = 5}, "2024-03-15", "2023-05"},
      {{.day = 5}, "2024", ""},
      {{.day = 31}, "2024-02-15", "2024-02"},
      {{.year = 2023}, "", "2023"},
      {{.year = 2023, .month = 2, .day = 30}, "", "2023-02"},
      {{.year = 2000, .month = 2, .day = 29}, "", "2000-02-29"},
      {{.year = 1900, .month = 2, .day = 29}, "", "1900-02"},
      {{.vague = true, .year = 2020}, "2024", ""},
      {{.weekday = 1}, "2024-01-01", "2024-01-01"},
      {{.weekday = 1, .choice = WEEKDAY_BEFORE}, "2024-01-01", "2023-12-25"},
      {{.weekday = 1, .choice = WEEKDAY_AFTER}, "2024-01-01", "2024-01-08"},
      {{.weekday = 7, .choice = WEEKDAY_OF_WEEK}, "2024-03-10", "2024-03-10"},
      {{.weekday = 1, .choice = WEEKDAY_OF_WEEK, .week = -1}, "2024-03-10", "2024-02-26"},
      {{.weekday = 4}, "1970-01-01", "1970-01-01"},
      {{.weekday = 3}, "1969-12-29", "1969-12-24"},
      {{.weekday = 3}, "2024-03", ""},
      {{.year = 2020, .last_year = 2023}, "2024", ""},
  };
  Arena arena;
  arena_init(&arena, 1 << 20);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    assert_slice_equal(slice_of(CASES[i].expected), time_print(&arena, &CASES[i].time, slice_of(CASES[i].now)));
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_are_read),
      cmocka_unit_test(relative_times_need_the_date_of_the_document),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
