#include "input/json_scan.h"

#include "base/utf8.h"

void json_begin(JsonScan *scan, Slice text) {
  *scan = (JsonScan){.begin = text.data, .at = text.data, .end = text.data + text.length};
}

static bool fail(JsonScan *scan, const char *at, const char *error) {
  if (!scan->error) {
    scan->error = error;
    scan->at = at;
  }
  return false;
}

static void skip_space(JsonScan *scan) {
  while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t')) {
    scan->at++;
  }
}

bool json_at_end(JsonScan *scan) {
  skip_space(scan);
  return scan->at == scan->end;
}

JsonType json_type(JsonScan *scan) {
  skip_space(scan);
  if (scan->error || scan->at == scan->end) return JSON_NONE;
  switch (*scan->at) {
    case '{':
      return JSON_OBJECT;
    case '[':
      return JSON_ARRAY;
    case '"':
      return JSON_STRING;
    case 't':
      return JSON_TRUE;
    case 'f':
      return JSON_FALSE;
    case 'n':
      return JSON_NULL;
    default:
      return *scan->at == '-' || (*scan->at >= '0' && *scan->at <= '9') ? JSON_NUMBER : JSON_NONE;
  }
}

static bool in_object(const JsonScan *scan) {
  return scan->objects[(scan->depth - 1) / 64] >> ((scan->depth - 1) % 64) & 1;
}

bool json_enter(JsonScan *scan, JsonType container) {
  if (json_type(scan) != container) {
    return fail(scan, scan->at, container == JSON_OBJECT ? "an object was expected" : "an array was expected");
  }
  if (scan->depth == JSON_DEEPEST) return fail(scan, scan->at, "nested too deeply");
  uint64_t bit = (uint64_t)1 << (scan->depth % 64);
  if (container == JSON_OBJECT) {
    scan->objects[scan->depth / 64] |= bit;
  } else {
    scan->objects[scan->depth / 64] &= ~bit;
  }
  scan->depth++;
  scan->at++;
  scan->first = true;
  return true;
}

/* To the next member or element of the container that `close` ends; false, having left it, if there is none. */
static bool advance(JsonScan *scan, char close) {
  if (scan->error) return false;
  skip_space(scan);
  if (scan->at == scan->end) return fail(scan, scan->at, "ends in the middle of a record");
  bool comma = false;
  if (!scan->first && *scan->at == ',') {
    comma = true;
    scan->at++;
    skip_space(scan);
    if (scan->at == scan->end) return fail(scan, scan->at, "ends in the middle of a record");
  }
  if (*scan->at == close && (!comma || scan->lenient)) {
    scan->at++;
    scan->depth--;
    scan->first = false;
    return false;
  }
  if (!scan->first && !comma) {
    return fail(scan, scan->at, close == '}' ? "a comma or } was expected" : "a comma or ] was expected");
  }
  scan->first = false;
  return true;
}

bool json_member(JsonScan *scan, JsonString *key) {
  if (!advance(scan, '}')) return false;
  if (*scan->at != '"') return fail(scan, scan->at, "a key in quotes was expected");
  if (!json_string(scan, key)) return false;
  skip_space(scan);
  if (scan->at == scan->end || *scan->at != ':') return fail(scan, scan->at, "a colon was expected");
  scan->at++;
  return true;
}

bool json_element(JsonScan *scan) {
  return advance(scan, ']');
}

/* High bits where a byte of the word is zero. */
static uint64_t zero_bytes(uint64_t word) {
  return (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
}

/* To the next quote, backslash or control character, eight bytes at a time. */
static const char *skip_plain(const char *at, const char *end) {
  while (end - at >= 8) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t control = (word - 0x2020202020202020u) & ~word & 0x8080808080808080u;
    if (control | zero_bytes(word ^ 0x2222222222222222u) | zero_bytes(word ^ 0x5C5C5C5C5C5C5C5Cu)) break;
    at += 8;
  }
  while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) at++;
  return at;
}

/* The value of the four hexadecimal digits at `at`, or UINT32_MAX. */
static uint32_t hex4(const char *at, const char *end) {
  uint32_t value = 0;
  if (end - at < 4) return UINT32_MAX;
  for (int i = 0; i < 4; i++) {
    char c = at[i];
    uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                     : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                            : UINT32_MAX;
    if (digit == UINT32_MAX) return UINT32_MAX;
    value = value << 4 | digit;
  }
  return value;
}

/* Reads the escape at `at` (a backslash): its bytes, and the character that it stands for. 0 and `*error` if it is
   wrong. */
static unsigned escape_at(const char *at, const char *end, uint32_t *character, const char **error) {
  static const char LETTERS[] = "\"\\/bfnrt", MEANINGS[] = "\"\\/\b\f\n\r\t";
  *error = "a wrong escape in a string";
  if (end - at < 2) return 0;
  if (at[1] != 'u') {
    const char *found = at[1] ? strchr(LETTERS, at[1]) : NULL;
    if (!found) return 0;
    *character = (unsigned char)MEANINGS[found - LETTERS];
    return 2;
  }
  uint32_t unit = hex4(at + 2, end);
  if (unit == UINT32_MAX) return 0;
  if (unit == 0) *error = "\\u0000 in a string";
  if (unit >= 0xD800 && unit <= 0xDFFF) {
    *error = "half of a surrogate pair in a string";
    if (unit > 0xDBFF || end - at < 12 || at[6] != '\\' || at[7] != 'u') return 0;
    uint32_t low = hex4(at + 8, end);
    if (low < 0xDC00 || low > 0xDFFF) return 0;
    *character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    return 12;
  }
  *character = unit;
  return unit ? 6 : 0;
}

bool json_string(JsonScan *scan, JsonString *string) {
  if (json_type(scan) != JSON_STRING) return fail(scan, scan->at, "a string was expected");
  const char *begin = scan->at + 1, *at = begin;
  bool escaped = false;
  for (;;) {
    at = skip_plain(at, scan->end);
    if (at == scan->end) return fail(scan, at, "a string does not end");
    if (*at == '"') break;
    if (*at == '\\') {
      const char *error;
      uint32_t character;
      unsigned width = escape_at(at, scan->end, &character, &error);
      if (!width) return fail(scan, at, error);
      escaped = true;
      at += width;
    } else if (scan->lenient) {
      at++;
    } else {
      return fail(scan, at, "a control character in a string");
    }
  }
  *string = (JsonString){slice_between(begin, at), escaped};
  scan->at = at + 1;
  return true;
}

static const char *skip_digits(const char *at, const char *end) {
  while (at < end && *at >= '0' && *at <= '9') at++;
  return at;
}

bool json_number(JsonScan *scan, Slice *number) {
  if (json_type(scan) != JSON_NUMBER) return fail(scan, scan->at, "a number was expected");
  const char *begin = scan->at, *at = begin + (*begin == '-'), *digits = at;
  at = skip_digits(at, scan->end);
  if (at == digits || (*digits == '0' && at - digits > 1)) return fail(scan, begin, "a number is malformed");
  if (at < scan->end && *at == '.') {
    digits = ++at;
    at = skip_digits(at, scan->end);
    if (at == digits) return fail(scan, begin, "a number is malformed");
  }
  if (at < scan->end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < scan->end && (*at == '+' || *at == '-')) at++;
    digits = at;
    at = skip_digits(at, scan->end);
    if (at == digits) return fail(scan, begin, "a number is malformed");
  }
  *number = slice_between(begin, at);
  scan->at = at;
  return true;
}

static bool take_word(JsonScan *scan, const char *word) {
  size_t length = strlen(word);
  if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0) {
    return fail(scan, scan->at, "an unknown word");
  }
  scan->at += length;
  return true;
}

/* Passes over one value, but of an object or array only the opening. */
static bool skip_opening(JsonScan *scan) {
  JsonString string;
  Slice number;
  JsonType type = json_type(scan);
  switch (type) {
    case JSON_OBJECT:
    case JSON_ARRAY:
      return json_enter(scan, type);
    case JSON_STRING:
      return json_string(scan, &string);
    case JSON_NUMBER:
      return json_number(scan, &number);
    case JSON_TRUE:
      return take_word(scan, "true");
    case JSON_FALSE:
      return take_word(scan, "false");
    case JSON_NULL:
      return take_word(scan, "null");
    default:
      return fail(scan, scan->at, scan->at == scan->end ? "ends in the middle of a record" : "a value was expected");
  }
}

bool json_skip(JsonScan *scan) {
  unsigned depth = scan->depth;
  JsonString key;
  for (;;) {
    if (!skip_opening(scan)) return false;
    for (;;) {
      if (scan->depth == depth) return true;
      bool more = in_object(scan) ? json_member(scan, &key) : json_element(scan);
      if (scan->error) return false;
      if (more) break;
    }
  }
}

bool json_is(JsonString string, const char *literal) {
  const char *at = string.raw.data, *end = at + string.raw.length, *error;
  for (; at < end && *literal; literal++) {
    uint32_t character = (unsigned char)*at;
    at += *at == '\\' ? escape_at(at, end, &character, &error) : 1;
    if (character != (unsigned char)*literal) return false;
  }
  return at == end && !*literal;
}

Slice json_decode(Arena *arena, JsonString string) {
  if (!string.escaped) return string.raw;
  const char *at = string.raw.data, *end = at + string.raw.length, *error;
  char *text = arena_alloc(arena, string.raw.length + 1), *out = text;
  while (at < end) {
    const char *escape = memchr(at, '\\', (size_t)(end - at));
    size_t plain = (size_t)((escape ? escape : end) - at);
    memcpy(out, at, plain);
    out += plain;
    at += plain;
    if (!escape) break;
    uint32_t character = 0;
    at += escape_at(at, end, &character, &error);
    out += utf8_encode(character, out);
  }
  *out = 0;
  return slice_between(text, out);
}

void json_trace(Arena *arena, JsonString string, uint64_t offset, OriginRuns *runs) {
  const char *begin = string.raw.data, *at = begin, *end = at + string.raw.length, *error;
  size_t written = 0;
  unsigned last_width = 0, last_encoded = 0; /* of the escape just before; 0 if plain text came between */
  while (at < end || runs->count == 0) {
    const char *escape = string.escaped ? memchr(at, '\\', (size_t)(end - at)) : NULL;
    size_t plain = (size_t)((escape ? escape : end) - at);
    OriginRun run = {(uint32_t)written, 1, 1, offset + (size_t)(at - begin)};
    if (plain || runs->count == 0) {
      if (plain || !escape) VECTOR_PUSH(arena, runs, run);
      last_width = 0;
    }
    written += plain;
    at += plain;
    if (!escape) break;
    char bytes[4];
    uint32_t character = 0;
    unsigned width = escape_at(at, end, &character, &error), encoded = utf8_encode(character, bytes);
    if (width != last_width || encoded != last_encoded) {
      run = (OriginRun){(uint32_t)written, (uint8_t)encoded, (uint8_t)width, offset + (size_t)(at - begin)};
      VECTOR_PUSH(arena, runs, run);
    }
    last_width = width;
    last_encoded = encoded;
    written += encoded;
    at += width;
  }
}
