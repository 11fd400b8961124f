#include "api/labelled_text.h"

#include <jansson.h>

#include "base/file.h"
#include "base/utf8.h"

#define LARGEST_FILE ((size_t)1 << 30)
enum { MOST_SHORT_FORMS = 16 };

/* The file that is being read. */
typedef struct {
  Arena *arena;
  const char *path;
  const Diagnostics *diagnostics;
  size_t line; /* from 1 */
  Slice short_forms[MOST_SHORT_FORMS], types[MOST_SHORT_FORMS];
  uint32_t short_count;
} Reading;

static SpoStatus refuse(const Reading *reading, const char *problem) {
  diagnostics_file(reading->diagnostics, SPO_ERROR, reading->path, reading->line, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

/* ---- JSON Lines ---- */

static SpoStatus take_entities(Reading *reading, const json_t *record, LabelledText *text) {
  size_t index, length = utf8_length(text->text);
  const json_t *entity;
  json_array_foreach(json_object_get(record, "entities"), index, entity) {
    const char *type = json_string_value(json_object_get(entity, "type"));
    json_int_t begin = json_integer_value(json_object_get(entity, "start"));
    json_int_t end = json_integer_value(json_object_get(entity, "end"));
    if (!type || begin < 0 || end <= begin || (size_t)end > length) {
      return refuse(reading, "an entity needs type, start and end, which lie in the text");
    }
    LabelledName name = {(uint32_t)begin, (uint32_t)end, arena_copy(reading->arena, slice_of(type))};
    VECTOR_PUSH(reading->arena, &text->names, name);
  }
  return SPO_SUCCESS;
}

static SpoStatus read_record(Reading *reading, Slice line, LabelledText *text) {
  json_t *record = json_loadb(line.data, line.length, 0, NULL);
  const json_t *words = json_object_get(record, "text");
  SpoStatus status = SPO_SUCCESS;
  if (!json_is_string(words)) {
    status = refuse(reading, "expected an object with a text");
  } else {
    text->text = arena_copy(reading->arena, (Slice){json_string_value(words), json_string_length(words)});
    status = take_entities(reading, record, text);
  }
  json_decref(record);
  return status;
}

/* ---- marked text ---- */

static SpoStatus take_short_forms(Reading *reading, Slice line) {
  reading->short_count = 0;
  while (line.length) {
    Slice type = slice_cut(&line, ' ');
    if (!type.length) continue;
    Slice form = slice_cut(&type, '=');
    if (!form.length || !type.length || reading->short_count == MOST_SHORT_FORMS) {
      return refuse(reading, "expected #labels P=Person O=Organization ...");
    }
    reading->short_forms[reading->short_count] = form;
    reading->types[reading->short_count++] = type;
  }
  return SPO_SUCCESS;
}

static bool type_of(const Reading *reading, Slice form, Slice *type) {
  for (uint32_t i = 0; i < reading->short_count; i++) {
    if (slice_equal(reading->short_forms[i], form)) return *type = reading->types[i], true;
  }
  return false;
}

static SpoStatus read_marked(Reading *reading, Slice line, LabelledText *text) {
  char *plain = arena_alloc(reading->arena, line.length + 1);
  size_t length = 0;
  uint32_t points = 0;
  while (line.length) {
    size_t open = slice_find(line, SLICE("{"));
    Slice before = {line.data, open == SIZE_MAX ? line.length : open};
    memcpy(plain + length, before.data, before.length);
    length += before.length;
    points += (uint32_t)utf8_length(before);
    if (open == SIZE_MAX) break;
    Slice rest = {line.data + open + 1, line.length - open - 1};
    size_t close = slice_find(rest, SLICE("}"));
    if (close == SIZE_MAX) return refuse(reading, "expected } behind {");
    Slice name = {rest.data, close}, type;
    Slice form = slice_cut(&name, ':');
    if (!name.length || !type_of(reading, form, &type)) return refuse(reading, "expected {TYPE:name}, TYPE of #labels");
    memcpy(plain + length, name.data, name.length);
    length += name.length;
    LabelledName labelled = {points, points + (uint32_t)utf8_length(name), type};
    VECTOR_PUSH(reading->arena, &text->names, labelled);
    points = labelled.end;
    line = (Slice){rest.data + close + 1, rest.length - close - 1};
  }
  text->text = (Slice){plain, length};
  return SPO_SUCCESS;
}

/* ---- files ---- */

SpoStatus labelled_texts_read(LabelledTexts *texts, Arena *arena, const char *path, const Diagnostics *diagnostics) {
  Reading reading = {.arena = arena, .path = path, .diagnostics = diagnostics};
  Slice rest, name = slice_of(path);
  bool records = slice_ends_with(name, SLICE(".jsonl")) || slice_ends_with(name, SLICE(".json"));
  SpoStatus status = file_read(arena, path, LARGEST_FILE, SPO_BAD_INPUT, diagnostics, &rest);
  if (status != SPO_SUCCESS) return status;
  size_t valid = utf8_valid_prefix(rest);
  if (valid != rest.length) {
    diagnostics_file(diagnostics, SPO_ERROR, path, 0, valid, "is not UTF-8 text");
    return SPO_BAD_INPUT;
  }
  while (rest.length && status == SPO_SUCCESS) {
    Slice line = slice_trim(slice_cut(&rest, '\n'));
    LabelledText text = {0};
    reading.line++;
    if (!line.length) continue;
    if (records) {
      status = read_record(&reading, line, &text);
    } else if (slice_starts_with(line, SLICE("#labels"))) {
      status = take_short_forms(&reading, (Slice){line.data + 7, line.length - 7});
    } else if (line.data[0] != '#') {
      status = read_marked(&reading, line, &text);
    }
    if (text.text.length) VECTOR_PUSH(arena, texts, text);
  }
  return status;
}
