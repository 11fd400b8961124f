/* rdf_reader.h - the triples of an RDF file, in any syntax that Raptor2 reads: Turtle, TriG, N-Triples, N-Quads,
   RDF/XML, RDFa, RDF/JSON. The syntax is guessed by the file's name and its first bytes.

   Files may come from strangers: nothing else is opened for them (no network, no external entities), they are read up
   to `largest` bytes, and what is not RDF is reported with its line. */
#ifndef SPO_BASE_RDF_READER_H
#define SPO_BASE_RDF_READER_H

#include "base/arena.h"
#include "base/diagnostic.h"

typedef enum { RDF_IRI, RDF_BLANK, RDF_LITERAL } RdfTermKind;

/* `text`: the IRI, the name of the blank node within its file, or the literal's text. */
typedef struct {
  RdfTermKind kind;
  Slice text;
  Slice language; /* of a literal, in small letters; or empty */
  Slice datatype; /* of a literal; or empty */
} RdfTerm;

/* Valid during the call that brings it. */
typedef struct {
  RdfTerm subject, predicate, object;
  size_t line; /* where the parser was; 0 if it does not know */
} RdfTriple;

typedef void (*RdfTripleSink)(void *handle, const RdfTriple *triple);

/* Reads a regular file and hands each triple to `sink`, which may allocate in `arena`. What is wrong is reported under
   `name`, once, with its line, and comes back as `failure`; triples before that have reached the sink. */
SpoStatus rdf_read_file(Arena *arena, const char *path, const char *name, size_t largest, SpoStatus failure,
                        RdfTripleSink sink, void *handle, const Diagnostics *diagnostics);

#endif
