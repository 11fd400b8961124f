/* Folders of rules: what belongs together, what is wrong with it, what its names mean. */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "lsp/server.h"
#include "rules/rule_compiler.h"

/* Memory for the rules of a folder and language, in bytes. */
#define VIEW_MEMORY ((size_t)2 << 30)

const char *const LSP_LANGUAGE_TAGS[LSP_LANGUAGES] = {"zh", "en"};

/* ---- which folder ---- */

static bool holds_rules(const char *folder) {
  DIR *directory = opendir(folder);
  if (!directory) return false;
  bool found = false;
  for (const struct dirent *entry; !found && (entry = readdir(directory)) != NULL;) {
    found = entry->d_name[0] != '.' && slice_ends_with(slice_of(entry->d_name), SLICE(".spo"));
  }
  closedir(directory);
  return found;
}

/* Cuts the last part off; false where there is none. */
static bool go_up(char *path) {
  char *slash = strrchr(path, '/');
  if (!slash || slash == path) return false;
  *slash = 0;
  return true;
}

static bool is_language_folder(const char *path) {
  const char *name = strrchr(path, '/');
  for (int i = 0; name && i < LSP_LANGUAGES; i++) {
    if (strcmp(name + 1, LSP_LANGUAGE_TAGS[i]) == 0) return true;
  }
  return false;
}

/* The topmost folder above the file that belongs to its rules: one that holds rule files, or has them by language. */
static char *folder_of(const char *path) {
  char *best = strdup(path), *above = best && go_up(best) ? strdup(best) : NULL;
  if (!above) {
    free(best);
    return NULL;
  }
  for (;;) {
    bool by_language = is_language_folder(above);
    if (!go_up(above) || !(by_language || holds_rules(above))) break;
    memcpy(best, above, strlen(above) + 1);
  }
  free(above);
  return best;
}

static bool same_folder(const char *a, const char *b) {
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Whether these are the rules that spo ships, of this installation or of a source tree. */
static bool is_shipped(const LspServer *server, const char *folder) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/rules", server->options.data);
  if (same_folder(path, folder)) return true;
  static const char *const PARTS[] = {"common", "zh", "en", "domains"};
  for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", folder, PARTS[i]);
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) return false;
  }
  return true;
}

LspFolder *lsp_folder(LspServer *server, const char *path) {
  char *folder = folder_of(path);
  if (!folder) return NULL;
  for (size_t i = 0; i < server->folder_count; i++) {
    if (strcmp(server->folders[i].path, folder) != 0) continue;
    free(folder);
    return &server->folders[i];
  }
  LspFolder *more = realloc(server->folders, (server->folder_count + 1) * sizeof *more);
  if (!more) {
    free(folder);
    return NULL;
  }
  server->folders = more;
  LspFolder *made = &server->folders[server->folder_count++];
  *made = (LspFolder){.path = folder, .stale = (1u << LSP_LANGUAGES) - 1, .published = json_object()};
  return made;
}

static void view_free(LspView *view) {
  if (view->loaded) arena_free(&view->arena);
  *view = (LspView){0};
}

void lsp_folder_free(LspFolder *folder) {
  for (int i = 0; i < LSP_LANGUAGES; i++) view_free(&folder->views[i]);
  json_decref(folder->published);
  json_decref(folder->failures);
  free(folder->path);
}

/* ---- checking ---- */

/* The open files below a folder, as texts that stand for files. */
static void collect_buffers(const LspServer *server, const LspFolder *folder, Arena *arena, RuleCheckOptions *options) {
  RuleBuffer *buffers = ARENA_ARRAY(arena, RuleBuffer, server->document_count + 1);
  size_t length = strlen(folder->path);
  for (size_t i = 0; i < server->document_count; i++) {
    const LspDocument *document = &server->documents[i];
    bool below = strncmp(document->path, folder->path, length) == 0 && document->path[length] == '/';
    if (!below) continue;
    Slice text = arena_copy(arena, (Slice){document->text, document->length});
    buffers[options->buffer_count++] = (RuleBuffer){arena_copy(arena, slice_of(document->path)), text};
  }
  options->buffers = buffers;
}

static void load_view(LspServer *server, LspFolder *folder, LspView *view, const char *language) {
  view_free(view);
  arena_init(&view->arena, VIEW_MEMORY);
  view->loaded = true;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&view->arena, out_of_memory)) {
    view_free(view);
    return;
  }
  Arena *arena = &view->arena;
  view->list = (DiagnosticList){.arena = arena};
  const char **paths = ARENA_ARRAY(arena, const char *, 1);
  paths[0] = arena_copy(arena, slice_of(folder->path)).data;
  bool alone = server->options.alone || is_shipped(server, folder->path);
  RuleCheckOptions options = {.data = server->options.data,
                              .language = slice_of(language),
                              .paths = paths,
                              .path_count = 1,
                              .alone = alone,
                              .lint = LINT_OWN};
  collect_buffers(server, folder, arena, &options);
  rule_check(arena, &options, &view->list, &view->check);
  bool missing = alone && !view->check.file_count; /* a folder need not have rules of every language */
  if (missing) view->list.messages.count = 0;
  arena->guard = NULL;
}

/* Checks a folder where something in it has changed; the results of tests are then out of date. */
static void freshen(LspServer *server, LspFolder *folder) {
  if (!folder->stale) return;
  for (int i = 0; i < LSP_LANGUAGES; i++) {
    if (folder->stale >> i & 1) load_view(server, folder, &folder->views[i], LSP_LANGUAGE_TAGS[i]);
  }
  folder->stale = 0;
  folder->unpublished = true;
  json_decref(folder->failures);
  folder->failures = NULL;
}

unsigned lsp_languages_of(Slice text) {
  while (text.length) {
    Slice line = slice_cut(&text, '\n'), word = slice_cut(&line, ' ');
    if (!slice_is(word, "language")) continue;
    line = slice_trim(line);
    for (int i = 0; i < LSP_LANGUAGES; i++) {
      if (slice_starts_with(line, slice_of(LSP_LANGUAGE_TAGS[i]))) return 1u << i;
    }
  }
  return (1u << LSP_LANGUAGES) - 1;
}

void lsp_touch(LspServer *server, const char *path, unsigned languages) {
  LspFolder *folder = lsp_folder(server, path);
  if (folder) folder->stale |= languages;
}

LspFolder *lsp_fresh_folder(LspServer *server, const char *path) {
  LspFolder *folder = lsp_folder(server, path);
  if (folder) freshen(server, folder);
  return folder;
}

const RuleFile *lsp_file(const LspView *view, Slice path) {
  for (uint32_t i = 0; view->loaded && i < view->check.file_count; i++) {
    if (slice_equal(view->check.files[i].source->name, path)) return &view->check.files[i];
  }
  return NULL;
}

/* ---- publishing ---- */

static json_t *message_text(const SpoDiagnostic *message) {
  return json_sprintf("%s%s%s%s%s", message->message, message->hint ? "\n" : "", message->hint ? message->hint : "",
                      message->off ? "\noff because of this: " : "", message->off ? message->off : "");
}

/* The text that a message is about, to reckon its columns: as it was checked, or, if it is no rule file, empty. */
static Slice text_of(const LspView *view, const char *path) {
  const RuleFile *file = lsp_file(view, slice_of(path));
  if (file) return file->source->text;
  for (size_t i = 0; i < view->check.load.buffer_count; i++) {
    if (slice_is(view->check.load.buffers[i].path, path)) return view->check.load.buffers[i].text;
  }
  return SLICE("");
}

static json_t *message_range(const LspServer *server, const LspView *view, const SpoDiagnostic *message) {
  Slice text = text_of(view, message->file);
  if (text.length && message->offset <= text.length) {
    size_t end = message->offset + message->length;
    return lsp_range(server, text, message->offset, end > text.length ? text.length : end);
  }
  json_int_t line = message->line ? (json_int_t)message->line - 1 : 0;
  json_int_t column = message->column ? (json_int_t)message->column - 1 : 0;
  return json_pack("{s:{s:I, s:I}, s:{s:I, s:I}}", "start", "line", line, "character", column, "end", "line", line,
                   "character", column + (json_int_t)message->width);
}

static void add_message(const LspServer *server, const LspView *view, const SpoDiagnostic *message, json_t *files) {
  static const int SEVERITIES[] = {[SPO_NOTE] = 3, [SPO_WARNING] = 2, [SPO_ERROR] = 1};
  if (!message->file || message->file[0] != '/') return;
  json_t *found = json_pack("{s:o, s:i, s:s, s:o}", "range", message_range(server, view, message), "severity",
                            SEVERITIES[message->severity], "source", "spo", "message", message_text(message));
  if (message->code) json_object_set_new(found, "code", json_string(message->code));
  if (message->fix) json_object_set_new(found, "data", json_pack("{s:s}", "fix", message->fix));
  json_t *list = json_object_get(files, message->file);
  if (!list) {
    list = json_array();
    json_object_set_new(files, message->file, list);
  }
  size_t number;
  json_t *known;
  json_array_foreach(list, number, known) {
    if (!json_equal(known, found)) continue; /* both languages say it */
    json_decref(found);
    return;
  }
  json_array_append_new(list, found);
}

static void publish_file(LspServer *server, const char *path, json_t *messages) {
  json_t *params = json_pack("{s:o, s:O}", "uri", lsp_uri(slice_of(path)), "diagnostics", messages);
  for (size_t i = 0; i < server->document_count; i++) {
    if (strcmp(server->documents[i].path, path) != 0) continue;
    json_object_set_new(params, "uri", json_string(server->documents[i].uri)); /* as the client spells it */
    json_object_set_new(params, "version", json_integer(server->documents[i].version));
  }
  lsp_notify(server, "textDocument/publishDiagnostics", params);
}

void lsp_publish(LspServer *server, LspFolder *folder) {
  json_t *files = json_object(), *none = json_array(), *messages;
  folder->unpublished = false;
  const char *path;
  size_t length = strlen(folder->path);
  for (int v = 0; v < LSP_LANGUAGES; v++) {
    const LspView *view = &folder->views[v];
    for (uint32_t i = 0; view->loaded && i < view->list.messages.count; i++) {
      add_message(server, view, &view->list.messages.data[i], files);
    }
  }
  json_object_foreach(folder->failures, path, messages) {
    json_t *list = json_object_get(files, path);
    if (list) json_array_extend(list, messages);
    if (!list) json_object_set(files, path, messages);
  }
  for (size_t i = 0; i < server->document_count; i++) { /* files without messages hear so */
    const char *open = server->documents[i].path;
    bool below = strncmp(open, folder->path, length) == 0 && open[length] == '/';
    if (below && !json_object_get(files, open)) json_object_set(files, open, none);
  }
  json_object_foreach(folder->published, path, messages) {
    if (!json_object_get(files, path)) publish_file(server, path, none);
  }
  json_object_clear(folder->published);
  json_object_foreach(files, path, messages) {
    publish_file(server, path, messages);
    if (json_array_size(messages)) json_object_set_new(folder->published, path, json_true());
  }
  json_decref(none);
  json_decref(files);
}

void lsp_check(LspServer *server) {
  for (size_t i = 0; i < server->folder_count; i++) {
    freshen(server, &server->folders[i]);
    if (server->folders[i].unpublished) lsp_publish(server, &server->folders[i]);
  }
}

/* ---- names and terms ---- */

const NameIndex *lsp_names(LspView *view) {
  if (view->named) return &view->names;
  jmp_buf out_of_memory;
  if (!view->loaded || ARENA_GUARD(&view->arena, out_of_memory)) return &view->names;
  names_collect(&view->names, &view->arena, view->check.files, view->check.file_count);
  view->named = true;
  view->arena.guard = NULL;
  return &view->names;
}

const Ontology *lsp_ontology(LspView *view) {
  if (view->knows_terms) return &view->ontology;
  jmp_buf out_of_memory;
  if (!view->loaded || ARENA_GUARD(&view->arena, out_of_memory)) return &view->ontology;
  rule_load_ontology(&view->arena, &view->check.load, view->check.files, view->check.file_count, &DIAGNOSTICS_SILENT,
                     &view->ontology);
  view->knows_terms = true;
  view->arena.guard = NULL;
  return &view->ontology;
}

const NamedPlace *lsp_name_at(LspServer *server, const json_t *params, LspView **view, LspDocument **document) {
  *document = lsp_document_of(server, params);
  if (!*document) return NULL;
  LspFolder *folder = lsp_fresh_folder(server, (*document)->path);
  size_t offset =
      lsp_offset(server, (Slice){(*document)->text, (*document)->length}, json_object_get(params, "position"));
  for (int i = 0; folder && i < LSP_LANGUAGES; i++) {
    *view = &folder->views[i];
    const NamedPlace *place = names_at(lsp_names(*view), slice_of((*document)->path), offset);
    if (place) return place;
  }
  return NULL;
}

Slice lsp_expand(LspView *view, Arena *arena, Slice name) {
  size_t colon = slice_find(name, SLICE(":"));
  if (colon == SIZE_MAX) return name;
  Slice prefix = {name.data, colon}, local = {name.data + colon + 1, name.length - colon - 1}, iri = SLICE("");
  if (slice_starts_with(local, SLICE("//"))) return name;
  for (size_t i = 0; i < RULE_DEFAULT_PREFIX_COUNT; i++) {
    if (slice_is(prefix, RULE_DEFAULT_PREFIXES[i][0])) iri = slice_of(RULE_DEFAULT_PREFIXES[i][1]);
  }
  for (uint32_t f = 0; f < view->check.file_count; f++) {
    const RuleFile *file = &view->check.files[f];
    for (uint32_t i = 0; i < file->prefixes.count; i++) {
      if (slice_equal(prefix, file->prefixes.data[i].prefix.text)) iri = file->prefixes.data[i].iri.text;
    }
  }
  return iri.length ? arena_print(arena, "%.*s%.*s", (int)iri.length, iri.data, (int)local.length, local.data) : name;
}
