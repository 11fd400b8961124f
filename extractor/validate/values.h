/* values.h - what constraints ask of a literal: is it sound, which of two is less. */
#ifndef SPO_VALIDATE_VALUES_H
#define SPO_VALIDATE_VALUES_H

#include "base/arena.h"
#include "rdf/term.h"

/* The datatype of a literal, that of plain and tagged ones too. */
Slice literal_datatype(const RdfTerm *literal);

/* Whether a literal is of a datatype, and what it says is a value of that. */
bool literal_is(Arena *arena, const RdfTerm *literal, Slice datatype);

typedef enum { VALUE_LESS, VALUE_EQUAL, VALUE_MORE, VALUE_INCOMPARABLE } ValueOrder;

/* By SPARQL's operator <: numbers with numbers, strings without a language, booleans, dates and times of one datatype;
   of two times of which one has no time zone, those that are more than 14 hours apart. */
ValueOrder literal_compare(Arena *arena, const RdfTerm *a, const RdfTerm *b);

#endif
