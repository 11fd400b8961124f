#include "cli/part_files.h"
#include "cli/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/paths.h"

enum { PACKED_AT_ONCE = 256 * 1024 };

static const char PARTIAL[] = ".partial";

static bool fail(PartFiles *files, const char *name, int error) {
  if (files->failed) return false;
  files->failed = true;
  files->pipe_closed = error == EPIPE;
  if (!files->pipe_closed) diagnostics_file(&REPORT, SPO_ERROR, name, 0, SIZE_MAX, "%s", strerror(error));
  return false;
}

static const char *name_of(const PartFile *part) {
  return part->path[0] ? part->path : "output";
}

static bool write_pending(PartFiles *files, PartFile *part) {
  ByteBuffer packed = {0};
  Slice bytes = byte_buffer_slice(&part->pending);
  if (!bytes.length) return true;
  bool sound = !files->packer || gzip_pack(files->packer, bytes, &packed);
  if (!sound) {
    byte_buffer_free(&packed);
    return fail(files, name_of(part), ENOMEM);
  }
  bool put = byte_file_put(part->file, files->packer ? byte_buffer_slice(&packed) : bytes);
  byte_buffer_free(&packed);
  byte_buffer_clear(&part->pending);
  return put || fail(files, name_of(part), part->file->error);
}

static bool put_bytes(PartFiles *files, unsigned number, Slice bytes) {
  PartFile *part = &files->files[number < files->count ? number : 0];
  if (!byte_buffer_put(&part->pending, bytes)) return fail(files, name_of(part), ENOMEM);
  return part->pending.length < PACKED_AT_ONCE || write_pending(files, part);
}

static bool take_part(void *handle, unsigned part, Slice bytes) {
  return put_bytes(handle, part, bytes);
}

/* For what stands at the ends of a part. */
typedef struct {
  PartFiles *files;
  unsigned part;
} End;

static SpoStatus take_end(void *handle, const char *bytes, size_t length) {
  const End *end = handle;
  return put_bytes(end->files, end->part, (Slice){bytes, length}) ? SPO_SUCCESS : SPO_BAD_OUTPUT;
}

/* ---- opening ---- */

static int open_folder(PartFiles *files, const char *folder) {
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
    fail(files, folder, errno);
    return 3;
  }
  if (!folder_is_empty(folder)) {
    diagnostics_file(&REPORT, SPO_ERROR, folder, 0, SIZE_MAX, "is not empty");
    return 2;
  }
  for (unsigned i = 0; i < files->count; i++) {
    PartFile *part = &files->files[i];
    snprintf(part->path, sizeof part->path, "%.3900s/%s%s%s%s", folder, writer_part_name(files->writing, i),
             syntax_ending(files->writing->syntax), files->packer ? ".gz" : "", PARTIAL);
    part->file = &part->own;
    if (!byte_file_create(part->file, part->path)) return fail(files, part->path, part->file->error), 3;
  }
  return 0;
}

int part_files_open(PartFiles *files, const WriterOptions *writing, const char *folder, ByteFile *file, bool gzip) {
  *files = (PartFiles){.writing = writing, .count = folder ? writer_parts(writing) : 1};
  for (unsigned i = 0; i < files->count; i++) files->files[i].own = BYTE_FILE_CLOSED;
  files->files[0].file = file;
  files->parts = parts_new(take_part, files);
  if (gzip) files->packer = gzip_packer_new();
  if (!files->parts || (gzip && !files->packer)) return fail(files, "output", ENOMEM), 3;
  int status = folder ? open_folder(files, folder) : 0;
  for (unsigned i = 0; i < files->count && !status; i++) {
    End end = {files, i};
    if (writer_part_begin(writing, i, take_end, &end) != SPO_SUCCESS) status = 3;
  }
  return status;
}

/* ---- documents ---- */

bool part_files_put(PartFiles *files, Slice frames) {
  if (files->failed) return false;
  PartsState state = parts_take(files->parts, frames);
  if (state == PARTS_KEYS_FAILED) fail(files, "temporary file", errno ? errno : ENOMEM);
  for (unsigned i = 0; i < files->count && !files->failed && !files->files[i].path[0] && !files->packer; i++) {
    write_pending(files, &files->files[i]); /* standard output: at once */
  }
  return !files->failed;
}

static bool finish_part(PartFiles *files, unsigned number, bool whole) {
  PartFile *part = &files->files[number];
  End end = {files, number};
  if (writer_part_end(files->writing, number, take_end, &end) != SPO_SUCCESS) return false;
  if (!write_pending(files, part)) return false;
  if (!part->path[0]) return true;
  char name[sizeof part->path];
  snprintf(name, sizeof name, "%.*s", (int)(strlen(part->path) - (sizeof PARTIAL - 1)), part->path);
  if (!byte_file_close(part->file)) return fail(files, part->path, part->file->error);
  return !whole || rename(part->path, name) == 0 || fail(files, name, errno);
}

bool part_files_finish(PartFiles *files, bool whole) {
  for (unsigned i = 0; i < files->count && !files->failed; i++) finish_part(files, i, whole);
  return !files->failed;
}

void part_files_close(PartFiles *files) {
  for (unsigned i = 0; i < files->count; i++) {
    if (files->files[i].path[0]) byte_file_close(files->files[i].file);
    byte_buffer_free(&files->files[i].pending);
  }
  gzip_packer_free(files->packer);
  parts_free(files->parts);
}
