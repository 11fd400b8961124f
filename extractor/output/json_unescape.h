/* json_unescape.h - makes JSON of what Raptor2 2.0.15 writes as JSON.

   Raptor escapes every character beyond ASCII; those beyond U+FFFF as "\UXXXXXXXX", which is no JSON at all. This puts
   the characters themselves in their places, in a stream that arrives in pieces. Escapes of ASCII stay. */
#ifndef SPO_OUTPUT_JSON_UNESCAPE_H
#define SPO_OUTPUT_JSON_UNESCAPE_H

#include "output/output.h"

typedef struct {
  Output *output;
  char escape[10]; /* what has been seen of an escape: \, u or U, 4 or 8 hexadecimal digits */
  unsigned length;
} JsonUnescape;

void json_unescape_write(JsonUnescape *filter, const char *bytes, size_t length);

#endif
