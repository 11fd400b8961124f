/* Bytes as a page. Seeds: seeds/html. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_HTML, INTO_SOURCE);
  return 0;
}
