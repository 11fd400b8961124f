/* json_text.h - JSON that stands inside an HTML page: written piece by piece, with commas where they belong.

   What would end a <script> element or begin a comment there (<, >, &) is escaped, and so are the line ends of old
   JavaScript. What is no UTF-8 becomes U+FFFD. Once memory is short nothing more is written, and `failed` says so. */
#ifndef SPO_VIEW_JSON_TEXT_H
#define SPO_VIEW_JSON_TEXT_H

#include "output/byte_buffer.h"

typedef struct {
  ByteBuffer *to;
  bool comma; /* before the next value or key */
  bool failed;
} JsonText;

/* `bracket`: one of { [ and } ]. */
void json_open(JsonText *json, char bracket);
void json_close(JsonText *json, char bracket);

/* The name of the next value; plain letters. */
void json_key(JsonText *json, const char *key);

void json_string(JsonText *json, Slice text);
void json_number(JsonText *json, int64_t number);

/* hundredths / 100 */
void json_hundredths(JsonText *json, int64_t hundredths);
void json_true(JsonText *json);

/* A key with its string, unless that is empty. */
void json_field(JsonText *json, const char *key, Slice text);

#endif
