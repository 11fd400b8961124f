/* Layout, fixes, and running tests. */
#include <string.h>

#include "api/rule_tests.h"
#include "lsp/server.h"
#include "rules/rule_codes.h"
#include "rules/rule_format.h"

/* ---- layout ---- */

/* One edit from the first line that differs to the last. */
static json_t *difference(const LspServer *server, Slice before, Slice after) {
  size_t head = 0, tail = 0, shorter = before.length < after.length ? before.length : after.length;
  while (head < shorter && before.data[head] == after.data[head]) head++;
  if (head == before.length && head == after.length) return json_array();
  while (head > 0 && before.data[head - 1] != '\n') head--;
  while (tail < shorter - head && before.data[before.length - 1 - tail] == after.data[after.length - 1 - tail]) tail++;
  while (tail > 0 && before.data[before.length - tail - 1] != '\n') tail--;
  return json_pack("[{s:o, s:o}]", "range", lsp_range(server, before, head, before.length - tail), "newText",
                   json_stringn(after.data + head, after.length - tail - head));
}

json_t *lsp_format(LspServer *server, const json_t *params) {
  const LspDocument *document = lsp_document_of(server, params);
  if (!document) return NULL;
  Arena arena;
  arena_init(&arena, (size_t)1 << 30);
  jmp_buf out_of_memory;
  json_t *edits = NULL;
  if (!ARENA_GUARD(&arena, out_of_memory)) {
    Slice text = {document->text, document->length};
    edits = difference(server, text, rule_format(&arena, text));
  }
  arena_free(&arena);
  return edits;
}

/* ---- fixes ---- */

/* What the editor sends back of a message: the fix is in `data`; clients that do not know `data` leave it out. */
json_t *lsp_actions(LspServer *server, const json_t *params) {
  const LspDocument *document = lsp_document_of(server, params);
  json_t *actions = json_array(), *message;
  size_t number;
  json_array_foreach(json_object_get(json_object_get(params, "context"), "diagnostics"), number, message) {
    const char *fix = json_string_value(json_object_get(json_object_get(message, "data"), "fix"));
    json_t *range = json_object_get(message, "range");
    if (!document || !fix || !range) continue;
    json_array_append_new(
        actions, json_pack("{s:o, s:s, s:b, s:[O], s:{s:{s:[{s:O, s:s}]}}}", "title", json_sprintf("write `%s`", fix),
                           "kind", "quickfix", "isPreferred", 1, "diagnostics", message, "edit", "changes",
                           document->uri, "range", range, "newText", fix));
  }
  return actions;
}

/* ---- tests ---- */

static json_t *lens(const LspServer *server, const LspDocument *document, Slice text, RulePlace place, Slice rule,
                    uint32_t tests) {
  json_t *arguments = json_pack("[s]", document->uri);
  if (rule.length) json_array_append_new(arguments, json_stringn(rule.data, rule.length));
  json_t *title = rule.length ? json_sprintf("run %u test%s", tests, tests == 1 ? "" : "s")
                              : json_sprintf("run all %u tests of this file", tests);
  return json_pack("{s:o, s:{s:o, s:s, s:o}}", "range", lsp_range(server, text, place.begin, place.end), "command",
                   "title", title, "command", "spo.runTests", "arguments", arguments);
}

json_t *lsp_lenses(LspServer *server, const json_t *params) {
  const LspDocument *document = lsp_document_of(server, params);
  const LspFolder *folder = document ? lsp_fresh_folder(server, document->path) : NULL;
  json_t *lenses = json_array();
  const RuleFile *file = NULL;
  for (int i = 0; folder && !file && i < LSP_LANGUAGES; i++) {
    file = lsp_file(&folder->views[i], slice_of(document->path));
  }
  uint32_t all = 0;
  for (uint32_t i = 0; file && i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    if (statement->kind != STATEMENT_RULE || !statement->tests) continue;
    all += statement->tests;
    json_array_append_new(lenses, lens(server, document, file->source->text, statement->name.place,
                                       statement->name.text, statement->tests));
  }
  if (all) {
    RulePlace top = {file->source, 0, 0};
    json_array_insert_new(lenses, 0, lens(server, document, file->source->text, top, SLICE(""), all));
  }
  return lenses;
}

typedef struct {
  LspServer *server;
  const LspDocument *document;
  Slice rule; /* only its tests; empty: those of the document */
  json_int_t passed, failed;
  json_t *messages;
  const RuleTest *failing;
} Running;

static void on_result(void *handle, const RuleTestResult *result) {
  Running *running = handle;
  if (!slice_is(result->place.source->name, running->document->path)) return;
  if (result->passed) {
    running->passed++;
    return;
  }
  running->failed += result->test != running->failing || !result->test;
  running->failing = result->test;
  json_t *text = json_sprintf("this test fails: the rule %s%s%.*s", result->what,
                              result->found.length ? "\nfound:\n" : "", (int)result->found.length, result->found.data);
  json_array_append_new(running->messages, json_pack("{s:o, s:i, s:s, s:o}", "range",
                                                     lsp_range(running->server, result->place.source->text,
                                                               result->place.begin, result->place.end),
                                                     "severity", 2, "source", "spo test", "message", text));
}

static bool run_tests(Running *running, const LspFolder *folder, const char *language) {
  const LspView *view = &folder->views[strcmp(language, LSP_LANGUAGE_TAGS[0]) == 0 ? 0 : 1];
  const char *const paths[] = {folder->path};
  RuleTesterOptions options = {.data = running->server->options.data,
                               .language = slice_of(language),
                               .paths = paths,
                               .path_count = 1,
                               .alone = view->check.load.directory_count == 1,
                               .buffers = view->check.load.buffers,
                               .buffer_count = view->check.load.buffer_count};
  RuleTester tester;
  if (rule_tester_open(&tester, &options, &DIAGNOSTICS_SILENT) != SPO_SUCCESS) return false;
  rule_tester_run(&tester, running->rule, on_result, running);
  rule_tester_close(&tester);
  return true;
}

static json_t *tests_of(LspServer *server, const json_t *arguments, const char **problem) {
  const char *uri = json_string_value(json_array_get(arguments, 0));
  const json_t *rule = json_array_get(arguments, 1);
  const LspDocument *document = uri ? lsp_document(server, uri) : NULL;
  LspFolder *folder = document ? lsp_fresh_folder(server, document->path) : NULL;
  if (!folder) {
    *problem = "spo.runTests takes the URI of an open file, and the name of a rule";
    return NULL;
  }
  Running running = {.server = server,
                     .document = document,
                     .rule = {json_string_value(rule), json_string_length(rule)},
                     .messages = json_array()};
  unsigned languages = lsp_languages_of((Slice){document->text, document->length});
  for (int i = 0; i < LSP_LANGUAGES && !*problem; i++) {
    if (!(languages >> i & 1) || !lsp_file(&folder->views[i], slice_of(document->path))) continue;
    if (!run_tests(&running, folder, LSP_LANGUAGE_TAGS[i])) *problem = "the rules have errors: mend them first";
  }
  if (!*problem) {
    json_decref(folder->failures);
    folder->failures = json_pack("{s:O}", document->path, running.messages);
    lsp_publish(server, folder);
    lsp_show(server, running.failed ? 2 : 3, "%lld tests passed, %lld failed", (long long)running.passed,
             (long long)running.failed);
  }
  json_decref(running.messages);
  return json_pack("{s:I, s:I}", "passed", running.passed, "failed", running.failed);
}

static json_t *explain(const json_t *arguments, const char **problem) {
  const char *name = json_string_value(json_array_get(arguments, 0));
  const RuleCode *code = name ? rule_code_named(name) : NULL;
  if (!code) {
    *problem = "spo.explainCode takes a code such as E012";
    return NULL;
  }
  return json_sprintf("%s  %s\n\n%s\n%s%s%s%s", code->code, code->title, code->explanation,
                      code->wrong ? "\nWrong:\n\n" : "", code->wrong ? code->wrong : "",
                      code->right ? "\nRight:\n\n" : "", code->right ? code->right : "");
}

json_t *lsp_execute(LspServer *server, const json_t *params, const char **problem) {
  const char *command = json_string_value(json_object_get(params, "command"));
  const json_t *arguments = json_object_get(params, "arguments");
  if (command && strcmp(command, "spo.runTests") == 0) return tests_of(server, arguments, problem);
  if (command && strcmp(command, "spo.explainCode") == 0) return explain(arguments, problem);
  *problem = "no such command";
  return NULL;
}
