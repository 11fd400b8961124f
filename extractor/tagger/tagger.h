/* tagger.h - a trained sequence model as one more source of evidence: it guesses names, rules decide.

   A model is a conditional random field (crf.h) over the features of a sentence's units (features.h). Its file is flat
   and mapped: names of the types it guesses, hashes of the word lists it knows, transitions, and a table of feature
   hashes with a row of weights each, one byte a label. Made by trainer.h; immutable, shared by threads. */
#ifndef SPO_TAGGER_TAGGER_H
#define SPO_TAGGER_TAGGER_H

#include "base/diagnostic.h"
#include "tagger/crf.h"
#include "tagger/features.h"

enum { TYPE_NAME_LONGEST = 31 };

typedef struct {
  char magic[8];
  uint32_t byte_order;
  uint32_t type_count, list_count;
  uint32_t bucket_bits; /* rows are found by so many leading bits of their feature */
  uint32_t row_count;
  float scale; /* nats a unit of a weight */
} TaggerHeader;

typedef struct {
  uint32_t type_count, list_count, row_count, bucket_bits, labels;
  const char (*types)[TYPE_NAME_LONGEST + 1]; /* zero-terminated */
  const uint32_t *lists;                      /* hashes, see feature_name_hash */
  const uint32_t *buckets;                    /* first row of each, and the end */
  const uint32_t *features;                   /* of rows, ascending */
  const int8_t *weights;                      /* of rows, `labels` each */
  float scale;
  Chain chain;
  const int16_t
      *list_rows; /* made by tagger_prepare: sums of the weights of each feature that a list has, see list_row */
} Tagger;

/* Opens an image, which must stay as it is. SPO_BAD_RULES, reported under `name`, where it is none or damaged. */
SpoStatus tagger_open(Tagger *tagger, Slice image, const char *name, const Diagnostics *diagnostics);

/* Looks up the features of lists once and for all. Without it, tagger_run sees no lists. */
void tagger_prepare(Tagger *tagger, Arena *arena);

/* The number of a type, or UINT32_MAX. */
uint32_t tagger_type(const Tagger *tagger, Slice name);

/* Calls `sink` for the spans of a sentence's units that the model holds for names with a probability of `least` or
   more. Scratch memory is taken from `arena`. */
void tagger_run(const Tagger *tagger, Arena *arena, const Units *units, float least, SpanSink sink, void *handle);

/* An image of these parts; `weights` and `features` must be in ascending order of features. */
Slice tagger_write(Arena *arena, const Tagger *parts, const float *transitions, const float *first, const float *last);

#endif
