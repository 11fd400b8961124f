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

void graph_use_ranks(Graph *graph, IriRanks *ranks) {
  graph->ranks = ranks;
  if (ranks) iri_ranks_next_graph(ranks);
}

static uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The last one to seven bytes of a text, so that texts of one length which differ there give different words. */
static uint64_t last_bytes(const char *bytes, size_t count) {
  uint32_t head, tail;
  if (count < sizeof head) {
    const unsigned char *b = (const unsigned char *)bytes;
    return b[0] | (uint64_t)b[count / 2] << 8 | (uint64_t)b[count - 1] << 16;
  }
  memcpy(&head, bytes, sizeof head);
  memcpy(&tail, bytes + count - sizeof tail, sizeof tail);
  return head | (uint64_t)tail << 32;
}

static uint64_t hash_slice(uint64_t hash, Slice text) {
  uint64_t word, second;
  const char *at = text.data, *end = at + text.length;
  for (; (size_t)(end - at) >= 2 * sizeof word; at += 2 * sizeof word) {
    memcpy(&word, at, sizeof word);
    memcpy(&second, at + sizeof word, sizeof second);
    hash = mix(hash ^ word, second ^ 0x9E3779B97F4A7C15u);
  }
  for (; (size_t)(end - at) >= sizeof word; at += sizeof word) {
    memcpy(&word, at, sizeof word);
    hash = mix(hash ^ word, 0x9E3779B97F4A7C15u);
  }
  word = at < end ? last_bytes(at, (size_t)(end - at)) : 0;
  return mix(hash ^ word, 0xD6E8FEB86659FD93u ^ text.length << 1);
}

/* Labels come from strangers: the arena's address, which they cannot know, seeds the hash against made-up collisions.
   Datatypes and languages do not: those of one length are few. */
static uint32_t hash_term(const Graph *graph, TermKind kind, Slice text, Slice datatype, Slice language) {
  uint64_t salt = (uint64_t)kind + 1 + (datatype.length << 8) + (language.length << 40);
  uint64_t hash = hash_slice((uintptr_t)graph->arena + 0xA0761D6478BD642Fu * salt, text);
  return (uint32_t)(hash ^ hash >> 32);
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

/* The term's place in the table; a new one is added there. */
static inline __attribute__((always_inline)) TermId intern_hashed(Graph *graph, const Term *term) {
  if (graph->terms.count >= graph->bucket_count / 2) grow_buckets(graph);
  const uint32_t mask = graph->bucket_count - 1;
  uint32_t bucket = term->hash & mask;
  for (uint32_t found; (found = graph->buckets[bucket]) != 0; bucket = (bucket + 1) & mask) {
    Term *known = &graph->terms.data[found - 1];
    if (known->hash != term->hash || known->kind != term->kind || !slice_equal(known->text, term->text)) continue;
    if (!slice_equal(known->datatype, term->datatype) || !slice_equal(known->language, term->language)) continue;
    if (term->order < known->order) known->order = term->order;
    if (term->ranked) known->ranked = term->ranked;
    return found - 1;
  }
  VECTOR_RESERVE(graph->arena, &graph->terms, 1);
  graph->terms.data[graph->terms.count++] = *term;
  graph->buckets[bucket] = graph->terms.count;
  return graph->terms.count - 1;
}

static inline __attribute__((always_inline)) TermId intern(Graph *graph, Term term) {
  term.hash = hash_term(graph, term.kind, term.text, term.datatype, term.language);
  return intern_hashed(graph, &term);
}

TermId graph_iri(Graph *graph, Slice iri, uint32_t order) {
  return intern(graph, (Term){.kind = TERM_IRI, .text = iri, .order = order});
}

TermId graph_made_iri(Graph *graph, Slice iri, uint32_t order) {
  return intern(graph, (Term){.kind = TERM_IRI, .made = true, .text = iri, .order = order});
}

/* `number`: the one that it had, if it still reads so. */
TermId graph_add_fixed_iri(Graph *graph, Slice iri, uint32_t number) {
  const bool still = number != UINT32_MAX && iri_ranks_is(graph->ranks, number, iri);
  if (!still) number = graph->ranks ? iri_ranks_number(graph->ranks, iri) : UINT32_MAX;
  Term term = {.kind = TERM_IRI, .text = iri, .order = GRAPH_ORDER_LAST};
  if (number == UINT32_MAX) return intern(graph, term);
  RankedIri *known = &graph->ranks->iris[number];
  if (known->salt != graph->arena) {
    known->salt = graph->arena;
    known->hash = hash_term(graph, TERM_IRI, iri, (Slice){0}, (Slice){0});
  }
  term.hash = known->hash;
  term.ranked = (uint8_t)(number + 1);
  known->graph = graph->ranks->graph;
  return known->term = intern_hashed(graph, &term);
}

TermId graph_literal(Graph *graph, Slice text, Slice datatype, Slice language) {
  if (language.length || slice_equal(datatype, SLICE(XSD_STRING))) datatype = (Slice){0};
  return intern(graph, (Term){.kind = TERM_LITERAL, .text = text, .datatype = datatype, .language = language});
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

/* Which terms stand where. */
enum { ROLE_SUBJECT = 1, ROLE_PREDICATE = 2 };

static uint8_t *find_roles(const Graph *graph) {
  uint8_t *roles = ARENA_ARRAY(graph->arena, uint8_t, graph->terms.count);
  for (const Triple *triple = graph->triples.data, *end = triple + graph->triples.count; triple < end; triple++) {
    roles[triple->subject] |= ROLE_SUBJECT;
    roles[triple->predicate] |= ROLE_PREDICATE;
  }
  return roles;
}

static bool is_rdf_type(const Term *term) {
  return term->kind == TERM_IRI && slice_equal(term->text, SLICE(RDF_TYPE));
}

/* Places of subjects and predicates in the order of their kind, from 0; rdf:type comes before all predicates. */
typedef struct {
  uint32_t *subjects, *predicates; /* by term */
  uint32_t subject_count, predicate_count;
} Ranks;

static void make_ranks(const Graph *graph, Ranks *ranks) {
  ranks->subjects = arena_alloc(graph->arena, 2 * (size_t)graph->terms.count * sizeof *ranks->subjects);
  ranks->predicates = ranks->subjects + graph->terms.count;
  ranks->subject_count = 0;
  ranks->predicate_count = 1;
}

/* How many of a set are less than `rank`. */
static uint32_t count_below(const uint64_t *set, uint32_t rank) {
  uint32_t count = (uint32_t)__builtin_popcountll(set[rank / 64] & ((UINT64_C(1) << (rank & 63)) - 1));
  for (uint32_t i = 0; i < rank / 64; i++) count += (uint32_t)__builtin_popcountll(set[i]);
  return count;
}

/* Predicates by what is known of their order from other graphs: false where it does not know all. */
static bool rank_known_predicates(const Graph *graph, const uint8_t *roles, Ranks *ranks) {
  uint64_t seen[RANKED_IRIS / 64 + 1] = {0};
  uint32_t ids[RANKED_IRIS], count = 0, type = UINT32_MAX;
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    if (!(roles[id] & ROLE_PREDICATE)) continue;
    if (count == RANKED_IRIS || term->kind != TERM_IRI || term->order != GRAPH_ORDER_LAST) return false;
    ranks->predicates[id] = term->ranked ? term->ranked - 1u : iri_ranks_number(graph->ranks, term->text);
    if (ranks->predicates[id] == UINT32_MAX) return false;
    if (is_rdf_type(term)) type = id;
    ids[count++] = id;
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t rank = graph->ranks->rank[ranks->predicates[ids[i]]];
    if (ids[i] != type) seen[rank / 64] |= UINT64_C(1) << (rank & 63);
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t *place = &ranks->predicates[ids[i]];
    *place = ids[i] == type ? 0 : 1 + count_below(seen, graph->ranks->rank[*place]);
  }
  ranks->predicate_count = 1 + count_below(seen, RANKED_IRIS);
  return true;
}

/* A subject: its order, then its number. */
static bool subject_less(const Graph *graph, uint64_t a, uint64_t b) {
  if (a >> 32 != b >> 32) return a < b;
  return compare_terms(&graph->terms.data[(uint32_t)a], &graph->terms.data[(uint32_t)b]) < 0;
}

/* Sorts what is nearly sorted; false where it is not. */
static bool sort_subjects(const Graph *graph, uint64_t *subjects, size_t count) {
  size_t moves = 0;
  for (size_t i = 1; i < count; i++) {
    uint64_t subject = subjects[i];
    size_t at = i;
    for (; at && subject_less(graph, subject, subjects[at - 1]); at--) subjects[at] = subjects[at - 1];
    subjects[at] = subject;
    moves += i - at;
    if (moves > 16 * count) return false;
  }
  return true;
}

/* Subjects come nearly in their order, those of each kind: the document and its entities, claims, mentions. False where
   they do not, or one is of a vocabulary. */
static bool rank_new_subjects(const Graph *graph, const uint8_t *roles, Ranks *ranks) {
  enum { KIND_BITS = 28, KINDS = 4 };
  _Static_assert(GRAPH_ORDER_LAST == KINDS << KIND_BITS, "what comes last is of no kind");
  uint32_t first[KINDS + 1] = {0};
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    if (!(roles[id] & ROLE_SUBJECT)) continue;
    const Term *term = &graph->terms.data[id];
    if (term->order >= GRAPH_ORDER_LAST || term->kind != TERM_IRI) return false;
    first[1 + (term->order >> KIND_BITS)]++;
  }
  for (int i = 0; i < KINDS; i++) first[i + 1] += first[i];
  uint32_t next[KINDS], count = first[KINDS];
  memcpy(next, first, sizeof next);
  uint64_t *subjects = arena_alloc(graph->arena, (count + 1) * sizeof *subjects);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    if (!(roles[id] & ROLE_SUBJECT)) continue;
    uint64_t order = graph->terms.data[id].order;
    subjects[next[order >> KIND_BITS]++] = order << 32 | id;
  }
  for (int i = 0; i < KINDS; i++) {
    if (!sort_subjects(graph, subjects + first[i], first[i + 1] - first[i])) return false;
  }
  for (uint32_t i = 0; i < count; i++) ranks->subjects[(uint32_t)subjects[i]] = i;
  ranks->subject_count = count;
  return true;
}

static void rank_terms(const Graph *graph, Ranks *ranks) {
  uint32_t count = graph->terms.count, asked = 0;
  const uint8_t *roles = find_roles(graph);
  make_ranks(graph, ranks);
  if (graph->ranks && rank_known_predicates(graph, roles, ranks) && rank_new_subjects(graph, roles, ranks)) return;
  ranks->subject_count = 0;
  ranks->predicate_count = 1;
  GroupHeads heads;
  for (int i = 0; i < GROUP_HEADS; i++) heads.heads[i].used = false;
  SortKey *keys = arena_alloc(graph->arena, 2 * (size_t)count * sizeof *keys);
  for (uint32_t id = 0; id < count; id++) {
    if (!roles[id]) continue;
    narrow_head(&heads, &graph->terms.data[id]);
    keys[asked++].id = id;
  }
  for (uint32_t i = 0; i < asked; i++) {
    const Term *term = &graph->terms.data[keys[i].id];
    const GroupHead *head = find_head(&heads, group_of(term));
    bool own = head->group == group_of(term); /* every place that is asked for is used */
    keys[i].group = group_of(term);
    keys[i].head = own ? eight_bytes(term->text, head->common.length) : 0;
  }
  const SortKey *sorted = sort_keys(graph, keys, keys + count, asked);
  for (uint32_t i = 0; i < asked; i++) {
    uint32_t id = sorted[i].id;
    ranks->subjects[id] = ranks->subject_count;
    ranks->subject_count += (roles[id] & ROLE_SUBJECT) != 0;
    bool type = is_rdf_type(&graph->terms.data[id]);
    ranks->predicates[id] = type ? 0 : ranks->predicate_count;
    ranks->predicate_count += !type && (roles[id] & ROLE_PREDICATE);
  }
}

static void add_up(uint32_t *places, uint32_t count) {
  for (uint32_t i = 1; i < count; i++) places[i] += places[i - 1];
}

/* Stable counting sorts. `places` has room for every rank and one more. The first one returns the most triples that one
   subject has. */
static uint32_t sort_by_subject(const Triple *from, uint32_t count, Triple *to, const Ranks *ranks, uint32_t *places) {
  const uint32_t *subjects = ranks->subjects;
  uint32_t most = 0;
  memset(places, 0, (ranks->subject_count + 1) * sizeof *places);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t there = ++places[subjects[from[i].subject] + 1];
    most = there > most ? there : most;
  }
  add_up(places, ranks->subject_count);
  for (uint32_t i = 0; i < count; i++) to[places[subjects[from[i].subject]]++] = from[i];
  return most;
}

static void sort_by_predicate(const Triple *from, uint32_t count, Triple *to, const Ranks *ranks, uint32_t *places) {
  const uint32_t *predicates = ranks->predicates;
  memset(places, 0, (ranks->predicate_count + 1) * sizeof *places);
  for (uint32_t i = 0; i < count; i++) places[predicates[from[i].predicate] + 1]++;
  add_up(places, ranks->predicate_count);
  for (uint32_t i = 0; i < count; i++) to[places[predicates[from[i].predicate]]++] = from[i];
}

/* Puts the triples of each subject, which stand side by side, in the order of their predicates: a stable sort of few
   that are nearly sorted. */
static void sort_predicates(Triple *triples, size_t count, const uint32_t *predicates) {
  for (size_t i = 1; i < count; i++) {
    const Triple triple = triples[i];
    const uint32_t rank = predicates[triple.predicate];
    size_t at = i;
    while (at && triples[at - 1].subject == triple.subject && predicates[triples[at - 1].predicate] > rank) {
      triples[at] = triples[at - 1];
      at--;
    }
    triples[at] = triple;
  }
}

/* Sorts triples that differ in nothing but their objects by these. `keys` has room for two of each. */
static void sort_objects(const Graph *graph, Triple *triples, size_t count, SortKey *keys) {
  for (size_t i = 0; i < count; i++) {
    const Term *term = &graph->terms.data[triples[i].object];
    keys[i] = (SortKey){group_of(term), eight_bytes(term->text, 0), triples[i].object};
  }
  const SortKey *sorted = sort_keys(graph, keys, keys + count, count);
  for (size_t i = 0; i < count; i++) triples[i].object = sorted[i].id;
}

/* Sorts what subject and predicate have in common, and drops what is there twice. */
static void finish_runs(Graph *graph) {
  Triple *triples = graph->triples.data;
  uint32_t kept = 0, count = graph->triples.count;
  SortKey *keys = NULL;
  for (uint32_t begin = 0, end; begin < count; begin = end) {
    const Triple first = triples[begin];
    for (end = begin + 1; end < count; end++) {
      if (triples[end].subject != first.subject || triples[end].predicate != first.predicate) break;
    }
    if (end - begin > 1) {
      if (!keys) keys = arena_alloc(graph->arena, 2 * (size_t)(count - begin) * sizeof *keys);
      sort_objects(graph, triples + begin, end - begin, keys);
    }
    uint32_t run = kept;
    for (uint32_t i = begin; i < end; i++) {
      if (kept > run && triples[kept - 1].object == triples[i].object) continue;
      triples[kept++] = triples[i];
    }
  }
  graph->triples.count = kept;
}

void graph_finish(Graph *graph) {
  enum { FEW_TRIPLES = 64 };
  Ranks ranks;
  if (graph->triples.count < 2) return;
  rank_terms(graph, &ranks);
  uint32_t most = ranks.subject_count > ranks.predicate_count ? ranks.subject_count : ranks.predicate_count;
  uint32_t *places = arena_alloc(graph->arena, (most + (size_t)1) * sizeof *places);
  Triple *spare = arena_alloc(graph->arena, graph->triples.count * sizeof *spare);
  Triple *given = graph->triples.data;
  const uint32_t count = graph->triples.count;
  if (sort_by_subject(given, count, spare, &ranks, places) <= FEW_TRIPLES) {
    sort_predicates(spare, count, ranks.predicates);
    graph->triples.data = spare;
    graph->triples.capacity = count;
  } else {
    sort_by_predicate(given, count, spare, &ranks, places);
    sort_by_subject(spare, count, given, &ranks, places);
  }
  finish_runs(graph);
}
