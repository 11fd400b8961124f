/* The base: arenas, slices, name tables, whole files. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
/* cmocka wants these first */
#include <cmocka.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/name_table.h"

static void memory_is_aligned_and_apart(void **state) {
  (void)state;
  enum { COUNT = 2000 };
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  char *blocks[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    blocks[i] = arena_alloc(&arena, i);
    assert_int_equal(0, (uintptr_t)blocks[i] % alignof(max_align_t));
    memset(blocks[i], (int)(i & 0x7F), i);
  }
  for (size_t i = 0; i < COUNT; i++) {
    for (size_t k = 0; k < i; k++) assert_int_equal(i & 0x7F, blocks[i][k]);
  }
  assert_int_equal((size_t)COUNT * (COUNT - 1) / 2, arena.used);
  arena_free(&arena);
}

static void reset_reuses_memory(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  void *first = arena_alloc(&arena, 1000);
  for (int round = 0; round < 100; round++) {
    arena_reset(&arena);
    assert_int_equal(0, arena.used);
    assert_ptr_equal(first, arena_alloc(&arena, 1000));
    for (int i = 0; i < 100; i++) arena_alloc(&arena, 1000);
  }
  const int *zeros = ARENA_ARRAY(&arena, int, 1000); /* reused memory is cleared where that was promised */
  for (int i = 0; i < 1000; i++) assert_int_equal(0, zeros[i]);
  arena_free(&arena);
}

static void a_huge_use_is_not_kept(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  for (int i = 0; i < 64; i++) arena_alloc(&arena, 1 << 20);
  arena_reset(&arena);
  arena_alloc(&arena, 100);
  arena_reset(&arena);
  const void *only = arena.first;
  assert_non_null(only);
  arena_alloc(&arena, 1 << 20); /* does not fit into what was kept */
  arena_free(&arena);
  assert_null(arena.first);
}

/* How many bytes can be had before the guard is reached. */
static size_t fill(Arena *arena, size_t step) {
  jmp_buf full;
  volatile size_t got = 0;
  if (ARENA_GUARD(arena, full)) return got;
  for (;;) {
    arena_alloc(arena, step);
    got += step;
  }
}

static void the_limit_leads_to_the_guard(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 1 << 20);
  assert_int_equal(1 << 20, fill(&arena, 1024));
  arena_reset(&arena);
  assert_int_equal(0, fill(&arena, (1 << 20) + 1));
  assert_int_equal(0, fill(&arena, SIZE_MAX));
  arena_free(&arena);
}

static bool calloc_fails(Arena *arena, size_t count, size_t size) {
  jmp_buf full;
  if (ARENA_GUARD(arena, full)) return true;
  arena_calloc(arena, count, size);
  return false;
}

static void sizes_do_not_overflow(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 1 << 20);
  assert_true(calloc_fails(&arena, SIZE_MAX / 2, 4));
  assert_true(calloc_fails(&arena, 1 << 20, 2));
  assert_false(calloc_fails(&arena, 0, SIZE_MAX));
  arena_free(&arena);
}

static void vectors_grow(void **state) {
  (void)state;
  struct {
    VECTOR(uint64_t);
  } numbers = {0};
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  for (uint64_t i = 0; i < 100000; i++) VECTOR_PUSH(&arena, &numbers, i * i);
  for (uint64_t i = 0; i < 100000; i++) assert_int_equal(i * i, numbers.data[i]);
  VECTOR_RESERVE(&arena, &numbers, 1000000);
  assert_true(numbers.capacity - numbers.count >= 1000000);
  assert_int_equal(99999ULL * 99999, numbers.data[99999]);
  arena_free(&arena);
}

static void text_is_copied_and_printed(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  Slice copy = arena_copy(&arena, (Slice){"abc", 2});
  assert_int_equal(2, copy.length);
  assert_string_equal("ab", copy.data);
  assert_string_equal("", arena_copy(&arena, (Slice){NULL, 0}).data);
  assert_string_equal("3 is three", arena_print(&arena, "%d is %s", 3, "three").data);
  arena_free(&arena);
}

/* ---- slices ---- */

static void slices_are_searched(void **state) {
  (void)state;
  Slice text = SLICE("abcabc"), none = {NULL, 0};
  assert_int_equal(1, slice_find(text, SLICE("bc")));
  assert_int_equal(SIZE_MAX, slice_find(text, SLICE("bd")));
  assert_int_equal(0, slice_find(text, none));
  assert_int_equal(SIZE_MAX, slice_find(none, text));
  assert_true(slice_starts_with(text, SLICE("abc")) && !slice_starts_with(SLICE("ab"), text));
  assert_true(slice_ends_with(text, SLICE("cabc")) && !slice_ends_with(SLICE("bc"), text));
  assert_true(slice_equal(none, SLICE("")) && !slice_equal(text, none));
  assert_true(slice_compare(SLICE("ab"), SLICE("abc")) < 0 && slice_compare(SLICE("b"), SLICE("abc")) > 0);
  assert_true(slice_compare(SLICE("\xE4"), SLICE("a")) > 0); /* bytes, not signed characters */
  assert_true(slice_is(slice_trim(SLICE(" \t a b\r\n")), "a b"));
  assert_true(slice_is(slice_trim(SLICE(" \t ")), ""));
  assert_true(slice_equal_ignore_case(SLICE("aBc"), SLICE("AbC")) && !slice_equal_ignore_case(SLICE("a"), SLICE("@")));
}

static void slices_are_cut(void **state) {
  (void)state;
  Slice rest = SLICE("a,,bc");
  assert_true(slice_is(slice_cut(&rest, ','), "a"));
  assert_true(slice_is(slice_cut(&rest, ','), ""));
  assert_true(slice_is(slice_cut(&rest, ','), "bc"));
  assert_int_equal(0, rest.length);
  assert_true(slice_is(slice_cut(&rest, ','), ""));
}

static void edits_are_counted(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    size_t limit, distance;
  } CASES[] = {{"", "", 3, 0},           {"Person", "Person", 3, 0},  {"Person", "Persn", 3, 1},
               {"Titel", "Title", 3, 1}, {"kitten", "sitting", 3, 3}, {"kitten", "sitting", 2, 3},
               {"a", "b", 3, 1},         {"abc", "", 3, 3},           {"abc", "", 2, 3},
               {"ab", "ba", 3, 1},       {"abcd", "badc", 3, 2}};
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    Slice a = slice_of(CASES[i].a), b = slice_of(CASES[i].b);
    assert_int_equal(CASES[i].distance, slice_distance(a, b, CASES[i].limit));
    assert_int_equal(CASES[i].distance, slice_distance(b, a, CASES[i].limit));
  }
  char long_text[200];
  memset(long_text, 'x', sizeof long_text);
  assert_int_equal(3, slice_distance((Slice){long_text, 200}, (Slice){long_text, 200}, 2));
}

/* ---- name tables ---- */

static void names_are_found(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  NameTable table = {0};
  assert_int_equal(UINT32_MAX, name_table_find(&table, SLICE("a")));
  for (uint32_t i = 0; i < 5000; i++) name_table_add(&table, &arena, arena_print(&arena, "name-%u", i), i * 3);
  for (uint32_t i = 0; i < 5000; i++) {
    assert_int_equal(i * 3, name_table_find(&table, arena_print(&arena, "name-%u", i)));
  }
  assert_int_equal(UINT32_MAX, name_table_find(&table, SLICE("name-5000")));
  assert_int_equal(UINT32_MAX, name_table_find(&table, (Slice){0}));
  name_table_add(&table, &arena, (Slice){0}, 7);
  assert_int_equal(7, name_table_find(&table, SLICE("")));
  arena_free(&arena);
}

static void similar_names_are_suggested(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  NameTable table = {0};
  static const char *const NAMES[] = {"Person", "Place", "Organization", "Product"};
  for (uint32_t i = 0; i < 4; i++) name_table_add(&table, &arena, slice_of(NAMES[i]), i);
  assert_true(slice_is(name_table_similar(&table, SLICE("Persn")), "Person"));
  assert_true(slice_is(name_table_similar(&table, SLICE("Orgnisation")), "Organization"));
  assert_int_equal(0, name_table_similar(&table, SLICE("Quote")).length);
  assert_int_equal(0, name_table_similar(&table, SLICE("")).length);
  arena_free(&arena);
}

/* ---- files ---- */

static void keep_message(void *handle, const SpoDiagnostic *diagnostic) {
  snprintf(handle, 256, "%s", diagnostic->message);
}

static void files_are_read_and_written_whole(void **state) {
  (void)state;
  char directory[] = "/tmp/spo-test-XXXXXX", path[64], message[256] = "";
  assert_non_null(mkdtemp(directory));
  snprintf(path, sizeof path, "%s/file", directory);
  Diagnostics diagnostics = {keep_message, message};
  Arena arena;
  arena_init(&arena, 1 << 20);
  Slice bytes;
  assert_int_equal(SPO_BAD_RULES, file_read(&arena, path, 100, SPO_BAD_RULES, &diagnostics, &bytes));
  assert_string_equal("No such file or directory", message);
  assert_int_equal(SPO_SUCCESS, file_write(path, SLICE("some\0bytes"), &diagnostics));
  assert_int_equal(SPO_SUCCESS, file_read(&arena, path, 10, SPO_BAD_RULES, &diagnostics, &bytes));
  assert_true(slice_equal(SLICE("some\0bytes"), bytes) && bytes.data[10] == 0);
  assert_int_equal(SPO_BAD_INPUT, file_read(&arena, path, 9, SPO_BAD_INPUT, &diagnostics, &bytes));
  assert_int_equal(SPO_BAD_RULES, file_read(&arena, directory, 10, SPO_BAD_RULES, &diagnostics, &bytes));
  assert_string_equal("is a directory", message);
  assert_int_equal(SPO_BAD_RULES, file_read(&arena, "/dev/zero", 10, SPO_BAD_RULES, &diagnostics, &bytes));
  MappedFile file;
  assert_int_equal(SPO_SUCCESS, file_map(&file, path, SPO_BAD_RULES, &diagnostics));
  assert_true(slice_equal(SLICE("some\0bytes"), file.bytes));
  file_unmap(&file);
  file_unmap(&file);
  assert_int_equal(SPO_SUCCESS, file_write(path, SLICE(""), &diagnostics));
  assert_int_equal(SPO_SUCCESS, file_map(&file, path, SPO_BAD_RULES, &diagnostics));
  assert_int_equal(0, file.bytes.length);
  file_unmap(&file);
  assert_int_equal(SPO_BAD_OUTPUT, file_write(directory, SLICE("x"), &diagnostics)); /* cannot be renamed to */
  assert_int_equal(SPO_BAD_OUTPUT, file_write("/nonexistent/file", SLICE("x"), &diagnostics));
  assert_int_equal(0, unlink(path));

  /* A pipe stays one: no file takes its place. */
  assert_int_equal(0, mkfifo(path, 0600));
  int pipe = open(path, O_RDWR);
  char got[8];
  struct stat info;
  assert_int_equal(SPO_SUCCESS, file_write(path, SLICE("some"), &diagnostics));
  assert_int_equal(4, (int)read(pipe, got, sizeof got));
  assert_true(stat(path, &info) == 0 && S_ISFIFO(info.st_mode));
  close(pipe);
  assert_int_equal(0, unlink(path));
  assert_int_equal(0, rmdir(directory)); /* so nothing was left behind */
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(memory_is_aligned_and_apart),
      cmocka_unit_test(reset_reuses_memory),
      cmocka_unit_test(a_huge_use_is_not_kept),
      cmocka_unit_test(the_limit_leads_to_the_guard),
      cmocka_unit_test(sizes_do_not_overflow),
      cmocka_unit_test(vectors_grow),
      cmocka_unit_test(text_is_copied_and_printed),
      cmocka_unit_test(slices_are_searched),
      cmocka_unit_test(slices_are_cut),
      cmocka_unit_test(edits_are_counted),
      cmocka_unit_test(names_are_found),
      cmocka_unit_test(similar_names_are_suggested),
      cmocka_unit_test(files_are_read_and_written_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
