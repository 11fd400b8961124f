#include <time.h>
#include <unistd.h>

#include "unit/input_check.h"

/* All documents of a source, and a line "! line:column@offset message" for each report before the document or end that
   followed it. Caller frees. */
static char *dump_records(Slice source, const char *name, Reports *reports) {
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  char *text = NULL;
  size_t length = 0;
  *reports = (Reports){0};
  Diagnostics diagnostics = {keep_report, reports};
  arena_init(&arena, (size_t)1 << 28);
  if (ARENA_GUARD(&arena, jump)) fail_msg("out of memory");
  Reader *reader = reader_open_memory(source, name, NULL, &diagnostics, &status);
  assert_non_null(reader);
  FILE *to = open_memstream(&text, &length);
  do {
    Document document;
    unsigned errors = reports->errors;
    arena_reset(&arena);
    reports->all[0] = 0;
    status = reader_next(reader, &arena, &document);
    for (Slice rest = slice_of(reports->all); rest.length;) {
      Slice line = slice_cut(&rest, '\n');
      fprintf(to, "! %.*s\n", (int)line.length, line.data);
    }
    assert_int_equal(reports->errors - errors, status == SPO_BAD_INPUT);
    if (status != SPO_SUCCESS) continue;
    check_blocks(&document);
    check_origins(&document, document.text); /* offsets count within the text */
    assert_int_equal(strlen(document.sha256), 64);
    dump_document(to, &document);
    fputs("===\n", to);
  } while (status != SPO_END);
  fclose(to);
  reader_close(reader);
  arena_free(&arena);
  return text;
}

/* cmocka cuts messages off, so that what was found goes to a file. */
static _Noreturn void keep_found(const char *name, const char *found) {
  char path[512];
  snprintf(path, sizeof path, SPO_BUILD_DIR "/%s.found", name);
  FILE *to = fopen(path, "w");
  assert_non_null(to);
  fputs(found, to);
  fclose(to);
  fail_msg("%s.jsonl gives what is now in %s", name, path);
  abort();
}

static void records_give_the_expected_documents(void **state) {
  (void)state;
  static const char *const NAMES[] = {"good", "broken", "types"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    char path[512], expected_path[512];
    snprintf(path, sizeof path, DATA "jsonl/%s.jsonl", NAMES[i]);
    snprintf(expected_path, sizeof expected_path, DATA "jsonl/%s.expected", NAMES[i]);
    Slice source = read_bytes(path), expected = read_bytes(expected_path);
    Reports reports;
    char *found = dump_records(source, path, &reports);
    if (!slice_equal(slice_of(found), expected)) keep_found(NAMES[i], found);
    free(found);
    free((char *)(uintptr_t)source.data);
    free((char *)(uintptr_t)expected.data);
  }
}

static void check_refused(Slice bytes, const char *name, const char *report) {
  Reports reports;
  char *found = dump_records(bytes, name, &reports);
  assert_int_equal(reports.errors, 1);
  if (!strstr(found, report) || strchr(found, '\n')[1]) fail_msg("'%s' is not '%s'", found, report);
  free(found);
}

/* One message, however many lines the file has. */
static void files_that_are_no_json_lines_are_refused_as_a_whole(void **state) {
  (void)state;
  check_refused(SLICE(""), "a.jsonl", "is empty");
  check_refused(SLICE("[{\"text\": \"a\"},\n{\"text\": \"b\"},\n{\"text\": \"c\"}]\n"), "a.json", "is one JSON array");
  check_refused(SLICE("{\n  \"id\": \"a\",\n  \"text\": \"b\"\n}\n"), "a.json", "is JSON over several lines");
  check_refused(SLICE("\x1F\x8B\x08\0\n\n\n"), "a.jsonl", "is broken: it begins like an archive");
  check_refused(SLICE("\1\2\3\4\n\5\6\7\n{}\n"), "a.jsonl", "is a binary file");
}

static void blank_lines_are_no_records(void **state) {
  (void)state;
  Reports reports;
  char *found = dump_records(SLICE("\n \r\n\t\n"), "a.jsonl", &reports);
  assert_string_equal(found, "");
  assert_int_equal(reports.errors, 0);
  free(found);
}

/* Opens a file of 100 MB: a record, a line that is as long as all that, and another record. */
static Reader *open_long_line(const char *name, Reports *reports, char path[64]) {
  SpoStatus status;
  static char block[1 << 20];
  snprintf(path, 64, "/tmp/spo-test-XXXXXX%s", name);
  int file = mkstemps(path, (int)strlen(name));
  assert_true(file >= 0);
  FILE *to = fdopen(file, "w");
  memset(block, 'x', sizeof block);
  fputs("{\"id\": \"before\", \"text\": \"A record before the long line.\"}\n{\"text\": \"", to);
  for (int i = 0; i < 100; i++) fwrite(block, 1, sizeof block, to);
  fputs("\"}\n{\"id\": \"behind\", \"text\": \"A record behind the long line.\"}\n", to);
  fclose(to);
  Diagnostics diagnostics = {keep_report, reports};
  Reader *reader = reader_open(path, NULL, &diagnostics, &status);
  unlink(path);
  assert_non_null(reader);
  return reader;
}

static void a_line_of_100_megabytes_costs_itself_only(void **state) {
  (void)state;
  Reports reports = {0};
  Arena arena;
  jmp_buf jump;
  Document document;
  char path[64];
  arena_init(&arena, 1 << 24);
  if (ARENA_GUARD(&arena, jump)) fail();
  Reader *reader = open_long_line(".jsonl", &reports, path);
  assert_int_equal(reader_next(reader, &arena, &document), SPO_SUCCESS);
  assert_true(slice_is(document.id, "before"));
  assert_int_equal(reader_next(reader, &arena, &document), SPO_BAD_INPUT);
  assert_string_equal(reports.all, "2:0@59 record skipped: the line is longer than 8388608 bytes\n");
  assert_int_equal(reader_next(reader, &arena, &document), SPO_SUCCESS);
  assert_true(slice_is(document.id, "behind"));
  assert_int_equal(reader_next(reader, &arena, &document), SPO_END);
  reader_close(reader);
  arena_free(&arena);
}

/* What jansson allocated is freed by reader_close, which the leak check of the sanitizers sees. */
static void a_full_arena_leaks_nothing(void **state) {
  (void)state;
  static const char RECORD[] =
      "{\"id\": \"a\", \"text\": \"A text that is longer than the arena will hold, by far: %s\"}";
  char *record = malloc(200000);
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  Document document;
  int length = snprintf(record, 200000, RECORD, "");
  memset(record + length, 'x', 199000 - (size_t)length);
  memcpy(record + length - 2, "xx", 2);
  memcpy(record + 199000, "\"}", 2);
  arena_init(&arena, 100000);
  Reader *volatile reader = reader_open_memory((Slice){record, 199002}, "a.jsonl", NULL, NULL, &status);
  if (ARENA_GUARD(&arena, jump) == 0) {
    reader_next(reader, &arena, &document);
    fail_msg("the arena was large enough");
  }
  reader_close(reader);
  arena_free(&arena);
  free(record);
}

static Slice many_records(void) {
  char *text = NULL;
  size_t length = 0;
  FILE *to = open_memstream(&text, &length);
  for (int i = 0; i < 10000; i++) {
    fprintf(to, "{\"id\": \"%d\", \"title\": \"大桥通车\", \"date\": \"2023-03-24\", \"text\": \"", i);
    fputs("江城三月二十四日电，张三在大桥通车仪式上说，这座桥将改变两岸五十万居民的生活。\\n", to);
    fputs("Mayor Ada Lund opened the new bridge on Monday, saying it would last for a hundred years.\"}\n", to);
  }
  fclose(to);
  return (Slice){text, length};
}

static unsigned count_records(Slice source) {
  Arena arena;
  SpoStatus status;
  Document document;
  unsigned count = 0;
  arena_init(&arena, 1 << 24); /* without a guard: abort() if it were too small */
  Reader *reader = reader_open_memory(source, "a.jsonl", NULL, NULL, &status);
  while (reader_next(reader, &arena, &document) == SPO_SUCCESS) {
    count++;
    arena_reset(&arena);
  }
  reader_close(reader);
  arena_free(&arena);
  return count;
}

/* The floor holds with sanitizers, too, which make reading several times slower. */
static void ten_thousand_records_are_read_at_once(void **state) {
  (void)state;
  struct timespec begin, end;
  Slice source = many_records();
  clock_gettime(CLOCK_MONOTONIC, &begin);
  assert_int_equal(count_records(source), 10000);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double took = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
  print_message("%.1f MB/s\n", (double)source.length / 1e6 / took);
  assert_true((double)source.length / 1e6 / took > 2);
  free((char *)(uintptr_t)source.data);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_give_the_expected_documents),
      cmocka_unit_test(files_that_are_no_json_lines_are_refused_as_a_whole),
      cmocka_unit_test(blank_lines_are_no_records),
      cmocka_unit_test(a_line_of_100_megabytes_costs_itself_only),
      cmocka_unit_test(a_full_arena_leaks_nothing),
      cmocka_unit_test(ten_thousand_records_are_read_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
