#include <stdlib.h>

#include "base/file.h"
#include "cli/test.h"

/* ---- what rules find in articles ---- */

typedef struct {
  uint32_t *found[ENGINE_LANGUAGES]; /* by rule of each language: claims, or entities for rules that mark them */
  uint32_t documents;
} CorpusCounts;

static int count_document(void *handle, Session *session) {
  CorpusCounts *counts = handle;
  const Result *result = &session->result;
  int number = result->language == &session->engine->languages[0] ? 0 : 1;
  uint32_t *found = counts->found[number];
  counts->documents++;
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[i]];
    found[fact->rule]++;
    for (uint32_t k = 0; k < fact->slots.count; k++) {
      if (fact->slots.data[k].rule != fact->rule) found[fact->slots.data[k].rule]++; /* one that qualified it */
    }
  }
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    if (!result->analysis.mentions.data[i].open) found[result->analysis.mentions.data[i].rule]++;
  }
  return 0;
}

typedef struct {
  const Rule *rule;
  const RuleSet *rules;
  uint32_t found;
} RuleCount;

static int most_first(const void *a, const void *b) {
  const RuleCount *x = a, *y = b;
  if (x->found != y->found) return x->found > y->found ? -1 : 1;
  return x->rule < y->rule ? -1 : x->rule > y->rule;
}

/* Rules that mark types which reach no graph cannot be counted: what they find is seen through others. */
static bool is_counted(const RuleSet *rules, const Rule *rule) {
  return !(rule->flags & RULE_MARK) || rules->types[rule->produced].kind == TYPE_ENTITY;
}

static void print_counts(const TestOptions *options, const EngineLanguage *language, const uint32_t *found) {
  const RuleSet *rules = &language->rules;
  RuleCount *counts = ARENA_ARRAY(options->arena, RuleCount, rules->rules_count + 1);
  uint32_t count = 0, never = 0;
  for (uint32_t i = 0; i < rules->rules_count; i++) {
    if (is_counted(rules, &rules->rules[i])) counts[count++] = (RuleCount){&rules->rules[i], rules, found[i]};
  }
  qsort(counts, count, sizeof *counts, most_first);
  for (uint32_t i = 0; i < count; i++) never += counts[i].found == 0;
  printf("%.*s: %u rules, %u of which found nothing\n", (int)language->tag.length, language->tag.data, count, never);
  for (uint32_t i = 0; i < count; i++) {
    Slice name = rule_string(rules, counts[i].rule->name), file = rule_string(rules, counts[i].rule->file);
    printf("  %8u  %-32.*s %.*s:%u\n", counts[i].found, (int)name.length, name.data, (int)file.length, file.data,
           counts[i].rule->line);
  }
}

int test_corpus(const TestOptions *options) {
  CommonOptions common;
  common_init(&common, "test");
  common.engine.data = options->data;
  common.engine.without_shipped = options->alone;
  if (options->language) common.engine.language = slice_of(options->language);
  for (int i = 0; i < options->rule_count; i++) common.rules[common.engine.rule_count++] = options->rules[i];
  Engine engine;
  int status = open_engine(&engine, &common);
  if (status) return status;
  CorpusCounts counts = {0};
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    counts.found[i] = ARENA_ARRAY(options->arena, uint32_t, engine.languages[i].rules.rules_count + 1);
  }
  Session session;
  session_init(&session, &engine, &common.graph);
  status = visit_documents(&common, &session, options->corpus, options->corpus_count, count_document, &counts);
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    if (engine.languages[i].open) print_counts(options, &engine.languages[i], counts.found[i]);
  }
  session_free(&session);
  engine_close(&engine);
  return status;
}

/* ---- precision ---- */

static RulePrecision *precision_of(TestOptions *options, RulePrecisions *precisions, Slice rule) {
  for (uint32_t i = 0; i < precisions->count; i++) {
    if (slice_equal(precisions->data[i].rule, rule)) return &precisions->data[i];
  }
  VECTOR_PUSH(options->arena, precisions, ((RulePrecision){.rule = arena_copy(options->arena, rule)}));
  return &precisions->data[precisions->count - 1];
}

static bool is_complete(const RuleSet *rules, const TestDocument *document, uint32_t frame) {
  Slice name = rule_string(rules, rules->frames[frame].name);
  for (uint32_t i = 0; i < document->lines.count; i++) {
    RulePlace line = document->lines.data[i];
    Slice text = {line.source->text.data + line.begin, line.end - line.begin};
    if (!slice_starts_with(text, SLICE("only "))) continue;
    if (slice_equal(slice_trim((Slice){text.data + 5, text.length - 5}), name)) return true;
  }
  return false;
}

/* Only frames whose facts the document lists completely (`only FRAME`) tell right from wrong. */
void test_count_precision(RuleTester *tester, const TestDocument *document, TestOptions *options,
                          RulePrecisions *precisions) {
  Session *session = &tester->session;
  const RuleSet *rules = &tester->engine.languages[0].rules;
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = &session->result.analysis.facts.data[session->result.resolution.claims.data[i]];
    if (!is_complete(rules, document, fact->frame)) continue;
    RulePrecision *precision = precision_of(options, precisions, rule_string(rules, rules->rules[fact->rule].name));
    if (rule_tester_is_expected(tester, document, i)) {
      precision->right++;
    } else {
      precision->wrong++;
    }
  }
}

static int by_rule(const void *a, const void *b) {
  return slice_compare(((const RulePrecision *)a)->rule, ((const RulePrecision *)b)->rule);
}

/* (right + 0.8 * 4) / (all + 4): few cases stay near the usual 0.8, many speak for themselves. */
static double smoothed(const RulePrecision *precision) {
  static const double USUAL = 0.8, WEIGHT = 4;
  return (precision->right + USUAL * WEIGHT) / (precision->right + precision->wrong + WEIGHT);
}

int test_write_confidence(const TestOptions *options, const RulePrecisions *precisions) {
  Arena *arena = options->arena;
  struct {
    VECTOR(char);
  } out = {0};
  if (precisions->count) qsort(precisions->data, precisions->count, sizeof *precisions->data, by_rule);
  Slice head = SLICE("# rule\tconfidence\tright\twrong; written by `spo test --confidence`\n");
  VECTOR_APPEND(arena, &out, head.data, head.length);
  for (uint32_t i = 0; i < precisions->count; i++) {
    const RulePrecision *precision = &precisions->data[i];
    Slice line = arena_print(arena, "%.*s\t%.2f\t%u\t%u\n", (int)precision->rule.length, precision->rule.data,
                             smoothed(precision), precision->right, precision->wrong);
    VECTOR_APPEND(arena, &out, line.data, line.length);
  }
  if (options->format == TEST_TEXT) fwrite(out.data, 1, out.count, stdout);
  return exit_status(file_write(options->confidence, (Slice){out.data, out.count}, &REPORT));
}
