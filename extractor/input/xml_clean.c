#include "input/xml_clean.h"

#include "base/utf8.h"
#include "input/xml_library.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

static bool is_name_byte(unsigned char c) {
  unsigned char lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || c == '_' || c == '-' || c == '.' ||
         c == ':';
}

/* The name of `&name;` at the beginning of `rest`; empty if there is none. */
static Slice reference_name(Slice rest) {
  size_t end = 1;
  while (end < rest.length && is_name_byte((unsigned char)rest.data[end])) end++;
  return end > 1 && end < rest.length && rest.data[end] == ';' ? (Slice){rest.data + 1, end - 1} : (Slice){0};
}

static bool is_predefined(Slice name) {
  return slice_is(name, "amp") || slice_is(name, "lt") || slice_is(name, "gt") || slice_is(name, "quot") ||
         slice_is(name, "apos");
}

static uint32_t html_character(Slice name) {
  char text[16];
  if (name.length >= sizeof text) return 0;
  memcpy(text, name.data, name.length);
  text[name.length] = 0;
  const htmlEntityDesc *entity = libxml.htmlEntityLookup((const xmlChar *)text);
  return entity ? entity->value : 0;
}

/* `&#38;`, `&#x26;` of a character that XML allows. */
static bool is_character_reference(Slice rest) {
  uint32_t code = 0;
  size_t at = 2;
  bool hexadecimal = rest.length > 2 && rest.data[2] == 'x';
  for (at += hexadecimal; at < rest.length && code < 0x110000 && rest.data[at] != ';'; at++) {
    char c = rest.data[at], lower = (char)(c | 0x20);
    bool digit = c >= '0' && c <= '9', letter = hexadecimal && lower >= 'a' && lower <= 'f';
    if (!digit && !letter) return false;
    code = code * (hexadecimal ? 16 : 10) + (uint32_t)(digit ? c - '0' : lower - 'a' + 10);
  }
  bool allowed = code >= 0x20 || code == '\t' || code == '\n' || code == '\r';
  allowed = allowed && code < 0x110000 && !(code >= 0xD800 && code < 0xE000) && code != 0xFFFE && code != 0xFFFF;
  return allowed && at < rest.length && rest.data[at] == ';';
}

/* What begins with & outside CDATA. Writes it to `out` as XML has it; returns the bytes taken from `rest`. */
static size_t clean_reference(XmlCleaner *cleaner, Slice rest, char *out, size_t *length) {
  Slice name = reference_name(rest);
  uint32_t character = name.length && !is_predefined(name) ? html_character(name) : 0;
  if (character) {
    *length += utf8_encode(character, out + *length);
    cleaner->mended++;
    return name.length + 2;
  }
  bool numeric = rest.length > 1 && rest.data[1] == '#';
  bool sound = numeric ? is_character_reference(rest) : name.length && (is_predefined(name) || cleaner->declared);
  out[(*length)++] = '&';
  if (!sound) {
    memcpy(out + *length, "amp;", 4);
    *length += 4;
    cleaner->mended++;
  }
  return 1;
}

/* U+FFFE and U+FFFF, which XML has not. */
static bool is_noncharacter(Slice rest) {
  return slice_starts_with(rest, SLICE("\xEF\xBF\xBE")) || slice_starts_with(rest, SLICE("\xEF\xBF\xBF"));
}

/* One character or reference. */
static size_t clean_one(XmlCleaner *cleaner, Slice rest, size_t valid, size_t *length) {
  char *out = cleaner->out;
  unsigned char c = (unsigned char)rest.data[0];
  if (valid == 0 || is_noncharacter(rest)) {
    memcpy(out + *length, REPLACEMENT, 3);
    *length += 3;
    cleaner->mended++;
    return valid ? 3 : 1;
  }
  if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
    out[(*length)++] = ' ';
    cleaner->mended++;
    return 1;
  }
  if (c == '<' && slice_starts_with(rest, SLICE("<![CDATA["))) cleaner->verbatim = true;
  if (c == '<' && slice_starts_with(rest, SLICE("<!DOCTYPE"))) cleaner->declared = true;
  if (c == ']' && slice_starts_with(rest, SLICE("]]>"))) cleaner->verbatim = false;
  if (c == '&' && !cleaner->verbatim) return clean_reference(cleaner, rest, out, length);
  out[(*length)++] = (char)c;
  return 1;
}

/* Bytes from `at` on that need no second look. */
static size_t plain_bytes(Slice rest) {
  size_t i = 0;
  while (i < rest.length) {
    unsigned char c = (unsigned char)rest.data[i];
    if (c == '&' || c == '<' || c == ']' || c == 0xEF || (c < ' ' && c != '\n' && c != '\t' && c != '\r')) break;
    i++;
  }
  return i;
}

Slice xml_clean(XmlCleaner *cleaner, Slice piece, bool last) {
  memcpy(cleaner->in + cleaner->held, piece.data, piece.length);
  Slice in = {cleaner->in, cleaner->held + piece.length};
  size_t at = 0, length = 0, end = last ? in.length : in.length > XML_CARRY ? in.length - XML_CARRY : 0;
  while (!last && end && ((unsigned char)in.data[end] & 0xC0) == 0x80) end--; /* not within a character */
  size_t valid = utf8_valid_prefix(in); /* end of the valid bytes that hold `at` */
  while (at < end) {
    if (valid < at || (valid == at && at)) valid = at + utf8_valid_prefix((Slice){in.data + at, in.length - at});
    size_t plain = plain_bytes((Slice){in.data + at, (valid < end ? valid : end) - at});
    memcpy(cleaner->out + length, in.data + at, plain);
    length += plain;
    at += plain;
    if (at < end) at += clean_one(cleaner, (Slice){in.data + at, in.length - at}, valid - at, &length);
  }
  cleaner->held = in.length - at;
  memmove(cleaner->in, in.data + at, cleaner->held);
  return (Slice){cleaner->out, length};
}
