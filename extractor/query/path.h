/* path.h - property paths of any length (`*`, `+`, `?`) over the graph: what is reached from a node, each node once.

   Breadth first from the end that is known; each node is expanded once, so that the time is bounded by the edges that
   the path may follow, cycles or not. Sequences and alternatives outside such paths are joins and unions of SQL. */
#ifndef SPO_QUERY_PATH_H
#define SPO_QUERY_PATH_H

#include "query/dataset.h"
#include "query/syntax.h"

typedef struct PathPlan {
  PathKind kind;
  StoreTerm predicate;
  const struct PathPlan *const *parts;
  uint32_t part_count;
  const StoreTerm *iris, *inverse_iris; /* of a negated set */
  uint32_t iri_count, inverse_count;
  bool forwards, backwards;
} PathPlan;

/* A set of nodes, in the order in which they were added. All zero is an empty one. */
typedef struct {
  StoreTerm *nodes;
  uint32_t count, capacity;
  uint32_t *slots; /* index into nodes + 1 */
  uint32_t slot_count;
} NodeSet;

/* False where memory is short. */
bool node_set_add(NodeSet *set, StoreTerm node);
void node_set_clear(NodeSet *set);
void node_set_free(NodeSet *set);

typedef enum { PATH_DONE, PATH_STOPPED, PATH_NO_MEMORY } PathResult;

typedef struct {
  const Dataset *dataset;
  StoreTerm graph; /* STORE_ANY: the default graph */
  bool (*stopped)(void *handle);
  void *handle;
  uint32_t steps;
} PathSearch;

/* Adds what the path leads to from `node`, or backwards what leads to it. */
PathResult path_follow(PathSearch *search, const PathPlan *plan, StoreTerm node, bool backwards, NodeSet *reached);

/* Adds all subjects and objects of the graph: where a path may begin. */
PathResult path_all_nodes(PathSearch *search, NodeSet *nodes);

#endif
