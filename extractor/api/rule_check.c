#include "api/rule_check.h"

#include "api/engine.h"
#include "rules/rule_lint.h"
#include "rules/rule_outline.h"

/* Whether a message is about a name that means nothing: everything that uses it is off, too. */
static bool is_about_a_name(const SpoDiagnostic *message) {
  static const char *const CODES[] = {"E030", "E034", "E060"};
  for (size_t i = 0; message->code && i < sizeof CODES / sizeof CODES[0]; i++) {
    if (strcmp(message->code, CODES[i]) == 0) return true;
  }
  return false;
}

/* Says of the messages from `first` on what they cost. */
static void add_consequences(Arena *arena, const RuleCheck *check, DiagnosticList *list, uint32_t first) {
  for (uint32_t i = first; i < list->messages.count; i++) {
    SpoDiagnostic *message = &list->messages.data[i];
    if (message->severity != SPO_ERROR || !message->file || !message->line) continue;
    Slice off = rule_consequences(arena, check->files, check->file_count, slice_of(message->file), message->offset,
                                  is_about_a_name(message) ? message->length : 0);
    if (off.length) message->off = arena_copy(list->arena, off).data;
  }
}

static SpoStatus check_files(Arena *arena, const RuleCheckOptions *options, DiagnosticList *list, RuleCheck *check) {
  Diagnostics sink = diagnostic_list_sink(list);
  uint32_t first = list->messages.count;
  SpoStatus status = rule_load_files(arena, &check->load, &sink, &check->files, &check->file_count);
  if (!check->file_count) return status;
  SpoStatus compiled = rule_load_compile(arena, &check->load, check->files, check->file_count, &sink, &check->rules);
  if (status == SPO_SUCCESS) status = compiled;
  if (status == SPO_SUCCESS) {
    bool own = options->lint == LINT_OWN && !options->alone && options->path_count > 0;
    bool wanted = options->lint == LINT_ALL || options->alone || own;
    if (wanted && options->lint != LINT_NONE) {
      rule_lint(arena, check->files, check->file_count, &check->rules, own ? 2 : 0, &sink);
    }
  }
  add_consequences(arena, check, list, first);
  return status;
}

SpoStatus rule_check(Arena *arena, const RuleCheckOptions *options, DiagnosticList *list, RuleCheck *check) {
  *check = (RuleCheck){0};
  const char **directories = ARENA_ARRAY(arena, const char *, options->path_count + 1);
  size_t count = 0;
  const char *shipped = arena_print(arena, "%s/rules", options->data).data;
  if (!options->alone) directories[count++] = shipped;
  for (size_t i = 0; i < options->path_count; i++) directories[count++] = options->paths[i];
  MappedFile file;
  Lexicon *dictionary = ARENA_NEW(arena, Lexicon);
  Diagnostics sink = diagnostic_list_sink(list);
  SpoStatus status = engine_open_dictionary(options->data, options->language, &file, dictionary, &sink);
  if (status != SPO_SUCCESS) return status;
  check->load = (RuleLoad){.directories = directories,
                           .directory_count = count,
                           .shipped = shipped,
                           .notes = true,
                           .terms = true,
                           .ontology = arena_print(arena, "%s/ontology/spo.ttl", options->data).data,
                           .draft = true,
                           .strict = options->strict,
                           .language = options->language,
                           .dictionary = dictionary->word_count ? dictionary : NULL,
                           .buffers = options->buffers,
                           .buffer_count = options->buffer_count};
  status = check_files(arena, options, list, check);
  check->load.dictionary = NULL;
  file_unmap(&file);
  return status;
}
