/* xml_path.h - where something stands below an element, in a few signs, and what it says.

       head/title            children of these names, in the namespace of the element or in none
       dc:creator            in a namespace that has a usual prefix (known here), or that bears this prefix
       *:nitf                in any namespace
       guid[isPermaLink!=false]  whose attribute is not so; also [rel=alternate], [!rel]
       link/@href            an attribute, of any namespace
       ^channel/title        from the root of the document instead

   The first element that fits each step is taken; where that leads nowhere, the next. */
#ifndef SPO_INPUT_XML_PATH_H
#define SPO_INPUT_XML_PATH_H

#include <libxml/tree.h>

#include "base/arena.h"

/* Whether the element bears a name as paths write it. `own`: the element whose namespace is meant where none is. */
bool xml_is_named(const xmlNode *node, Slice name, const xmlNode *own);

/* The element, or NULL. */
const xmlNode *xml_path_find(const xmlNode *from, const char *path);

/* Its text or that of the attribute, trimmed and white space within it collapsed; empty if there is none. */
Slice xml_path_text(Arena *arena, const xmlNode *from, const char *path);

/* The same, of all elements that the last step fits, with ", " between them. */
Slice xml_path_join(Arena *arena, const xmlNode *from, const char *path);

typedef struct {
  VECTOR(char);
} XmlText;

/* Adds the text below a node as it stands. */
void xml_text_add(Arena *arena, XmlText *text, const xmlNode *node);

/* The value of an attribute, whatever its namespace; NULL if there is none. */
const char *xml_attribute(const xmlNode *node, const char *name);

#endif
