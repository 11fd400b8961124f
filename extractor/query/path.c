#include "query/path.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 64, STEPS_BETWEEN_CHECKS = 4096, MOST_NODES = 1 << 28 };

void node_set_clear(NodeSet *set) {
  if (set->slots) memset(set->slots, 0, set->slot_count * sizeof *set->slots);
  set->count = 0;
}

void node_set_free(NodeSet *set) {
  free(set->nodes);
  free(set->slots);
  *set = (NodeSet){0};
}

static uint32_t slot_of(const NodeSet *set, StoreTerm node) {
  uint32_t mask = set->slot_count - 1, slot = node * UINT32_C(2654435769) >> 7 & mask;
  while (set->slots[slot] && set->nodes[set->slots[slot] - 1] != node) slot = (slot + 1) & mask;
  return slot;
}

static bool grow(NodeSet *set) {
  uint32_t slots = set->slot_count ? set->slot_count * 2 : FIRST_SLOTS;
  if (set->count >= MOST_NODES) return false;
  uint32_t *larger = calloc(slots, sizeof *larger);
  StoreTerm *nodes = realloc(set->nodes, (size_t)slots / 2 * sizeof *nodes);
  if (nodes) set->nodes = nodes;
  if (!larger || !nodes) {
    free(larger);
    return false;
  }
  free(set->slots);
  set->slots = larger;
  set->slot_count = slots;
  set->capacity = slots / 2;
  for (uint32_t i = 0; i < set->count; i++) set->slots[slot_of(set, set->nodes[i])] = i + 1;
  return true;
}

bool node_set_add(NodeSet *set, StoreTerm node) {
  if (set->count == set->capacity && !grow(set)) return false;
  uint32_t slot = slot_of(set, node);
  if (set->slots[slot]) return true;
  set->nodes[set->count++] = node;
  set->slots[slot] = set->count;
  return true;
}

static PathResult check(PathSearch *search) {
  bool now = ++search->steps % STEPS_BETWEEN_CHECKS == 0;
  return now && search->stopped(search->handle) ? PATH_STOPPED : PATH_DONE;
}

static bool contains(const StoreTerm *terms, uint32_t count, StoreTerm term) {
  for (uint32_t i = 0; i < count; i++) {
    if (terms[i] == term) return true;
  }
  return false;
}

/* Over the edges of `node` in one direction, of one predicate or of any but those of a list. */
static PathResult follow_edges(PathSearch *search, StoreTerm node, StoreTerm predicate, bool backwards,
                               const StoreTerm *excluded, uint32_t excluded_count, NodeSet *reached) {
  StoreQuad pattern = {STORE_ANY, predicate, STORE_ANY, search->graph}, quad;
  if (node > search->dataset->terms) return PATH_DONE;
  *(backwards ? &pattern.object : &pattern.subject) = node;
  DatasetCursor cursor = dataset_of_graph(search->dataset, pattern);
  while (dataset_next(&cursor, &quad)) {
    if (contains(excluded, excluded_count, quad.predicate)) continue;
    if (!node_set_add(reached, backwards ? quad.subject : quad.object)) return PATH_NO_MEMORY;
    PathResult result = check(search);
    if (result != PATH_DONE) return result;
  }
  return PATH_DONE;
}

static PathResult follow_negated(PathSearch *search, const PathPlan *plan, StoreTerm node, bool backwards,
                                 NodeSet *reached) {
  PathResult result = PATH_DONE;
  if (plan->forwards) {
    result = follow_edges(search, node, STORE_ANY, backwards, plan->iris, plan->iri_count, reached);
  }
  if (plan->backwards && result == PATH_DONE) {
    result = follow_edges(search, node, STORE_ANY, !backwards, plan->inverse_iris, plan->inverse_count, reached);
  }
  return result;
}

static PathResult follow_sequence(PathSearch *search, const PathPlan *plan, StoreTerm node, bool backwards,
                                  NodeSet *reached) {
  NodeSet here = {0}, next = {0};
  PathResult result = node_set_add(&here, node) ? PATH_DONE : PATH_NO_MEMORY;
  for (uint32_t i = 0; i < plan->part_count && result == PATH_DONE; i++) {
    const PathPlan *part = plan->parts[backwards ? plan->part_count - 1 - i : i];
    NodeSet *to = i + 1 == plan->part_count ? reached : &next;
    for (uint32_t k = 0; k < here.count && result == PATH_DONE; k++) {
      result = path_follow(search, part, here.nodes[k], backwards, to);
    }
    NodeSet swap = here;
    here = next;
    next = swap;
    node_set_clear(&next);
  }
  node_set_free(&here);
  node_set_free(&next);
  return result;
}

/* Every node is expanded once; the set that is filled serves as the queue. What stood in it before was not reached by
   this search, so that it has a set of its own where there is something. */
static PathResult follow_repeated(PathSearch *search, const PathPlan *plan, StoreTerm node, bool backwards,
                                  NodeSet *reached) {
  NodeSet own = {0}, *queue = reached->count ? &own : reached;
  PathResult result = PATH_DONE;
  if (plan->kind == PATH_ONE_OR_MORE) {
    result = path_follow(search, plan->parts[0], node, backwards, queue);
  } else if (!node_set_add(queue, node)) {
    result = PATH_NO_MEMORY;
  }
  for (uint32_t i = 0; i < queue->count && result == PATH_DONE; i++) {
    result = path_follow(search, plan->parts[0], queue->nodes[i], backwards, queue);
    if (result == PATH_DONE) result = check(search);
  }
  for (uint32_t i = 0; i < own.count && result == PATH_DONE; i++) {
    if (!node_set_add(reached, own.nodes[i])) result = PATH_NO_MEMORY;
  }
  node_set_free(&own);
  return result;
}

PathResult path_follow(PathSearch *search, const PathPlan *plan, StoreTerm node, bool backwards, NodeSet *reached) {
  PathResult result = PATH_DONE;
  switch (plan->kind) {
    case PATH_IRI:
      return follow_edges(search, node, plan->predicate, backwards, NULL, 0, reached);
    case PATH_INVERSE:
      return path_follow(search, plan->parts[0], node, !backwards, reached);
    case PATH_SEQUENCE:
      return follow_sequence(search, plan, node, backwards, reached);
    case PATH_ALTERNATIVE:
      for (uint32_t i = 0; i < plan->part_count && result == PATH_DONE; i++) {
        result = path_follow(search, plan->parts[i], node, backwards, reached);
      }
      return result;
    case PATH_NEGATED:
      return follow_negated(search, plan, node, backwards, reached);
    case PATH_ZERO_OR_ONE:
      if (!node_set_add(reached, node)) return PATH_NO_MEMORY;
      return path_follow(search, plan->parts[0], node, backwards, reached);
    default:
      return follow_repeated(search, plan, node, backwards, reached);
  }
}

PathResult path_all_nodes(PathSearch *search, NodeSet *nodes) {
  StoreQuad pattern = {STORE_ANY, STORE_ANY, STORE_ANY, search->graph}, quad;
  DatasetCursor cursor = dataset_of_graph(search->dataset, pattern);
  while (dataset_next(&cursor, &quad)) {
    if (!node_set_add(nodes, quad.subject) || !node_set_add(nodes, quad.object)) return PATH_NO_MEMORY;
    PathResult result = check(search);
    if (result != PATH_DONE) return result;
  }
  return PATH_DONE;
}
