#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static SpoStatus fail(const Diagnostics *diagnostics, const char *path, SpoStatus status, const char *reason) {
  diagnostics_file(diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "%s", reason);
  return status;
}

/* Opens a regular file; its size goes to `*size`. -1 after reporting. */
static int open_regular(const char *path, size_t *size, SpoStatus failure, const Diagnostics *diagnostics) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;
  if (descriptor < 0 || fstat(descriptor, &info) != 0) {
    fail(diagnostics, path, failure, strerror(errno));
    if (descriptor >= 0) close(descriptor);
    return -1;
  }
  if (!S_ISREG(info.st_mode)) {
    fail(diagnostics, path, failure, S_ISDIR(info.st_mode) ? "is a directory" : "is no regular file");
    close(descriptor);
    return -1;
  }
  *size = (size_t)info.st_size;
  return descriptor;
}

SpoStatus file_read(Arena *arena, const char *path, size_t largest, SpoStatus failure, const Diagnostics *diagnostics,
                    Slice *bytes) {
  size_t size;
  int descriptor = open_regular(path, &size, failure, diagnostics);
  if (descriptor < 0) return failure;
  if (size > largest || size > arena->limit / 2) {
    close(descriptor);
    return fail(diagnostics, path, failure, "is larger than the limit for such a file");
  }
  char *data = malloc(size + 1); /* the arena may fail, and the descriptor must be closed by then */
  size_t length = 0;
  ssize_t got = 1;
  while (data && length < size && (got = read(descriptor, data + length, size - length)) > 0) length += (size_t)got;
  close(descriptor);
  if (!data) return SPO_NO_MEMORY;
  if (got < 0) {
    free(data);
    return fail(diagnostics, path, failure, strerror(errno));
  }
  if (arena->used + length + 1 > arena->limit) {
    free(data);
    return SPO_NO_MEMORY;
  }
  *bytes = arena_copy(arena, (Slice){data, length});
  free(data);
  return SPO_SUCCESS;
}

SpoStatus file_map(MappedFile *file, const char *path, SpoStatus failure, const Diagnostics *diagnostics) {
  *file = (MappedFile){0};
  size_t size;
  int descriptor = open_regular(path, &size, failure, diagnostics);
  if (descriptor < 0) return failure;
  void *memory = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0) : NULL;
  close(descriptor);
  if (memory == MAP_FAILED) return fail(diagnostics, path, failure, strerror(errno));
  file->bytes = (Slice){memory, size};
  return SPO_SUCCESS;
}

void file_unmap(MappedFile *file) {
  if (file->bytes.data) munmap((void *)file->bytes.data, file->bytes.length);
  *file = (MappedFile){0};
}

/* Devices and pipes are written to as they are: a file of their name would take their place. */
static bool is_special(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

SpoStatus file_write(const char *path, Slice bytes, const Diagnostics *diagnostics) {
  char beside[4096];
  bool special = is_special(path);
  int length = special ? snprintf(beside, sizeof beside, "%s", path)
                       : snprintf(beside, sizeof beside, "%s.%ld.tmp", path, (long)getpid());
  if (length >= (int)sizeof beside) return fail(diagnostics, path, SPO_BAD_OUTPUT, "the name is too long");
  FILE *out = fopen(beside, "wb");
  if (!out) return fail(diagnostics, path, SPO_BAD_OUTPUT, strerror(errno));
  bool written = fwrite(bytes.data, 1, bytes.length, out) == bytes.length;
  written = fclose(out) == 0 && written;
  if (written && (special || rename(beside, path) == 0)) return SPO_SUCCESS;
  fail(diagnostics, path, SPO_BAD_OUTPUT, strerror(errno));
  if (!special) unlink(beside);
  return SPO_BAD_OUTPUT;
}
