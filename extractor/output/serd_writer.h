/* serd_writer.h - Turtle and TriG through Serd 0.30.

   Serd writes what it is given without a look back, in constant memory. Two habits of its Turtle are worked around by
   the kind of node that it gets:
   - IRIs whose local part is not ASCII come out in full; so IRIs are shortened here, checked against Turtle's grammar,
     and given to Serd as prefixed names (CURIE nodes).
   - Literals of xsd:boolean, xsd:integer and xsd:decimal come out bare whatever their text is, so that "1"^^xsd:boolean
     would be read back as an integer. Serd does so only where the datatype is an IRI node: it gets one where the bare
   form reads back as the same term, else a prefixed name. */
#ifndef SPO_OUTPUT_SERD_WRITER_H
#define SPO_OUTPUT_SERD_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct SerdGraphWriter SerdGraphWriter;

/* NULL where memory is short. Writes the prefixes. */
SerdGraphWriter *serd_graph_writer_new(Syntax syntax, const Prefix *prefixes, size_t count, Output *output,
                                       const Diagnostics *diagnostics);
SpoStatus serd_graph_writer_write(SerdGraphWriter *writer, const Graph *graph);
void serd_graph_writer_finish(SerdGraphWriter *writer);
void serd_graph_writer_free(SerdGraphWriter *writer);

#endif
