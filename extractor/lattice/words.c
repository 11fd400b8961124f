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
  uint8_t unlisted;  /* WORD_UNLISTED where there are such words, which are EDGE_DICTIONARY */
  TypeSetId sets;
  uint16_t vocabulary;    /* EDGE_LISTED: its number */
  unsigned value_bit;     /* tag_key_bit of `value` */
  const bool *joined;     /* by position: letters or digits stand on both sides, so that no word begins or ends there */
  const uint16_t *places; /* where words may begin: also a letter behind a digit, where a unit may, 30km */
  uint32_t place_count;
} WordSearch;

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
  uint32_t single, pair; /* values of the words of one character, of two */
  uint32_t longer;       /* the first of the longer ones, in `longer` of the walks */
} Found;

/* A word of three characters or more that stands in the text. */
typedef struct {
  uint32_t value;
  uint32_t end;
  uint32_t next; /* that begins at the same place, longer */
} Longer;

/* A place where a word may begin, and how far the trie has been followed from there. */
typedef struct {
  uint32_t place; /* its number */
  uint32_t begin;
  uint32_t codes; /* at first: of the two characters there */
  uint32_t
      middle;    /* where the unit behind the first byte of the next character is, if there is one; then behind both */
  uint32_t last; /* the last of the longer words */
} Walk;

/* A word of the lexicon, or the first of several of one folded form, that stands in the text. */
typedef struct {
  uint16_t begin, end;
  TypeSetId types;
  const LexiconWord *word;
} Hit;

typedef struct {
  const Trie *trie;
  const uint16_t *codes; /* by position; one more behind them, 0 */
  uint32_t length;
  Walk *walks;
  uint32_t walk_count;
  Found *found; /* by place */
  struct {
    VECTOR(Longer);
  } longer;
  uint32_t most_hits;
} Walks;

/* What begin_walks will look at for two characters. */
static inline void prefetch_pair(const Trie *trie, uint16_t code, uint16_t next) {
  uint64_t hash = trie_pair_hash((uint32_t)code << 16 | next);
  __builtin_prefetch(&trie->pair_bits[hash >> 38 & (trie->pair_bit_words - 1)]);
  __builtin_prefetch(&trie->singles[code]);
}

/* A word that will be looked at; asking for what is not there does no harm. */
static inline void prefetch_word(const LexiconWord *words, uint32_t value) {
  __builtin_prefetch((const void *)((uintptr_t)words + (value - (uintptr_t)1) * sizeof *words));
}

/* Notes the words of one character, and begins a walk wherever some word may begin with the two characters there. */
static void begin_walks(const WordSearch *search, Walks *walks) {
  enum { AHEAD = 8 };
  const Trie *trie = walks->trie;
  const LexiconWord *words = search->lexicon->words;
  const uint16_t *codes = walks->codes, *places = search->places;
  const uint32_t count = search->place_count;
  Walk *walk = walks->walks;
  for (uint32_t place = 0; place < count; place++) {
    uint32_t begin = places[place];
    uint16_t code = codes[begin], next = codes[begin + 1];
    walks->found[place] = (Found){0, 0, NO_HIT};
    if (place + AHEAD < count) prefetch_pair(trie, codes[places[place + AHEAD]], codes[places[place + AHEAD] + 1]);
    if (!code || code >= trie->single_count) continue;
    uint32_t pair = (uint32_t)code << 16 | next;
    uint64_t hash = trie_pair_hash(pair);
    walks->found[place].single = trie->singles[code];
    prefetch_word(words, trie->singles[code]);
    if (!next || !trie_pair_may_begin(trie, hash)) continue;
    __builtin_prefetch(trie_pair_place(trie, hash));
    walk->place = place;
    walk->begin = begin;
    walk->codes = pair;
    walk++;
  }
  walks->walk_count = (uint32_t)(walk - walks->walks);
  walks->most_hits = count + walks->walk_count;
}

/* Makes the first step over the character at `end`, where the words behind a state are at `base`; false
   where there are none. */
static inline bool step_on(const Walks *walks, Walk *walk, uint32_t end, uint32_t base) {
  if (end == walks->length || !walks->codes[end]) return false;
  walk->middle = trie_place(walks->trie, base, trie_first_byte(walks->trie, walks->codes[end]));
  if (walk->middle == UINT32_MAX) return false;
  __builtin_prefetch(&walks->trie->labels[walk->middle]);
  __builtin_prefetch(&walks->trie->units[walk->middle]);
  return true;
}

/* Takes all walks over their first two characters, and a step on. */
static void find_pairs(const WordSearch *search, Walks *walks) {
  const LexiconWord *words = search->lexicon->words;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    const TriePair *pair = trie_pair(walks->trie, walk.codes, trie_pair_hash(walk.codes));
    if (!pair) continue;
    walks->found[walk.place].pair = pair->value;
    prefetch_word(words, pair->value);
    walk.last = NO_HIT;
    if (!(pair->thirds & trie_third_bit(walks->codes[walk.begin + 2]))) continue;
    if (step_on(walks, &walk, walk.begin + 2, pair->base)) walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* The second step over a character, of those that are not bytes: `length` characters were followed before it. */
static void finish_steps(Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    uint16_t code = walks->codes[walk.begin + length];
    walk.middle = trie_place(trie, trie_base(trie_unit(trie, walk.middle, code >> 8)), code & 0xFF);
    if (walk.middle == UINT32_MAX) continue;
    __builtin_prefetch(&trie->labels[walk.middle]);
    __builtin_prefetch(&trie->units[walk.middle]);
    walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* Notes the words that end `length` characters behind the begin of each walk, and goes a step on. */
static void note_longer(const WordSearch *search, Walks *walks, uint32_t length) {
  const Trie *trie = walks->trie;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < walks->walk_count; i++) {
    Walk walk = walks->walks[i];
    uint32_t end = walk.begin + length, number = walks->longer.count;
    uint16_t code = walks->codes[end - 1];
    TrieUnit unit = trie_unit(trie, walk.middle, trie->bytes ? code : code & 0xFF);
    uint32_t value = trie_value(trie, unit);
    if (value) {
      prefetch_word(search->lexicon->words, value);
      VECTOR_PUSH(search->lattice->arena, &walks->longer, ((Longer){value, end, NO_HIT}));
      *(walk.last == NO_HIT ? &walks->found[walk.place].longer : &walks->longer.data[walk.last].next) = number;
      walk.last = number;
    }
    if (step_on(walks, &walk, end, trie_base(unit))) walks->walks[kept++] = walk;
  }
  walks->walk_count = kept;
}

/* What order_hits looks at for every hit. */
typedef struct {
  const LexiconWord *entries;
  const Vocabulary *vocabulary;
  Arena *arena;
  TypeSetId first_set;
  uint32_t class_sets, words;
} HitTables;

static inline TypeSetId types_of(const HitTables *tables, const LexiconWord *word) {
  TypeSetId types = tables->first_set + (word->class_set < tables->class_sets ? word->class_set : 0);
  vocabulary_need_set(tables->vocabulary, types, tables->arena);
  return types;
}

/* Notes a hit behind others, and asks for its types; there is none where the value is 0. Returns where the next one
   goes. */
static inline Hit *note_hit(Hit *next, const HitTables *tables, uint32_t begin, uint32_t end, uint32_t value) {
  if (value - 1 >= tables->words) return next;
  const LexiconWord *word = &tables->entries[value - 1];
  TypeSetId types = types_of(tables, word);
  __builtin_prefetch(&tables->vocabulary->sets[types]);
  *next = (Hit){(uint16_t)begin, (uint16_t)end, types, word};
  return next + 1;
}

static HitTables hit_tables(const WordSearch *search) {
  const Lexicon *lexicon = search->lexicon;
  const Lattice *lattice = search->lattice;
  return (HitTables){lexicon->words, lattice->vocabulary,      lattice->arena,
                     search->sets,   lexicon->class_set_count, lexicon->word_count};
}

enum { HITS_AHEAD = 4 }; /* so far ahead add_edges looks: there is room behind the last hit */

/* All hits, in the order of the text, shorter words first. */
static Hit *order_hits(const WordSearch *search, const Walks *walks, uint32_t *count) {
  const HitTables tables = hit_tables(search);
  uint32_t most = walks->most_hits + walks->longer.count + HITS_AHEAD;
  Hit *hits = arena_alloc(search->lattice->arena, most * sizeof *hits), *next = hits;
  uint8_t *covered = search->lattice->covered;
  for (uint32_t place = 0; place < search->place_count; place++) {
    const Found found = walks->found[place];
    uint32_t begin = search->places[place];
    Hit *single = next;
    next = note_hit(next, &tables, begin, begin + 1, found.single);
    if (next > single && single->word->flags & WORD_COUNTED) covered[begin] |= COVERED_BY_WORD;
    next = note_hit(next, &tables, begin, begin + 2, found.pair);
    for (uint32_t number = found.longer; number != NO_HIT; number = walks->longer.data[number].next) {
      next = note_hit(next, &tables, begin, walks->longer.data[number].end, walks->longer.data[number].value);
    }
  }
  *count = (uint32_t)(next - hits);
  for (uint32_t i = 0; i < HITS_AHEAD; i++) next[i] = (Hit){0};
  return hits;
}

/* The edge of a hit. */
static inline void make_edge(Edge *edge, const WordSearch *search, const Hit *hit) {
  _Static_assert((int)WORD_COUNTED == (int)EDGE_READ && (int)WORD_KNOWN == (int)EDGE_KNOWN,
                 "bits of words are bits of edges");
  _Static_assert(EDGE_WORD + 1 == EDGE_DICTIONARY, "a bit tells one from the other");
  const LexiconWord *word = hit->word;
  edge->begin = hit->begin;
  edge->end = hit->end;
  edge->source = (uint8_t)(search->source + (word->flags & search->unlisted) / (unsigned)WORD_UNLISTED);
  edge->flags = (uint8_t)(word->flags & (EDGE_READ | EDGE_KNOWN));
  edge->vocabulary = search->vocabulary;
  edge->types = hit->types;
  edge->cost = word->cost;
  edge->slack = 0;
  edge->payload = (uint32_t)(word - search->lexicon->words);
}

/* Whether a word stands in the text where some of the hit is letters or digits: upper and lower case may matter, and in
   a cut place what the word is. */
static bool fits_alphabetic(const WordSearch *search, const Hit *hit) {
  bool exact = hit->word->flags & WORD_EXACT_CASE, cut = search->joined[hit->begin];
  if (search->joined[hit->end] || (cut && !is_unit(search, hit->types))) return false;
  return !exact || same_case(search->lattice, search->lexicon, hit->word, hit->begin, hit->end);
}

/* Notes where a unit may be a value by itself. */
static inline void note_unit(const WordSearch *search, const LatticeLinks *links, const Hit *hit) {
  if (!(hit->word->flags & search->value_bit)) return;
  if (links->sets[hit->types].reserved & RESERVED_UNIT) links->reserved[hit->begin] |= RESERVED_WORD_VALUE;
}

/* Adds the other words of the same folded form. */
static void add_alike(const WordSearch *search, const Hit *first, bool alphabetic) {
  const Lexicon *lexicon = search->lexicon;
  const HitTables tables = hit_tables(search);
  uint32_t word = lexicon_next(lexicon, (uint32_t)(first->word - lexicon->words));
  for (unsigned steps = 1; word < lexicon->word_count && steps < 64; steps++) {
    const LexiconWord *found = &lexicon->words[word];
    const Hit hit = {first->begin, first->end, types_of(&tables, found), found};
    if (!alphabetic || fits_alphabetic(search, &hit)) {
      Edge edge = {0};
      make_edge(&edge, search, &hit);
      lattice_add(search->lattice, edge);
      const LatticeLinks links = lattice_links(search->lattice);
      note_unit(search, &links, &hit);
    }
    word = lexicon_next(lexicon, word);
  }
}

/* Adds the edges of hits. */
static void add_edges(const WordSearch *search, const Hit *hits, uint32_t count) {
  Lattice *lattice = search->lattice;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  VECTOR_RESERVE(lattice->arena, &lattice->edges, count);
  LatticeLinks links = lattice_links(lattice);
  EdgeId id = lattice->edges.count;
  for (const Hit *hit = hits, *behind = hits + count; hit < behind; hit++) {
    __builtin_prefetch(links.sets[hit[HITS_AHEAD].types].needed);
    bool alphabetic = (characters[hit->begin] | characters[hit->end - 1]) & (CHARACTER_LETTER | CHARACTER_DIGIT);
    if (!alphabetic || fits_alphabetic(search, hit)) {
      make_edge(&links.edges[id], search, hit);
      link_edge(&links, id++);
      note_unit(search, &links, hit);
    }
    if (!(hit->word->flags & WORD_ALIKE)) continue;
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
  walks.walks = arena_alloc(arena, (search->place_count + 1) * sizeof *walks.walks);
  walks.found = arena_alloc(arena, (search->place_count + 1) * sizeof *walks.found);
  begin_walks(search, &walks);
  find_pairs(search, &walks);
  for (uint32_t followed = 2; walks.walk_count; followed++) {
    if (!walks.trie->bytes) finish_steps(&walks, followed);
    note_longer(search, &walks, followed + 1);
  }
  const Hit *hits = order_hits(search, &walks, &count);
  add_edges(search, hits, count);
}

/* Where letters or digits stand on both sides, and where words may begin. */
static void find_places(const Lattice *lattice, WordSearch *search) {
  bool *joined = arena_alloc(lattice->arena, lattice->length + 1);
  uint16_t *places = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof *places);
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  enum { ALNUM = CHARACTER_LETTER | CHARACTER_DIGIT };
  _Static_assert(CHARACTER_LETTER == 2 * CHARACTER_DIGIT, "a digit is looked for in the place of a letter");
  unsigned before = 0;
  uint32_t count = 0;
  if (!(lattice->all_characters & ALNUM)) {
    memset(joined, 0, lattice->length);
    for (; count < lattice->length; count++) places[count] = (uint16_t)count;
  }
  for (uint32_t i = count; i < lattice->length; i++) {
    unsigned flags = characters[i] & ALNUM;
    bool both = (before != 0) & (flags != 0), behind_digit = (2 * before & flags & CHARACTER_LETTER) != 0;
    joined[i] = both;
    places[count] = (uint16_t)i;
    count += !both | behind_digit;
    before = flags;
  }
  joined[lattice->length] = false;
  search->joined = joined;
  search->places = places;
  search->place_count = count;
}

void lattice_find_words(Lattice *lattice) {
  const Vocabulary *vocabulary = lattice->vocabulary;
  WordSearch search = {.lattice = lattice,
                       .lexicon = &vocabulary->rules->lexicon,
                       .source = EDGE_WORD,
                       .unlisted = WORD_UNLISTED,
                       .sets = vocabulary->own_sets,
                       .value_bit = tag_key_bit(SLICE("value"))};
  find_places(lattice, &search);
  search_lexicon(&search);
  search.source = EDGE_LISTED;
  search.unlisted = 0;
  search.value_bit = 0;
  for (uint32_t i = 0; vocabulary->extra && i < vocabulary->rules->vocabularies_count; i++) {
    search.lexicon = &vocabulary->extra[i];
    search.sets = vocabulary->extra_sets[i];
    search.vocabulary = (uint16_t)i;
    search_lexicon(&search);
  }
}
