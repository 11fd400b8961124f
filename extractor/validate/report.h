/* report.h - what validation found: to read, as JSON, or as RDF (sh:ValidationReport in Turtle). */
#ifndef SPO_VALIDATE_REPORT_H
#define SPO_VALIDATE_REPORT_H

#include "base/byte_buffer.h"
#include "graph/graph.h"
#include "validate/validate.h"

typedef struct {
  const Shapes *shapes;
  const Validation *validation;
  const Prefix *prefixes; /* for names */
  uint32_t prefix_count;
  uint64_t quads;  /* that were looked at */
  bool incomplete; /* some of the data could not be read */
  Arena *arena;
} Report;

typedef enum { REPORT_TEXT, REPORT_JSON, REPORT_TURTLE } ReportForm;

/* Hands out the report in pieces; `put` returns false where no more can be taken. False in that case. */
typedef bool (*ReportSink)(void *handle, Slice bytes);
bool report_write(const Report *report, ReportForm form, ReportSink put, void *handle);

/* The names of shapes as lines of a file have them: the parser tells where a statement ends; `text` tells where it
 * begins.
 */
void report_find_lines(ShapeGraph *graph, Arena *arena, Slice text);

#endif
