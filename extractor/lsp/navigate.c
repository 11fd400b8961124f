/* Going to definitions, references, renaming, lists of what is declared. */
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "lsp/server.h"
#include "rules/rule_set.h"

static Slice text_of(const RulePlace *place) {
  return place->source->text;
}

static json_t *location(const LspServer *server, RulePlace place) {
  return json_pack("{s:o, s:o}", "uri", lsp_uri(place.source->name), "range",
                   lsp_range(server, text_of(&place), place.begin, place.end));
}

static bool has_location(const json_t *list, const json_t *wanted) {
  size_t number;
  json_t *known;
  json_array_foreach(list, number, known) {
    if (json_equal(known, wanted)) return true;
  }
  return false;
}

static void add_location(const LspServer *server, json_t *list, RulePlace place) {
  json_t *made = location(server, place);
  if (has_location(list, made)) {
    json_decref(made);
  } else {
    json_array_append_new(list, made);
  }
}

/* The file that a statement names, as a location at its beginning. */
static json_t *named_file(Arena *arena, const NamedPlace *place) {
  Slice folder = place->place.source->directory;
  Slice path =
      arena_print(arena, "%.*s%.*s", (int)folder.length, folder.data, (int)place->name.length, place->name.data);
  return json_pack("[{s:o, s:{s:{s:i, s:i}, s:{s:i, s:i}}}]", "uri", lsp_uri(path), "range", "start", "line", 0,
                   "character", 0, "end", "line", 0, "character", 0);
}

/* Where an ontology file first speaks of a term. */
static json_t *term_place(LspView *view, Arena *arena, Slice name) {
  const Ontology *ontology = lsp_ontology(view);
  const OntologyTerm *term = ontology_find(ontology, lsp_expand(view, arena, name));
  if (!term || !term->line) return NULL;
  Slice source = ontology->sources.data[term->source];
  if (!source.length || source.data[0] != '/') source = slice_of(view->check.load.ontology);
  return json_pack("[{s:o, s:{s:{s:I, s:i}, s:{s:I, s:i}}}]", "uri", lsp_uri(source), "range", "start", "line",
                   (json_int_t)term->line - 1, "character", 0, "end", "line", (json_int_t)term->line - 1, "character",
                   0);
}

/* Of what is no rule file. */
static json_t *place_outside(LspView *view, const NamedPlace *place) {
  Arena *arena = &view->arena;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return NULL;
  json_t *found = place->kind == NAME_FILE ? named_file(arena, place) : term_place(view, arena, place->name);
  arena->guard = NULL;
  return found;
}

json_t *lsp_definition(LspServer *server, const json_t *params) {
  LspView *view;
  LspDocument *document;
  const NamedPlace *place = lsp_name_at(server, params, &view, &document);
  if (!place) return NULL;
  if (place->kind == NAME_FILE || place->kind == NAME_TERM) return place_outside(view, place);
  json_t *found = json_array();
  for (uint32_t i = 0; i < view->names.places.count; i++) {
    const NamedPlace *other = &view->names.places.data[i];
    if (other->defines && names_same(other, place)) add_location(server, found, other->place);
  }
  return found;
}

/* Calls for every place, in both languages, that names the same. */
typedef void (*PlaceVisitor)(void *handle, const NamedPlace *place);

static void visit_same(LspServer *server, const LspDocument *document, const NamedPlace *wanted, PlaceVisitor visit,
                       void *handle) {
  LspFolder *folder = lsp_fresh_folder(server, document->path);
  const NamedPlace same = *wanted;
  for (int v = 0; folder && v < LSP_LANGUAGES; v++) {
    const NameIndex *names = lsp_names(&folder->views[v]);
    for (uint32_t i = 0; i < names->places.count; i++) {
      if (names_same(&names->places.data[i], &same)) visit(handle, &names->places.data[i]);
    }
  }
}

typedef struct {
  LspServer *server;
  json_t *list;
  bool definitions;
} Referring;

static void add_reference(void *handle, const NamedPlace *place) {
  const Referring *referring = handle;
  if (!place->defines || referring->definitions) add_location(referring->server, referring->list, place->place);
}

json_t *lsp_references(LspServer *server, const json_t *params) {
  LspView *view;
  LspDocument *document;
  const NamedPlace *place = lsp_name_at(server, params, &view, &document);
  if (!place || place->kind == NAME_FILE) return NULL;
  const json_t *context = json_object_get(params, "context");
  Referring referring = {server, json_array(), json_is_true(json_object_get(context, "includeDeclaration"))};
  visit_same(server, document, place, add_reference, &referring);
  return referring.list;
}

/* ---- renaming ---- */

static bool is_below(Slice file, const char *folder) {
  size_t length = strlen(folder);
  return file.length > length && memcmp(file.data, folder, length) == 0 && file.data[length] == '/';
}

typedef struct {
  LspServer *server;
  const char *folder;
  Slice new_name;
  bool defined, foreign; /* a definition was met; one outside the folder */
  json_t *changes;       /* object: by URI */
} Renaming;

static void note_definition(void *handle, const NamedPlace *place) {
  Renaming *renaming = handle;
  renaming->defined |= place->defines;
  renaming->foreign |= place->defines && !is_below(place->place.source->name, renaming->folder);
}

static void add_edit(void *handle, const NamedPlace *place) {
  Renaming *renaming = handle;
  const RuleSource *source = place->place.source;
  if (!is_below(source->name, renaming->folder)) return;
  Slice name = renaming->new_name, old = rule_plain_name(place->name);
  json_t *uri = lsp_uri(source->name);
  json_t *list = json_object_get(renaming->changes, json_string_value(uri));
  if (!list) {
    list = json_array();
    json_object_set_new(renaming->changes, json_string_value(uri), list);
  }
  json_decref(uri);
  json_t *text;
  if (!place->shorthand) {
    text = json_stringn(name.data, name.length);
  } else if (place->kind == NAME_SLOT) {
    text = json_sprintf("%.*s=%.*s", (int)name.length, name.data, (int)old.length, old.data);
  } else {
    text = json_sprintf("%.*s=%.*s", (int)old.length, old.data, (int)name.length, name.data);
  }
  json_t *edit =
      json_pack("{s:o, s:o}", "range", lsp_range(renaming->server, source->text, place->place.begin, place->place.end),
                "newText", text);
  if (has_location(list, edit)) {
    json_decref(edit);
  } else {
    json_array_append_new(list, edit);
  }
}

/* Whether a text is a name of the language: letters of any script, digits, _ and inner -. */
static bool is_name(Slice text) {
  if (!text.length || text.data[0] == '-' || text.data[text.length - 1] == '-') return false;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
    bool digit = c >= '0' && c <= '9';
    if (!letter && c != '_' && (i == 0 || (!digit && c != '-'))) return false;
  }
  return true;
}

/* Whether something of this kind bears the name already. */
static bool is_taken(LspServer *server, const LspDocument *document, const NamedPlace *place, Slice name) {
  for (int i = 0; place->kind == NAME_TYPE && i < BUILTIN_COUNT_OF; i++) {
    if (slice_is(name, BUILTIN_NAMES[i])) return true;
  }
  LspFolder *folder = lsp_fresh_folder(server, document->path);
  for (int v = 0; folder && v < LSP_LANGUAGES; v++) {
    const NameIndex *names = lsp_names(&folder->views[v]);
    for (uint32_t i = 0; i < names->places.count; i++) {
      const NamedPlace *other = &names->places.data[i];
      if (other->defines && other->kind == place->kind && slice_equal(other->owner, place->owner) &&
          slice_equal(rule_plain_name(other->name), name))
        return true;
    }
  }
  return false;
}

static bool can_be_renamed(LspServer *server, const LspDocument *document, const NamedPlace *place,
                           Renaming *renaming) {
  const LspFolder *folder = lsp_fresh_folder(server, document->path);
  if (!folder || place->kind == NAME_TERM || place->kind == NAME_FILE || place->kind == NAME_TAG) return false;
  *renaming = (Renaming){.server = server, .folder = folder->path};
  visit_same(server, document, place, note_definition, renaming);
  return renaming->defined && !renaming->foreign;
}

json_t *lsp_prepare_rename(LspServer *server, const json_t *params) {
  LspView *view;
  LspDocument *document;
  Renaming renaming;
  const NamedPlace *place = lsp_name_at(server, params, &view, &document);
  if (!place || !can_be_renamed(server, document, place, &renaming)) return NULL;
  Slice name = rule_plain_name(place->name);
  return json_pack("{s:o, s:o}", "range",
                   lsp_range(server, text_of(&place->place), place->place.begin, place->place.end), "placeholder",
                   json_stringn(name.data, name.length));
}

json_t *lsp_rename(LspServer *server, const json_t *params, const char **problem) {
  LspView *view;
  LspDocument *document;
  Renaming renaming;
  const NamedPlace *place = lsp_name_at(server, params, &view, &document);
  const json_t *wanted = json_object_get(params, "newName");
  Slice name = {json_string_value(wanted), json_string_length(wanted)};
  if (!place) {
    *problem = "there is no name here";
  } else if (!can_be_renamed(server, document, place, &renaming)) {
    *problem = "this name is not declared in your rules: built-in and shipped names stay as they are";
  } else if (!name.data || !is_name(name)) {
    *problem = "a name is made of letters, digits, _ and inner -";
  } else if (is_taken(server, document, place, name)) {
    *problem = "this name is taken";
  }
  if (*problem) return NULL;
  renaming.new_name = name;
  renaming.changes = json_object();
  visit_same(server, document, place, add_edit, &renaming);
  return json_pack("{s:o}", "changes", renaming.changes);
}

/* ---- what is declared ---- */

static int symbol_kind(StatementKind kind) {
  enum {
    SYMBOL_MODULE = 2,
    SYMBOL_NAMESPACE = 3,
    SYMBOL_CLASS = 5,
    SYMBOL_FUNCTION = 12,
    SYMBOL_ARRAY = 18,
    SYMBOL_OBJECT = 19,
    SYMBOL_STRUCT = 23,
    SYMBOL_EVENT = 24
  };
  switch (kind) {
    case STATEMENT_WORDS:
      return SYMBOL_ARRAY;
    case STATEMENT_ENTITY:
      return SYMBOL_CLASS;
    case STATEMENT_TYPE:
      return SYMBOL_OBJECT;
    case STATEMENT_PATTERN:
      return SYMBOL_FUNCTION;
    case STATEMENT_FRAME:
      return SYMBOL_STRUCT;
    case STATEMENT_RULE:
      return SYMBOL_EVENT;
    default:
      return 0;
  }
}

/* The parsed file of a document, in the first view that has it. */
static const RuleFile *file_of(LspServer *server, const json_t *params, LspDocument **document) {
  *document = lsp_document_of(server, params);
  LspFolder *folder = *document ? lsp_fresh_folder(server, (*document)->path) : NULL;
  for (int i = 0; folder && i < LSP_LANGUAGES; i++) {
    const RuleFile *file = lsp_file(&folder->views[i], slice_of((*document)->path));
    if (file) return file;
  }
  return NULL;
}

json_t *lsp_symbols(LspServer *server, const json_t *params) {
  LspDocument *document;
  const RuleFile *file = file_of(server, params, &document);
  json_t *symbols = json_array();
  for (uint32_t i = 0; file && i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    int kind = symbol_kind(statement->kind);
    if (!kind || !statement->name.text.length) continue;
    Slice text = file->source->text, name = statement->name.text;
    json_array_append_new(
        symbols, json_pack("{s:o, s:i, s:o, s:o}", "name", json_stringn(name.data, name.length), "kind", kind, "range",
                           lsp_range(server, text, statement->extent.begin, statement->extent.end), "selectionRange",
                           lsp_range(server, text, statement->name.place.begin, statement->name.place.end)));
  }
  return symbols;
}

json_t *lsp_folds(LspServer *server, const json_t *params) {
  LspDocument *document;
  const RuleFile *file = file_of(server, params, &document);
  json_t *folds = json_array();
  for (uint32_t i = 0; file && i < file->outline.count; i++) {
    RulePlace extent = file->outline.data[i].extent;
    json_t *first = lsp_position(server, file->source->text, extent.begin);
    json_t *last = lsp_position(server, file->source->text, extent.end);
    if (!json_equal(json_object_get(first, "line"), json_object_get(last, "line"))) {
      json_array_append_new(folds, json_pack("{s:O, s:O}", "startLine", json_object_get(first, "line"), "endLine",
                                             json_object_get(last, "line")));
    }
    json_decref(first);
    json_decref(last);
  }
  return folds;
}

/* Whether a name has the letters of the query in it, whatever their case. */
static bool answers(Slice name, const char *query) {
  size_t length = strlen(query);
  for (size_t i = 0; i + length <= name.length; i++) {
    if (strncasecmp(name.data + i, query, length) == 0) return true;
  }
  return length == 0;
}

static void add_symbols_of(const LspServer *server, const RuleFile *file, const char *query, json_t *symbols) {
  enum { MOST_SYMBOLS = 500 };
  for (uint32_t i = 0; i < file->outline.count && json_array_size(symbols) < MOST_SYMBOLS; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    int kind = symbol_kind(statement->kind);
    Slice name = statement->name.text;
    if (!kind || !name.length || !answers(name, query)) continue;
    json_t *symbol = json_pack("{s:o, s:i, s:o}", "name", json_stringn(name.data, name.length), "kind", kind,
                               "location", location(server, statement->name.place));
    if (has_location(symbols, symbol)) {
      json_decref(symbol);
    } else {
      json_array_append_new(symbols, symbol);
    }
  }
}

json_t *lsp_workspace_symbols(LspServer *server, const json_t *params) {
  const char *query = json_string_value(json_object_get(params, "query"));
  json_t *symbols = json_array();
  lsp_check(server);
  for (size_t f = 0; f < server->folder_count; f++) {
    for (int v = 0; v < LSP_LANGUAGES; v++) {
      const LspView *view = &server->folders[f].views[v];
      for (uint32_t i = 0; view->loaded && i < view->check.file_count; i++) {
        add_symbols_of(server, &view->check.files[i], query ? query : "", symbols);
      }
    }
  }
  return symbols;
}
