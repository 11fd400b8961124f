/* page_words.h - the words by which pages and newspapers tell what is what: 来源, 发布日期, "By", 相关阅读,
   name="pubdate". They are data: what a new site needs is a line in page_words.c, not code. */
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

enum {
  LABEL_BARE = 1,  /* is a label at the beginning of a line even without a colon: "By Jane Roe", 记者 张三 */
  LABEL_GLUED = 2, /* and even without a space: 本文转自人民网 */
  LABEL_LINE = 4,  /* what follows belongs to it to the end of the line */
  LABEL_SURE = 8,  /* no such line is ever part of an article; others are believed near its beginning and end only */
  LABEL_NAMES = 16 /* without a colon, only names may follow */
};

/* A label of a line around the text: word, colon, value. */
typedef struct {
  const char *word;
  PageField field;
  unsigned flags;
} LabelWord;

extern const LabelWord LABEL_WORDS[]; /* ends with a NULL word */

/* Words that may stand among labelled values and dates. */
extern const char *const FILLER_WORDS[];

/* With one of these a name of a medium ends: 新华网, 人民日报. */
extern const char *const MEDIA_ENDINGS[];

/* First words of a trail such as 首页 > 财经 > 正文. */
extern const char *const TRAIL_WORDS[];

/* A line of a page that is no text: equal to the word, or beginning with it. */
typedef enum { LINE_EQUALS, LINE_BEGINS, LINE_CONTAINS } LineMatch;

typedef enum {
  DEBRIS_LINE,     /* is left out */
  DEBRIS_NOTICE,   /* is left out, also if it is long: legal notices, calls to subscribe */
  DEBRIS_RELATED,  /* heads a list of other articles */
  DEBRIS_COMMENTS, /* heads what readers wrote */
} DebrisKind;

typedef struct {
  const char *word;
  LineMatch match;
  DebrisKind kind;
} DebrisWord;

extern const DebrisWord DEBRIS_WORDS[]; /* ends with a NULL word */

/* An attribute's value that names a field; the smaller rank is believed. */
typedef struct {
  const char *name; /* lower case */
  PageField field;
  unsigned rank;
} FieldName;

extern const FieldName META_NAMES[];    /* name, property, itemprop or http-equiv of <meta>; ends with a NULL name */
extern const FieldName ELEMENT_NAMES[]; /* id, rel or itemprop of an element whose text is the value */
extern const FieldName SCRIPT_NAMES[];  /* script up to the value, which a quote or a comma ends */

/* Names that hold the site's part of a <title>: 网, News. */
extern const char *const SITE_WORDS[];

#endif
