/* Gazetteers: building, look-ups, damage; linking a graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "link/gazetteer_builder.h"
#include "link/link.h"
#include "link/terms.h"

#define SCHEMA "https://schema.org/"

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

static bool is(Slice text, const char *wanted) {
  return slice_is(text, wanted);
}

static void folding_takes_away_what_does_not_count(void **state) {
  (void)state;
  assert_true(is(link_fold(&arena, SLICE("  Ｊane\tROE ")), "jane roe"));
  assert_true(is(link_fold(&arena, SLICE("阿兰·图灵")), "阿兰图灵"));
  assert_true(is(link_fold(&arena, SLICE("阿兰・图灵")), "阿兰图灵"));
  assert_true(is(link_fold(&arena, SLICE("")), ""));
  assert_true(is(link_fold(&arena, SLICE("Ärzte")), "ärzte"));
}

static void terms_are_pairs_and_words(void **state) {
  (void)state;
  TermHashes a = {0}, b = {0}, none = {0};
  link_terms(&arena, SLICE("篮球教练"), &a);
  assert_int_equal(a.count, 3);
  link_terms(&arena, SLICE("The Footballers, of 12"), &a);
  assert_int_equal(a.count, 4);
  link_terms(&arena, SLICE("football"), &b);
  assert_int_equal(b.count, 1);
  assert_int_equal(a.data[3], b.data[0]);
  link_terms(&arena, SLICE("a 中 of"), &none);
  assert_int_equal(none.count, 0);
}

/* Two people of one name, a city, one that stands twice under two IRIs. */
static Slice small_gazetteer(bool backwards) {
  GazetteerBuilder *builder = gazetteer_builder_new(&arena);
  for (int i = 0; i < 4; i++) {
    int which = backwards ? 3 - i : i;
    if (which == 0) {
      uint32_t coach = gazetteer_builder_entry(builder, SLICE("http://g.example/coach"));
      gazetteer_builder_name(builder, coach, SLICE("周建平"), true);
      gazetteer_builder_class(builder, coach, SLICE(SCHEMA "Person"), 0);
      gazetteer_builder_describe(builder, coach, SLICE("篮球教练"));
      gazetteer_builder_popularity(builder, coach, 10);
    } else if (which == 1) {
      uint32_t writer = gazetteer_builder_entry(builder, SLICE("http://g.example/writer"));
      gazetteer_builder_name(builder, writer, SLICE("周建平"), true);
      gazetteer_builder_class(builder, writer, SLICE(SCHEMA "Person"), 0);
      gazetteer_builder_describe(builder, writer, SLICE("作家，长篇小说"));
      gazetteer_builder_popularity(builder, writer, 10);
      gazetteer_builder_name(builder, writer, SLICE("老周"), false);
    } else if (which == 2) {
      uint32_t city = gazetteer_builder_entry(builder, SLICE("http://g.example/city"));
      gazetteer_builder_name(builder, city, SLICE("Brookton"), true);
      gazetteer_builder_class(builder, city, SLICE(SCHEMA "Place"), 0);
      gazetteer_builder_same(builder, city, SLICE("http://www.wikidata.org/entity/Q1"));
    } else {
      uint32_t city = gazetteer_builder_entry(builder, SLICE("http://www.wikidata.org/entity/Q1"));
      gazetteer_builder_name(builder, city, SLICE("Brookton City"), false);
      gazetteer_builder_name(builder, city, SLICE("BROOKTON"), false);
      gazetteer_builder_entry(builder, SLICE("http://g.example/nameless"));
    }
  }
  GazetteerCounts counts;
  Slice image = gazetteer_builder_finish(builder, &counts);
  assert_int_equal(counts.entries, 3);
  assert_int_equal(counts.unnamed, 1);
  return image;
}

static void names_are_found(void **state) {
  (void)state;
  Gazetteer gazetteer;
  Slice image = small_gazetteer(false);
  assert_int_equal(gazetteer_open(&gazetteer, image, "g", &DIAGNOSTICS_SILENT), SPO_SUCCESS);
  GazetteerHits hits = {0};
  gazetteer_find(&gazetteer, &arena, SLICE("周建平"), &hits);
  assert_int_equal(hits.count, 2);
  assert_true(hits.data[0].label && hits.data[0].exact);
  hits.count = 0;
  gazetteer_find(&gazetteer, &arena, SLICE("brookton"), &hits);
  assert_int_equal(hits.count, 1);
  assert_true(hits.data[0].label && !hits.data[0].exact);
  assert_true(is(gazetteer_iri(&gazetteer, &arena, hits.data[0].entry), "http://www.wikidata.org/entity/Q1"));
  assert_true(is(gazetteer_class(&gazetteer, hits.data[0].entry), SCHEMA "Place"));
  hits.count = 0;
  gazetteer_find(&gazetteer, &arena, SLICE("周建"), &hits);
  gazetteer_find(&gazetteer, &arena, SLICE(""), &hits);
  assert_int_equal(hits.count, 0);
}

static void the_order_of_what_is_said_does_not_matter(void **state) {
  (void)state;
  Slice a = small_gazetteer(false), b = small_gazetteer(true);
  GazetteerHits hits = {0};
  Gazetteer x, y;
  assert_int_equal(a.length, b.length);
  gazetteer_open(&x, a, "a", &DIAGNOSTICS_SILENT);
  gazetteer_open(&y, b, "b", &DIAGNOSTICS_SILENT);
  for (uint32_t i = 0; i < x.entry_count; i++) {
    assert_true(slice_equal(gazetteer_iri(&x, &arena, i), gazetteer_iri(&y, &arena, i)));
    assert_true(slice_equal(gazetteer_label(&x, i), gazetteer_label(&y, i)));
  }
  (void)hits;
}

static void an_empty_gazetteer_is_one(void **state) {
  (void)state;
  GazetteerCounts counts;
  Gazetteer gazetteer;
  GazetteerHits hits = {0};
  Slice image = gazetteer_builder_finish(gazetteer_builder_new(&arena), &counts);
  assert_int_equal(gazetteer_open(&gazetteer, image, "g", &DIAGNOSTICS_SILENT), SPO_SUCCESS);
  gazetteer_find(&gazetteer, &arena, SLICE("x"), &hits);
  assert_int_equal(hits.count, 0);
}

/* Every byte of the image, and every place to cut it off. */
static void damage_is_refused(void **state) {
  (void)state;
  Slice image = small_gazetteer(false);
  Gazetteer gazetteer;
  char *copy = arena_aligned(&arena, (image.length + 63) / 64, 64);
  memcpy(copy, image.data, image.length);
  assert_int_equal(gazetteer_open(&gazetteer, (Slice){copy, image.length}, "g", &DIAGNOSTICS_SILENT), SPO_SUCCESS);
  for (size_t i = 0; i < image.length; i++) {
    copy[i] = (char)(copy[i] ^ 0x41);
    assert_int_equal(gazetteer_open(&gazetteer, (Slice){copy, image.length}, "g", &DIAGNOSTICS_SILENT), SPO_BAD_RULES);
    copy[i] = image.data[i];
  }
  for (size_t i = 0; i < image.length; i++) {
    assert_int_equal(gazetteer_open(&gazetteer, (Slice){copy, i}, "g", &DIAGNOSTICS_SILENT), SPO_BAD_RULES);
  }
}

static LinkDecision link_person(const Gazetteer *gazetteer, const char *sentence, double threshold) {
  Graph graph;
  graph_init(&graph, &arena, SLICE("http://d.example/1"));
  TermId person = graph_iri(&graph, SLICE("http://e.example/p"), 1);
  graph_add(&graph, person, graph_iri(&graph, SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), 1 << 30),
            graph_iri(&graph, SLICE(SCHEMA "Person"), 1 << 30));
  graph_add(&graph, person, graph_iri(&graph, SLICE("http://www.w3.org/2000/01/rdf-schema#label"), 1 << 30),
            graph_literal(&graph, SLICE("周建平"), SLICE(""), SLICE("zh")));
  Slice sentences[] = {slice_of(sentence)};
  LinkDecisions decisions = {0};
  LinkOptions options = {.gazetteer = gazetteer, .threshold = threshold};
  link_graph(&graph, &options, sentences, 1, &decisions);
  assert_int_equal(decisions.count, 1);
  assert_int_equal(graph.triples.count, decisions.data[0].result == LINK_MADE ? 4 : 2);
  return decisions.data[0];
}

static void the_sentence_chooses(void **state) {
  (void)state;
  Gazetteer gazetteer;
  gazetteer_open(&gazetteer, small_gazetteer(false), "g", &DIAGNOSTICS_SILENT);
  LinkDecision coach = link_person(&gazetteer, "篮球教练周建平说", LINK_THRESHOLD);
  assert_true(is(coach.iri, "http://g.example/coach"));
  LinkDecision writer = link_person(&gazetteer, "周建平的长篇小说", LINK_THRESHOLD);
  assert_true(is(writer.iri, "http://g.example/writer"));
  LinkDecision none = link_person(&gazetteer, "周建平说", LINK_THRESHOLD);
  assert_int_equal(none.result, LINK_NONE);
  assert_true(none.score > 0 && none.score < 0.5);
  assert_int_equal(link_person(&gazetteer, "篮球教练周建平说", 1).result, LINK_NONE);
  assert_int_equal(link_person(&gazetteer, "周建平说", 0).result, LINK_MADE);
}

int main(void) {
  if (ARENA_GUARD(&arena, jump)) return 1;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(folding_takes_away_what_does_not_count, set_up, tear_down),
      cmocka_unit_test_setup_teardown(terms_are_pairs_and_words, set_up, tear_down),
      cmocka_unit_test_setup_teardown(names_are_found, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_order_of_what_is_said_does_not_matter, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_empty_gazetteer_is_one, set_up, tear_down),
      cmocka_unit_test_setup_teardown(damage_is_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(the_sentence_chooses, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
