/* Lines of N-Quads and N-Triples. Serd 0.30 ends without a word where a line begins with nonsense, and what stands
   behind it would be lost. */
#include <stdio.h>

#include "base/utf8.h"
#include "rdf/reader_internal.h"
#include "rdf/statement_line.h"

static void pass_over(RdfReading *reading, size_t column, const char *problem) {
  rdf_report(reading, reading->source->line, column, problem);
  if (reading->sink->broken) reading->sink->broken(reading->sink->handle);
}

/* The column is that of a character, unless bytes before it are none. */
static void refuse_line(RdfReading *reading, Slice text, const StatementLine *line) {
  Slice before = {text.data, line->at};
  bool sound = utf8_valid_prefix(before) == before.length;
  pass_over(reading, sound ? utf8_length(before) + 1 : 0, line->problem);
}

static void take_line(RdfReading *reading, Slice text) {
  StatementLine line;
  bool graphs = reading->syntax == SYNTAX_NQUADS;
  if (!statement_line_read(text, graphs, reading->options->blank_prefix, &reading->scratch, &line)) {
    reading->no_memory = line.problem == STATEMENT_LINE_NO_MEMORY;
    if (!reading->no_memory) refuse_line(reading, text, &line);
  } else if (line.count) {
    RdfQuad quad = {.subject = line.terms[0],
                    .predicate = line.terms[1],
                    .object = line.terms[2],
                    .graph = line.count == 4 ? line.terms[3] : (RdfTerm){0},
                    .line = reading->source->line,
                    .written = slice_between(text.data + line.begins[0], text.data + line.ends[2])};
    reading->stopped = !reading->sink->take(reading->sink->handle, &quad);
  }
}

static void read_lines(RdfReading *reading) {
  Source *source = reading->source;
  const size_t most = reading->options->largest ? reading->options->largest : SIZE_MAX;
  Slice text;
  while (!rdf_is_over(reading)) {
    switch (source_line(source, RDF_LONGEST_LINE, &text)) {
      case SOURCE_OK:
        if (source->position > most) return rdf_report(reading, source->line, 0, "the file is too large");
        take_line(reading, text);
        break;
      case SOURCE_TOO_LARGE:
        pass_over(reading, 0, "the line is longer than 64 MB");
        break;
      case SOURCE_NO_MEMORY:
        reading->no_memory = true;
        break;
      case SOURCE_FAILED:
        rdf_source_failed(reading);
        return;
      case SOURCE_END:
        return;
    }
  }
}

/* Nothing of a library is open here: one guard holds for all lines. */
void rdf_read_lines(RdfReading *reading) {
  Arena *arena = reading->sink->arena;
  jmp_buf *outer = arena ? arena->guard : NULL, jump;
  if (arena && ARENA_GUARD(arena, jump)) {
    reading->arena_failed = true;
  } else {
    read_lines(reading);
  }
  if (arena) arena->guard = outer;
}
