#include "lexicon/lexicon_builder.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "lexicon/lexicon_image.h"
#include "text/text.h"

typedef struct {
  Slice key, value;
  uint16_t class;
} BuilderTag;

typedef struct {
  Slice spelling;
  double frequency;
  float cost; /* of a WORD_KNOWN */
  uint16_t flags, part;
  uint16_t listed; /* of a WORD_KNOWN: its classes before its part of speech brought some */
  struct {
    VECTOR(uint16_t);
  } classes;
  struct {
    VECTOR(BuilderTag);
  } tags;
} BuilderWord;

typedef struct {
  uint32_t hash_next; /* set + 1 */
  uint32_t first;
  uint16_t count, listed;
  uint32_t listed_set;
} BuilderSet;

struct LexiconBuilder {
  Arena *arena;
  struct {
    VECTOR(BuilderWord);
  } words;
  uint32_t *buckets; /* over spellings: word + 1 */
  uint32_t bucket_count;
  struct {
    VECTOR(Slice);
  } classes;
  uint32_t last;       /* word added last */
  uint16_t last_class; /* and its class */
  /* Made by finish */
  struct {
    VECTOR(uint16_t);
  } members;
  struct {
    VECTOR(BuilderSet);
  } sets;
  struct {
    VECTOR(char);
  } strings;
  uint32_t *string_buckets; /* offset + 1 and length of interned strings */
  uint32_t string_bucket_count;
  uint32_t string_entries;
};

enum { LONGEST_WORD = 255 };

LexiconBuilder *lexicon_builder_new(Arena *arena) {
  LexiconBuilder *builder = ARENA_NEW(arena, LexiconBuilder);
  builder->arena = arena;
  builder->bucket_count = 1024;
  builder->buckets = ARENA_ARRAY(arena, uint32_t, builder->bucket_count);
  return builder;
}

uint32_t lexicon_builder_class(LexiconBuilder *builder, Slice name) {
  for (uint32_t i = 0; i < builder->classes.count; i++) {
    if (slice_equal(builder->classes.data[i], name)) return i;
  }
  return lexicon_builder_add_class(builder, name);
}

uint32_t lexicon_builder_add_class(LexiconBuilder *builder, Slice name) {
  if (builder->classes.count >= UINT16_MAX) arena_fail(builder->arena);
  VECTOR_PUSH(builder->arena, &builder->classes, arena_copy(builder->arena, name));
  return builder->classes.count - 1;
}

static void rehash(LexiconBuilder *builder) {
  builder->bucket_count *= 4;
  builder->buckets = ARENA_ARRAY(builder->arena, uint32_t, builder->bucket_count);
  for (uint32_t i = 0; i < builder->words.count; i++) {
    uint32_t slot = (uint32_t)slice_hash(builder->words.data[i].spelling) & (builder->bucket_count - 1);
    while (builder->buckets[slot]) slot = (slot + 1) & (builder->bucket_count - 1);
    builder->buckets[slot] = i + 1;
  }
}

/* A spelling whose case matters in one list and not in another is two words. */
static uint32_t intern_word(LexiconBuilder *builder, Slice spelling, unsigned exact) {
  uint32_t slot = (uint32_t)slice_hash(spelling) & (builder->bucket_count - 1);
  for (; builder->buckets[slot]; slot = (slot + 1) & (builder->bucket_count - 1)) {
    uint32_t word = builder->buckets[slot] - 1;
    const BuilderWord *known = &builder->words.data[word];
    if ((known->flags & WORD_EXACT_CASE) == exact && slice_equal(known->spelling, spelling)) return word;
  }
  builder->buckets[slot] = builder->words.count + 1;
  BuilderWord word = {.spelling = arena_copy(builder->arena, spelling), .flags = (uint16_t)(WORD_NOT_COUNTED | exact)};
  VECTOR_PUSH(builder->arena, &builder->words, word);
  if (builder->words.count * 2 > builder->bucket_count) rehash(builder);
  return builder->words.count - 1;
}

static bool has_case(Slice spelling) {
  unsigned width;
  for (size_t at = 0; at < spelling.length; at += width) {
    if (character_flags(utf8_decode(spelling.data + at, &width)) & CHARACTER_LETTER) return true;
  }
  return false;
}

static BuilderWord *add_word(LexiconBuilder *builder, Slice spelling, unsigned flags) {
  size_t length = utf8_length(spelling);
  if (length == 0 || length > LONGEST_WORD || memchr(spelling.data, 0, spelling.length)) return NULL;
  builder->last = intern_word(builder, spelling, has_case(spelling) ? flags & WORD_EXACT_CASE : 0);
  BuilderWord *word = &builder->words.data[builder->last];
  if (!(flags & WORD_NOT_COUNTED)) word->flags &= (uint16_t)~WORD_NOT_COUNTED;
  return word;
}

void lexicon_builder_put(LexiconBuilder *builder, uint32_t class) {
  BuilderWord *word = &builder->words.data[builder->last];
  for (uint32_t i = 0; i < word->classes.count; i++) {
    if (word->classes.data[i] == class) return;
  }
  VECTOR_PUSH(builder->arena, &word->classes, (uint16_t) class);
}

bool lexicon_builder_add(LexiconBuilder *builder, Slice spelling, uint32_t class, double frequency, unsigned flags) {
  BuilderWord *word = add_word(builder, spelling, flags);
  if (!word) return false;
  builder->last_class = (uint16_t) class;
  if (frequency > word->frequency) word->frequency = frequency;
  lexicon_builder_put(builder, class);
  return true;
}

bool lexicon_builder_add_known(LexiconBuilder *builder, Slice spelling, float cost, uint32_t part) {
  BuilderWord *word = add_word(builder, spelling, 0);
  if (!word) return false;
  if (!word->classes.count) word->flags |= WORD_UNLISTED;
  word->flags |= WORD_KNOWN;
  word->listed = (uint16_t)word->classes.count;
  word->cost = cost;
  word->part = (uint16_t)part;
  return true;
}

void lexicon_builder_tag(LexiconBuilder *builder, Slice key, Slice value) {
  if (builder->words.data[builder->last].tags.count == UINT16_MAX) return;
  builder->words.data[builder->last].flags |= (uint16_t)tag_key_bit(key);
  BuilderTag tag = {arena_copy(builder->arena, key), arena_copy(builder->arena, value), builder->last_class};
  VECTOR_PUSH(builder->arena, &builder->words.data[builder->last].tags, tag);
}

/* Strings: each once, found by an open hash table of (offset + 1, length) pairs. */
static void grow_string_table(LexiconBuilder *builder) {
  uint32_t old_count = builder->string_bucket_count, *old = builder->string_buckets;
  builder->string_bucket_count = old_count ? old_count * 4 : 4096;
  builder->string_buckets = ARENA_ARRAY(builder->arena, uint32_t, 2 * (size_t)builder->string_bucket_count);
  for (uint32_t i = 0; i < old_count; i++) {
    if (!old[2 * i]) continue;
    Slice text = {builder->strings.data + old[2 * i] - 1, old[2 * i + 1]};
    uint32_t slot = (uint32_t)slice_hash(text) & (builder->string_bucket_count - 1);
    while (builder->string_buckets[2 * slot]) slot = (slot + 1) & (builder->string_bucket_count - 1);
    builder->string_buckets[2 * slot] = old[2 * i];
    builder->string_buckets[2 * slot + 1] = old[2 * i + 1];
  }
}

static uint32_t intern_string(LexiconBuilder *builder, Slice text) {
  if (text.length == 0) return 0;
  if (builder->string_entries * 2 >= builder->string_bucket_count) grow_string_table(builder);
  uint32_t slot = (uint32_t)slice_hash(text) & (builder->string_bucket_count - 1);
  for (; builder->string_buckets[2 * slot]; slot = (slot + 1) & (builder->string_bucket_count - 1)) {
    uint32_t offset = builder->string_buckets[2 * slot] - 1;
    if (slice_equal((Slice){builder->strings.data + offset, builder->string_buckets[2 * slot + 1]}, text))
      return offset;
  }
  uint32_t offset = builder->strings.count;
  VECTOR_APPEND(builder->arena, &builder->strings, text.data, text.length);
  builder->string_buckets[2 * slot] = offset + 1;
  builder->string_buckets[2 * slot + 1] = (uint32_t)text.length;
  builder->string_entries++;
  return offset;
}

static int by_number(const void *a, const void *b) {
  return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

/* The set with exactly these classes; sets are few, but words are many, so sets are hashed by their members. */
static uint32_t intern_set(LexiconBuilder *builder, uint16_t *classes, uint16_t count, uint16_t listed, uint32_t *heads,
                           uint32_t slots) {
  if (listed > 1) qsort(classes, listed, sizeof *classes, by_number);
  if (count > listed + 1) qsort(classes + listed, (size_t)(count - listed), sizeof *classes, by_number);
  size_t bytes = count * sizeof *classes;
  uint32_t slot = (uint32_t)slice_hash((Slice){(const char *)classes, bytes}) & (slots - 1);
  for (uint32_t at = heads[slot]; at; at = builder->sets.data[at - 1].hash_next) {
    const BuilderSet *set = &builder->sets.data[at - 1];
    if (set->count == count && set->listed == listed &&
        (!count || memcmp(builder->members.data + set->first, classes, bytes) == 0))
      return at - 1;
  }
  BuilderSet set = {heads[slot], builder->members.count, count, listed, builder->sets.count};
  VECTOR_APPEND(builder->arena, &builder->members, classes, count);
  VECTOR_PUSH(builder->arena, &builder->sets, set);
  heads[slot] = builder->sets.count;
  uint32_t number = builder->sets.count - 1;
  if (listed < count) {
    uint32_t listed_set = intern_set(builder, classes, listed, listed, heads, slots);
    builder->sets.data[number].listed_set = listed_set;
  }
  return number;
}

/* How often each character occurs in the words: what the alphabet is ranked by. */
static Alphabet build_alphabet(LexiconBuilder *builder) {
  uint32_t *counts = ARENA_ARRAY(builder->arena, uint32_t, 0x110000);
  for (uint32_t i = 0; i < builder->words.count; i++) {
    Slice spelling = builder->words.data[i].spelling;
    unsigned width;
    for (size_t at = 0; at < spelling.length; at += width) counts[utf8_decode(spelling.data + at, &width)]++;
  }
  struct {
    VECTOR(CharacterCount);
  } seen = {0};
  for (uint32_t c = 0; c < 0x110000; c++) {
    if (counts[c]) VECTOR_PUSH(builder->arena, &seen, ((CharacterCount){c, counts[c]}));
  }
  return alphabet_build(builder->arena, seen.data, seen.count);
}

typedef struct {
  TrieKey key; /* value: index of the word in the builder */
  Slice spelling;
} SortedWord;

static int by_key_then_spelling(const void *a, const void *b) {
  const SortedWord *x = a, *y = b;
  int order = trie_key_compare(&x->key, &y->key);
  if (!order) order = slice_compare(x->spelling, y->spelling);
  return order ? order : (x->key.value > y->key.value) - (x->key.value < y->key.value);
}

static SortedWord *sort_words(LexiconBuilder *builder, const Alphabet *alphabet) {
  SortedWord *sorted = ARENA_ARRAY(builder->arena, SortedWord, builder->words.count + 1);
  for (uint32_t i = 0; i < builder->words.count; i++) {
    Slice spelling = builder->words.data[i].spelling;
    uint16_t *codes = ARENA_ARRAY(builder->arena, uint16_t, spelling.length);
    uint32_t length = 0;
    unsigned width;
    for (size_t at = 0; at < spelling.length; at += width) {
      codes[length++] = alphabet_code(alphabet, utf8_decode(spelling.data + at, &width));
    }
    sorted[i] = (SortedWord){{codes, length, i}, spelling};
  }
  qsort(sorted, builder->words.count, sizeof *sorted, by_key_then_spelling);
  return sorted;
}

typedef struct {
  LexiconWord *words;
  struct {
    VECTOR(LexiconTag);
  } tags;
  TrieKey *keys;
  uint32_t key_count;
  double total;
} Tables;

static void write_word(LexiconBuilder *builder, Tables *tables, BuilderWord *word, uint32_t index, uint32_t set,
                       float cost) {
  LexiconWord *out = &tables->words[index];
  *out = (LexiconWord){.spelling = intern_string(builder, word->spelling),
                       .length = (uint16_t)word->spelling.length,
                       .flags = word->flags,
                       .cost = cost,
                       .class_set = set,
                       .next = WORD_NONE,
                       .first_tag = tables->tags.count,
                       .tag_count = (uint16_t)word->tags.count,
                       .part = word->part};
  for (uint32_t i = 0; i < word->tags.count; i++) {
    const BuilderTag *tag = &word->tags.data[i];
    LexiconTag made = {.class = tag->class,
                       .key_length = (uint16_t)tag->key.length,
                       .value_length = (uint16_t)tag->value.length,
                       .key = intern_string(builder, tag->key),
                       .value = intern_string(builder, tag->value)};
    VECTOR_PUSH(builder->arena, &tables->tags, made);
  }
}

/* A word by its cost: in this order words lie in the image, so that those that texts are made of lie together. */
typedef struct {
  float cost;
  uint32_t sorted; /* its place among the sorted words */
} WordOrder;

static int by_cost(const void *a, const void *b) {
  const WordOrder *x = a, *y = b;
  if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
  return (x->sorted > y->sorted) - (x->sorted < y->sorted);
}

static WordOrder *order_words(LexiconBuilder *builder, const SortedWord *sorted, double total,
                              WordCostEstimate estimate, void *handle) {
  uint32_t count = builder->words.count;
  WordOrder *order = ARENA_ARRAY(builder->arena, WordOrder, count + 1);
  for (uint32_t i = 0; i < count; i++) {
    const BuilderWord *word = &builder->words.data[sorted[i].key.value];
    float cost = 14;
    if (word->flags & WORD_KNOWN) {
      cost = word->cost;
    } else if (word->frequency > 0) {
      cost = (float)log(total / word->frequency);
    } else if (estimate) {
      cost = estimate(handle, word->spelling, word->flags);
    }
    order[i] = (WordOrder){cost, i};
  }
  qsort(order, count, sizeof *order, by_cost);
  return order;
}

static Tables make_tables(LexiconBuilder *builder, const SortedWord *sorted, WordCostEstimate estimate, void *handle) {
  Tables tables = {0};
  uint32_t count = builder->words.count, slots = 4096;
  uint32_t *heads = ARENA_ARRAY(builder->arena, uint32_t, slots);
  intern_set(builder, NULL, 0, 0, heads, slots);
  tables.words = ARENA_ARRAY(builder->arena, LexiconWord, count + 1);
  tables.keys = ARENA_ARRAY(builder->arena, TrieKey, count + 1);
  for (uint32_t i = 0; i < count; i++) tables.total += builder->words.data[i].frequency;
  const WordOrder *order = order_words(builder, sorted, tables.total, estimate, handle);
  uint32_t *numbers = ARENA_ARRAY(builder->arena, uint32_t, count + 1); /* by place among the sorted words */
  for (uint32_t i = 0; i < count; i++) {
    BuilderWord *word = &builder->words.data[sorted[order[i].sorted].key.value];
    uint16_t classes = (uint16_t)word->classes.count, listed = word->flags & WORD_KNOWN ? word->listed : classes;
    uint32_t set = intern_set(builder, word->classes.data, classes, listed, heads, slots);
    write_word(builder, &tables, word, i, set, order[i].cost);
    numbers[order[i].sorted] = i;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (i && trie_key_compare(&sorted[i - 1].key, &sorted[i].key) == 0) {
      tables.words[numbers[i - 1]].next = numbers[i];
    } else {
      tables.keys[tables.key_count] = sorted[i].key;
      tables.keys[tables.key_count++].value = numbers[i];
    }
  }
  return tables;
}

/* What scans ask about a word of one or two characters. */
static void describe(TrieWord *word, const LexiconWord *words) {
  if (word->value) *word = lexicon_trie_word(words, word->value);
}

static void describe_words(Trie *trie, const LexiconWord *words) {
  TrieWord *singles = (TrieWord *)trie->singles; /* both were just made */
  TriePair *pairs = (TriePair *)trie->pairs;
  for (uint32_t i = 0; i < trie->first_count; i++) describe(&singles[i], words);
  for (uint32_t i = 0; i < trie->pair_count; i++) describe(&pairs[i].word, words);
}

typedef struct {
  const void *data;
  size_t count, element;
} SectionData;

static Slice assemble(Arena *arena, const SectionData *sections, uint32_t alphabet_size, double total) {
  ImageHeader header = {
      .version = IMAGE_VERSION, .byte_order = IMAGE_BYTE_ORDER, .alphabet_size = alphabet_size, .total = total};
  memcpy(header.magic, IMAGE_MAGIC, sizeof header.magic);
  const size_t more = IMAGE_ALIGNMENT - 1;
  size_t size = sizeof header;
  for (int i = 0; i < SECTION_COUNT; i++) {
    size_t offset = (size + more) & ~more;
    header.sections[i] = (ImageSection){offset, sections[i].count};
    size = offset + sections[i].count * sections[i].element;
  }
  char *image = arena_calloc(arena, 1, size);
  memcpy(image, &header, sizeof header);
  for (int i = 0; i < SECTION_COUNT; i++) {
    if (sections[i].count) {
      memcpy(image + header.sections[i].offset, sections[i].data, sections[i].count * sections[i].element);
    }
  }
  return (Slice){image, size};
}

Slice lexicon_builder_finish(LexiconBuilder *builder, WordCostEstimate estimate, void *handle) {
  Arena *arena = builder->arena;
  Alphabet alphabet = build_alphabet(builder);
  SortedWord *sorted = sort_words(builder, &alphabet);
  Tables tables = make_tables(builder, sorted, estimate, handle);
  Trie trie = trie_build(arena, tables.keys, tables.key_count, alphabet.size);
  describe_words(&trie, tables.words);
  LexiconClassSet *sets = ARENA_ARRAY(arena, LexiconClassSet, builder->sets.count);
  for (uint32_t i = 0; i < builder->sets.count; i++) {
    const BuilderSet *set = &builder->sets.data[i];
    sets[i] = (LexiconClassSet){set->first, set->count, set->listed_set};
  }
  LexiconClass *classes = ARENA_ARRAY(arena, LexiconClass, builder->classes.count + 1);
  for (uint32_t i = 0; i < builder->classes.count; i++) {
    Slice name = builder->classes.data[i];
    classes[i] = (LexiconClass){intern_string(builder, name), (uint32_t)name.length};
  }
  const SectionData sections[SECTION_COUNT] = {
      [SECTION_PAGES] = {alphabet.pages, ALPHABET_PAGES, sizeof *alphabet.pages},
      [SECTION_CODES] = {alphabet.codes, (size_t)alphabet.page_count * ALPHABET_PAGE, sizeof *alphabet.codes},
      [SECTION_UNITS] = {trie.units, trie.unit_count, sizeof *trie.units},
      [SECTION_VALUES] = {trie.values, trie.unit_count, sizeof *trie.values},
      [SECTION_FIRST] = {trie.first, trie.first_count, sizeof *trie.first},
      [SECTION_SINGLES] = {trie.singles, trie.first_count, sizeof *trie.singles},
      [SECTION_PAIRS] = {trie.pairs, trie.pair_count, sizeof *trie.pairs},
      [SECTION_PAIR_BITS] = {trie.pair_bits, trie.pair_bit_words, sizeof *trie.pair_bits},
      [SECTION_WORDS] = {tables.words, builder->words.count ? builder->words.count : 1, sizeof *tables.words},
      [SECTION_TAGS] = {tables.tags.data, tables.tags.count, sizeof *tables.tags.data},
      [SECTION_CLASS_SETS] = {sets, builder->sets.count, sizeof *sets},
      [SECTION_CLASS_MEMBERS] = {builder->members.data, builder->members.count, sizeof *builder->members.data},
      [SECTION_CLASSES] = {classes, builder->classes.count, sizeof *classes},
      [SECTION_STRINGS] = {builder->strings.data, builder->strings.count, 1},
  };
  return assemble(arena, sections, alphabet.size, tables.total);
}

SpoStatus lexicon_builder_read_jieba(LexiconBuilder *builder, Slice text, const char *name,
                                     const Diagnostics *diagnostics) {
  SpoStatus status = SPO_SUCCESS;
  size_t valid = utf8_valid_prefix(text);
  if (valid != text.length) {
    diagnostics_file(diagnostics, SPO_ERROR, name, 0, valid, "not UTF-8");
    return SPO_BAD_RULES;
  }
  for (size_t line = 1; text.length; line++) {
    Slice rest = slice_trim(slice_cut(&text, '\n'));
    if (rest.length == 0) continue;
    Slice word = slice_cut(&rest, ' '), frequency = slice_cut(&rest, ' ');
    char number[32] = "";
    if (frequency.length < sizeof number) memcpy(number, frequency.data, frequency.length);
    char *end = number;
    double value = strtod(number, &end);
    if (!word.length || !rest.length || end == number || *end || !(value >= 0) || isinf(value)) {
      diagnostics_file(diagnostics, SPO_ERROR, name, line, SIZE_MAX, "not of the form 'word frequency part-of-speech'");
      status = SPO_BAD_RULES;
      continue;
    }
    lexicon_builder_add(builder, word, lexicon_builder_class(builder, rest), value, 0);
  }
  return status;
}
