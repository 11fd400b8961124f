/* encoding.h - from the bytes of a text or page to UTF-8.

   Order of the evidence: a byte order mark; zero bytes as UTF-16 has them; bytes that are valid UTF-8; what the page
   declares (<meta charset>, XML declaration) or else what came with it (HTTP, MIME); bytes that are valid GB18030,
   Shift_JIS, EUC-JP, EUC-KR, Big5 or windows-1252 and look like the language that is written in it. Text that is none
   of these is refused, with the offset of the first byte that is wrong. GB2312, GBK and GB18030 are all decoded as
   GB18030, of which the others are parts; whoever declares one of them often means another. */
#ifndef SPO_INPUT_ENCODING_H
#define SPO_INPUT_ENCODING_H

#include "base/arena.h"
#include "input/document.h"

typedef struct {
  Slice text;        /* UTF-8 without byte order mark: the bytes themselves or memory of the arena */
  const char *name;  /* IANA name of the encoding */
  OriginRuns runs;   /* from `text` to the bytes; never empty but for an empty text */
  size_t replaced;   /* bytes that were wrong and became U+FFFD; only where `lenient` allows it */
  size_t offset;     /* of the first wrong byte */
  char problem[160]; /* why the bytes were refused */
} Decoded;

typedef struct {
  Slice charset; /* what the page's carrier declares, where the page itself declares nothing; or empty */
  bool markup;   /* look for the declarations of HTML and XML */
  bool lenient;  /* a page that says what it is and keeps to it but for a few bytes is read all the same */
} EncodingOptions;

/* Decodes `bytes`; false, with `offset` and `problem`, where they are no text in a known encoding. */
bool encoding_decode(Arena *arena, Slice bytes, EncodingOptions options, Decoded *decoded);

/* Whether a byte order mark or zero bytes say so. */
bool encoding_is_utf16(Slice bytes);

/* What a file that is no text seems to be ("a PDF document"), by its first bytes; NULL if nothing known. */
const char *encoding_binary_kind(Slice head);

/* Finds the name that the head of a page declares ("gb2312"); empty if there is none. */
Slice encoding_declared(Slice bytes);

#endif
