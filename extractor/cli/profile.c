#include <getopt.h>
#include <stdlib.h>

#include "cli/command.h"
#include "match/trace.h"

typedef struct {
  CommonOptions common;
  bool csv;
  Trace trace;
  RuleProfile *rules[ENGINE_LANGUAGES]; /* by rule */
  uint64_t characters, documents;
} Profiling;

/* The analysis counts into the profile of the document's language; which that is, is known when it is read. */
static int add_document(void *handle, Session *session) {
  Profiling *profiling = handle;
  const Result *result = &session->result;
  int language = result->language == &session->engine->languages[0] ? 0 : 1;
  RuleProfile *sum = profiling->rules[language];
  profiling->documents++;
  profiling->characters += result->text.length;
  for (uint32_t i = 0; i < result->language->rules.rules_count; i++) {
    sum[i].nanoseconds += profiling->trace.profile[i].nanoseconds;
    sum[i].attempts += profiling->trace.profile[i].attempts;
    sum[i].matches += profiling->trace.profile[i].matches;
  }
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    sum[result->analysis.facts.data[result->resolution.claims.data[i]].rule].facts++;
  }
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    if (!result->analysis.mentions.data[i].open) sum[result->analysis.mentions.data[i].rule].facts++;
  }
  return 0;
}

typedef struct {
  const RuleSet *rules;
  const Rule *rule;
  const RuleProfile *profile;
} Line;

static int longest_first(const void *a, const void *b) {
  const Line *x = a, *y = b;
  if (x->profile->nanoseconds != y->profile->nanoseconds) {
    return x->profile->nanoseconds > y->profile->nanoseconds ? -1 : 1;
  }
  return (x > y) - (x < y);
}

static void print_line(const Line *line, double total, bool csv) {
  Slice name = rule_string(line->rules, line->rule->name), file = rule_string(line->rules, line->rule->file);
  double milliseconds = (double)line->profile->nanoseconds / 1e6;
  if (csv) {
    printf("%.*s,%.*s,%u,%.3f,%llu,%llu,%llu\n", (int)name.length, name.data, (int)file.length, file.data,
           line->rule->line, milliseconds, (unsigned long long)line->profile->attempts,
           (unsigned long long)line->profile->matches, (unsigned long long)line->profile->facts);
    return;
  }
  printf("%10.1f %5.1f%% %10llu %10llu %8llu  %.*s, %.*s:%u\n", milliseconds,
         total > 0 ? 100 * (double)line->profile->nanoseconds / total : 0, (unsigned long long)line->profile->attempts,
         (unsigned long long)line->profile->matches, (unsigned long long)line->profile->facts, (int)name.length,
         name.data, (int)file.length, file.data, line->rule->line);
}

static void print_profile(const Profiling *profiling, const Engine *engine) {
  Line *lines = NULL;
  uint32_t count = 0;
  double total = 0;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    const RuleSet *rules = &engine->languages[i].rules;
    Line *more = realloc(lines, (count + rules->rules_count + 1) * sizeof *lines);
    if (!more) break;
    lines = more;
    for (uint32_t k = 0; k < rules->rules_count; k++) {
      lines[count++] = (Line){rules, &rules->rules[k], &profiling->rules[i][k]};
      total += (double)profiling->rules[i][k].nanoseconds;
    }
  }
  if (count) qsort(lines, count, sizeof *lines, longest_first);
  puts(profiling->csv ? "rule,file,line,milliseconds,attempts,matches,facts"
                      : "        ms  share   attempts    matches    facts  rule");
  for (uint32_t i = 0; i < count; i++) {
    if (lines[i].profile->attempts || profiling->csv) print_line(&lines[i], total, profiling->csv);
  }
  if (!profiling->csv) {
    printf("%10.1f ms in all rules, over %llu documents of %llu characters\n", total / 1e6,
           (unsigned long long)profiling->documents, (unsigned long long)profiling->characters);
  }
  free(lines);
}

static int profile(Profiling *profiling, char **paths, int count) {
  Engine engine;
  int status = open_engine(&engine, &profiling->common);
  if (status) return status;
  uint32_t most = 1;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    uint32_t rules = engine.languages[i].rules.rules_count + 1;
    profiling->rules[i] = calloc(rules, sizeof(RuleProfile));
    if (rules > most) most = rules;
  }
  profiling->trace = (Trace){.rule = UINT32_MAX, .profile = calloc(most, sizeof(RuleProfile)), .profiled = most};
  Session session;
  session_init(&session, &engine, &profiling->common.graph);
  session.trace = &profiling->trace;
  bool memory = profiling->rules[0] && profiling->rules[1] && profiling->trace.profile;
  status = memory ? visit_documents(&profiling->common, &session, paths, count, add_document, profiling) : 3;
  if (memory) print_profile(profiling, &engine);
  session_free(&session);
  for (int i = 0; i < ENGINE_LANGUAGES; i++) free(profiling->rules[i]);
  free(profiling->trace.profile);
  engine_close(&engine);
  return status;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {
      COMMON_LONG_OPTIONS, {"format", required_argument, NULL, 'F'}, {NULL, 0, NULL, 0}};
  Profiling profiling = {0};
  common_init(&profiling.common, "profile");
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:h", LONG, NULL)) != -1) {
    if (common_take(&profiling.common, option, optarg, &status)) continue;
    if (option == 'F') {
      profiling.csv = strcmp(optarg, "csv") == 0;
      if (!profiling.csv && strcmp(optarg, "text") != 0) {
        status = usage_error("profile", "`%s` is no format; there is text, csv", optarg);
      }
    } else {
      status = usage_error("profile", "unknown or incomplete option");
    }
  }
  return status ? status : profile(&profiling, argv + optind, argc - optind);
}

const Command PROFILE_COMMAND = {
    "profile", "how long each rule takes, and how often it is tried and matches",
    "usage: spo profile [OPTION...] [FILE...]\n"
    "\n"
    "Runs articles through the pipeline and shows for each rule, the slowest first: milliseconds, its share of the\n"
    "time of all rules, how often it was woken, how often it matched, and what stayed of that.\n"
    "\n" COMMON_HELP "      --format FORMAT text, csv\n",
    run};
