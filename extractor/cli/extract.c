#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "output/writer.h"

typedef struct {
  FILE *file;
  const char *name; /* for messages */
  bool pipe_closed;
  bool failed;
} Sink;

typedef struct {
  CommonOptions common;
  Syntax syntax;
  bool syntax_given;
  const char *output;
  bool count, verbose;
  Writer *writer;
  uint64_t documents, entities, claims, triples;
} Extraction;

static SpoStatus put(void *handle, const char *bytes, size_t length) {
  Sink *sink = handle;
  if (fwrite(bytes, 1, length, sink->file) == length && fflush(sink->file) == 0) return SPO_SUCCESS;
  sink->failed = true;
  sink->pipe_closed = errno == EPIPE;
  if (!sink->pipe_closed) diagnostics_file(&REPORT, SPO_ERROR, sink->name, 0, SIZE_MAX, "%s", strerror(errno));
  clearerr(sink->file);
  return SPO_BAD_OUTPUT;
}

static int take_options(Extraction *extraction, int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       {"to", required_argument, NULL, 't'},
                                       {"output", required_argument, NULL, 'o'},
                                       {"mentions", no_argument, NULL, 'M'},
                                       {"count", no_argument, NULL, 'C'},
                                       {"verbose", no_argument, NULL, 'v'},
                                       {NULL, 0, NULL, 0}};
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:t:o:hv", LONG, NULL)) != -1) {
    if (common_take(&extraction->common, option, optarg, &status)) continue;
    switch (option) {
      case 't':
        extraction->syntax_given = true;
        if (!syntax_named(slice_of(optarg), &extraction->syntax)) {
          status = usage_error(
              "extract", "`%s` is no output format; there is turtle, trig, ntriples, nquads, rdfxml, json", optarg);
        }
        break;
      case 'o':
        extraction->output = optarg;
        break;
      case 'M':
        extraction->common.graph.mentions = true;
        break;
      case 'C':
        extraction->count = true;
        break;
      case 'v':
        extraction->verbose = true;
        break;
      default:
        status = usage_error("extract", "unknown or incomplete option");
    }
  }
  if (extraction->output && !extraction->syntax_given)
    syntax_of_file(slice_of(extraction->output), &extraction->syntax);
  return status;
}

/* With -v: the encoding, where it is not UTF-8, and what the rules wanted to be of a datatype and is not. */
static void report_details(const Session *session) {
  const Graph *graph = &session->result.graph;
  const Document *document = session->result.text.document;
  char name[512];
  snprintf(name, sizeof name, "%.*s", (int)document->name.length, document->name.data);
  if (document->encoding && strcmp(document->encoding, "UTF-8") != 0) {
    diagnostics_file(&REPORT, SPO_NOTE, name, 0, SIZE_MAX, "is read as %s", document->encoding);
  }
  for (uint32_t i = 0; i < graph->misfits.count; i++) {
    const Misfit *misfit = &graph->misfits.data[i];
    diagnostics_file(&REPORT, SPO_WARNING, name, 0, SIZE_MAX, "`%.*s` is no <%.*s>, and is written as plain text",
                     (int)(misfit->text.length > 60 ? 60 : misfit->text.length), misfit->text.data,
                     (int)misfit->datatype.length, misfit->datatype.data);
  }
}

static int write_document(void *handle, Session *session) {
  Extraction *extraction = handle;
  const Result *result = &session->result;
  extraction->documents++;
  extraction->entities += result->resolution.entities.count;
  extraction->claims += result->resolution.claims.count;
  extraction->triples += result->graph.triples.count;
  if (extraction->verbose) report_details(session);
  if (extraction->count) return 0;
  return exit_status(writer_write(extraction->writer, &result->graph));
}

/* Opens a file beside the output, which is renamed when all is written. */
static FILE *open_output(const char *output, char *beside, size_t size) {
  if (snprintf(beside, size, "%s.%ld.tmp", output, (long)getpid()) >= (int)size) return NULL;
  FILE *file = fopen(beside, "wb");
  if (!file) diagnostics_file(&REPORT, SPO_ERROR, output, 0, SIZE_MAX, "%s", strerror(errno));
  return file;
}

/* Devices and pipes are written to as they are: there is nothing to rename. */
static bool is_special(const char *path) {
  return strncmp(path, "/dev/", 5) == 0 || strcmp(path, "-") == 0;
}

static int close_output(Extraction *extraction, Sink *sink, const char *beside, int status) {
  bool named = beside[0] != 0;
  bool closed = sink->file == stdout ? fflush(stdout) == 0 : fclose(sink->file) == 0;
  if (!closed && !sink->failed) {
    sink->pipe_closed = errno == EPIPE;
    if (!sink->pipe_closed) diagnostics_file(&REPORT, SPO_ERROR, sink->name, 0, SIZE_MAX, "%s", strerror(errno));
    if (sink->file == stdout) clearerr(stdout);
    status = 3;
  }
  if (!named) return status;
  bool keep = status < 2 && !interrupted;
  if (keep && rename(beside, extraction->output) != 0) {
    diagnostics_file(&REPORT, SPO_ERROR, extraction->output, 0, SIZE_MAX, "%s", strerror(errno));
    keep = false;
    status = 3;
  }
  if (!keep) unlink(beside);
  return status;
}

static int extract_to(Extraction *extraction, Session *session, char **paths, int count) {
  char beside[4096] = "";
  Sink sink = {.file = stdout, .name = "standard output"};
  if (extraction->output && strcmp(extraction->output, "-") != 0) {
    sink.name = extraction->output;
    bool special = is_special(extraction->output);
    sink.file = special ? fopen(extraction->output, "wb") : open_output(extraction->output, beside, sizeof beside);
    if (!sink.file) {
      if (special) diagnostics_file(&REPORT, SPO_ERROR, extraction->output, 0, SIZE_MAX, "%s", strerror(errno));
      return 3;
    }
  }
  Prefix prefixes[GRAPH_PREFIXES];
  uint32_t prefix_count = engine_prefixes(session->engine, extraction->common.graph.base, prefixes);
  extraction->writer = writer_new(extraction->syntax, prefixes, prefix_count, put, &sink, &REPORT);
  int status = extraction->writer ? 0 : 3;
  if (extraction->writer) {
    status = visit_documents(&extraction->common, session, paths, count, write_document, extraction);
    if (!extraction->count && !sink.failed) {
      status = worse_status(status, exit_status(writer_finish(extraction->writer)));
    }
    writer_free(extraction->writer);
  }
  if (extraction->count) {
    fprintf(sink.file, "documents %llu\nentities %llu\nclaims %llu\ntriples %llu\n",
            (unsigned long long)extraction->documents, (unsigned long long)extraction->entities,
            (unsigned long long)extraction->claims, (unsigned long long)extraction->triples);
  }
  status = close_output(extraction, &sink, beside, status);
  if (sink.pipe_closed) return 0; /* whoever read has enough */
  return interrupted ? worse_status(status, 1) : status;
}

static int run(int argc, char **argv) {
  Extraction extraction = {.syntax = SYNTAX_TURTLE};
  common_init(&extraction.common, "extract");
  extraction.common.engine.on_demand = true;
  int status = take_options(&extraction, argc, argv);
  if (status) return status;
  if (optind == argc && !extraction.common.files_from && isatty(STDIN_FILENO)) {
    return usage_error("extract", "nothing to read: name files, or pipe something in");
  }
  Engine engine;
  status = open_engine(&engine, &extraction.common);
  if (status) return status;
  Session session;
  session_init(&session, &engine, &extraction.common.graph);
  status = extract_to(&extraction, &session, argv + optind, argc - optind);
  session_free(&session);
  engine_close(&engine);
  return status;
}

const Command EXTRACT_COMMAND = {
    "extract", "articles in, a knowledge graph out",
    "usage: spo extract [OPTION...] [FILE|DIRECTORY...]\n"
    "\n"
    "Reads articles (standard input if no file is named, or for -) and writes what they say as RDF. Of a directory\n"
    "all files are read. Files may be compressed (gzip, zstd, xz, bzip2) or archives (tar, zip).\n"
    "\n" COMMON_HELP
    "  -t, --to FORMAT     turtle (default), trig, ntriples, nquads, rdfxml, json; with -o by its ending\n"
    "  -o FILE             write to FILE, which appears only when all is written\n"
    "      --mentions      also every place where an entity is named\n"
    "      --base IRI      what the IRIs of entities and claims begin with\n"
    "      --iri KIND      readable (default) or hash: ASCII only\n"
    "  -v, --verbose       also says which encoding a file seems to have, if it is not UTF-8, and what did not fit\n"
    "                      the datatype that the rules give it\n"
    "      --count         only count documents, entities, claims and triples\n"
    "\n"
    "exit status: 0 all done; 1 some input failed, the rest is done; 2 wrong usage or broken rules;\n"
    "             3 output failed\n"
    "\n"
    "examples:\n"
    "  spo extract article.html                     Turtle on the terminal\n"
    "  spo extract -t nquads news.jsonl > news.nq   a graph for each record\n"
    "  cat a.txt | spo extract --lang zh -o a.ttl\n",
    run};
