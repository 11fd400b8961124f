/* The layout of rule files: tests/data/rules/format/NAME.in.spo becomes NAME.out.spo; all rule files of the project
   keep their meaning, whatever blanks they are written with. */
#include "rules_check.h"

#include "rules/rule_format.h"
#include "rules/rule_format_internal.h"
#include "rules/rule_image.h"

static Arena arena;

static void formats_as_expected(const char *path) {
  arena_reset(&arena);
  Slice stem = {path, strlen(path) - strlen(".in.spo")};
  Slice before = check_read(&arena, path);
  Slice expected = check_read(&arena, arena_print(&arena, "%.*s.out.spo", (int)stem.length, stem.data).data);
  assert_slice_equal(expected, rule_format(&arena, before));
  assert_slice_equal(expected, rule_format(&arena, expected));
}

static void examples_are_laid_out(void **state) {
  (void)state;
  assert_true(check_each_file(SPO_SOURCE_DIR "/tests/data/rules/format", ".in.spo", formats_as_expected) >= 2);
}

static void what_is_no_text_stays(void **state) {
  (void)state;
  static const char BYTES[] = "language zh\nwords   A \xff\n", ZERO[] = "words  A\0 b\n";
  assert_ptr_equal(BYTES, rule_format(&arena, (Slice){BYTES, sizeof BYTES - 1}).data);
  assert_ptr_equal(ZERO, rule_format(&arena, (Slice){ZERO, sizeof ZERO - 1}).data);
  assert_int_equal(0, rule_format(&arena, SLICE("")).length);
  assert_int_equal(0, rule_format(&arena, SLICE("\n  \n\n")).length);
}

/* ---- the rules of the project ---- */

static const char *const FOLDERS[] = {SPO_SOURCE_DIR "/rules/common", SPO_SOURCE_DIR "/rules/zh",
                                      SPO_SOURCE_DIR "/rules/en", SPO_SOURCE_DIR "/tests/data/rules/features",
                                      SPO_SOURCE_DIR "/tests/data/rules/errors"};

static void each_rule_file(void (*visit)(const char *path)) {
  for (size_t i = 0; i < sizeof FOLDERS / sizeof FOLDERS[0]; i++)
    assert_true(check_each_file(FOLDERS[i], ".spo", visit));
}

static void keeps_tokens(const char *path) {
  arena_reset(&arena);
  Slice before = check_read(&arena, path), once = rule_format(&arena, before);
  assert_true(format_same_tokens(&arena, before, once));
  assert_slice_equal(once, rule_format(&arena, once));
}

static void layout_is_final(void **state) {
  (void)state;
  each_rule_file(keeps_tokens);
}

static uint32_t chance; /* xorshift: the same blanks in every run */

static uint32_t next_chance(uint32_t below) {
  chance ^= chance << 13;
  chance ^= chance >> 17;
  chance ^= chance << 5;
  return chance % below;
}

static bool is_test(Slice line) {
  return slice_starts_with(line, SLICE("ok ")) || slice_starts_with(line, SLICE("no ")) ||
         slice_starts_with(line, SLICE("-> "));
}

/* Other blanks wherever a laid out line has some: none of them means anything. `indent` is that of the statement. */
static void spoil_line(FormatOutput *out, Slice line, size_t indent) {
  size_t at = 0;
  bool quoted = false;
  while (at < line.length && line.data[at] == ' ') at++;
  Slice content = {line.data + at, line.length - at};
  if (at) format_blanks(out, at == 2 ? indent : indent + 1 + next_chance(5));
  size_t raw = is_test(content) ? 3 : content.length;
  if (content.length && content.data[0] == '#') raw = 0;
  for (size_t i = 0; i < content.length; i++) {
    if (content.data[i] == '"') quoted = !quoted;
    if (!quoted && i + 1 < content.length && content.data[i] == ' ' && content.data[i + 1] == '#') raw = i + 1;
    bool blank = content.data[i] == ' ' && !quoted && i < raw;
    if (blank) format_blanks(out, next_chance(4));
    format_put(out, (Slice){content.data + i, 1});
  }
  format_blanks(out, next_chance(3));
  format_put(out, next_chance(2) ? SLICE("\r\n") : SLICE("\n"));
}

static Slice spoil(Slice text) {
  FormatOutput out = {.arena = &arena};
  size_t indent = 1;
  while (text.length) {
    Slice line = slice_cut(&text, '\n');
    if (line.length && line.data[0] != ' ') indent = 1 + next_chance(6);
    if (line.length) spoil_line(&out, line, indent);
    for (uint32_t i = 0; !line.length && i <= next_chance(3); i++) format_put(&out, SLICE("\n"));
  }
  return (Slice){out.text.data, out.text.count};
}

static void is_mended(const char *path) {
  arena_reset(&arena);
  Slice formatted = rule_format(&arena, check_read(&arena, path));
  for (uint32_t seed = 1; seed <= 5; seed++) {
    chance = seed * 2654435761u;
    Slice spoiled = spoil(formatted);
    assert_false(slice_equal(spoiled, formatted));
    assert_slice_equal(formatted, rule_format(&arena, spoiled));
  }
}

static void other_blanks_are_mended(void **state) {
  (void)state;
  for (size_t i = 0; i < 4; i++) assert_true(check_each_file(FOLDERS[i], ".spo", is_mended)); /* without errors */
}

/* ---- meaning ---- */

/* Nor with confidences: those that were measured are taken when files are loaded, not when they are parsed. */
static Slice image_without_lines(Check *check) {
  for (uint32_t i = 0; i < check->rules.rules_count; i++) {
    Rule *rule = (Rule *)&check->rules.rules[i];
    rule->line = 0;
    rule->confidence = 0;
  }
  return rule_image_write(&check->arena, &check->rules);
}

static void compile_formatted(Check *check, const RuleLoad *load) {
  for (uint32_t i = 0; i < check->file_count; i++) {
    RuleSource *source = ARENA_NEW(&check->arena, RuleSource);
    *source = *check->files[i].source;
    source->text = rule_format(&check->arena, spoil(source->text));
    uint32_t root = check->files[i].root;
    Slice frequencies = check->files[i].frequencies;
    assert_int_equal(SPO_SUCCESS, rule_parse(&check->arena, source, &check->diagnostics, &check->files[i]));
    check->files[i].root = root;
    check->files[i].frequencies = frequencies;
  }
  assert_int_equal(SPO_SUCCESS, rule_load_compile(&check->arena, load, check->files, check->file_count,
                                                  &check->diagnostics, &check->rules));
}

static void the_compiled_rules_are_the_same(void **state) {
  (void)state;
  static const char *const LANGUAGES[] = {"zh", "en"};
  static const char *const PATHS[] = {SPO_SOURCE_DIR "/rules"};
  for (int i = 0; i < 2; i++) {
    Check check;
    check_init(&check);
    arena_reset(&arena);
    chance = 12345;
    RuleLoad load = {.directories = PATHS, .directory_count = 1, .language = slice_of(LANGUAGES[i])};
    assert_int_equal(SPO_SUCCESS, check_load(&check, LANGUAGES[i], PATHS[0]));
    assert_true(check.rules.rules_count > 20);
    Slice before = image_without_lines(&check);
    compile_formatted(&check, &load);
    Slice after = image_without_lines(&check);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.data, after.data, before.length);
    check_free(&check);
  }
}

int main(void) {
  arena_init(&arena, (size_t)1 << 30);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(examples_are_laid_out),
      cmocka_unit_test(what_is_no_text_stays),
      cmocka_unit_test(layout_is_final),
      cmocka_unit_test(other_blanks_are_mended),
      cmocka_unit_test(the_compiled_rules_are_the_same),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(&arena);
  return failed;
}
