/* Bytes as a file of quads: the first byte chooses the syntax. What comes out of it may stand in N-Triples and in
   SPARQL Update: it is one line that reads as the same quad again. Seeds: seeds/quads. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "load/pieces.h"
#include "load/quad_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In SPARQL \u means a character wherever it stands: only control characters may be left, which end nothing. */
static void check_escapes(Slice line) {
  for (size_t at = 0; at + 1 < line.length; at++) {
    if (line.data[at] != '\\') continue;
    char c = line.data[++at];
    assert(strchr("tbnrf\"'\\u", c));
    if (c != 'u') continue;
    assert(at + 4 < line.length && memcmp(line.data + at + 1, "00", 2) == 0);
    char code[] = {line.data[at + 3], line.data[at + 4], 0};
    long value = strtol(code, NULL, 16);
    assert((value < 0x20 && value != '\n' && value != '\r') || value == 0x7F);
  }
}

static void check_quad(const Quad *quad, ByteBuffer *line, QuadSpace *space) {
  Quad again;
  const char *problem;
  size_t column;
  byte_buffer_clear(line);
  byte_buffer_put(line, quad->triple);
  byte_buffer_put(line, SLICE(" "));
  if (quad->graph.length) quad_put_iri(line, quad->graph);
  byte_buffer_put(line, SLICE(" ."));
  Slice text = byte_buffer_slice(line);
  assert(!memchr(text.data, '\n', text.length) && utf8_valid_prefix(text) == text.length);
  check_escapes(quad->triple);
  assert(quad_line_read(text, space, &again, &problem, &column) == LINE_QUAD);
  assert(slice_equal(again.triple, quad->triple) && slice_equal(again.graph, quad->graph) &&
         again.blank == quad->blank);
}

static void take_all(Pieces *pieces, const Quad *quad) {
  for (PiecesResult result; (result = pieces_add(pieces, quad)) != PIECES_MORE;) {
    if (result == PIECES_READY) assert(pieces_take(pieces).quads > 0);
    if (result == PIECES_UNNAMED) pieces_drop(pieces);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static int file = -1;
  static char path[64];
  if (!size) return 0;
  if (file < 0) {
    file = memfd_create("quads", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  }
  assert(ftruncate(file, 0) == 0 && pwrite(file, data + 1, size - 1, 0) == (ssize_t)size - 1);
  QuadReader *reader = quad_reader_open(path, (QuadSyntax)(data[0] % 3), &DIAGNOSTICS_SILENT);
  if (!reader) return 0;
  PieceOptions options = {.largest = 200};
  Pieces *pieces = pieces_new(&options);
  ByteBuffer line = {0};
  QuadSpace space = {0};
  Quad quad;
  QuadResult result;
  while ((result = quad_reader_next(reader, &quad)) == QUADS_OK || result == QUADS_BROKEN) {
    if (result == QUADS_BROKEN) pieces_break(pieces);
    if (result != QUADS_OK) continue;
    check_quad(&quad, &line, &space);
    take_all(pieces, &quad);
  }
  if (pieces_end(pieces) == PIECES_READY) pieces_take(pieces);
  pieces_free(pieces);
  quad_reader_close(reader);
  byte_buffer_free(&line);
  quad_space_free(&space);
  return 0;
}
