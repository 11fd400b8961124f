/* lexicon_builder.h - making a lexicon image from word lists. Works in an arena; the image is one block of it. */
#ifndef SPO_LEXICON_LEXICON_BUILDER_H
#define SPO_LEXICON_LEXICON_BUILDER_H

#include "lexicon/lexicon.h"

typedef struct LexiconBuilder LexiconBuilder;

LexiconBuilder *lexicon_builder_new(Arena *arena);

/* The number of the class, made at first mention; at most 65,535. */
uint32_t lexicon_builder_class(LexiconBuilder *builder, Slice name);

/* The same for a name that has no class yet; classes are numbered from 0 in this order. */
uint32_t lexicon_builder_add_class(LexiconBuilder *builder, Slice name);

/* Puts a word (valid UTF-8, 1 to 255 code points; others are ignored and false comes back) into a class. `frequency` 0:
   not known. A word that comes again collects classes and tags and keeps its highest frequency. `flags`:
   WORD_EXACT_CASE, WORD_NOT_COUNTED, which holds only while no list that counts has the word. */
bool lexicon_builder_add(LexiconBuilder *builder, Slice spelling, uint32_t class, double frequency, unsigned flags);

/* Tags the word added last, for the class it was added to. */
void lexicon_builder_tag(LexiconBuilder *builder, Slice key, Slice value);

/* The same for a word of the general dictionary, which brings its cost and its part of speech: a class, which it is not
   put into. A word that is in no class yet is WORD_UNLISTED. */
bool lexicon_builder_add_known(LexiconBuilder *builder, Slice spelling, float cost, uint32_t part);

/* Puts the word added last into one more class. */
void lexicon_builder_put(LexiconBuilder *builder, uint32_t class);

/* There will be weights (LexiconDetail) for the spelling of the word added last: it gets a detail of its own. */
void lexicon_builder_weigh(LexiconBuilder *builder);

/* Costs: ln(total / frequency) for words that have one. For the others `estimate` is asked (NULL: 14 nats each). */
typedef float (*WordCostEstimate)(void *handle, Slice spelling, unsigned flags);

/* The image. With equal calls before, equal bytes. */
Slice lexicon_builder_finish(LexiconBuilder *builder, WordCostEstimate estimate, void *handle);

/* Reads the dictionary of jieba ("word frequency part-of-speech" a line): a class for every part of speech. Lines that
   are malformed are reported and left out. */
SpoStatus lexicon_builder_read_jieba(LexiconBuilder *builder, Slice text, const char *name,
                                     const Diagnostics *diagnostics);

#endif
