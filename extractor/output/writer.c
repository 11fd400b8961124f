#include "output/writer.h"

#include <stdlib.h>

#include "output/jsonl_writer.h"
#include "output/jsonld_writer.h"
#include "output/line_writer.h"
#include "output/picture_writer.h"
#include "output/property_graph.h"
#include "output/raptor_writer.h"
#include "output/tables.h"
#include "output/turtle_writer.h"

/* A writer of one form. `finish` may be NULL: nothing stands at the end. */
typedef struct {
  SpoStatus (*write)(void *form, const Graph *graph);
  void (*finish)(void *form);
  void (*free)(void *form);
} FormFunctions;

struct Writer {
  const FormFunctions *functions;
  void *form;
  Output output;
};

#define FORM(name)                                                \
  static SpoStatus write_##name(void *form, const Graph *graph) { \
    return name##_writer_write(form, graph);                      \
  }                                                               \
  static void free_##name(void *form) {                           \
    name##_writer_free(form);                                     \
  }
#define FORM_WITH_END(name)               \
  FORM(name)                              \
  static void finish_##name(void *form) { \
    name##_writer_finish(form);           \
  }

FORM(turtle)
FORM(line)
FORM_WITH_END(raptor_graph)
FORM_WITH_END(jsonld)
FORM(jsonl)
FORM(table)
FORM(property_graph)
FORM(picture)

static const FormFunctions TURTLE = {write_turtle, NULL, free_turtle}, LINES = {write_line, NULL, free_line},
                           RAPTOR = {write_raptor_graph, finish_raptor_graph, free_raptor_graph},
                           JSONLD = {write_jsonld, finish_jsonld, free_jsonld}, JSONL = {write_jsonl, NULL, free_jsonl},
                           TABLE = {write_table, NULL, free_table},
                           PROPERTY_GRAPH = {write_property_graph, NULL, free_property_graph},
                           PICTURE = {write_picture, NULL, free_picture};

static void open_output(Output *output, ByteSink sink, void *handle) {
  output->direct = NULL;
  output->sink = sink;
  output->handle = handle;
  output->failure = SPO_SUCCESS;
  output->closed = false;
  output->used = 0;
}

static bool open_form(Writer *writer, const WriterOptions *options, const Diagnostics *diagnostics) {
  Output *output = &writer->output;
  switch (options->syntax) {
    case SYNTAX_TURTLE:
    case SYNTAX_TRIG:
      writer->functions = &TURTLE;
      writer->form = turtle_writer_new(options, output, diagnostics);
      break;
    case SYNTAX_NTRIPLES:
    case SYNTAX_NQUADS:
      writer->functions = &LINES;
      writer->form = line_writer_new(options, output, diagnostics);
      break;
    case SYNTAX_RDFXML:
    case SYNTAX_RDFJSON:
      writer->functions = &RAPTOR;
      writer->form =
          raptor_graph_writer_new(options->syntax, options->prefixes, options->prefix_count, output, diagnostics);
      break;
    case SYNTAX_JSONLD:
      writer->functions = &JSONLD;
      writer->form = jsonld_writer_new(options, output, diagnostics);
      break;
    case SYNTAX_JSONL:
      writer->functions = &JSONL;
      writer->form = jsonl_writer_new(output, diagnostics);
      break;
    case SYNTAX_CSV:
    case SYNTAX_TSV:
      writer->functions = &TABLE;
      writer->form = table_writer_new(options, output, diagnostics);
      break;
    case SYNTAX_NEO4J:
    case SYNTAX_NEPTUNE:
      writer->functions = &PROPERTY_GRAPH;
      writer->form = property_graph_writer_new(options, output, diagnostics);
      break;
    case SYNTAX_DOT:
    case SYNTAX_GRAPHML:
      writer->functions = &PICTURE;
      writer->form = picture_writer_new(options, output, diagnostics);
      break;
    default: /* HTML, SVG */
      break;
  }
  return writer->form != NULL;
}

Writer *writer_new_with(const WriterOptions *options, ByteSink sink, void *handle, const Diagnostics *diagnostics) {
  Writer *writer = malloc(sizeof *writer);
  if (!writer) return NULL;
  writer->form = NULL;
  open_output(&writer->output, sink, handle);
  if (open_form(writer, options, diagnostics)) return writer;
  free(writer);
  return NULL;
}

Writer *writer_new(Syntax syntax, const Prefix *prefixes, size_t count, ByteSink sink, void *handle,
                   const Diagnostics *diagnostics) {
  WriterOptions options = {.syntax = syntax, .prefixes = prefixes, .prefix_count = count};
  return writer_new_with(&options, sink, handle, diagnostics);
}

void writer_write_into(Writer *writer, ByteBuffer *buffer) {
  output_flush(&writer->output);
  writer->output.direct = buffer;
}

bool writer_has_failed(const Writer *writer) {
  return writer->output.closed;
}

SpoStatus writer_write(Writer *writer, const Graph *graph) {
  if (writer->output.closed) return output_status(&writer->output);
  SpoStatus status = writer->functions->write(writer->form, graph);
  return status ? status : output_status(&writer->output);
}

SpoStatus writer_end_document(Writer *writer) {
  output_flush(&writer->output);
  return output_status(&writer->output);
}

static bool is_picture(Syntax syntax) {
  return syntax == SYNTAX_DOT || syntax == SYNTAX_GRAPHML;
}

static bool is_property_graph(Syntax syntax) {
  return syntax == SYNTAX_NEO4J || syntax == SYNTAX_NEPTUNE;
}

unsigned writer_parts(const WriterOptions *options) {
  bool tables = options->syntax == SYNTAX_CSV || options->syntax == SYNTAX_TSV;
  if (is_picture(options->syntax)) return 1;
  if (is_property_graph(options->syntax)) return PROPERTY_GRAPH_PARTS;
  return tables && options->table == TABLES ? TABLES : 0;
}

const char *writer_part_name(const WriterOptions *options, unsigned part) {
  if (is_picture(options->syntax)) return "entities";
  return is_property_graph(options->syntax) ? property_graph_part(part) : table_name((Table)part);
}

SpoStatus writer_part_begin(const WriterOptions *options, unsigned part, ByteSink sink, void *handle) {
  Output output;
  open_output(&output, sink, handle);
  if (is_picture(options->syntax)) {
    picture_write_header(options, &output);
  } else if (is_property_graph(options->syntax)) {
    property_graph_write_header(options, part, &output);
  } else {
    table_write_header(options, (Table)part, &output);
  }
  output_flush(&output);
  return output_status(&output);
}

SpoStatus writer_part_end(const WriterOptions *options, unsigned part, ByteSink sink, void *handle) {
  (void)part;
  Output output;
  open_output(&output, sink, handle);
  if (is_picture(options->syntax)) picture_write_footer(options, &output);
  output_flush(&output);
  return output_status(&output);
}

SpoStatus writer_finish(Writer *writer) {
  if (!writer->output.closed && writer->functions->finish) writer->functions->finish(writer->form);
  return writer_end_document(writer);
}

void writer_free(Writer *writer) {
  if (!writer) return;
  writer->output.closed = true;
  writer->functions->free(writer->form);
  free(writer);
}
