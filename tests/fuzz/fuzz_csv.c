/* Bytes as a table. Seeds: seeds/csv. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_CSV, INTO_OWN_TEXT);
  return 0;
}
