/* Damaged gazetteers: the input patches a small image (patched_image.h), and its hash is set right, so that what it
   points to is looked at. It must be refused, or be safe to link with. Seeds: seeds/gazetteer. */
#include "fuzz/patched_image.h"
#include "link/gazetteer_builder.h"
#include "link/link.h"

static Slice small_gazetteer(Arena *arena) {
  GazetteerBuilder *builder = gazetteer_builder_new(arena);
  static const char *const NAMES[] = {"周建平", "周建平", "Brookton", "江州", "江州"};
  for (uint32_t i = 0; i < 5; i++) {
    Slice iri = arena_print(arena, "http://g.example/Q%u", i);
    uint32_t entry = gazetteer_builder_entry(builder, iri);
    gazetteer_builder_name(builder, entry, slice_of(NAMES[i]), true);
    gazetteer_builder_name(builder, entry, arena_print(arena, "name %u", i), false);
    gazetteer_builder_class(builder, entry,
                            i < 2 ? SLICE("https://schema.org/Person") : SLICE("https://schema.org/Place"), i);
    gazetteer_builder_describe(builder, entry, i % 2 ? SLICE("篮球教练") : SLICE("a town in the north"));
    gazetteer_builder_popularity(builder, entry, i * 3);
  }
  GazetteerCounts counts;
  return gazetteer_builder_finish(builder, &counts);
}

static void use(const Gazetteer *gazetteer, Arena *arena) {
  static const char *const LABELS[] = {"周建平", "Brookton", "江州", "name 3", "nothing"};
  Graph graph;
  graph_init(&graph, arena, SLICE("http://d.example/1"));
  TermId type = graph_iri(&graph, SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), 1 << 30);
  TermId label = graph_iri(&graph, SLICE("http://www.w3.org/2000/01/rdf-schema#label"), 1 << 30);
  for (uint32_t i = 0; i < 5; i++) {
    TermId entity = graph_iri(&graph, arena_print(arena, "http://e.example/%u", i), i + 1);
    graph_add(&graph, entity, type, graph_iri(&graph, SLICE("https://schema.org/Person"), 1 << 30));
    graph_add(&graph, entity, label, graph_literal(&graph, slice_of(LABELS[i]), SLICE(""), SLICE("zh")));
  }
  Slice sentences[] = {SLICE("篮球教练周建平在江州说")};
  LinkDecisions decisions = {0};
  LinkOptions options = {.gazetteer = gazetteer, .threshold = 0.1};
  link_graph(&graph, &options, sentences, 1, &decisions);
  graph_finish(&graph);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char *base;
  static size_t length;
  Arena arena;
  arena_init(&arena, (size_t)256 << 20);
  jmp_buf jump;
  if (!ARENA_GUARD(&arena, jump)) {
    if (!base) {
      Slice image = small_gazetteer(&arena);
      base = malloc(image.length);
      length = image.length;
      memcpy(base, image.data, length);
      arena_reset(&arena);
    }
    Slice bytes = patched_image((Slice){base, length}, data, size);
    GazetteerHeader header;
    if (bytes.length >= sizeof header) {
      memcpy(&header, bytes.data, sizeof header);
      header.size = bytes.length;
      header.hash = gazetteer_image_hash(bytes.data + sizeof header, bytes.length - sizeof header);
      memcpy((char *)(uintptr_t)bytes.data, &header, sizeof header);
    }
    Gazetteer gazetteer;
    if (gazetteer_open(&gazetteer, bytes, "image", &DIAGNOSTICS_SILENT) == SPO_SUCCESS) use(&gazetteer, &arena);
    free((char *)(uintptr_t)bytes.data);
  }
  arena_free(&arena);
  return 0;
}
