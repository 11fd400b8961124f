/* extract_load.h - documents' graphs into a store while they are made (`spo extract --load`). */
#ifndef SPO_CLI_EXTRACT_LOAD_H
#define SPO_CLI_EXTRACT_LOAD_H

#include "cli/batch.h"
#include "cli/load_options.h"
#include "load/hash_set.h"

typedef struct {
  const StoreChoice *choice;
  Loader *loader;
  HashSet graphs;  /* that were put */
  HashSet triples; /* of a document, to count different ones */
  uint64_t begun;
} ExtractLoad;

/* Returns an exit status, 0 if it is open; the cause has been reported. */
int extract_load_open(ExtractLoad *load, const StoreChoice *choice, const Diagnostics *diagnostics);

/* Notes the documents of an earlier run into a folder, which is resumed: those that stand in the first `size` bytes of
   its index. What comes of one of them later is added to it, as if it were one run. False, reported, where it cannot.
 */
bool extract_load_remember(ExtractLoad *load, const char *folder, uint64_t size);

/* Puts a document; `triples` are its lines of N-Triples. False: the store takes no more. */
bool extract_load_put(ExtractLoad *load, const Outcome *outcome, Slice triples);

/* Waits until what was put is in the store. False, if the store is gone. */
bool extract_load_wait(ExtractLoad *load);

/* Waits, prints what is in on `to`, and returns an exit status. */
int extract_load_finish(ExtractLoad *load, FILE *to);

void extract_load_close(ExtractLoad *load);

#endif
