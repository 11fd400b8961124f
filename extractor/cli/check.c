#include <getopt.h>

#include "cli/command.h"
#include "rules/rule_loader.h"

static const char *const LANGUAGES[] = {"zh", "en"};

typedef struct {
  const char *data;
  const char *language; /* NULL: all */
  bool alone;           /* without the shipped rules */
  char **paths;
  int path_count;
} CheckOptions;

typedef struct {
  uint32_t files, rules, frames, words, tests;
} CheckCounts;

/* Compiles the rules of one language. */
static SpoStatus check_language(Arena *arena, const CheckOptions *options, const char *data, Slice language,
                                CheckCounts *counts) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  const char **directories = ARENA_ARRAY(arena, const char *, (size_t)options->path_count + 1);
  size_t count = 0;
  if (!options->alone) directories[count++] = arena_print(arena, "%s/rules", data).data;
  for (int i = 0; i < options->path_count; i++) directories[count++] = options->paths[i];
  MappedFile file;
  Lexicon dictionary;
  SpoStatus status = engine_open_dictionary(data, language, &file, &dictionary, &REPORT);
  if (status != SPO_SUCCESS) return status;
  RuleLoad load = {.directories = directories,
                   .shipped = arena_print(arena, "%s/rules", data).data,
                   .notes = true,
                   .directory_count = count,
                   .language = language,
                   .dictionary = dictionary.word_count ? &dictionary : NULL};
  RuleFile *files;
  uint32_t file_count;
  RuleSet rules;
  status = rule_load_files(arena, &load, &REPORT, &files, &file_count);
  if (status == SPO_SUCCESS) status = rule_load_compile(arena, &load, files, file_count, &REPORT, &rules);
  if (status == SPO_SUCCESS) {
    *counts = (CheckCounts){.files = file_count, .rules = rules.rules_count, .frames = rules.frames_count};
    counts->words = rules.lexicon.word_count;
    for (uint32_t i = 0; i < file_count; i++) {
      for (uint32_t k = 0; k < files[i].rules.count; k++) counts->tests += files[i].rules.data[k].tests.count;
    }
  }
  file_unmap(&file);
  return status;
}

static int check(const CheckOptions *options) {
  char data[4096];
  if (!engine_find_data(options->data, data, sizeof data, &REPORT)) return 2;
  int worst = 0;
  for (int i = 0; i < 2; i++) {
    if (options->language && strcmp(options->language, LANGUAGES[i]) != 0) continue;
    Arena arena;
    arena_init(&arena, (size_t)4 << 30);
    CheckCounts counts = {0};
    SpoStatus status = check_language(&arena, options, data, slice_of(LANGUAGES[i]), &counts);
    arena_free(&arena);
    worst = worse_status(worst, exit_status(status));
    if (status == SPO_SUCCESS) {
      printf("%s: %u files, %u rules with %u tests, %u frames, %u words: no errors\n", LANGUAGES[i], counts.files,
             counts.rules, counts.tests, counts.frames, counts.words);
    }
  }
  return worst;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"data", required_argument, NULL, 'D'},
                                       {"lang", required_argument, NULL, 'l'},
                                       {"alone", no_argument, NULL, 'a'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  CheckOptions options = {0};
  optind = 1;
  int option;
  while ((option = getopt_long(argc, argv, "h", LONG, NULL)) != -1) {
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
      default:
        return usage_error("check", "unknown or incomplete option");
    }
  }
  options.paths = argv + optind;
  options.path_count = argc - optind;
  if (options.alone && !options.path_count) return usage_error("check", "--alone needs rules to check");
  return check(&options);
}

const Command CHECK_COMMAND = {
    "check", "finds the errors in rule files",
    "usage: spo check [OPTION...] [RULES...]\n"
    "\n"
    "Reads and compiles the shipped rules together with those in RULES (directories or files) and reports every\n"
    "error with its file, line and column.\n"
    "\n"
    "      --lang LANG     only the rules of this language: zh, en\n"
    "      --alone         only RULES, without the shipped ones\n"
    "      --data DIR      where the shipped rules are\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 no errors, 2 errors\n",
    run};
