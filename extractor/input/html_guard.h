/* html_guard.h - keeps from libxml2's HTML parser what it handles badly.

   Version 2.9 compares every attribute of a tag with all before it, which takes hours for a tag with a million of them;
   it prints <![if ...]> and other declarations of office programs as text; and a zero byte ends the page. The guard
   reads tags exactly as that parser does (htmlParseStartTag, htmlParseEndTag, htmlParseScript), so that no page can
   show the one of them something that the other takes for a comment or a quoted value. */
#ifndef SPO_INPUT_HTML_GUARD_H
#define SPO_INPUT_HTML_GUARD_H

#include <stdbool.h>

#include "base/slice.h"

enum { HTML_MOST_ATTRIBUTES = 100 };

/* Something that was cut out of the page: of the source, [begin, end). In what is left, `place` bytes stand before it.
 */
typedef struct {
  uint32_t begin, end, place;
  enum { CUT_DEAD, CUT_SCRIPT, CUT_LINKED_DATA } kind; /* comments and styles; scripts; scripts of ld+json */
} HtmlCut;

typedef struct {
  HtmlCut *data; /* malloc memory of the owner */
  size_t count, capacity;
} HtmlCuts;

/* Overwrites such places with spaces, and cuts out what scripts, styles and comments contain, which the parser would go
   over character by character. `html` must have a zero byte behind its end; so has what is left of it, `*length` bytes.
   False if there is no memory for `cuts`, which get what was cut in the order of the page. Linear in the page. */
bool html_guard(char *html, size_t *length, HtmlCuts *cuts);

/* Where in the source the byte stood that is at `offset` in what is left. */
size_t html_cuts_source(const HtmlCuts *cuts, size_t offset);

#endif
