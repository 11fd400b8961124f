/* Bytes as a letter or a mailbox. Seeds: seeds/mail. */
#include "fuzz/input_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  fuzz_read((Slice){(const char *)data, size}, FORMAT_MAIL, INTO_OWN_TEXT);
  return 0;
}
