#include "cli/paths.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "input/source.h"

enum { DEEPEST = 64 };

typedef struct {
  PathVisitor visit;
  void *handle;
  uint64_t files;
} Visit;

static int refuse(const char *path, const char *problem) {
  diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "cannot be read: %s", problem);
  return 1;
}

static int visible(const struct dirent *entry) {
  return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int visit_directory(Visit *visit, const char *path, unsigned depth);

static int visit_entry(Visit *visit, const char *directory, const char *name, unsigned depth) {
  char path[PATH_MAX], text[128];
  struct stat about, target;
  size_t length = strlen(directory);
  const char *between = length && directory[length - 1] == '/' ? "" : "/";
  if (snprintf(path, sizeof path, "%s%s%s", directory, between, name) >= (int)sizeof path) {
    return refuse(directory, "a name in it is too long");
  }
  if (lstat(path, &about) != 0) return refuse(path, strerror_r(errno, text, sizeof text));
  if (S_ISDIR(about.st_mode)) return visit_directory(visit, path, depth + 1);
  if (stat(path, &target) != 0) return refuse(path, strerror_r(errno, text, sizeof text));
  if (!S_ISREG(target.st_mode)) return 0;
  visit->files++;
  return visit->visit(visit->handle, path);
}

static int visit_directory(Visit *visit, const char *path, unsigned depth) {
  char text[128];
  struct dirent **entries;
  if (depth > DEEPEST) return refuse(path, "too many directories in each other");
  int count = scandir(path, &entries, visible, by_name), worst = 0;
  if (count < 0) return refuse(path, strerror_r(errno, text, sizeof text));
  for (int i = 0; i < count; i++) {
    if (worst < 3 && !interrupted) worst = worse_status(worst, visit_entry(visit, path, entries[i]->d_name, depth));
    free(entries[i]);
  }
  free(entries);
  return worst;
}

int visit_path(const char *path, PathVisitor visitor, void *handle) {
  struct stat about;
  bool directory = strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
  if (!directory) return visitor(handle, path);
  Visit visit = {.visit = visitor, .handle = handle};
  int status = visit_directory(&visit, path, 1);
  if (visit.files || status) return status;
  diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "is a directory without files");
  return 1;
}

/* One line of a list. */
static int visit_line(const Source *source, Slice line, PathVisitor visit, void *handle) {
  char path[PATH_MAX + 3];
  if (line.length == 0) return 0;
  if (memchr(line.data, 0, line.length)) {
    diagnostics_file(&REPORT, SPO_ERROR, source->name, source->line, SIZE_MAX, "a name with a zero byte");
    return 1;
  }
  snprintf(path, sizeof path, "%s%.*s", slice_is(line, "-") ? "./" : "", (int)line.length, line.data);
  return visit_path(path, visit, handle);
}

int visit_list(const char *list, PathVisitor visit, void *handle) {
  char text[128];
  Source source;
  if (!source_open(&source, list, &REPORT)) return 1;
  int worst = 0;
  while (worst < 3 && !interrupted) {
    Slice line;
    int status = 0;
    SourceResult result = source_line(&source, PATH_MAX, &line);
    if (result == SOURCE_END) break;
    if (result == SOURCE_OK) status = visit_line(&source, line, visit, handle);
    if (result == SOURCE_NO_MEMORY) status = 3;
    if (result == SOURCE_FAILED) status = refuse(source.name, source_problem(&source, text, sizeof text));
    if (result == SOURCE_TOO_LARGE) {
      diagnostics_file(&REPORT, SPO_ERROR, source.name, source.line, SIZE_MAX, "a name of more than %d bytes",
                       PATH_MAX);
      status = 1;
    }
    worst = worse_status(worst, status);
    if (result == SOURCE_FAILED) break;
  }
  source_close(&source);
  return worst;
}
