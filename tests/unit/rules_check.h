/* rules_check.h - compiling small rule texts in tests and running them over sentences: what was reported, what was
   found. */
#ifndef SPO_TEST_RULES_CHECK_H
#define SPO_TEST_RULES_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these first */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "graph/build.h"
#include "lexicon/lexicon_builder.h"
#include "rules/rule_compiler.h"
#include "rules/rule_loader.h"
#include "rules/rule_parser.h"

/* Messages as `line:column+width CODE message (hint)`, a line each; `line` 0: of the whole file. */
typedef struct {
  char text[16384];
  unsigned errors;
} Messages;

static inline void keep_message(void *handle, const SpoDiagnostic *diagnostic) {
  Messages *messages = handle;
  size_t used = strlen(messages->text), room = sizeof messages->text - used;
  messages->errors += diagnostic->severity == SPO_ERROR;
  snprintf(messages->text + used, room, "%zu:%zu+%zu %s %s%s%s%s\n", diagnostic->line, diagnostic->column,
           diagnostic->width, diagnostic->code ? diagnostic->code : "-", diagnostic->message,
           diagnostic->hint ? " (" : "", diagnostic->hint ? diagnostic->hint : "", diagnostic->hint ? ")" : "");
}

/* A word of a general dictionary, for tests that need one. */
typedef struct {
  const char *word, *class;
  double frequency;
} DictionaryWord;

typedef struct {
  Arena arena, scratch; /* without guards: out of memory aborts the test */
  Messages messages;
  Diagnostics diagnostics;
  RuleFile *files;
  uint32_t file_count;
  RuleSet rules;
  Lexicon dictionary;
  Vocabulary vocabulary;
  /* of the text that was worked on last */
  Document document;
  Text text;
  Analysis analysis;
  Resolution resolution;
} Check;

static inline void check_init(Check *check) {
  *check = (Check){0};
  arena_init(&check->arena, (size_t)1 << 30);
  arena_init(&check->scratch, (size_t)1 << 30);
  check->diagnostics = (Diagnostics){keep_message, &check->messages};
}

static inline void check_free(Check *check) {
  arena_free(&check->arena);
  arena_free(&check->scratch);
}

static inline void check_dictionary(Check *check, const DictionaryWord *words, size_t count) {
  LexiconBuilder *builder = lexicon_builder_new(&check->arena);
  for (size_t i = 0; i < count; i++) {
    uint32_t class = lexicon_builder_class(builder, slice_of(words[i].class));
    assert_true(lexicon_builder_add(builder, slice_of(words[i].word), class, words[i].frequency, 0));
  }
  Slice image = lexicon_builder_finish(builder, NULL, NULL);
  assert_int_equal(SPO_SUCCESS, lexicon_open(&check->dictionary, image, "dictionary", &check->diagnostics));
}

static inline const Lexicon *check_dictionary_or_null(const Check *check) {
  return check->dictionary.word_count ? &check->dictionary : NULL;
}

/* Parses and compiles a rule text. */
static inline SpoStatus check_compile(Check *check, const char *language, Slice text) {
  RuleSource *source = ARENA_NEW(&check->arena, RuleSource);
  *source = (RuleSource){SLICE("test.spo"), SLICE("./"), text};
  check->files = ARENA_NEW(&check->arena, RuleFile);
  check->file_count = 1;
  SpoStatus parsed = rule_parse(&check->arena, source, &check->diagnostics, check->files);
  RuleInput input = {.files = check->files,
                     .file_count = 1,
                     .language = slice_of(language),
                     .dictionary = check_dictionary_or_null(check)};
  SpoStatus status = rule_compile(&check->arena, &input, &check->diagnostics, &check->rules);
  if (parsed != SPO_SUCCESS) return parsed; /* what stands was compiled nevertheless, for its errors */
  if (status != SPO_SUCCESS) return status;
  vocabulary_init(&check->vocabulary, &check->arena, &check->rules, NULL);
  return SPO_SUCCESS;
}

/* The same from files, with the word lists that they name. */
static inline SpoStatus check_load(Check *check, const char *language, const char *path) {
  const char *const paths[] = {path};
  RuleLoad load = {.directories = paths,
                   .directory_count = 1,
                   .language = slice_of(language),
                   .dictionary = check_dictionary_or_null(check)};
  SpoStatus loaded = rule_load_files(&check->arena, &load, &check->diagnostics, &check->files, &check->file_count);
  SpoStatus status = loaded;
  if (check->file_count) {
    status =
        rule_load_compile(&check->arena, &load, check->files, check->file_count, &check->diagnostics, &check->rules);
  }
  if (loaded != SPO_SUCCESS || status != SPO_SUCCESS) return loaded != SPO_SUCCESS ? loaded : status;
  vocabulary_init(&check->vocabulary, &check->arena, &check->rules, NULL);
  return SPO_SUCCESS;
}

/* Every line of `words` is a paragraph. */
static inline void check_make_document(Check *check, Slice words) {
  check->document = (Document){.name = SLICE("test"), .id = SLICE("test"), .text = words};
  for (size_t at = 0; at < words.length;) {
    const char *newline = memchr(words.data + at, '\n', words.length - at);
    size_t end = newline ? (size_t)(newline - words.data) : words.length;
    if (end > at) {
      VECTOR_PUSH(&check->arena, &check->document.blocks, ((Block){(uint32_t)at, (uint32_t)end, BLOCK_PARAGRAPH}));
    }
    at = end + 1;
  }
}

static inline void check_run(Check *check, Slice words) {
  check_make_document(check, words);
  check->document.language = rule_string(&check->rules, check->rules.language);
  text_from_document(&check->text, &check->document, &check->arena, vocabulary_is_abbreviation, &check->vocabulary);
  AnalysisRules rules = {.vocabulary = &check->vocabulary};
  analysis_run(&check->analysis, &check->arena, &check->scratch, &rules, &check->text, NULL);
  resolve_run(&check->resolution, &check->arena, &check->analysis);
}

/* One claim as `Frame slot=value slot=value`. */
static inline Slice check_claim(Check *check, uint32_t number) {
  const RuleSet *rules = &check->rules;
  const Fact *fact = &check->analysis.facts.data[check->resolution.claims.data[number]];
  const RuleFrame *frame = &rules->frames[fact->frame];
  Slice name = rule_string(rules, frame->name);
  Slice out = arena_print(&check->arena, "%.*s", (int)name.length, name.data);
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    if (!slot) continue;
    Slice slot_name = rule_string(rules, rules->slots[frame->first_slot + i].name);
    Slice said = graph_slot_text(&check->arena, &check->resolution, fact, slot);
    out = arena_print(&check->arena, "%.*s %.*s=%.*s", (int)out.length, out.data, (int)slot_name.length, slot_name.data,
                      (int)said.length, said.data);
  }
  return out;
}

/* All claims in the order of the text, a line each. */
static inline Slice check_claims(Check *check) {
  Slice out = SLICE("");
  for (uint32_t i = 0; i < check->resolution.claims.count; i++) {
    Slice claim = check_claim(check, i);
    out = arena_print(&check->arena, "%.*s%.*s\n", (int)out.length, out.data, (int)claim.length, claim.data);
  }
  return out;
}

/* All mentions as `Type=text`, separated by blanks. */
static inline Slice check_mentions(Check *check) {
  Slice out = SLICE("");
  for (uint32_t i = 0; i < check->analysis.mentions.count; i++) {
    const Mention *mention = &check->analysis.mentions.data[i];
    Slice text = text_slice(&check->text, mention->begin, mention->end);
    Slice type = rule_string(&check->rules, check->rules.types[mention->type].name);
    out = arena_print(&check->arena, "%.*s%s%.*s=%.*s", (int)out.length, out.data, out.length ? " " : "",
                      (int)type.length, type.data, (int)text.length, text.data);
  }
  return out;
}

#define assert_slice_equal(expected, got)                                                                             \
  do {                                                                                                                \
    Slice expected_slice = (expected), got_slice = (got);                                                             \
    if (!slice_equal(expected_slice, got_slice)) {                                                                    \
      fail_msg("expected `%.*s`, got `%.*s`", (int)expected_slice.length, expected_slice.data, (int)got_slice.length, \
               got_slice.data);                                                                                       \
    }                                                                                                                 \
  } while (0)

/* A whole file, with a zero byte behind it. */
static inline Slice check_read(Arena *arena, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail_msg("cannot open %s", path);
  char *bytes = arena_alloc(arena, 1 << 20);
  size_t length = fread(bytes, 1, (1 << 20) - 1, file);
  fclose(file);
  bytes[length] = 0;
  return (Slice){bytes, length};
}

/* Calls `visit` with the path of every file in a directory that ends with `ending`, sorted; returns their number. */
static inline int check_each_file(const char *directory, const char *ending, void (*visit)(const char *path)) {
  struct dirent **entries;
  int count = scandir(directory, &entries, NULL, alphasort), visited = 0;
  if (count < 0) fail_msg("cannot read %s", directory);
  for (int i = 0; i < count; i++) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
    bool wanted = slice_ends_with(slice_of(entries[i]->d_name), slice_of(ending));
    free(entries[i]);
    if (wanted) visit(path);
    visited += wanted;
  }
  free(entries);
  return visited;
}

#endif
