/* quad.h - a quad as it is sent to stores: a line of N-Triples that holds as well inside of SPARQL Update.

   IRIs are absolute and hold no character that is forbidden there, and \u escapes, which SPARQL expands before it looks
   at anything else, are left for control characters only. */
#ifndef SPO_LOAD_QUAD_H
#define SPO_LOAD_QUAD_H

#include "base/byte_buffer.h"
#include "rdf/term.h"

typedef struct {
  Slice triple; /* subject, predicate and object, as N-Triples writes them, without the point at the end */
  Slice graph;  /* an IRI without its brackets; empty: in no graph */
  bool blank;   /* a blank node stands in it */
} Quad;

/* Of a quad that was read (rdf/reader.h). `*quad` points into what it was read from, or into `space`, until the next
   one. False where there is no memory. */
bool quad_of(const RdfQuad *read, ByteBuffer *space, Quad *quad);

#endif
