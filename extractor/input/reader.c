#include "input/reader.h"

#include <stdlib.h>

#include "input/date_text.h"
#include "input/format.h"
#include "input/gzip.h"
#include "input/xml_dialects.h"

struct Reader {
  Input input;
  const FormatDriver *driver;
  void *state; /* the driver's */
  Gzip *gzip;  /* around the source, or NULL */
  char *name;
  char language[36], charset[36];
};

/* In the order in which first bytes are compared; the last takes what no other recognizes. */
static const FormatDriver *const DRIVERS[] = {&WARC_DRIVER,  &MAIL_DRIVER, &XML_DRIVER,      &HTML_DRIVER,
                                              &JSONL_DRIVER, &CSV_DRIVER,  &MARKDOWN_DRIVER, &TEXT_DRIVER};

enum { DRIVER_COUNT = sizeof DRIVERS / sizeof *DRIVERS };

bool input_format_named(Slice name, InputFormat *format) {
  *format = FORMAT_AUTO;
  if (slice_is(name, "auto")) return true;
  for (size_t i = 0; i < DRIVER_COUNT; i++) {
    if (!slice_is(name, DRIVERS[i]->name)) continue;
    *format = DRIVERS[i]->format;
    return true;
  }
  return false;
}

static const FormatDriver *driver_by_ending(Slice name) {
  size_t dot = name.length;
  while (dot > 0 && name.data[dot - 1] != '.' && name.data[dot - 1] != '/') dot--;
  if (dot == 0 || name.data[dot - 1] != '.') return NULL;
  Slice ending = slice_between(name.data + dot - 1, name.data + name.length);
  for (size_t i = 0; i < DRIVER_COUNT; i++) {
    Slice endings = slice_of(DRIVERS[i]->endings);
    while (endings.length) {
      if (slice_equal_ignore_case(slice_cut(&endings, ' '), ending)) return DRIVERS[i];
    }
  }
  return NULL;
}

enum { HEAD = 1024 };

/* The first bytes of text in UTF-16 are made comparable by leaving out the zero bytes. */
static Slice narrow_head(Source *source, char narrow[HEAD]) {
  Slice head = source_peek(source, HEAD);
  size_t count = 0;
  for (size_t i = 0; i < head.length; i++) {
    bool mark = i < 3 && (unsigned char)head.data[i] >= 0xBB;
    if (head.data[i] && !mark) narrow[count++] = head.data[i];
  }
  return slice_trim((Slice){narrow, count});
}

static const FormatDriver *driver_by_content(Source *source) {
  char narrow[HEAD];
  Slice head = narrow_head(source, narrow);
  for (size_t i = 0; i < DRIVER_COUNT; i++) {
    if (!DRIVERS[i]->recognize || DRIVERS[i]->recognize(head)) return DRIVERS[i];
  }
  return &TEXT_DRIVER;
}

/* Pages of XHTML are often called .xml. */
static bool is_html(Source *source) {
  char narrow[HEAD];
  return slice_equal_ignore_case(xml_first_element(narrow_head(source, narrow)), SLICE("html"));
}

/* The name of what is packed: `news.jsonl` for `news.jsonl.gz`. */
static Slice unpacked_name(Slice name) {
  static const char *const PACKED[] = {".gz", ".zst", ".xz", ".bz2"};
  for (size_t i = 0; i < sizeof PACKED / sizeof *PACKED; i++) {
    size_t length = strlen(PACKED[i]);
    if (name.length <= length) continue;
    Slice ending = {name.data + name.length - length, length};
    if (slice_equal_ignore_case(ending, slice_of(PACKED[i]))) return slice_between(name.data, ending.data);
  }
  return name;
}

static const FormatDriver *find_driver(Reader *reader, InputFormat format) {
  if (ARCHIVE_DRIVER.recognize(source_peek(&reader->input.source, ARCHIVE_HEAD))) return &ARCHIVE_DRIVER;
  for (size_t i = 0; i < DRIVER_COUNT; i++) {
    if (format != FORMAT_AUTO && DRIVERS[i]->format == format) return DRIVERS[i];
  }
  Source *source = &reader->input.source;
  const FormatDriver *driver = driver_by_ending(unpacked_name(slice_of(source->name)));
  if (driver == &XML_DRIVER && is_html(source)) return &HTML_DRIVER;
  return driver ? driver : driver_by_content(source);
}

static Reader *no_memory(const Diagnostics *diagnostics, const char *name, SpoStatus *status) {
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "cannot be read: the machine has no memory left");
  *status = SPO_NO_MEMORY;
  return NULL;
}

/* Crawls are unpacked member by member, so that one that is broken does not cost the others. */
static bool open_crawl(Reader *reader) {
  Source *source = &reader->input.source;
  if (!gzip_begins_with(source_peek(source, ARCHIVE_HEAD), SLICE("WARC/"))) return true;
  Source packed = *source;
  reader->gzip = gzip_open(&packed, source);
  return reader->gzip != NULL;
}

/* Copies a word; none is longer than `size`. */
static void keep(Slice *word, char *to, size_t size) {
  if (word->length > size) word->length = 0;
  if (word->length) word->data = memcpy(to, word->data, word->length);
}

Reader *reader_begin(Source source, const ReaderOptions *options, const Diagnostics *diagnostics, unsigned depth,
                     SpoStatus *status) {
  static const size_t MOST = (size_t)1 << 30; /* offsets in a text are 32 bits, and decoding makes it longer */
  Reader *reader = calloc(1, sizeof *reader);
  if (!reader) {
    source_close(&source);
    return no_memory(diagnostics, source.name, status);
  }
  reader->input.source = source;
  reader->input.depth = depth;
  reader->input.source.name = reader->name = strdup(source.name);
  if (!reader->name || !open_crawl(reader)) {
    reader_close(reader);
    return no_memory(diagnostics, source.name, status);
  }
  if (options) reader->input.options = *options;
  keep(&reader->input.options.language, reader->language, sizeof reader->language);
  keep(&reader->input.options.charset, reader->charset, sizeof reader->charset);
  if (diagnostics) reader->input.diagnostics = *diagnostics;
  size_t *largest = &reader->input.options.largest;
  if (*largest == 0) *largest = INPUT_LARGEST;
  if (*largest > MOST) *largest = MOST;
  if (reader->input.options.most_expanded == 0) reader->input.options.most_expanded = INPUT_MOST_EXPANDED;
  reader->driver = find_driver(reader, reader->input.options.format);
  if (reader->driver->open && !(reader->state = reader->driver->open(&reader->input))) {
    reader_close(reader);
    return no_memory(diagnostics, source.name, status);
  }
  *status = SPO_SUCCESS;
  return reader;
}

Reader *reader_open(const char *path, const ReaderOptions *options, const Diagnostics *diagnostics, SpoStatus *status) {
  Source source;
  if (!source_open(&source, path, diagnostics)) {
    *status = SPO_BAD_INPUT;
    return NULL;
  }
  return reader_begin(source, options, diagnostics, 0, status);
}

Reader *reader_open_memory(Slice bytes, const char *name, const ReaderOptions *options, const Diagnostics *diagnostics,
                           SpoStatus *status) {
  Source source;
  source_open_memory(&source, bytes, name);
  return reader_begin(source, options, diagnostics, 0, status);
}

SpoStatus reader_next(Reader *reader, Arena *arena, Document *document) {
  *document = (Document){0};
  return reader->driver->next(reader->state, &reader->input, arena, document);
}

/* Takes the one document of a source. */
static SpoStatus take_whole(Reader *reader, Arena *arena, RawDocument *raw, Document *document) {
  Slice bytes;
  SpoStatus status = input_whole(&reader->input, arena, document, &bytes);
  if (status != SPO_SUCCESS) return status;
  const ReaderOptions *options = &reader->input.options;
  *raw = (RawDocument){.name = document->name.data,
                       .bytes = arena_copy(arena, bytes),
                       .options = *options,
                       .language = arena_copy(arena, options->language),
                       .charset = arena_copy(arena, options->charset)};
  raw->options.format = reader->driver->format;
  memcpy(raw->sha256, document->sha256, sizeof raw->sha256);
  return SPO_SUCCESS;
}

SpoStatus reader_take(Reader *reader, Arena *arena, RawDocument *raw, Document *document) {
  *raw = (RawDocument){.options.format = FORMAT_AUTO};
  *document = (Document){0};
  if (reader->driver->take) return reader->driver->take(reader->state, &reader->input, arena, raw, document);
  if (reader->driver->single) return take_whole(reader, arena, raw, document);
  return reader->driver->next(reader->state, &reader->input, arena, document);
}

static Reader *open_raw(const RawDocument *raw, const Diagnostics *diagnostics, SpoStatus *status) {
  Source source;
  ReaderOptions options = raw->options;
  options.charset = raw->charset;
  options.language = raw->language;
  source_open_memory(&source, raw->bytes, raw->name);
  Reader *reader = reader_begin(source, &options, diagnostics, 1, status);
  if (reader) reader->input.sha256 = raw->sha256;
  return reader;
}

/* What the record around it says of a page; its date may stand in the address. */
static void apply_record(const RawDocument *raw, Arena *arena, Document *document) {
  char date[DATE_TEXT_SIZE];
  if (raw->url.length) document->url = raw->url;
  if (raw->url.length && document->date.length == 0 && date_text_in_url(document->url, date)) {
    document->date = arena_copy(arena, slice_of(date));
  }
  document->retrieved = raw->retrieved;
}

SpoStatus reader_parse(const RawDocument *raw, Arena *arena, const Diagnostics *diagnostics, Document *document) {
  SpoStatus status;
  Reader *reader = open_raw(raw, diagnostics, &status);
  if (!reader) return status;
  jmp_buf out_of_memory;
  jmp_buf *outer = arena->guard;
  volatile SpoStatus read = SPO_NO_MEMORY;
  if (!ARENA_GUARD(arena, out_of_memory)) {
    read = reader_next(reader, arena, document);
    if (read == SPO_SUCCESS) apply_record(raw, arena, document);
  }
  arena->guard = outer;
  reader_close(reader);
  return read;
}

bool reader_is_single(const Reader *reader) {
  return reader->driver->single;
}

uint64_t reader_position(const Reader *reader) {
  return reader->input.source.position;
}

void reader_close(Reader *reader) {
  if (!reader) return;
  if (reader->driver && reader->driver->close && reader->state) reader->driver->close(reader->state);
  source_close(&reader->input.source);
  gzip_close(reader->gzip);
  free(reader->name);
  free(reader);
}
