/* gazetteer_reader.h - entries of a gazetteer from tables and RDF.

   Tables: tab-separated, with a header: iri, label, and of type, lang, aliases, popularity, description, context those
   that there are. RDF: labels, aliases, types (rdf:type, wdt:P31), descriptions, numbers of sitelinks, owl:sameAs; any
   other property whose value is another entry is a relation, the label of which is context. */
#ifndef SPO_LINK_GAZETTEER_READER_H
#define SPO_LINK_GAZETTEER_READER_H

#include "base/diagnostic.h"
#include "link/gazetteer_builder.h"

typedef struct GazetteerReader GazetteerReader;

/* `languages`: tags separated by commas; names in others are left out. Empty: all are taken. */
GazetteerReader *gazetteer_reader_new(Arena *arena, GazetteerBuilder *builder, Slice languages);

/* A map of types: lines TYPE tab CLASS; `#` begins a comment. The earlier a line, the more it counts where an entry has
   several types. TYPE is an IRI, a name with one of the prefixes wd:, dbo:, schema:, or a plain word of a table; CLASS
   is Person, Organization, Place, Product, Event, CreativeWork, Concept, or an IRI. */
SpoStatus gazetteer_reader_types(GazetteerReader *reader, const char *path, const Diagnostics *diagnostics);

/* Reads a table (.tsv, .txt, .tab) or RDF, packed or not. SPO_BAD_RULES, reported with the line, where it is none. */
SpoStatus gazetteer_reader_read(GazetteerReader *reader, const char *path, const Diagnostics *diagnostics);

/* After the last file: classes of types that are known only by what they are subclasses of. */
void gazetteer_reader_finish(GazetteerReader *reader);

#endif
