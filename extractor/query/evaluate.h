/* evaluate.h - the value of an expression for one solution. Errors are values (VALUE_NONE), as SPARQL has it. */
#ifndef SPO_QUERY_EVALUATE_H
#define SPO_QUERY_EVALUATE_H

#include "query/regex.h"
#include "query/syntax.h"
#include "query/value.h"
#include "store/store.h"

typedef struct {
  Arena *arena; /* of values that are computed; its owner empties it between solutions */
  const Store *store;
  RegexCache *regexes;
  Slice base; /* of IRI() */
  Slice now;  /* of NOW(), one for the whole query */
  uint64_t random;
  uint64_t fresh; /* blank nodes made so far */
} Evaluator;

/* In the expression variables and EXISTS are numbers of `arguments`: terms (0: unbound), or 1 and 0 for EXISTS. */
Value evaluate(Evaluator *evaluator, const QueryExpression *expression, const StoreTerm *arguments);

/* A built-in function; evaluate calls it once IF, COALESCE and BOUND are done with. */
Value evaluate_function(Evaluator *evaluator, int function, const Value *arguments, uint32_t count);

uint64_t evaluator_random(Evaluator *evaluator);

#endif
