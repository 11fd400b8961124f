/* html_score.h - where on a page the article is.

   In the manner of Readability and Boilerpipe: a block has quality if it reads like prose (long, punctuated, hardly any
   links); quality flows up to the elements around it, less with every step, and the element that gathers most is the
   main one. Elements whose names or tags say that they are menus, comments, related articles and so on do not take
   part, unless the page keeps its text there. Everything is linear in the page. */
#ifndef SPO_INPUT_HTML_SCORE_H
#define SPO_INPUT_HTML_SCORE_H

#include "input/html_page.h"

typedef struct {
  uint32_t columns, link_columns; /* of the blocks in it that are not out */
  float quality;                  /* of all blocks in it */
  float prose;                    /* of those that are not out */
  float score;                    /* as the main element */
  uint32_t teasers;               /* among its children */
  bool teaser;                    /* one of several of other articles, side by side */
  bool out;                       /* no part of the article, and nothing in it is */
  bool holds_article;             /* it, or an element in it, is named as only articles are */
} ElementScore;

typedef struct {
  const HtmlPage *page;
  ElementScore *elements;
  float *qualities; /* of blocks */
  bool has_teasers; /* of other articles, side by side */
  uint32_t main;    /* element; PAGE_NONE if the page has no prose at all */
} PageScore;

/* How much is left out; a page on which nothing is found is judged again with the next. */
typedef enum {
  JUDGE_STRICTLY,
  JUDGE_SHORT_TEXT, /* short lines count as prose */
  JUDGE_ALL_NAMED,  /* names of elements count for nothing */
  JUDGE_LEVELS
} JudgeLevel;

void html_score(Arena *arena, const HtmlPage *page, JudgeLevel level, PageScore *score);

/* Share of link text, 0 to 1. */
float html_link_share(uint32_t link_columns, uint32_t columns);

/* Whether an element begins with a title, as an article of its own does. */
bool html_has_title(const HtmlPage *page, uint32_t element);

/* True if `element` is `ancestor` or in it. */
bool html_is_in(const HtmlPage *page, uint32_t element, uint32_t ancestor);

#endif
