/* Damaged lexicon images: the input patches an image of a small dictionary (three bytes of offset and one of value,
   again and again; the first three bytes say where it is cut off). It must be refused, or be safe to use. Seeds:
   seeds/lexicon. */
#include "fuzz/patched_image.h"
#include "support/small_rules.h"

static const char *const LOOKED_UP[] = {"法院", "长期", "机器人", "gpt", "GPT", "法", "没有的词", "x", ""};

static size_t use(const Lexicon *lexicon) {
  size_t sum = 0;
  for (size_t i = 0; i < sizeof LOOKED_UP / sizeof LOOKED_UP[0]; i++) {
    uint32_t found = lexicon_find(lexicon, slice_of(LOOKED_UP[i]));
    if (found == WORD_NONE) continue;
    const LexiconWord *word = lexicon_word(lexicon, found);
    Slice tag = lexicon_tag(lexicon, word, UINT32_MAX, SLICE("kind"));
    sum += slice_hash(lexicon_spelling(lexicon, word)) + slice_hash(tag);
  }
  for (uint32_t i = 0; i < lexicon->class_count && i < 100; i++) {
    sum += slice_hash(lexicon_class_name(lexicon, i));
  }
  return sum + lexicon_find_class(lexicon, SLICE("n"));
}

/* The dictionary is also what words of rules get their costs from, and what texts are read with. */
static void run_with(Arena *arena, Arena *scratch, const Lexicon *dictionary) {
  RuleSet rules;
  Diagnostics diagnostics = {NULL, NULL};
  if (compile_rule_text(arena, SLICE(SMALL_RULES), dictionary, &diagnostics, &rules) != SPO_SUCCESS) abort();
  Vocabulary vocabulary;
  SmallResult result;
  vocabulary_init(&vocabulary, arena, &rules, NULL);
  run_rules(arena, scratch, &vocabulary, SLICE(SMALL_TEXT), &result);
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
    Slice image = small_dictionary(&arena);
    base = malloc(image.length);
    length = image.length;
    memcpy(base, image.data, length);
    arena_reset(&arena);
  }
  Slice bytes = patched_image((Slice){base, length}, data, size);
  if (!ARENA_GUARD(&arena, jump)) {
    scratch.guard = arena.guard;
    Lexicon lexicon;
    Diagnostics diagnostics = {NULL, NULL};
    if (lexicon_open(&lexicon, bytes, "image", &diagnostics) == SPO_SUCCESS && use(&lexicon) != 1) {
      run_with(&arena, &scratch, &lexicon);
    }
  }
  free((char *)(uintptr_t)bytes.data);
  arena_free(&arena);
  arena_free(&scratch);
  return 0;
}
