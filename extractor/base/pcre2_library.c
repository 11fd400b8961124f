#include "base/pcre2_library.h"

#include "base/dynamic_library.h"

enum { MOST_STEPS = 1000000, MOST_DEPTH = 10000, MOST_KILOBYTES = 20000 };

#define SYMBOL(function) \
  { "pcre2_" #function "_8", offsetof(Pcre2Functions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(compile),
    SYMBOL(code_free),
    SYMBOL(get_error_message),
    SYMBOL(match_context_create),
    SYMBOL(match_context_free),
    SYMBOL(set_match_limit),
    SYMBOL(set_depth_limit),
    SYMBOL(set_heap_limit),
    SYMBOL(match_data_create_from_pattern),
    SYMBOL(match_data_free),
    SYMBOL(match),
    SYMBOL(get_ovector_pointer),
};

bool pcre2_library_load(Pcre2Functions *functions, const char **why) {
  return dynamic_library_load(PCRE2_FILE, SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, functions, why);
}

pcre2_match_context *pcre2_library_limits(const Pcre2Functions *functions) {
  pcre2_match_context *limits = functions->match_context_create(NULL);
  if (!limits) return NULL;
  functions->set_match_limit(limits, MOST_STEPS);
  functions->set_depth_limit(limits, MOST_DEPTH);
  functions->set_heap_limit(limits, MOST_KILOBYTES);
  return limits;
}

bool pcre2_library_options(Slice flags, uint32_t *options) {
  static const char LETTERS[] = "smixq";
  static const uint32_t OPTIONS[] = {PCRE2_DOTALL, PCRE2_MULTILINE, PCRE2_CASELESS, PCRE2_EXTENDED, PCRE2_LITERAL};
  *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  for (size_t i = 0; i < flags.length; i++) {
    const char *letter = flags.data[i] ? strchr(LETTERS, flags.data[i]) : NULL;
    if (!letter) return false;
    *options |= OPTIONS[letter - LETTERS];
  }
  if (*options & PCRE2_LITERAL) *options &= (uint32_t) ~(PCRE2_NEVER_BACKSLASH_C | PCRE2_UCP);
  return true;
}
