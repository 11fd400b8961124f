#include "rdf/statement_line.h"

#include "base/iri_chars.h"
#include "base/utf8.h"

const char STATEMENT_LINE_NO_MEMORY[] = "no memory";

typedef struct {
  Slice line;
  size_t at;
  Slice prefix;
  ByteBuffer *scratch; /* has room for all that the line can need */
  StatementLine *read;
} Line;

static bool fail(Line *line, size_t at, const char *problem) {
  line->read->problem = problem;
  line->read->at = at;
  return false;
}

static char char_at(const Line *line, size_t at) {
  return at < line->line.length ? line->line.data[at] : 0;
}

static void skip_blanks(Line *line) {
  while (char_at(line, line->at) == ' ' || char_at(line, line->at) == '\t') line->at++;
}

static bool hex_value(const char *digits, size_t count, uint32_t *value) {
  *value = 0;
  for (size_t i = 0; i < count; i++) {
    char c = digits[i], small = (char)(c | 0x20);
    bool digit = c >= '0' && c <= '9';
    if (!digit && (small < 'a' || small > 'f')) return false;
    *value = *value * 16 + (uint32_t)(digit ? c - '0' : small - 'a' + 10);
  }
  return *value <= 0x10FFFF && (*value < 0xD800 || *value > 0xDFFF) && *value;
}

/* Puts what the escape at `at` of the text stands for; returns its bytes, 0 for what is none. */
static size_t put_escape(Line *line, Slice text, size_t at, bool iri) {
  static const char NAMES[] = "tbnrf\"'\\", MEANT[] = "\t\b\n\r\f\"'\\";
  char name = at + 1 < text.length ? text.data[at + 1] : 0, bytes[4];
  size_t digits = name == 'u' ? 4 : name == 'U' ? 8 : 0;
  uint32_t value;
  if (digits) {
    if (text.length - at < 2 + digits || !hex_value(text.data + at + 2, digits, &value)) return 0;
    if (iri && (value <= ' ' || (value < 0x80 && strchr("<>\"{}|^`\\", (int)value)))) return 0;
    byte_buffer_put(line->scratch, (Slice){bytes, utf8_encode(value, bytes)});
    return 2 + digits;
  }
  const char *found = name && !iri ? strchr(NAMES, name) : NULL;
  if (!found) return 0;
  byte_buffer_put(line->scratch, (Slice){&MEANT[found - NAMES], 1});
  return 2;
}

/* The text without its escapes; `from` is where it stands in the line. */
static bool unescape(Line *line, Slice text, size_t from, bool iri, Slice *result) {
  *result = text;
  if (!text.length || !memchr(text.data, '\\', text.length)) return true;
  size_t begin = line->scratch->length;
  for (size_t at = 0; at < text.length;) {
    const char *next = memchr(text.data + at, '\\', text.length - at);
    size_t plain = next ? (size_t)(next - text.data) - at : text.length - at;
    byte_buffer_put(line->scratch, (Slice){text.data + at, plain});
    at += plain;
    if (!next) break;
    size_t escape = put_escape(line, text, at, iri);
    if (!escape) return fail(line, from + at, "an escape that may not stand here");
    at += escape;
  }
  *result = (Slice){line->scratch->data + begin, line->scratch->length - begin};
  return true;
}

static bool read_iri(Line *line, Slice *iri) {
  static const bool BAD[256] = {
      ['<'] = true, ['"'] = true, ['{'] = true, ['}'] = true, ['|'] = true, ['^'] = true, ['`'] = true};
  size_t begin = ++line->at;
  for (; char_at(line, line->at) != '>'; line->at++) {
    unsigned char c = (unsigned char)char_at(line, line->at);
    if (line->at >= line->line.length) return fail(line, begin - 1, "the IRI is not closed by `>`");
    if (c <= ' ' || BAD[c]) return fail(line, line->at, "a character that may not stand in an IRI");
  }
  Slice text = {line->line.data + begin, line->at++ - begin};
  if (!unescape(line, text, begin, true, iri)) return false;
  return iri_is_absolute(*iri) || fail(line, begin, "an IRI that is not absolute");
}

/* Letters, digits, `_ - . :` and all beyond ASCII; nothing that could end a statement where the label is sent on. */
static size_t end_of_label(const Line *line, size_t at) {
  static const bool INSIDE[256] = {['0' ... ':'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,  ['_'] = true,
                                   ['-'] = true,         ['.'] = true,         [0x80 ... 0xFF] = true};
  size_t end = at;
  while (end < line->line.length && INSIDE[(unsigned char)line->line.data[end]]) end++;
  while (end > at && line->line.data[end - 1] == '.') end--; /* the end of the statement */
  return end;
}

static bool read_blank(Line *line, Slice *label) {
  if (char_at(line, line->at + 1) != ':') return fail(line, line->at, "a blank node begins with `_:`");
  size_t begin = line->at + 2, end = end_of_label(line, begin);
  if (end == begin || strchr("-.", line->line.data[begin])) return fail(line, begin, "the blank node has no label");
  size_t from = line->scratch->length;
  byte_buffer_put(line->scratch, line->prefix);
  byte_buffer_put(line->scratch, (Slice){line->line.data + begin, end - begin});
  *label = (Slice){line->scratch->data + from, line->scratch->length - from};
  line->at = end;
  return true;
}

static bool read_language(Line *line, Slice *language) {
  size_t begin = ++line->at;
  for (char c; (c = char_at(line, line->at)); line->at++) {
    char small = (char)(c | 0x20);
    if (c != '-' && (c < '0' || c > '9') && (small < 'a' || small > 'z')) break;
  }
  *language = (Slice){line->line.data + begin, line->at - begin};
  return is_language_tag(*language) || fail(line, begin, "a language is expected behind `@`");
}

static bool read_literal(Line *line, RdfTerm *term) {
  size_t begin = ++line->at;
  for (;; line->at++) {
    const char *from = line->line.data + line->at;
    size_t left = line->line.length - line->at;
    const char *quote = left ? memchr(from, '"', left) : NULL;
    if (!quote) return fail(line, begin - 1, "the text is not closed by a quotation mark");
    line->at += (size_t)(quote - from);
    size_t backslashes = 0;
    while (line->at > begin + backslashes && line->line.data[line->at - 1 - backslashes] == '\\') backslashes++;
    if (backslashes % 2 == 0) break;
  }
  Slice text = {line->line.data + begin, line->at++ - begin};
  if (!unescape(line, text, begin, false, &term->text)) return false;
  if (char_at(line, line->at) == '@') return read_language(line, &term->language);
  if (char_at(line, line->at) != '^') return true;
  if (char_at(line, line->at + 1) != '^' || char_at(line, line->at + 2) != '<') {
    return fail(line, line->at, "behind the text `^^<datatype>` is expected");
  }
  line->at += 2;
  return read_iri(line, &term->datatype);
}

static bool read_term(Line *line, unsigned place, RdfTerm *term) {
  static const char *const WANTED[] = {"an IRI or a blank node is expected", "an IRI is expected",
                                       "an IRI, a blank node or a text is expected",
                                       "`.` or the name of a graph is expected"};
  *term = (RdfTerm){.kind = RDF_IRI};
  char c = char_at(line, line->at);
  if (c == '<') return read_iri(line, &term->text);
  if (c == '_' && place != 1) {
    term->kind = RDF_BLANK;
    return read_blank(line, &term->text);
  }
  if (c == '"' && place == 2) {
    term->kind = RDF_LITERAL;
    return read_literal(line, term);
  }
  return fail(line, line->at, WANTED[place]);
}

static bool at_end(const Line *line) {
  return line->at >= line->line.length || line->line.data[line->at] == '#';
}

bool statement_line_read(Slice text, bool graphs, Slice prefix, ByteBuffer *scratch, StatementLine *read) {
  Line line = {text, 0, prefix, scratch, read};
  read->count = 0;
  scratch->length = 0;
  skip_blanks(&line);
  if (at_end(&line)) return true;
  if (!byte_buffer_reserve(scratch, text.length + 4 * prefix.length)) return fail(&line, 0, STATEMENT_LINE_NO_MEMORY);
  size_t valid = utf8_valid_prefix(text);
  if (valid < text.length) return fail(&line, valid, "bytes that are no UTF-8");
  const char *zero = memchr(text.data, 0, text.length);
  if (zero) return fail(&line, (size_t)(zero - text.data), "a zero byte");
  for (unsigned place = 0; place < 4; place++) {
    skip_blanks(&line);
    if (place == 3 && (char_at(&line, line.at) == '.' || !graphs)) break;
    read->begins[place] = line.at;
    if (!read_term(&line, place, &read->terms[place])) return false;
    read->ends[place] = line.at;
    read->count++;
  }
  skip_blanks(&line);
  if (char_at(&line, line.at) != '.') return fail(&line, line.at, "`.` is expected");
  line.at++;
  skip_blanks(&line);
  return at_end(&line) || fail(&line, line.at, "the end of the line is expected");
}
