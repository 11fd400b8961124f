/* reader.h - from bytes to documents.

   A reader takes one source (a file, standard input, a buffer) and gives its documents one after the other; one file of
   JSON Lines holds many. A source or record that cannot be read is reported once, with its name and the line or byte
   offset, and does not end the reading of what follows. Readers never open a network connection or another file.

   JSON Lines: an object a line, of which these members are read: text (must be there), id (string or integer), url,
   lang (or language), title, date, author, source, publisher; others are ignored. A line that is no such object, or
   whose text or id is wrong, is an error and costs that record; any other wrong value is a warning and is left out.
   Offsets of such a document count within the value of its text.

   CSV and TSV: a record each but the first, which names the columns as JSON Lines name their members.

   E-mail: a letter, or all letters of a mailbox (mbox): the text, by mime.h. Offsets count within the text.

   WARC (ISO 28500), also WET: the pages in response and resource records and the texts in conversion records, with the
   record's URL and the date at which it was fetched. Offsets count within the page or text, joined from its chunks.

   XML: each entry of a feed (RSS, Atom), item of NewsML-G2, NITF or TEI document and each article of a dump of
   MediaWiki; of other kinds what a map (xml_map.h) calls a document. Offsets count within the document's text.

   Around any of them may be gzip, zstd, xz or bzip2, a tar (compressed or not) or a zip archive; archives in an archive
   are opened, too, but none in those. Members are read one after the other as they come, under the name ARCHIVE!MEMBER;
   links, directories and devices are passed over. An archive that breaks off is one error, and what was whole before
   comes out. What expands more than INPUT_MOST_RATIO times is refused. Offsets count within what was packed. */
#ifndef SPO_INPUT_READER_H
#define SPO_INPUT_READER_H

#include "base/diagnostic.h"
#include "input/document.h"

typedef enum {
  FORMAT_AUTO,
  FORMAT_TEXT,
  FORMAT_HTML,
  FORMAT_JSONL,
  FORMAT_WARC,
  FORMAT_XML,
  FORMAT_CSV,
  FORMAT_MAIL,
  FORMAT_MARKDOWN
} InputFormat;

/* Their names, for messages and pages of help. */
#define INPUT_FORMATS "text, markdown, html, xml, mail, jsonl, csv, warc"

typedef struct {
  InputFormat format; /* FORMAT_AUTO looks at the name's ending, then at the first bytes */
  Slice language;     /* for documents that name none; empty: guessed from the letters */
  Slice charset;      /* of pages that declare none, as HTTP has it; or empty */
  Slice fields;       /* names of the fields of records (record_fields.h): "text=body,id=key"; stays the caller's */
  const struct XmlMap *map; /* of XML of an unknown kind (xml_map.h), or NULL; stays the caller's */
  size_t largest;           /* most bytes of one document's source; 0: INPUT_LARGEST */
  uint64_t most_expanded;   /* most bytes that all members of an archive may have together; 0: INPUT_MOST_EXPANDED */
} ReaderOptions;

enum {
  INPUT_LARGEST = 64 * 1024 * 1024,
  INPUT_LARGEST_RECORD = 8 * 1024 * 1024 /* most bytes of a line of JSON Lines: parsed, it can take 80 times as much */
};

#define INPUT_MOST_EXPANDED ((uint64_t)1 << 40)

/* What is packed may be so many times larger than the packed bytes once it is larger than INPUT_FREE_EXPANSION: text
   comes to 50, and 1,000 where a file is one character over and over. */
enum { INPUT_MOST_RATIO = 250, INPUT_FREE_EXPANSION = 16 * 1024 * 1024 };

typedef struct Reader Reader;

/* InputFormat by its name on the command line ; false where there is no such format. */
bool input_format_named(Slice name, InputFormat *format);

/* Opens `path`; "-" is standard input. NULL after reporting where that fails; `*status` says why. What the arguments
   point to is copied, except the handle of the diagnostics. */
Reader *reader_open(const char *path, const ReaderOptions *options, const Diagnostics *diagnostics, SpoStatus *status);

/* Reads from memory, which must stay as it is until reader_close. `name` is for messages. */
Reader *reader_open_memory(Slice bytes, const char *name, const ReaderOptions *options, const Diagnostics *diagnostics,
                           SpoStatus *status);

/* The next document, in `arena` (whose guard must be set by the caller): SPO_SUCCESS, SPO_END after the last, or
   SPO_BAD_INPUT for one that could not be read (already reported; call again for the next). */
SpoStatus reader_next(Reader *reader, Arena *arena, Document *document);

/* A page or text inside an archive or a crawl that has been taken out and not been read yet; slices are memory of the
   arena, but for those of `options`. */
typedef struct {
  const char *name; /* for messages */
  Slice bytes;
  char sha256[65];       /* of them */
  ReaderOptions options; /* with its format; FORMAT_AUTO: there is nothing that is still to be read */
  Slice language;        /* where the options name none: of the record around it, or empty */
  Slice charset;         /* as HTTP has it, or empty */
  Slice url, retrieved;  /* of the record around it, or empty */
} RawDocument;

/* As reader_next, but what takes the longest, parsing a page, is left to reader_parse, which other threads may call
   while this one takes the next document. Without `raw->options.format` the document is whole. */
SpoStatus reader_take(Reader *reader, Arena *arena, RawDocument *raw, Document *document);

/* Reads what reader_take has taken. SPO_BAD_INPUT, reported, where it cannot be read; SPO_NO_MEMORY where the arena is
   full, whose guard stays as it is. Reader, map and fields that `raw` was taken with must still be there. */
SpoStatus reader_parse(const RawDocument *raw, Arena *arena, const Diagnostics *diagnostics, Document *document);

/* Whether the source is one document, by its format: whoever reads it reads no other's. */
bool reader_is_single(const Reader *reader);

/* Bytes of the source, as it is stored, that were taken so far. */
uint64_t reader_position(const Reader *reader);

void reader_close(Reader *reader);

#endif
