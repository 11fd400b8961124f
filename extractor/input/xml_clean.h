/* xml_clean.h - makes of what is published as XML something that a strict parser reads.

   Feeds are full of a few faults that everybody reads over: control characters, references of HTML that XML does not
   know (&nbsp;), a bare & in addresses, a byte that is no UTF-8. Those are mended as the bytes pass by, in constant
   memory; lines stay as they are. All other faults are left to the parser to refuse. */
#ifndef SPO_INPUT_XML_CLEAN_H
#define SPO_INPUT_XML_CLEAN_H

#include "base/slice.h"

enum { XML_PIECE = 8192, XML_CARRY = 64, XML_CLEANED = 5 * (XML_PIECE + XML_CARRY) };

typedef struct {
  char in[XML_PIECE + XML_CARRY]; /* what was read and may be the beginning of something */
  size_t held;
  char out[XML_CLEANED];
  bool verbatim; /* in a CDATA section */
  bool declared; /* a DOCTYPE has been seen, so that references to unknown names may have a meaning */
  size_t mended; /* places so far */
} XmlCleaner;

/* At most XML_PIECE bytes in; what is ready to be parsed comes out, until the next call. `last`: nothing follows. */
Slice xml_clean(XmlCleaner *cleaner, Slice piece, bool last);

#endif
