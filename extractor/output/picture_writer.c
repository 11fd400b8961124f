#include "output/picture_writer.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "graph/entity_graph.h"
#include "output/parts.h"

struct PictureWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool xml;
  Arena arena; /* what is needed for one document */
};

typedef struct {
  PictureWriter *writer;
  Losses losses;
  struct {
    VECTOR(char);
  } bytes; /* of a node or an edge */
} Work;

static void say(Work *work, Slice text) {
  VECTOR_APPEND(&work->writer->arena, &work->bytes, text.data, text.length);
}

static void say_word(Work *work, const char *text) {
  say(work, slice_of(text));
}

/* ---- texts ---- */

/* XML 1.0 has no other control characters, nor these two. */
static bool is_xml_character(uint32_t c) {
  return (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') && c != 0xFFFE && c != 0xFFFF;
}

static void say_xml(Work *work, Slice text) {
  text = text_repaired(&work->writer->arena, text, &work->losses);
  for (size_t i = 0; i < text.length;) {
    unsigned width;
    uint32_t c = utf8_decode(text.data + i, &width);
    const char *escape = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
    if (c == '\t' || c == '\n' || c == '\r') escape = c == '\t' ? "&#9;" : c == '\n' ? "&#10;" : "&#13;";
    if (!is_xml_character(c)) {
      escape = "\xEF\xBF\xBD";
      work->losses.count[LOSS_XML_CHARACTER]++;
    }
    if (escape) {
      say_word(work, escape);
    } else {
      say(work, (Slice){text.data + i, width});
    }
    i += width;
  }
}

/* In quotation marks. A backslash is doubled, since labels of Graphviz have escapes of their own (\n, \N); control
   characters become blanks. */
static void say_dot(Work *work, Slice text) {
  text = text_repaired(&work->writer->arena, text, &work->losses);
  say_word(work, "\"");
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c == '"' || c == '\\') say_word(work, "\\");
    say(work, c < 0x20 || c == 0x7F ? SLICE(" ") : (Slice){text.data + i, 1});
  }
  say_word(work, "\"");
}

/* ---- GraphML ---- */

static void say_data(Work *work, const char *key, Slice text) {
  if (!text.length) return;
  say_word(work, "<data key=\"");
  say_word(work, key);
  say_word(work, "\">");
  say_xml(work, text);
  say_word(work, "</data>");
}

static void say_xml_node(Work *work, const EntityNode *node) {
  say_word(work, "<node id=\"");
  say_xml(work, node->iri);
  say_word(work, "\">");
  say_data(work, "type", node->type);
  say_data(work, "label", node->label);
  say_data(work, "language", node->language);
  say_word(work, "</node>\n");
}

static void say_xml_edge(Work *work, const EntityGraph *graph, const EntityEdge *edge) {
  say_word(work, "<edge source=\"");
  say_xml(work, graph->nodes.data[edge->from].iri);
  say_word(work, "\" target=\"");
  say_xml(work, graph->nodes.data[edge->to].iri);
  say_word(work, "\">");
  say_data(work, "kind", slice_of(entity_edge_kind(edge->kind)));
  say_data(work, "name", edge->label);
  say_data(work, "predicate", edge->predicate);
  say_data(work, "claim", edge->claim);
  say_data(work, "confidence", edge->confidence);
  say_data(work, "status", edge->status);
  say_data(work, "modality", edge->modality);
  say_data(work, "period", edge->period);
  if (edge->denied) say_data(work, "denied", SLICE("true"));
  say_word(work, "</edge>\n");
}

/* ---- DOT ---- */

static const struct {
  const char *type, *colour;
} COLOURS[] = {{"Person", "#cfe3ff"},  {"Organization", "#ffe2c2"}, {"Place", "#d3f0d3"},
               {"Product", "#f3d6f0"}, {"Event", "#fff3b8"},        {"CreativeWork", "#e4dcf7"}};

static void say_dot_node(Work *work, const EntityNode *node) {
  const char *colour = "#eeeeee";
  for (size_t i = 0; i < sizeof COLOURS / sizeof *COLOURS; i++) {
    if (slice_is(node->type, COLOURS[i].type)) colour = COLOURS[i].colour;
  }
  say_word(work, "  ");
  say_dot(work, node->iri);
  say_word(work, " [label=");
  say_dot(work, node->label);
  say_word(work, ", class=");
  say_dot(work, node->type);
  say_word(work, ", fillcolor=\"");
  say_word(work, colour);
  say_word(work, "\"];\n");
}

static void say_dot_edge(Work *work, const EntityGraph *graph, const EntityEdge *edge) {
  say_word(work, "  ");
  say_dot(work, graph->nodes.data[edge->from].iri);
  say_word(work, " -> ");
  say_dot(work, graph->nodes.data[edge->to].iri);
  say_word(work, " [label=");
  say_dot(work, edge->label);
  say_word(work, ", class=");
  say_dot(work, slice_of(entity_edge_kind(edge->kind)));
  if (edge->confidence.length) {
    say_word(work, ", weight=1, confidence=");
    say_dot(work, edge->confidence);
  }
  if (edge->denied) {
    say_word(work, ", style=dotted, arrowhead=tee");
  } else if (edge->modality.length || edge->status.length) {
    say_word(work, ", style=dashed"); /* planned, possible, former */
  }
  say_word(work, "];\n");
}

/* ---- documents ---- */

static void put_piece(Work *work, SeenKey key) {
  frame_put(work->writer->output, 0, &key, (Slice){work->bytes.data, work->bytes.count});
  work->bytes.count = 0;
}

/* An edge of a claim is that claim; of a triple, the triple. */
static SeenKey edge_key(const EntityGraph *graph, const EntityEdge *edge) {
  Slice from = graph->nodes.data[edge->from].iri, to = graph->nodes.data[edge->to].iri;
  if (edge->claim.length) return seen_key((Slice[]){SLICE("claim"), edge->claim, from, to}, 4);
  return seen_key((Slice[]){SLICE("triple"), from, edge->predicate, to}, 4);
}

SpoStatus picture_writer_write(PictureWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Work work = {.writer = writer};
  GraphView view;
  EntityGraph entities;
  graph_view_make(&view, &writer->arena, graph);
  entity_graph_init(&entities, &writer->arena);
  entity_graph_add(&entities, &view);
  for (uint32_t i = 0; i < entities.nodes.count; i++) {
    const EntityNode *node = &entities.nodes.data[i];
    (writer->xml ? say_xml_node : say_dot_node)(&work, node);
    put_piece(&work, seen_key((Slice[]){SLICE("node"), node->iri}, 2));
  }
  for (uint32_t i = 0; i < entities.edges.count; i++) {
    const EntityEdge *edge = &entities.edges.data[i];
    (writer->xml ? say_xml_edge : say_dot_edge)(&work, &entities, edge);
    put_piece(&work, edge_key(&entities, edge));
  }
  losses_report(&work.losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

#define NODE_KEY(name) "<key id=\"" name "\" for=\"node\" attr.name=\"" name "\" attr.type=\"string\"/>\n"
#define EDGE_KEY(name, type) "<key id=\"" name "\" for=\"edge\" attr.name=\"" name "\" attr.type=\"" type "\"/>\n"

static const char GRAPHML_HEADER[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
    "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
    "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n" NODE_KEY("type") NODE_KEY("label") NODE_KEY("language")
        EDGE_KEY("kind", "string") EDGE_KEY("name", "string") EDGE_KEY("predicate", "string")
            EDGE_KEY("claim", "string") EDGE_KEY("confidence", "double") EDGE_KEY("status", "string")
                EDGE_KEY("modality", "string") EDGE_KEY("period", "string")
                    EDGE_KEY("denied", "boolean") "<graph edgedefault=\"directed\">\n";

static const char DOT_HEADER[] =
    "digraph entities {\n"
    "  graph [overlap=false, splines=true, rankdir=LR];\n"
    "  node [shape=box, style=\"rounded,filled\", fontname=\"Noto Sans CJK SC, Noto Sans, sans-serif\", fontsize=11];\n"
    "  edge [fontname=\"Noto Sans CJK SC, Noto Sans, sans-serif\", fontsize=9];\n";

void picture_write_header(const WriterOptions *options, Output *output) {
  const char *header = options->syntax == SYNTAX_GRAPHML ? GRAPHML_HEADER : DOT_HEADER;
  output_write(output, header, strlen(header));
}

void picture_write_footer(const WriterOptions *options, Output *output) {
  const char *footer = options->syntax == SYNTAX_GRAPHML ? "</graph>\n</graphml>\n" : "}\n";
  output_write(output, footer, strlen(footer));
}

PictureWriter *picture_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics) {
  PictureWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->xml = options->syntax == SYNTAX_GRAPHML;
  arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void picture_writer_free(PictureWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}
