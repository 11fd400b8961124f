/* analysis.h - what the rules find in a text: mentions of entities, and facts.

   The text is worked through in sections of whole sentences. In each: the lattices of its sentences are built; early
   rules mark entities at a cost; the cheapest reading chooses among them; names that were established somewhere are
   offered everywhere, and the reading is made again; late rules find facts, phase by phase. Names stay known in later
   sections. Lattices live as long as their section only, so that memory does not grow with the text but with what is
   found in it. */
#ifndef SPO_MATCH_ANALYSIS_H
#define SPO_MATCH_ANALYSIS_H

#include "lattice/lattice.h"
#include "tagger/guesses.h"

/* A place where an entity is named. Positions are code points of the text. */
typedef struct {
  uint32_t begin, end;
  uint32_t sentence;
  uint32_t rule; /* that marked it */
  TypeId type;
  bool nested;                         /* inside the name of another one, unless that is of a transparent type */
  bool open;                           /* made by a slot of an open type, not by a rule */
  Slice canonical;                     /* the full name, where a word list gives one (tag `of`); empty otherwise */
  uint32_t short_begin, short_end;     /* another, shorter name of it inside; equal: none */
  uint32_t shorter_begin, shorter_end; /* and a third one */
} Mention;

#define MENTION_NONE UINT32_MAX

typedef enum {
  FACT_MENTION, /* an entity */
  FACT_SPAN,    /* a stretch of text */
  FACT_VALUE,   /* a stretch of text with a value */
  FACT_TEXT,    /* a constant or a word's tag */
  FACT_ASSUMED, /* last(kind), near(kind): the same, without a word for it; `text` is the kind */
  FACT_PRONOUN, /* 他, 该公司: an entity that resolving must find; `text` is the word's tag kind */
} FactSlotKind;

typedef enum { SLOT_FOUND, SLOT_CARRIED, SLOT_MERGED, SLOT_OTHERWISE } SlotOrigin;

typedef struct {
  uint8_t slot; /* of the frame */
  uint8_t kind;
  bool presumed;   /* presumed(capture): gives way to what the same sentence carries on */
  bool abreast;    /* abreast(capture): of the slots that are given so one stays */
  uint8_t carried; /* SlotOrigin: how resolving filled it in; 0: found by the rule */
  bool nearby;     /* FACT_ASSUMED: near(kind) */
  uint32_t rule;   /* that filled it: the fact's own, or one that qualifies it */
  uint32_t begin, end;
  uint32_t mention; /* FACT_MENTION */
  uint32_t value;   /* FACT_VALUE: index in `values` */
  Slice text;       /* FACT_TEXT, FACT_PRONOUN, FACT_ASSUMED */
  uint32_t entity;  /* set by resolving, for slots that hold entities */
} FactSlot;

typedef struct {
  uint32_t frame, rule;
  uint32_t sentence;
  uint32_t match;      /* number of the match that it was made of: the items of a list have the same */
  uint32_t begin, end; /* of the whole match */
  float cost;
  bool dropped; /* lost against another fact, or was taken into one */
  struct {
    VECTOR(uint32_t);
  } more_sentences; /* of the facts that were taken into this one */
  struct {
    VECTOR(FactSlot);
  } slots;
} Fact;

typedef struct Trace Trace; /* trace.h */

typedef struct {
  Arena *arena;
  const Vocabulary *vocabulary;
  const Text *text;
  Trace *trace; /* what is to be noted for explanations, or NULL */
  struct {
    VECTOR(Mention);
  } mentions; /* by sentence, then by begin */
  struct {
    VECTOR(Fact);
  } facts; /* by sentence */
  struct {
    VECTOR(Value);
  } values;
} Analysis;

/* What a language's rules need in order to be applied. */
typedef struct {
  const Vocabulary *vocabulary;
  const Guesser *guessers; /* the sequence models of its rules, */
  uint32_t guesser_count;  /* so many */
} AnalysisRules;

/* Works through the whole text. Results go to `arena`; `scratch` is reset for every section. `trace`: NULL, or what
   explanations want to know. */
void analysis_run(Analysis *analysis, Arena *arena, Arena *scratch, const AnalysisRules *rules, const Text *text,
                  Trace *trace);

/* The slot of a fact, or NULL where it is not filled. */
const FactSlot *fact_slot(const Fact *fact, uint32_t slot);

#endif
