#include "output/parts.h"

#include <stdlib.h>

typedef struct {
  SeenKey key;
  uint64_t length;
  uint32_t part;
  uint32_t keyed;
} Frame;

struct Parts {
  PartSink sink;
  void *handle;
  SeenSet *seen; /* made for the first key */
};

void frame_put(Output *output, unsigned part, const SeenKey *key, Slice bytes) {
  Frame frame = {.length = bytes.length, .part = part, .keyed = key != NULL};
  if (key) frame.key = *key;
  output_write(output, (const char *)&frame, sizeof frame);
  output_write(output, bytes.data, bytes.length);
}

Parts *parts_new(PartSink sink, void *handle) {
  Parts *parts = calloc(1, sizeof *parts);
  if (!parts) return NULL;
  parts->sink = sink;
  parts->handle = handle;
  return parts;
}

void parts_free(Parts *parts) {
  if (!parts) return;
  seen_set_free(parts->seen);
  free(parts);
}

static SeenState look_up(Parts *parts, const Frame *frame) {
  if (!frame->keyed) return SEEN_NEW;
  if (!parts->seen) parts->seen = seen_set_new(SEEN_SET_KEYS);
  return parts->seen ? seen_set_add(parts->seen, frame->key) : SEEN_FAILED;
}

PartsState parts_take(Parts *parts, Slice frames) {
  while (frames.length >= sizeof(Frame)) {
    Frame frame;
    memcpy(&frame, frames.data, sizeof frame);
    Slice bytes = {frames.data + sizeof frame, (size_t)frame.length};
    if (frame.length > frames.length - sizeof frame) break;
    SeenState state = look_up(parts, &frame);
    if (state == SEEN_FAILED) return PARTS_KEYS_FAILED;
    if (state == SEEN_NEW && bytes.length && !parts->sink(parts->handle, frame.part, bytes)) return PARTS_SINK_FAILED;
    frames = slice_between(bytes.data + bytes.length, frames.data + frames.length);
  }
  return PARTS_DONE;
}
