/* html_elements.h - the elements that are open while a page is parsed, and those of them that are kept because there is
   text in them. */
#ifndef SPO_INPUT_HTML_ELEMENTS_H
#define SPO_INPUT_HTML_ELEMENTS_H

#include "input/html_page.h"

/* Opens an element, ending the block before it if it is block-level. */
void html_elements_open(HtmlPage *page, OpenElement element);

/* Closes the innermost open element. */
void html_elements_close(HtmlPage *page);

/* Keeps all elements that are open. Each is kept once, so that the whole page costs no more than its tags. */
void html_elements_settle(HtmlPage *page);

#endif
