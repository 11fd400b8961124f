/* fixed.h - xsd:decimal: 128 bits, of which 18 digits stand behind the point; up to 1.7e20 (as Oxigraph has it). */
#ifndef SPO_QUERY_FIXED_H
#define SPO_QUERY_FIXED_H

#include "base/slice.h"

__extension__ typedef __int128 Fixed;

enum { FIXED_PLACES = 18, FIXED_LONGEST = 48 /* bytes of a printed one */ };

Fixed fixed_of(int64_t whole);
double fixed_to_double(Fixed value);

/* False where the result is out of range, or what is divided by is zero. */
bool fixed_add(Fixed a, Fixed b, Fixed *sum);
bool fixed_multiply(Fixed a, Fixed b, Fixed *product);
bool fixed_divide(Fixed a, Fixed b, Fixed *quotient); /* towards zero */
bool fixed_from_double(double value, Fixed *decimal);

/* [+-]digits[.digits], white space aside; false for others and for what is out of range. Digits behind the 18th are
   dropped. */
bool fixed_parse(Slice text, Fixed *value);

/* Canonical: 5, -0.25. Returns the length. */
size_t fixed_print(Fixed value, char to[FIXED_LONGEST]);

/* To a whole number: downwards, upwards, to the nearest (of two the upper). */
Fixed fixed_floor(Fixed value);
Fixed fixed_ceil(Fixed value);
bool fixed_round(Fixed value, Fixed *rounded);

#endif
