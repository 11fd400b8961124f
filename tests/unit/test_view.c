/* The page's data, single terms of Turtle, the layout of drawings, pages and pictures of hostile texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka wants these first */
#include <cmocka.h>

#include "support/small_rules.h"
#include "support/view_check.h"
#include "view/graph_picture.h"
#include "view/page_json.h"
#include "view/page_writer.h"
#include "view/svg_writer.h"
#include "view/turtle_text.h"

#define SCHEMA "https://schema.org/"
#define XSD "http://www.w3.org/2001/XMLSchema#"

static Arena arena;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, (size_t)1 << 30);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

#define assert_text(expected, slice)                                                                \
  do {                                                                                              \
    Slice is = (slice);                                                                             \
    if (!slice_is(is, (expected))) fail_msg("%.*s is not %s", (int)is.length, is.data, (expected)); \
  } while (0)

static void json_ends_no_script(void **state) {
  (void)state;
  ByteBuffer out = {0};
  PageJson json = {.to = &out};
  page_json_open(&json, '[');
  page_json_string(&json, SLICE("</script><!-- & \" \\ \n\x7F"));
  page_json_string(&json, SLICE("\xE2\x80\xA8|\xE2\x80\xA9|\xE2\x80\xAA"));
  page_json_string(&json, SLICE("a\xFF"
                                "b\xE2\x80"));
  page_json_open(&json, '{');
  page_json_field(&json, "none", SLICE(""));
  page_json_key(&json, "a");
  page_json_hundredths(&json, 7);
  page_json_key(&json, "b");
  page_json_true(&json);
  page_json_close(&json, '}');
  page_json_number(&json, -3);
  page_json_close(&json, ']');
  assert_false(json.failed);
  assert_text(
      "[\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u0022 \\u005c \\u000a\\u007f\","
      "\"\\u2028|\\u2029|\xE2\x80\xAA\",\"a\xEF\xBF\xBD"
      "b\xEF\xBF\xBD\xEF\xBF\xBD\",{\"a\":0.07,\"b\":true},-3]",
      byte_buffer_slice(&out));
  byte_buffer_free(&out);
}

static void terms_are_written_as_turtle(void **state) {
  (void)state;
  const Prefix list[] = {
      {SLICE("schema"), SLICE(SCHEMA)}, {SLICE("xsd"), SLICE(XSD)}, {SLICE("id"), SLICE("http://e/id/")}};
  const TurtlePrefixes prefixes = {list, 3};
  assert_text("id:person-王明", turtle_iri(&arena, &prefixes, SLICE("http://e/id/person-王明")));
  assert_text("<http://e/id/a/b>", turtle_iri(&arena, &prefixes, SLICE("http://e/id/a/b")));
  const struct {
    Term term;
    const char *expected;
  } CASES[] = {
      {{.kind = TERM_IRI, .text = SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")}, "a"},
      {{.kind = TERM_LITERAL, .text = SLICE("a\"\\\n"), .language = SLICE("zh")}, "\"a\\\"\\\\\\n\"@zh"},
      {{.kind = TERM_LITERAL, .text = SLICE("0.92"), .datatype = SLICE(XSD "decimal")}, "0.92"},
      {{.kind = TERM_LITERAL, .text = SLICE("12"), .datatype = SLICE(XSD "decimal")}, "\"12\"^^xsd:decimal"},
      {{.kind = TERM_LITERAL, .text = SLICE("."), .datatype = SLICE(XSD "decimal")}, "\".\"^^xsd:decimal"},
      {{.kind = TERM_LITERAL, .text = SLICE("true"), .datatype = SLICE(XSD "boolean")}, "true"},
      {{.kind = TERM_LITERAL, .text = SLICE("true")}, "\"true\""},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    assert_text(CASES[i].expected, turtle_term(&arena, &prefixes, &CASES[i].term));
  }
}

static void texts_are_measured_and_cut(void **state) {
  (void)state;
  assert_in_range(text_width(SLICE("何叶")), 200, 210);
  assert_true(text_width(SLICE("ill")) < text_width(SLICE("www")));
  assert_int_equal(text_width(SLICE("e")), text_width(SLICE("e\xCC\x81")));
  assert_text("晨星", text_cut(&arena, SLICE("晨星"), 300));
  assert_text("晨星公…", text_cut(&arena, SLICE("晨星公司"), 350));
}

/* Graphs of all kinds, the same in every run. */
static uint32_t drawn_number(uint32_t *seed, uint32_t below) {
  *seed = *seed * 1664525 + 1013904223;
  return (*seed >> 8) % below;
}

static Layout drawn_graph(uint32_t seed, uint32_t nodes, uint32_t edges) {
  Layout layout = {.node_count = nodes};
  layout.nodes = ARENA_ARRAY(&arena, LayoutNode, nodes);
  layout.edges = ARENA_ARRAY(&arena, LayoutEdge, edges + 1);
  for (uint32_t i = 0; i < nodes; i++) {
    layout.nodes[i] = (LayoutNode){.width = 30 + (int32_t)drawn_number(&seed, 180), .height = 30};
  }
  for (uint32_t i = 0; i < edges; i++) {
    LayoutEdge edge = {.from = drawn_number(&seed, nodes), .to = drawn_number(&seed, nodes)};
    edge.label_height = 17 * (int32_t)drawn_number(&seed, 4);
    edge.label_width = edge.label_height ? 20 + (int32_t)drawn_number(&seed, 120) : 0;
    if (edge.from != edge.to) layout.edges[layout.edge_count++] = edge;
  }
  return layout;
}

static void nothing_stands_on_anything_else(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 60; seed++) {
    Layout layout = drawn_graph(seed, 2 + seed % 60, seed % 90), again = drawn_graph(seed, 2 + seed % 60, seed % 90);
    graph_layout(&layout, &arena);
    graph_layout(&again, &arena);
    if (!layout_is_clear(&layout)) fail_msg("seed %u", seed);
    for (uint32_t i = 0; i < layout.node_count; i++) {
      assert_int_equal(layout.nodes[i].x, again.nodes[i].x);
      assert_int_equal(layout.nodes[i].y, again.nodes[i].y);
    }
    for (uint32_t i = 0; i < layout.edge_count; i++) {
      const LayoutEdge *edge = &layout.edges[i];
      const LayoutNode *from = &layout.nodes[edge->from], *to = &layout.nodes[edge->to];
      assert_true(edge->point_count >= 4);
      LayoutPoint begin = edge->points[0], end = edge->points[edge->point_count - 1];
      assert_true(begin.x == from->x || begin.x == from->x + from->width);
      assert_true(end.x == to->x || end.x == to->x + to->width);
      assert_int_equal(end.y, to->y + to->height / 2);
    }
    arena_reset(&arena);
  }
}

static void an_empty_graph_is_drawn(void **state) {
  (void)state;
  Layout layout = {0};
  graph_layout(&layout, &arena);
  assert_int_equal(0, layout.width);
  Graph graph;
  graph_init(&graph, &arena, SLICE("http://e/doc"));
  graph_finish(&graph);
  SvgWriter *writer = svg_writer_new();
  ByteBuffer out = {0};
  uint64_t left_out;
  for (int i = 0; i < SVG_DOCUMENTS + 3; i++) assert_true(svg_writer_put(writer, &graph));
  assert_true(svg_writer_end(writer, &out, &left_out));
  assert_int_equal(3, left_out);
  assert_true(slice_ends_with(byte_buffer_slice(&out), SLICE("</svg>\n")));
  svg_writer_free(writer);
  byte_buffer_free(&out);
}

static const char HOSTILE[] =
    "北方大学院长王小明表示：“</script><script>alert(1)</script><!--”。\n"
    "王小明创办<b>南方公司。\xE2\x80\xAE{{script}}{{documents}}\xF0\x9F\x9A\x80产量\n";

static void read_hostile(SmallResult *result) {
  static Arena scratch;
  static RuleSet rules;
  static Lexicon dictionary;
  static Vocabulary vocabulary;
  Diagnostics diagnostics = {NULL, NULL};
  arena_init(&scratch, (size_t)1 << 30);
  assert_int_equal(SPO_SUCCESS, lexicon_open(&dictionary, small_dictionary(&arena), "dictionary", &diagnostics));
  assert_int_equal(SPO_SUCCESS, compile_rule_text(&arena, SLICE(SMALL_RULES), &dictionary, &diagnostics, &rules));
  vocabulary_init(&vocabulary, &arena, &rules, NULL);
  run_rules(&arena, &scratch, &vocabulary, slice_of(HOSTILE), result);
  arena_free(&scratch);
}

static size_t count_in(Slice text, Slice needle) {
  size_t count = 0;
  for (size_t at; (at = slice_find(text, needle)) != SIZE_MAX; count++) {
    text = slice_between(text.data + at + needle.length, text.data + text.length);
  }
  return count;
}

static void a_page_is_whole(void **state) {
  (void)state;
  static const GraphOptions OPTIONS = {.base = {GRAPH_DEFAULT_BASE, sizeof GRAPH_DEFAULT_BASE - 1}};
  SmallResult result;
  read_hostile(&result);
  const ViewDocument document = {.resolution = &result.resolution, .graph = &result.graph, .options = &OPTIONS};
  ByteBuffer page = {0}, block = {0};
  PageWriter *writer = page_writer_new();
  assert_true(page_writer_begin(writer, &page));
  assert_true(page_writer_put(writer, &document, &block));
  json_t *data = read_block(byte_buffer_slice(&block));
  assert_non_null(data);
  assert_true(json_array_size(json_object_get(data, "entities")) >= 2);
  assert_true(json_array_size(json_object_get(data, "claims")) >= 2);
  assert_string_equal(HOSTILE, json_string_value(json_object_get(data, "text")));
  json_decref(data);
  byte_buffer_put(&page, byte_buffer_slice(&block));
  assert_true(page_writer_end(writer, 7, &page));
  Slice whole = byte_buffer_slice(&page);
  assert_true(slice_starts_with(whole, SLICE("<!doctype html>")) && slice_ends_with(whole, SLICE("</html>")));
  assert_int_equal(3, count_in(whole, SLICE("</script>"))); /* of the document, of what is left out, of the program */
  assert_int_equal(1, count_in(whole, SLICE("default-src 'none'; script-src 'sha256-")));
  assert_int_equal(0, count_in(whole, SLICE("{{policy}}")));
  assert_int_equal(0, count_in(whole, SLICE("unsafe-inline")));
  assert_int_equal(1, count_in(whole, SLICE("id=\"left-out\">7</script>")));
  page_writer_free(writer);
  byte_buffer_free(&page);
  byte_buffer_free(&block);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(json_ends_no_script),        TEST(terms_are_written_as_turtle),
      TEST(texts_are_measured_and_cut), TEST(nothing_stands_on_anything_else),
      TEST(an_empty_graph_is_drawn),    TEST(a_page_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
