/* graph_layout.h - where the nodes and edges of a drawing stand: in columns from left to right, nothing on anything
   else.

   After Sugiyama, Tagawa and Toda (1981), as Graphviz' dot does it: edges that close a cycle are turned round, nodes
   get columns by the longest path, every edge gets a place of its own in each column that it passes, and in one of the
   columns between two of nodes a place as large as its label. So labels keep clear of nodes, edges and one another by
   construction. The order within columns is improved by barycentres, places are settled by isotonic regression. Parts
   that are not joined are laid out by themselves and packed; nodes without an edge stand in rows below.

   Units are pixels. Deterministic: whole numbers go in and come out, and nothing depends on fonts or the machine. Takes
   O(columns * edges^2) for the crossings; meant for some hundred nodes. */
#ifndef SPO_VIEW_GRAPH_LAYOUT_H
#define SPO_VIEW_GRAPH_LAYOUT_H

#include "base/arena.h"

typedef struct {
  int32_t width, height;
  int32_t x, y; /* made: of the upper left corner */
} LayoutNode;

typedef struct {
  int32_t x, y;
} LayoutPoint;

/* `from` and `to` differ. Points: where it leaves `from` and where it leaves its column; for each column that it passes
   where it enters and leaves it; where it enters the column of `to` and meets it. It is level within columns. */
typedef struct {
  uint32_t from, to;
  int32_t label_width, label_height; /* 0: no label */
  int32_t label_x, label_y;          /* made: of the label's middle */
  LayoutPoint *points;               /* made, in the arena */
  uint32_t point_count;
} LayoutEdge;

typedef struct {
  LayoutNode *nodes;
  LayoutEdge *edges;
  uint32_t node_count, edge_count;
  int32_t width, height; /* made: of the whole */
} Layout;

void graph_layout(Layout *layout, Arena *arena);

#endif
