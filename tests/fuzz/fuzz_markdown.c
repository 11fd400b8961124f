/* Bytes as Markdown. Seeds: seeds/markdown. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_MARKDOWN, INTO_SOURCE);
  return 0;
}
