#include <dirent.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/iri_chars.h"
#include "base/name_table.h"
#include "base/xsd.h"
#include "cli/command.h"
#include "cli/graph_output.h"
#include "graph/build.h"
#include "query/results.h"

enum { MOST_SET = 64, LARGEST_QUERY = QUERY_LARGEST, DEFAULT_TIMEOUT = 0 };
enum {
  OPTION_LIST = OPTION_OF_COMMAND,
  OPTION_EXPLAIN,
  OPTION_QUERY_TIMEOUT,
  OPTION_MEMORY,
  OPTION_DEFAULT_GRAPH,
  OPTION_DATA,
  OPTION_SET,
  OPTION_UNSORTED,
  OPTION_NO_PREFIXES
};

typedef struct {
  const char *file, *name, *data;
  char **graphs;
  int graph_count;
  const char *text; /* of the query, from the command line */
  Slice to;         /* format; empty: the default */
  bool list, explain;
  QueryOptions query;
  size_t memory;
  Arena arena;
  QueryPrefix prefixes[GRAPH_PREFIXES + 8];
  QueryParameter parameters[MOST_SET];
  size_t parameter_count;
} QueryCommand;

/* ---- named queries ---- */

static bool named_path(QueryCommand *command, const char *name, char *path, size_t size) {
  char data[4096];
  if (!engine_find_data(command->data, data, sizeof data, &REPORT)) return false;
  return snprintf(path, size, "%s/ontology/queries%s%s%s", data, *name ? "/" : "", name, *name ? ".rq" : "") <
         (int)size;
}

static int is_query(const struct dirent *entry) {
  return entry->d_name[0] != '.' && slice_ends_with(slice_of(entry->d_name), SLICE(".rq"));
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* The first line of the comment at the head of a query. */
static Slice first_comment(Slice text) {
  Slice line = slice_trim(slice_cut(&text, '\n'));
  while (line.length && (line.data[0] == '#' || line.data[0] == ' ')) line = (Slice){line.data + 1, line.length - 1};
  return line;
}

static int list_queries(QueryCommand *command) {
  char folder[4200], path[8400];
  struct dirent **entries;
  if (!named_path(command, "", folder, sizeof folder)) return 2;
  int count = scandir(folder, &entries, is_query, by_name), status = 0;
  if (count < 0) {
    diagnostics_file(&REPORT, SPO_ERROR, folder, 0, SIZE_MAX, "there are no named queries here");
    return 2;
  }
  for (int i = 0; i < count; i++) {
    Slice text, name = slice_of(entries[i]->d_name);
    snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
    if (file_read(&command->arena, path, LARGEST_QUERY, SPO_BAD_RULES, &REPORT, &text) == SPO_SUCCESS) {
      Slice comment = first_comment(text);
      printf("%-26.*s %.*s\n", (int)name.length - 3, name.data, (int)comment.length, comment.data);
    } else {
      status = 2;
    }
    free(entries[i]);
  }
  free(entries);
  return status;
}

static int unknown_name(QueryCommand *command) {
  char folder[4200];
  struct dirent **entries;
  const char *names[256];
  int count = named_path(command, "", folder, sizeof folder) ? scandir(folder, &entries, is_query, by_name) : -1;
  size_t kept = 0;
  for (int i = 0; i < count; i++) {
    Slice name = slice_of(entries[i]->d_name);
    if (kept < 256) names[kept++] = arena_copy(&command->arena, (Slice){name.data, name.length - 3}).data;
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  const char *hint = name_hint_of(names, kept, &command->arena, slice_of(command->name));
  return usage_error("query", "there is no query `%s`; %s", command->name,
                     hint ? hint : "`spo query --list` shows them");
}

/* The query's text and, in `command->query.name`, what messages call it. */
static int read_query(QueryCommand *command, Slice *text) {
  char path[8400];
  command->query.name = "query";
  if (command->text) {
    *text = slice_of(command->text);
    return 0;
  }
  if (command->name) {
    for (const char *c = command->name; *c; c++) {
      if (*c == '/' || *c == '.') return unknown_name(command);
    }
    if (!named_path(command, command->name, path, sizeof path)) return 2;
    if (access(path, R_OK) != 0) return unknown_name(command);
    command->file = arena_copy(&command->arena, slice_of(path)).data;
  }
  command->query.name = command->file;
  return file_read(&command->arena, command->file, LARGEST_QUERY, SPO_BAD_RULES, &REPORT, text) == SPO_SUCCESS ? 0 : 2;
}

/* ---- values from outside ---- */

static bool is_number(Slice text, const char *datatype) {
  Arena arena;
  jmp_buf jump;
  Slice canonical;
  arena_init(&arena, 1 << 20);
  bool number = !ARENA_GUARD(&arena, jump) && xsd_canonical(&arena, slice_of(datatype), text, &canonical) &&
                text.length && text.data[0] != ' ';
  arena_free(&arena);
  return number;
}

/* An IRI in <> or with a prefix that is known, "text"@zh, a number, true, false; anything else is a plain text. */
static RdfTerm value_of(QueryCommand *command, Slice text) {
  RdfTerm term = {.kind = RDF_LITERAL, .text = text};
  size_t colon = slice_find(text, SLICE(":"));
  if (text.length > 2 && text.data[0] == '<' && text.data[text.length - 1] == '>') {
    return (RdfTerm){.kind = RDF_IRI, .text = {text.data + 1, text.length - 2}};
  }
  for (size_t i = 0; colon != SIZE_MAX && i < command->query.parser.prefix_count; i++) {
    const QueryPrefix *prefix = &command->prefixes[i];
    if (!slice_equal(prefix->prefix, (Slice){text.data, colon})) continue;
    Slice parts[] = {prefix->iri, {text.data + colon + 1, text.length - colon - 1}};
    return (RdfTerm){.kind = RDF_IRI, .text = arena_join(&command->arena, parts, 2)};
  }
  if (text.length > 1 && text.data[0] == '"') {
    size_t end = text.length - 1;
    while (end && text.data[end] != '"') end--;
    Slice tail = {text.data + end + 1, text.length - end - 1};
    Slice inner = {text.data + 1, end ? end - 1 : 0};
    if (end && !tail.length) term.text = inner;
    if (end && tail.length > 1 && tail.data[0] == '@' && is_language_tag((Slice){tail.data + 1, tail.length - 1})) {
      term.text = inner;
      term.language = (Slice){tail.data + 1, tail.length - 1};
    }
    return term;
  }
  if (is_number(text, "integer")) {
    term.datatype = SLICE(XSD_NAMESPACE "integer");
  } else if (is_number(text, "decimal")) {
    term.datatype = SLICE(XSD_NAMESPACE "decimal");
  } else if (slice_is(text, "true") || slice_is(text, "false")) {
    term.datatype = SLICE(XSD_NAMESPACE "boolean");
  }
  return term;
}

static int take_set(QueryCommand *command, const char *argument) {
  Slice rest = slice_of(argument);
  size_t equals = slice_find(rest, SLICE("="));
  if (equals == SIZE_MAX || !equals) return usage_error("query", "`%s` is no NAME=VALUE", argument);
  if (command->parameter_count == MOST_SET) return usage_error("query", "too many --set");
  Slice name = slice_cut(&rest, '=');
  if (name.data[0] == '?') name = (Slice){name.data + 1, name.length - 1};
  command->parameters[command->parameter_count++] = (QueryParameter){name, value_of(command, rest)};
  return 0;
}

static void add_prefixes(QueryCommand *command) {
  static const QueryPrefix MORE[] = {{SLICE("owl"), SLICE("http://www.w3.org/2002/07/owl#")},
                                     {SLICE("prov"), SLICE("http://www.w3.org/ns/prov#")},
                                     {SLICE("org"), SLICE("http://www.w3.org/ns/org#")},
                                     {SLICE("sh"), SLICE("http://www.w3.org/ns/shacl#")}};
  Prefix known[GRAPH_PREFIXES];
  uint32_t count = graph_prefixes(known, SLICE(GRAPH_DEFAULT_BASE), NULL, 0);
  size_t made = 0;
  for (uint32_t i = 0; i < count; i++) command->prefixes[made++] = (QueryPrefix){known[i].prefix, known[i].iri};
  for (size_t i = 0; i < sizeof MORE / sizeof *MORE; i++) command->prefixes[made++] = MORE[i];
  command->query.parser.prefixes = command->prefixes;
  command->query.parser.prefix_count = made;
}

/* ---- running ---- */

/* What is wrong in one file costs that file; the answer is given from the others, with status 1. */
static int load(const QueryCommand *command, Store *store) {
  return read_graphs(store, command->graphs, command->graph_count,
                     "there is no room for the quads; --memory gives more");
}

static size_t terminal_columns(void) {
  struct winsize size;
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

/* The query's own prefixes, then those that are known. */
static TermPrefixes prefixes_of(QueryCommand *command, const QueryTree *tree) {
  struct {
    VECTOR(QueryPrefix);
  } all = {0};
  VECTOR_APPEND(&command->arena, &all, tree->prefixes.data, tree->prefixes.count);
  VECTOR_APPEND(&command->arena, &all, command->query.parser.prefixes, command->query.parser.prefix_count);
  return (TermPrefixes){all.data, all.count};
}

static int report_output(SpoStatus status) {
  if (status == SPO_BAD_OUTPUT && ferror(stdout)) return 3; /* main tells it */
  if (status == SPO_NO_MEMORY)
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "not enough memory for the rows");
  return exit_status(status);
}

/* ---- graphs ---- */

static bool has_blank_node(const Store *graph) {
  for (StoreTerm number = 1; number <= store_term_count(graph); number++) {
    if (store_term(graph, number).kind == RDF_BLANK) return true;
  }
  return false;
}

static TermId term_in(Graph *to, const Store *from, StoreTerm number) {
  RdfTerm term = store_term(from, number);
  if (term.kind == RDF_LITERAL) return graph_literal(to, term.text, term.datatype, term.language);
  return graph_iri(to, term.text, GRAPH_ORDER_LAST);
}

/* In the forms that the writers of extracted graphs know, which have no blank nodes. */
static int write_in_form(QueryCommand *command, const Store *from, Syntax syntax, const TermPrefixes *known) {
  GraphOutput output;
  Graph graph;
  StoreQuad quad;
  if (has_blank_node(from)) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX,
                     "the graph has blank nodes, which are written as turtle, trig, ntriples and nquads alone");
    return 1;
  }
  Prefix *prefixes = arena_alloc(&command->arena, (known->count + 1) * sizeof *prefixes);
  for (size_t i = 0; i < known->count; i++) prefixes[i] = (Prefix){known->prefixes[i].prefix, known->prefixes[i].iri};
  graph_init(&graph, &command->arena, SLICE(""));
  StoreCursor cursor = store_match_triples(from, (StoreQuad){STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    graph_add(&graph, term_in(&graph, from, quad.subject), term_in(&graph, from, quad.predicate),
              term_in(&graph, from, quad.object));
  }
  graph_finish(&graph);
  if (graph_output_open(&output, NULL, syntax, prefixes, (uint32_t)known->count)) graph_output_write(&output, &graph);
  return graph_output_close(&output, 0);
}

static int write_graph(QueryCommand *command, Query *query, Store *store) {
  Syntax syntax = SYNTAX_TURTLE;
  bool known = !command->to.length || syntax_named(command->to, SYNTAX_WRITTEN, &syntax);
  if (!known || !syntax_is_rdf(syntax)) {
    return usage_error("query",
                       "`%.*s` is no form of graphs; there is turtle, trig, ntriples, nquads, rdfxml, rdfjson, jsonld",
                       (int)command->to.length, command->to.data);
  }
  Store *graph = store_open(&(StoreOptions){.most = command->memory});
  if (!graph) return 3;
  SpoStatus status = results_build_graph(query, store, graph, &REPORT);
  TermPrefixes prefixes = prefixes_of(command, query_tree(query));
  int result = exit_status(status);
  bool turtle = syntax == SYNTAX_TURTLE || syntax == SYNTAX_TRIG; /* it stands in no graph: one is the other */
  bool lines = syntax == SYNTAX_NTRIPLES || syntax == SYNTAX_NQUADS;
  if (status == SPO_SUCCESS) {
    result = turtle || lines ? report_output(results_write_graph(graph, turtle, &prefixes, stdout))
                             : write_in_form(command, graph, syntax, &prefixes);
  }
  store_close(graph);
  return result;
}

/* ---- rows ---- */

static int write_rows(QueryCommand *command, Query *query, const Store *store) {
  ResultOptions options = {.columns = terminal_columns(), .prefixes = prefixes_of(command, query_tree(query))};
  if (command->to.length && !result_format_named(command->to, &options.format)) {
    return usage_error("query", "`%.*s` is no format of rows; there is table, csv, tsv, json, xml",
                       (int)command->to.length, command->to.data);
  }
  return report_output(results_write(query, store, &options, stdout));
}

static int answer(QueryCommand *command, Store *store, Slice text) {
  SpoStatus status;
  Query *query = query_open(store, text, &command->query, &REPORT, &status);
  if (!query) return exit_status(status);
  QueryForm form = query_tree(query)->form;
  int result = 0;
  if (command->explain) {
    Slice plan = query_explain(query);
    fwrite(plan.data, 1, plan.length, stdout);
  } else if (form == QUERY_CONSTRUCT || form == QUERY_DESCRIBE) {
    result = write_graph(command, query, store);
  } else {
    result = write_rows(command, query, store);
  }
  query_close(query);
  return result;
}

static int query(QueryCommand *command) {
  jmp_buf jump;
  Slice text = {0};
  if (ARENA_GUARD(&command->arena, jump)) return 3;
  if (command->list) return list_queries(command);
  int status = read_query(command, &text);
  if (status) return status;
  Store *store = store_open(&(StoreOptions){.most = command->memory});
  if (!store) return 3;
  status = load(command, store);
  if (status < 3) status = worse_status(status, answer(command, store, text));
  store_close(store);
  return status;
}

/* ---- the command line ---- */

static int take_number(const char *argument, const char *what, unsigned long most, unsigned long *number) {
  char *end;
  *number = strtoul(argument, &end, 10);
  if (*argument >= '0' && *argument <= '9' && !*end && *number <= most) return 0;
  return usage_error("query", "`%s` is no number of %s", argument, what);
}

static int take_option(QueryCommand *command, int option) {
  unsigned long number;
  int status = 0;
  switch (option) {
    case 'F':
      command->file = optarg;
      return 0;
    case 'n':
      command->name = optarg;
      return 0;
    case 't':
      command->to = slice_of(optarg);
      return 0;
    case OPTION_LIST:
      command->list = true;
      return 0;
    case OPTION_EXPLAIN:
      command->explain = true;
      return 0;
    case OPTION_SET:
      return take_set(command, optarg);
    case OPTION_DATA:
      command->data = optarg;
      return 0;
    case OPTION_UNSORTED:
      command->query.unsorted = true;
      return 0;
    case OPTION_NO_PREFIXES:
      command->query.parser.prefix_count = 0;
      return 0;
    case OPTION_QUERY_TIMEOUT:
      status = take_number(optarg, "seconds", 1000000, &number);
      if (!status) command->query.timeout = (unsigned)number;
      return status;
    case OPTION_MEMORY:
      status = take_number(optarg, "megabytes", 1UL << 24, &number);
      if (!status) command->query.most_memory = command->memory = number << 20;
      return status;
    case OPTION_DEFAULT_GRAPH:
      command->query.unnamed_only = strcmp(optarg, "unnamed") == 0;
      if (command->query.unnamed_only || strcmp(optarg, "union") == 0) return 0;
      return usage_error("query", "`%s` is no kind of default graph; there is union, unnamed", optarg);
    default:
      return usage_error("query", "unknown or incomplete option");
  }
}

/* Which of the arguments are graphs, and where the query is. */
static int take_arguments(QueryCommand *command, char **arguments, int count) {
  if (command->list) return 0;
  if (command->file && command->name) return usage_error("query", "--file and --name cannot both be given");
  if (!command->file && !command->name) {
    if (!count) return usage_error("query", "give graphs and a query: spo query graph.nq 'SELECT * { ?s ?p ?o }'");
    command->text = arguments[--count];
    if (access(command->text, F_OK) == 0) {
      return usage_error("query",
                         "`%s` is a file, and behind the graphs a query is expected: 'SELECT * { ?s ?p ?o }', "
                         "or --file FILE, --name NAME",
                         command->text);
    }
  }
  command->graphs = arguments;
  command->graph_count = count;
  return take_standard_graph("query", &command->graphs, &command->graph_count);
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"file", required_argument, NULL, 'F'},
                                       {"name", required_argument, NULL, 'n'},
                                       {"list", no_argument, NULL, OPTION_LIST},
                                       {"set", required_argument, NULL, OPTION_SET},
                                       {"to", required_argument, NULL, 't'},
                                       {"explain", no_argument, NULL, OPTION_EXPLAIN},
                                       {"timeout", required_argument, NULL, OPTION_QUERY_TIMEOUT},
                                       {"memory", required_argument, NULL, OPTION_MEMORY},
                                       {"default-graph", required_argument, NULL, OPTION_DEFAULT_GRAPH},
                                       {"unsorted", no_argument, NULL, OPTION_UNSORTED},
                                       {"no-prefixes", no_argument, NULL, OPTION_NO_PREFIXES},
                                       {"data", required_argument, NULL, OPTION_DATA},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  QueryCommand *command = calloc(1, sizeof *command);
  if (!command) return 3;
  arena_init(&command->arena, (size_t)1 << 28);
  add_prefixes(command);
  command->query.parser.parameters = command->parameters;
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "F:n:t:h", LONG, NULL)) != -1) {
    status = take_option(command, option);
  }
  command->query.parser.parameter_count = command->parameter_count;
  if (!status) status = take_arguments(command, argv + optind, argc - optind);
  if (!status) status = query(command);
  arena_free(&command->arena);
  free(command);
  return status;
}

const Command QUERY_COMMAND = {
    "query", "ask graphs in SPARQL",
    "usage: spo query [OPTION...] GRAPH... QUERY\n"
    "       spo query [OPTION...] --file FILE.rq GRAPH...\n"
    "       spo query [OPTION...] --name NAME [--set NAME=VALUE...] GRAPH...\n"
    "       spo query --list\n"
    "\n"
    "Answers a SPARQL 1.1 query over RDF files, or folders of them as `spo extract -o DIR/` writes: N-Quads, TriG,\n"
    "Turtle, N-Triples, RDF/XML, RDF/JSON, also packed; - is standard input. Prefixes such as spo:, schema:, rdfs: "
    "need\n"
    "no declaration. The default graph is the union of all graphs; GRAPH ?g asks for single ones (one a document).\n"
    "\n"
    "  -F, --file FILE     read the query from a file\n"
    "  -n, --name NAME     a query that comes with spo; --list shows them\n"
    "      --set NAME=VALUE  the value of a variable: a text, \"text\"@zh, a number, <iri> or prefix:name\n"
    "  -t, --to FORMAT     rows as table (default), csv, tsv, json, xml; graphs of CONSTRUCT and DESCRIBE as turtle\n"
    "                      (default), trig, ntriples, nquads, rdfxml, rdfjson, jsonld\n"
    "      --timeout S     give up after S seconds (default: never)\n"
    "      --memory MB     most memory for quads, and for what the query needs (default: 64 GB, 1 GB)\n"
    "      --default-graph KIND  union of all graphs, or only what stands in no graph: unnamed\n"
    "      --unsorted      rows that ORDER BY leaves in any order come as they are found, not sorted by their columns\n"
    "      --no-prefixes   only the prefixes that the query declares\n"
    "      --explain       show the SQL that the query becomes and how SQLite runs it, not the answer\n"
    "      --data DIR      where spo's data are\n"
    "  -h, --help          show this page\n"
    "\n"
    "exit status: 0 done, 1 some graph could not be read or time ran out, 2 wrong usage or query, 3 no memory or "
    "output\n",
    run};
