/* costs.h - costs, in nats, of what no dictionary knows. They are on the scale of -ln(word frequency), where a word met
   three times in 60 million costs 16.8. */
#ifndef SPO_LEXICON_COSTS_H
#define SPO_LEXICON_COSTS_H

#include "text/text.h"

#define COST_UNKNOWN_HAN 17.0f
#define COST_LETTER 12.0f /* a letter or digit by itself, where no word or number explains it */
#define COST_PUNCTUATION 3.0f
#define COST_SPACE 0.0f
#define COST_VALUE 7.0f            /* a number, quantity or date */
#define COST_SHAPE 9.0f            /* a word of an alphabet */
#define COST_NEXT_WORD 3.0f        /* each further one of a listed phrase */
#define COST_NONE __builtin_inff() /* takes no part in readings */

/* Of one character, by its CHARACTER_ flags. */
static inline float cost_of_character(uint8_t flags) {
  if (flags & CHARACTER_SPACE) return COST_SPACE;
  if (flags & CHARACTER_HAN) return COST_UNKNOWN_HAN;
  return flags & (CHARACTER_LETTER | CHARACTER_DIGIT) ? COST_LETTER : COST_PUNCTUATION;
}

#endif
