#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 256 * 1024 };

static bool refuse(Source *source, const Diagnostics *diagnostics, int error) {
  char text[128];
  diagnostics_file(diagnostics, SPO_ERROR, source->name, 0, SIZE_MAX, "cannot be read: %s",
                   strerror_r(error, text, sizeof text));
  source_close(source);
  return false;
}

bool source_open(Source *source, const char *path, const Diagnostics *diagnostics) {
  bool standard = strcmp(path, "-") == 0;
  *source = (Source){.name = standard ? "standard input" : path, .owns_file = !standard};
  source->file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (source->file < 0) return refuse(source, diagnostics, errno);
  struct stat about;
  if (fstat(source->file, &about) != 0) return refuse(source, diagnostics, errno);
  if (S_ISDIR(about.st_mode)) return refuse(source, diagnostics, EISDIR);
  return true;
}

void source_open_memory(Source *source, Slice bytes, const char *name) {
  *source = (Source){.name = name, .file = -1, .data = bytes.data, .end = bytes.length, .ended = true};
}

void source_open_stream(Source *source, SourceStream stream, const char *name) {
  *source = (Source){.name = name, .file = -1, .stream = stream};
}

void source_close(Source *source) {
  if (source->owns_file && source->file >= 0) close(source->file);
  free(source->buffer);
  source->file = -1;
  source->buffer = NULL;
  source->data = NULL;
  source->begin = source->end = 0;
  source->ended = true;
}

/* Room for `more` bytes behind `end`: unread bytes move to the front, or the buffer grows. */
static bool make_room(Source *source, size_t more) {
  size_t unread = source->end - source->begin;
  if (source->capacity - source->end >= more && source->buffer) return true;
  if (source->begin >= unread && source->capacity - unread >= more && source->buffer) {
    if (unread) memcpy(source->buffer, source->buffer + source->begin, unread);
  } else {
    size_t wanted = source->capacity * 2;
    if (wanted < unread + more) wanted = unread + more;
    char *larger = malloc(wanted);
    if (!larger) return false;
    if (unread) memcpy(larger, source->data + source->begin, unread);
    free(source->buffer);
    source->buffer = larger;
    source->capacity = wanted;
  }
  source->data = source->buffer;
  source->begin = 0;
  source->end = unread;
  return true;
}

static ssize_t read_into(Source *source, char *to, size_t size) {
  if (source->stream.read) {
    ssize_t got = source->stream.read(source->stream.handle, to, size);
    if (got < 0) errno = EIO;
    return got;
  }
  ssize_t got;
  do {
    got = read(source->file, to, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

const char *source_problem(const Source *source, char *text, size_t size) {
  if (source->stream.problem) return source->stream.problem(source->stream.handle);
  return strerror_r(source->error, text, size);
}

/* Reads some bytes more. SOURCE_OK also where the input ended; `ended` tells. */
static SourceResult read_more(Source *source) {
  if (source->ended) return SOURCE_OK;
  if (!make_room(source, STEP)) return SOURCE_NO_MEMORY;
  ssize_t got = read_into(source, source->buffer + source->end, source->capacity - source->end);
  if (got < 0) {
    source->error = errno;
    source->ended = true;
    return SOURCE_FAILED;
  }
  if (got == 0) source->ended = true;
  source->end += (size_t)got;
  return SOURCE_OK;
}

static Slice take(Source *source, size_t length) {
  Slice taken = {source->data + source->begin, length};
  source->begin += length;
  source->position += length;
  return taken;
}

Slice source_peek(Source *source, size_t wanted) {
  while (source->end - source->begin < wanted && !source->ended) {
    if (read_more(source) != SOURCE_OK) break;
  }
  size_t there = source->end - source->begin;
  return (Slice){source->data + source->begin, there < wanted ? there : wanted};
}

/* A read that fails after some bytes were read is reported when all before it has been taken. */
static SourceResult end_of(const Source *source) {
  return source->error ? SOURCE_FAILED : SOURCE_END;
}

SourceResult source_all(Source *source, size_t most, Slice *bytes) {
  while (!source->ended && source->end - source->begin <= most) {
    SourceResult result = read_more(source);
    if (result != SOURCE_OK) return result;
  }
  if (source->error) return SOURCE_FAILED;
  size_t length = source->end - source->begin;
  if (length > most) {
    source->ended = true;
    take(source, length);
    return SOURCE_TOO_LARGE;
  }
  *bytes = take(source, length);
  return SOURCE_OK;
}

SourceResult source_some(Source *source, Slice *bytes) {
  if (source->begin == source->end) {
    SourceResult result = read_more(source);
    if (result != SOURCE_OK) return result;
  }
  if (source->begin == source->end) return end_of(source);
  *bytes = take(source, source->end - source->begin);
  return SOURCE_OK;
}

bool source_resume(Source *source) {
  if (!source->stream.resumes || !source->error) return false;
  take(source, source->end - source->begin);
  source->error = 0;
  source->ended = false;
  return true;
}

uint64_t source_skip(Source *source, uint64_t count) {
  uint64_t left = count;
  while (left > 0) {
    size_t there = source->end - source->begin;
    if (there == 0 && (read_more(source) != SOURCE_OK || source->begin == source->end)) break;
    there = source->end - source->begin;
    left -= take(source, there < left ? there : (size_t)left).length;
  }
  return count - left;
}

/* Passes over the rest of a line that is too long, keeping none of it. */
static SourceResult skip_line(Source *source) {
  for (;;) {
    size_t length = source->end - source->begin;
    const char *found = length ? memchr(source->data + source->begin, '\n', length) : NULL;
    if (found) {
      take(source, (size_t)(found - source->data) - source->begin + 1);
      return SOURCE_TOO_LARGE;
    }
    take(source, length);
    if (source->ended) return SOURCE_TOO_LARGE;
    SourceResult result = read_more(source);
    if (result != SOURCE_OK) return result;
  }
}

SourceResult source_line(Source *source, size_t most, Slice *line) {
  size_t seen = 0;
  for (;;) {
    size_t length = source->end - source->begin;
    const char *from = length ? source->data + source->begin : NULL;
    const char *found = length > seen ? memchr(from + seen, '\n', length - seen) : NULL;
    if (!found && source->error) return SOURCE_FAILED; /* whoever wrote the line wrote more of it */
    if (found || (source->ended && length)) {
      source->line++;
      size_t whole = found ? (size_t)(found - from) : length;
      if (whole > most) return skip_line(source);
      *line = take(source, found ? whole + 1 : whole);
      line->length = whole;
      if (whole && line->data[whole - 1] == '\r') line->length--;
      return SOURCE_OK;
    }
    if (length > most) {
      source->line++;
      return skip_line(source);
    }
    if (source->ended) return end_of(source);
    seen = length;
    SourceResult result = read_more(source);
    if (result == SOURCE_NO_MEMORY) return result;
  }
}
