/* mime.h - letters as MIME has them (RFC 5322, 2045 to 2047): the headers that matter to a reader, and the text.

   Of a multipart/alternative the plain text is taken where there is any, else the HTML; of other multiparts every text
   in turn; attachments, pictures and letters in the letter are left out. Nothing here fails: what is broken (a boundary
   that never comes, stray bytes in base64) is read as far as it makes sense. Linear in the letter for each level of
   parts, of which there are at most MIME_DEEPEST. */
#ifndef SPO_INPUT_MIME_H
#define SPO_INPUT_MIME_H

#include "base/arena.h"

enum { MIME_DEEPEST = 16, MIME_MOST_PARTS = 1000 };

/* A text of the letter, its transfer encoding undone, in the charset that it declares. */
typedef struct {
  Slice bytes;
  Slice charset; /* or empty */
  bool html;
  bool flowed; /* lines that end with a space go on in the next (RFC 3676) */
} MimeText;

typedef struct {
  Slice subject, from, date, id, language, address; /* decoded, UTF-8; empty where there is none */
  struct {
    VECTOR(MimeText);
  } texts;
} MimeLetter;

/* Reads a letter; slices are memory of the letter or the arena. */
void mime_read(Arena *arena, Slice bytes, MimeLetter *letter);

/* A header's value without encoded words (=?utf-8?B?...?=), on one line, as UTF-8. */
Slice mime_decode_header(Arena *arena, Slice value);

/* Whether the first bytes are headers of a letter. */
bool mime_begins(Slice head);

#endif
