/* recode.h - the source of a format of many records, made UTF-8.

   UTF-8 stays the stream that it is, without its byte order mark. What is something else, by what encoding.h goes by,
   is decoded as a whole and so may not be larger than one document. */
#ifndef SPO_INPUT_RECODE_H
#define SPO_INPUT_RECODE_H

#include "input/format.h"

typedef struct {
  Arena arena;     /* of the decoded bytes */
  Source original; /* to which the input's source was, where it has been replaced */
  bool begun, replaced;
  uint64_t sound_until; /* up to this byte of the source all is valid UTF-8; further on nobody has looked */
  const char *encoding; /* IANA name */
} Recode;

/* To be called before the first byte is taken from the source; later calls do nothing. SPO_BAD_INPUT after reporting
   why the bytes cannot be read as text; nothing is left then. `strict`: bytes that are in no known encoding are refused
   here; else they are left as they are, for the format to say which of its records is wrong, and so are a few bytes in
   a thousand that are not UTF-8. */
SpoStatus recode_begin(Recode *recode, Input *input, Arena *arena, EncodingOptions options, bool strict);

void recode_end(Recode *recode);

#endif
