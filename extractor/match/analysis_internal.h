/* analysis_internal.h - what the steps of the analysis share. */
#ifndef SPO_MATCH_ANALYSIS_INTERNAL_H
#define SPO_MATCH_ANALYSIS_INTERNAL_H

#include "match/analysis.h"
#include "match/apply.h"
#include "match/names.h"

/* Behind an EDGE_MARK: payload is its index. */
typedef struct {
  uint32_t rule;
  TypeId whole; /* where the mark is just one word: of which list */
  uint16_t short_begin, short_end;
  uint16_t shorter_begin, shorter_end;
} Mark;

/* A match that is worth applying. */
typedef struct {
  uint32_t match;
  EdgeId edge;
} Taken;

/* An edge has woken matches, all of one phase. */
typedef struct {
  uint32_t first, count; /* of the plan's anchors */
  EdgeId edge;
} Wake;

typedef struct {
  VECTOR(Wake);
} Wakes;

typedef struct {
  VECTOR(EdgeId);
} EdgeIds;

/* Matches of qualifying rules; `captured` is their own. */
typedef struct {
  VECTOR(Match);
} Qualifiers;

/* What is asked for in a sentence of the rules on demand; a bit for each match. */
typedef struct {
  uint64_t *wanted, *done; /* NULL: nothing yet */
  bool qualifiers;         /* all that qualifies facts was asked for */
} Demand;

/* A match of a rule with joins (`match.part` 0), or of one of its joins. */
typedef struct {
  Match match;
  Lattice *lattice;
} JoinPart;

typedef struct {
  VECTOR(JoinPart);
} JoinParts;

typedef struct {
  Analysis *analysis;
  const AnalysisRules *given;
  const RuleSet *rules;
  Arena *scratch;
  Machine machine;
  Names names;
  uint32_t emitted; /* matches that became facts, of the document */
  struct {
    VECTOR(Mark);
  } marks;                /* of the section */
  Qualifiers *qualifiers; /* by sentence of the section */
  Demand *demands;        /* the same */
  JoinParts joining;      /* matches of rules with joins, of the section, by sentence */
  JoinParts *joined;      /* by number of the join in rules->joins: its matches, by sentence */
  Lattice *lattices;      /* of the section */
  EdgeIds *wakes_later;   /* by sentence of the section: edges that wake something late or on demand, in order */
  uint32_t first_sentence, sentence_count;
  /* The sentence that is being worked on */
  Lattice *lattice;
  Wakes *waiting; /* by phase */
  struct {
    VECTOR(Taken);
  } taken;
  EdgeIds *later;
  WakeTime time;
  uint32_t phase;
  bool takes_all; /* for explanations */
} Analyzer;

/* emit.c */
void analyzer_mark(Analyzer *analyzer, const Match *match);
void analyzer_emit(Analyzer *analyzer, const Match *match);

/* The full name (tag `of`) that a word list gives for the text of an edge: the list `as`, from which a rule took it.
   Empty where it gives none or the rule took it from no list. */
Slice analyzer_canonical(const Analyzer *analyzer, const Edge *edge, TypeId as);

/* Of facts of a sentence that say different things of the same text, the better one stays. */
void analyzer_settle(Analyzer *analyzer, uint32_t first_fact, uint32_t behind);

/* presume.c: facts of the current sentence whose period is carried on and that have none take the one that begins their
   clause, or the last clause before it that one begins, unless the sentence carries on another. */
void analyzer_presume_periods(Analyzer *analyzer, uint32_t first_fact, uint32_t behind);

/* Fills `out` for a slot from a value of the match's rule. False where there is nothing or it does not fit. */
bool analyzer_fill(Analyzer *analyzer, const Match *match, const RuleValue *value, const RuleSlot *declared,
                   uint32_t item, FactSlot *out);

/* `zip`: whether all lists that values come from have as many items. */
bool analyzer_lists_agree(const Analyzer *analyzer, const Match *match);

/* qualify.c: notes the match of a qualifying rule. */
void analyzer_note_qualifier(Analyzer *analyzer, const Match *match);

/* Gives facts [first_fact, behind), all of one sentence, what the qualifying rules of that sentence say of them. */
void analyzer_qualify(Analyzer *analyzer, uint32_t first_fact, uint32_t behind);

/* demand.c: asks for the matches of a join, and for the marks that they use, where a match of its rule can be joined
   with them. */
void analyzer_want_joins(Analyzer *analyzer);

/* Applies in a sentence of the section what was asked for there and is not done. */
void analyzer_meet_demand(Analyzer *analyzer, uint32_t index);

/* Asks for all that qualifies facts of the current sentence, if one of facts [first_fact, behind) may be qualified, and
   applies it. */
void analyzer_find_qualifiers(Analyzer *analyzer, uint32_t first_fact, uint32_t behind);

/* join.c: a copy of what a match captured, for the section. */
const Captured *analyzer_keep_captured(Analyzer *analyzer, const Match *match);

/* Notes a match of a rule with joins, or of one of its joins. */
void analyzer_note_part(Analyzer *analyzer, const Match *match);

/* Emits the facts of rules with joins, once all sentences of the section are done. `first_fact`, `first_mention`: the
   section's first; afterwards its facts and mentions are ordered by sentence again, settled and qualified. */
void analyzer_join(Analyzer *analyzer, uint32_t first_fact, uint32_t first_mention);

/* The mention of a marked edge, made at first need; MENTION_NONE if the edge is no entity. */
uint32_t analyzer_mention(Analyzer *analyzer, EdgeId edge);

/* choose.c: after a reading, shows the chosen entities and those nested in them, hides all other ones. */
void analyzer_choose(Analyzer *analyzer);

/* Whether an entity that was chosen, of `least` characters or more, holds a part of a span. */
bool analyzer_meets_chosen(const Analyzer *analyzer, const Edge *span, int least);

/* An entity that a rule marks without a cost stands where no chosen one overlaps it. False: it does not. */
bool analyzer_stand(Analyzer *analyzer, EdgeId id);

/* Wakes the matches that an edge made in this phase anchors, in later phases of its time. */
void analyzer_wake(Analyzer *analyzer, EdgeId edge);

/* Turns to a sentence of the section. */
void analyzer_enter(Analyzer *analyzer, uint32_t index);

/* Applies what edges of the current sentence wake at one time, phase by phase, where it is worth it, and does with each
   match what its rule says. `demand`: only what is wanted and not done; NULL: all. */
void analyzer_run(Analyzer *analyzer, WakeTime time, const Demand *demand);

/* Whether a list holds what a sequence model guesses. */
static inline bool analyzer_is_guess(const Analyzer *analyzer, TypeId list) {
  return analyzer->rules->types[list].flags & TYPE_GUESSED;
}

/* Whether an edge was made for an entity type by a rule or a name. */
bool analyzer_is_entity(const Analyzer *analyzer, const Edge *edge);

/* The type of an edge that was made by a rule or a name. */
TypeId analyzer_made_type(const Analyzer *analyzer, const Edge *edge);

#endif
