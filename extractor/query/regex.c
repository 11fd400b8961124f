#include "query/regex.h"

#include <stdlib.h>

#include "base/dynamic_library.h"
#include "base/pcre2_library.h"

enum { KEPT = 16, LONGEST_PATTERN = 10000 };

typedef struct {
  char *source; /* pattern, zero byte, flags */
  size_t length;
  pcre2_code_8 *code; /* NULL: wrong */
  pcre2_match_data_8 *data;
} Compiled;

struct RegexCache {
  const Diagnostics *diagnostics;
  Pcre2Functions functions;
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
  if (!pcre2_library_load(&cache->functions, &why)) {
    dynamic_library_missing(cache->diagnostics, PCRE2_FILE, "cannot be loaded",
                            "REGEX and REPLACE need it: apt-get install libpcre2-8-0");
    return false;
  }
  cache->context = pcre2_library_limits(&cache->functions);
  return cache->loaded = cache->context != NULL;
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
  if (pattern.length > LONGEST_PATTERN || flags.length > 16 || !load(cache) || !pcre2_library_options(flags, &options))
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
  compiled->data = cache->functions.match_data_create_from_pattern(compiled->code, NULL);
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
    const PCRE2_SIZE *ovector = cache->functions.get_ovector_pointer(compiled->data);
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
