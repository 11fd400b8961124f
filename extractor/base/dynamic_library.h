/* dynamic_library.h - libraries that are loaded only when something needs them, since loading takes longer than an
   article. */
#ifndef SPO_BASE_DYNAMIC_LIBRARY_H
#define SPO_BASE_DYNAMIC_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diagnostic.h"

typedef struct {
  const char *name;
  size_t offset; /* of the pointer in the struct of functions */
} LibrarySymbol;

/* Loads `file` to the end of the process (what is behind such libraries seldom bears being unloaded) and puts its
   functions where the symbols say. False, with the reason in `*why`, where one is missing. */
bool dynamic_library_load(const char *file, const LibrarySymbol *symbols, size_t count, void *functions,
                          const char **why);

/* Reports that a library could not be loaded; `hint`: what needs it, and how it is installed. */
void dynamic_library_missing(const Diagnostics *to, const char *file, const char *problem, const char *hint);

#endif
