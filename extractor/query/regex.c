#include "query/regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/dynamic_library.h"

enum { KEPT = 16, LONGEST_PATTERN = 10000, MOST_STEPS = 1000000, MOST_DEPTH = 10000, MOST_KILOBYTES = 20000 };

typedef struct {
  __typeof__(pcre2_compile_8) *compile;
  __typeof__(pcre2_code_free_8) *code_free;
  __typeof__(pcre2_match_data_create_from_pattern_8) *match_data_create;
  __typeof__(pcre2_match_data_free_8) *match_data_free;
  __typeof__(pcre2_match_8) *match;
  __typeof__(pcre2_get_ovector_pointer_8) *get_ovector;
  __typeof__(pcre2_get_ovector_count_8) *get_ovector_count;
  __typeof__(pcre2_match_context_create_8) *match_context_create;
  __typeof__(pcre2_match_context_free_8) *match_context_free;
  __typeof__(pcre2_set_match_limit_8) *set_match_limit;
  __typeof__(pcre2_set_depth_limit_8) *set_depth_limit;
  __typeof__(pcre2_set_heap_limit_8) *set_heap_limit;
} Functions;

static const LibrarySymbol SYMBOLS[] = {
    {"pcre2_compile_8", offsetof(Functions, compile)},
    {"pcre2_code_free_8", offsetof(Functions, code_free)},
    {"pcre2_match_data_create_from_pattern_8", offsetof(Functions, match_data_create)},
    {"pcre2_match_data_free_8", offsetof(Functions, match_data_free)},
    {"pcre2_match_8", offsetof(Functions, match)},
    {"pcre2_get_ovector_pointer_8", offsetof(Functions, get_ovector)},
    {"pcre2_get_ovector_count_8", offsetof(Functions, get_ovector_count)},
    {"pcre2_match_context_create_8", offsetof(Functions, match_context_create)},
    {"pcre2_match_context_free_8", offsetof(Functions, match_context_free)},
    {"pcre2_set_match_limit_8", offsetof(Functions, set_match_limit)},
    {"pcre2_set_depth_limit_8", offsetof(Functions, set_depth_limit)},
    {"pcre2_set_heap_limit_8", offsetof(Functions, set_heap_limit)},
};

typedef struct {
  char *source; /* pattern, zero byte, flags */
  size_t length;
  pcre2_code_8 *code; /* NULL: wrong */
  pcre2_match_data_8 *data;
} Compiled;

struct RegexCache {
  const Diagnostics *diagnostics;
  Functions functions;
  bool tried, loaded;
  pcre2_match_context_8 *context;
  Compiled kept[KEPT];
  unsigned next;
};

RegexCache *regex_cache_new(const Diagnostics *diagnostics) {
  RegexCache *cache = calloc(1, sizeof *cache);
  if (cache) cache->diagnostics = diagnostics;
  return cache;
}

static void drop(RegexCache *cache, Compiled *compiled) {
  free(compiled->source);
  if (compiled->data) cache->functions.match_data_free(compiled->data);
  if (compiled->code) cache->functions.code_free(compiled->code);
  *compiled = (Compiled){0};
}

void regex_cache_free(RegexCache *cache) {
  if (!cache) return;
  for (int i = 0; i < KEPT; i++) drop(cache, &cache->kept[i]);
  if (cache->context) cache->functions.match_context_free(cache->context);
  free(cache);
}

static bool load(RegexCache *cache) {
  const char *why;
  if (cache->tried) return cache->loaded;
  cache->tried = true;
  Functions *pcre = &cache->functions;
  if (!dynamic_library_load("libpcre2-8.so.0", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, pcre, &why)) {
    diagnostics_report(cache->diagnostics,
                       &(SpoDiagnostic){.severity = SPO_ERROR,
                                        .file = "libpcre2-8.so.0",
                                        .offset = SIZE_MAX,
                                        .message = "cannot be loaded",
                                        .hint = "REGEX and REPLACE need it: apt-get install libpcre2-8-0"});
    return false;
  }
  cache->context = pcre->match_context_create(NULL);
  if (!cache->context) return false;
  pcre->set_match_limit(cache->context, MOST_STEPS);
  pcre->set_depth_limit(cache->context, MOST_DEPTH);
  pcre->set_heap_limit(cache->context, MOST_KILOBYTES);
  return cache->loaded = true;
}

static bool options_of(Slice flags, uint32_t *options) {
  *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  for (size_t i = 0; i < flags.length; i++) {
    switch (flags.data[i]) {
      case 'i':
        *options |= PCRE2_CASELESS;
        break;
      case 's':
        *options |= PCRE2_DOTALL;
        break;
      case 'm':
        *options |= PCRE2_MULTILINE;
        break;
      case 'x':
        *options |= PCRE2_EXTENDED;
        break;
      case 'q':
        *options = (*options | PCRE2_LITERAL) & ~(uint32_t)(PCRE2_NEVER_BACKSLASH_C | PCRE2_UCP);
        break;
      default:
        return false;
    }
  }
  return true;
}

static bool is_source(const Compiled *compiled, Slice pattern, Slice flags) {
  return compiled->source && compiled->length == pattern.length + 1 + flags.length &&
         (!pattern.length || memcmp(compiled->source, pattern.data, pattern.length) == 0) &&
         compiled->source[pattern.length] == 0 &&
         (!flags.length || memcmp(compiled->source + pattern.length + 1, flags.data, flags.length) == 0);
}

/* The compiled pattern, from the last ones or new; NULL where it is wrong. */
static const Compiled *compile(RegexCache *cache, Slice pattern, Slice flags) {
  uint32_t options;
  for (int i = 0; i < KEPT; i++) {
    if (is_source(&cache->kept[i], pattern, flags)) return cache->kept[i].code ? &cache->kept[i] : NULL;
  }
  if (pattern.length > LONGEST_PATTERN || flags.length > 16 || !load(cache) || !options_of(flags, &options))
    return NULL;
  Compiled *compiled = &cache->kept[cache->next++ % KEPT];
  drop(cache, compiled);
  compiled->length = pattern.length + 1 + flags.length;
  compiled->source = malloc(compiled->length + 1);
  if (!compiled->source) return NULL;
  if (pattern.length) memcpy(compiled->source, pattern.data, pattern.length);
  compiled->source[pattern.length] = 0;
  if (flags.length) memcpy(compiled->source + pattern.length + 1, flags.data, flags.length);
  int error;
  PCRE2_SIZE place;
  compiled->code =
      cache->functions.compile((PCRE2_SPTR8)compiled->source, pattern.length, options, &error, &place, NULL);
  if (!compiled->code) return NULL;
  compiled->data = cache->functions.match_data_create(compiled->code, NULL);
  return compiled->data ? compiled : NULL;
}

static int match(RegexCache *cache, const Compiled *compiled, Slice text, size_t from, uint32_t options) {
  PCRE2_SPTR8 bytes = (PCRE2_SPTR8)(text.data ? text.data : "");
  return cache->functions.match(compiled->code, bytes, text.length, from, options, compiled->data, cache->context);
}

int regex_matches(RegexCache *cache, Slice text, Slice pattern, Slice flags) {
  const Compiled *compiled = compile(cache, pattern, flags);
  if (!compiled) return -1;
  int result = match(cache, compiled, text, 0, 0);
  return result >= 0 ? 1 : result == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

typedef struct {
  VECTOR(char);
} Text;

static void append(Arena *arena, Text *to, const char *from, size_t length) {
  VECTOR_APPEND(arena, to, from, length);
}

/* Puts the replacement, in which $N is a group, and \$ and \\ are themselves. False where it is malformed. */
static bool expand(Arena *arena, Text *to, Slice replacement, Slice text, const PCRE2_SIZE *ovector, uint32_t groups) {
  for (size_t i = 0; i < replacement.length; i++) {
    char c = replacement.data[i];
    char next = i + 1 < replacement.length ? replacement.data[i + 1] : 0;
    if (c == '\\') {
      if (next != '\\' && next != '$') return false;
      append(arena, to, &replacement.data[++i], 1);
    } else if (c == '$') {
      if (next < '0' || next > '9') return false;
      uint32_t group = (uint32_t)(next - '0');
      i++;
      if (group < groups && ovector[2 * group] != PCRE2_UNSET && ovector[2 * group + 1] >= ovector[2 * group]) {
        append(arena, to, text.data + ovector[2 * group], ovector[2 * group + 1] - ovector[2 * group]);
      }
    } else {
      append(arena, to, &c, 1);
    }
  }
  return true;
}

bool regex_replace(RegexCache *cache, Arena *arena, Slice text, Slice pattern, Slice replacement, Slice flags,
                   Slice *result) {
  const Compiled *compiled = compile(cache, pattern, flags);
  if (!compiled || match(cache, compiled, (Slice){"", 0}, 0, 0) >= 0) return false;
  Text out = {0};
  bool literal = memchr(flags.data ? flags.data : "", 'q', flags.length) != NULL;
  size_t at = 0;
  for (;;) {
    int count = match(cache, compiled, text, at, 0);
    if (count == PCRE2_ERROR_NOMATCH) break;
    if (count < 0) return false;
    const PCRE2_SIZE *ovector = cache->functions.get_ovector(compiled->data);
    if (ovector[1] < ovector[0] || ovector[1] == ovector[0]) return false;
    append(arena, &out, text.data + at, ovector[0] - at);
    if (literal) {
      append(arena, &out, replacement.data, replacement.length);
    } else if (!expand(arena, &out, replacement, text, ovector, (uint32_t)count)) {
      return false;
    }
    at = ovector[1];
  }
  append(arena, &out, text.data + at, text.length - at);
  *result = (Slice){out.data, out.count};
  return true;
}
