/* source.h - the bytes of one input, read in a bounded way from a file, a pipe, memory or what another source holds.

   Files are read, not mapped: a file that shrinks while it is mapped kills the process. The memory that a source takes
   is bounded by the longest piece that was asked for (`most`), whatever the length of the input. */
#ifndef SPO_INPUT_SOURCE_H
#define SPO_INPUT_SOURCE_H

#include <sys/types.h>

#include "base/diagnostic.h"
#include "base/slice.h"

/* Bytes that are made while they are read, such as those of a member of an archive. */
typedef struct {
  ssize_t (*read)(void *handle, char *to, size_t size); /* bytes put; 0 at the end; -1: failed */
  const char *(*problem)(void *handle);                 /* why it failed */
  void *handle;
  bool resumes; /* after a failure more can be read, behind what is broken */
} SourceStream;

typedef struct {
  const char *name; /* for messages */
  int file;         /* descriptor, or -1 */
  SourceStream stream;
  bool owns_file;
  char *buffer; /* own memory; NULL while reading from memory */
  size_t capacity;
  const char *data;  /* the buffer or the caller's memory: */
  size_t begin, end; /* bytes that were read and not taken yet */
  uint64_t position; /* offset in the input of data[begin] */
  size_t line;       /* lines taken by source_line */
  bool ended;        /* nothing more can be read */
  int error;         /* errno of the read that failed (EIO of a stream), or 0 */
} Source;

typedef enum {
  SOURCE_OK,
  SOURCE_END,
  SOURCE_TOO_LARGE, /* the piece is longer than `most`; it has been passed over */
  SOURCE_FAILED,    /* a read failed, `error` says why */
  SOURCE_NO_MEMORY
} SourceResult;

/* Opens a file, or standard input for "-". Reports what does not work and returns false. */
bool source_open(Source *source, const char *path, const Diagnostics *diagnostics);

void source_open_memory(Source *source, Slice bytes, const char *name);

void source_open_stream(Source *source, SourceStream stream, const char *name);

/* Up to `wanted` bytes from here on, without taking them; fewer only at the end of the input. */
Slice source_peek(Source *source, size_t wanted);

/* Takes all that is left, at most `most` bytes. The bytes stay until the next call. */
SourceResult source_all(Source *source, size_t most, Slice *bytes);

/* Takes some of what is left, what is there without waiting for more. The bytes stay until the next call. */
SourceResult source_some(Source *source, Slice *bytes);

/* Takes the next line, without its newline (LF or CRLF), at most `most` bytes. The bytes stay until the next call. */
SourceResult source_line(Source *source, size_t most, Slice *line);

/* Why a read failed, after SOURCE_FAILED; `text` is used where it must be composed. */
const char *source_problem(const Source *source, char *text, size_t size);

/* After SOURCE_FAILED: drops what was read before the failure and goes on behind it. False where that is the end. */
bool source_resume(Source *source);

/* Passes over up to `count` bytes; fewer only at the end, or where a read fails. Returns how many. */
uint64_t source_skip(Source *source, uint64_t count);

void source_close(Source *source);

#endif
