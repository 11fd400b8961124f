/* xml_limits.h - what RDF/XML, as Raptor2 writes it, cannot hold. */
#ifndef SPO_OUTPUT_XML_LIMITS_H
#define SPO_OUTPUT_XML_LIMITS_H

#include "base/raptor_library.h"
#include "output/losses.h"

/* `text` (valid UTF-8) with U+FFFD for each character that XML 1.0 forbids or that Raptor would drop: most controls,
   U+007F, U+FFFE, U+FFFF. The same slice where there is none. */
Slice xml_text(Arena *arena, Slice text, Losses *losses);

/* Can the predicate be an element's name? It needs a local part that is an NCName, and must not be one of RDF/XML's own
   words. */
bool xml_can_name(const RaptorFunctions *raptor, Slice predicate);

#endif
