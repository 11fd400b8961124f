#include "output/raptor_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/raptor_library.h"
#include "output/json_unescape.h"
#include "output/xml_limits.h"

#define XML_LITERAL "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral"

struct RaptorGraphWriter {
  Output *output;
  JsonUnescape json;
  const Diagnostics *diagnostics;
  bool xml;
  RaptorLibrary *library;
  raptor_iostream *stream;
  raptor_serializer *serializer;
  raptor_term **terms; /* of one document, in the arena; NULL where a term is unfit */
  uint32_t term_count;
  Arena arena; /* what is needed for one document */
};

static int take_bytes(void *handle, const void *bytes, size_t size, size_t count) {
  RaptorGraphWriter *writer = handle;
  if (writer->xml) {
    output_write(writer->output, bytes, size * count);
  } else {
    json_unescape_write(&writer->json, bytes, size * count);
  }
  return (int)(size * count);
}

static int take_byte(void *handle, const int byte) {
  char c = (char)byte;
  take_bytes(handle, &c, 1, 1);
  return 0;
}

static const raptor_iostream_handler STREAM = {.version = 2, .write_byte = take_byte, .write_bytes = take_bytes};

/* What should never be heard, since terms are checked before Raptor gets them. */
static void report_message(void *handle, raptor_log_message *message) {
  RaptorGraphWriter *writer = handle;
  SpoSeverity severity = message->level >= RAPTOR_LOG_LEVEL_ERROR ? SPO_ERROR : SPO_WARNING;
  diagnostics_file(writer->diagnostics, severity, NULL, 0, SIZE_MAX, "%s", message->text);
}

static const unsigned char *bytes_of(Slice text) {
  return (const unsigned char *)(text.length ? text.data : "");
}

static raptor_term *literal_term(RaptorGraphWriter *writer, const Term *term, Losses *losses) {
  const RaptorFunctions *raptor = &writer->library->functions;
  raptor_world *world = writer->library->world;
  Slice text = text_repaired(&writer->arena, term->text, losses);
  if (writer->xml) text = xml_text(&writer->arena, text, losses);
  const char *language = term->language.length ? arena_copy(&writer->arena, term->language).data : NULL;
  raptor_uri *datatype = NULL;
  if (term->datatype.length) {
    datatype = raptor->new_uri_from_counted_string(world, bytes_of(term->datatype), term->datatype.length);
  }
  raptor_term *made =
      raptor->new_term_from_counted_literal(world, bytes_of(text), text.length, datatype,
                                            (const unsigned char *)language, (unsigned char)term->language.length);
  if (datatype) raptor->free_uri(datatype);
  return made;
}

static raptor_term *make_term(RaptorGraphWriter *writer, const Term *term, Losses *losses) {
  if (term->kind == TERM_LITERAL) return literal_term(writer, term, losses);
  return writer->library->functions.new_term_from_counted_uri_string(writer->library->world, bytes_of(term->text),
                                                                     term->text.length);
}

/* The terms of the last document. Their list lies in the arena, so this comes before its reset. */
static void free_terms(RaptorGraphWriter *writer) {
  for (uint32_t id = 0; id < writer->term_count; id++) {
    if (writer->terms[id]) writer->library->functions.free_term(writer->terms[id]);
  }
  writer->term_count = 0;
}

static void make_terms(RaptorGraphWriter *writer, const Graph *graph, const Loss *unfit, Losses *losses) {
  writer->terms = ARENA_ARRAY(&writer->arena, raptor_term *, graph->terms.count);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    writer->term_count = id + 1;
    if (unfit[id] != LOSS_KINDS) continue;
    writer->terms[id] = make_term(writer, &graph->terms.data[id], losses);
    if (!writer->terms[id]) arena_fail(&writer->arena);
  }
}

/* What RDF/XML cannot say although it is sound. `names` remembers of each term whether it can name an element. */
static Loss xml_loss(const RaptorGraphWriter *writer, const Graph *graph, Triple triple, char *names) {
  const Term *terms = graph->terms.data;
  char *name = &names[triple.predicate];
  if (!*name) *name = xml_can_name(&writer->library->functions, terms[triple.predicate].text) ? 'y' : 'n';
  if (*name == 'n') return LOSS_XML_PREDICATE;
  return slice_is(terms[triple.object].datatype, XML_LITERAL) ? LOSS_XML_LITERAL : LOSS_KINDS;
}

static void write_triples(RaptorGraphWriter *writer, const Graph *graph, Losses *losses) {
  const RaptorFunctions *raptor = &writer->library->functions;
  const Loss *unfit = term_losses(&writer->arena, graph);
  char *names = ARENA_ARRAY(&writer->arena, char, graph->terms.count);
  make_terms(writer, graph, unfit, losses);
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    Triple triple = graph->triples.data[i];
    Loss loss = triple_loss(graph, unfit, triple);
    if (loss == LOSS_KINDS && writer->xml) loss = xml_loss(writer, graph, triple, names);
    if (loss != LOSS_KINDS) {
      losses->count[loss]++;
      continue;
    }
    raptor_statement statement;
    raptor->statement_init(&statement, writer->library->world);
    statement.subject = writer->terms[triple.subject];
    statement.predicate = writer->terms[triple.predicate];
    statement.object = writer->terms[triple.object];
    /* What it returns is not looked at: RDF/JSON returns "failure" for a triple that it has already. */
    raptor->serializer_serialize_statement(writer->serializer, &statement);
  }
}

SpoStatus raptor_graph_writer_write(RaptorGraphWriter *writer, const Graph *graph) {
  free_terms(writer);
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
  write_triples(writer, graph, &losses);
  free_terms(writer);
  losses_report(&losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

/* XML has its own ideas of prefixes: none is empty, and "xml..." is reserved. Raptor passes over one that is doubled.
 */
static void declare_namespace(RaptorGraphWriter *writer, Prefix prefix) {
  const RaptorFunctions *raptor = &writer->library->functions;
  char name[64] = {0};
  if (!prefix.prefix.length || prefix.prefix.length >= sizeof name || !is_prefix_name(prefix.prefix) ||
      !iri_is_absolute(prefix.iri) || slice_equal_ignore_case((Slice){prefix.prefix.data, 3}, SLICE("xml"))) {
    return;
  }
  memcpy(name, prefix.prefix.data, prefix.prefix.length);
  raptor_uri *iri =
      raptor->new_uri_from_counted_string(writer->library->world, bytes_of(prefix.iri), prefix.iri.length);
  if (!iri) return;
  raptor->serializer_set_namespace(writer->serializer, iri, (const unsigned char *)name);
  raptor->free_uri(iri);
}

static bool start(RaptorGraphWriter *writer, const Prefix *prefixes, size_t count) {
  const RaptorFunctions *raptor = &writer->library->functions;
  writer->stream = raptor->new_iostream_from_handler(writer->library->world, writer, &STREAM);
  writer->serializer = raptor->new_serializer(writer->library->world, writer->xml ? "rdfxml" : "json");
  if (!writer->stream || !writer->serializer) return false;
  for (size_t i = 0; i < count && writer->xml; i++) declare_namespace(writer, prefixes[i]);
  return raptor->serializer_start_to_iostream(writer->serializer, NULL, writer->stream) == 0;
}

RaptorGraphWriter *raptor_graph_writer_new(Syntax syntax, const Prefix *prefixes, size_t count, Output *output,
                                           const Diagnostics *diagnostics) {
  RaptorGraphWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->json.output = output;
  writer->diagnostics = diagnostics;
  writer->xml = syntax == SYNTAX_RDFXML;
  arena_init(&writer->arena, SIZE_MAX);
  writer->library = raptor_library_take(diagnostics, report_message, writer);
  if (!writer->library || !start(writer, prefixes, count)) {
    raptor_graph_writer_free(writer);
    return NULL;
  }
  return writer;
}

void raptor_graph_writer_finish(RaptorGraphWriter *writer) {
  writer->library->functions.serializer_serialize_end(writer->serializer);
}

void raptor_graph_writer_free(RaptorGraphWriter *writer) {
  if (!writer) return;
  if (writer->library) {
    const RaptorFunctions *raptor = &writer->library->functions;
    free_terms(writer);
    if (writer->serializer) raptor->free_serializer(writer->serializer);
    if (writer->stream) raptor->free_iostream(writer->stream);
    raptor_library_give(writer->library);
  }
  arena_free(&writer->arena);
  free(writer);
}
