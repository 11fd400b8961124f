/* term_text.h - terms as text: in the syntax of Turtle, and as people want to see them. */
#ifndef SPO_QUERY_TERM_TEXT_H
#define SPO_QUERY_TERM_TEXT_H

#include "base/byte_buffer.h"
#include "query/syntax.h"

/* What IRIs are shortened by. */
typedef struct {
  const QueryPrefix *prefixes;
  size_t count;
} TermPrefixes;

/* As N-Triples (rdf/term_text.h), with prefixed names, and whole numbers, decimals and booleans bare. False where
   memory is short, as all of these. */
bool term_put_turtle(ByteBuffer *to, const RdfTerm *term, const TermPrefixes *prefixes);

/* For tables: prefixed names, and of literals the text in one line, without what could deceive a terminal. */
bool term_put_plain(ByteBuffer *to, const RdfTerm *term, const TermPrefixes *prefixes);

/* The prefix that shortens an IRI to a name that can be written as it is, or NULL. */
const QueryPrefix *term_prefix(Slice iri, const TermPrefixes *prefixes);

#endif
