/* svg_writer.h - the entity graphs of a run as one SVG picture, a document below the other.

   Boxes in the colour of their type, edges with their labels, each document's title above and a legend below. Light or
   dark as the viewer's system is. It needs no network, no script and no font of its own, and is the same everywhere. */
#ifndef SPO_VIEW_SVG_WRITER_H
#define SPO_VIEW_SVG_WRITER_H

#include "base/byte_buffer.h"
#include "graph/graph.h"

enum { SVG_DOCUMENTS = 50 }; /* most in a picture */

typedef struct SvgWriter SvgWriter;

/* NULL where memory is short. */
SvgWriter *svg_writer_new(void);
void svg_writer_free(SvgWriter *writer);

/* Draws a document's graph, which is kept until svg_writer_end. False where memory is short. */
bool svg_writer_put(SvgWriter *writer, const Graph *graph);

/* Writes the picture; `*left_out` gets how many documents beyond SVG_DOCUMENTS are not in it. */
bool svg_writer_end(SvgWriter *writer, ByteBuffer *to, uint64_t *left_out);

#endif
