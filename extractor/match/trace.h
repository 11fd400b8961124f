/* trace.h - what explanations want to know of an analysis: how far a rule came, what lost against what, how a sentence
   was read. Nothing of it is noted where Analysis.trace is NULL. */
#ifndef SPO_MATCH_TRACE_H
#define SPO_MATCH_TRACE_H

#include "match/analysis_internal.h"

/* How far a rule came. */
typedef enum {
  ATTEMPT_NO_ANCHOR, /* nothing stands in the sentence by which the rule would be woken */
  ATTEMPT_STOPPED,   /* it was woken, and at `stop` something else stood than was expected */
  ATTEMPT_CONDITION, /* all elements matched; condition number `condition` did not hold */
  ATTEMPT_UNFILLED,  /* all held, but nothing fits the slot `slot` */
  ATTEMPT_UNEQUAL,   /* all held, but the lists that are zipped have different lengths */
  ATTEMPT_COMPLETE,  /* it made a mark, a fact, or joined or qualified something */
} AttemptOutcome;

typedef struct {
  uint32_t rule, part; /* RuleMatch.part */
  uint32_t line;       /* which of the rule's match lines, from 0; of joins: 0 */
  uint32_t sentence;
  AttemptOutcome outcome;
  uint32_t begin, end;               /* what matched, code points of the text; ATTEMPT_NO_ANCHOR: the sentence */
  uint32_t anchor_begin, anchor_end; /* of what woke it */
  uint32_t gap;                      /* the other end of the characters passed over at `stop`; equal to it: none */
  uint32_t stop;                     /* where it stopped: the end of what matched if rightwards, else its begin */
  bool leftwards;                    /* it stopped on the way to the left */
  bool woken;                        /* something stood there that wakes the rule: from anchor_begin to anchor_end */
  bool hidden;                       /* what would wake it is hidden: the sentence is read otherwise */
  struct {
    VECTOR(uint32_t);
  } expected; /* types: at `stop`, or (ATTEMPT_NO_ANCHOR) those that wake it */
  uint32_t condition, slot;
} Attempt;

/* A word, a value or a name in a sentence. */
typedef struct {
  uint32_t sentence;
  uint32_t begin, end; /* code points of the text */
  uint32_t rule;       /* that made it, or UINT32_MAX */
  uint8_t source;      /* EdgeSource */
  bool best, hidden, entity;
  float cost, slack; /* nats; an infinite cost: takes no part in readings */
  struct {
    VECTOR(uint32_t);
  } types;
} Reading;

typedef struct {
  Fact winner, loser;
  const char *reason; /* why, in a few words */
} Loss;

/* What applying a rule took. */
typedef struct {
  uint64_t nanoseconds, attempts, matches, facts;
} RuleProfile;

struct Trace {
  uint32_t rule; /* whose attempts are noted; UINT32_MAX: none */
  bool readings; /* note how sentences are read */
  struct {
    VECTOR(Attempt);
  } attempts; /* of each sentence and match line the one that came furthest */
  struct {
    VECTOR(Reading);
  } all_readings;
  struct {
    VECTOR(Loss);
  } losses;
  RuleProfile *profile; /* by rule, or NULL: nothing is measured */
  uint32_t profiled;    /* room in it */
};

/* Forgets what was noted of another document. */
void trace_reset(Trace *trace);

/* The steps of the analysis that call these: early rules are tried before, late ones after the names stand. */
void trace_rule(Analyzer *analyzer, bool early);
void trace_readings(Analyzer *analyzer);
void trace_apply(Analyzer *analyzer, uint32_t match, EdgeId anchor, MatchSink sink);
void trace_loss(Analysis *analysis, const Fact *winner, const Fact *loser);

#endif
