/* xml_article.h - a document from the tree of one record, by the tables of its dialect or by a user's map. */
#ifndef SPO_INPUT_XML_ARTICLE_H
#define SPO_INPUT_XML_ARTICLE_H

#include "input/reader.h"
#include "input/xml_dialects.h"

typedef struct {
  Arena *arena;
  HtmlPage *page; /* memory for parsing, the caller's */
  const ReaderOptions *options;
  Document *document;
  HtmlText html; /* title and text */
} XmlArticle;

typedef enum { XML_ARTICLE, XML_ARTICLE_EMPTY, XML_ARTICLE_PASSED_OVER } XmlArticleResult;

/* Sets all of the document but its name, encoding and sum. */
XmlArticleResult xml_article_read(XmlArticle *article, const xmlNode *record, const XmlDialect *dialect);

/* Gives the document a value for a field (offset in Document), unless it has one or the value makes no sense there. */
void xml_article_offer(XmlArticle *article, size_t field, Slice value);

/* Adds what an element holds as text of the article. */
void xml_article_add(XmlArticle *article, XmlBodyKind kind, const xmlNode *element, const XmlRename *renames);

/* Writes the title, before the text is added; and makes the document of both. */
void xml_article_begin(XmlArticle *article);
bool xml_article_end(XmlArticle *article);

#endif
