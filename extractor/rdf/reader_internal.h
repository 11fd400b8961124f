/* reader_internal.h - what the parsers behind reader.h share. */
#ifndef SPO_RDF_READER_INTERNAL_H
#define SPO_RDF_READER_INTERNAL_H

#include "base/byte_buffer.h"
#include "input/source.h"
#include "rdf/reader.h"

typedef struct {
  const RdfReadOptions *options;
  const RdfSink *sink;
  const Diagnostics *diagnostics;
  const char *name;
  Source *source; /* unpacked */
  Syntax syntax;
  bool guessed;       /* it is TriG for want of anything better */
  ByteBuffer scratch; /* terms of one quad that had to be put together */
  uint64_t problems;  /* found so far; the first are reported */
  bool stopped;       /* the sink wants no more */
  bool no_memory;     /* here, or */
  bool arena_failed;  /* in the sink's arena */
  bool once;          /* the file cannot be read a second time */
  bool line_missing;  /* of a problem that was met: a second time it is found, and reported */
} RdfReading;

/* Each reads what there is, or until `rdf_is_over`. */
void rdf_read_lines(RdfReading *reading);
void rdf_read_serd(RdfReading *reading);
void rdf_read_raptor(RdfReading *reading);

/* Whether nothing more is to be read. */
static inline bool rdf_is_over(const RdfReading *reading) {
  return reading->stopped || reading->no_memory || reading->arena_failed;
}

/* Reports a problem; `line` and `column` (of characters, from 1) are 0 where they are not known. */
void rdf_report(RdfReading *reading, size_t line, size_t column, const char *problem);

/* Reports that the source failed, if it did. */
bool rdf_source_failed(RdfReading *reading);

/* Hands a quad on that a library brought; a jump out of the sink's arena ends here. False: rdf_is_over. */
bool rdf_take(RdfReading *reading, const RdfQuad *quad);

/* What is wrong with the terms of a quad that a library brought, or NULL. */
const char *rdf_problem_of(const RdfQuad *quad);

/* The IRI that relative ones of the file are resolved against; its length. */
size_t rdf_base_iri(const RdfReading *reading, char text[256]);

#endif
