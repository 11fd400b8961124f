#include "input/csv_record.h"

enum { WINDOW = 64 * 1024 };

/* How far the end of a record has been looked for. */
typedef struct {
  size_t at;
  bool begins; /* of a field */
  bool quoted;
} Scan;

/* Looks on in `there`. True where the record ends: at a line break at scan->at. */
static bool find_end(Scan *scan, Slice there, char separator) {
  for (; scan->at < there.length; scan->at++) {
    char c = there.data[scan->at];
    if (scan->quoted) {
      const char *quote = memchr(there.data + scan->at, '"', there.length - scan->at);
      scan->at = quote ? (size_t)(quote - there.data) : there.length - 1;
      if (quote) scan->quoted = false; /* a doubled quote opens again at once */
      continue;
    }
    if (c == '\n') return true;
    bool doubled = c == '"' && scan->at > 0 && there.data[scan->at - 1] == '"';
    if (c == '"' && (scan->begins || doubled)) scan->quoted = true;
    scan->begins = c == separator;
  }
  return false;
}

static size_t count_lines(Slice text) {
  size_t lines = 0;
  while (text.length) lines += slice_cut(&text, '\n').data != NULL;
  return lines;
}

/* Passes over a line, of whatever length. */
static void skip_line(Source *source, CsvTable *table) {
  Slice line;
  source_line(source, 0, &line);
  table->line++;
}

/* The bytes of the record that begins here, without its line break, which is not taken yet; `*whole` counts both. */
static CsvResult find_record(Source *source, CsvTable *table, Slice *record, size_t *whole) {
  Scan scan = {.begins = true};
  for (size_t window = WINDOW;; window *= 2) {
    bool last = window > table->largest;
    Slice there = source_peek(source, last ? table->largest + 1 : window);
    if (there.length == 0) return source->error ? CSV_FAILED : CSV_END;
    bool found = find_end(&scan, there, table->separator), ended = there.length < (last ? table->largest + 1 : window);
    if (!found && !ended && !last) continue;
    if (!found && source->error) return CSV_FAILED;
    bool unclosed = !found && scan.quoted;
    if (unclosed || (!found && !ended)) {
      skip_line(source, table);
      return unclosed ? CSV_UNCLOSED : CSV_TOO_LARGE;
    }
    *record = (Slice){there.data, found ? scan.at : there.length};
    *whole = record->length + found;
    if (slice_ends_with(*record, SLICE("\r"))) record->length--;
    return CSV_RECORD;
  }
}

char csv_separator(Slice line) {
  static const char SEPARATORS[] = ",\t;|";
  size_t best = 0;
  char found = 0;
  for (const char *separator = SEPARATORS; *separator; separator++) {
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.length; i++) {
      quoted ^= line.data[i] == '"';
      count += !quoted && line.data[i] == *separator;
    }
    if (count > best) best = count, found = *separator;
  }
  return found;
}

/* The field at `at`; returns where it ends: at a separator or the end of the record. */
static size_t take_field(Arena *arena, Slice record, size_t at, char separator, Slice *field) {
  size_t begin = at;
  if (at == record.length || record.data[at] != '"') {
    const char *end = at < record.length ? memchr(record.data + at, separator, record.length - at) : NULL;
    at = end ? (size_t)(end - record.data) : record.length;
    *field = arena_copy(arena, (Slice){record.data + begin, at - begin});
    return at;
  }
  char *out = arena_alloc(arena, record.length - at + 1);
  size_t length = 0;
  bool quoted = true;
  for (at++; at < record.length && (quoted || record.data[at] != separator); at++) {
    char c = record.data[at];
    bool doubled = quoted && c == '"' && at + 1 < record.length && record.data[at + 1] == '"';
    if (doubled) {
      out[length++] = '"';
      at++;
    } else if (quoted && c == '"') {
      quoted = false;
    } else {
      out[length++] = c;
    }
  }
  out[length] = 0;
  *field = (Slice){out, length};
  return at;
}

void csv_split(Arena *arena, Slice record, char separator, CsvFields *fields) {
  fields->count = 0;
  for (size_t at = 0; at <= record.length; at++) {
    Slice field;
    at = take_field(arena, record, at, separator, &field);
    VECTOR_PUSH(arena, fields, field);
  }
}

CsvResult csv_record_read(Arena *arena, Source *source, CsvTable *table, CsvFields *fields, Slice *bytes) {
  size_t whole;
  for (;;) {
    if (!table->separator) {
      Slice head = source_peek(source, WINDOW);
      char found = csv_separator(slice_cut(&head, '\n'));
      table->separator = found ? found : ',';
    }
    CsvResult result = find_record(source, table, bytes, &whole);
    if (result != CSV_RECORD) return result;
    bool blank = slice_trim(*bytes).length == 0;
    table->line += count_lines(*bytes) + (bytes->length == 0);
    source_skip(source, whole); /* before anything that may jump out of here */
    if (blank) continue;
    csv_split(arena, *bytes, table->separator, fields);
    return CSV_RECORD;
  }
}
