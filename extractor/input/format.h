/* format.h - what a format of input is to the reader: a row of the table in reader.c.

   A driver reads the documents of one input, one call each. What it keeps between calls, above all handles and memory
   of libraries, it keeps in its own state, which `close` frees, because an arena that is full jumps out of `next`. */
#ifndef SPO_INPUT_FORMAT_H
#define SPO_INPUT_FORMAT_H

#include "input/encoding.h"
#include "input/reader.h"
#include "input/source.h"

typedef struct {
  Source source;
  ReaderOptions options; /* `largest` is never 0 */
  Diagnostics diagnostics;
  bool taken;         /* the one document of a format that has but one has been asked for */
  const char *sha256; /* of the whole source, where it is known already; or NULL */
  unsigned depth;     /* archives around it */
} Input;

typedef struct {
  const char *name; /* on the command line */
  InputFormat format;
  bool single;                   /* an input is one document */
  const char *endings;           /* of file names, each with a space behind */
  bool (*recognize)(Slice head); /* by the first bytes, white space and byte order mark removed */
  void *(*open)(const Input *);  /* the driver's state; NULL: no memory */
  SpoStatus (*next)(void *state, Input *, Arena *, Document *);
  SpoStatus (*take)(void *state, Input *, Arena *, RawDocument *, Document *); /* as reader_take; NULL: by `next` */
  void (*close)(void *state);
} FormatDriver;

extern const FormatDriver TEXT_DRIVER, HTML_DRIVER, JSONL_DRIVER, WARC_DRIVER, XML_DRIVER, CSV_DRIVER, MAIL_DRIVER,
    MARKDOWN_DRIVER;

/* What stands around files of any format: archives and compression, known by their first ARCHIVE_HEAD bytes. */
extern const FormatDriver ARCHIVE_DRIVER;

enum { ARCHIVE_HEAD = 512 };

/* A reader for a source inside another, which it takes over. NULL after reporting that there is no memory. */
Reader *reader_begin(Source source, const ReaderOptions *options, const Diagnostics *diagnostics, unsigned depth,
                     SpoStatus *status);

/* Reports that the source could not be read on, at the byte where it stopped, and returns SPO_BAD_INPUT. */
SpoStatus input_refuse_source(const Input *input);

/* Reports an error of the whole input, or of the place `offset` (SIZE_MAX: none), and returns SPO_BAD_INPUT. */
SpoStatus input_refuse(const Input *input, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes the whole input as one document: SPO_END if that has been done, SPO_BAD_INPUT (reported) where it cannot be
   read, is too large, empty or a known kind of binary file. Sets the document's name and sha256. */
SpoStatus input_whole(Input *input, Arena *arena, Document *document, Slice *bytes);

/* Decodes what input_whole took, of which at most `nuls` bytes in a thousand may be 0. Reports what is no text, and
   bytes that had to be replaced. Sets the document's encoding. */
SpoStatus input_decode(const Input *input, Arena *arena, Slice bytes, EncodingOptions options, unsigned nuls,
                       Document *document, Decoded *decoded);

/* Says how many bytes had to be replaced, if any. */
void input_warn_replaced(const Input *input, const Decoded *decoded);

/* Where a binary file shows that it is one: more zero bytes than `nuls` in a thousand, or many control characters near
   the beginning. SIZE_MAX for text. */
size_t input_binary_at(Slice bytes, unsigned nuls);

void input_hash(Slice bytes, char hexadecimal[65]);

#endif
