/* merge.h - graphs of many documents as one: entities that are one bear one IRI (identity.h).

   An entity that has become another keeps its label as skos:altLabel of that one, which has its own rdfs:label in every
   graph where it stands. Claims bear IRIs made of their document and what they say, so that one that comes twice is
   one, with the evidence of both; of two confidences, or scores of a link, the higher stays. Graphs come sorted by IRI,
   in each the document, its entities, claims and mentions in the order of the text: the same input in any order of
   files gives the same bytes. */
#ifndef SPO_MERGE_MERGE_H
#define SPO_MERGE_MERGE_H

#include "graph/graph.h"
#include "merge/identity.h"

/* Takes a finished graph, whose memory is used again afterwards; false ends the writing. */
typedef bool (*MergeSink)(void *handle, const Graph *graph);

typedef struct {
  uint64_t graphs, triples; /* written */
} MergeCounts;

/* One graph a document; `flat`: all in one without a name, handed out in pieces of whole subjects. `scratch` is reset
   for each graph or piece. */
void merge_write(const Identity *identity, bool flat, Arena *scratch, MergeSink sink, void *handle,
                 MergeCounts *counts);

#endif
