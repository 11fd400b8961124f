/* controlled.h - words of controlled lists as terms of the ontology: year-on-year is spo:yearOnYear. */
#ifndef SPO_GRAPH_CONTROLLED_H
#define SPO_GRAPH_CONTROLLED_H

#include "lattice/value.h"

/* The IRI of a word. */
Slice controlled_term(Arena *arena, Slice word);

/* The word for the bound of a number: exact, at-least, ... */
Slice bound_word(Bound bound);

#endif
