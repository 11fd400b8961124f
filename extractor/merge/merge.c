#include "merge/merge.h"

#include <stdlib.h>

/* Orders of subjects; as graph/build.c has them, but for entities, whose order is that of their IRIs. */
enum {
  ORDER_DOCUMENT = 1,
  ORDER_ENTITIES = 2,
  ORDER_CLAIMS = 1 << 28,
  ORDER_MENTIONS = 1 << 29,
  MOST_BEGIN = (1 << 28) - 1
};

enum { PIECE = 50000 }; /* triples of a graph without a name that are sorted at once */

typedef struct {
  const Identity *identity;
  const MergeTerms *terms;
  Arena *arena;
  Graph graph;
  MergeSink sink;
  void *handle;
  MergeCounts *counts;
  StoreTerm last[3]; /* subject, predicate, object whose terms are known: neighbours share them */
  TermId last_ids[3];
  TermId labels, aliases, single[2];
  bool ended;
} Merging;

static uint32_t order_of(const Merging *merging, StoreTerm subject) {
  const Identity *identity = merging->identity;
  const MergeTerms *terms = merging->terms;
  if (identity_is(identity, subject, terms->article) || identity_is(identity, subject, terms->news_article)) {
    return ORDER_DOCUMENT;
  }
  if (identity_is(identity, subject, terms->mention)) {
    uint32_t begin = identity_begin(identity, subject);
    return ORDER_MENTIONS + (begin < MOST_BEGIN ? begin : MOST_BEGIN);
  }
  StoreQuad quad;
  uint32_t first = UINT32_MAX;
  if (!terms->evidence) return ORDER_ENTITIES;
  StoreCursor cursor = store_match(identity->store, (StoreQuad){subject, terms->evidence, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    uint32_t begin = identity_begin(identity, quad.object);
    if (begin > MOST_BEGIN) begin = MOST_BEGIN;
    if (begin < first) first = begin;
  }
  return first == UINT32_MAX ? ORDER_ENTITIES : ORDER_CLAIMS + first;
}

static TermId make_term(Merging *merging, StoreTerm term, uint32_t order) {
  RdfTerm text = store_term(merging->identity->store, term);
  if (text.kind == RDF_LITERAL) return graph_literal(&merging->graph, text.text, text.datatype, text.language);
  return graph_iri(&merging->graph, text.text, order);
}

static TermId intern(Merging *merging, int place, StoreTerm term) {
  if (merging->last[place] == term) return merging->last_ids[place];
  uint32_t order = place ? GRAPH_ORDER_LAST : order_of(merging, term);
  merging->last[place] = term;
  return merging->last_ids[place] = make_term(merging, term, order);
}

static void begin(Merging *merging, Slice iri) {
  arena_reset(merging->arena);
  graph_init(&merging->graph, merging->arena, iri);
  memset(merging->last, 0, sizeof merging->last);
  const MergeTerms *terms = merging->terms;
  StoreTerm single[2] = {terms->confidence, terms->link_score};
  merging->labels = terms->label ? make_term(merging, terms->label, GRAPH_ORDER_LAST) : UINT32_MAX;
  merging->aliases =
      graph_iri(&merging->graph, SLICE("http://www.w3.org/2004/02/skos/core#altLabel"), GRAPH_ORDER_LAST);
  for (int i = 0; i < 2; i++) {
    merging->single[i] = single[i] ? make_term(merging, single[i], GRAPH_ORDER_LAST) : UINT32_MAX;
  }
}

/* Labels of the entity that stands for others. */
static void add_labels(Merging *merging, StoreTerm entity) {
  StoreQuad quad;
  TermId subject = intern(merging, 0, entity);
  StoreCursor cursor =
      store_match_triples(merging->identity->store, (StoreQuad){entity, merging->terms->label, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    graph_add(&merging->graph, subject, merging->labels, intern(merging, 2, quad.object));
  }
}

static bool is_label_of(const Merging *merging, StoreTerm entity, StoreTerm label) {
  return store_size(merging->identity->store, (StoreQuad){entity, merging->terms->label, label, STORE_ANY}) > 0;
}

static void add(Merging *merging, StoreQuad quad) {
  const StoreTerm *one = merging->identity->one;
  StoreTerm subject = one[quad.subject], object = one[quad.object];
  bool label = quad.predicate == merging->terms->label;
  if (subject != quad.subject && label) {
    add_labels(merging, subject);
    if (is_label_of(merging, subject, quad.object)) return;
  }
  TermId predicate = intern(merging, 1, quad.predicate);
  if (subject != quad.subject && label) predicate = merging->aliases;
  if (predicate == merging->aliases && is_label_of(merging, subject, quad.object)) return;
  graph_add(&merging->graph, intern(merging, 0, subject), predicate, intern(merging, 2, object));
}

/* Of several numbers where there can be one, the highest stays. */
static void keep_highest(Merging *merging) {
  Graph *graph = &merging->graph;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    Triple triple = graph->triples.data[i];
    const Triple *before = kept ? &graph->triples.data[kept - 1] : NULL;
    bool single = triple.predicate == merging->single[0] || triple.predicate == merging->single[1];
    if (!single || !before || before->subject != triple.subject || before->predicate != triple.predicate) {
      graph->triples.data[kept++] = triple;
      continue;
    }
    char a[64] = "", b[64] = "";
    Slice x = graph->terms.data[before->object].text, y = graph->terms.data[triple.object].text;
    memcpy(a, x.data, x.length < sizeof a ? x.length : 0);
    memcpy(b, y.data, y.length < sizeof b ? y.length : 0);
    if (strtod(b, NULL) > strtod(a, NULL)) graph->triples.data[kept - 1] = triple;
  }
  graph->triples.count = kept;
}

static void hand_over(Merging *merging) {
  if (!merging->graph.triples.count || merging->ended) return;
  graph_finish(&merging->graph);
  keep_highest(merging);
  merging->counts->triples += merging->graph.triples.count;
  merging->ended = !merging->sink(merging->handle, &merging->graph);
}

/* ---- in an order that does not depend on the files' ---- */

typedef struct {
  Slice text;
  uint32_t order;
  StoreTerm term;
} Ordered;

static int by_order(const void *a, const void *b) {
  const Ordered *x = a, *y = b;
  if (x->order != y->order) return x->order < y->order ? -1 : 1;
  return slice_compare(x->text, y->text);
}

static void write_named(Merging *merging) {
  const Identity *identity = merging->identity;
  uint32_t terms = store_term_count(identity->store);
  struct {
    VECTOR(Ordered);
  } graphs = {0};
  for (StoreTerm term = STORE_DEFAULT_GRAPH; term <= terms; term++) {
    StoreQuad pattern = {STORE_ANY, STORE_ANY, STORE_ANY, term};
    if (!store_size(identity->store, pattern)) continue;
    VECTOR_PUSH(identity->arena, &graphs, ((Ordered){identity_text(identity, term), 0, term}));
  }
  if (graphs.count) qsort(graphs.data, graphs.count, sizeof *graphs.data, by_order);
  for (uint32_t i = 0; i < graphs.count && !merging->ended; i++) {
    StoreQuad quad;
    StoreCursor cursor =
        store_match(identity->store, (StoreQuad){STORE_ANY, STORE_ANY, STORE_ANY, graphs.data[i].term});
    begin(merging, graphs.data[i].text);
    while (store_next(&cursor, &quad)) add(merging, quad);
    hand_over(merging);
    merging->counts->graphs++;
  }
}

static void add_subject(Merging *merging, StoreTerm subject) {
  StoreTerm member = subject;
  do {
    StoreQuad quad;
    StoreCursor cursor =
        store_match_triples(merging->identity->store, (StoreQuad){member, STORE_ANY, STORE_ANY, STORE_ANY});
    while (store_next(&cursor, &quad)) add(merging, quad);
    member = merging->identity->next[member];
  } while (member != subject);
}

static void write_flat(Merging *merging) {
  const Identity *identity = merging->identity;
  uint32_t terms = store_term_count(identity->store), count = 0;
  for (StoreTerm term = 1; term <= terms; term++) {
    count +=
        identity->one[term] == term && store_size(identity->store, (StoreQuad){term, STORE_ANY, STORE_ANY, STORE_ANY});
  }
  Ordered *subjects = arena_alloc(identity->arena, (count + 1) * sizeof *subjects);
  count = 0;
  for (StoreTerm term = 1; term <= terms; term++) {
    bool subject =
        identity->one[term] == term && store_size(identity->store, (StoreQuad){term, STORE_ANY, STORE_ANY, STORE_ANY});
    if (subject) subjects[count++] = (Ordered){identity_text(identity, term), order_of(merging, term), term};
  }
  qsort(subjects, count, sizeof *subjects, by_order);
  merging->counts->graphs = count > 0;
  begin(merging, SLICE(""));
  for (uint32_t i = 0; i < count && !merging->ended; i++) {
    add_subject(merging, subjects[i].term);
    if (merging->graph.triples.count < PIECE) continue;
    hand_over(merging);
    begin(merging, SLICE(""));
  }
  hand_over(merging);
}

void merge_write(const Identity *identity, bool flat, Arena *scratch, MergeSink sink, void *handle,
                 MergeCounts *counts) {
  Merging merging = {.identity = identity,
                     .terms = &identity->terms,
                     .arena = scratch,
                     .sink = sink,
                     .handle = handle,
                     .counts = counts};
  *counts = (MergeCounts){0};
  if (flat) {
    write_flat(&merging);
  } else {
    write_named(&merging);
  }
}
