/* link_report.h - what became of each entity that was to be linked: a line each, as a table or as JSON. */
#ifndef SPO_CLI_LINK_REPORT_H
#define SPO_CLI_LINK_REPORT_H

#include "cli/graph_output.h"
#include "link/link.h"

typedef struct {
  uint64_t documents, entities, linked, known;
} LinkCounts;

/* Counts, and writes lines where `report` is open (NULL: not). */
void link_report(const LinkDecisions *decisions, Slice document, const Gazetteer *gazetteer, Arena *arena, bool json,
                 GraphOutput *report, LinkCounts *counts);

/* What stands above the lines of a table. */
void link_report_header(GraphOutput *report);

#endif
