#include "rules/rule_loader.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "rules/rule_compiler.h"
#include "rules/rule_parser.h"

enum { LARGEST_RULE_FILE = 4 << 20, LARGEST_WORD_LIST = 256 << 20, DEEPEST_DIRECTORY = 8, MOST_FILES = 10000 };

typedef struct {
  Arena *arena;
  const Diagnostics *diagnostics;
  struct {
    VECTOR(Slice);
  } paths;
  bool failed;
} Search;

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
    if (named || slice_ends_with(path, SLICE(".spo"))) VECTOR_PUSH(search->arena, &search->paths, path);
    return;
  }
  if (depth > DEEPEST_DIRECTORY || search->paths.count > MOST_FILES) {
    search_failed(search, path.data, "too many or too deeply nested rule directories");
    return;
  }
  uint32_t count;
  Slice *names = list_directory(search, path.data, &count);
  for (uint32_t i = 0; i < count && !search->failed; i++) {
    struct stat entry;
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

static SpoStatus load_file(Arena *arena, Slice path, const Diagnostics *diagnostics, RuleFile *file) {
  RuleSource *source = ARENA_NEW(arena, RuleSource);
  source->name = path;
  source->directory = directory_of(path);
  SpoStatus status = file_read(arena, path.data, LARGEST_RULE_FILE, SPO_BAD_RULES, diagnostics, &source->text);
  if (status != SPO_SUCCESS) return status;
  size_t valid = utf8_valid_prefix(source->text);
  if (valid != source->text.length || memchr(source->text.data, 0, source->text.length)) {
    diagnostics_file(diagnostics, SPO_ERROR, path.data, 0, valid, "is not UTF-8 text");
    return SPO_BAD_RULES;
  }
  return rule_parse(arena, source, diagnostics, file);
}

SpoStatus rule_load_files(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleFile **files,
                          uint32_t *count) {
  Search search = {.arena = arena, .diagnostics = diagnostics};
  for (size_t i = 0; i < load->directory_count; i++) {
    find_files(&search, arena_copy(arena, slice_of(load->directories[i])), 0, true);
  }
  *files = ARENA_ARRAY(arena, RuleFile, search.paths.count + 1);
  *count = 0;
  SpoStatus result = search.failed ? SPO_BAD_RULES : SPO_SUCCESS;
  for (uint32_t i = 0; i < search.paths.count; i++) {
    RuleFile file;
    SpoStatus status = load_file(arena, search.paths.data[i], diagnostics, &file);
    if (status != SPO_SUCCESS) result = status;
    if (status == SPO_SUCCESS && of_language(&file, load->language)) (*files)[(*count)++] = file;
  }
  if (result == SPO_SUCCESS && *count == 0) {
    diagnostics_file(diagnostics, SPO_ERROR, load->directory_count ? load->directories[0] : NULL, 0, SIZE_MAX,
                     "holds no rule files (*.spo) for the language `%.*s`", (int)load->language.length,
                     load->language.data);
    return SPO_BAD_RULES;
  }
  return result;
}

/* Whether a path stays below where it begins. */
static bool stays_below(Slice path) {
  if (!path.length || path.data[0] == '/' || memchr(path.data, 0, path.length)) return false;
  while (path.length) {
    if (slice_is(slice_cut(&path, '/'), "..")) return false;
  }
  return true;
}

static SpoStatus read_words(void *handle, Arena *arena, const RuleSource *from, RuleName path, Slice *text) {
  const Diagnostics *diagnostics = handle;
  if (!stays_below(path.text)) {
    rule_report(diagnostics, SPO_ERROR, "E070", path.place, "put the list beside or below the rule file",
                "a word list must stand below the directory of the rule file");
    return SPO_BAD_RULES;
  }
  Slice full = arena_print(arena, "%.*s%.*s", (int)from->directory.length, from->directory.data, (int)path.text.length,
                           path.text.data);
  struct stat info;
  if (lstat(full.data, &info) != 0 || !S_ISREG(info.st_mode)) {
    rule_report(diagnostics, SPO_ERROR, "E071", path.place, NULL, "there is no word list %.*s", (int)path.text.length,
                path.text.data);
    return SPO_BAD_RULES;
  }
  SpoStatus status = file_read(arena, full.data, LARGEST_WORD_LIST, SPO_BAD_RULES, diagnostics, text);
  if (status != SPO_SUCCESS) return status;
  size_t valid = utf8_valid_prefix(*text);
  if (valid == text->length) return SPO_SUCCESS;
  diagnostics_file(diagnostics, SPO_ERROR, full.data, 0, valid, "is not UTF-8 text");
  return SPO_BAD_RULES;
}

SpoStatus rule_load_compile(Arena *arena, const RuleLoad *load, const RuleFile *files, uint32_t count,
                            const Diagnostics *diagnostics, RuleSet *rules) {
  RuleInput input = {.files = files,
                     .file_count = count,
                     .language = load->language,
                     .dictionary = load->dictionary,
                     .read_words = read_words,
                     .handle = (void *)diagnostics};
  return rule_compile(arena, &input, diagnostics, rules);
}

SpoStatus rule_load(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleSet *rules) {
  RuleFile *files;
  uint32_t count;
  SpoStatus status = rule_load_files(arena, load, diagnostics, &files, &count);
  if (status != SPO_SUCCESS) return status;
  return rule_load_compile(arena, load, files, count, diagnostics, rules);
}
