/* results.h - solutions of a query in the formats that people and programs read.

   Sources: SPARQL 1.1 Query Results JSON Format, CSV and TSV Formats, XML Format (W3C, 2013). CSV holds plain texts and
   cannot be read back; TSV, JSON and XML keep terms. */
#ifndef SPO_QUERY_RESULTS_H
#define SPO_QUERY_RESULTS_H

#include <stdio.h>

#include "query/query.h"
#include "query/term_text.h"

typedef enum {
  RESULTS_TABLE, /* for people: aligned by what a terminal needs for each character */
  RESULTS_CSV,
  RESULTS_TSV,
  RESULTS_JSON,
  RESULTS_XML
} ResultFormat;

bool result_format_named(Slice name, ResultFormat *format);

typedef struct {
  ResultFormat format;
  size_t columns; /* of the terminal, to which a table is cut; 0: as wide as it is */
  TermPrefixes prefixes;
} ResultOptions;

/* Writes all solutions of a SELECT or ASK. SPO_BAD_OUTPUT where writing fails (not reported); else as query_next. */
SpoStatus results_write(Query *query, const Store *store, const ResultOptions *options, FILE *to);

/* What CONSTRUCT and DESCRIBE give, added to `graph` (an empty store), which is then finished. Of DESCRIBE: the triples
   whose subject is the resource, and of blank nodes that are reached those too. */
SpoStatus results_build_graph(Query *query, Store *store, Store *graph, const Diagnostics *diagnostics);

/* The triples of a store without graphs as N-Triples, or as Turtle with the prefixes that occur. */
SpoStatus results_write_graph(const Store *graph, bool turtle, const TermPrefixes *prefixes, FILE *to);

#endif
