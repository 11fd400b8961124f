/* iri_chars.h - which characters may stand in IRIs and in prefixed names.

   Sources: N-Triples 1.1 (IRIREF), Turtle 1.1 (PN_PREFIX, PN_LOCAL, PN_CHARS), RFC 3987 (ucschar, iprivate). Text may
   be anything; what is not UTF-8 is never legal. */
#ifndef SPO_BASE_IRI_CHARS_H
#define SPO_BASE_IRI_CHARS_H

#include "base/slice.h"

/* Stands for a byte that is not part of valid UTF-8. */
#define NOT_A_CHARACTER UINT32_MAX

/* Takes the first character off `rest`, which must not be empty; an invalid byte counts as one NOT_A_CHARACTER. */
uint32_t take_character(Slice *rest);

/* White space of any script (Unicode property White_Space). */
bool is_white_space(uint32_t c);

/* Letters, digits and other visible word characters that a prefixed name can hold unescaped and that nobody takes for
   punctuation: PN_CHARS without full-width and CJK punctuation, invisible and control characters. Also "-" and "." but
   not "_". */
bool is_name_character(uint32_t c);

/* Beyond ASCII: may stand unescaped in the path of an IRI (ucschar), less what a reader cannot see there: white space
   and bidirectional controls. */
bool is_iri_letter(uint32_t c);

/* A scheme, ":" and no character that N-Triples forbids between "<" and ">". */
bool iri_is_absolute(Slice iri);

/* What may stand before the ":" of a prefixed name; ASCII only, may be empty. */
bool is_prefix_name(Slice prefix);

/* What may stand behind the ":" as it is, without any escape; not empty. */
bool is_local_name(Slice local);

/* Letters, then groups of letters and digits behind hyphens: en, zh-Hant, de-1996. At most 255 bytes. */
bool is_language_tag(Slice tag);

/* Whether a tag is in a range of RFC 4647's basic filtering, in letters of either case: en is for en-GB; * for any. */
bool language_matches(Slice tag, Slice range);

#endif
