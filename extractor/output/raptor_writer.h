/* raptor_writer.h - RDF/XML and RDF/JSON through Raptor2.

   RDF/XML is written as it comes, one rdf:Description a triple. RDF/JSON names each subject once, so Raptor keeps all
   triples until the end: memory grows with the output. Both write the union of the graphs. */
#ifndef SPO_OUTPUT_RAPTOR_WRITER_H
#define SPO_OUTPUT_RAPTOR_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct RaptorGraphWriter RaptorGraphWriter;

/* NULL after reporting where Raptor is missing or memory is short. */
RaptorGraphWriter *raptor_graph_writer_new(Syntax syntax, const Prefix *prefixes, size_t count, Output *output,
                                           const Diagnostics *diagnostics);
SpoStatus raptor_graph_writer_write(RaptorGraphWriter *writer, const Graph *graph);
void raptor_graph_writer_finish(RaptorGraphWriter *writer);
void raptor_graph_writer_free(RaptorGraphWriter *writer);

#endif
