/* Numbers and quantities in Chinese and English text, and decimal arithmetic. */
#include "unit/values_check.h"

static const char *const KINDS[VALUE_KINDS] = {"number", "ordinal", "percent",  "money", "count", "few",
                                               "date",   "period",  "duration", "time",  "age"};
static const char *const BOUNDS[] = {"", " at-least", " at-most", " about", " more-than", " less-than"};

static Slice print_number(Arena *arena, const Value *value) {
  Slice number = decimal_print(arena, value->number), upper = decimal_print(arena, value->upper);
  return arena_print(arena, "%s %.*s%s%.*s%s%s%.*s", KINDS[value->kind], (int)number.length, number.data,
                     value->unit.length ? " " : "", (int)value->unit.length, value->unit.data, BOUNDS[value->bound],
                     value->ranged ? " .. " : "", value->ranged ? (int)upper.length : 0, upper.data);
}

static void numbers_are_read(void **state) {
  (void)state;
  check_value_table(VALUES "numbers.tsv", false, print_number, 60);
}

/* ---- words of the general dictionary against units ---- */

static void a_unit_is_not_cut_out_of_a_word(void **state) {
  (void)state;
  static const DictionaryWord WORDS[] = {{"成立", "v", 900000}, {"成员", "n", 800000}, {"人工", "n", 700000}};
  Check check;
  check_init(&check);
  check_dictionary(&check, WORDS, sizeof WORDS / sizeof WORDS[0]);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", VALUES "values-zh.spo"));
  assert_null(check_value(check_lattice(&check, SLICE("公司三成立")), SLICE("三成"), false));
  assert_non_null(check_value(check_lattice(&check, SLICE("公司三成利润")), SLICE("三成"), false));
  check_free(&check);
}

static void absurd_numbers_are_survived(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", VALUES "values-zh.spo"));
  static const char *const TEXTS[] = {"九千九百九十九亿亿亿亿元",
                                      "九亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿",
                                      "9999999999999999999999999999万亿亿亿元",
                                      "0.00000000000000000000000000000000001元",
                                      "999999999999999999亿亿亿亿亿亿亿亿元",
                                      "一分之零，零分之一，零分之零",
                                      "百分之九九九九九九九九九九九九九九九九九九",
                                      "3到999999999999999999亿亿元",
                                      "1.5.5.5.5元",
                                      "1,,,2元",
                                      "-,.-1",
                                      "九千九千九千九千九千九千九千九千九千万九千九千九千九千"};
  for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
    const Lattice *lattice = check_lattice(&check, slice_of(TEXTS[i]));
    for (uint32_t k = 0; k < lattice->values.count; k++) print_number(&check.arena, &lattice->values.data[k]);
  }
  check_free(&check);
}

/* ---- decimals ---- */

static void decimals_compute(void **state) {
  (void)state;
  static const struct {
    char sign;
    const char *a, *b, *expected;
  } CASES[] = {
      {'*', "20.65", "100000000", "2065000000"},
      {'*', "-0.5", "0.2", "-0.1"},
      {'*', "0", "12", "0"},
      {'*', "999999999999999999", "10", "9999999999999999990"},
      {'*', "123456789012345678", "3", "370370367037037034"},
      {'*', "123456789012345678", "1000001", "123456912469134690000000"},
      {'+', "1.5", "2.25", "3.75"},
      {'+', "1", "-1", "0"},
      {'+', "100000000000000000", "0.001", "100000000000000000"},
      {'+', "-3", "0.5", "-2.5"},
      {'/', "1", "3", "0.333333"},
      {'/', "2", "3", "0.666667"},
      {'/', "-2", "3", "-0.666667"},
      {'/', "10", "4", "2.5"},
      {'/', "1", "0", "0"},
      {'/', "1000000", "0.001", "1000000000"},
  };
  Arena arena;
  arena_init(&arena, 1 << 20);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    Decimal a = {0, 0}, b = {0, 0}, result;
    assert_true(decimal_parse(slice_of(CASES[i].a), &a) && decimal_parse(slice_of(CASES[i].b), &b));
    switch (CASES[i].sign) {
      case '*':
        result = decimal_multiply(a, b);
        break;
      case '+':
        result = decimal_add(a, b);
        break;
      default:
        result = decimal_divide(a, b);
    }
    assert_slice_equal(slice_of(CASES[i].expected), decimal_print(&arena, result));
  }
  arena_free(&arena);
}

static void decimals_compare(void **state) {
  (void)state;
  static const char *const ASCENDING[] = {
      "-100000000000000001", "-2", "-1.5", "0", "0.001", "1", "1.5", "10", "1000000"};
  for (size_t i = 0; i < sizeof ASCENDING / sizeof ASCENDING[0]; i++) {
    for (size_t k = 0; k < sizeof ASCENDING / sizeof ASCENDING[0]; k++) {
      Decimal a = {0, 0}, b = {0, 0};
      assert_true(decimal_parse(slice_of(ASCENDING[i]), &a) && decimal_parse(slice_of(ASCENDING[k]), &b));
      assert_int_equal((i > k) - (i < k), decimal_compare(a, b));
    }
  }
}

static void decimals_are_parsed_and_printed(void **state) {
  (void)state;
  static const struct {
    const char *text, *printed; /* NULL: no decimal */
  } CASES[] = {{"0", "0"},
               {"-0", "0"},
               {"007", "7"},
               {"1.50", "1.5"},
               {".5", "0.5"},
               {"5.", "5"},
               {"-12.50", "-12.5"},
               {"", NULL},
               {"-", NULL},
               {".", NULL},
               {"1.2.3", NULL},
               {"1e5", NULL},
               {"+1", NULL},
               {"1234567890123456789", NULL},
               {" 1", NULL},
               {"100000", "100000"},
               {"0.000001", "0.000001"}};
  Arena arena;
  arena_init(&arena, 1 << 20);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    Decimal number;
    bool parsed = decimal_parse(slice_of(CASES[i].text), &number);
    if (parsed != (CASES[i].printed != NULL)) fail_msg("`%s` %s", CASES[i].text, parsed ? "parsed" : "not parsed");
    if (parsed) assert_slice_equal(slice_of(CASES[i].printed), decimal_print(&arena, number));
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_are_read),
      cmocka_unit_test(a_unit_is_not_cut_out_of_a_word),
      cmocka_unit_test(absurd_numbers_are_survived),
      cmocka_unit_test(decimals_compute),
      cmocka_unit_test(decimals_compare),
      cmocka_unit_test(decimals_are_parsed_and_printed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
