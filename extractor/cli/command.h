/* command.h - what the commands of the program share. */
#ifndef SPO_CLI_COMMAND_H
#define SPO_CLI_COMMAND_H

#include <stdio.h>

#include "api/engine.h"
#include "cli/inputs.h"
#include "fetch/fetch.h"
#include "input/reader.h"

#ifndef SPO_VERSION
#define SPO_VERSION "0"
#endif

typedef struct {
  const char *name;
  const char *summary;               /* one line for `spo --help` */
  const char *help;                  /* the page of `spo NAME --help` */
  int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit status */
} Command;

extern const Command EXTRACT_COMMAND, EXPLAIN_COMMAND, TEXT_COMMAND, CHECK_COMMAND, FMT_COMMAND, TEST_COMMAND,
    PROFILE_COMMAND, DIFF_COMMAND, NEW_COMMAND, COMPILE_COMMAND, TRAIN_COMMAND, LSP_COMMAND, LOAD_COMMAND;
extern const Command LINK_COMMAND, MERGE_COMMAND, VALIDATE_COMMAND;
extern const Command QUERY_COMMAND;

enum { MOST_RULE_PATHS = 64 };

/* Values of long options without a letter; a command's own begin with the last. */
enum {
  OPTION_FILES_FROM = 256,
  OPTION_MAP,
  OPTION_FIELDS,
  OPTION_FETCH,
  OPTION_DELAY,
  OPTION_TIMEOUT,
  OPTION_OF_COMMAND
};

/* Options that several commands take. */
typedef struct {
  EngineOptions engine;
  const char *rules[MOST_RULE_PATHS];
  ReaderOptions reader;
  GraphOptions graph;
  const char *files_from; /* a list of files, or NULL */
  bool fetch;             /* addresses among the files are fetched */
  FetchOptions fetching;
  const char *map;     /* the file of reader.map, or NULL */
  const char *command; /* for messages */
} CommonOptions;

void common_init(CommonOptions *options, const char *command);

/* Takes an option that common_usage lists; false if `option` (a value of getopt_long) is none of them. `*status` is set
   where its argument is wrong. */
bool common_take(CommonOptions *options, int option, const char *argument, int *status);

/* Long options for getopt_long that every command with a pipeline has. */
#define COMMON_LONG_OPTIONS                                                                               \
  {"rules", required_argument, NULL, 'r'}, {"data", required_argument, NULL, 'D'},                        \
      {"lang", required_argument, NULL, 'l'}, {"from", required_argument, NULL, 'f'},                     \
      {"base", required_argument, NULL, 'B'}, {"iri", required_argument, NULL, 'I'},                      \
      {"map", required_argument, NULL, OPTION_MAP}, {"fields", required_argument, NULL, OPTION_FIELDS},   \
      {"fetch", no_argument, NULL, OPTION_FETCH}, {"fetch-delay", required_argument, NULL, OPTION_DELAY}, \
      {"fetch-timeout", required_argument, NULL, OPTION_TIMEOUT}, {"no-models", no_argument, NULL, 'G'},  \
      {"files-from", required_argument, NULL, OPTION_FILES_FROM}, {                                       \
    "help", no_argument, NULL, 'h'                                                                        \
  }

#define COMMON_HELP                                                                                         \
  "  -f, --from FORMAT   what the input is: auto, " INPUT_FORMATS                                           \
  " (default: auto)\n"                                                                                      \
  "      --fields LIST   names of the fields of records, where they are others: text=body,title=headline\n" \
  "      --map FILE      where things are in XML of a kind that is not known\n"                             \
  "      --fetch         fetch addresses (http://, https://), one at a time, as robots.txt allows\n"        \
  "      --fetch-delay S    seconds between two requests to one host (default: 1)\n"                        \
  "      --fetch-timeout S  seconds for one answer (default: 30)\n"                                         \
  "      --files-from F  also the files and directories that F names, one a line; - is standard input\n"    \
  "      --lang LANG     language of documents that do not say: zh, en, auto\n"                             \
  "      --rules PATH    add rules: a directory or a file; may be given several times\n"                    \
  "      --data DIR      where the compiled rules are\n"                                                    \
  "      --no-models     without what sequence models guess\n"                                              \
  "  -h, --help          show this page\n"

/* Exit status and message for wrong usage: "spo COMMAND: MESSAGE" and where to find help. Returns 2. */
int usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints diagnostics on standard error; colours on a terminal unless NO_COLOR is set. */
extern const Diagnostics REPORT;

bool use_colour(FILE *stream);

/* Exit status of the worse of two. */
int worse_status(int a, int b);
int exit_status(SpoStatus status);

/* Opens the engine; reports and returns an exit status, 0 if it is open. */
int open_engine(Engine *engine, const CommonOptions *options);

/* The inputs that are named on the command line and by --files-from; NULL where memory is short. */
Inputs *open_inputs(const CommonOptions *options, char **paths, int count);

/* Reports a document that needed more memory than it may have; returns SPO_BAD_INPUT. */
SpoStatus refuse_large(const Diagnostics *diagnostics, const char *source);

/* Where no input is named, `*paths` becomes standard input; 2, reported, where that is a terminal. */
int take_standard_input(const CommonOptions *options, char ***paths, int *count);

/* Calls `visit` for every document of every input, files, directories and lists (none: standard input, unless that is a
   terminal: usage error). A document that fails is reported and passed over. `visit` returns an exit status; 3 ends the
   run. Returns the worst status. */
typedef int (*DocumentVisitor)(void *handle, Session *session);
int visit_documents(const CommonOptions *options, Session *session, char **paths, int count, DocumentVisitor visit,
                    void *handle);

/* The same with an engine and a session of its own, which it opens and closes. */
int run_over_documents(const CommonOptions *options, char **paths, int count, DocumentVisitor visit, void *handle);

#endif
