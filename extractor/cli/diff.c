#include <getopt.h>
#include <jansson.h>
#include <stdlib.h>

#include "api/rule_tests.h"
#include "cli/command.h"

/* A claim that one of the two rule sets finds, and its sentence. Strings live in the arena of the comparison. */
typedef struct {
  Slice claim, rule, sentence, document;
  bool gained;
} Difference;

typedef struct {
  CommonOptions common;
  bool summary, json;
  Arena arena;
  Session *other; /* with the second rules */
  struct {
    VECTOR(Difference);
  } differences;
  uint32_t gained, lost, kept;
} Comparison;

typedef struct {
  Slice claim, rule, sentence;
  bool matched;
} Claim;

typedef struct {
  VECTOR(Claim);
} Claims;

static Claims claims_of(Session *session) {
  Claims claims = {0};
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[i]];
    const Sentence *sentence = &result->text.sentences.data[fact->sentence];
    Claim claim = {.claim = rule_tester_claim(session, i, true),
                   .rule = rule_string(rules, rules->rules[fact->rule].name),
                   .sentence = text_slice(&result->text, sentence->begin, sentence->end)};
    VECTOR_PUSH(&session->arena, &claims, claim);
  }
  return claims;
}

static void note(Comparison *comparison, const Claim *claim, Slice document, bool gained) {
  Arena *arena = &comparison->arena;
  Difference difference = {arena_copy(arena, claim->claim), arena_copy(arena, claim->rule),
                           arena_copy(arena, claim->sentence), arena_copy(arena, document), gained};
  VECTOR_PUSH(arena, &comparison->differences, difference);
  *(gained ? &comparison->gained : &comparison->lost) += 1;
}

/* The same claim in the same sentence; one that another rule finds now is the same claim. */
static bool take_match(Claims *claims, const Claim *wanted) {
  for (uint32_t i = 0; i < claims->count; i++) {
    Claim *claim = &claims->data[i];
    if (claim->matched || !slice_equal(claim->claim, wanted->claim) || !slice_equal(claim->sentence, wanted->sentence))
      continue;
    return claim->matched = true;
  }
  return false;
}

static int compare_document(void *handle, Session *session) {
  Comparison *comparison = handle;
  Session *other = comparison->other;
  const Document *document = session->result.text.document;
  session_begin(other);
  SpoStatus status = session_run(other, document);
  if (status != SPO_SUCCESS) return exit_status(status);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&other->arena, out_of_memory)) return 3;
  session->arena.guard = comparison->arena.guard = other->arena.guard;
  Claims before = claims_of(session), after = claims_of(other);
  for (uint32_t i = 0; i < before.count; i++) {
    if (take_match(&after, &before.data[i])) {
      comparison->kept++;
    } else {
      note(comparison, &before.data[i], document->name, false);
    }
  }
  for (uint32_t i = 0; i < after.count; i++) {
    if (!after.data[i].matched) note(comparison, &after.data[i], document->name, true);
  }
  return 0;
}

/* ---- printing ---- */

static int by_rule(const void *a, const void *b) {
  const Difference *x = a, *y = b;
  int order = slice_compare(x->rule, y->rule);
  if (order) return order;
  if (x->gained != y->gained) return x->gained - y->gained;
  return (x > y) - (x < y);
}

static void print_text(const Comparison *comparison) {
  Slice rule = {NULL, 0};
  for (uint32_t i = 0; i < comparison->differences.count; i++) {
    const Difference *difference = &comparison->differences.data[i];
    if (!rule.data || !slice_equal(rule, difference->rule)) {
      rule = difference->rule;
      uint32_t gained = 0, lost = 0;
      for (uint32_t k = i; k < comparison->differences.count; k++) {
        if (!slice_equal(comparison->differences.data[k].rule, rule)) break;
        *(comparison->differences.data[k].gained ? &gained : &lost) += 1;
      }
      printf("rule %.*s: %u gained, %u lost\n", (int)rule.length, rule.data, gained, lost);
    }
    if (comparison->summary) continue;
    printf("  %c %.*s\n", difference->gained ? '+' : '-', (int)difference->claim.length, difference->claim.data);
    printf("      %.*s: %.*s\n", (int)difference->document.length, difference->document.data,
           (int)difference->sentence.length, difference->sentence.data);
  }
  printf("%u facts gained, %u lost, %u the same\n", comparison->gained, comparison->lost, comparison->kept);
}

static void print_json(const Comparison *comparison) {
  json_t *all = json_array();
  for (uint32_t i = 0; i < comparison->differences.count; i++) {
    const Difference *d = &comparison->differences.data[i];
    json_array_append_new(
        all, json_pack("{s:s, s:s%, s:s%, s:s%, s:s%}", "change", d->gained ? "gained" : "lost", "rule", d->rule.data,
                       d->rule.length, "claim", d->claim.data, d->claim.length, "document", d->document.data,
                       d->document.length, "sentence", d->sentence.data, d->sentence.length));
  }
  json_t *out = json_pack("{s:I, s:I, s:I, s:o}", "gained", (json_int_t)comparison->gained, "lost",
                          (json_int_t)comparison->lost, "same", (json_int_t)comparison->kept, "differences", all);
  json_dumpf(out, stdout, JSON_INDENT(2));
  putchar('\n');
  json_decref(out);
}

/* ---- running ---- */

/* Opens an engine with the rules of an argument: `shipped`, or those and what the path adds. */
static int open_rules(Engine *engine, const Comparison *comparison, const char *rules) {
  CommonOptions options = comparison->common;
  const char *paths[1] = {rules};
  options.engine.rules = paths;
  options.engine.rule_count = strcmp(rules, "shipped") != 0;
  return open_engine(engine, &options);
}

static int diff(Comparison *comparison, char **arguments, int count) {
  Engine before, after;
  int status = open_rules(&before, comparison, arguments[0]);
  if (status) return status;
  status = open_rules(&after, comparison, arguments[1]);
  if (status) {
    engine_close(&before);
    return status;
  }
  Session session, other;
  session_init(&session, &before, &comparison->common.graph);
  session_init(&other, &after, &comparison->common.graph);
  comparison->other = &other;
  status = visit_documents(&comparison->common, &session, arguments + 2, count - 2, compare_document, comparison);
  session_free(&session);
  session_free(&other);
  engine_close(&before);
  engine_close(&after);
  if (status) return status == 1 ? 2 : status;
  if (comparison->differences.count) {
    qsort(comparison->differences.data, comparison->differences.count, sizeof(Difference), by_rule);
  }
  (comparison->json ? print_json : print_text)(comparison);
  return comparison->differences.count ? 1 : 0;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       {"alone", no_argument, NULL, 'a'},
                                       {"summary", no_argument, NULL, 's'},
                                       {"format", required_argument, NULL, 'F'},
                                       {NULL, 0, NULL, 0}};
  Comparison comparison = {0};
  common_init(&comparison.common, "diff");
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:h", LONG, NULL)) != -1) {
    if (option != 'r' && common_take(&comparison.common, option, optarg, &status)) continue;
    if (option == 'a') {
      comparison.common.engine.without_shipped = true;
    } else if (option == 's') {
      comparison.summary = true;
    } else if (option == 'F') {
      comparison.json = strcmp(optarg, "json") == 0;
      if (!comparison.json && strcmp(optarg, "text") != 0) {
        status = usage_error("diff", "`%s` is no format; there is text, json", optarg);
      }
    } else {
      status = usage_error("diff", "unknown or incomplete option");
    }
  }
  if (!status && argc - optind < 3) status = usage_error("diff", "name two rule sets, then articles");
  if (status) return status;
  arena_init(&comparison.arena, (size_t)1 << 30);
  status = diff(&comparison, argv + optind, argc - optind);
  arena_free(&comparison.arena);
  return status;
}

const Command DIFF_COMMAND = {
    "diff", "facts that one rule set finds and another does not",
    "usage: spo diff [OPTION...] RULES1 RULES2 FILE...\n"
    "\n"
    "Runs two rule sets over articles and shows which facts the second gains and loses against the first, by rule,\n"
    "with their sentences. RULES is a directory or file that is added to the shipped rules, or `shipped` for these.\n"
    "\n"
    "      --summary       counts by rule only\n"
    "      --alone         without the shipped rules\n"
    "      --format FORMAT text, json\n"
    "  -f, --from FORMAT   what the articles are: auto, " INPUT_FORMATS
    " (default: auto)\n"
    "      --lang LANG     language of articles that do not say: zh, en, auto\n"
    "      --data DIR      where the compiled rules are\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 the same facts, 1 different ones, 2 trouble\n",
    run};
