/* Texts from strangers through the small rules: text, lattice, matching, resolving, graph. Positions must be sound, and
   the same text must give the same facts twice. Seeds: seeds/sentence. */
#include <assert.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "support/small_rules.h"

static void check_text(const SmallResult *result) {
  const Text *text = &result->text;
  uint32_t end = 0;
  uint64_t source = 0;
  assert(utf8_valid_prefix(text->utf8) == text->utf8.length && utf8_length(text->utf8) == text->length);
  for (uint32_t i = 0; i < text->length; i++) {
    uint64_t at = text_source_offset(text, i);
    assert(at >= source && at <= result->document.text.length);
    source = at;
  }
  for (uint32_t i = 0; i < text->sentences.count; i++) {
    const Sentence *sentence = &text->sentences.data[i];
    const Paragraph *paragraph = &text->paragraphs.data[sentence->paragraph];
    assert(sentence->begin >= end && sentence->end > sentence->begin && sentence->end <= text->length);
    assert(sentence->begin >= paragraph->begin && sentence->end <= paragraph->end);
    assert(sentence->end - sentence->begin <= SENTENCE_LONGEST);
    end = sentence->end;
  }
  for (uint32_t i = 0; i < text->quotes.count; i++) {
    const Quote *quote = &text->quotes.data[i];
    assert(quote->begin > 0 && quote->begin <= quote->end && quote->end <= text->length);
    assert(i == 0 || quote->begin >= quote[-1].begin);
  }
}

static void check_analysis(const SmallResult *result) {
  const Analysis *analysis = &result->analysis;
  for (uint32_t i = 0; i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    const Sentence *sentence = &result->text.sentences.data[mention->sentence];
    assert(mention->begin < mention->end && mention->begin >= sentence->begin && mention->end <= sentence->end);
    assert(result->resolution.entity_of_mention[i] < result->resolution.entities.count);
  }
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = &analysis->facts.data[result->resolution.claims.data[i]];
    const Sentence *sentence = &result->text.sentences.data[fact->sentence];
    assert(!fact->dropped && fact->begin >= sentence->begin && fact->end <= sentence->end);
  }
}

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Slice words = {(const char *)data, size};
  if (size > 30000 || utf8_valid_prefix(words) != size || memchr(data, 0, size)) return 0;
  const Vocabulary *vocabulary = vocabulary_once();
  Arena arena, scratch;
  arena_init(&arena, (size_t)1 << 30);
  arena_init(&scratch, (size_t)1 << 30);
  jmp_buf jump;
  if (!ARENA_GUARD(&arena, jump)) {
    scratch.guard = arena.guard;
    SmallResult first, second;
    run_rules(&arena, &scratch, vocabulary, words, &first);
    check_text(&first);
    check_analysis(&first);
    run_rules(&arena, &scratch, vocabulary, words, &second);
    assert(first.resolution.claims.count == second.resolution.claims.count);
    assert(first.graph.triples.count == second.graph.triples.count);
  } else {
    abort(); /* texts this short do not need a gigabyte */
  }
  arena_free(&arena);
  arena_free(&scratch);
  return 0;
}
