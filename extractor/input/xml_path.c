#include "input/xml_path.h"

#include "input/xml_library.h"

static const struct {
  const char *prefix, *uri;
} NAMESPACES[] = {
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"dcterms", "http://purl.org/dc/terms/"},
    {"content", "http://purl.org/rss/1.0/modules/content/"},
    {"atom", "http://www.w3.org/2005/Atom"},
    {"xhtml", "http://www.w3.org/1999/xhtml"},
};

static Slice of(const xmlChar *text) {
  return slice_of((const char *)text);
}

static bool is_in(const xmlNode *node, Slice prefix) {
  if (!node->ns) return false;
  for (size_t i = 0; i < sizeof NAMESPACES / sizeof *NAMESPACES; i++) {
    if (slice_is(prefix, NAMESPACES[i].prefix) && slice_is(of(node->ns->href), NAMESPACES[i].uri)) return true;
  }
  return slice_equal(of(node->ns->prefix), prefix);
}

bool xml_is_named(const xmlNode *node, Slice name, const xmlNode *own) {
  Slice local = name, whole = of(node->name);
  const char *colon = memchr(name.data, ':', name.length);
  if (!colon) {
    bool same = !node->ns || (own->ns && libxml.xmlStrEqual(node->ns->href, own->ns->href));
    return same && slice_equal(whole, name);
  }
  if (!node->ns && slice_equal(whole, name)) return true; /* a prefix that was never declared */
  Slice prefix = slice_cut(&local, ':');
  return slice_equal(whole, local) && (slice_is(prefix, "*") || is_in(node, prefix));
}

const char *xml_attribute(const xmlNode *node, const char *name) {
  for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
    if (strcmp((const char *)attribute->name, name) != 0) continue;
    const xmlNode *value = attribute->children;
    return value && value->content ? (const char *)value->content : "";
  }
  return NULL;
}

/* What stands in brackets behind a name. */
static bool fits(const xmlNode *node, Slice condition) {
  char name[32];
  if (condition.length == 0) return true;
  bool absent = condition.data[0] == '!';
  if (absent) condition.data++, condition.length--;
  Slice wanted = condition, attribute = slice_cut(&wanted, '=');
  bool other = slice_ends_with(attribute, SLICE("!"));
  attribute.length -= other;
  if (attribute.length >= sizeof name) return false;
  memcpy(name, attribute.data, attribute.length);
  name[attribute.length] = 0;
  const char *value = xml_attribute(node, name);
  if (absent) return !value;
  return (value && slice_is(wanted, value)) != other;
}

static bool fits_step(const xmlNode *node, Slice step, const xmlNode *own) {
  if (node->type != XML_ELEMENT_NODE) return false;
  Slice condition = step, name = slice_cut(&condition, '[');
  if (condition.length) condition.length--;
  return xml_is_named(node, name, own) && fits(node, condition);
}

static const xmlNode *find(const xmlNode *from, Slice path, const xmlNode *own) {
  if (path.length == 0 || path.data[0] == '@') return from;
  Slice rest = path, step = slice_cut(&rest, '/');
  for (const xmlNode *child = from->children; child; child = child->next) {
    if (!fits_step(child, step, own)) continue;
    const xmlNode *found = find(child, rest, own);
    if (found) return found;
  }
  return NULL;
}

static const xmlNode *start(const xmlNode *from, Slice *path) {
  if (path->data[0] != '^') return from;
  path->data++, path->length--;
  return libxml.xmlDocGetRootElement(from->doc);
}

const xmlNode *xml_path_find(const xmlNode *from, const char *path) {
  Slice steps = slice_of(path);
  from = start(from, &steps);
  return from ? find(from, steps, from) : NULL;
}

void xml_text_add(Arena *arena, XmlText *text, const xmlNode *node) {
  if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
    Slice content = of(node->content);
    VECTOR_APPEND(arena, text, content.data, content.length);
  }
  if (node->type != XML_ELEMENT_NODE) return;
  for (const xmlNode *child = node->children; child; child = child->next) xml_text_add(arena, text, child);
}

/* In place. */
static Slice collapse(char *text, size_t length) {
  size_t out = 0;
  for (size_t i = 0; i < length; i++) {
    bool blank = (unsigned char)text[i] <= ' ';
    if (blank && (out == 0 || text[out - 1] == ' ')) continue;
    text[out++] = blank ? ' ' : text[i];
  }
  return slice_trim((Slice){text, out});
}

static Slice text_of(Arena *arena, const xmlNode *node, Slice attribute) {
  char name[32];
  XmlText text = {0};
  if (attribute.length && attribute.length < sizeof name) {
    memcpy(name, attribute.data, attribute.length);
    name[attribute.length] = 0;
    Slice value = slice_of(xml_attribute(node, name));
    VECTOR_APPEND(arena, &text, value.data, value.length);
  } else {
    xml_text_add(arena, &text, node);
  }
  return collapse(text.data, text.count);
}

static Slice attribute_of(const char *path) {
  const char *at = strrchr(path, '@');
  return at ? slice_of(at + 1) : (Slice){0};
}

Slice xml_path_text(Arena *arena, const xmlNode *from, const char *path) {
  const xmlNode *found = xml_path_find(from, path);
  return found ? text_of(arena, found, attribute_of(path)) : (Slice){0};
}

/* Each element that a path leads to. */
static void join(Arena *arena, const xmlNode *from, Slice path, const xmlNode *own, Slice attribute, XmlText *all) {
  Slice rest = path, step = slice_cut(&rest, '/');
  bool last = rest.length == 0 || rest.data[0] == '@';
  for (const xmlNode *child = from->children; child; child = child->next) {
    if (!fits_step(child, step, own)) continue;
    if (!last) {
      join(arena, child, rest, own, attribute, all);
      continue;
    }
    Slice text = text_of(arena, child, attribute);
    if (text.length && all->count) VECTOR_APPEND(arena, all, ", ", 2);
    VECTOR_APPEND(arena, all, text.data, text.length);
  }
}

Slice xml_path_join(Arena *arena, const xmlNode *from, const char *path) {
  XmlText all = {0};
  Slice steps = slice_of(path);
  from = start(from, &steps);
  if (from && steps.length && steps.data[0] != '@') join(arena, from, steps, from, attribute_of(path), &all);
  return (Slice){all.data, all.count};
}
