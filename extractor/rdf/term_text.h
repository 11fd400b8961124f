/* term_text.h - terms as N-Triples, N-Quads and Turtle write them, and as JSON. False where memory is short, as all of
 * these. */
#ifndef SPO_RDF_TERM_TEXT_H
#define SPO_RDF_TERM_TEXT_H

#include "base/byte_buffer.h"
#include "rdf/term.h"

/* <iri>, "text"@zh, "5"^^<...>, _:b. Characters beyond ASCII stay as they are. */
bool rdf_put_term(ByteBuffer *to, const RdfTerm *term);

/* The IRI between < and >; what may not stand there is escaped. */
bool rdf_put_iri(ByteBuffer *to, Slice iri);

/* The text between quotation marks, with its escapes. */
bool rdf_put_text(ByteBuffer *to, Slice text);

/* As the results of SPARQL are written as JSON (W3C, 2013): {"type":"uri","value":"..."}. */
bool rdf_put_json(ByteBuffer *to, const RdfTerm *term);

#endif
