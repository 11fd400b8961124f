#include "input/html_tags.h"

static const struct {
  const char *name;
  Tag tag;
} TAGS[] = {
    {"a", TAG_A},
    {"sub", TAG_RAISED},
    {"sup", TAG_RAISED},
    {"b", TAG_BOLD},
    {"strong", TAG_BOLD},
    {"br", TAG_BR},
    {"img", TAG_IMG},
    {"amp-img", TAG_IMG},
    {"time", TAG_TIME},
    {"meta", TAG_META},
    {"link", TAG_LINK},
    {"title", TAG_TITLE},
    {"script", TAG_SCRIPT},
    /* Controls, pictures, code, annotations of single characters, and what stands in for them */
    {"style", TAG_DROPPED},
    {"noscript", TAG_DROPPED},
    {"noframes", TAG_DROPPED},
    {"template", TAG_DROPPED},
    {"iframe", TAG_DROPPED},
    {"object", TAG_DROPPED},
    {"embed", TAG_DROPPED},
    {"applet", TAG_DROPPED},
    {"svg", TAG_DROPPED},
    {"math", TAG_DROPPED},
    {"canvas", TAG_DROPPED},
    {"audio", TAG_DROPPED},
    {"video", TAG_DROPPED},
    {"select", TAG_DROPPED},
    {"option", TAG_DROPPED},
    {"datalist", TAG_DROPPED},
    {"button", TAG_DROPPED},
    {"textarea", TAG_DROPPED},
    {"input", TAG_DROPPED},
    {"dialog", TAG_DROPPED},
    {"marquee", TAG_DROPPED},
    {"rt", TAG_DROPPED},
    {"rp", TAG_DROPPED},
    {"amp-ad", TAG_DROPPED},
    {"amp-analytics", TAG_DROPPED},
    {"amp-consent", TAG_DROPPED},
    {"amp-embed", TAG_DROPPED},
    {"amp-iframe", TAG_DROPPED},
    {"amp-sidebar", TAG_DROPPED},
    {"amp-social-share", TAG_DROPPED},
    {"amp-user-notification", TAG_DROPPED},
    {"div", TAG_BLOCK},
    {"address", TAG_BLOCK},
    {"center", TAG_BLOCK},
    {"details", TAG_BLOCK},
    {"summary", TAG_BLOCK},
    {"fieldset", TAG_BLOCK},
    {"legend", TAG_BLOCK},
    {"figure", TAG_BLOCK},
    {"hgroup", TAG_BLOCK},
    {"frameset", TAG_BLOCK},
    {"thead", TAG_BLOCK},
    {"tbody", TAG_BLOCK},
    {"tfoot", TAG_BLOCK},
    {"html", TAG_HTML},
    {"head", TAG_HEAD},
    {"body", TAG_BODY},
    {"main", TAG_MAIN},
    {"article", TAG_ARTICLE},
    {"section", TAG_SECTION},
    {"header", TAG_HEADER},
    {"footer", TAG_FOOTER},
    {"nav", TAG_NAV},
    {"aside", TAG_ASIDE},
    {"form", TAG_FORM},
    {"p", TAG_P},
    {"h1", TAG_H1},
    {"h2", TAG_H2},
    {"h3", TAG_H3},
    {"h4", TAG_H4},
    {"h5", TAG_H5},
    {"h6", TAG_H6},
    {"ul", TAG_LIST},
    {"ol", TAG_LIST},
    {"dl", TAG_LIST},
    {"menu", TAG_LIST},
    {"dir", TAG_LIST},
    {"li", TAG_ENTRY},
    {"dt", TAG_ENTRY},
    {"dd", TAG_ENTRY},
    {"table", TAG_TABLE},
    {"tr", TAG_ROW},
    {"td", TAG_CELL},
    {"th", TAG_CELL},
    {"caption", TAG_CAPTION},
    {"figcaption", TAG_CAPTION},
    {"blockquote", TAG_QUOTE},
    {"pre", TAG_PRE},
    {"xmp", TAG_PRE},
    {"listing", TAG_PRE},
    {"hr", TAG_HR},
};

static unsigned hash_of(const char *name) {
  unsigned hash = 0;
  for (; *name; name++) hash = hash * 31 + (unsigned char)*name;
  return (hash ^ hash >> 9) % TAG_SLOTS;
}

void tag_table_init(TagTable *table) {
  *table = (TagTable){0};
  for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
    unsigned slot = hash_of(TAGS[i].name);
    while (table->slots[slot]) slot = (slot + 1) % TAG_SLOTS;
    table->slots[slot] = (uint16_t)(i + 1);
  }
}

Tag tag_named(const TagTable *table, const char *name) {
  for (unsigned slot = hash_of(name); table->slots[slot]; slot = (slot + 1) % TAG_SLOTS) {
    unsigned i = table->slots[slot] - 1u;
    if (strcmp(TAGS[i].name, name) == 0) return TAGS[i].tag;
  }
  return TAG_INLINE;
}
