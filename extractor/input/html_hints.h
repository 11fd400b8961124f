/* html_hints.h - what the class and id of an element say about what is in it (HINT_ bits of page_words.h). */
#ifndef SPO_INPUT_HTML_HINTS_H
#define SPO_INPUT_HTML_HINTS_H

#include "base/slice.h"

/* The hints of one attribute value; only its first 200 bytes count. */
unsigned html_hints(Slice names);

#endif
