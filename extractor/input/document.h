/* document.h - what a reader makes of one article: decoded text with its structure, and what is known about it.

   Everything lives in the arena that was given to the reader. Text is valid UTF-8 as it stood in the source (markup
   and encoding removed, nothing else changed); normalization is the business of text/. */
#ifndef SPO_INPUT_DOCUMENT_H
#define SPO_INPUT_DOCUMENT_H

#include "base/arena.h"

/* What a block of text is on the page. Rules may ask for it; resolving uses it. */
typedef enum {
  BLOCK_PARAGRAPH,
  BLOCK_HEADING, /* the title or a heading inside the text */
  BLOCK_CAPTION, /* of a picture or a table */
  BLOCK_TABLE,   /* a row of a table, its cells separated by tabs */
  BLOCK_LIST,    /* one entry of a list */
  BLOCK_QUOTE,   /* a block quotation */
  BLOCK_BYLINE,  /* who wrote it, when, where: the line that newspapers print around the text */
} BlockKind;

/* A half-open range of bytes of `text`. Blocks are in order, do not overlap, and have only white space between them. */
typedef struct {
  uint32_t begin, end;
  BlockKind kind;
} Block;

/* From byte `begin` of `text` to the next run, one character after the other stood in the source from byte `source` on;
   each takes `width` bytes in the text and `source_width` in the source: 1 and 1 where bytes are the same (UTF-8, of
   characters of any width), 3 and 2 for Chinese characters of GBK, 2 and 6 for &nbsp;. With a `source_width` of 0 all
   lead to `source`: text that was put together from metadata. */
typedef struct {
  uint32_t begin;
  uint8_t width, source_width;
  uint64_t source;
} OriginRun;

/* In order of `begin`; the first begins at 0. The source is the file, but for a record of JSON Lines its text. */
typedef struct {
  VECTOR(OriginRun);
} OriginRuns;

typedef struct {
  Slice name; /* of the file or stream, for messages */
  /* Metadata, each empty where the source has none */
  Slice id;       /* the record's own, or empty */
  Slice url;      /* absolute, or empty */
  Slice language; /* BCP 47 tag, lower case ("zh", "en", "zh-hant"), or empty */
  Slice title;
  Slice date;      /* of publication, canonical: YYYY, YYYY-MM, YYYY-MM-DD or an xsd:dateTime; or empty */
  Slice retrieved; /* when a crawler fetched it, an xsd:dateTime or date; or empty */
  Slice publisher; /* the medium that printed this page (from the page's metadata or its line 来源:) */
  Slice author;
  Slice source; /* where the article was taken from (本文转自, dct:source), or empty */

  Slice text;
  struct {
    VECTOR(Block);
  } blocks;
  OriginRuns origins;
  const char *encoding; /* in which the source came, IANA name; static storage */
  char sha256[65];      /* of the bytes of this document in the source, in hexadecimal */
} Document;

/* An absolute URL without characters that no URL has (RFC 3986, section 3.1; RFC 3987 lets other scripts in). */
bool url_is_absolute(Slice url);

/* Where in the source the character stood to which byte `offset` of the text belongs: a byte offset. O(log runs). */
uint64_t document_source_offset(const Document *document, uint32_t offset);

#endif
