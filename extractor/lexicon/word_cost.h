/* word_cost.h - what words cost of which no frequency is known. */
#ifndef SPO_LEXICON_WORD_COST_H
#define SPO_LEXICON_WORD_COST_H

#include "lexicon/lexicon.h"

/* In nats. A word of the dictionary (or NULL) costs what it does there; another one less than its parts, for somebody
   listed it as one; a mere text of a rule (WORD_NOT_COUNTED) as much as its parts. */
float word_cost_estimate(const Lexicon *dictionary, Slice spelling, unsigned flags);

#endif
