/* Bytes as a WARC file. Seeds: seeds/warc. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_WARC, INTO_UNPACKED);
  return 0;
}
