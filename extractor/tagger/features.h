/* features.h - what a sequence model sees of a sentence: its units, and the features of each.

   A unit is a Chinese character, a run of letters and digits, or a sign; blanks are none. Its features are what stands
   at and around it, the words of the best reading that hold it, and the word lists of the rules that know them. All is
   known by 32-bit hashes and by numbers, so that a model needs no strings. Everything lives in the lattice's arena. */
#ifndef SPO_TAGGER_FEATURES_H
#define SPO_TAGGER_FEATURES_H

#include "lattice/lattice.h"

enum {
  MOST_LISTS = 1024,  /* word lists that a model knows */
  MOST_CLASSES = 512, /* classes of words that it knows */
};

/* The word lists and the classes of words that are features, by number: hashes of their names, so that a model fits
   every rule set and dictionary that has them. */
typedef struct {
  const uint32_t *lists, *classes;
  uint32_t list_count, class_count;
} KnownNames;

#define NO_LIST UINT16_MAX
#define NO_CLASS UINT16_MAX

/* The same for a vocabulary. Made once, then immutable. */
typedef struct {
  const Vocabulary *vocabulary;
  KnownNames known;
  uint16_t *list_of_type;  /* by TypeId: number or NO_LIST */
  uint16_t *class_of_part; /* by class of the rules' lexicon: number of the class of words, or NO_CLASS */
  uint16_t class_of_source[EDGE_GUESS + 1], class_of_value[VALUE_KINDS]; /* of what is in no dictionary */
} FeatureNames;

/* `known`: those that a model has, which must stay; NULL: all that there are. */
void feature_names_init(FeatureNames *names, Arena *arena, const Vocabulary *vocabulary, const KnownNames *known);

/* The hash under which a list or class is known. */
uint32_t feature_name_hash(Slice name);

/* ---- units ---- */

enum { UNIT_SHAPES = 9 }; /* the last one is that of what is beside the sentence */

typedef struct {
  uint32_t text;       /* hash; digits count as one another, and letters in either case */
  uint32_t head, tail; /* hashes of the first and last three letters, 0 where it is no word of an alphabet */
  uint16_t begin, end; /* positions in the lattice */
  uint8_t shape;
} Unit;

/* A word of the best reading. */
typedef struct {
  uint16_t first, behind; /* units */
  uint16_t class;         /* number or NO_CLASS */
  uint32_t text;          /* hash */
} UnitWord;

/* A word that lists know. */
typedef struct {
  uint16_t first, behind; /* units */
  TypeSetId set;          /* of its edge: its lists are those of vocabulary_listed_set */
} UnitListed;

typedef struct {
  VECTOR(Unit);
  struct {
    VECTOR(UnitWord);
  } words;
  struct {
    VECTOR(UnitListed);
  } listed;
} Units;

/* The units of a sentence that has been read (lattice_read). */
void units_of_lattice(Units *units, const FeatureNames *names, const Lattice *lattice);

/* ---- features ---- */

/* Kinds of features. Those with a key have rows of a model by the hash of a text; a key has several slots, so that one
   look finds what it means for all units around. The others have rows by number. */
typedef enum {
  FEATURE_PAIR, /* two units that follow each other; slot: the second is 1 or 0 units before, 1 or 2 behind */
  FEATURE_WORD, /* slot: UnitPart */
  FEATURE_TEXT, /* slot: it stands 2 or 1 units before, there, 1 or 2 behind */
  FEATURE_HEAD,
  FEATURE_TAIL,
  FEATURE_KEYED,                  /* number of the kinds above */
  FEATURE_SHAPES = FEATURE_KEYED, /* number: shapes_number */
  FEATURE_CLASS,                  /* number: of the class; slot: class_slot */
  FEATURE_LISTED,                 /* number: of the list; slot: listed_slot, or LISTED_ENDED, LISTED_BEGUN */
  FEATURE_KINDS
} FeatureKind;

/* Where a unit stands in a word. */
typedef enum { PART_BEGIN, PART_INSIDE, PART_END, PART_SINGLE, UNIT_PARTS } UnitPart;

enum {
  PAIR_SLOTS = 4,
  TEXT_SLOTS = 5,
  MOST_SLOTS = TEXT_SLOTS, /* of a key */
  SHAPES_NUMBERS = UNIT_SHAPES * UNIT_SHAPES * UNIT_SHAPES,
  CLASS_LONGEST = 8,
  CLASS_SLOTS = UNIT_PARTS * CLASS_LONGEST,
  LISTED_LONGEST = 6,
  LISTED_SLOTS = UNIT_PARTS * LISTED_LONGEST,
  LISTED_ENDED = PART_BEGIN,  /* a word of the list ends in front of the unit: no word of one unit has a begin */
  LISTED_BEGUN = PART_INSIDE, /* ... begins behind it */
};

extern const uint8_t FEATURE_SLOTS[FEATURE_KINDS];

static inline uint32_t feature_mix(uint32_t a, uint32_t b) {
  uint64_t hash = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
  hash ^= hash >> 29;
  return (uint32_t)((hash * UINT64_C(0xBF58476D1CE4E5B9)) >> 32);
}

static inline uint32_t feature_key(FeatureKind kind, uint32_t content) {
  return feature_mix((uint32_t)kind + 1, content);
}

static inline uint32_t pair_key(uint32_t first, uint32_t second) {
  return feature_key(FEATURE_PAIR, feature_mix(first, second));
}

static inline uint32_t shapes_number(uint32_t before, uint32_t shape, uint32_t behind) {
  return (before * UNIT_SHAPES + shape) * UNIT_SHAPES + behind;
}

static inline UnitPart part_of(uint32_t unit, uint32_t first, uint32_t behind) {
  if (behind - first == 1) return PART_SINGLE;
  if (unit == first) return PART_BEGIN;
  return unit + 1 == behind ? PART_END : PART_INSIDE;
}

/* The slot of a part of a word of some length, of which the longest and more count alike. Those of one length lie side
   by side. */
static inline uint32_t part_slot(UnitPart part, uint32_t length, uint32_t longest) {
  return ((length < longest ? length : longest) - 1) * UNIT_PARTS + (uint32_t)part;
}

/* What stands for the texts beside a sentence. */
enum { TEXT_BEFORE_ALL = 1, TEXT_BEHIND_ALL = 2 };

static inline uint32_t text_at(const Units *units, int64_t unit) {
  if (unit < 0) return TEXT_BEFORE_ALL;
  return unit < units->count ? units->data[unit].text : TEXT_BEHIND_ALL;
}

static inline uint32_t shape_at(const Units *units, int64_t unit) {
  return unit >= 0 && unit < units->count ? units->data[unit].shape : UNIT_SHAPES - 1;
}

/* A feature as one number. */
static inline uint64_t feature_of(FeatureKind kind, uint32_t key, uint32_t slot) {
  return (uint64_t)key << 16 | (uint64_t)kind << 8 | slot;
}

typedef struct {
  uint64_t feature;
  uint32_t unit;
} UnitFeature;

typedef struct {
  VECTOR(UnitFeature);
} UnitFeatures;

/* All features of all units, in no order: what a model's scores are sums of. */
void units_features(UnitFeatures *features, Arena *arena, const Units *units, const FeatureNames *names);

/* What a feature says in general: the shape without those around, the part of a word of any length. Its weights count
   for the feature, too, so that what is rare leans on it. UINT64_MAX: nothing. */
uint64_t feature_in_general(uint64_t feature);

#endif
