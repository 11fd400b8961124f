/* Bytes as JSON Lines. Seeds: seeds/jsonl. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_JSONL, INTO_OWN_TEXT);
  return 0;
}
