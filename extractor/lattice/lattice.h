/* lattice.h - the readings of one sentence: typed edges between positions, and what each reading costs.

   No segmentation is ever committed to. Words of the dictionaries, numbers, dates, words of an alphabet and single
   characters are edges with costs in nats; entity rules add edges of their own. The cheapest way through the sentence
   is its best reading; the slack of an edge is how much dearer the best reading that uses it is. Rules see edges whose
   slack is small, so 法院长期 has both 法院 长期 and, far dearer, 法 院长 期. Positions are code points relative to the
   sentence's begin. Everything lives in an arena. */
#ifndef SPO_LATTICE_LATTICE_H
#define SPO_LATTICE_LATTICE_H

#include "lattice/value.h"
#include "lattice/vocabulary.h"
#include "text/text.h"

typedef enum {
  EDGE_CHARACTER,  /* one character that nothing else explains */
  EDGE_WORD,       /* payload: word of the rules' lexicon */
  EDGE_DICTIONARY, /* the same, where the general dictionary has it and no list */
  EDGE_LISTED,     /* payload: word of vocabulary number `vocabulary` */
  EDGE_SHAPE,      /* a word of an alphabet; payload: WordShape */
  EDGE_VALUE,      /* payload: index in `values` */
  EDGE_QUOTE,      /* a quotation or title with its marks; payload: index in text->quotes */
  EDGE_BRACKET,    /* with its marks */
  EDGE_MARK,       /* made by a rule; payload: the rule */
  EDGE_NAME,       /* a name that the document has established; payload: the matcher's */
  EDGE_GUESS,      /* what a sequence model holds for a name, of the type of a list */
} EdgeSource;

enum {
  EDGE_READ = 1,   /* takes part in readings */
  EDGE_BEST = 2,   /* lies on the best reading */
  EDGE_HIDDEN = 4, /* its reading is too unlikely, or another entity was chosen: rules do not see it */
  EDGE_INNER = 8,  /* a name of its own inside an entity whose type is transparent */
  EDGE_KNOWN = 16, /* a word that the general dictionary has, too */
};

typedef uint32_t EdgeId;
#define EDGE_NONE UINT32_MAX

typedef struct {
  uint16_t begin, end; /* SENTENCE_LONGEST fits */
  uint8_t source;
  uint8_t flags;
  union {
    uint16_t vocabulary; /* EDGE_LISTED */
    uint16_t doubt;      /* EDGE_MARK: hundredths of a nat of its cost that come from a model's doubt */
  };
  TypeSetId types;
  float cost;
  float slack;
  EdgeId next_begin, next_end; /* chains of edges that begin or end at the same place */
  uint32_t payload;
} Edge;

/* A span that a sequence model may hold for a name. */
typedef struct {
  uint16_t begin, end;
  TypeId type;    /* the list that takes the guess */
  float log_odds; /* ln(p / (1 - p)) of its probability */
} Guess;

/* Where the edges of a type stand. Both numbers grow as edges come; 0: there are none. */
typedef struct {
  int16_t last_begin; /* where the last one begins, + 1 */
  int16_t first_end;  /* REACH_END - where the first one ends */
} TypeReach;

enum { REACH_END = 2 * SENTENCE_LONGEST };

/* Whether an edge of the type ends in front of a position, or begins there or behind it. */
static inline bool reach_beyond(const TypeReach *reach, bool in_front, uint32_t position) {
  return in_front ? REACH_END - reach->first_end <= (int32_t)position : reach->last_begin > (int32_t)position;
}

enum {
  COVERED_BY_WORD = 1,  /* of this character alone, which takes part in readings; if it is a letter or digit, perhaps */
  COVERED_BY_SHAPE = 2, /* of an alphabet, of several letters and digits side by side */
};

typedef struct {
  Arena *arena;
  const Vocabulary *vocabulary;
  const Text *text;
  uint32_t sentence; /* index in text->sentences */
  uint32_t begin;    /* code point of the text at position 0 */
  uint32_t length;
  struct {
    VECTOR(Edge);
  } edges;
  struct {
    VECTOR(Value);
  } values;
  struct {
    VECTOR(Guess);
  } guesses;                           /* also those that are too unlikely for an edge */
  EdgeId *first_begin, *first_end;     /* by position: length + 1 heads of chains */
  TypeMask *begin_types, *end_types;   /* by position: of all edges that begin and end there */
  TypeReach *reach;                    /* by number of a type that is needed (Vocabulary.needed_types) */
  uint16_t *reserved;                  /* by position: RESERVED_ bits of the lists of which a word begins there */
  uint16_t *forward, *back;            /* where a match goes on behind a position: over spaces that do not separate */
  uint16_t *clause_begin, *clause_end; /* by position: of the clause and the sentence around it, which may lie in a */
  uint16_t *sentence_begin, *sentence_end; /* quotation; NULL until the matcher needs them */
  uint8_t all_characters;                  /* the CHARACTER_ flags of all of them */
  bool quoted;                             /* there is an EDGE_QUOTE */
  uint8_t *covered;                        /* by position: COVERED_ flags of the words that its character is part of */
  EdgeId built;                            /* the edges before it are those of lattice_build */
  uint8_t *places; /* by position: which PLACE_ tests hold there; NULL until the matcher needs it */
  uint16_t *ink;   /* by position: how many characters in front of it are no blanks; NULL until the matcher needs it */
  float *from_start, *to_end; /* cheapest reading from position 0 here, and from here to the end */
} Lattice;

/* Fills in what does not depend on rules: words, numbers, dates, quotations. */
void lattice_build(Lattice *lattice, Arena *arena, const Vocabulary *vocabulary, const Text *text, uint32_t sentence);

/* Gives sums in $, pesos or francs the currency of the country that the sentences tell of, or that they name once. */
void lattice_settle_currencies(Lattice *lattices, uint32_t count);

EdgeId lattice_add(Lattice *lattice, Edge edge);

/* Computes costs and slacks of readings over all EDGE_READ edges, and hides edges whose slack exceeds `most_slack`. */
void lattice_weigh(Lattice *lattice, float most_slack);

/* The same, and marks the best reading. */
void lattice_read(Lattice *lattice, float most_slack);

static inline const TypeSet *edge_types(const Lattice *lattice, const Edge *edge) {
  return &lattice->vocabulary->sets[edge->types];
}

static inline bool edge_has_type(const Lattice *lattice, const Edge *edge, TypeId type) {
  const TypeSet *set = edge_types(lattice, edge);
  return type_mask_may_have(&set->signature, lattice->vocabulary->plan.bits[type]) && type_set_has(set, type);
}

static inline uint8_t lattice_character(const Lattice *lattice, uint32_t position) {
  return position < lattice->length ? lattice->text->characters[lattice->begin + position] : CHARACTER_SPACE;
}

/* The code point at a position as words and signs are compared with it (Text.matched). */
static inline uint32_t lattice_point(const Lattice *lattice, uint32_t position) {
  return position < lattice->length ? lattice->text->matched[lattice->begin + position] : 0;
}

static inline Slice lattice_slice(const Lattice *lattice, uint32_t begin, uint32_t end) {
  return text_slice(lattice->text, lattice->begin + begin, lattice->begin + end);
}

/* Whether the text reads so at a position: in the characters that words are compared with. */
bool lattice_reads(const Lattice *lattice, uint32_t position, Slice words);

/* Whether an edge of a type that a match needs (RuleNeed) stands in front of a position, or behind it. */
bool lattice_has_needed(const Lattice *lattice, const RuleNeed *need, uint32_t position);

/* Words of lists, whether of rule files or of vocabularies. */
static inline bool edge_is_listed(const Edge *edge) {
  return edge->source == EDGE_WORD || edge->source == EDGE_LISTED;
}

/* The value of a tag that the edge's word has in a list (a type; UINT32_MAX: in any); data == NULL where it has none.
 */
Slice edge_tag(const Lattice *lattice, const Edge *edge, uint32_t list, Slice key);

/* The visible edge from `begin` to `end` of that type, or EDGE_NONE. */
EdgeId lattice_find(const Lattice *lattice, uint32_t begin, uint32_t end, TypeId type);

#endif
