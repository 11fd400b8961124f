/* json_scan.h - a pull scanner over one JSON text (RFC 8259) in memory, for records of which a few members are wanted.

   It builds no tree: what is not asked for is checked and passed over, so that a hostile record costs no memory, and
   every string keeps its place in the source. Measured on records with long texts and annotations it runs at about 20
   times the speed of a tree parser (docs/performance.md). The text must be valid UTF-8; who uses the scanner checks.

       json_begin(&scan, text);
       if (json_enter(&scan, JSON_OBJECT)) {
         while (json_member(&scan, &key)) { ... json_string(&scan, &value) or json_skip(&scan) ... }
       }
       if (scan.error) ...

   Every function returns false at an error, and from then on; `error` says what, `at` where. */
#ifndef SPO_INPUT_JSON_SCAN_H
#define SPO_INPUT_JSON_SCAN_H

#include "base/arena.h"
#include "input/document.h"

typedef enum {
  JSON_NONE,
  JSON_OBJECT,
  JSON_ARRAY,
  JSON_STRING,
  JSON_NUMBER,
  JSON_TRUE,
  JSON_FALSE,
  JSON_NULL
} JsonType;

enum { JSON_DEEPEST = 512 };

typedef struct {
  const char *begin, *at, *end;
  const char *error; /* what was wrong at `at`; static storage; NULL while all is well */
  bool lenient;      /* as scripts in pages have it: control characters in strings, a comma before a bracket */
  bool first;        /* the next member or element of the innermost open container is its first */
  unsigned depth;
  uint64_t objects[JSON_DEEPEST / 64]; /* a bit for each open container: it is an object */
} JsonScan;

/* The characters between the quotes, as they stand in the source. */
typedef struct {
  Slice raw;
  bool escaped; /* holds a backslash */
} JsonString;

void json_begin(JsonScan *scan, Slice text);

/* What the next value is; JSON_NONE if none can begin here. */
JsonType json_type(JsonScan *scan);

/* Enters the object or array that comes next. */
bool json_enter(JsonScan *scan, JsonType container);

/* Goes to the next member of the object entered last and reads its key; leaves the object at its end. */
bool json_member(JsonScan *scan, JsonString *key);

/* Goes to the next element of the array entered last; leaves the array at its end. */
bool json_element(JsonScan *scan);

bool json_string(JsonScan *scan, JsonString *string);

/* The digits of a number as they stand. */
bool json_number(JsonScan *scan, Slice *number);

/* Passes over the next value, whatever it is. */
bool json_skip(JsonScan *scan);

/* True if nothing but white space follows. */
bool json_at_end(JsonScan *scan);

/* True if the string says `literal` (ASCII), escapes aside. */
bool json_is(JsonString string, const char *literal);

/* The text of a string without its escapes: the source itself where nothing was escaped. */
Slice json_decode(Arena *arena, JsonString string);

/* Where the characters of the decoded string stood; `offset` is that of the first one's byte in the source. */
void json_trace(Arena *arena, JsonString string, uint64_t offset, OriginRuns *runs);

#endif
