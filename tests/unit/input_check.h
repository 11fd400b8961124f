/* input_check.h - reading documents in tests: what came out, what was reported, and what must hold for every one. */
#ifndef SPO_TEST_INPUT_CHECK_H
#define SPO_TEST_INPUT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these first */
#include <cmocka.h>
#include <dirent.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/reader.h"
#include "unit/input_dump.h"

#define DATA SPO_SOURCE_DIR "/tests/data/input/"

typedef struct {
  unsigned errors, warnings;
  char last[512]; /* "line:column@offset message" of the last one */
  char all[4096];
  const char *expected_file; /* for tests that check it */
} Reports;

static void keep_report(void *handle, const SpoDiagnostic *diagnostic) {
  Reports *reports = handle;
  if (diagnostic->severity == SPO_ERROR) reports->errors++;
  if (diagnostic->severity == SPO_WARNING) reports->warnings++;
  snprintf(reports->last, sizeof reports->last, "%zu:%zu@%zd %s", diagnostic->line, diagnostic->column,
           diagnostic->offset == SIZE_MAX ? (ssize_t)-1 : (ssize_t)diagnostic->offset, diagnostic->message);
  size_t used = strlen(reports->all);
  snprintf(reports->all + used, sizeof reports->all - used, "%s\n", reports->last);
  assert_non_null(diagnostic->file);
}

static inline Slice read_bytes(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot open %s", path);
  size_t capacity = 1 << 20;
  char *bytes = malloc(capacity);
  size_t length = fread(bytes, 1, capacity, file);
  fclose(file);
  return (Slice){bytes, length};
}

/* The character at `at` in the source as UTF-8 in `out`; its bytes. */
static inline size_t source_character(const char *encoding, Slice source, uint64_t at, char out[8]) {
  bool utf16 = strncmp(encoding, "UTF-16", 6) == 0;
  for (size_t width = utf16 ? 2 : 1; width <= 4 && at + width <= source.length; width++) {
    iconv_t converter = iconv_open("UTF-8", encoding);
    char *in = (char *)(uintptr_t)source.data + at, *to = out;
    size_t in_left = width, out_left = 8, result = iconv(converter, &in, &in_left, &to, &out_left);
    iconv_close(converter);
    if (result != (size_t)-1) return (size_t)(to - out);
  }
  return 0;
}

/* Every visible character of the text leads back to itself in the source, or to the reference or escape that it was. */
static inline void check_origins(const Document *document, Slice source) {
  unsigned width;
  for (uint32_t at = 0; at < document->text.length; at += width) {
    uint32_t character = utf8_decode(document->text.data + at, &width);
    if (character <= ' ' || character == 0xFFFD) continue;
    bool composed = document->origins.data[0].source_width == 0; /* a title from metadata, or all from JSON-LD */
    if (composed && (document->origins.count == 1 || at < document->blocks.data[0].end)) continue;
    uint64_t from = document_source_offset(document, at);
    if (from >= source.length) fail_msg("offset %u leads to %zu of %zu", at, (size_t)from, source.length);
    if (source.data[from] == '&' || source.data[from] == '\\') continue;
    char bytes[8];
    size_t length = source_character(document->encoding, source, from, bytes);
    if (length != width || memcmp(bytes, document->text.data + at, width) != 0) {
      fail_msg("text at %u (%.*s) leads to %zu in the source (%.*s)", at, (int)width, document->text.data + at,
               (size_t)from, (int)length, bytes);
    }
  }
}

/* Blocks in order, apart, with nothing but white space between them, beginning and ending with characters. */
static inline void check_blocks(const Document *document) {
  uint32_t at = 0;
  assert_int_equal(utf8_valid_prefix(document->text), document->text.length);
  for (uint32_t i = 0; i <= document->blocks.count; i++) {
    bool last = i == document->blocks.count;
    uint32_t begin = last ? (uint32_t)document->text.length : document->blocks.data[i].begin;
    assert_true(begin >= at);
    for (uint32_t gap = at; gap < begin; gap++) {
      const char *c = document->text.data + gap;
      bool blank = strchr(" \t\r\n\f\v", *c) || (unsigned char)*c >= 0x80;
      if (!blank) fail_msg("'%c' at %u stands between blocks", *c, gap);
    }
    if (last) break;
    at = document->blocks.data[i].end;
    assert_true(at > begin);
    assert_true(at <= document->text.length);
  }
  for (uint32_t i = 1; i < document->origins.count; i++) {
    assert_true(document->origins.data[i].begin > document->origins.data[i - 1].begin);
  }
  if (document->text.length) assert_int_equal(document->origins.data[0].begin, 0);
}

/* Reads the one document of `source` (from memory) and writes it down as dump_document does. Caller frees. */
static inline char *dump_bytes(Slice source, const char *name, Reports *reports) {
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  Document document;
  char *text = NULL;
  size_t length = 0;
  *reports = (Reports){0};
  Diagnostics diagnostics = {keep_report, reports};
  arena_init(&arena, (size_t)1 << 30);
  if (ARENA_GUARD(&arena, jump)) fail_msg("out of memory");
  Reader *reader = reader_open_memory(source, name, NULL, &diagnostics, &status);
  assert_non_null(reader);
  FILE *to = open_memstream(&text, &length);
  status = reader_next(reader, &arena, &document);
  if (status == SPO_SUCCESS) {
    check_blocks(&document);
    check_origins(&document, source);
    dump_document(to, &document);
    assert_int_equal(strlen(document.sha256), 64);
  } else {
    assert_int_equal(status, SPO_BAD_INPUT);
    assert_int_equal(reports->errors, 1);
  }
  assert_int_equal(reader_next(reader, &arena, &document), SPO_END);
  fclose(to);
  reader_close(reader);
  arena_free(&arena);
  return text;
}

/* `piece` so many times, between two others; caller frees. */
static inline Slice repeat_piece(const char *before, const char *piece, size_t count, const char *behind) {
  size_t length = strlen(before) + count * strlen(piece) + strlen(behind);
  char *bytes = malloc(length + 1), *at = stpcpy(bytes, before);
  for (size_t i = 0; i < count; i++) at = stpcpy(at, piece);
  strcpy(at, behind);
  return (Slice){bytes, length};
}

/* Reads `source` with arenas of all sizes that are too small, going on after each failure: nothing may crash, and what
   libraries allocated is freed by reader_close, which the leak check of the sanitizers sees. */
static inline void check_full_arenas(Slice source, const char *name, const ReaderOptions *options, int calls) {
  for (volatile size_t limit = 256; limit < 1 << 18; limit = 2 * limit) {
    Arena arena;
    jmp_buf jump;
    SpoStatus status;
    Document document;
    arena_init(&arena, limit);
    Reader *volatile reader = reader_open_memory(source, name, options, NULL, &status);
    for (volatile int i = 0; i < calls; i++) {
      if (ARENA_GUARD(&arena, jump) == 0) reader_next(reader, &arena, &document);
      arena_reset(&arena);
    }
    reader_close(reader);
    arena_free(&arena);
  }
}

/* Compares every document in a folder with the file of the same name that ends in .expected. */
static inline void check_folder(const char *folder, const char *ending) {
  DIR *directory = opendir(folder);
  unsigned compared = 0;
  assert_non_null(directory);
  for (struct dirent *entry; (entry = readdir(directory));) {
    char path[512], expected_path[520];
    Slice name = slice_of(entry->d_name);
    if (!slice_ends_with(name, slice_of(ending))) continue;
    snprintf(path, sizeof path, "%s%s", folder, entry->d_name);
    snprintf(expected_path, sizeof expected_path, "%.*s.expected", (int)(strlen(path) - strlen(ending)), path);
    Slice source = read_bytes(path), expected = read_bytes(expected_path);
    Reports reports;
    char *found = dump_bytes(source, path, &reports);
    if (!slice_equal(slice_of(found), expected)) {
      fail_msg("%s\n--- expected\n%.*s--- found\n%s", path, (int)expected.length, expected.data, found);
    }
    free(found);
    free((char *)(uintptr_t)source.data);
    free((char *)(uintptr_t)expected.data);
    compared++;
  }
  closedir(directory);
  assert_true(compared >= 5);
}

#endif
