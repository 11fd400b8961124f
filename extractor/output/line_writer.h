/* line_writer.h - N-Triples and N-Quads, one line a triple, without a library.

   Every term is written once, into memory, and copied to each line that it stands in; through Serd, which writes a term
   anew for each triple, these two syntaxes took a sixth of all time. */
#ifndef SPO_OUTPUT_LINE_WRITER_H
#define SPO_OUTPUT_LINE_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct LineWriter LineWriter;

/* NULL where memory is short. */
LineWriter *line_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics);
SpoStatus line_writer_write(LineWriter *writer, const Graph *graph);
void line_writer_free(LineWriter *writer);

#endif
