/* input_fuzz.h - reads bytes as documents of one format and checks what holds for every document: valid UTF-8, blocks
   in order and inside the text, origins in order and inside the source; and that each failure is one error, with a
   message of one line. */
#ifndef SPO_FUZZ_INPUT_FUZZ_H
#define SPO_FUZZ_INPUT_FUZZ_H

#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/format.h"

static inline void fuzz_count_errors(void *handle, const SpoDiagnostic *diagnostic) {
  Slice message = slice_of(diagnostic->message);
  assert(diagnostic->file && message.length);
  assert(utf8_valid_prefix(message) == message.length && !memchr(message.data, '\n', message.length));
  *(unsigned *)handle += diagnostic->severity == SPO_ERROR;
}

static inline void fuzz_check_text(Slice text) {
  assert(utf8_valid_prefix(text) == text.length);
}

/* `source_length` is that to which origins lead. */
static inline void fuzz_check_document(const Document *document, uint64_t source_length) {
  uint32_t at = 0;
  const Slice fields[] = {document->text,   document->title,     document->date,   document->id,
                          document->author, document->publisher, document->source, document->url};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) fuzz_check_text(fields[i]);
  assert(document->text.length && document->blocks.count && document->origins.count);
  for (uint32_t i = 0; i < document->blocks.count; i++) {
    const Block *block = &document->blocks.data[i];
    assert(block->begin >= at && block->end > block->begin && block->end <= document->text.length);
    fuzz_check_text((Slice){document->text.data + block->begin, block->end - block->begin});
    at = block->end;
  }
  for (uint32_t i = 0; i < document->origins.count; i++) {
    assert(document->origins.data[i].width > 0);
    assert(i == 0 ? document->origins.data[i].begin == 0
                  : document->origins.data[i].begin > document->origins.data[i - 1].begin);
  }
  for (uint32_t i = 0; i < document->text.length; i++) {
    bool visible = (unsigned char)document->text.data[i] > ' '; /* white space between blocks stood nowhere */
    if (visible) assert(document_source_offset(document, i) <= source_length);
  }
}

/* What origins lead into. */
typedef enum { INTO_SOURCE, INTO_OWN_TEXT, INTO_UNPACKED } FuzzOrigins;

static inline uint64_t fuzz_origins_end(FuzzOrigins origins, Slice source, const Document *document) {
  if (origins == INTO_UNPACKED || ARCHIVE_DRIVER.recognize(source)) return UINT64_MAX;
  return origins == INTO_SOURCE ? source.length : document->text.length;
}

/* Reads all documents of `source`. */
static inline void fuzz_read_with(Slice source, const ReaderOptions *options, FuzzOrigins origins) {
  Arena arena;
  jmp_buf jump;
  SpoStatus status;
  unsigned errors = 0;
  Diagnostics diagnostics = {fuzz_count_errors, &errors};
  arena_init(&arena, (size_t)1 << 28);
  Reader *volatile reader = reader_open_memory(source, "fuzz", options, &diagnostics, &status);
  assert(reader);
  if (ARENA_GUARD(&arena, jump)) abort(); /* which is large enough */
  do {
    Document document;
    arena_reset(&arena);
    errors = 0;
    status = reader_next(reader, &arena, &document);
    assert(errors == (status == SPO_BAD_INPUT));
    if (status == SPO_SUCCESS) fuzz_check_document(&document, fuzz_origins_end(origins, source, &document));
  } while (status != SPO_END);
  reader_close(reader);
  arena_free(&arena);
}

static inline void fuzz_read(Slice source, InputFormat format, FuzzOrigins origins) {
  ReaderOptions options = {.format = format, .largest = 1 << 22, .most_expanded = 1 << 24};
  fuzz_read_with(source, &options, origins);
}

#endif
