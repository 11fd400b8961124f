#include "base/iri_chars.h"

#include "base/utf8.h"

typedef struct {
  uint32_t first, last;
} Range;

/* PN_CHARS of Turtle 1.1 beyond ASCII. */
static const Range PN_CHARACTERS[] = {{0xB7, 0xB7},      {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x37D},
                                      {0x37F, 0x1FFF},   {0x200C, 0x200D}, {0x203F, 0x2040}, {0x2070, 0x218F},
                                      {0x2C00, 0x2FEF},  {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD},
                                      {0x10000, 0xEFFFF}};

/* Of these, what is punctuation or cannot be seen. */
static const Range NOT_IN_NAMES[] = {
    {0x34F, 0x34F},   /* combining grapheme joiner */
    {0x61C, 0x61C},   /* Arabic letter mark */
    {0x115F, 0x1160}, /* Hangul fillers */
    {0x1680, 0x1680}, /* Ogham space */
    {0x17B4, 0x17B5}, /* invisible Khmer vowels */
    {0x180B, 0x180F}, /* Mongolian selectors and separator */
    {0x200C, 0x200D}, /* zero-width joiners */
    {0x2E00, 0x2E7F}, /* supplemental punctuation */
    {0x3001, 0x3003}, /* CJK punctuation, brackets, dashes; 々〆〇 between them are letters */
    {0x3008, 0x3011},   {0x3013, 0x301F},   {0x3030, 0x3030}, {0x303D, 0x303D}, {0x3164, 0x3164}, /* Hangul filler */
    {0xFD3E, 0xFD3F}, /* ornate parentheses */
    {0xFE00, 0xFE6F}, /* variation selectors, vertical and small forms of punctuation */
    {0xFEFF, 0xFEFF}, /* byte order mark */
    {0xFF01, 0xFF0F}, /* full-width punctuation; digits and letters stand between */
    {0xFF1A, 0xFF20},   {0xFF3B, 0xFF40},   {0xFF5B, 0xFF65}, {0xFFA0, 0xFFA0}, /* half-width Hangul filler */
    {0xFFE0, 0xFFFD},                       /* full-width signs, interlinear annotation, replacement character */
    {0x1BCA0, 0x1BCA3},                     /* shorthand and musical format controls */
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, /* tags, variation selectors */
};

/* ucschar of RFC 3987 in the first plane. */
static const Range UCS_CHARACTERS[] = {{0xA0, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFEF}};

static const Range BIDIRECTIONAL[] = {
    {0x61C, 0x61C}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}};

static const Range WHITE_SPACE[] = {{9, 13},          {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},
                                    {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                    {0x205F, 0x205F}, {0x3000, 0x3000}};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* `ranges` ascend. */
static bool in_ranges(uint32_t c, const Range *ranges, size_t count) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c > ranges[middle].last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && c >= ranges[low].first;
}

static bool is_letter(uint32_t c) {
  return (c | 0x20) - 'a' < 26;
}

static bool is_digit(uint32_t c) {
  return c - '0' < 10;
}

/* The last two code points of every plane. */
static bool is_noncharacter(uint32_t c) {
  return (c & 0xFFFE) == 0xFFFE;
}

static bool is_pn_character(uint32_t c) {
  if (c < 0x80) return is_letter(c) || is_digit(c) || c == '-' || c == '_';
  return !is_noncharacter(c) && in_ranges(c, PN_CHARACTERS, LENGTH(PN_CHARACTERS));
}

/* U+4E00 to U+9FFF: letters in all syntaxes. */
static bool is_common_han(uint32_t c) {
  return c - 0x4E00 < 0x5200;
}

uint32_t take_character(Slice *rest) {
  if (rest->length >= 3 && utf8_is_plain_triple(rest->data)) {
    unsigned three;
    uint32_t point = utf8_decode(rest->data, &three);
    rest->data += 3;
    rest->length -= 3;
    return point;
  }
  Slice begin = {rest->data, rest->length < 4 ? rest->length : 4};
  unsigned width = 1;
  uint32_t c = (unsigned char)*begin.data;
  if (c >= 0x80) c = utf8_valid_prefix(begin) ? utf8_decode(begin.data, &width) : NOT_A_CHARACTER;
  rest->data += width;
  rest->length -= width;
  return c;
}

bool is_white_space(uint32_t c) {
  return in_ranges(c, WHITE_SPACE, LENGTH(WHITE_SPACE));
}

bool is_name_character(uint32_t c) {
  if (is_common_han(c) || is_letter(c)) return true;
  if (c == '_') return false;
  return c == '.' || (is_pn_character(c) && !in_ranges(c, NOT_IN_NAMES, LENGTH(NOT_IN_NAMES)));
}

bool is_iri_letter(uint32_t c) {
  if (is_common_han(c)) return true;
  if (is_white_space(c) || in_ranges(c, BIDIRECTIONAL, LENGTH(BIDIRECTIONAL))) return false;
  if (c >= 0x10000) return c < 0xF0000 && !is_noncharacter(c) && !(c >= 0xE0000 && c < 0xE1000);
  return in_ranges(c, UCS_CHARACTERS, LENGTH(UCS_CHARACTERS));
}

static size_t scheme_length(Slice iri) {
  size_t at = 0;
  for (; at < iri.length; at++) {
    unsigned char c = (unsigned char)iri.data[at];
    if (!is_letter(c) && !(at && (is_digit(c) || c == '+' || c == '-' || c == '.'))) break;
  }
  return at < iri.length && iri.data[at] == ':' ? at : 0;
}

/* What a byte is inside an IRI. */
enum { BYTE_FORBIDDEN = 1, BYTE_NOT_ASCII = 2 };

static uint8_t look_at_bytes(Slice iri) {
  static const uint8_t BYTES[256] = {
      [0 ... ' '] = BYTE_FORBIDDEN, ['<'] = BYTE_FORBIDDEN,  ['>'] = BYTE_FORBIDDEN,          ['"'] = BYTE_FORBIDDEN,
      ['{'] = BYTE_FORBIDDEN,       ['}'] = BYTE_FORBIDDEN,  ['|'] = BYTE_FORBIDDEN,          ['^'] = BYTE_FORBIDDEN,
      ['`'] = BYTE_FORBIDDEN,       ['\\'] = BYTE_FORBIDDEN, [0x80 ... 0xFF] = BYTE_NOT_ASCII};
  uint8_t seen = 0;
  for (size_t i = 0; i < iri.length; i++) seen |= BYTES[(unsigned char)iri.data[i]];
  return seen;
}

/* The same for sixteen bytes at a time; the last ones are looked at twice. */
static uint8_t look_at_long(Slice iri) {
  enum { WIDTH = 16 };
  typedef uint8_t Bytes __attribute__((vector_size(WIDTH)));
  Bytes forbidden = {0}, all = {0};
  for (size_t at = 0; at < iri.length; at += WIDTH) {
    Bytes bytes;
    memcpy(&bytes, iri.data + (iri.length - at < WIDTH ? iri.length - WIDTH : at), WIDTH);
    Bytes other = bytes | 2; /* < is > then, and \ is ^ */
    all |= bytes;
    forbidden |= (Bytes)(bytes <= ' ') | (Bytes)(other == '>') | (Bytes)(other == '^') | (Bytes)(bytes == '`') |
                 (Bytes)(bytes == '"') | (Bytes)(bytes - '{' <= '}' - '{');
  }
  uint64_t found[2], high[2];
  memcpy(found, &forbidden, sizeof found);
  memcpy(high, &all, sizeof high);
  bool ascii = !((high[0] | high[1]) & UINT64_C(0x8080808080808080));
  return (uint8_t)((found[0] | found[1] ? BYTE_FORBIDDEN : 0) | (ascii ? 0 : BYTE_NOT_ASCII));
}

bool iri_is_absolute(Slice iri) {
  uint8_t seen = iri.length < 16 ? look_at_bytes(iri) : look_at_long(iri);
  if ((seen & BYTE_FORBIDDEN) || !scheme_length(iri)) return false;
  return !(seen & BYTE_NOT_ASCII) || utf8_valid_prefix(iri) == iri.length;
}

bool is_prefix_name(Slice prefix) {
  for (size_t i = 0; i < prefix.length; i++) {
    unsigned char c = (unsigned char)prefix.data[i];
    bool inside = i > 0 && (is_digit(c) || c == '-' || c == '_' || (c == '.' && i + 1 < prefix.length));
    if (!is_letter(c) && !inside) return false;
  }
  return true;
}

bool is_local_name(Slice local) {
  if (!local.length || local.data[0] == '.' || local.data[local.length - 1] == '.') return false;
  for (Slice rest = local; rest.length;) {
    bool first = rest.length == local.length;
    uint32_t c = take_character(&rest);
    if (!is_pn_character(c) && c != '.') return false;
    if (first && (c == '-' || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040)) return false;
  }
  return true;
}

bool is_language_tag(Slice tag) {
  size_t part = 0; /* characters since the last hyphen */
  bool first = true;
  for (size_t i = 0; i < tag.length; i++) {
    unsigned char c = (unsigned char)tag.data[i];
    if (c == '-') {
      if (!part) return false;
      part = 0;
      first = false;
    } else if (!is_letter(c) && (first || !is_digit(c))) {
      return false;
    } else {
      part++;
    }
  }
  return part > 0 && tag.length <= UINT8_MAX;
}

bool language_matches(Slice tag, Slice range) {
  if (!tag.length) return false;
  if (slice_is(range, "*")) return true;
  if (tag.length < range.length) return false;
  bool whole = tag.length == range.length || tag.data[range.length] == '-';
  return whole && slice_equal_ignore_case((Slice){tag.data, range.length}, range);
}
