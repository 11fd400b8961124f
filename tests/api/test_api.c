/* libspo through its header alone, with rules of its own (rules/small.spo). */
#include <pthread.h>
#include <setjmp.h>
#include <spo/spo.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RULES SPO_SOURCE_DIR "/tests/api/rules/small.spo"
#define BROKEN SPO_SOURCE_DIR "/tests/api/rules/broken.txt"

/* The last message, and how many there were. */
typedef struct {
  SpoDiagnostic last;
  char file[512], message[512];
  unsigned count;
} Heard;

static void hear(void *handle, const SpoDiagnostic *diagnostic) {
  Heard *heard = handle;
  heard->last = *diagnostic;
  snprintf(heard->file, sizeof heard->file, "%s", diagnostic->file ? diagnostic->file : "");
  snprintf(heard->message, sizeof heard->message, "%s", diagnostic->message);
  heard->count++;
}

typedef struct {
  char *bytes;
  size_t length, room;
} Bytes;

static SpoStatus take(void *handle, const char *bytes, size_t length) {
  Bytes *to = handle;
  if (to->room && to->length + length > to->room) return SPO_BAD_OUTPUT;
  to->bytes = realloc(to->bytes, to->length + length + 1);
  memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
  to->bytes[to->length] = 0;
  return SPO_SUCCESS;
}

static SpoRules *open_small(void) {
  SpoRules *rules;
  const char *paths[] = {RULES};
  SpoRulesOptions options = {.paths = paths, .path_count = 1, .without_shipped = true, .language = "zh"};
  assert_int_equal(spo_rules_open(&rules, &options), SPO_SUCCESS);
  return rules;
}

/* The bytes are given in memory that is freed at once, so that whoever goes on using it is caught. */
static SpoDocument *read_document(const char *bytes, size_t length, const SpoDocumentOptions *options) {
  SpoDocument *document;
  char *copy = malloc(length);
  memcpy(copy, bytes, length);
  assert_int_equal(spo_document_read(&document, copy, length, options), SPO_SUCCESS);
  free(copy);
  return document;
}

/* One article through one extractor. */
typedef struct {
  SpoExtractor *extractor;
  SpoDocument *document;
  SpoGraph *graph;
  const SpoEntity *entities;
  const SpoClaim *claims;
  size_t entity_count, claim_count;
} Run;

static Run run_text(const SpoRules *rules, const char *text, const SpoDocumentOptions *document_options,
                    const SpoExtractorOptions *options) {
  Run run;
  assert_int_equal(spo_extractor_new(&run.extractor, rules, options), SPO_SUCCESS);
  run.document = read_document(text, strlen(text), document_options);
  assert_int_equal(spo_extract(run.extractor, run.document, &run.graph), SPO_SUCCESS);
  assert_int_equal(spo_graph_entities(run.graph, &run.entities, &run.entity_count), SPO_SUCCESS);
  assert_int_equal(spo_graph_claims(run.graph, &run.claims, &run.claim_count), SPO_SUCCESS);
  return run;
}

static void end_run(Run *run) {
  spo_document_free(run->document);
  spo_extractor_free(run->extractor);
}

static const SpoSlot *slot_named(const SpoClaim *claim, const char *name) {
  for (size_t i = 0; i < claim->slot_count; i++) {
    if (strcmp(claim->slots[i].name, name) == 0) return &claim->slots[i];
  }
  return NULL;
}

static const SpoEntity *entity_named(const Run *run, const char *label) {
  for (size_t i = 0; i < run->entity_count; i++) {
    if (strcmp(run->entities[i].label, label) == 0) return &run->entities[i];
  }
  return NULL;
}

static void assert_value(const SpoClaim *claim, const char *slot, const char *value) {
  const SpoSlot *found = slot_named(claim, slot);
  assert_non_null(found);
  assert_string_equal(found->value, value);
}

static void finds_positions(void **state) {
  Run run = run_text(*state, "北方大学院长、蓝天公司教授王小明来了。", NULL, NULL);
  assert_int_equal(run.claim_count, 2);
  const SpoClaim *claim = &run.claims[1];
  assert_string_equal(claim->type, "Position");
  assert_string_equal(claim->class_iri, "http://example.org/ns#Position");
  assert_null(claim->relation);
  assert_int_equal(claim->slot_count, 3);
  assert_value(claim, "holder", "王小明");
  assert_value(claim, "title", "教授");
  assert_value(claim, "organization", "蓝天公司");
  assert_string_equal(claim->rule, "positions");
  assert_string_equal(claim->rule_file, RULES);
  assert_int_equal(claim->rule_line, 48);
  assert_string_equal(claim->evidence.text, "北方大学院长、蓝天公司教授王小明来了。");
  const SpoSlot *holder = slot_named(claim, "holder");
  assert_ptr_equal(holder->entity, entity_named(&run, "王小明"));
  assert_string_equal(holder->entity->type, "Person");
  assert_string_equal(holder->entity->class_iri, "https://schema.org/Person");
  assert_string_equal(holder->entity->iri, "https://w3id.org/spo/id/person-王小明");
  assert_int_equal(holder->span.begin, 13);
  assert_int_equal(holder->span.end, 16);
  assert_int_equal(holder->span.source_begin, 39);
  assert_int_equal(holder->span.source_end, 48);
  end_run(&run);
}

static void tells_numbers_and_times(void **state) {
  SpoDocumentOptions options = {.date = "2024年3月15日", .id = "a-7"};
  Run run = run_text(*state, "去年产量超过30万元。", &options, NULL);
  assert_int_equal(run.claim_count, 1);
  const SpoSlot *value = slot_named(run.claims, "value"), *period = slot_named(run.claims, "period");
  assert_non_null(value);
  assert_non_null(period);
  assert_string_equal(value->value, "300000");
  assert_string_equal(value->unit, "CNY");
  assert_null(value->date);
  assert_string_equal(period->value, "去年");
  assert_non_null(period->date);
  assert_string_equal(period->date, "2023");
  assert_null(period->unit);
  const SpoSlot *about = slot_named(run.claims, "about");
  assert_non_null(about->entity);
  assert_string_equal(about->entity->class_iri, "http://www.w3.org/2004/02/skos/core#Concept");
  assert_string_equal(spo_graph_iri(run.graph), "https://w3id.org/spo/id/doc/a-7");
  end_run(&run);
}

static void tells_relations_and_carried_slots(void **state) {
  Run run = run_text(*state, "王小明创办蓝天公司。王小明说：“好。”\n“还有。”", NULL, NULL);
  assert_int_equal(run.claim_count, 3);
  assert_string_equal(run.claims[0].type, "Founded");
  assert_string_equal(run.claims[0].relation, "http://example.org/ns#founded");
  assert_string_equal(run.claims[0].class_iri, "https://w3id.org/spo#Relation");
  assert_true(run.claims[0].confidence == 0.9);
  assert_string_equal(run.claims[1].type, "Quotation");
  assert_false(slot_named(&run.claims[1], "speaker")->carried);
  const SpoSlot *direct = slot_named(&run.claims[1], "direct");
  assert_string_equal(direct->value, "true");
  assert_null(direct->span.text);
  const SpoSlot *carried = slot_named(&run.claims[2], "speaker");
  assert_true(carried->carried);
  assert_string_equal(carried->value, "王小明");
  const SpoEntity *person = entity_named(&run, "王小明");
  assert_non_null(person);
  assert_int_equal(person->mention_count, 2);
  assert_int_equal(person->mentions[1].begin, 10);
  assert_string_equal(person->mentions[1].text, "王小明");
  end_run(&run);
}

static void leads_back_to_the_source(void **state) {
  static const char PAGE[] =
      "<html><head><title>x</title></head><body><article><p>今天天气很好，我们来到这里&nbsp;看一看，北方大学教授"
      "<b>王小&#x660E;</b><i>昨天</i>来了。</p><p>第二段也有一些文字，说明这是一篇文章。</p></article></body></html>";
  Run run = run_text(*state, PAGE, &(SpoDocumentOptions){.format = SPO_FORMAT_HTML}, NULL);
  assert_int_equal(run.claim_count, 1);
  const SpoSpan *holder = &slot_named(run.claims, "holder")->span;
  const char *written = strstr(PAGE, "王小&#x660E;");
  assert_int_equal(holder->source_begin, written - PAGE);
  assert_int_equal(holder->source_end, written - PAGE + (long)strlen("王小&#x660E;"));
  size_t length;
  const char *text = spo_graph_text(run.graph, &length);
  size_t at = 0;
  for (size_t points = 0; points < holder->begin; at++) points += (text[at + 1] & 0xC0) != 0x80;
  assert_memory_equal(text + at, "王小明", strlen("王小明"));
  assert_true(at < length);
  end_run(&run);

  /* GB18030: two bytes a character */
  static const char GBK[] =
      "\xb1\xb1\xb7\xbd\xb4\xf3\xd1\xa7\xbd\xcc\xca\xda\xcd\xf5\xd0\xa1\xc3\xf7\xc0\xb4\xc1\xcb\xa1\xa3";
  run = run_text(*state, GBK, NULL, NULL);
  assert_int_equal(run.claim_count, 1);
  holder = &slot_named(run.claims, "holder")->span;
  assert_int_equal(holder->source_begin, 12);
  assert_int_equal(holder->source_end, 18);
  end_run(&run);
}

static void reads_a_record(void **state) {
  static const char RECORD[] =
      "{\"id\": 7, \"title\": \"题目\", \"url\": \"https://example.org/a\", \"text\": \"北方大学教授王小明来了。\"}\n";
  SpoDocumentOptions options = {.format = SPO_FORMAT_JSONL};
  Run run = run_text(*state, RECORD, &options, NULL);
  assert_int_equal(run.claim_count, 1);
  assert_string_equal(spo_graph_iri(run.graph), "https://example.org/a");
  end_run(&run);
  options.url = "https://example.org/b";
  run = run_text(*state, RECORD, &options, NULL);
  assert_string_equal(spo_graph_iri(run.graph), "https://example.org/b");
  end_run(&run);
}

static void reads_a_document_of_each_format(void **state) {
  static const struct {
    SpoFormat format;
    const char *bytes;
  } DOCUMENTS[] = {
      {SPO_FORMAT_XML,
       "<rss><channel><item><title>题目</title><description>北方大学教授王小明来了。</description></item>"
       "</channel></rss>"},
      {SPO_FORMAT_CSV, "id,text\n7,北方大学教授王小明来了。\n"},
      {SPO_FORMAT_MARKDOWN, "# 题目\n\n北方大学教授**王小明**来了。\n"},
      {SPO_FORMAT_MAIL, "From: a@b.example\nSubject: x\n\n北方大学教授王小明来了。\n"},
  };
  for (size_t i = 0; i < sizeof DOCUMENTS / sizeof *DOCUMENTS; i++) {
    SpoDocumentOptions options = {.format = DOCUMENTS[i].format};
    Run run = run_text(*state, DOCUMENTS[i].bytes, &options, NULL);
    assert_int_equal(run.claim_count, 1);
    end_run(&run);
  }
}

static void takes_base_and_kind_of_iris(void **state) {
  SpoExtractorOptions options = {.base = "https://example.org/id/", .hash_iris = true, .mentions = true};
  Run plain = run_text(*state, "北方大学教授王小明来了。", NULL, NULL);
  Run run = run_text(*state, "北方大学教授王小明来了。", NULL, &options);
  const char *iri = entity_named(&run, "王小明")->iri;
  assert_int_equal(strncmp(iri, "https://example.org/id/person-", 30), 0);
  for (const char *at = iri; *at; at++) assert_true((unsigned char)*at < 0x80);
  assert_true(spo_graph_triple_count(run.graph) > spo_graph_triple_count(plain.graph));
  end_run(&run);
  end_run(&plain);
  Heard heard = {0};
  SpoExtractor *extractor;
  options = (SpoExtractorOptions){.base = "https://example.org/id", .messages = {hear, &heard}};
  assert_int_equal(spo_extractor_new(&extractor, *state, &options), SPO_BAD_RULES);
  assert_null(extractor);
  assert_int_equal(heard.count, 1);
}

static void says_what_is_wrong_with_rules(void **state) {
  (void)state;
  Heard heard = {0};
  SpoRules *rules;
  const char *paths[] = {BROKEN};
  SpoRulesOptions options = {
      .paths = paths, .path_count = 1, .without_shipped = true, .language = "zh", .messages = {hear, &heard}};
  assert_int_equal(spo_rules_open(&rules, &options), SPO_BAD_RULES);
  assert_null(rules);
  assert_true(heard.count >= 2);
  assert_string_equal(heard.file, BROKEN);
  assert_true(heard.last.line >= 1 && heard.last.column >= 1);
  heard.count = 0;
  paths[0] = SPO_SOURCE_DIR "/tests/api/rules/none.spo";
  assert_int_equal(spo_rules_open(&rules, &options), SPO_BAD_RULES);
  assert_true(heard.count >= 1);
  heard.count = 0;
  options = (SpoRulesOptions){.data = SPO_SOURCE_DIR "/docs", .messages = {hear, &heard}};
  assert_int_equal(spo_rules_open(&rules, &options), SPO_BAD_RULES);
  assert_int_equal(heard.count, 1);
  heard.count = 0;
  options = (SpoRulesOptions){.language = "tlh", .messages = {hear, &heard}};
  assert_int_equal(spo_rules_open(&rules, &options), SPO_BAD_RULES);
  assert_int_equal(heard.count, 1);
  options.messages = (SpoMessages){0};
  assert_int_equal(spo_rules_open(&rules, &options), SPO_BAD_RULES);
}

static void says_what_is_wrong_with_documents(void **state) {
  (void)state;
#define BYTES(literal) literal, sizeof(literal) - 1
  static const struct {
    const char *bytes;
    size_t length;
    SpoDocumentOptions options;
  } BAD[] = {
      {BYTES(""), {0}},
      {BYTES("\x7f"
             "ELF\0\0\0\0"),
       {0}},
      {BYTES("{\"text\": 5}\n"), {.format = SPO_FORMAT_JSONL}},
      {BYTES("{\"text\": \"a b.\"}\n{\"text\": \"c d.\"}\n"), {.format = SPO_FORMAT_JSONL}},
      {BYTES("\n\n"), {.format = SPO_FORMAT_JSONL}},
      {BYTES("Some text."), {.url = "a/b"}},
      {BYTES("Some text."), {.date = "soon"}},
      {BYTES("Some text."), {.language = "not a tag"}},
      {BYTES("Some text."), {.title = "\xFF"}},
      {BYTES("Some text."), {.largest = 5}},
      {BYTES("Some text."), {.format = (SpoFormat)9}},
  };
  for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
    Heard heard = {0};
    SpoDocumentOptions options = BAD[i].options;
    options.messages = (SpoMessages){hear, &heard};
    options.name = "that.file";
    SpoDocument *document;
    assert_int_equal(spo_document_read(&document, BAD[i].bytes, BAD[i].length, &options), SPO_BAD_INPUT);
    assert_null(document);
    if (heard.count < 1) print_error("case %zu says nothing\n", i);
    assert_true(heard.count >= 1);
    assert_string_equal(heard.file, "that.file");
  }
}

static void writes_every_syntax(void **state) {
  static const char *const SIGNS[] = {[SPO_TURTLE] = "@prefix schema: <https://schema.org/>",
                                      [SPO_TRIG] = "GRAPH",
                                      [SPO_NTRIPLES] = "<https://w3id.org/spo/id/person-王小明> <http",
                                      [SPO_NQUADS] = "<https://w3id.org/spo/id/doc/x> .\n",
                                      [SPO_RDFXML] = "<rdf:RDF",
                                      [SPO_RDFJSON] = "\"type\"",
                                      [SPO_JSONLD] = "\"@context\"",
                                      [SPO_JSONL] = "\"textLanguage\":\"zh\""};
  SpoDocumentOptions options = {.id = "x"};
  Run run = run_text(*state, "北方大学教授王小明来了。", &options, NULL);
  for (int syntax = SPO_TURTLE; syntax <= SPO_JSONL; syntax++) {
    Bytes first = {0}, second = {0};
    assert_int_equal(spo_graph_write(run.graph, (SpoSyntax)syntax, take, &first), SPO_SUCCESS);
    assert_int_equal(spo_graph_write(run.graph, (SpoSyntax)syntax, take, &second), SPO_SUCCESS);
    assert_true(first.length > 100);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    if (!strstr(first.bytes, SIGNS[syntax]) && syntax != SPO_TRIG) fail_msg("%s", first.bytes);
    free(first.bytes);
    free(second.bytes);
  }
  Bytes small = {.room = 50};
  assert_int_equal(spo_graph_write(run.graph, SPO_TURTLE, take, &small), SPO_BAD_OUTPUT);
  assert_int_equal(spo_graph_write(run.graph, (SpoSyntax)17, take, &small), SPO_BAD_OUTPUT);
  free(small.bytes);
  end_run(&run);
}

static void writes_to_files(void **state) {
  Run run = run_text(*state, "北方大学教授王小明来了。", NULL, NULL);
  char *bytes;
  size_t length;
  FILE *memory = open_memstream(&bytes, &length);
  assert_int_equal(spo_graph_write_file(run.graph, SPO_NTRIPLES, memory), SPO_SUCCESS);
  fclose(memory);
  size_t lines = 0;
  for (size_t i = 0; i < length; i++) lines += bytes[i] == '\n';
  assert_int_equal(lines, spo_graph_triple_count(run.graph));
  free(bytes);
  FILE *full = fopen("/dev/full", "wb");
  if (full) {
    assert_int_equal(spo_graph_write_file(run.graph, SPO_TURTLE, full), SPO_BAD_OUTPUT);
    fclose(full);
  }
  end_run(&run);
}

static void takes_one_document_after_the_other(void **state) {
  SpoExtractor *extractor;
  assert_int_equal(spo_extractor_new(&extractor, *state, NULL), SPO_SUCCESS);
  static const char *const TEXTS[] = {"北方大学教授王小明来了。", "什么都没有。", "蓝天公司院长李红来了。"};
  static const size_t CLAIMS[] = {1, 0, 1};
  for (int i = 0; i < 30; i++) {
    SpoDocument *document = read_document(TEXTS[i % 3], strlen(TEXTS[i % 3]), NULL);
    SpoGraph *graph;
    const SpoClaim *claims, *again;
    size_t count;
    assert_int_equal(spo_extract(extractor, document, &graph), SPO_SUCCESS);
    assert_int_equal(spo_graph_claims(graph, &claims, &count), SPO_SUCCESS);
    assert_int_equal(count, CLAIMS[i % 3]);
    assert_int_equal(spo_graph_claims(graph, &again, &count), SPO_SUCCESS);
    assert_ptr_equal(claims, again);
    spo_document_free(document);
  }
  spo_extractor_free(extractor);
}

typedef struct {
  const SpoRules *rules;
  Bytes output;
  int failed;
} Worker;

static void *work(void *handle) {
  static const char PAGE[] =
      "<html><body><article><p>北方大学教授王小明来了，他们在这里讨论了很多问题。</p>"
      "<p>王小明创办蓝天公司。去年产量超过30万元。</p></article></body></html>";
  Worker *worker = handle;
  SpoExtractor *extractor;
  worker->failed = spo_extractor_new(&extractor, worker->rules, NULL) != SPO_SUCCESS;
  for (int i = 0; i < 40 && !worker->failed; i++) {
    SpoDocument *document = NULL;
    SpoGraph *graph = NULL;
    worker->failed = spo_document_read(&document, PAGE, sizeof PAGE - 1, NULL) != SPO_SUCCESS ||
                     spo_extract(extractor, document, &graph) != SPO_SUCCESS ||
                     spo_graph_write(graph, i % 2 ? SPO_NQUADS : SPO_RDFXML, take, &worker->output) != SPO_SUCCESS;
    spo_document_free(document);
  }
  spo_extractor_free(extractor);
  return NULL;
}

static void works_in_threads(void **state) {
  enum { THREADS = 4 };
  Worker workers[THREADS] = {0};
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    workers[i].rules = *state;
    assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < THREADS; i++) {
    assert_false(workers[i].failed);
    assert_true(workers[i].output.length > 1000);
    assert_int_equal(workers[i].output.length, workers[0].output.length);
    assert_memory_equal(workers[i].output.bytes, workers[0].output.bytes, workers[0].output.length);
  }
  for (int i = 0; i < THREADS; i++) free(workers[i].output.bytes);
}

static void frees_nothing(void **state) {
  (void)state;
  spo_rules_free(NULL);
  spo_document_free(NULL);
  spo_extractor_free(NULL);
  assert_non_null(strchr(spo_version(), '.'));
}

static int set_up(void **state) {
  *state = open_small();
  return 0;
}

static int tear_down(void **state) {
  spo_rules_free(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_positions),
      cmocka_unit_test(tells_numbers_and_times),
      cmocka_unit_test(tells_relations_and_carried_slots),
      cmocka_unit_test(leads_back_to_the_source),
      cmocka_unit_test(reads_a_record),
      cmocka_unit_test(reads_a_document_of_each_format),
      cmocka_unit_test(takes_base_and_kind_of_iris),
      cmocka_unit_test(says_what_is_wrong_with_rules),
      cmocka_unit_test(says_what_is_wrong_with_documents),
      cmocka_unit_test(writes_every_syntax),
      cmocka_unit_test(writes_to_files),
      cmocka_unit_test(takes_one_document_after_the_other),
      cmocka_unit_test(works_in_threads),
      cmocka_unit_test(frees_nothing),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
