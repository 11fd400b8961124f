#include "input/http.h"

bool http_field(Slice line, const char *name, Slice *value) {
  size_t length = strlen(name);
  if (line.length <= length || line.data[length] != ':') return false;
  if (!slice_equal_ignore_case((Slice){line.data, length}, slice_of(name))) return false;
  *value = slice_trim(slice_between(line.data + length + 1, line.data + line.length));
  return true;
}

Slice http_parameter(Slice value, const char *name) {
  slice_cut(&value, ';');
  while (value.length) {
    Slice rest = value, key = slice_trim(slice_cut(&rest, '='));
    bool wanted = slice_equal_ignore_case(key, slice_of(name));
    Slice text = slice_trim(rest), found;
    if (text.length && text.data[0] == '"') {
      text.data++, text.length--;
      found = slice_cut(&text, '"');
      slice_cut(&text, ';');
    } else {
      found = slice_trim(slice_cut(&text, ';'));
    }
    if (wanted) return found;
    bool nameless = memchr(key.data, ';', key.length) != NULL;
    if (nameless) {
      slice_cut(&value, ';');
    } else {
      value = text;
    }
  }
  return (Slice){0};
}

static bool read_status(Slice line, unsigned *status) {
  if (!slice_starts_with(line, SLICE("HTTP/"))) return false;
  slice_cut(&line, ' ');
  line = slice_trim(line);
  if (line.length < 3) return false;
  *status = 0;
  for (size_t i = 0; i < 3; i++) {
    if (line.data[i] < '0' || line.data[i] > '9') return false;
    *status = *status * 10 + (unsigned)(line.data[i] - '0');
  }
  return true;
}

static bool ends_chunked(Slice codings) {
  if (codings.length < 7) return false;
  return slice_equal_ignore_case((Slice){codings.data + codings.length - 7, 7}, SLICE("chunked"));
}

bool http_head(Slice bytes, HttpHead *head) {
  Slice rest = bytes, value;
  *head = (HttpHead){0};
  if (!read_status(slice_trim(slice_cut(&rest, '\n')), &head->status)) return false;
  while (rest.length) {
    Slice line = slice_trim(slice_cut(&rest, '\n'));
    if (line.length == 0) {
      head->body = bytes.length - rest.length;
      return true;
    }
    if (http_field(line, "Content-Type", &value)) {
      head->charset = http_parameter(value, "charset");
      head->type = slice_trim(slice_cut(&value, ';'));
    }
    if (http_field(line, "Content-Encoding", &value)) head->content_encoding = value;
    if (http_field(line, "Transfer-Encoding", &value)) head->chunked = ends_chunked(value);
  }
  return false;
}

/* The size of a chunk: hexadecimal digits, and perhaps an extension. Bytes of its line, 0 if it is none. */
static size_t chunk_size(Slice body, size_t *size) {
  size_t at = 0;
  for (*size = 0; at < body.length && at < 15; at++) {
    char c = body.data[at], lower = (char)(c | 0x20);
    bool digit = c >= '0' && c <= '9', letter = lower >= 'a' && lower <= 'f';
    if (!digit && !letter) break;
    *size = *size << 4 | (size_t)(digit ? c - '0' : lower - 'a' + 10);
  }
  if (at == 0 || at == body.length || !strchr(" \t;\r\n", body.data[at])) return 0;
  const char *end = memchr(body.data + at, '\n', body.length - at);
  return end ? (size_t)(end - body.data) + 1 : 0;
}

bool http_join_chunks(Arena *arena, Slice body, Slice *joined, size_t *wrong) {
  size_t size, line = chunk_size(body, &size), at = 0, length = 0;
  *joined = body;
  if (line == 0) return true;
  char *out = arena_alloc(arena, body.length + 1);
  for (;;) {
    Slice rest = {body.data + at, body.length - at};
    line = chunk_size(rest, &size);
    bool whole = line && size <= rest.length - line;
    if (line && !whole) size = rest.length - line;
    if (line) memcpy(out + length, rest.data + line, size);
    length += line ? size : 0;
    *joined = (Slice){out, length};
    *wrong = at;
    if (!whole) return false;
    if (size == 0) return true;
    at += line + size;
    while (at < body.length && (body.data[at] == '\r' || body.data[at] == '\n')) at++;
  }
}
