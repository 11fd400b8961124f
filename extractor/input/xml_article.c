#include "input/xml_article.h"

#include "base/utf8.h"
#include "input/date_text.h"
#include "input/language.h"
#include "input/wikitext.h"
#include "input/xml_path.h"

enum { LONGEST_VALUE = 4000 };

/* ---- values ---- */

static bool is_url(Slice value) {
  return url_is_absolute(value) &&
         (slice_starts_with(value, SLICE("http://")) || slice_starts_with(value, SLICE("https://")) ||
          slice_find(value, SLICE("://")) < 20);
}

/* `jane@example.org (Jane Roe)`, as RSS has it; "By Jane Roe". */
static Slice author_name(Slice value) {
  if (value.length == 0) return value;
  const char *at = memchr(value.data, '@', value.length), *open = memchr(value.data, '(', value.length);
  if (at && open && at < open && slice_ends_with(value, SLICE(")"))) {
    return slice_trim(slice_between(open + 1, value.data + value.length - 1));
  }
  bool by = value.length > 3 && slice_equal_ignore_case((Slice){value.data, 3}, SLICE("by "));
  return by ? slice_trim(slice_between(value.data + 3, value.data + value.length)) : value;
}

/* The value as documents carry it; empty if it makes no sense for the field. */
static Slice sensible(XmlArticle *article, size_t field, Slice value) {
  char date[DATE_TEXT_SIZE];
  if (value.length > LONGEST_VALUE) return (Slice){0};
  switch (field) {
    case offsetof(Document, url):
      return is_url(value) ? value : (Slice){0};
    case offsetof(Document, date):
      return date_text_value(value, date) ? arena_copy(article->arena, slice_of(date)) : (Slice){0};
    case offsetof(Document, language):
      return language_normalize(article->arena, value);
    case offsetof(Document, author):
      return author_name(html_fragment_line(article->arena, article->page, value));
    case offsetof(Document, id):
      return value;
    default:
      return html_fragment_line(article->arena, article->page, value);
  }
}

void xml_article_offer(XmlArticle *article, size_t field, Slice value) {
  Slice *slot = (Slice *)(void *)((char *)article->document + field);
  value = slice_trim(value);
  if (slot->length == 0 && value.length) *slot = sensible(article, field, value);
}

static void read_fields(XmlArticle *article, const xmlNode *record, const XmlDialect *dialect) {
  for (const XmlField *field = dialect->fields; field->path; field++) {
    bool many = field->field == offsetof(Document, author);
    Slice *slot = (Slice *)(void *)((char *)article->document + field->field);
    if (slot->length) continue;
    Slice value =
        many ? xml_path_join(article->arena, record, field->path) : xml_path_text(article->arena, record, field->path);
    if (many && value.length == 0) value = xml_path_text(article->arena, record, field->path);
    xml_article_offer(article, field->field, value);
  }
}

/* ---- text ---- */

/* Text of another element of HTML may stand in one of XML as it is, escaped, or as text. */
static void add_string(XmlArticle *article, const xmlNode *element, const XmlRename *renames) {
  XmlText text = {0};
  const char *type = xml_attribute(element, "type");
  if (type && strstr(type, "xhtml")) {
    xml_markup_add(article->arena, &article->html, element, renames);
    return;
  }
  for (const xmlNode *child = element->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    xml_markup_add(article->arena, &article->html, element, renames);
    return;
  }
  xml_text_add(article->arena, &text, element);
  Slice string = {text.data, text.count};
  bool plain = type && (strcmp(type, "text") == 0 || strcmp(type, "text/plain") == 0);
  bool html = type && (strcmp(type, "html") == 0 || strcmp(type, "text/html") == 0);
  if (html || (!plain && html_fragment_likely(string))) {
    html_add(article->arena, &article->html, string);
  } else {
    html_add_paragraphs(article->arena, &article->html, string);
  }
}

void xml_article_add(XmlArticle *article, XmlBodyKind kind, const xmlNode *element, const XmlRename *renames) {
  XmlText text = {0};
  switch (kind) {
    case XML_BODY_TREE:
      xml_markup_add(article->arena, &article->html, element, renames);
      break;
    case XML_BODY_STRING:
      add_string(article, element, renames);
      break;
    case XML_BODY_TEXT:
      xml_text_add(article->arena, &text, element);
      html_add_paragraphs(article->arena, &article->html, (Slice){text.data, text.count});
      break;
    case XML_BODY_WIKI:
      xml_text_add(article->arena, &text, element);
      wikitext_add(article->arena, &article->html, (Slice){text.data, text.count});
      break;
  }
}

static bool has_text(Arena *arena, const xmlNode *element) {
  XmlText text = {0};
  xml_text_add(arena, &text, element);
  return slice_trim((Slice){text.data, text.count}).length > 0;
}

void xml_article_begin(XmlArticle *article) {
  if (article->document->title.length == 0) return;
  html_add(article->arena, &article->html, SLICE("<h1>"));
  html_add_text(article->arena, &article->html, article->document->title);
  html_add(article->arena, &article->html, SLICE("</h1>\n"));
}

bool xml_article_end(XmlArticle *article) {
  Document *document = article->document;
  Slice html = {article->html.data, article->html.count}, language = document->language;
  if (!html.length || !html_fragment_read(article->arena, article->page, html, document)) return false;
  if (language.length == 0) language = arena_copy(article->arena, article->options->language);
  document->language = language_checked(language, document->text);
  return true;
}

/* ---- MediaWiki ---- */

/* The address of a page, made from that of the main page. */
static void offer_page_address(XmlArticle *article, const xmlNode *record) {
  Arena *arena = article->arena;
  Slice base = xml_path_text(arena, record, "^siteinfo/base"), title = article->document->title;
  while (base.length && base.data[base.length - 1] != '/') base.length--;
  if (base.length == 0 || title.length == 0) return;
  HtmlText address = {0};
  html_add(arena, &address, base);
  for (size_t i = 0; i < title.length; i++) {
    unsigned char c = (unsigned char)title.data[i];
    char byte = c == ' ' ? '_' : (char)c;
    bool escaped = c < ' ' || strchr("\"#%<>?[\\]^`{|}", c);
    html_add(arena, &address, escaped ? arena_print(arena, "%%%02X", c) : (Slice){&byte, 1});
  }
  xml_article_offer(article, offsetof(Document, url), (Slice){address.data, address.count});
}

/* Pages about pages, of users and of talk, and those that are no wikitext. */
static bool is_other_page(Arena *arena, const xmlNode *record) {
  Slice space = xml_path_text(arena, record, "ns"), model = xml_path_text(arena, record, "revision/model");
  return (space.length && !slice_is(space, "0")) || (model.length && !slice_is(model, "wikitext"));
}

static bool is_redirect(Arena *arena, const xmlNode *element) {
  XmlText text = {0};
  xml_text_add(arena, &text, element);
  return wikitext_is_redirect((Slice){text.data, text.count});
}

/* ---- all of it ---- */

XmlArticleResult xml_article_read(XmlArticle *article, const xmlNode *record, const XmlDialect *dialect) {
  Arena *arena = article->arena;
  bool wiki = dialect->bodies->kind == XML_BODY_WIKI;
  const xmlNode *element = NULL;
  if (dialect->passed_over && xml_path_find(record, dialect->passed_over)) return XML_ARTICLE_PASSED_OVER;
  if (wiki && is_other_page(arena, record)) return XML_ARTICLE_PASSED_OVER;
  read_fields(article, record, dialect);
  if (wiki) offer_page_address(article, record);
  xml_article_begin(article);
  for (const XmlBody *body = dialect->bodies; body->path; body++) {
    element = xml_path_find(record, body->path);
    if (!element || !has_text(arena, element)) continue;
    if (wiki && is_redirect(arena, element)) return XML_ARTICLE_PASSED_OVER;
    xml_article_add(article, body->kind, element, dialect->renames);
    break;
  }
  return xml_article_end(article) ? XML_ARTICLE : XML_ARTICLE_EMPTY;
}
