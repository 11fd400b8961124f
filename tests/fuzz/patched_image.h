/* patched_image.h - how the fuzz targets of images damage one: the first three bytes of the input say where it is cut
   off, then again and again three bytes of offset and one of value. */
#ifndef SPO_TESTS_FUZZ_PATCHED_IMAGE_H
#define SPO_TESTS_FUZZ_PATCHED_IMAGE_H

#include <stdlib.h>

#include "base/slice.h"

/* A damaged copy of `base`, in a block of its own (`data`, to be freed), so that an overrun is seen. An input that is
   too short or too long damages nothing. */
static inline Slice patched_image(Slice base, const uint8_t *data, size_t size) {
  if (size > 512 || size < 3) size = 0;
  size_t length = base.length;
  size_t cut = size ? ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % (2 * length) : length;
  char *image = malloc(length);
  memcpy(image, base.data, length);
  for (size_t i = 3; i + 4 <= size; i += 4) {
    image[((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % length] = (char)data[i + 3];
  }
  return (Slice){image, cut < length ? cut : length};
}

#endif
