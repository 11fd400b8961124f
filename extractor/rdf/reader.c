#include "rdf/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "input/unpacked.h"
#include "rdf/reader_internal.h"
#include "rdf/statement_line.h"

enum { GUESSED = 64 * 1024, MOST_PROBLEMS = 20 };

#define LARGEST_KEPT ((size_t)2 << 30)

/* ---- what all parsers need ---- */

void rdf_report(RdfReading *reading, size_t line, size_t column, const char *problem) {
  if (reading->problems++ >= MOST_PROBLEMS) return;
  diagnostics_report(reading->diagnostics, &(SpoDiagnostic){.severity = SPO_ERROR,
                                                            .file = reading->name,
                                                            .line = line,
                                                            .column = column,
                                                            .offset = SIZE_MAX,
                                                            .message = problem});
}

static void report_rest(const RdfReading *reading) {
  if (reading->problems && reading->guessed) {
    diagnostics_file(reading->diagnostics, SPO_NOTE, reading->name, 0, SIZE_MAX,
                     "neither its name nor its first bytes tell its syntax: it was read as TriG");
  }
  if (reading->problems <= MOST_PROBLEMS) return;
  uint64_t more = reading->problems - MOST_PROBLEMS;
  diagnostics_file(reading->diagnostics, SPO_ERROR, reading->name, 0, SIZE_MAX, "%" PRIu64 " more %s wrong", more,
                   word_for(more, "line is", "lines are"));
}

bool rdf_source_failed(RdfReading *reading) {
  char text[256];
  if (!reading->source->error) return false;
  rdf_report(reading, 0, 0, source_problem(reading->source, text, sizeof text));
  if (reading->sink->broken) reading->sink->broken(reading->sink->handle);
  return true;
}

bool rdf_take(RdfReading *reading, const RdfQuad *quad) {
  const RdfSink *sink = reading->sink;
  jmp_buf *outer = sink->arena ? sink->arena->guard : NULL, jump;
  if (sink->arena && ARENA_GUARD(sink->arena, jump)) {
    reading->arena_failed = true;
  } else if (!sink->take(sink->handle, quad)) {
    reading->stopped = true;
  }
  if (sink->arena) sink->arena->guard = outer;
  return !rdf_is_over(reading);
}

/* RDF/JSON may call a blank node anything: one that N-Triples cannot hold would be something else where it is written.
 */
static bool is_sound_label(Slice label) {
  bool sound = label.length && !strchr("-.", label.data[0]) && label.data[label.length - 1] != '.';
  for (size_t i = 0; i < label.length && sound; i++) {
    unsigned char c = (unsigned char)label.data[i], small = c | 0x20;
    sound = (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || (c && strchr("_-.", c));
  }
  return sound;
}

static const char *problem_of_term(const RdfTerm *term) {
  if (term->kind == RDF_IRI) return iri_is_absolute(term->text) ? NULL : "an IRI that is not absolute, or not sound";
  if (utf8_valid_prefix(term->text) < term->text.length) return "a text with bytes that are no UTF-8";
  if (term->kind == RDF_BLANK)
    return is_sound_label(term->text) ? NULL : "a blank node with a name that may not be one";
  if (term->text.length && memchr(term->text.data, 0, term->text.length)) return "a text with a zero byte";
  if (term->language.length && !is_language_tag(term->language)) return "a language tag that is none";
  bool typed = term->datatype.length > 0;
  return typed && !iri_is_absolute(term->datatype) ? "a datatype that is no absolute IRI" : NULL;
}

const char *rdf_problem_of(const RdfQuad *quad) {
  const RdfTerm *terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  int count = quad->graph.text.length ? 4 : 3;
  const char *problem = NULL;
  for (int i = 0; i < count && !problem; i++) problem = problem_of_term(terms[i]);
  return problem;
}

size_t rdf_base_iri(const RdfReading *reading, char text[256]) {
  const char *slash = strrchr(reading->name, '/');
  size_t length = (size_t)snprintf(text, 256, "file:///");
  for (const char *at = slash ? slash + 1 : reading->name; *at && length + 1 < 256; at++) {
    bool safe = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
    text[length++] = safe || *at == '.' || *at == '-' ? *at : '_';
  }
  text[length] = 0;
  return length;
}

/* ---- which syntax ---- */

/* Whether lines are statements of N-Quads: where the first is one with a graph, or all that are there whole are one. */
static bool looks_like_lines(RdfReading *reading, Slice head) {
  StatementLine line;
  bool all_there = head.length < GUESSED;
  for (unsigned statements = 0; head.length;) {
    bool whole = memchr(head.data, '\n', head.length) || all_there;
    Slice text = slice_trim(slice_cut(&head, '\n'));
    if (!whole) return statements > 0;
    if (!statement_line_read(text, true, (Slice){0}, &reading->scratch, &line)) return false;
    if (line.count == 4 && !statements) return true;
    statements += line.count > 0;
  }
  return true;
}

static bool holds(Slice text, const char *part) {
  return slice_find(text, slice_of(part)) != SIZE_MAX;
}

/* False: it is JSON-LD. */
static bool guess_syntax(RdfReading *reading) {
  Slice head = source_peek(reading->source, GUESSED), begin = slice_trim(head);
  bool markup = slice_starts_with(begin, SLICE("<?xml")) || slice_starts_with(begin, SLICE("<!")) ||
                slice_starts_with(begin, SLICE("<rdf:")) || slice_starts_with(begin, SLICE("<html"));
  bool html = holds(begin, "<html") || holds(begin, "<HTML") || holds(begin, "<!DOCTYPE html");
  bool json = slice_starts_with(begin, SLICE("{")) && holds(begin, "\"");
  if (json && (holds(begin, "\"@context\"") || holds(begin, "\"@id\"") || holds(begin, "\"@graph\""))) return false;
  if (markup) {
    reading->syntax = html ? SYNTAX_HTML : SYNTAX_RDFXML;
  } else if (json) {
    reading->syntax = SYNTAX_RDFJSON;
  } else {
    reading->guessed = !looks_like_lines(reading, head);
    reading->syntax = reading->guessed ? SYNTAX_TRIG : SYNTAX_NQUADS;
  }
  return true;
}

/* False, reported: nothing that is read. */
static bool choose_syntax(RdfReading *reading) {
  Syntax written = SYNTAX_TURTLE;
  Slice name = slice_of(reading->name);
  if (reading->options->syntax) {
    reading->syntax = *reading->options->syntax;
    return true;
  }
  if (syntax_of_file(name, SYNTAX_READ, &reading->syntax)) return true;
  bool other = syntax_of_file(syntax_unpacked_name(name), SYNTAX_WRITTEN, &written);
  if (!other && guess_syntax(reading)) return true;
  rdf_report(reading, 0, 0,
             !other || written == SYNTAX_JSONLD
                 ? "is JSON-LD, which is written, but not read; N-Quads, TriG and others hold the same"
                 : "is no RDF that can be read; N-Quads, N-Triples, Turtle, TriG, RDF/XML, RDFa and RDF/JSON can");
  return false;
}

/* ---- reading ---- */

static void parse(RdfReading *reading) {
  Slice mark = source_peek(reading->source, 3);
  if (slice_is(mark, "\xEF\xBB\xBF")) source_skip(reading->source, mark.length);
  if (!choose_syntax(reading)) return;
  switch (reading->syntax) {
    case SYNTAX_NQUADS:
    case SYNTAX_NTRIPLES:
      rdf_read_lines(reading);
      return;
    case SYNTAX_TURTLE:
    case SYNTAX_TRIG:
      rdf_read_serd(reading);
      return;
    default:
      rdf_read_raptor(reading);
  }
}

/* Reads what the source holds, and closes it. */
static SpoStatus read_source(RdfReading *reading, Source *packed) {
  Unpacked unpacked;
  if (!reading->name) reading->name = packed->name;
  reading->no_memory = !unpacked_open(&unpacked, packed);
  reading->source = &unpacked.source;
  if (!reading->no_memory) parse(reading);
  report_rest(reading);
  if (reading->options->bytes) *reading->options->bytes = unpacked_position(&unpacked);
  unpacked_close(&unpacked);
  byte_buffer_free(&reading->scratch);
  if (reading->arena_failed) arena_fail(reading->sink->arena);
  if (!reading->no_memory) return reading->problems || reading->line_missing ? SPO_BAD_INPUT : SPO_SUCCESS;
  rdf_report(reading, 0, 0, "the machine has no memory left");
  return SPO_NO_MEMORY;
}

static bool pass_by(void *handle, const RdfQuad *quad) {
  (void)handle;
  (void)quad;
  return true;
}

/* Reads once more, up to the error, for its line. */
static void find_line(const char *path, const RdfReading *read) {
  Source source;
  RdfReadOptions options = *read->options;
  RdfSink nobody = {.take = pass_by};
  options.lines = true;
  options.bytes = NULL;
  RdfReading again = {
      .options = &options, .sink = &nobody, .diagnostics = read->diagnostics, .name = options.name, .once = true};
  if (source_open(&source, path, read->diagnostics)) read_source(&again, &source);
}

SpoStatus rdf_read(const char *path, const RdfReadOptions *options, const RdfSink *sink,
                   const Diagnostics *diagnostics) {
  Source source;
  struct stat about;
  if (options->bytes) *options->bytes = 0;
  if (!source_open(&source, path, diagnostics)) return SPO_BAD_INPUT;
  bool again = fstat(source.file, &about) == 0 && S_ISREG(about.st_mode) && strcmp(path, "-") != 0;
  RdfReading reading = {
      .options = options, .sink = sink, .diagnostics = diagnostics, .name = options->name, .once = !again};
  SpoStatus status = read_source(&reading, &source);
  if (reading.line_missing) find_line(path, &reading);
  return status;
}

SpoStatus rdf_read_bytes(Slice bytes, const RdfReadOptions *options, const RdfSink *sink,
                         const Diagnostics *diagnostics) {
  Source source;
  RdfReading reading = {
      .options = options, .sink = sink, .diagnostics = diagnostics, .name = options->name, .once = true};
  source_open_memory(&source, bytes, options->name);
  return read_source(&reading, &source);
}
