#include "output/json_unescape.h"

#include <stdlib.h>

#include "base/utf8.h"

static void let_pass(JsonUnescape *filter) {
  output_write(filter->output, filter->escape, filter->length);
  filter->length = 0;
}

static void write_character(JsonUnescape *filter) {
  char digits[9] = {0}, encoded[4];
  memcpy(digits, filter->escape + 2, filter->length - 2);
  uint32_t c = (uint32_t)strtoul(digits, NULL, 16);
  if (c < 0x80 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
    let_pass(filter);
    return;
  }
  output_write(filter->output, encoded, utf8_encode(c, encoded));
  filter->length = 0;
}

/* One more byte of an escape. */
static void take_byte(JsonUnescape *filter, char byte) {
  filter->escape[filter->length++] = byte;
  if (filter->length == 1) return;
  char kind = filter->escape[1];
  if (kind != 'u' && kind != 'U') {
    let_pass(filter);
  } else if (filter->length == (kind == 'u' ? 6 : 10)) {
    write_character(filter);
  }
}

void json_unescape_write(JsonUnescape *filter, const char *bytes, size_t length) {
  const char *end = bytes + length;
  while (bytes < end) {
    if (filter->length || *bytes == '\\') {
      take_byte(filter, *bytes++);
      continue;
    }
    const char *next = memchr(bytes, '\\', (size_t)(end - bytes));
    output_write(filter->output, bytes, (size_t)((next ? next : end) - bytes));
    bytes = next ? next : end;
  }
}
