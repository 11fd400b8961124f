/* quad_line.h - one line of N-Quads or N-Triples, and the terms of one that is written. */
#ifndef SPO_LOAD_QUAD_LINE_H
#define SPO_LOAD_QUAD_LINE_H

#include "base/byte_buffer.h"
#include "load/quads.h"

typedef enum { LINE_QUAD, LINE_EMPTY, LINE_WRONG, LINE_NO_MEMORY } LineKind;

/* Kept for reuse; all zero is an empty one. */
typedef struct {
  ByteBuffer terms, triple; /* without their escapes; rewritten, where \u stands in it */
} QuadSpace;

/* Takes a line apart. `*quad` points into the line, or into `space` where escapes are rewritten. With LINE_WRONG
   `*problem` says what is expected and `*column` (bytes, from 0) where. */
LineKind quad_line_read(Slice line, QuadSpace *space, Quad *quad, const char **problem, size_t *column);
void quad_space_free(QuadSpace *space);

/* Puts a term as N-Triples writes it: <IRI>, or the text of a literal in quotation marks. */
bool quad_put_iri(ByteBuffer *to, Slice iri);
bool quad_put_text(ByteBuffer *to, Slice text);

#endif
