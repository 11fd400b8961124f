#define PCRE2_CODE_UNIT_WIDTH 8
#include "validate/pattern.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/dynamic_library.h"

enum { MOST_STEPS = 1000000, MOST_DEPTH = 10000, MOST_HEAP = 20000 /* KB */, LONGEST_EXPRESSION = 64 * 1024 };

typedef struct {
  __typeof__(pcre2_compile_8) *compile;
  __typeof__(pcre2_code_free_8) *code_free;
  __typeof__(pcre2_get_error_message_8) *get_error_message;
  __typeof__(pcre2_match_context_create_8) *match_context_create;
  __typeof__(pcre2_match_context_free_8) *match_context_free;
  __typeof__(pcre2_set_match_limit_8) *set_match_limit;
  __typeof__(pcre2_set_depth_limit_8) *set_depth_limit;
  __typeof__(pcre2_set_heap_limit_8) *set_heap_limit;
  __typeof__(pcre2_match_data_create_8) *match_data_create;
  __typeof__(pcre2_match_data_free_8) *match_data_free;
  __typeof__(pcre2_match_8) *match;
} PcreFunctions;

struct Pattern {
  PcreFunctions functions;
  pcre2_code *code;
  pcre2_match_context *limits;
  pcre2_match_data *groups;
};

#define SYMBOL(function) \
  { "pcre2_" #function "_8", offsetof(PcreFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(compile),         SYMBOL(code_free),         SYMBOL(get_error_message), SYMBOL(match_context_create),
    SYMBOL(set_match_limit), SYMBOL(set_depth_limit),   SYMBOL(set_heap_limit),    SYMBOL(match_context_free),
    SYMBOL(match),           SYMBOL(match_data_create), SYMBOL(match_data_free),
};

static bool read_flags(Slice flags, uint32_t *options) {
  *options = PCRE2_UTF | PCRE2_UCP | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  for (size_t i = 0; i < flags.length; i++) {
    static const char LETTERS[] = "smixq";
    static const uint32_t OPTIONS[] = {PCRE2_DOTALL, PCRE2_MULTILINE, PCRE2_CASELESS, PCRE2_EXTENDED, PCRE2_LITERAL};
    const char *letter = flags.data[i] ? strchr(LETTERS, flags.data[i]) : NULL;
    if (!letter) return false;
    *options |= OPTIONS[letter - LETTERS];
  }
  if (*options & PCRE2_LITERAL) *options &= (uint32_t) ~(PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_UCP);
  return true;
}

static bool set_up(Pattern *pattern) {
  const PcreFunctions *pcre = &pattern->functions;
  pattern->limits = pcre->match_context_create(NULL);
  pattern->groups = pcre->match_data_create(1, NULL); /* only whether it matches is asked */
  if (!pattern->limits || !pattern->groups) return false;
  pcre->set_match_limit(pattern->limits, MOST_STEPS);
  pcre->set_depth_limit(pattern->limits, MOST_DEPTH);
  pcre->set_heap_limit(pattern->limits, MOST_HEAP);
  return true;
}

Pattern *pattern_new(Slice expression, Slice flags, char *message, size_t size) {
  Pattern *pattern = calloc(1, sizeof *pattern);
  uint32_t options;
  int error = 0;
  size_t at = 0;
  const char *why = "not enough memory";
  snprintf(message, size, "not enough memory");
  if (!pattern) return NULL;
  if (!dynamic_library_load("libpcre2-8.so.0", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, &pattern->functions, &why)) {
    snprintf(message, size, "libpcre2-8.so.0 cannot be loaded: %s", why);
  } else if (expression.length > LONGEST_EXPRESSION) {
    snprintf(message, size, "the expression is longer than %d bytes", LONGEST_EXPRESSION);
  } else if (!read_flags(flags, &options)) {
    snprintf(message, size, "flags are of the letters s, m, i, x, q");
  } else {
    pattern->code =
        pattern->functions.compile((PCRE2_SPTR)expression.data, expression.length, options, &error, &at, NULL);
    if (pattern->code && set_up(pattern)) return pattern;
    PCRE2_UCHAR text[160];
    if (!pattern->code && pattern->functions.get_error_message(error, text, sizeof text) > 0) {
      snprintf(message, size, "%s, at character %zu", (const char *)text, at + 1);
    }
  }
  pattern_free(pattern);
  return NULL;
}

void pattern_free(Pattern *pattern) {
  if (!pattern) return;
  if (pattern->code) pattern->functions.code_free(pattern->code);
  if (pattern->limits) pattern->functions.match_context_free(pattern->limits);
  if (pattern->groups) pattern->functions.match_data_free(pattern->groups);
  free(pattern);
}

PatternResult pattern_test(Pattern *pattern, Slice text) {
  int result = pattern->functions.match(pattern->code, (PCRE2_SPTR)text.data, text.length, 0, 0, pattern->groups,
                                        pattern->limits);
  if (result >= 0) return PATTERN_MATCHES;
  return result == PCRE2_ERROR_NOMATCH ? PATTERN_DIFFERS : PATTERN_TOO_COSTLY;
}
