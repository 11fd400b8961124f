/* xsd.h - the datatypes of XML Schema 1.1 Part 2 that RDF 1.1 names: which texts are sound values of them. */
#ifndef SPO_BASE_XSD_H
#define SPO_BASE_XSD_H

#include "base/arena.h"
#include "base/instant.h"

#define XSD_NAMESPACE "http://www.w3.org/2001/XMLSchema#"

/* The local name of a datatype of that namespace, or an empty slice. */
Slice xsd_local_name(Slice datatype);

/* Whether there is a datatype of that local name: date, integer, ... */
bool xsd_is_type(Slice name);

/* Whether that is integer or derived from it: long, unsignedByte, ... */
bool xsd_is_integer(Slice name);

/* The datatype whose name is most like this one, or an empty slice. */
Slice xsd_similar(Slice name);

/* The canonical way to write a value: +05 is 5 as an integer. False where `text`, white space at its ends aside, is
   none of the datatype. Booleans, integers and decimals are made canonical; others stay as they are. */
bool xsd_canonical(Arena *arena, Slice name, Slice text, Slice *canonical);

/* The point in time that a text says: false where it is none of the datatype, or that is none of points in time. */
bool xsd_instant(Slice name, Slice text, Instant *instant);

#endif
