#include "rules/rule_loader.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/name_table.h"
#include "base/utf8.h"
#include "rules/rule_compiler.h"
#include "rules/rule_overrides.h"
#include "rules/rule_parser.h"

enum { LARGEST_RULE_FILE = 4 << 20, LARGEST_WORD_LIST = 256 << 20, DEEPEST_DIRECTORY = 8, MOST_FILES = 10000 };

/* A rule file to be read. */
typedef struct {
  Slice path;
  uint32_t root; /* RuleFile.root */
  dev_t device;  /* by which a file is known, however it is called */
  ino_t inode;
} FoundFile;

typedef struct {
  Arena *arena;
  const Diagnostics *diagnostics;
  struct {
    VECTOR(FoundFile);
  } found;
  uint32_t root; /* of what is being looked for */
  bool failed;
} Search;

/* Notes a file unless it was found before. */
static void add_found(Search *search, Slice path, const struct stat *info, uint32_t root) {
  for (uint32_t i = 0; i < search->found.count; i++) {
    const FoundFile *known = &search->found.data[i];
    if (known->device == info->st_dev && known->inode == info->st_ino) return;
  }
  VECTOR_PUSH(search->arena, &search->found, ((FoundFile){path, root, info->st_dev, info->st_ino}));
}

static void search_failed(Search *search, const char *path, const char *reason) {
  diagnostics_file(search->diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "%s", reason);
  search->failed = true;
}

static int by_text(const void *a, const void *b) {
  return slice_compare(*(const Slice *)a, *(const Slice *)b);
}

/* The names in a directory, sorted; read whole before anything else so that the handle is closed at once. */
static Slice *list_directory(Search *search, const char *path, uint32_t *count) {
  *count = 0;
  struct dirent **entries;
  int found = scandir(path, &entries, NULL, NULL);
  if (found < 0) {
    search_failed(search, path, strerror(errno));
    return NULL;
  }
  size_t bytes = 0;
  for (int i = 0; i < found; i++) bytes += strlen(entries[i]->d_name) + 64;
  bool room = search->arena->used + bytes + (size_t)found * sizeof(Slice) < search->arena->limit;
  Slice *names = room ? ARENA_ARRAY(search->arena, Slice, (size_t)found + 1) : NULL;
  for (int i = 0; i < found; i++) {
    if (room && entries[i]->d_name[0] != '.') {
      names[(*count)++] = arena_copy(search->arena, slice_of(entries[i]->d_name));
    }
    free(entries[i]);
  }
  free(entries);
  if (!room) arena_fail(search->arena);
  qsort(names, *count, sizeof *names, by_text);
  return names;
}

static void find_files(Search *search, Slice path, unsigned depth, bool named) {
  struct stat info;
  if (stat(path.data, &info) != 0) {
    search_failed(search, path.data, strerror(errno));
    return;
  }
  if (!S_ISDIR(info.st_mode)) {
    if (named || slice_ends_with(path, SLICE(".spo"))) add_found(search, path, &info, search->root);
    return;
  }
  if (depth > DEEPEST_DIRECTORY || search->found.count > MOST_FILES) {
    search_failed(search, path.data, "too many or too deeply nested rule directories");
    return;
  }
  uint32_t count;
  Slice *names = list_directory(search, path.data, &count);
  for (uint32_t i = 0; i < count && !search->failed; i++) {
    struct stat entry;
    if (depth == 0 && slice_is(names[i], "domains")) continue;
    Slice inner = arena_print(search->arena, "%s/%s", path.data, names[i].data);
    if (lstat(inner.data, &entry) != 0 || S_ISLNK(entry.st_mode)) continue;
    find_files(search, inner, depth + 1, false);
  }
}

static Slice directory_of(Slice path) {
  while (path.length && path.data[path.length - 1] != '/') path.length--;
  if (!path.length) return SLICE("./");
  return path;
}

static bool of_language(const RuleFile *file, Slice language) {
  return !file->language.text.length || slice_is(file->language.text, "any") ||
         slice_equal(file->language.text, language);
}

static SpoStatus read_rules(Arena *arena, const RuleLoad *load, Slice path, const Diagnostics *diagnostics,
                            Slice *text) {
  for (size_t i = 0; i < load->buffer_count; i++) {
    if (!slice_equal(load->buffers[i].path, path)) continue;
    *text = load->buffers[i].text;
    return SPO_SUCCESS;
  }
  return file_read(arena, path.data, LARGEST_RULE_FILE, SPO_BAD_RULES, diagnostics, text);
}

static SpoStatus load_file(Arena *arena, const RuleLoad *load, Slice path, const Diagnostics *diagnostics,
                           RuleFile *file) {
  RuleSource *source = ARENA_NEW(arena, RuleSource);
  source->name = path;
  source->directory = directory_of(path);
  SpoStatus status = read_rules(arena, load, path, diagnostics, &source->text);
  if (status != SPO_SUCCESS) return status;
  size_t valid = utf8_valid_prefix(source->text);
  if (valid != source->text.length || memchr(source->text.data, 0, source->text.length)) {
    diagnostics_file(diagnostics, SPO_ERROR, path.data, 0, valid, "is not UTF-8 text");
    return SPO_BAD_RULES;
  }
  return rule_parse(arena, source, diagnostics, file);
}

/* Whether a path stays below where it begins. */
static bool stays_below(Slice path) {
  if (!path.length || path.data[0] == '/' || memchr(path.data, 0, path.length)) return false;
  while (path.length) {
    if (slice_is(slice_cut(&path, '/'), "..")) return false;
  }
  return true;
}

/* Whether a file lies in a directory or below it, links followed. */
static bool lies_below(const char *file, Slice directory) {
  char inner[PATH_MAX], outer[PATH_MAX], name[PATH_MAX];
  if (snprintf(name, sizeof name, "%.*s", (int)directory.length, directory.data) >= (int)sizeof name) return false;
  if (!realpath(file, inner) || !realpath(name, outer)) return false;
  return slice_starts_with(slice_of(inner), slice_of(outer)) && inner[strlen(outer)] == '/';
}

/* A hint at a file of a similar name in the same folder, or NULL. */
static const char *similar_file(Arena *arena, Slice directory, Slice name) {
  size_t base = name.length;
  while (base > 0 && name.data[base - 1] != '/') base--;
  Slice folder = arena_print(arena, "%.*s%.*s", (int)directory.length, directory.data, (int)base, name.data);
  Search search = {.arena = arena, .diagnostics = &DIAGNOSTICS_SILENT};
  uint32_t count;
  const Slice *names = list_directory(&search, folder.data, &count);
  NameTable table = {0};
  for (uint32_t i = 0; i < count; i++) {
    Slice path = arena_print(arena, "%.*s%.*s", (int)base, name.data, (int)names[i].length, names[i].data);
    name_table_add(&table, arena, path, i);
  }
  return name_table_hint(&table, arena, name);
}

/* The path of a file that a rule file names, and what it is; reports where there is none or it may not be read. */
static bool find_named(Arena *arena, const Diagnostics *diagnostics, Slice directory, RuleName name, const char *what,
                       Slice *path, struct stat *info) {
  if (!stays_below(name.text)) {
    rule_report(diagnostics, SPO_ERROR, "E070", name.place, "put the file beside or below the rule file",
                "%s must stand below the directory of the rule file", what);
    return false;
  }
  *path = arena_print(arena, "%.*s%.*s", (int)directory.length, directory.data, (int)name.text.length, name.text.data);
  if (lstat(path->data, info) == 0 && S_ISREG(info->st_mode) && lies_below(path->data, directory)) return true;
  rule_report(diagnostics, SPO_ERROR, "E071", name.place, similar_file(arena, directory, name.text),
              "there is no %s %.*s", strchr(what, ' ') + 1, (int)name.text.length, name.text.data);
  return false;
}

/* What a file imports is read after all that was found before. */
static void find_imports(Search *search, const RuleLoad *load, const RuleFile *file) {
  for (uint32_t i = 0; i < file->imports.count; i++) {
    const ImportStatement *import = &file->imports.data[i];
    struct stat info;
    Slice path, directory = file->source->directory;
    if (import->shipped && !load->shipped) {
      rule_report(search->diagnostics, SPO_ERROR, "E073", import->file.place, NULL, "there are no shipped rules here");
      search->failed = true;
      continue;
    }
    if (import->shipped) directory = arena_print(search->arena, "%s/", load->shipped);
    if (find_named(search->arena, search->diagnostics, directory, import->file, "a rule file", &path, &info)) {
      add_found(search, path, &info, import->shipped ? 0 : file->root);
    } else {
      search->failed = true;
    }
  }
}

typedef struct {
  VECTOR(RuleFile);
} RuleFiles;

/* ---- what was measured ---- */

/* What a file of a directory says; empty where there is none. */
static Slice read_measured(Arena *arena, Slice directory, const char *name, const Diagnostics *diagnostics,
                           bool *failed) {
  enum { LARGEST = 1 << 20 };
  Slice path = arena_print(arena, "%.*s%s", (int)directory.length, directory.data, name), text = SLICE("");
  struct stat info;
  if (lstat(path.data, &info) != 0) return text;
  if (file_read(arena, path.data, LARGEST, SPO_BAD_RULES, diagnostics, &text) != SPO_SUCCESS) *failed = true;
  return text;
}

/* `lines`: rule TAB confidence ... */
static double measured_confidence(Slice lines, Slice rule) {
  while (lines.length) {
    Slice line = slice_cut(&lines, '\n'), name = slice_cut(&line, '\t'), value = slice_cut(&line, '\t');
    char number[32] = "";
    if (!slice_equal(name, rule) || value.length >= sizeof number) continue;
    memcpy(number, value.data, value.length);
    double confidence = strtod(number, NULL);
    return confidence > 0 && confidence <= 1 ? confidence : 0;
  }
  return 0;
}

/* Rules that do not say their confidence have the one that was measured (`confidence.tsv`); how often types stand in
   texts (`frequency.tsv`) is of use to the compiler. */
static bool take_measured(Arena *arena, RuleFiles *files, const Diagnostics *diagnostics) {
  Slice directory = SLICE(""), lines = SLICE("");
  bool failed = false;
  for (uint32_t i = 0; i < files->count; i++) {
    RuleFile *file = &files->data[i];
    if (!slice_equal(directory, file->source->directory)) {
      directory = file->source->directory;
      lines = read_measured(arena, directory, "confidence.tsv", diagnostics, &failed);
      file->frequencies = read_measured(arena, directory, "frequency.tsv", diagnostics, &failed);
    }
    for (uint32_t k = 0; k < file->rules.count && lines.length; k++) {
      RuleStatement *rule = &file->rules.data[k];
      if (rule->confidence == 0) rule->confidence = measured_confidence(lines, rule->name.text);
    }
  }
  return !failed;
}

SpoStatus rule_load_files(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleFile **files,
                          uint32_t *count) {
  Search search = {.arena = arena, .diagnostics = diagnostics};
  for (size_t i = 0; i < load->directory_count; i++) {
    search.root = (uint32_t)i + 1; /* 0: what is shipped and only imported */
    find_files(&search, arena_copy(arena, slice_of(load->directories[i])), 0, true);
  }
  RuleFiles loaded = {0};
  SpoStatus result = SPO_SUCCESS;
  for (uint32_t i = 0; i < search.found.count; i++) {
    RuleFile file = {0};
    SpoStatus status = load_file(arena, load, search.found.data[i].path, diagnostics, &file);
    if (status != SPO_SUCCESS) result = status;
    if (!file.source || !of_language(&file, load->language)) continue;
    file.root = search.found.data[i].root;
    find_imports(&search, load, &file);
    VECTOR_PUSH(arena, &loaded, file);
  }
  *files = loaded.data;
  *count = loaded.count;
  if (!take_measured(arena, &loaded, diagnostics)) result = SPO_BAD_RULES;
  if (search.failed) result = SPO_BAD_RULES;
  if (result == SPO_SUCCESS && *count == 0) {
    diagnostics_file(diagnostics, SPO_ERROR, load->directory_count ? load->directories[0] : NULL, 0, SIZE_MAX,
                     "holds no rule files (*.spo) for the language `%.*s`", (int)load->language.length,
                     load->language.data);
    return SPO_BAD_RULES;
  }
  SpoStatus status = rule_apply_overrides(arena, loaded.data, loaded.count, load->notes, diagnostics);
  return result == SPO_SUCCESS ? status : result;
}

static bool find_vocabulary(void *handle, Arena *arena, const RuleSource *from, RuleName path, Slice *full) {
  struct stat info;
  return find_named(arena, handle, from->directory, path, "a vocabulary", full, &info);
}

static SpoStatus read_words(void *handle, Arena *arena, const RuleSource *from, RuleName path, Slice *text) {
  const Diagnostics *diagnostics = handle;
  Slice full;
  struct stat info;
  if (!find_named(arena, diagnostics, from->directory, path, "a word list", &full, &info)) return SPO_BAD_RULES;
  SpoStatus status = file_read(arena, full.data, LARGEST_WORD_LIST, SPO_BAD_RULES, diagnostics, text);
  if (status != SPO_SUCCESS) return status;
  size_t valid = utf8_valid_prefix(*text);
  if (valid == text->length) return SPO_SUCCESS;
  diagnostics_file(diagnostics, SPO_ERROR, full.data, 0, valid, "is not UTF-8 text");
  return SPO_BAD_RULES;
}

/* Whether the ontology was read already, under this name. */
static bool is_read(const Ontology *ontology, Slice name) {
  for (uint32_t i = 0; i < ontology->sources.count; i++) {
    if (slice_equal(ontology->sources.data[i], name)) return true;
  }
  return false;
}

SpoStatus rule_load_ontology(Arena *arena, const RuleLoad *load, const RuleFile *files, uint32_t count,
                             const Diagnostics *diagnostics, Ontology *ontology) {
  SpoStatus result = SPO_SUCCESS;
  *ontology = (Ontology){.arena = arena};
  if (load->ontology) result = ontology_read(ontology, arena, load->ontology, SLICE("ontology/spo.ttl"), diagnostics);
  for (uint32_t f = 0; f < count; f++) {
    for (uint32_t i = 0; i < files[f].ontologies.count; i++) {
      const OntologyStatement *statement = &files[f].ontologies.data[i];
      Slice path;
      struct stat info;
      SpoStatus status = SPO_BAD_RULES;
      if (find_named(arena, diagnostics, files[f].source->directory, statement->file, "an ontology file", &path,
                     &info)) {
        status = is_read(ontology, path) ? SPO_SUCCESS : ontology_read(ontology, arena, path.data, path, diagnostics);
      }
      if (status != SPO_SUCCESS) result = status;
    }
  }
  return result;
}

SpoStatus rule_load_compile(Arena *arena, const RuleLoad *load, const RuleFile *files, uint32_t count,
                            const Diagnostics *diagnostics, RuleSet *rules) {
  Ontology ontology;
  SpoStatus status = SPO_SUCCESS;
  if (load->terms) status = rule_load_ontology(arena, load, files, count, diagnostics, &ontology);
  RuleInput input = {.files = files,
                     .file_count = count,
                     .language = load->language,
                     .dictionary = load->dictionary,
                     .read_words = read_words,
                     .find_vocabulary = find_vocabulary,
                     .handle = (void *)diagnostics,
                     .ontology = load->terms ? &ontology : NULL,
                     .draft = load->draft,
                     .strict = load->strict};
  SpoStatus compiled = rule_compile(arena, &input, diagnostics, rules);
  return status == SPO_SUCCESS ? compiled : status;
}

SpoStatus rule_load(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleSet *rules) {
  RuleFile *files;
  uint32_t count;
  SpoStatus status = rule_load_files(arena, load, diagnostics, &files, &count);
  if (!count) return status;
  SpoStatus compiled = rule_load_compile(arena, load, files, count, diagnostics, rules); /* to report all errors */
  return status == SPO_SUCCESS ? compiled : status;
}
