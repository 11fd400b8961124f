/* statement_line.h - lines of N-Triples and N-Quads, term by term: for stores of quads, and for `spo load`.

   Serd 0.30 ends without a word where a line begins with nonsense, and what stands behind it would be lost; besides,
   most of what is read is of this kind. Source: N-Quads 1.1 (W3C), whose N-Triples are a part. */
#ifndef SPO_RDF_STATEMENT_LINE_H
#define SPO_RDF_STATEMENT_LINE_H

#include "base/byte_buffer.h"
#include "rdf/term.h"

typedef struct {
  RdfTerm terms[4];          /* subject, predicate, object, graph; slices of the line or of `scratch` */
  size_t begins[4], ends[4]; /* bytes of the line where they stand */
  unsigned count;            /* 0: nothing but white space or a comment; 3, 4 */
  const char *problem;
  size_t at; /* byte of the line where it is */
} StatementLine;

/* Blank nodes get `prefix` in front of their labels. False, with the problem, for a line that is wrong; it is "no
   memory" where that is short. */
bool statement_line_read(Slice line, bool graphs, Slice prefix, ByteBuffer *scratch, StatementLine *read);

extern const char STATEMENT_LINE_NO_MEMORY[];

#endif
