/* apply.h - applying a rule where an edge has woken it: both sides of the match, captures, conditions. */
#ifndef SPO_MATCH_APPLY_H
#define SPO_MATCH_APPLY_H

#include "match/machine.h"

/* A stretch of text that a capture holds. */
typedef struct {
  Lattice *lattice; /* of the sentence that it stands in */
  uint16_t begin, end;
  uint16_t item; /* of its list, from 0; 0 outside lists */
  uint8_t capture;
  TypeId type; /* where it is just one edge: as what the rule took it, */
  EdgeId edge; /* and the edge; else EDGE_NONE */
} Captured;

/* One way in which a rule matched. */
typedef struct {
  uint32_t rule;
  uint32_t part; /* of the rule: RuleMatch.part */
  uint32_t begin, end;
  TypeId whole;             /* where the match is just one edge: as what the rule took it */
  float cost;               /* of what was consumed */
  float extra;              /* of the conditions that hold */
  const Captured *captured; /* in the order of the text; valid until the next match */
  uint32_t captured_count;
  uint32_t items[8]; /* length of each list */
} Match;

typedef void (*MatchSink)(void *handle, const Match *match);

/* A word's tag, from the capture's one edge or, failing that, from the first word inside it that has the tag;
   data == NULL where none has it. */
Slice captured_tag(const RuleSet *rules, const Captured *captured, Slice key);

static inline Slice captured_text(const Captured *captured) {
  return lattice_slice(captured->lattice, captured->begin, captured->end);
}

/* Whether the conditions `same` of a rule hold among captures; those that are not there do not matter. */
bool captures_agree(const RuleSet *rules, const Rule *rule, const Captured *captured, uint32_t count);

/* Whether the sentence has what a match needs on both sides of its anchor, which stands from `begin` to `end`. */
bool match_has_needs(Machine *machine, const PlannedAnchor *anchor, uint32_t begin, uint32_t end);

/* Whether a match whose plan is weighed first has no way at an edge, or only such that could not win. */
bool match_is_hopeless(Machine *machine, uint32_t match, EdgeId anchor);

/* Asks for the memory that applying it will look at first. */
void match_prefetch(const Machine *machine, uint32_t match);

/* Applies match number `match` at an anchor edge. A rule with costs gives every way in which it matches (at most 64),
   any other only the longest whose conditions hold, unless it keeps all. */
void apply_match(Machine *machine, uint32_t match, EdgeId anchor, MatchSink sink, void *handle);

#endif
