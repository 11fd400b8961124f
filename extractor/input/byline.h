/* byline.h - lines around a text that say when, where and by whom it was printed, and what else pages print there:
   "2023年03月24日08:15 来源：新华网", 责任编辑：某某, "By Jane Roe", 首页 > 财经 > 正文. Shared by text files, records
   and pages. Words come from page_words.h. */
#ifndef SPO_INPUT_BYLINE_H
#define SPO_INPUT_BYLINE_H

#include "input/date_text.h"
#include "input/document.h"
#include "input/page_words.h"

typedef enum {
  LINE_TEXT,    /* nothing special */
  LINE_BYLINE,  /* labels and dates only; near the beginning and the end of a text it is a byline */
  LINE_CERTAIN, /* a byline wherever it stands */
  LINE_TOOLS,   /* labels of counters and tools only: 浏览次数：1024 字号：大 中 小 */
  LINE_TRAIL,   /* 首页 > 财经 > 正文 */
} LineKind;

/* What a line says, field by field; slices of the line. A field that occurs twice keeps its first value. */
typedef struct {
  Slice values[FIELD_COUNT];
  char date[DATE_TEXT_SIZE]; /* canonical; "" if there is none */
  char updated[DATE_TEXT_SIZE];
} BylineFields;

enum { BYLINE_LONGEST = 400 }; /* bytes of the longest line that is looked at */

/* Judges one line (without white space at its ends). `fields` gets what labels and dates in it say, also where the line
   as a whole is no byline, but of a sentence only its dates; it is complete for LINE_BYLINE and LINE_CERTAIN. Linear in
   the line. */
LineKind byline_judge(Slice line, BylineFields *fields);

/* A cheap look: false if the line has neither a label nor a trail, so that at most a date could make it a byline. */
bool byline_may_label(Slice line);

/* The reporters whom a news text names where it says from where it comes: 新华社北京3月1日电（记者 张三、李四）. A
   slice of the text; empty if there are none. */
Slice byline_dateline(Slice text);

/* Puts into the document what it does not yet know. FIELD_ORIGIN becomes the publisher, or the source where the
   publisher is known and another. */
void byline_apply(Arena *arena, const BylineFields *fields, Document *document);

/* Whether `value` can be names of people: every Latin word capital or a particle, no sentence. */
bool byline_are_names(Slice value);

/* True for a line such as the caption below a picture: 图为…, 新华社记者 某某 摄. */
bool byline_is_caption(Slice line);

/* Whether `line` ends like a sentence. */
bool line_ends_sentence(Slice line);

/* Without white space of any kind at both ends: ASCII, U+00A0, U+3000, U+200B, U+FEFF. */
Slice line_trim(Slice text);

#endif
