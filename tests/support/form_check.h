/* form_check.h - for tests: writes a graph in any form, taking parts together, and tells whether the bytes are sound.
 */
#ifndef SPO_TESTS_SUPPORT_FORM_CHECK_H
#define SPO_TESTS_SUPPORT_FORM_CHECK_H

#include <jansson.h>
#include <libxml/parser.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "output/parts.h"
#include "output/writer.h"

enum { MOST_FORM_PARTS = 8 };

typedef struct {
  char *data;
  size_t length;
} FormBytes;

static inline void form_bytes_add(FormBytes *to, Slice bytes) {
  to->data = realloc(to->data, to->length + bytes.length + 1);
  if (bytes.length) memcpy(to->data + to->length, bytes.data, bytes.length);
  to->length += bytes.length;
  to->data[to->length] = 0;
}

static inline SpoStatus form_take(void *handle, const char *bytes, size_t length) {
  form_bytes_add(handle, (Slice){bytes, length});
  return SPO_SUCCESS;
}

static inline bool form_take_part(void *handle, unsigned part, Slice bytes) {
  form_bytes_add((FormBytes *)handle + part, bytes);
  return true;
}

/* Writes the graph `times` times; parts[0] is the output where the form has no parts. Returns the number of parts. */
static inline unsigned form_write(const WriterOptions *options, const Graph *graph, unsigned times,
                                  FormBytes parts[MOST_FORM_PARTS], const Diagnostics *diagnostics) {
  FormBytes whole = {0};
  unsigned count = writer_parts(options);
  memset(parts, 0, MOST_FORM_PARTS * sizeof *parts);
  Writer *writer = writer_new_with(options, form_take, &whole, diagnostics);
  if (!writer) return 0;
  for (unsigned i = 0; i < times; i++) {
    if (writer_write(writer, graph) != SPO_SUCCESS) abort();
  }
  if (writer_finish(writer) != SPO_SUCCESS) abort();
  writer_free(writer);
  if (!count) {
    parts[0] = whole;
    if (!whole.data) form_bytes_add(&parts[0], SLICE(""));
    return 1;
  }
  for (unsigned i = 0; i < count; i++) writer_part_begin(options, i, form_take, &parts[i]);
  Parts *taken = parts_new(form_take_part, parts);
  if (parts_take(taken, (Slice){whole.data, whole.length}) != PARTS_DONE) abort();
  parts_free(taken);
  for (unsigned i = 0; i < count; i++) writer_part_end(options, i, form_take, &parts[i]);
  free(whole.data);
  return count;
}

/* Takes a cell of CSV (RFC 4180) off `rest` into `cell`, unquoted, where there is room; `*end` gets what stands behind
   it: ',' or '\n'. False where it is malformed. */
static inline bool csv_take(Slice *rest, char *cell, size_t *length, char *end) {
  size_t at = 0;
  bool quoted = rest->length && rest->data[0] == '"';
  *length = 0;
  if (quoted) at++;
  for (;; at++) {
    if (at >= rest->length) return false;
    char c = rest->data[at];
    if (quoted && c == '"') {
      at++;
      if (at < rest->length && rest->data[at] == '"') {
        if (cell) cell[*length] = '"';
        ++*length;
        continue;
      }
      break;
    }
    if (!quoted && (c == ',' || c == '\r' || c == '\n')) break;
    if (!quoted && c == '"') return false;
    if (cell) cell[*length] = c;
    ++*length;
  }
  bool comma = at < rest->length && rest->data[at] == ',';
  bool line = at + 1 < rest->length && rest->data[at] == '\r' && rest->data[at + 1] == '\n';
  if (!comma && !line) return false;
  *end = comma ? ',' : '\n';
  at += comma ? 1 : 2;
  *rest = (Slice){rest->data + at, rest->length - at};
  return true;
}

/* All rows have as many cells as the first one. */
static inline bool csv_is_sound(Slice bytes) {
  size_t cells = 0, first = 0, length;
  char end;
  while (bytes.length) {
    if (!csv_take(&bytes, NULL, &length, &end)) return false;
    cells++;
    if (end == ',') continue;
    if (!first) first = cells;
    if (cells != first) return false;
    cells = 0;
  }
  return cells == 0 && first > 0;
}

static inline bool tsv_is_sound(Slice bytes) {
  size_t tabs = 0, first = SIZE_MAX;
  for (size_t i = 0; i < bytes.length; i++) {
    if (bytes.data[i] == '\r') return false;
    if (bytes.data[i] == '\\' && (i + 1 == bytes.length || !strchr("tnr\\", bytes.data[i + 1]))) return false;
    if (bytes.data[i] == '\\') i++;
    if (bytes.data[i] == '\t') tabs++;
    if (bytes.data[i] != '\n') continue;
    if (first == SIZE_MAX) first = tabs;
    if (tabs != first) return false;
    tabs = 0;
  }
  return bytes.length && bytes.data[bytes.length - 1] == '\n';
}

static inline bool xml_is_sound(Slice bytes) {
  xmlDoc *xml = xmlReadMemory(bytes.data, (int)bytes.length, "a.xml", NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
  xmlFreeDoc(xml);
  return xml != NULL;
}

static inline bool json_is_sound(Slice bytes) {
  json_t *json = json_loadb(bytes.data, bytes.length, JSON_REJECT_DUPLICATES, NULL);
  json_decref(json);
  return json != NULL;
}

static inline bool json_lines_are_sound(Slice bytes) {
  while (bytes.length) {
    if (!json_is_sound(slice_cut(&bytes, '\n'))) return false;
  }
  return true;
}

/* Strings are closed, and nothing but names, numbers and punctuation stands outside of them. */
static inline bool dot_is_sound(Slice bytes) {
  bool string = false;
  for (size_t i = 0; i < bytes.length; i++) {
    unsigned char c = (unsigned char)bytes.data[i];
    if (string && c == '\\') {
      i++;
    } else if (c == '"') {
      string = !string;
    } else if (!string && (c >= 0x80 || (c < 0x20 && c != '\n'))) {
      return false;
    } else if (string && c < 0x20) {
      return false;
    }
  }
  return !string && slice_ends_with(bytes, SLICE("}\n"));
}

static inline bool form_is_sound(Syntax syntax, Slice bytes) {
  if (utf8_valid_prefix(bytes) != bytes.length) return false;
  switch (syntax) {
    case SYNTAX_JSONLD:
    case SYNTAX_RDFJSON:
      return json_is_sound(bytes);
    case SYNTAX_JSONL:
      return json_lines_are_sound(bytes);
    case SYNTAX_CSV:
    case SYNTAX_NEO4J:
    case SYNTAX_NEPTUNE:
      return csv_is_sound(bytes);
    case SYNTAX_TSV:
      return tsv_is_sound(bytes);
    case SYNTAX_GRAPHML:
    case SYNTAX_RDFXML:
      return xml_is_sound(bytes);
    case SYNTAX_DOT:
      return dot_is_sound(bytes);
    default:
      return true;
  }
}

#endif
