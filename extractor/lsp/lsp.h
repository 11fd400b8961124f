/* lsp.h - a language server for rule files: the Language Server Protocol 3.17 over a stream or, for tests, message by
   message.

   The files that are open in the editor stand for those on disk. What belongs together is found from where a file lies:
   the topmost folder above it that holds rule files, with the shipped rules below, as `spo check FOLDER` has it. */
#ifndef SPO_LSP_LSP_H
#define SPO_LSP_LSP_H

#include <stdbool.h>
#include <stddef.h>

typedef struct LspServer LspServer;

typedef struct {
  const char *data; /* data directory with the shipped rules */
  bool alone;       /* rule folders are checked without the shipped rules */
} LspOptions;

/* Receives each message of the server: a JSON text without its header. */
typedef void (*LspWriter)(void *handle, const char *message, size_t length);

/* NULL where there is no memory. `options->data` must live as long as the server. */
LspServer *lsp_open(const LspOptions *options, LspWriter writer, void *handle);

/* Works on one message. False after `exit`. */
bool lsp_receive(LspServer *server, const char *message, size_t length);

/* Nothing is waiting: checks what has changed and publishes what is wrong with it. */
void lsp_idle(LspServer *server);

/* Frees it. The exit status that the protocol asks for: 0 after `shutdown`, else 1. */
int lsp_close(LspServer *server);

/* Reads messages from `input` until `exit` or its end, writes to `output` (file descriptors). An exit status. */
int lsp_serve(const LspOptions *options, int input, int output);

#endif
