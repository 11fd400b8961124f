/* RDF/XML, RDFa and RDF/JSON through Raptor2. */
#include <stdio.h>

#include "base/raptor_library.h"
#include "base/utf8.h"
#include "rdf/reader_internal.h"

#define LARGEST_KEPT ((uint64_t)2 << 30) /* it keeps what some syntaxes hold */

typedef struct {
  RdfReading *reading;
  RaptorLibrary *library;
  raptor_parser *parser;
  ByteBuffer labels; /* of the blank nodes of a statement, with their prefix */
  bool failed;       /* and reported */
} RaptorReading;

static void fail(RaptorReading *raptor, size_t line, const char *problem) {
  if (!raptor->failed && !rdf_is_over(raptor->reading)) rdf_report(raptor->reading, line, 0, problem);
  raptor->failed = true;
}

static size_t line_of(const raptor_locator *locator, const RaptorFunctions *functions) {
  int line = locator ? functions->locator_line((raptor_locator *)(uintptr_t)locator) : 0;
  return line > 0 ? (size_t)line : 0;
}

/* The first error counts; what follows is mostly its consequence. */
static void take_message(void *handle, raptor_log_message *message) {
  RaptorReading *raptor = handle;
  if (message->level < RAPTOR_LOG_LEVEL_ERROR) return;
  int line = message->locator ? message->locator->line : 0;
  fail(raptor, line > 0 ? (size_t)line : 0, message->text);
}

static Slice uri_text(const RaptorReading *raptor, raptor_uri *uri) {
  size_t length = 0;
  const unsigned char *text = raptor->library->functions.uri_as_counted_string(uri, &length);
  return (Slice){(const char *)text, length};
}

static RdfTerm blank_of(RaptorReading *raptor, const raptor_term *term) {
  ByteBuffer *labels = &raptor->labels;
  size_t begin = labels->length;
  byte_buffer_put(labels, raptor->reading->options->blank_prefix);
  byte_buffer_put(labels, (Slice){(const char *)term->value.blank.string, term->value.blank.string_len});
  return (RdfTerm){.kind = RDF_BLANK, .text = {labels->data + begin, labels->length - begin}};
}

static RdfTerm term_of(RaptorReading *raptor, const raptor_term *term) {
  if (term->type == RAPTOR_TERM_TYPE_BLANK) return blank_of(raptor, term);
  if (term->type == RAPTOR_TERM_TYPE_URI) return (RdfTerm){.text = uri_text(raptor, term->value.uri)};
  RdfTerm made = {.kind = RDF_LITERAL,
                  .text = {(const char *)term->value.literal.string, term->value.literal.string_len},
                  .language = {(const char *)term->value.literal.language, term->value.literal.language_len}};
  if (term->value.literal.datatype) made.datatype = uri_text(raptor, term->value.literal.datatype);
  return made;
}

static size_t label_length(const RaptorReading *raptor, const raptor_term *term) {
  if (term->type != RAPTOR_TERM_TYPE_BLANK) return 0;
  return raptor->reading->options->blank_prefix.length + term->value.blank.string_len;
}

static void take_statement(void *handle, raptor_statement *statement) {
  RaptorReading *raptor = handle;
  const RaptorFunctions *functions = &raptor->library->functions;
  RdfReading *reading = raptor->reading;
  if (raptor->failed || rdf_is_over(reading)) return;
  raptor->labels.length = 0;
  size_t room = label_length(raptor, statement->subject) + label_length(raptor, statement->object);
  reading->no_memory = !byte_buffer_reserve(&raptor->labels, room);
  if (!reading->no_memory) {
    RdfQuad quad = {.subject = term_of(raptor, statement->subject),
                    .predicate = term_of(raptor, statement->predicate),
                    .object = term_of(raptor, statement->object),
                    .line = line_of(functions->parser_get_locator(raptor->parser), functions)};
    const char *problem = rdf_problem_of(&quad);
    if (problem) fail(raptor, quad.line, problem);
    if (!problem) rdf_take(reading, &quad);
  }
  if (raptor->failed || rdf_is_over(reading)) functions->parser_parse_abort(raptor->parser);
}

static bool open_parser(RaptorReading *raptor) {
  const RaptorFunctions *functions = &raptor->library->functions;
  Syntax syntax = raptor->reading->syntax;
  const char *name = syntax == SYNTAX_HTML ? "rdfa" : syntax == SYNTAX_RDFJSON ? "json" : "rdfxml";
  raptor->parser = functions->new_parser(raptor->library->world, name);
  if (!raptor->parser) {
    fail(raptor, 0, "the Raptor library of this machine does not read its syntax");
    return false;
  }
  functions->parser_set_option(raptor->parser, RAPTOR_OPTION_NO_NET, NULL, 1);
  functions->parser_set_option(raptor->parser, RAPTOR_OPTION_NO_FILE, NULL, 1);
  functions->parser_set_option(raptor->parser, RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, NULL, 0);
  functions->parser_set_statement_handler(raptor->parser, raptor, take_statement);
  return true;
}

/* The next bytes; none at the end, or where it failed. */
static Slice next_bytes(RaptorReading *raptor) {
  RdfReading *reading = raptor->reading;
  uint64_t most = reading->options->largest ? reading->options->largest : LARGEST_KEPT;
  Slice bytes = {0};
  SourceResult result = source_some(reading->source, &bytes);
  if (result == SOURCE_NO_MEMORY) reading->no_memory = true;
  if (result == SOURCE_FAILED) raptor->failed = rdf_source_failed(reading);
  if (reading->source->position > most) fail(raptor, 0, "the file is too large");
  return result == SOURCE_OK ? bytes : (Slice){0};
}

static void parse(RaptorReading *raptor) {
  const RaptorFunctions *functions = &raptor->library->functions;
  char text[256];
  size_t length = rdf_base_iri(raptor->reading, text);
  raptor_uri *base =
      functions->new_uri_from_counted_string(raptor->library->world, (const unsigned char *)text, length);
  bool broken = !base || functions->parser_parse_start(raptor->parser, base), ended = false;
  while (!broken && !ended && !raptor->failed && !rdf_is_over(raptor->reading)) {
    Slice bytes = next_bytes(raptor);
    ended = !bytes.length;
    if (raptor->failed || rdf_is_over(raptor->reading)) break;
    const unsigned char *data = (const unsigned char *)(bytes.data ? bytes.data : "");
    broken = functions->parser_parse_chunk(raptor->parser, data, bytes.length, ended);
  }
  if (base) functions->free_uri(base);
  if (broken) fail(raptor, 0, "is no sound RDF");
}

void rdf_read_raptor(RdfReading *reading) {
  RaptorReading raptor = {.reading = reading};
  raptor.library = raptor_library_take(reading->diagnostics, take_message, &raptor);
  if (!raptor.library) {
    reading->problems++;
    return;
  }
  if (open_parser(&raptor)) parse(&raptor);
  if (raptor.parser) raptor.library->functions.free_parser(raptor.parser);
  raptor_library_give(raptor.library);
  byte_buffer_free(&raptor.labels);
  if (raptor.failed && reading->sink->broken) reading->sink->broken(reading->sink->handle);
}
