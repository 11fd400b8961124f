#include "cli/load_files.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input/source.h"
#include "rdf/files.h"

enum { LONGEST_LINE = 1024 * 1024, LONGEST_PATH = 4096 };

typedef struct {
  const char *folder;
  LoadFileVisitor visit;
  void *handle;
  const Diagnostics *diagnostics;
  char file[256]; /* in work; "": none */
  uint64_t quads; /* that it must hold */
  bool more;
} Walk;

static bool is_folder(const char *path) {
  struct stat about;
  return strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_there(const char *folder, const char *name, char path[LONGEST_PATH]) {
  return snprintf(path, LONGEST_PATH, "%s/%s", folder, name) < LONGEST_PATH && access(path, F_OK) == 0;
}

/* ---- a folder of extract ---- */

static void visit_file(Walk *walk) {
  char path[LONGEST_PATH + 256];
  if (!walk->file[0] || !walk->more) return;
  snprintf(path, sizeof path, "%s/%s", walk->folder, walk->file);
  walk->more = walk->visit(walk->handle, path, walk->quads);
}

static bool take_index_line(Walk *walk, Slice line) {
  json_t *root = json_loadb(line.data, line.length, 0, NULL);
  const char *file = json_string_value(json_object_get(root, "file"));
  json_int_t quads = json_integer_value(json_object_get(root, "quads"));
  bool document = json_object_get(root, "document") != NULL;
  bool sound =
      file && file[0] && file[0] != '.' && !strchr(file, '/') && strlen(file) < sizeof walk->file && quads >= 0;
  if (sound && strcmp(file, walk->file) != 0) {
    visit_file(walk);
    snprintf(walk->file, sizeof walk->file, "%s", file);
    walk->quads = 0;
  }
  if (sound && document) walk->quads += (uint64_t)quads;
  json_decref(root);
  return sound;
}

static SpoStatus walk_index(Walk *walk, const char *index) {
  Source source;
  Slice line;
  SourceResult result;
  if (!source_open(&source, index, walk->diagnostics)) return SPO_BAD_INPUT;
  SpoStatus status = SPO_SUCCESS;
  while (walk->more && (result = source_line(&source, LONGEST_LINE, &line)) != SOURCE_END) {
    if (result == SOURCE_OK && take_index_line(walk, line)) continue;
    diagnostics_file(walk->diagnostics, SPO_ERROR, index, source.line, SIZE_MAX, "is no line of an index");
    status = SPO_BAD_INPUT;
    break;
  }
  visit_file(walk);
  source_close(&source);
  return status;
}

/* The last line of its journal tells that a run is over. */
static bool is_over(const char *journal) {
  char end[64];
  int file = open(journal, O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  off_t size = lseek(file, 0, SEEK_END);
  off_t from = size > (off_t)sizeof end ? size - (off_t)sizeof end : 0;
  ssize_t length = pread(file, end, sizeof end, from);
  close(file);
  return length > 0 && slice_find((Slice){end, (size_t)length}, SLICE("\ndone #")) != SIZE_MAX;
}

/* ---- another folder ---- */

static SpoStatus visit_any(void *handle, const char *path) {
  Walk *walk = handle;
  walk->more = walk->visit(walk->handle, path, UINT64_MAX);
  return walk->more ? SPO_SUCCESS : SPO_END;
}

SpoStatus load_files_visit(const char *path, LoadFileVisitor visit, void *handle, const Diagnostics *diagnostics) {
  char name[LONGEST_PATH];
  Walk walk = {.folder = path, .visit = visit, .handle = handle, .diagnostics = diagnostics, .more = true};
  if (!is_folder(path)) return rdf_files_visit(path, visit_any, &walk, diagnostics);
  if (is_there(path, "journal", name) && !is_over(name)) {
    diagnostics_file(diagnostics, SPO_WARNING, path, 0, SIZE_MAX, "the run that writes it is not over: more may come");
  }
  return is_there(path, "index.jsonl", name) ? walk_index(&walk, name)
                                             : rdf_files_visit(path, visit_any, &walk, diagnostics);
}
