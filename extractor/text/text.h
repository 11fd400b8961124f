/* text.h - a document's text as the rules see it: NFC code points with paragraphs, sentences and quotations.

   A document in traditional Chinese keeps its characters; rules and dictionaries, which are in simplified ones, see it
   through `matched`, character by character, so that positions are the same.

   Positions are code points of the NFC text, ranges are half open. Every position leads back to the source
   (text_source_offset). Everything lives in the document's arena. */
#ifndef SPO_TEXT_TEXT_H
#define SPO_TEXT_TEXT_H

#include "input/document.h"
#include "lexicon/character_map.h"

/* What a character is, one byte a code point. */
enum {
  CHARACTER_HAN = 1,
  CHARACTER_DIGIT = 2,         /* 0-9, also full width */
  CHARACTER_LETTER = 4,        /* of an alphabet: Latin, Cyrillic, Greek, kana, hangul ... */
  CHARACTER_UPPER = 8,         /* besides CHARACTER_LETTER */
  CHARACTER_SPACE = 16,        /* also line breaks */
  CHARACTER_CLAUSE = 32,       /* ends a clause: ， ； ： , ; : and, in Chinese, a space between Han characters */
  CHARACTER_END = 64,          /* ends a sentence: 。 ！ ？ … ! ? and a full stop that is one */
  CHARACTER_PUNCTUATION = 128, /* any other sign */
};

typedef struct {
  uint32_t begin, end;
  BlockKind kind;
  uint32_t first_sentence, sentence_count;
} Paragraph;

/* A sentence holds the quotations in it whole, with what stands before and after them: “……。”周某说。is one. */
typedef struct {
  uint32_t begin, end;
  uint32_t paragraph;
} Sentence;

/* Something in quotation marks. `begin` and `end` are those of the content; the marks stand just outside. */
typedef struct {
  uint32_t begin, end;
  uint32_t sentence;
  uint32_t depth; /* 0: not inside another */
  bool unclosed;  /* the closing mark is missing: goes on in the next paragraph */
  bool book;      /* 《》 or 〈〉: a title, not speech */
} Quote;

/* From code point `begin` on, the text is that of the document from byte `byte` on. */
typedef struct {
  uint32_t begin, byte;
} TextRun;

typedef struct {
  const Document *document;
  Slice utf8;                /* NFC; what `spo text` prints */
  const uint32_t *points;    /* `length` code points */
  const uint32_t *matched;   /* what is compared with words: `points`, or their simplified forms */
  const uint32_t *bytes;     /* byte offset in `utf8` of each, and of the end: `length` + 1 */
  const uint8_t *characters; /* CHARACTER_ flags of each */
  uint32_t length;
  Slice language;                 /* "zh", "en", ... */
  const CharacterMap *simplified; /* NULL: the text is read as it stands */
  struct {
    VECTOR(Paragraph);
  } paragraphs;
  struct {
    VECTOR(Sentence);
  } sentences;
  struct {
    VECTOR(Quote);
  } quotes; /* by begin */
  struct {
    VECTOR(TextRun);
  } runs;
} Text;

enum { SENTENCE_LONGEST = 4096 }; /* code points; a longer sentence is cut after a clause or, failing that, anywhere */

/* Whether `word` (as in the text, with its full stop) is an abbreviation, which ends no sentence. NULL: none is. */
typedef bool (*AbbreviationTest)(void *handle, Slice word);

void text_from_document(Text *text, const Document *document, Arena *arena, AbbreviationTest is_abbreviation,
                        void *handle);

/* From now on a text in traditional characters is matched as if it were in simplified ones. It is in traditional ones
   if its language says so (zh-hant) or, in Chinese of unsaid script, if its first thousands of characters look so. */
void text_simplify(Text *text, const CharacterMap *map, Arena *arena);

/* A piece of the text, or a name, as it is compared: in simplified characters where the text is matched in them. */
Slice text_as_matched(const Text *text, Arena *arena, Slice piece);

/* Whether two pieces are equal as they are compared. */
bool text_matches(const Text *text, Slice a, Slice b);

/* The text of a range. */
static inline Slice text_slice(const Text *text, uint32_t begin, uint32_t end) {
  return (Slice){text->utf8.data + text->bytes[begin], text->bytes[end] - text->bytes[begin]};
}

/* Byte in the source where the character at `position` stood. */
uint64_t text_source_offset(const Text *text, uint32_t position);

/* The sentence that holds `position` (binary search); UINT32_MAX between sentences. */
uint32_t text_sentence_at(const Text *text, uint32_t position);

/* Flags of one code point, apart from what depends on its neighbours. */
uint8_t character_flags(uint32_t code_point);

#endif
