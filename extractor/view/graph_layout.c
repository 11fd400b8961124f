#include "view/graph_layout.h"

#include <stdlib.h>

enum {
  GAP_NODES = 12,   /* between two nodes of a column */
  GAP_LINES = 9,    /* between an edge and what stands above it */
  GAP_COLUMNS = 24, /* in which edges bend, */
  GAP_STEEP = 48,   /* and so much more where they bend far */
  GAP_COMPONENTS = 34,
  BEND = 20, /* least width of a column of edges */
  ORDER_SWEEPS = 16,
  PLACE_SWEEPS = 24,
};

#define NOWHERE UINT32_MAX

/* What has a place in a column: a node, or an edge that passes. */
typedef struct {
  uint32_t node; /* or NOWHERE */
  uint32_t edge; /* of an edge */
  uint32_t column;
  uint32_t next;         /* the next place of the same edge, or its target's; of edges only */
  int32_t height, width; /* what it needs */
  double order, middle;  /* in the column; of its y */
} Place;

typedef struct {
  uint32_t left, right; /* places in neighbouring columns */
} Link;

/* Places that a place is linked to on one side. */
typedef struct {
  uint32_t *places;
  uint32_t count;
} Neighbours;

typedef struct {
  uint32_t *places; /* in their order */
  uint32_t count;
  int32_t x, width;
} Column;

/* A part of the drawing whose nodes are joined. */
typedef struct {
  Layout *layout;
  Arena *arena;
  const uint32_t *nodes, *edges; /* that belong to it */
  uint32_t node_count, edge_count;
  uint32_t *place_of; /* by node of the layout */
  int32_t *rank;      /* by node of the layout */
  bool *turned;       /* by edge of the layout */
  struct {
    VECTOR(Place);
  } places;
  struct {
    VECTOR(Link);
  } links;                  /* sorted by left column; from there on by edge */
  uint32_t *first_link;     /* by column, and one more */
  Neighbours *left, *right; /* by place */
  Column *columns;
  uint32_t column_count;
  int32_t x, y, width, height; /* x, y: where it is packed */
} Component;

static uint32_t source_of(const Component *part, uint32_t edge) {
  const LayoutEdge *one = &part->layout->edges[edge];
  return part->turned[edge] ? one->to : one->from;
}

static uint32_t target_of(const Component *part, uint32_t edge) {
  const LayoutEdge *one = &part->layout->edges[edge];
  return part->turned[edge] ? one->from : one->to;
}

/* ---- columns of nodes ---- */

enum { UNSEEN, OPEN, DONE };

static void turn_edges_back(const Component *part, uint8_t *state, uint32_t node) {
  state[node] = OPEN;
  for (uint32_t i = 0; i < part->edge_count; i++) {
    uint32_t edge = part->edges[i];
    if (part->turned[edge] || part->layout->edges[edge].from != node) continue;
    uint32_t to = part->layout->edges[edge].to;
    if (state[to] == OPEN) {
      part->turned[edge] = true;
    } else if (state[to] == UNSEEN) {
      turn_edges_back(part, state, to);
    }
  }
  state[node] = DONE;
}

/* Afterwards there is no cycle. Nodes to which nothing leads come first. */
static void break_cycles(const Component *part) {
  uint8_t *state = ARENA_ARRAY(part->arena, uint8_t, part->layout->node_count);
  bool *led_to = ARENA_ARRAY(part->arena, bool, part->layout->node_count);
  for (uint32_t i = 0; i < part->edge_count; i++) led_to[part->layout->edges[part->edges[i]].to] = true;
  for (uint32_t i = 0; i < part->node_count; i++) {
    if (!led_to[part->nodes[i]]) turn_edges_back(part, state, part->nodes[i]);
  }
  for (uint32_t i = 0; i < part->node_count; i++) {
    if (state[part->nodes[i]] == UNSEEN) turn_edges_back(part, state, part->nodes[i]);
  }
}

/* Longest paths; then a node with more edges to the right than to the left moves as far right as it can. */
static void rank_nodes(const Component *part) {
  bool moved = true;
  while (moved) {
    moved = false;
    for (uint32_t i = 0; i < part->edge_count; i++) {
      uint32_t from = source_of(part, part->edges[i]), to = target_of(part, part->edges[i]);
      if (part->rank[to] > part->rank[from]) continue;
      part->rank[to] = part->rank[from] + 1;
      moved = true;
    }
  }
  for (unsigned sweep = 0; sweep < 3; sweep++) {
    for (uint32_t i = part->node_count; i-- > 0;) {
      uint32_t node = part->nodes[i];
      int32_t right = INT32_MAX, balance = 0;
      for (uint32_t k = 0; k < part->edge_count; k++) {
        if (target_of(part, part->edges[k]) == node) balance--;
        if (source_of(part, part->edges[k]) != node) continue;
        int32_t rank = part->rank[target_of(part, part->edges[k])];
        if (rank < right) right = rank;
        balance++;
      }
      if (balance > 0) part->rank[node] = right - 1;
    }
  }
}

/* ---- places ---- */

static uint32_t degree(const Component *part, uint32_t node) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < part->edge_count; i++) {
    count += source_of(part, part->edges[i]) == node || target_of(part, part->edges[i]) == node;
  }
  return count;
}

/* Columns of nodes have even numbers, those between them odd ones. The label stands beside the end with fewer edges. */
static void add_edge_places(Component *part, uint32_t edge) {
  const LayoutEdge *drawn = &part->layout->edges[edge];
  uint32_t source = source_of(part, edge), target = target_of(part, edge);
  uint32_t first = 2 * (uint32_t)part->rank[source] + 1, last = 2 * (uint32_t)part->rank[target] - 1;
  uint32_t labelled = degree(part, source) < degree(part, target) ? first : last;
  uint32_t before = part->place_of[source];
  for (uint32_t column = first; column <= last; column++) {
    bool label = column == labelled && drawn->label_width > 0;
    Place place = {.node = NOWHERE, .edge = edge, .column = column, .height = 2, .next = part->place_of[target]};
    if (label) place.height = drawn->label_height, place.width = drawn->label_width;
    VECTOR_PUSH(part->arena, &part->places, place);
    uint32_t number = part->places.count - 1;
    VECTOR_PUSH(part->arena, &part->links, ((Link){before, number}));
    if (column > first) part->places.data[before].next = number;
    before = number;
  }
  VECTOR_PUSH(part->arena, &part->links, ((Link){before, part->place_of[target]}));
}

static void make_places(Component *part) {
  int32_t lowest = INT32_MAX;
  for (uint32_t i = 0; i < part->node_count; i++) {
    if (part->rank[part->nodes[i]] < lowest) lowest = part->rank[part->nodes[i]];
  }
  for (uint32_t i = 0; i < part->node_count; i++) {
    uint32_t node = part->nodes[i];
    part->rank[node] -= lowest;
    const LayoutNode *drawn = &part->layout->nodes[node];
    Place place = {
        .node = node, .column = 2 * (uint32_t)part->rank[node], .height = drawn->height, .width = drawn->width};
    VECTOR_PUSH(part->arena, &part->places, place);
    part->place_of[node] = part->places.count - 1;
    if (place.column >= part->column_count) part->column_count = place.column + 1;
  }
  for (uint32_t i = 0; i < part->edge_count; i++) add_edge_places(part, part->edges[i]);
  part->columns = ARENA_ARRAY(part->arena, Column, part->column_count);
  for (uint32_t i = 0; i < part->places.count; i++) part->columns[part->places.data[i].column].count++;
  for (uint32_t i = 0; i < part->column_count; i++) {
    part->columns[i].places = ARENA_ARRAY(part->arena, uint32_t, part->columns[i].count);
    part->columns[i].count = 0;
  }
}

static Neighbours *room_for_neighbours(const Component *part, bool right) {
  Neighbours *all = ARENA_ARRAY(part->arena, Neighbours, part->places.count + 1);
  uint32_t *room = ARENA_ARRAY(part->arena, uint32_t, part->links.count + 1);
  for (uint32_t i = 0; i < part->links.count; i++) {
    all[right ? part->links.data[i].left : part->links.data[i].right].count++;
  }
  for (uint32_t i = 0; i < part->places.count; i++) {
    all[i].places = room;
    room += all[i].count;
    all[i].count = 0;
  }
  return all;
}

/* Sorts the links and says of each place what it is linked to. */
static void index_links(Component *part) {
  Link *sorted = ARENA_ARRAY(part->arena, Link, part->links.count + 1);
  uint32_t *next = part->first_link = ARENA_ARRAY(part->arena, uint32_t, part->column_count + 2);
  for (uint32_t i = 0; i < part->links.count; i++) next[part->places.data[part->links.data[i].left].column + 2]++;
  for (uint32_t i = 2; i < part->column_count + 2; i++) next[i] += next[i - 1];
  for (uint32_t i = 0; i < part->links.count; i++) {
    sorted[next[part->places.data[part->links.data[i].left].column + 1]++] = part->links.data[i];
  }
  part->links.data = sorted;
  part->left = room_for_neighbours(part, false);
  part->right = room_for_neighbours(part, true);
  for (uint32_t i = 0; i < part->links.count; i++) {
    Neighbours *right = &part->right[sorted[i].left], *left = &part->left[sorted[i].right];
    right->places[right->count++] = sorted[i].right;
    left->places[left->count++] = sorted[i].left;
  }
}

/* ---- the order within columns ---- */

/* From node to node by depth: what hangs together begins side by side. */
static void order_from(Component *part, bool *seen, uint32_t place) {
  Column *column = &part->columns[part->places.data[place].column];
  seen[place] = true;
  column->places[column->count++] = place;
  for (int side = 0; side < 2; side++) {
    const Neighbours *beside = side ? &part->left[place] : &part->right[place];
    for (uint32_t i = 0; i < beside->count; i++) {
      if (!seen[beside->places[i]]) order_from(part, seen, beside->places[i]);
    }
  }
}

static void number_places(Component *part, uint32_t column) {
  for (uint32_t i = 0; i < part->columns[column].count; i++) {
    part->places.data[part->columns[column].places[i]].order = i;
  }
}

static uint32_t count_crossings(const Component *part) {
  uint32_t crossings = 0;
  for (uint32_t column = 0; column < part->column_count; column++) {
    for (uint32_t i = part->first_link[column]; i < part->first_link[column + 1]; i++) {
      Link link = part->links.data[i];
      double left = part->places.data[link.left].order, right = part->places.data[link.right].order;
      for (uint32_t k = i + 1; k < part->first_link[column + 1]; k++) {
        Link other = part->links.data[k];
        crossings += (left - part->places.data[other.left].order) * (right - part->places.data[other.right].order) < 0;
      }
    }
  }
  return crossings;
}

/* Sorts a column by the middle of what its places are linked to on one side. */
static void sort_column(Component *part, double *key, uint32_t number, bool by_left) {
  const Column *column = &part->columns[number];
  for (uint32_t i = 0; i < column->count; i++) {
    uint32_t place = column->places[i];
    const Neighbours *beside = by_left ? &part->left[place] : &part->right[place];
    key[place] = beside->count ? 0 : part->places.data[place].order;
    for (uint32_t k = 0; k < beside->count; k++) {
      key[place] += part->places.data[beside->places[k]].order / beside->count;
    }
  }
  for (uint32_t i = 1; i < column->count; i++) { /* stable */
    uint32_t place = column->places[i], at = i;
    for (; at && key[column->places[at - 1]] > key[place]; at--) column->places[at] = column->places[at - 1];
    column->places[at] = place;
  }
  number_places(part, number);
}

static void keep_order(const Component *part, uint32_t *kept) {
  for (uint32_t i = 0, at = 0; i < part->column_count; i++) {
    for (uint32_t k = 0; k < part->columns[i].count; k++) kept[at++] = part->columns[i].places[k];
  }
}

static void restore_order(Component *part, const uint32_t *kept) {
  for (uint32_t i = 0, at = 0; i < part->column_count; i++) {
    for (uint32_t k = 0; k < part->columns[i].count; k++) part->columns[i].places[k] = kept[at++];
    number_places(part, i);
  }
}

static void order_places(Component *part) {
  bool *seen = ARENA_ARRAY(part->arena, bool, part->places.count);
  uint32_t *kept = ARENA_ARRAY(part->arena, uint32_t, part->places.count);
  double *key = ARENA_ARRAY(part->arena, double, part->places.count);
  for (uint32_t i = 0; i < part->places.count; i++) {
    if (!seen[i]) order_from(part, seen, i);
  }
  for (uint32_t i = 0; i < part->column_count; i++) number_places(part, i);
  keep_order(part, kept);
  uint32_t fewest = count_crossings(part);
  for (unsigned sweep = 0; sweep < ORDER_SWEEPS && fewest; sweep++) {
    bool rightwards = sweep % 2 == 0;
    for (uint32_t i = 1; i < part->column_count; i++) {
      sort_column(part, key, rightwards ? i : part->column_count - 1 - i, rightwards);
    }
    uint32_t crossings = count_crossings(part);
    if (crossings < fewest) {
      fewest = crossings;
      keep_order(part, kept);
    }
  }
  restore_order(part, kept);
}

/* ---- places from top to bottom ---- */

static double distance(const Place *above, const Place *below) {
  int32_t gap = above->node != NOWHERE && below->node != NOWHERE ? GAP_NODES : GAP_LINES;
  return (above->height + below->height) / 2.0 + gap;
}

/* Where a place would like to be: in the middle of those that it is linked to on the side that is asked for (-1: left,
   1: right, 0: both). */
static double wanted_middle(const Component *part, uint32_t place, int side) {
  double sum = 0, weights = 0;
  bool line = part->places.data[place].node == NOWHERE;
  for (int way = -1; way <= 1; way += 2) {
    const Neighbours *beside = way < 0 ? &part->left[place] : &part->right[place];
    for (uint32_t i = 0; side != -way && i < beside->count; i++) {
      const Place *other = &part->places.data[beside->places[i]];
      double weight = line && other->node == NOWHERE ? 8 : 1; /* lines stay straight */
      sum += weight * other->middle;
      weights += weight;
    }
  }
  return weights > 0 ? sum / weights : part->places.data[place].middle;
}

/* Places that touch. */
typedef struct {
  double sum; /* of where each would put the first */
  uint32_t first, count;
} Pool;

/* Puts the places of a column as near to where they want to be as their order and distances allow: least squares, by
   pooling neighbours that are in each other's way. */
static void settle_column(Component *part, const Column *column, int side, Pool *pool, double *offset) {
  uint32_t count = column->count, pools = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (i) {
      offset[i] =
          offset[i - 1] + distance(&part->places.data[column->places[i - 1]], &part->places.data[column->places[i]]);
    }
    pool[pools++] = (Pool){wanted_middle(part, column->places[i], side) - offset[i], i, 1};
    while (pools > 1 && pool[pools - 2].sum * pool[pools - 1].count > pool[pools - 1].sum * pool[pools - 2].count) {
      pool[pools - 2].sum += pool[pools - 1].sum;
      pool[pools - 2].count += pool[pools - 1].count;
      pools--;
    }
  }
  for (uint32_t i = 0; i < pools; i++) {
    for (uint32_t k = pool[i].first; k < pool[i].first + pool[i].count; k++) {
      part->places.data[column->places[k]].middle = pool[i].sum / pool[i].count + offset[k];
    }
  }
}

static void place_from_top(Component *part) {
  for (uint32_t i = 0; i < part->column_count; i++) {
    const Column *column = &part->columns[i];
    double at = 0;
    for (uint32_t k = 0; k < column->count; k++) {
      Place *place = &part->places.data[column->places[k]];
      if (k) at += distance(&part->places.data[column->places[k - 1]], place);
      place->middle = at;
    }
  }
  Pool *pool = ARENA_ARRAY(part->arena, Pool, part->places.count + 1);
  double *offset = ARENA_ARRAY(part->arena, double, part->places.count + 1);
  for (unsigned sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
    int side = sweep + 2 >= PLACE_SWEEPS ? 0 : sweep % 2 ? 1 : -1;
    for (uint32_t i = 0; i < part->column_count; i++) {
      settle_column(part, &part->columns[side > 0 ? part->column_count - 1 - i : i], side, pool, offset);
    }
  }
}

static int32_t whole(double number) {
  return (int32_t)(number < 0 ? number - 0.5 : number + 0.5);
}

static int32_t top_of(const Place *place) {
  return whole(place->middle) - place->height / 2;
}

/* Wider where an edge bends far up or down, so that none is steep. */
static int32_t gap_behind(const Component *part, uint32_t column) {
  int32_t furthest = 0;
  for (uint32_t i = part->first_link[column]; i < part->first_link[column + 1]; i++) {
    const Place *left = &part->places.data[part->links.data[i].left];
    int32_t way = abs(whole(left->middle - part->places.data[part->links.data[i].right].middle));
    if (way > furthest) furthest = way;
  }
  return GAP_COLUMNS + (furthest / 6 < GAP_STEEP ? furthest / 6 : GAP_STEEP);
}

static void measure_component(Component *part) {
  int32_t top = INT32_MAX, bottom = INT32_MIN, x = 0;
  for (uint32_t i = 0; i < part->places.count; i++) {
    const Place *place = &part->places.data[i];
    Column *column = &part->columns[place->column];
    if (place->width > column->width) column->width = place->width;
    if (top_of(place) < top) top = top_of(place);
    if (top_of(place) + place->height > bottom) bottom = top_of(place) + place->height;
  }
  for (uint32_t i = 0; i < part->places.count; i++) part->places.data[i].middle -= top;
  for (uint32_t i = 0; i < part->column_count; i++) {
    Column *column = &part->columns[i];
    if (i % 2 && column->width < BEND) column->width = BEND;
    column->x = x;
    x += column->width + (i + 1 < part->column_count ? gap_behind(part, i) : 0);
  }
  part->width = x;
  part->height = bottom - top;
}

static void lay_out_component(Component *part) {
  break_cycles(part);
  rank_nodes(part);
  make_places(part);
  index_links(part);
  order_places(part);
  place_from_top(part);
  measure_component(part);
}

/* ---- packing ---- */

static bool is_free(const Component *parts, uint32_t count, const Component *part, int32_t x, int32_t y) {
  for (uint32_t i = 0; i < count; i++) {
    const Component *other = &parts[i];
    bool apart = x >= other->x + other->width + GAP_COMPONENTS || other->x >= x + part->width + GAP_COMPONENTS ||
                 y >= other->y + other->height + GAP_COMPONENTS || other->y >= y + part->height + GAP_COMPONENTS;
    if (!apart) return false;
  }
  return true;
}

/* As high as it goes, then as far left. Corners of what stands there already are tried. */
static void pack(Component *parts, uint32_t number, int32_t width) {
  Component *part = &parts[number];
  int32_t best_x = 0, best_y = INT32_MAX;
  for (uint32_t i = 0; i <= number; i++) {
    for (uint32_t k = 0; k <= number; k++) {
      int32_t x = i < number ? parts[i].x + parts[i].width + GAP_COMPONENTS : 0;
      int32_t y = k < number ? parts[k].y + parts[k].height + GAP_COMPONENTS : 0;
      bool better = y < best_y || (y == best_y && x < best_x);
      if (!better || (x && x + part->width > width)) continue;
      if (is_free(parts, number, part, x, y)) best_x = x, best_y = y;
    }
  }
  part->x = best_x;
  part->y = best_y;
}

static int taller(const void *a, const void *b) {
  const Component *one = a, *other = b;
  if (one->height != other->height) return one->height > other->height ? -1 : 1;
  if (one->width != other->width) return one->width > other->width ? -1 : 1;
  return one->nodes[0] < other->nodes[0] ? -1 : 1;
}

static int32_t square_root(int64_t number) {
  int32_t root = 0;
  while ((int64_t)(root + 1) * (root + 1) <= number) root++;
  return root;
}

static void pack_components(Layout *layout, Component *parts, uint32_t count) {
  int64_t area = 0;
  int32_t width = 640;
  for (uint32_t i = 0; i < count; i++) {
    area += (int64_t)(parts[i].width + GAP_COMPONENTS) * (parts[i].height + GAP_COMPONENTS);
    if (parts[i].width > width) width = parts[i].width;
  }
  int32_t fair = square_root(area * 8 / 5);
  if (fair > width) width = fair;
  if (count) qsort(parts, count, sizeof *parts, taller);
  for (uint32_t i = 0; i < count; i++) {
    pack(parts, i, width);
    if (parts[i].x + parts[i].width > layout->width) layout->width = parts[i].x + parts[i].width;
    if (parts[i].y + parts[i].height > layout->height) layout->height = parts[i].y + parts[i].height;
  }
}

/* ---- what comes out ---- */

/* A node with edges on one side only stands at that side of its column. */
static int32_t node_left(const Component *part, const Place *place) {
  const Column *column = &part->columns[place->column];
  bool out = false, in = false;
  for (uint32_t i = 0; i < part->edge_count; i++) {
    out = out || source_of(part, part->edges[i]) == place->node;
    in = in || target_of(part, part->edges[i]) == place->node;
  }
  int32_t spare = column->width - place->width;
  return part->x + column->x + (in && out ? spare / 2 : out ? spare : 0);
}

/* Through its own column to the node's side, and back: other nodes of the column may reach further. */
static LayoutPoint column_side(const Component *part, uint32_t node, bool right) {
  const LayoutNode *drawn = &part->layout->nodes[node];
  const Column *column = &part->columns[part->places.data[part->place_of[node]].column];
  int32_t x = part->x + column->x + (right ? column->width : 0);
  return (LayoutPoint){x, drawn->y + drawn->height / 2};
}

static void turn_round(LayoutEdge *edge) {
  for (uint32_t i = 0; i < edge->point_count / 2; i++) {
    LayoutPoint kept = edge->points[i];
    edge->points[i] = edge->points[edge->point_count - 1 - i];
    edge->points[edge->point_count - 1 - i] = kept;
  }
}

static void trace_edge(const Component *part, uint32_t number, uint32_t first) {
  LayoutEdge *edge = &part->layout->edges[number];
  uint32_t from = source_of(part, number), to = target_of(part, number), count = 0;
  const LayoutNode *source = &part->layout->nodes[from], *target = &part->layout->nodes[to];
  LayoutPoint *points = edge->points;
  points[count++] = (LayoutPoint){source->x + source->width, source->y + source->height / 2};
  points[count++] = column_side(part, from, true);
  for (uint32_t at = first; part->places.data[at].node == NOWHERE; at = part->places.data[at].next) {
    const Place *place = &part->places.data[at];
    const Column *column = &part->columns[place->column];
    int32_t y = part->y + whole(place->middle), x = part->x + column->x;
    points[count++] = (LayoutPoint){x, y};
    points[count++] = (LayoutPoint){x + column->width, y};
    if (place->width) edge->label_x = x + column->width / 2, edge->label_y = y;
  }
  points[count++] = column_side(part, to, false);
  points[count++] = (LayoutPoint){target->x, target->y + target->height / 2};
  edge->point_count = count;
  if (part->turned[number]) turn_round(edge);
}

static void write_component(const Component *part) {
  for (uint32_t i = 0; i < part->places.count; i++) {
    const Place *place = &part->places.data[i];
    if (place->node == NOWHERE) continue;
    LayoutNode *node = &part->layout->nodes[place->node];
    node->x = node_left(part, place);
    node->y = part->y + top_of(place);
  }
  for (uint32_t i = 0; i < part->edge_count; i++) {
    uint32_t edge = part->edges[i], first = part->place_of[source_of(part, edge)];
    uint32_t between = 2 * (uint32_t)(part->rank[target_of(part, edge)] - part->rank[source_of(part, edge)]) - 1;
    part->layout->edges[edge].points = ARENA_ARRAY(part->arena, LayoutPoint, 2 * between + 4);
    const Neighbours *beside = &part->right[first];
    for (uint32_t k = 0; k < beside->count; k++) {
      const Place *place = &part->places.data[beside->places[k]];
      if (place->node == NOWHERE && place->edge == edge) trace_edge(part, edge, beside->places[k]);
    }
  }
}

static void place_single_nodes(Layout *layout, const uint32_t *edges_of) {
  int32_t width = layout->width > 640 ? layout->width : 640, x = 0, row = 0;
  int32_t y = layout->height ? layout->height + GAP_COMPONENTS : 0;
  for (uint32_t i = 0; i < layout->node_count; i++) {
    LayoutNode *node = &layout->nodes[i];
    if (edges_of[i]) continue;
    if (x && x + node->width > width) {
      x = 0;
      y += row + GAP_NODES;
      row = 0;
    }
    node->x = x;
    node->y = y;
    x += node->width + GAP_NODES;
    if (node->height > row) row = node->height;
    if (x - GAP_NODES > layout->width) layout->width = x - GAP_NODES;
    layout->height = y + row;
  }
}

/* ---- the whole ---- */

static uint32_t root_of(uint32_t *parent, uint32_t node) {
  while (parent[node] != node) node = parent[node] = parent[parent[node]];
  return node;
}

static uint32_t *find_components(const Layout *layout, Arena *arena, uint32_t *edges_of) {
  uint32_t *parent = ARENA_ARRAY(arena, uint32_t, layout->node_count + 1);
  for (uint32_t i = 0; i < layout->node_count; i++) parent[i] = i;
  for (uint32_t i = 0; i < layout->edge_count; i++) {
    uint32_t a = root_of(parent, layout->edges[i].from), b = root_of(parent, layout->edges[i].to);
    parent[a > b ? a : b] = a > b ? b : a;
    edges_of[layout->edges[i].from]++;
    edges_of[layout->edges[i].to]++;
  }
  for (uint32_t i = 0; i < layout->node_count; i++) parent[i] = root_of(parent, i);
  return parent;
}

static Component make_component(Layout *layout, Arena *arena, const uint32_t *component_of, uint32_t root) {
  Component part = {.layout = layout, .arena = arena};
  uint32_t *nodes = ARENA_ARRAY(arena, uint32_t, layout->node_count);
  uint32_t *edges = ARENA_ARRAY(arena, uint32_t, layout->edge_count);
  for (uint32_t i = 0; i < layout->node_count; i++) {
    if (component_of[i] == root) nodes[part.node_count++] = i;
  }
  for (uint32_t i = 0; i < layout->edge_count; i++) {
    if (component_of[layout->edges[i].from] == root) edges[part.edge_count++] = i;
  }
  part.nodes = nodes;
  part.edges = edges;
  part.place_of = ARENA_ARRAY(arena, uint32_t, layout->node_count);
  part.rank = ARENA_ARRAY(arena, int32_t, layout->node_count);
  part.turned = ARENA_ARRAY(arena, bool, layout->edge_count);
  return part;
}

void graph_layout(Layout *layout, Arena *arena) {
  uint32_t *edges_of = ARENA_ARRAY(arena, uint32_t, layout->node_count + 1);
  uint32_t *component_of = find_components(layout, arena, edges_of);
  Component *parts = ARENA_ARRAY(arena, Component, layout->node_count + 1);
  uint32_t count = 0;
  layout->width = layout->height = 0;
  for (uint32_t i = 0; i < layout->node_count; i++) {
    if (component_of[i] != i || !edges_of[i]) continue;
    parts[count] = make_component(layout, arena, component_of, i);
    lay_out_component(&parts[count++]);
  }
  pack_components(layout, parts, count);
  for (uint32_t i = 0; i < count; i++) write_component(&parts[i]);
  place_single_nodes(layout, edges_of);
}
