#include "lattice/lattice_internal.h"

/* Whether the text has the word's own upper and lower case. Only words of an alphabet come here. */
static bool same_case(const Lattice *lattice, const Lexicon *lexicon, const LexiconWord *word, uint32_t begin,
                      uint32_t end) {
  Slice spelling = lexicon_spelling(lexicon, word), text = lattice_slice(lattice, begin, end);
  if (slice_equal(spelling, text)) return true;
  if (spelling.length != text.length) return false; /* full width: rare enough */
  for (size_t i = 0; i < text.length; i++) {
    char a = spelling.data[i], b = text.data[i];
    bool blanks = (a == ' ' || a == '\n') && (b == ' ' || b == '\n');
    bool letters = (a >= 'A' && a <= 'Z') || (b >= 'A' && b <= 'Z');
    if (a != b && !blanks && letters) return false;
  }
  return true;
}

typedef struct {
  Lattice *lattice;
  const Lexicon *lexicon;
  EdgeSource source;
  TypeSetId sets;
  uint16_t vocabulary; /* EDGE_LISTED: its number */
} WordSearch;

/* Whether a letter stands right behind a digit, where a unit may begin: 30km. */
static bool is_behind_digit(const Lattice *lattice, uint32_t position) {
  return position && (lattice_character(lattice, position - 1) & CHARACTER_DIGIT) &&
         (lattice_character(lattice, position) & CHARACTER_LETTER);
}

static bool is_unit(const WordSearch *search, uint32_t set) {
  uint32_t unit = search->lattice->vocabulary->reserved.unit;
  return search->source == EDGE_WORD && unit != UINT32_MAX &&
         type_set_has(&search->lattice->vocabulary->sets[search->sets + set], (TypeId)unit);
}

static void add_words(WordSearch *search, uint32_t begin, uint32_t end, uint32_t word) {
  Lattice *lattice = search->lattice;
  bool alphabetic = lattice_is_alnum(lattice, begin) || lattice_is_alnum(lattice, end - 1);
  bool cut = alphabetic && !lattice_is_boundary(lattice, begin);
  if (alphabetic && !lattice_is_boundary(lattice, end)) return;
  if (cut && !is_behind_digit(lattice, begin)) return;
  for (unsigned steps = 0; word < search->lexicon->word_count && steps < 64; steps++) {
    const LexiconWord *entry = &search->lexicon->words[word];
    uint32_t set = entry->class_set < search->lexicon->class_set_count ? entry->class_set : 0;
    if (cut && !is_unit(search, set)) {
      word = entry->next;
      continue;
    }
    if (!alphabetic || !(entry->flags & WORD_EXACT_CASE) || same_case(lattice, search->lexicon, entry, begin, end)) {
      lattice->reserved[begin] = lattice->reserved[begin] || lattice->vocabulary->sets[search->sets + set].reserved;
      lattice_add(lattice, (Edge){.begin = (uint16_t)begin,
                                  .end = (uint16_t)end,
                                  .source = (uint8_t)search->source,
                                  .vocabulary = search->vocabulary,
                                  .flags = entry->flags & WORD_NOT_COUNTED ? 0 : EDGE_READ,
                                  .types = search->sets + set,
                                  .cost = entry->cost,
                                  .payload = word});
    }
    word = entry->next;
  }
}

static void search_lexicon(WordSearch *search) {
  const Lattice *lattice = search->lattice;
  const Lexicon *lexicon = search->lexicon;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  uint32_t length = lattice->length;
  uint16_t *codes = arena_alloc(lattice->arena, (length + 1) * sizeof *codes);
  for (uint32_t i = 0; i < length; i++) codes[i] = alphabet_code(&lexicon->alphabet, points[i]);
  for (uint32_t begin = 0; begin < length; begin++) {
    if (!lattice_is_boundary(lattice, begin) && !is_behind_digit(lattice, begin)) continue;
    uint32_t state = trie_start(&lexicon->trie, codes[begin]);
    for (uint32_t end = begin + 1; state != TRIE_NONE; end++) {
      uint32_t word = lexicon->trie.values[state];
      if (word) add_words(search, begin, end, word - 1);
      if (end == length) break;
      state = trie_step(&lexicon->trie, state, codes[end]);
    }
  }
}

void lattice_find_words(Lattice *lattice) {
  const Vocabulary *vocabulary = lattice->vocabulary;
  WordSearch own = {lattice, &vocabulary->rules->lexicon, EDGE_WORD, vocabulary->own_sets, 0};
  search_lexicon(&own);
  for (uint32_t i = 0; vocabulary->extra && i < vocabulary->rules->vocabularies_count; i++) {
    WordSearch listed = {lattice, &vocabulary->extra[i], EDGE_LISTED, vocabulary->extra_sets[i], (uint16_t)i};
    search_lexicon(&listed);
  }
  if (!vocabulary->dictionary) return;
  WordSearch general = {lattice, vocabulary->dictionary, EDGE_DICTIONARY, vocabulary->dictionary_sets, 0};
  search_lexicon(&general);
}
