/* graph.h - the RDF of one document: interned terms and sorted triples, all in the document's arena.

   Equal terms have one id, so triples are three numbers. graph_finish ranks subjects and predicates once and sorts the
   triples by counting; objects are compared only where both are the same (O(n log n) at most). What comes out depends
   only on which triples were added, never on the order in which they were. */
#ifndef SPO_GRAPH_GRAPH_H
#define SPO_GRAPH_GRAPH_H

#include "base/arena.h"
#include "graph/iri_ranks.h"

typedef enum {
  TERM_IRI,
  TERM_LITERAL, /* plain (xsd:string), typed or language-tagged */
} TermKind;

/* Text is NFC UTF-8, unescaped. An IRI holds no character that N-Triples forbids in <>. */
typedef struct {
  TermKind kind;
  bool made;      /* an IRI that is absolute, of which nothing is escaped, and that stands between < and > */
  uint8_t ranked; /* 1 + its number in Graph.ranks; 0: it may have none */
  Slice text;
  Slice datatype; /* IRI; empty for plain and language-tagged literals and for IRIs */
  Slice language; /* BCP 47; empty otherwise */
  uint32_t order; /* sort key of IRIs: terms are compared by (order, kind, text, datatype, language) */
  uint32_t hash;  /* for the table of terms; differs from run to run, must not be written anywhere */
} Term;

typedef uint32_t TermId; /* index into Graph.terms */

/* Order of the IRIs of vocabularies, which documents have in common. */
#define GRAPH_ORDER_LAST (UINT32_C(1) << 30)

typedef struct {
  TermId subject, predicate, object;
} Triple;

/* For Turtle and TriG: `prefix:` stands for `iri`. */
typedef struct {
  Slice prefix, iri;
} Prefix;

/* A text that is no sound value of the datatype that was wanted; it stands in the graph as a plain literal. */
typedef struct {
  Slice text, datatype;
} Misfit;

typedef struct {
  Slice iri; /* of the named graph: the document's */
  struct {
    VECTOR(Term);
  } terms;
  struct {
    VECTOR(Triple);
  } triples;
  struct {
    VECTOR(Misfit);
  } misfits;
  uint32_t *buckets; /* hash table over `terms`: index + 1, 0 is free */
  uint32_t bucket_count;
  Arena *arena;
  IriRanks *ranks; /* of IRIs of vocabularies, so that graph_finish need not compare them; or NULL */
} Graph;

void graph_init(Graph *graph, Arena *arena, Slice iri);

/* Before anything else is added: the graph is one of those that have these ranks in common; NULL: of none. */
void graph_use_ranks(Graph *graph, IriRanks *ranks);

/* The term's id; equal terms have equal ids. The slices must live as long as the graph. An IRI that is given with
   several orders keeps the smallest. A literal of datatype xsd:string is the plain one, and one with a language tag has
   no other datatype (RDF 1.1, 3.3). */
TermId graph_iri(Graph *graph, Slice iri, uint32_t order);
/* The same for an IRI of which all that Term.made says is known. */
TermId graph_made_iri(Graph *graph, Slice iri, uint32_t order);

/* The same for an IRI of a vocabulary, of order GRAPH_ORDER_LAST; its text stays where it is as long as Graph.ranks. */
TermId graph_add_fixed_iri(Graph *graph, Slice iri, uint32_t number);
static inline TermId graph_fixed_iri(Graph *graph, Slice iri) {
  const IriRanks *ranks = graph->ranks;
  uint32_t number = ranks ? iri_ranks_find(ranks, iri.data, iri.length) : UINT32_MAX;
  if (number != UINT32_MAX && ranks->iris[number].graph == ranks->graph) return ranks->iris[number].term;
  return graph_add_fixed_iri(graph, iri, number);
}

TermId graph_literal(Graph *graph, Slice text, Slice datatype, Slice language);

static inline void graph_add(Graph *graph, TermId subject, TermId predicate, TermId object) {
  VECTOR_PUSH(graph->arena, &graph->triples, ((Triple){subject, predicate, object}));
}

/* Sorts by subject, predicate, object and drops duplicates. rdf:type is the first predicate of a subject. More may be
   added after it, and graph_finish called again. */
void graph_finish(Graph *graph);

#endif
