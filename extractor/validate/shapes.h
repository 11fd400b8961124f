/* shapes.h - SHACL Core shapes, compiled from a shapes graph for the terms of a store.

   https://www.w3.org/TR/shacl/, sections 2 to 4. Shapes that refer to themselves, which SHACL leaves undefined, are
   refused, as are those that are ill-formed; what is beyond Core (SPARQL, JavaScript, rules) is named and passed over.
   Classes have the subclasses that the store's data says. */
#ifndef SPO_VALIDATE_SHAPES_H
#define SPO_VALIDATE_SHAPES_H

#include "store/store.h"
#include "validate/pattern.h"
#include "validate/shape_graph.h"

typedef enum {
  PATH_PREDICATE,
  PATH_INVERSE,
  PATH_SEQUENCE,
  PATH_ALTERNATIVE,
  PATH_ZERO_OR_MORE,
  PATH_ONE_OR_MORE,
  PATH_ZERO_OR_ONE
} PathKind;

typedef struct Path Path;
struct Path {
  PathKind kind;
  Slice iri;           /* of a predicate */
  StoreTerm predicate; /* STORE_NO_TERM: the store does not have it */
  Path **parts;
  uint32_t part_count;
};

typedef enum {
  COMPONENT_CLASS,
  COMPONENT_DATATYPE,
  COMPONENT_NODE_KIND,
  COMPONENT_MIN_COUNT,
  COMPONENT_MAX_COUNT,
  COMPONENT_MIN_EXCLUSIVE,
  COMPONENT_MIN_INCLUSIVE,
  COMPONENT_MAX_EXCLUSIVE,
  COMPONENT_MAX_INCLUSIVE,
  COMPONENT_MIN_LENGTH,
  COMPONENT_MAX_LENGTH,
  COMPONENT_PATTERN,
  COMPONENT_LANGUAGE_IN,
  COMPONENT_UNIQUE_LANG,
  COMPONENT_EQUALS,
  COMPONENT_DISJOINT,
  COMPONENT_LESS_THAN,
  COMPONENT_LESS_THAN_OR_EQUALS,
  COMPONENT_NOT,
  COMPONENT_AND,
  COMPONENT_OR,
  COMPONENT_XONE,
  COMPONENT_NODE,
  COMPONENT_PROPERTY,
  COMPONENT_QUALIFIED_MIN_COUNT,
  COMPONENT_QUALIFIED_MAX_COUNT,
  COMPONENT_CLOSED,
  COMPONENT_HAS_VALUE,
  COMPONENT_IN,
  COMPONENTS
} Component;

/* Its property: "sh:minCount", and its constraint component: "MinCountConstraintComponent". */
const char *component_property(Component component);
const char *component_name(Component component);

enum { NODE_KIND_IRI = 1, NODE_KIND_BLANK = 2, NODE_KIND_LITERAL = 4 };

typedef struct Shape Shape;

typedef struct {
  Component component;
  ShapeNode parameter; /* the value in the shapes graph; SHAPE_NONE where it is made of several */
  uint64_t number;     /* counts, lengths, NODE_KIND_ */
  StoreTerm *terms;    /* a class with its subclasses, a property, values that are allowed, IRIs of closed: sorted */
  uint32_t term_count;
  const RdfTerm *values; /* languages; values that are allowed; a bound */
  uint32_t value_count;
  Shape **shapes;
  uint32_t shape_count;
  Shape **siblings; /* of a disjoint qualified shape */
  uint32_t sibling_count;
  Pattern *pattern;
} Constraint;

typedef enum { TARGET_NODE, TARGET_CLASS, TARGET_SUBJECTS_OF, TARGET_OBJECTS_OF } TargetKind;

typedef struct {
  TargetKind kind;
  StoreTerm *terms; /* a node, a property, a class with its subclasses */
  uint32_t term_count;
} Target;

typedef enum { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_VIOLATION } Severity;

struct Shape {
  ShapeNode node;
  uint32_t line; /* in its file; 0: not known */
  Path *path;    /* NULL: a node shape */
  ShapeNode path_node;
  bool deactivated;
  Severity severity; /* another one than the three counts as a violation */
  ShapeNode severity_node;
  ShapeNodes messages;
  struct {
    VECTOR(Constraint);
  } constraints;
  struct {
    VECTOR(Target);
  } targets;
  enum { SHAPE_NEW, SHAPE_IN_WORK, SHAPE_DONE } state;
};

typedef struct {
  Arena *arena;
  const ShapeGraph *graph;
  Store *store;
  const char *name; /* of the file, for messages */
  const Diagnostics *diagnostics;
  Shape **by_node; /* by term of the shapes graph; NULL: none (yet) */
  struct {
    VECTOR(Shape *);
  } all; /* in the order of the file */
  struct {
    VECTOR(Pattern *);
  } patterns; /* to be freed */
  StoreTerm type, subclass;
  bool failed;
  uint32_t path_parts;  /* made so far */
  uint32_t unsupported; /* constraints that were passed over, and named */
} Shapes;

/* Compiles all shapes with targets and what they refer to. Nodes that targets name are added to the store.
   SPO_BAD_RULES where a shape is wrong: all are reported. */
SpoStatus shapes_compile(Shapes *shapes, Arena *arena, const ShapeGraph *graph, Store *store, const char *name,
                         const Diagnostics *diagnostics);

/* Frees patterns; the rest is the arena's. */
void shapes_free(Shapes *shapes);

/* A class and its subclasses in the data, sorted. */
StoreTerm *shapes_subclasses(const Shapes *shapes, StoreTerm class, uint32_t *count);

#endif
