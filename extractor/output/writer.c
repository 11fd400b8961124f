#include "output/writer.h"

#include <stdlib.h>

#include "output/line_writer.h"
#include "output/raptor_writer.h"
#include "output/turtle_writer.h"

struct Writer {
  TurtleWriter *turtle; /* two of the three are NULL */
  LineWriter *lines;
  RaptorGraphWriter *raptor;
  Output output;
};

static const struct {
  const char *name, *ending;
  Syntax syntax;
} SYNTAXES[] = {
    {"turtle", ".ttl", SYNTAX_TURTLE}, {"trig", ".trig", SYNTAX_TRIG},    {"ntriples", ".nt", SYNTAX_NTRIPLES},
    {"nquads", ".nq", SYNTAX_NQUADS},  {"rdfxml", ".rdf", SYNTAX_RDFXML}, {"json", ".json", SYNTAX_JSON},
    {"html", ".html", SYNTAX_HTML},
    {"svg", ".svg", SYNTAX_SVG},
};

enum { SYNTAX_COUNT = sizeof SYNTAXES / sizeof *SYNTAXES };

bool syntax_named(Slice name, Syntax *syntax) {
  for (unsigned i = 0; i < SYNTAX_COUNT; i++) {
    if (!slice_is(name, SYNTAXES[i].name)) continue;
    *syntax = SYNTAXES[i].syntax;
    return true;
  }
  return false;
}

bool syntax_of_file(Slice path, Syntax *syntax) {
  for (unsigned i = 0; i < SYNTAX_COUNT; i++) {
    Slice ending = slice_of(SYNTAXES[i].ending);
    if (path.length <= ending.length) continue;
    Slice end = {path.data + path.length - ending.length, ending.length};
    if (!slice_equal_ignore_case(end, ending)) continue;
    *syntax = SYNTAXES[i].syntax;
    return true;
  }
  return false;
}

const char *syntax_ending(Syntax syntax) {
  for (unsigned i = 0; i < SYNTAX_COUNT; i++) {
    if (SYNTAXES[i].syntax == syntax) return SYNTAXES[i].ending;
  }
  return "";
}

Writer *writer_new_with(const WriterOptions *options, ByteSink sink, void *handle, const Diagnostics *diagnostics) {
  Writer *writer = malloc(sizeof *writer);
  if (!writer) return NULL;
  writer->turtle = NULL;
  writer->lines = NULL;
  writer->raptor = NULL;
  writer->output.sink = sink;
  writer->output.handle = handle;
  writer->output.failure = SPO_SUCCESS;
  writer->output.closed = false;
  writer->output.used = 0;
  if (options->syntax == SYNTAX_RDFXML || options->syntax == SYNTAX_JSON) {
    writer->raptor = raptor_graph_writer_new(options->syntax, options->prefixes, options->prefix_count, &writer->output,
                                             diagnostics);
  } else if (options->syntax == SYNTAX_NTRIPLES || options->syntax == SYNTAX_NQUADS) {
    writer->lines = line_writer_new(options, &writer->output, diagnostics);
  } else {
    writer->turtle = turtle_writer_new(options, &writer->output, diagnostics);
  }
  if (writer->turtle || writer->lines || writer->raptor) return writer;
  free(writer);
  return NULL;
}

Writer *writer_new(Syntax syntax, const Prefix *prefixes, size_t count, ByteSink sink, void *handle,
                   const Diagnostics *diagnostics) {
  WriterOptions options = {.syntax = syntax, .prefixes = prefixes, .prefix_count = count};
  return writer_new_with(&options, sink, handle, diagnostics);
}

SpoStatus writer_write(Writer *writer, const Graph *graph) {
  if (writer->output.closed) return output_status(&writer->output);
  SpoStatus status = writer->lines    ? line_writer_write(writer->lines, graph)
                     : writer->turtle ? turtle_writer_write(writer->turtle, graph)
                                      : raptor_graph_writer_write(writer->raptor, graph);
  return status ? status : output_status(&writer->output);
}

SpoStatus writer_end_document(Writer *writer) {
  output_flush(&writer->output);
  return output_status(&writer->output);
}

bool syntax_joins(Syntax syntax) {
  return syntax != SYNTAX_RDFXML && syntax != SYNTAX_JSON && syntax != SYNTAX_SVG;
}

SpoStatus writer_finish(Writer *writer) {
  if (!writer->output.closed && writer->raptor) raptor_graph_writer_finish(writer->raptor);
  return writer_end_document(writer);
}

void writer_free(Writer *writer) {
  if (!writer) return;
  writer->output.closed = true;
  turtle_writer_free(writer->turtle);
  line_writer_free(writer->lines);
  raptor_graph_writer_free(writer->raptor);
  free(writer);
}
