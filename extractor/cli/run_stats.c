#include "cli/run_stats.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const STAGES[RUN_STAGES] = {
    [RUN_READ] = "read",         [STAGE_TEXT] = "text",   [STAGE_MATCH] = "match",
    [STAGE_RESOLVE] = "resolve", [STAGE_GRAPH] = "graph", [RUN_WRITE] = "write"};
static const unsigned ORDER[RUN_STAGES] = {RUN_READ, STAGE_TEXT, STAGE_MATCH, STAGE_RESOLVE, STAGE_GRAPH, RUN_WRITE};

static uint64_t *counts_of(RunStats *stats, const Engine *engine, int language) {
  uint64_t **counts = &stats->rules[language];
  if (!*counts) *counts = calloc((size_t)engine->languages[language].rules.rules_count + 1, sizeof **counts);
  return *counts;
}

void run_stats_count(RunStats *stats, const Outcome *outcome) {
  stats->bytes += outcome->input.end - outcome->input.begin;
  if (outcome->status != SPO_SUCCESS) {
    stats->failed++;
    return;
  }
  stats->documents++;
  stats->sentences += outcome->sentences;
  stats->entities += outcome->entities;
  stats->claims += outcome->claims;
  stats->triples += outcome->triples;
}

bool run_stats_count_rules(RunStats *stats, const Engine *engine, const Result *result) {
  uint64_t *counts = counts_of(stats, engine, (int)(result->language - engine->languages));
  if (!counts) return false;
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    counts[result->analysis.facts.data[result->resolution.claims.data[i]].rule]++;
  }
  return true;
}

bool run_stats_add(RunStats *stats, const Engine *engine, const RunStats *more) {
  for (int i = 0; i < RUN_STAGES; i++) stats->stage_times[i] += more->stage_times[i];
  for (int language = 0; language < ENGINE_LANGUAGES; language++) {
    if (!more->rules[language]) continue;
    uint64_t *counts = counts_of(stats, engine, language);
    if (!counts) return false;
    for (uint32_t i = 0; i < engine->languages[language].rules.rules_count; i++) counts[i] += more->rules[language][i];
  }
  return true;
}

/* ---- printing ---- */

/* Claims of a rule in all languages: shipped rules of one name and file are the same rule. */
typedef struct {
  Slice name, file;
  uint32_t line;
  uint64_t claims;
} RuleCount;

static int by_claims(const void *a, const void *b) {
  const RuleCount *x = a, *y = b;
  if (x->claims != y->claims) return x->claims < y->claims ? 1 : -1;
  int order = slice_compare(x->file, y->file);
  if (!order) order = slice_compare(x->name, y->name);
  return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* The rules that found something, the most first; the caller frees the array. */
static RuleCount *list_rules(const RunStats *stats, const Engine *engine, size_t *count) {
  size_t all = 0;
  *count = 0;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) all += engine->languages[i].rules.rules_count;
  RuleCount *rules = calloc(all + 1, sizeof *rules);
  for (int i = 0; rules && i < ENGINE_LANGUAGES; i++) {
    const RuleSet *set = &engine->languages[i].rules;
    for (uint32_t k = 0; stats->rules[i] && k < set->rules_count; k++) {
      const Rule *rule = &set->rules[k];
      if (!stats->rules[i][k]) continue;
      rules[(*count)++] =
          (RuleCount){rule_string(set, rule->name), rule_string(set, rule->file), rule->line, stats->rules[i][k]};
    }
  }
  if (*count) qsort(rules, *count, sizeof *rules, by_claims);
  return rules;
}

static double seconds(uint64_t nanoseconds) {
  return (double)nanoseconds / 1e9;
}

static double speed(const RunStats *stats, uint64_t elapsed) {
  return elapsed ? (double)stats->bytes / 1e6 / seconds(elapsed) : 0;
}

static void print_text(const RunStats *stats, const RuleCount *rules, size_t count, uint64_t elapsed, unsigned jobs) {
  const struct {
    const char *name;
    uint64_t value;
  } sums[] = {{"documents", stats->documents}, {"failed", stats->failed},     {"bytes", stats->bytes},
              {"sentences", stats->sentences}, {"entities", stats->entities}, {"claims", stats->claims},
              {"triples", stats->triples}};
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
    fprintf(stderr, "%-10s %12llu\n", sums[i].name, (unsigned long long)sums[i].value);
  }
  fprintf(stderr, "%-10s %12.2f\n%-10s %12u\n%-10s %12.2f\n\nseconds of all threads in\n", "seconds", seconds(elapsed),
          "threads", jobs, "MB/s", speed(stats, elapsed));
  for (int i = 0; i < RUN_STAGES; i++) {
    fprintf(stderr, "%-10s %12.2f\n", STAGES[ORDER[i]], seconds(stats->stage_times[ORDER[i]]));
  }
  fputs("\nclaims by rule\n", stderr);
  for (size_t i = 0; i < count; i++) {
    fprintf(stderr, "%10llu  %.*s, %.*s:%u\n", (unsigned long long)rules[i].claims, (int)rules[i].name.length,
            rules[i].name.data, (int)rules[i].file.length, rules[i].file.data, rules[i].line);
  }
}

static void print_json(const RunStats *stats, const RuleCount *rules, size_t count, uint64_t elapsed, unsigned jobs) {
  json_t *stages = json_object(), *claims = json_array();
  for (int i = 0; i < RUN_STAGES; i++) {
    json_object_set_new(stages, STAGES[ORDER[i]], json_real(seconds(stats->stage_times[ORDER[i]])));
  }
  for (size_t i = 0; i < count; i++) {
    json_array_append_new(claims, json_pack("{s:s%, s:s%, s:i, s:I}", "rule", rules[i].name.data, rules[i].name.length,
                                            "file", rules[i].file.data, rules[i].file.length, "line",
                                            (int)rules[i].line, "claims", (json_int_t)rules[i].claims));
  }
  json_t *all = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:i, s:f, s:o, s:o}", "documents",
                          (json_int_t)stats->documents, "failed", (json_int_t)stats->failed, "bytes",
                          (json_int_t)stats->bytes, "sentences", (json_int_t)stats->sentences, "entities",
                          (json_int_t)stats->entities, "claims", (json_int_t)stats->claims, "triples",
                          (json_int_t)stats->triples, "seconds", seconds(elapsed), "threads", (int)jobs,
                          "megabytesPerSecond", speed(stats, elapsed), "stageSeconds", stages, "claimsByRule", claims);
  json_dumpf(all, stderr, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
  fputc('\n', stderr);
  json_decref(all);
}

void run_stats_print(const RunStats *stats, const Engine *engine, uint64_t elapsed, unsigned jobs, bool json) {
  size_t count;
  RuleCount *rules = list_rules(stats, engine, &count);
  (json ? print_json : print_text)(stats, rules, count, elapsed, jobs);
  free(rules);
}

void run_stats_free(RunStats *stats) {
  for (int i = 0; i < ENGINE_LANGUAGES; i++) free(stats->rules[i]);
  *stats = (RunStats){0};
}
