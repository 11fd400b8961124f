/* verify.h - how many triples a store has of graphs that it should have. */
#ifndef SPO_LOAD_VERIFY_H
#define SPO_LOAD_VERIFY_H

#include "load/send.h"

enum { GRAPHS_A_QUERY = 50 };

/* What should be there. */
typedef struct {
  char *graph; /* owned by the list */
  uint64_t least, most;
  uint64_t found;
} ExpectedGraph;

typedef struct {
  ExpectedGraph graphs[GRAPHS_A_QUERY];
  unsigned count;
} ExpectedGraphs;

/* False where memory is short. The list must not be full. */
bool expected_graphs_add(ExpectedGraphs *list, const Piece *piece);

/* Asks the store and fills `found` of each. False, with the reason in `*answer`, where it does not tell. */
bool expected_graphs_count(ExpectedGraphs *list, const LoadOptions *options, Connection *connection, SendSpace *space,
                           Answer *answer);

void expected_graphs_clear(ExpectedGraphs *list);

#endif
