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
  unsigned value_bit;  /* tag_key_bit of `value` */
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

/* What was found at a place where words may begin. */
typedef struct {
  const TrieWord *single, *pair; /* of one character, of two; NULL: no word begins so */
  uint32_t longer;               /* the first of the longer ones, in `longer` of the walks */
} Found;

/* A word of three characters or more that stands in the text. */
typedef struct {
  uint32_t value;
  uint32_t end;
  uint32_t next; /* that begins at the same place, longer */
} Longer;

/* A place where a word may begin, and how far the trie has been followed from there. */
typedef struct {
  uint32_t begin;
  uint32_t state;  /* at first the codes of the two characters there */
  uint32_t middle; /* the unit behind the high byte of the next character, if that has a word */
  uint32_t last;   /* the last of the longer words */
} Walk;

/* A word of the lexicon, or the first of several of one folded form, that stands in the text. */
typedef struct {
  uint16_t begin, end;
  uint32_t word;
  TypeSetId types;
  float cost;
  uint16_t flags; /* of the word */
  uint16_t alike; /* there are more of them */
} Hit;

typedef struct {
  const Trie *trie;
  const uint16_t *codes; /* by position; one more behind them, 0 */
  uint32_t length;
  Walk *walks;
  uint32_t walk_count;
  Found *found; /* by position */
  struct {
    VECTOR(Longer);
  } longer;
  uint32_t most_hits;
} Walks;

static TypeSetId types_of(const WordSearch *search, uint32_t class_set) {
  return search->sets + (class_set < search->lexicon->class_set_count ? class_set : 0);
}

/* What begin_walks will look at for two characters. */
static inline void prefetch_pair(const Trie *trie, uint16_t code, uint16_t next) {
  uint64_t hash = trie_pair_hash((uint32_t)code << 16 | next);
  __builtin_prefetch(&trie->pair_bits[hash >> 38 & (trie->pair_bit_words - 1)]);
  __builtin_prefetch(&trie->singles[code]);
}

/* Notes the words of one character, and begins a walk wherever some word may begin with the two characters there. */
static void begin_walks(const WordSearch *search, Walks *walks) {
  enum { AHEAD = 8 };
  const Trie *trie = walks->trie;
  const uint16_t *codes = walks->codes;
  const uint32_t length = walks->length;
  Walk *walk = walks->walks;
  for (uint32_t begin = 0; begin < length; begin++) {
    uint16_t code = codes[begin], next = codes[begin + 1];
    walks->found[begin] = (Found){NULL, NULL, NO_HIT};
    if (begin + AHEAD < length) prefetch_pair(trie, codes[begin + AHEAD - 1], codes[begin + AHEAD]);
    if (search->joined[begin] && !is_behind_digit(search->lattice, begin)) continue;
    if (!code || code >= trie->first_count) continue;
    uint32_t pair = (uint32_t)code << 16 | next;
    uint64_t hash = trie_pair_hash(pair);
    walks->found[begin].single = &trie->singles[code];
    if (!next || !trie_pair_may_begin(trie, hash)) continue;
    __builtin_prefetch(trie_pair_place(trie, hash));
    walk->begin = begin;
    walk->state = pair;
    walk++;
  }
  walks->walk_count = (uint32_t)(walk - walks->walks);
  walks->most_hits = length + walks->walk_count;
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
    walks->found[walk.begin].pair = &pair->word;
    walk.state = pair->state;
    walk.last = NO_HIT;
    if (!(pair->thirds & trie_third_bit(walks->codes[walk.begin + 2]))) continue;
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
static void note_longer(const WordSearch *search, Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    TrieUnit unit = trie->units[walk.state];
    if (unit.check != walk.middle) continue;
    uint32_t end = walk.begin + length, value = trie->values[walk.state], number = walks->longer.count;
    if (value) {
      __builtin_prefetch(&search->lexicon->words[value - 1]); /* asking for what is not there does no harm */
      VECTOR_PUSH(search->lattice->arena, &walks->longer, ((Longer){value, end, NO_HIT}));
      *(walk.last == NO_HIT ? &walks->found[walk.begin].longer : &walks->longer.data[walk.last].next) = number;
      walk.last = number;
    }
    if (step_on(walks, &walk, end, unit.base)) walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* What the tables of short words would say of a word. */
static TrieWord word_at(const WordSearch *search, uint32_t value) {
  const Lexicon *lexicon = search->lexicon;
  if (value - 1 >= lexicon->word_count) return (TrieWord){0};
  const LexiconWord *entry = &lexicon->words[value - 1];
  return (TrieWord){value, entry->class_set, entry->cost, entry->flags, entry->next != WORD_NONE};
}

static inline Hit hit_of(const WordSearch *search, uint32_t begin, uint32_t end, const TrieWord *word) {
  return (Hit){(uint16_t)begin, (uint16_t)end, word->value - 1, types_of(search, word->class_set),
               word->cost,      word->flags,   word->alike};
}

/* Notes a hit behind others, and asks for its types; there is none where the value is 0. Whether there was one. */
static inline bool note_hit(const WordSearch *search, Hit **next, uint32_t begin, uint32_t end, const TrieWord *word) {
  if (word->value - 1 >= search->lexicon->word_count) return false;
  **next = hit_of(search, begin, end, word);
  __builtin_prefetch(&search->lattice->vocabulary->sets[(*next)->types]);
  ++*next;
  return true;
}

/* All hits, in the order of the text, shorter words first. */
static Hit *order_hits(const WordSearch *search, const Walks *walks, uint32_t *count) {
  Hit *hits = arena_alloc(search->lattice->arena, (walks->most_hits + walks->longer.count) * sizeof *hits),
      *next = hits;
  bool *covered = search->lattice->covered;
  const uint8_t *characters = search->lattice->text->characters + search->lattice->begin;
  for (uint32_t begin = 0; begin < walks->length; begin++) {
    Found found = walks->found[begin];
    if (found.single && note_hit(search, &next, begin, begin + 1, found.single)) {
      bool counted = !(found.single->flags & WORD_NOT_COUNTED); /* letters and digits: if their case is right */
      covered[begin] |= counted && !(characters[begin] & (CHARACTER_LETTER | CHARACTER_DIGIT));
    }
    if (found.pair) note_hit(search, &next, begin, begin + 2, found.pair);
    while (found.longer != NO_HIT) {
      const Longer *longer = &walks->longer.data[found.longer];
      const TrieWord word = word_at(search, longer->value);
      note_hit(search, &next, begin, longer->end, &word);
      found.longer = longer->next;
    }
  }
  *count = (uint32_t)(next - hits);
  return hits;
}

/* The edge of a hit. */
static inline void make_edge(Edge *edge, const WordSearch *search, const Hit *hit) {
  _Static_assert(WORD_NOT_COUNTED == EDGE_READ << 1 && (int)WORD_KNOWN == (int)EDGE_KNOWN, "one bit becomes the other");
  _Static_assert(EDGE_WORD + 1 == EDGE_DICTIONARY && WORD_UNLISTED == 8, "a bit tells one from the other");
  uint8_t unlisted = search->source == EDGE_WORD ? hit->flags >> 3 & 1 : 0;
  edge->begin = hit->begin;
  edge->end = hit->end;
  edge->source = (uint8_t)(search->source + unlisted);
  edge->flags = (uint8_t)(((~hit->flags >> 1) & EDGE_READ) | (hit->flags & EDGE_KNOWN));
  edge->vocabulary = search->vocabulary;
  edge->types = hit->types;
  edge->cost = hit->cost;
  edge->slack = 0;
  edge->payload = hit->word;
}

/* Whether a word stands in the text where some of the hit is letters or digits: upper and lower case may matter, and in
   a cut place what the word is. */
static bool fits_alphabetic(const WordSearch *search, const Hit *hit) {
  bool exact = hit->flags & WORD_EXACT_CASE, cut = search->joined[hit->begin];
  if (search->joined[hit->end] || (cut && !is_unit(search, hit->types))) return false;
  const LexiconWord *entry = &search->lexicon->words[hit->word];
  return !exact || same_case(search->lattice, search->lexicon, entry, hit->begin, hit->end);
}

/* Notes where a unit may be a value by itself. */
static inline void note_unit(const WordSearch *search, const LatticeLinks *links, const Hit *hit) {
  bool value = (hit->flags & search->value_bit) && (links->sets[hit->types].reserved & RESERVED_UNIT);
  links->reserved[hit->begin] |= value ? RESERVED_WORD_VALUE : 0;
}

/* Adds the other words of the same folded form. */
static void add_alike(const WordSearch *search, const Hit *first, bool alphabetic) {
  const Lexicon *lexicon = search->lexicon;
  uint32_t word = lexicon->words[first->word].next;
  for (unsigned steps = 1; word < lexicon->word_count && steps < 64; steps++) {
    const TrieWord found = word_at(search, word + 1);
    const Hit hit = hit_of(search, first->begin, first->end, &found);
    if (!alphabetic || fits_alphabetic(search, &hit)) {
      Edge edge = {0};
      make_edge(&edge, search, &hit);
      lattice_add(search->lattice, edge);
      const LatticeLinks links = lattice_links(search->lattice);
      note_unit(search, &links, &hit);
    }
    word = lexicon->words[word].next;
  }
}

/* Adds the edges of hits. */
static void add_edges(const WordSearch *search, const Hit *hits, uint32_t count) {
  enum { AHEAD = 4 };
  Lattice *lattice = search->lattice;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  VECTOR_RESERVE(lattice->arena, &lattice->edges, count);
  LatticeLinks links = lattice_links(lattice);
  EdgeId id = lattice->edges.count;
  for (const Hit *hit = hits, *behind = hits + count; hit < behind; hit++) {
    if (hit + AHEAD < behind) __builtin_prefetch(links.sets[hit[AHEAD].types].needed);
    bool alphabetic = (characters[hit->begin] | characters[hit->end - 1]) & (CHARACTER_LETTER | CHARACTER_DIGIT);
    if (!alphabetic || fits_alphabetic(search, hit)) {
      make_edge(&links.edges[id], search, hit);
      link_edge(&links, id++);
      note_unit(search, &links, hit);
    }
    if (!hit->alike) continue;
    lattice->edges.count = id;
    add_alike(search, hit, alphabetic);
    VECTOR_RESERVE(lattice->arena, &lattice->edges, (uint32_t)(behind - hit));
    links = lattice_links(lattice);
    id = lattice->edges.count;
  }
  lattice->edges.count = id;
}

/* All words at all positions. The trie is far larger than the caches near the processor, so the walks from all
   positions go side by side, each waiting for its memory while the others move. */
static void search_lexicon(const WordSearch *search) {
  const Lattice *lattice = search->lattice;
  Arena *arena = lattice->arena;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  uint32_t length = lattice->length, count;
  if (!search->lexicon->word_count) return;
  uint16_t *codes = arena_alloc(arena, (length + 1) * sizeof *codes);
  for (uint32_t i = 0; i < length; i++) codes[i] = alphabet_code(&search->lexicon->alphabet, points[i]);
  codes[length] = 0;
  Walks walks = {.trie = &search->lexicon->trie, .codes = codes, .length = length};
  walks.walks = arena_alloc(arena, (length + 1) * sizeof *walks.walks);
  walks.found = arena_alloc(arena, (length + 1) * sizeof *walks.found);
  begin_walks(search, &walks);
  find_pairs(search, &walks);
  for (uint32_t followed = 2; walks.walk_count; followed++) {
    finish_steps(&walks, followed);
    note_longer(search, &walks, followed + 1);
  }
  const Hit *hits = order_hits(search, &walks, &count);
  add_edges(search, hits, count);
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
  const unsigned value_bit = tag_key_bit(SLICE("value"));
  WordSearch own = {lattice, &vocabulary->rules->lexicon, EDGE_WORD, vocabulary->own_sets, 0, value_bit, joined};
  search_lexicon(&own);
  for (uint32_t i = 0; vocabulary->extra && i < vocabulary->rules->vocabularies_count; i++) {
    WordSearch listed = {lattice, &vocabulary->extra[i], EDGE_LISTED, vocabulary->extra_sets[i], (uint16_t)i, 0,
                         joined};
    search_lexicon(&listed);
  }
}
