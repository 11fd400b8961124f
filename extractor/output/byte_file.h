/* byte_file.h - a file that is written from front to back, in large pieces, and can be made safe against a power cut.

   Functions that write return false where that fails; `error` (an errno) then says why, and nothing more is written. */
#ifndef SPO_OUTPUT_BYTE_FILE_H
#define SPO_OUTPUT_BYTE_FILE_H

#include "base/byte_buffer.h"

typedef struct {
  int descriptor;    /* -1: closed */
  uint64_t position; /* bytes that were put, also those that still wait */
  int error;
  ByteBuffer pending;
} ByteFile;

#define BYTE_FILE_CLOSED ((ByteFile){.descriptor = -1})

/* Makes an empty file, or empties the one that is there; devices and pipes are opened as they are. */
bool byte_file_create(ByteFile *file, const char *path);

/* Opens what is there to go on behind its first `size` bytes; what follows them is cut off. Fails with ERANGE where
   there are fewer. */
bool byte_file_reopen(ByteFile *file, const char *path, uint64_t size);

/* Writes to a descriptor that is open already; it is not closed. */
void byte_file_adopt(ByteFile *file, int descriptor);

bool byte_file_put(ByteFile *file, Slice bytes);

/* Hands what waits to the system; byte_file_sync waits until it is on the disk. */
bool byte_file_flush(ByteFile *file);
bool byte_file_sync(ByteFile *file);

/* Flushes and closes. A file that is closed is left as it is. */
bool byte_file_close(ByteFile *file);

#endif
