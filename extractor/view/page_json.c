#include "view/page_json.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

static void put(PageJson *json, Slice bytes) {
  if (!json->failed && !byte_buffer_put(json->to, bytes)) json->failed = true;
}

static void begin_value(PageJson *json) {
  if (json->comma) put(json, SLICE(","));
  json->comma = true;
}

void page_json_open(PageJson *json, char bracket) {
  begin_value(json);
  put(json, (Slice){&bracket, 1});
  json->comma = false;
}

void page_json_close(PageJson *json, char bracket) {
  put(json, (Slice){&bracket, 1});
  json->comma = true;
}

void page_json_key(PageJson *json, const char *key) {
  begin_value(json);
  put(json, SLICE("\""));
  put(json, slice_of(key));
  put(json, SLICE("\":"));
  json->comma = false;
}

/* Bytes from `at` on that must be escaped together; 0: none. U+2028 and U+2029 are E2 80 A8 and E2 80 A9. */
static size_t escaped_width(Slice text, size_t at) {
  unsigned char c = (unsigned char)text.data[at];
  if (c < 0x20 || c == 0x7F || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') return 1;
  bool line_end = c == 0xE2 && text.length - at >= 3 && (unsigned char)text.data[at + 1] == 0x80 &&
                  ((unsigned char)text.data[at + 2] & 0xFE) == 0xA8;
  return line_end ? 3 : 0;
}

static void put_escaped(PageJson *json, Slice character) {
  char escape[12];
  unsigned width;
  snprintf(escape, sizeof escape, "\\u%04x", (unsigned)utf8_decode(character.data, &width));
  put(json, slice_of(escape));
}

/* Valid UTF-8. */
static void put_text(PageJson *json, Slice text) {
  size_t done = 0, at = 0;
  while (at < text.length) {
    size_t width = escaped_width(text, at);
    if (!width) {
      at++;
      continue;
    }
    put(json, slice_between(text.data + done, text.data + at));
    put_escaped(json, (Slice){text.data + at, width});
    done = at += width;
  }
  put(json, slice_between(text.data + done, text.data + text.length));
}

void page_json_string(PageJson *json, Slice text) {
  begin_value(json);
  put(json, SLICE("\""));
  while (text.length) {
    size_t sound = utf8_valid_prefix(text);
    put_text(json, (Slice){text.data, sound});
    text = slice_between(text.data + sound, text.data + text.length);
    if (!text.length) break;
    put(json, SLICE("\xEF\xBF\xBD"));
    text = slice_between(text.data + 1, text.data + text.length);
  }
  put(json, SLICE("\""));
}

void page_json_number(PageJson *json, int64_t number) {
  begin_value(json);
  if (!json->failed && !byte_buffer_print(json->to, "%" PRId64, number)) json->failed = true;
}

void page_json_hundredths(PageJson *json, int64_t hundredths) {
  begin_value(json);
  const char *sign = hundredths < 0 ? "-" : "";
  if (hundredths < 0) hundredths = -hundredths;
  bool put_it = !json->failed &&
                byte_buffer_print(json->to, "%s%" PRId64 ".%02" PRId64, sign, hundredths / 100, hundredths % 100);
  if (!put_it) json->failed = true;
}

void page_json_true(PageJson *json) {
  begin_value(json);
  put(json, SLICE("true"));
}

void page_json_field(PageJson *json, const char *key, Slice text) {
  if (!text.length) return;
  page_json_key(json, key);
  page_json_string(json, text);
}
