/* graph_picture.h - the drawing of an entity graph: who stands in it, with which words, and where.

   Entities are boxes, edges between the same two are drawn as one, labelled with a line each. An article with more
   entities than PICTURE_NODES is drawn with those that have most edges, then most claims. Widths of texts are estimated
   (an em for East Asian characters, less for letters), so that the drawing is the same everywhere; what is too long is
   cut.

   In the page's data (page_data.h) it is `graph`: width, height, left (entities that have no room), nodes (iri of
   the entity, text, x, y, w, h), edges (from, to: numbers of nodes; claims: IRIs; lines; x, y, w, h of the label,
   around its middle; path, head: the line and its arrow's head as SVG has it; doubt: not stated as a fact). */
#ifndef SPO_VIEW_GRAPH_PICTURE_H
#define SPO_VIEW_GRAPH_PICTURE_H

#include "graph/entity_graph.h"

enum { PICTURE_NODES = 160, PICTURE_EDGES = 400, PICTURE_LINES = 3, PICTURE_LINE_HEIGHT = 15 };

typedef struct {
  uint32_t node; /* of the entity graph */
  Slice text;    /* its label, cut */
  int32_t x, y, width, height;
} PictureNode;

typedef struct {
  uint32_t from, to; /* in `nodes` */
  Slice *claims;     /* IRIs */
  uint32_t claim_count;
  Slice lines[PICTURE_LINES];
  uint32_t line_count;
  int32_t x, y, width, height; /* of the label; x and y of its middle */
  Slice path, head;            /* of SVG: the line, and the triangle at its end */
  bool doubt;                  /* denied, planned, possible, reported, required */
} PictureEdge;

typedef struct {
  const EntityGraph *graph;
  PictureNode *nodes;
  PictureEdge *edges;
  uint32_t node_count, edge_count, left_out;
  int32_t width, height;
} GraphPicture;

/* In `arena`, as long as which the graph must live. */
void graph_picture_make(GraphPicture *picture, Arena *arena, const EntityGraph *graph);

/* Estimated width of a text, in hundredths of its font's size. */
int32_t text_width(Slice text);

/* The text, cut with an ellipsis where it is wider than `most` hundredths. */
Slice text_cut(Arena *arena, Slice text, int32_t most);

#endif
