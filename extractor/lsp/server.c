/* The protocol: which message calls for what. */
#include "lsp/server.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
  PARSE_ERROR = -32700,
  INVALID_REQUEST = -32600,
  METHOD_NOT_FOUND = -32601,
  INVALID_PARAMS = -32602,
  NOT_INITIALIZED = -32002,
  REQUEST_FAILED = -32803
};

/* ---- messages ---- */

void lsp_send(LspServer *server, json_t *message) {
  json_object_set_new(message, "jsonrpc", json_string("2.0"));
  char *text = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  if (!text) return;
  server->writer(server->handle, text, strlen(text));
  free(text);
}

void lsp_notify(LspServer *server, const char *method, json_t *params) {
  lsp_send(server, json_pack("{s:s, s:o}", "method", method, "params", params));
}

void lsp_show(LspServer *server, int type, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  json_t *text = json_vsprintf(format, arguments);
  va_end(arguments);
  lsp_notify(server, "window/showMessage", json_pack("{s:i, s:o}", "type", type, "message", text));
}

static void answer(LspServer *server, const json_t *id, json_t *result) {
  json_t *message = json_object();
  json_object_set(message, "id", (json_t *)id);
  json_object_set_new(message, "result", result ? result : json_null());
  lsp_send(server, message);
}

static void refuse(LspServer *server, const json_t *id, int code, const char *reason) {
  json_t *message = json_object();
  if (id) json_object_set(message, "id", (json_t *)id);
  if (!id) json_object_set_new(message, "id", json_null());
  json_object_set_new(message, "error", json_pack("{s:i, s:s}", "code", code, "message", reason));
  lsp_send(server, message);
}

/* ---- beginning and end ---- */

static json_t *capabilities(const LspServer *server) {
  return json_pack(
      "{s:s, s:{s:b, s:i, s:{s:b}}, s:b, s:b, s:b, s:{s:b}, s:b, s:b, s:b, s:b, s:{s:[s]}, s:{s:b}, s:{s:[s,s]}, "
      "s:{s:[s,s,s,s,s,s]}}",
      "positionEncoding", server->utf8 ? "utf-8" : "utf-16", "textDocumentSync", "openClose", 1, "change", 2, "save",
      "includeText", 0, "hoverProvider", 1, "definitionProvider", 1, "referencesProvider", 1, "renameProvider",
      "prepareProvider", 1, "documentSymbolProvider", 1, "workspaceSymbolProvider", 1, "foldingRangeProvider", 1,
      "documentFormattingProvider", 1, "codeActionProvider", "codeActionKinds", "quickfix", "codeLensProvider",
      "resolveProvider", 0, "executeCommandProvider", "commands", "spo.runTests", "spo.explainCode",
      "completionProvider", "triggerCharacters", ":", "[", "=", "(", "\"", ".");
}

static json_t *initialize(LspServer *server, const json_t *params) {
  const json_t *general = json_object_get(json_object_get(params, "capabilities"), "general");
  const json_t *options = json_object_get(params, "initializationOptions");
  size_t number;
  json_t *encoding;
  json_array_foreach(json_object_get(general, "positionEncodings"), number, encoding) {
    const char *name = json_string_value(encoding);
    if (name && strcmp(name, "utf-8") == 0) server->utf8 = true;
  }
  if (json_is_true(json_object_get(options, "alone"))) server->options.alone = true;
  server->initialized = true;
  return json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities(server), "serverInfo", "name", "spo", "version",
                   SPO_VERSION);
}

/* ---- documents ---- */

static void did_open(LspServer *server, const json_t *params) {
  const json_t *item = json_object_get(params, "textDocument");
  if (!lsp_document_open(server, item)) return;
  const LspDocument *document = lsp_document(server, json_string_value(json_object_get(item, "uri")));
  lsp_touch(server, document->path, lsp_languages_of((Slice){document->text, document->length}));
}

static void did_change(LspServer *server, const json_t *params) {
  LspDocument *document = lsp_document_of(server, params);
  if (!document) return;
  unsigned languages = lsp_languages_of((Slice){document->text, document->length});
  if (!lsp_document_change(server, document, json_object_get(params, "contentChanges"))) {
    lsp_show(server, 1, "spo: a change of %s was not taken: its range makes no sense, or it is longer than 4 MB",
             document->path);
  }
  const json_t *version = json_object_get(json_object_get(params, "textDocument"), "version");
  if (version) document->version = json_integer_value(version);
  lsp_touch(server, document->path, languages | lsp_languages_of((Slice){document->text, document->length}));
}

static void did_close(LspServer *server, const json_t *params) {
  LspDocument *document = lsp_document_of(server, params);
  if (!document) return;
  lsp_touch(server, document->path, lsp_languages_of((Slice){document->text, document->length}));
  lsp_document_close(server, document);
}

/* A file was saved, or changed on disk: word lists are read from there. */
static void did_save(LspServer *server, const json_t *params) {
  const LspDocument *document = lsp_document_of(server, params);
  if (document) lsp_touch(server, document->path, (1u << LSP_LANGUAGES) - 1);
}

static void files_changed(LspServer *server, const json_t *params) {
  (void)params;
  for (size_t i = 0; i < server->folder_count; i++) server->folders[i].stale = (1u << LSP_LANGUAGES) - 1;
}

static void leave(LspServer *server, const json_t *params) {
  (void)params;
  server->leaving = true;
}

static const struct {
  const char *method;
  void (*take)(LspServer *server, const json_t *params);
} NOTIFICATIONS[] = {{"textDocument/didOpen", did_open},
                     {"textDocument/didChange", did_change},
                     {"textDocument/didClose", did_close},
                     {"textDocument/didSave", did_save},
                     {"workspace/didChangeWatchedFiles", files_changed},
                     {"exit", leave}};

/* ---- requests ---- */

static json_t *shut_down(LspServer *server, const json_t *params) {
  (void)params;
  server->shut_down = true;
  return NULL;
}

static const struct {
  const char *method;
  json_t *(*answer)(LspServer *server, const json_t *params);
} REQUESTS[] = {{"shutdown", shut_down},
                {"textDocument/hover", lsp_hover},
                {"textDocument/definition", lsp_definition},
                {"textDocument/references", lsp_references},
                {"textDocument/prepareRename", lsp_prepare_rename},
                {"textDocument/documentSymbol", lsp_symbols},
                {"workspace/symbol", lsp_workspace_symbols},
                {"textDocument/foldingRange", lsp_folds},
                {"textDocument/completion", lsp_complete},
                {"textDocument/formatting", lsp_format},
                {"textDocument/codeAction", lsp_actions},
                {"textDocument/codeLens", lsp_lenses}};

static const struct {
  const char *method;
  json_t *(*answer)(LspServer *server, const json_t *params, const char **problem);
} REQUESTS_THAT_FAIL[] = {{"textDocument/rename", lsp_rename}, {"workspace/executeCommand", lsp_execute}};

static void request(LspServer *server, const char *method, const json_t *id, const json_t *params) {
  if (strcmp(method, "initialize") == 0) {
    if (server->initialized) {
      refuse(server, id, INVALID_REQUEST, "initialized already");
    } else {
      answer(server, id, initialize(server, params));
    }
    return;
  }
  if (!server->initialized) {
    refuse(server, id, NOT_INITIALIZED, "not initialized");
    return;
  }
  if (server->shut_down) {
    refuse(server, id, INVALID_REQUEST, "shut down");
    return;
  }
  for (size_t i = 0; i < sizeof REQUESTS / sizeof *REQUESTS; i++) {
    if (strcmp(method, REQUESTS[i].method) != 0) continue;
    answer(server, id, REQUESTS[i].answer(server, params));
    return;
  }
  for (size_t i = 0; i < sizeof REQUESTS_THAT_FAIL / sizeof *REQUESTS_THAT_FAIL; i++) {
    if (strcmp(method, REQUESTS_THAT_FAIL[i].method) != 0) continue;
    const char *problem = NULL;
    json_t *result = REQUESTS_THAT_FAIL[i].answer(server, params, &problem);
    if (problem) {
      json_decref(result);
      refuse(server, id, REQUEST_FAILED, problem);
    } else {
      answer(server, id, result);
    }
    return;
  }
  refuse(server, id, METHOD_NOT_FOUND, "no such method");
}

static void notification(LspServer *server, const char *method, const json_t *params) {
  if (!server->initialized && strcmp(method, "exit") != 0) return;
  for (size_t i = 0; i < sizeof NOTIFICATIONS / sizeof *NOTIFICATIONS; i++) {
    if (strcmp(method, NOTIFICATIONS[i].method) == 0) NOTIFICATIONS[i].take(server, params);
  }
}

/* ---- the server ---- */

LspServer *lsp_open(const LspOptions *options, LspWriter writer, void *handle) {
  LspServer *server = calloc(1, sizeof *server);
  if (server) *server = (LspServer){.options = *options, .writer = writer, .handle = handle};
  return server;
}

bool lsp_receive(LspServer *server, const char *message, size_t length) {
  json_error_t error;
  json_t *read = json_loadb(message, length, 0, &error);
  const char *method = json_string_value(json_object_get(read, "method"));
  const json_t *id = json_object_get(read, "id");
  if (!read) {
    refuse(server, NULL, PARSE_ERROR, error.text);
  } else if (!json_is_object(read) || (id && !json_is_string(id) && !json_is_integer(id))) {
    refuse(server, NULL, INVALID_REQUEST, "a message is an object, and its id a text or a whole number");
  } else if (method && id) {
    request(server, method, id, json_object_get(read, "params"));
  } else if (method) {
    notification(server, method, json_object_get(read, "params"));
  } else if (id && !json_object_get(read, "result") && !json_object_get(read, "error")) {
    refuse(server, id, INVALID_REQUEST, "a request has a method");
  }
  json_decref(read);
  return !server->leaving;
}

void lsp_idle(LspServer *server) {
  if (server->initialized && !server->shut_down) lsp_check(server);
}

int lsp_close(LspServer *server) {
  int status = server->shut_down ? 0 : 1;
  while (server->document_count) lsp_document_close(server, &server->documents[server->document_count - 1]);
  for (size_t i = 0; i < server->folder_count; i++) lsp_folder_free(&server->folders[i]);
  free(server->documents);
  free(server->folders);
  free(server);
  return status;
}
