/* output.h - the buffer between an RDF library and the ByteSink, and the memory of its failure.

   RDF libraries ignore a failing sink, so the failure is kept here: after it nothing more reaches the sink, and
   output_status tells it once. */
#ifndef SPO_OUTPUT_OUTPUT_H
#define SPO_OUTPUT_OUTPUT_H

#include "base/byte_buffer.h"
#include "output/writer.h"

enum { OUTPUT_BUFFER = 32 * 1024 };

typedef struct {
  ByteBuffer *direct; /* where bytes go without the sink; or NULL */
  ByteSink sink;
  void *handle;
  SpoStatus failure; /* not told yet */
  bool closed;       /* the sink failed once */
  size_t used;
  char buffer[OUTPUT_BUFFER];
} Output;

void output_write(Output *output, const char *bytes, size_t length);

/* Room for `length` bytes in the buffer, or NULL where it never has so much; output_take says up to where they were
   written. */
char *output_reserve_more(Output *output, size_t length);

static inline void output_take(Output *output, const char *end) {
  if (output->direct) {
    output->direct->length = (size_t)(end - output->direct->data);
  } else {
    output->used = (size_t)(end - output->buffer);
  }
}

static inline char *output_reserve(Output *output, size_t length) {
  const ByteBuffer *direct = output->direct;
  if (!direct || direct->capacity - direct->length < length) return output_reserve_more(output, length);
  return direct->data + direct->length;
}

/* Hands the buffered bytes to the sink. */
void output_flush(Output *output);

/* SPO_SUCCESS, or what the sink returned: once, then SPO_SUCCESS again. */
SpoStatus output_status(Output *output);

#endif
