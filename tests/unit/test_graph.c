/* Interning, sorting and dropping of duplicates, against a plain reference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "graph/graph.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define XSD "http://www.w3.org/2001/XMLSchema#"

static Arena arena;
static jmp_buf jump;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, SIZE_MAX);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static Graph new_graph(void) {
  Graph graph;
  graph_init(&graph, &arena, SLICE("http://example.org/doc/1"));
  return graph;
}

static void equal_terms_have_one_id(void **state) {
  (void)state;
  Graph graph = new_graph();
  char copy[] = "http://example.org/a";
  TermId a = graph_iri(&graph, SLICE("http://example.org/a"), 1);
  assert_int_equal(a, graph_iri(&graph, slice_of(copy), 1));
  assert_int_not_equal(a, graph_literal(&graph, SLICE("http://example.org/a"), (Slice){0}, (Slice){0}));
  TermId plain = graph_literal(&graph, SLICE("5"), (Slice){0}, (Slice){0});
  TermId decimal = graph_literal(&graph, SLICE("5"), SLICE(XSD "decimal"), (Slice){0});
  TermId chinese = graph_literal(&graph, SLICE("5"), (Slice){0}, SLICE("zh"));
  TermId english = graph_literal(&graph, SLICE("5"), (Slice){0}, SLICE("en"));
  assert_true(plain != decimal && decimal != chinese && chinese != english && english != plain);
  assert_int_equal(plain, graph_literal(&graph, SLICE("5"), SLICE(XSD "string"), (Slice){0}));
  assert_int_equal(chinese, graph_literal(&graph, SLICE("5"),
                                          SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"), SLICE("zh")));
  /* the parts of a literal do not run into one another */
  assert_int_not_equal(graph_literal(&graph, SLICE("ab"), SLICE("c"), (Slice){0}),
                       graph_literal(&graph, SLICE("a"), SLICE("bc"), (Slice){0}));
  assert_int_not_equal(graph_literal(&graph, SLICE(""), (Slice){0}, (Slice){0}),
                       graph_literal(&graph, (Slice){"", 1}, (Slice){0}, (Slice){0}));
}

static void an_iri_keeps_its_smallest_order(void **state) {
  (void)state;
  Graph graph = new_graph();
  TermId id = graph_iri(&graph, SLICE("http://example.org/a"), 7);
  graph_iri(&graph, SLICE("http://example.org/a"), 2);
  graph_iri(&graph, SLICE("http://example.org/a"), 5);
  assert_int_equal(2, graph.terms.data[id].order);
}

static void many_terms_stay_apart(void **state) {
  (void)state;
  enum { COUNT = 50000 };
  Graph graph = new_graph();
  for (uint32_t i = 0; i < COUNT; i++) {
    assert_int_equal(i, graph_iri(&graph, arena_print(&arena, "http://example.org/id/%u", i), 0));
  }
  for (uint32_t i = 0; i < COUNT; i++) {
    assert_int_equal(i, graph_iri(&graph, arena_print(&arena, "http://example.org/id/%u", i), 0));
  }
  assert_int_equal(COUNT, graph.terms.count);
}

static void type_is_the_first_predicate_and_order_the_first_key(void **state) {
  (void)state;
  Graph graph = new_graph();
  TermId type = graph_iri(&graph, SLICE(RDF_TYPE), 9);
  TermId label = graph_iri(&graph, SLICE("http://www.w3.org/2000/01/rdf-schema#label"), 0);
  TermId person = graph_iri(&graph, SLICE("https://schema.org/Person"), 9);
  TermId entity = graph_iri(&graph, SLICE("http://example.org/a"), 2);
  TermId document = graph_iri(&graph, SLICE("http://example.org/z"), 1);
  TermId name = graph_literal(&graph, SLICE("A"), (Slice){0}, (Slice){0});
  graph_add(&graph, entity, label, name);
  graph_add(&graph, entity, type, person);
  graph_add(&graph, document, label, name);
  graph_add(&graph, entity, label, name);
  graph_add(&graph, document, type, person);
  graph_finish(&graph);
  const Triple expected[] = {
      {document, type, person}, {document, label, name}, {entity, type, person}, {entity, label, name}};
  assert_int_equal(4, graph.triples.count);
  assert_memory_equal(expected, graph.triples.data, sizeof expected);
}

/* The order that the header promises, said as plainly as can be. */
static int compare_terms(const Term *a, const Term *b) {
  if (a->order != b->order) return a->order < b->order ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  int order = slice_compare(a->text, b->text);
  if (!order) order = slice_compare(a->datatype, b->datatype);
  return order ? order : slice_compare(a->language, b->language);
}

static const Graph *sorted;

static int compare_triples(const void *left, const void *right) {
  const Triple *a = left, *b = right;
  const Term *terms = sorted->terms.data;
  int order = compare_terms(&terms[a->subject], &terms[b->subject]);
  if (order) return order;
  bool a_type = slice_is(terms[a->predicate].text, RDF_TYPE), b_type = slice_is(terms[b->predicate].text, RDF_TYPE);
  if (a_type != b_type) return a_type ? -1 : 1;
  order = compare_terms(&terms[a->predicate], &terms[b->predicate]);
  return order ? order : compare_terms(&terms[a->object], &terms[b->object]);
}

static uint32_t random_number(uint64_t *seed, uint32_t below) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*seed >> 33) % below;
}

static Slice random_text(uint64_t *seed) {
  static const char *const PARTS[] = {"", "a", "b", "黄", "铁军", "-", "0", "\x01", "𠮷", "http://example.org/"};
  Slice text = SLICE("");
  for (uint32_t i = random_number(seed, 8); i; i--) {
    text = arena_print(&arena, "%.*s%s", (int)text.length, text.data,
                       PARTS[random_number(seed, sizeof PARTS / sizeof *PARTS)]);
  }
  return text;
}

static void fill_at_random(Graph *graph, uint64_t seed) {
  TermId subjects[40], predicates[10], objects[60];
  for (unsigned i = 0; i < 40; i++) subjects[i] = graph_iri(graph, random_text(&seed), random_number(&seed, 30));
  for (unsigned i = 0; i < 10; i++) predicates[i] = graph_iri(graph, random_text(&seed), 3);
  predicates[0] = graph_iri(graph, SLICE(RDF_TYPE), 99);
  for (unsigned i = 0; i < 60; i++) {
    objects[i] = i % 3 ? graph_literal(graph, random_text(&seed), i % 2 ? SLICE(XSD "date") : (Slice){0},
                                       i % 5 ? (Slice){0} : SLICE("zh"))
                       : subjects[random_number(&seed, 40)];
  }
  uint32_t count = random_number(&seed, 2000);
  for (uint32_t i = 0; i < count; i++) {
    graph_add(graph, subjects[random_number(&seed, 40)], predicates[random_number(&seed, 10)],
              objects[random_number(&seed, 60)]);
  }
}

static void sorts_as_the_reference_does(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 200; seed++) {
    Graph graph = new_graph();
    fill_at_random(&graph, seed);
    uint32_t count = graph.triples.count;
    Triple *expected = ARENA_ARRAY(&arena, Triple, count + 1u);
    if (count) memcpy(expected, graph.triples.data, count * sizeof *expected);
    sorted = &graph;
    qsort(expected, count, sizeof *expected, compare_triples);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
      if (!kept || memcmp(&expected[i], &expected[kept - 1], sizeof *expected) != 0) expected[kept++] = expected[i];
    }
    graph_finish(&graph);
    assert_int_equal(kept, graph.triples.count);
    if (kept) assert_memory_equal(expected, graph.triples.data, kept * sizeof *expected);
    graph_finish(&graph);
    assert_int_equal(kept, graph.triples.count);
    if (kept) assert_memory_equal(expected, graph.triples.data, kept * sizeof *expected);
    arena_reset(&arena);
  }
}

static void more_may_follow_finish(void **state) {
  (void)state;
  Graph graph = new_graph();
  TermId a = graph_iri(&graph, SLICE("http://example.org/a"), 0),
         b = graph_iri(&graph, SLICE("http://example.org/b"), 0);
  graph_finish(&graph);
  assert_int_equal(0, graph.triples.count);
  graph_add(&graph, b, a, a);
  graph_finish(&graph);
  graph_add(&graph, a, a, a);
  graph_add(&graph, b, a, a);
  graph_finish(&graph);
  assert_int_equal(2, graph.triples.count);
  assert_int_equal(a, graph.triples.data[0].subject);
}

static void a_full_arena_jumps_to_the_guard(void **state) {
  (void)state;
  arena.limit = 100000;
  volatile unsigned added = 0;
  if (ARENA_GUARD(&arena, jump) == 0) {
    Graph graph = new_graph();
    for (;;) {
      TermId id = graph_iri(&graph, arena_print(&arena, "http://example.org/%u", added), 0);
      graph_add(&graph, id, id, id);
      added++;
    }
  }
  assert_true(added > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(equal_terms_have_one_id, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_iri_keeps_its_smallest_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(many_terms_stay_apart, set_up, tear_down),
      cmocka_unit_test_setup_teardown(type_is_the_first_predicate_and_order_the_first_key, set_up, tear_down),
      cmocka_unit_test_setup_teardown(sorts_as_the_reference_does, set_up, tear_down),
      cmocka_unit_test_setup_teardown(more_may_follow_finish, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_full_arena_jumps_to_the_guard, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
