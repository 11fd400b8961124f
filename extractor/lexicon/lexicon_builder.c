#include "lexicon/lexicon_builder.h"

#include <math.h>
#include <stdlib.h>

#include "base/name_table.h"
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
  bool weighed;
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

void lexicon_builder_weigh(LexiconBuilder *builder) {
  builder->words.data[builder->last].weighed = true;
}

/* Strings of tags and classes: each once, found by an open hash table of (offset + 1, length) pairs. */
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
  uint32_t *spellings;
  struct {
    VECTOR(char);
  } texts; /* of the words, in their order; strings of tags and classes stand in front of them */
  struct {
    VECTOR(LexiconTag);
  } tags;
  struct {
    VECTOR(LexiconDetail);
  } details;
  NameTable known; /* details without weights, by the bytes of their tags */
  TrieKey *keys;
  uint32_t key_count;
  double total;
} Tables;

/* The tags of a word, as they stand in the image: at the end of `tags`. */
static void write_tags(LexiconBuilder *builder, Tables *tables, const BuilderWord *word) {
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

/* The detail of a word, shared with those that have the same tags. */
static uint32_t write_detail(LexiconBuilder *builder, Tables *tables, const BuilderWord *word) {
  if (!word->tags.count && !word->weighed) return 0;
  uint32_t first = tables->tags.count, number = tables->details.count;
  write_tags(builder, tables, word);
  Slice bytes = {(const char *)(tables->tags.data + first), word->tags.count * sizeof(LexiconTag)};
  uint32_t known = word->weighed ? UINT32_MAX : name_table_find(&tables->known, bytes);
  if (known != UINT32_MAX) {
    tables->tags.count = first;
    return known;
  }
  if (!word->weighed) name_table_add(&tables->known, builder->arena, arena_copy(builder->arena, bytes), number);
  VECTOR_PUSH(builder->arena, &tables->details, ((LexiconDetail){.first_tag = first}));
  return number;
}

static void write_word(LexiconBuilder *builder, Tables *tables, const BuilderWord *word, uint32_t index, uint32_t set,
                       float cost) {
  unsigned flags = word->flags | (word->flags & WORD_NOT_COUNTED ? 0 : WORD_COUNTED);
  uint32_t detail = write_detail(builder, tables, word);
  tables->words[index] = (LexiconWord){cost, set, detail, (uint16_t)flags, word->part};
  tables->spellings[index] = tables->texts.count;
  VECTOR_APPEND(builder->arena, &tables->texts, word->spelling.data, word->spelling.length);
}

/* Words of one folded form, by the cost of the cheapest: in this order words lie in the image, so that those that texts
   are made of lie together. */
typedef struct {
  float cost;
  uint32_t first, count; /* among the sorted words */
} WordOrder;

static int by_cost(const void *a, const void *b) {
  const WordOrder *x = a, *y = b;
  if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
  return (x->first > y->first) - (x->first < y->first);
}

static float cost_of(const BuilderWord *word, double total, WordCostEstimate estimate, void *handle) {
  if (word->flags & WORD_KNOWN) return word->cost;
  if (word->frequency > 0) return (float)log(total / word->frequency);
  return estimate ? estimate(handle, word->spelling, word->flags) : 14;
}

/* Groups the sorted words and puts the groups in order; their costs go to `costs`. Returns how many groups there are.
 */
static uint32_t order_words(const LexiconBuilder *builder, const SortedWord *sorted, double total,
                            WordCostEstimate estimate, void *handle, WordOrder *order, float *costs) {
  uint32_t groups = 0;
  for (uint32_t i = 0; i < builder->words.count; i++) {
    costs[i] = cost_of(&builder->words.data[sorted[i].key.value], total, estimate, handle);
    if (i && trie_key_compare(&sorted[i - 1].key, &sorted[i].key) == 0) {
      WordOrder *last = &order[groups - 1];
      last->count++;
      if (costs[i] < last->cost) last->cost = costs[i];
    } else {
      order[groups++] = (WordOrder){costs[i], i, 1};
    }
  }
  qsort(order, groups, sizeof *order, by_cost);
  return groups;
}

/* A spelling that is two words, one with its case and one without, has the same weights in both. */
static void weigh_twins(LexiconBuilder *builder, const SortedWord *sorted) {
  for (uint32_t i = 1; i < builder->words.count; i++) {
    BuilderWord *a = &builder->words.data[sorted[i - 1].key.value], *b = &builder->words.data[sorted[i].key.value];
    if (slice_equal(a->spelling, b->spelling)) a->weighed = b->weighed = a->weighed || b->weighed;
  }
}

static int by_place(const void *a, const void *b) {
  const WordOrder *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

static Tables make_tables(LexiconBuilder *builder, const SortedWord *sorted, WordCostEstimate estimate, void *handle) {
  Tables tables = {0};
  Arena *arena = builder->arena;
  uint32_t count = builder->words.count, slots = 4096, number = 0;
  uint32_t *heads = ARENA_ARRAY(arena, uint32_t, slots);
  intern_set(builder, NULL, 0, 0, heads, slots);
  tables.words = ARENA_ARRAY(arena, LexiconWord, count + 1);
  tables.spellings = ARENA_ARRAY(arena, uint32_t, count + 2);
  tables.keys = ARENA_ARRAY(arena, TrieKey, count + 1);
  VECTOR_PUSH(arena, &tables.details, ((LexiconDetail){0}));
  for (uint32_t i = 0; i < count; i++) tables.total += builder->words.data[i].frequency;
  weigh_twins(builder, sorted);
  WordOrder *order = ARENA_ARRAY(arena, WordOrder, count + 1);
  float *costs = ARENA_ARRAY(arena, float, count + 1);
  uint32_t groups = order_words(builder, sorted, tables.total, estimate, handle, order, costs);
  for (uint32_t i = 0; i < groups; i++) {
    WordOrder group = order[i];
    order[i].count = number; /* from now on: of its first word */
    for (uint32_t k = group.first; k < group.first + group.count; k++) {
      BuilderWord *word = &builder->words.data[sorted[k].key.value];
      uint16_t classes = (uint16_t)word->classes.count, listed = word->flags & WORD_KNOWN ? word->listed : classes;
      uint32_t set = intern_set(builder, word->classes.data, classes, listed, heads, slots);
      if (k + 1 < group.first + group.count) word->flags |= WORD_ALIKE;
      write_word(builder, &tables, word, number++, set, costs[k]);
    }
  }
  qsort(order, groups, sizeof *order, by_place);
  for (uint32_t i = 0; i < groups; i++) {
    tables.keys[i] = sorted[order[i].first].key;
    tables.keys[i].value = order[i].count;
  }
  tables.key_count = groups;
  tables.spellings[number] = tables.texts.count;
  if (!number) tables.spellings[1] = 0; /* an image has one word at least */
  VECTOR_PUSH(arena, &tables.details, ((LexiconDetail){.first_tag = tables.tags.count}));
  return tables;
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
  const uint32_t words = builder->words.count ? builder->words.count : 1;
  for (uint32_t i = 0; i <= words; i++) tables.spellings[i] += builder->strings.count;
  VECTOR_APPEND(arena, &builder->strings, tables.texts.data, tables.texts.count);
  const SectionData sections[SECTION_COUNT] = {
      [SECTION_PAGES] = {alphabet.pages, ALPHABET_PAGES, sizeof *alphabet.pages},
      [SECTION_CODES] = {alphabet.codes, (size_t)alphabet.page_count * ALPHABET_PAGE, sizeof *alphabet.codes},
      [SECTION_LABELS] = {trie.labels, trie.unit_count, sizeof *trie.labels},
      [SECTION_UNITS] = {trie.units, trie.unit_count, sizeof *trie.units},
      [SECTION_SINGLES] = {trie.singles, trie.single_count, sizeof *trie.singles},
      [SECTION_PAIRS] = {trie.pairs, trie.pair_count, sizeof *trie.pairs},
      [SECTION_PAIR_BITS] = {trie.pair_bits, trie.pair_bit_words, sizeof *trie.pair_bits},
      [SECTION_WORDS] = {tables.words, words, sizeof *tables.words},
      [SECTION_SPELLINGS] = {tables.spellings, (size_t)words + 1, sizeof *tables.spellings},
      [SECTION_DETAILS] = {tables.details.data, tables.details.count, sizeof *tables.details.data},
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
