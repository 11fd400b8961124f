#include "output/escapes.h"

#include "base/byte_scan.h"

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

/* A text of less than eight bytes as one word, some of them twice. */
static uint64_t short_word(Slice text) {
  uint32_t head, tail;
  if (text.length >= sizeof head) {
    memcpy(&head, text.data, sizeof head);
    memcpy(&tail, text.data + text.length - sizeof tail, sizeof tail);
    return head | (uint64_t)tail << 32;
  }
  const uint64_t blanks = UINT64_C(0x2020202020000000);
  const unsigned char *b = (const unsigned char *)text.data;
  if (!text.length) return blanks | 0x202020;
  return blanks | b[0] | (uint64_t)b[text.length / 2] << 8 | (uint64_t)b[text.length - 1] << 16;
}

TextLook look_at_text(Slice text) {
  const uint64_t highs = UINT64_C(0x8080808080808080);
  uint64_t found = 0, all = 0, word;
  if (text.length < sizeof word) {
    all = short_word(text);
    return (TextLook){bytes_may_escape(all) != 0, !(all & highs)};
  }
  for (size_t at = 0; text.length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.data + at, sizeof word);
    found |= bytes_may_escape(word);
    all |= word;
  }
  memcpy(&word, text.data + text.length - sizeof word, sizeof word);
  found |= bytes_may_escape(word);
  return (TextLook){found != 0, !((all | word) & highs)};
}

bool may_need_escapes(Slice text) {
  return look_at_text(text).may_escape;
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
