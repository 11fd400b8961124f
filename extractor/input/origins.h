/* origins.h - runs that lead from a text to its source (document.h), written while the text is. */
#ifndef SPO_INPUT_ORIGINS_H
#define SPO_INPUT_ORIGINS_H

#include "input/document.h"

/* Adds a run behind all others, unless the last one says the same. */
void origins_add(Arena *arena, OriginRuns *runs, OriginRun run);

/* `length` bytes of text, from `begin` on, stood in a page as `run` says; the page stood in the source as `decoded`
 * says. */
void origins_trace(Arena *arena, OriginRuns *runs, const OriginRuns *decoded, uint32_t begin, uint32_t length,
                   OriginRun run);

/* The last of `count` runs that begins at or before `offset`. */
size_t origins_run_at(const OriginRun *runs, size_t count, uint64_t offset);

/* Every byte leads to itself: what is said of texts that are put together from a record. */
void origins_lead_to_itself(Arena *arena, OriginRuns *runs);

#endif
