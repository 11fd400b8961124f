#include <getopt.h>

#include "api/rule_check.h"
#include "cli/command.h"
#include "cli/fixes.h"
#include "cli/messages.h"
#include "cli/shapes.h"
#include "rules/rule_codes.h"

static const char *const LANGUAGES[] = {"zh", "en"};

typedef struct {
  const char *data;
  const char *language; /* NULL: all */
  bool alone;           /* without the shipped rules */
  bool fix, diff, quiet;
  bool shapes;        /* write SHACL shapes instead, */
  const char *output; /* to this file, or to standard output */
  bool strict;        /* warn of classes and properties that no ontology file declares */
  LintScope lint;
  MessageFormat format;
  char **paths;
  int path_count;
} CheckOptions;

typedef struct {
  uint32_t files, rules, frames, words, tests;
} CheckCounts;

/* The rules of one language, being checked; its messages are added to those of the whole check. */
typedef struct {
  const CheckOptions *options;
  Arena *arena;
  Slice language;
  DiagnosticList *list;
  CheckCounts counts;
  bool none; /* there are no rules for this language */
} Check;

static void count_all(Check *check, const RuleFile *files, uint32_t file_count, const RuleSet *rules) {
  check->counts = (CheckCounts){.files = file_count, .rules = rules->rules_count, .frames = rules->frames_count};
  check->counts.words = rules->lexicon.word_count;
  for (uint32_t i = 0; i < file_count; i++) {
    for (uint32_t k = 0; k < files[i].rules.count; k++) check->counts.tests += files[i].rules.data[k].tests.count;
  }
}

static SpoStatus check_language(Check *check, const char *data) {
  Arena *arena = check->arena;
  const CheckOptions *options = check->options;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  RuleCheckOptions wanted = {.data = data,
                             .language = check->language,
                             .paths = (const char *const *)options->paths,
                             .path_count = (size_t)options->path_count,
                             .alone = options->alone,
                             .strict = options->strict,
                             .lint = options->lint};
  RuleCheck rules;
  SpoStatus status = rule_check(arena, &wanted, check->list, &rules);
  check->none = rules.file_count == 0;
  if (status == SPO_SUCCESS) count_all(check, rules.files, rules.file_count, &rules.rules);
  return status;
}

static void print_counts(const Check *check) {
  const CheckCounts *counts = &check->counts;
  printf("%.*s: %u %s, %u %s with %u %s, %u %s, %u %s: no errors\n", (int)check->language.length, check->language.data,
         counts->files, word_for(counts->files, "file", "files"), counts->rules,
         word_for(counts->rules, "rule", "rules"), counts->tests, word_for(counts->tests, "test", "tests"),
         counts->frames, word_for(counts->frames, "frame", "frames"), counts->words,
         word_for(counts->words, "word", "words"));
}

/* Rules that are checked alone need not be there for every language; for none is an error. */
static bool may_be_missing(const CheckOptions *options, const Check *check, bool last, bool any) {
  return check->none && options->alone && !options->language && !(last && !any);
}

static int check_all(const CheckOptions *options, DiagnosticList *list) {
  char data[4096];
  if (!engine_find_data(options->data, data, sizeof data, &REPORT)) return 2;
  int worst = 0;
  bool any = false;
  for (int i = 0; i < 2; i++) {
    if (options->language && strcmp(options->language, LANGUAGES[i]) != 0) continue;
    Arena arena;
    arena_init(&arena, (size_t)4 << 30);
    Check check = {.options = options, .arena = &arena, .language = slice_of(LANGUAGES[i]), .list = list};
    uint32_t messages = list->messages.count;
    SpoStatus status = check_language(&check, data);
    arena_free(&arena);
    if (may_be_missing(options, &check, i == 1, any)) {
      list->messages.count = messages;
      continue;
    }
    any = true;
    worst = worse_status(worst, exit_status(status));
    if (status == SPO_SUCCESS && options->format == MESSAGES_TEXT && !options->quiet) print_counts(&check);
  }
  return worst;
}

static int check(const CheckOptions *options) {
  Arena arena;
  arena_init(&arena, (size_t)1 << 30);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&arena, out_of_memory)) {
    arena_free(&arena);
    return 3;
  }
  DiagnosticList list = {.arena = &arena};
  int status = check_all(options, &list);
  diagnostic_list_sort(&list);
  if (options->fix) {
    SpoStatus fixing = SPO_SUCCESS;
    uint32_t fixes = fixes_apply(&arena, &list, options->diff, &fixing);
    fprintf(stderr, "spo: %u fix%s %s\n", fixes, fixes == 1 ? "" : "es", options->diff ? "offered" : "made");
    status = worse_status(fixes && !options->diff ? 0 : status, exit_status(fixing));
  }
  if (!options->fix) messages_print(&list, options->format, stdout);
  arena_free(&arena);
  return status;
}

/* ---- codes ---- */

static void print_example(const char *head, const char *rules) {
  if (!rules) return;
  printf("\n%s\n", head);
  for (const char *line = rules; *line;) {
    size_t length = strcspn(line, "\n");
    printf("    %.*s\n", (int)(length > 110 ? 110 : length), line);
    line += length + (line[length] == '\n');
  }
}

static int explain_code(const char *name) {
  for (size_t i = 0; !name && i < RULE_CODE_COUNT; i++) printf("%s  %s\n", RULE_CODES[i].code, RULE_CODES[i].title);
  if (!name) return 0;
  const RuleCode *code = rule_code_named(name);
  if (!code) return usage_error("check", "there is no code `%s`; `spo check --explain` lists all", name);
  printf("%s  %s\n\n%s\n", code->code, code->title, code->explanation);
  print_example("Wrong:", code->wrong);
  print_example("Right:", code->right);
  return 0;
}

static int take_lint(CheckOptions *options, const char *argument) {
  static const char *const NAMES[] = {"own", "all", "none"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(argument, NAMES[i]) != 0) continue;
    options->lint = (LintScope)i;
    return 0;
  }
  return usage_error("check", "--lint takes own, all or none, not `%s`", argument);
}

static int write_shapes(const CheckOptions *options) {
  EngineOptions engine = {.data = options->data,
                          .rules = (const char *const *)options->paths,
                          .rule_count = (size_t)options->path_count,
                          .without_shipped = options->alone,
                          .language = slice_of(options->language)};
  return shapes_write(&engine, options->output);
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"data", required_argument, NULL, 'D'},   {"lang", required_argument, NULL, 'l'},
                                       {"alone", no_argument, NULL, 'a'},        {"explain", no_argument, NULL, 'e'},
                                       {"format", required_argument, NULL, 'F'}, {"lint", required_argument, NULL, 'L'},
                                       {"fix", no_argument, NULL, 'x'},          {"diff", no_argument, NULL, 'd'},
                                       {"strict", no_argument, NULL, 's'},       {"shapes", no_argument, NULL, 'S'},
                                       {"output", required_argument, NULL, 'o'}, {"quiet", no_argument, NULL, 'q'},
                                       {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
  CheckOptions options = {0};
  bool explain = false;
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "hqo:", LONG, NULL)) != -1) {
    switch (option) {
      case 'D':
        options.data = optarg;
        break;
      case 'l':
        options.language = optarg;
        break;
      case 'a':
        options.alone = true;
        break;
      case 'e':
        explain = true;
        break;
      case 'F':
        if (!message_format_named(optarg, &options.format)) {
          status = usage_error("check", "`%s` is no format; there is text, json, github, sarif", optarg);
        }
        break;
      case 'L':
        status = take_lint(&options, optarg);
        break;
      case 'x':
        options.fix = true;
        break;
      case 'd':
        options.diff = true;
        break;
      case 'S':
        options.shapes = true;
        break;
      case 'o':
        options.output = optarg;
        break;
      case 's':
        options.strict = true;
        break;
      case 'q':
        options.quiet = true;
        break;
      default:
        return usage_error("check", "unknown or incomplete option");
    }
  }
  if (status) return status;
  options.paths = argv + optind;
  options.path_count = argc - optind;
  if (explain) return explain_code(options.path_count ? options.paths[0] : NULL);
  if (options.alone && !options.path_count) return usage_error("check", "--alone needs rules to check");
  if (options.diff && !options.fix) return usage_error("check", "--diff shows what --fix would change; give both");
  if (options.output && !options.shapes) return usage_error("check", "-o FILE is for --shapes");
  return options.shapes ? write_shapes(&options) : check(&options);
}

const Command CHECK_COMMAND = {
    "check", "finds the errors in rule files",
    "usage: spo check [OPTION...] [RULES...]\n"
    "       spo check --shapes [-o FILE] [RULES...]\n"
    "       spo check --explain [CODE]\n"
    "\n"
    "Reads and compiles the shipped rules together with those in RULES (directories or files) and reports every\n"
    "error and what is hardly meant, with its file, line and column, and which rules do not count because of it.\n"
    "\n"
    "      --explain CODE  what a code such as E043 means, at length; without CODE: all codes\n"
    "      --format FORMAT text, json, github (workflow commands), sarif\n"
    "      --lint SCOPE    warnings for: own (RULES; default), all (also the shipped rules), none\n"
    "      --fix           mends what is safe to mend, such as misspelt names\n"
    "      --diff          with --fix: shows what would change, and changes nothing\n"
    "      --shapes        writes SHACL shapes (Turtle) of the graphs that the rules make, to check graphs with\n"
    "  -o FILE             where to; standard output without it\n"
    "      --strict        also warns of classes and properties that no ontology file declares\n"
    "      --lang LANG     only the rules of this language: zh, en\n"
    "      --alone         only RULES, without the shipped ones\n"
    "      --data DIR      where the shipped rules are\n"
    "  -q, --quiet         only what is wrong\n"
    "  -h, --help          show this page\n"
    "\n"
    "examples:\n"
    "  spo check my-rules                     what is wrong in them\n"
    "  spo check --shapes -o shapes.ttl my-rules\n"
    "\n"
    "exit status: 0 no errors (there may be warnings), 2 errors, 3 nothing could be written\n",
    run};
