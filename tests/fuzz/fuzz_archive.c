/* Bytes as an archive, a compressed file, or whatever they seem to be. Seeds: seeds/archive. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ReaderOptions options = {.largest = 1 << 20, .most_expanded = 4 << 20};
  fuzz_read_with((Slice){(const char *)data, size}, &options, INTO_UNPACKED);
  return 0;
}
