/* What a name means, as Markdown. */
#include "base/file.h"
#include "base/utf8.h"
#include "lsp/server.h"
#include "lsp/words.h"
#include "rules/rule_outline.h"

typedef struct {
  LspView *view;
  Arena *arena;
  struct {
    VECTOR(char);
  } text;
} Hover;

static void put(Hover *hover, Slice text) {
  VECTOR_APPEND(hover->arena, &hover->text, text.data, text.length);
}

#define PUT(hover, ...) put((hover), arena_print((hover)->arena, __VA_ARGS__))

/* ---- what stands in the source ---- */

static const RuleFile *file_of(const LspView *view, const RuleSource *source) {
  for (uint32_t i = 0; i < view->check.file_count; i++) {
    if (view->check.files[i].source == source) return &view->check.files[i];
  }
  return NULL;
}

/* The comment right above a statement, as text. */
static void put_comment(Hover *hover, RulePlace extent) {
  Slice text = {extent.source->text.data, extent.begin};
  size_t begin = text.length;
  while (begin > 0) {
    size_t line = begin - 1;
    while (line > 0 && text.data[line - 1] != '\n') line--;
    if (text.data[line] != '#') break;
    begin = line;
  }
  Slice comment = {text.data + begin, text.length - begin};
  while (comment.length) {
    Slice line = slice_cut(&comment, '\n');
    while (line.length && (line.data[0] == '#' || line.data[0] == ' ')) line = (Slice){line.data + 1, line.length - 1};
    PUT(hover, "%.*s\n", (int)line.length, line.data);
  }
  PUT(hover, "\n");
}

/* The statement that a place belongs to, as code, without its tests and without the end of a long one. */
static void put_statement(Hover *hover, RulePlace place) {
  enum { MOST_LINES = 14, LONGEST_LINE = 200 };
  const RuleFile *file = file_of(hover->view, place.source);
  const StatementOutline *statement = file ? rule_statement_at(file, place.begin) : NULL;
  if (!statement) return;
  put_comment(hover, statement->extent);
  Slice text = {place.source->text.data + statement->extent.begin, statement->extent.end - statement->extent.begin};
  PUT(hover, "```spo\n");
  unsigned lines = 0;
  while (text.length && lines < MOST_LINES) {
    Slice line = slice_cut(&text, '\n'), word = slice_trim(line);
    bool test = slice_starts_with(word, SLICE("ok ")) || slice_starts_with(word, SLICE("no ")) ||
                slice_starts_with(word, SLICE("->"));
    if (test) continue;
    bool cut = line.length > LONGEST_LINE;
    if (cut) line.length = LONGEST_LINE;
    PUT(hover, "%.*s%s\n", (int)utf8_valid_prefix(line), line.data, cut ? " ..." : "");
    lines++;
  }
  PUT(hover, "%s```\n", lines == MOST_LINES ? "...\n" : "");
  if (statement->tests) PUT(hover, "%u test%s\n\n", statement->tests, statement->tests == 1 ? "" : "s");
}

static void put_origin(Hover *hover, RulePlace place) {
  size_t line, column;
  rule_position(place.source, place.begin, &line, &column);
  Slice name = place.source->name;
  size_t base = name.length;
  for (int parts = 0; base > 0; base--) {
    if (name.data[base - 1] == '/' && ++parts == 3) break;
  }
  PUT(hover, "%.*s:%zu\n", (int)(name.length - base), name.data + base, line);
}

/* ---- kinds of names ---- */

/* The words of a list file: how many, and the first. */
static uint32_t put_file_words(Hover *hover, const WordsStatement *words, unsigned *shown) {
  enum { LARGEST = 64 << 20, MOST_SHOWN = 12 };
  Slice folder = words->name.place.source->directory, text;
  Slice path = arena_print(hover->arena, "%.*s%.*s", (int)folder.length, folder.data, (int)words->file.text.length,
                           words->file.text.data);
  if (file_read(hover->arena, path.data, LARGEST, SPO_BAD_RULES, &DIAGNOSTICS_SILENT, &text) != SPO_SUCCESS) return 0;
  uint32_t count = 0;
  while (text.length) {
    Slice line = slice_cut(&text, '\n'), word = slice_trim(slice_cut(&line, '\t'));
    if (!word.length || word.data[0] == '#') continue;
    count++;
    if (++*shown <= MOST_SHOWN) PUT(hover, "%s%.*s", *shown > 1 ? ", " : "", (int)word.length, word.data);
  }
  return count;
}

static void put_list(Hover *hover, Slice name) {
  enum { MOST_SHOWN = 12 };
  uint32_t count = 0;
  unsigned shown = 0;
  PUT(hover, "**word list** `%.*s`: ", (int)name.length, name.data);
  for (uint32_t f = 0; f < hover->view->check.file_count; f++) {
    const RuleFile *file = &hover->view->check.files[f];
    for (uint32_t i = 0; i < file->words.count; i++) {
      const WordsStatement *words = &file->words.data[i];
      if (!slice_equal(words->name.text, name) || words->removes) continue;
      for (uint32_t k = 0; k < words->entries.count; k++, count++) {
        Slice word = words->entries.data[k].text;
        if (++shown <= MOST_SHOWN) PUT(hover, "%s%.*s", shown > 1 ? ", " : "", (int)word.length, word.data);
      }
      if (words->from_dictionary) PUT(hover, "words of the dictionary ");
      if (words->from_vocabulary)
        PUT(hover, "the %s %.*s ", words->from_model ? "model" : "vocabulary", (int)words->file.text.length,
            words->file.text.data);
      if (!words->from_dictionary && !words->from_vocabulary && words->file.text.length) {
        count += put_file_words(hover, words, &shown);
      }
    }
  }
  PUT(hover, "%s\n\n%u words, in\n\n", shown > MOST_SHOWN ? ", ..." : "", count);
}

static bool is_list(const LspView *view, Slice name) {
  for (uint32_t f = 0; f < view->check.file_count; f++) {
    for (uint32_t i = 0; i < view->check.files[f].words.count; i++) {
      if (slice_equal(view->check.files[f].words.data[i].name.text, name)) return true;
    }
  }
  return false;
}

static void put_definitions(Hover *hover, const NamedPlace *place, bool statements) {
  const NameIndex *names = lsp_names(hover->view);
  for (uint32_t i = 0; i < names->places.count; i++) {
    const NamedPlace *other = &names->places.data[i];
    if (!other->defines || !names_same(other, place)) continue;
    if (statements) put_statement(hover, other->place);
    PUT(hover, "- ");
    put_origin(hover, other->place);
  }
}

static void put_language_word(Hover *hover, const LanguageWord *word) {
  if (word) PUT(hover, "**%s**: %s\n", word->word, word->explanation);
}

static void put_type(Hover *hover, const NamedPlace *place) {
  const LanguageWord *builtin = language_word(BUILTIN_TYPES, place->name);
  if (!builtin) builtin = language_word(SLOT_TYPES, place->name);
  if (builtin) {
    put_language_word(hover, builtin);
  } else if (is_list(hover->view, place->name)) {
    put_list(hover, place->name);
    put_definitions(hover, place, false);
  } else {
    put_definitions(hover, place, true);
  }
}

/* The line of the definition, as code. */
static void put_line(Hover *hover, const NamedPlace *place) {
  const NameIndex *names = lsp_names(hover->view);
  for (uint32_t i = 0; i < names->places.count; i++) {
    const NamedPlace *other = &names->places.data[i];
    if (!other->defines || !names_same(other, place)) continue;
    Slice text = other->place.source->text;
    size_t begin = other->place.begin, end = other->place.end;
    while (begin > 0 && text.data[begin - 1] != '\n') begin--;
    while (end < text.length && text.data[end] != '\n') end++;
    PUT(hover, "```spo\n%.*s\n```\n", (int)(end - begin), text.data + begin);
    put_origin(hover, other->place);
    return;
  }
}

static void put_term(Hover *hover, const NamedPlace *place) {
  static const struct {
    uint32_t kind;
    const char *name;
  } KINDS[] = {{TERM_IS_CLASS, "class"},
               {TERM_IS_PROPERTY, "property"},
               {TERM_IS_DATATYPE, "datatype"},
               {TERM_IS_INDIVIDUAL, "individual"}};
  Slice iri = lsp_expand(hover->view, hover->arena, place->name);
  const OntologyTerm *term = ontology_find(lsp_ontology(hover->view), iri);
  PUT(hover, "<%.*s>\n\n", (int)iri.length, iri.data);
  for (size_t i = 0; term && i < sizeof KINDS / sizeof *KINDS; i++) {
    if (term->kinds & KINDS[i].kind) PUT(hover, "**%s** ", KINDS[i].name);
  }
  for (uint32_t i = 0; term && i < term->labels.count; i++) {
    PUT(hover, "%s%.*s", i ? " / " : "", (int)term->labels.data[i].text.length, term->labels.data[i].text.data);
  }
  for (uint32_t i = 0; term && i < term->comments.count; i++) {
    PUT(hover, "\n\n%.*s", (int)term->comments.data[i].text.length, term->comments.data[i].text.data);
  }
  if (term && term->deprecated) PUT(hover, "\n\ndeprecated");
  if (!term) PUT(hover, "no ontology file that was read declares it");
}

static void put_name(Hover *hover, const NamedPlace *place) {
  Slice name = rule_plain_name(place->name);
  switch ((NameKind)place->kind) {
    case NAME_TYPE:
      put_type(hover, place);
      break;
    case NAME_FRAME:
    case NAME_RULE:
      put_definitions(hover, place, true);
      break;
    case NAME_SLOT:
      PUT(hover, "slot `%.*s` of the frame `%.*s`\n\n", (int)name.length, name.data, (int)place->owner.length,
          place->owner.data);
      put_line(hover, place);
      break;
    case NAME_CAPTURE:
      PUT(hover, "capture `%.*s`\n\n", (int)name.length, name.data);
      put_line(hover, place);
      break;
    case NAME_TERM:
      put_term(hover, place);
      break;
    case NAME_PREFIX:
    case NAME_TAG:
    case NAME_FILE:
      break;
  }
}

/* ---- words of the language ---- */

/* The word at a place, where it stands first in its line: the keyword of a statement or part. */
static Slice first_word(const LspDocument *document, size_t offset, bool *indented) {
  size_t begin = offset;
  while (begin > 0 && document->text[begin - 1] != '\n') begin--;
  size_t word = begin;
  while (word < document->length && document->text[word] == ' ') word++;
  size_t end = word;
  while (end < document->length && document->text[end] >= 'a' && document->text[end] <= 'z') end++;
  *indented = word > begin;
  return offset >= word && offset <= end ? (Slice){document->text + word, end - word} : SLICE("");
}

static void put_keyword(Hover *hover, Slice word, bool indented) {
  static const LanguageWord *const PARTS[] = {RULE_KEYWORDS, FRAME_KEYWORDS, ENTITY_KEYWORDS};
  if (!indented) put_language_word(hover, language_word(STATEMENT_KEYWORDS, word));
  for (size_t i = 0; indented && !hover->text.count && i < sizeof PARTS / sizeof *PARTS; i++) {
    put_language_word(hover, language_word(PARTS[i], word));
  }
}

static void put_all(Hover *hover, const LspServer *server, const LspDocument *document, const NamedPlace *place,
                    const json_t *position) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(hover->arena, out_of_memory)) return;
  bool indented;
  size_t offset = lsp_offset(server, (Slice){document->text, document->length}, position);
  Slice keyword = first_word(document, offset, &indented);
  if (place) put_name(hover, place);
  if (!place) put_keyword(hover, keyword, indented);
}

json_t *lsp_hover(LspServer *server, const json_t *params) {
  LspView *view = NULL;
  LspDocument *document;
  const NamedPlace *place = lsp_name_at(server, params, &view, &document);
  if (!document || !view || !view->loaded) return NULL;
  Arena arena;
  arena_init(&arena, (size_t)256 << 20);
  Hover hover = {.view = view, .arena = &arena};
  put_all(&hover, server, document, place, json_object_get(params, "position"));
  json_t *found = NULL;
  if (hover.text.count) {
    json_t *text = json_stringn(hover.text.data, hover.text.count);
    found = json_pack("{s:{s:s, s:o}}", "contents", "kind", "markdown", "value", text);
    if (place) {
      Slice source = place->place.source->text;
      json_object_set_new(found, "range", lsp_range(server, source, place->place.begin, place->place.end));
    }
  }
  arena_free(&arena);
  return found;
}
