/* bulk.h - many documents, by several threads, written in the order of the inputs.

   Each thread takes a batch of documents from the inputs (one thread at a time), works on it alone, and puts the result
   in its place of a ring. Whoever puts the one that is next writes it and all that follow it without a gap. So output
   and messages are the same for any number of threads, and nobody waits for a slow document unless the ring is full.

   Memory: each thread holds a batch, its session and at most one document that is being read; the ring holds at most
   RING batches a thread, and, beyond the one that is next, RING_BYTES. Of documents with more than 256 KB of text only
   one is in work at a time. Nothing grows with the number of documents. */
#ifndef SPO_CLI_BULK_H
#define SPO_CLI_BULK_H

#include "cli/worker.h"

enum { MOST_JOBS = 256, RING = 4, RING_BYTES = 32 * 1024 * 1024, TICKS_A_SECOND = 8 };

typedef struct {
  Work work;
  unsigned jobs; /* threads */
  /* Gets what came of the documents, batch by batch, in order; called by one thread at a time. False ends the run: what
     follows is not taken any more. */
  bool (*commit)(void *handle, const Batch *batch);
  /* Called by the main thread some times a second; NULL: never. */
  void (*tick)(void *handle);
  void *handle;
} BulkOptions;

typedef struct Bulk Bulk;

/* `options` must live as long as it. NULL, reported, where memory is short or a library is missing. */
Bulk *bulk_new(const BulkOptions *options);

/* What stands in front of all documents, and behind them; valid until bulk_free. Footer: once, after bulk_run.
   `*left_out`: documents for which a page has no room, or gets those for which a picture has none. */
Slice bulk_header(const Bulk *bulk);
Slice bulk_footer(Bulk *bulk, uint64_t *left_out);

/* Works on all documents. SPO_SUCCESS also where commit ended the run, or Ctrl-C; SPO_NO_MEMORY, reported. */
SpoStatus bulk_run(Bulk *bulk, Inputs *inputs);

/* Adds what the threads counted; false where memory is short. */
bool bulk_stats(const Bulk *bulk, RunStats *stats);

void bulk_free(Bulk *bulk);

#endif
