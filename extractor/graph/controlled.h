/* controlled.h - words of controlled lists as terms of an ontology: year-on-year is spo:yearOnYear. */
#ifndef SPO_GRAPH_CONTROLLED_H
#define SPO_GRAPH_CONTROLLED_H

#include "lattice/value.h"

#define CONTROLLED_NAMESPACE "https://w3id.org/spo#"

/* The IRI of a word in a namespace. */
Slice controlled_term(Arena *arena, Slice namespace, Slice word);

/* The word for the bound of a number: exact, at-least, ... */
Slice bound_word(Bound bound);

#endif
