/* page_json.h - JSON that stands inside an HTML page: written piece by piece, with commas where they belong.

   What would end a <script> element or begin a comment there (<, >, &) is escaped, and so are the line ends of old
   JavaScript. What is no UTF-8 becomes U+FFFD. Once memory is short nothing more is written, and `failed` says so. */
#ifndef SPO_VIEW_PAGE_JSON_H
#define SPO_VIEW_PAGE_JSON_H

#include "base/byte_buffer.h"

typedef struct {
  ByteBuffer *to;
  bool comma; /* before the next value or key */
  bool failed;
} PageJson;

/* `bracket`: one of { [ and } ]. */
void page_json_open(PageJson *json, char bracket);
void page_json_close(PageJson *json, char bracket);

/* The name of the next value; plain letters. */
void page_json_key(PageJson *json, const char *key);

void page_json_string(PageJson *json, Slice text);
void page_json_number(PageJson *json, int64_t number);

/* hundredths / 100 */
void page_json_hundredths(PageJson *json, int64_t hundredths);
void page_json_true(PageJson *json);

/* A key with its string, unless that is empty. */
void page_json_field(PageJson *json, const char *key, Slice text);

#endif
