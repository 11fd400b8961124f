#include "base/byte_buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { SMALLEST = 4096 };

bool byte_buffer_reserve(ByteBuffer *buffer, size_t more) {
  if (buffer->capacity - buffer->length >= more) return true;
  size_t wanted = buffer->capacity ? buffer->capacity * 2 : SMALLEST;
  if (wanted < buffer->length + more) wanted = buffer->length + more;
  char *larger = realloc(buffer->data, wanted);
  if (!larger) return false;
  buffer->data = larger;
  buffer->capacity = wanted;
  return true;
}

bool byte_buffer_put(ByteBuffer *buffer, Slice bytes) {
  if (!bytes.length) return true;
  if (!byte_buffer_reserve(buffer, bytes.length)) return false;
  memcpy(buffer->data + buffer->length, bytes.data, bytes.length);
  buffer->length += bytes.length;
  return true;
}

bool byte_buffer_print(ByteBuffer *buffer, const char *format, ...) {
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  size_t most = sizeof text - 1;
  return byte_buffer_put(buffer, (Slice){text, (size_t)length < most ? (size_t)length : most});
}

/* One character, escaped where JSON asks for it. */
static bool put_character(ByteBuffer *buffer, Slice character) {
  unsigned char c = (unsigned char)character.data[0];
  if (c == '"' || c == '\\') return byte_buffer_put(buffer, SLICE("\\")) && byte_buffer_put(buffer, character);
  return c < 0x20 ? byte_buffer_print(buffer, "\\u%04x", c) : byte_buffer_put(buffer, character);
}

bool byte_buffer_put_json(ByteBuffer *buffer, Slice text) {
  bool put = byte_buffer_put(buffer, SLICE("\""));
  while (text.length && put) {
    size_t sound = utf8_valid_prefix(text), at = 0;
    while (at < sound && put) {
      size_t width = utf8_width((unsigned char)text.data[at]);
      put = put_character(buffer, (Slice){text.data + at, width});
      at += width;
    }
    text = slice_between(text.data + sound, text.data + text.length);
    if (!text.length) break;
    put = put && byte_buffer_put(buffer, SLICE("\xEF\xBF\xBD"));
    text = slice_between(text.data + 1, text.data + text.length);
  }
  return put && byte_buffer_put(buffer, SLICE("\""));
}

void byte_buffer_clear(ByteBuffer *buffer) {
  enum { LARGE = 1 << 20 };
  if (buffer->capacity > LARGE && buffer->capacity / 4 > buffer->length) byte_buffer_free(buffer);
  buffer->length = 0;
}

void byte_buffer_free(ByteBuffer *buffer) {
  free(buffer->data);
  *buffer = (ByteBuffer){0};
}
