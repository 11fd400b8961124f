/* space.h - one growing piece of memory, which moves to a temporary file where there is too much of it.

   All pieces of a pool together stay in memory up to a size; what grows beyond it is mapped from a file without a name,
   whose blocks are reserved as it grows, so that a full disk is an error and no crash. */
#ifndef SPO_STORE_SPACE_H
#define SPO_STORE_SPACE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *folder;    /* of the temporary files */
  size_t most_in_memory; /* bytes */
  size_t most;           /* bytes, those in files included */
  size_t in_memory, used;
} SpacePool;

/* All zero is an empty piece. */
typedef struct {
  void *data;
  size_t size;     /* bytes at `data` */
  int file_number; /* descriptor + 1, or 0 */
} Space;

/* Makes room for `size` bytes in all, zero where nothing was written yet; what is there stays, `data` may change. False
   where memory, disk or the pool's limit do not allow it; the piece is as before then. */
bool space_reserve(SpacePool *pool, Space *space, size_t size);

void space_free(SpacePool *pool, Space *space);

#endif
