#include "load/quad.h"

#include "rdf/term_text.h"

static bool has_code_escape(Slice line) {
  const char *at = line.data, *end = line.data + line.length;
  while (at < end && (at = memchr(at, '\\', (size_t)(end - at)))) {
    if (at + 1 < end && (at[1] == 'u' || at[1] == 'U')) return true;
    at += 2;
  }
  return false;
}

bool quad_of(const RdfQuad *read, ByteBuffer *space, Quad *quad) {
  quad->blank = read->subject.kind == RDF_BLANK || read->object.kind == RDF_BLANK;
  quad->graph = read->graph.text;
  quad->triple = read->written;
  if (read->written.length && !has_code_escape(read->written)) return true;
  space->length = 0;
  bool put = rdf_put_term(space, &read->subject) && byte_buffer_put(space, SLICE(" ")) &&
             rdf_put_term(space, &read->predicate) && byte_buffer_put(space, SLICE(" ")) &&
             rdf_put_term(space, &read->object);
  quad->triple = byte_buffer_slice(space);
  return put;
}
