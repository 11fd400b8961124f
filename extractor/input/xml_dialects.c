#include "input/xml_dialects.h"

#include "base/slice.h"

#define FIELD(name) offsetof(Document, name)

/* ---- RSS 0.9 to 2.0, and 1.0, which is RDF ---- */

static const char *const RSS_ROOTS[] = {"rss", "RDF", NULL};
static const XmlField RSS_FIELDS[] = {
    {FIELD(title), "title"},
    {FIELD(title), "dc:title"},
    {FIELD(url), "link"},
    {FIELD(url), "guid[isPermaLink!=false]"},
    {FIELD(url), "atom:link/@href"},
    {FIELD(url), "@about"},
    {FIELD(id), "guid"},
    {FIELD(id), "dc:identifier"},
    {FIELD(date), "pubDate"},
    {FIELD(date), "dc:date"},
    {FIELD(date), "dcterms:created"},
    {FIELD(date), "dcterms:issued"},
    {FIELD(date), "atom:published"},
    {FIELD(date), "atom:updated"},
    {FIELD(author), "dc:creator"},
    {FIELD(author), "author"},
    {FIELD(author), "atom:author/atom:name"},
    {FIELD(source), "source"},
    {FIELD(source), "dc:source"},
    {FIELD(publisher), "dc:publisher"},
    {FIELD(publisher), "^channel/dc:publisher"},
    {FIELD(publisher), "^channel/title"},
    {FIELD(language), "@lang"},
    {FIELD(language), "dc:language"},
    {FIELD(language), "^channel/language"},
    {FIELD(language), "^channel/dc:language"},
    {FIELD(language), "^@lang"},
    {0, NULL},
};
static const XmlBody RSS_BODIES[] = {
    {XML_BODY_STRING, "content:encoded"}, {XML_BODY_TREE, "xhtml:body"},
    {XML_BODY_STRING, "content:content"}, {XML_BODY_STRING, "description"},
    {XML_BODY_STRING, "dc:description"},  {XML_BODY_STRING, "atom:summary"},
    {XML_BODY_STRING, "fulltext"},        {0, NULL},
};

/* ---- Atom (RFC 4287) ---- */

static const char *const ATOM_ROOTS[] = {"feed", "entry", NULL};
static const XmlField ATOM_FIELDS[] = {
    {FIELD(title), "title"},
    {FIELD(url), "link[rel=alternate]/@href"},
    {FIELD(url), "link[!rel]/@href"},
    {FIELD(url), "link[rel=self]/@href"},
    {FIELD(url), "content/@src"},
    {FIELD(url), "id"},
    {FIELD(id), "id"},
    {FIELD(date), "published"},
    {FIELD(date), "issued"},
    {FIELD(date), "created"},
    {FIELD(date), "updated"},
    {FIELD(date), "modified"},
    {FIELD(author), "author/name"},
    {FIELD(author), "dc:creator"},
    {FIELD(author), "source/author/name"},
    {FIELD(author), "^author/name"},
    {FIELD(source), "source/title"},
    {FIELD(publisher), "dc:publisher"},
    {FIELD(publisher), "^title"},
    {FIELD(language), "@lang"},
    {FIELD(language), "content/@lang"},
    {FIELD(language), "dc:language"},
    {FIELD(language), "^@lang"},
    {0, NULL},
};
static const XmlBody ATOM_BODIES[] = {
    {XML_BODY_STRING, "content"},
    {XML_BODY_STRING, "summary"},
    {0, NULL},
};

/* ---- NewsML-G2 (IPTC), with NITF, XHTML or text in it ---- */

static const char *const NEWSML_ROOTS[] = {"newsItem", "newsMessage", NULL};
static const XmlField NEWSML_FIELDS[] = {
    {FIELD(title), "contentMeta/headline"},
    {FIELD(title), "contentSet/inlineXML/*:nitf/*:body/*:body.head/*:hedline/*:hl1"},
    {FIELD(title), "itemMeta/title"},
    {FIELD(title), "contentSet/inlineXML/*:html/*:head/*:title"},
    {FIELD(id), "@guid"},
    {FIELD(url), "itemMeta/link[rel=irel:isCanonical]/@href"},
    {FIELD(url), "@guid"},
    {FIELD(date), "contentMeta/contentCreated"},
    {FIELD(date), "itemMeta/firstCreated"},
    {FIELD(date), "itemMeta/versionCreated"},
    {FIELD(author), "contentMeta/creator/name"},
    {FIELD(author), "contentMeta/by"},
    {FIELD(author), "contentMeta/creator/@literal"},
    {FIELD(source), "contentMeta/infoSource/name"},
    {FIELD(source), "contentMeta/infoSource/@literal"},
    {FIELD(publisher), "itemMeta/provider/name"},
    {FIELD(publisher), "itemMeta/provider/@literal"},
    {FIELD(publisher), "rightsInfo/copyrightHolder/name"},
    {FIELD(language), "contentMeta/language/@tag"},
    {FIELD(language), "@lang"},
    {FIELD(language), "^@lang"},
    {0, NULL},
};
static const XmlBody NEWSML_BODIES[] = {
    {XML_BODY_TREE, "contentSet/inlineXML/*:nitf/*:body/*:body.content"},
    {XML_BODY_TREE, "contentSet/inlineXML/*:html/*:body"},
    {XML_BODY_TREE, "contentSet/inlineXML"},
    {XML_BODY_STRING, "contentSet/inlineData"},
    {0, NULL},
};

/* ---- NITF (IPTC) ---- */

static const char *const NITF_ROOTS[] = {"nitf", NULL};
static const XmlField NITF_FIELDS[] = {
    {FIELD(title), "body/body.head/hedline/hl1"},
    {FIELD(title), "head/title"},
    {FIELD(id), "head/docdata/doc-id/@id-string"},
    {FIELD(url), "head/pubdata/@ex-ref"},
    {FIELD(date), "body/body.head/dateline/story.date/@norm"},
    {FIELD(date), "head/docdata/date.issue/@norm"},
    {FIELD(date), "head/docdata/date.release/@norm"},
    {FIELD(date), "head/pubdata/@date.publication"},
    {FIELD(author), "body/body.head/byline/person"},
    {FIELD(author), "body/body.head/byline"},
    {FIELD(source), "body/body.head/distributor/org"},
    {FIELD(source), "body/body.head/distributor"},
    {FIELD(publisher), "head/pubdata/@name"},
    {FIELD(publisher), "head/docdata/doc.copyright/@holder"},
    {FIELD(language), "@lang"},
    {FIELD(language), "body/@lang"},
    {0, NULL},
};
static const XmlBody NITF_BODIES[] = {{XML_BODY_TREE, "body/body.content"}, {0, NULL}};
static const XmlRename NITF_RENAMES[] = {
    {"hl1", "h2"},
    {"hl2", "h3"},
    {"bq", "blockquote"},
    {"block", "div"},
    {"body.content", "div"},
    {"media-caption", "figcaption"},
    {"media-producer", NULL},
    {"media-metadata", NULL},
    {"media-object", NULL},
    {"media-reference", NULL},
    {"fn", NULL},
    {"datasource", NULL},
    {"credit", "p"},
    {"head", NULL},
    {"lead-in", "p"},
    {"note", "p"},
    {"tagline", "p"},
    {"body.end", NULL},
    {"nitf-table", "div"},
    {"nitf-table-metadata", NULL},
    {"abstract", "div"},
    {"byline", "p"},
    {"dateline", "p"},
    {0, NULL},
};

/* ---- TEI P5, and P4 without a namespace ---- */

static const char *const TEI_ROOTS[] = {"TEI", "TEI.2", "teiCorpus", "teiCorpus.2", NULL};
static const XmlField TEI_FIELDS[] = {
    {FIELD(title), "teiHeader/fileDesc/titleStmt/title[type=main]"},
    {FIELD(title), "teiHeader/fileDesc/titleStmt/title"},
    {FIELD(id), "teiHeader/fileDesc/publicationStmt/idno"},
    {FIELD(id), "@id"},
    {FIELD(url), "teiHeader/fileDesc/publicationStmt/idno[type=URL]"},
    {FIELD(url), "teiHeader/fileDesc/publicationStmt/idno[type=URI]"},
    {FIELD(url), "teiHeader/fileDesc/publicationStmt/ref/@target"},
    {FIELD(date), "teiHeader/fileDesc/sourceDesc/bibl/date/@when"},
    {FIELD(date), "teiHeader/fileDesc/publicationStmt/date/@when"},
    {FIELD(date), "teiHeader/fileDesc/publicationStmt/date"},
    {FIELD(author), "teiHeader/fileDesc/titleStmt/author"},
    {FIELD(source), "teiHeader/fileDesc/sourceDesc/bibl/title"},
    {FIELD(publisher), "teiHeader/fileDesc/publicationStmt/publisher"},
    {FIELD(language), "text/@lang"},
    {FIELD(language), "@lang"},
    {FIELD(language), "teiHeader/profileDesc/langUsage/language/@ident"},
    {FIELD(language), "^@lang"},
    {0, NULL},
};
static const XmlBody TEI_BODIES[] = {{XML_BODY_TREE, "text/body"}, {XML_BODY_TREE, "text"}, {0, NULL}};
static const XmlRename TEI_RENAMES[] = {
    {"figure/head", "figcaption"},
    {"table/head", "caption"},
    {"head", "h2"},
    {"ab", "p"},
    {"lg", "div"},
    {"l", "div"},
    {"sp", "div"},
    {"speaker", "p"},
    {"stage", "p"},
    {"opener", "div"},
    {"closer", "div"},
    {"dateline", "p"},
    {"byline", "p"},
    {"salute", "p"},
    {"signed", "p"},
    {"trailer", "p"},
    {"argument", "div"},
    {"epigraph", "blockquote"},
    {"cit", "div"},
    {"div/quote", "blockquote"},
    {"body/quote", "blockquote"},
    {"cit/quote", "blockquote"},
    {"list", "ul"},
    {"item", "li"},
    {"list/label", "li"},
    {"row", "tr"},
    {"cell", "td"},
    {"lb", "br"},
    {"figDesc", NULL},
    {"fw", NULL},
    {"note", NULL},
    {"del", NULL},
    {"sic", NULL},
    {"choice/orig", NULL},
    {"choice/abbr", NULL},
    {"teiHeader", NULL},
    {"front", "div"},
    {"back", "div"},
    {"body", "div"},
    {"postscript", "div"},
    {"title", ""},
    {"label", ""},
    {"s", ""},
    {"q", ""},
    {"div1", "div"},
    {"div2", "div"},
    {"div3", "div"},
    {"div4", "div"},
    {"floatingText", "div"},
    {"listBibl", NULL},
    {0, NULL},
};

/* ---- dumps of MediaWiki: pages of articles ---- */

static const char *const WIKI_ROOTS[] = {"mediawiki", NULL};
static const XmlField WIKI_FIELDS[] = {
    {FIELD(title), "title"},
    {FIELD(id), "id"},
    {FIELD(date), "revision/timestamp"},
    {FIELD(publisher), "^siteinfo/sitename"},
    {FIELD(language), "^@lang"},
    {0, NULL},
};
static const XmlBody WIKI_BODIES[] = {{XML_BODY_WIKI, "revision/text"}, {0, NULL}};

static const XmlDialect DIALECTS[] = {
    {"RSS", RSS_ROOTS, "item", RSS_FIELDS, RSS_BODIES, NITF_RENAMES, NULL},
    {"Atom", ATOM_ROOTS, "entry", ATOM_FIELDS, ATOM_BODIES, NULL, NULL},
    {"NewsML-G2", NEWSML_ROOTS, "newsItem", NEWSML_FIELDS, NEWSML_BODIES, NITF_RENAMES, "contentSet/remoteContent"},
    {"NITF", NITF_ROOTS, "nitf", NITF_FIELDS, NITF_BODIES, NITF_RENAMES, NULL},
    {"TEI", TEI_ROOTS, "TEI", TEI_FIELDS, TEI_BODIES, TEI_RENAMES, NULL},
    {"TEI", TEI_ROOTS + 1, "TEI.2", TEI_FIELDS, TEI_BODIES, TEI_RENAMES, NULL},
    {"a dump of MediaWiki", WIKI_ROOTS, "page", WIKI_FIELDS, WIKI_BODIES, NULL, "redirect"},
};

enum { DIALECT_COUNT = sizeof DIALECTS / sizeof *DIALECTS };

static bool is_root(const XmlDialect *dialect, Slice name) {
  for (const char *const *root = dialect->roots; *root; root++) {
    if (slice_is(name, *root)) return true;
  }
  return false;
}

const XmlDialect *xml_dialect_of(const xmlNode *root) {
  Slice name = slice_of((const char *)root->name);
  const char *colon = root->ns ? NULL : memchr(name.data, ':', name.length);
  if (colon) name = slice_between(colon + 1, name.data + name.length);
  if (slice_ends_with(name, SLICE(".2"))) { /* TEI P4 */
    for (size_t i = DIALECT_COUNT; i-- > 0;) {
      if (is_root(&DIALECTS[i], name)) return &DIALECTS[i];
    }
  }
  for (size_t i = 0; i < DIALECT_COUNT; i++) {
    if (is_root(&DIALECTS[i], name)) return &DIALECTS[i];
  }
  return NULL;
}

Slice xml_first_element(Slice head) {
  while (head.length) {
    const char *open = memchr(head.data, '<', head.length);
    if (!open || open + 1 >= head.data + head.length) break;
    Slice rest = slice_between(open + 1, head.data + head.length);
    bool comment = slice_starts_with(rest, SLICE("!--"));
    if (rest.data[0] != '?' && rest.data[0] != '!') {
      size_t end = 0;
      while (end < rest.length && (unsigned char)rest.data[end] > ' ' && !strchr("/>", rest.data[end])) end++;
      Slice name = {rest.data, end}, local = name;
      slice_cut(&local, ':');
      return local.length ? local : name;
    }
    size_t end = comment ? slice_find(rest, SLICE("-->")) : slice_find(rest, SLICE(">"));
    if (end == SIZE_MAX) break;
    head = slice_between(rest.data + end, rest.data + rest.length);
  }
  return (Slice){0};
}

bool xml_dialect_begins(Slice head) {
  if (head.length == 0 || head.data[0] != '<') return false;
  Slice name = xml_first_element(head);
  for (size_t i = 0; i < DIALECT_COUNT && name.length; i++) {
    if (is_root(&DIALECTS[i], name)) return true;
  }
  return false;
}
