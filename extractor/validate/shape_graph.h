/* shape_graph.h - the triples of shapes files, by subject, each with the line that it stands on. */
#ifndef SPO_VALIDATE_SHAPE_GRAPH_H
#define SPO_VALIDATE_SHAPE_GRAPH_H

#include "base/name_table.h"
#include "rdf/term.h"

#define SHACL "http://www.w3.org/ns/shacl#"

/* Number of a term; SHAPE_NONE: there is none. */
typedef uint32_t ShapeNode;
#define SHAPE_NONE UINT32_MAX

typedef struct {
  RdfTerm term;
  uint32_t line;         /* of its first triple as a subject; 0: not known */
  uint32_t first, count; /* its triples */
} ShapeTerm;

typedef struct {
  ShapeNode subject, predicate, object;
} ShapeTriple;

typedef struct {
  VECTOR(ShapeNode);
} ShapeNodes;

typedef struct {
  Arena *arena;
  NameTable table;
  struct {
    VECTOR(ShapeTerm);
  } terms;
  struct {
    VECTOR(ShapeTriple);
  } triples;
} ShapeGraph;

void shape_graph_init(ShapeGraph *graph, Arena *arena);

/* Takes what rdf_read brings; the handle is the graph. */
bool shape_graph_add(void *graph, const RdfQuad *triple);

/* Sorts; reading needs it. */
void shape_graph_finish(ShapeGraph *graph);

/* Terms by their IRI, or SHAPE_NONE. */
ShapeNode shape_graph_find(const ShapeGraph *graph, const char *iri);

/* Objects of a subject for a property, in the order of the file. */
ShapeNodes shape_graph_objects(const ShapeGraph *graph, ShapeNode subject, const char *property);

/* The first of them, or SHAPE_NONE. */
ShapeNode shape_graph_object(const ShapeGraph *graph, ShapeNode subject, const char *property);

bool shape_graph_has(const ShapeGraph *graph, ShapeNode subject, const char *property, const char *object);

/* Members of an rdf:List. False where it is none: it has no end, or a part has two. */
bool shape_graph_list(const ShapeGraph *graph, ShapeNode list, ShapeNodes *members);

#endif
