#include "input/json_record.h"

#include "base/byte_scan.h"
#include "base/utf8.h"

enum { DEEPEST = 32, MOST_DIGITS = 15 };

/* Bytes that are still to be read. */
typedef struct {
  Arena *arena;
  const char *at, *end;
} Scan;

static void skip_blanks(Scan *scan) {
  while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r')) {
    scan->at++;
  }
}

/* Takes one character, blanks before it passed over. */
static bool take(Scan *scan, char c) {
  skip_blanks(scan);
  if (scan->at == scan->end || *scan->at != c) return false;
  scan->at++;
  return true;
}

static bool take_word(Scan *scan, Slice word) {
  if ((size_t)(scan->end - scan->at) < word.length || memcmp(scan->at, word.data, word.length) != 0) return false;
  scan->at += word.length;
  return true;
}

static int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind \u: a character of the first plane that is neither a surrogate nor U+0000. */
static bool read_code(Scan *scan, char *out, size_t *length) {
  uint32_t code = 0;
  for (int i = 0; i < 4; i++, scan->at++) {
    int digit = scan->at < scan->end ? hexadecimal(*scan->at) : -1;
    if (digit < 0) return false;
    code = code << 4 | (uint32_t)digit;
  }
  if (!code || (code >= 0xD800 && code < 0xE000)) return false;
  *length += utf8_encode(code, out + *length);
  return true;
}

/* The rest of a string that has escapes; nothing in it grows. */
static bool read_escaped(Scan *scan, const char *begin, Slice *text) {
  static const char MEANING[128] = {
      ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'};
  char *out = arena_alloc(scan->arena, (size_t)(scan->end - begin));
  size_t length = (size_t)(scan->at - begin);
  memcpy(out, begin, length);
  while (scan->at < scan->end && *scan->at != '"') {
    unsigned char c = (unsigned char)*scan->at++;
    if (c < 0x20) return false;
    if (c != '\\') {
      out[length++] = (char)c;
      continue;
    }
    if (scan->at == scan->end) return false;
    unsigned char kind = (unsigned char)*scan->at++;
    if (kind == 'u') {
      if (!read_code(scan, out, &length)) return false;
    } else if (kind < 0x80 && MEANING[kind]) {
      out[length++] = MEANING[kind];
    } else {
      return false;
    }
  }
  *text = (Slice){out, length};
  return take(scan, '"');
}

/* A string behind its first quotation mark. */
static bool read_string(Scan *scan, Slice *text) {
  const char *begin = scan->at;
  uint64_t eight;
  for (; (size_t)(scan->end - scan->at) >= sizeof eight; scan->at += sizeof eight) {
    memcpy(&eight, scan->at, sizeof eight);
    if (bytes_may_escape(eight)) break;
  }
  while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' && (unsigned char)*scan->at >= 0x20) scan->at++;
  if (scan->at == scan->end || (unsigned char)*scan->at < 0x20) return false;
  if (*scan->at == '\\') return read_escaped(scan, begin, text);
  *text = slice_between(begin, scan->at++);
  return true;
}

static uint32_t skip_digits(Scan *scan) {
  const char *begin = scan->at;
  while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') scan->at++;
  return (uint32_t)(scan->at - begin);
}

/* A number without an exponent and of few digits. */
static bool read_number(Scan *scan, JsonMember *member) {
  const char *begin = scan->at;
  bool negative = take_word(scan, SLICE("-"));
  const char *first = scan->at;
  uint32_t digits = skip_digits(scan);
  if (!digits || digits > MOST_DIGITS || (digits > 1 && *first == '0') || (negative && *first == '0')) return false;
  *member = (JsonMember){JSON_MEMBER_INTEGER, slice_between(begin, scan->at)};
  if (take_word(scan, SLICE("."))) {
    uint32_t fraction = skip_digits(scan);
    if (!fraction || fraction > MOST_DIGITS) return false;
    member->kind = JSON_MEMBER_OTHER;
  }
  return scan->at == scan->end || (*scan->at != 'e' && *scan->at != 'E');
}

static bool read_value(Scan *scan, unsigned depth, JsonMember *member);

static bool skip_array(Scan *scan, unsigned depth) {
  JsonMember ignored;
  if (take(scan, ']')) return true;
  do {
    if (!read_value(scan, depth, &ignored)) return false;
  } while (take(scan, ','));
  return take(scan, ']');
}

static bool skip_object(Scan *scan, unsigned depth) {
  JsonMember ignored;
  Slice name;
  if (take(scan, '}')) return true;
  do {
    if (!take(scan, '"') || !read_string(scan, &name) || !take(scan, ':')) return false;
    if (!read_value(scan, depth, &ignored)) return false;
  } while (take(scan, ','));
  return take(scan, '}');
}

static bool read_value(Scan *scan, unsigned depth, JsonMember *member) {
  skip_blanks(scan);
  *member = (JsonMember){.kind = JSON_MEMBER_OTHER};
  if (scan->at == scan->end || depth > DEEPEST) return false;
  switch (*scan->at) {
    case '"':
      scan->at++;
      member->kind = JSON_MEMBER_STRING;
      return read_string(scan, &member->text);
    case '[':
      scan->at++;
      return skip_array(scan, depth + 1);
    case '{':
      scan->at++;
      return skip_object(scan, depth + 1);
    case 'n':
      member->kind = JSON_MEMBER_NULL;
      return take_word(scan, SLICE("null"));
    case 't':
      return take_word(scan, SLICE("true"));
    case 'f':
      return take_word(scan, SLICE("false"));
    default:
      return read_number(scan, member);
  }
}

bool json_record_read(Arena *arena, Slice line, const Slice *names, JsonMember *members, size_t count) {
  Scan scan = {arena, line.data, line.data + line.length};
  memset(members, 0, count * sizeof *members);
  if (!take(&scan, '{')) return false;
  bool empty = take(&scan, '}');
  while (!empty) {
    Slice name;
    JsonMember member;
    if (!take(&scan, '"') || !read_string(&scan, &name) || !take(&scan, ':')) return false;
    if (!read_value(&scan, 1, &member)) return false;
    for (size_t i = 0; i < count; i++) {
      if (slice_equal(names[i], name)) members[i] = member;
    }
    if (take(&scan, ',')) continue;
    if (!take(&scan, '}')) return false;
    break;
  }
  skip_blanks(&scan);
  return scan.at == scan.end;
}
