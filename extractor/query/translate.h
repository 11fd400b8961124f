/* translate.h - from the tree of a query to SQL over the tables of tables.h.

   A pattern becomes a relation: tables, conditions on them, and for each variable the column that holds its term.
   Joins of triples and groups are joins of these tables, which SQLite orders; OPTIONAL is a left join, UNION a compound
   SELECT, MINUS and NOT EXISTS a NOT EXISTS, a subselect one of SQL. Relations that SQL cannot merge become common
   table expressions, one behind the other, so that nothing nests deeply. A column may be NULL (unbound) only where it
   is marked so: equality of two certain columns is `=`, else what SPARQL calls compatible.

   Expressions stay trees: `holds(k, ...)` and `value(k, ...)` evaluate expression k for the arguments given. BIND is
   computed once, behind a LIMIT that keeps SQLite from copying it. */
#ifndef SPO_QUERY_TRANSLATE_H
#define SPO_QUERY_TRANSLATE_H

#include "query/lexer.h"
#include "query/path.h"
#include "query/syntax.h"

/* An expression whose variables are numbers of arguments. */
typedef struct {
  QueryExpression *expression;
  uint32_t argument_count;
} ExpressionUse;

typedef struct {
  AggregateKind kind;
  Slice separator;
} AggregateUse;

typedef struct {
  Slice sql;
  struct {
    VECTOR(int32_t);
  } columns; /* the variables of the result, in the order of SELECT; columns of the SQL */
  struct {
    VECTOR(ExpressionUse);
  } expressions;
  struct {
    VECTOR(AggregateUse);
  } aggregates; /* agg0(x), agg1(x), ... */
  struct {
    VECTOR(PathPlan *);
  } paths;
  struct {
    VECTOR(bool);
  } path_in_graph;
} Translation;

/* `store` gets the query's constants. `sorted`: rows that ORDER BY leaves in any order are sorted by their columns.
   False, with the fault, where the query is too large for SQLite; false without a message where memory is short. */
bool query_translate(Arena *arena, const QueryTree *tree, Store *store, bool sorted, Translation *translation,
                     QueryFault *fault);

#endif
