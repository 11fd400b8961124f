#include "view/graph_picture.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "view/graph_layout.h"

enum {
  NODE_FONT = 13,
  LABEL_FONT = 11,
  NODE_PADDING = 12,
  NODE_HEIGHT = 30,
  LABEL_PADDING = 5,
  NODE_MOST = 1800,
  LABEL_MOST = 1500
};
enum { MARGIN = 16, HEAD_LENGTH = 8, HEAD_HALF = 4 };

/* ---- widths ---- */

/* Of a usual sans-serif font, rather too wide than too narrow. */
static int32_t character_width(uint32_t c, Slice character) {
  size_t columns = utf8_columns(character);
  if (columns != 1) return columns ? 102 : 0;
  if (c >= '0' && c <= '9') return 62;
  if (c == ' ' || (c < 0x80 && strchr("iljftr.,:;'|!()[]-", (int)c))) return 38;
  if (c < 0x80 && strchr("mwMW%@", (int)c)) return 92;
  return c >= 'A' && c <= 'Z' ? 72 : 62;
}

int32_t text_width(Slice text) {
  int32_t width = 0;
  for (size_t at = 0; at < text.length;) {
    unsigned bytes;
    uint32_t c = utf8_decode(text.data + at, &bytes);
    width += character_width(c, (Slice){text.data + at, bytes});
    at += bytes;
  }
  return width;
}

Slice text_cut(Arena *arena, Slice text, int32_t most) {
  int32_t width = 0;
  for (size_t at = 0; at < text.length;) {
    unsigned bytes;
    uint32_t c = utf8_decode(text.data + at, &bytes);
    width += character_width(c, (Slice){text.data + at, bytes});
    if (width > most) return arena_join(arena, (Slice[]){slice_trim((Slice){text.data, at}), SLICE("…")}, 2);
    at += bytes;
  }
  return text;
}

static int32_t pixels(int32_t hundredths, int32_t font) {
  return (hundredths * font + 99) / 100;
}

/* ---- who is drawn ---- */

typedef struct {
  uint32_t node, edges, claims;
} Weight;

static int heavier(const void *a, const void *b) {
  const Weight *one = a, *other = b;
  if (one->edges != other->edges) return one->edges > other->edges ? -1 : 1;
  if (one->claims != other->claims) return one->claims > other->claims ? -1 : 1;
  return one->node < other->node ? -1 : 1;
}

/* By node of the graph: its number in the picture, or UINT32_MAX. The order of the graph is kept. */
static uint32_t *choose_nodes(GraphPicture *picture, Arena *arena) {
  const EntityGraph *graph = picture->graph;
  uint32_t count = graph->nodes.count;
  uint32_t *number = ARENA_ARRAY(arena, uint32_t, count + 1);
  Weight *weights = ARENA_ARRAY(arena, Weight, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    weights[i] = (Weight){i, graph->nodes.data[i].edges, graph->nodes.data[i].claims};
    number[i] = UINT32_MAX;
  }
  if (count) qsort(weights, count, sizeof *weights, heavier);
  uint32_t drawn = count < PICTURE_NODES ? count : PICTURE_NODES;
  picture->left_out = count - drawn;
  for (uint32_t i = 0; i < drawn; i++) number[weights[i].node] = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (number[i] == 0) number[i] = picture->node_count++;
  }
  return number;
}

static void make_nodes(GraphPicture *picture, Arena *arena, const uint32_t *number) {
  picture->nodes = ARENA_ARRAY(arena, PictureNode, picture->node_count + 1);
  for (uint32_t i = 0; i < picture->graph->nodes.count; i++) {
    if (number[i] == UINT32_MAX) continue;
    Slice text = text_cut(arena, picture->graph->nodes.data[i].label, NODE_MOST);
    picture->nodes[number[i]] = (PictureNode){.node = i,
                                              .text = text,
                                              .width = pixels(text_width(text), NODE_FONT) + 2 * NODE_PADDING,
                                              .height = NODE_HEIGHT};
  }
}

/* ---- edges ---- */

/* cooperatesWith: cooperates with. */
static Slice words_of(Arena *arena, Slice name) {
  char *words = arena_alloc(arena, 2 * name.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < name.length; i++) {
    char c = name.data[i];
    bool upper = c >= 'A' && c <= 'Z';
    if (upper && i && words[length - 1] != ' ') words[length++] = ' ';
    words[length++] = upper ? (char)(c + 32) : c;
  }
  return (Slice){words, length};
}

static Slice edge_label(Arena *arena, const EntityEdge *edge) {
  Slice label = edge->kind == EDGE_POSITION ? edge->label : words_of(arena, edge->label);
  Slice note = edge->denied ? SLICE("denied") : edge->modality.length ? edge->modality : edge->status;
  if (!note.length) return text_cut(arena, label, LABEL_MOST);
  label = text_cut(arena, label, LABEL_MOST - text_width(note) - 120);
  return arena_join(arena, (Slice[]){label, SLICE(" ("), note, SLICE(")")}, 4);
}

static PictureEdge *edge_between(GraphPicture *picture, uint32_t from, uint32_t to) {
  for (uint32_t i = 0; i < picture->edge_count; i++) {
    PictureEdge *edge = &picture->edges[i];
    if (edge->from == from && edge->to == to) return edge;
  }
  if (picture->edge_count == PICTURE_EDGES) return NULL;
  picture->edges[picture->edge_count] = (PictureEdge){.from = from, .to = to, .doubt = true};
  return &picture->edges[picture->edge_count++];
}

/* Each text once. Where there are more than lines, the last line is an ellipsis. */
static void add_line(PictureEdge *edge, Slice line) {
  if (!line.length) return;
  for (uint32_t i = 0; i < edge->line_count; i++) {
    if (slice_equal(edge->lines[i], line)) return;
  }
  if (edge->line_count == PICTURE_LINES) {
    edge->lines[PICTURE_LINES - 1] = SLICE("…");
  } else {
    edge->lines[edge->line_count++] = line;
  }
}

static void add_claim(PictureEdge *edge, Arena *arena, Slice claim) {
  if (!claim.length) return;
  Slice *claims = ARENA_ARRAY(arena, Slice, edge->claim_count + 1);
  if (edge->claim_count) memcpy(claims, edge->claims, edge->claim_count * sizeof *claims);
  claims[edge->claim_count++] = claim;
  edge->claims = claims;
}

static void make_edges(GraphPicture *picture, Arena *arena, const uint32_t *number) {
  const EntityGraph *graph = picture->graph;
  picture->edges = ARENA_ARRAY(arena, PictureEdge, PICTURE_EDGES);
  for (uint32_t i = 0; i < graph->edges.count; i++) {
    const EntityEdge *drawn = &graph->edges.data[i];
    uint32_t from = number[drawn->from], to = number[drawn->to];
    if (from == UINT32_MAX || to == UINT32_MAX || from == to) continue;
    PictureEdge *edge = edge_between(picture, from, to);
    if (!edge) return;
    add_line(edge, edge_label(arena, drawn));
    add_claim(edge, arena, drawn->claim);
    edge->doubt = edge->doubt && (drawn->denied || drawn->modality.length);
  }
  for (uint32_t i = 0; i < picture->edge_count; i++) {
    PictureEdge *edge = &picture->edges[i];
    for (uint32_t k = 0; k < edge->line_count; k++) {
      int32_t width = pixels(text_width(edge->lines[k]), LABEL_FONT) + 2 * LABEL_PADDING;
      if (width > edge->width) edge->width = width;
    }
    edge->height = (int32_t)edge->line_count * PICTURE_LINE_HEIGHT + 2;
  }
}

/* ---- lines ---- */

/* From point to point: level through columns, bent between them. The head's triangle ends at the last point. */
static void draw_edge(PictureEdge *edge, Arena *arena, const LayoutEdge *line) {
  const LayoutPoint *points = line->points;
  uint32_t count = line->point_count;
  LayoutPoint end = points[count - 1];
  int32_t back = points[0].x < end.x ? -1 : 1;
  Slice path = arena_print(arena, "M%d %d", points[0].x + MARGIN, points[0].y + MARGIN);
  for (uint32_t i = 1; i < count; i++) {
    LayoutPoint from = points[i - 1], to = points[i];
    bool last = i + 1 == count;
    if (last) to.x += back * (HEAD_LENGTH - 1);
    int32_t middle = (from.x + to.x) / 2 + MARGIN;
    Slice piece = from.y == to.y ? arena_print(arena, "H%d", to.x + MARGIN)
                                 : arena_print(arena, "C%d %d %d %d %d %d", middle, from.y + MARGIN, middle,
                                               to.y + MARGIN, to.x + MARGIN, to.y + MARGIN);
    path = arena_join(arena, (Slice[]){path, piece}, 2);
  }
  edge->path = path;
  edge->head = arena_print(arena, "M%d %dl%d %dv%dz", end.x + MARGIN, end.y + MARGIN, back * HEAD_LENGTH, -HEAD_HALF,
                           2 * HEAD_HALF);
  edge->x = line->label_x + MARGIN;
  edge->y = line->label_y + MARGIN;
}

void graph_picture_make(GraphPicture *picture, Arena *arena, const EntityGraph *graph) {
  *picture = (GraphPicture){.graph = graph};
  const uint32_t *number = choose_nodes(picture, arena);
  make_nodes(picture, arena, number);
  make_edges(picture, arena, number);
  Layout layout = {.node_count = picture->node_count, .edge_count = picture->edge_count};
  layout.nodes = ARENA_ARRAY(arena, LayoutNode, layout.node_count + 1);
  layout.edges = ARENA_ARRAY(arena, LayoutEdge, layout.edge_count + 1);
  for (uint32_t i = 0; i < layout.node_count; i++) {
    layout.nodes[i] = (LayoutNode){.width = picture->nodes[i].width, .height = picture->nodes[i].height};
  }
  for (uint32_t i = 0; i < layout.edge_count; i++) {
    const PictureEdge *edge = &picture->edges[i];
    layout.edges[i] = (LayoutEdge){.from = edge->from,
                                   .to = edge->to,
                                   .label_width = edge->line_count ? edge->width : 0,
                                   .label_height = edge->line_count ? edge->height : 0};
  }
  graph_layout(&layout, arena);
  for (uint32_t i = 0; i < layout.node_count; i++) {
    picture->nodes[i].x = layout.nodes[i].x + MARGIN;
    picture->nodes[i].y = layout.nodes[i].y + MARGIN;
  }
  for (uint32_t i = 0; i < layout.edge_count; i++) draw_edge(&picture->edges[i], arena, &layout.edges[i]);
  picture->width = layout.width + 2 * MARGIN;
  picture->height = layout.height + 2 * MARGIN;
}
