/* escapes.h - texts as N-Triples, N-Quads, Turtle and TriG hold them: UTF-8 as it is, escapes for the quotation mark,
   the backslash and control characters only. */
#ifndef SPO_OUTPUT_ESCAPES_H
#define SPO_OUTPUT_ESCAPES_H

#include "base/arena.h"

enum { LONGEST_ESCAPE = 6 }; /* \u007F */

/* What is known of a text before it is written: whether it may hold bytes that are escaped (false is certain), and
   whether all of it is ASCII. */
typedef struct {
  bool may_escape, ascii;
} TextLook;

TextLook look_at_text(Slice text);

/* Whether the text may have to be escaped; false is certain, and then it holds no U+0000 either. */
bool may_need_escapes(Slice text);

/* How many bytes the text takes with its escapes, at most; text.length says that there are none. */
size_t escaped_room(Slice text);

/* Writes the text with its escapes to `to`, which has that room; returns where it ends. */
char *put_escaped(char *to, Slice text);

/* <IRI>, in `arena`. */
Slice written_iri(Arena *arena, Slice iri);

#endif
