/* quads.h - the quads of a file, one after the other: N-Quads and N-Triples line by line, Turtle and TriG through Serd.

   Each comes as a line of N-Triples that holds as well inside of SPARQL Update: IRIs are absolute and hold no character
   that is forbidden there, and \u escapes, which SPARQL expands before it looks at anything else, are left for control
   characters only. Files may come from strangers. A file is read once, from front to back; memory is bounded by its
   longest line (N-Quads) or its longest graph (TriG). */
#ifndef SPO_LOAD_QUADS_H
#define SPO_LOAD_QUADS_H

#include "base/diagnostic.h"
#include "base/slice.h"

typedef enum { QUADS_NQUADS, QUADS_TURTLE, QUADS_TRIG } QuadSyntax;

enum { LONGEST_QUAD = 64 * 1024 * 1024 };

/* Valid until the next one is read. */
typedef struct {
  Slice triple; /* subject, predicate and object, as N-Triples writes them, without the point at the end */
  Slice graph;  /* an IRI without its brackets; empty: in no graph */
  bool blank;   /* a blank node stands in it */
} Quad;

typedef enum {
  QUADS_OK,
  QUADS_BROKEN, /* something was passed over, and reported */
  QUADS_END,
  QUADS_FAILED, /* reported; nothing more can be read */
  QUADS_NO_MEMORY
} QuadResult;

typedef struct QuadReader QuadReader;

/* By its name on the command line (nquads, ntriples, turtle, trig), or by the ending of a file (.nq .nt .ttl .trig,
   also with .gz behind it); false for others. */
bool quad_syntax_named(Slice name, QuadSyntax *syntax);
bool quad_syntax_of_file(Slice path, QuadSyntax *syntax);

/* Opens a file, packed by gzip or not, or standard input for "-". NULL after reporting why not. `path` must live as
   long as the reader. */
QuadReader *quad_reader_open(const char *path, QuadSyntax syntax, const Diagnostics *diagnostics);

QuadResult quad_reader_next(QuadReader *reader, Quad *quad);

/* Of what was read last; 0: not known. */
size_t quad_reader_line(const QuadReader *reader);

/* Bytes of the file, as it is stored, that were read so far; 0 where that is not known. */
uint64_t quad_reader_position(const QuadReader *reader);

void quad_reader_close(QuadReader *reader);

#endif
