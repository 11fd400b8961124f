#include "cli/test.h"

#include <ftw.h>
#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/diagnostic_list.h"
#include "base/file.h"

static const char *const LANGUAGES[] = {"zh", "en"};

enum { LARGEST_DOCUMENT = 16 << 20 };

/* The tests of one language. */
typedef struct {
  TestOptions *options;
  RuleTester tester;
  TestOutcomes *outcomes;
  TestEdits *edits;
  RulePrecisions *precisions;
  uint32_t passed, failed;
  const RuleTest *failing; /* the last that failed: counted once */
  struct {
    VECTOR(RulePlace);
  } failed_lines; /* of the document at hand */
} TestRun;

/* ---- finding documents ---- */

static TestOptions *finding; /* nftw passes nothing along */

static int note_document(const char *path, const struct stat *info, int kind, struct FTW *place) {
  (void)info;
  (void)place;
  Slice name = slice_of(path);
  if (kind == FTW_F && slice_ends_with(name, SLICE(".test"))) {
    VECTOR_PUSH(finding->arena, &finding->documents, arena_copy(finding->arena, name));
  }
  return 0;
}

static int by_name(const void *a, const void *b) {
  return slice_compare(*(const Slice *)a, *(const Slice *)b);
}

void test_find_documents(TestOptions *options, const char *path) {
  enum { OPEN_FILES = 16 };
  finding = options;
  uint32_t first = options->documents.count;
  nftw(path, note_document, OPEN_FILES, FTW_PHYS);
  if (options->documents.count > first) {
    qsort(options->documents.data + first, options->documents.count - first, sizeof(Slice), by_name);
  }
}

/* ---- results ---- */

static const char *kept(Arena *arena, Slice text) {
  return arena_copy(arena, text).data;
}

static void note_outcome(TestRun *run, const RuleTestResult *result) {
  Arena *arena = run->options->arena;
  size_t line, column;
  rule_position(result->place.source, result->place.begin, &line, &column);
  TestOutcome outcome = {.passed = result->passed,
                         .file = kept(arena, result->place.source->name),
                         .rule = kept(arena, result->rule),
                         .what = result->what ? kept(arena, slice_of(result->what)) : "",
                         .found = kept(arena, result->found),
                         .line = line};
  VECTOR_PUSH(arena, run->outcomes, outcome);
}

static void print_found(Slice found) {
  while (found.length) {
    Slice line = slice_cut(&found, '\n');
    fprintf(stderr, "      found %.*s\n", (int)line.length, line.data);
  }
}

static void on_result(void *handle, const RuleTestResult *result) {
  TestRun *run = handle;
  note_outcome(run, result);
  if (result->passed) {
    run->passed++;
    return;
  }
  bool document = !result->test;
  if (document || result->test != run->failing) run->failed += !document || !run->failed_lines.count;
  bool first = document || result->test != run->failing;
  run->failing = result->test;
  if (document) VECTOR_PUSH(run->options->arena, &run->failed_lines, result->place);
  if (run->options->update && !document && first) {
    test_note_update(run->options, &run->tester, result, run->edits);
  }
  if (run->options->format != TEST_TEXT) return;
  rule_report(&REPORT, SPO_ERROR, NULL, result->place, NULL, "%s%.*s%s%s", document ? "" : "rule ",
              (int)result->rule.length, result->rule.data, document ? "" : " ", result->what);
  print_found(result->found);
}

/* ---- running ---- */

static SpoStatus read_document(TestRun *run, Slice path, TestDocument *document) {
  RuleSource *source = ARENA_NEW(run->options->arena, RuleSource);
  source->name = path;
  SpoStatus status = file_read(run->options->arena, path.data, LARGEST_DOCUMENT, SPO_BAD_RULES, &REPORT, &source->text);
  return status == SPO_SUCCESS ? test_document_read(run->options->arena, source, &REPORT, document) : status;
}

static int run_documents(TestRun *run) {
  int worst = 0;
  for (uint32_t i = 0; i < run->options->documents.count; i++) {
    TestDocument document;
    SpoStatus status = read_document(run, run->options->documents.data[i], &document);
    worst = worse_status(worst, exit_status(status));
    if (status != SPO_SUCCESS || !slice_equal(document.language, run->tester.engine.languages[0].tag)) continue;
    run->failed_lines.count = 0;
    rule_tester_run_document(&run->tester, &document, on_result, run);
    if (run->options->update && (run->failed_lines.count || !document.lines.count)) {
      test_note_document_update(run->options, &run->tester, &document, run->failed_lines.data, run->failed_lines.count,
                                run->edits);
    }
    if (run->options->confidence) test_count_precision(&run->tester, &document, run->options, run->precisions);
  }
  return worst;
}

static int test_language(TestRun *run, Slice language, bool *none) {
  TestOptions *options = run->options;
  RuleTesterOptions open = {.data = options->data,
                            .language = language,
                            .paths = options->rules,
                            .path_count = (size_t)options->rule_count,
                            .alone = options->alone};
  /* rules alone need not be there for every language */
  bool may_be_none = options->alone && !options->language;
  DiagnosticList list = {.arena = options->arena};
  Diagnostics sink = diagnostic_list_sink(&list);
  SpoStatus status = rule_tester_open(&run->tester, &open, &sink);
  *none = may_be_none && status != SPO_SUCCESS && run->tester.file_count == 0;
  if (*none) return 0;
  for (uint32_t i = 0; i < list.messages.count; i++) diagnostics_report(&REPORT, &list.messages.data[i]);
  if (status != SPO_SUCCESS) return exit_status(status);
  Slice wanted = options->rule ? slice_of(options->rule) : (Slice){NULL, 0};
  rule_tester_run(&run->tester, wanted, on_result, run);
  int worst = options->rule ? 0 : run_documents(run);
  rule_tester_close(&run->tester);
  if (options->format == TEST_TEXT) {
    printf("%.*s: %u tests passed, %u failed\n", (int)language.length, language.data, run->passed, run->failed);
  }
  return run->failed ? worse_status(worst, 2) : worst;
}

/* ---- formats ---- */

static void print_json(const TestOutcomes *outcomes) {
  json_t *all = json_array();
  for (uint32_t i = 0; i < outcomes->count; i++) {
    const TestOutcome *outcome = &outcomes->data[i];
    json_t *one = json_pack("{s:b, s:s, s:I, s:s}", "passed", outcome->passed, "file", outcome->file, "line",
                            (json_int_t)outcome->line, "rule", outcome->rule);
    if (!outcome->passed) {
      json_object_set_new(one, "what", json_string(outcome->what));
      json_object_set_new(one, "found", json_string(outcome->found));
    }
    json_array_append_new(all, one);
  }
  json_dumpf(all, stdout, JSON_INDENT(2));
  putchar('\n');
  json_decref(all);
}

static void print_tap(const TestOutcomes *outcomes) {
  printf("TAP version 13\n1..%u\n", outcomes->count);
  for (uint32_t i = 0; i < outcomes->count; i++) {
    const TestOutcome *outcome = &outcomes->data[i];
    printf("%sok %u - %s:%zu %s %s\n", outcome->passed ? "" : "not ", i + 1, outcome->file, outcome->line,
           outcome->rule, outcome->what);
  }
}

static int test_once(TestOptions *options) {
  TestOutcomes outcomes = {0};
  TestEdits edits = {0};
  RulePrecisions precisions = {0};
  int worst = 0;
  unsigned none = 0, tried = 0;
  for (int i = 0; i < 2; i++) {
    if (options->language && strcmp(options->language, LANGUAGES[i]) != 0) continue;
    TestRun run = {.options = options, .outcomes = &outcomes, .edits = &edits, .precisions = &precisions};
    bool missing = false;
    worst = worse_status(worst, test_language(&run, slice_of(LANGUAGES[i]), &missing));
    none += missing;
    tried++;
  }
  if (none == tried) {
    diagnostics_file(&REPORT, SPO_ERROR, options->rule_count ? options->rules[0] : NULL, 0, SIZE_MAX,
                     "holds no rule files (*.spo)");
    return 2;
  }
  if (options->format == TEST_JSON) print_json(&outcomes);
  if (options->format == TEST_TAP) print_tap(&outcomes);
  if (options->confidence) worst = worse_status(worst, test_write_confidence(options, &precisions));
  if (options->update) return test_write_updates(options, &edits);
  return worst;
}

/* Documents that were named, and those in the directories: new ones may have come since the last time. */
static void find_all_documents(TestOptions *options) {
  options->documents.count = options->named_documents;
  for (int i = 0; i < options->rule_count; i++) {
    struct stat info;
    if (stat(options->rules[i], &info) == 0 && S_ISDIR(info.st_mode)) test_find_documents(options, options->rules[i]);
  }
}

static void take_path(TestOptions *options, const char *path, int *status) {
  if (slice_ends_with(slice_of(path), SLICE(".test"))) {
    VECTOR_PUSH(options->arena, &options->documents, slice_of(path));
    options->named_documents++;
    return;
  }
  if (options->rule_count == MOST_RULE_PATHS) {
    *status = usage_error("test", "too many rules");
    return;
  }
  options->rules[options->rule_count++] = path;
}

static int take_format(TestOptions *options, const char *argument) {
  static const char *const NAMES[] = {"text", "json", "tap"};
  for (int i = 0; i < 3; i++) {
    if (strcmp(argument, NAMES[i]) != 0) continue;
    options->format = (TestFormat)i;
    return 0;
  }
  return usage_error("test", "`%s` is no format; there is text, json, tap", argument);
}

static int take_options(TestOptions *options, int argc, char **argv) {
  static const struct option LONG[] = {{"data", required_argument, NULL, 'D'},
                                       {"lang", required_argument, NULL, 'l'},
                                       {"rule", required_argument, NULL, 'R'},
                                       {"alone", no_argument, NULL, 'a'},
                                       {"update", no_argument, NULL, 'u'},
                                       {"yes", no_argument, NULL, 'y'},
                                       {"watch", no_argument, NULL, 'w'},
                                       {"corpus", no_argument, NULL, 'c'},
                                       {"confidence", required_argument, NULL, 'C'},
                                       {"format", required_argument, NULL, 'F'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  optind = 1;
  int option, status = 0;
  bool corpus = false;
  while (!status && (option = getopt_long(argc, argv, "hy", LONG, NULL)) != -1) {
    switch (option) {
      case 'D':
        options->data = optarg;
        break;
      case 'l':
        options->language = optarg;
        break;
      case 'R':
        options->rule = optarg;
        break;
      case 'a':
        options->alone = true;
        break;
      case 'u':
        options->update = true;
        break;
      case 'y':
        options->yes = true;
        break;
      case 'w':
        options->watch = true;
        break;
      case 'c':
        corpus = true;
        break;
      case 'C':
        options->confidence = optarg;
        break;
      case 'F':
        status = take_format(options, optarg);
        break;
      default:
        return usage_error("test", "unknown or incomplete option");
    }
  }
  if (status) return status;
  /* behind --corpus stand articles, rules before a lone `--corpus` are not told apart: the first argument is the rules
   */
  for (int i = optind; i < argc && !status && !corpus; i++) take_path(options, argv[i], &status);
  if (corpus) {
    if (optind + 1 >= argc) return usage_error("test", "--corpus takes the rules first, then articles");
    take_path(options, argv[optind], &status);
    options->corpus = argv + optind + 1;
    options->corpus_count = argc - optind - 1;
  }
  return status;
}

static int test(TestOptions *options) {
  if (options->alone && !options->rule_count) return usage_error("test", "--alone needs rules to test");
  if (options->corpus_count) return test_corpus(options);
  find_all_documents(options);
  int status = test_once(options);
  while (options->watch && test_wait_for_change(options)) {
    find_all_documents(options);
    status = test_once(options);
  }
  return options->watch ? 0 : status;
}

static int run(int argc, char **argv) {
  Arena arena;
  arena_init(&arena, (size_t)4 << 30);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&arena, out_of_memory)) {
    arena_free(&arena);
    return 3;
  }
  TestOptions options = {.arena = &arena};
  int status = take_options(&options, argc, argv);
  if (!status) status = test(&options);
  arena_free(&arena);
  return status;
}

const Command TEST_COMMAND = {
    "test", "runs the tests of rule files",
    "usage: spo test [OPTION...] [RULES...] [NAME.test...]\n"
    "       spo test --corpus RULES ARTICLE...\n"
    "\n"
    "Runs the tests that stand beside the rules, shipped ones and those in RULES (directories or files), each\n"
    "through the whole pipeline, and documents with expected facts (NAME.test, also those found in RULES). What\n"
    "fails is shown with what was found instead.\n"
    "\n"
    "      --rule NAME     only the tests of this rule\n"
    "      --update        rewrites what failing tests expect, after showing the differences; asks, unless --yes\n"
    "      --watch         runs again whenever a file in RULES is saved, until Ctrl-C\n"
    "      --corpus        counts what each rule finds in articles, and lists those that find nothing\n"
    "      --confidence F  writes the precision of each rule over documents with complete answers to F\n"
    "      --format FORMAT text, json, tap\n"
    "      --lang LANG     only the rules of this language: zh, en\n"
    "      --alone         only RULES, without the shipped ones\n"
    "      --data DIR      where the shipped rules are\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 all passed, 2 a test failed or a rule file has errors\n",
    run};
