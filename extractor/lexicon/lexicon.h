/* lexicon.h - word lists compiled into one immutable image: a trie and, for each word, its cost, classes and tags.

   The image is flat (offsets, no pointers), so a file of it is mapped, not parsed, and shared by threads and processes.
   The same layout serves the general dictionary, the word lists of a rule set and a user's vocabularies.
   A class is a word list under the name that a rule file gives it. Words that share the same classes share a class set.
   Costs are in nats: -ln(probability of the word); they weigh readings of the text, see lattice/. */
#ifndef SPO_LEXICON_LEXICON_H
#define SPO_LEXICON_LEXICON_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "lexicon/alphabet.h"
#include "lexicon/trie.h"

enum {
  WORD_COUNTED = 1,      /* not WORD_NOT_COUNTED */
  WORD_EXACT_CASE = 2,   /* the text must have the word's own upper and lower case */
  WORD_ALIKE = 4,        /* the next word has the same folded form (US, us), and so on */
  WORD_UNLISTED = 8,     /* in the lexicon of a rule set: of the general dictionary, and of no list */
  WORD_KNOWN = 16,       /* in the lexicon of a rule set: the general dictionary has it */
  WORD_NOT_COUNTED = 32, /* a mere literal of a rule: no word of the language, so it never enters a reading */
  WORD_TAGS = 1 << 8,    /* and the seven bits above: those of the keys of its tags, see tag_key_bit */
};

/* Where a word lacks the bit of a key, it has no such tag. The keys that are asked for most share theirs with few. */
static inline unsigned tag_key_bit(Slice key) {
  if (!key.length) return WORD_TAGS;
  unsigned first = (unsigned char)key.data[0], last = (unsigned char)key.data[key.length - 1];
  return (unsigned)WORD_TAGS << (((unsigned)key.length + 9 * first + last) >> 2 & 7);
}

#define WORD_NONE UINT32_MAX

/* One spelling: what scans and readings ask of a word. In the order of their costs, those of one folded form (US, us)
   side by side. */
typedef struct {
  float cost;
  uint32_t class_set;
  uint32_t detail; /* in `details`; 0: it has none */
  uint16_t flags;
  uint16_t part; /* of speech: the class that gives it to a WORD_KNOWN */
} LexiconWord;

_Static_assert(sizeof(LexiconWord) == 16, "no word lies in two lines of a cache");

/* What few words have; those with the same tags share it. */
typedef struct {
  uint32_t first_tag; /* in `tags`: up to the first of the next detail */
  uint32_t weights;   /* in the lexicon of a rule set: 1 + its row of weights there; 0: it has none */
} LexiconDetail;

/* `key` and `value` are strings of the image; value is empty for a bare tag. */
typedef struct {
  uint16_t class; /* the class whose list gave the tag */
  uint16_t key_length, value_length;
  uint16_t unused;
  uint32_t key, value;
} LexiconTag;

typedef struct {
  uint32_t first; /* in class_members */
  uint32_t count;
  uint32_t listed_set; /* of those that are not there for the part of speech of a WORD_KNOWN */
} LexiconClassSet;

typedef struct {
  uint32_t name; /* offset in `strings` */
  uint32_t length;
} LexiconClass;

typedef struct {
  Alphabet alphabet;
  Trie trie;
  const LexiconWord *words;
  const uint32_t *spellings;    /* offsets in `strings`, of each word and of the end of the last one */
  const LexiconDetail *details; /* 0 is that of words without; behind the last one the end of its tags */
  const LexiconTag *tags;
  const LexiconClassSet *class_sets; /* 0 is the empty set */
  const uint16_t *class_members;
  const LexiconClass *classes;
  const char *strings;
  uint32_t word_count, detail_count, tag_count, class_set_count, class_member_count, class_count;
  uint32_t string_bytes;
  double total; /* sum of the frequencies that costs come from; 0 where the lists have none */
} Lexicon;

/* Reads the layout of an image; the image must stay as it is. SPO_BAD_RULES, reported under `name`, where it is no
   image of this version or its sections do not fit; indices inside sections are clamped by the accessors below. */
SpoStatus lexicon_open(Lexicon *lexicon, Slice image, const char *name, const Diagnostics *diagnostics);

static inline const LexiconWord *lexicon_word(const Lexicon *lexicon, uint32_t word) {
  return word < lexicon->word_count ? &lexicon->words[word] : &lexicon->words[0];
}

/* The next word of the same folded form, or WORD_NONE. */
static inline uint32_t lexicon_next(const Lexicon *lexicon, uint32_t word) {
  return lexicon->words[word].flags & WORD_ALIKE && word + 1 < lexicon->word_count ? word + 1 : WORD_NONE;
}

/* 1 + its row of weights, or 0. */
static inline uint32_t lexicon_weights(const Lexicon *lexicon, uint32_t word) {
  uint32_t detail = lexicon->words[word].detail;
  return detail < lexicon->detail_count ? lexicon->details[detail].weights : 0;
}

/* `word` is one of its words, here and below. */
Slice lexicon_spelling(const Lexicon *lexicon, const LexiconWord *word);
Slice lexicon_class_name(const Lexicon *lexicon, uint32_t class);

/* The class of that name, or UINT32_MAX. */
uint32_t lexicon_find_class(const Lexicon *lexicon, Slice name);

/* The word of exactly this spelling, or WORD_NONE; the first of several. */
uint32_t lexicon_find(const Lexicon *lexicon, Slice spelling);

/* A word's tags, by number. */
typedef struct {
  uint32_t first, behind;
} LexiconTags;
LexiconTags lexicon_tags(const Lexicon *lexicon, const LexiconWord *word);

/* Key and value of a tag by its number; empty where there is none. */
void lexicon_tag_at(const Lexicon *lexicon, uint32_t tag, Slice *key, Slice *value);

/* The value of a word's tag. `class` UINT32_MAX: of any list. A bare tag gives an empty value with non-NULL data; a
   missing one gives data == NULL. */
Slice lexicon_tag(const Lexicon *lexicon, const LexiconWord *word, uint32_t class, Slice key);

#endif
