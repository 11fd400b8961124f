/* graph_reader.h - graphs out of RDF files that spo wrote, one document after the other.

   Of N-Quads and TriG each run of quads of one graph is a graph; of Turtle, N-Triples and others the whole file is one,
   which bears the IRI of the first document that it describes. Terms keep the order in which they were subjects, so
   that what is written again stands as it stood. Memory is that of the largest graph. */
#ifndef SPO_GRAPH_GRAPH_READER_H
#define SPO_GRAPH_GRAPH_READER_H

#include "base/diagnostic.h"
#include "graph/graph.h"

/* Gets each graph, not finished, in an arena that is reset afterwards; may allocate in it. False ends the reading. */
typedef bool (*GraphSink)(void *handle, Graph *graph);

/* Reads a file, or standard input for "-". `failure`, reported, where it is no RDF, or has blank nodes, which spo does
   not write; of N-Quads where a line is wrong, and the graphs before and behind it are left out, the others are not.
   SPO_NO_MEMORY where a graph is larger than `largest` bytes of memory. */
SpoStatus graphs_read(const char *path, size_t largest, SpoStatus failure, GraphSink sink, void *handle,
                      const Diagnostics *diagnostics);

#endif
