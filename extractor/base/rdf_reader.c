#include "base/rdf_reader.h"

#include <stdio.h>

#include "base/file.h"
#include "base/raptor_library.h"

enum { GUESSED_BYTES = 4096, CHUNK = 64 * 1024 };

typedef struct {
  Arena *arena;
  const char *name; /* for messages */
  RdfTripleSink sink;
  void *handle;
  const Diagnostics *diagnostics;
  RaptorLibrary *library;
  raptor_parser *parser;
  bool failed;        /* and reported */
  bool out_of_memory; /* the sink's allocation failed: Raptor must be left properly before that is passed on */
} RdfReader;

static void report(RdfReader *reader, size_t line, const char *message) {
  if (!reader->failed) {
    diagnostics_file(reader->diagnostics, SPO_ERROR, reader->name, line, SIZE_MAX, "%s", message);
  }
  reader->failed = true;
}

/* The first error counts; what follows is mostly its consequence. */
static void take_message(void *handle, raptor_log_message *message) {
  RdfReader *reader = handle;
  if (message->level < RAPTOR_LOG_LEVEL_ERROR) return;
  int line = message->locator ? message->locator->line : 0;
  report(reader, line > 0 ? (size_t)line : 0, message->text);
}

static RdfTerm term_of(const RdfReader *reader, const raptor_term *term) {
  const RaptorFunctions *raptor = &reader->library->functions;
  RdfTerm made = {.kind = RDF_IRI};
  size_t length = 0;
  if (term->type == RAPTOR_TERM_TYPE_URI) {
    made.text.data = (const char *)raptor->uri_as_counted_string(term->value.uri, &length);
    made.text.length = length;
  } else if (term->type == RAPTOR_TERM_TYPE_BLANK) {
    made.kind = RDF_BLANK;
    made.text = (Slice){(const char *)term->value.blank.string, term->value.blank.string_len};
  } else {
    made.kind = RDF_LITERAL;
    made.text = (Slice){(const char *)term->value.literal.string, term->value.literal.string_len};
    made.language = (Slice){(const char *)term->value.literal.language, term->value.literal.language_len};
    if (term->value.literal.datatype) {
      made.datatype.data = (const char *)raptor->uri_as_counted_string(term->value.literal.datatype, &length);
      made.datatype.length = length;
    }
  }
  return made;
}

/* The sink may run out of memory; a jump over Raptor's functions would leave them half done. */
static void take_statement(void *handle, raptor_statement *statement) {
  RdfReader *reader = handle;
  const RaptorFunctions *raptor = &reader->library->functions;
  if (reader->out_of_memory) return;
  raptor_locator *locator = raptor->parser_get_locator(reader->parser);
  int line = locator ? raptor->locator_line(locator) : 0;
  RdfTriple triple = {term_of(reader, statement->subject), term_of(reader, statement->predicate),
                      term_of(reader, statement->object), line > 0 ? (size_t)line : 0};
  jmp_buf *outer = reader->arena->guard, jump;
  if (ARENA_GUARD(reader->arena, jump)) {
    reader->out_of_memory = true;
    raptor->parser_parse_abort(reader->parser);
  } else {
    reader->sink(reader->handle, &triple);
  }
  reader->arena->guard = outer;
}

/* The base of relative IRIs: no path of this machine may get into what is read. */
static raptor_uri *base_uri(const RdfReader *reader) {
  char text[256] = "file:///";
  const char *slash = strrchr(reader->name, '/');
  size_t length = strlen(text);
  for (const char *at = slash ? slash + 1 : reader->name; *at && length + 1 < sizeof text; at++) {
    bool safe = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
    text[length++] = safe || *at == '.' || *at == '-' ? *at : '_';
  }
  return reader->library->functions.new_uri_from_counted_string(reader->library->world, (unsigned char *)text, length);
}

static bool open_parser(RdfReader *reader, const char *path, Slice text) {
  const RaptorFunctions *raptor = &reader->library->functions;
  size_t seen = text.length < GUESSED_BYTES ? text.length : GUESSED_BYTES;
  const char *syntax = raptor->world_guess_parser_name(
      reader->library->world, NULL, NULL, (const unsigned char *)text.data, seen, (const unsigned char *)path);
  if (slice_ends_with(slice_of(path), SLICE(".jsonld"))) syntax = NULL;
  reader->parser = syntax ? raptor->new_parser(reader->library->world, syntax) : NULL;
  if (!reader->parser) {
    report(reader, 0, "is no RDF that can be read; Turtle, N-Triples, RDF/XML, RDFa and RDF/JSON can");
    return false;
  }
  raptor->parser_set_option(reader->parser, RAPTOR_OPTION_NO_NET, NULL, 1);
  raptor->parser_set_option(reader->parser, RAPTOR_OPTION_NO_FILE, NULL, 1);
  raptor->parser_set_option(reader->parser, RAPTOR_OPTION_LOAD_EXTERNAL_ENTITIES, NULL, 0);
  raptor->parser_set_statement_handler(reader->parser, reader, take_statement);
  return true;
}

static void parse(RdfReader *reader, Slice text) {
  const RaptorFunctions *raptor = &reader->library->functions;
  raptor_uri *base = base_uri(reader);
  bool broken = !base || raptor->parser_parse_start(reader->parser, base);
  for (size_t at = 0; !broken && !reader->out_of_memory; at += CHUNK) {
    bool last = text.length - at <= CHUNK;
    size_t length = last ? text.length - at : CHUNK;
    broken = raptor->parser_parse_chunk(reader->parser, (const unsigned char *)text.data + at, length, last);
    if (last) break;
  }
  if (base) raptor->free_uri(base);
  if (broken && !reader->out_of_memory) report(reader, 0, "is no sound RDF");
}

SpoStatus rdf_read_file(Arena *arena, const char *path, const char *name, size_t largest, SpoStatus failure,
                        RdfTripleSink sink, void *handle, const Diagnostics *diagnostics) {
  RdfReader reader = {.arena = arena, .name = name, .sink = sink, .handle = handle, .diagnostics = diagnostics};
  Slice text;
  SpoStatus status = file_read(arena, path, largest, failure, diagnostics, &text);
  if (status != SPO_SUCCESS) return status;
  reader.library = raptor_library_take(diagnostics, take_message, &reader);
  if (!reader.library) return failure;
  if (open_parser(&reader, path, text)) parse(&reader, text);
  if (reader.parser) reader.library->functions.free_parser(reader.parser);
  raptor_library_give(reader.library);
  if (reader.out_of_memory) arena_fail(arena);
  return reader.failed ? failure : SPO_SUCCESS;
}
