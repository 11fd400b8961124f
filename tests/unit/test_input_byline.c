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

static void datelines_name_reporters(void **state) {
  (void)state;
  static const struct {
    const char *text, *names;
  } CASES[] = {
      {"新华社北京3月1日电（记者张三、李四）大桥通车。", "张三、李四"},
      {"本报讯 (本报记者 王五) 大桥通车。", "王五"},
      {"（记者注：此处有误）大桥通车。", ""},
      {"记者看到（见图），大桥通车。", ""},
      {"大桥通车（图）。记者在现场看到，车流很大（见右图）。", ""},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    Slice text = slice_of(CASES[i].text);
    check_field(text, "reporters", slice_of(CASES[i].names), byline_dateline(text));
  }
}

static void words_are_found_at_beginnings_ends_and_inside(void **state) {
  (void)state;
  size_t at = 0;
  assert_int_equal(word_begins(&LABELS, SLICE("发布时间：今天"))->field, FIELD_DATE);
  assert_null(word_begins(&LABELS, SLICE("今天发布时间")));
  assert_string_equal(word_ends(&LABEL_ENDINGS, SLICE("本文来源"))->word, "本文来源"); /* not 来源 */
  assert_int_equal(word_is_any_case(&META_NAMES, SLICE("PubDate"))->field, FIELD_DATE);
  assert_null(word_is_any_case(&META_NAMES, SLICE("pubdates")));
  assert_null(word_is(&FILLERS, SLICE("")));
  assert_string_equal(word_inside(&DEBRIS_INSIDE, SLICE("某网版权所有，京ICP备1号"), &at)->word, "版权所有");
  assert_string_equal(word_inside(&DEBRIS_INSIDE, SLICE("某网版权所有，京ICP备1号"), &at)->word, "ICP备");
  assert_null(word_inside(&DEBRIS_INSIDE, SLICE("某网版权所有，京ICP备1号"), &at));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_around_a_text_are_understood),
      cmocka_unit_test(sentences_end_in_many_ways),
      cmocka_unit_test(captions_are_recognized),
      cmocka_unit_test(datelines_name_reporters),
      cmocka_unit_test(words_are_found_at_beginnings_ends_and_inside),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
