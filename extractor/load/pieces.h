/* pieces.h - quads into pieces: what of one graph stands together, as much of it as one request may take.

   spo writes the quads of a graph side by side; then a graph is a piece, or several if it is large. A graph whose
   quads stand apart comes in several pieces, of which only the first is to replace what the store has. Of the graphs
   that were seen a hash of eight bytes each is kept. */
#ifndef SPO_LOAD_PIECES_H
#define SPO_LOAD_PIECES_H

#include "base/byte_buffer.h"
#include "load/quad.h"

typedef struct {
  Slice graph; /* an IRI; empty: the default graph */
  Slice body;  /* lines of N-Triples */
  uint64_t quads;
  bool first;     /* nothing of its graph came before */
  bool last;      /* nothing of it stands right behind */
  bool scattered; /* its graph had ended before, and goes on now */
  bool broken;    /* something of its graph could not be read: nothing of it should be sent */
  bool blank;     /* a blank node stands in it */
  /* With `last`: how many different triples the graph has; SIZE_MAX for `most` where that is not known. */
  uint64_t least, most;
} Piece;

typedef struct {
  const char *graph; /* for quads in no graph: an IRI; "": the default graph; NULL: the document that they are about */
  size_t largest;    /* bytes of a piece */
} PieceOptions;

typedef struct Pieces Pieces;

/* `options` must live as long as it. NULL where memory is short. */
Pieces *pieces_new(const PieceOptions *options);

typedef enum { PIECES_MORE, PIECES_READY, PIECES_UNNAMED, PIECES_NO_MEMORY } PiecesResult;

/* Adds a quad. PIECES_READY: there is a piece to be taken first (pieces_take), then the same quad again.
   PIECES_UNNAMED: quads in no graph before it, too many or not of one document; they are to be dropped (pieces_drop).
 */
PiecesResult pieces_add(Pieces *pieces, const Quad *quad);

/* Something was passed over here: neither the graph before it nor the one behind it is whole. */
void pieces_break(Pieces *pieces);

/* The end of a file. PIECES_READY: the last piece is to be taken. PIECES_MORE: there is none. PIECES_UNNAMED: as above.
 */
PiecesResult pieces_end(Pieces *pieces);

/* Valid until the next call. */
Piece pieces_take(Pieces *pieces);

/* Drops what was added and not taken. */
void pieces_drop(Pieces *pieces);

/* Documents that quads in no graph were about, after PIECES_UNNAMED. */
uint64_t pieces_documents(const Pieces *pieces);

void pieces_free(Pieces *pieces);

#endif
