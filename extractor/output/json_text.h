/* json_text.h - strings of JSON (RFC 8259) into an Output. */
#ifndef SPO_OUTPUT_JSON_TEXT_H
#define SPO_OUTPUT_JSON_TEXT_H

#include "output/output.h"

static inline void json_put(Output *output, Slice text) {
  output_write(output, text.data, text.length);
}

/* In quotation marks; `text` is valid UTF-8. Control characters, the quotation mark and the backslash are escaped. */
void json_put_string(Output *output, Slice text);

/* Whether a decimal or an integer, as XML Schema writes it, can be a number of JSON that any reader takes for the same
   and writes again as it was: no more than 15 digits, no plus, no zeros at the ends. */
bool json_keeps_number(Slice text);

#endif
