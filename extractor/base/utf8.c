#include "base/utf8.h"

#include <endian.h>
#include <utf8proc.h>

unsigned utf8_encode(uint32_t code_point, char *out) {
  return (unsigned)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

/* The first two characters of `eight` bytes if they have three bytes each, and leads that allow any two behind them:
   most characters of Chinese. */
static bool are_plain_triples(uint64_t eight) {
  const uint32_t leads = 0xDFFE; /* E1 to EC, EE, EF by their last four bits */
  eight = le64toh(eight);
  if ((eight & 0xC0C0F0C0C0F0u) != 0x8080E08080E0u) return false;
  return leads >> (eight & 15) & leads >> (eight >> 24 & 15) & 1;
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
    uint64_t eight;
    if (text.length - at >= sizeof eight) {
      memcpy(&eight, text.data + at, sizeof eight);
      if (are_plain_triples(eight)) {
        at += 6;
        continue;
      }
      if (!(eight & 0x8080808080808080u)) {
        at += 8;
        continue;
      }
    }
    unsigned width = sequence_width((const unsigned char *)text.data + at, text.length - at);
    if (!width) break;
    at += width;
  }
  return at;
}

size_t utf8_length(Slice text) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  size_t behind = 0, at = 0; /* bytes behind the first of a character */
  for (uint64_t eight; text.length - at >= sizeof eight; at += sizeof eight) {
    memcpy(&eight, text.data + at, sizeof eight);
    behind += (eight >> 7 & ~(eight >> 6) & ones) * ones >> 56;
  }
  for (; at < text.length; at++) behind += ((unsigned char)text.data[at] & 0xC0) == 0x80;
  return text.length - behind;
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
