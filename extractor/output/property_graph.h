/* property_graph.h - nodes and edges as CSV for neo4j-admin and for Neptune (openCypher), as frames (parts.h).

   Nodes: documents, entities, claims, each kind a part with columns of its own; edges: what stands between them, the
   last part. A node or an edge has a key, so that one that several documents have comes once. Both ends of an edge are
   nodes of the same document. Mentions are no nodes: a claim has the first sentence that it is taken from, and its
   place.
 */
#ifndef SPO_OUTPUT_PROPERTY_GRAPH_H
#define SPO_OUTPUT_PROPERTY_GRAPH_H

#include "output/losses.h"
#include "output/output.h"

enum { PROPERTY_GRAPH_PARTS = 4 };

/* "nodes-documents", ... */
const char *property_graph_part(unsigned part);

typedef struct PropertyGraphWriter PropertyGraphWriter;

/* NULL where memory is short. */
PropertyGraphWriter *property_graph_writer_new(const WriterOptions *options, Output *output,
                                               const Diagnostics *diagnostics);
SpoStatus property_graph_writer_write(PropertyGraphWriter *writer, const Graph *graph);
void property_graph_writer_free(PropertyGraphWriter *writer);

/* Writes the header of a part. */
void property_graph_write_header(const WriterOptions *options, unsigned part, Output *output);

#endif
