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

/* A unit, or a scale: 30km, 1.2bn. */
static bool is_unit(const WordSearch *search, uint32_t set) {
  const ReservedLists *lists = &search->lattice->vocabulary->reserved;
  const uint32_t behind_digits[] = {lists->unit, lists->scale};
  if (search->source != EDGE_WORD) return false;
  const TypeSet *types = &search->lattice->vocabulary->sets[search->sets + set];
  for (size_t i = 0; i < sizeof behind_digits / sizeof *behind_digits; i++) {
    if (behind_digits[i] != UINT32_MAX && type_set_has(types, (TypeId)behind_digits[i])) return true;
  }
  return false;
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

/* A word of the lexicon, or the first of several of one folded form, that stands in the text. */
typedef struct {
  uint16_t begin, end;
  uint32_t word;
} Hit;

/* A place where a word may begin, and how far the trie has been followed from there. */
typedef struct {
  uint32_t begin;
  uint32_t state;  /* at first the codes of the two characters there */
  uint32_t middle; /* the unit behind the high byte of the next character, if that has a word */
} Walk;

typedef struct {
  const Trie *trie;
  const uint16_t *codes; /* by position */
  uint32_t length;
  Walk *walks;
  uint32_t walk_count;
  struct {
    VECTOR(Hit);
  } hits;
} Walks;

static void note_hit(const WordSearch *search, Walks *walks, uint32_t begin, uint32_t end, uint32_t value) {
  if (value <= search->lexicon->word_count) __builtin_prefetch(&search->lexicon->words[value - 1]);
  VECTOR_PUSH(search->lattice->arena, &walks->hits, ((Hit){(uint16_t)begin, (uint16_t)end, value - 1}));
}

/* What begin_walks will look at for two characters. */
static void prefetch_pair(const Trie *trie, uint16_t code, uint16_t next) {
  uint64_t hash = trie_pair_hash((uint32_t)code << 16 | next);
  __builtin_prefetch(&trie->pair_bits[hash >> 38 & (trie->pair_bit_words - 1)]);
  if (code < trie->first_count) __builtin_prefetch(&trie->singles[code]);
}

/* Notes the words of one character, and begins a walk wherever some word may begin with the two characters there. */
static void begin_walks(const WordSearch *search, Walks *walks) {
  enum { AHEAD = 8 };
  const Lattice *lattice = search->lattice;
  const Trie *trie = walks->trie;
  for (uint32_t begin = 0; begin < walks->length; begin++) {
    uint16_t code = walks->codes[begin], next = begin + 1 < walks->length ? walks->codes[begin + 1] : 0;
    if (begin + AHEAD < walks->length)
      prefetch_pair(trie, walks->codes[begin + AHEAD - 1], walks->codes[begin + AHEAD]);
    if (code >= trie->first_count) continue;
    if (!lattice_is_boundary(lattice, begin) && !is_behind_digit(lattice, begin)) continue;
    if (trie->singles[code]) note_hit(search, walks, begin, begin + 1, trie->singles[code]);
    uint32_t codes = (uint32_t)code << 16 | next;
    uint64_t hash = trie_pair_hash(codes);
    if (!next || !code || !trie_pair_may_begin(trie, hash)) continue;
    __builtin_prefetch(trie_pair_place(trie, hash));
    walks->walks[walks->walk_count++] = (Walk){.begin = begin, .state = codes};
  }
}

/* Takes all walks over their first two characters. */
static void find_pairs(Walks *walks) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    walk.state = trie_pair(trie, walk.state, trie_pair_hash(walk.state));
    if (walk.state == TRIE_NONE) continue;
    __builtin_prefetch(&trie->units[walk.state]);
    __builtin_prefetch(&trie->values[walk.state]);
    walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* Notes the words that end `length` characters behind the begin of each walk, and makes the first half of its next
   step. */
static void note_hits(const WordSearch *search, Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    uint32_t end = walk.begin + length, word = trie->values[walk.state], base = trie->units[walk.state].base;
    if (word) note_hit(search, walks, walk.begin, end, word);
    if (end == walks->length || !base || !walks->codes[end]) continue;
    walk.middle = base + (walks->codes[end] >> 8);
    if (walk.middle >= trie->unit_count) continue;
    __builtin_prefetch(&trie->units[walk.middle]);
    walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* The second half of a step: `length` characters were followed before it. */
static void finish_steps(Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    TrieUnit middle = trie->units[walk.middle];
    uint32_t next = middle.base + (walks->codes[walk.begin + length] & 0xFF);
    if (middle.check != walk.state || !middle.base || next >= trie->unit_count) continue;
    __builtin_prefetch(&trie->units[next]);
    __builtin_prefetch(&trie->values[next]);
    walk.state = next;
    walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* Those whose last unit is no child of `middle` have come to nothing. */
static void drop_strays(Walks *walks) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    if (walks->trie->units[walks->walks[i].state].check == walks->walks[i].middle) {
      walks->walks[kept++] = walks->walks[i];
    }
  }
  walks->walk_count = kept;
}

static const TypeSet *types_of(const WordSearch *search, const Hit *hit) {
  const Lexicon *lexicon = search->lexicon;
  uint32_t set = hit->word < lexicon->word_count ? lexicon->words[hit->word].class_set : 0;
  return &search->lattice->vocabulary->sets[search->sets + (set < lexicon->class_set_count ? set : 0)];
}

/* Asks for the types of a word some words ahead, and for what lattice_add looks at of those of one nearer by. */
static void prefetch_types(const WordSearch *search, const Hit *hits, uint32_t count, uint32_t at) {
  enum { NEAR = 3, FAR = 6 };
  if (at + FAR < count) __builtin_prefetch(types_of(search, &hits[at + FAR]));
  if (at + NEAR < count) __builtin_prefetch(types_of(search, &hits[at + NEAR])->needed);
}

/* Adds the edges in the order of the text, shorter words first. Hits come by length, then in the order of the text. */
static void add_hits(WordSearch *search, const Walks *walks) {
  Arena *arena = search->lattice->arena;
  uint32_t *place = ARENA_ARRAY(arena, uint32_t, walks->length + 1);
  Hit *sorted = arena_alloc(arena, (walks->hits.count + 1) * sizeof *sorted);
  for (uint32_t i = 0; i < walks->hits.count; i++) place[walks->hits.data[i].begin + 1]++;
  for (uint32_t i = 0; i < walks->length; i++) place[i + 1] += place[i];
  for (uint32_t i = 0; i < walks->hits.count; i++) sorted[place[walks->hits.data[i].begin]++] = walks->hits.data[i];
  for (uint32_t i = 0; i < walks->hits.count; i++) {
    prefetch_types(search, sorted, walks->hits.count, i);
    add_words(search, sorted[i].begin, sorted[i].end, sorted[i].word);
  }
}

/* All words at all positions. The trie is far larger than the caches near the processor, so the walks from all
   positions go side by side, each waiting for its memory while the others move. */
static void search_lexicon(WordSearch *search) {
  const Lattice *lattice = search->lattice;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  uint32_t length = lattice->length;
  if (!search->lexicon->word_count) return;
  uint16_t *codes = arena_alloc(lattice->arena, (length + 1) * sizeof *codes);
  for (uint32_t i = 0; i < length; i++) codes[i] = alphabet_code(&search->lexicon->alphabet, points[i]);
  Walks walks = {.trie = &search->lexicon->trie, .codes = codes, .length = length};
  walks.walks = arena_alloc(lattice->arena, (length + 1) * sizeof(Walk));
  VECTOR_RESERVE(lattice->arena, &walks.hits, 2 * length);
  begin_walks(search, &walks);
  find_pairs(&walks);
  for (uint32_t followed = 2; walks.walk_count; followed++) {
    note_hits(search, &walks, followed);
    finish_steps(&walks, followed);
    drop_strays(&walks);
  }
  add_hits(search, &walks);
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
