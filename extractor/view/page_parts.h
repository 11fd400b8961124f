/* page_parts.h - the files of view/page, compiled in by scripts/embed-text.c. */
#ifndef SPO_VIEW_PAGE_PARTS_H
#define SPO_VIEW_PAGE_PARTS_H

#include "base/slice.h"

extern const Slice PAGE_HTML, PAGE_STYLE, PAGE_SCRIPT;

#endif
