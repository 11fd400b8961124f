/* diff.h - what changes between two texts, line by line, in the unified format of diff(1) and patch(1). */
#ifndef SPO_BASE_DIFF_H
#define SPO_BASE_DIFF_H

#include "base/arena.h"

/* The unified diff with three lines of context, headed by `--- name` and `+++ name`; empty where the texts are equal.
   Where what differs is very long (the product of the lines on both sides above 16 million), it is shown as one block.
 */
Slice diff_unified(Arena *arena, Slice name, Slice before, Slice after);

#endif
