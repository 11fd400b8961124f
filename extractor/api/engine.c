#include "api/engine.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "rules/rule_image.h"
#include "rules/rule_loader.h"

#ifndef SPO_INSTALLED_DATA
#define SPO_INSTALLED_DATA "/usr/local/share/spo"
#endif

static const char *const LANGUAGES[ENGINE_LANGUAGES] = {"zh", "en"};

/* Memory that compiling rules may take, in bytes. */
#define COMPILER_MEMORY ((size_t)4 << 30)

static bool is_directory(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Ways from the directory of a program or library to the data: in the build tree, and below a prefix, where libraries
   may stand in lib/ or, on Debian, in lib/x86_64-linux-gnu/. */
static const char *const WAYS[] = {"/data", "/../data", "/../share/spo", "/../../share/spo"};

/* Whether PATH followed by NAME, which goes to `out`, is a data directory. Programs keep much in a folder `data`; only
   one with rules is spo's. */
static bool try_data(const char *path, const char *name, char *out, size_t size) {
  char rules[PATH_MAX];
  if (snprintf(rules, sizeof rules, "%s%s/rules", path, name) >= (int)sizeof rules || !is_directory(rules))
    return false;
  return snprintf(out, size, "%s%s", path, name) < (int)size;
}

/* Looks around the file that a program or library was loaded from. */
static bool try_around(char *file, char *out, size_t size) {
  char *slash = strrchr(file, '/');
  if (!slash) return false;
  *slash = 0;
  for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
    if (try_data(file, WAYS[i], out, size)) return true;
  }
  return false;
}

static bool try_around_library(char *out, size_t size) {
  Dl_info info;
  char file[PATH_MAX];
  if (!dladdr(LANGUAGES, &info) || !info.dli_fname || !realpath(info.dli_fname, file)) return false;
  return try_around(file, out, size);
}

static bool try_around_program(char *out, size_t size) {
  char file[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", file, sizeof file - 1);
  if (length <= 0) return false;
  file[length] = 0;
  return try_around(file, out, size);
}

bool engine_find_data(const char *wanted, char *path, size_t size, const Diagnostics *diagnostics) {
  if (!wanted) wanted = getenv("SPO_DATA");
  if (wanted && *wanted) {
    if (try_data(wanted, "", path, size)) return true;
    diagnostics_file(
        diagnostics, SPO_ERROR, wanted, 0, SIZE_MAX,
        is_directory(wanted) ? "is no data directory: it holds no rules" : "there is no such data directory");
    return false;
  }
  if (try_around_library(path, size) || try_around_program(path, size) ||
      try_data(SPO_INSTALLED_DATA, "", path, size)) {
    return true;
  }
  diagnostics_file(diagnostics, SPO_ERROR, SPO_INSTALLED_DATA, 0, SIZE_MAX,
                   "spo's data directory is missing; set SPO_DATA to where it is");
  return false;
}

SpoStatus engine_open_dictionary(const char *data, Slice language, MappedFile *file, Lexicon *dictionary,
                                 const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  *file = (MappedFile){0};
  *dictionary = (Lexicon){0};
  snprintf(path, sizeof path, "%s/dictionary.%.*s", data, (int)language.length, language.data);
  if (access(path, F_OK) != 0) return SPO_SUCCESS;
  SpoStatus status = file_map(file, path, SPO_BAD_RULES, diagnostics);
  return status == SPO_SUCCESS ? lexicon_open(dictionary, file->bytes, path, diagnostics) : status;
}

/* Compiles the shipped sources and the user's. */
static SpoStatus compile_rules(EngineLanguage *language, const char *data, const EngineOptions *options,
                               const Diagnostics *diagnostics) {
  char shipped[PATH_MAX];
  snprintf(shipped, sizeof shipped, "%s/rules", data);
  const char **directories = ARENA_ARRAY(&language->arena, const char *, options->rule_count + 1);
  size_t count = 0;
  if (!options->without_shipped) directories[count++] = shipped;
  for (size_t i = 0; i < options->rule_count; i++) directories[count++] = options->rules[i];
  RuleLoad load = {.directories = directories,
                   .directory_count = count,
                   .shipped = shipped,
                   .language = language->tag,
                   .dictionary = language->dictionary.word_count ? &language->dictionary : NULL};
  return rule_load(&language->arena, &load, diagnostics, &language->rules);
}

/* A path is taken from where the image of the rules is, or else as it stands. */
static void vocabulary_path(const EngineLanguage *language, uint32_t number, const char *beside, char *path,
                            size_t size) {
  Slice name = rule_string(&language->rules, language->rules.vocabularies[number].path);
  const char *slash = beside ? strrchr(beside, '/') : NULL;
  if (slash && name.data[0] != '/') {
    snprintf(path, size, "%.*s/%.*s", (int)(slash - beside), beside, (int)name.length, name.data);
    if (access(path, F_OK) == 0) return;
  }
  snprintf(path, size, "%.*s", (int)name.length, name.data);
}

/* Opens the sequence models, which need the words of the rules. */
static SpoStatus open_models(EngineLanguage *language, const char *beside, const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  for (uint32_t i = 0; i < language->rules.vocabularies_count; i++) {
    if (!language->rules.vocabularies[i].model) continue;
    vocabulary_path(language, i, beside, path, sizeof path);
    SpoStatus status = file_map(&language->vocabulary_files[i], path, SPO_BAD_RULES, diagnostics);
    if (status != SPO_SUCCESS) return status;
    Guesser *guesser = &language->guessers[language->guesser_count++];
    status = guesser_open(guesser, &language->arena, &language->vocabulary, i, language->vocabulary_files[i].bytes,
                          path, diagnostics);
    if (status != SPO_SUCCESS) return status;
  }
  return SPO_SUCCESS;
}

SpoStatus engine_open_words(EngineLanguage *language, const char *beside, bool without_models,
                            const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  for (uint32_t i = 0; i < language->rules.vocabularies_count; i++) {
    if (language->rules.vocabularies[i].model) continue;
    vocabulary_path(language, i, beside, path, sizeof path);
    SpoStatus status = file_map(&language->vocabulary_files[i], path, SPO_BAD_RULES, diagnostics);
    if (status == SPO_SUCCESS) {
      status = lexicon_open(&language->vocabularies[i], language->vocabulary_files[i].bytes, path, diagnostics);
    }
    if (status != SPO_SUCCESS) return status;
  }
  vocabulary_init(&language->vocabulary, &language->arena, &language->rules, language->vocabularies);
  return without_models ? SPO_SUCCESS : open_models(language, beside, diagnostics);
}

/* Whether a file holds compiled rules of a language: they stand for all rules of it. */
static bool is_image(const char *path, Slice language) {
  MappedFile file;
  RuleSet rules;
  Diagnostics silent = {0};
  if (file_map(&file, path, SPO_BAD_RULES, &silent) != SPO_SUCCESS) return false;
  bool image = rule_image_is(file.bytes) && (rule_image_map(&rules, file.bytes, path, &silent) != SPO_SUCCESS ||
                                             slice_equal(rule_string(&rules, rules.language), language));
  file_unmap(&file);
  return image;
}

/* Whether one of the paths holds compiled rules, of whatever language. */
static bool has_image(const EngineOptions *options) {
  MappedFile file;
  Diagnostics silent = {0};
  if (options->rule_count != 1 || file_map(&file, options->rules[0], SPO_BAD_RULES, &silent) != SPO_SUCCESS)
    return false;
  bool image = rule_image_is(file.bytes);
  file_unmap(&file);
  return image;
}

/* Whether all rules are compiled from their sources. */
static bool has_sources(const EngineOptions *options) {
  return (options->rule_count || options->without_shipped) && !has_image(options);
}

/* Compiles the rules of a language, or maps them. */
static SpoStatus open_rules(Engine *engine, EngineLanguage *language, const EngineOptions *options,
                            const Diagnostics *diagnostics) {
  if (has_sources(options)) {
    SpoStatus status = engine_open_dictionary(engine->data, language->tag, &language->dictionary_file,
                                              &language->dictionary, diagnostics);
    return status == SPO_SUCCESS ? compile_rules(language, engine->data, options, diagnostics) : status;
  }
  Slice tag = language->tag;
  bool image = options->rule_count == 1 && is_image(options->rules[0], tag);
  language->rules_path =
      image ? arena_copy(&language->arena, slice_of(options->rules[0])).data
            : arena_print(&language->arena, "%s/rules.%.*s", engine->data, (int)tag.length, tag.data).data;
  SpoStatus status = file_map(&language->rules_file, language->rules_path, SPO_BAD_RULES, diagnostics);
  if (status != SPO_SUCCESS) return status;
  return rule_image_map(&language->rules, language->rules_file.bytes, language->rules_path, diagnostics);
}

static SpoStatus prepare(const Engine *engine, EngineLanguage *language, const Diagnostics *diagnostics) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&language->arena, out_of_memory)) return SPO_NO_MEMORY;
  SpoStatus status = SPO_SUCCESS;
  if (language->rules_path) status = rule_image_check(&language->rules, language->rules_path, diagnostics);
  if (status == SPO_SUCCESS) {
    status = engine_open_words(language, language->rules_path, engine->without_models, diagnostics);
  }
  language->arena.guard = NULL;
  return status;
}

SpoStatus engine_prepare(const Engine *engine, const EngineLanguage *language) {
  if (atomic_load_explicit(&language->state, memory_order_acquire) == LANGUAGE_READY) return SPO_SUCCESS;
  EngineLanguage *own = (EngineLanguage *)language; /* under the lock, nobody else reads more of it than its state */
  pthread_mutex_t *preparing = (pthread_mutex_t *)&engine->preparing;
  pthread_mutex_lock(preparing);
  SpoStatus status = own->failure;
  if (own->state == LANGUAGE_MAPPED) {
    status = own->failure = prepare(engine, own, &engine->diagnostics);
    LanguageState state = status == SPO_SUCCESS ? LANGUAGE_READY : LANGUAGE_FAILED;
    atomic_store_explicit(&own->state, state, memory_order_release);
  }
  pthread_mutex_unlock(preparing);
  return status;
}

static SpoStatus open_language(Engine *engine, EngineLanguage *language, const EngineOptions *options,
                               const Diagnostics *diagnostics) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&language->arena, out_of_memory)) return SPO_NO_MEMORY;
  SpoStatus status = open_rules(engine, language, options, diagnostics);
  language->arena.guard = NULL;
  bool later = options->on_demand && !options->rule_count && !options->without_shipped;
  return status == SPO_SUCCESS && !later ? engine_prepare(engine, language) : status;
}

SpoStatus engine_open_characters(const char *data, MappedFile *file, CharacterMap *map,
                                 const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%.4000s/traditional.zh", data);
  if (access(path, F_OK) != 0) return SPO_SUCCESS;
  SpoStatus status = file_map(file, path, SPO_BAD_RULES, diagnostics);
  return status == SPO_SUCCESS ? character_map_open(map, file->bytes, path, diagnostics) : status;
}

SpoStatus engine_open(Engine *engine, const EngineOptions *options, const Diagnostics *diagnostics) {
  *engine = (Engine){.without_models = options->without_models, .diagnostics = *diagnostics};
  pthread_mutex_init(&engine->preparing, NULL);
  if (!engine_find_data(options->data, engine->data, sizeof engine->data, diagnostics)) return SPO_BAD_RULES;
  SpoStatus characters =
      engine_open_characters(engine->data, &engine->traditional_file, &engine->simplified, diagnostics);
  if (characters != SPO_SUCCESS) {
    engine_close(engine);
    return characters;
  }
  bool opened = false;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    EngineLanguage *language = &engine->languages[i];
    language->tag = slice_of(LANGUAGES[i]);
    if (options->language.length && !slice_equal(options->language, language->tag)) continue;
    arena_init(&language->arena, COMPILER_MEMORY);
    SpoStatus status = open_language(engine, language, options, diagnostics);
    if (status != SPO_SUCCESS) {
      engine_close(engine);
      return status;
    }
    language->open = opened = true;
  }
  if (opened) return SPO_SUCCESS;
  diagnostics_file(diagnostics, SPO_ERROR, NULL, 0, SIZE_MAX, "there are no rules for the language `%.*s`",
                   (int)options->language.length, options->language.data);
  return SPO_BAD_RULES;
}

void engine_close(Engine *engine) {
  file_unmap(&engine->traditional_file);
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    arena_free(&engine->languages[i].arena);
    file_unmap(&engine->languages[i].rules_file);
    file_unmap(&engine->languages[i].dictionary_file);
    for (int k = 0; k < MOST_VOCABULARIES; k++) file_unmap(&engine->languages[i].vocabulary_files[k]);
  }
}

const EngineLanguage *engine_language(const Engine *engine, Slice tag) {
  const EngineLanguage *first = NULL;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    const EngineLanguage *language = &engine->languages[i];
    Slice known = language->tag;
    bool whole = tag.length == known.length || (tag.length > known.length && tag.data[known.length] == '-');
    if (!language->open) continue;
    if (whole && slice_starts_with(tag, known)) return language;
    if (!first) first = language;
  }
  return first ? first : &engine->languages[0];
}

uint32_t engine_prefixes(const Engine *engine, Slice base, Prefix prefixes[GRAPH_PREFIXES]) {
  const RuleSet *rules[ENGINE_LANGUAGES];
  uint32_t count = 0;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    if (engine->languages[i].open) rules[count++] = &engine->languages[i].rules;
  }
  return graph_prefixes(prefixes, base, rules, count);
}

void session_init(Session *session, const Engine *engine, const GraphOptions *options) {
  *session = (Session){.engine = engine, .graph_options = *options};
  session->graph_options.ranks = &session->ranks;
  arena_init(&session->arena, SESSION_MEMORY);
  arena_init(&session->scratch, SESSION_MEMORY);
}

void session_free(Session *session) {
  arena_free(&session->arena);
  arena_free(&session->scratch);
}

void session_begin(Session *session) {
  arena_reset(&session->arena);
  arena_reset(&session->scratch);
}

/* Ends a stage, which began at `since`; returns when. */
static uint64_t end_stage(const Session *session, SessionStage stage, uint64_t since) {
  if (!session->stage_times) return 0;
  uint64_t time = clock_now();
  session->stage_times[stage] += time - since;
  return time;
}

SpoStatus session_run(Session *session, const Document *document) {
  Result *result = &session->result;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return SPO_NO_MEMORY;
  session->scratch.guard = session->arena.guard;
  uint64_t since = session->stage_times ? clock_now() : 0;
  result->language = engine_language(session->engine, document->language);
  SpoStatus ready = engine_prepare(session->engine, result->language);
  if (ready != SPO_SUCCESS) return ready;
  const Vocabulary *vocabulary = &result->language->vocabulary;
  text_from_document(&result->text, document, &session->arena, vocabulary_is_abbreviation, (void *)vocabulary);
  if (session->engine->simplified.pages && slice_is(result->language->tag, "zh")) {
    text_simplify(&result->text, &session->engine->simplified, &session->arena);
  }
  since = end_stage(session, STAGE_TEXT, since);
  AnalysisRules rules = {vocabulary, result->language->guessers, result->language->guesser_count};
  analysis_run(&result->analysis, &session->arena, &session->scratch, &rules, &result->text, session->trace);
  since = end_stage(session, STAGE_MATCH, since);
  resolve_run(&result->resolution, &session->arena, &result->analysis);
  since = end_stage(session, STAGE_RESOLVE, since);
  graph_build(&result->graph, &session->arena, &result->resolution, &session->graph_options);
  end_stage(session, STAGE_GRAPH, since);
  return SPO_SUCCESS;
}
