/* diagnostic_list.h - a sink that keeps what is reported: for commands that sort, count or convert messages. */
#ifndef SPO_BASE_DIAGNOSTIC_LIST_H
#define SPO_BASE_DIAGNOSTIC_LIST_H

#include "base/arena.h"
#include "base/diagnostic.h"

typedef struct {
  Arena *arena; /* that the copies live in */
  struct {
    VECTOR(SpoDiagnostic);
  } messages;
} DiagnosticList;

/* A sink that adds to the list. A message that is there already (same file, place, code and text) is not added again.
 */
Diagnostics diagnostic_list_sink(DiagnosticList *list);

/* By file (in the order of their first messages), then by place. */
void diagnostic_list_sort(DiagnosticList *list);

#endif
