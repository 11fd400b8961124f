/* html_hints.h - what the class and id of an element say about what is in it: words of rules/pages/hints.txt and
   hints-anywhere.txt. */
#ifndef SPO_INPUT_HTML_HINTS_H
#define SPO_INPUT_HTML_HINTS_H

#include "base/slice.h"

/* What the class or id of an element says about its content. */
enum {
  HINT_TEXT = 1,       /* the article may be here */
  HINT_ARTICLE = 2,    /* the article is here */
  HINT_NAVIGATION = 4, /* menus, trails, pages */
  HINT_COMMENTS = 8,   /* by readers */
  HINT_RELATED = 16,   /* other articles */
  HINT_ADVERT = 32,    /* advertisement, subscriptions, cookies */
  HINT_SHARE = 64,     /* sharing, printing, tools */
  HINT_FOOTER = 128,   /* copyright and the like */
  HINT_SIDEBAR = 256,
  HINT_CAPTION = 512,    /* of a picture */
  HINT_UNSEEN = 1024,    /* for screen readers only */
  HINT_HIDDEN = 2048,    /* by style or attribute */
  HINT_PUBLISHED = 4096, /* a <time> that is the date of publication */
  HINT_SUMMARY = 8192,   /* what stands between title and text */
  HINT_PREFIX = 16384    /* of a word in the list: longer words that begin so count, too */
};

/* The hints of one attribute value; only its first 200 bytes count. */
unsigned html_hints(Slice names);

#endif
