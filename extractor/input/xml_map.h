/* xml_map.h - a user's map of a kind of XML: what is a document, and where in it the fields are. A small text file:

       # exports of the editorial system
       namespace  e  http://example.org/export
       document   e:export/e:story
       title      e:head/e:title
       date       e:head/@published
       text       e:body

   `document` is a path of element names, the last of which is the document; what stands before may be left out
   ("story"), and with a / in front it begins at the root. Fields are those of records (record_fields.h); each is an
   XPath 1.0 expression that is evaluated at the document's element. Of several nodes `text` takes all, one after the
   other, `author` joins them, the others take the first. Names without a prefix are in no namespace. */
#ifndef SPO_INPUT_XML_MAP_H
#define SPO_INPUT_XML_MAP_H

#include <libxml/xpath.h>

#include "base/diagnostic.h"
#include "input/record_fields.h"
#include "input/xml_article.h"
#include "input/xml_path.h"

typedef struct {
  Slice prefix, uri;
} XmlMapNamespace;

typedef struct XmlMap {
  struct {
    VECTOR(XmlMapNamespace);
  } namespaces;
  Slice document;              /* path */
  Slice fields[RECORD_FIELDS]; /* XPath, zero-terminated; empty where the map has none */
} XmlMap;

/* Reads a map. What is wrong is reported with its line; SPO_BAD_INPUT then. */
SpoStatus xml_map_read(Arena *arena, Slice text, const char *file, const Diagnostics *diagnostics, XmlMap *map);

/* Whether an element is a document. */
bool xml_map_is_document(const XmlMap *map, const xmlNode *element);

/* The expressions, ready to be evaluated in one stream. NULL if there is no memory. */
typedef struct XmlMapper XmlMapper;
XmlMapper *xml_mapper_open(const XmlMap *map);
void xml_mapper_close(XmlMapper *mapper);

XmlArticleResult xml_mapper_read(XmlMapper *mapper, XmlArticle *article, xmlNode *record);

#endif
