/* syntax.h - a SPARQL 1.1 query as a tree, as the parser leaves it: names resolved, nothing planned yet.

   Everything lives in the query's arena. Constants are terms, variables numbers; blank nodes of patterns are variables
   that nobody can name. Syntactic sugar is gone: `a`, predicate lists, collections, `?x !IN (...)`.
   Reference: https://www.w3.org/TR/sparql11-query/ (section 19.8 for the grammar). */
#ifndef SPO_QUERY_SYNTAX_H
#define SPO_QUERY_SYNTAX_H

#include "base/arena.h"
#include "rdf/term.h"

enum { QUERY_NO_VARIABLE = -1 };

/* A variable or a constant. */
typedef struct {
  int32_t variable; /* or QUERY_NO_VARIABLE */
  RdfTerm term;
} QueryTerm;

typedef struct {
  Slice name;  /* without "?"; of blank nodes and inner variables for messages only */
  bool hidden; /* SELECT * does not show it */
  bool graph;  /* stands for the graph of a GRAPH clause */
} QueryVariable;

/* ---- property paths ---- */

typedef enum {
  PATH_IRI,
  PATH_INVERSE,     /* of parts[0] */
  PATH_SEQUENCE,    /* of two or more parts */
  PATH_ALTERNATIVE, /* of two or more parts */
  PATH_ZERO_OR_ONE, /* of parts[0], as the next two */
  PATH_ZERO_OR_MORE,
  PATH_ONE_OR_MORE,
  PATH_NEGATED /* any predicate but `iris`, and backwards any but `inverse_iris` */
} PathKind;

typedef struct QueryPath {
  PathKind kind;
  Slice iri;
  struct {
    VECTOR(struct QueryPath *);
  } parts;
  struct {
    VECTOR(Slice);
  } iris, inverse_iris;
  bool forwards, backwards; /* which of the two lists of a negated set is there */
} QueryPath;

/* ---- expressions ---- */

typedef enum {
  EXPRESSION_CONSTANT,
  EXPRESSION_VARIABLE,
  EXPRESSION_OR,
  EXPRESSION_AND,
  EXPRESSION_NOT,
  EXPRESSION_EQUAL,
  EXPRESSION_UNEQUAL,
  EXPRESSION_LESS,
  EXPRESSION_LESS_EQUAL,
  EXPRESSION_GREATER,
  EXPRESSION_GREATER_EQUAL,
  EXPRESSION_IN, /* the first argument among the others */
  EXPRESSION_ADD,
  EXPRESSION_SUBTRACT,
  EXPRESSION_MULTIPLY,
  EXPRESSION_DIVIDE,
  EXPRESSION_PLUS,
  EXPRESSION_MINUS,
  EXPRESSION_CALL,     /* of a built-in function */
  EXPRESSION_CAST,     /* to the datatype `term` */
  EXPRESSION_EXISTS,   /* `pattern` */
  EXPRESSION_AGGREGATE /* replaced by a variable before anything is translated */
} ExpressionKind;

typedef enum {
  AGGREGATE_COUNT,
  AGGREGATE_SUM,
  AGGREGATE_MIN,
  AGGREGATE_MAX,
  AGGREGATE_AVG,
  AGGREGATE_SAMPLE,
  AGGREGATE_GROUP_CONCAT
} AggregateKind;

struct QueryPattern;

typedef struct QueryExpression {
  ExpressionKind kind;
  RdfTerm term;
  int32_t variable;
  int function; /* index into FUNCTIONS (functions.h) */
  struct {
    VECTOR(struct QueryExpression *);
  } arguments;
  struct QueryPattern *pattern;
  AggregateKind aggregate; /* of arguments[0]; COUNT(*) has none */
  bool distinct;
  Slice separator;
  size_t begin, end; /* bytes of the query, for messages */
} QueryExpression;

/* ---- patterns ---- */

typedef enum {
  PATTERN_GROUP,
  PATTERN_TRIPLE,
  PATTERN_FILTER,
  PATTERN_OPTIONAL, /* parts[0] */
  PATTERN_UNION,    /* two or more parts */
  PATTERN_MINUS,    /* parts[0] */
  PATTERN_GRAPH,    /* `graph`, parts[0] */
  PATTERN_BIND,
  PATTERN_VALUES,
  PATTERN_SELECT
} PatternKind;

struct QuerySelect;

typedef struct QueryPattern {
  PatternKind kind;
  struct {
    VECTOR(struct QueryPattern *);
  } parts;
  QueryTerm subject, predicate, object, graph; /* of a triple: a path instead of the predicate, if there is one */
  QueryPath *path;
  QueryExpression *expression;
  int32_t variable; /* of BIND */
  struct {
    VECTOR(int32_t);
  } variables; /* of VALUES */
  struct {
    VECTOR(QueryTerm);
  } values; /* row by row; UNDEF is a term without text whose kind is RDF_BLANK */
  struct QuerySelect *select;
} QueryPattern;

typedef struct {
  int32_t variable;
  QueryExpression *expression; /* or NULL */
} QueryProjection;

typedef struct {
  QueryExpression *expression;
  bool descending;
} QueryOrder;

/* SELECT and what may stand behind WHERE; ASK, CONSTRUCT and DESCRIBE have these parts, too. */
typedef struct QuerySelect {
  bool distinct, star, grouped; /* grouped: GROUP BY, or an aggregate somewhere */
  struct {
    VECTOR(QueryProjection);
  } projections, keys; /* keys: of GROUP BY; each has a variable */
  struct {
    VECTOR(QueryExpression *);
  } having;
  struct {
    VECTOR(QueryOrder);
  } order;
  struct {
    VECTOR(QueryProjection);
  } aggregates;                 /* expressions of kind EXPRESSION_AGGREGATE under the variables that replace them */
  QueryPattern *where, *values; /* values: or NULL */
  uint64_t limit, offset;       /* limit: UINT64_MAX where there is none */
} QuerySelect;

typedef enum { QUERY_SELECT, QUERY_ASK, QUERY_CONSTRUCT, QUERY_DESCRIBE } QueryForm;

typedef struct {
  Slice prefix, iri;
} QueryPrefix;

/* A value that is given from outside: `--set label=...`. */
typedef struct {
  Slice name;
  RdfTerm value;
} QueryParameter;

typedef struct {
  QueryForm form;
  QuerySelect *select;
  struct {
    VECTOR(QueryVariable);
  } variables;
  struct {
    VECTOR(QueryPrefix);
  } prefixes; /* that the query declares, then those that it uses without declaring them */
  struct {
    VECTOR(Slice);
  } from, from_named;
  struct {
    VECTOR(QueryPattern *);
  } template; /* triples of CONSTRUCT */
  struct {
    VECTOR(QueryTerm);
  } described; /* of DESCRIBE; none: * */
  const QueryParameter *parameters;
  size_t parameter_count;
  Slice base; /* of relative IRIs; or empty */
  Slice text;
} QueryTree;

#endif
