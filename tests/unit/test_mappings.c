/* What becomes of frames and entities in RDF. Rule files in tests/data/rules/mapping stand beside an article
   (NAME.article) and the N-Triples that come out (NAME.nt); compiled rules must give the same. SPO_PRINT=1 prints them.
 */
#include "base/xsd.h"
#include "graph/shapes.h"
#include "output/writer.h"
#include "rules/rule_image.h"
#include "unit/rules_check.h"

#define MAPPINGS SPO_SOURCE_DIR "/tests/data/rules/mapping"

typedef struct {
  Arena *arena;
  Slice text;
} Written;

static SpoStatus keep_bytes(void *handle, const char *bytes, size_t length) {
  Written *written = handle;
  Slice old = written->text;
  char *both = arena_alloc(written->arena, old.length + length + 1);
  if (old.length) memcpy(both, old.data, old.length);
  memcpy(both + old.length, bytes, length);
  written->text = (Slice){both, old.length + length};
  return SPO_SUCCESS;
}

/* The graph of a text by the rules that check->vocabulary holds, without what is said of the document and of mentions.
 */
static Slice triples_of(Check *check, Slice article, Graph *graph) {
  GraphOptions options = {.base = SLICE(GRAPH_DEFAULT_BASE)};
  Written written = {.arena = &check->arena};
  check_run(check, article);
  graph_build(graph, &check->arena, &check->resolution, &options);
  Writer *writer = writer_new(SYNTAX_NTRIPLES, NULL, 0, keep_bytes, &written, &check->diagnostics);
  assert_int_equal(SPO_SUCCESS, writer_write(writer, graph));
  assert_int_equal(SPO_SUCCESS, writer_finish(writer));
  writer_free(writer);
  Slice rest = written.text, kept = SLICE("");
  while (rest.length) {
    Slice line = slice_cut(&rest, '\n');
    if (slice_starts_with(line, SLICE("<https://w3id.org/spo/id/doc/"))) {
      if (slice_find(line, SLICE("supports")) == SIZE_MAX) continue;
    }
    kept = arena_print(&check->arena, "%.*s%.*s\n", (int)kept.length, kept.data, (int)line.length, line.data);
  }
  return kept;
}

static void check_case(const char *path) {
  Check check;
  Graph graph;
  check_init(&check);
  SpoStatus status = check_load(&check, "zh", path);
  if (status != SPO_SUCCESS) fail_msg("%s: %s", path, check.messages.text);
  int stem = (int)strlen(path) - 4;
  Slice article = check_read(&check.arena, arena_print(&check.arena, "%.*s.article", stem, path).data);
  Slice expected = check_read(&check.arena, arena_print(&check.arena, "%.*s.nt", stem, path).data);
  Slice got = triples_of(&check, article, &graph);
  if (getenv("SPO_PRINT")) {
    printf("%.*s", (int)got.length, got.data);
  } else if (!slice_equal(expected, got)) {
    printf("%.*s", (int)got.length, got.data); /* longer than cmocka prints */
    fail_msg("%s", path);
  }
  Slice image = rule_image_write(&check.arena, &check.rules);
  assert_int_equal(SPO_SUCCESS, rule_image_open(&check.rules, image, "image", &check.diagnostics));
  vocabulary_init(&check.vocabulary, &check.arena, &check.rules, NULL);
  assert_true(slice_equal(got, triples_of(&check, article, &graph)));
  assert_string_equal("", check.messages.text);
  check_free(&check);
}

static void rules_give_their_triples(void **state) {
  (void)state;
  assert_true(check_each_file(MAPPINGS, ".spo", check_case) >= 1);
}

static void rules_give_their_shapes(void **state) {
  (void)state;
  Check check;
  Prefix prefixes[GRAPH_PREFIXES];
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", MAPPINGS "/deals.spo"));
  const RuleSet *const rules[] = {&check.rules, &check.rules}; /* twice: a shape a class nevertheless */
  uint32_t count = graph_prefixes(prefixes, SLICE(GRAPH_DEFAULT_BASE), rules, 2);
  Slice once = graph_shapes(&check.arena, rules, 1, prefixes, count);
  Slice expected = check_read(&check.arena, MAPPINGS "/deals.shapes.ttl");
  if (getenv("SPO_PRINT")) {
    printf("%.*s", (int)once.length, once.data);
  } else if (!slice_equal(expected, once)) {
    printf("%.*s", (int)once.length, once.data);
    fail();
  }
  Slice twice = graph_shapes(&check.arena, rules, 2, prefixes, count);
  for (Slice rest = once; rest.length;) {
    Slice line = slice_cut(&rest, '\n');
    assert_true(!slice_starts_with(line, SLICE("shape:")) || slice_find(twice, line) != SIZE_MAX);
  }
  assert_int_equal(count, graph_prefixes(prefixes, SLICE(GRAPH_DEFAULT_BASE), rules, 1));
  check_free(&check);
}

static void what_does_not_fit_its_datatype_is_noted(void **state) {
  (void)state;
  Check check;
  Graph graph;
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", MAPPINGS "/deals.spo"));
  Slice got = triples_of(&check, SLICE("大河公司收购远山公司。"), &graph);
  assert_true(slice_find(got, SLICE("ns#since> \"spring\" .")) != SIZE_MAX);
  assert_true(slice_find(got, SLICE("ns#firm> \"perhaps\" .")) != SIZE_MAX);
  assert_int_equal(3, graph.misfits.count);
  assert_slice_equal(SLICE("spring"), graph.misfits.data[0].text);
  assert_slice_equal(SLICE(XSD_NAMESPACE "gYear"), graph.misfits.data[0].datatype);
  check_free(&check);
}

/* ---- datatypes ---- */

static void lexical_forms(void **state) {
  (void)state;
  static const struct {
    const char *type, *text, *canonical; /* NULL: not of the datatype */
  } FORMS[] = {
      {"string", " a b ", " a b "},
      {"anyURI", "https://example.org/甲", "https://example.org/甲"},
      {"anyURI", "a b", NULL},
      {"boolean", "1", "true"},
      {"boolean", "false", "false"},
      {"boolean", "True", NULL},
      {"decimal", "+05.10", "5.1"},
      {"decimal", "-.5", "-0.5"},
      {"decimal", "-0.0", "0"},
      {"decimal", "5.", "5"},
      {"decimal", ".", NULL},
      {"decimal", "1e5", NULL},
      {"decimal", "1,200", NULL},
      {"integer", "007", "7"},
      {"integer", "-0", "0"},
      {"integer", " 12 ", "12"},
      {"integer", "12.0", NULL},
      {"integer", "", NULL},
      {"integer", "123456789012345678901234567890", "123456789012345678901234567890"},
      {"nonNegativeInteger", "-1", NULL},
      {"nonNegativeInteger", "-0", "0"},
      {"positiveInteger", "0", NULL},
      {"negativeInteger", "-1", "-1"},
      {"negativeInteger", "0", NULL},
      {"byte", "127", "127"},
      {"byte", "128", NULL},
      {"byte", "-128", "-128"},
      {"byte", "-129", NULL},
      {"unsignedLong", "18446744073709551615", "18446744073709551615"},
      {"unsignedLong", "18446744073709551616", NULL},
      {"double", "1.5E-3", "1.5E-3"},
      {"double", "NaN", "NaN"},
      {"double", "1.5E", NULL},
      {"date", "2024-02-29", "2024-02-29"},
      {"date", "2023-02-29", NULL},
      {"date", "1900-02-29", NULL},
      {"date", "2000-02-29+08:00", "2000-02-29+08:00"},
      {"date", "2024-4-1", NULL},
      {"date", "2024-04-31", NULL},
      {"date", "2024-04", NULL},
      {"date", "02024-04-01", NULL},
      {"date", "-0044-03-15", "-0044-03-15"},
      {"dateTime", "2024-04-01T24:00:00", "2024-04-01T24:00:00"},
      {"dateTime", "2024-04-01T24:00:01", NULL},
      {"dateTime", "2024-04-01T24:01:00", NULL},
      {"dateTime", "2024-04-01T08:15:30.5Z", "2024-04-01T08:15:30.5Z"},
      {"dateTime", "2024-04-01T08:15", NULL},
      {"dateTimeStamp", "2024-04-01T08:15:30", NULL},
      {"dateTimeStamp", "2024-04-01T08:15:30+14:00", "2024-04-01T08:15:30+14:00"},
      {"dateTimeStamp", "2024-04-01T08:15:30+14:01", NULL},
      {"time", "23:59:60", NULL},
      {"time", "08:15:00", "08:15:00"},
      {"gYear", "2024", "2024"},
      {"gYear", "24", NULL},
      {"gYear", "2024-01", NULL},
      {"gYearMonth", "2024-13", NULL},
      {"gMonth", "--05", "--05"},
      {"gMonthDay", "--02-29", "--02-29"},
      {"gMonthDay", "--02-30", NULL},
      {"gDay", "---31", "---31"},
      {"duration", "P1Y2M3DT4H5M6.7S", "P1Y2M3DT4H5M6.7S"},
      {"duration", "-PT5M", "-PT5M"},
      {"duration", "P", NULL},
      {"duration", "PT", NULL},
      {"duration", "P1M1Y", NULL},
      {"duration", "P1H", NULL},
      {"duration", "P1S", NULL},
      {"duration", "P1.5D", NULL},
      {"yearMonthDuration", "P1Y", "P1Y"},
      {"yearMonthDuration", "P1D", NULL},
      {"dayTimeDuration", "P1DT2H", "P1DT2H"},
      {"dayTimeDuration", "P1M", NULL},
      {"hexBinary", "0aF0", "0aF0"},
      {"hexBinary", "0aF", NULL},
      {"base64Binary", "YWJj", "YWJj"},
      {"base64Binary", "YWI=", "YWI="},
      {"base64Binary", "Y", NULL},
      {"nothing", "1", NULL},
  };
  Arena arena;
  arena_init(&arena, 1 << 20);
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
    Slice canonical;
    bool fits = xsd_canonical(&arena, slice_of(FORMS[i].type), slice_of(FORMS[i].text), &canonical);
    if (fits != (FORMS[i].canonical != NULL)) fail_msg("`%s` as %s", FORMS[i].text, FORMS[i].type);
    if (fits) assert_slice_equal(slice_of(FORMS[i].canonical), canonical);
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_give_their_triples),
      cmocka_unit_test(rules_give_their_shapes),
      cmocka_unit_test(what_does_not_fit_its_datatype_is_noted),
      cmocka_unit_test(lexical_forms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
