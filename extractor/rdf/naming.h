/* naming.h - which properties of common vocabularies name what they are said of. */
#ifndef SPO_RDF_NAMING_H
#define SPO_RDF_NAMING_H

#include "base/slice.h"

typedef enum { NAMING_NONE, NAMING_LABEL, NAMING_ALIAS } Naming;

/* rdfs:label, skos:prefLabel, schema:name, foaf:name; skos:altLabel, schema:alternateName. */
Naming naming_of(Slice predicate);

#endif
