/* gzip.h - the bytes of a gzip file of many members, any of which may be broken: crawls, where each record is one.

   A broken member makes the source fail, with what came out of it before; after source_resume it goes on with the next
   member (RFC 1952). libarchive, which unpacks everything else, gives up the file there. */
#ifndef SPO_INPUT_GZIP_H
#define SPO_INPUT_GZIP_H

#include "input/source.h"

typedef struct Gzip Gzip;

/* Whether `head`, the first bytes of a file, are gzip around something that begins with `beginning`. */
bool gzip_begins_with(Slice head, Slice beginning);

/* Takes `packed` over and makes a source of what is in it, under the same name, valid until gzip_close. NULL, with
   `packed` untouched, where there is no memory. */
Gzip *gzip_open(Source *packed, Source *source);

/* What it reads from. */
const Source *gzip_packed(const Gzip *gzip);

void gzip_close(Gzip *gzip);

#endif
