/* input_records.h - all that a source of many documents gives, as text: each document as dump_document writes it, its
   name before it and === behind it; and a line "! FILE @offset message" for each error and warning. */
#ifndef SPO_TEST_INPUT_RECORDS_H
#define SPO_TEST_INPUT_RECORDS_H

#include "unit/input_check.h"

typedef struct {
  unsigned documents, errors, warnings;
  char *text; /* freed by records_free */
  size_t length;
  FILE *to; /* while it is being written */
} Records;

static void records_report(void *handle, const SpoDiagnostic *diagnostic) {
  Records *records = handle;
  Slice message = slice_of(diagnostic->message), file = slice_of(diagnostic->file);
  records->errors += diagnostic->severity == SPO_ERROR;
  records->warnings += diagnostic->severity == SPO_WARNING;
  assert_int_equal(utf8_valid_prefix(message), message.length);
  assert_int_equal(utf8_valid_prefix(file), file.length);
  assert_null(strchr(diagnostic->message, '\n'));
  fprintf(records->to, "! %s @%zd %s\n", diagnostic->file,
          diagnostic->offset == SIZE_MAX ? (ssize_t)-1 : (ssize_t)diagnostic->offset, diagnostic->message);
}

/* Reads all; each failure must be one error. */
static inline Records records_read(Slice source, const char *name, const ReaderOptions *options) {
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  Records records = {0};
  Diagnostics diagnostics = {records_report, &records};
  records.to = open_memstream(&records.text, &records.length);
  arena_init(&arena, (size_t)1 << 29);
  if (ARENA_GUARD(&arena, jump)) fail_msg("out of memory");
  Reader *reader = reader_open_memory(source, name, options, &diagnostics, &status);
  assert_non_null(reader);
  do {
    Document document;
    unsigned errors = records.errors;
    arena_reset(&arena);
    status = reader_next(reader, &arena, &document);
    assert_int_equal(records.errors - errors, status == SPO_BAD_INPUT);
    if (status != SPO_SUCCESS) continue;
    records.documents++;
    check_blocks(&document);
    assert_int_equal(strlen(document.sha256), 64);
    fprintf(records.to, "%.*s\n", (int)document.name.length, document.name.data);
    dump_document(records.to, &document);
    fputs("===\n", records.to);
  } while (status != SPO_END);
  fclose(records.to);
  reader_close(reader);
  arena_free(&arena);
  return records;
}

static inline void records_free(Records *records) {
  free(records->text);
  records->text = NULL;
}

/* Reads `source` and fails unless each of `wanted` (the last NULL) is found in what it gives, in this order. */
static inline void records_check(Slice source, const char *name, unsigned documents, unsigned errors,
                                 const char *const *wanted) {
  Records records = records_read(source, name, NULL);
  const char *at = records.text;
  bool found = records.documents == documents && records.errors == errors;
  for (; found && *wanted; wanted++) {
    at = strstr(at, *wanted);
    found = at != NULL;
    if (found) at += strlen(*wanted);
  }
  if (!found) {
    fprintf(stderr, "%s", records.text);
    fail_msg("%s: %u documents, %u errors, no: %s", name, records.documents, records.errors, *wanted ? *wanted : "-");
  }
  records_free(&records);
}

#define RECORDS_CHECK(source, name, documents, errors, ...) \
  records_check(source, name, documents, errors, (const char *const[]){__VA_ARGS__, NULL})

#endif
