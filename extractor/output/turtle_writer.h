/* turtle_writer.h - Turtle and TriG: a block for each subject, in the order of the graph, which is that of reading: the
   document, entities, claims, mentions.

   Every term is written once a document, into memory, and copied to where it stands; memory is that of one document.
   Numbers and booleans stand bare where they read back as the same term, IRIs are shortened where what follows the
   prefix is a local name that needs no escape. Prefixes come once, before all documents. */
#ifndef SPO_OUTPUT_TURTLE_WRITER_H
#define SPO_OUTPUT_TURTLE_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct TurtleWriter TurtleWriter;

/* NULL where memory is short. Writes the prefixes. */
TurtleWriter *turtle_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics);
SpoStatus turtle_writer_write(TurtleWriter *writer, const Graph *graph);
void turtle_writer_free(TurtleWriter *writer);

#endif
