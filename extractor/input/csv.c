/* CSV and TSV: the first record names the columns, each other one is a document. */
#include <stdlib.h>

#include "base/utf8.h"
#include "input/csv_record.h"
#include "input/format.h"
#include "input/recode.h"
#include "input/record_fields.h"

enum { MOST_COLUMNS = 1000 };

typedef struct {
  Recode recode;
  CsvTable table;
  Slice names[RECORD_FIELDS];
  size_t columns[RECORD_FIELDS]; /* where each field stands; SIZE_MAX: nowhere */
  size_t width;                  /* columns of the header */
  bool begun, ended;
} Csv;

typedef struct {
  const Input *input;
  Arena *arena;
  size_t line; /* at which the record begins */
} Row;

static SpoStatus report(const Row *row, SpoSeverity severity, const char *message) {
  diagnostics_file(&row->input->diagnostics, severity, row->input->source.name, row->line, SIZE_MAX, "%s", message);
  return SPO_BAD_INPUT;
}

static void warn(void *handle, const char *key, const char *problem) {
  const Row *row = handle;
  report(row, SPO_WARNING, arena_print(row->arena, "%s %s and is left out", key, problem).data);
}

static size_t column_named(const CsvFields *header, Slice name) {
  for (uint32_t i = 0; i < header->count; i++) {
    if (slice_equal_ignore_case(slice_trim(header->data[i]), name)) return i;
  }
  return SIZE_MAX;
}

/* What stops reading altogether. */
static SpoStatus fail(Csv *csv, const Row *row, CsvResult result) {
  if (result == CSV_NO_MEMORY) arena_fail(row->arena);
  csv->ended = true;
  if (result == CSV_END) return SPO_END;
  return input_refuse_source(row->input);
}

/* The names of the columns, in one line. */
static SpoStatus refuse_header(const Row *row, Slice wanted, Slice header) {
  if (header.length > 200) header.length = 200;
  Slice line = slice_cut(&header, '\n');
  return input_refuse(
      row->input, SIZE_MAX, "has no column `%.*s` among %.*s; --fields text=NAME tells which is the text",
      (int)(wanted.length > 60 ? 60 : wanted.length), wanted.data, (int)utf8_valid_prefix(line), line.data);
}

static SpoStatus read_header(Csv *csv, Input *input, Arena *arena) {
  Row row = {input, arena, 1};
  CsvFields header = {0};
  Slice bytes;
  EncodingOptions options = {.charset = input->options.charset};
  SpoStatus status = recode_begin(&csv->recode, input, arena, options, true);
  if (status != SPO_SUCCESS) return status;
  CsvResult result = csv_record_read(arena, &input->source, &csv->table, &header, &bytes);
  if (result == CSV_UNCLOSED || result == CSV_TOO_LARGE) {
    return report(&row, SPO_ERROR, "is no table: its first line is too long, or a quote in it is not closed");
  }
  if (result == CSV_END) return input_refuse(input, SIZE_MAX, "is empty");
  if (result != CSV_RECORD) return fail(csv, &row, result);
  for (size_t i = 0; i < RECORD_FIELDS; i++) csv->columns[i] = column_named(&header, csv->names[i]);
  csv->width = header.count;
  if (header.count > MOST_COLUMNS) return report(&row, SPO_ERROR, "has too many columns");
  if (csv->columns[RECORD_TEXT] == SIZE_MAX) return refuse_header(&row, csv->names[RECORD_TEXT], bytes);
  return SPO_SUCCESS;
}

/* Why the record cannot be a row of this table, or NULL. */
static const char *shape_problem(const Csv *csv, const CsvFields *fields, Slice bytes, Arena *arena) {
  if (utf8_valid_prefix(bytes) < bytes.length) return "not valid UTF-8";
  if (memchr(bytes.data, 0, bytes.length)) return "a zero byte";
  for (uint32_t i = (uint32_t)csv->width; i < fields->count; i++) {
    if (slice_trim(fields->data[i]).length == 0) continue;
    return arena_print(arena, "it has %u fields, the header %zu", fields->count, csv->width).data;
  }
  return NULL;
}

static const char *take_fields(const Csv *csv, Row *row, const CsvFields *fields, Document *document) {
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    const RecordField *field = &RECORD_FIELD[i];
    Slice *value = record_field_of(document, field);
    if (csv->columns[i] >= fields->count || value->length) continue;
    Slice given = fields->data[csv->columns[i]];
    if (given.length <= field->longest) {
      *value = given;
    } else if (field->required) {
      return arena_print(row->arena, "%s is too long", field->key).data;
    } else {
      warn(row, field->key, "is too long");
    }
  }
  return slice_trim(document->text).length ? NULL : "text is empty";
}

static SpoStatus read_row(Csv *csv, Input *input, Arena *arena, Document *document) {
  CsvFields fields = {0};
  Slice bytes;
  Row row = {input, arena, csv->table.line + 1};
  CsvResult result = csv_record_read(arena, &input->source, &csv->table, &fields, &bytes);
  if (result == CSV_UNCLOSED) return report(&row, SPO_ERROR, "record skipped: a quote is not closed");
  if (result == CSV_TOO_LARGE) {
    return report(&row, SPO_ERROR,
                  arena_print(arena, "record skipped: it is longer than %zu bytes", csv->table.largest).data);
  }
  if (result != CSV_RECORD) return fail(csv, &row, result);
  row.line = csv->table.line;
  for (size_t i = 0; i < bytes.length; i++) row.line -= bytes.data[i] == '\n';
  const char *problem = shape_problem(csv, &fields, bytes, arena);
  if (!problem) problem = take_fields(csv, &row, &fields, document);
  if (problem) return report(&row, SPO_ERROR, arena_print(arena, "record skipped: %s", problem).data);
  document->name = arena_copy(arena, slice_of(input->source.name));
  document->encoding = csv->recode.encoding;
  input_hash(bytes, document->sha256);
  record_clean(arena, document, warn, &row);
  record_finish(arena, &input->options, document);
  if (document->blocks.count) return SPO_SUCCESS;
  return report(&row, SPO_ERROR, "record skipped: text is empty");
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Csv *csv = state;
  if (csv->ended) return SPO_END;
  if (!csv->begun) {
    csv->begun = true;
    SpoStatus status = read_header(csv, input, arena);
    csv->ended = status != SPO_SUCCESS;
    if (csv->ended) return status;
  }
  return read_row(csv, input, arena, document);
}

static void *open_csv(const Input *input) {
  Slice wrong;
  Csv *csv = calloc(1, sizeof *csv);
  if (!csv) return NULL;
  csv->table.largest = input->options.largest < INPUT_LARGEST_RECORD ? input->options.largest : INPUT_LARGEST_RECORD;
  record_field_names(input->options.fields, csv->names, &wrong);
  return csv;
}

static void close_csv(void *state) {
  Csv *csv = state;
  recode_end(&csv->recode);
  free(csv);
}

/* A first line of names, one of them `text` and another one that is known, too. */
static bool recognize(Slice head) {
  Slice rest = head, line = slice_cut(&rest, '\n');
  char separator = csv_separator(line);
  unsigned known = 0;
  bool text = false;
  if (!separator || rest.length == 0) return false;
  while (line.length) {
    Slice name = slice_trim(slice_cut(&line, separator));
    if (name.length > 2 && name.data[0] == '"' && slice_ends_with(name, SLICE("\""))) name.data++, name.length -= 2;
    for (size_t i = 0; i < RECORD_FIELDS; i++) known += slice_equal_ignore_case(name, slice_of(RECORD_FIELD[i].key));
    text = text || slice_equal_ignore_case(name, SLICE("text"));
  }
  return text && known > 1;
}

const FormatDriver CSV_DRIVER = {.name = "csv",
                                 .format = FORMAT_CSV,
                                 .endings = ".csv .tsv .tab ",
                                 .recognize = recognize,
                                 .open = open_csv,
                                 .next = next,
                                 .close = close_csv};
