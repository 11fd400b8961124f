#include "output/escapes.h"

static char *put(char *to, Slice bytes) {
  if (bytes.length) memcpy(to, bytes.data, bytes.length);
  return to + bytes.length;
}

static bool is_escaped(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
}

static char *put_escape(char *to, unsigned char byte) {
  static const char SHORT[128] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  *to++ = '\\';
  if (SHORT[byte]) {
    *to++ = SHORT[byte];
    return to;
  }
  to = put(to, SLICE("u00"));
  *to++ = "0123456789ABCDEF"[byte >> 4];
  *to++ = "0123456789ABCDEF"[byte & 15];
  return to;
}

/* High bits where one of eight bytes is escaped. A byte is below `n` <= 128 where subtracting n from it borrows and it
   has no high bit; it is `c` where its exclusive or with c is below 1. May say yes where a neighbour's borrow reaches
   it, and then the bytes are looked at one by one. */
static uint64_t may_escape(const char *eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t word;
  memcpy(&word, eight, sizeof word);
  uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\', delete = word ^ ones * 0x7F;
  uint64_t low = (word - ones * 0x20) & ~word;
  uint64_t equal = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((delete - ones) & ~delete);
  return (low | equal) & highs;
}

bool may_need_escapes(Slice text) {
  uint64_t found = 0;
  size_t at = 0;
  if (text.length < 8) {
    char padded[8] = "       ";
    if (text.length) memcpy(padded, text.data, text.length);
    return may_escape(padded) != 0;
  }
  for (; text.length - at >= 8; at += 8) found |= may_escape(text.data + at);
  return (found | may_escape(text.data + text.length - 8)) != 0;
}

size_t escaped_room(Slice text) {
  size_t escaped = 0;
  if (!may_need_escapes(text)) return text.length;
  for (size_t i = 0; i < text.length; i++) escaped += is_escaped((unsigned char)text.data[i]);
  return text.length + escaped * (LONGEST_ESCAPE - 1);
}

char *put_escaped(char *to, Slice text) {
  size_t done = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (!is_escaped((unsigned char)text.data[i])) continue;
    to = put(to, (Slice){text.data + done, i - done});
    to = put_escape(to, (unsigned char)text.data[i]);
    done = i + 1;
  }
  return put(to, (Slice){text.data + done, text.length - done});
}

Slice written_iri(Arena *arena, Slice iri) {
  size_t room = escaped_room(iri);
  char *written = arena_alloc(arena, room + 2), *to = written;
  *to++ = '<';
  to = room == iri.length ? put(to, iri) : put_escaped(to, iri);
  *to++ = '>';
  return slice_between(written, to);
}
