#include "graph/graph.h"

#include <endian.h>

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define XSD_STRING "http://www.w3.org/2001/XMLSchema#string"

enum { FIRST_TERMS = 64 };
enum { FIRST_BUCKETS = 256 }; /* a power of two, as all later sizes */

void graph_init(Graph *graph, Arena *arena, Slice iri) {
  *graph = (Graph){.iri = iri, .arena = arena};
  VECTOR_RESERVE(arena, &graph->terms, FIRST_TERMS);
  VECTOR_RESERVE(arena, &graph->triples, FIRST_TERMS);
}

static uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_slice(uint64_t hash, Slice text) {
  size_t at = 0;
  uint64_t word;
  for (; text.length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.data + at, sizeof word);
    hash = mix(hash ^ word, 0x9E3779B97F4A7C15u);
  }
  word = text.length;
  if (at < text.length) memcpy((char *)&word + 1, text.data + at, text.length - at);
  return mix(hash ^ word, 0xD6E8FEB86659FD93u);
}

/* Labels come from strangers: the arena's address, which they cannot know, seeds the hash against made-up collisions.
   Datatypes and languages do not: those of one length are few. */
static uint32_t hash_term(const Graph *graph, const Term *term) {
  uint64_t kind = (uint64_t)term->kind + 1 + (term->datatype.length << 8) + (term->language.length << 40);
  uint64_t hash = hash_slice((uintptr_t)graph->arena + 0xA0761D6478BD642Fu * kind, term->text);
  return (uint32_t)(hash ^ hash >> 32);
}

static bool terms_equal(const Term *a, const Term *b) {
  return a->hash == b->hash && a->kind == b->kind && slice_equal(a->text, b->text) &&
         slice_equal(a->datatype, b->datatype) && slice_equal(a->language, b->language);
}

/* The table is never more than half full, so probing ends soon. */
static void grow_buckets(Graph *graph) {
  graph->bucket_count = graph->bucket_count ? graph->bucket_count * 2 : FIRST_BUCKETS;
  if (!graph->bucket_count) arena_fail(graph->arena); /* 2^32 buckets */
  graph->buckets = ARENA_ARRAY(graph->arena, uint32_t, graph->bucket_count);
  uint32_t mask = graph->bucket_count - 1;
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    uint32_t bucket = graph->terms.data[id].hash & mask;
    while (graph->buckets[bucket]) bucket = (bucket + 1) & mask;
    graph->buckets[bucket] = id + 1;
  }
}

static TermId intern(Graph *graph, Term *term) {
  if (graph->terms.count >= graph->bucket_count / 2) grow_buckets(graph);
  term->hash = hash_term(graph, term);
  uint32_t mask = graph->bucket_count - 1, bucket = term->hash & mask;
  for (; graph->buckets[bucket]; bucket = (bucket + 1) & mask) {
    TermId id = graph->buckets[bucket] - 1;
    Term *known = &graph->terms.data[id];
    if (!terms_equal(known, term)) continue;
    if (term->order < known->order) known->order = term->order;
    return id;
  }
  VECTOR_PUSH(graph->arena, &graph->terms, *term);
  graph->buckets[bucket] = graph->terms.count;
  return graph->terms.count - 1;
}

TermId graph_iri(Graph *graph, Slice iri, uint32_t order) {
  Term term = {.kind = TERM_IRI, .text = iri, .order = order};
  return intern(graph, &term);
}

TermId graph_literal(Graph *graph, Slice text, Slice datatype, Slice language) {
  if (language.length || slice_equal(datatype, SLICE(XSD_STRING))) datatype = (Slice){0};
  Term term = {.kind = TERM_LITERAL, .text = text, .datatype = datatype, .language = language};
  return intern(graph, &term);
}

void graph_add(Graph *graph, TermId subject, TermId predicate, TermId object) {
  VECTOR_PUSH(graph->arena, &graph->triples, ((Triple){subject, predicate, object}));
}

/* Terms are sorted by (group, head) and only where those are equal by their whole text. `head` is the eight bytes
   behind what all terms of the group begin with: IRIs of one kind have a long beginning in common. */
typedef struct {
  uint64_t group; /* order, then kind */
  uint64_t head;
  TermId id;
} SortKey;

typedef struct {
  uint64_t group;
  Slice common;
  bool used;
} GroupHead;

/* By group modulo their number; a group whose place another one has is compared by whole text from the beginning. Most
   terms are alone in their groups: there is one for each place of the text. */
enum { GROUP_HEADS = 16 };

typedef struct {
  GroupHead heads[GROUP_HEADS];
} GroupHeads;

static uint64_t group_of(const Term *term) {
  return (uint64_t)term->order << 1 | (term->kind == TERM_LITERAL);
}

static GroupHead *find_head(GroupHeads *heads, uint64_t group) {
  return &heads->heads[(group ^ group >> 28) % GROUP_HEADS];
}

static void narrow_head(GroupHeads *heads, const Term *term) {
  GroupHead *head = find_head(heads, group_of(term));
  if (!head->used) {
    *head = (GroupHead){group_of(term), term->text, true};
    return;
  }
  if (head->group != group_of(term)) return;
  size_t shorter = head->common.length < term->text.length ? head->common.length : term->text.length, same = 0;
  while (shorter - same >= 8 && memcmp(head->common.data + same, term->text.data + same, 8) == 0) same += 8;
  while (same < shorter && head->common.data[same] == term->text.data[same]) same++;
  head->common.length = same;
}

static uint64_t eight_bytes(Slice text, size_t skip) {
  uint64_t word = 0;
  size_t left = text.length - skip;
  if (left) memcpy(&word, text.data + skip, left < sizeof word ? left : sizeof word);
  return be64toh(word); /* the first byte weighs most */
}

static int compare_terms(const Term *a, const Term *b) {
  int order = slice_compare(a->text, b->text);
  if (!order) order = slice_compare(a->datatype, b->datatype);
  return order ? order : slice_compare(a->language, b->language);
}

static bool key_less(const Graph *graph, const SortKey *a, const SortKey *b) {
  if (a->group != b->group) return a->group < b->group;
  if (a->head != b->head) return a->head < b->head;
  return compare_terms(&graph->terms.data[a->id], &graph->terms.data[b->id]) < 0;
}

static void merge_runs(const Graph *graph, const SortKey *from, SortKey *to, size_t begin, size_t middle, size_t end) {
  size_t left = begin, right = middle;
  for (size_t at = begin; at < end; at++) {
    bool take_right = left == middle || (right < end && key_less(graph, &from[right], &from[left]));
    to[at] = take_right ? from[right++] : from[left++];
  }
}

/* Merge sort from short runs upwards; returns whichever of the two arrays holds the result. */
static SortKey *sort_keys(const Graph *graph, SortKey *keys, SortKey *other, size_t count) {
  enum { RUN = 8 };
  for (size_t begin = 0; begin < count; begin += RUN) {
    size_t end = count - begin < RUN ? count : begin + RUN;
    for (size_t i = begin + 1; i < end; i++) {
      SortKey key = keys[i];
      size_t at = i;
      for (; at > begin && key_less(graph, &key, &keys[at - 1]); at--) keys[at] = keys[at - 1];
      keys[at] = key;
    }
  }
  for (size_t width = RUN; width < count; width *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * width) {
      size_t middle = count - begin < width ? count : begin + width;
      size_t end = count - begin < 2 * width ? count : begin + 2 * width;
      merge_runs(graph, keys, other, begin, middle, end);
    }
    SortKey *swap = keys;
    keys = other;
    other = swap;
  }
  return keys;
}

/* Place of each term in the order of all terms, from 0. */
static uint32_t *rank_terms(Graph *graph) {
  uint32_t count = graph->terms.count;
  GroupHeads heads;
  for (int i = 0; i < GROUP_HEADS; i++) heads.heads[i].used = false;
  for (uint32_t id = 0; id < count; id++) narrow_head(&heads, &graph->terms.data[id]);
  SortKey *keys = arena_alloc(graph->arena, 2 * count * sizeof *keys);
  for (uint32_t id = 0; id < count; id++) {
    const Term *term = &graph->terms.data[id];
    const GroupHead *head = find_head(&heads, group_of(term));
    bool own = head->group == group_of(term); /* every place that is asked for is used */
    keys[id] = (SortKey){group_of(term), own ? eight_bytes(term->text, head->common.length) : 0, id};
  }
  SortKey *sorted = sort_keys(graph, keys, keys + count, count);
  uint32_t *ranks = arena_alloc(graph->arena, count * sizeof *ranks);
  for (uint32_t rank = 0; rank < count; rank++) ranks[sorted[rank].id] = rank;
  return ranks;
}

typedef enum { BY_SUBJECT, BY_PREDICATE, BY_OBJECT } TriplePart;

/* Predicates count from 1, so that rdf:type can be 0. */
static uint32_t key_of(const Triple *triple, TriplePart part, const uint32_t *ranks, TermId type) {
  if (part == BY_SUBJECT) return ranks[triple->subject];
  if (part == BY_OBJECT) return ranks[triple->object];
  return triple->predicate == type ? 0 : ranks[triple->predicate] + 1;
}

/* Stable counting sort; `places` has room for every key and one more. */
static void sort_by(TriplePart part, const Triple *from, Triple *to, uint32_t count, const uint32_t *ranks, TermId type,
                    uint32_t *places, uint32_t place_count) {
  memset(places, 0, place_count * sizeof *places);
  for (uint32_t i = 0; i < count; i++) places[key_of(&from[i], part, ranks, type) + 1]++;
  for (uint32_t i = 1; i < place_count; i++) places[i] += places[i - 1];
  for (uint32_t i = 0; i < count; i++) to[places[key_of(&from[i], part, ranks, type)]++] = from[i];
}

static TermId find_type(const Graph *graph) {
  for (TermId id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    if (term->kind == TERM_IRI && slice_equal(term->text, SLICE(RDF_TYPE))) return id;
  }
  return UINT32_MAX;
}

static void drop_duplicates(Graph *graph) {
  Triple *triples = graph->triples.data;
  uint32_t kept = 1;
  for (uint32_t i = 1; i < graph->triples.count; i++) {
    if (memcmp(&triples[i], &triples[kept - 1], sizeof *triples) != 0) triples[kept++] = triples[i];
  }
  graph->triples.count = kept;
}

void graph_finish(Graph *graph) {
  uint32_t count = graph->triples.count;
  if (count < 2) return;
  uint32_t *ranks = rank_terms(graph);
  TermId type = find_type(graph);
  uint32_t place_count = graph->terms.count + 2;
  uint32_t *places = arena_alloc(graph->arena, place_count * sizeof *places);
  Triple *spare = arena_alloc(graph->arena, count * sizeof *spare), *triples = graph->triples.data;
  sort_by(BY_OBJECT, triples, spare, count, ranks, type, places, place_count);
  sort_by(BY_PREDICATE, spare, triples, count, ranks, type, places, place_count);
  sort_by(BY_SUBJECT, triples, spare, count, ranks, type, places, place_count);
  graph->triples.data = spare;
  graph->triples.capacity = count;
  drop_duplicates(graph);
}
