/* Open files and the positions in them. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lsp/server.h"

enum { LARGEST_DOCUMENT = 4 << 20 };

/* ---- URIs ---- */

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *lsp_path(const char *uri) {
  if (strncmp(uri, "file://", 7) != 0) return NULL;
  const char *at = strchr(uri + 7, '/'); /* behind the host */
  if (!at) return NULL;
  char *path = malloc(strlen(at) + 1), *end = path;
  if (!path) return NULL;
  while (*at) {
    int high = *at == '%' ? hex_digit(at[1]) : -1, low = high >= 0 ? hex_digit(at[2]) : -1;
    bool encoded = low >= 0 && (high || low);
    *end++ = encoded ? (char)(high * 16 + low) : *at;
    at += encoded ? 3 : 1;
  }
  *end = 0;
  if (utf8_valid_prefix(slice_of(path)) == strlen(path)) return path;
  free(path);
  return NULL;
}

json_t *lsp_uri(Slice path) {
  static const char LEGAL[] = "/-._~!$&'()*+,;=:@";
  char *uri = malloc(3 * path.length + 8), *end = uri;
  if (!uri) return json_null();
  memcpy(end, "file://", 7);
  end += 7;
  for (size_t i = 0; i < path.length; i++) {
    unsigned char c = (unsigned char)path.data[i];
    bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    bool plain = letter || (c >= '0' && c <= '9') || (c && strchr(LEGAL, c));
    if (plain) {
      *end++ = (char)c;
    } else {
      *end++ = '%';
      *end++ = "0123456789ABCDEF"[c >> 4];
      *end++ = "0123456789ABCDEF"[c & 15];
    }
  }
  json_t *made = json_stringn(uri, (size_t)(end - uri));
  free(uri);
  return made;
}

/* ---- positions ---- */

/* Length of a character in units of the client. */
static size_t units_of(const LspServer *server, size_t bytes) {
  return server->utf8 ? bytes : bytes == 4 ? 2 : 1;
}

static size_t character_bytes(char first) {
  unsigned char c = (unsigned char)first;
  return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

size_t lsp_offset(const LspServer *server, Slice text, const json_t *position) {
  json_int_t line = json_integer_value(json_object_get(position, "line"));
  json_int_t character = json_integer_value(json_object_get(position, "character"));
  size_t at = 0;
  for (; line > 0 && at < text.length; line--) {
    const char *end = memchr(text.data + at, '\n', text.length - at);
    at = end ? (size_t)(end - text.data) + 1 : text.length;
  }
  if (line > 0) return text.length;
  while (at < text.length && text.data[at] != '\n' && character > 0) {
    size_t bytes = character_bytes(text.data[at]);
    character -= (json_int_t)units_of(server, bytes);
    at += bytes;
  }
  return at < text.length ? at : text.length;
}

json_t *lsp_position(const LspServer *server, Slice text, size_t offset) {
  json_int_t line = 0, character = 0;
  if (offset > text.length) offset = text.length;
  for (size_t at = 0; at < offset;) {
    size_t bytes = character_bytes(text.data[at]);
    bool newline = text.data[at] == '\n';
    line += newline;
    character = newline ? 0 : character + (json_int_t)units_of(server, bytes);
    at += bytes;
  }
  return json_pack("{s:I, s:I}", "line", line, "character", character);
}

json_t *lsp_range(const LspServer *server, Slice text, size_t begin, size_t end) {
  return json_pack("{s:o, s:o}", "start", lsp_position(server, text, begin), "end", lsp_position(server, text, end));
}

/* ---- documents ---- */

LspDocument *lsp_document(LspServer *server, const char *uri) {
  for (size_t i = 0; i < server->document_count; i++) {
    if (strcmp(server->documents[i].uri, uri) == 0) return &server->documents[i];
  }
  return NULL;
}

LspDocument *lsp_document_of(LspServer *server, const json_t *params) {
  const char *uri = json_string_value(json_object_get(json_object_get(params, "textDocument"), "uri"));
  return uri ? lsp_document(server, uri) : NULL;
}

static bool set_text(LspDocument *document, const char *text, size_t length) {
  if (length > LARGEST_DOCUMENT) return false;
  char *copy = malloc(length + 1);
  if (!copy) return false;
  memcpy(copy, text, length);
  copy[length] = 0;
  free(document->text);
  document->text = copy;
  document->length = length;
  return true;
}

static void release(LspDocument *document) {
  free(document->uri);
  free(document->path);
  free(document->text);
}

bool lsp_document_open(LspServer *server, const json_t *item) {
  const char *uri = json_string_value(json_object_get(item, "uri"));
  const json_t *text = json_object_get(item, "text");
  if (!uri || !json_is_string(text)) return false;
  LspDocument made = {.uri = strdup(uri), .path = lsp_path(uri)};
  made.version = json_integer_value(json_object_get(item, "version"));
  LspDocument *known = lsp_document(server, uri);
  if (!made.uri || !made.path || !set_text(&made, json_string_value(text), json_string_length(text))) {
    release(&made);
    return false;
  }
  if (known) {
    release(known);
    *known = made;
    return true;
  }
  LspDocument *more = realloc(server->documents, (server->document_count + 1) * sizeof *more);
  if (!more) {
    release(&made);
    return false;
  }
  server->documents = more;
  server->documents[server->document_count++] = made;
  return true;
}

bool lsp_document_change(LspServer *server, LspDocument *document, const json_t *changes) {
  size_t number;
  json_t *change;
  json_array_foreach(changes, number, change) {
    const json_t *range = json_object_get(change, "range"), *text = json_object_get(change, "text");
    if (!json_is_string(text)) return false;
    Slice whole = {document->text, document->length};
    size_t begin = 0, end = whole.length;
    if (json_is_object(range)) {
      begin = lsp_offset(server, whole, json_object_get(range, "start"));
      end = lsp_offset(server, whole, json_object_get(range, "end"));
    }
    if (end < begin) return false;
    size_t length = begin + json_string_length(text) + (whole.length - end);
    char *joined = length > LARGEST_DOCUMENT ? NULL : malloc(length + 1);
    if (!joined) return false;
    memcpy(joined, whole.data, begin);
    memcpy(joined + begin, json_string_value(text), json_string_length(text));
    memcpy(joined + begin + json_string_length(text), whole.data + end, whole.length - end);
    joined[length] = 0;
    free(document->text);
    document->text = joined;
    document->length = length;
  }
  return true;
}

void lsp_document_close(LspServer *server, LspDocument *document) {
  release(document);
  *document = server->documents[--server->document_count];
}
