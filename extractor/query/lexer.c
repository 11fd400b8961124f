#include "query/lexer.h"

#include "base/iri_chars.h"
#include "base/utf8.h"

typedef struct {
  Arena *arena;
  Slice query;
  size_t at;
  Tokens *tokens;
  QueryFault *fault;
} Lexer;

static bool fail(Lexer *lexer, size_t begin, const char *message) {
  size_t end = lexer->at > begin ? lexer->at : begin + 1;
  *lexer->fault =
      (QueryFault){.begin = begin, .end = end < lexer->query.length ? end : lexer->query.length, .message = message};
  return false;
}

static char char_at(const Lexer *lexer, size_t at) {
  return at < lexer->query.length ? lexer->query.data[at] : 0;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* PN_CHARS_BASE beyond ASCII, loosely: what IRIs may hold. */
static bool is_name_start(uint32_t c) {
  return c < 0x80 ? is_letter((char)c)
                  : c >= 0xC0 && c != 0xD7 && c != 0xF7 && c != NOT_A_CHARACTER &&
                        !(c >= 0x2000 && c <= 0x206F && c != 0x200C && c != 0x200D) && !(c >= 0x2190 && c <= 0x2BFF) &&
                        !(c >= 0x3000 && c <= 0x3000);
}

static bool is_name_inside(uint32_t c) {
  return c < 0x80 ? is_letter((char)c) || is_digit((char)c) || c == '_' || c == '-'
                  : is_name_start(c) || c == 0xB7 || (c >= 0x203F && c <= 0x2040);
}

/* The character at `at` and its width; width 0 at the end. */
static uint32_t character_at(const Lexer *lexer, size_t at, size_t *width) {
  Slice rest = {lexer->query.data + at, lexer->query.length - at};
  *width = 0;
  if (!rest.length) return 0;
  uint32_t c = take_character(&rest);
  *width = lexer->query.length - at - rest.length;
  return c;
}

static void push(Lexer *lexer, TokenKind kind, Slice text, size_t begin) {
  Token token = {kind, text, begin, lexer->at};
  VECTOR_PUSH(lexer->arena, lexer->tokens, token);
}

static Slice from(const Lexer *lexer, size_t begin) {
  return slice_between(lexer->query.data + begin, lexer->query.data + lexer->at);
}

/* ---- escapes ---- */

static bool hex_value(Slice digits, uint32_t *value) {
  *value = 0;
  for (size_t i = 0; i < digits.length; i++) {
    char c = digits.data[i], small = (char)(c | 0x20);
    if (!is_digit(c) && (small < 'a' || small > 'f')) return false;
    *value = *value * 16 + (uint32_t)(is_digit(c) ? c - '0' : small - 'a' + 10);
  }
  return *value && *value <= 0x10FFFF && (*value < 0xD800 || *value > 0xDFFF);
}

/* Reads \uXXXX or \UXXXXXXXX at `at`; returns its bytes, 0 if it is none. */
static size_t code_point_escape(Slice text, size_t at, uint32_t *value) {
  if (at + 2 > text.length || text.data[at] != '\\' || (text.data[at + 1] | 0x20) != 'u') return 0;
  size_t digits = text.data[at + 1] == 'u' ? 4 : 8;
  if (at + 2 + digits > text.length) return 0;
  return hex_value((Slice){text.data + at + 2, digits}, value) ? 2 + digits : 0;
}

Slice lexer_unescape_code_points(Arena *arena, Slice query) {
  if (slice_find(query, SLICE("\\u")) == SIZE_MAX && slice_find(query, SLICE("\\U")) == SIZE_MAX) return query;
  char *out = arena_alloc(arena, query.length + 1);
  size_t length = 0;
  for (size_t at = 0; at < query.length;) {
    uint32_t value;
    size_t escape = code_point_escape(query, at, &value);
    bool quote = escape && (value == '"' || value == '\'' || value == '\\' || value < ' ');
    if (escape && !quote) {
      length += utf8_encode(value, out + length);
      at += escape;
    } else {
      if (query.data[at] == '\\' && at + 1 < query.length) out[length++] = query.data[at++];
      out[length++] = query.data[at++];
    }
  }
  return (Slice){out, length};
}

static bool unescape_string(Lexer *lexer, size_t begin, Slice text, Slice *result) {
  static const char NAMES[] = "tbnrf\\\"'", MEANT[] = "\t\b\n\r\f\\\"'";
  if (slice_find(text, SLICE("\\")) == SIZE_MAX) {
    *result = text;
    return true;
  }
  char *out = arena_alloc(lexer->arena, text.length + 1);
  size_t length = 0;
  for (size_t at = 0; at < text.length;) {
    if (text.data[at] != '\\') {
      out[length++] = text.data[at++];
      continue;
    }
    uint32_t value;
    size_t escape = code_point_escape(text, at, &value);
    const char *name = at + 1 < text.length && text.data[at + 1] ? strchr(NAMES, text.data[at + 1]) : NULL;
    if (escape) {
      length += utf8_encode(value, out + length);
      at += escape;
    } else if (name) {
      out[length++] = MEANT[name - NAMES];
      at += 2;
    } else {
      return fail(lexer, begin, "the string holds an escape that SPARQL does not know");
    }
  }
  *result = (Slice){out, length};
  return true;
}

/* ---- tokens ---- */

static bool take_string(Lexer *lexer) {
  size_t begin = lexer->at;
  char quote = char_at(lexer, begin);
  bool triple = char_at(lexer, begin + 1) == quote && char_at(lexer, begin + 2) == quote;
  size_t width = triple ? 3 : 1, at = begin + width;
  for (;; at++) {
    char c = char_at(lexer, at);
    if (at >= lexer->query.length || (!triple && (c == '\n' || c == '\r'))) {
      lexer->at = at;
      return fail(lexer, begin, "the string is not closed");
    }
    if (c == '\\') {
      at++;
      continue;
    }
    if (c == quote && (!triple || (char_at(lexer, at + 1) == quote && char_at(lexer, at + 2) == quote))) break;
  }
  Slice text = {lexer->query.data + begin + width, at - begin - width};
  lexer->at = at + width;
  if (!unescape_string(lexer, begin, text, &text)) return false;
  push(lexer, TOKEN_STRING, text, begin);
  return true;
}

/* `<`: an IRI if it is closed before anything that no IRI holds. */
static bool take_iri(Lexer *lexer) {
  size_t at = lexer->at + 1;
  while (at < lexer->query.length) {
    unsigned char c = (unsigned char)lexer->query.data[at];
    if (c == '>') break;
    if (c <= ' ' || strchr("<\"{}|^`", c)) return false;
    at++;
  }
  if (at >= lexer->query.length) return false;
  size_t begin = lexer->at;
  Slice text = {lexer->query.data + begin + 1, at - begin - 1};
  if (slice_find(text, SLICE("\\")) != SIZE_MAX) text = lexer_unescape_code_points(lexer->arena, text);
  if (slice_find(text, SLICE("\\")) != SIZE_MAX) return false;
  lexer->at = at + 1;
  push(lexer, TOKEN_IRI, text, begin);
  return true;
}

static void skip_name(Lexer *lexer) {
  size_t width;
  while (is_name_inside(character_at(lexer, lexer->at, &width)) && width) lexer->at += width;
}

static bool take_variable(Lexer *lexer) {
  size_t begin = lexer->at++, width, name = lexer->at;
  for (;;) {
    uint32_t c = character_at(lexer, lexer->at, &width);
    if (!width || !is_name_inside(c) || c == '-') break;
    lexer->at += width;
  }
  if (lexer->at == name) {
    lexer->at = begin;
    return false;
  }
  push(lexer, TOKEN_VARIABLE, from(lexer, name), begin);
  return true;
}

static void take_number(Lexer *lexer) {
  size_t begin = lexer->at;
  TokenKind kind = TOKEN_INTEGER;
  while (is_digit(char_at(lexer, lexer->at))) lexer->at++;
  size_t digits = lexer->at - begin, after = lexer->at;
  if (char_at(lexer, after) == '.') {
    size_t at = after + 1;
    while (is_digit(char_at(lexer, at))) at++;
    bool exponent = (char_at(lexer, at) | 0x20) == 'e' && (digits || at > after + 1);
    if (at > after + 1 || exponent) {
      kind = TOKEN_DECIMAL;
      lexer->at = at;
    }
  }
  if ((char_at(lexer, lexer->at) | 0x20) == 'e') {
    size_t at = lexer->at + 1;
    if (char_at(lexer, at) == '+' || char_at(lexer, at) == '-') at++;
    size_t first = at;
    while (is_digit(char_at(lexer, at))) at++;
    if (at > first) {
      kind = TOKEN_DOUBLE;
      lexer->at = at;
    }
  }
  push(lexer, kind, from(lexer, begin), begin);
}

/* What may stand in a local name: escapes and percent signs, too. Returns its bytes, 0 if nothing does. */
static size_t local_step(const Lexer *lexer, size_t at, bool first) {
  char c = char_at(lexer, at);
  size_t width;
  if (c == ':') return 1;
  if (c == '%') return 3; /* checked by the parser, which sees the whole name */
  if (c == '\\') return char_at(lexer, at + 1) && strchr("_~.-!$&'()*+,;=/?#@%", char_at(lexer, at + 1)) ? 2 : 0;
  uint32_t character = character_at(lexer, at, &width);
  if (first) return is_name_start(character) || character == '_' || is_digit(c) ? width : 0;
  return is_name_inside(character) ? width : 0;
}

/* Behind the colon. Dots stand inside, not at the end. */
static void take_local(Lexer *lexer) {
  size_t step = local_step(lexer, lexer->at, true);
  while (step && lexer->at + step <= lexer->query.length) {
    lexer->at += step;
    size_t dots = lexer->at;
    while (char_at(lexer, dots) == '.') dots++;
    step = local_step(lexer, dots, false);
    if (step) lexer->at = dots;
  }
}

/* A keyword, or the prefix of a name. */
static bool take_word(Lexer *lexer) {
  size_t begin = lexer->at, width;
  if (!is_name_start(character_at(lexer, begin, &width)) && char_at(lexer, begin) != ':') return false;
  for (;;) {
    skip_name(lexer);
    size_t dots = lexer->at;
    while (char_at(lexer, dots) == '.') dots++;
    size_t end = dots;
    uint32_t c = character_at(lexer, end, &width);
    /* dots belong to a prefix only where a colon follows it */
    if (dots == lexer->at || !is_name_inside(c)) break;
    while (is_name_inside(character_at(lexer, end, &width)) || char_at(lexer, end) == '.') end += width;
    if (char_at(lexer, end) != ':') break;
    lexer->at = end;
  }
  if (char_at(lexer, lexer->at) != ':') {
    push(lexer, TOKEN_WORD, from(lexer, begin), begin);
    return true;
  }
  lexer->at++;
  take_local(lexer);
  push(lexer, TOKEN_NAME, from(lexer, begin), begin);
  return true;
}

static bool take_blank(Lexer *lexer) {
  size_t begin = lexer->at, width;
  if (char_at(lexer, begin + 1) != ':') return false;
  lexer->at += 2;
  uint32_t c = character_at(lexer, lexer->at, &width);
  if (!width || !(is_name_start(c) || c == '_' || (c < 0x80 && is_digit((char)c)))) return false;
  for (;;) {
    skip_name(lexer);
    size_t dots = lexer->at;
    while (char_at(lexer, dots) == '.') dots++;
    if (dots == lexer->at || !is_name_inside(character_at(lexer, dots, &width)) || !width) break;
    lexer->at = dots;
  }
  push(lexer, TOKEN_BLANK, from(lexer, begin + 2), begin);
  return true;
}

static bool take_language(Lexer *lexer) {
  size_t begin = lexer->at, end = begin + 1;
  while (is_letter(char_at(lexer, end)) || is_digit(char_at(lexer, end)) || char_at(lexer, end) == '-') end++;
  Slice tag = {lexer->query.data + begin + 1, end - begin - 1};
  if (!is_language_tag(tag)) return fail(lexer, begin, "behind @ a language is expected, as in @zh");
  lexer->at = end;
  push(lexer, TOKEN_LANGUAGE, tag, begin);
  return true;
}

static bool take_mark(Lexer *lexer) {
  static const char *const LONG[] = {"^^", "!=", "<=", ">=", "&&", "||"};
  size_t begin = lexer->at;
  Slice rest = {lexer->query.data + begin, lexer->query.length - begin};
  for (size_t i = 0; i < sizeof LONG / sizeof *LONG; i++) {
    if (!slice_starts_with(rest, slice_of(LONG[i]))) continue;
    lexer->at += 2;
    push(lexer, TOKEN_MARK, slice_of(LONG[i]), begin);
    return true;
  }
  if (!strchr("{}()[].;,|/^*+-?!=<>", rest.data[0])) {
    size_t width;
    character_at(lexer, begin, &width);
    lexer->at += width;
    return fail(lexer, begin, "no part of SPARQL begins with this character");
  }
  lexer->at++;
  push(lexer, TOKEN_MARK, from(lexer, begin), begin);
  return true;
}

static void skip_white_space(Lexer *lexer) {
  for (;;) {
    char c = char_at(lexer, lexer->at);
    if (c == '#') {
      while (lexer->at < lexer->query.length && c != '\n' && c != '\r') c = char_at(lexer, ++lexer->at);
    } else if (lexer->at < lexer->query.length && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
      lexer->at++;
    } else {
      return;
    }
  }
}

static bool take_token(Lexer *lexer) {
  char c = char_at(lexer, lexer->at);
  if (c == '"' || c == '\'') return take_string(lexer);
  if (c == '<' && take_iri(lexer)) return true;
  if ((c == '?' || c == '$') && take_variable(lexer)) return true;
  if (c == '_' && take_blank(lexer)) return true;
  if (c == '@') return take_language(lexer);
  if (is_digit(c) || (c == '.' && is_digit(char_at(lexer, lexer->at + 1)))) {
    take_number(lexer);
    return true;
  }
  return take_word(lexer) || take_mark(lexer);
}

bool lexer_cut(Arena *arena, Slice query, Tokens *tokens, QueryFault *fault) {
  Lexer lexer = {arena, query, 0, tokens, fault};
  size_t valid = utf8_valid_prefix(query);
  if (valid < query.length || memchr(query.data, 0, query.length)) {
    lexer.at = valid < query.length ? valid : (size_t)((const char *)memchr(query.data, 0, query.length) - query.data);
    return fail(&lexer, lexer.at, "the query is no UTF-8 text");
  }
  for (;;) {
    skip_white_space(&lexer);
    if (lexer.at >= query.length) break;
    if (!take_token(&lexer)) return false;
  }
  push(&lexer, TOKEN_END, (Slice){query.data + query.length, 0}, query.length);
  return true;
}

void query_fault_report(Arena *arena, Slice query, const char *name, const QueryFault *fault, const Diagnostics *to) {
  size_t begin = fault->begin < query.length ? fault->begin : query.length, line = 1, start = 0, end = begin;
  for (size_t i = 0; i < begin; i++) {
    if (query.data[i] == '\n') {
      line++;
      start = i + 1;
    }
  }
  while (end < query.length && query.data[end] != '\n' && query.data[end] != '\r') end++;
  size_t marked = fault->end < end ? fault->end : end;
  Slice before = {query.data + start, begin - start};
  bool sound = utf8_valid_prefix(query) == query.length;
  SpoDiagnostic diagnostic = {
      .severity = SPO_ERROR,
      .file = name,
      .line = line,
      .column = sound ? utf8_length(before) + 1 : before.length + 1,
      .width = sound && marked > begin ? utf8_length(slice_between(query.data + begin, query.data + marked)) : 0,
      .offset = begin,
      .length = fault->end > begin ? fault->end - begin : 0,
      .message = fault->message,
      .hint = fault->hint};
  if (sound && end - start <= 2000)
    diagnostic.source = arena_copy(arena, slice_between(query.data + start, query.data + end)).data;
  diagnostics_report(to, &diagnostic);
}
