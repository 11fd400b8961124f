#include <getopt.h>
#include <stdlib.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/graph_output.h"
#include "rdf/reader.h"
#include "validate/report.h"

#define VALIDATION_MEMORY ((size_t)16 << 30)
#define LARGEST_SHAPES ((size_t)64 << 20)

enum { MOST_TEXT = 100, MOST_OTHERS = 1000000 };

typedef struct {
  const char *shapes, *output, *data;
  ReportForm form;
  uint64_t most; /* results; UINT64_MAX: what is usual for the form */
  char **paths;
  int path_count;
} ValidateArguments;

static bool put_piece(void *handle, Slice bytes) {
  return byte_file_put(&((GraphOutput *)handle)->file, bytes);
}

static int write_report(const ValidateArguments *arguments, const Report *report) {
  GraphOutput output;
  if (!graph_output_open_bytes(&output, arguments->output)) return graph_output_close(&output, 3);
  report_write(report, arguments->form, put_piece, &output);
  return graph_output_close(&output, 0);
}

static int read_data(Store *store, const ValidateArguments *arguments) {
  return read_graphs(store, arguments->paths, arguments->path_count, "not enough memory or room for temporary files");
}

static SpoStatus read_shapes(Arena *arena, const char *path, ShapeGraph *graph) {
  Slice text;
  shape_graph_init(graph, arena);
  RdfReadOptions options = {.relative = true, .lines = true, .largest = LARGEST_SHAPES};
  RdfSink sink = {.take = shape_graph_add, .handle = graph, .arena = arena};
  SpoStatus status = rdf_read(path, &options, &sink, &REPORT);
  if (status == SPO_BAD_INPUT) status = SPO_BAD_RULES;
  if (status == SPO_SUCCESS) status = file_read(arena, path, LARGEST_SHAPES, SPO_BAD_RULES, &REPORT, &text);
  if (status != SPO_SUCCESS) return status;
  shape_graph_finish(graph);
  report_find_lines(graph, arena, text);
  return status;
}

static void say_given_up(const Shapes *shapes, const Validation *validation) {
  RdfTerm node = store_term(shapes->store, validation->given_up);
  diagnostics_file(&REPORT, SPO_ERROR, shapes->name, validation->given_up_shape->line, SIZE_MAX,
                   "the shape takes too many steps at <%.*s>, which was given up", (int)node.text.length,
                   node.text.data);
}

static int validate(const ValidateArguments *arguments, Arena *arena, Store *store, Shapes *shapes) {
  ShapeGraph graph;
  Validation validation;
  Prefix prefixes[GRAPH_PREFIXES];
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "not enough memory");
    return 3;
  }
  int status = exit_status(read_shapes(arena, arguments->shapes, &graph));
  if (!status) status = read_data(store, arguments);
  if (status > 1) return status;
  int compiled = exit_status(shapes_compile(shapes, arena, &graph, store, arguments->shapes, &REPORT));
  if (compiled) return compiled;
  if (!shapes->all.count) {
    diagnostics_file(&REPORT, SPO_WARNING, arguments->shapes, 0, SIZE_MAX, "has no shape with a target");
  }
  uint64_t usual = arguments->form == REPORT_TEXT ? MOST_TEXT : MOST_OTHERS;
  validate_data(shapes, arena, arguments->most == UINT64_MAX ? usual : arguments->most, &validation);
  if (validation.given_up) say_given_up(shapes, &validation);
  Report report = {.shapes = shapes,
                   .validation = &validation,
                   .prefixes = prefixes,
                   .prefix_count = graph_prefixes(prefixes, SLICE(GRAPH_DEFAULT_BASE), NULL, 0),
                   .quads = store_count(store),
                   .incomplete = status != 0,
                   .arena = arena};
  bool fails = validation.counts[SEVERITY_VIOLATION] > 0 || validation.given_up;
  status = worse_status(status, fails ? 1 : 0);
  return worse_status(status, write_report(arguments, &report));
}

static int take_most(ValidateArguments *arguments, const char *argument) {
  char *end;
  arguments->most = strtoull(argument, &end, 10);
  if (argument[0] >= '0' && argument[0] <= '9' && !*end && arguments->most < UINT32_MAX) return 0;
  return usage_error("validate", "--most takes a number, not `%s`", argument);
}

static int take_option(ValidateArguments *arguments, int option, const char *argument) {
  static const char *const FORMS[] = {[REPORT_TEXT] = "text", [REPORT_JSON] = "json", [REPORT_TURTLE] = "turtle"};
  switch (option) {
    case 's':
      arguments->shapes = argument;
      return 0;
    case 'o':
      arguments->output = argument;
      return 0;
    case 'D':
      arguments->data = argument;
      return 0;
    case 'M':
      return take_most(arguments, argument);
    case 't':
      for (int i = 0; i < 3; i++) {
        arguments->form = (ReportForm)i;
        if (strcmp(argument, FORMS[i]) == 0) return 0;
      }
      return usage_error("validate", "`%s` is no form of a report; there is text, json, turtle", argument);
    default:
      return usage_error("validate", "unknown or incomplete option");
  }
}

static int take_options(ValidateArguments *arguments, int argc, char **argv) {
  static const struct option LONG[] = {{"shapes", required_argument, NULL, 's'},
                                       {"output", required_argument, NULL, 'o'},
                                       {"to", required_argument, NULL, 't'},
                                       {"most", required_argument, NULL, 'M'},
                                       {"data", required_argument, NULL, 'D'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  int option, status = 0;
  optind = 1;
  while (!status && (option = getopt_long(argc, argv, "s:o:t:h", LONG, NULL)) != -1) {
    status = take_option(arguments, option, optarg);
  }
  arguments->paths = argv + optind;
  arguments->path_count = argc - optind;
  return status ? status : take_standard_graph("validate", &arguments->paths, &arguments->path_count);
}

static int run(int argc, char **argv) {
  char data[4096], shipped[4200];
  ValidateArguments arguments = {.form = REPORT_TEXT, .most = UINT64_MAX};
  int status = take_options(&arguments, argc, argv);
  if (status) return status;
  if (!arguments.shapes) {
    if (!engine_find_data(arguments.data, data, sizeof data, &REPORT)) return 2;
    snprintf(shipped, sizeof shipped, "%s/ontology/shapes.ttl", data);
    arguments.shapes = shipped;
  }
  Store *store = store_open(&(StoreOptions){0});
  if (!store) return 3;
  Arena arena;
  Shapes shapes = {.arena = NULL};
  arena_init(&arena, VALIDATION_MEMORY);
  status = validate(&arguments, &arena, store, &shapes);
  shapes_free(&shapes);
  arena_free(&arena);
  store_close(store);
  return status;
}

const Command VALIDATE_COMMAND = {
    "validate", "graphs against SHACL shapes",
    "usage: spo validate [--shapes FILE] [OPTION...] [GRAPH|FOLDER...]\n"
    "\n"
    "Checks graphs (Turtle, TriG, N-Triples, N-Quads, packed or not, RDF/XML) against shapes in SHACL Core: those of\n"
    "spo's own graphs (ontology/shapes.ttl), or those of a file. All graphs are looked at together, as one. Says for "
    "each\n"
    "result which node and which value it is, what was expected, and where the shape says so. Constraints in SPARQL "
    "and\n"
    "what else is beyond Core are named and not checked.\n"
    "\n"
    "  -s, --shapes FILE   the shapes: RDF in any syntax; `spo check --shapes` makes those of your own rules\n"
    "  -t, --to FORM       text (default), json, turtle (a sh:ValidationReport)\n"
    "      --most N        show so many results, count the rest (default: 100; of json and turtle 1000000; 0: all)\n"
    "  -o FILE             write to FILE\n"
    "      --data DIR      where ontology/shapes.ttl is\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 no violations (warnings and infos do not count); 1 violations, or a graph that cannot be read;\n"
    "             2 wrong usage or shapes that are wrong; 3 output failed\n"
    "\n"
    "example: spo extract article.html | spo validate\n",
    run};
