/* xml_dialects.h - the kinds of XML that are known: where a document is in them, and where in it title, date and text
   are (paths as xml_path.h has them). They are data: another kind is another table. */
#ifndef SPO_INPUT_XML_DIALECTS_H
#define SPO_INPUT_XML_DIALECTS_H

#include <libxml/tree.h>

#include "input/document.h"
#include "input/xml_markup.h"

/* Where a value may stand; of several places the first that has one that makes sense counts. */
typedef struct {
  size_t field; /* of Document */
  const char *path;
} XmlField;

typedef enum {
  XML_BODY_TREE,   /* markup below the element */
  XML_BODY_STRING, /* text, or HTML written as text; or, with type="xhtml", markup */
  XML_BODY_TEXT,   /* text, whatever it looks like */
  XML_BODY_WIKI    /* wikitext */
} XmlBodyKind;

typedef struct {
  XmlBodyKind kind;
  const char *path;
} XmlBody;

typedef struct {
  const char *name;         /* for messages */
  const char *const *roots; /* names of the root element without prefix; ends with NULL */
  const char *record;       /* name of a document's element */
  const XmlField *fields;   /* ends with a NULL path */
  const XmlBody *bodies;    /* the first that has text is taken; ends with a NULL path */
  const XmlRename *renames; /* see xml_markup.h */
  const char *passed_over;  /* records in which this leads somewhere are none: redirects; or NULL */
} XmlDialect;

/* The dialect of a document by its root; NULL for another. */
const XmlDialect *xml_dialect_of(const xmlNode *root);

/* The name of the first element, without its prefix; empty if none begins in the bytes. */
Slice xml_first_element(Slice head);

/* Whether the first bytes are those of a dialect. */
bool xml_dialect_begins(Slice head);

#endif
