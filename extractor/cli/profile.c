#include <getopt.h>
#include <stdlib.h>

#include "base/clock.h"
#include "cli/command.h"
#include "match/trace.h"

enum { ROUNDS = 3, MOST_ROUNDS = 1000 };

typedef struct {
  CommonOptions common;
  bool csv;
  unsigned rounds;
  Trace trace;
  RuleProfile *rules[ENGINE_LANGUAGES]; /* by rule: of this round, */
  uint64_t *least[ENGINE_LANGUAGES];    /* and the least nanoseconds of all rounds */
  uint64_t characters, documents;
  bool types;
  uint64_t *edges[ENGINE_LANGUAGES]; /* by type: how many stand in the texts */
  uint64_t characters_of[ENGINE_LANGUAGES];
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

/* The clock is read twice for each attempt: nanoseconds that pass in between where nothing is done. */
static uint64_t clock_cost(void) {
  enum { TIMES = 1000 };
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < TIMES; i++) {
    uint64_t begin = clock_now(), passed = clock_now() - begin;
    if (passed < least) least = passed;
  }
  return least;
}

static uint64_t without_clock(const RuleProfile *rule, uint64_t cost) {
  uint64_t clock = rule->attempts * cost;
  return rule->nanoseconds > clock ? rule->nanoseconds - clock : 0;
}

/* Standard input can be read once. */
static bool can_be_read_again(const Profiling *profiling, char **paths, int count) {
  bool standard = !count && !profiling->common.files_from;
  for (int i = 0; i < count; i++) standard = standard || strcmp(paths[i], "-") == 0;
  const char *list = profiling->common.files_from;
  return !standard && !(list && strcmp(list, "-") == 0);
}

static void end_round(Profiling *profiling, const Engine *engine, bool first, uint64_t clock) {
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    for (uint32_t k = 0; k < engine->languages[i].rules.rules_count; k++) {
      uint64_t time = without_clock(&profiling->rules[i][k], clock);
      if (first || time < profiling->least[i][k]) profiling->least[i][k] = time;
    }
  }
}

/* Other programs only ever add to the time of a rule: the least of several rounds says most. */
static int run_rounds(Profiling *profiling, Session *session, char **paths, int count) {
  const Engine *engine = session->engine;
  uint64_t clock = clock_cost();
  unsigned rounds = can_be_read_again(profiling, paths, count) ? profiling->rounds : 1;
  int status = 0;
  for (unsigned round = 0; round < rounds && status < 2; round++) {
    profiling->documents = profiling->characters = 0;
    for (int i = 0; i < ENGINE_LANGUAGES; i++) {
      memset(profiling->rules[i], 0, engine->languages[i].rules.rules_count * sizeof(RuleProfile));
    }
    status = visit_documents(&profiling->common, session, paths, count, add_document, profiling);
    end_round(profiling, engine, !round, clock);
  }
  return status;
}

/* ---- how often types stand in texts ---- */

static int count_types(void *handle, Session *session) {
  Profiling *profiling = handle;
  const Result *result = &session->result;
  int language = result->language == &session->engine->languages[0] ? 0 : 1;
  profiling->characters_of[language] += result->text.length;
  for (uint32_t i = 0; i < profiling->trace.all_readings.count; i++) {
    const Reading *reading = &profiling->trace.all_readings.data[i];
    for (uint32_t k = 0; k < reading->types.count; k++) profiling->edges[language][reading->types.data[k]]++;
  }
  return 0;
}

typedef struct {
  Slice name;
  double share;
} TypeShare;

static int often_first(const void *a, const void *b) {
  const TypeShare *x = a, *y = b;
  if (x->share != y->share) return x->share > y->share ? -1 : 1;
  return slice_compare(x->name, y->name);
}

static void print_types(const Profiling *profiling, const Engine *engine) {
  static const double LEAST = 0.0001;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    const RuleSet *rules = &engine->languages[i].rules;
    double characters = (double)profiling->characters_of[i];
    TypeShare *shares = calloc(rules->types_count + 1, sizeof *shares);
    uint32_t count = 0;
    for (uint32_t k = 1; k < rules->types_count && shares && characters > 0; k++) {
      double share = (double)profiling->edges[i][k] / characters;
      if (share >= LEAST) shares[count++] = (TypeShare){rule_string(rules, rules->types[k].name), share};
    }
    if (count) qsort(shares, count, sizeof *shares, often_first);
    for (uint32_t k = 0; k < count; k++) {
      printf("%.*s\t%.4f\n", (int)shares[k].name.length, shares[k].name.data, shares[k].share);
    }
    free(shares);
  }
}

/* ---- how long rules take ---- */

typedef struct {
  const RuleSet *rules;
  const Rule *rule;
  const RuleProfile *profile;
  uint64_t nanoseconds;
} Line;

static int longest_first(const void *a, const void *b) {
  const Line *x = a, *y = b;
  if (x->nanoseconds != y->nanoseconds) return x->nanoseconds > y->nanoseconds ? -1 : 1;
  return (x->rule > y->rule) - (x->rule < y->rule);
}

static void print_line(const Line *line, double total, bool csv) {
  Slice name = rule_string(line->rules, line->rule->name), file = rule_string(line->rules, line->rule->file);
  double milliseconds = (double)line->nanoseconds / 1e6;
  unsigned long long attempts = line->profile->attempts, matches = line->profile->matches, facts = line->profile->facts;
  if (csv) {
    printf("%.*s,%.*s,%u,%.3f,%llu,%llu,%llu\n", (int)name.length, name.data, (int)file.length, file.data,
           line->rule->line, milliseconds, attempts, matches, facts);
    return;
  }
  printf("%10.1f %5.1f%% %10llu %10llu %8llu  %.*s, %.*s:%u\n", milliseconds,
         total > 0 ? 100 * (double)line->nanoseconds / total : 0, attempts, matches, facts, (int)name.length, name.data,
         (int)file.length, file.data, line->rule->line);
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
      uint64_t time = profiling->least[i][k];
      lines[count++] = (Line){rules, &rules->rules[k], &profiling->rules[i][k], time};
      total += (double)time;
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
    profiling->least[i] = calloc(rules, sizeof *profiling->least[i]);
    profiling->edges[i] = calloc(engine.languages[i].rules.types_count + 1, sizeof *profiling->edges[i]);
    if (rules > most) most = rules;
  }
  profiling->trace = (Trace){
      .rule = UINT32_MAX, .readings = profiling->types, .profile = calloc(most, sizeof(RuleProfile)), .profiled = most};
  Session session;
  session_init(&session, &engine, &profiling->common.graph);
  session.trace = &profiling->trace;
  bool memory = profiling->trace.profile;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    memory = memory && profiling->rules[i] && profiling->least[i] && profiling->edges[i];
  }
  if (!memory) {
    status = 3;
  } else if (profiling->types) {
    status = visit_documents(&profiling->common, &session, paths, count, count_types, profiling);
  } else {
    status = run_rounds(profiling, &session, paths, count);
  }
  if (memory) (profiling->types ? print_types : print_profile)(profiling, &engine);
  session_free(&session);
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    free(profiling->rules[i]);
    free(profiling->least[i]);
    free(profiling->edges[i]);
  }
  free(profiling->trace.profile);
  engine_close(&engine);
  return status;
}

static int take_rounds(const char *argument, unsigned *rounds) {
  char *end;
  unsigned long value = strtoul(argument, &end, 10);
  if (*argument < '0' || *argument > '9' || *end || value < 1 || value > MOST_ROUNDS)
    return usage_error("profile", "--rounds takes a number from 1 to %d, not `%s`", MOST_ROUNDS, argument);
  *rounds = (unsigned)value;
  return 0;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       {"format", required_argument, NULL, 'F'},
                                       {"rounds", required_argument, NULL, 'R'},
                                       {"types", no_argument, NULL, 'Y'},
                                       {NULL, 0, NULL, 0}};
  Profiling profiling = {.rounds = ROUNDS};
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
    } else if (option == 'R') {
      status = take_rounds(optarg, &profiling.rounds);
    } else if (option == 'Y') {
      profiling.types = true;
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
    "time of all rules, how often it was tried (something that it begins at stood there, and the sentence had what "
    "else\n"
    "it needs), how often it matched, and what stayed of that: facts, entities.\n"
    "\n" COMMON_HELP
    "      --format FORMAT text, csv\n"
    "      --rounds N      read the articles N times, the least milliseconds of each rule count (default: 3)\n"
    "      --types         instead: of each type, how often one stands in the texts, as a share of their characters\n",
    run};
