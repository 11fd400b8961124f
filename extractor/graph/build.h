/* build.h - the graph of one document: its entities, claims and mentions in the terms of the ontology. */
#ifndef SPO_GRAPH_BUILD_H
#define SPO_GRAPH_BUILD_H

#include "graph/graph.h"
#include "resolve/resolve.h"

typedef struct {
  Slice base;      /* of entity, claim and document IRIs; ends with / or # */
  bool mentions;   /* every place where an entity is named, not only the evidence of claims */
  bool hash_iris;  /* ASCII IRIs that hold a hash instead of the label */
  IriRanks *ranks; /* for graphs that are built one after the other; or NULL */
} GraphOptions;

#define GRAPH_DEFAULT_BASE "https://w3id.org/spo/id/"

/* Builds and finishes the graph in `arena`, in which the resolution and the text must live, too. */
void graph_build(Graph *graph, Arena *arena, const Resolution *resolution, const GraphOptions *options);

/* IRI of the document, of an entity and of a claim (number in resolution->claims) as graph_build gives them. The
   document's may be a hash of its text, which is why claims take it ready-made. */
Slice graph_document_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options);
Slice graph_entity_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, uint32_t entity);
Slice graph_claim_iri(Arena *arena, const Resolution *resolution, const GraphOptions *options, Slice document,
                      uint32_t claim);

/* What a slot of a claim says, as text: an entity's label, a number, the text itself. */
Slice graph_slot_text(Arena *arena, const Resolution *resolution, const Fact *fact, const FactSlot *slot);

/* The prefixes that graphs use with this base, for graph writers. */
enum { GRAPH_PREFIXES = 64 };

/* Those of every graph, and those that rule files declare (as far as there is room); returns their number. */
uint32_t graph_prefixes(Prefix prefixes[GRAPH_PREFIXES], Slice base, const RuleSet *const *rules, uint32_t count);

#endif
