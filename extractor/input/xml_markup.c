#include "input/xml_markup.h"

static const XmlRename *rename_of(const xmlNode *node, const XmlRename *renames) {
  Slice name = slice_of((const char *)node->name);
  Slice parent = node->parent && node->parent->name ? slice_of((const char *)node->parent->name) : (Slice){0};
  for (const XmlRename *rename = renames; rename && rename->element; rename++) {
    Slice element = slice_of(rename->element), around = element;
    size_t slash = slice_find(element, SLICE("/"));
    if (slash == SIZE_MAX && slice_equal(element, name)) return rename;
    if (slash == SIZE_MAX) continue;
    around.length = slash;
    Slice inner = slice_between(element.data + slash + 1, element.data + element.length);
    if (slice_equal(inner, name) && slice_equal(around, parent)) return rename;
  }
  return NULL;
}

/* Names of HTML are letters and digits. */
static bool may_be_html(Slice name) {
  for (size_t i = 0; i < name.length; i++) {
    char c = name.data[i], lower = (char)(c | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(i && c >= '0' && c <= '9')) return false;
  }
  return name.length > 0 && name.length < 16;
}

static void add_element(Arena *arena, HtmlText *html, const xmlNode *node, const XmlRename *renames) {
  const XmlRename *rename = rename_of(node, renames);
  Slice tag = rename ? slice_of(rename->tag) : slice_of((const char *)node->name);
  if (rename && !rename->tag) return;
  bool written = may_be_html(tag), empty = slice_is(tag, "br") || slice_is(tag, "hr");
  if (written) {
    html_add(arena, html, SLICE("<"));
    html_add(arena, html, tag);
    html_add(arena, html, SLICE(">"));
  }
  xml_markup_add(arena, html, node, renames);
  if (!written || empty) return;
  html_add(arena, html, SLICE("</"));
  html_add(arena, html, tag);
  html_add(arena, html, SLICE(">"));
}

void xml_markup_add(Arena *arena, HtmlText *html, const xmlNode *node, const XmlRename *renames) {
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
      html_add_text(arena, html, slice_of((const char *)child->content));
    }
    if (child->type == XML_ELEMENT_NODE) add_element(arena, html, child, renames);
  }
}
