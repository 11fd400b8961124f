/* fixes.h - applies the fixes that messages offer to the files that they speak of. */
#ifndef SPO_CLI_FIXES_H
#define SPO_CLI_FIXES_H

#include "base/diagnostic_list.h"

/* Replaces, in each file, what messages with a fix point at. `show`: prints the differences and changes nothing.
   Returns how many fixes there are; `*status` is set where a file could not be read or written. */
uint32_t fixes_apply(Arena *arena, const DiagnosticList *list, bool show, SpoStatus *status);

#endif
