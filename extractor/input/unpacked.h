/* unpacked.h - what is in a file that is packed by gzip (gzip.h), zstd, xz or bzip2 (libarchive), known by its first
   bytes; of any other, its bytes. What expands more than INPUT_MOST_RATIO times fails. */
#ifndef SPO_INPUT_UNPACKED_H
#define SPO_INPUT_UNPACKED_H

#include "input/gzip.h"

struct archive;

/* It must stay where it is while it is read. */
typedef struct {
  Source source; /* to be read */
  Source packed; /* what libarchive reads, or the file itself is `source` */
  Gzip *gzip;
  struct archive *library;
  bool begun;
  uint64_t out; /* bytes that came out of it */
  char problem[256];
} Unpacked;

/* Takes the source over. False where there is no memory; it is to be closed all the same. */
bool unpacked_open(Unpacked *unpacked, Source *packed);

/* Bytes that were read of the file, as it is stored; 0 where it is no file. */
uint64_t unpacked_position(const Unpacked *unpacked);

void unpacked_close(Unpacked *unpacked);

#endif
