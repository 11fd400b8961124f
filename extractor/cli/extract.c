#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/xsd.h"
#include "cli/bulk.h"
#include "cli/extract_run.h"
#include "output/tables.h"

enum {
  OPTION_SPLIT = OPTION_OF_COMMAND,
  OPTION_RESUME,
  OPTION_CHECKPOINT,
  OPTION_ERRORS,
  OPTION_MAX_ERRORS,
  OPTION_DOCUMENT_BYTES,
  OPTION_DOCUMENT_SECONDS,
  OPTION_GZIP,
  OPTION_NO_GZIP,
  OPTION_PROGRESS,
  OPTION_STATS,
  OPTION_COMMENTS,
  OPTION_RDF12,
  OPTION_HTML_LIMIT,
  OPTION_LINK,
  OPTION_THRESHOLD,
  OPTION_LOAD,
  OPTION_CONTEXT,
  OPTION_TABLE,
  OPTION_SPREADSHEET,
  OPTION_DESCRIBE,
  OPTION_TITLE,
  OPTION_ISSUED
};

enum { DEFAULT_SPLIT = 1000000, DEFAULT_CHECKPOINT = 2, DEFAULT_HTML_LIMIT = 200, LARGEST_DOCUMENT = 1 << 30 };

typedef enum { GZIP_BY_NAME, GZIP_YES, GZIP_NO } GzipChoice;

#define FORMATS \
  "turtle, trig, ntriples, nquads, rdfxml, rdfjson, jsonld, jsonl, csv, tsv, neo4j, neptune, dot, graphml, html, svg"

/* Options as they are given, before they are brought together. */
typedef struct {
  ExtractOptions options;
  bool syntax_given;
  GzipChoice gzip;
  StoreChoice store;
  bool store_option; /* one of those was given */
} Given;

/* ---- numbers ---- */

/* A whole number from 1 to `most`; with `sizes` it may end with k, M or G (1024, ...). Returns the exit status. */
static int take_number(const char *argument, const char *name, uint64_t most, bool sizes, uint64_t *number) {
  static const char UNITS[] = "kMG";
  char *end;
  errno = 0;
  unsigned long long value = strtoull(argument, &end, 10);
  const char *unit = sizes && *end ? strchr(UNITS, *end) : NULL;
  unsigned shift = unit ? 10 * (unsigned)(unit - UNITS + 1) : 0;
  bool digits = argument[0] >= '0' && argument[0] <= '9' && (unit ? end[1] : *end) == 0;
  if (digits && !errno && value && value <= most >> shift) {
    *number = value << shift;
    return 0;
  }
  return usage_error("extract", "%s takes a number from 1 to %llu, not `%s`", name, (unsigned long long)most, argument);
}

static int take_threshold(const char *argument, double *threshold) {
  char *end;
  *threshold = strtod(argument, &end);
  if (end != argument && !*end && *threshold >= 0 && *threshold <= 1) return 0;
  return usage_error("extract", "--threshold takes a number from 0 to 1, not `%s`", argument);
}

static int take_count(const char *argument, const char *name, unsigned most, unsigned *count) {
  uint64_t number = *count;
  int status = take_number(argument, name, most, false, &number);
  *count = (unsigned)number;
  return status;
}

static int take_seconds(const char *argument, double *seconds) {
  char *end;
  *seconds = strtod(argument, &end);
  if (end != argument && !*end && *seconds >= 0 && *seconds < 1e6) return 0;
  return usage_error("extract", "--checkpoint takes seconds, not `%s`", argument);
}

/* ---- options ---- */

static int take_word(Given *given, int option, const char *argument) {
  ExtractOptions *options = &given->options;
  if (option == 't') {
    given->syntax_given = true;
    if (syntax_named(slice_of(argument), SYNTAX_WRITTEN, &options->syntax)) return 0;
    return usage_error("extract", "`%s` is no output format; there is " FORMATS, argument);
  }
  if (option == OPTION_TABLE) {
    if (table_named(slice_of(argument), &options->writing.table)) return 0;
    return usage_error("extract",
                       "`%s` is no table; there is people, positions, statistics, quotations, relations, entities, "
                       "mentions",
                       argument);
  }
  if (option == OPTION_PROGRESS) {
    if (progress_named(argument, &options->progress)) return 0;
    return usage_error("extract", "`%s` is no kind of progress; there is auto, bar, lines, none", argument);
  }
  bool json = argument && strcmp(argument, "json") == 0;
  options->stats = json ? STATS_JSON : STATS_TEXT;
  if (json || !argument || strcmp(argument, "text") == 0) return 0;
  return usage_error("extract", "`%s` is no form of --stats; there is text, json", argument);
}

static int take_limit(Given *given, int option, const char *argument) {
  ExtractOptions *options = &given->options;
  uint64_t bytes = 0;
  int status;
  switch (option) {
    case 'j':
      return take_count(argument, "-j", MOST_JOBS, &options->jobs);
    case OPTION_SPLIT:
      return take_number(argument, "--split", UINT64_MAX >> 1, false, &options->split);
    case OPTION_HTML_LIMIT:
      return take_number(argument, "--html-limit", UINT64_MAX >> 1, false, &options->html_limit);
    case OPTION_MAX_ERRORS:
      return take_number(argument, "--max-errors", UINT64_MAX >> 1, false, &options->max_errors);
    case OPTION_DOCUMENT_SECONDS:
      return take_count(argument, "--document-seconds", 1000000, &options->document_seconds);
    case OPTION_DOCUMENT_BYTES:
      status = take_number(argument, "--max-document-bytes", LARGEST_DOCUMENT, true, &bytes);
      options->common.reader.largest = (size_t)bytes;
      return status;
    default:
      return take_seconds(argument, &options->checkpoint);
  }
}

/* False where the option is none of extract's. */
static bool take_switch(Given *given, int option, const char *argument) {
  ExtractOptions *options = &given->options;
  switch (option) {
    case 'o':
      options->output = argument;
      return true;
    case 'M':
      options->common.graph.mentions = true;
      return true;
    case 'C':
      options->count = true;
      return true;
    case 'v':
      options->verbose = true;
      return true;
    case OPTION_RESUME:
      options->resume = true;
      return true;
    case OPTION_COMMENTS:
      options->writing.comments = true;
      return true;
    case OPTION_DESCRIBE:
      options->describe = argument;
      return true;
    case OPTION_TITLE:
      options->title = argument;
      return true;
    case OPTION_ISSUED:
      options->issued = argument;
      return true;
    case OPTION_SPREADSHEET:
      options->writing.guarded = true;
      return true;
    case OPTION_CONTEXT:
      options->writing.context = argument;
      return true;
    case OPTION_RDF12:
      options->writing.triple_terms = true;
      return true;
    case OPTION_ERRORS:
      options->errors = argument;
      return true;
    case OPTION_LINK:
      options->gazetteer = argument;
      return true;
    case OPTION_LOAD:
      given->store.load.url = argument;
      return true;
    case OPTION_GZIP:
    case OPTION_NO_GZIP:
      given->gzip = option == OPTION_GZIP ? GZIP_YES : GZIP_NO;
      return true;
    default:
      return false;
  }
}

static int take_option(Given *given, int option, const char *argument) {
  int status = 0;
  if (common_take(&given->options.common, option, argument, &status)) return status;
  if (take_switch(given, option, argument)) return 0;
  if (store_choice_take(&given->store, option, argument, &status)) {
    given->store_option = true;
    return status;
  }
  switch (option) {
    case 't':
    case OPTION_TABLE:
    case OPTION_PROGRESS:
    case OPTION_STATS:
      return take_word(given, option, argument);
    case 'j':
    case OPTION_SPLIT:
    case OPTION_MAX_ERRORS:
    case OPTION_HTML_LIMIT:
    case OPTION_DOCUMENT_BYTES:
    case OPTION_DOCUMENT_SECONDS:
    case OPTION_CHECKPOINT:
      return take_limit(given, option, argument);
    case OPTION_THRESHOLD:
      return take_threshold(argument, &given->options.threshold);
    default:
      return usage_error("extract", "unknown or incomplete option");
  }
}

static int take_options(Given *given, int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       LOAD_LONG_OPTIONS,
                                       {"load", required_argument, NULL, OPTION_LOAD},
                                       {"to", required_argument, NULL, 't'},
                                       {"output", required_argument, NULL, 'o'},
                                       {"jobs", required_argument, NULL, 'j'},
                                       {"mentions", no_argument, NULL, 'M'},
                                       {"count", no_argument, NULL, 'C'},
                                       {"verbose", no_argument, NULL, 'v'},
                                       {"comments", no_argument, NULL, OPTION_COMMENTS},
                                       {"describe", required_argument, NULL, OPTION_DESCRIBE},
                                       {"title", required_argument, NULL, OPTION_TITLE},
                                       {"issued", required_argument, NULL, OPTION_ISSUED},
                                       {"table", required_argument, NULL, OPTION_TABLE},
                                       {"spreadsheet", no_argument, NULL, OPTION_SPREADSHEET},
                                       {"context", required_argument, NULL, OPTION_CONTEXT},
                                       {"rdf12", no_argument, NULL, OPTION_RDF12},
                                       {"split", required_argument, NULL, OPTION_SPLIT},
                                       {"resume", no_argument, NULL, OPTION_RESUME},
                                       {"checkpoint", required_argument, NULL, OPTION_CHECKPOINT},
                                       {"errors", required_argument, NULL, OPTION_ERRORS},
                                       {"max-errors", required_argument, NULL, OPTION_MAX_ERRORS},
                                       {"max-document-bytes", required_argument, NULL, OPTION_DOCUMENT_BYTES},
                                       {"document-seconds", required_argument, NULL, OPTION_DOCUMENT_SECONDS},
                                       {"gzip", no_argument, NULL, OPTION_GZIP},
                                       {"no-gzip", no_argument, NULL, OPTION_NO_GZIP},
                                       {"progress", required_argument, NULL, OPTION_PROGRESS},
                                       {"stats", optional_argument, NULL, OPTION_STATS},
                                       {"html-limit", required_argument, NULL, OPTION_HTML_LIMIT},
                                       {"link", required_argument, NULL, OPTION_LINK},
                                       {"threshold", required_argument, NULL, OPTION_THRESHOLD},
                                       {NULL, 0, NULL, 0}};
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:t:o:j:hv", LONG, NULL)) != -1) {
    status = take_option(given, option, optarg);
  }
  given->options.paths = argv + optind;
  given->options.path_count = argc - optind;
  return status;
}

/* ---- what the options mean together ---- */

static bool is_table(const ExtractOptions *options) {
  return options->syntax == SYNTAX_CSV || options->syntax == SYNTAX_TSV;
}

/* Whether a folder gets several files of one kind each, not numbered ones. */
static bool is_of_parts(const ExtractOptions *options) {
  return is_table(options) || options->syntax == SYNTAX_NEO4J || options->syntax == SYNTAX_NEPTUNE;
}

static int settle_parts(ExtractOptions *options) {
  if (options->split || options->resume) {
    return usage_error(
        "extract",
        "--split and --resume are for numbered files: nquads, ntriples, turtle, trig, jsonl; a table is one "
        "file of the whole run, which is made anew");
  }
  if (options->count) return usage_error("extract", "--count writes no files");
  if (is_table(options) && options->writing.table != TABLES) {
    return usage_error("extract", "-o FOLDER/ takes all tables; one table goes to a file");
  }
  options->parts_folder = true;
  return 0;
}

static int settle_folder(Given *given) {
  ExtractOptions *options = &given->options;
  bool folder = options->output && slice_ends_with(slice_of(options->output), SLICE("/"));
  if (folder && given->syntax_given && is_of_parts(options)) return settle_parts(options);
  if (folder && !options->split) options->split = DEFAULT_SPLIT;
  if (!options->split) {
    return options->resume ? usage_error("extract", "--resume is for a folder: -o FOLDER/ or --split") : 0;
  }
  if (!options->output || strcmp(options->output, "-") == 0) {
    return usage_error("extract", "--split needs a folder: -o FOLDER/");
  }
  if (options->count) return usage_error("extract", "--count writes no files that could be split");
  if (!given->syntax_given) options->syntax = SYNTAX_NQUADS;
  if (syntax_splits(options->syntax)) return 0;
  return usage_error("extract",
                     "a folder takes nquads, ntriples, turtle, trig and jsonl, which can be cut between documents");
}

/* Options that are for some formats only. */
static int settle_format(const ExtractOptions *options) {
  bool turtle = options->syntax == SYNTAX_TURTLE || options->syntax == SYNTAX_TRIG;
  bool lines = options->syntax == SYNTAX_NTRIPLES || options->syntax == SYNTAX_NQUADS;
  if (options->writing.comments && !turtle) return usage_error("extract", "--comments is for turtle and trig");
  if (options->writing.context && options->syntax != SYNTAX_JSONLD) {
    return usage_error("extract", "--context is for jsonld");
  }
  if (is_table(options) && options->writing.table == TABLES && !options->parts_folder) {
    return usage_error("extract", "say which table: --table NAME; or all of them: -o FOLDER/");
  }
  if (!is_table(options) && (options->writing.table != TABLES || options->writing.guarded)) {
    return usage_error("extract", "--table and --spreadsheet are for csv and tsv");
  }
  if (is_of_parts(options) && !is_table(options) && !options->parts_folder) {
    return usage_error("extract", "nodes and edges are several files: -o FOLDER/");
  }
  if (!options->writing.triple_terms || turtle || lines) return 0;
  return usage_error("extract", "--rdf12 is for turtle, trig, ntriples and nquads");
}

static int settle_store(Given *given) {
  ExtractOptions *options = &given->options;
  if (!given->store.load.url) {
    return given->store_option ? usage_error("extract", "options of a store need --load URL") : 0;
  }
  if (options->count) return usage_error("extract", "--count makes no graphs that could be loaded");
  if (!options->output) options->syntax = SYNTAX_NQUADS; /* nothing is written */
  options->store = &given->store;
  return store_choice_settle(&given->store);
}

static int settle_description(const ExtractOptions *options) {
  Slice canonical, issued = slice_of(options->issued);
  jmp_buf jump;
  Arena arena;
  if (!options->describe) {
    return options->title || options->issued ? usage_error("extract", "--title and --issued are for --describe") : 0;
  }
  if (options->resume)
    return usage_error(
        "extract",
        "--describe counts what one run writes, and what an earlier one wrote is not counted again: not with "
        "--resume");
  if (!options->issued) return 0;
  arena_init(&arena, SIZE_MAX);
  bool sound = !ARENA_GUARD(&arena, jump) && xsd_canonical(&arena, SLICE("date"), issued, &canonical);
  arena_free(&arena);
  return sound ? 0 : usage_error("extract", "--issued takes a date, such as 2024-05-08, not `%s`", options->issued);
}

static int settle(Given *given) {
  ExtractOptions *options = &given->options;
  Slice name = slice_of(options->output);
  bool packed = slice_ends_with(name, SLICE(".gz"));
  if (packed) name.length -= strlen(".gz");
  if (options->output && !given->syntax_given) syntax_of_file(name, SYNTAX_WRITTEN, &options->syntax);
  int status = settle_folder(given);
  if (!status) status = settle_format(options);
  if (!status) status = settle_description(options);
  if (!status) status = settle_store(given);
  options->gzip = given->gzip == GZIP_YES || (given->gzip == GZIP_BY_NAME && (packed || options->split));
  return status;
}

static int run(int argc, char **argv) {
  Given given = {.options = {.syntax = SYNTAX_TURTLE,
                             .writing = {.table = TABLES},
                             .jobs = 1,
                             .checkpoint = DEFAULT_CHECKPOINT,
                             .html_limit = DEFAULT_HTML_LIMIT,
                             .threshold = LINK_THRESHOLD}};
  ExtractOptions *options = &given.options;
  common_init(&options->common, "extract");
  store_choice_init(&given.store, "extract");
  options->common.engine.on_demand = true;
  int status = take_options(&given, argc, argv);
  if (!status) status = settle(&given);
  if (!status) status = take_standard_input(&options->common, &options->paths, &options->path_count);
  if (!status) status = extract_run(options);
  credentials_clear(&given.store.credentials);
  return status;
}

const Command EXTRACT_COMMAND = {
    "extract", "articles in, a knowledge graph out",
    "usage: spo extract [OPTION...] [FILE|DIRECTORY|ADDRESS...]\n"
    "\n"
    "Reads articles (standard input if no file is named, or for -) and writes what they say as RDF. Of a directory\n"
    "all files are read. Files may be compressed (gzip, zstd, xz, bzip2) or archives (tar, zip).\n"
    "\n" COMMON_HELP
    "  -t, --to FORMAT     turtle (default), trig, ntriples, nquads, rdfxml, rdfjson, jsonld;\n"
    "                      jsonl, json: a line of JSON a document (docs/output.md);\n"
    "                      csv, tsv: tables; neo4j, neptune: nodes and edges as CSV; dot, graphml: the graph of "
    "entities;\n"
    "                      html: a page to look at; svg: a picture of the graph (docs/view.md);\n"
    "                      with -o by its ending\n"
    "      --html-limit N  most documents in a page (default: 200)\n"
    "  -o FILE             write to FILE, which appears only when all is written; packed if it ends with .gz\n"
    "      --mentions      also every place where an entity is named\n"
    "      --comments      Turtle and TriG: the sentence of each claim as a comment before it\n"
    "      --table NAME    people, positions, statistics, quotations, relations, entities, mentions; all: -o FOLDER/\n"
    "      --spreadsheet   tables for spreadsheet programs: with a byte order mark, and no text that is a formula\n"
    "      --describe FILE at the end, what there is: VoID and DCAT with counts, as Turtle; --title TEXT, --issued "
    "DATE\n"
    "      --context IRI   JSON-LD: names its context instead of writing it\n"
    "      --rdf12         triple terms of RDF 1.2: which claim is about which triple (rdf:reifies); turtle, trig,\n"
    "                      ntriples, nquads\n"
    "      --base IRI      what the IRIs of entities and claims begin with\n"
    "      --iri KIND      readable (default) or hash: ASCII only\n"
    "      --link GAZ      say of entities which of the compiled gazetteer GAZ they are (docs/link.md)\n"
    "      --threshold N   least score of such a link, 0 to 1 (default: 0.6)\n"
    "  -v, --verbose       also says which encoding a file seems to have, if it is not UTF-8, and what did not fit\n"
    "                      the datatype that the rules give it\n"
    "      --count         only count documents, entities, claims and triples\n"
    "\n"
    "many documents (docs/bulk.md):\n"
    "  -j, --jobs N        N threads (default: 1); the output is the same for any number\n"
    "  -o FOLDER/          write out-00001.nq.gz, ... into a folder, with an index, errors.jsonl and a journal\n"
    "      --split N       begin a new file there after N quads (default: 1000000)\n"
    "      --resume        go on with the run in the folder that was broken off\n"
    "      --checkpoint S  seconds between two points to resume at (default: 2)\n"
    "      --gzip, --no-gzip  pack the output, or not\n"
    "      --errors FILE   list documents that fail there, a line of JSON each\n"
    "      --max-errors N  end the run when so many documents have failed\n"
    "      --max-document-bytes N   refuse longer documents (k, M, G; default: 64M)\n"
    "      --document-seconds N     give up a document that takes longer\n"
    "      --progress KIND  bar, lines, none; auto (default): a bar on a terminal\n"
    "      --stats[=json]  sum up at the end, on standard error: what was found, by which rules, how long it took\n"
    "\n"
    "into a store (docs/stores.md):\n"
    "      --load URL         put each document's graph into a store as soon as it is made; with -o also into "
    "files\n" LOAD_HELP
    "\n"
    "exit status: 0 all done; 1 some input failed, the rest is done; 2 wrong usage or broken rules;\n"
    "             3 output failed; 130 ended by Ctrl-C or SIGTERM, what was in work is done\n"
    "\n"
    "examples:\n"
    "  spo extract article.html                     Turtle on the terminal\n"
    "  spo extract -t nquads news.jsonl > news.nq   a graph for each record\n"
    "  spo extract -t csv -o tables/ news/          people.csv, positions.csv, statistics.csv, ...\n"
    "  cat a.txt | spo extract --lang zh -o a.ttl\n"
    "  spo extract -j 4 -o graph/ crawl/*.warc.gz   a large run; --resume goes on with it\n"
    "  spo extract news.jsonl --load http://localhost:7878 --store oxigraph\n",
    run};
