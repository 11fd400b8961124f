#include "cli/paths.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "input/source.h"

enum { DEEPEST = 64 };

/* A directory that is being read; its name is the first `length` bytes of the walk's path. */
typedef struct {
  struct dirent **entries;
  int count, at;
  size_t length;
} Level;

struct PathWalk {
  char **paths;
  int path_count, path_at;
  const char *list; /* to be opened yet, or NULL */
  bool in_list;     /* `lines` is open */
  Source lines;
  const Diagnostics *diagnostics; /* of the call */
  Level levels[DEEPEST];
  int depth;
  uint64_t found; /* files, and what could not be read, in the directory at the bottom */
  char path[PATH_MAX + 3];
};

static SpoStatus refuse(const PathWalk *walk, const char *path, const char *problem) {
  diagnostics_file(walk->diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "cannot be read: %s", problem);
  return SPO_BAD_INPUT;
}

static SpoStatus refuse_errno(const PathWalk *walk, const char *path) {
  char text[128];
  return refuse(walk, path, strerror_r(errno, text, sizeof text));
}

/* ---- directories ---- */

/* Endings of what often lies beside articles and holds none: graphs such as spo writes, and the parts of web sites. */
static const char *const NO_ARTICLES[] = {".ttl", ".trig",    ".nt",  ".nq", ".rj",  ".jsonld", ".dot",
                                          ".gv",  ".graphml", ".css", ".js", ".mjs", ".map"};

static bool may_hold_articles(Slice name) {
  if (slice_ends_with(name, SLICE(".gz"))) name.length -= 3;
  for (size_t i = 0; i < sizeof NO_ARTICLES / sizeof *NO_ARTICLES; i++) {
    if (slice_ends_with(name, slice_of(NO_ARTICLES[i]))) return false;
  }
  return true;
}

/* Whether an entry of a directory is looked at. What is named by itself always is. */
static int visible(const struct dirent *entry) {
  if (entry->d_name[0] == '.') return false;
  return entry->d_type == DT_DIR || may_hold_articles(slice_of(entry->d_name));
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* Goes into the directory that `path` names. */
static SpoStatus enter(PathWalk *walk) {
  if (walk->depth == DEEPEST) return refuse(walk, walk->path, "too many directories in each other");
  Level *level = &walk->levels[walk->depth];
  level->count = scandir(walk->path, &level->entries, visible, by_name);
  if (level->count < 0) return refuse_errno(walk, walk->path);
  level->at = 0;
  level->length = strlen(walk->path);
  if (walk->depth++ == 0) walk->found = 0;
  return SPO_SUCCESS;
}

/* The directory at the bottom must have held something. */
static SpoStatus leave(PathWalk *walk) {
  Level *level = &walk->levels[--walk->depth];
  while (level->at < level->count) free(level->entries[level->at++]);
  free(level->entries);
  walk->path[level->length] = 0;
  if (walk->depth || walk->found) return SPO_SUCCESS;
  diagnostics_file(walk->diagnostics, SPO_ERROR, walk->path, 0, SIZE_MAX, "is a directory without files");
  return SPO_BAD_INPUT;
}

/* Makes `path` the name of an entry of the innermost directory. */
static bool append_name(PathWalk *walk, const Level *level, const char *name) {
  const char *between = level->length && walk->path[level->length - 1] == '/' ? "" : "/";
  size_t room = PATH_MAX - level->length;
  walk->path[level->length] = 0;
  if ((size_t)snprintf(walk->path + level->length, room, "%s%s", between, name) < room) return true;
  walk->path[level->length] = 0;
  return false;
}

/* Looks at the next entry of the innermost directory; `*file` says whether it is one to be read. */
static SpoStatus next_entry(PathWalk *walk, bool *file) {
  struct stat about, target;
  Level *level = &walk->levels[walk->depth - 1];
  if (level->at == level->count) return leave(walk);
  struct dirent *entry = level->entries[level->at++];
  bool fits = append_name(walk, level, entry->d_name);
  free(entry);
  if (!fits) return refuse(walk, walk->path, "a name in it is too long");
  if (lstat(walk->path, &about) != 0) return refuse_errno(walk, walk->path);
  if (S_ISDIR(about.st_mode)) return enter(walk);
  if (stat(walk->path, &target) != 0) return refuse_errno(walk, walk->path);
  *file = S_ISREG(target.st_mode);
  return SPO_SUCCESS;
}

/* ---- what is named ---- */

/* A path that was named: a file, or a directory to go into. */
static SpoStatus take_path(PathWalk *walk, Slice named, bool *file) {
  struct stat about;
  if (named.length >= PATH_MAX) return refuse(walk, "a path", strerror(ENAMETOOLONG));
  snprintf(walk->path, sizeof walk->path, "%.*s", (int)named.length, named.data);
  if (!slice_is(named, "-") && stat(walk->path, &about) == 0 && S_ISDIR(about.st_mode)) return enter(walk);
  *file = true;
  return SPO_SUCCESS;
}

static SpoStatus take_line(PathWalk *walk, Slice line, bool *file) {
  if (line.length == 0) return SPO_SUCCESS;
  if (memchr(line.data, 0, line.length)) {
    diagnostics_file(walk->diagnostics, SPO_ERROR, walk->lines.name, walk->lines.line, SIZE_MAX,
                     "a name with a zero byte");
    return SPO_BAD_INPUT;
  }
  return take_path(walk, slice_is(line, "-") ? SLICE("./-") : line, file);
}

static SpoStatus close_list(PathWalk *walk, SpoStatus status) {
  source_close(&walk->lines);
  walk->in_list = false;
  return status;
}

static SpoStatus next_line(PathWalk *walk, bool *file) {
  char text[128];
  Slice line;
  switch (source_line(&walk->lines, PATH_MAX, &line)) {
    case SOURCE_OK:
      return take_line(walk, line, file);
    case SOURCE_END:
      return close_list(walk, SPO_SUCCESS);
    case SOURCE_TOO_LARGE:
      diagnostics_file(walk->diagnostics, SPO_ERROR, walk->lines.name, walk->lines.line, SIZE_MAX,
                       "a name of more than %d bytes", PATH_MAX);
      return SPO_BAD_INPUT;
    case SOURCE_FAILED:
      refuse(walk, walk->lines.name, source_problem(&walk->lines, text, sizeof text));
      return close_list(walk, SPO_BAD_INPUT);
    default:
      return SPO_NO_MEMORY;
  }
}

static SpoStatus open_list(PathWalk *walk) {
  const char *list = walk->list;
  walk->list = NULL;
  walk->in_list = source_open(&walk->lines, list, walk->diagnostics);
  return walk->in_list ? SPO_SUCCESS : SPO_BAD_INPUT;
}

static SpoStatus step(PathWalk *walk, bool *file) {
  if (walk->depth) return next_entry(walk, file);
  if (walk->path_at < walk->path_count) return take_path(walk, slice_of(walk->paths[walk->path_at++]), file);
  if (walk->list) return open_list(walk);
  return walk->in_list ? next_line(walk, file) : SPO_END;
}

SpoStatus path_walk_next(PathWalk *walk, const Diagnostics *diagnostics, const char **path) {
  bool file = false;
  SpoStatus status = SPO_SUCCESS;
  walk->diagnostics = diagnostics;
  while (status == SPO_SUCCESS && !file) status = step(walk, &file);
  walk->found += status != SPO_END;
  *path = walk->path;
  return status;
}

PathWalk *path_walk_new(char **paths, int count, const char *list) {
  PathWalk *walk = calloc(1, sizeof *walk);
  if (!walk) return NULL;
  walk->paths = paths;
  walk->path_count = count;
  walk->list = list;
  return walk;
}

void path_walk_free(PathWalk *walk) {
  if (!walk) return;
  walk->diagnostics = &DIAGNOSTICS_SILENT;
  while (walk->depth) leave(walk);
  if (walk->in_list) source_close(&walk->lines);
  free(walk);
}

bool folder_is_empty(const char *path) {
  DIR *directory = opendir(path);
  unsigned entries = 0;
  while (directory && entries <= 2 && readdir(directory)) entries++;
  if (directory) closedir(directory);
  return entries <= 2; /* . and .. */
}
