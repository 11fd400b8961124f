/* Reading RDF files and folders of them into a store. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "rdf/reader.h"
#include "store/store_internal.h"

enum { DEEPEST = 64 };

static SpoStatus refuse(const Diagnostics *diagnostics, const char *name, const char *problem) {
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

/* ---- quads ---- */

typedef struct {
  Store *store;
  char blank_prefix[24]; /* nodes of two files are never one */
  bool no_room;
} Loading;

static bool add_quad(Store *store, const RdfQuad *read) {
  StoreQuad quad = {.subject = store_add_term(store, &read->subject)};
  if (!quad.subject) return false;
  quad.predicate = store_add_term(store, &read->predicate);
  if (!quad.predicate) return false;
  quad.object = store_add_term(store, &read->object);
  if (!quad.object) return false;
  if (read->graph.text.length) {
    quad.graph = store_add_term(store, &read->graph);
    if (!quad.graph) return false;
  }
  return store_add_quad(store, quad);
}

static bool take_quad(void *handle, const RdfQuad *quad) {
  Loading *loading = handle;
  loading->no_room = !add_quad(loading->store, quad);
  return !loading->no_room;
}

/* A file, or where `path` is NULL bytes of that name. */
static SpoStatus load(Store *store, const char *path, Slice bytes, const char *name, const Diagnostics *diagnostics) {
  Loading loading = {.store = store};
  RdfSink sink = {.take = take_quad, .handle = &loading};
  int length = snprintf(loading.blank_prefix, sizeof loading.blank_prefix, "f%u.", ++store->files);
  RdfReadOptions options = {.name = name, .blank_prefix = {loading.blank_prefix, (size_t)length}, .relative = true};
  SpoStatus status =
      path ? rdf_read(path, &options, &sink, diagnostics) : rdf_read_bytes(bytes, &options, &sink, diagnostics);
  if (!loading.no_room) return status;
  diagnostics_file(diagnostics, SPO_ERROR, path ? path : name, 0, SIZE_MAX,
                   "there is no room for more quads, in memory or in the folder for temporary files");
  return SPO_NO_MEMORY;
}

SpoStatus store_add_bytes(Store *store, Slice bytes, const char *name, const Diagnostics *diagnostics) {
  return load(store, NULL, bytes, name, diagnostics);
}

static SpoStatus load_file(Store *store, const char *path, const Diagnostics *diagnostics) {
  return load(store, path, (Slice){0}, NULL, diagnostics);
}

/* ---- folders ---- */

static int visible(const struct dirent *entry) {
  if (entry->d_name[0] == '.') return false;
  return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN || syntax_is_read_in_folders(slice_of(entry->d_name));
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static SpoStatus load_folder(Store *store, const char *path, unsigned depth, const Diagnostics *diagnostics);

/* An entry of a folder; links to folders are not followed, so that nothing is read in a loop. */
static SpoStatus load_entry(Store *store, const char *folder, const char *name, unsigned depth,
                            const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  struct stat about;
  bool slash = slice_ends_with(slice_of(folder), SLICE("/"));
  if (snprintf(path, sizeof path, "%s%s%s", folder, slash ? "" : "/", name) >= (int)sizeof path) {
    return refuse(diagnostics, folder, "a name in it is too long");
  }
  if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) return load_folder(store, path, depth + 1, diagnostics);
  bool read = syntax_is_read_in_folders(slice_of(name)) && stat(path, &about) == 0 && S_ISREG(about.st_mode);
  if (!read) return SPO_SUCCESS;
  return load_file(store, path, diagnostics);
}

static SpoStatus load_folder(Store *store, const char *path, unsigned depth, const Diagnostics *diagnostics) {
  struct dirent **entries;
  char text[128];
  if (depth > DEEPEST) return refuse(diagnostics, path, "too many folders in each other");
  int count = scandir(path, &entries, visible, by_name);
  if (count < 0) return refuse(diagnostics, path, strerror_r(errno, text, sizeof text));
  SpoStatus worst = SPO_SUCCESS;
  for (int i = 0; i < count; i++) {
    if (worst != SPO_NO_MEMORY) {
      SpoStatus status = load_entry(store, path, entries[i]->d_name, depth, diagnostics);
      if (status != SPO_SUCCESS) worst = status;
    }
    free(entries[i]);
  }
  free(entries);
  return worst;
}

SpoStatus store_add_path(Store *store, const char *path, const Diagnostics *diagnostics) {
  struct stat about;
  if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
    return load_file(store, path, diagnostics);
  }
  uint32_t before = store->files;
  SpoStatus status = load_folder(store, path, 0, diagnostics);
  if (status == SPO_SUCCESS && store->files == before) {
    return refuse(diagnostics, path,
                  "is a folder without RDF files (.nq, .nt, .ttl, .trig, .rdf, .owl, .rj, also packed)");
  }
  return status;
}
