/* term.h - terms and quads of RDF, as files hold them. */
#ifndef SPO_RDF_TERM_H
#define SPO_RDF_TERM_H

#include "base/slice.h"

typedef enum { RDF_IRI, RDF_BLANK, RDF_LITERAL } RdfTermKind;

/* `text`: the IRI, the name of the blank node within its file, or the literal's text. */
typedef struct {
  RdfTermKind kind;
  Slice text;
  Slice language; /* of a literal, or empty */
  Slice datatype; /* of a literal; or empty */
} RdfTerm;

/* Valid during the call that brings it. */
typedef struct {
  RdfTerm subject, predicate, object;
  RdfTerm graph; /* empty text: the default graph */
  size_t line;   /* where the parser was; 0 if it does not know */
  Slice written; /* of a line of N-Quads: from subject to object as they stand there; else empty */
} RdfQuad;

#endif
