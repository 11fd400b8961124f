/* Forms that are no RDF, and JSON-LD: sound whatever the graph holds; parts, keys, cells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph/namespaces.h"
#include "output/cells.h"
#include "output/description.h"
#include "output/json_context.h"
#include "output/json_text.h"
#include "output/seen_set.h"
#include "support/form_check.h"

#define EX "http://example.org/"

static const Syntax FORMS[] = {SYNTAX_TURTLE,  SYNTAX_TRIG,    SYNTAX_NTRIPLES, SYNTAX_NQUADS, SYNTAX_RDFXML,
                               SYNTAX_RDFJSON, SYNTAX_JSONLD,  SYNTAX_JSONL,    SYNTAX_CSV,    SYNTAX_TSV,
                               SYNTAX_NEO4J,   SYNTAX_NEPTUNE, SYNTAX_DOT,      SYNTAX_GRAPHML};
enum { FORM_COUNT = sizeof FORMS / sizeof *FORMS };

static Arena arena;

static void add(Graph *graph, const char *subject, const char *predicate, TermId object) {
  graph_add(graph, graph_iri(graph, slice_of(subject), 0), graph_iri(graph, slice_of(predicate), 0), object);
}

static TermId iri(Graph *graph, const char *text) {
  return graph_iri(graph, slice_of(text), 0);
}

static TermId literal(Graph *graph, Slice text, const char *datatype, const char *language) {
  return graph_literal(graph, text, slice_of(datatype), slice_of(language));
}

/* A document whose every text is `text`. */
static void make_graph(Graph *graph, Slice text) {
  static const char *const DATATYPES[] = {NS_XSD "decimal", NS_XSD "boolean", NS_XSD "gYear",
                                          NS_XSD "nonNegativeInteger"};
  static const char *const TYPED[] = {NS_SPO "value", NS_SPO "direct", NS_SPO "period", NS_SPO "confidence"};
  graph_init(graph, &arena, SLICE(EX "doc"));
  add(graph, EX "doc", NS_RDF "type", iri(graph, NS_SCHEMA "Article"));
  add(graph, EX "doc", NS_SCHEMA "headline", literal(graph, text, NULL, "zh-Hant"));
  add(graph, EX "ann", NS_RDF "type", iri(graph, NS_SCHEMA "Person"));
  add(graph, EX "ann", NS_RDFS "label", literal(graph, text, NULL, "zh"));
  add(graph, EX "ann", NS_SKOS "altLabel", literal(graph, text, NULL, "en"));
  add(graph, EX "ann", NS_SKOS "altLabel", literal(graph, text, NULL, NULL));
  add(graph, EX "ann", EX "own", literal(graph, text, EX "type", NULL));
  add(graph, EX "acme", NS_RDF "type", iri(graph, NS_SCHEMA "Organization"));
  add(graph, EX "acme", NS_RDFS "label", iri(graph, EX "no-label"));
  add(graph, EX "p", NS_RDF "type", iri(graph, NS_SPO "Position"));
  add(graph, EX "p", NS_SPO "holder", iri(graph, EX "ann"));
  add(graph, EX "p", NS_SPO "organization", iri(graph, EX "acme"));
  add(graph, EX "p", NS_SPO "title", literal(graph, text, NULL, "zh"));
  add(graph, EX "p", NS_SPO "rule", literal(graph, text, NULL, NULL));
  add(graph, EX "p", NS_SPO "evidence", iri(graph, EX "doc#char=0,4"));
  add(graph, EX "p", NS_SPO "evidence", iri(graph, EX "elsewhere"));
  for (unsigned i = 0; i < 4; i++) {
    add(graph, EX "p", TYPED[i], literal(graph, text, DATATYPES[i], NULL));
    add(graph, EX "p", TYPED[i], literal(graph, text, NULL, "fr"));
  }
  add(graph, EX "doc#char=0,4", NS_RDF "type", iri(graph, NS_SPO "Mention"));
  add(graph, EX "doc#char=0,4", NS_NIF "beginIndex", literal(graph, SLICE("0"), NS_XSD "nonNegativeInteger", NULL));
  add(graph, EX "doc#char=0,4", NS_NIF "endIndex", literal(graph, SLICE("4"), NS_XSD "nonNegativeInteger", NULL));
  add(graph, EX "doc#char=0,4", NS_NIF "anchorOf", literal(graph, text, NULL, NULL));
  add(graph, EX "doc#char=0,4", NS_NIF "referenceContext", iri(graph, EX "doc"));
  add(graph, EX "doc#char=0,4", NS_ITSRDF "taIdentRef", iri(graph, EX "ann"));
  /* What no syntax can hold. */
  add(graph, "relative", NS_RDF "type", iri(graph, NS_SCHEMA "Person"));
  add(graph, EX "bad iri>", NS_RDFS "label", literal(graph, text, NULL, NULL));
  add(graph, EX "ann", NS_SCHEMA "sameAs", iri(graph, "http://e/\" onload=\"x"));
  add(graph, EX "ann", NS_SCHEMA "sameAs", iri(graph, "schema:x"));
  add(graph, EX "ann", NS_RDFS "label", literal(graph, text, NULL, "not a tag"));
  graph_finish(graph);
}

static void any_text_stays_sound(void **state) {
  (void)state;
  static char all[256], large[300000];
  for (unsigned i = 0; i < sizeof all; i++) all[i] = (char)i;
  memset(large, 'x', sizeof large);
  memset(large + 100, '"', 1000);
  const Slice texts[] = {SLICE("plain"),
                         SLICE(""),
                         SLICE("\xED\xA0\x80 a lone surrogate \xED\xBF\xBF"),
                         SLICE("]]> <!-- & \" ' </data> \\N \\"),
                         SLICE("a\r\nb\tc\nd;e|f,\"g\""),
                         SLICE("=cmd|'/c calc'!A0"),
                         SLICE("\x01\x1F\x7F\xC2\x85\xE2\x80\xA8\xEF\xBF\xBE"),
                         SLICE("\\u0000 \\"),
                         SLICE("2023"),
                         SLICE("-1.50"),
                         SLICE("true"),
                         {all, sizeof all},
                         {large, sizeof large}};
  static const Prefix PREFIXES[] = {
      {{"id", 2}, {EX, sizeof EX - 1}}, {{"title", 5}, {"http://t/", 9}}, {{"", 0}, {"http://n/", 9}}};
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
    Graph graph;
    arena_reset(&arena);
    make_graph(&graph, texts[i]);
    for (unsigned k = 0; k < 2 * FORM_COUNT; k++) {
      FormBytes parts[MOST_FORM_PARTS];
      WriterOptions options = {.syntax = FORMS[k / 2],
                               .prefixes = PREFIXES,
                               .prefix_count = 3,
                               .table = TABLES,
                               .guarded = k % 2,
                               .comments = k % 2,
                               .triple_terms = k % 2};
      unsigned count = form_write(&options, &graph, 2, parts, NULL);
      assert_true(count > 0);
      for (unsigned part = 0; part < count; part++) {
        bool sound = form_is_sound(options.syntax, (Slice){parts[part].data, parts[part].length});
        if (!sound)
          fail_msg("text %u, syntax %u, part %u:\n%.3000s", i, (unsigned)options.syntax, part, parts[part].data);
        free(parts[part].data);
      }
    }
  }
  arena_free(&arena);
}

static void nodes_come_once(void **state) {
  (void)state;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  Graph graph;
  make_graph(&graph, SLICE("x"));
  static const Syntax KEYED[] = {SYNTAX_NEO4J, SYNTAX_NEPTUNE, SYNTAX_DOT, SYNTAX_GRAPHML};
  for (unsigned i = 0; i < 4; i++) {
    FormBytes once[MOST_FORM_PARTS], often[MOST_FORM_PARTS];
    WriterOptions options = {.syntax = KEYED[i], .table = TABLES};
    unsigned count = form_write(&options, &graph, 1, once, NULL);
    form_write(&options, &graph, 3, often, NULL);
    for (unsigned part = 0; part < count; part++) {
      assert_string_equal(once[part].data, often[part].data);
      free(once[part].data);
      free(often[part].data);
    }
  }
  arena_free(&arena);
}

static void keys_beyond_memory_are_found_again(void **state) {
  (void)state;
  enum { KEYS = 3000 };
  SeenSet *set = seen_set_new(16); /* files are written, and merged, many times */
  assert_non_null(set);
  for (unsigned round = 0; round < 2; round++) {
    for (unsigned i = 0; i < KEYS; i++) {
      Slice text = {(const char *)&i, sizeof i};
      assert_int_equal(round ? SEEN_BEFORE : SEEN_NEW, seen_set_add(set, seen_key(&text, 1)));
    }
  }
  SeenKey zero = {0, 0}, most = {UINT64_MAX, UINT64_MAX};
  assert_int_equal(SEEN_NEW, seen_set_add(set, zero));
  assert_int_equal(SEEN_BEFORE, seen_set_add(set, zero));
  assert_int_equal(SEEN_NEW, seen_set_add(set, most));
  assert_int_equal(KEYS + 2, seen_set_count(set));
  /* Keys that differ in their second half only, so that places cannot be guessed. */
  for (unsigned round = 0; round < 2; round++) {
    for (uint64_t i = 1; i < 200; i++)
      assert_int_equal(round ? SEEN_BEFORE : SEEN_NEW, seen_set_add(set, (SeenKey){7, i}));
  }
  seen_set_free(set);
  SeenKey a = seen_key((Slice[]){SLICE("ab"), SLICE("c")}, 2), b = seen_key((Slice[]){SLICE("a"), SLICE("bc")}, 2);
  assert_true(a.high != b.high || a.low != b.low);
}

static void cells_are_quoted_and_guarded(void **state) {
  (void)state;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  Losses losses = {0};
  Cells cells = {.arena = &arena, .losses = &losses, .guarded = true};
  cells_begin(&cells);
  cells_put(&cells, SLICE("=1"));
  cells_put(&cells, SLICE("a\"b"));
  cells_put_number(&cells, SLICE("-1.5"));
  cells_put_number(&cells, SLICE("-1+cmd"));
  cells_put(&cells, SLICE(""));
  assert_true(slice_is(cells_end(&cells), "'=1,\"a\"\"b\",-1.5,'-1+cmd,\r\n"));
  cells.tabs = true;
  cells_begin(&cells);
  cells_put(&cells, SLICE("a\tb\nc\\d"));
  cells_put(&cells, SLICE("\xFF"));
  assert_true(slice_is(cells_end(&cells), "a\\tb\\nc\\\\d\t\xEF\xBF\xBD\n"));
  assert_int_equal(1, losses.count[LOSS_TEXT]);
  arena_free(&arena);
}

static void numbers_of_json_are_written_again_as_they_were(void **state) {
  (void)state;
  static const char *const SOUND[] = {"0", "10", "-1", "0.5", "-12.25", "123456789012345", "1.000001"};
  static const char *const UNSOUND[] = {
      "", "-", "+1", "01", "1.0", ".5", "1.", "1e3", "-0", "NaN", "1.50", "1234567890123456", "0.0000001", "1 "};
  for (unsigned i = 0; i < sizeof SOUND / sizeof *SOUND; i++) assert_true(json_keeps_number(slice_of(SOUND[i])));
  for (unsigned i = 0; i < sizeof UNSOUND / sizeof *UNSOUND; i++) assert_false(json_keeps_number(slice_of(UNSOUND[i])));
  assert_true(slice_is(date_datatype(SLICE("2023-05")), NS_XSD "gYearMonth"));
  assert_int_equal(0, date_datatype(SLICE("20235")).length);
}

static void the_context_is_read(void **state) {
  (void)state;
  JsonContext context;
  assert_true(json_context_init(&context));
  const ContextTerm *label = json_context_term(&context, SLICE(NS_RDFS "label"));
  assert_non_null(label);
  assert_int_equal(VALUES_BY_LANGUAGE, label->values);
  assert_true(json_context_term(&context, SLICE(NS_SPO "acquired"))->many);
  assert_true(slice_is(json_context_term(&context, SLICE(NS_SPO "value"))->datatype, NS_XSD "decimal"));
  assert_true(json_context_has_name(&context, SLICE("schema")) && json_context_has_name(&context, SLICE("title")));
  assert_null(json_context_term(&context, SLICE("http://e/")));
  json_context_free(&context);
}

static void descriptions_count_entities_once(void **state) {
  (void)state;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  Graph graph;
  make_graph(&graph, SLICE("x"));
  Description *description = description_new();
  assert_true(description_add(description, &graph) && description_add(description, &graph));
  ByteBuffer text = {0};
  DescriptionText parts = {.title = SLICE("a \"b\""), .base = SLICE(EX)};
  assert_true(description_write(description, &parts, &text));
  byte_buffer_put(&text, (Slice){"", 1});
  assert_non_null(strstr(text.data, "dct:title \"a \\\"b\\\"\""));
  assert_non_null(strstr(text.data, "void:documents 2"));
  assert_non_null(strstr(text.data, "void:class <https://schema.org/Organization> ; void:entities 1 ]"));
  assert_non_null(strstr(text.data, "void:property <https://w3id.org/spo#holder> ; void:triples 2 ]"));
  byte_buffer_free(&text);
  description_free(description);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_text_stays_sound),
      cmocka_unit_test(nodes_come_once),
      cmocka_unit_test(keys_beyond_memory_are_found_again),
      cmocka_unit_test(cells_are_quoted_and_guarded),
      cmocka_unit_test(numbers_of_json_are_written_again_as_they_were),
      cmocka_unit_test(the_context_is_read),
      cmocka_unit_test(descriptions_count_entities_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
