/* json_record.h - the quick way to read one line of JSON Lines: members of an object, without a tree of everything.

   It knows sound lines only. Whatever is unusual (a line that is no object, an escaped surrogate, a number with an
   exponent, deep nesting) or wrong it leaves to jansson, which says what is wrong; where it answers, the answer is the
   one that jansson would give. */
#ifndef SPO_INPUT_JSON_RECORD_H
#define SPO_INPUT_JSON_RECORD_H

#include "base/arena.h"

typedef enum {
  JSON_MEMBER_ABSENT,
  JSON_MEMBER_NULL,
  JSON_MEMBER_STRING,  /* `text`: what it says, escapes resolved */
  JSON_MEMBER_INTEGER, /* `text`: its digits */
  JSON_MEMBER_OTHER,
} JsonMemberKind;

typedef struct {
  JsonMemberKind kind;
  Slice text; /* in the line or in the arena */
} JsonMember;

/* Reads the members of these names; of equal names the last one counts. `line` must be valid UTF-8. False where jansson
   has to look at it. */
bool json_record_read(Arena *arena, Slice line, const Slice *names, JsonMember *members, size_t count);

#endif
