#include "input/byline.h"
#include "unit/input_check.h"

static void check_field(Slice line, const char *field, Slice expected, Slice found) {
  if (slice_equal(expected, found)) return;
  fail_msg("%.*s: %s is '%.*s', not '%.*s'", (int)line.length, line.data, field, (int)found.length, found.data,
           (int)expected.length, expected.data);
}

static void lines_around_a_text_are_understood(void **state) {
  (void)state;
  static const char *const KINDS[] = {[LINE_TEXT] = "text",
                                      [LINE_BYLINE] = "byline",
                                      [LINE_CERTAIN] = "certain",
                                      [LINE_TOOLS] = "tools",
                                      [LINE_TRAIL] = "trail"};
  Slice file = read_bytes(DATA "bylines.tsv"), rest = file;
  unsigned cases = 0;
  while (rest.length) {
    Slice cells = slice_cut(&rest, '\n');
    if (cells.length == 0 || cells.data[0] == '#') continue;
    Slice line = slice_cut(&cells, '\t');
    BylineFields fields;
    LineKind kind = byline_judge(line, &fields);
    check_field(line, "kind", slice_cut(&cells, '\t'), slice_of(KINDS[kind]));
    check_field(line, "date", slice_cut(&cells, '\t'), slice_of(fields.date));
    check_field(line, "author", slice_cut(&cells, '\t'), fields.values[FIELD_AUTHOR]);
    check_field(line, "origin", slice_cut(&cells, '\t'), fields.values[FIELD_ORIGIN]);
    check_field(line, "source", cells, fields.values[FIELD_SOURCE]);
    cases++;
  }
  assert_true(cases > 40);
  free((char *)(uintptr_t)file.data);
}

static void sentences_end_in_many_ways(void **state) {
  (void)state;
  assert_true(line_ends_sentence(SLICE("他说：“桥修好了。”")));
  assert_true(line_ends_sentence(SLICE("It is done.\"")));
  assert_true(line_ends_sentence(SLICE("真的吗？）")));
  assert_true(line_ends_sentence(SLICE("……")));
  assert_false(line_ends_sentence(SLICE("一、总体要求")));
  assert_false(line_ends_sentence(SLICE("《人民会客厅》")));
  assert_false(line_ends_sentence(SLICE("")));
}

static void captions_are_recognized(void **state) {
  (void)state;
  assert_true(byline_is_caption(SLICE("图为技术人员在调试机器人。")));
  assert_true(byline_is_caption(SLICE("技术人员在调试机器人。新华社记者 张三 摄")));
  assert_true(byline_is_caption(SLICE("餐盒样品（受访者供图）")));
  assert_false(byline_is_caption(SLICE("他爱上了摄影艺术")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_around_a_text_are_understood),
      cmocka_unit_test(sentences_end_in_many_ways),
      cmocka_unit_test(captions_are_recognized),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
