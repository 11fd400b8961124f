#include <signal.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"

volatile int interrupted;

void common_init(CommonOptions *options, const char *command) {
  *options = (CommonOptions){.command = command};
  options->engine.rules = options->rules;
  options->graph.base = SLICE(GRAPH_DEFAULT_BASE);
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
    case 'l':
      *status = take_language(options, argument);
      return true;
    case 'f':
      if (!input_format_named(slice_of(argument), &options->reader.format)) {
        *status =
            usage_error(options->command, "`%s` is no input format; there is auto, text, html, jsonl, warc", argument);
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

static void on_interrupt(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

/* The reader fills the session's arena, so a document that is too large for it comes back here. */
static SpoStatus next_document(Reader *reader, Session *session, Document *document) {
  jmp_buf out_of_memory;
  session_begin(session);
  if (ARENA_GUARD(&session->arena, out_of_memory)) return SPO_NO_MEMORY;
  return reader_next(reader, &session->arena, document);
}

typedef struct {
  const CommonOptions *options;
  Session *session;
  DocumentVisitor visit;
  void *handle;
} Visit;

static int visit_file(void *visit_handle, const char *path) {
  const Visit *visit = visit_handle;
  Session *session = visit->session;
  SpoStatus status = SPO_SUCCESS;
  Reader *reader = reader_open(path, &visit->options->reader, &REPORT, &status);
  if (!reader) return exit_status(status);
  int worst = 0;
  while (worst < 3 && !interrupted) {
    Document document = {0};
    status = next_document(reader, session, &document);
    if (status == SPO_END) break;
    if (status == SPO_SUCCESS) status = session_run(session, &document);
    if (status == SPO_NO_MEMORY) {
      diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "a document needs more memory than is allowed");
      status = SPO_BAD_INPUT;
    }
    worst = worse_status(worst, status == SPO_SUCCESS ? visit->visit(visit->handle, session) : exit_status(status));
  }
  reader_close(reader);
  return worst;
}

int visit_documents(const CommonOptions *options, Session *session, char **paths, int count, DocumentVisitor visit,
                    void *handle) {
  char *standard_input[] = {"-"};
  if (count == 0 && !options->files_from) {
    if (isatty(STDIN_FILENO)) return usage_error(options->command, "nothing to read: name files, or pipe something in");
    paths = standard_input;
    count = 1;
  }
  struct sigaction action = {.sa_handler = on_interrupt};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  Visit each = {options, session, visit, handle};
  int worst = 0;
  for (int i = 0; i < count && worst < 3 && !interrupted; i++) {
    worst = worse_status(worst, visit_path(paths[i], visit_file, &each));
  }
  if (options->files_from && worst < 3 && !interrupted) {
    worst = worse_status(worst, visit_list(options->files_from, visit_file, &each));
  }
  return worst;
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
