#include "base/utf8.h"

#include <utf8proc.h>

unsigned utf8_encode(uint32_t code_point, char *out) {
  return (unsigned)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

static bool is_ascii_word(const char *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return (word & 0x8080808080808080u) == 0;
}

/* A sequence of three bytes whose lead allows any two behind it: most characters of Chinese. */
static bool is_plain_triple(const char *at) {
  const unsigned char *b = (const unsigned char *)at;
  return b[0] >= 0xE1 && b[0] <= 0xEC && (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80;
}

/* Width of the valid sequence at `b` (`left` bytes remain), or 0. Table 3-7 of the Unicode standard. */
static unsigned sequence_width(const unsigned char *b, size_t left) {
  if (b[0] < 0x80) return 1;
  if (b[0] < 0xC2 || b[0] > 0xF4 || left < 2) return 0;
  if (b[0] < 0xE0) return (b[1] & 0xC0) == 0x80 ? 2 : 0;
  unsigned char low = b[0] == 0xE0 ? 0xA0 : b[0] == 0xF0 ? 0x90 : 0x80;
  unsigned char high = b[0] == 0xED ? 0x9F : b[0] == 0xF4 ? 0x8F : 0xBF;
  if (b[1] < low || b[1] > high || left < 3 || (b[2] & 0xC0) != 0x80) return 0;
  if (b[0] < 0xF0) return 3;
  return left >= 4 && (b[3] & 0xC0) == 0x80 ? 4 : 0;
}

size_t utf8_valid_prefix(Slice text) {
  size_t at = 0;
  while (at < text.length) {
    if (text.length - at >= 8 && is_ascii_word(text.data + at)) {
      at += 8;
      continue;
    }
    if (text.length - at >= 4 && is_plain_triple(text.data + at)) {
      at += 3;
      continue;
    }
    unsigned width = sequence_width((const unsigned char *)text.data + at, text.length - at);
    if (!width) break;
    at += width;
  }
  return at;
}

size_t utf8_length(Slice text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
  return count;
}

size_t utf8_columns(Slice text) {
  size_t columns = 0;
  unsigned width;
  for (size_t at = 0; at < text.length; at += width) {
    int wide = utf8proc_charwidth((utf8proc_int32_t)utf8_decode(text.data + at, &width));
    columns += wide > 0 ? (size_t)wide : 0;
  }
  return columns;
}
