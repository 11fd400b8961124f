/* features.h - what a sequence model sees of a sentence: its units, and the features of each.

   A unit is a Chinese character, a run of letters and digits, or a sign; blanks are none. Its features are what stands
   at and around it, the words of the best reading that hold it, and the word lists of the rules that know them. A
   feature is a 32-bit hash of its kind and its content, so that a model needs no strings. The same code makes the
   features of training and of use. Everything lives in the lattice's arena. */
#ifndef SPO_TAGGER_FEATURES_H
#define SPO_TAGGER_FEATURES_H

#include "lattice/lattice.h"

enum {
  MOST_FEATURES = 160, /* of one unit; further ones are left out */
  MOST_LISTS = 1024,   /* word lists that a model knows */
  MOST_LISTED = 16,    /* lists that know the words of one place; further ones are left out */
};

/* Which word lists and dictionary classes are features, by the names that rule files and dictionary give them: hashes
   of the names, so that a model fits every rule set that has the lists. Made once for a vocabulary, then immutable. */
typedef struct {
  const uint32_t *lists; /* hashes of the names of the lists, by number */
  uint32_t list_count;
  uint16_t *list_of_type; /* by TypeId: 1 + the number of the list, 0: no feature */
  uint32_t *class_of_set; /* by class set of the dictionary: hash of its first class */
} FeatureNames;

/* Where a unit stands in a word. */
typedef enum { PART_BEGIN, PART_INSIDE, PART_END, PART_SINGLE, UNIT_PARTS } UnitPart;

enum { WORD_LENGTHS = 7 }; /* units of a listed word: the last one and more count alike */

/* A word of a list that covers a unit. */
typedef struct {
  uint16_t list; /* number */
  uint8_t part;  /* UnitPart */
  uint8_t length;
} Listed;

typedef struct {
  uint16_t begin, end; /* positions in the lattice */
  uint8_t shape;
  uint8_t part;        /* of the unit in its word */
  uint8_t word_length; /* units */
  uint8_t listed_count, ended_count, begun_count;
  uint32_t text;       /* hash; digits count as one another, and letters in either case */
  uint32_t word;       /* hash of the word of the best reading that holds it, */
  uint32_t class;      /* and of that word's class */
  uint32_t head, tail; /* hashes of the first and last three letters, 0 where it is no word of an alphabet */
  Listed listed[MOST_LISTED];
  uint16_t ended[MOST_LISTED]; /* lists that have a word which ends right in front of the unit */
  uint16_t begun[MOST_LISTED]; /* ... begins right behind it */
} Unit;

typedef struct {
  VECTOR(Unit);
} Units;

/* `lists`: hashes of the names of the lists that are features, `list_count` of them, which must stay; NULL: all of the
   rule set. */
void feature_names_init(FeatureNames *names, Arena *arena, const Vocabulary *vocabulary, const uint32_t *lists,
                        uint32_t list_count);

/* The units of a sentence that has been read (lattice_read). */
void units_of_lattice(Units *units, const FeatureNames *names, const Lattice *lattice);

/* The features of a unit apart from its lists; returns how many. */
uint32_t unit_features(const Units *units, uint32_t unit, uint32_t features[MOST_FEATURES]);

/* Adds those of its lists behind `count` others; returns how many there are. */
uint32_t unit_list_features(const FeatureNames *names, const Unit *unit, uint32_t *features, uint32_t count);

/* The two features of a word of a list: by the part of it where the unit stands, and by its length, too. */
uint32_t feature_of_listed(uint32_t list_hash, UnitPart part);
uint32_t feature_of_listed_length(uint32_t list_hash, UnitPart part, uint32_t length);

/* Those of a list that ends in front of a unit, or begins behind it. */
uint32_t feature_of_ended(uint32_t list_hash);
uint32_t feature_of_begun(uint32_t list_hash);

/* The hash under which a list is known. */
uint32_t feature_name_hash(Slice name);

#endif
