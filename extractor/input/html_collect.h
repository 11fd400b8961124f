/* html_collect.h - text of a page into blocks: white space is collapsed, line breaks and empty lines are told apart,
   and every character keeps its origin. */
#ifndef SPO_INPUT_HTML_COLLECT_H
#define SPO_INPUT_HTML_COLLECT_H

#include "input/html_page.h"

/* Adds text that ended just before byte `position` of the page (as its parser tells it) to the block that grows. */
void html_collect(HtmlPage *page, const char *text, size_t length, size_t position);

/* A <br>: the line ends; with a second one the block does. */
void html_collect_break(HtmlPage *page);

/* Ends the block, if there is any text in it. */
void html_collect_end(HtmlPage *page);

#endif
