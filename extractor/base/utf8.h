/* utf8.h - code points of UTF-8 text. */
#ifndef SPO_BASE_UTF8_H
#define SPO_BASE_UTF8_H

#include "base/slice.h"

/* Bytes of the sequence that `lead` begins, 1 to 4; text must be valid UTF-8. */
static inline unsigned utf8_width(unsigned char lead) {
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The code point at `at` in valid UTF-8; `*width` gets its bytes. */
static inline uint32_t utf8_decode(const char *at, unsigned *width) {
  const unsigned char *b = (const unsigned char *)at;
  *width = utf8_width(b[0]);
  switch (*width) {
    case 1:
      return b[0];
    case 2:
      return (uint32_t)(b[0] & 0x1F) << 6 | (b[1] & 0x3Fu);
    case 3:
      return (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3Fu);
    default:
      return (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3F) << 12 | (uint32_t)(b[2] & 0x3F) << 6 |
             (b[3] & 0x3Fu);
  }
}

/* Whether a valid sequence of three bytes stands here, with a lead that allows any two behind it: most characters of
   Chinese. */
static inline bool utf8_is_plain_triple(const char *at) {
  const unsigned char *b = (const unsigned char *)at;
  return b[0] >= 0xE1 && b[0] <= 0xEC && (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80;
}

/* Writes `code_point` to `out` (room for 4 bytes) and returns its width. */
unsigned utf8_encode(uint32_t code_point, char *out);

/* Bytes of the longest valid prefix (RFC 3629: no surrogates, no overlong forms); text.length if all is valid. */
size_t utf8_valid_prefix(Slice text);

/* Code points in valid UTF-8. */
size_t utf8_length(Slice text);

/* Columns that a terminal needs for valid UTF-8: 2 for wide characters, 0 for combining ones. */
size_t utf8_columns(Slice text);

#endif
