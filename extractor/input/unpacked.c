#include "input/unpacked.h"

#include <stdio.h>
#include <unistd.h>

#include "input/archive_source.h"
#include "input/reader.h"

static ssize_t fail(Unpacked *unpacked) {
  archive_source_problem(unpacked->library, unpacked->problem, sizeof unpacked->problem);
  return -1;
}

static bool begin(Unpacked *unpacked) {
  struct archive_entry *entry;
  unpacked->begun = true;
  return libarchive.read_open(unpacked->library, &unpacked->packed, NULL, archive_source_read, NULL) >= ARCHIVE_WARN &&
         libarchive.read_next_header(unpacked->library, &entry) >= ARCHIVE_WARN;
}

static ssize_t read_some(void *handle, char *to, size_t size) {
  Unpacked *unpacked = handle;
  if (!unpacked->begun && !begin(unpacked)) return fail(unpacked);
  la_ssize_t got = libarchive.read_data(unpacked->library, to, size);
  if (got < 0) return fail(unpacked);
  unpacked->out += (uint64_t)got;
  if (!archive_source_is_bomb(unpacked->out, libarchive.filter_bytes(unpacked->library, -1))) return (ssize_t)got;
  snprintf(unpacked->problem, sizeof unpacked->problem, "it unpacks to more than %d times its size, as a bomb does",
           INPUT_MOST_RATIO);
  return -1;
}

static const char *problem_of(void *handle) {
  return ((Unpacked *)handle)->problem;
}

static ssize_t fail_at_once(void *handle, char *to, size_t size) {
  (void)handle;
  (void)to;
  (void)size;
  return -1;
}

static bool open_library(Unpacked *unpacked) {
  if (!archive_library_load(&DIAGNOSTICS_SILENT)) {
    snprintf(unpacked->problem, sizeof unpacked->problem, "is packed, and libarchive, which unpacks it, is missing");
    source_open_stream(&unpacked->source,
                       (SourceStream){.read = fail_at_once, .problem = problem_of, .handle = unpacked},
                       unpacked->packed.name);
    return true;
  }
  unpacked->library = libarchive.read_new();
  if (!unpacked->library) return false;
  libarchive.read_support_filter_bzip2(unpacked->library);
  libarchive.read_support_filter_xz(unpacked->library);
  libarchive.read_support_filter_zstd(unpacked->library);
  libarchive.read_support_format_raw(unpacked->library);
  source_open_stream(&unpacked->source, (SourceStream){.read = read_some, .problem = problem_of, .handle = unpacked},
                     unpacked->packed.name);
  return true;
}

bool unpacked_open(Unpacked *unpacked, Source *packed) {
  static const Slice MAGIC[] = {{"\x28\xB5\x2F\xFD", 4}, {"\xFD\x37zXZ\0", 6}, {"BZh", 3}};
  *unpacked = (Unpacked){.packed = {.file = -1}};
  Slice head = source_peek(packed, 8);
  if (slice_starts_with(head, SLICE("\x1F\x8B\x08"))) {
    unpacked->gzip = gzip_open(packed, &unpacked->source);
    if (!unpacked->gzip) unpacked->source = *packed;
    return unpacked->gzip != NULL;
  }
  for (size_t i = 0; i < sizeof MAGIC / sizeof *MAGIC; i++) {
    if (!slice_starts_with(head, MAGIC[i])) continue;
    unpacked->packed = *packed;
    unpacked->source = (Source){.name = packed->name, .file = -1, .ended = true};
    return open_library(unpacked);
  }
  unpacked->source = *packed;
  return true;
}

uint64_t unpacked_position(const Unpacked *unpacked) {
  const Source *file = unpacked->gzip      ? gzip_packed(unpacked->gzip)
                       : unpacked->library ? &unpacked->packed
                                           : &unpacked->source;
  off_t at = file->file >= 0 ? lseek(file->file, 0, SEEK_CUR) : 0;
  return at > 0 ? (uint64_t)at : 0;
}

void unpacked_close(Unpacked *unpacked) {
  if (unpacked->library) libarchive.read_free(unpacked->library);
  source_close(&unpacked->source);
  source_close(&unpacked->packed);
  gzip_close(unpacked->gzip);
}
