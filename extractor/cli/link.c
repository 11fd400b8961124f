#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/graph_output.h"
#include "cli/link_report.h"
#include "graph/graph_reader.h"
#include "rdf/files.h"

typedef struct {
  GraphArguments graph;
  const char *gazetteer;
  double threshold;
  char **paths;
  int path_count;
} LinkArguments;

typedef struct {
  const LinkArguments *arguments;
  LinkOptions options;
  GraphOutput output, report;
  bool json;
  LinkCounts counts;
} LinkRun;

static bool link_one(void *handle, Graph *graph) {
  LinkRun *run = handle;
  LinkDecisions decisions = {0};
  link_graph(graph, &run->options, NULL, 0, &decisions);
  graph_finish(graph);
  link_report(&decisions, graph->iri, run->options.gazetteer, graph->arena, run->json,
              run->arguments->graph.report ? &run->report : NULL, &run->counts);
  return graph_output_write(&run->output, graph);
}

static SpoStatus link_file(void *handle, const char *path) {
  LinkRun *run = handle;
  if (run->output.failed) return SPO_END;
  SpoStatus status = graphs_read(path, SESSION_MEMORY, SPO_BAD_INPUT, link_one, run, &REPORT);
  return status == SPO_NO_MEMORY ? refuse_large(&REPORT, path) : status;
}

static int link_files(LinkRun *run) {
  int worst = 0;
  for (int i = 0; i < run->arguments->path_count && !run->output.failed; i++) {
    worst = worse_status(worst, exit_status(rdf_files_visit(run->arguments->paths[i], link_file, run, &REPORT)));
  }
  return worst;
}

static int link_with(LinkRun *run) {
  const GraphArguments *arguments = &run->arguments->graph;
  Prefix prefixes[GRAPH_PREFIXES];
  uint32_t count = graph_prefixes(prefixes, slice_of(arguments->base), NULL, 0);
  bool opened = graph_output_open(&run->output, arguments->output, arguments->syntax, prefixes, count);
  int status = opened ? 0 : 3;
  if (arguments->report) {
    run->json = slice_ends_with(slice_of(arguments->report), SLICE(".json")) ||
                slice_ends_with(slice_of(arguments->report), SLICE(".jsonl"));
    if (!graph_output_open_bytes(&run->report, arguments->report)) status = 3;
    if (!status && !run->json) link_report_header(&run->report);
  }
  if (!status) status = link_files(run);
  if (arguments->report) status = graph_output_close(&run->report, status);
  status = graph_output_close(&run->output, status);
  if (status < 3 && isatty(STDERR_FILENO)) {
    const LinkCounts *counts = &run->counts;
    fprintf(stderr, "%" PRIu64 " %s, %" PRIu64 " %s: %" PRIu64 " linked, %" PRIu64 " known before\n", counts->documents,
            word_for(counts->documents, "graph", "graphs"), counts->entities,
            word_for(counts->entities, "entity", "entities"), counts->linked, counts->known);
  }
  return status;
}

static int take_option(LinkArguments *arguments, int option, const char *argument) {
  char *end;
  switch (option) {
    case 'g':
      arguments->gazetteer = argument;
      return 0;
    case 'T':
      arguments->threshold = strtod(argument, &end);
      if (end != argument && !*end && arguments->threshold >= 0 && arguments->threshold <= 1) return 0;
      return usage_error("link", "--threshold takes a number from 0 to 1, not `%s`", argument);
    default:
      return graph_arguments_take(&arguments->graph, option, argument);
  }
}

static int take_options(LinkArguments *arguments, int argc, char **argv) {
  static const struct option LONG[] = {{"gazetteer", required_argument, NULL, 'g'},
                                       {"threshold", required_argument, NULL, 'T'},
                                       GRAPH_LONG_OPTIONS,
                                       {NULL, 0, NULL, 0}};
  GraphArguments *graph = &arguments->graph;
  int option, status = 0;
  optind = 1;
  while (!status && (option = getopt_long(argc, argv, "o:t:h", LONG, NULL)) != -1) {
    status = take_option(arguments, option, optarg);
  }
  if (status) return status;
  arguments->paths = argv + optind;
  arguments->path_count = argc - optind;
  if (!arguments->gazetteer) return usage_error("link", "name a compiled gazetteer: --gazetteer FILE");
  status = take_standard_graph("link", &arguments->paths, &arguments->path_count);
  if (status || graph->syntax_given) return status;
  if (graph->output && syntax_of_graph_file(graph->output, &graph->syntax)) return 0;
  if (!syntax_of_graph_file(arguments->paths[0], &graph->syntax)) graph->syntax = SYNTAX_NQUADS;
  return 0;
}

/* Graphs can be linked without a data directory; then names in traditional characters are looked up as they stand. */
static SpoStatus open_characters(MappedFile *file, CharacterMap *simplified) {
  char data[4096];
  if (!engine_find_data(NULL, data, sizeof data, &DIAGNOSTICS_SILENT)) return SPO_SUCCESS;
  return engine_open_characters(data, file, simplified, &REPORT);
}

static int run(int argc, char **argv) {
  LinkArguments arguments = {.graph = {.command = "link", .base = GRAPH_DEFAULT_BASE}, .threshold = LINK_THRESHOLD};
  int status = take_options(&arguments, argc, argv);
  if (status) return status;
  MappedFile file, characters = {0};
  Gazetteer gazetteer;
  CharacterMap simplified = {0};
  status = exit_status(file_map(&file, arguments.gazetteer, SPO_BAD_RULES, &REPORT));
  if (status) return status;
  status = exit_status(gazetteer_open(&gazetteer, file.bytes, arguments.gazetteer, &REPORT));
  if (!status) status = exit_status(open_characters(&characters, &simplified));
  LinkRun linking = {.arguments = &arguments, .options = {&gazetteer, arguments.threshold, &simplified}};
  if (!status) status = link_with(&linking);
  file_unmap(&characters);
  file_unmap(&file);
  return status;
}

const Command LINK_COMMAND = {
    "link", "what entities are in Wikidata or another list",
    "usage: spo link --gazetteer FILE [OPTION...] [GRAPH|FOLDER...]\n"
    "\n"
    "Reads graphs that spo wrote and says of their entities which entries of a gazetteer they are: adds "
    "schema:sameAs,\n"
    "and spo:linkScore, 0 to 1. Among entries of one name it chooses by class, by label or alias, by how well known "
    "they\n"
    "are, and by what the document says around the entity; where nothing is likely enough, the entity stays as it is.\n"
    "A gazetteer is made by `spo compile`; `spo extract` links while it extracts (docs/link.md).\n"
    "\n"
    "      --gazetteer F   the compiled gazetteer\n"
    "      --threshold N   least score of a link, 0 to 1 (default: 0.6)\n"
    "      --report FILE   what became of each entity, and its candidates: a table, or JSON for .json and .jsonl\n"
    "  -t, --to FORMAT     turtle, trig, ntriples, nquads, rdfxml, rdfjson, jsonld (default: that of the first graph)\n"
    "  -o FILE             write to FILE, which appears only when all is written; packed if it ends with .gz\n"
    "      --base IRI      what the IRIs of entities begin with, for Turtle's prefix id:\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 all done; 1 some graph could not be read; 2 wrong usage or a damaged gazetteer; 3 output failed\n"
    "\n"
    "example: spo link --gazetteer people.gaz news.nq -o linked.nq\n",
    run};
