/* page_words.h - the words by which pages and newspapers tell what is what: 来源, 发布日期, "By", 相关阅读,
   name="pubdate". They are data: lists in rules/pages, compiled into the program (scripts/compile-page-words.c), so
   that what a new site needs is a line in a list, and pages are read without any file at hand. */
#ifndef SPO_INPUT_PAGE_WORDS_H
#define SPO_INPUT_PAGE_WORDS_H

#include "base/slice.h"

/* What a label, a meta element or a script variable gives. */
typedef enum {
  FIELD_NONE, /* printed around the text, but nothing that a document records: editors, photographers */
  FIELD_TOOL, /* nothing that belongs to the article at all: counters, font sizes, keywords */
  FIELD_TITLE,
  FIELD_DATE,
  FIELD_UPDATED, /* a date, for want of a better one */
  FIELD_AUTHOR,
  FIELD_PUBLISHER,
  FIELD_ORIGIN, /* 来源: the publisher, or the source where the page names another publisher */
  FIELD_SOURCE, /* 转自: from whom the text was taken over */
  FIELD_LANGUAGE,
  FIELD_URL,
  FIELD_COUNT
} PageField;

/* Of labels */
enum {
  LABEL_BARE = 1,  /* is a label at the beginning of a line even without a colon: "By Jane Roe", 记者 张三 */
  LABEL_GLUED = 2, /* and even without a space: 本文转自人民网 */
  LABEL_LINE = 4,  /* what follows belongs to it to the end of the line */
  LABEL_SURE = 8,  /* no such line is ever part of an article; others are believed near its beginning and end only */
  LABEL_NAMES = 16 /* without a colon, only names may follow */
};

/* Of lines of a page that are no text */
enum {
  DEBRIS_LINE = 1,     /* is left out */
  DEBRIS_NOTICE = 2,   /* is left out, also if it is long: legal notices, calls to subscribe */
  DEBRIS_RELATED = 4,  /* heads a list of other articles */
  DEBRIS_COMMENTS = 8, /* heads what readers wrote */
  DEBRIS_BOX = 16,     /* if a small element begins with it, that is left out */
  DEBRIS_WHOLE = 32    /* only if the line is no longer than the word */
};

typedef struct {
  const char *word;
  uint8_t length;
  uint16_t flags; /* LABEL_, DEBRIS_ or HINT_ (html_hints.h) bits */
  uint8_t field;  /* PageField */
  uint8_t rank;   /* of several values of a field, the one with the smallest is believed */
} PageWord;

/* A trie over the bytes of the words, from their first byte or, for endings, from their last. Node 0 is the root. */
typedef struct {
  uint16_t first_edge;
  uint8_t edge_count;
  uint16_t word; /* that ends here, counted from 1; or 0 */
} WordNode;

typedef struct {
  uint8_t byte;
  uint16_t node;
} WordEdge;

typedef struct {
  const PageWord *words;
  const WordNode *nodes;
  const WordEdge *edges;
  uint16_t count;
  uint16_t root[256]; /* the edges of node 0 by byte */
} WordTable;

extern const WordTable LABELS;
extern const WordTable LABEL_ENDINGS; /* the same words, from their end */
extern const WordTable DEBRIS;        /* beginnings of lines, in lower case */
extern const WordTable DEBRIS_INSIDE; /* anywhere in a line */
extern const WordTable META_NAMES;    /* name, property, itemprop or http-equiv of <meta> */
extern const WordTable ELEMENT_NAMES; /* id, rel or itemprop of an element whose text is the value */
extern const WordTable CLASS_NAMES;   /* the same of one of its classes; for want of a better value */
extern const WordTable SCRIPT_NAMES;  /* script up to the value, which a quote or a comma ends */
extern const WordTable HINTS, HINTS_ANYWHERE;
extern const WordTable FILLERS;         /* may stand among labelled values and dates */
extern const WordTable TRAILS;          /* first words of a trail such as 首页 > 财经 > 正文 */
extern const WordTable PLATFORMS;       /* print under their own name what others write */
extern const WordTable MEDIA_ENDINGS;   /* of names of media: 新华网, 人民日报 */
extern const WordTable SITE_ENDINGS;    /* of the site's part of a <title> */
extern const WordTable SECTION_ENDINGS; /* of a section's */
extern const WordTable CAPTION_BEGINNINGS, CAPTION_ENDINGS, CAPTION_INSIDE;

/* The node behind `node` for a byte, or 0. */
static inline unsigned word_step(const WordTable *table, unsigned node, char byte) {
  uint8_t wanted = (uint8_t)byte;
  if (node == 0) return table->root[wanted];
  const WordEdge *edge = table->edges + table->nodes[node].first_edge;
  for (unsigned i = 0; i < table->nodes[node].edge_count; i++) {
    if (edge[i].byte == wanted) return edge[i].node;
  }
  return 0;
}

/* The word that ends at a node, or NULL. */
static inline const PageWord *word_at(const WordTable *table, unsigned node) {
  return table->nodes[node].word ? &table->words[table->nodes[node].word - 1] : NULL;
}

/* ASCII in lower case; other bytes as they are. */
static inline char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The longest word with which `text` begins, or NULL. */
const PageWord *word_begins(const WordTable *table, Slice text);

/* The longest with which `text` ends; the table must be one of endings. */
const PageWord *word_ends(const WordTable *table, Slice text);

/* The word that is all of `text`. */
const PageWord *word_is(const WordTable *table, Slice text);

/* The same, whatever the case of its ASCII letters; the words of the table must be in lower case. */
const PageWord *word_is_any_case(const WordTable *table, Slice text);

/* The first word in `text` at or after `*at`, which is then behind its first byte: called again and again, it gives all
   words, the longest at each place. */
const PageWord *word_inside(const WordTable *table, Slice text, size_t *at);

#endif
