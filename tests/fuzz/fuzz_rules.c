/* Rule files from strangers: parsed, compiled, written as an image, opened again, and run. What follows the first line
   `%%` of the input is the text that the rules are run over. Seeds: seeds/rules. */
#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "support/small_rules.h"

static void use_message(void *handle, const SpoDiagnostic *diagnostic) {
  size_t *used = handle; /* every string must be readable up to its end */
  *used += strlen(diagnostic->message) + strlen(diagnostic->file);
  if (diagnostic->source) *used += strlen(diagnostic->source);
  if (diagnostic->hint) *used += strlen(diagnostic->hint);
  assert(!diagnostic->source || diagnostic->column <= diagnostic->source_column + strlen(diagnostic->source));
}

static void run(Arena *arena, Arena *scratch, const RuleSet *rules, Slice words) {
  Vocabulary vocabulary;
  SmallResult result;
  vocabulary_init(&vocabulary, arena, rules, NULL);
  run_rules(arena, scratch, &vocabulary, words, &result);
}

static void compile_and_run(Arena *arena, Arena *scratch, Slice rules_text, Slice words) {
  size_t used = 0;
  Diagnostics diagnostics = {use_message, &used};
  RuleSet rules, opened;
  if (compile_rule_text(arena, rules_text, NULL, &diagnostics, &rules) != SPO_SUCCESS) {
    assert(used > 0); /* no failure without a message */
    return;
  }
  Slice image = rule_image_write(arena, &rules);
  SpoStatus status = rule_image_open(&opened, image, "image", &diagnostics);
  assert(status == SPO_SUCCESS);
  run(arena, scratch, &opened, words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Slice input = {(const char *)data, size};
  if (size > 20000 || utf8_valid_prefix(input) != size || memchr(data, 0, size)) return 0;
  Slice words = SLICE(SMALL_TEXT);
  size_t cut = slice_find(input, SLICE("\n%%\n"));
  if (cut != SIZE_MAX) {
    words = (Slice){input.data + cut + 4, size - cut - 4};
    input.length = cut + 1;
  }
  Arena arena, scratch;
  arena_init(&arena, (size_t)256 << 20);
  arena_init(&scratch, (size_t)256 << 20);
  jmp_buf jump;
  if (!ARENA_GUARD(&arena, jump)) {
    scratch.guard = arena.guard;
    compile_and_run(&arena, &scratch, input, words);
  }
  arena_free(&arena);
  arena_free(&scratch);
  return 0;
}
