/* vocabulary.h - the words of a language as the lattice looks them up: the lexicons of a rule set, which holds those of
   the general dictionary, and of vocabularies, their classes translated to the types of the rule set. Immutable, shared
   by threads. */
#ifndef SPO_LATTICE_VOCABULARY_H
#define SPO_LATTICE_VOCABULARY_H

#include <pthread.h>
#include <stdatomic.h>

#include "lattice/rule_plan.h"
#include "rules/rule_set.h"

/* The types of an edge. One line of a cache: `sets` is aligned so. */
typedef struct {
  const TypeId *types;
  const uint16_t *needed; /* the numbers of those that some match needs beside its anchor (Vocabulary.needed_types) */
  const AnchorGroups *wakes; /* the anchors of all of them, type by type within a time */
  TypeMask signature;
  uint16_t count, needed_count;
  uint8_t wake_times; /* a bit for each WakeTime at which some wake */
  uint8_t weighted;   /* 1: there are weighted lists among them */
  uint16_t reserved;  /* RESERVED_ bits of the lists among them that the program itself consults */
} TypeSet;

_Static_assert(sizeof(TypeSet) == 64, "a type set is one line of a cache");

typedef uint32_t TypeSetId;

/* Shapes of words of an alphabet; each has a type set. */
typedef enum { SHAPE_LOWER, SHAPE_CAP, SHAPE_UPPER, SHAPE_MIXED, SHAPE_ALNUM, SHAPE_INITIAL, SHAPE_COUNT } WordShape;

enum { NEEDED_SOMEWHERE = 0x8000 }; /* see Vocabulary.need_lists */

/* Those of the lists below that are asked for by position. */
enum {
  RESERVED_UNIT = 1,
  RESERVED_UNIT_BEFORE = 2,
  RESERVED_SCALE = 4,
  RESERVED_NUMBER_WORD = 8,
  RESERVED_MONTH = 16,
  RESERVED_PERIOD_WORD = 32,
  RESERVED_PERIOD_TAIL = 64,
  RESERVED_COMMON_WORD = 128,
  RESERVED_FUNCTION_WORD = 256,
  RESERVED_NOT_COUNTED = 512,
  RESERVED_WORD_VALUE = 1024, /* of no list: a unit may have a tag `value` */
};

/* Lists that the program itself consults, by the names that rule files give them; UINT32_MAX where they have none. */
typedef struct {
  uint32_t unit;          /* Unit: words behind a number, tags kind, code, factor */
  uint32_t unit_before;   /* UnitBefore: signs and words before a number, such as $ */
  uint32_t scale;         /* Scale: words that multiply a number, tag value */
  uint32_t number_word;   /* NumberWord: numbers in words, tag value */
  uint32_t month;         /* Month: names of months, tag value */
  uint32_t period_word;   /* PeriodWord: words for time, tags kind, rel */
  uint32_t period_tail;   /* PeriodTail: what may follow a year or month: 底, 初, 以来 */
  uint32_t pronoun;       /* Pronoun: words that stand for what was named before, tag kind */
  uint32_t common_word;   /* CommonWord: a capital at the start of a sentence does not make them names */
  uint32_t function_word; /* FunctionWord: a capital never does */
  uint32_t not_counted;   /* NotCounted: words that are no part of what is counted: 40 of the 60, 300 were */
  uint32_t name_part; /* NamePart: words that end a name as a part of what begins it: 法规处 in 江州省财政厅法规处 */
  uint32_t currency_cue; /* CurrencyCue: words that say which dollars a text means, tags family, code, named */
  uint32_t abbreviation; /* Abbreviation: words whose full stop ends no sentence */
} ReservedLists;

typedef struct TypeFacts TypeFacts;

typedef struct {
  const RuleSet *rules;
  const Lexicon *extra; /* the vocabularies that the rules name, in the order of rules->vocabularies */
  TypeSetId extra_sets[MOST_VOCABULARIES]; /* set of class set 0 of each; the others follow */
  bool spaced;                             /* words are separated by spaces */
  TypeSet *sets;                           /* those of the rules' own words are made when one of them is first met */
  _Atomic unsigned char *sets_states;      /* SetState, by set */
  uint32_t set_count;
  TypeSetId own_sets;    /* set of class set 0 of the rules' lexicon; the others follow */
  TypeSetId single_sets; /* set that holds just type 0; the others follow */
  TypeSetId shape_sets;  /* set of SHAPE_LOWER; the others follow */
  TypeSetId value_sets;  /* set of the first ValueKind; the others follow */
  TypeSetId *unit_sets;  /* by own set: the same for values with a unit of that set, where a rule asks for it; or 0 */
  ReservedLists reserved;
  const uint16_t *reserved_bits; /* by type: its RESERVED_ bit, or 0 */
  uint32_t person, organization; /* types of entities by these names; UINT32_MAX: there is none */
  uint32_t description;          /* the type Description: what stands for an organization; UINT32_MAX */
  bool identified;               /* some word of the rules says what it is elsewhere (TYPE_IDENTIFIED) */
  uint32_t needed_types;         /* how many types are needed anywhere in a sentence (RuleNeed); numbered from 1 */
  const uint16_t *need_numbers;  /* by place in rules->need_types: the number of that type; 0: it is not needed so */
  const uint16_t *need_lists;    /* PlannedAnchor.needs: lists of numbers of types, one of each of which must stand on a
                                    side; in front of each list twice how many they are, + 1: in front, +
                                    NEEDED_SOMEWHERE: wherever it is; 0: the end */
  RulePlan plan;
  EdgeStarts *starts; /* of sets, in the order in which they are first asked for (vocabulary_starts); behind one it may
                         be the same for hidden edges; 0 is nobody's */
  _Atomic uint32_t *starts_states; /* StartsState, by set; behind them, the next free place in `starts` */
  /* for sets that are made later */
  const TypeFacts *facts; /* by type */
  bool members_fit;       /* all members of own sets are types */
  Arena *arena;           /* where they are made, by one thread at a time */
  pthread_mutex_t making;
} Vocabulary;

typedef enum { SET_NEW, SET_IN_WORK, SET_MADE } SetState;

/* Makes the set of an own word, and that of vocabulary_listed_set. Without memory, `arena` fails. */
void vocabulary_make_set(const Vocabulary *vocabulary, TypeSetId set, Arena *arena);

/* Whoever has a set of a word calls this before it is looked at. */
static inline void vocabulary_need_set(const Vocabulary *vocabulary, TypeSetId set, Arena *arena) {
  if (atomic_load_explicit(&vocabulary->sets_states[set], memory_order_acquire) != SET_MADE) {
    vocabulary_make_set(vocabulary, set, arena);
  }
}

/* STARTS_MADE, and twice its place in `starts`; + 1: what begins with an edge of the set that is hidden is behind it.
 */
typedef enum { STARTS_NEW, STARTS_IN_WORK, STARTS_MADE } StartsState;

/* What may begin with a visible edge that has the types of a set, and with a hidden one. `own` is room for both, should
   another thread be making it. */
const EdgeStarts *vocabulary_make_starts(const Vocabulary *vocabulary, TypeSetId set, bool hidden, EdgeStarts *own);

extern const EdgeStarts NO_STARTS;

static inline const EdgeStarts *vocabulary_starts(const Vocabulary *vocabulary, TypeSetId set, bool hidden,
                                                  EdgeStarts *own) {
  uint32_t state = atomic_load_explicit(&vocabulary->starts_states[set], memory_order_acquire);
  if (state < STARTS_MADE) return vocabulary_make_starts(vocabulary, set, hidden, own);
  const EdgeStarts *starts = &vocabulary->starts[state / 2];
  return !hidden ? starts : state & 1 ? starts + 1 : &NO_STARTS;
}

/* What vocabulary_starts will look at. */
static inline void vocabulary_prefetch_starts(const Vocabulary *vocabulary, TypeSetId set) {
  uint32_t state = atomic_load_explicit(&vocabulary->starts_states[set], memory_order_relaxed);
  __builtin_prefetch(&vocabulary->starts[state / 2]);
}

/* The weights of a word of the rules' lexicon in the order of the weighted lists (RuleSet.weights); NULL: it has none.
 */
static inline const float *vocabulary_weights(const Vocabulary *vocabulary, uint32_t word) {
  const RuleSet *rules = vocabulary->rules;
  const uint32_t row = lexicon_weights(&rules->lexicon, word), columns = vocabulary->plan.weight_columns;
  if (!row || (uint64_t)row * columns > rules->weights_count) return NULL;
  return rules->weights + (size_t)(row - 1) * columns;
}

/* The cost of such a word as a member of a weighted list; `otherwise` where the list gives none. */
static inline float vocabulary_weight(const Vocabulary *vocabulary, uint32_t word, TypeId type, float otherwise) {
  const float *weights = vocabulary_weights(vocabulary, word);
  if (!weights) return otherwise;
  float weight = weights[vocabulary->plan.weighted[type] - 1];
  return weight >= 0 && weight < WEIGHT_NONE ? weight : otherwise;
}

/* `extra`: an opened lexicon for each of rules->vocabularies; or NULL where there is none. `arena` is the vocabulary's
   from now on: more is made in it while the vocabulary is used. */
void vocabulary_init(Vocabulary *vocabulary, Arena *arena, const RuleSet *rules, const Lexicon *extra);

static inline TypeSetId vocabulary_single(const Vocabulary *vocabulary, TypeId type) {
  return vocabulary->single_sets + type;
}

/* The set of those of its types that are there because a list has the word, not for its part of speech. */
static inline TypeSetId vocabulary_listed_set(const Vocabulary *vocabulary, TypeSetId id) {
  const Lexicon *own = &vocabulary->rules->lexicon;
  return id < own->class_set_count && own->class_sets[id].listed_set < own->class_set_count
             ? own->class_sets[id].listed_set
             : id;
}

/* The types of a value, by what it is and by the types of its unit. */
static inline TypeSetId vocabulary_value(const Vocabulary *vocabulary, uint32_t kind, TypeSetId unit) {
  bool own = unit < vocabulary->rules->lexicon.class_set_count; /* own sets come first */
  TypeSetId first = own ? vocabulary->unit_sets[unit] : 0;
  return (first ? first : vocabulary->value_sets) + kind;
}

static inline bool type_set_has(const TypeSet *set, TypeId type) {
  for (uint32_t i = 0; i < set->count; i++) {
    if (set->types[i] == type) return true;
  }
  return false;
}

/* For text_from_document: whether a word is listed as Abbreviation. `handle` is a Vocabulary. */
bool vocabulary_is_abbreviation(void *handle, Slice word);

#endif
