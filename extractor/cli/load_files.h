/* load_files.h - the files that `spo load` reads: those it is given, and those of folders.

   Of a folder that `spo extract` wrote (index.jsonl) the files are read in its order, and each must hold as many quads
   as the index says; of another folder all files whose names say that they hold quads, in the order of names. */
#ifndef SPO_CLI_LOAD_FILES_H
#define SPO_CLI_LOAD_FILES_H

#include "base/diagnostic.h"
#include "base/slice.h"

/* Gets each file; `quads` is how many it must hold, UINT64_MAX: not known. False ends the walk. */
typedef bool (*LoadFileVisitor)(void *handle, const char *path, uint64_t quads);

/* Calls `visit` for the file `path`, "-", or the files of the folder. SPO_BAD_INPUT, reported, where something cannot
   be read; what can be has been visited then. */
SpoStatus load_files_visit(const char *path, LoadFileVisitor visit, void *handle, const Diagnostics *diagnostics);

#endif
