/* quad_line.h - one line of N-Quads or N-Triples. */
#ifndef SPO_LOAD_QUAD_LINE_H
#define SPO_LOAD_QUAD_LINE_H

#include "load/quads.h"
#include "output/byte_buffer.h"

typedef enum { LINE_QUAD, LINE_EMPTY, LINE_WRONG, LINE_NO_MEMORY } LineKind;

/* Takes a line apart. `space` is used where escapes are rewritten; `*quad` points there, or into the line. With
   LINE_WRONG `*problem` says what is expected and `*column` (bytes, from 0) where. */
LineKind quad_line_read(Slice line, ByteBuffer *space, Quad *quad, const char **problem, size_t *column);

/* Puts a term as N-Triples writes it: <IRI>, or the text of a literal in quotation marks. */
bool quad_put_iri(ByteBuffer *to, Slice iri);
bool quad_put_text(ByteBuffer *to, Slice text);

#endif
