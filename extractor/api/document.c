#include <stdlib.h>

#include "api/handles.h"
#include "base/utf8.h"
#include "input/date_text.h"
#include "input/language.h"
#include "input/reader.h"

/* Memory that reading one document may take, in bytes. */
#define DOCUMENT_MEMORY ((size_t)4 << 30)

static const InputFormat FORMATS[] = {
    [SPO_FORMAT_AUTO] = FORMAT_AUTO,         [SPO_FORMAT_TEXT] = FORMAT_TEXT, [SPO_FORMAT_HTML] = FORMAT_HTML,
    [SPO_FORMAT_JSONL] = FORMAT_JSONL,       [SPO_FORMAT_XML] = FORMAT_XML,   [SPO_FORMAT_CSV] = FORMAT_CSV,
    [SPO_FORMAT_MARKDOWN] = FORMAT_MARKDOWN, [SPO_FORMAT_MAIL] = FORMAT_MAIL};

typedef struct {
  const SpoDocumentOptions *options;
  const char *name;
  Diagnostics diagnostics;
} Reading;

static SpoStatus refuse(const Reading *reading, const char *problem) {
  diagnostics_file(&reading->diagnostics, SPO_ERROR, reading->name, 0, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

/* The reader, which is no arena memory, is closed by the caller. */
static SpoStatus read_only_document(const Reading *reading, Reader *reader, SpoDocument *document) {
  jmp_buf out_of_memory;
  Arena *arena = &document->arena;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  SpoStatus status = reader_next(reader, arena, &document->document);
  if (status == SPO_END) return refuse(reading, "holds no document");
  if (status != SPO_SUCCESS) return status;
  Document another;
  if (reader_next(reader, arena, &another) == SPO_END) return SPO_SUCCESS;
  return refuse(reading, "holds more than one record");
}

/* `field` becomes the option, unless that is NULL. */
static void overrule(Arena *arena, Slice *field, const char *option) {
  if (option) *field = arena_copy(arena, slice_trim(slice_of(option)));
}

static SpoStatus take_options(const Reading *reading, SpoDocument *document) {
  const SpoDocumentOptions *options = reading->options;
  const char *texts[] = {options->id, options->url, options->title};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    Slice text = slice_of(texts[i]);
    if (utf8_valid_prefix(text) != text.length) return refuse(reading, "the given id, url or title is not UTF-8");
  }
  jmp_buf out_of_memory;
  Arena *arena = &document->arena;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  Document *fields = &document->document;
  overrule(arena, &fields->id, options->id);
  overrule(arena, &fields->url, options->url);
  overrule(arena, &fields->title, options->title);
  if (options->url && !url_is_absolute(fields->url)) return refuse(reading, "the given URL is not absolute");
  if (options->language) {
    fields->language = language_normalize(arena, slice_of(options->language));
    if (!fields->language.length) return refuse(reading, "the given language is no language tag");
  }
  char date[DATE_TEXT_SIZE];
  if (options->date) {
    if (!date_text_value(slice_of(options->date), date)) return refuse(reading, "the given date is not understood");
    fields->date = arena_copy(arena, slice_of(date));
  }
  return SPO_SUCCESS;
}

static SpoStatus read_document(const Reading *reading, Slice bytes, SpoDocument *document) {
  const SpoDocumentOptions *options = reading->options;
  if ((unsigned)options->format > SPO_FORMAT_MAIL) return refuse(reading, "the given format is none");
  ReaderOptions reader_options = {
      .format = FORMATS[options->format], .language = slice_of(options->language), .largest = options->largest};
  SpoStatus status;
  Reader *reader = reader_open_memory(bytes, reading->name, &reader_options, &reading->diagnostics, &status);
  if (!reader) return status;
  status = read_only_document(reading, reader, document);
  reader_close(reader);
  return status == SPO_SUCCESS ? take_options(reading, document) : status;
}

SpoStatus spo_document_read(SpoDocument **document, const void *bytes, size_t length,
                            const SpoDocumentOptions *options) {
  SpoDocumentOptions defaults = {0};
  if (!options) options = &defaults;
  *document = NULL;
  SpoDocument *made = calloc(1, sizeof *made);
  if (!made) return SPO_NO_MEMORY;
  arena_init(&made->arena, DOCUMENT_MEMORY);
  Reading reading = {.options = options,
                     .name = options->name ? options->name : "document",
                     .diagnostics = diagnostics_to(options->messages)};
  SpoStatus status = read_document(&reading, (Slice){bytes, length}, made);
  made->arena.guard = NULL;
  if (status != SPO_SUCCESS) {
    spo_document_free(made);
    return status;
  }
  *document = made;
  return SPO_SUCCESS;
}

void spo_document_free(SpoDocument *document) {
  if (!document) return;
  arena_free(&document->arena);
  free(document);
}
