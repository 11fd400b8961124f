/* send.h - one piece of a graph, as the requests that bring it into a store. */
#ifndef SPO_LOAD_SEND_H
#define SPO_LOAD_SEND_H

#include "load/loader.h"

/* What a thread composes its requests in. */
typedef struct {
  ByteBuffer url, body;
} SendSpace;

/* Sends a piece: whole by PUT (the first of its graph) or POST, or in batches by SPARQL Update. `answer` is that of the
   last request; retries are those of all. */
void send_piece(const LoadOptions *options, Connection *connection, SendSpace *space, const Piece *piece,
                Answer *answer);

/* The address for queries is put into `url`, with a zero byte behind it; false where there is none. */
bool send_query_url(const LoadOptions *options, ByteBuffer *url);

#endif
