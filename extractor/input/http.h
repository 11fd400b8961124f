/* http.h - HTTP responses as crawlers keep them (RFC 9110, RFC 9112): what of the head matters to a reader, and the
   body without chunks. A content encoding such as gzip is left to archive.c, which knows it by its first bytes. */
#ifndef SPO_INPUT_HTTP_H
#define SPO_INPUT_HTTP_H

#include "base/arena.h"

typedef struct {
  unsigned status;        /* 200 */
  Slice type;             /* Content-Type without parameters: "text/html"; or empty */
  Slice charset;          /* its parameter, or empty */
  Slice content_encoding; /* or empty */
  bool chunked;
  size_t body; /* where it begins in the bytes */
} HttpHead;

/* The value of a line "NAME: VALUE", names compared without regard to case; false where the line is of another name. */
bool http_field(Slice line, const char *name, Slice *value);

/* The value of `name` behind the semicolons of a header's value: `text/html; charset="gb2312"`; empty if it has none.
 */
Slice http_parameter(Slice value, const char *name);

/* Reads the head of a response, which stays memory of `bytes`. False where there is none or it does not end there. */
bool http_head(Slice bytes, HttpHead *head);

/* Joins chunks. Servers and crawlers say "chunked" of bodies that are not: such a body is given back as it is. False
   where chunks begin and then break; `joined` holds what was whole, `*wrong` is the offset of what is wrong. */
bool http_join_chunks(Arena *arena, Slice body, Slice *joined, size_t *wrong);

#endif
