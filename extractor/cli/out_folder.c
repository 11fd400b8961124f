#include "cli/out_folder.h"
#include "cli/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/error_log.h"
#include "cli/paths.h"

static const char INDEX[] = "index.jsonl", ERRORS[] = "errors.jsonl";

/* ---- messages ---- */

static bool fail(OutFolder *folder, const char *name, int error) {
  char path[4200];
  if (folder->failed) return false;
  folder->failed = true;
  snprintf(path, sizeof path, "%s/%s", folder->options.path, name);
  diagnostics_file(&REPORT, SPO_ERROR, name[0] == '/' ? name : path, 0, SIZE_MAX, "%s", strerror(error));
  return false;
}

static int refuse(const char *folder, const char *problem) {
  diagnostics_file(&REPORT, SPO_ERROR, folder, 0, SIZE_MAX, "%s", problem);
  return 2;
}

/* `was` and `is`: the option that differs, or what an option's file holds (CONTENTS). */
static int refuse_change(const char *folder, const char *was, const char *is) {
  Slice contents = SLICE(JOURNAL_CONTENTS);
  if (slice_starts_with(slice_of(is), contents) && slice_starts_with(slice_of(was), contents)) {
    Slice rest = slice_of(is + contents.length), changed = slice_cut(&rest, ' ');
    diagnostics_file(&REPORT, SPO_ERROR, folder, 0, SIZE_MAX,
                     "cannot be resumed: the %.*s is not what it was begun with", (int)changed.length, changed.data);
  } else {
    diagnostics_file(&REPORT, SPO_ERROR, folder, 0, SIZE_MAX,
                     "cannot be resumed with other options: it was begun with `%s`, now there is `%s`", was, is);
  }
  return 2;
}

static const char *errors_name(const OutFolder *folder) {
  return folder->options.errors ? folder->options.errors : ERRORS;
}

/* ---- opening ---- */

static const char *path_in(const OutFolder *folder, const char *name, char path[4096]) {
  snprintf(path, 4096, "%.3900s/%s", folder->options.path, name);
  return path;
}

static void name_file(OutFolder *folder) {
  snprintf(folder->name, sizeof folder->name, "out-%05" PRIu64 "%s", folder->at.file, folder->options.ending);
}

static int begin(OutFolder *folder) {
  char path[4096];
  const char *name = folder->options.path;
  if (mkdir(name, 0777) != 0 && errno != EEXIST) {
    diagnostics_file(&REPORT, SPO_ERROR, name, 0, SIZE_MAX, "%s", strerror(errno));
    return 3;
  }
  if (access(path_in(folder, "journal", path), F_OK) == 0) {
    return refuse(name, "holds another run: go on with it by --resume, or take an empty folder");
  }
  if (!folder_is_empty(name)) return refuse(name, "is not empty");
  if (!journal_begin(&folder->journal, path_in(folder, "journal", path), folder->options.options)) {
    return fail(folder, "journal", folder->journal.file.error), 3;
  }
  if (!byte_file_create(&folder->index, path_in(folder, INDEX, path))) {
    return fail(folder, INDEX, folder->index.error), 3;
  }
  if (byte_file_create(&folder->errors, folder->errors_path)) return 0;
  return fail(folder, errors_name(folder), folder->errors.error), 3;
}

/* Files behind that of the checkpoint were begun after it. */
static void remove_later_files(const OutFolder *folder) {
  char path[4096];
  OutFolder later = {.options = folder->options, .at.file = folder->at.file + 1};
  for (name_file(&later); unlink(path_in(folder, later.name, path)) == 0; name_file(&later)) later.at.file++;
}

static bool reopen(OutFolder *folder, ByteFile *file, const char *path, uint64_t size) {
  if (byte_file_reopen(file, path, size)) return true;
  if (file->error == ENOENT && size == 0) return byte_file_create(file, path);
  const char *problem = file->error == ERANGE ? "is shorter than the journal says" : strerror(file->error);
  diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "%s; the run cannot be resumed", problem);
  folder->failed = true;
  return false;
}

static int reopen_files(OutFolder *folder) {
  char path[4096];
  const Checkpoint *at = &folder->at;
  name_file(folder);
  bool open = (!at->file_open || reopen(folder, &folder->quads, path_in(folder, folder->name, path), at->bytes)) &&
              reopen(folder, &folder->index, path_in(folder, INDEX, path), at->index) &&
              reopen(folder, &folder->errors, folder->errors_path, at->errors);
  if (open) remove_later_files(folder);
  return open ? 0 : 2;
}

static int resume(OutFolder *folder, bool *done) {
  char was[256], is[256], path[4096];
  const char *name = folder->options.path;
  path_in(folder, "journal", path);
  switch (journal_resume(&folder->journal, path, folder->options.options, JOURNAL_ENTRY(&folder->at), was, is)) {
    case JOURNAL_GOES_ON:
      return reopen_files(folder);
    case JOURNAL_DONE:
      *done = true;
      return 0;
    case JOURNAL_MISSING:
      return refuse(name, "holds no run that could be resumed");
    case JOURNAL_DIFFERS:
      return refuse_change(name, was, is);
    default:
      return fail(folder, "journal", folder->journal.file.error), 3;
  }
}

int out_folder_open(OutFolder *folder, const FolderOptions *options, bool resumed, bool *done) {
  *folder = OUT_FOLDER_CLOSED;
  folder->options = *options;
  *done = false;
  if (options->errors) {
    snprintf(folder->errors_path, sizeof folder->errors_path, "%s", options->errors);
  } else {
    path_in(folder, ERRORS, folder->errors_path);
  }
  folder->saved = clock_now();
  return resumed ? resume(folder, done) : begin(folder);
}

/* ---- files of quads ---- */

/* A new file is known to the disk when its folder is written, too. */
static bool sync_folder(const OutFolder *folder) {
  int descriptor = open(folder->options.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool synced = descriptor >= 0 && (fsync(descriptor) == 0 || errno == EINVAL);
  if (descriptor >= 0) close(descriptor);
  return synced;
}

static bool begin_file(OutFolder *folder) {
  char path[4096];
  Checkpoint *at = &folder->at;
  at->file++;
  at->bytes = at->quads = at->file_documents = 0;
  at->file_open = 1;
  name_file(folder);
  if (!byte_file_create(&folder->quads, path_in(folder, folder->name, path)) || !sync_folder(folder)) {
    return fail(folder, folder->name, folder->quads.error ? folder->quads.error : errno);
  }
  if (!byte_file_put(&folder->quads, folder->options.header)) return fail(folder, folder->name, folder->quads.error);
  at->bytes = folder->quads.position;
  return true;
}

static bool put_index(OutFolder *folder) {
  Slice line = byte_buffer_slice(&folder->line);
  bool put = byte_file_put(&folder->index, line);
  byte_buffer_clear(&folder->line);
  folder->at.index = folder->index.position;
  return put || fail(folder, INDEX, folder->index.error);
}

/* Closes the file of quads, its sums behind its documents in the index. */
static bool end_file(OutFolder *folder) {
  Checkpoint *at = &folder->at;
  if (!at->file_open) return true;
  at->file_open = 0;
  byte_buffer_print(&folder->line,
                    "{\"file\":\"%s\",\"documents\":%" PRIu64 ",\"quads\":%" PRIu64 ",\"bytes\":%" PRIu64 "}\n",
                    folder->name, at->file_documents, at->quads, at->bytes);
  if (!put_index(folder)) return false;
  bool closed = byte_file_sync(&folder->quads);
  closed = byte_file_close(&folder->quads) && closed;
  return closed || fail(folder, folder->name, folder->quads.error);
}

static bool index_document(OutFolder *folder, const Outcome *outcome, uint64_t begin) {
  ByteBuffer *line = &folder->line;
  byte_buffer_put(line, SLICE("{\"document\":"));
  byte_buffer_put_json(line, outcome->iri);
  byte_buffer_put(line, SLICE(",\"source\":"));
  byte_buffer_put_json(line, slice_of(outcome->input.source));
  byte_buffer_print(line, ",\"file\":\"%s\",\"begin\":%" PRIu64 ",\"end\":%" PRIu64, folder->name, begin,
                    folder->at.bytes);
  byte_buffer_print(line, ",\"quads\":%u,\"entities\":%u,\"claims\":%u}\n", outcome->triples, outcome->entities,
                    outcome->claims);
  return put_index(folder);
}

static bool put_document(OutFolder *folder, const Outcome *outcome, Slice bytes) {
  Checkpoint *at = &folder->at;
  if (!folder->at.file_open && !begin_file(folder)) return false;
  uint64_t begin = folder->quads.position;
  if (!byte_file_put(&folder->quads, bytes)) return fail(folder, folder->name, folder->quads.error);
  at->bytes = folder->quads.position;
  at->quads += outcome->triples;
  at->triples += outcome->triples;
  at->entities += outcome->entities;
  at->claims += outcome->claims;
  at->documents++;
  at->file_documents++;
  return index_document(folder, outcome, begin);
}

static bool put_failure(OutFolder *folder, const Outcome *outcome) {
  bool put = error_log_put(&folder->errors, &folder->line, outcome);
  folder->at.errors = folder->errors.position;
  folder->at.failed++;
  return put || fail(folder, errors_name(folder), folder->errors.error);
}

bool out_folder_put(OutFolder *folder, const Outcome *outcome, Slice bytes) {
  bool whole = outcome->status == SPO_SUCCESS;
  bool put = whole ? put_document(folder, outcome, bytes) : put_failure(folder, outcome);
  folder->at.inputs = outcome->input.after;
  folder->at.input_bytes += outcome->input.end - outcome->input.begin;
  if (!put || folder->at.quads < folder->options.quads || !folder->at.file_open) {
    return put && out_folder_save(folder, false);
  }
  return end_file(folder) && out_folder_save(folder, true);
}

/* ---- checkpoints ---- */

bool out_folder_save(OutFolder *folder, bool now) {
  uint64_t time = clock_now();
  if (folder->failed) return false;
  if (!now && (double)(time - folder->saved) < folder->options.seconds * 1e9) return true;
  folder->saved = time;
  if (folder->options.before_save && !folder->options.before_save(folder->options.handle)) return true;
  if (folder->quads.descriptor >= 0 && !byte_file_sync(&folder->quads)) {
    return fail(folder, folder->name, folder->quads.error);
  }
  if (!byte_file_sync(&folder->index)) return fail(folder, INDEX, folder->index.error);
  if (!byte_file_sync(&folder->errors)) return fail(folder, errors_name(folder), folder->errors.error);
  return journal_add(&folder->journal, JOURNAL_ENTRY(&folder->at)) ||
         fail(folder, "journal", folder->journal.file.error);
}

bool out_folder_finish(OutFolder *folder) {
  if (folder->failed || !end_file(folder) || !out_folder_save(folder, true)) return false;
  return journal_end(&folder->journal) || fail(folder, "journal", folder->journal.file.error);
}

void out_folder_close(OutFolder *folder) {
  byte_file_close(&folder->quads);
  byte_file_close(&folder->index);
  byte_file_close(&folder->errors);
  journal_close(&folder->journal);
  byte_buffer_free(&folder->line);
}
