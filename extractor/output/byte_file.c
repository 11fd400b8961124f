#include "output/byte_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, WORTH_A_CALL = 64 * 1024 }; /* bytes that are put together, that are not copied */

static bool fail(ByteFile *file, int error) {
  file->error = error;
  file->pending.length = 0;
  return false;
}

static bool is_open(ByteFile *file) {
  return file->descriptor >= 0 || fail(file, errno);
}

bool byte_file_create(ByteFile *file, const char *path) {
  *file = (ByteFile){.descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
  return is_open(file);
}

bool byte_file_reopen(ByteFile *file, const char *path, uint64_t size) {
  struct stat about;
  *file = (ByteFile){.descriptor = open(path, O_WRONLY | O_CLOEXEC), .position = size};
  if (!is_open(file)) return false;
  if (fstat(file->descriptor, &about) != 0) return fail(file, errno);
  if ((uint64_t)about.st_size < size) return fail(file, ERANGE);
  bool cut = ftruncate(file->descriptor, (off_t)size) == 0 && lseek(file->descriptor, (off_t)size, SEEK_SET) >= 0;
  return cut || fail(file, errno);
}

void byte_file_adopt(ByteFile *file, int descriptor) {
  *file = (ByteFile){.descriptor = descriptor};
}

static bool write_all(ByteFile *file, Slice bytes) {
  while (bytes.length) {
    ssize_t written = write(file->descriptor, bytes.data, bytes.length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file, errno);
    bytes.data += written;
    bytes.length -= (size_t)written;
  }
  return true;
}

bool byte_file_flush(ByteFile *file) {
  if (file->error) return false;
  bool written = write_all(file, byte_buffer_slice(&file->pending));
  file->pending.length = 0;
  return written;
}

bool byte_file_put(ByteFile *file, Slice bytes) {
  if (file->error) return false;
  file->position += bytes.length;
  if (file->pending.length + bytes.length > PIECE && !byte_file_flush(file)) return false;
  if (bytes.length >= WORTH_A_CALL) return byte_file_flush(file) && write_all(file, bytes);
  return byte_buffer_put(&file->pending, bytes) || fail(file, ENOMEM);
}

bool byte_file_sync(ByteFile *file) {
  if (!byte_file_flush(file)) return false;
  return fdatasync(file->descriptor) == 0 || errno == EINVAL || errno == ENOTSUP || fail(file, errno);
}

bool byte_file_close(ByteFile *file) {
  if (file->descriptor < 0) return true;
  bool written = byte_file_flush(file);
  bool adopted = file->descriptor <= STDERR_FILENO;
  if (!adopted && close(file->descriptor) != 0 && written) written = fail(file, errno);
  byte_buffer_free(&file->pending);
  file->descriptor = -1;
  return written;
}
