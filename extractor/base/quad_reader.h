/* quad_reader.h - the quads of an RDF file, one by one as they are parsed: memory does not grow with the file.

   N-Quads and N-Triples are read line by line (statement_line.h), TriG and Turtle through Serd, all of them also packed
   with gzip; what it does not know (RDF/XML,
   RDF/JSON) goes through rdf_reader.h, which keeps the file. The syntax is told by the ending of the name, else by the
   first bytes. Files may come from strangers: IRIs that are none and texts that are no UTF-8 are refused, with their
   line. */
#ifndef SPO_BASE_QUAD_READER_H
#define SPO_BASE_QUAD_READER_H

#include "base/rdf_reader.h"

/* Valid during the call that brings it. */
typedef struct {
  RdfTerm subject, predicate, object;
  RdfTerm graph; /* empty text: the default graph */
} RdfQuad;

/* May allocate in the reader's arena. */
typedef void (*RdfQuadSink)(void *handle, const RdfQuad *quad);

/* Reads a file, or standard input for "-". What is wrong is reported once, and comes back as `failure`; quads before
   that have reached the sink. */
SpoStatus rdf_quads_read(Arena *arena, const char *path, SpoStatus failure, RdfQuadSink sink, void *handle,
                         const Diagnostics *diagnostics);

/* Whether the quads of a file of that name have graphs: .nq, .trig, also packed. */
bool rdf_name_has_graphs(const char *path);

#endif
