/* regex.h - REGEX and REPLACE by PCRE2, which is loaded when the first pattern is compiled.

   Patterns come from strangers as queries do: matching is limited in steps and in memory, and a pattern that reaches
   the limits is an error of the expression. Compiled patterns are kept for the next row. */
#ifndef SPO_QUERY_REGEX_H
#define SPO_QUERY_REGEX_H

#include "base/arena.h"
#include "base/diagnostic.h"

typedef struct RegexCache RegexCache;

/* NULL where memory is short. */
RegexCache *regex_cache_new(const Diagnostics *diagnostics);
void regex_cache_free(RegexCache *cache);

/* 1 or 0; -1 where the pattern or the flags (i, s, m, x, q) are wrong, or matching takes too long. */
int regex_matches(RegexCache *cache, Slice text, Slice pattern, Slice flags);

/* All matches replaced; $1 in `replacement` stands for a group. False for what is wrong, and where the pattern matches
   the empty text. */
bool regex_replace(RegexCache *cache, Arena *arena, Slice text, Slice pattern, Slice replacement, Slice flags,
                   Slice *result);

#endif
