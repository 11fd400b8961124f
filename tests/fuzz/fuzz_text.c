/* Bytes as a text file, in whatever encoding. Seeds: seeds/text. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_TEXT, INTO_SOURCE);
  return 0;
}
