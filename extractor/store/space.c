#include "store/space.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 64 * 1024 };

/* A file that nobody else sees; -1 where there is none. */
static int temporary_file(const char *folder) {
  char path[4096];
  int file = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  if (snprintf(path, sizeof path, "%s/spo-XXXXXX", folder) >= (int)sizeof path) return -1;
  file = mkostemp(path, O_CLOEXEC);
  if (file >= 0) unlink(path);
  return file;
}

static void *grow_memory(const Space *space, size_t size) {
  if (!space->data) return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mremap(space->data, space->size, size, MREMAP_MAYMOVE);
}

static void *grow_file(const Space *space, size_t size) {
  int file = space->file_number - 1;
  if (posix_fallocate(file, 0, (off_t)size) != 0) return MAP_FAILED;
  return mremap(space->data, space->size, size, MREMAP_MAYMOVE);
}

/* Moves what is in memory to a file. */
static void *move_to_file(const char *folder, Space *space, size_t size) {
  int file = temporary_file(folder);
  if (file < 0) return MAP_FAILED;
  void *data = MAP_FAILED;
  if (posix_fallocate(file, 0, (off_t)size) == 0) {
    data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  if (data == MAP_FAILED) {
    close(file);
    return data;
  }
  if (space->data) {
    memcpy(data, space->data, space->size);
    munmap(space->data, space->size);
  }
  space->file_number = file + 1;
  return data;
}

/* Grows by half at least, to whole pages. */
static size_t next_size(const Space *space, size_t size) {
  size_t wanted = space->size + space->size / 2;
  if (wanted < size) wanted = size;
  return (wanted + PAGE - 1) / PAGE * PAGE;
}

bool space_reserve(SpacePool *pool, Space *space, size_t size) {
  if (size <= space->size) return true;
  if (size > SIZE_MAX / 4 || size > pool->most) return false;
  size_t wanted = next_size(space, size), more = wanted - space->size;
  if (more > pool->most - pool->used) return false;
  void *data;
  bool was_in_memory = !space->file_number;
  if (!was_in_memory) {
    data = grow_file(space, wanted);
  } else if (pool->in_memory + more <= pool->most_in_memory) {
    data = grow_memory(space, wanted);
  } else {
    data = move_to_file(pool->folder, space, wanted);
  }
  if (data == MAP_FAILED) return false;
  if (was_in_memory) pool->in_memory = space->file_number ? pool->in_memory - space->size : pool->in_memory + more;
  pool->used += more;
  space->data = data;
  space->size = wanted;
  return true;
}

void space_free(SpacePool *pool, Space *space) {
  if (space->data) munmap(space->data, space->size);
  if (space->file_number) {
    close(space->file_number - 1);
  } else {
    pool->in_memory -= space->size;
  }
  pool->used -= space->size;
  *space = (Space){0};
}
