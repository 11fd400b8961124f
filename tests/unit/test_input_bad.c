/* Files that cannot be read: one message that names the file, and nothing else suffers. */
#include <sys/stat.h>
#include <unistd.h>

#include "unit/input_check.h"

typedef struct {
  char folder[64];
} Place;

static int make_folder(void **state) {
  static Place place;
  strcpy(place.folder, "/tmp/spo-test-XXXXXX");
  *state = &place;
  return mkdtemp(place.folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  return rmdir(((Place *)*state)->folder);
}

/* A file in the folder of `count` times `bytes`. */
static void make_file(const Place *place, const char *name, Slice bytes, size_t count, char path[128]) {
  snprintf(path, 128, "%s/%s", place->folder, name);
  FILE *to = fopen(path, "w");
  assert_non_null(to);
  for (size_t i = 0; i < count; i++) assert_int_equal(fwrite(bytes.data, 1, bytes.length, to), bytes.length);
  fclose(to);
}

static void keep_named_report(void *handle, const SpoDiagnostic *diagnostic) {
  assert_string_equal(diagnostic->file, ((Reports *)handle)->expected_file);
  assert_null(strchr(diagnostic->message, '\n'));
  keep_report(handle, diagnostic);
}

/* Reads all of a file; how many documents came out. */
static unsigned read_path(const char *path, Reports *reports) {
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  *reports = (Reports){.expected_file = path};
  Diagnostics diagnostics = {keep_named_report, reports};
  Reader *reader = reader_open(path, NULL, &diagnostics, &status);
  if (!reader) {
    assert_int_equal(status, SPO_BAD_INPUT);
    return 0;
  }
  volatile unsigned count = 0;
  arena_init(&arena, (size_t)1 << 28);
  if (ARENA_GUARD(&arena, jump)) fail_msg("out of memory");
  do {
    Document document;
    arena_reset(&arena);
    status = reader_next(reader, &arena, &document);
    if (status == SPO_SUCCESS) count = count + 1;
  } while (status != SPO_END);
  reader_close(reader);
  arena_free(&arena);
  return count;
}

static void check_bad(const char *path, const char *message) {
  Reports reports;
  assert_int_equal(read_path(path, &reports), 0);
  assert_int_equal(reports.errors, 1);
  assert_int_equal(reports.warnings, 0);
  if (!strstr(reports.last, message)) fail_msg("%s: '%s' is not '%s'", path, reports.last, message);
}

static void check_bad_file(const Place *place, const char *name, Slice bytes, size_t count, const char *message) {
  char path[128];
  make_file(place, name, bytes, count, path);
  check_bad(path, message);
  unlink(path);
}

static void what_is_no_file_is_reported_when_opened(void **state) {
  const Place *place = *state;
  char path[128];
  snprintf(path, sizeof path, "%s/missing.txt", place->folder);
  check_bad(path, "cannot be read: No such file or directory");
  check_bad(place->folder, "cannot be read: Is a directory");
}

static void empty_files_are_reported(void **state) {
  check_bad_file(*state, "a.txt", SLICE(""), 1, "is empty");
  check_bad_file(*state, "a.html", SLICE(""), 1, "is empty");
  check_bad_file(*state, "a.jsonl", SLICE(""), 1, "is empty");
  check_bad_file(*state, "a", SLICE(""), 1, "is empty");
  check_bad_file(*state, "a.txt", SLICE("\xEF\xBB\xBF"), 1, "holds no text");
}

/* Whatever the name says. */
static void binary_files_are_reported_once(void **state) {
  static const char *const NAMES[] = {"a", "a.txt", "a.html", "a.jsonl"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    check_bad_file(*state, NAMES[i], SLICE("\0\1\2\n\x80\xFF\3\4\0\5\6\7\n"), 1000, "is a binary file");
    check_bad_file(*state, NAMES[i], SLICE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), 1, "is a PNG picture");
    check_bad_file(*state, NAMES[i], SLICE("PK\3\4\x14\0\6\0"), 100, "a");
  }
}

static void unknown_encodings_are_reported_with_the_first_wrong_byte(void **state) {
  check_bad_file(*state, "a.txt", SLICE("caf\x81 au lait\n"), 100, "@3 cannot be decoded: not UTF-8");
  check_bad_file(*state, "a.html", SLICE("<p>caf\x81 au lait, s'il vous pla\x8Dt</p>\n"), 100,
                 "@6 cannot be decoded: not UTF-8");
  check_bad_file(*state, "a.html", SLICE("<meta charset=big5><p>\xFF\xFF\xFE"), 100,
                 "cannot be decoded: neither UTF-8");
}

static void huge_files_are_reported_and_not_kept(void **state) {
  static char block[1 << 20];
  memset(block, 'x', sizeof block);
  Slice megabyte = {block, sizeof block};
  check_bad_file(*state, "a.txt", megabyte, 100, "is larger than 67108864 bytes");
  check_bad_file(*state, "a.html", megabyte, 100, "is larger than 67108864 bytes");
  check_bad_file(*state, "a.jsonl", megabyte, 100, "1:0@0 record skipped: the line is longer than 8388608 bytes");
}

static void a_smaller_limit_holds(void **state) {
  (void)state;
  Arena arena;
  SpoStatus status;
  Document document;
  Reports reports = {0};
  Diagnostics diagnostics = {keep_report, &reports};
  ReaderOptions options = {.largest = 20};
  arena_init(&arena, 1 << 20);
  Reader *reader =
      reader_open_memory(SLICE("A text of more bytes than that."), "a.txt", &options, &diagnostics, &status);
  assert_int_equal(reader_next(reader, &arena, &document), SPO_BAD_INPUT);
  assert_string_equal(reports.all, "0:0@-1 is larger than 20 bytes, the most that one document may have\n");
  reader_close(reader);
  arena_free(&arena);
}

/* A pipe is read to its end, however small the pieces are. */
static void pipes_are_read(void **state) {
  const Place *place = *state;
  char path[128];
  snprintf(path, sizeof path, "%s/pipe", place->folder);
  assert_int_equal(mkfifo(path, 0600), 0);
  pid_t writer = fork();
  assert_true(writer >= 0);
  if (writer == 0) {
    FILE *to = fopen(path, "w");
    for (int i = 0; to && i < 3; i++) {
      fputs("{\"text\": \"A record through", to);
      fflush(to);
      usleep(20000);
      fputs(" a pipe.\"}\n", to);
    }
    if (to) fclose(to);
    _exit(0);
  }
  Reports reports;
  assert_int_equal(read_path(path, &reports), 3);
  assert_int_equal(reports.errors + reports.warnings, 0);
  unlink(path);
}

static void full_arenas_leak_nothing(void **state) {
  (void)state;
  static const char *const PAGES[] = {"html/wordpress.html", "html/bbc.html",    "html/gb18030.html",
                                      "text/utf16le.txt",    "text/gb18030.txt", "jsonl/good.jsonl"};
  for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++) {
    char path[256];
    snprintf(path, sizeof path, DATA "%s", PAGES[i]);
    Slice source = read_bytes(path);
    check_full_arenas(source, path, NULL, 1);
    free((char *)(uintptr_t)source.data);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_file_is_reported_when_opened),
      cmocka_unit_test(empty_files_are_reported),
      cmocka_unit_test(binary_files_are_reported_once),
      cmocka_unit_test(unknown_encodings_are_reported_with_the_first_wrong_byte),
      cmocka_unit_test(huge_files_are_reported_and_not_kept),
      cmocka_unit_test(a_smaller_limit_holds),
      cmocka_unit_test(pipes_are_read),
      cmocka_unit_test(full_arenas_leak_nothing),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
