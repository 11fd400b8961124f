/* Texts from strangers through the small rules into the HTML page and the SVG picture: the page's block must be JSON
   that ends no script, its text the text that was read, its positions within it; the picture must be XML. The same
   bytes as edges of a graph: nothing of its drawing may stand on anything else. Seeds: seeds/view. */
#include <assert.h>
#include <libxml/parser.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "support/small_rules.h"
#include "support/view_check.h"
#include "view/page_writer.h"
#include "view/svg_writer.h"

static const GraphOptions OPTIONS = {.base = {GRAPH_DEFAULT_BASE, sizeof GRAPH_DEFAULT_BASE - 1}, .mentions = true};

/* Compiled once; kept for the life of the process. */
static const Vocabulary *vocabulary_once(void) {
  static Arena kept;
  static RuleSet rules;
  static Lexicon dictionary;
  static Vocabulary vocabulary;
  if (vocabulary.rules) return &vocabulary;
  Diagnostics diagnostics = {NULL, NULL};
  arena_init(&kept, (size_t)1 << 30);
  if (lexicon_open(&dictionary, small_dictionary(&kept), "dictionary", &diagnostics) != SPO_SUCCESS) abort();
  if (compile_rule_text(&kept, SLICE(SMALL_RULES), &dictionary, &diagnostics, &rules) != SPO_SUCCESS) abort();
  vocabulary_init(&vocabulary, &kept, &rules, NULL);
  return &vocabulary;
}

static void check_positions(const json_t *numbers, size_t length) {
  json_int_t before = 0;
  for (size_t i = 0; i < json_array_size(numbers); i++) {
    json_int_t number = json_integer_value(json_array_get(numbers, i));
    assert(number >= 0 && number <= (json_int_t)length && (i % 2 == 0 || number > before));
    before = number;
  }
}

static void check_page(const SmallResult *result) {
  ByteBuffer block = {0};
  PageWriter *writer = page_writer_new();
  const ViewDocument document = {.resolution = &result->resolution, .graph = &result->graph, .options = &OPTIONS};
  bool put = page_writer_put(writer, &document, &block);
  assert(put);
  json_t *page = read_block(byte_buffer_slice(&block));
  assert(page);
  const json_t *text = json_object_get(page, "text");
  Slice read = {json_string_value(text), json_string_length(text)};
  assert(slice_equal(read, result->text.utf8));
  check_positions(json_object_get(page, "sentences"), result->text.length);
  const json_t *entities = json_object_get(page, "entities");
  for (size_t i = 0; i < json_array_size(entities); i++) {
    check_positions(json_object_get(json_array_get(entities, i), "mentions"), result->text.length);
  }
  json_decref(page);
  page_writer_free(writer);
  byte_buffer_free(&block);
}

static void check_picture(const SmallResult *result) {
  ByteBuffer picture = {0};
  uint64_t left_out;
  SvgWriter *writer = svg_writer_new();
  bool put = svg_writer_put(writer, &result->graph) && svg_writer_end(writer, &picture, &left_out);
  assert(put && left_out == 0);
  xmlDoc *xml = xmlReadMemory(picture.data, (int)picture.length, "fuzz.svg", NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
  assert(xml);
  xmlFreeDoc(xml);
  svg_writer_free(writer);
  byte_buffer_free(&picture);
}

/* Each two bytes are an edge. */
static void check_layout(Arena *arena, const uint8_t *data, size_t size) {
  enum { NODES = 40, EDGES = 60 };
  Layout layout = {.node_count = NODES};
  layout.nodes = ARENA_ARRAY(arena, LayoutNode, NODES);
  layout.edges = ARENA_ARRAY(arena, LayoutEdge, EDGES);
  for (uint32_t i = 0; i < NODES; i++) layout.nodes[i] = (LayoutNode){.width = 20 + (int32_t)i * 7, .height = 30};
  for (size_t i = 0; i + 1 < size && layout.edge_count < EDGES; i += 2) {
    uint32_t from = data[i] % NODES, to = data[i + 1] % NODES;
    int32_t label = data[i] % 3 ? data[i + 1] / 2 : 0;
    LayoutEdge edge = {.from = from, .to = to, .label_width = label, .label_height = label ? 17 : 0};
    if (from != to) layout.edges[layout.edge_count++] = edge;
  }
  graph_layout(&layout, arena);
  assert(layout_is_clear(&layout));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena arena, scratch;
  jmp_buf jump;
  if (size > 8000) return 0;
  arena_init(&arena, (size_t)1 << 30);
  arena_init(&scratch, (size_t)1 << 30);
  if (ARENA_GUARD(&arena, jump)) abort(); /* texts this short do not need a gigabyte */
  scratch.guard = arena.guard;
  check_layout(&arena, data, size);
  Slice words = {(const char *)data, size};
  if (utf8_valid_prefix(words) == size && !memchr(data, 0, size)) {
    SmallResult result;
    run_rules(&arena, &scratch, vocabulary_once(), words, &result);
    check_page(&result);
    check_picture(&result);
  }
  arena_free(&arena);
  arena_free(&scratch);
  return 0;
}
