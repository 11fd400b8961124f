/* tagger.h - a trained sequence model as one more source of evidence: it guesses names, rules decide.

   A model is a conditional random field (crf.h) over the features of a sentence's units (features.h). Its file is flat
   and mapped: names of the types it guesses, hashes of the word lists and classes it knows, transitions, and rows of
   weights, one byte for each column of the field. The rows of a key (a text, a pair of them) follow one another and are
   found by one look into a hash table; those of shapes, classes and lists by their numbers. Made by trainer.h. */
#ifndef SPO_TAGGER_TAGGER_H
#define SPO_TAGGER_TAGGER_H

#include "base/diagnostic.h"
#include "tagger/crf.h"
#include "tagger/features.h"

enum { TYPE_NAME_LONGEST = 31 };

/* Weights are in octaves: a score of 1 / STEPS_OF_OCTAVE doubles a label's odds against outside by so much; a weight of
   a byte counts for 2^shift of them. */
enum { STEPS_OF_OCTAVE = 128, MOST_SHIFT = 6, WEIGHT_ZERO = 128 };

typedef struct {
  char magic[8];
  uint32_t byte_order;
  uint32_t type_count, list_count, class_count;
  uint32_t key_bits; /* the hash table has 2^key_bits places */
  uint32_t key_rows; /* rows of keys; those found by number follow */
  uint32_t shift;
  uint32_t unused[7]; /* so that rows may lie on lines of a cache */
} TaggerHeader;

/* A place of the hash table. */
typedef struct {
  uint32_t key;
  uint32_t row; /* 1 + the first of its rows; 0: free */
} TaggerKey;

/* The sums of the weights of all lists of a type set, made when it is first met. */
typedef struct TaggerSums TaggerSums;

typedef struct {
  uint32_t type_count, lanes, shift;
  const char (*types)[TYPE_NAME_LONGEST + 1]; /* zero-terminated */
  KnownNames known;
  const TaggerKey *keys;
  uint32_t key_bits;
  const uint8_t *rows;              /* of 4 * lanes bytes, a weight and WEIGHT_ZERO for each column */
  uint32_t first_of[FEATURE_KINDS]; /* first row of a kind; unless it is a keyed one */
  Chain chain;
  TaggerSums *sums; /* NULL until tagger_prepare */
} Tagger;

/* Opens an image, which must stay as it is. SPO_BAD_RULES, reported under `name`, where it is none or damaged. */
SpoStatus tagger_open(Tagger *tagger, Slice image, const char *name, const Diagnostics *diagnostics);

/* Makes room for the sums of lists of a vocabulary. Without it, tagger_run sees no lists. */
void tagger_prepare(Tagger *tagger, Arena *arena, const FeatureNames *names);

/* The number of a type, or UINT32_MAX. */
uint32_t tagger_type(const Tagger *tagger, Slice name);

/* Calls `sink` for the spans of a sentence's units that the model holds for names with a probability of `least` or
   more. Scratch memory is taken from `arena`. Threads may share a tagger. */
void tagger_run(const Tagger *tagger, Arena *arena, const Units *units, float least, SpanSink sink, void *handle);

/* The scores of all units: rows of 4 * lanes steps of an octave, to be shifted. */
int16_t *tagger_scores(const Tagger *tagger, Arena *arena, const Units *units);

/* The weight of a feature in a column; 0 where the model does not have it. */
int tagger_weight(const Tagger *tagger, uint64_t feature, uint32_t column);

/* ---- writing ---- */

typedef struct {
  const char (*types)[TYPE_NAME_LONGEST + 1];
  uint32_t type_count;
  KnownNames known;
  uint32_t shift;
  ChainSteps chain;         /* weights */
  const uint64_t *features; /* those with a key, in ascending order */
  uint32_t feature_count;
  /* Weight of a feature in a column, -128 to 127. */
  int (*weight)(void *handle, uint64_t feature, uint32_t column);
  void *handle;
} TaggerParts;

Slice tagger_write(Arena *arena, const TaggerParts *parts);

#endif
