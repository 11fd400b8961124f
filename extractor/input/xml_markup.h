/* xml_markup.h - the text of a tree of XML as HTML, whose tags say what is a paragraph, a heading, a row. */
#ifndef SPO_INPUT_XML_MARKUP_H
#define SPO_INPUT_XML_MARKUP_H

#include <libxml/tree.h>

#include "input/html_fragment.h"

/* An element ("item"; "table/head": only below a table) and the tag of HTML that stands for it; "": none, its content
   is text of what is around it; NULL: it and its content are left out. What is not listed keeps its name. */
typedef struct {
  const char *element, *tag;
} XmlRename;

/* Adds what is below `node`. `renames` ends with a NULL element; may be NULL. */
void xml_markup_add(Arena *arena, HtmlText *html, const xmlNode *node, const XmlRename *renames);

#endif
