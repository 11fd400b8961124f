/* batch.h - some documents that one thread works on in one go, and what came of them.

   A batch is read while nobody else reads, worked on alone, and written when it is its turn (bulk.h). Short documents
   come many to a batch, so that threads meet seldom. How documents fall into batches has no influence on any output. */
#ifndef SPO_CLI_BATCH_H
#define SPO_CLI_BATCH_H

#include "base/byte_buffer.h"
#include "base/diagnostic_list.h"
#include "cli/inputs.h"

enum { BATCH_DOCUMENTS = 32, BATCH_BYTES = 32 * 1024 };

/* What came of one document. */
typedef struct {
  SpoStatus status; /* SPO_SUCCESS, or why it failed, which is the last of the messages */
  InputDocument input;
  DiagnosticList messages;
  Slice iri;           /* of its graph */
  size_t length;       /* of its output */
  size_t graph_length; /* of its triples for a store */
  uint32_t sentences, entities, claims, triples;
} Outcome;

typedef struct {
  Arena arena; /* documents and messages */
  Outcome outcomes[BATCH_DOCUMENTS];
  unsigned count;
  ByteBuffer output; /* of all of them, in order */
  ByteBuffer graphs; /* the same as N-Triples, where they go into a store */
  uint64_t ticket;   /* its place among all batches */
  bool failed;       /* memory was short for the batch as a whole */
} Batch;

/* NULL where memory is short. */
Batch *batch_new(void);
void batch_free(Batch *batch);

/* Takes documents from the inputs. False: there are none left. */
bool batch_fill(Batch *batch, Inputs *inputs);

/* Drops what was taken and not read. */
void batch_clear(Batch *batch);

/* Memory that it holds, in bytes. */
size_t batch_size(const Batch *batch);

#endif
