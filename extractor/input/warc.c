/* WARC files (ISO 28500), as crawlers write them: the pages in response and resource records, the texts in conversion
   records (WET). All other records are passed over, and so are responses that are no page or say that there is none.

   Where a record ends is said by its length and marked by two line breaks. A length that does not fit the marks costs
   that record; reading goes on at the next line that begins one. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/date_text.h"
#include "input/format.h"
#include "input/http.h"
#include "input/language.h"

enum { LONGEST_LINE = 64 * 1024, MOST_LINES = 500, HEAD = 64 * 1024, LONGEST_URL = 4000 };

typedef struct {
  uint64_t records;
  size_t pending; /* bytes of the block that was read, to be passed over */
  bool lost;      /* what comes next may be no beginning of a record */
  bool stray;     /* bytes that are no record were reported */
  bool ended;
} Warc;

typedef enum { KIND_OTHER, KIND_RESPONSE, KIND_RESOURCE, KIND_CONVERSION } RecordKind;

/* A record's header; slices are memory of the arena. */
typedef struct {
  RecordKind kind;
  uint64_t number, offset; /* from 1; byte of the file */
  uint64_t length;         /* of the block */
  bool has_length;
  Slice url, date, type, language;
} Record;

typedef struct {
  Warc *warc;
  Input *input;
  Arena *arena;
  Record record;
} Reading;

/* ---- reports ---- */

static const char *record_name(const Reading *reading) {
  const Record *record = &reading->record;
  Slice url = record->url;
  return arena_print(reading->arena, "%s!%.*s%s(record %llu at byte %llu)", reading->input->source.name,
                     (int)url.length, url.data, url.length ? " " : "", (unsigned long long)record->number,
                     (unsigned long long)record->offset)
      .data;
}

static SpoStatus refuse(const Reading *reading, const char *problem) {
  diagnostics_file(&reading->input->diagnostics, SPO_ERROR, record_name(reading), 0, SIZE_MAX, "record skipped: %s",
                   problem);
  return SPO_BAD_INPUT;
}

/* The source fails: within a record, or between two (`record` is empty). */
static SpoStatus failed(const Reading *reading) {
  char text[256];
  Source *source = &reading->input->source;
  size_t at = (size_t)source->position + source->end - source->begin;
  const char *problem = source_problem(source, text, sizeof text);
  const char *name = reading->record.number ? record_name(reading) : source->name;
  diagnostics_file(&reading->input->diagnostics, SPO_ERROR, name, 0, at, "cannot be read%s: %s",
                   source->stream.resumes ? "" : " any further", problem);
  reading->warc->lost = true;
  reading->warc->ended = !source_resume(source);
  return SPO_BAD_INPUT;
}

/* ---- headers ---- */

static void take_url(Arena *arena, Slice value, Record *record) {
  if (value.length > 2 && value.data[0] == '<' && slice_ends_with(value, SLICE(">"))) {
    value.data++, value.length -= 2; /* as WARC 1.0 has it */
  }
  bool sound = value.length <= LONGEST_URL && utf8_valid_prefix(value) == value.length && url_is_absolute(value);
  if (sound) record->url = arena_copy(arena, value);
}

static void take_length(Slice value, Record *record) {
  record->length = 0;
  record->has_length = value.length > 0 && value.length < 19;
  for (size_t i = 0; i < value.length && record->has_length; i++) {
    record->has_length = value.data[i] >= '0' && value.data[i] <= '9';
    record->length = record->length * 10 + (uint64_t)(value.data[i] - '0');
  }
}

/* The first of `zho,eng`: languages by ISO 639-3, for which BCP 47 has shorter names. */
static void take_language(Arena *arena, Slice value, Record *record) {
  static const char *const SHORT[][2] = {{"zho", "zh"}, {"eng", "en"}, {"jpn", "ja"}, {"kor", "ko"}, {"fra", "fr"},
                                         {"deu", "de"}, {"spa", "es"}, {"rus", "ru"}, {"por", "pt"}, {"ita", "it"}};
  Slice first = slice_trim(slice_cut(&value, ','));
  for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++) {
    if (slice_is(first, SHORT[i][0])) first = slice_of(SHORT[i][1]);
  }
  record->language = language_normalize(arena, first);
}

static void take_field(Arena *arena, Slice line, Record *record) {
  static const char *const KINDS[] = {
      [KIND_RESPONSE] = "response", [KIND_RESOURCE] = "resource", [KIND_CONVERSION] = "conversion"};
  char date[DATE_TEXT_SIZE];
  Slice value;
  if (http_field(line, "WARC-Type", &value)) {
    for (int i = KIND_RESPONSE; i <= KIND_CONVERSION; i++) {
      if (slice_is(value, KINDS[i])) record->kind = (RecordKind)i;
    }
  } else if (http_field(line, "Content-Length", &value)) {
    take_length(value, record);
  } else if (http_field(line, "WARC-Target-URI", &value)) {
    take_url(arena, value, record);
  } else if (http_field(line, "WARC-Date", &value)) {
    if (date_text_value(value, date)) record->date = arena_copy(arena, slice_of(date));
  } else if (http_field(line, "Content-Type", &value)) {
    record->type = arena_copy(arena, slice_trim(slice_cut(&value, ';')));
  } else if (http_field(line, "WARC-Identified-Content-Language", &value)) {
    take_language(arena, value, record);
  }
}

/* Passes over what is no beginning of a record. SPO_SUCCESS: a record begins here. */
static SpoStatus find_record(const Reading *reading) {
  Source *source = &reading->input->source;
  Slice line;
  bool stray = false;
  uint64_t from = 0, to = 0;
  for (;;) {
    uint64_t at = source->position;
    Slice head = source_peek(source, 7);
    if (slice_starts_with(head, SLICE("WARC/1.")) || slice_starts_with(head, SLICE("WARC/0."))) break;
    SourceResult result = source_line(source, LONGEST_LINE, &line);
    if (result == SOURCE_NO_MEMORY) arena_fail(reading->arena);
    if (result == SOURCE_FAILED) return failed(reading);
    if (result == SOURCE_END) break;
    if (result == SOURCE_OK && slice_trim(line).length == 0) continue;
    if (!stray) from = at;
    to = source->position;
    stray = true;
  }
  bool lost = reading->warc->lost; /* that has been reported */
  reading->warc->lost = false;
  if (stray && !lost) {
    reading->warc->stray = true;
    return input_refuse(reading->input, (size_t)from, "holds %llu bytes that are no WARC record behind record %llu",
                        (unsigned long long)(to - from), (unsigned long long)reading->warc->records);
  }
  return source_peek(source, 1).length ? SPO_SUCCESS : SPO_END;
}

static SpoStatus read_header(Reading *reading) {
  Source *source = &reading->input->source;
  Record *record = &reading->record;
  Slice line;
  *record = (Record){.number = ++reading->warc->records, .offset = source->position};
  for (unsigned lines = 0; lines < MOST_LINES; lines++) {
    SourceResult result = source_line(source, LONGEST_LINE, &line);
    if (result == SOURCE_NO_MEMORY) arena_fail(reading->arena);
    if (result == SOURCE_FAILED) return failed(reading);
    if (result != SOURCE_OK) break;
    line = slice_trim(line);
    if (line.length == 0) {
      if (record->has_length) return SPO_SUCCESS;
      reading->warc->lost = true;
      return refuse(reading, "it has no Content-Length that makes sense");
    }
    take_field(reading->arena, line, record);
  }
  reading->warc->lost = true;
  return refuse(reading, "its header does not end");
}

/* ---- blocks ---- */

static bool begins_with_mark(Slice text, size_t at) {
  Slice rest = {text.data + at, text.length - at};
  return slice_starts_with(rest, SLICE("\r\n\r\n")) || slice_starts_with(rest, SLICE("\n\n")) ||
         (rest.length < 4 && slice_trim(rest).length == 0);
}

/* Where inside a block that is too long another record begins, or SIZE_MAX. */
static size_t record_inside(Slice block) {
  size_t at = slice_find(block, SLICE("\r\n\r\nWARC/1."));
  return at == SIZE_MAX ? slice_find(block, SLICE("\n\nWARC/1.")) : at;
}

/* The block of the record, which stays until the next call of the source. */
static SpoStatus read_block(const Reading *reading, Slice *block) {
  Source *source = &reading->input->source;
  const Record *record = &reading->record;
  size_t length = (size_t)record->length;
  Slice there = source_peek(source, length + 4);
  bool whole = there.length >= length;
  if (whole && begins_with_mark(there, length)) {
    *block = (Slice){there.data, length};
    return SPO_SUCCESS;
  }
  size_t inside = record_inside(there);
  if (inside == SIZE_MAX && !whole && source->error) return failed(reading);
  reading->warc->lost = true;
  source_skip(source, inside < SIZE_MAX ? inside : whole ? length : there.length);
  return refuse(reading, inside < SIZE_MAX || whole ? "its Content-Length is wrong" : "the file ends within it");
}

/* A block that nobody wants, or that is too large to be wanted. */
static SpoStatus pass_over(const Reading *reading) {
  Source *source = &reading->input->source;
  uint64_t skipped = source_skip(source, reading->record.length);
  if (skipped == reading->record.length) return SPO_SUCCESS;
  if (source->error) return failed(reading);
  return refuse(reading, "the file ends within it");
}

static bool is_page_type(Slice type) {
  return slice_equal_ignore_case(type, SLICE("text/html")) ||
         slice_equal_ignore_case(type, SLICE("application/xhtml+xml"));
}

/* Whether the record holds a page or text, by its header and the beginning of its block. */
static bool is_wanted(const Record *record, Slice head) {
  HttpHead http;
  switch (record->kind) {
    case KIND_RESPONSE:
      if (!slice_starts_with(head, SLICE("HTTP/"))) return record->type.length && is_page_type(record->type);
      if (!http_head(head, &http)) return true; /* which is an error */
      return http.status >= 200 && http.status < 300 && is_page_type(http.type);
    case KIND_RESOURCE:
      return is_page_type(record->type);
    case KIND_CONVERSION:
      return record->type.length == 0 || slice_equal_ignore_case(record->type, SLICE("text/plain"));
    default:
      return false;
  }
}

/* ---- documents ---- */

/* The page of a response. False, with a reason, where it cannot be had. */
static const char *page_of_response(const Reading *reading, Slice block, ReaderOptions *options, Slice *page) {
  HttpHead http;
  size_t wrong;
  *page = block;
  if (!slice_starts_with(block, SLICE("HTTP/"))) return NULL;
  if (!http_head(block, &http)) return "its HTTP header does not end";
  *page = slice_between(block.data + http.body, block.data + block.length);
  if (http.chunked && !http_join_chunks(reading->arena, *page, page, &wrong)) {
    diagnostics_file(&reading->input->diagnostics, SPO_WARNING, record_name(reading), 0, http.body + wrong,
                     "the page is cut off: a chunk is broken");
  }
  options->charset = http.charset;
  /* Crawlers leave the field standing where they have decoded the page. */
  Slice start = slice_trim((Slice){page->data, page->length < 256 ? page->length : 256});
  bool known = slice_equal_ignore_case(http.content_encoding, SLICE("br")) ||
               slice_equal_ignore_case(http.content_encoding, SLICE("deflate"));
  bool plain = (start.length && start.data[0] == '<') || slice_starts_with(start, SLICE("\xEF\xBB\xBF"));
  if (page->length == 0) return "its page is empty";
  return known && !plain ? "its page is packed as br or deflate, which cannot be read" : NULL;
}

static SpoStatus take_page(const Reading *reading, Slice block, RawDocument *raw) {
  const Record *record = &reading->record;
  Arena *arena = reading->arena;
  ReaderOptions options = reading->input->options;
  Slice page = block;
  options.format = record->kind == KIND_CONVERSION ? FORMAT_TEXT : FORMAT_HTML;
  const char *problem = NULL;
  if (record->kind == KIND_RESPONSE) problem = page_of_response(reading, block, &options, &page);
  if (problem) return refuse(reading, problem);
  if (page.length == 0) return refuse(reading, "it holds no page");
  *raw = (RawDocument){.name = record_name(reading),
                       .bytes = arena_copy(arena, page),
                       .options = options,
                       .language = options.language.length ? arena_copy(arena, options.language) : record->language,
                       .charset = arena_copy(arena, options.charset),
                       .url = record->url,
                       .retrieved = record->date};
  input_hash(raw->bytes, raw->sha256);
  return SPO_SUCCESS;
}
/* Reads one record. SPO_SUCCESS without `*found`: it was passed over. */
static SpoStatus take_record(Reading *reading, RawDocument *raw, bool *found) {
  Source *source = &reading->input->source;
  Slice block = {0};
  SpoStatus status = find_record(reading);
  if (status == SPO_SUCCESS) status = read_header(reading);
  if (status != SPO_SUCCESS) return status;
  size_t length = (size_t)reading->record.length, largest = reading->input->options.largest;
  bool wanted = is_wanted(&reading->record, source_peek(source, length < HEAD ? length : HEAD));
  if (length > largest) {
    if (!wanted) return pass_over(reading);
    reading->warc->lost = true;
    return refuse(reading, arena_print(reading->arena, "it is larger than %zu bytes", largest).data);
  }
  status = read_block(reading, &block);
  if (status != SPO_SUCCESS) return status;
  reading->warc->pending = length;
  *found = wanted;
  if (wanted) status = take_page(reading, block, raw);
  return status;
}

static SpoStatus take(void *state, Input *input, Arena *arena, RawDocument *raw, Document *document) {
  Reading reading = {.warc = state, .input = input, .arena = arena};
  SpoStatus status = SPO_SUCCESS;
  bool found = false;
  while (status == SPO_SUCCESS && !found) {
    source_skip(&input->source, reading.warc->pending);
    reading.warc->pending = 0;
    status = reading.warc->ended ? SPO_END : take_record(&reading, raw, &found);
  }
  if (status == SPO_END && reading.warc->records == 0 && !reading.warc->stray && !reading.warc->ended) {
    reading.warc->ended = true;
    return input_refuse(input, SIZE_MAX, "holds no WARC record");
  }
  if (status == SPO_SUCCESS) memcpy(document->sha256, raw->sha256, sizeof document->sha256);
  return status;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  RawDocument raw;
  SpoStatus status = take(state, input, arena, &raw, document);
  return status == SPO_SUCCESS ? reader_parse(&raw, arena, &input->diagnostics, document) : status;
}

static void *open_warc(const Input *input) {
  (void)input;
  return calloc(1, sizeof(Warc));
}

static bool recognize(Slice head) {
  return slice_starts_with(head, SLICE("WARC/1.")) || slice_starts_with(head, SLICE("WARC/0."));
}

const FormatDriver WARC_DRIVER = {.name = "warc",
                                  .format = FORMAT_WARC,
                                  .endings = ".warc .wet ",
                                  .recognize = recognize,
                                  .open = open_warc,
                                  .next = next,
                                  .take = take,
                                  .close = free};
