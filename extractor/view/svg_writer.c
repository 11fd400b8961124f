#include "view/svg_writer.h"

#include <stdlib.h>

#include "base/diagnostic.h"
#include "base/utf8.h"
#include "view/graph_picture.h"

enum {
  TITLE_HEIGHT = 40,
  LEGEND_HEIGHT = 44,
  SWATCH = 11,
  LEAST_WIDTH = 320,
  TITLE_FONT = 16,
  MARGIN = 16,
  LABEL_FONT = 12
};

typedef struct {
  const char *class; /* local part of the entity's class */
  const char *name;  /* in the legend */
} TypeName;

static const TypeName TYPES[] = {
    {"Person", "Person"}, {"Organization", "Organization"}, {"Place", "Place"},   {"Product", "Product"},
    {"Event", "Event"},   {"CreativeWork", "Work"},         {"Concept", "Topic"}, {"Group", "Group"},
    {"other", "other"}};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES, TYPE_OTHER = TYPE_COUNT - 1 };

struct SvgWriter {
  Arena arena; /* of one document */
  ByteBuffer pictures;
  int32_t width, height; /* of them */
  uint32_t count;
  uint64_t left_out;
  bool used[TYPE_COUNT]; /* for the legend */
};

SvgWriter *svg_writer_new(void) {
  SvgWriter *writer = calloc(1, sizeof *writer);
  if (writer) arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void svg_writer_free(SvgWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  byte_buffer_free(&writer->pictures);
  free(writer);
}

static unsigned type_of(const EntityNode *node) {
  for (unsigned i = 0; i < TYPE_OTHER; i++) {
    if (slice_is(node->type, TYPES[i].class)) return i;
  }
  return TYPE_OTHER;
}

/* ---- texts ---- */

/* What XML 1.0 cannot hold, and what could rearrange its surroundings (embeddings of bidirectional text). */
static bool is_unfit(uint32_t c) {
  bool control = c < 0x20 && c != '\t' && c != '\n';
  bool embedding = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return control || embedding || c == 0x7F || c == 0xFFFE || c == 0xFFFF;
}

static bool put_text(ByteBuffer *to, Slice text) {
  bool put = true;
  text.length = utf8_valid_prefix(text);
  for (size_t at = 0; at < text.length && put;) {
    unsigned bytes;
    uint32_t c = utf8_decode(text.data + at, &bytes);
    Slice written = {text.data + at, bytes};
    if (c == '<') written = SLICE("&lt;");
    if (c == '>') written = SLICE("&gt;");
    if (c == '&') written = SLICE("&amp;");
    if (c == '"') written = SLICE("&quot;");
    if (is_unfit(c)) written = SLICE("\xEF\xBF\xBD");
    put = byte_buffer_put(to, written);
    at += bytes;
  }
  return put;
}

static bool put_label(ByteBuffer *to, int32_t x, int32_t y, const char *attributes, Slice text) {
  return byte_buffer_print(to, "<text x=\"%d\" y=\"%d\" dy=\".35em\"%s>", x, y, attributes) && put_text(to, text) &&
         byte_buffer_put(to, SLICE("</text>\n"));
}

/* ---- one document ---- */

static bool put_edge_line(ByteBuffer *to, const PictureEdge *edge) {
  return byte_buffer_put(to,
                         edge->doubt ? SLICE("<path class=\"edge doubt\" d=\"") : SLICE("<path class=\"edge\" d=\"")) &&
         byte_buffer_put(to, edge->path) && byte_buffer_put(to, SLICE("\"/><path class=\"head\" d=\"")) &&
         byte_buffer_put(to, edge->head) && byte_buffer_put(to, SLICE("\"/>\n"));
}

static bool put_edge_label(ByteBuffer *to, const PictureEdge *edge) {
  if (!edge->line_count) return true;
  bool put = byte_buffer_print(to, "<rect class=\"plate\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                               edge->x - edge->width / 2, edge->y - edge->height / 2, edge->width, edge->height);
  int32_t y = edge->y - ((int32_t)edge->line_count - 1) * PICTURE_LINE_HEIGHT / 2;
  for (uint32_t i = 0; i < edge->line_count && put; i++) {
    put = put_label(to, edge->x, y + (int32_t)i * PICTURE_LINE_HEIGHT, " class=\"label\"", edge->lines[i]);
  }
  return put;
}

static bool put_node(SvgWriter *writer, ByteBuffer *to, const GraphPicture *picture, const PictureNode *node) {
  const EntityNode *entity = &picture->graph->nodes.data[node->node];
  unsigned type = type_of(entity);
  writer->used[type] = true;
  return byte_buffer_print(to, "<g class=\"node %s\"><title>", TYPES[type].class) && put_text(to, entity->label) &&
         byte_buffer_print(to, "</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>", node->x,
                           node->y, node->width, node->height) &&
         put_label(to, node->x + node->width / 2, node->y + node->height / 2, "", node->text) &&
         byte_buffer_put(to, SLICE("</g>\n"));
}

static bool put_picture(SvgWriter *writer, const GraphPicture *picture) {
  ByteBuffer *to = &writer->pictures;
  bool put = true;
  for (uint32_t i = 0; i < picture->edge_count && put; i++) put = put_edge_line(to, &picture->edges[i]);
  for (uint32_t i = 0; i < picture->edge_count && put; i++) put = put_edge_label(to, &picture->edges[i]);
  for (uint32_t i = 0; i < picture->node_count && put; i++) put = put_node(writer, to, picture, &picture->nodes[i]);
  return put;
}

/* The document's headline, or its IRI; and its language. */
static Slice title_of(const GraphView *view, Slice *language) {
  for (uint32_t i = 0; i < view->count; i++) {
    if (view->subjects[i].kind != SUBJECT_DOCUMENT) continue;
    *language = view_text(view, &view->subjects[i], PROPERTY_IN_LANGUAGE);
    Slice title = view_text(view, &view->subjects[i], PROPERTY_HEADLINE);
    if (title.length) return title;
  }
  return view->graph->iri;
}

static bool put_document(SvgWriter *writer, const Graph *graph) {
  ByteBuffer *to = &writer->pictures;
  GraphView view;
  EntityGraph entities;
  GraphPicture picture;
  Slice language = {0};
  graph_view_make(&view, &writer->arena, graph);
  entity_graph_init(&entities, &writer->arena);
  entity_graph_add(&entities, &view);
  graph_picture_make(&picture, &writer->arena, &entities);
  Slice title = title_of(&view, &language);
  int32_t width = picture.width > LEAST_WIDTH ? picture.width : LEAST_WIDTH;
  if (width > writer->width) writer->width = width;
  title = text_cut(&writer->arena, title, (width - 2 * MARGIN) * 100 / TITLE_FONT);
  bool put = byte_buffer_print(to, "<g transform=\"translate(0 %d)\" xml:lang=\"", writer->height) &&
             put_text(to, language) && byte_buffer_put(to, SLICE("\">\n")) &&
             put_label(to, MARGIN, TITLE_HEIGHT / 2 + 6, " class=\"title\"", title);
  put = put && byte_buffer_print(to, "<g transform=\"translate(0 %d)\">\n", TITLE_HEIGHT) &&
        put_picture(writer, &picture);
  int32_t height = picture.height;
  if (put && picture.left_out) {
    Slice note = arena_print(&writer->arena, "and %u more %s", picture.left_out,
                             word_for(picture.left_out, "entity", "entities"));
    put = put_label(to, MARGIN, height, " class=\"note\"", note);
    height += 20;
  }
  writer->height += TITLE_HEIGHT + height;
  return put && byte_buffer_put(to, SLICE("</g>\n</g>\n"));
}

bool svg_writer_put(SvgWriter *writer, const Graph *graph) {
  jmp_buf jump;
  size_t before = writer->pictures.length;
  if (writer->count == SVG_DOCUMENTS) {
    writer->left_out++;
    return true;
  }
  if (ARENA_GUARD(&writer->arena, jump)) {
    writer->pictures.length = before;
    return false;
  }
  arena_reset(&writer->arena);
  writer->count++;
  return put_document(writer, graph);
}

/* ---- the whole ---- */

/* Colours are those of the page (page/page.css). */
static const char STYLE[] =
    "text{font:13px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,\"PingFang SC\","
    "\"Hiragino Sans GB\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"WenQuanYi Micro Hei\",sans-serif;fill:#1b1d22}\n"
    ".node text,.label{text-anchor:middle}\n"
    ".title{font-size:16px;font-weight:600}.label,.note{font-size:11px;fill:#575c66}.legend{font-size:12px;fill:#"
    "575c66}\n"
    ".ground,.plate{fill:#fff}.edge{fill:none;stroke:#8a8f98;stroke-width:1.3}.head{fill:#8a8f98}.doubt{stroke-"
    "dasharray:5 4}\n"
    ".Person rect{fill:#e2edfc;stroke:#1d5bb8}.Organization rect{fill:#f1e7fa;stroke:#7438ab}\n"
    ".Place rect{fill:#dff2e5;stroke:#1c7040}.Product rect{fill:#fdecd9;stroke:#9a4a00}\n"
    ".Event rect{fill:#fbe4ea;stroke:#ac224a}.CreativeWork rect{fill:#dcf1f4;stroke:#0a6777}\n"
    ".Concept rect{fill:#e9ebef;stroke:#4f5765}.Group rect{fill:#f3ecdb;stroke:#71531f}.other "
    "rect{fill:#ecf3d6;stroke:#4d6b00}\n"
    "@media "
    "(prefers-color-scheme:dark){text{fill:#e7e7e4}.label,.note,.legend{fill:#a4a9b4}.ground,.plate{fill:#1a1c20}\n"
    ".edge{stroke:#6d7380}.head{fill:#6d7380}\n"
    ".Person rect{fill:#1c3152;stroke:#86b6ff}.Organization rect{fill:#36274b;stroke:#cba6f3}\n"
    ".Place rect{fill:#1b3b2a;stroke:#82d6a2}.Product rect{fill:#442f18;stroke:#f2b172}\n"
    ".Event rect{fill:#4a2230;stroke:#f695af}.CreativeWork rect{fill:#143a41;stroke:#74d3e0}\n"
    ".Concept rect{fill:#2f343c;stroke:#b6bdc9}.Group rect{fill:#3b3320;stroke:#d8be8d}.other "
    "rect{fill:#303a17;stroke:#b9d46c}}\n";

static int32_t legend_width(unsigned type) {
  return SWATCH + 7 + text_width(slice_of(TYPES[type].name)) * LABEL_FONT / 100 + 18;
}

static bool put_legend(const SvgWriter *writer, ByteBuffer *to) {
  int32_t x = MARGIN, y = writer->height + LEGEND_HEIGHT / 2;
  bool put = true;
  for (unsigned i = 0; i < TYPE_COUNT && put; i++) {
    if (!writer->used[i]) continue;
    put = byte_buffer_print(to, "<g class=\"%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/></g>",
                            TYPES[i].class, x, y - SWATCH / 2, SWATCH, SWATCH) &&
          put_label(to, x + SWATCH + 7, y, " class=\"legend\"", slice_of(TYPES[i].name));
    x += legend_width(i);
  }
  return put;
}

bool svg_writer_end(SvgWriter *writer, ByteBuffer *to, uint64_t *left_out) {
  int32_t width = MARGIN, height = writer->height + LEGEND_HEIGHT;
  for (unsigned i = 0; i < TYPE_COUNT; i++) width += writer->used[i] ? legend_width(i) : 0;
  if (width < writer->width) width = writer->width;
  if (width < LEAST_WIDTH) width = LEAST_WIDTH;
  *left_out = writer->left_out;
  return byte_buffer_print(to,
                           "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                           "role=\"img\">\n",
                           width, height, width, height) &&
         byte_buffer_put(to, SLICE("<title>Entities and what stands between them</title>\n<style>\n")) &&
         byte_buffer_put(to, slice_of(STYLE)) && byte_buffer_put(to, SLICE("</style>\n")) &&
         byte_buffer_put(to, SLICE("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n")) &&
         byte_buffer_put(to, byte_buffer_slice(&writer->pictures)) && put_legend(writer, to) &&
         byte_buffer_put(to, SLICE("</svg>\n"));
}
