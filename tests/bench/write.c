/* write [CLAIMS [SYNTAX...]] - how fast graphs become bytes: the writers alone, on one core.

   Graphs of 200 documents with 50 claims each lie in memory (positions, statistics, quotations, relations as the
   pipeline makes them, in Chinese and English); they are written in turn until there are so many claims (default:
   1,000,000). Prints quads a second, MB a second, and the peak of memory after each form: it must not grow with the
   number of documents. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "graph/namespaces.h"
#include "output/writer.h"

enum { DOCUMENTS = 200, CLAIMS = 50, LAST = GRAPH_ORDER_LAST };
#define ID "https://w3id.org/spo/id/"

static uint64_t written;

static SpoStatus take(void *handle, const char *bytes, size_t length) {
  (void)handle;
  (void)bytes;
  written += length;
  return SPO_SUCCESS;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static Slice text(Arena *arena, const char *format, unsigned a, unsigned b) {
  char line[400];
  snprintf(line, sizeof line, format, a, b);
  return arena_copy(arena, slice_of(line));
}

/* Words of vocabularies stand where they stand in the pipeline: always at one place. */
static TermId word(Graph *graph, const char *iri) {
  return graph_iri(graph, slice_of(iri), LAST);
}

static TermId literal(Graph *graph, Slice value, const char *type, const char *language) {
  return graph_literal(graph, value, slice_of(type), slice_of(language));
}

static TermId mention(Graph *graph, TermId document, unsigned number, unsigned claim) {
  Arena *arena = graph->arena;
  TermId term =
      graph_iri(graph, text(arena, "https://news.example/2024/%u#char=%u,", number, claim * 60), 1000000 + claim);
  graph_add(graph, term, word(graph, NS_RDF "type"), word(graph, NS_SPO "Mention"));
  graph_add(graph, term, word(graph, NS_NIF "beginIndex"),
            literal(graph, text(arena, "%u", claim * 60, 0), NS_XSD "nonNegativeInteger", NULL));
  graph_add(graph, term, word(graph, NS_NIF "endIndex"),
            literal(graph, text(arena, "%u", claim * 60 + 60, 0), NS_XSD "nonNegativeInteger", NULL));
  graph_add(graph, term, word(graph, NS_NIF "anchorOf"),
            literal(graph,
                    text(arena, "江岭市统计局局长何叶%u表示，2023年江岭市储能产业规模超过%u亿元，同比增长21.5%%。",
                         number, claim),
                    NULL, NULL));
  graph_add(graph, term, word(graph, NS_NIF "referenceContext"), document);
  return term;
}

static void add_claim(Graph *graph, TermId document, unsigned number, unsigned claim) {
  Arena *arena = graph->arena;
  unsigned who = (number * 7 + claim) % 5000;
  TermId person = graph_iri(graph, text(arena, ID "person-何叶%u", who, 0), 10 + claim);
  TermId body = graph_iri(graph, text(arena, ID "organization-江岭市第%u中学", who / 3, 0), 10 + claim);
  TermId self = graph_iri(graph, text(arena, ID "claim-%08x%08x", number * 2654435761u, claim), 100000 + claim);
  graph_add(graph, person, word(graph, NS_RDF "type"), word(graph, NS_SCHEMA "Person"));
  graph_add(graph, person, word(graph, NS_RDFS "label"), literal(graph, text(arena, "何叶%u", who, 0), NULL, "zh"));
  graph_add(graph, body, word(graph, NS_RDF "type"), word(graph, NS_SCHEMA "Organization"));
  graph_add(graph, body, word(graph, NS_RDFS "label"),
            literal(graph, text(arena, "江岭市第%u中学", who / 3, 0), NULL, "zh"));
  graph_add(graph, self, word(graph, NS_SPO "evidence"), mention(graph, document, number, claim));
  graph_add(graph, self, word(graph, NS_SPO "rule"), literal(graph, SLICE("level-of-measure"), NULL, NULL));
  graph_add(graph, self, word(graph, NS_SPO "confidence"), literal(graph, SLICE("0.8"), NS_XSD "decimal", NULL));
  if (claim % 2) {
    graph_add(graph, self, word(graph, NS_RDF "type"), word(graph, NS_SPO "Statistic"));
    graph_add(graph, self, word(graph, NS_SPO "about"), body);
    graph_add(graph, self, word(graph, NS_SPO "measure"), literal(graph, SLICE("规模"), NULL, "zh"));
    graph_add(graph, self, word(graph, NS_SPO "value"),
              literal(graph, text(arena, "%u00000000", claim, 0), NS_XSD "decimal", NULL));
    graph_add(graph, self, word(graph, NS_SPO "unit"), literal(graph, SLICE("CNY"), NULL, NULL));
    graph_add(graph, self, word(graph, NS_SPO "bound"), word(graph, NS_SPO "moreThan"));
    graph_add(graph, self, word(graph, NS_SPO "period"), literal(graph, SLICE("2023"), NS_XSD "gYear", NULL));
    graph_add(graph, self, word(graph, NS_SPO "source"), person);
  } else {
    graph_add(graph, self, word(graph, NS_RDF "type"), word(graph, NS_SPO "Position"));
    graph_add(graph, self, word(graph, NS_SPO "holder"), person);
    graph_add(graph, self, word(graph, NS_SPO "organization"), body);
    graph_add(graph, self, word(graph, NS_SPO "title"), literal(graph, SLICE("chief executive"), NULL, "en"));
    graph_add(graph, person, word(graph, NS_SCHEMA "worksFor"), body);
  }
}

static void make_graph(Graph *graph, Arena *arena, unsigned number) {
  Slice iri = text(arena, "https://news.example/2024/%u", number, 0);
  graph_init(graph, arena, iri);
  TermId document = graph_iri(graph, iri, 1);
  graph_add(graph, document, word(graph, NS_RDF "type"), word(graph, NS_SCHEMA "NewsArticle"));
  for (unsigned claim = 0; claim < CLAIMS; claim++) add_claim(graph, document, number, claim);
  graph_finish(graph);
}

static void measure(const Graph *graphs, Syntax syntax, const char *name, uint64_t claims) {
  static const Prefix PREFIXES[] = {{{"spo", 3}, {NS_SPO, sizeof NS_SPO - 1}},
                                    {{"id", 2}, {ID, sizeof ID - 1}},
                                    {{"schema", 6}, {NS_SCHEMA, sizeof NS_SCHEMA - 1}},
                                    {{"rdfs", 4}, {NS_RDFS, sizeof NS_RDFS - 1}},
                                    {{"nif", 3}, {NS_NIF, sizeof NS_NIF - 1}}};
  WriterOptions options = {.syntax = syntax, .prefixes = PREFIXES, .prefix_count = 5, .table = TABLES};
  Writer *writer = writer_new_with(&options, take, NULL, NULL);
  uint64_t quads = 0, documents = claims / CLAIMS;
  struct rusage usage;
  if (!writer) return;
  written = 0;
  double begun = now();
  for (uint64_t i = 0; i < documents; i++) {
    const Graph *graph = &graphs[i % DOCUMENTS];
    if (writer_write(writer, graph) != SPO_SUCCESS) exit(3);
    quads += graph->triples.count;
  }
  if (writer_finish(writer) != SPO_SUCCESS) exit(3);
  double seconds = now() - begun;
  writer_free(writer);
  getrusage(RUSAGE_SELF, &usage);
  printf("%-10s %9llu quads %6.2f million a second %6.0f MB/s %7.1f MB peak\n", name, (unsigned long long)quads,
         (double)quads / seconds / 1e6, (double)written / seconds / 1e6, (double)usage.ru_maxrss / 1024);
  fflush(stdout);
}

int main(int argc, char **argv) {
  static const char *const ALL[] = {"nquads", "ntriples", "turtle", "trig",    "jsonld", "jsonl",
                                    "csv",    "neo4j",    "dot",    "graphml", "rdfxml"};
  static Graph graphs[DOCUMENTS];
  uint64_t claims = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
  Arena arena;
  jmp_buf jump;
  arena_init(&arena, SIZE_MAX);
  if (ARENA_GUARD(&arena, jump)) return 3;
  for (unsigned i = 0; i < DOCUMENTS; i++) make_graph(&graphs[i], &arena, i);
  const char *const *names = argc > 2 ? (const char *const *)argv + 2 : ALL;
  int count = argc > 2 ? argc - 2 : (int)(sizeof ALL / sizeof *ALL);
  for (int i = 0; i < count; i++) {
    Syntax syntax;
    if (syntax_named(slice_of(names[i]), SYNTAX_WRITTEN, &syntax)) measure(graphs, syntax, names[i], claims);
  }
  arena_free(&arena);
  return 0;
}
