/* server.h - what the parts of the language server share. */
#ifndef SPO_LSP_SERVER_H
#define SPO_LSP_SERVER_H

#include <jansson.h>

#include "api/rule_check.h"
#include "lsp/lsp.h"
#include "lsp/names.h"

/* A file that is open in the editor. Strings are of malloc. */
typedef struct {
  char *uri, *path;
  char *text;
  size_t length;
  json_int_t version;
} LspDocument;

/* The rules of one language in a folder, checked. */
typedef struct {
  Arena arena;
  bool loaded;
  RuleCheck check;
  DiagnosticList list;
  NameIndex names;
  bool named; /* `names` was made */
  Ontology ontology;
  bool knows_terms; /* `ontology` was read */
} LspView;

enum { LSP_LANGUAGES = 2 };

/* A folder of rules that belong together. */
typedef struct {
  char *path;
  unsigned stale;   /* bit of each view in which something has changed since it was checked */
  bool unpublished; /* it was checked, and the editor has not heard of it */
  LspView views[LSP_LANGUAGES];
  json_t *published; /* object: the files that have messages in the editor */
  json_t *failures;  /* of the tests that were run last: object from file to messages; or NULL */
} LspFolder;

struct LspServer {
  LspOptions options;
  LspWriter writer;
  void *handle;
  bool initialized, shut_down, leaving;
  bool utf8;    /* columns are bytes; otherwise units of UTF-16 */
  bool replied; /* to the request at hand */
  LspDocument *documents;
  size_t document_count;
  LspFolder *folders;
  size_t folder_count;
};

extern const char *const LSP_LANGUAGE_TAGS[LSP_LANGUAGES];

/* ---- messages ---- */

/* Sends and gives the message away. */
void lsp_send(LspServer *server, json_t *message);
void lsp_notify(LspServer *server, const char *method, json_t *params);
void lsp_show(LspServer *server, int type, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- documents.c ---- */

LspDocument *lsp_document(LspServer *server, const char *uri);
bool lsp_document_open(LspServer *server, const json_t *item);
bool lsp_document_change(LspServer *server, LspDocument *document, const json_t *changes);
void lsp_document_close(LspServer *server, LspDocument *document);

/* Path of a file: URI, of malloc; NULL where it is none. And back. */
char *lsp_path(const char *uri);
json_t *lsp_uri(Slice path);

/* Byte offset of a position {line, character}; the nearest one where there is none. */
size_t lsp_offset(const LspServer *server, Slice text, const json_t *position);
json_t *lsp_position(const LspServer *server, Slice text, size_t offset);
json_t *lsp_range(const LspServer *server, Slice text, size_t begin, size_t end);

/* ---- workspace.c ---- */

/* The folder of a file, with its rules checked anew where something has changed; NULL where there is no memory. */
LspFolder *lsp_folder(LspServer *server, const char *path);
/* Notes that a file has changed: its text was and is of these languages. */
void lsp_touch(LspServer *server, const char *path, unsigned languages);
unsigned lsp_languages_of(Slice text);
LspFolder *lsp_fresh_folder(LspServer *server, const char *path);

/* Checks what has changed and publishes. */
void lsp_check(LspServer *server);
void lsp_publish(LspServer *server, LspFolder *folder);
void lsp_folder_free(LspFolder *folder);

/* The parsed file of that path in a view, or NULL. */
const RuleFile *lsp_file(const LspView *view, Slice path);

/* Names and terms of a view; made when they are first asked for. */
const NameIndex *lsp_names(LspView *view);
const Ontology *lsp_ontology(LspView *view);

/* What stands at a position of a document: the view in which it has a meaning and the name; NULL where nothing. */
const NamedPlace *lsp_name_at(LspServer *server, const json_t *params, LspView **view, LspDocument **document);

/* A prefixed name, or an IRI, in full, by the prefixes of a view. */
Slice lsp_expand(LspView *view, Arena *arena, Slice name);

/* ---- answers; each returns a new reference, null where there is nothing to say ---- */

json_t *lsp_hover(LspServer *server, const json_t *params);
json_t *lsp_definition(LspServer *server, const json_t *params);
json_t *lsp_references(LspServer *server, const json_t *params);
json_t *lsp_prepare_rename(LspServer *server, const json_t *params);
json_t *lsp_rename(LspServer *server, const json_t *params, const char **problem);
json_t *lsp_symbols(LspServer *server, const json_t *params);
json_t *lsp_workspace_symbols(LspServer *server, const json_t *params);
json_t *lsp_folds(LspServer *server, const json_t *params);
json_t *lsp_complete(LspServer *server, const json_t *params);
json_t *lsp_format(LspServer *server, const json_t *params);
json_t *lsp_actions(LspServer *server, const json_t *params);
json_t *lsp_lenses(LspServer *server, const json_t *params);
json_t *lsp_execute(LspServer *server, const json_t *params, const char **problem);

/* The document that `params` is about, or NULL. */
LspDocument *lsp_document_of(LspServer *server, const json_t *params);

#endif
