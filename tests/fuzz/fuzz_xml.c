/* Bytes as XML of a known kind, and by a map. Seeds: seeds/xml. */
#include "fuzz/input_fuzz.h"
#include "input/xml_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char MAP[] = "document item\nid @id\ntitle title\ndate date\nauthor .//author\ntext description|body\n";
  Slice bytes = {(const char *)data, size};
  Arena arena;
  XmlMap map;
  arena_init(&arena, 1 << 20);
  xml_map_read(&arena, SLICE(MAP), "map", &DIAGNOSTICS_SILENT, &map);
  fuzz_read(bytes, FORMAT_XML, INTO_OWN_TEXT);
  ReaderOptions options = {.format = FORMAT_XML, .largest = 1 << 22, .most_expanded = 1 << 24, .map = &map};
  fuzz_read_with(bytes, &options, INTO_OWN_TEXT);
  arena_free(&arena);
  return 0;
}
