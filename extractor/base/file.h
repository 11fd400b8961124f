/* file.h - whole files: read into an arena, mapped, or written so that a failure leaves no half file. */
#ifndef SPO_BASE_FILE_H
#define SPO_BASE_FILE_H

#include "base/arena.h"
#include "base/diagnostic.h"

/* Reads a regular file of at most `largest` bytes. Failures are reported under `path` and come back as `failure`. */
SpoStatus file_read(Arena *arena, const char *path, size_t largest, SpoStatus failure, const Diagnostics *diagnostics,
                    Slice *bytes);

typedef struct {
  Slice bytes;
} MappedFile;

/* Maps a file read-only, shared between processes. */
SpoStatus file_map(MappedFile *file, const char *path, SpoStatus failure, const Diagnostics *diagnostics);
void file_unmap(MappedFile *file);

/* Writes `bytes` to a file beside `path` and renames it to `path`; devices and pipes are written to as they are.
 * SPO_BAD_OUTPUT, reported, where that fails. */
SpoStatus file_write(const char *path, Slice bytes, const Diagnostics *diagnostics);

#endif
