/* pattern.h - regular expressions of sh:pattern, by PCRE2, which is loaded when the first one is met.

   What a hostile expression may cost is capped: so many steps and so much depth and memory a text (PCRE2's match
   limits). XPath's expressions, which SHACL asks for, are nearly a part of PCRE2's; both look anywhere in the text. */
#ifndef SPO_VALIDATE_PATTERN_H
#define SPO_VALIDATE_PATTERN_H

#include "base/diagnostic.h"
#include "base/slice.h"

typedef struct Pattern Pattern;

/* `flags`: letters of XPath: s, m, i, x, q. NULL where the expression is wrong, with what is wrong in `message` (of
   `size` bytes), or where PCRE2 cannot be loaded. */
Pattern *pattern_new(Slice expression, Slice flags, char *message, size_t size);
void pattern_free(Pattern *pattern);

typedef enum { PATTERN_MATCHES, PATTERN_DIFFERS, PATTERN_TOO_COSTLY } PatternResult;

PatternResult pattern_test(Pattern *pattern, Slice text);

#endif
