/* handles.h - what stands behind the opaque handles of spo/spo.h. */
#ifndef SPO_API_HANDLES_H
#define SPO_API_HANDLES_H

#include "api/engine.h"
#include "spo/spo.h"

struct SpoRules {
  Engine engine;
};

/* The arena holds the document and all that it points to. */
struct SpoDocument {
  Arena arena;
  Document document;
};

/* Entities and claims are listed (in the session's arena) when they are first asked for. */
struct SpoGraph {
  Session *session;
  Diagnostics diagnostics;
  const char *iri;
  bool listed;
  SpoEntity *entities;
  size_t entity_count;
  SpoClaim *claims;
  size_t claim_count;
};

struct SpoExtractor {
  Session session;
  SpoGraph graph;
  char *base;
};

/* findings.c: fills the lists. The arena's guard must be set. */
void graph_list_findings(SpoGraph *graph);

/* source_span.c: the span [begin, end) of a text, its words copied into the arena. */
SpoSpan source_span(Arena *arena, const Text *text, uint32_t begin, uint32_t end);

static inline Diagnostics diagnostics_to(SpoMessages messages) {
  return (Diagnostics){messages.report, messages.handle};
}

#endif
