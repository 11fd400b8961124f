#include "cli/shapes.h"

#include <errno.h>

#include "cli/command.h"
#include "graph/shapes.h"

static SpoStatus print(Slice text) {
  if (fwrite(text.data, 1, text.length, stdout) == text.length && fflush(stdout) == 0) return SPO_SUCCESS;
  bool closed = errno == EPIPE; /* whoever read has enough */
  if (!closed) diagnostics_file(&REPORT, SPO_ERROR, "standard output", 0, SIZE_MAX, "%s", strerror(errno));
  clearerr(stdout);
  return closed ? SPO_SUCCESS : SPO_BAD_OUTPUT;
}

static SpoStatus write_shapes(Arena *arena, const Engine *engine, const char *output) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  const RuleSet *rules[ENGINE_LANGUAGES];
  Prefix prefixes[GRAPH_PREFIXES];
  uint32_t count = 0;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    if (engine->languages[i].open) rules[count++] = &engine->languages[i].rules;
  }
  uint32_t prefix_count = engine_prefixes(engine, SLICE(GRAPH_DEFAULT_BASE), prefixes);
  Slice text = graph_shapes(arena, rules, count, prefixes, prefix_count);
  return output ? file_write(output, text, &REPORT) : print(text);
}

int shapes_write(const EngineOptions *options, const char *output) {
  Engine engine;
  SpoStatus status = engine_open(&engine, options, &REPORT);
  if (status != SPO_SUCCESS) return exit_status(status);
  Arena arena;
  arena_init(&arena, (size_t)1 << 30);
  status = write_shapes(&arena, &engine, output);
  arena_free(&arena);
  engine_close(&engine);
  if (status == SPO_NO_MEMORY) diagnostics_file(&REPORT, SPO_ERROR, output, 0, SIZE_MAX, "not enough memory");
  return exit_status(status);
}
