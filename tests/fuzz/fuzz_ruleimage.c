/* Damaged rule images: the input patches an image of the small rules (three bytes of offset and one of value, again and
   again; the first three bytes say where it is cut off). It must be refused, or be safe to run. Seeds: seeds/ruleimage.
 */
#include "fuzz/patched_image.h"
#include "support/small_rules.h"

static size_t make_image(Arena *arena, char **image) {
  RuleSet rules;
  Diagnostics diagnostics = {NULL, NULL};
  if (compile_rule_text(arena, SLICE(SMALL_RULES), NULL, &diagnostics, &rules) != SPO_SUCCESS) abort();
  Slice made = rule_image_write(arena, &rules);
  *image = malloc(made.length);
  memcpy(*image, made.data, made.length);
  return made.length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char *base;
  static size_t length;
  Arena arena, scratch;
  arena_init(&arena, (size_t)512 << 20);
  arena_init(&scratch, (size_t)256 << 20);
  jmp_buf jump;
  if (!base) {
    length = make_image(&arena, &base);
    arena_reset(&arena);
  }
  Slice bytes = patched_image((Slice){base, length}, data, size);
  if (!ARENA_GUARD(&arena, jump)) {
    scratch.guard = arena.guard;
    RuleSet rules;
    Diagnostics diagnostics = {NULL, NULL};
    if (rule_image_open(&rules, bytes, "image", &diagnostics) == SPO_SUCCESS) {
      Vocabulary vocabulary;
      SmallResult result;
      vocabulary_init(&vocabulary, &arena, &rules, NULL);
      run_rules(&arena, &scratch, &vocabulary, SLICE(SMALL_TEXT), &result);
    }
  }
  free((char *)(uintptr_t)bytes.data);
  arena_free(&arena);
  arena_free(&scratch);
  return 0;
}
