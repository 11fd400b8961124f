/* Bytes as a file of quads: the first byte chooses the syntax, by a name. What comes out of it may stand in N-Triples
   and in SPARQL Update: it is one line that reads as the same quad again. Seeds: seeds/quads. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "load/pieces.h"
#include "rdf/reader.h"
#include "rdf/statement_line.h"
#include "rdf/term_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Raptor 2.0.15 loses a few bytes of RDF/XML and RDF/JSON that are wrong. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libraptor2";
}

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

static void check_quad(const Quad *quad, ByteBuffer *line, ByteBuffer *space) {
  StatementLine again;
  byte_buffer_clear(line);
  byte_buffer_put(line, quad->triple);
  byte_buffer_put(line, SLICE(" "));
  if (quad->graph.length) rdf_put_iri(line, quad->graph);
  byte_buffer_put(line, SLICE(" ."));
  Slice text = byte_buffer_slice(line);
  assert(!memchr(text.data, '\n', text.length) && utf8_valid_prefix(text) == text.length);
  check_escapes(quad->triple);
  assert(statement_line_read(text, true, (Slice){0}, space, &again));
  assert(again.count == (quad->graph.length ? 4 : 3));
  assert(slice_equal(slice_between(text.data + again.begins[0], text.data + again.ends[2]), quad->triple));
}

static void take_all(Pieces *pieces, const Quad *quad) {
  for (PiecesResult result; (result = pieces_add(pieces, quad)) != PIECES_MORE;) {
    if (result == PIECES_READY) assert(pieces_take(pieces).quads > 0);
    if (result == PIECES_UNNAMED) pieces_drop(pieces);
  }
}

typedef struct {
  Pieces *pieces;
  ByteBuffer line, scratch, space;
} Checking;

static bool take_quad(void *handle, const RdfQuad *read) {
  Checking *checking = handle;
  Quad quad;
  if (read->graph.text.length && read->graph.kind == RDF_BLANK) return true;
  assert(quad_of(read, &checking->space, &quad));
  check_quad(&quad, &checking->line, &checking->scratch);
  take_all(checking->pieces, &quad);
  return true;
}

static void note_broken(void *handle) {
  pieces_break(((Checking *)handle)->pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const NAMES[] = {"x.nq", "x.ttl", "x.trig", "x.nt", "x.rdf", "x.rj", "x", "x.html"};
  if (!size) return 0;
  PieceOptions options = {.largest = 200};
  Checking checking = {.pieces = pieces_new(&options)};
  RdfSink sink = {.take = take_quad, .broken = note_broken, .handle = &checking};
  RdfReadOptions how = {.name = NAMES[data[0] % 8], .relative = data[0] & 0x80};
  rdf_read_bytes((Slice){(const char *)data + 1, size - 1}, &how, &sink, &DIAGNOSTICS_SILENT);
  if (pieces_end(checking.pieces) == PIECES_READY) pieces_take(checking.pieces);
  pieces_free(checking.pieces);
  byte_buffer_free(&checking.line);
  byte_buffer_free(&checking.scratch);
  byte_buffer_free(&checking.space);
  return 0;
}
