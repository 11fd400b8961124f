/* link.h - which entry of a gazetteer an entity of a document is, or that it is none.

   Candidates are the entries that bear one of the entity's names and whose class can be the entity's. Each has points:

     name        2 for the label, 1 for an alias; 0.2 less where case, width or the kind of characters differ; 1 more
   for each further name of the entity that it bears, 2 at most class       1 for the same, 0 where the gazetteer does
   not say, less for neighbours (link.c, NEIGHBOURS) popularity  0 .. 2: ln(1 + popularity) / ln(1 + the highest of the
   gazetteer) * 2 context     0 .. 4: 4 * (1 - exp(-S / 2)), where S sums the weights of its terms that the document
   has: whole where they are near the entity (in a sentence that names it, or in what is claimed of it), half elsewhere

   The score of a candidate is exp(points) / (exp(none) + sum of exp(points) of all candidates), so that it falls with
   every homonym that is as likely. `none` is for the entities that no gazetteer has: 2.5, half the logarithm of the
   number of candidates more, and 1 more where the name is so short that many bear it. The best candidate is taken if
   its score reaches the threshold. The same graph and gazetteer give the same choice. */
#ifndef SPO_LINK_LINK_H
#define SPO_LINK_LINK_H

#include "graph/graph.h"
#include "lexicon/character_map.h"
#include "link/gazetteer.h"

#define LINK_THRESHOLD 0.6

typedef struct {
  uint32_t entry;
  double points, score;
} LinkCandidate;

typedef enum {
  LINK_KNOWN, /* the graph says already what it is */
  LINK_MADE,
  LINK_NONE, /* NIL: no candidate, or none that reaches the threshold */
} LinkResult;

/* Of one entity. Lives in the graph's arena. */
typedef struct {
  Slice entity, label, class; /* IRIs and the label */
  LinkResult result;
  Slice iri;    /* what it is; empty for LINK_NONE */
  double score; /* of the best candidate; 0 where there is none */
  LinkCandidate *candidates;
  uint32_t candidate_count; /* best first */
} LinkDecision;

typedef struct {
  VECTOR(LinkDecision);
} LinkDecisions;

typedef struct {
  const Gazetteer *gazetteer;
  double threshold;
  const CharacterMap *simplified; /* or NULL: names and texts in traditional characters are looked up in these, too */
} LinkOptions;

/* Links the entities of a document's graph: adds schema:sameAs and spo:linkScore to it. `sentences`: those of the
   document, where they are known; else what the graph quotes is all that is known of it. The graph has to be finished
   anew. Decisions, by entity, are added where `decisions` is given. */
void link_graph(Graph *graph, const LinkOptions *options, const Slice *sentences, uint32_t sentence_count,
                LinkDecisions *decisions);

#endif
