#include "link/gazetteer_builder.h"

#include <math.h>
#include <stdlib.h>

#include "base/name_table.h"
#include "link/gazetteer_image.h"
#include "link/terms.h"

enum { LONGEST_NAME = 1000, MOST_CONTEXT = 48, LONGEST_DESCRIPTION = 4096 };

typedef struct {
  Slice iri;
  Slice label; /* the first that came; empty: none */
  uint32_t class, rank;
  uint32_t same;   /* the entry that this one is, or itself */
  uint32_t number; /* in the image; UINT32_MAX: not there */
  float popularity;
  uint32_t references; /* entries that are related to it */
} BuilderEntry;

typedef struct {
  Slice spelling;
  uint32_t entry;
  bool label;
} BuilderName;

typedef struct {
  uint32_t entry, hash;
} BuilderTerm;

/* Resolved at the end, when all entries are known: their IRIs by hash, of which two in 2^64 may be equal. */
typedef struct {
  uint32_t entry;
  uint64_t other;
} BuilderRelation;

struct GazetteerBuilder {
  Arena *arena;
  NameTable table; /* IRIs of entries */
  NameTable class_table, prefix_table, string_table;
  struct {
    VECTOR(BuilderEntry);
  } entries;
  struct {
    VECTOR(BuilderName);
  } names;
  struct {
    VECTOR(BuilderTerm);
  } terms;
  struct {
    VECTOR(BuilderRelation);
  } relations, sames;
  TermHashes scratch;
  bool popularity_given;
  /* Made by finish */
  struct {
    VECTOR(char);
  } strings;
};

GazetteerBuilder *gazetteer_builder_new(Arena *arena) {
  GazetteerBuilder *builder = ARENA_NEW(arena, GazetteerBuilder);
  builder->arena = arena;
  name_table_add(&builder->class_table, arena, SLICE(""), 0);
  return builder;
}

uint32_t gazetteer_builder_entry(GazetteerBuilder *builder, Slice iri) {
  uint32_t known = name_table_find(&builder->table, iri);
  if (known != UINT32_MAX) return known;
  uint32_t number = builder->entries.count;
  BuilderEntry entry = {.iri = arena_copy(builder->arena, iri), .rank = UINT32_MAX, .same = number};
  name_table_add(&builder->table, builder->arena, entry.iri, number);
  VECTOR_PUSH(builder->arena, &builder->entries, entry);
  return number;
}

void gazetteer_builder_name(GazetteerBuilder *builder, uint32_t number, Slice name, bool label) {
  name = slice_trim(name);
  if (!name.length || name.length > LONGEST_NAME) return;
  name = arena_copy(builder->arena, name);
  BuilderEntry *entry = &builder->entries.data[number];
  if (!entry->label.length && label) entry->label = name;
  VECTOR_PUSH(builder->arena, &builder->names, ((BuilderName){name, number, label}));
}

void gazetteer_builder_class(GazetteerBuilder *builder, uint32_t number, Slice class, uint32_t rank) {
  BuilderEntry *entry = &builder->entries.data[number];
  if (rank >= entry->rank || !class.length) return;
  uint32_t known = name_table_find(&builder->class_table, class);
  if (known == UINT32_MAX) {
    known = builder->class_table.entries.count;
    if (known > UINT16_MAX) return;
    name_table_add(&builder->class_table, builder->arena, arena_copy(builder->arena, class), known);
  }
  entry->class = known;
  entry->rank = rank;
}

void gazetteer_builder_popularity(GazetteerBuilder *builder, uint32_t number, double popularity) {
  BuilderEntry *entry = &builder->entries.data[number];
  if (!(popularity > 0) || isinf(popularity)) return;
  builder->popularity_given = true;
  if ((float)popularity > entry->popularity) entry->popularity = (float)popularity;
}

static void add_term(GazetteerBuilder *builder, uint32_t entry, uint32_t hash) {
  VECTOR_PUSH(builder->arena, &builder->terms, ((BuilderTerm){entry, hash}));
}

void gazetteer_builder_describe(GazetteerBuilder *builder, uint32_t entry, Slice text) {
  if (text.length > LONGEST_DESCRIPTION) {
    text.length = LONGEST_DESCRIPTION;
    while (text.length && ((unsigned char)text.data[text.length] & 0xC0) == 0x80) text.length--;
  }
  builder->scratch.count = 0;
  link_terms(builder->arena, text, &builder->scratch);
  for (uint32_t i = 0; i < builder->scratch.count; i++) add_term(builder, entry, builder->scratch.data[i]);
}

void gazetteer_builder_relate(GazetteerBuilder *builder, uint32_t entry, Slice iri) {
  VECTOR_PUSH(builder->arena, &builder->relations, ((BuilderRelation){entry, slice_hash(iri)}));
}

void gazetteer_builder_relate_name(GazetteerBuilder *builder, uint32_t entry, Slice name) {
  name = slice_trim(name);
  if (!name.length || name.length > LONGEST_NAME) return;
  add_term(builder, entry, link_name_term(link_fold(builder->arena, name)));
  gazetteer_builder_describe(builder, entry, name);
}

void gazetteer_builder_same(GazetteerBuilder *builder, uint32_t entry, Slice iri) {
  VECTOR_PUSH(builder->arena, &builder->sames, ((BuilderRelation){entry, slice_hash(iri)}));
}

/* ---- IRIs by their hash ---- */

typedef struct {
  uint64_t hash;
  uint32_t entry;
} IriHash;

static int by_iri_hash(const void *a, const void *b) {
  const IriHash *x = a, *y = b;
  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  return (x->entry > y->entry) - (x->entry < y->entry);
}

static uint32_t find_hash(const IriHash *hashes, uint32_t count, uint64_t hash) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (hashes[middle].hash < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count && hashes[low].hash == hash ? hashes[low].entry : UINT32_MAX;
}

/* ---- what is one ---- */

static uint32_t root(GazetteerBuilder *builder, uint32_t entry) {
  BuilderEntry *entries = builder->entries.data;
  while (entries[entry].same != entry) entry = entries[entry].same = entries[entries[entry].same].same;
  return entry;
}

static bool stands_first(Slice a, Slice b) {
  const Slice wikidata = SLICE("http://www.wikidata.org/entity/");
  bool known_a = slice_starts_with(a, wikidata), known_b = slice_starts_with(b, wikidata);
  return known_a != known_b ? known_a : slice_compare(a, b) < 0;
}

static void join_entries(GazetteerBuilder *builder, uint32_t a, uint32_t b) {
  BuilderEntry *entries = builder->entries.data;
  a = root(builder, a);
  b = root(builder, b);
  if (a == b) return;
  if (stands_first(entries[b].iri, entries[a].iri)) {
    uint32_t swapped = a;
    a = b;
    b = swapped;
  }
  BuilderEntry *into = &entries[a], *from = &entries[b];
  from->same = a;
  if (!into->label.length) into->label = from->label;
  if (from->popularity > into->popularity) into->popularity = from->popularity;
  into->references += from->references;
  if (from->rank < into->rank) {
    into->rank = from->rank;
    into->class = from->class;
  }
}

/* What entries are related to is known now: joins what is one, counts references, and turns labels into context. */
static void resolve(GazetteerBuilder *builder) {
  uint32_t count = builder->entries.count;
  IriHash *hashes = arena_alloc(builder->arena, (count + 1) * sizeof *hashes);
  for (uint32_t i = 0; i < count; i++) hashes[i] = (IriHash){slice_hash(builder->entries.data[i].iri), i};
  qsort(hashes, count, sizeof *hashes, by_iri_hash);
  for (uint32_t i = 0; i < builder->sames.count; i++) {
    uint32_t other = find_hash(hashes, count, builder->sames.data[i].other);
    if (other != UINT32_MAX) join_entries(builder, builder->sames.data[i].entry, other);
  }
  for (uint32_t i = 0; i < builder->relations.count; i++) {
    uint32_t other = find_hash(hashes, count, builder->relations.data[i].other);
    if (other == UINT32_MAX) continue;
    BuilderEntry *related = &builder->entries.data[root(builder, other)];
    related->references++;
    gazetteer_builder_relate_name(builder, builder->relations.data[i].entry, related->label);
  }
}

static int by_iri(const void *a, const void *b) {
  return slice_compare((*(BuilderEntry *const *)a)->iri, (*(BuilderEntry *const *)b)->iri);
}

/* Numbers the entries that have names by their IRIs. */
static BuilderEntry **number_entries(GazetteerBuilder *builder, GazetteerCounts *counts) {
  for (uint32_t i = 0; i < builder->entries.count; i++) builder->entries.data[i].number = UINT32_MAX;
  BuilderEntry **sorted = arena_alloc(builder->arena, (builder->entries.count + 1) * sizeof(BuilderEntry *));
  for (uint32_t i = 0; i < builder->names.count; i++) {
    BuilderEntry *entry = &builder->entries.data[root(builder, builder->names.data[i].entry)];
    if (!entry->label.length) entry->label = builder->names.data[i].spelling;
    if (entry->number == UINT32_MAX) sorted[counts->entries++] = entry;
    entry->number = 0;
  }
  qsort(sorted, counts->entries, sizeof *sorted, by_iri);
  for (uint32_t i = 0; i < counts->entries; i++) sorted[i]->number = i;
  for (uint32_t i = 0; i < builder->entries.count; i++) {
    const BuilderEntry *entry = &builder->entries.data[i];
    counts->unnamed += entry->same == i && entry->number == UINT32_MAX;
  }
  return sorted;
}

/* ---- names ---- */

typedef struct {
  uint64_t hash;
  Slice folded, spelling;
  uint32_t entry;
  bool label;
} FoldedName;

static int by_name(const void *a, const void *b) {
  const FoldedName *x = a, *y = b;
  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  int order = slice_compare(x->folded, y->folded);
  if (order) return order;
  if (x->entry != y->entry) return x->entry < y->entry ? -1 : 1;
  if (x->label != y->label) return x->label ? -1 : 1;
  return slice_compare(x->spelling, y->spelling);
}

/* Sorted by hash; an entry has each name once: as its label, if it is one. */
static FoldedName *fold_names(GazetteerBuilder *builder, GazetteerCounts *counts) {
  FoldedName *names = arena_alloc(builder->arena, (builder->names.count + 1) * sizeof *names);
  uint32_t count = 0;
  for (uint32_t i = 0; i < builder->names.count; i++) {
    const BuilderName *name = &builder->names.data[i];
    Slice folded = link_fold(builder->arena, name->spelling);
    uint32_t entry = builder->entries.data[root(builder, name->entry)].number;
    if (folded.length) names[count++] = (FoldedName){slice_hash(folded), folded, name->spelling, entry, name->label};
  }
  qsort(names, count, sizeof *names, by_name);
  for (uint32_t i = 0; i < count; i++) {
    const FoldedName *last = counts->names ? &names[counts->names - 1] : NULL;
    bool again = last && last->entry == names[i].entry && slice_equal(last->folded, names[i].folded);
    if (!again) names[counts->names++] = names[i];
  }
  return names;
}

static uint32_t intern(GazetteerBuilder *builder, Slice text) {
  uint32_t known = name_table_find(&builder->string_table, text);
  if (known != UINT32_MAX) return known;
  if (builder->strings.count > UINT32_MAX - text.length) arena_fail(builder->arena);
  uint32_t offset = builder->strings.count;
  VECTOR_APPEND(builder->arena, &builder->strings, text.data, text.length);
  name_table_add(&builder->string_table, builder->arena, text, offset);
  return offset;
}

static GazetteerNaming *make_namings(GazetteerBuilder *builder, const FoldedName *names, uint32_t count) {
  GazetteerNaming *namings = arena_alloc(builder->arena, (count + 1) * sizeof *namings);
  for (uint32_t i = 0; i < count; i++) {
    namings[i] = (GazetteerNaming){.spelling = intern(builder, names[i].spelling),
                                   .entry = names[i].entry,
                                   .length = (uint16_t)names[i].spelling.length,
                                   .label = names[i].label,
                                   .check = (uint8_t)names[i].hash};
  }
  return namings;
}

static uint32_t *make_buckets(Arena *arena, const FoldedName *names, uint32_t count, uint32_t buckets) {
  uint32_t *first = ARENA_ARRAY(arena, uint32_t, buckets + 1);
  uint32_t at = 0;
  for (uint32_t i = 0; i <= buckets; i++) {
    while (at < count && gazetteer_bucket(names[at].hash, buckets) < i) at++;
    first[i] = at;
  }
  return first;
}

/* ---- context ---- */

static int by_entry(const void *a, const void *b) {
  const BuilderTerm *x = a, *y = b;
  if (x->entry != y->entry) return x->entry < y->entry ? -1 : 1;
  return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Terms of the image's entries, each once. */
static BuilderTerm *gather_terms(GazetteerBuilder *builder, uint32_t *count) {
  BuilderTerm *terms = builder->terms.data;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < builder->terms.count; i++) {
    uint32_t entry = builder->entries.data[root(builder, terms[i].entry)].number;
    if (entry != UINT32_MAX) terms[kept++] = (BuilderTerm){entry, terms[i].hash};
  }
  if (kept) qsort(terms, kept, sizeof *terms, by_entry);
  *count = 0;
  for (uint32_t i = 0; i < kept; i++) {
    bool again = *count && by_entry(&terms[*count - 1], &terms[i]) == 0;
    if (!again) terms[(*count)++] = terms[i];
  }
  return terms;
}

typedef struct {
  const GazetteerTerm *term;
  uint32_t index;
} Weighed;

static int by_weight(const void *a, const void *b) {
  const Weighed *x = a, *y = b;
  if (x->term->weight != y->term->weight) return x->term->weight > y->term->weight ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static int by_number(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

typedef struct {
  GazetteerTerm *terms;
  uint32_t *context;
  uint32_t term_count, context_count;
} Contexts;

/* The terms of all entries, the rare ones heavy: 1 for what one entry has, 0 for what all have. */
static void weigh_terms(Arena *arena, const BuilderTerm *pairs, uint32_t count, uint32_t entries, Contexts *made) {
  uint32_t *hashes = arena_alloc(arena, (count + 1) * sizeof *hashes);
  for (uint32_t i = 0; i < count; i++) hashes[i] = pairs[i].hash;
  if (count) qsort(hashes, count, sizeof *hashes, by_number);
  made->terms = arena_alloc(arena, (count + 1) * sizeof *made->terms);
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && hashes[next] == hashes[i];) next++;
    double share = log((entries + 1.0) / (next - i)) / log(entries + 1.0);
    made->terms[made->term_count++] = (GazetteerTerm){hashes[i], (float)(share > 1 ? 1 : share < 0 ? 0 : share)};
  }
}

static int by_term_hash(const void *key, const void *term) {
  uint32_t x = *(const uint32_t *)key, y = ((const GazetteerTerm *)term)->hash;
  return (x > y) - (x < y);
}

/* Each entry's heaviest terms. */
static Contexts make_contexts(GazetteerBuilder *builder, GazetteerEntry *entries, uint32_t entry_count) {
  uint32_t count;
  Contexts made = {0};
  const BuilderTerm *pairs = gather_terms(builder, &count);
  weigh_terms(builder->arena, pairs, count, entry_count, &made);
  made.context = arena_alloc(builder->arena, (count + 1) * sizeof *made.context);
  Weighed *own = arena_alloc(builder->arena, (count + 1) * sizeof *own);
  for (uint32_t entry = 0, at = 0; entry < entry_count; entry++) {
    uint32_t number = 0;
    entries[entry].first_context = made.context_count;
    for (; at < count && pairs[at].entry == entry; at++) {
      const GazetteerTerm *term =
          bsearch(&pairs[at].hash, made.terms, made.term_count, sizeof *made.terms, by_term_hash);
      own[number++] = (Weighed){term, (uint32_t)(term - made.terms)};
    }
    if (number > MOST_CONTEXT) qsort(own, number, sizeof *own, by_weight);
    if (number > MOST_CONTEXT) number = MOST_CONTEXT;
    for (uint32_t i = 0; i < number; i++) made.context[made.context_count++] = own[i].index;
  }
  entries[entry_count].first_context = made.context_count;
  return made;
}

/* ---- the image ---- */

static size_t prefix_length(Slice iri) {
  size_t length = iri.length;
  while (length && iri.data[length - 1] != '/' && iri.data[length - 1] != '#') length--;
  return length;
}

static uint32_t prefix_of(GazetteerBuilder *builder, Slice *iri) {
  Slice prefix = {iri->data, prefix_length(*iri)};
  uint32_t known = name_table_find(&builder->prefix_table, prefix);
  if (known == UINT32_MAX && builder->prefix_table.entries.count >= UINT16_MAX) {
    prefix.length = 0; /* too many: the rest stand whole */
    known = name_table_find(&builder->prefix_table, prefix);
  }
  if (known == UINT32_MAX) {
    known = builder->prefix_table.entries.count;
    name_table_add(&builder->prefix_table, builder->arena, prefix, known);
  }
  *iri = (Slice){iri->data + prefix.length, iri->length - prefix.length};
  return known;
}

static GazetteerEntry *make_entries(GazetteerBuilder *builder, BuilderEntry **sorted, uint32_t count) {
  GazetteerEntry *entries = ARENA_ARRAY(builder->arena, GazetteerEntry, count + 1);
  double most = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (!builder->popularity_given) sorted[i]->popularity = (float)sorted[i]->references;
    if (sorted[i]->popularity > most) most = sorted[i]->popularity;
  }
  name_table_add(&builder->prefix_table, builder->arena, SLICE(""), 0);
  for (uint32_t i = 0; i < count; i++) {
    Slice local = sorted[i]->iri;
    uint32_t prefix = prefix_of(builder, &local);
    entries[i] = (GazetteerEntry){.local = intern(builder, local),
                                  .label = intern(builder, sorted[i]->label),
                                  .local_length = (uint16_t)local.length,
                                  .label_length = (uint16_t)sorted[i]->label.length,
                                  .prefix = (uint16_t)prefix,
                                  .class = (uint16_t)sorted[i]->class,
                                  .popularity = most > 0 ? (float)(log1p(sorted[i]->popularity) / log1p(most)) : 0};
  }
  return entries;
}

static GazetteerString *make_strings(GazetteerBuilder *builder, const NameTable *table) {
  GazetteerString *strings = arena_alloc(builder->arena, (table->entries.count + 1) * sizeof *strings);
  for (uint32_t i = 0; i < table->entries.count; i++) {
    Slice text = table->entries.data[i].name;
    strings[i] = (GazetteerString){intern(builder, text), (uint32_t)text.length};
  }
  return strings;
}

typedef struct {
  const void *data;
  size_t count, element;
} SectionBytes;

static Slice assemble(Arena *arena, const SectionBytes *sections) {
  const size_t more = GAZETTEER_ALIGNMENT - 1;
  GazetteerHeader header = {.version = GAZETTEER_VERSION, .byte_order = GAZETTEER_BYTE_ORDER};
  memcpy(header.magic, GAZETTEER_MAGIC, sizeof header.magic);
  size_t size = sizeof header;
  for (int i = 0; i < GAZETTEER_SECTIONS; i++) {
    size = (size + more) & ~more;
    header.sections[i].offset = size;
    header.sections[i].count = sections[i].count;
    size += sections[i].count * sections[i].element;
  }
  char *image = arena_calloc(arena, 1, size);
  for (int i = 0; i < GAZETTEER_SECTIONS; i++) {
    size_t bytes = sections[i].count * sections[i].element;
    if (bytes) memcpy(image + header.sections[i].offset, sections[i].data, bytes);
  }
  header.size = size;
  header.hash = gazetteer_image_hash(image + sizeof header, size - sizeof header);
  memcpy(image, &header, sizeof header);
  return (Slice){image, size};
}

Slice gazetteer_builder_finish(GazetteerBuilder *builder, GazetteerCounts *counts) {
  *counts = (GazetteerCounts){0};
  resolve(builder);
  BuilderEntry **sorted = number_entries(builder, counts);
  FoldedName *names = fold_names(builder, counts);
  uint32_t bucket_count = counts->names / 3 + 1;
  GazetteerNaming *namings = make_namings(builder, names, counts->names);
  GazetteerEntry *entries = make_entries(builder, sorted, counts->entries);
  Contexts contexts = make_contexts(builder, entries, counts->entries);
  GazetteerString *prefixes = make_strings(builder, &builder->prefix_table);
  GazetteerString *classes = make_strings(builder, &builder->class_table);
  const SectionBytes sections[GAZETTEER_SECTIONS] = {
      [GAZETTEER_BUCKETS] = {make_buckets(builder->arena, names, counts->names, bucket_count), bucket_count + 1,
                             sizeof(uint32_t)},
      [GAZETTEER_NAMINGS] = {namings, counts->names, sizeof *namings},
      [GAZETTEER_ENTRIES] = {entries, counts->entries + 1, sizeof *entries},
      [GAZETTEER_CONTEXT] = {contexts.context, contexts.context_count, sizeof *contexts.context},
      [GAZETTEER_TERMS] = {contexts.terms, contexts.term_count, sizeof *contexts.terms},
      [GAZETTEER_PREFIXES] = {prefixes, builder->prefix_table.entries.count, sizeof *prefixes},
      [GAZETTEER_CLASSES] = {classes, builder->class_table.entries.count, sizeof *classes},
      [GAZETTEER_STRINGS] = {builder->strings.data, builder->strings.count, 1},
  };
  return assemble(builder->arena, sections);
}
