#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/conflict_report.h"
#include "cli/graph_output.h"
#include "merge/merge.h"

enum { SHOWN_CONFLICTS = 20, NOTHING_TO_MERGE = -1 };

typedef struct {
  GraphArguments graph;
  const char *data;
  bool flat, quiet;
  char **paths;
  int path_count;
} MergeArguments;

static bool write_graph(void *handle, const Graph *graph) {
  return graph_output_write(handle, graph);
}

/* Blank nodes of two files are never one, and would be named by the order of files. */
static bool has_blank_nodes(const Store *store) {
  for (StoreTerm term = 1; term <= store_term_count(store); term++) {
    if (store_term(store, term).kind == RDF_BLANK) return true;
  }
  return false;
}

static int read_mergeable(Store *store, const MergeArguments *arguments) {
  int worst =
      read_graphs(store, arguments->paths, arguments->path_count, "not enough memory or room for temporary files");
  if (worst < 3 && has_blank_nodes(store)) {
    diagnostics_file(&REPORT, SPO_ERROR, arguments->paths[0], 0, SIZE_MAX,
                     "the graphs hold blank nodes, which no graph of spo has, and cannot be merged");
    return NOTHING_TO_MERGE;
  }
  return worst;
}

static int read_posts(Arena *arena, const MergeArguments *arguments, NameTable *posts) {
  char data[4096], path[4200];
  if (!engine_find_data(arguments->data, data, sizeof data, arguments->data ? &REPORT : &DIAGNOSTICS_SILENT)) {
    return arguments->data ? 2 : 0;
  }
  snprintf(path, sizeof path, "%s/ontology/single-posts.txt", data);
  if (access(path, R_OK) != 0) return 0;
  return exit_status(conflicts_read_posts(arena, path, posts, &REPORT));
}

/* To its file, or the first of them to standard error: none is passed over in silence. */
static int report_conflicts(const MergeArguments *arguments, const Conflicts *conflicts) {
  ByteBuffer text = {0};
  int status = 0;
  if (arguments->graph.report) {
    GraphOutput report;
    bool made = conflict_report(conflicts, conflict_form_of(arguments->graph.report), 0, &text);
    status = graph_output_open_bytes(&report, arguments->graph.report) ? 0 : 3;
    if (!status) byte_file_put(&report.file, byte_buffer_slice(&text));
    status = graph_output_close(&report, made ? status : 3);
  } else if (!arguments->quiet && conflicts->count) {
    conflict_report(conflicts, CONFLICTS_AS_TEXT, SHOWN_CONFLICTS, &text);
    fwrite(text.data, 1, text.length, stderr);
    if (conflicts->count > SHOWN_CONFLICTS) {
      uint32_t more = conflicts->count - SHOWN_CONFLICTS;
      fprintf(stderr, "%u %s more; --report FILE lists all\n", more, word_for(more, "conflict", "conflicts"));
    }
  }
  byte_buffer_free(&text);
  return status;
}

static int merge(const MergeArguments *arguments, const Store *store, Arena *arena, Arena *scratch,
                 GraphOutput *output) {
  Identity identity;
  NameTable posts = {.slot_count = 0};
  MergeCounts counts;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "not enough memory");
    return 3;
  }
  scratch->guard = arena->guard;
  int status = read_posts(arena, arguments, &posts);
  if (status) return status;
  identity_find(&identity, arena, store);
  merge_write(&identity, arguments->flat, scratch, write_graph, output, &counts);
  Conflicts conflicts = conflicts_find(&identity, &posts);
  status = report_conflicts(arguments, &conflicts);
  uint32_t possible = 0;
  for (uint32_t i = 0; i < conflicts.count; i++) possible += conflicts.data[i].possible;
  if (!arguments->quiet) {
    uint32_t certain = conflicts.count - possible;
    fprintf(stderr, "%" PRIu64 " %s, %" PRIu64 " %s; %u %s joined to others; %u %s, %u possible %s\n", counts.graphs,
            word_for(counts.graphs, "graph", "graphs"), counts.triples, word_for(counts.triples, "triple", "triples"),
            identity.joined, word_for(identity.joined, "entity", "entities"), certain,
            word_for(certain, "conflict", "conflicts"), possible, word_for(possible, "one", "ones"));
  }
  return status;
}

/* Triples of Turtle and N-Triples stand in no graph: what they are merged with cannot have graphs either. */
static void settle_graphs(MergeArguments *arguments, const Store *store) {
  const StoreQuad graphless = {STORE_ANY, STORE_ANY, STORE_ANY, STORE_DEFAULT_GRAPH};
  if (!arguments->flat && store_size(store, graphless)) {
    arguments->flat = true;
    if (!arguments->quiet) {
      diagnostics_file(
          &REPORT, SPO_NOTE, NULL, 0, SIZE_MAX,
          "some triples stand in no named graph (Turtle and N-Triples have none), so all are written as one");
    }
  }
  if (!arguments->flat) return;
  Syntax *syntax = &arguments->graph.syntax;
  if (*syntax == SYNTAX_NQUADS) *syntax = SYNTAX_NTRIPLES; /* N-Quads without graphs are that */
  if (*syntax == SYNTAX_TRIG) *syntax = SYNTAX_TURTLE;
}

static int run_merge(MergeArguments *arguments) {
  const GraphArguments *graph = &arguments->graph;
  Prefix prefixes[GRAPH_PREFIXES];
  GraphOutput output;
  uint32_t count = graph_prefixes(prefixes, slice_of(graph->base), NULL, 0);
  Store *store = store_open(&(StoreOptions){0});
  if (!store) return 3;
  int status = read_mergeable(store, arguments);
  int worst = status;
  if (status >= 0 && status < 2) settle_graphs(arguments, store);
  if (status == NOTHING_TO_MERGE) {
    worst = 1;
  } else if (status < 2 && graph_output_open(&output, graph->output, graph->syntax, prefixes, count)) {
    Arena arena, scratch;
    arena_init(&arena, (size_t)16 << 30);
    arena_init(&scratch, SESSION_MEMORY);
    worst = worse_status(worst, merge(arguments, store, &arena, &scratch, &output));
    arena_free(&arena);
    arena_free(&scratch);
    worst = graph_output_close(&output, worst);
  } else if (status < 2) {
    worst = 3;
  }
  store_close(store);
  return worst;
}

static int take_option(MergeArguments *arguments, int option, const char *argument) {
  switch (option) {
    case 'D':
      arguments->data = argument;
      return 0;
    case 'F':
      arguments->flat = true;
      return 0;
    case 'q':
      arguments->quiet = true;
      return 0;
    default:
      return graph_arguments_take(&arguments->graph, option, argument);
  }
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"flat", no_argument, NULL, 'F'},
                                       {"quiet", no_argument, NULL, 'q'},
                                       {"data", required_argument, NULL, 'D'},
                                       GRAPH_LONG_OPTIONS,
                                       {NULL, 0, NULL, 0}};
  MergeArguments arguments = {.graph = {.command = "merge", .base = GRAPH_DEFAULT_BASE, .syntax = SYNTAX_NQUADS}};
  int option, status = 0;
  optind = 1;
  while (!status && (option = getopt_long(argc, argv, "o:t:qh", LONG, NULL)) != -1) {
    status = take_option(&arguments, option, optarg);
  }
  if (status) return status;
  arguments.paths = argv + optind;
  arguments.path_count = argc - optind;
  if (!arguments.path_count) return usage_error("merge", "name the graphs to merge; - is standard input");
  GraphArguments *graph = &arguments.graph;
  if (!graph->syntax_given && graph->output) syntax_of_graph_file(graph->output, &graph->syntax);
  if (graph->syntax != SYNTAX_NQUADS && graph->syntax != SYNTAX_TRIG) arguments.flat = true;
  return run_merge(&arguments);
}

const Command MERGE_COMMAND = {
    "merge", "graphs of many documents as one, and what contradicts itself",
    "usage: spo merge [OPTION...] GRAPH|FOLDER...\n"
    "\n"
    "Reads graphs that spo wrote (Turtle, TriG, N-Triples, N-Quads, packed or not, folders of them) and writes them "
    "as\n"
    "one. Entities of which schema:sameAs says the same (`spo link`) bear one IRI; what the others were called stays "
    "as\n"
    "skos:altLabel. A claim that comes twice is one. Figures that contradict each other, posts with two holders and\n"
    "documents of which there are two texts are listed; all of them stay in the graph. Any order of the files gives\n"
    "the same bytes.\n"
    "\n"
    "      --flat          one graph without a name; the default is one for each document (N-Quads and TriG)\n"
    "      --report FILE   list conflicts there: a table for .tsv, JSON for .json and .jsonl, text for all else\n"
    "                      (default: the first 20 on standard error)\n"
    "  -t, --to FORMAT     nquads (default), trig, turtle, ntriples, rdfxml, rdfjson, jsonld; with -o by its ending\n"
    "  -o FILE             write to FILE, which appears only when all is written; packed if it ends with .gz\n"
    "      --base IRI      what the IRIs of entities begin with, for Turtle's prefix id:\n"
    "      --data DIR      where the list of posts is (ontology/single-posts.txt)\n"
    "  -q, --quiet         nothing on standard error but failures\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 all done, with conflicts or without; 1 some graph could not be read, the rest is merged;\n"
    "             2 wrong usage; 3 output failed\n"
    "\n"
    "example: spo merge --report conflicts.tsv -o all.nq.gz graph/\n",
    run};
