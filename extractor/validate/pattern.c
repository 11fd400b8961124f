#include "validate/pattern.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/pcre2_library.h"

enum { LONGEST_EXPRESSION = 64 * 1024 };

struct Pattern {
  Pcre2Functions functions;
  pcre2_code *code;
  pcre2_match_context *limits;
  pcre2_match_data *groups;
};

/* "$" is the very end of the text, not also before a newline there. */
static bool read_flags(Slice flags, uint32_t *options) {
  if (!pcre2_library_options(flags, options)) return false;
  if (!(*options & PCRE2_LITERAL)) *options |= PCRE2_DOLLAR_ENDONLY;
  return true;
}

static bool set_up(Pattern *pattern) {
  pattern->limits = pcre2_library_limits(&pattern->functions);
  pattern->groups = pattern->functions.match_data_create_from_pattern(pattern->code, NULL);
  return pattern->limits && pattern->groups;
}

Pattern *pattern_new(Slice expression, Slice flags, char *message, size_t size) {
  Pattern *pattern = calloc(1, sizeof *pattern);
  uint32_t options;
  int error = 0;
  size_t at = 0;
  const char *why = "not enough memory";
  snprintf(message, size, "not enough memory");
  if (!pattern) return NULL;
  if (!pcre2_library_load(&pattern->functions, &why)) {
    snprintf(message, size, PCRE2_FILE " cannot be loaded: %s", why);
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
