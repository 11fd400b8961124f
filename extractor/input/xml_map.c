#include "input/xml_map.h"

#include <stdlib.h>

#include "input/xml_library.h"

enum { MOST_STEPS = 10 * 1000 * 1000 }; /* of one expression, so that none hangs */

struct XmlMapper {
  const XmlMap *map;
  xmlXPathContext *context;
  xmlXPathCompExpr *fields[RECORD_FIELDS];
  xmlXPathObject *found; /* here because a full arena jumps out of xml_mapper_read */
};

/* ---- reading the file ---- */

static void on_error(void *handle, xmlErrorPtr error) {
  (void)handle;
  (void)error;
}

static xmlXPathCompExpr *compile(Slice expression) {
  xmlXPathContext *context = libxml.xmlXPathNewContext(NULL);
  if (!context) return NULL;
  context->error = on_error;
  xmlXPathCompExpr *compiled = libxml.xmlXPathCtxtCompile(context, (const xmlChar *)expression.data);
  libxml.xmlXPathFreeContext(context);
  return compiled;
}

/* The first word of a line; `*rest` gets what follows it. */
static Slice cut_word(Slice *rest) {
  size_t end = 0;
  while (end < rest->length && rest->data[end] != ' ' && rest->data[end] != '\t') end++;
  Slice word = {rest->data, end};
  *rest = slice_trim(slice_between(rest->data + end, rest->data + rest->length));
  return word;
}

static bool take_expression(Arena *arena, Slice value, Slice *slot) {
  *slot = arena_copy(arena, value);
  xmlXPathCompExpr *compiled = compile(*slot);
  if (compiled) libxml.xmlXPathFreeCompExpr(compiled);
  return compiled != NULL;
}

/* Why the line is wrong, or NULL. */
static const char *take_line(Arena *arena, Slice line, XmlMap *map) {
  Slice value = line, word = cut_word(&value);
  if (value.length == 0) return "has no value";
  if (slice_is(word, "namespace")) {
    Slice uri = value, prefix = cut_word(&uri);
    XmlMapNamespace space = {arena_copy(arena, prefix), arena_copy(arena, uri)};
    if (uri.length == 0) return "is not `namespace PREFIX URI`";
    VECTOR_PUSH(arena, &map->namespaces, space);
    return NULL;
  }
  if (slice_is(word, "document")) {
    map->document = arena_copy(arena, value);
    return strpbrk(map->document.data, "[]()*@ ") ? "is no path of names such as /export/story" : NULL;
  }
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    if (!slice_is(word, RECORD_FIELD[i].key)) continue;
    return take_expression(arena, value, &map->fields[i]) ? NULL : "is no XPath expression";
  }
  return "is no field: there is document, text, id, url, lang, title, date, author, source, publisher, namespace";
}

SpoStatus xml_map_read(Arena *arena, Slice text, const char *file, const Diagnostics *diagnostics, XmlMap *map) {
  SpoStatus status = SPO_SUCCESS;
  *map = (XmlMap){0};
  if (!xml_library_load(diagnostics)) return SPO_BAD_INPUT;
  for (size_t number = 1; text.length; number++) {
    Slice line = slice_trim(slice_cut(&text, '\n'));
    if (line.length == 0 || line.data[0] == '#') continue;
    const char *problem = take_line(arena, line, map);
    if (!problem) continue;
    diagnostics_file(diagnostics, SPO_ERROR, file, number, SIZE_MAX, "`%.*s` %s",
                     (int)(line.length > 80 ? 80 : line.length), line.data, problem);
    status = SPO_BAD_INPUT;
  }
  const char *lacks = !map->document.length ? "document" : !map->fields[RECORD_TEXT].length ? "text" : NULL;
  if (!lacks || status != SPO_SUCCESS) return status;
  diagnostics_file(diagnostics, SPO_ERROR, file, 0, SIZE_MAX, "has no line `%s ...`, without which it maps nothing",
                   lacks);
  return SPO_BAD_INPUT;
}

/* ---- documents ---- */

static bool fits(const XmlMap *map, const xmlNode *element, Slice step) {
  Slice local = step, prefix = {0}, name = slice_of((const char *)element->name);
  if (memchr(step.data, ':', step.length)) prefix = slice_cut(&local, ':');
  if (!slice_equal(local, name)) return false;
  if (prefix.length == 0) return !element->ns;
  for (uint32_t i = 0; i < map->namespaces.count; i++) {
    const XmlMapNamespace *space = &map->namespaces.data[i];
    if (!slice_equal(space->prefix, prefix)) continue;
    return element->ns && slice_equal(space->uri, slice_of((const char *)element->ns->href));
  }
  return false;
}

bool xml_map_is_document(const XmlMap *map, const xmlNode *element) {
  Slice path = map->document;
  for (;;) {
    size_t slash = path.length;
    while (slash > 0 && path.data[slash - 1] != '/') slash--;
    Slice step = slice_between(path.data + slash, path.data + path.length);
    if (!element || element->type != XML_ELEMENT_NODE || !fits(map, element, step)) return false;
    element = element->parent;
    if (slash == 0) return true;
    path.length = slash - 1;
    if (path.length == 0) return element && element->type != XML_ELEMENT_NODE; /* it began with / */
  }
}

XmlMapper *xml_mapper_open(const XmlMap *map) {
  XmlMapper *mapper = calloc(1, sizeof *mapper);
  if (!mapper) return NULL;
  mapper->map = map;
  mapper->context = libxml.xmlXPathNewContext(NULL);
  bool done = mapper->context != NULL;
  for (size_t i = 0; done && i < RECORD_FIELDS; i++) {
    if (map->fields[i].length == 0) continue;
    mapper->fields[i] = compile(map->fields[i]);
    done = mapper->fields[i] != NULL;
  }
  for (uint32_t i = 0; done && i < map->namespaces.count; i++) {
    const XmlMapNamespace *space = &map->namespaces.data[i];
    done = libxml.xmlXPathRegisterNs(mapper->context, (const xmlChar *)space->prefix.data,
                                     (const xmlChar *)space->uri.data) == 0;
  }
  if (done) {
    mapper->context->error = on_error;
    return mapper;
  }
  xml_mapper_close(mapper);
  return NULL;
}

void xml_mapper_close(XmlMapper *mapper) {
  if (!mapper) return;
  if (mapper->found) libxml.xmlXPathFreeObject(mapper->found);
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    if (mapper->fields[i]) libxml.xmlXPathFreeCompExpr(mapper->fields[i]);
  }
  if (mapper->context) libxml.xmlXPathFreeContext(mapper->context);
  free(mapper);
}

static void evaluate(XmlMapper *mapper, size_t field, xmlNode *record) {
  if (mapper->found) libxml.xmlXPathFreeObject(mapper->found);
  mapper->found = NULL;
  if (!mapper->fields[field]) return;
  mapper->context->doc = record->doc;
  mapper->context->node = record;
  mapper->context->opLimit = MOST_STEPS;
  mapper->context->opCount = 0;
  mapper->found = libxml.xmlXPathCompiledEval(mapper->fields[field], mapper->context);
}

static Slice text_of(Arena *arena, const xmlNode *node) {
  XmlText text = {0};
  const xmlNode *content = node->type == XML_ATTRIBUTE_NODE ? node->children : node;
  if (content) xml_text_add(arena, &text, content);
  return (Slice){text.data, text.count};
}

/* The value of a field: of several nodes the first, or all with commas between. */
static Slice value_of(Arena *arena, const xmlXPathObject *found, bool all) {
  HtmlText together = {0};
  if (!found) return (Slice){0};
  if (found->type == XPATH_STRING) return arena_copy(arena, slice_of((const char *)found->stringval));
  if (found->type == XPATH_NUMBER) return arena_print(arena, "%.15g", found->floatval);
  if (found->type != XPATH_NODESET || !found->nodesetval) return (Slice){0};
  for (int i = 0; i < found->nodesetval->nodeNr; i++) {
    Slice text = slice_trim(text_of(arena, found->nodesetval->nodeTab[i]));
    if (text.length == 0) continue;
    if (together.count) html_add(arena, &together, SLICE(", "));
    html_add(arena, &together, text);
    if (!all) break;
  }
  return (Slice){together.data, together.count};
}

static void add_text(XmlArticle *article, const xmlXPathObject *found) {
  if (found && found->type == XPATH_NODESET && found->nodesetval) {
    for (int i = 0; i < found->nodesetval->nodeNr; i++) {
      const xmlNode *node = found->nodesetval->nodeTab[i];
      if (node->type == XML_ELEMENT_NODE) {
        html_add(article->arena, &article->html, SLICE("<div>"));
        xml_article_add(article, XML_BODY_STRING, node, NULL);
        html_add(article->arena, &article->html, SLICE("</div>\n"));
      } else {
        html_add_paragraphs(article->arena, &article->html, text_of(article->arena, node));
      }
    }
    return;
  }
  html_add_paragraphs(article->arena, &article->html, value_of(article->arena, found, false));
}

XmlArticleResult xml_mapper_read(XmlMapper *mapper, XmlArticle *article, xmlNode *record) {
  for (size_t i = 0; i < RECORD_FIELDS; i++) {
    if (i == RECORD_TEXT) continue;
    evaluate(mapper, i, record);
    bool all = RECORD_FIELD[i].field == offsetof(Document, author);
    xml_article_offer(article, RECORD_FIELD[i].field, value_of(article->arena, mapper->found, all));
  }
  xml_article_begin(article);
  evaluate(mapper, RECORD_TEXT, record);
  add_text(article, mapper->found);
  return xml_article_end(article) ? XML_ARTICLE : XML_ARTICLE_EMPTY;
}
