/* The language server, fed by a client that makes no sense: lines of the input are messages. Seeds: seeds/lsp. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "base/utf8.h"
#include "lsp/lsp.h"

static void take_message(void *handle, const char *message, size_t length) {
  size_t *said = handle;
  assert(length > 0 && message[0] == '{' && message[length - 1] == '}');
  assert(utf8_valid_prefix((Slice){message, length}) == length);
  *said += length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  enum { MOST_MESSAGES = 24 };
  if (size > 20000) return 0;
  static char folder[] = "/tmp/spo-fuzz-lsp-XXXXXX";
  static bool made;
  if (!made) made = mkdtemp(folder) != NULL; /* empty: there are no shipped rules */
  size_t said = 0;
  LspOptions options = {.data = folder, .alone = true};
  LspServer *server = lsp_open(&options, take_message, &said);
  Slice input = {(const char *)data, size};
  for (unsigned i = 0; input.length && i < MOST_MESSAGES; i++) {
    Slice line = slice_cut(&input, '\n');
    if (!lsp_receive(server, line.data, line.length)) break;
    if (i % 4 == 3) lsp_idle(server);
  }
  lsp_idle(server);
  lsp_close(server);
  return 0;
}
