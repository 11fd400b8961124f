/* byte_buffer.h - bytes that are put one behind the other, kept for reuse: memory of its own, freed by its owner. */
#ifndef SPO_BASE_BYTE_BUFFER_H
#define SPO_BASE_BYTE_BUFFER_H

#include "base/slice.h"

/* All zero is an empty buffer. */
typedef struct {
  char *data;
  size_t length, capacity;
} ByteBuffer;

/* Room for `more` bytes behind the last; false where memory is short. */
bool byte_buffer_reserve(ByteBuffer *buffer, size_t more);
bool byte_buffer_put(ByteBuffer *buffer, Slice bytes);

/* `text` as a string of JSON, in quotation marks; what is no UTF-8 is replaced by U+FFFD. */
bool byte_buffer_put_json(ByteBuffer *buffer, Slice text);

/* Prints up to 200 bytes: numbers and short words. */
bool byte_buffer_print(ByteBuffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Empties it; memory far beyond what was used is given back. */
void byte_buffer_clear(ByteBuffer *buffer);
void byte_buffer_free(ByteBuffer *buffer);

static inline Slice byte_buffer_slice(const ByteBuffer *buffer) {
  return (Slice){buffer->data, buffer->length};
}

#endif
