/* XML: feeds, what agencies exchange, editions, dumps, and whatever a user's map describes: a record each a document.
 */
#include <stdlib.h>

#include "input/format.h"
#include "input/recode.h"
#include "input/xml_library.h"
#include "input/xml_map.h"
#include "input/xml_stream.h"

typedef struct {
  Recode recode;
  XmlStream *stream;
  XmlMapper *mapper; /* or NULL */
  const XmlMap *map; /* or NULL */
  const XmlDialect *dialect;
  HtmlPage page;
  xmlBuffer *dump; /* of a record, for its sum; here because a full arena jumps out of `next` */
  uint64_t records;
  bool ended;
} Xml;

static SpoStatus report(const Input *input, SpoSeverity severity, size_t line, size_t column, const char *message) {
  SpoDiagnostic diagnostic = {.severity = severity,
                              .file = input->source.name,
                              .line = line,
                              .column = column,
                              .offset = SIZE_MAX,
                              .message = message};
  diagnostics_report(&input->diagnostics, &diagnostic);
  return SPO_BAD_INPUT;
}

/* The stream's question. */
static bool is_record(void *handle, const xmlNode *element) {
  Xml *xml = handle;
  bool root = !element->parent || element->parent->type != XML_ELEMENT_NODE;
  if (xml->map) return xml_map_is_document(xml->map, element);
  if (root) xml->dialect = xml_dialect_of(element);
  if (!xml->dialect) return false;
  Slice name = slice_of((const char *)element->name), local = name;
  if (!element->ns && memchr(name.data, ':', name.length)) slice_cut(&local, ':');
  return slice_is(local, xml->dialect->record);
}

static SpoStatus no_records(Xml *xml, const Input *input) {
  const xmlNode *root = xml_stream_root(xml->stream);
  const char *name = root ? (const char *)root->name : "";
  xml->ended = true;
  if (!root) return input_refuse(input, SIZE_MAX, "holds no element: it is no XML");
  if (xml->map) {
    return input_refuse(input, SIZE_MAX, "holds no `%s`, which the map calls a document; its root is <%.60s>%s",
                        xml->map->document.data, name,
                        root->ns ? " in a namespace, for which the map needs a prefix" : "");
  }
  if (xml->dialect) {
    return input_refuse(input, SIZE_MAX, "is %s without any <%s>", xml->dialect->name, xml->dialect->record);
  }
  return input_refuse(
      input, SIZE_MAX,
      "is XML of a kind that is not known (its root is <%.60s>); --map FILE tells where things are in it", name);
}

/* The stream has ended: what is to be said about that, once. */
static SpoStatus end(Xml *xml, Arena *arena, const Input *input, XmlStreamResult result) {
  size_t line, column, mended = xml_stream_mended(xml->stream);
  if (xml->ended) return SPO_END;
  xml->ended = true;
  if (mended) {
    report(input, SPO_WARNING, 0, 0,
           arena_print(arena, "%zu faults of the XML (unknown references, bare &, control characters) were read over",
                       mended)
               .data);
  }
  const char *problem = xml_stream_problem(xml->stream, &line, &column);
  switch (result) {
    case XML_STREAM_NO_MEMORY:
      arena_fail(arena);
    case XML_STREAM_FAILED:
      return input_refuse_source(input);
    case XML_STREAM_BROKEN:
      return report(
          input, SPO_ERROR, line, column,
          arena_print(arena, "%s: %s", xml->records ? "the rest of the XML cannot be read" : "is broken XML", problem)
              .data);
    default:
      return xml->records ? SPO_END : no_records(xml, input);
  }
}

static void take_sum(Xml *xml, xmlNode *element, Arena *arena, Document *document) {
  if (!xml->dump) xml->dump = libxml.xmlBufferCreate();
  if (!xml->dump) arena_fail(arena);
  libxml.xmlBufferEmpty(xml->dump);
  libxml.xmlNodeDump(xml->dump, element->doc, element, 0, 0);
  input_hash((Slice){(const char *)libxml.xmlBufferContent(xml->dump), (size_t)libxml.xmlBufferLength(xml->dump)},
             document->sha256);
}

/* SPO_END: the record is none of an article. */
static SpoStatus read_record(Xml *xml, const Input *input, Arena *arena, const XmlRecord *record, Document *document) {
  XmlArticle article = {.arena = arena, .page = &xml->page, .options = &input->options, .document = document};
  xml->records++;
  if (record->too_large) {
    return report(input, SPO_ERROR, record->line, 0,
                  arena_print(arena, "record skipped: <%s> is larger than %d bytes",
                              (const char *)record->element->name, INPUT_LARGEST_RECORD)
                      .data);
  }
  XmlArticleResult result = xml->mapper ? xml_mapper_read(xml->mapper, &article, record->element)
                                        : xml_article_read(&article, record->element, xml->dialect);
  if (result == XML_ARTICLE_PASSED_OVER) return SPO_END;
  if (result == XML_ARTICLE_EMPTY) {
    return report(input, SPO_ERROR, record->line, 0,
                  arena_print(arena, "record skipped: <%s> holds no text", (const char *)record->element->name).data);
  }
  document->name = arena_copy(arena, slice_of(input->source.name));
  document->encoding = xml->recode.encoding;
  take_sum(xml, record->element, arena, document);
  return SPO_SUCCESS;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Xml *xml = state;
  EncodingOptions options = {.charset = input->options.charset, .markup = true, .lenient = true};
  if (options.charset.length == 0) options.charset = SLICE("UTF-8"); /* XML 1.0, section 4.3.3 */
  SpoStatus status = recode_begin(&xml->recode, input, arena, options, true);
  if (status != SPO_SUCCESS) xml->ended = true;
  if (xml->ended) return status == SPO_SUCCESS ? SPO_END : status;
  for (;;) {
    XmlRecord record;
    XmlStreamResult result = xml_stream_next(xml->stream, &input->source, &record);
    if (result != XML_STREAM_RECORD) return end(xml, arena, input, result);
    status = read_record(xml, input, arena, &record, document);
    if (status != SPO_END) return status;
    *document = (Document){0};
  }
}

static void close_xml(void *state) {
  Xml *xml = state;
  xml_stream_close(xml->stream);
  xml_mapper_close(xml->mapper);
  recode_end(&xml->recode);
  html_page_free(&xml->page);
  if (xml->dump) libxml.xmlBufferFree(xml->dump);
  free(xml);
}

static void *open_xml(const Input *input) {
  if (!xml_library_load(&input->diagnostics)) return NULL;
  Xml *xml = calloc(1, sizeof *xml);
  if (!xml) return NULL;
  size_t largest = input->options.largest < INPUT_LARGEST_RECORD ? input->options.largest : INPUT_LARGEST_RECORD;
  html_page_init(&xml->page);
  xml->map = input->options.map;
  xml->stream = xml_stream_open(is_record, xml, largest);
  if (xml->map) xml->mapper = xml_mapper_open(xml->map);
  if (xml->stream && (xml->mapper || !xml->map)) return xml;
  close_xml(xml);
  return NULL;
}

static bool recognize(Slice head) {
  if (!slice_starts_with(head, SLICE("<?xml"))) return xml_dialect_begins(head);
  return !slice_equal_ignore_case(xml_first_element(head), SLICE("html"));
}

const FormatDriver XML_DRIVER = {.name = "xml",
                                 .format = FORMAT_XML,
                                 .endings = ".xml .rss .atom .rdf .nitf .tei .newsml ",
                                 .recognize = recognize,
                                 .open = open_xml,
                                 .next = next,
                                 .close = close_xml};
