#include "base/dynamic_library.h"

#include <dlfcn.h>
#include <string.h>

bool dynamic_library_load(const char *file, const LibrarySymbol *symbols, size_t count, void *functions,
                          const char **why) {
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  for (size_t i = 0; library && i < count; i++) {
    void *address = dlsym(library, symbols[i].name);
    if (!address) library = NULL;
    memcpy((char *)functions + symbols[i].offset, &address, sizeof address);
  }
  if (library) return true;
  *why = dlerror();
  if (!*why) *why = "cannot be loaded";
  return false;
}

void dynamic_library_missing(const Diagnostics *to, const char *file, const char *problem, const char *hint) {
  diagnostics_report(
      to, &(SpoDiagnostic){.severity = SPO_ERROR, .file = file, .offset = SIZE_MAX, .message = problem, .hint = hint});
}
