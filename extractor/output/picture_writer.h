/* picture_writer.h - the graph of entities (graph/entity_graph.h) as DOT, for Graphviz, and as GraphML, for Gephi, yEd,
   NetworkX, igraph; as frames of one part (parts.h): an entity or an edge that several documents have comes once. */
#ifndef SPO_OUTPUT_PICTURE_WRITER_H
#define SPO_OUTPUT_PICTURE_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct PictureWriter PictureWriter;

/* NULL where memory is short. */
PictureWriter *picture_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics);
SpoStatus picture_writer_write(PictureWriter *writer, const Graph *graph);
void picture_writer_free(PictureWriter *writer);

/* What stands before and behind all documents. */
void picture_write_header(const WriterOptions *options, Output *output);
void picture_write_footer(const WriterOptions *options, Output *output);

#endif
