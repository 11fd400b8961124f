/* parser.h - SPARQL 1.1 Query from text to tree. SERVICE and Update are refused, each with a message of its own. */
#ifndef SPO_QUERY_PARSER_H
#define SPO_QUERY_PARSER_H

#include "query/lexer.h"
#include "query/syntax.h"

/* Prefixes that are there without being declared, and what is given from outside. */
typedef struct {
  const QueryPrefix *prefixes;
  size_t prefix_count;
  const QueryParameter *parameters;
  size_t parameter_count;
} ParserOptions;

enum {
  QUERY_LARGEST = 1024 * 1024, /* bytes of a query */
  QUERY_DEEPEST = 100          /* groups, brackets and paths in each other */
};

/* Parses into `arena`, whose guard must be set. False, with the fault (places are bytes of `tree->text`), where the
   query is wrong. */
bool query_parse(Arena *arena, Slice text, const ParserOptions *options, QueryTree *tree, QueryFault *fault);

/* Marks the variables that a pattern or its parts may bind and that can be named: seen[variable]. */
void pattern_mark_variables(const QueryPattern *pattern, bool *seen);

#endif
