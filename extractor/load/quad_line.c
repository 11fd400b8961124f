#include "load/quad_line.h"

#include "base/iri_chars.h"
#include "base/utf8.h"

/* A line in work. */
typedef struct {
  Slice line;
  size_t at;
  bool blank;
  const char *problem;
} Cursor;

static bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* What N-Triples forbids between < and >. */
static bool is_iri_byte(unsigned char c) {
  return c > ' ' && c != '<' && c != '>' && c != '"' && c != '{' && c != '}' && c != '|' && c != '^' && c != '`' &&
         c != '\\';
}

/* ---- escapes ---- */

/* The code point of \uXXXX or \UXXXXXXXX at the beginning of `text`; 0 where it is none that may stand there. */
static uint32_t read_escape(Slice text, size_t *width) {
  size_t digits = text.data[1] == 'u' ? 4 : 8;
  uint32_t code = 0;
  if (text.length < 2 + digits) return 0;
  for (size_t i = 0; i < digits; i++) {
    char c = text.data[2 + i];
    if (!is_hex(c) || code > 0x10FFFF) return 0;
    code = code * 16 + (uint32_t)(is_digit(c) ? c - '0' : (c | 32) - 'a' + 10);
  }
  *width = 2 + digits;
  return code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0 : code;
}

static bool put_character(ByteBuffer *to, uint32_t code, bool in_iri) {
  char bytes[4];
  static const char SHORT[128] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  if (!in_iri && code < 128 && SHORT[code]) {
    return byte_buffer_put(to, (Slice){(char[]){'\\', SHORT[code]}, 2});
  }
  if (!in_iri && (code < 0x20 || code == 0x7F)) return byte_buffer_print(to, "\\u%04X", code);
  return byte_buffer_put(to, (Slice){bytes, utf8_encode(code, bytes)});
}

/* Puts the line into `to` with the characters that its \u escapes stand for. In an IRI these are checked with all
   others, later; a line break in it is forbidden as it is. */
static LineKind expand(Slice line, ByteBuffer *to, const char **problem, size_t *column) {
  bool in_iri = false, in_text = false;
  byte_buffer_clear(to);
  for (size_t at = 0; at < line.length;) {
    char c = line.data[at];
    size_t width = 1;
    bool escape = c == '\\' && at + 1 < line.length;
    bool put;
    if (escape && (line.data[at + 1] == 'u' || line.data[at + 1] == 'U')) {
      uint32_t code = read_escape((Slice){line.data + at, line.length - at}, &width);
      *problem = "an escape that stands for no character";
      *column = at;
      if (!code) return LINE_WRONG;
      put = put_character(to, code, in_iri);
    } else {
      if (escape) width = 2;
      if (c == '"' && !in_iri) in_text = !in_text;
      if (c == '<' && !in_text) in_iri = true;
      if (c == '>') in_iri = false;
      put = byte_buffer_put(to, (Slice){line.data + at, width});
    }
    if (!put) return LINE_NO_MEMORY;
    at += width;
  }
  return LINE_QUAD;
}

static bool has_code_escape(Slice line) {
  const char *at = line.data, *end = line.data + line.length;
  while (at < end && (at = memchr(at, '\\', (size_t)(end - at)))) {
    if (at + 1 < end && (at[1] == 'u' || at[1] == 'U')) return true;
    at += 2;
  }
  return false;
}

/* ---- terms ---- */

static char peek(const Cursor *cursor) {
  return cursor->at < cursor->line.length ? cursor->line.data[cursor->at] : 0;
}

static void skip_blanks(Cursor *cursor) {
  while (peek(cursor) == ' ' || peek(cursor) == '\t') cursor->at++;
}

static bool wrong(Cursor *cursor, const char *problem) {
  cursor->problem = problem;
  return false;
}

/* Behind a scheme. */
static bool is_absolute(Slice iri) {
  size_t at = 0;
  if (!iri.length || !is_alpha(iri.data[0])) return false;
  while (at < iri.length && (is_alpha(iri.data[at]) || is_digit(iri.data[at]) || memchr("+-.", iri.data[at], 3))) at++;
  return at < iri.length && iri.data[at] == ':';
}

static bool take_iri(Cursor *cursor, Slice *iri) {
  size_t begin = ++cursor->at;
  const char *data = cursor->line.data;
  while (cursor->at < cursor->line.length && is_iri_byte((unsigned char)data[cursor->at])) cursor->at++;
  *iri = (Slice){data + begin, cursor->at - begin};
  if (peek(cursor) != '>') return wrong(cursor, "an IRI with a character that may not stand in it");
  cursor->at++;
  return is_absolute(*iri) || wrong(cursor, "an IRI that is not absolute");
}

static bool is_label(char c) {
  return is_alpha(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

static bool take_blank_node(Cursor *cursor) {
  size_t begin = cursor->at += 2;
  cursor->blank = true;
  if (cursor->line.data[begin - 1] != ':') return wrong(cursor, "_: and the name of a blank node are expected");
  while (is_label(peek(cursor))) cursor->at++;
  while (cursor->at > begin && cursor->line.data[cursor->at - 1] == '.') cursor->at--; /* the end of the statement */
  char first = cursor->at > begin ? cursor->line.data[begin] : '-';
  return (first != '-' && first != '.') || wrong(cursor, "a blank node without a name");
}

/* An IRI or a blank node; `*iri` stays as it is for the latter. */
static bool take_resource(Cursor *cursor, Slice *iri) {
  if (peek(cursor) == '<') return take_iri(cursor, iri);
  if (peek(cursor) == '_' && cursor->at + 1 < cursor->line.length) return take_blank_node(cursor);
  return wrong(cursor, "an IRI in <> or a blank node is expected");
}

static bool take_escape(Cursor *cursor) {
  cursor->at++;
  char c = peek(cursor);
  cursor->at++;
  if (c && strchr("tbnrf\"'\\", c)) return true;
  for (int i = 0; c == 'u' && i < 4; i++, cursor->at++) {
    if (!is_hex(peek(cursor))) c = 0;
  }
  return c == 'u' || wrong(cursor, "an escape that there is not");
}

static bool take_tag(Cursor *cursor) {
  size_t begin = ++cursor->at;
  while (is_alpha(peek(cursor)) || is_digit(peek(cursor)) || peek(cursor) == '-') cursor->at++;
  return is_language_tag((Slice){cursor->line.data + begin, cursor->at - begin}) ||
         wrong(cursor, "a language tag is expected behind @");
}

static bool take_literal(Cursor *cursor) {
  Slice datatype;
  cursor->at++;
  while (peek(cursor) != '"') {
    if (cursor->at >= cursor->line.length) return wrong(cursor, "a literal that does not end in its line");
    if (peek(cursor) == '\\') {
      if (!take_escape(cursor)) return false;
    } else {
      cursor->at++;
    }
  }
  cursor->at++;
  if (peek(cursor) == '@') return take_tag(cursor);
  if (peek(cursor) != '^') return true;
  cursor->at += 2;
  if (cursor->at > cursor->line.length || cursor->line.data[cursor->at - 1] != '^' || peek(cursor) != '<') {
    return wrong(cursor, "^^ and a datatype in <> are expected");
  }
  return take_iri(cursor, &datatype);
}

static bool take_end(Cursor *cursor) {
  skip_blanks(cursor);
  if (peek(cursor) != '.') return wrong(cursor, "a point is expected at the end");
  cursor->at++;
  skip_blanks(cursor);
  return cursor->at == cursor->line.length || peek(cursor) == '#' || wrong(cursor, "nothing more is expected");
}

static bool take_quad(Cursor *cursor, Quad *quad) {
  Slice any;
  size_t begin = cursor->at;
  if (!take_resource(cursor, &any)) return false;
  skip_blanks(cursor);
  if (peek(cursor) != '<') return wrong(cursor, "a predicate in <> is expected");
  if (!take_iri(cursor, &any)) return false;
  skip_blanks(cursor);
  if (!(peek(cursor) == '"' ? take_literal(cursor) : take_resource(cursor, &any))) return false;
  quad->triple = (Slice){cursor->line.data + begin, cursor->at - begin};
  quad->blank = cursor->blank;
  quad->graph = (Slice){0};
  skip_blanks(cursor);
  if (peek(cursor) == '_') return wrong(cursor, "a graph with a name of its own is expected, no blank node");
  if (peek(cursor) == '<' && !take_iri(cursor, &quad->graph)) return false;
  return take_end(cursor);
}

LineKind quad_line_read(Slice line, ByteBuffer *space, Quad *quad, const char **problem, size_t *column) {
  Cursor cursor = {.line = line};
  skip_blanks(&cursor);
  if (cursor.at == line.length || peek(&cursor) == '#') return LINE_EMPTY;
  *column = utf8_valid_prefix(line);
  *problem = "bytes that are no UTF-8";
  if (*column < line.length) return LINE_WRONG;
  const char *zero = memchr(line.data, 0, line.length);
  if (zero) {
    *problem = "a zero byte";
    *column = (size_t)(zero - line.data);
    return LINE_WRONG;
  }
  if (has_code_escape(line)) {
    LineKind kind = expand(line, space, problem, column);
    if (kind != LINE_QUAD) return kind;
    cursor.line = byte_buffer_slice(space);
  }
  if (take_quad(&cursor, quad)) return LINE_QUAD;
  *problem = cursor.problem;
  *column = cursor.at;
  return LINE_WRONG;
}

/* ---- terms that are written ---- */

bool quad_put_iri(ByteBuffer *to, Slice iri) {
  return byte_buffer_put(to, SLICE("<")) && byte_buffer_put(to, iri) && byte_buffer_put(to, SLICE(">"));
}

static bool is_plain(unsigned char c) {
  return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

bool quad_put_text(ByteBuffer *to, Slice text) {
  bool put = byte_buffer_put(to, SLICE("\""));
  for (size_t at = 0; at < text.length && put;) {
    size_t begin = at;
    while (at < text.length && is_plain((unsigned char)text.data[at])) at++;
    put = byte_buffer_put(to, (Slice){text.data + begin, at - begin});
    if (at < text.length) put = put && put_character(to, (unsigned char)text.data[at++], false);
  }
  return put && byte_buffer_put(to, SLICE("\""));
}
