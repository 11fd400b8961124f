/* view_check.h - what holds of every page and picture, for units and fuzz targets. */
#ifndef SPO_TEST_VIEW_CHECK_H
#define SPO_TEST_VIEW_CHECK_H

#include <jansson.h>

#include "view/graph_layout.h"

#define BLOCK "<script type=\"application/json\" class=\"document\">"
#define BLOCK_END "</script>\n"

/* A document's block as JSON, NULL where it is none or holds what HTML might take for markup. */
static inline json_t *read_block(Slice block) {
  if (!slice_starts_with(block, SLICE(BLOCK)) || !slice_ends_with(block, SLICE(BLOCK_END))) return NULL;
  Slice inside = {block.data + strlen(BLOCK), block.length - strlen(BLOCK) - strlen(BLOCK_END)};
  if (memchr(inside.data, '<', inside.length) || memchr(inside.data, '>', inside.length)) return NULL;
  return json_loadb(inside.data, inside.length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
}

typedef struct {
  int32_t left, top, right, bottom;
} Box;

static inline Box label_box(const LayoutEdge *edge) {
  return (Box){edge->label_x - edge->label_width / 2, edge->label_y - edge->label_height / 2,
               edge->label_x + edge->label_width / 2, edge->label_y + edge->label_height / 2};
}

static inline Box node_box(const LayoutNode *node) {
  return (Box){node->x, node->y, node->x + node->width, node->y + node->height};
}

static inline bool boxes_meet(Box a, Box b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* Whether nothing stands on anything else, or outside. */
static inline bool layout_is_clear(const Layout *layout) {
  uint32_t count = layout->node_count + layout->edge_count;
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t k = i; k < count; k++) {
      bool label_i = i >= layout->node_count, label_k = k >= layout->node_count;
      if (label_i && !layout->edges[i - layout->node_count].label_width) continue;
      if (label_k && !layout->edges[k - layout->node_count].label_width) continue;
      Box a = label_i ? label_box(&layout->edges[i - layout->node_count]) : node_box(&layout->nodes[i]);
      Box b = label_k ? label_box(&layout->edges[k - layout->node_count]) : node_box(&layout->nodes[k]);
      bool outside = a.left < 0 || a.top < 0 || a.right > layout->width || a.bottom > layout->height;
      if (outside || (k > i && boxes_meet(a, b))) return false;
    }
  }
  return true;
}

#endif
