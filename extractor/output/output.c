#include "output/output.h"

/* Where there is no memory, it is as if a sink had failed. */
static bool make_room(Output *output, size_t length) {
  if (output->closed) return false;
  if (byte_buffer_reserve(output->direct, length)) return true;
  output->failure = SPO_NO_MEMORY;
  output->closed = true;
  return false;
}

static void pass_on(Output *output, const char *bytes, size_t length) {
  if (output->closed || !length) return;
  output->failure = output->sink(output->handle, bytes, length);
  output->closed = output->failure != SPO_SUCCESS;
}

void output_flush(Output *output) {
  size_t used = output->used;
  output->used = 0;
  pass_on(output, output->buffer, used);
}

void output_write(Output *output, const char *bytes, size_t length) {
  if (output->direct) {
    if (make_room(output, length)) byte_buffer_put(output->direct, (Slice){bytes, length});
    return;
  }
  if (length > OUTPUT_BUFFER - output->used) {
    output_flush(output);
    if (length >= OUTPUT_BUFFER) {
      pass_on(output, bytes, length);
      return;
    }
  }
  memcpy(output->buffer + output->used, bytes, length);
  output->used += length;
}

char *output_reserve_more(Output *output, size_t length) {
  if (output->direct) return make_room(output, length) ? output->direct->data + output->direct->length : NULL;
  if (length > OUTPUT_BUFFER) return NULL;
  if (length > OUTPUT_BUFFER - output->used) output_flush(output);
  return output->buffer + output->used;
}

SpoStatus output_status(Output *output) {
  SpoStatus failure = output->failure;
  output->failure = SPO_SUCCESS;
  return failure;
}
