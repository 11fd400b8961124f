/* JSON Lines: a record a line, streamed, so that memory is bounded by the longest line. A .json file may also hold one
   array of records, or records over several lines; such a file is read as a whole. */
#include <stdlib.h>

#include "base/utf8.h"
#include "input/date_text.h"
#include "input/format.h"
#include "input/json_scan.h"
#include "input/language.h"
#include "input/plain.h"

typedef enum { SHAPE_UNKNOWN, SHAPE_LINES, SHAPE_VALUES, SHAPE_ARRAY, SHAPE_DONE } Shape;

typedef struct {
  Shape shape;
  JsonScan scan; /* over the whole file, where it is no JSON Lines */
  const char *counted;
  size_t line; /* of `counted` in it */
} Jsonl;

/* Where a record stands in the input. */
typedef struct {
  Slice bytes;
  uint64_t offset; /* of its first byte in the input */
  size_t line;     /* in which it begins */
} Record;

/* Members that are read; all others are passed over. */
typedef enum { ID, URL, LANG, TITLE, DATE, TEXT, SOURCE, PUBLISHER, AUTHOR, MEMBERS } Member;

static const struct {
  const char *key;
  Member member;
} KEYS[] = {{"id", ID},     {"url", URL},   {"lang", LANG},     {"language", LANG},       {"title", TITLE},
            {"date", DATE}, {"text", TEXT}, {"source", SOURCE}, {"publisher", PUBLISHER}, {"author", AUTHOR}};

/* Most bytes of a member; 0: as many as the record has. */
static const size_t LONGEST[MEMBERS] = {
    [ID] = 1000, [URL] = 4000, [TITLE] = 4000, [SOURCE] = 1000, [PUBLISHER] = 1000, [AUTHOR] = 1000};

typedef struct {
  JsonString values[MEMBERS];
  bool present[MEMBERS];
} Members;

/* Reports something about the record, at `at` in it. */
static SpoStatus report(const Input *input, const Record *record, const char *at, SpoSeverity severity,
                        const char *message) {
  size_t line = record->line;
  const char *start = record->bytes.data;
  for (const char *c = start; c < at; c++) {
    if (*c != '\n') continue;
    line++;
    start = c + 1;
  }
  SpoDiagnostic diagnostic = {.severity = severity,
                              .file = input->source.name,
                              .line = line,
                              .column = utf8_length(slice_between(start, at)) + 1,
                              .offset = (size_t)(record->offset + (uint64_t)(at - record->bytes.data)),
                              .message = message};
  diagnostics_report(&input->diagnostics, &diagnostic);
  return SPO_BAD_INPUT;
}

/* "record skipped: text has the wrong type": `subject` may be "". */
static SpoStatus refuse(const Input *input, Arena *arena, const Record *record, const char *at, const char *subject,
                        const char *problem) {
  Slice message = arena_print(arena, "record skipped: %s%s%s", subject, *subject ? " " : "", problem);
  return report(input, record, at, SPO_ERROR, message.data);
}

static Member member_of(JsonString key) {
  for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
    if (json_is(key, KEYS[i].key)) return KEYS[i].member;
  }
  return MEMBERS;
}

static const char *name_of(Member member) {
  for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
    if (KEYS[i].member == member) return KEYS[i].key;
  }
  return "";
}

/* Reads the value of a wanted member: a string, for an id also a number, or null for none. False, without an error of
   the scan, if it is of another type. */
static bool read_member(JsonScan *scan, Member member, Members *members) {
  JsonType type = json_type(scan);
  members->present[member] = type != JSON_NULL;
  if (type == JSON_NULL) return json_skip(scan);
  if (type == JSON_STRING) return json_string(scan, &members->values[member]);
  members->values[member].escaped = false;
  return type == JSON_NUMBER && member == ID && json_number(scan, &members->values[member].raw);
}

static SpoStatus read_members(const Input *input, Arena *arena, const Record *record, Members *members) {
  JsonScan scan;
  JsonString key;
  json_begin(&scan, record->bytes);
  if (json_enter(&scan, JSON_OBJECT)) {
    while (json_member(&scan, &key)) {
      Member member = member_of(key);
      const char *at = scan.at;
      if (member == MEMBERS ? !json_skip(&scan) : !read_member(&scan, member, members)) {
        if (scan.error) break;
        return refuse(input, arena, record, at, name_of(member), "has the wrong type");
      }
      if (member < MEMBERS && LONGEST[member] && members->values[member].raw.length > LONGEST[member]) {
        return refuse(input, arena, record, at, name_of(member), "is too long");
      }
    }
  }
  if (scan.error) return refuse(input, arena, record, scan.at, "", scan.error);
  if (!json_at_end(&scan)) return refuse(input, arena, record, scan.at, "", "something follows it on the line");
  if (!members->present[TEXT]) return refuse(input, arena, record, record->bytes.data, "", "it has no text");
  return SPO_SUCCESS;
}

static Slice value_of(Arena *arena, const Members *members, Member member) {
  if (!members->present[member]) return (Slice){0};
  Slice value = json_decode(arena, members->values[member]);
  return members->values[member].escaped ? value : arena_copy(arena, value);
}

/* An absolute URL without characters that no URL has (RFC 3986, section 3.1; RFC 3987 lets other scripts in). */
static bool is_url(Slice url) {
  size_t scheme = 0;
  while (scheme < url.length && url.data[scheme] != ':') {
    char c = url.data[scheme];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), digit = c >= '0' && c <= '9';
    if (!letter && !(scheme && (digit || c == '+' || c == '-' || c == '.'))) return false;
    scheme++;
  }
  if (scheme == 0 || scheme + 1 >= url.length) return false;
  for (size_t i = 0; i < url.length; i++) {
    if ((unsigned char)url.data[i] <= ' ' || strchr("<>\"{}|\\^`\x7F", url.data[i])) return false;
  }
  return true;
}

static void read_metadata(const Input *input, Arena *arena, const Record *record, const Members *members,
                          Document *document) {
  char date[DATE_TEXT_SIZE];
  const char *place = record->bytes.data;
  document->id = value_of(arena, members, ID);
  document->title = slice_trim(value_of(arena, members, TITLE));
  document->source = slice_trim(value_of(arena, members, SOURCE));
  document->publisher = slice_trim(value_of(arena, members, PUBLISHER));
  document->author = slice_trim(value_of(arena, members, AUTHOR));
  document->url = slice_trim(value_of(arena, members, URL));
  if (document->url.length && !is_url(document->url)) {
    report(input, record, members->values[URL].raw.data, SPO_WARNING, "url is not absolute and is left out");
    document->url = (Slice){0};
  }
  Slice written = value_of(arena, members, DATE);
  if (written.length && date_text_value(written, date)) {
    document->date = arena_copy(arena, slice_of(date));
  } else if (written.length) {
    report(input, record, members->values[DATE].raw.data, SPO_WARNING, "date is not understood and is left out");
  }
  Slice language = value_of(arena, members, LANG);
  document->language = language_normalize(arena, language);
  if (language.length && document->language.length == 0) {
    place = members->values[LANG].raw.data;
    report(input, record, place, SPO_WARNING, "lang is no language tag and is left out");
  }
}

static SpoStatus read_record(const Input *input, Arena *arena, const Record *record, Document *document) {
  size_t valid = utf8_valid_prefix(record->bytes);
  if (valid < record->bytes.length) {
    return refuse(input, arena, record, record->bytes.data + valid, "", "not valid UTF-8");
  }
  Members members = {0};
  SpoStatus status = read_members(input, arena, record, &members);
  if (status != SPO_SUCCESS) return status;
  JsonString text = members.values[TEXT];
  document->text = value_of(arena, &members, TEXT);
  if (slice_trim(document->text).length == 0) {
    return refuse(input, arena, record, text.raw.data, "", "text is empty");
  }
  document->name = arena_copy(arena, slice_of(input->source.name));
  document->encoding = "UTF-8";
  input_hash(record->bytes, document->sha256);
  json_trace(arena, text, record->offset + (uint64_t)(text.raw.data - record->bytes.data), &document->origins);
  read_metadata(input, arena, record, &members, document);
  plain_structure(arena, document);
  if (document->language.length == 0) document->language = arena_copy(arena, input->options.language);
  if (document->language.length == 0) document->language = language_guess(document->text);
  return SPO_SUCCESS;
}

static bool is_blank(Slice line) {
  return slice_trim(line).length == 0;
}

/* A first line that opens an object and does not close it, followed by a line that opens none: records over several
   lines, not JSON Lines of which the first is broken. */
static bool spans_lines(Slice head) {
  JsonScan scan;
  Slice line = slice_cut(&head, '\n');
  json_begin(&scan, line);
  if (json_skip(&scan) || scan.at < scan.end) return false;
  Slice next = slice_trim(head);
  return next.length && next.data[0] != '{';
}

static SpoStatus begin_whole(Jsonl *jsonl, Input *input, Arena *arena, Shape shape) {
  Document unused = {0};
  Slice bytes;
  SpoStatus status = input_whole(input, arena, &unused, &bytes);
  jsonl->shape = SHAPE_DONE;
  if (status != SPO_SUCCESS) return status;
  if (slice_starts_with(bytes, SLICE("\xEF\xBB\xBF"))) bytes.data += 3, bytes.length -= 3;
  json_begin(&jsonl->scan, bytes);
  jsonl->counted = bytes.data;
  jsonl->line = 1;
  jsonl->shape = shape;
  if (shape == SHAPE_ARRAY) json_enter(&jsonl->scan, JSON_ARRAY);
  return SPO_SUCCESS;
}

/* Looks at the beginning: which shape has the input? */
static SpoStatus find_shape(Jsonl *jsonl, Input *input, Arena *arena) {
  enum { HEAD = 64 * 1024 };
  Slice head = source_peek(&input->source, HEAD);
  if (slice_starts_with(head, SLICE("\xFF\xFE")) || slice_starts_with(head, SLICE("\xFE\xFF"))) {
    jsonl->shape = SHAPE_DONE;
    return input_refuse(input, 0, "is UTF-16, but JSON is UTF-8");
  }
  const char *kind = encoding_binary_kind(head);
  if (kind || head.length == 0) {
    jsonl->shape = SHAPE_DONE;
    return kind ? input_refuse(input, SIZE_MAX, "is %s, not JSON", kind) : input_refuse(input, SIZE_MAX, "is empty");
  }
  if (slice_starts_with(head, SLICE("\xEF\xBB\xBF"))) head.data += 3, head.length -= 3;
  head = slice_trim(head);
  Slice name = slice_of(input->source.name);
  bool lines_by_name = slice_ends_with(name, SLICE(".jsonl")) || slice_ends_with(name, SLICE(".ndjson"));
  if (head.length && head.data[0] == '[') return begin_whole(jsonl, input, arena, SHAPE_ARRAY);
  if (!lines_by_name && spans_lines(head)) return begin_whole(jsonl, input, arena, SHAPE_VALUES);
  jsonl->shape = SHAPE_LINES;
  return SPO_SUCCESS;
}

static SpoStatus next_line(Jsonl *jsonl, Input *input, Arena *arena, Document *document) {
  char text[128];
  Source *source = &input->source;
  Record record;
  for (;;) {
    record.offset = source->position;
    SourceResult result = source_line(source, input->options.largest, &record.bytes);
    record.line = source->line;
    if (result == SOURCE_END) return SPO_END;
    if (result == SOURCE_NO_MEMORY) arena_fail(arena);
    if (result == SOURCE_FAILED) {
      jsonl->shape = SHAPE_DONE;
      return input_refuse(input, (size_t)source->position, "cannot be read: %s",
                          strerror_r(source->error, text, sizeof text));
    }
    if (result == SOURCE_TOO_LARGE) {
      diagnostics_file(&input->diagnostics, SPO_ERROR, source->name, record.line, (size_t)record.offset,
                       "record skipped: the line is longer than %zu bytes", input->options.largest);
      return SPO_BAD_INPUT;
    }
    if (record.line == 1 && slice_starts_with(record.bytes, SLICE("\xEF\xBB\xBF"))) {
      record.bytes.data += 3, record.bytes.length -= 3, record.offset += 3;
    }
    if (!is_blank(record.bytes)) return read_record(input, arena, &record, document);
  }
}

/* The line in which `at` stands; positions are asked for in order. */
static size_t line_at(Jsonl *jsonl, const char *at) {
  for (; jsonl->counted < at; jsonl->counted++) jsonl->line += *jsonl->counted == '\n';
  return jsonl->line;
}

static SpoStatus next_value(Jsonl *jsonl, Input *input, Arena *arena, Document *document) {
  JsonScan *scan = &jsonl->scan;
  bool more = jsonl->shape == SHAPE_ARRAY ? json_element(scan) : !json_at_end(scan);
  if (!more && !scan->error) {
    bool junk = !json_at_end(scan);
    jsonl->shape = SHAPE_DONE;
    if (!junk) return SPO_END;
    scan->error = "something follows the array";
  }
  json_type(scan); /* passes over white space */
  const char *begin = scan->at;
  Record record = {.offset = (uint64_t)(begin - scan->begin), .line = line_at(jsonl, begin)};
  record.offset += input->source.position - (uint64_t)(scan->end - scan->begin);
  if (scan->error || !json_skip(scan)) {
    jsonl->shape = SHAPE_DONE;
    record.bytes = slice_between(begin, scan->end);
    return refuse(input, arena, &record, scan->at, "", scan->error);
  }
  record.bytes = slice_between(begin, scan->at);
  return read_record(input, arena, &record, document);
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Jsonl *jsonl = state;
  if (jsonl->shape == SHAPE_UNKNOWN) {
    SpoStatus status = find_shape(jsonl, input, arena);
    if (status != SPO_SUCCESS) return status;
  }
  switch (jsonl->shape) {
    case SHAPE_LINES:
      return next_line(jsonl, input, arena, document);
    case SHAPE_VALUES:
    case SHAPE_ARRAY:
      return next_value(jsonl, input, arena, document);
    default:
      return SPO_END;
  }
}

static void *open(const Input *input) {
  (void)input;
  return calloc(1, sizeof(Jsonl));
}

static bool recognize(Slice head) {
  if (head.length && head.data[0] == '[') {
    head = slice_trim(slice_between(head.data + 1, head.data + head.length));
  }
  if (head.length == 0 || head.data[0] != '{') return false;
  head = slice_trim(slice_between(head.data + 1, head.data + head.length));
  return head.length && (head.data[0] == '"' || head.data[0] == '}');
}

const FormatDriver JSONL_DRIVER = {.name = "jsonl",
                                   .format = FORMAT_JSONL,
                                   .endings = ".jsonl .ndjson .json ",
                                   .recognize = recognize,
                                   .open = open,
                                   .next = next,
                                   .close = free};
