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
  EdgeSource source; /* of words that a list has */
  TypeSetId sets;
  uint16_t vocabulary; /* EDGE_LISTED: its number */
  const bool *joined;  /* by position: letters or digits stand on both sides, so that no word begins or ends there */
} WordSearch;

/* Whether a letter stands right behind a digit, where a unit may begin: 30km. */
static bool is_behind_digit(const Lattice *lattice, uint32_t position) {
  return position && (lattice_character(lattice, position - 1) & CHARACTER_DIGIT) &&
         (lattice_character(lattice, position) & CHARACTER_LETTER);
}

/* A unit, or a scale: 30km, 1.2bn. */
static bool is_unit(const WordSearch *search, TypeSetId set) {
  const ReservedLists *lists = &search->lattice->vocabulary->reserved;
  const uint32_t behind_digits[] = {lists->unit, lists->scale};
  if (search->source != EDGE_WORD) return false;
  const TypeSet *types = &search->lattice->vocabulary->sets[set];
  for (size_t i = 0; i < sizeof behind_digits / sizeof *behind_digits; i++) {
    if (behind_digits[i] != UINT32_MAX && type_set_has(types, (TypeId)behind_digits[i])) return true;
  }
  return false;
}

#define NO_HIT UINT32_MAX

/* A word of the lexicon, or the first of several of one folded form, that stands in the text. */
typedef struct {
  uint16_t begin, end;
  uint32_t word;
  uint32_t next;   /* that begins at the same place, longer */
  TypeSetId types; /* of the word */
} Hit;

/* A place where a word may begin, and how far the trie has been followed from there. */
typedef struct {
  uint32_t begin;
  uint32_t state;  /* at first the codes of the two characters there */
  uint32_t middle; /* the unit behind the high byte of the next character, if that has a word */
} Walk;

typedef struct {
  const Trie *trie;
  const uint16_t *codes; /* by position; one more behind them, 0 */
  uint32_t length;
  Walk *walks;
  uint32_t walk_count;
  struct {
    VECTOR(Hit);
  } hits;
  uint32_t *first_hit, *last_hit; /* by position */
} Walks;

static TypeSetId types_of(const WordSearch *search, const LexiconWord *word) {
  return search->sets + (word->class_set < search->lexicon->class_set_count ? word->class_set : 0);
}

/* Notes the first hit at a place. There is room for it: places are fewer than what was reserved. */
static inline void note_first_hit(const WordSearch *search, Walks *walks, uint32_t begin, uint32_t end,
                                  uint32_t value) {
  if (value <= search->lexicon->word_count) __builtin_prefetch(&search->lexicon->words[value - 1]);
  walks->first_hit[begin] = walks->last_hit[begin] = walks->hits.count;
  walks->hits.data[walks->hits.count++] = (Hit){(uint16_t)begin, (uint16_t)end, value - 1, NO_HIT, 0};
}

/* Hits come by length, then in the order of the text. */
static inline void note_hit(const WordSearch *search, Walks *walks, uint32_t begin, uint32_t end, uint32_t value) {
  VECTOR_RESERVE(search->lattice->arena, &walks->hits, 1);
  uint32_t last = walks->last_hit[begin], first = walks->first_hit[begin];
  if (first != NO_HIT) walks->hits.data[last].next = walks->hits.count;
  note_first_hit(search, walks, begin, end, value);
  if (first != NO_HIT) walks->first_hit[begin] = first;
}

/* What begin_walks will look at for two characters. */
static inline void prefetch_pair(const Trie *trie, uint16_t code, uint16_t next) {
  uint64_t hash = trie_pair_hash((uint32_t)code << 16 | next);
  __builtin_prefetch(&trie->pair_bits[hash >> 38 & (trie->pair_bit_words - 1)]);
  __builtin_prefetch(&trie->singles[code]); /* asking for what is not there does no harm */
}

/* Notes the words of one character, and begins a walk wherever some word may begin with the two characters there. */
static void begin_walks(const WordSearch *search, Walks *walks) {
  enum { AHEAD = 8 };
  const Trie *trie = walks->trie;
  const uint16_t *codes = walks->codes;
  Walk *walk = walks->walks;
  for (uint32_t begin = 0; begin < walks->length; begin++) {
    uint16_t code = codes[begin], next = codes[begin + 1];
    if (begin + AHEAD < walks->length) prefetch_pair(trie, codes[begin + AHEAD - 1], codes[begin + AHEAD]);
    if (code >= trie->first_count) continue;
    if (search->joined[begin] && !is_behind_digit(search->lattice, begin)) continue;
    if (trie->singles[code]) note_first_hit(search, walks, begin, begin + 1, trie->singles[code]);
    uint32_t pair = (uint32_t)code << 16 | next;
    uint64_t hash = trie_pair_hash(pair);
    if (!next || !code || !trie_pair_may_begin(trie, hash)) continue;
    __builtin_prefetch(trie_pair_place(trie, hash));
    *walk++ = (Walk){.begin = begin, .state = pair};
  }
  walks->walk_count = (uint32_t)(walk - walks->walks);
}

/* Makes the first half of the step over the character at `end`, where the words behind a state are at `base`; false
   where there are none. */
static inline bool step_on(const Walks *walks, Walk *walk, uint32_t end, uint32_t base) {
  if (end == walks->length || !base || !walks->codes[end]) return false;
  walk->middle = base + (walks->codes[end] >> 8);
  if (walk->middle >= walks->trie->unit_count) return false;
  __builtin_prefetch(&walks->trie->units[walk->middle]);
  return true;
}

/* Takes all walks over their first two characters, and half a step on. */
static void find_pairs(const WordSearch *search, Walks *walks) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    const TriePair *pair = trie_pair(walks->trie, walk.state, trie_pair_hash(walk.state));
    if (!pair) continue;
    if (pair->value) note_hit(search, walks, walk.begin, walk.begin + 2, pair->value);
    walk.state = pair->state;
    if (step_on(walks, &walk, walk.begin + 2, pair->base)) walks->walks[kept++] = walk;
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

/* Notes the words that end `length` characters behind the begin of each walk, and goes half a step on. Walks whose last
   unit is no child of `middle` have come to nothing. */
static void note_hits(const WordSearch *search, Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    TrieUnit unit = trie->units[walk.state];
    if (unit.check != walk.middle) continue;
    uint32_t end = walk.begin + length, word = trie->values[walk.state];
    if (word) note_hit(search, walks, walk.begin, end, word);
    if (step_on(walks, &walk, end, unit.base)) walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* Looks up the types of all words: in the order in which they were found, since the words were asked for in that. */
static void find_types(const WordSearch *search, Walks *walks) {
  const Lexicon *lexicon = search->lexicon;
  for (uint32_t i = 0; i < walks->hits.count; i++) {
    Hit *hit = &walks->hits.data[i];
    hit->types = hit->word < lexicon->word_count ? types_of(search, &lexicon->words[hit->word]) : search->sets;
    __builtin_prefetch(&search->lattice->vocabulary->sets[hit->types]);
  }
}

/* What the words that begin at one place have in common. */
typedef struct {
  uint32_t begin;
  bool cut; /* inside a word of an alphabet, behind a digit */
} Place;

/* The edge of one word of a hit. */
static inline void make_edge(Edge *edge, const WordSearch *search, Place place, const Hit *hit,
                             const LexiconWord *entry, uint32_t word, TypeSetId types) {
  _Static_assert(WORD_NOT_COUNTED == EDGE_READ << 1 && (int)WORD_KNOWN == (int)EDGE_KNOWN, "one bit becomes the other");
  _Static_assert(EDGE_WORD + 1 == EDGE_DICTIONARY && WORD_UNLISTED == 8, "a bit tells one from the other");
  uint8_t unlisted = search->source == EDGE_WORD ? entry->flags >> 3 & 1 : 0;
  edge->begin = (uint16_t)place.begin;
  edge->end = hit->end;
  edge->source = (uint8_t)(search->source + unlisted);
  edge->flags = (uint8_t)(((~entry->flags >> 1) & EDGE_READ) | (entry->flags & EDGE_KNOWN));
  edge->vocabulary = search->vocabulary;
  edge->types = types;
  edge->cost = entry->cost;
  edge->slack = 0;
  edge->payload = word;
}

/* Whether a word stands in the text where some of the hit is letters or digits: upper and lower case may matter, and in
   a cut place what the word is. */
static bool fits_alphabetic(const WordSearch *search, Place place, const Hit *hit, const LexiconWord *entry,
                            TypeSetId types) {
  bool exact = entry->flags & WORD_EXACT_CASE;
  if (place.cut && !is_unit(search, types)) return false;
  return !exact || same_case(search->lattice, search->lexicon, entry, place.begin, hit->end);
}

/* Adds the other words of the same folded form. */
static void add_alike(const WordSearch *search, Place place, const Hit *hit, bool alphabetic) {
  const Lexicon *lexicon = search->lexicon;
  uint32_t word = lexicon->words[hit->word].next;
  for (unsigned steps = 1; word < lexicon->word_count && steps < 64; steps++) {
    const LexiconWord *entry = &lexicon->words[word];
    TypeSetId types = types_of(search, entry);
    if (!alphabetic || fits_alphabetic(search, place, hit, entry, types)) {
      Edge edge = {0};
      make_edge(&edge, search, place, hit, entry, word, types);
      lattice_add(search->lattice, edge);
    }
    word = entry->next;
  }
}

/* Adds the edges in the order of the text, shorter words first. */
static void add_hits(const WordSearch *search, const Walks *walks) {
  Lattice *lattice = search->lattice;
  const LexiconWord *words = search->lexicon->words;
  const uint32_t word_count = search->lexicon->word_count;
  const bool *joined = search->joined;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  const Hit *hits = walks->hits.data;
  uint32_t left = walks->hits.count;
  VECTOR_RESERVE(lattice->arena, &lattice->edges, left);
  LatticeLinks links = lattice_links(lattice);
  EdgeId id = lattice->edges.count;
  for (uint32_t begin = 0; begin < walks->length; begin++) {
    uint32_t next = walks->first_hit[begin];
    if (next == NO_HIT || (joined[begin] && !is_behind_digit(lattice, begin))) continue;
    Place place = {begin, joined[begin]};
    for (const Hit *hit; next != NO_HIT; next = hit->next) {
      hit = &hits[next];
      left--;
      if (joined[hit->end] || hit->word >= word_count) continue;
      const LexiconWord *entry = &words[hit->word];
      bool alphabetic = (characters[begin] | characters[hit->end - 1]) & (CHARACTER_LETTER | CHARACTER_DIGIT);
      if (!alphabetic || fits_alphabetic(search, place, hit, entry, hit->types)) {
        make_edge(&links.edges[id], search, place, hit, entry, hit->word, hit->types);
        link_edge(&links, id++);
      }
      if (entry->next == WORD_NONE) continue;
      lattice->edges.count = id;
      add_alike(search, place, hit, alphabetic);
      VECTOR_RESERVE(lattice->arena, &lattice->edges, left);
      links = lattice_links(lattice);
      id = lattice->edges.count;
    }
  }
  lattice->edges.count = id;
}

/* All words at all positions. The trie is far larger than the caches near the processor, so the walks from all
   positions go side by side, each waiting for its memory while the others move. */
static void search_lexicon(const WordSearch *search) {
  const Lattice *lattice = search->lattice;
  Arena *arena = lattice->arena;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  uint32_t length = lattice->length;
  if (!search->lexicon->word_count) return;
  uint16_t *codes = arena_alloc(arena, (length + 1) * sizeof *codes);
  for (uint32_t i = 0; i < length; i++) codes[i] = alphabet_code(&search->lexicon->alphabet, points[i]);
  codes[length] = 0;
  Walks walks = {.trie = &search->lexicon->trie, .codes = codes, .length = length};
  walks.walks = arena_alloc(arena, (length + 1) * sizeof(Walk));
  walks.first_hit = arena_alloc(arena, 2 * (length + 1) * sizeof *walks.first_hit);
  walks.last_hit = walks.first_hit + length + 1;
  memset(walks.first_hit, 0xFF, (length + 1) * sizeof *walks.first_hit); /* NO_HIT */
  VECTOR_RESERVE(arena, &walks.hits, 2 * length);
  begin_walks(search, &walks);
  find_pairs(search, &walks);
  for (uint32_t followed = 2; walks.walk_count; followed++) {
    finish_steps(&walks, followed);
    note_hits(search, &walks, followed + 1);
  }
  find_types(search, &walks);
  add_hits(search, &walks);
}

/* Where letters or digits stand on both sides. */
static const bool *find_joined(const Lattice *lattice) {
  bool *joined = arena_alloc(lattice->arena, lattice->length + 1);
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  joined[0] = joined[lattice->length] = false;
  for (uint32_t i = 1; i < lattice->length; i++) {
    joined[i] = (characters[i - 1] & (CHARACTER_LETTER | CHARACTER_DIGIT)) &&
                (characters[i] & (CHARACTER_LETTER | CHARACTER_DIGIT));
  }
  return joined;
}

void lattice_find_words(Lattice *lattice) {
  const Vocabulary *vocabulary = lattice->vocabulary;
  const bool *joined = find_joined(lattice);
  WordSearch own = {lattice, &vocabulary->rules->lexicon, EDGE_WORD, vocabulary->own_sets, 0, joined};
  search_lexicon(&own);
  for (uint32_t i = 0; vocabulary->extra && i < vocabulary->rules->vocabularies_count; i++) {
    WordSearch listed = {lattice, &vocabulary->extra[i], EDGE_LISTED, vocabulary->extra_sets[i], (uint16_t)i, joined};
    search_lexicon(&listed);
  }
}
