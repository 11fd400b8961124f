/* pcre2_library.h - PCRE2, which is loaded when the first regular expression is met, and what expressions of XPath
   (SPARQL's REGEX and REPLACE, SHACL's sh:pattern) are to it.

   Expressions come from strangers: so many steps and so much depth and memory may a match take. */
#ifndef SPO_BASE_PCRE2_LIBRARY_H
#define SPO_BASE_PCRE2_LIBRARY_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/slice.h"

#define PCRE2_FILE "libpcre2-8.so.0"

typedef struct {
  __typeof__(pcre2_compile_8) *compile;
  __typeof__(pcre2_code_free_8) *code_free;
  __typeof__(pcre2_get_error_message_8) *get_error_message;
  __typeof__(pcre2_match_context_create_8) *match_context_create;
  __typeof__(pcre2_match_context_free_8) *match_context_free;
  __typeof__(pcre2_set_match_limit_8) *set_match_limit;
  __typeof__(pcre2_set_depth_limit_8) *set_depth_limit;
  __typeof__(pcre2_set_heap_limit_8) *set_heap_limit;
  __typeof__(pcre2_match_data_create_from_pattern_8) *match_data_create_from_pattern;
  __typeof__(pcre2_match_data_free_8) *match_data_free;
  __typeof__(pcre2_match_8) *match;
  __typeof__(pcre2_get_ovector_pointer_8) *get_ovector_pointer;
} Pcre2Functions;

/* False, with the reason in `*why`, where PCRE2 is missing. */
bool pcre2_library_load(Pcre2Functions *functions, const char **why);

/* What a match may cost, for PCRE2's match; NULL where memory is short. */
pcre2_match_context *pcre2_library_limits(const Pcre2Functions *functions);

/* Options for PCRE2's compile from XPath's flags, letters of s, m, i, x, q; false where there are others. */
bool pcre2_library_options(Slice flags, uint32_t *options);

#endif
