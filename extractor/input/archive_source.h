/* archive_source.h - libarchive over a Source: what archive.c and unpacked.c share. */
#ifndef SPO_INPUT_ARCHIVE_SOURCE_H
#define SPO_INPUT_ARCHIVE_SOURCE_H

#include "input/archive_library.h"
#include "input/source.h"

/* Reads for libarchive; the handle is a Source. */
la_ssize_t archive_source_read(struct archive *library, void *source, const void **bytes);

/* What libarchive says of its last failure, in one line of ASCII. */
void archive_source_problem(struct archive *library, char *text, size_t size);

/* True where so many bytes, from so many packed ones, are no text any more. */
bool archive_source_is_bomb(uint64_t bytes, int64_t from);

#endif
