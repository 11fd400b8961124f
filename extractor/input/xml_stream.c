#include "input/xml_stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/xml_clean.h"
#include "input/xml_library.h"

enum {
  NODE_COST = 200,           /* bytes of memory of an element or attribute without its text */
  MOST_AROUND = 1024 * 1024, /* kept of what stands around records */
  MOST_ENTITIES = 2000,      /* TEI and NITF declare some hundreds of characters */
  LONGEST_PROBLEM = 300
};

struct XmlStream {
  xmlParserCtxt *parser;
  XmlRecordTest is_record;
  void *handle;
  size_t largest;
  XmlCleaner cleaner;

  /* Records whose end has been seen */
  XmlRecord *ready;
  size_t count, capacity, taken;

  /* Where the parser is */
  xmlNode *inside; /* record, or NULL */
  unsigned depth;
  unsigned muted; /* open elements of which no node is made */
  size_t used;    /* bytes of the record's tree so far */
  size_t around;  /* and of what stands around records */
  size_t entities;
  bool ended, no_memory;
  XmlStreamResult result; /* how it ended */

  char problem[LONGEST_PROBLEM];
  size_t line, column;
};

/* NULL while the content of an entity is looked at: it makes no nodes, on_reference does. */
static XmlStream *stream_of(void *context) {
  xmlParserCtxt *parser = context;
  XmlStream *stream = parser->_private;
  return stream && stream->parser == parser ? stream : NULL;
}

static void keep_problem(XmlStream *stream, const char *text, size_t line, size_t column) {
  if (stream->problem[0]) return;
  Slice said = slice_trim(slice_of(text));
  if (said.length >= LONGEST_PROBLEM) said.length = LONGEST_PROBLEM - 1;
  said.length = utf8_valid_prefix(said);
  memcpy(stream->problem, said.data, said.length);
  stream->problem[said.length] = 0;
  for (char *c = stream->problem; *c; c++) {
    if ((unsigned char)*c < ' ') *c = ' ';
  }
  if (!stream->problem[0]) memcpy(stream->problem, "broken", 7);
  stream->line = line;
  stream->column = column;
}

static void stop(XmlStream *stream, const char *problem) {
  const xmlParserInput *input = stream->parser->input;
  keep_problem(stream, problem, input && input->line > 0 ? (size_t)input->line : 0,
               input && input->col > 0 ? (size_t)input->col : 0);
  libxml.xmlStopParser(stream->parser);
}

static void on_error(void *context, xmlErrorPtr error) {
  xmlParserCtxt *parser = context;
  XmlStream *stream = parser ? parser->_private : NULL;
  if (!stream || error->level != XML_ERR_FATAL) return;
  if (error->code == XML_ERR_NO_MEMORY) stream->no_memory = true;
  const xmlParserInput *input = stream->parser->input; /* not that of an entity */
  size_t line = input && input->line > 0 ? (size_t)input->line : error->line > 0 ? (size_t)error->line : 0;
  bool here = parser == stream->parser && error->int2 > 0;
  const char *text = error->message ? error->message : "broken";
  if (error->code == XML_ERR_ENTITY_LOOP) text = "entities that are made of each other (a billion laughs) are refused";
  keep_problem(stream, text, line, here ? (size_t)error->int2 : 0);
}

/* ---- the tree ---- */

/* Whether there is room for so many bytes more. */
static bool take_room(XmlStream *stream, size_t bytes) {
  size_t *used = stream->inside ? &stream->used : &stream->around;
  *used += bytes;
  return *used <= (stream->inside ? stream->largest : MOST_AROUND);
}

/* Frees a node and the text before it: text that comes next is added to text that its parent ends with, by the length
   of what was added last, which would be that of other text. */
static void drop(xmlNode *node) {
  for (xmlNode *before = node->prev; before && before->type == XML_TEXT_NODE; before = node->prev) {
    libxml.xmlUnlinkNode(before);
    libxml.xmlFreeNode(before);
  }
  libxml.xmlUnlinkNode(node);
  libxml.xmlFreeNode(node);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes) {
  XmlStream *stream = stream_of(context);
  if (!stream) return;
  if (++stream->depth > XML_DEEPEST) {
    stop(stream, "its elements are nested too deep");
    return;
  }
  size_t cost = NODE_COST * (1 + (size_t)attribute_count + (size_t)namespace_count);
  for (int i = 0; i < attribute_count; i++) cost += (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
  bool room = take_room(stream, cost);
  if (stream->muted || (stream->inside && !room)) {
    stream->muted++;
    return;
  }
  libxml.xmlSAX2StartElementNs(context, name, prefix, uri, namespace_count, namespaces, attribute_count, defaulted,
                               attributes);
  xmlNode *node = stream->parser->node;
  if (!node || stream->inside || !stream->is_record(stream->handle, node)) return;
  stream->inside = node;
  stream->used = 0;
}

static void add_ready(XmlStream *stream) {
  if (stream->count == stream->capacity) {
    size_t capacity = stream->capacity ? 2 * stream->capacity : 64;
    XmlRecord *larger = realloc(stream->ready, capacity * sizeof *larger);
    if (!larger) {
      stream->no_memory = true;
      libxml.xmlStopParser(stream->parser);
      return;
    }
    stream->ready = larger;
    stream->capacity = capacity;
  }
  stream->ready[stream->count++] = (XmlRecord){.element = stream->inside,
                                               .line = (size_t)stream->parser->input->line,
                                               .too_large = stream->used > stream->largest};
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  XmlStream *stream = stream_of(context);
  if (!stream) return;
  stream->depth--;
  if (stream->muted) {
    stream->muted--;
    return;
  }
  xmlNode *ended = stream->parser->node;
  libxml.xmlSAX2EndElementNs(context, name, prefix, uri);
  if (ended && ended == stream->inside) {
    add_ready(stream);
    stream->inside = NULL;
    return;
  }
  bool outside = ended && !stream->inside && stream->count == stream->taken && stream->depth > 0;
  if (outside && stream->around > MOST_AROUND) drop(ended);
}

static void on_text(void *context, const xmlChar *text, int length) {
  XmlStream *stream = stream_of(context);
  if (!stream || length <= 0 || stream->muted || !take_room(stream, (size_t)length)) return;
  libxml.xmlSAX2Characters(context, text, length);
}

/* ---- entities ---- */

static void on_entity(void *context, const xmlChar *name, int type, const xmlChar *public, const xmlChar *system,
                      xmlChar *content) {
  XmlStream *stream = stream_of(context);
  if (!stream || type != XML_INTERNAL_GENERAL_ENTITY || ++stream->entities > MOST_ENTITIES) return;
  libxml.xmlSAX2EntityDecl(context, name, type, public, system, content);
}

/* The character that a reference in an entity's content stands for, such as `&amp;` or `&#38;`; 0 for another entity.
 */
static uint32_t referred(Slice name) {
  static const struct {
    const char *name;
    char character;
  } PREDEFINED[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (size_t i = 0; i < sizeof PREDEFINED / sizeof *PREDEFINED; i++) {
    if (slice_is(name, PREDEFINED[i].name)) return (unsigned char)PREDEFINED[i].character;
  }
  if (name.length < 2 || name.length > 8 || name.data[0] != '#') return 0;
  bool hexadecimal = name.data[1] == 'x';
  unsigned long code = strtoul(name.data + 1 + hexadecimal, NULL, hexadecimal ? 16 : 10);
  return code < 0x110000 && !(code >= 0xD800 && code < 0xE000) ? (uint32_t)code : 0;
}

/* Adds the content of an entity; false where it holds markup or other entities. */
static bool add_content(xmlParserCtxt *parser, Slice content) {
  char character[4];
  if (memchr(content.data, '<', content.length)) return false;
  while (content.length) {
    const char *sign = memchr(content.data, '&', content.length);
    Slice plain = sign ? slice_between(content.data, sign) : content;
    on_text(parser, (const xmlChar *)plain.data, (int)plain.length);
    if (!sign) return true;
    Slice rest = slice_between(sign + 1, content.data + content.length), name = slice_cut(&rest, ';');
    uint32_t code = referred(name);
    if (code == 0) return false;
    on_text(parser, (const xmlChar *)character, (int)utf8_encode(code, character));
    content = rest;
  }
  return true;
}

static void on_reference(void *context, const xmlChar *name) {
  XmlStream *stream = stream_of(context);
  char problem[LONGEST_PROBLEM];
  if (!stream) return;
  const xmlEntity *entity = libxml.xmlGetDocEntity(stream->parser->myDoc, name);
  if (!entity || !entity->content || add_content(context, slice_of((const char *)entity->content))) return;
  snprintf(problem, sizeof problem,
           "the entity &%.60s; is made of other entities or of markup (a billion laughs?): that is refused",
           (const char *)name);
  stop(stream, problem);
}

/* ---- feeding ---- */

static void prepare(xmlSAXHandler *sax) {
  libxml.xmlSAXVersion(sax, 2);
  sax->startElementNs = on_start;
  sax->endElementNs = on_end;
  sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_text;
  sax->reference = on_reference;
  sax->entityDecl = on_entity;
  sax->serror = on_error;
  sax->comment = NULL;
  sax->processingInstruction = NULL;
  sax->externalSubset = NULL;
  sax->resolveEntity = NULL;
  sax->attributeDecl = NULL;
  sax->elementDecl = NULL;
  sax->notationDecl = NULL;
  sax->unparsedEntityDecl = NULL;
  sax->warning = NULL;
  sax->error = NULL;
  sax->fatalError = NULL;
}

XmlStream *xml_stream_open(XmlRecordTest is_record, void *handle, size_t largest) {
  XmlStream *stream = calloc(1, sizeof *stream);
  xmlSAXHandler sax = {0};
  if (!stream) return NULL;
  *stream = (XmlStream){.is_record = is_record, .handle = handle, .largest = largest};
  prepare(&sax);
  stream->parser = libxml.xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
  if (!stream->parser) {
    free(stream);
    return NULL;
  }
  stream->parser->_private = stream;
  libxml.xmlCtxtUseOptions(stream->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_BIG_LINES);
  return stream;
}

/* Frees the record that was given out last. */
static void drop_taken(XmlStream *stream) {
  if (stream->taken == 0) return;
  drop(stream->ready[stream->taken - 1].element);
  if (stream->taken == stream->count) stream->count = stream->taken = 0;
}

static void feed(XmlStream *stream, Source *source) {
  Slice there = source_peek(source, XML_PIECE);
  if (there.length > XML_PIECE) there.length = XML_PIECE;
  bool last = there.length < XML_PIECE;
  Slice piece = xml_clean(&stream->cleaner, there, last);
  source_skip(source, there.length);
  int result = libxml.xmlParseChunk(stream->parser, piece.data, (int)piece.length, 0);
  if (result == 0 && last) result = libxml.xmlParseChunk(stream->parser, "", 0, 1);
  if (result != 0) keep_problem(stream, "not well-formed", 0, 0);
  stream->ended = last || result != 0 || stream->problem[0] || stream->no_memory;
  stream->result = source->error        ? XML_STREAM_FAILED
                   : stream->no_memory  ? XML_STREAM_NO_MEMORY
                   : stream->problem[0] ? XML_STREAM_BROKEN
                                        : XML_STREAM_END;
}

XmlStreamResult xml_stream_next(XmlStream *stream, Source *source, XmlRecord *record) {
  drop_taken(stream);
  while (stream->taken == stream->count) {
    if (stream->ended) return stream->result;
    feed(stream, source);
  }
  *record = stream->ready[stream->taken++];
  return XML_STREAM_RECORD;
}

const char *xml_stream_problem(const XmlStream *stream, size_t *line, size_t *column) {
  *line = stream->line;
  *column = stream->column;
  return stream->problem;
}

size_t xml_stream_mended(const XmlStream *stream) {
  return stream->cleaner.mended;
}

const xmlNode *xml_stream_root(const XmlStream *stream) {
  return stream->parser->myDoc ? libxml.xmlDocGetRootElement(stream->parser->myDoc) : NULL;
}

void xml_stream_close(XmlStream *stream) {
  if (!stream) return;
  xmlDoc *document = stream->parser->myDoc;
  stream->parser->myDoc = NULL;
  libxml.xmlFreeParserCtxt(stream->parser);
  if (document) libxml.xmlFreeDoc(document);
  free(stream->ready);
  free(stream);
}
