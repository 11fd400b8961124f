/* Every code of a message is explained; the wrong example gives it, the right one nothing. */
#include "unit/rules_check.h"

#include <unistd.h>

#include "rules/rule_codes.h"
#include "rules/rule_lint.h"

static char folder[] = "/tmp/spo-codes-XXXXXX";

/* Loads, compiles and lints an example; its messages are in `check`. */
static void load_example(Check *check, const char *rules) {
  char path[64];
  snprintf(path, sizeof path, "%s/example.spo", folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(rules, file);
  assert_int_equal(0, fclose(file));
  check_init(check);
  const char *const paths[] = {path};
  RuleLoad load = {.directories = paths, .directory_count = 1, .language = SLICE("zh")};
  SpoStatus status = rule_load_files(&check->arena, &load, &check->diagnostics, &check->files, &check->file_count);
  SpoStatus compiled =
      rule_load_compile(&check->arena, &load, check->files, check->file_count, &check->diagnostics, &check->rules);
  if (status == SPO_SUCCESS && compiled == SPO_SUCCESS) {
    rule_lint(&check->arena, check->files, check->file_count, &check->rules, 0, &check->diagnostics);
  }
  unlink(path);
}

static void examples_give_their_codes(void **state) {
  (void)state;
  for (size_t i = 0; i < RULE_CODE_COUNT; i++) {
    const RuleCode *code = &RULE_CODES[i];
    if (!code->wrong) continue;
    Check check;
    load_example(&check, code->wrong);
    char wanted[16];
    snprintf(wanted, sizeof wanted, " %s ", code->code);
    if (!strstr(check.messages.text, wanted)) fail_msg("%s: the example gives\n%s", code->code, check.messages.text);
    check_free(&check);
  }
}

/* Examples for errors need not have tests, nor use all that they declare. */
static bool is_lint(const char *line) {
  return strstr(line, " W001 ") || strstr(line, " W003 ");
}

static void mended_examples_are_clean(void **state) {
  (void)state;
  for (size_t i = 0; i < RULE_CODE_COUNT; i++) {
    const RuleCode *code = &RULE_CODES[i];
    if (!code->right) continue;
    Check check;
    load_example(&check, code->right);
    for (char *line = strtok(check.messages.text, "\n"); line; line = strtok(NULL, "\n")) {
      if (code->code[0] == 'W' || !is_lint(line)) fail_msg("%s: the mended example gives\n%s", code->code, line);
    }
    check_free(&check);
  }
}

static bool is_explained(const char *code) {
  return rule_code_named(code) != NULL;
}

static void check_source(const char *path) {
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  char line[4096];
  while (fgets(line, sizeof line, file)) {
    for (char *at = line; (at = strchr(at, '"')) != NULL; at++) {
      char code[5] = "";
      if ((at[1] == 'E' || at[1] == 'W') && strspn(at + 2, "0123456789") == 3 && at[5] == '"') memcpy(code, at + 1, 4);
      if (code[0] && !is_explained(code)) fail_msg("%s: %s is not explained in rule_codes.c", path, code);
    }
  }
  fclose(file);
}

static void every_code_in_the_sources_is_explained(void **state) {
  (void)state;
  char command[] = "find " SPO_SOURCE_DIR "/extractor -name '*.c'", path[1024];
  FILE *files = popen(command, "r");
  assert_non_null(files);
  unsigned count = 0;
  for (; fgets(path, sizeof path, files); count++) {
    path[strcspn(path, "\n")] = 0;
    check_source(path);
  }
  pclose(files);
  assert_true(count > 50);
}

static int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  return rmdir(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(examples_give_their_codes),
      cmocka_unit_test(mended_examples_are_clean),
      cmocka_unit_test(every_code_in_the_sources_is_explained),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
