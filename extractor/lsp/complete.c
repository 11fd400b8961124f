/* What can be written at a place: found from the tokens in front of it, for what is being typed is seldom sound. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "lsp/server.h"
#include "lsp/words.h"
#include "rules/rule_compiler.h"
#include "rules/rule_lexer.h"

enum {
  ITEM_TEXT = 1,
  ITEM_FUNCTION = 3,
  ITEM_FIELD = 5,
  ITEM_VARIABLE = 6,
  ITEM_CLASS = 7,
  ITEM_MODULE = 9,
  ITEM_PROPERTY = 10,
  ITEM_VALUE = 12,
  ITEM_ENUM = 13,
  ITEM_KEYWORD = 14,
  ITEM_FILE = 17,
  ITEM_STRUCT = 22,
  ITEM_EVENT = 23
};

enum { MOST_ITEMS = 2000 };

/* What is being written, and where. */
typedef struct {
  LspServer *server;
  const LspDocument *document;
  LspView *view;
  Arena *arena;
  Slice statement;     /* keyword of the statement; empty: outside of one */
  Slice part;          /* keyword of the part; of a statement's head, that of the statement */
  bool keyword;        /* the keyword itself is being written */
  const Token *tokens; /* of the part, up to the place; `count` of them without the one that is being written */
  uint32_t count;
  const Statement *whole; /* the statement */
  json_t *items;
  NameTable offered;
} Completing;

/* The tokens of a part of the statement, ended by TOKEN_END. */
static Tokens tokens_of(const Completing *all, uint32_t part) {
  bool failed = false;
  return lexer_tokens(all->arena, &all->whole->parts.data[part], &DIAGNOSTICS_SILENT, &failed);
}

/* The name that the head of the statement declares; empty where there is none. */
static Slice declared_name(const Completing *all) {
  Tokens head = tokens_of(all, 0);
  return head.count > 1 ? head.data[1].text : SLICE("");
}

/* ---- items ---- */

static json_t *offer(Completing *all, Slice label, int kind, Slice detail) {
  if (!label.length || json_array_size(all->items) >= MOST_ITEMS) return NULL;
  if (name_table_find(&all->offered, label) != UINT32_MAX) return NULL;
  name_table_add(&all->offered, all->arena, label, 0);
  json_t *item = json_pack("{s:o, s:i}", "label", json_stringn(label.data, label.length), "kind", kind);
  if (detail.length) json_object_set_new(item, "detail", json_stringn(detail.data, detail.length));
  json_array_append_new(all->items, item);
  return item;
}

static void offer_words(Completing *all, const LanguageWord *table, int kind) {
  for (; table->word; table++) {
    json_t *item = offer(all, slice_of(table->word), kind, SLICE(""));
    if (!item) continue;
    json_object_set_new(item, "documentation",
                        json_pack("{s:s, s:s}", "kind", "markdown", "value", table->explanation));
    if (!table->snippet) continue;
    json_object_set_new(item, "insertText", json_string(table->snippet));
    json_object_set_new(item, "insertTextFormat", json_integer(2));
  }
}

/* Names of a kind that files declare. */
static void offer_names(Completing *all, NameKind kind, Slice owner, int item, const char *detail) {
  const NameIndex *names = lsp_names(all->view);
  for (uint32_t i = 0; i < names->places.count; i++) {
    const NamedPlace *place = &names->places.data[i];
    if (!place->defines || place->kind != kind || (owner.length && !slice_equal(place->owner, owner))) continue;
    offer(all, rule_plain_name(place->name), item, slice_of(detail));
  }
}

/* ---- types ---- */

static void offer_entities(Completing *all, bool marks) {
  for (uint32_t f = 0; f < all->view->check.file_count; f++) {
    const RuleFile *file = &all->view->check.files[f];
    for (uint32_t i = 0; i < file->types.count; i++) {
      const TypeStatement *type = &file->types.data[i];
      if (type->class.text.length || marks) offer(all, type->name.text, ITEM_CLASS, type->class.text);
    }
  }
}

static void offer_types(Completing *all) {
  for (uint32_t f = 0; f < all->view->check.file_count; f++) {
    const RuleFile *file = &all->view->check.files[f];
    for (uint32_t i = 0; i < file->patterns.count; i++) {
      offer(all, rule_plain_name(file->patterns.data[i].name.text), ITEM_FUNCTION, SLICE("pattern"));
    }
    for (uint32_t i = 0; i < file->words.count; i++) {
      offer(all, file->words.data[i].name.text, ITEM_ENUM, SLICE("word list"));
    }
  }
  offer_entities(all, true);
  offer_words(all, BUILTIN_TYPES, ITEM_STRUCT);
  offer_words(all, PATTERN_KEYWORDS, ITEM_KEYWORD);
}

/* ---- tags ---- */

/* Keys of the tags of a list, as key; the values of `key`, if one is given. */
static void offer_tags_of(Completing *all, Slice tags, Slice key) {
  while (tags.length) {
    Slice tag = slice_cut(&tags, ' '), name = slice_cut(&tag, '=');
    if (!key.length) offer(all, name, ITEM_PROPERTY, SLICE("tag"));
    if (key.length && slice_equal(name, key)) offer(all, tag, ITEM_VALUE, SLICE(""));
  }
}

static void offer_tags(Completing *all, Slice list, Slice key) {
  enum { LARGEST = 16 << 20 };
  for (uint32_t f = 0; f < all->view->check.file_count; f++) {
    const RuleFile *file = &all->view->check.files[f];
    for (uint32_t i = 0; i < file->words.count; i++) {
      const WordsStatement *words = &file->words.data[i];
      Slice folder = file->source->directory, text;
      if (!slice_equal(words->name.text, list) || !words->file.text.length || words->from_vocabulary) continue;
      Slice path = arena_print(all->arena, "%.*s%.*s", (int)folder.length, folder.data, (int)words->file.text.length,
                               words->file.text.data);
      if (file_read(all->arena, path.data, LARGEST, SPO_BAD_RULES, &DIAGNOSTICS_SILENT, &text) != SPO_SUCCESS) continue;
      while (text.length) {
        Slice line = slice_cut(&text, '\n');
        if (!line.length || line.data[0] == '#') continue;
        slice_cut(&line, '\t');
        offer_tags_of(all, slice_trim(line), key);
      }
    }
  }
  if (!key.length) offer(all, SLICE("word"), ITEM_PROPERTY, SLICE("the word itself"));
}

/* ---- captures and slots ---- */

static void offer_captures_of(Completing *all, const Pattern *pattern) {
  if (pattern->kind == PATTERN_CAPTURE) offer(all, pattern->name.text, ITEM_VARIABLE, SLICE("capture"));
  for (uint32_t i = 0; i < pattern->children.count; i++) offer_captures_of(all, pattern->children.data[i]);
}

/* Captures are names in front of a colon; those of named patterns count, too. */
static void offer_captures(Completing *all) {
  for (uint32_t i = 1; i < all->whole->parts.count; i++) {
    Tokens tokens = tokens_of(all, i);
    for (uint32_t k = 1; k + 1 < tokens.count; k++) {
      const Token *token = &tokens.data[k];
      bool colon = token[1].kind == TOKEN_SIGN && slice_is(token[1].text, ":") && token[1].glued;
      if (token->kind != TOKEN_NAME) continue;
      if (colon) offer(all, token->text, ITEM_VARIABLE, SLICE("capture"));
      for (uint32_t f = 0; f < all->view->check.file_count && !colon; f++) {
        const RuleFile *file = &all->view->check.files[f];
        for (uint32_t p = 0; p < file->patterns.count; p++) {
          const PatternStatement *pattern = &file->patterns.data[p];
          if (slice_equal(rule_plain_name(pattern->name.text), token->text)) offer_captures_of(all, pattern->pattern);
        }
      }
    }
  }
}

/* The list or type that a capture of the statement holds: the name behind its colon. */
static Slice captured_type(Completing *all, Slice capture) {
  for (uint32_t i = 1; i < all->whole->parts.count; i++) {
    Tokens tokens = tokens_of(all, i);
    for (uint32_t k = 0; k + 2 < tokens.count; k++) {
      if (tokens.data[k].kind == TOKEN_NAME && slice_equal(tokens.data[k].text, capture) &&
          slice_is(tokens.data[k + 1].text, ":") && tokens.data[k + 2].kind == TOKEN_NAME)
        return tokens.data[k + 2].text;
    }
  }
  return SLICE("");
}

/* The frame that the statement makes facts of. */
static Slice frame_of(const Completing *all) {
  for (uint32_t i = 1; i < all->whole->parts.count; i++) {
    Slice keyword = lexer_keyword(&all->whole->parts.data[i]);
    if (!slice_is(keyword, "emit") && !slice_is(keyword, "each") && !slice_is(keyword, "qualify")) continue;
    Tokens tokens = tokens_of(all, i);
    if (tokens.count > 1 && tokens.data[1].kind == TOKEN_NAME) return tokens.data[1].text;
  }
  return SLICE("");
}

/* ---- terms ---- */

static void offer_term(Completing *all, const OntologyTerm *term, Slice prefix, size_t length) {
  Slice local = {term->iri.data + length, term->iri.length - length};
  if (!local.length || memchr(local.data, '/', local.length) || memchr(local.data, '#', local.length)) return;
  Slice label = prefix.length ? arena_print(all->arena, "%.*s:%.*s", (int)prefix.length, prefix.data, (int)local.length,
                                            local.data)
                              : local;
  json_t *item =
      offer(all, label, term->kinds & TERM_IS_CLASS ? ITEM_CLASS : ITEM_PROPERTY, ontology_label(term, SLICE("en")));
  Slice comment = ontology_comment(term, SLICE("en"));
  if (item && comment.length) {
    json_object_set_new(item, "documentation", json_stringn(comment.data, comment.length));
  }
}

/* Terms of one namespace, by its prefix, as what stands behind the colon. */
static void offer_terms(Completing *all, Slice prefix) {
  Slice iri = lsp_expand(all->view, all->arena, arena_print(all->arena, "%.*s:", (int)prefix.length, prefix.data));
  const Ontology *ontology = lsp_ontology(all->view);
  for (uint32_t i = 0; i < ontology->terms.count; i++) {
    const OntologyTerm *term = &ontology->terms.data[i];
    if (term->kinds && slice_starts_with(term->iri, iri)) offer_term(all, term, SLICE(""), iri.length);
  }
}

static void offer_prefixes(Completing *all) {
  for (size_t i = 0; i < RULE_DEFAULT_PREFIX_COUNT; i++) {
    offer(all, arena_print(all->arena, "%s:", RULE_DEFAULT_PREFIXES[i][0]), ITEM_MODULE,
          slice_of(RULE_DEFAULT_PREFIXES[i][1]));
  }
  for (uint32_t f = 0; f < all->view->check.file_count; f++) {
    const RuleFile *file = &all->view->check.files[f];
    for (uint32_t i = 0; i < file->prefixes.count; i++) {
      Slice prefix = file->prefixes.data[i].prefix.text;
      offer(all, arena_print(all->arena, "%.*s:", (int)prefix.length, prefix.data), ITEM_MODULE,
            file->prefixes.data[i].iri.text);
    }
  }
}

/* ---- files ---- */

/* Files beside the document, or in its folders, with one of two endings. */
static void offer_files(Completing *all, Slice folder, Slice below, const char *const *endings, unsigned depth) {
  enum { DEEPEST = 4 };
  DIR *directory = opendir(
      arena_print(all->arena, "%.*s/%.*s", (int)folder.length, folder.data, (int)below.length, below.data).data);
  if (!directory) return;
  for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    Slice name = arena_print(all->arena, "%.*s%s", (int)below.length, below.data, entry->d_name);
    if (entry->d_type == DT_DIR && depth < DEEPEST) {
      offer_files(all, folder, arena_print(all->arena, "%.*s/", (int)name.length, name.data), endings, depth + 1);
    }
    for (int i = 0; i < 3 && endings[i]; i++) {
      if (slice_ends_with(name, slice_of(endings[i]))) offer(all, name, ITEM_FILE, SLICE(""));
    }
  }
  closedir(directory);
}

static void offer_files_for(Completing *all, bool vocabulary) {
  static const char *const RULES[] = {".spo", NULL, NULL}, *const LISTS[] = {".txt", ".tsv", NULL},
                           *const VOCABULARIES[] = {".voc", NULL, NULL}, *const ONTOLOGIES[] = {".ttl", ".rdf", ".nt"};
  Slice folder = slice_of(all->document->path);
  while (folder.length && folder.data[folder.length - 1] != '/') folder.length--;
  if (folder.length) folder.length--;
  const char *const *endings = slice_is(all->statement, "import")     ? RULES
                               : slice_is(all->statement, "ontology") ? ONTOLOGIES
                               : vocabulary                           ? VOCABULARIES
                                                                      : LISTS;
  offer_files(all, folder, SLICE(""), endings, 0);
}

/* ---- places ---- */

static bool is_token(const Completing *all, uint32_t back, const char *text) {
  return all->count > back && all->tokens[all->count - 1 - back].kind != TOKEN_STRING &&
         slice_is(all->tokens[all->count - 1 - back].text, text);
}

/* The last sign that is still open, its place among the tokens; UINT32_MAX where none is. */
static uint32_t open_bracket(const Completing *all, const char *open, const char *close) {
  unsigned closed = 0;
  for (uint32_t i = all->count; i-- > 0;) {
    if (all->tokens[i].kind != TOKEN_SIGN) continue;
    if (slice_is(all->tokens[i].text, close)) closed++;
    if (slice_is(all->tokens[i].text, open) && closed-- == 0) return i;
  }
  return UINT32_MAX;
}

/* `prefix:` in front of the place, glued to it: the prefix; empty where there is none. */
static Slice prefix_before(const Completing *all) {
  if (!is_token(all, 0, ":") || all->count < 2 || !all->tokens[all->count - 1].glued) return SLICE("");
  const Token *name = &all->tokens[all->count - 2];
  return name->kind == TOKEN_NAME ? name->text : SLICE("");
}

static void complete_pattern(Completing *all) {
  uint32_t filter = open_bracket(all, "[", "]");
  if (filter != UINT32_MAX && filter > 0) {
    bool value = is_token(all, 0, "=") || is_token(all, 0, "|");
    Slice key = SLICE("");
    for (uint32_t i = filter + 1; value && i + 1 < all->count; i++) {
      if (slice_is(all->tokens[i + 1].text, "=")) key = all->tokens[i].text;
    }
    offer_tags(all, all->tokens[filter - 1].text, key);
    return;
  }
  offer_types(all);
}

static void complete_values(Completing *all) {
  if (open_bracket(all, "(", ")") == UINT32_MAX) {
    if (all->count <= 1) offer_names(all, NAME_FRAME, SLICE(""), ITEM_STRUCT, "frame");
    if (slice_is(all->part, "qualify")) offer(all, SLICE("all"), ITEM_KEYWORD, SLICE(""));
  } else if (is_token(all, 0, ".") && all->count > 1) {
    offer_tags(all, captured_type(all, all->tokens[all->count - 2].text), SLICE(""));
  } else if (is_token(all, 0, "=") || (is_token(all, 0, "(") && all->count > 3)) {
    offer_captures(all);
    if (is_token(all, 0, "=")) offer_words(all, VALUE_FUNCTIONS, ITEM_FUNCTION);
  } else {
    offer_names(all, NAME_SLOT, frame_of(all), ITEM_FIELD, "slot");
    offer_captures(all);
  }
}

static void complete_frame(Completing *all) {
  if (slice_is(all->part, "frame")) {
    bool type = is_token(all, 0, ":") || is_token(all, 0, "|");
    if (type) offer_words(all, SLOT_TYPES, ITEM_KEYWORD);
    if (type) offer_entities(all, false);
    return;
  }
  Slice prefix = prefix_before(all);
  if (prefix.length) {
    offer_terms(all, prefix);
    return;
  }
  static const char *const OF_SLOTS[] = {"key", "carry", "merge", "otherwise", "also", "triple"};
  for (size_t i = 0; i < sizeof OF_SLOTS / sizeof *OF_SLOTS; i++) {
    if (!slice_is(all->part, OF_SLOTS[i])) continue;
    Slice frame = all->whole->parts.count ? SLICE("") : SLICE("");
    Tokens head = tokens_of(all, 0);
    if (head.count > 1) frame = head.data[1].text;
    offer_names(all, NAME_SLOT, frame, ITEM_FIELD, "slot");
  }
  offer_prefixes(all);
}

static void complete_head(Completing *all) {
  Slice prefix = prefix_before(all);
  if (slice_is(all->statement, "language")) {
    offer(all, SLICE("zh"), ITEM_VALUE, SLICE("Chinese"));
    offer(all, SLICE("en"), ITEM_VALUE, SLICE("English"));
    offer(all, SLICE("any"), ITEM_VALUE, SLICE("all languages"));
  } else if (slice_is(all->statement, "drop")) {
    offer_names(all, NAME_RULE, SLICE(""), ITEM_EVENT, "rule");
  } else if (slice_is(all->statement, "pattern")) {
    if (all->count > 2) complete_pattern(all);
  } else if (slice_is(all->statement, "entity")) {
    if (prefix.length) offer_terms(all, prefix);
    if (!prefix.length && all->count > 1) offer_prefixes(all);
  } else if (slice_is(all->statement, "frame")) {
    complete_frame(all);
  } else if (slice_is(all->statement, "words")) {
    if (all->count == 1) offer_types(all);
    if (all->count > 1) offer(all, SLICE("from"), ITEM_KEYWORD, SLICE("a file, the dictionary, a vocabulary, a model"));
  }
}

static bool part_is(const Completing *all, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (slice_is(all->part, words[i])) return true;
  }
  return false;
}

static void complete_rule_part(Completing *all) {
  static const char *const PATTERNS[] = {"match", "with", "maybe", "unless", "before", "after", "inside", "is", "not"};
  static const char *const VALUES[] = {"emit", "each", "qualify"}, *const CAPTURES[] = {"zip", "same"};
  if (part_is(all, PATTERNS, sizeof PATTERNS / sizeof *PATTERNS)) {
    complete_pattern(all);
  } else if (part_is(all, VALUES, sizeof VALUES / sizeof *VALUES)) {
    complete_values(all);
  } else if (slice_is(all->part, "mark")) {
    if (all->count > 1) offer_captures(all);
    if (all->count <= 1) offer_entities(all, true);
  } else if (part_is(all, CAPTURES, sizeof CAPTURES / sizeof *CAPTURES)) {
    offer_captures(all);
  } else if (slice_is(all->part, "inherit") || slice_is(all->part, "->")) {
    if (!is_token(all, 0, "=")) offer_names(all, NAME_SLOT, frame_of(all), ITEM_FIELD, "slot");
  }
}

static void complete_keyword(Completing *all) {
  if (!all->statement.length) {
    offer_words(all, STATEMENT_KEYWORDS, ITEM_KEYWORD);
  } else if (slice_is(all->statement, "rule")) {
    offer_words(all, RULE_KEYWORDS, ITEM_KEYWORD);
  } else if (slice_is(all->statement, "frame")) {
    offer_words(all, FRAME_KEYWORDS, ITEM_KEYWORD);
    offer_names(all, NAME_SLOT, declared_name(all), ITEM_FIELD, "slot");
  } else if (slice_is(all->statement, "entity")) {
    offer_words(all, ENTITY_KEYWORDS, ITEM_KEYWORD);
  }
}

/* ---- what is being written ---- */

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         (unsigned char)c >= 0x80;
}

/* Whether the place is inside quotation marks of its line. */
static bool in_string(Slice line) {
  bool inside = false;
  for (size_t i = 0; i < line.length; i++) {
    if (line.data[i] == '\\' && inside)
      i++;
    else if (line.data[i] == '"')
      inside = !inside;
  }
  return inside;
}

/* Statement, part and tokens in front of `offset`. */
static void find_place(Completing *all, size_t offset) {
  Slice text = {all->document->text, offset};
  size_t word = offset, line = offset;
  while (word > 0 && is_name_byte(text.data[word - 1])) word--;
  while (line > 0 && text.data[line - 1] != '\n') line--;
  bool first = slice_trim((Slice){text.data + line, word - line}).length == 0; /* of its line */
  bool failed = false;
  RuleSource *source = ARENA_NEW(all->arena, RuleSource);
  *source = (RuleSource){SLICE("buffer"), SLICE(""), {text.data, word}};
  Statements statements = lexer_statements(all->arena, source, &DIAGNOSTICS_SILENT, &failed);
  bool outside = !statements.count || (first && word == line);
  all->keyword = first;
  if (outside) return;
  all->whole = &statements.data[statements.count - 1];
  all->statement = lexer_keyword(&all->whole->parts.data[0]);
  const Part *part = &all->whole->parts.data[all->whole->parts.count - 1];
  all->part = lexer_keyword(part);
  if (slice_starts_with(all->part, SLICE("->"))) all->part = SLICE("->");
  Tokens tokens = lexer_tokens(all->arena, part, &DIAGNOSTICS_SILENT, &failed);
  all->tokens = tokens.data;
  all->count = tokens.count ? tokens.count - 1 : 0; /* without TOKEN_END */
}

static void complete(Completing *all, size_t offset) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(all->arena, out_of_memory)) return;
  size_t line = offset;
  while (line > 0 && all->document->text[line - 1] != '\n') line--;
  bool string = in_string((Slice){all->document->text + line, offset - line});
  find_place(all, string ? line + slice_find((Slice){all->document->text + line, offset - line}, SLICE("\"")) : offset);
  bool names_file =
      slice_is(all->statement, "words") || slice_is(all->statement, "import") || slice_is(all->statement, "ontology");
  if (string) {
    if (names_file) offer_files_for(all, is_token(all, 0, "vocabulary"));
  } else if (slice_is(all->part, "ok") || slice_is(all->part, "no")) {
    return;
  } else if (all->keyword) {
    complete_keyword(all);
  } else if (slice_equal(all->part, all->statement)) {
    complete_head(all);
  } else if (slice_is(all->statement, "rule")) {
    complete_rule_part(all);
  } else {
    complete_frame(all);
  }
}

json_t *lsp_complete(LspServer *server, const json_t *params) {
  LspDocument *document = lsp_document_of(server, params);
  LspFolder *folder = document ? lsp_fresh_folder(server, document->path) : NULL;
  json_t *items = json_array();
  Slice text = document ? (Slice){document->text, document->length} : SLICE("");
  for (int i = 0; folder && i < LSP_LANGUAGES; i++) {
    if (!(lsp_languages_of(text) >> i & 1) || !folder->views[i].loaded) continue;
    Arena arena;
    arena_init(&arena, (size_t)256 << 20);
    Completing all = {
        .server = server, .document = document, .view = &folder->views[i], .arena = &arena, .items = items};
    complete(&all, lsp_offset(server, text, json_object_get(params, "position")));
    arena_free(&arena);
    break; /* the first language of a file for all of them knows enough */
  }
  return json_pack("{s:b, s:o}", "isIncomplete", json_array_size(items) >= MOST_ITEMS, "items", items);
}
