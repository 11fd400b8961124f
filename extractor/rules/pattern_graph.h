/* pattern_graph.h - the graph of nodes that a pattern becomes on the way to steps and transitions. Every node is made
   after those that follow it, but for the loop of a list. */
#ifndef SPO_RULES_PATTERN_GRAPH_H
#define SPO_RULES_PATTERN_GRAPH_H

#include "rules/rule_compiler_internal.h"

typedef enum { NODE_BRANCH, NODE_STEP, NODE_GUARD, NODE_MARK, NODE_ASSERT, NODE_ACCEPT } NodeKind;

typedef struct {
  NodeKind kind;
  uint32_t next;  /* node; NODE_BRANCH: the first choice */
  uint32_t other; /* NODE_BRANCH: the second choice, or NO_NODE */
  uint32_t value; /* type, assertion, list of guards, or mark kind << 8 | index */
  uint32_t step;  /* NODE_STEP: its number, or STEP_ACCEPT while it has none */
  uint32_t round; /* NODE_STEP: how many nodes further on the same one of an earlier round stands; 0: nowhere */
  bool captures;  /* NODE_STEP: the rounds have captures */
} Node;

#define NO_NODE UINT32_MAX

typedef struct {
  Compiler *compiler;
  uint32_t rule;
  RulePlace place; /* of the whole pattern, for messages */
  bool leftwards;
  bool captures; /* false in conditions, whose captures nobody can see */
  bool too_large;
  struct {
    VECTOR(Node);
  } nodes;
} Graph;

/* compiler_ahead.c: by node, for steps: what must still come behind the step, as RuleTransition.need. */
const uint16_t *graph_needs(const Graph *graph);

#endif
