#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/stop.h"
#include "input/xml_map.h"

static bool is_stopped(void) {
  return interrupted;
}

void common_init(CommonOptions *options, const char *command) {
  *options = (CommonOptions){.command = command};
  options->engine.rules = options->rules;
  options->graph.base = SLICE(GRAPH_DEFAULT_BASE);
  options->fetching =
      (FetchOptions){.delay = FETCH_DELAY, .timeout = FETCH_TIMEOUT, .largest = INPUT_LARGEST, .stopped = is_stopped};
}

/* The map of --map lives as long as the program. */
static Arena map_memory;
static XmlMap map;

static int take_map(CommonOptions *options, const char *path) {
  enum { LARGEST = 1024 * 1024 };
  Slice text;
  jmp_buf jump;
  arena_init(&map_memory, 8 * LARGEST);
  if (ARENA_GUARD(&map_memory, jump)) return 3;
  SpoStatus status = file_read(&map_memory, path, LARGEST, SPO_BAD_RULES, &REPORT, &text);
  if (status == SPO_SUCCESS) status = xml_map_read(&map_memory, text, path, &REPORT, &map);
  options->reader.map = &map;
  return status == SPO_SUCCESS ? 0 : 2;
}

static int take_fields(CommonOptions *options, const char *list) {
  Slice names[RECORD_FIELDS], wrong;
  options->reader.fields = slice_of(list);
  if (record_field_names(options->reader.fields, names, &wrong)) return 0;
  return usage_error(
      options->command,
      "`%.*s` in --fields is no FIELD=NAME; fields are text, id, url, lang, title, date, author, source, "
      "publisher",
      (int)wrong.length, wrong.data);
}

/* A number of seconds. */
static int take_seconds(CommonOptions *options, const char *argument, unsigned least, unsigned *seconds) {
  enum { MOST = 3600 };
  char *end;
  unsigned long value = strtoul(argument, &end, 10);
  if (*argument < '0' || *argument > '9' || *end || value < least || value > MOST) {
    return usage_error(options->command, "`%s` is no number of seconds from %u to %d", argument, least, MOST);
  }
  *seconds = (unsigned)value;
  return 0;
}

static int take_language(CommonOptions *options, const char *argument) {
  static const char *const LANGUAGES[] = {"zh", "en"};
  for (int i = 0; i < 2; i++) {
    if (strcmp(argument, LANGUAGES[i]) == 0) {
      options->reader.language = slice_of(LANGUAGES[i]);
      return 0;
    }
  }
  if (strcmp(argument, "auto") == 0) return 0;
  return usage_error(options->command, "there are no rules for the language `%s`; there is zh, en, auto", argument);
}

bool common_take(CommonOptions *options, int option, const char *argument, int *status) {
  switch (option) {
    case 'r':
      if (options->engine.rule_count == MOST_RULE_PATHS) {
        *status = usage_error(options->command, "too many --rules");
      } else {
        options->rules[options->engine.rule_count++] = argument;
      }
      return true;
    case 'D':
      options->engine.data = argument;
      return true;
    case 'G':
      options->engine.without_models = true;
      return true;
    case OPTION_FILES_FROM:
      options->files_from = argument;
      return true;
    case OPTION_FETCH:
      options->fetch = true;
      return true;
    case OPTION_DELAY:
      *status = take_seconds(options, argument, 0, &options->fetching.delay);
      return true;
    case OPTION_TIMEOUT:
      *status = take_seconds(options, argument, 1, &options->fetching.timeout);
      return true;
    case OPTION_MAP:
      options->map = argument;
      *status = take_map(options, argument);
      return true;
    case OPTION_FIELDS:
      *status = take_fields(options, argument);
      return true;
    case 'l':
      *status = take_language(options, argument);
      return true;
    case 'f':
      if (!input_format_named(slice_of(argument), &options->reader.format)) {
        *status = usage_error(options->command, "`%s` is no input format; there is auto, " INPUT_FORMATS, argument);
      }
      return true;
    case 'B':
      options->graph.base = slice_of(argument);
      if (!slice_ends_with(options->graph.base, SLICE("/")) && !slice_ends_with(options->graph.base, SLICE("#"))) {
        *status = usage_error(options->command, "--base must end with / or #");
      }
      return true;
    case 'I':
      options->graph.hash_iris = strcmp(argument, "hash") == 0;
      if (!options->graph.hash_iris && strcmp(argument, "readable") != 0) {
        *status = usage_error(options->command, "`%s` is no kind of IRI; there is readable, hash", argument);
      }
      return true;
    default:
      return false;
  }
}

int worse_status(int a, int b) {
  return a > b ? a : b;
}

int exit_status(SpoStatus status) {
  switch (status) {
    case SPO_BAD_INPUT:
      return 1;
    case SPO_BAD_RULES:
      return 2;
    case SPO_BAD_OUTPUT:
    case SPO_NO_MEMORY:
      return 3;
    default:
      return 0;
  }
}

int open_engine(Engine *engine, const CommonOptions *options) {
  SpoStatus status = engine_open(engine, &options->engine, &REPORT);
  if (status == SPO_NO_MEMORY)
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "not enough memory for the rules");
  return exit_status(status);
}

Inputs *open_inputs(const CommonOptions *options, char **paths, int count) {
  Inputs *inputs = inputs_new(&options->reader, paths, count, options->files_from);
  if (inputs && options->fetch) inputs_fetch(inputs, &options->fetching);
  return inputs;
}

SpoStatus refuse_large(const Diagnostics *diagnostics, const char *source) {
  diagnostics_file(diagnostics, SPO_ERROR, source, 0, SIZE_MAX, "a document needs more memory than is allowed");
  return SPO_BAD_INPUT;
}

/* Works on one document; returns an exit status. */
static int visit_one(const InputDocument *taken, SpoStatus status, Session *session, DocumentVisitor visit,
                     void *handle) {
  if (status == SPO_SUCCESS) status = session_run(session, &taken->document);
  if (status == SPO_NO_MEMORY) status = refuse_large(&REPORT, taken->source);
  return status == SPO_SUCCESS ? visit(handle, session) : exit_status(status);
}

/* Reads and works on the next document; -1 behind the last. */
static int visit_next(Inputs *inputs, Session *session, DocumentVisitor visit, void *handle) {
  InputDocument taken;
  jmp_buf out_of_memory;
  session_begin(session);
  if (ARENA_GUARD(&session->arena, out_of_memory)) return exit_status(SPO_NO_MEMORY);
  SpoStatus status = inputs_next(inputs, &session->arena, &REPORT, &taken);
  if (status == SPO_END) return -1;
  if (status == SPO_SUCCESS && inputs_waits(&taken)) status = inputs_read(&taken, &session->arena, &REPORT);
  return visit_one(&taken, status, session, visit, handle);
}

int visit_documents(const CommonOptions *options, Session *session, char **paths, int count, DocumentVisitor visit,
                    void *handle) {
  if (take_standard_input(options, &paths, &count)) return 2;
  stop_on_signals();
  Inputs *inputs = open_inputs(options, paths, count);
  int worst = inputs ? 0 : exit_status(SPO_NO_MEMORY), status = 0;
  while (inputs && status >= 0 && worst < 3 && !interrupted) {
    status = visit_next(inputs, session, visit, handle);
    worst = worse_status(worst, status);
  }
  inputs_free(inputs);
  return worst;
}

int take_standard_input(const CommonOptions *options, char ***paths, int *count) {
  static char *standard_input[] = {"-"};
  if (*count || options->files_from) return 0;
  if (isatty(STDIN_FILENO)) return usage_error(options->command, "nothing to read: name files, or pipe something in");
  *paths = standard_input;
  *count = 1;
  return 0;
}

int run_over_documents(const CommonOptions *options, char **paths, int count, DocumentVisitor visit, void *handle) {
  Engine engine;
  int status = open_engine(&engine, options);
  if (status) return status;
  Session session;
  session_init(&session, &engine, &options->graph);
  status = visit_documents(options, &session, paths, count, visit, handle);
  session_free(&session);
  engine_close(&engine);
  return status;
}
