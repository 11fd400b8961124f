/* paths.h - the files that a command reads: those that it is given, those in directories, those that a list names.

   What a directory holds is read in the order of names (bytes), directories in it too, at most 64 deep. Names that
   begin with a dot, devices, pipes and links to directories are passed over there, so that nothing is read in a loop.
 */
#ifndef SPO_CLI_PATHS_H
#define SPO_CLI_PATHS_H

#include "base/diagnostic.h"

/* Called for each file; returns an exit status. 3 ends the visit. */
typedef int (*PathVisitor)(void *handle, const char *path);

/* A file, "-" or all of a directory. Returns the worst status; what cannot be read is reported, and 1. */
int visit_path(const char *path, PathVisitor visit, void *handle);

/* The files and directories that the lines of `list` name ("-": standard input). */
int visit_list(const char *list, PathVisitor visit, void *handle);

#endif
