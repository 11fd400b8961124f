/* entity_graph.h - entities and what stands between them: positions, relations, claims of any frame. What pictures are
   drawn of (DOT, GraphML, SVG, HTML).

   Made of the triples of finished graphs, one or many; entities of one IRI are one node. Nodes come in the order in
   which they are first seen, edges in that of the claims, so the same graphs give the same picture. All texts are
   copied into the arena: a graph that was added may be freed. */
#ifndef SPO_GRAPH_ENTITY_GRAPH_H
#define SPO_GRAPH_ENTITY_GRAPH_H

#include "base/name_table.h"
#include "graph/graph_view.h"

typedef struct {
  Slice iri;
  Slice type;            /* local part of its class: Person, Organization, Place, ..., Concept (a topic), Group */
  Slice label, language; /* the language's tag may be empty */
  uint32_t mentions;     /* places where it is named: only those that are in the graph (--mentions), else 0 */
  uint32_t claims;       /* claims that speak of it, in any role */
  uint32_t edges;        /* of them, those that are edges */
} EntityNode;

typedef enum {
  EDGE_POSITION, /* a person and the organization of a position; the label is the title */
  EDGE_RELATION, /* of a spo:Relation; the label is the local part of its predicate: acquired */
  EDGE_CLAIM,    /* of a claim of another frame that names several entities, from the first to each other one; the label
                    is the claim's class, and where that leaves open who is who the other's property: Deal: seller */
  EDGE_TRIPLE,   /* a triple between two entities that no claim explains (rules of other ontologies) */
} EntityEdgeKind;

typedef struct {
  uint32_t from, to; /* nodes */
  EntityEdgeKind kind;
  Slice label;
  Slice predicate;  /* IRI: of a relation or triple; of a position spo:organization; of a claim what leads to `to` */
  Slice claim;      /* IRI, empty for EDGE_TRIPLE */
  Slice confidence; /* "0.85"; empty where the claim has none */
  Slice status;     /* of a position: former, acting, elect; else empty */
  Slice modality;   /* planned, possible, reported, required; else empty */
  Slice period;     /* "2023", "2023-05", "2023-05-01"; else empty */
  bool denied;      /* the text says that it is not so */
} EntityEdge;

typedef struct {
  Arena *arena;
  struct {
    VECTOR(EntityNode);
  } nodes;
  struct {
    VECTOR(EntityEdge);
  } edges;
  NameTable by_iri;
} EntityGraph;

void entity_graph_init(EntityGraph *graph, Arena *arena);

/* Adds what a document's graph says. */
void entity_graph_add(EntityGraph *graph, const GraphView *view);

/* position, relation, claim, triple */
const char *entity_edge_kind(EntityEdgeKind kind);

#endif
