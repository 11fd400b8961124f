/* trainer.h - trains a sequence model (tagger.h) from sentences whose names are known.

   The likelihood of the labels is maximized by stochastic gradient steps whose width follows each weight's own past
   (AdaGrad; Duchi, Hazan, Singer 2011), with a quadratic penalty; features are left out at random, so that the model
   leans on none of them alone. Everything is deterministic: the same sentences in the same order give the same bytes.
 */
#ifndef SPO_TAGGER_TRAINER_H
#define SPO_TAGGER_TRAINER_H

#include "tagger/tagger.h"

typedef struct Trainer Trainer;

typedef struct {
  uint32_t epochs;      /* passes over the sentences */
  uint32_t least_count; /* features that occur less often are left out */
  float rate;           /* width of the steps */
  float penalty;        /* of the square of the weights */
  float left_out;       /* share of the features that a step does not see */
  float smallest;       /* nats: features whose weights are all smaller are left out of the model */
} TrainerOptions;

extern const TrainerOptions TRAINER_DEFAULTS;

/* `types`: names of the types, as they come back from the model. `names`: of the units that will be added; it must
 * stay. */
Trainer *trainer_new(Arena *arena, const TrainerOptions *options, const Slice *types, uint32_t type_count,
                     const FeatureNames *names);

/* Adds a sentence; `labels` (crf.h) has one for each unit. Both are copied. */
void trainer_add(Trainer *trainer, const Units *units, const uint8_t *labels);

/* Called behind each pass: its number from 1 and the mean loss of a unit, in nats. */
typedef void (*TrainerProgress)(void *handle, uint32_t epoch, double loss);

/* Trains and returns the image of the model. */
Slice trainer_finish(Trainer *trainer, TrainerProgress progress, void *handle);

#endif
