/* model_training.h - trains a sequence model of a language from labelled texts, and measures one.

   Texts go the way of all documents as far as the lattice, so that a model sees in training what it will see in use:
   the rules' word lists and the dictionary. */
#ifndef SPO_API_MODEL_TRAINING_H
#define SPO_API_MODEL_TRAINING_H

#include "api/engine.h"
#include "api/labelled_text.h"
#include "tagger/trainer.h"

typedef struct {
  const Slice *types; /* names of other types are no names */
  uint32_t type_count;
  TrainerOptions trainer;
} TrainingOptions;

typedef struct {
  uint32_t texts, sentences, names;
  uint32_t unfit; /* names that no units make up, or that overlap: they are left out */
} TrainingCounts;

/* Trains from texts in the language of `language`, which must be open; the image goes to `arena`. */
SpoStatus model_train(Arena *arena, const Engine *engine, const EngineLanguage *language, const LabelledTexts *texts,
                      const TrainingOptions *options, TrainerProgress progress, void *handle, TrainingCounts *counts,
                      Slice *image);

typedef struct {
  uint32_t right, wrong, missed;
} TypeScore;

/* Compares what a model holds for likelier than not with what the texts say; `scores` has one for each of its types. */
SpoStatus model_measure(Arena *arena, const Engine *engine, const EngineLanguage *language, const LabelledTexts *texts,
                        Tagger *tagger, TypeScore *scores);

#endif
