/* spo - rule-driven extraction of knowledge graphs from articles. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

static const Command *const COMMANDS[] = {
    &EXTRACT_COMMAND, &EXPLAIN_COMMAND, &TEXT_COMMAND,  &CHECK_COMMAND,    &FMT_COMMAND,   &TEST_COMMAND,
    &PROFILE_COMMAND, &DIFF_COMMAND,    &NEW_COMMAND,   &COMPILE_COMMAND,  &TRAIN_COMMAND, &LSP_COMMAND,
    &LOAD_COMMAND,    &LINK_COMMAND,    &MERGE_COMMAND, &VALIDATE_COMMAND, &QUERY_COMMAND};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static void print_help(FILE *to) {
  fputs(
      "spo reads articles and writes what they say as a knowledge graph in RDF.\n"
      "\n"
      "usage: spo COMMAND [OPTION...] [FILE...]\n"
      "\n",
      to);
  for (int i = 0; i < COMMAND_COUNT; i++) fprintf(to, "  %-10s %s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
  fputs(
      "\n"
      "`spo COMMAND --help` tells more about a command; `spo --version` tells which spo this is.\n"
      "\n"
      "example: spo extract article.html > article.ttl\n",
      to);
}

static bool wants_help(int argc, char **argv) {
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
  }
  return false;
}

static const Command *command_named(const char *name) {
  for (int i = 0; i < COMMAND_COUNT; i++) {
    if (strcmp(COMMANDS[i]->name, name) == 0) return COMMANDS[i];
  }
  return NULL;
}

static bool reader_is_gone(void) {
  struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* A full disk shows itself only when the last bytes are written. Whoever closes a pipe has read enough, which is no
   failure. Commands that report failures of standard output themselves clear its error. */
static int finish(int status) {
  bool reported = status == 3 && !ferror(stdout);
  errno = 0;
  bool flushed = fflush(stdout) == 0;
  int error = errno; /* of an earlier write it is lost */
  if (flushed && !ferror(stdout)) return status;
  if (reader_is_gone()) return status == 3 ? 0 : status;
  if (!reported) fprintf(stderr, "spo: standard output: error: %s\n", error ? strerror(error) : "cannot be written");
  return 3;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more is an error as any other */
  if (argc < 2) {
    print_help(stderr);
    return 2;
  }
  const char *name = argv[1];
  if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
    puts("spo " SPO_VERSION);
    return finish(0);
  }
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
    print_help(stdout);
    return finish(0);
  }
  bool help = strcmp(name, "help") == 0;
  if (help && argc < 3) {
    print_help(stdout);
    return finish(0);
  }
  const Command *command = command_named(help ? argv[2] : name);
  if (!command) {
    const char *similar = NULL;
    for (int i = 0; i < COMMAND_COUNT; i++) {
      if (slice_distance(slice_of(name), slice_of(COMMANDS[i]->name), 2) <= 2) similar = COMMANDS[i]->name;
    }
    if (similar) return usage_error(NULL, "there is no command `%s`; did you mean `%s`?", name, similar);
    return usage_error(NULL, "there is no command `%s`", help ? argv[2] : name);
  }
  if (help || wants_help(argc - 1, argv + 1)) {
    fputs(command->help, stdout);
    return finish(0);
  }
  char whole_name[64]; /* in what getopt says */
  snprintf(whole_name, sizeof whole_name, "spo %s", command->name);
  argv[1] = whole_name;
  return finish(command->run(argc - 1, argv + 1));
}
