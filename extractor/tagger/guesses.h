/* guesses.h - what sequence models guess, as edges of a sentence's lattice that rules may use like words of a list.

   A guess is an EDGE_GUESS of the type that `words NAME from model FILE [type=T]` declares. It takes no part in
   readings. Its cost is that of the words inside it less ln(p / (1 - p)) of its probability, so that a rule which marks
   it at the cost of its words (`cost 0 + 1 words`) wins against the words where the model holds it for likelier than
   not. */
#ifndef SPO_TAGGER_GUESSES_H
#define SPO_TAGGER_GUESSES_H

#include "tagger/tagger.h"

/* A model with the types of a rule set that its guesses have. Immutable, shared by threads. */
typedef struct {
  Tagger tagger;
  FeatureNames names;
  struct {
    VECTOR(TypeId);
  } types[MOST_TYPES]; /* by type of the model: the lists that take its guesses */
} Guesser;

/* Opens the model that is number `number` of the rule set's vocabularies, on its image, which must stay as it is. */
SpoStatus guesser_open(Guesser *guesser, Arena *arena, const Vocabulary *vocabulary, uint32_t number, Slice image,
                       const char *name, const Diagnostics *diagnostics);

/* Adds the guesses of a model to a lattice whose words have been read (lattice_read). */
void guesser_offer(const Guesser *guesser, Lattice *lattice);

#endif
