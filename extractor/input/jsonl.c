/* JSON Lines: one object a line, one document each, read by json_record.c or, where that gives up, by jansson.

   Lines are read one at a time, so that memory is bounded by the longest line that is allowed and not by the file, and
   a line that is broken costs only itself. A file whose beginning shows that it is no JSON Lines at all (one array,
   one object over several lines, something binary) is refused as a whole, with one message instead of one a line. */
#include <jansson.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/byline.h"
#include "input/json_record.h"
#include "input/recode.h"
#include "input/record_fields.h"

typedef struct {
  json_t *record; /* read last; here because a full arena jumps out of `next` */
  Recode recode;
  Slice names[RECORD_FIELDS]; /* of the members that are read; others are ignored */
  bool begun, ended;
} Jsonl;

/* The line that is being read. */
typedef struct {
  const Input *input;
  Arena *arena;
  Slice bytes;
  size_t number;   /* from 1 */
  uint64_t offset; /* of its first byte in the input */
} Line;

/* `at` is a byte of the line, or SIZE_MAX for the line as a whole. */
static SpoStatus report(const Line *line, SpoSeverity severity, size_t at, Slice message) {
  bool inside = at <= line->bytes.length;
  Slice before = {line->bytes.data, inside ? at : 0};
  SpoDiagnostic diagnostic = {.severity = severity,
                              .file = line->input->source.name,
                              .line = line->number,
                              .column = inside ? utf8_length((Slice){before.data, utf8_valid_prefix(before)}) + 1 : 0,
                              .offset = (size_t)line->offset + before.length,
                              .message = message.data};
  diagnostics_report(&line->input->diagnostics, &diagnostic);
  return SPO_BAD_INPUT;
}

static SpoStatus refuse(const Line *line, size_t at, const char *problem) {
  return report(line, SPO_ERROR, at, arena_print(line->arena, "record skipped: %s", problem));
}

static void warn(void *handle, const char *key, const char *problem) {
  const Line *line = handle;
  report(line, SPO_WARNING, SIZE_MAX, arena_print(line->arena, "%s %s and is left out", key, problem));
}

/* The members of a record that jansson has read. */
static void take_members(Arena *arena, const Slice *names, const json_t *record, JsonMember *values) {
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    const json_t *value = json_object_get(record, arena_copy(arena, names[i]).data);
    values[i] = (JsonMember){.kind = JSON_MEMBER_OTHER};
    if (!value) values[i].kind = JSON_MEMBER_ABSENT;
    if (json_is_null(value)) values[i].kind = JSON_MEMBER_NULL;
    if (json_is_string(value)) {
      values[i] = (JsonMember){JSON_MEMBER_STRING, {json_string_value(value), json_string_length(value)}};
    } else if (json_is_integer(value)) {
      Slice digits = arena_print(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
      values[i] = (JsonMember){JSON_MEMBER_INTEGER, digits};
    }
  }
}

/* Copies the values of all members into the document as they are. An id may be a number. */
static SpoStatus read_members(Line *line, const JsonMember *values, Document *document) {
  bool has_text = false;
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    const RecordField *member = &RECORD_FIELD[i];
    const JsonMember *value = &values[i];
    Slice *field = record_field_of(document, member);
    bool fits = value->kind == JSON_MEMBER_STRING ||
                (value->kind == JSON_MEMBER_INTEGER && member->field == offsetof(Document, id));
    has_text = has_text || (value->kind != JSON_MEMBER_ABSENT && member->field == offsetof(Document, text));
    if (value->kind <= JSON_MEMBER_NULL || field->length) continue;
    const char *problem = !fits ? "has the wrong type" : value->text.length > member->longest ? "is too long" : NULL;
    if (!problem) {
      *field = arena_copy(line->arena, value->text);
    } else if (member->required) {
      return refuse(line, SIZE_MAX, arena_print(line->arena, "%s %s", member->key, problem).data);
    } else {
      warn(line, member->key, problem);
    }
  }
  if (!has_text) return refuse(line, SIZE_MAX, "it has no text");
  if (line_trim(document->text).length == 0) return refuse(line, SIZE_MAX, "text is empty");
  return SPO_SUCCESS;
}

/* Says what jansson found. The bytes that it quotes may end in the middle of a character; then they are left out. */
static const char *problem_of(json_error_t *error) {
  if (json_error_code(error) == json_error_null_character) return "a string holds \\u0000";
  Slice text = slice_of(error->text);
  char *quotation = strstr(error->text, " near '");
  if (quotation && utf8_valid_prefix(text) < text.length) *quotation = 0;
  return error->text;
}

static SpoStatus parse(Jsonl *jsonl, const Line *line, JsonMember *values) {
  json_error_t error;
  json_decref(jsonl->record);
  jsonl->record = NULL;
  bool sound = line->offset + line->bytes.length <= jsonl->recode.sound_until;
  size_t valid = sound ? line->bytes.length : utf8_valid_prefix(line->bytes);
  if (valid < line->bytes.length) return refuse(line, valid, "not valid UTF-8");
  const char *nul = memchr(line->bytes.data, 0, line->bytes.length); /* the end, for jansson */
  if (nul) return refuse(line, (size_t)(nul - line->bytes.data), "a zero byte");
  if (json_record_read(line->arena, line->bytes, jsonl->names, values, RECORD_FIELDS)) return SPO_SUCCESS;
  jsonl->record = json_loadb(line->bytes.data, line->bytes.length, 0, &error);
  if (!jsonl->record && json_error_code(&error) == json_error_out_of_memory) arena_fail(line->arena);
  if (!jsonl->record) return refuse(line, error.position > 0 ? (size_t)error.position - 1 : 0, problem_of(&error));
  if (!json_is_object(jsonl->record)) return refuse(line, 0, "it is no object");
  take_members(line->arena, jsonl->names, jsonl->record, values);
  return SPO_SUCCESS;
}

static SpoStatus read_record(Jsonl *jsonl, Line *line, Document *document) {
  JsonMember values[RECORD_FIELDS];
  SpoStatus status = parse(jsonl, line, values);
  if (status == SPO_SUCCESS) status = read_members(line, values, document);
  if (status != SPO_SUCCESS) return status;
  const Input *input = line->input;
  document->name = arena_copy(line->arena, slice_of(input->source.name));
  document->encoding = jsonl->recode.encoding;
  input_hash(line->bytes, document->sha256);
  record_clean(line->arena, document, warn, line);
  record_finish(line->arena, &input->options, document);
  return SPO_SUCCESS;
}

/* A first line that ends in the middle of an object, followed by one that begins none. */
static bool spans_lines(Slice head) {
  json_error_t error;
  Slice line = slice_cut(&head, '\n'), next = slice_trim(head);
  if (next.length == 0 || next.data[0] == '{') return false;
  json_t *record = json_loadb(line.data, line.length, 0, &error);
  json_decref(record);
  return !record && json_error_code(&error) == json_error_premature_end_of_input;
}

/* Looks at the first bytes: why this is no JSON Lines at all, or NULL. */
static const char *shape_problem(Slice head) {
  head = slice_trim(head);
  if (head.length && head.data[0] == '[') return "one JSON array";
  return spans_lines(head) ? "JSON over several lines" : NULL;
}

static SpoStatus begin(Jsonl *jsonl, Input *input, Arena *arena) {
  enum { HEAD = 64 * 1024 };
  EncodingOptions options = {.charset = input->options.charset};
  SpoStatus status = recode_begin(&jsonl->recode, input, arena, options, false);
  jsonl->ended = status != SPO_SUCCESS;
  const char *problem = jsonl->ended ? NULL : shape_problem(source_peek(&input->source, HEAD));
  if (!problem) return status;
  jsonl->ended = true;
  return input_refuse(input, SIZE_MAX, "is %s, not JSON Lines, which has one object on each line", problem);
}

/* The next line that is not blank. */
static SpoStatus next_line(Jsonl *jsonl, Source *source, Line *line) {
  const Input *input = line->input;
  size_t most = input->options.largest < INPUT_LARGEST_RECORD ? input->options.largest : INPUT_LARGEST_RECORD;
  for (;;) {
    line->offset = source->position;
    SourceResult result = source_line(source, most, &line->bytes);
    line->number = source->line;
    switch (result) {
      case SOURCE_OK:
        break;
      case SOURCE_END:
        return SPO_END;
      case SOURCE_TOO_LARGE:
        line->bytes = (Slice){0};
        return report(line, SPO_ERROR, SIZE_MAX,
                      arena_print(line->arena, "record skipped: the line is longer than %zu bytes", most));
      case SOURCE_FAILED:
        jsonl->ended = true;
        return input_refuse_source(input);
      case SOURCE_NO_MEMORY:
        arena_fail(line->arena);
    }
    if (slice_trim(line->bytes).length) return SPO_SUCCESS;
  }
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Jsonl *jsonl = state;
  Line line = {.input = input, .arena = arena};
  SpoStatus status = SPO_SUCCESS;
  if (!jsonl->begun) status = begin(jsonl, input, arena);
  jsonl->begun = true;
  if (status != SPO_SUCCESS) return status;
  if (jsonl->ended) return SPO_END;
  status = next_line(jsonl, &input->source, &line);
  return status == SPO_SUCCESS ? read_record(jsonl, &line, document) : status;
}

static void *open(const Input *input) {
  Slice wrong;
  Jsonl *jsonl = calloc(1, sizeof *jsonl);
  if (jsonl) record_field_names(input->options.fields, jsonl->names, &wrong);
  return jsonl;
}

static void close(void *state) {
  Jsonl *jsonl = state;
  json_decref(jsonl->record);
  recode_end(&jsonl->recode);
  free(jsonl);
}

/* An object, or an array of objects, which is refused with a reason that way. */
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
                                   .close = close};
