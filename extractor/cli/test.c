#include <getopt.h>

#include "cli/command.h"
#include "rules/rule_loader.h"

static const char *const LANGUAGES[] = {"zh", "en"};

typedef struct {
  const char *data, *language, *rule;
  bool alone, verbose;
  char **paths;
  int path_count;
} TestOptions;

/* Runs the tests of one language with its rules, compiled from their sources. */
typedef struct {
  const TestOptions *options;
  Engine engine; /* with just this language in it */
  Session session;
  uint32_t passed, failed;
} TestRun;

static bool slot_says(Session *session, const Fact *fact, const ExpectedSlot *expected) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[fact->frame], expected->slot.text);
  const FactSlot *found = slot == UINT32_MAX ? NULL : fact_slot(fact, slot);
  if (!found) return false;
  if (slice_equal(graph_slot_text(&session->arena, &result->resolution, fact, found), expected->value.text))
    return true;
  bool span = found->kind != FACT_TEXT && found->kind != FACT_PRONOUN;
  return span && slice_equal(text_slice(&result->text, found->begin, found->end), expected->value.text);
}

static bool has_fact(Session *session, uint32_t rule, const ExpectedFact *expected) {
  const Result *result = &session->result;
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[i]];
    if (fact->rule != rule) continue;
    bool all = true;
    for (uint32_t k = 0; k < expected->count && all; k++) all = slot_says(session, fact, &expected->data[k]);
    if (all) return true;
  }
  return false;
}

/* A rule that marks is tested by what it marks: `-> Person=黄铁军`. Types that are no entities cannot be seen in the
 * end. */
static bool has_mention(Session *session, uint32_t rule, const ExpectedFact *expected) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    const Mention *mention = &result->analysis.mentions.data[i];
    if (mention->rule != rule || mention->open) continue;
    if (!expected) return true;
    Slice text = text_slice(&result->text, mention->begin, mention->end);
    Slice type = rule_string(rules, rules->types[mention->type].name);
    for (uint32_t k = 0; k < expected->count; k++) {
      if (slice_equal(expected->data[k].slot.text, type) && slice_equal(expected->data[k].value.text, text))
        return true;
    }
  }
  return false;
}

static bool fires(Session *session, uint32_t rule) {
  const Result *result = &session->result;
  if (result->language->rules.rules[rule].flags & RULE_MARK) return has_mention(session, rule, NULL);
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    if (result->analysis.facts.data[result->resolution.claims.data[i]].rule == rule) return true;
  }
  return false;
}

static Document test_document(Arena *arena, Slice text, Slice language) {
  Document document = {.name = SLICE("test"), .id = SLICE("test"), .language = language, .text = text};
  Block block = {0, (uint32_t)text.length, BLOCK_PARAGRAPH};
  VECTOR_PUSH(arena, &document.blocks, block);
  return document;
}

static void report_failure(TestRun *run, RulePlace place, Slice rule, const char *what) {
  run->failed++;
  rule_report(&REPORT, SPO_ERROR, NULL, place, NULL, "rule %.*s %s", (int)rule.length, rule.data, what);
}

/* What was found instead, for whoever has to mend the rule. */
static void print_found(Session *session) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[i]];
    const RuleFrame *frame = &rules->frames[fact->frame];
    Slice name = rule_string(rules, frame->name), rule = rule_string(rules, rules->rules[fact->rule].name);
    fprintf(stderr, "      found %.*s (%.*s):", (int)name.length, name.data, (int)rule.length, rule.data);
    for (uint32_t k = 0; k < frame->slot_count; k++) {
      const FactSlot *slot = fact_slot(fact, k);
      if (!slot) continue;
      Slice slot_name = rule_string(rules, rules->slots[frame->first_slot + k].name);
      Slice said = graph_slot_text(&session->arena, &result->resolution, fact, slot);
      fprintf(stderr, " %.*s=%.*s", (int)slot_name.length, slot_name.data, (int)said.length, said.data);
    }
    fputc('\n', stderr);
  }
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    const Mention *mention = &result->analysis.mentions.data[i];
    if (mention->open) continue;
    Slice text = text_slice(&result->text, mention->begin, mention->end);
    Slice type = rule_string(rules, rules->types[mention->type].name);
    Slice rule = rule_string(rules, rules->rules[mention->rule].name);
    fprintf(stderr, "      found %.*s=%.*s (%.*s)\n", (int)type.length, type.data, (int)text.length, text.data,
            (int)rule.length, rule.data);
  }
}

static void run_test(TestRun *run, uint32_t rule, Slice name, const RuleTest *test) {
  Session *session = &run->session;
  session_begin(session);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) {
    report_failure(run, test->place, name, "took too much memory");
    return;
  }
  Document document = test_document(&session->arena, test->text, run->engine.languages[0].tag);
  if (session_run(session, &document) != SPO_SUCCESS) {
    report_failure(run, test->place, name, "took too much memory");
    return;
  }
  if (ARENA_GUARD(&session->arena, out_of_memory)) return;
  uint32_t failed = run->failed;
  if (!test->positive) {
    if (fires(session, rule)) report_failure(run, test->place, name, "must not fire here, but does");
  } else if (!test->facts.count && !fires(session, rule)) {
    report_failure(run, test->place, name, "does not fire here");
  }
  bool mark = run->engine.languages[0].rules.rules[rule].flags & RULE_MARK;
  for (uint32_t i = 0; i < test->facts.count; i++) {
    const ExpectedFact *expected = &test->facts.data[i];
    if (mark ? has_mention(session, rule, expected) : has_fact(session, rule, expected)) continue;
    RulePlace place = expected->count ? expected->data[0].slot.place : test->place;
    if (expected->count) place.end = expected->data[expected->count - 1].value.place.end;
    report_failure(run, place, name, "does not find this");
  }
  if (failed == run->failed) {
    run->passed++;
  } else {
    print_found(session);
  }
}

static void run_tests(TestRun *run, const RuleFile *files, uint32_t count) {
  for (uint32_t f = 0; f < count; f++) {
    for (uint32_t i = 0; i < files[f].rules.count; i++) {
      const RuleStatement *statement = &files[f].rules.data[i];
      uint32_t rule = rule_set_rule(&run->engine.languages[0].rules, statement->name.text);
      if (rule == UINT32_MAX) continue;
      if (run->options->rule && !slice_is(statement->name.text, run->options->rule)) continue;
      for (uint32_t k = 0; k < statement->tests.count; k++) {
        run_test(run, rule, statement->name.text, &statement->tests.data[k]);
      }
    }
  }
}

static SpoStatus test_language(TestRun *run, const char *data, Slice tag) {
  EngineLanguage *language = &run->engine.languages[0];
  language->tag = tag;
  arena_init(&language->arena, (size_t)4 << 30);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&language->arena, out_of_memory)) return SPO_NO_MEMORY;
  Arena *arena = &language->arena;
  const char **directories = ARENA_ARRAY(arena, const char *, (size_t)run->options->path_count + 1);
  size_t count = 0;
  if (!run->options->alone) directories[count++] = arena_print(arena, "%s/rules", data).data;
  for (int i = 0; i < run->options->path_count; i++) directories[count++] = run->options->paths[i];
  SpoStatus status = engine_open_dictionary(data, tag, &language->dictionary_file, &language->dictionary, &REPORT);
  if (status != SPO_SUCCESS) return status;
  const Lexicon *dictionary = language->dictionary.word_count ? &language->dictionary : NULL;
  RuleLoad load = {.directories = directories,
                   .directory_count = count,
                   .language = tag,
                   .dictionary = dictionary,
                   .shipped = arena_print(arena, "%s/rules", data).data};
  RuleFile *files;
  uint32_t file_count;
  status = rule_load_files(arena, &load, &REPORT, &files, &file_count);
  if (status == SPO_SUCCESS) status = rule_load_compile(arena, &load, files, file_count, &REPORT, &language->rules);
  if (status != SPO_SUCCESS) return status;
  vocabulary_init(&language->vocabulary, arena, &language->rules, dictionary);
  GraphOptions graph = {.base = SLICE(GRAPH_DEFAULT_BASE)};
  session_init(&run->session, &run->engine, &graph);
  run_tests(run, files, file_count);
  session_free(&run->session);
  return SPO_SUCCESS;
}

static int test(const TestOptions *options) {
  char data[4096];
  if (!engine_find_data(options->data, data, sizeof data, &REPORT)) return 2;
  int worst = 0;
  for (int i = 0; i < 2; i++) {
    if (options->language && strcmp(options->language, LANGUAGES[i]) != 0) continue;
    TestRun run = {.options = options};
    SpoStatus status = test_language(&run, data, slice_of(LANGUAGES[i]));
    engine_close(&run.engine);
    worst = worse_status(worst, exit_status(status));
    if (status == SPO_SUCCESS) printf("%s: %u tests passed, %u failed\n", LANGUAGES[i], run.passed, run.failed);
    if (run.failed) worst = worse_status(worst, 2);
  }
  return worst;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"data", required_argument, NULL, 'D'}, {"lang", required_argument, NULL, 'l'},
                                       {"rule", required_argument, NULL, 'R'}, {"alone", no_argument, NULL, 'a'},
                                       {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
  TestOptions options = {0};
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
      case 'R':
        options.rule = optarg;
        break;
      case 'a':
        options.alone = true;
        break;
      default:
        return usage_error("test", "unknown or incomplete option");
    }
  }
  options.paths = argv + optind;
  options.path_count = argc - optind;
  if (options.alone && !options.path_count) return usage_error("test", "--alone needs rules to test");
  return test(&options);
}

const Command TEST_COMMAND = {
    "test", "runs the ok and no lines of rule files",
    "usage: spo test [OPTION...] [RULES...]\n"
    "\n"
    "Runs the tests that stand beside the rules, shipped ones and those in RULES (directories or files), each\n"
    "through the whole pipeline. A rule that fails is shown with what was found instead.\n"
    "\n"
    "      --lang LANG     only the rules of this language: zh, en\n"
    "      --rule NAME     only the tests of this rule\n"
    "      --alone         only RULES, without the shipped ones\n"
    "      --data DIR      where the shipped rules are\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 all passed, 2 a test failed or a rule file has errors\n",
    run};
