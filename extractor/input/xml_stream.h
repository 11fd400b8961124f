/* xml_stream.h - XML of any size, record by record.

   libxml2's push parser is fed a few kilobytes at a time. What is a record is asked of the caller, element by element;
   of each record there is a tree, with what stands around it (titles of feeds, headers), until the next one is asked
   for. So memory is bounded by the largest record, whatever the size of the file.

   Safe for files from anywhere: no network, no other file, no external entity is ever opened; entities that are made of
   other entities or of markup (a billion laughs) are refused where they are used; elements are at most XML_DEEPEST
   deep; what is larger than `largest` is passed over. */
#ifndef SPO_INPUT_XML_STREAM_H
#define SPO_INPUT_XML_STREAM_H

#include <libxml/tree.h>

#include "input/source.h"

enum { XML_DEEPEST = 200 };

typedef struct XmlStream XmlStream;

/* Whether `element`, which has just been opened and stands in no other record, is one. It has its attributes and its
   parents. The first call is for the root. */
typedef bool (*XmlRecordTest)(void *handle, const xmlNode *element);

typedef struct {
  xmlNode *element;
  size_t line;    /* at which it ends */
  bool too_large; /* the tree is not complete */
} XmlRecord;

typedef enum {
  XML_STREAM_RECORD,
  XML_STREAM_END,
  XML_STREAM_BROKEN, /* see xml_stream_problem; nothing follows */
  XML_STREAM_FAILED, /* the source; see source_problem */
  XML_STREAM_NO_MEMORY
} XmlStreamResult;

/* NULL if there is no memory. `largest`: bytes of one record. */
XmlStream *xml_stream_open(XmlRecordTest is_record, void *handle, size_t largest);

/* The next record from `source`, which must be UTF-8 whatever the XML says of its encoding. The tree of the record
   before it is gone. */
XmlStreamResult xml_stream_next(XmlStream *stream, Source *source, XmlRecord *record);

/* Why the XML is broken: what, in one line, and where. */
const char *xml_stream_problem(const XmlStream *stream, size_t *line, size_t *column);

/* Faults that were mended (xml_clean.h) so far. */
size_t xml_stream_mended(const XmlStream *stream);

/* The root element, as soon as a record or the end has been seen; NULL if there is none. */
const xmlNode *xml_stream_root(const XmlStream *stream);

void xml_stream_close(XmlStream *stream);

#endif
