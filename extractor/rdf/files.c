#include "rdf/files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "rdf/syntax.h"

enum { DEEPEST = 64 };

typedef struct {
  RdfFileVisitor visit;
  void *handle;
  const Diagnostics *diagnostics;
  uint64_t files;
} Walk;

static SpoStatus refuse(const Walk *walk, const char *name, const char *problem) {
  diagnostics_file(walk->diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

static SpoStatus visit_file(Walk *walk, const char *path) {
  walk->files++;
  return walk->visit(walk->handle, path);
}

static int visible(const struct dirent *entry) {
  if (entry->d_name[0] == '.') return false;
  return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN || syntax_is_read_in_folders(slice_of(entry->d_name));
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static SpoStatus visit_folder(Walk *walk, const char *path, unsigned depth);

static SpoStatus visit_entry(Walk *walk, const char *folder, const char *name, unsigned depth) {
  char path[PATH_MAX];
  struct stat about;
  bool slash = slice_ends_with(slice_of(folder), SLICE("/"));
  if (snprintf(path, sizeof path, "%s%s%s", folder, slash ? "" : "/", name) >= (int)sizeof path) {
    return refuse(walk, folder, "a name in it is too long");
  }
  if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) return visit_folder(walk, path, depth + 1);
  bool read = syntax_is_read_in_folders(slice_of(name)) && stat(path, &about) == 0 && S_ISREG(about.st_mode);
  return read ? visit_file(walk, path) : SPO_SUCCESS;
}

static SpoStatus visit_folder(Walk *walk, const char *path, unsigned depth) {
  struct dirent **entries;
  char text[128];
  if (depth > DEEPEST) return refuse(walk, path, "too many folders in each other");
  int count = scandir(path, &entries, visible, by_name);
  if (count < 0) return refuse(walk, path, strerror_r(errno, text, sizeof text));
  SpoStatus worst = SPO_SUCCESS;
  for (int i = 0; i < count; i++) {
    if (worst != SPO_NO_MEMORY && worst != SPO_END) {
      SpoStatus status = visit_entry(walk, path, entries[i]->d_name, depth);
      if (status != SPO_SUCCESS) worst = status;
    }
    free(entries[i]);
  }
  free(entries);
  return worst;
}

SpoStatus rdf_files_visit(const char *path, RdfFileVisitor visit, void *handle, const Diagnostics *diagnostics) {
  struct stat about;
  Walk walk = {.visit = visit, .handle = handle, .diagnostics = diagnostics};
  if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) return visit_file(&walk, path);
  SpoStatus status = visit_folder(&walk, path, 0);
  if (status == SPO_END) return SPO_SUCCESS;
  if (status != SPO_SUCCESS || walk.files) return status;
  return refuse(&walk, path, "is a folder without RDF files (.nq, .nt, .ttl, .trig, .rdf, .owl, .rj, also packed)");
}
