#include "load/pieces.h"

#include <stdlib.h>

#include "load/hash_set.h"

/* Beyond so many triples of one graph it is not counted any more which of them are different. */
enum { MOST_DISTINCT = 4 * 1024 * 1024, LARGEST_UNNAMED = 256 * 1024 * 1024 };

#define SPO_SHA256 "<https://w3id.org/spo#sha256>"

struct Pieces {
  const PieceOptions *options;
  HashSet graphs;   /* seen before the present one */
  HashSet triples;  /* different ones of the present graph */
  bool uncountable; /* they are too many */
  ByteBuffer graph, body, taken;
  uint64_t quads, lines; /* of the piece, of the graph */
  bool open;             /* there is a present graph */
  bool cut;              /* a piece of it was taken */
  bool returned;         /* it was seen before */
  bool unnamed;          /* its quads are in no graph, and no name is known yet */
  bool blank, broken;    /* in the piece; in the graph */
  bool broken_before;    /* something was passed over before the next quad */
  bool done;             /* the graph ends with this piece */
  ByteBuffer document;   /* the subject that has a spo:sha256 */
  uint64_t documents;
};

Pieces *pieces_new(const PieceOptions *options) {
  Pieces *pieces = calloc(1, sizeof *pieces);
  if (pieces) pieces->options = options;
  return pieces;
}

/* ---- graphs ---- */

static Slice name_of(const Pieces *pieces, const Quad *quad) {
  return quad->graph.length || !pieces->options->graph ? quad->graph : slice_of(pieces->options->graph);
}

static PiecesResult begin_graph(Pieces *pieces, const Quad *quad, Slice name) {
  byte_buffer_clear(&pieces->graph);
  if (!byte_buffer_put(&pieces->graph, name)) return PIECES_NO_MEMORY;
  pieces->unnamed = !quad->graph.length && !pieces->options->graph;
  HashResult known = pieces->unnamed ? HASH_NEW : hash_set_add(&pieces->graphs, slice_hash(name));
  pieces->open = true;
  pieces->returned = known == HASH_KNOWN;
  pieces->broken = pieces->broken_before;
  pieces->broken_before = pieces->cut = pieces->blank = pieces->uncountable = false;
  pieces->documents = pieces->lines = 0;
  hash_set_clear(&pieces->triples);
  return known == HASH_NO_MEMORY ? PIECES_NO_MEMORY : PIECES_MORE;
}

/* The document of quads in no graph is the one whose text has a checksum. */
static bool note_document(Pieces *pieces, Slice triple) {
  Slice subject = slice_cut(&triple, ' ');
  if (!slice_starts_with(triple, SLICE(SPO_SHA256)) || subject.length < 2 || subject.data[0] != '<') return true;
  Slice iri = {subject.data + 1, subject.length - 2};
  if (pieces->documents && slice_equal(iri, byte_buffer_slice(&pieces->document))) return true;
  pieces->documents++;
  byte_buffer_clear(&pieces->document);
  return byte_buffer_put(&pieces->document, iri);
}

static bool count_triple(Pieces *pieces, Slice triple) {
  pieces->quads++;
  pieces->lines++;
  pieces->uncountable = pieces->uncountable || pieces->triples.count >= MOST_DISTINCT;
  return pieces->uncountable || hash_set_add(&pieces->triples, slice_hash(triple)) != HASH_NO_MEMORY;
}

/* Gives the quads in no graph the name of their document. */
static PiecesResult name_unnamed(Pieces *pieces) {
  Slice name = byte_buffer_slice(&pieces->document);
  if (pieces->documents != 1) return PIECES_UNNAMED;
  HashResult known = hash_set_add(&pieces->graphs, slice_hash(name));
  pieces->returned = known == HASH_KNOWN;
  pieces->unnamed = false;
  return known != HASH_NO_MEMORY && byte_buffer_put(&pieces->graph, name) ? PIECES_READY : PIECES_NO_MEMORY;
}

PiecesResult pieces_add(Pieces *pieces, const Quad *quad) {
  Slice name = name_of(pieces, quad);
  bool unnamed = !quad->graph.length && !pieces->options->graph;
  bool same = pieces->open && unnamed == pieces->unnamed && slice_equal(name, byte_buffer_slice(&pieces->graph));
  if (pieces->open && !same) {
    pieces->done = true;
    return pieces->unnamed ? name_unnamed(pieces) : PIECES_READY;
  }
  if (same) pieces->broken_before = false; /* what was passed over stood within this graph */
  if (!same) {
    PiecesResult begun = begin_graph(pieces, quad, name);
    if (begun != PIECES_MORE) return begun;
  }
  size_t more = quad->triple.length + 3;
  if (pieces->unnamed && pieces->body.length > LARGEST_UNNAMED) return PIECES_UNNAMED;
  if (!pieces->unnamed && pieces->quads && pieces->body.length + more > pieces->options->largest) return PIECES_READY;
  pieces->blank = pieces->blank || quad->blank;
  bool put = byte_buffer_put(&pieces->body, quad->triple) && byte_buffer_put(&pieces->body, SLICE(" .\n")) &&
             count_triple(pieces, quad->triple) && (!pieces->unnamed || note_document(pieces, quad->triple));
  return put ? PIECES_MORE : PIECES_NO_MEMORY;
}

void pieces_break(Pieces *pieces) {
  pieces->broken = pieces->broken_before = true;
}

void pieces_drop(Pieces *pieces) {
  pieces->open = pieces->done = pieces->broken_before = false;
  pieces->quads = 0;
  byte_buffer_clear(&pieces->body);
}

PiecesResult pieces_end(Pieces *pieces) {
  pieces->broken_before = false;
  if (!pieces->open) return PIECES_MORE;
  pieces->done = true;
  return pieces->unnamed ? name_unnamed(pieces) : PIECES_READY;
}

Piece pieces_take(Pieces *pieces) {
  ByteBuffer spare = pieces->taken;
  pieces->taken = pieces->body;
  pieces->body = spare;
  byte_buffer_clear(&pieces->body);
  bool first = !pieces->returned && !pieces->cut;
  Piece piece = {.graph = byte_buffer_slice(&pieces->graph),
                 .body = byte_buffer_slice(&pieces->taken),
                 .quads = pieces->quads,
                 .first = first,
                 .last = pieces->done,
                 .scattered = pieces->returned && !pieces->cut,
                 .broken = pieces->broken,
                 .blank = pieces->blank,
                 .least = pieces->triples.count,
                 .most = pieces->returned || pieces->uncountable ? UINT64_MAX : pieces->triples.count};
  pieces->cut = true;
  pieces->quads = 0;
  if (pieces->done) pieces->open = pieces->done = false;
  return piece;
}

uint64_t pieces_documents(const Pieces *pieces) {
  return pieces->documents;
}

void pieces_free(Pieces *pieces) {
  if (!pieces) return;
  hash_set_free(&pieces->graphs);
  hash_set_free(&pieces->triples);
  byte_buffer_free(&pieces->graph);
  byte_buffer_free(&pieces->body);
  byte_buffer_free(&pieces->taken);
  byte_buffer_free(&pieces->document);
  free(pieces);
}
