/* paths.h - the files that a command reads: those that it is given, those in directories, those that a list names.

   What a directory holds is read in the order of names (bytes), directories in it too, at most 64 deep. Names that
   begin with a dot, files that hold no articles by their endings, devices, pipes and links to directories are passed
   over there, so that nothing is read in a loop. Memory is bounded by the names of the directories that are open, not
   by the number of files. */
#ifndef SPO_CLI_PATHS_H
#define SPO_CLI_PATHS_H

#include <stdbool.h>

#include "base/diagnostic.h"

typedef struct PathWalk PathWalk;

/* A walk through `count` paths ("-": standard input), then through those that the lines of the file `list` name (NULL:
   none; "-": standard input). NULL where memory is short. */
PathWalk *path_walk_new(char **paths, int count, const char *list);

/* The next file, in `*path` until the next call. SPO_BAD_INPUT, reported: something that should be read cannot be; go
   on. SPO_END after the last; SPO_NO_MEMORY ends the walk. */
SpoStatus path_walk_next(PathWalk *walk, const Diagnostics *diagnostics, const char **path);

void path_walk_free(PathWalk *walk);

/* Whether a folder holds nothing, or is not there. */
bool folder_is_empty(const char *path);

#endif
