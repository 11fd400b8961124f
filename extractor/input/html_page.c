#include "input/html_page.h"

#include <stdlib.h>

#include "input/html_collect.h"
#include "input/html_elements.h"
#include "input/html_guard.h"
#include "input/html_hints.h"
#include "input/xml_library.h"

enum {
  ERROR_WORK = 64,               /* steps that an error of the page costs beside the search through open elements */
  MOST_WORK = 300 * 1000 * 1000, /* then the page is no page but an attack; some seconds */
  DICTIONARY = 1024 * 1024,      /* bytes of distinct names of tags and attributes */
  LONGEST_TITLE = 2000,
  LONGEST_VALUE = 2000,
  MOST_FIELDS = 500,
  MOST_TIMES = 200
};

/* Attributes that matter, of one start tag; NULL where it has none. */
typedef struct {
  const char *class, *id, *style, *role, *rel, *href, *itemprop, *content, *name, *property, *http_equiv, *datetime,
      *lang, *type;
  bool hidden;
} Attributes;

bool html_page_grow(HtmlPage *page, void *data, size_t *capacity, size_t count, size_t more, size_t size) {
  void **memory = data;
  size_t wanted = *capacity ? *capacity * 2 : 64;
  if (wanted < count + more) wanted = count + more;
  void *larger = wanted > SIZE_MAX / size ? NULL : realloc(*memory, wanted * size);
  if (!larger) {
    page->out_of_memory = true;
    html_page_stop(page, "the machine has no memory left");
    return false;
  }
  *memory = larger;
  *capacity = wanted;
  return true;
}

void html_page_stop(HtmlPage *page, const char *why) {
  if (page->stopped) return;
  page->stopped = why;
  if (!page->parser) return;
  long consumed = libxml.xmlByteConsumed(page->parser);
  page->stopped_at = html_cuts_source(&page->cuts, consumed > 0 ? (size_t)consumed : 0);
  libxml.xmlStopParser(page->parser);
}

void html_page_init(HtmlPage *page) {
  *page = (HtmlPage){0};
  tag_table_init(&page->tags);
}

void html_page_free(HtmlPage *page) {
  if (page->parser) libxml.htmlFreeParserCtxt(page->parser);
  json_decref(page->linked_data);
  free(page->html.data);
  free(page->text.data);
  free(page->elements.data);
  free(page->blocks.data);
  free(page->runs.data);
  free(page->notes.data);
  free(page->title.data);
  free(page->fields.data);
  free(page->times.data);
  free(page->cuts.data);
  free(page->open.data);
}

static void add_note(HtmlPage *page, const char *text, size_t length) {
  if (length == 0 || !PAGE_RESERVE(page, &page->notes, length)) return;
  memcpy(page->notes.data + page->notes.count, text, length);
  page->notes.count += length;
}

static void note_field(HtmlPage *page, const PageWord *field, const char *value, size_t length) {
  uint32_t begin = (uint32_t)page->notes.count;
  add_note(page, value, length);
  uint32_t end = (uint32_t)page->notes.count;
  if (page->fields.count >= MOST_FIELDS || begin == end || !PAGE_RESERVE(page, &page->fields, 1)) return;
  page->fields.data[page->fields.count++] = (PageNote){field, begin, end};
}

static const PageWord *field_named(const WordTable *table, const char *name) {
  return name ? word_is_any_case(table, slice_trim((Slice){name, strnlen(name, 100)})) : NULL;
}

static void read_attributes(const xmlChar **attributes, Attributes *found) {
  *found = (Attributes){0};
  for (; attributes && attributes[0]; attributes += 2) {
    const char *name = (const char *)attributes[0], *value = (const char *)attributes[1];
    if (strcmp(name, "hidden") == 0) found->hidden = true;
    if (!value) continue;
    const char **slot = strcmp(name, "class") == 0        ? &found->class
                        : strcmp(name, "id") == 0         ? &found->id
                        : strcmp(name, "style") == 0      ? &found->style
                        : strcmp(name, "href") == 0       ? &found->href
                        : strcmp(name, "role") == 0       ? &found->role
                        : strcmp(name, "rel") == 0        ? &found->rel
                        : strcmp(name, "itemprop") == 0   ? &found->itemprop
                        : strcmp(name, "content") == 0    ? &found->content
                        : strcmp(name, "name") == 0       ? &found->name
                        : strcmp(name, "property") == 0   ? &found->property
                        : strcmp(name, "http-equiv") == 0 ? &found->http_equiv
                        : strcmp(name, "datetime") == 0   ? &found->datetime
                        : strcmp(name, "lang") == 0       ? &found->lang
                        : strcmp(name, "type") == 0       ? &found->type
                                                          : NULL;
    if (slot) *slot = value;
    if (strcmp(name, "aria-hidden") == 0 && strcmp(value, "true") == 0) found->hidden = true;
  }
}

/* The field of the first class in the list that names one. */
static const PageWord *class_field(Slice classes) {
  const PageWord *field = NULL;
  while (classes.length && !field) {
    Slice class = slice_cut(&classes, ' ');
    if (class.length) field = word_is_any_case(&CLASS_NAMES, class);
  }
  return field;
}

/* What is known of the value of a class or id; the entry stands until the next call. */
static HintCacheEntry cached_hints(HtmlPage *page, const char *names) {
  if (!names || !*names) return (HintCacheEntry){0};
  Slice slice = {names, strnlen(names, 200)};
  unsigned hash = (unsigned)slice_hash(slice) | 1;
  HintCacheEntry *entry = &page->hint_cache[hash % HINT_CACHE];
  if (entry->hash != hash) *entry = (HintCacheEntry){hash, html_hints(slice), class_field(slice)};
  return *entry;
}

/* `display: none`; `visibility: hidden` is not enough, for WeChat marks its articles so until a script shows them. */
static bool is_hidden(const char *style) {
  const char *display = style ? strstr(style, "display") : NULL;
  if (!display) return false;
  display += 7;
  while (*display == ' ' || *display == ':') display++;
  return strncmp(display, "none", 4) == 0;
}

static unsigned role_hints(const char *role) {
  static const struct {
    const char *role;
    unsigned hints;
  } ROLES[] = {{"navigation", HINT_NAVIGATION}, {"search", HINT_NAVIGATION},     {"banner", HINT_NAVIGATION},
               {"contentinfo", HINT_FOOTER},    {"complementary", HINT_SIDEBAR}, {"main", HINT_TEXT},
               {"article", HINT_TEXT}};
  for (size_t i = 0; role && i < sizeof ROLES / sizeof *ROLES; i++) {
    if (strcmp(role, ROLES[i].role) == 0) return ROLES[i].hints;
  }
  return 0;
}

/* `field` gets what the class tells that the element's text is, or NULL. */
static unsigned element_hints(HtmlPage *page, const Attributes *attributes, const PageWord **field) {
  HintCacheEntry class = cached_hints(page, attributes->class);
  unsigned hints = class.hints | cached_hints(page, attributes->id).hints | role_hints(attributes->role);
  *field = class.field;
  if (attributes->itemprop) hints |= cached_hints(page, attributes->itemprop).hints & (HINT_TEXT | HINT_ARTICLE);
  if (attributes->hidden || is_hidden(attributes->style)) hints |= HINT_HIDDEN;
  return hints;
}

static void read_meta(HtmlPage *page, const Attributes *attributes) {
  if (!attributes->content) return;
  const char *names[] = {attributes->property, attributes->name, attributes->itemprop, attributes->http_equiv};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const PageWord *field = field_named(&META_NAMES, names[i]);
    if (!field) continue;
    note_field(page, field, attributes->content, strnlen(attributes->content, LONGEST_VALUE));
    return;
  }
}

static void read_time(HtmlPage *page, const Attributes *attributes, unsigned hints) {
  size_t length = attributes->datetime ? strnlen(attributes->datetime, 100) : 0;
  if (!length || page->times.count >= MOST_TIMES || !PAGE_RESERVE(page, &page->times, 1)) return;
  bool said = attributes->itemprop && strcmp(attributes->itemprop, "datePublished") == 0;
  PageTime time = {.block = (uint32_t)page->blocks.count, .published = said || (hints & HINT_PUBLISHED)};
  time.begin = (uint32_t)page->notes.count;
  add_note(page, attributes->datetime, length);
  time.end = (uint32_t)page->notes.count;
  page->times.data[page->times.count++] = time;
}

static const PageWord CANONICAL = {.word = "canonical", .field = FIELD_URL, .rank = 1},
                      LANGUAGE = {.word = "lang", .field = FIELD_LANGUAGE, .rank = 1};

/* What an element says about the page beside its text. */
static void read_element(HtmlPage *page, Tag tag, const Attributes *attributes, unsigned hints) {
  switch (tag) {
    case TAG_META:
      read_meta(page, attributes);
      break;
    case TAG_LINK:
      if (attributes->rel && attributes->href && strcmp(attributes->rel, "canonical") == 0) {
        note_field(page, &CANONICAL, attributes->href, strnlen(attributes->href, LONGEST_VALUE));
      }
      break;
    case TAG_HTML:
      if (attributes->lang) note_field(page, &LANGUAGE, attributes->lang, strnlen(attributes->lang, LONGEST_VALUE));
      break;
    case TAG_TIME:
      read_time(page, attributes, hints);
      break;
    case TAG_TITLE:
      if (!page->has_title && !page->dropped) page->place = IN_TITLE;
      break;
    default:
      break;
  }
}

/* For the element that is opened next. A value that only a class names gives way to a better one inside it. */
static void begin_capture(HtmlPage *page, const Attributes *attributes, const PageWord *field) {
  if (page->capture && page->capture->rank < RANK_CLASS) return;
  const char *names[] = {attributes->id, attributes->rel, attributes->itemprop};
  const PageWord *named = NULL;
  for (size_t i = 0; i < 3 && !named; i++) named = field_named(&ELEMENT_NAMES, names[i]);
  if (!named && page->capture) return;
  page->capture = named ? named : field;
  if (!page->capture) return;
  if (attributes->content) {
    note_field(page, page->capture, attributes->content, strnlen(attributes->content, LONGEST_VALUE));
    page->capture = NULL;
    return;
  }
  page->captured_length = 0;
  page->capture_depth = page->open.count + 1;
}

/* An element that ended without libxml2 saying so: a tag that the end of the page cut off. */
static void align(HtmlPage *page, size_t depth) {
  while (page->open.count > depth) {
    if (page->capture && page->capture_depth == page->open.count) page->capture = NULL;
    html_elements_close(page);
  }
}

static size_t parser_depth(const HtmlPage *page) {
  const xmlParserCtxt *parser = page->parser;
  return parser->nameNr > 0 ? (size_t)parser->nameNr : 0;
}

static void on_start(void *handle, const xmlChar *name, const xmlChar **list) {
  HtmlPage *page = handle;
  size_t depth = parser_depth(page);
  align(page, depth ? depth - 1 : 0);
  Tag tag = tag_named(&page->tags, (const char *)name);
  Attributes attributes;
  read_attributes(list, &attributes);
  const PageWord *field = NULL;
  unsigned hints = list ? element_hints(page, &attributes, &field) : 0;
  OpenElement element = {.tag = (uint8_t)tag, .is_block = tag >= TAG_BLOCK, .hints = (uint16_t)hints};
  element.is_link = tag == TAG_A && attributes.href;
  element.leads_out = element.is_link && attributes.href[0] != '#';
  bool unseen = tag == TAG_DROPPED || tag == TAG_SCRIPT; /* short scripts are not cut out */
  element.is_dropped = unseen || (hints & HINT_UNSEEN) || (!element.is_block && (hints & HINT_HIDDEN));
  if (attributes.class) element.names = (uint32_t)slice_hash((Slice){attributes.class, strnlen(attributes.class, 200)});
  if (list && !page->dropped) begin_capture(page, &attributes, field);
  if (tag == TAG_BR && !page->dropped) html_collect_break(page);
  if (tag == TAG_IMG) page->block.pictured = true;
  if (tag < TAG_BLOCK && page->gap == GAP_WRAP) page->gap = GAP_SPACE;
  if (page->joint == JOINT_CLOSED) page->joint = tag == TAG_RAISED ? JOINT_NONE : JOINT_OPENED;
  html_elements_open(page, element);
  read_element(page, tag, &attributes, hints);
}

static void on_end(void *handle, const xmlChar *name) {
  HtmlPage *page = handle;
  (void)name;
  align(page, parser_depth(page));
  if (page->open.count == 0) return;
  const OpenElement *top = &page->open.data[page->open.count - 1];
  if (page->capture && page->capture_depth == page->open.count) {
    note_field(page, page->capture, page->captured, page->captured_length);
    page->capture = NULL;
  }
  if (!top->is_block && page->gap == GAP_WRAP) page->gap = GAP_SPACE;
  if (page->joint == JOINT_NONE && !top->is_block && top->tag != TAG_RAISED) page->joint = JOINT_CLOSED;
  if (top->tag == TAG_TITLE && page->place == IN_TITLE) page->has_title = true;
  if (top->tag == TAG_TITLE) page->place = IN_PAGE;
  html_elements_close(page);
}

static void on_text(void *handle, const xmlChar *text, int length) {
  HtmlPage *page = handle;
  if (length <= 0 || page->dropped) return;
  if (page->place == IN_TITLE) {
    if (page->title.count > LONGEST_TITLE || !PAGE_RESERVE(page, &page->title, (size_t)length)) return;
    memcpy(page->title.data + page->title.count, text, (size_t)length);
    page->title.count += (size_t)length;
    return;
  }
  if (page->capture && page->captured_length + (size_t)length <= PAGE_LONGEST_CAPTURE) {
    memcpy(page->captured + page->captured_length, text, (size_t)length);
    page->captured_length += (size_t)length;
  }
  long position = libxml.xmlByteConsumed(page->parser);
  html_collect(page, (const char *)text, (size_t)length, position > 0 ? (size_t)position : 0);
}

/* Every error may have cost a search through all open elements; a page can make millions of them. */
static void on_error(void *handle, xmlErrorPtr error) {
  HtmlPage *page = handle;
  (void)error;
  page->work += ERROR_WORK + parser_depth(page);
  if (page->work > MOST_WORK) html_page_stop(page, "it has too many errors");
}

static bool begin_parser(HtmlPage *page) {
  htmlParserCtxtPtr parser = libxml.htmlNewParserCtxt();
  page->parser = parser;
  if (!parser) return false;
  xmlSAXHandler sax = {.startElement = on_start,
                       .endElement = on_end,
                       .characters = on_text,
                       .ignorableWhitespace = on_text,
                       .serror = on_error,
                       .initialized = XML_SAX2_MAGIC};
  *parser->sax = sax;
  parser->userData = page;
  parser->recovery = 1; /* a script ends at its own end tag only */
  libxml.htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  parser->sax->serror = on_error;
  parser->userData = page;
  libxml.xmlDictSetLimit(parser->dict, DICTIONARY);
  /* Over the page itself, without a buffer: 2.9 loses its way in one that it shrinks and does not own. */
  xmlParserInputPtr input = libxml.xmlNewStringInputStream(parser, (const xmlChar *)page->html.data);
  if (!input) return false;
  libxml.inputPush(parser, input);
  libxml.xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
  return true;
}

static void clear(HtmlPage *page) {
  page->html.count = page->text.count = page->elements.count = page->blocks.count = page->runs.count = 0;
  page->notes.count = page->fields.count = page->times.count = page->open.count = 0;
  page->title.count = 0;
  page->has_title = false;
  page->out_of_memory = false;
  page->stopped = NULL;
  page->stopped_at = page->settled = 0;
  page->links = page->outward_links = page->bold = page->dropped = page->preformatted = page->level = 0;
  page->innermost = PAGE_NONE;
  page->place = IN_PAGE;
  page->gap = GAP_NONE;
  page->joint = JOINT_NONE;
  page->gap_indented = false;
  page->block = (PageBlock){0};
  page->capture = NULL;
  page->work = 0;
}

bool html_page_parse(HtmlPage *page, Slice html) {
  enum { PADDING = 16 };
  clear(page);
  if (!PAGE_RESERVE(page, &page->html, html.length + PADDING)) return false;
  memcpy(page->html.data, html.data, html.length);
  memset(page->html.data + html.length, 0, PADDING);
  page->source = html;
  page->html.count = html.length;
  if (html_guard(page->html.data, &page->html.count, &page->cuts) && begin_parser(page)) {
    libxml.htmlParseDocument(page->parser);
  } else {
    page->out_of_memory = true;
  }
  align(page, 0);
  html_collect_end(page);
  libxml.htmlFreeParserCtxt(page->parser);
  page->parser = NULL;
  return !page->out_of_memory;
}
