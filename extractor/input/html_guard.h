/* html_guard.h - keeps from libxml2's HTML parser what it handles badly.

   Version 2.9 compares every attribute of a tag with all before it, which takes hours for a tag with a million of them;
   it prints <![if ...]> and other declarations of office programs as text; and a zero byte ends the page. The guard
   reads tags exactly as that parser does (htmlParseStartTag, htmlParseEndTag, htmlParseScript), so that no page can
   show the one of them something that the other takes for a comment or a quoted value. */
#ifndef SPO_INPUT_HTML_GUARD_H
#define SPO_INPUT_HTML_GUARD_H

#include "base/slice.h"

enum { HTML_MOST_ATTRIBUTES = 100 };

/* Overwrites such places, and what is in comments, with spaces. `html` must have a zero byte behind its end. Linear in
   the page. */
void html_guard(char *html, size_t length);

#endif
