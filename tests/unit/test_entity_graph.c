/* What pictures are drawn of: entities, positions and relations out of triples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "graph/entity_graph.h"
#include "support/rdf_reader.h"

#define PREFIXES                                                   \
  "@prefix spo: <https://w3id.org/spo#> .\n"                       \
  "@prefix schema: <https://schema.org/> .\n"                      \
  "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n" \
  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"      \
  "@prefix : <http://e/> .\n"

static const char DOCUMENT[] = PREFIXES
    ":doc a schema:Article .\n"
    ":ann a schema:Person ; rdfs:label \"Ann\"@en ; schema:worksFor :acme .\n"
    ":acme a schema:Organization ; rdfs:label \"Acme\" ; spo:acquired :byte ; :rivalOf :byte .\n"
    ":byte a schema:Organization .\n"
    ":p1 a spo:Position ; spo:holder :ann ; spo:organization :acme ; spo:title \"CEO\"@en ; spo:status spo:former ;\n"
    "  spo:rule \"r\" ; spo:confidence 0.8 .\n"
    ":r1 a spo:Relation ; rdf:subject :acme ; rdf:predicate spo:acquired ; rdf:object :byte ; spo:rule \"r\" ;\n"
    "  spo:polarity spo:negative .\n"
    ":q1 a spo:Quotation ; spo:speaker :ann ; spo:text \"x\" ; spo:rule \"r\" .\n";

static GraphView view_of(Arena *arena, const char *turtle) {
  Graph *graph = ARENA_NEW(arena, Graph);
  GraphView view;
  graph_init(graph, arena, SLICE("http://e/doc"));
  assert_true(rdf_read(turtle, SERD_TURTLE, graph, NULL));
  graph_finish(graph);
  graph_view_make(&view, arena, graph);
  return view;
}

static void makes_nodes_and_edges(void **state) {
  (void)state;
  Arena arena;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  GraphView view = view_of(&arena, DOCUMENT);
  EntityGraph entities;
  entity_graph_init(&entities, &arena);
  entity_graph_add(&entities, &view);
  entity_graph_add(&entities, &view); /* a second document that says the same */
  assert_int_equal(3, entities.nodes.count);
  assert_int_equal(6, entities.edges.count);
  for (uint32_t i = 0; i < 3; i++) {
    const EntityNode *node = &entities.nodes.data[i];
    if (slice_is(node->iri, "http://e/ann")) assert_true(slice_is(node->label, "Ann") && node->claims == 4);
    if (slice_is(node->iri, "http://e/byte")) assert_true(slice_is(node->label, "byte") && node->edges == 4);
    assert_true(slice_is(node->type, slice_is(node->iri, "http://e/ann") ? "Person" : "Organization"));
  }
  const EntityEdge *edges = entities.edges.data;
  assert_int_equal(EDGE_POSITION, edges[0].kind);
  assert_true(slice_is(edges[0].label, "CEO") && slice_is(edges[0].status, "former"));
  assert_true(slice_is(edges[0].confidence, "0.8") && slice_is(edges[0].claim, "http://e/p1"));
  assert_int_equal(EDGE_RELATION, edges[1].kind);
  assert_true(slice_is(edges[1].label, "acquired") && edges[1].denied);
  assert_int_equal(EDGE_TRIPLE, edges[2].kind);
  assert_true(slice_is(edges[2].label, "rivalOf"));
  arena_free(&arena);
}

static const char DOMAIN_DOCUMENT[] = PREFIXES
    ":doc a schema:Article .\n"
    ":plant a :Plant . :maker a schema:Organization . :town a schema:Place . :desk a schema:Organization .\n"
    ":c1 a :Stake ; :aPlant :plant ; :company :maker ; :role \"owner\" ; spo:rule \"r\" ; spo:confidence 0.7 .\n"
    ":c2 a :Deal ; :buyer :maker ; :target :plant ; :where :town ; spo:source :desk ; spo:rule \"r\" .\n"
    ":c3 a :Stage ; :aPlant :plant ; spo:rule \"r\" .\n"
    ":c4 a spo:Statistic ; spo:about :plant ; spo:scope :town ; spo:rule \"r\" .\n";

static void claims_of_other_frames_are_edges(void **state) {
  (void)state;
  Arena arena;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  GraphView view = view_of(&arena, DOMAIN_DOCUMENT);
  EntityGraph entities;
  entity_graph_init(&entities, &arena);
  entity_graph_add(&entities, &view);
  char text[400] = "";
  for (uint32_t i = 0; i < entities.edges.count; i++) {
    const EntityEdge *edge = &entities.edges.data[i];
    Slice from = iri_local_part(entities.nodes.data[edge->from].iri),
          to = iri_local_part(entities.nodes.data[edge->to].iri);
    size_t used = strlen(text);
    assert_int_equal(edge->kind, EDGE_CLAIM);
    snprintf(text + used, sizeof text - used, "%.*s > %.*s %.*s\n", (int)from.length, from.data, (int)to.length,
             to.data, (int)edge->label.length, edge->label.data);
  }
  assert_string_equal(text, "maker > plant Stake\nmaker > plant Deal: target\nmaker > town Deal: where\n");
  arena_free(&arena);
}

static void knows_the_kinds_of_subjects(void **state) {
  (void)state;
  assert_true(slice_is(iri_local_part(SLICE("http://e/a#b")), "b"));
  assert_true(slice_is(iri_local_part(SLICE("http://e/")), "http://e/"));
  assert_true(slice_is(iri_local_part(SLICE("urn:x")), "x"));
  assert_true(slice_is(iri_local_part(SLICE("x")), "x"));
  Arena arena;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) fail();
  Graph graph;
  graph_init(&graph, &arena, SLICE("http://e/doc"));
  GraphView view;
  graph_view_make(&view, &arena, &graph);
  assert_int_equal(0, view.count);
  assert_true(rdf_read(DOCUMENT, SERD_TURTLE, &graph, NULL));
  graph_finish(&graph);
  graph_view_make(&view, &arena, &graph);
  unsigned kinds[4] = {0};
  for (uint32_t i = 0; i < view.count; i++) kinds[view.subjects[i].kind]++;
  assert_int_equal(1, kinds[SUBJECT_DOCUMENT]);
  assert_int_equal(3, kinds[SUBJECT_ENTITY]);
  assert_int_equal(3, kinds[SUBJECT_CLAIM]);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(makes_nodes_and_edges),
                                     cmocka_unit_test(claims_of_other_frames_are_edges),
                                     cmocka_unit_test(knows_the_kinds_of_subjects)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
