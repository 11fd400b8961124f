/* syntax.h - the forms in which graphs stand in files: their names on the command line, the endings of their files,
   their media types; which of them are written, and which are read (reader.h). One table says it all (syntax.c). */
#ifndef SPO_RDF_SYNTAX_H
#define SPO_RDF_SYNTAX_H

#include "base/slice.h"

typedef enum {
  SYNTAX_TURTLE,
  SYNTAX_TRIG,
  SYNTAX_NTRIPLES,
  SYNTAX_NQUADS,
  SYNTAX_RDFXML,
  SYNTAX_RDFJSON, /* RDF/JSON, as Raptor2 writes it */
  SYNTAX_JSONLD,
  SYNTAX_JSONL, /* no RDF any more, as all that follow: an object a document */
  SYNTAX_HTML,  /* view/ writes these two; RDFa is read from the first */
  SYNTAX_SVG,
  SYNTAX_CSV, /* tables */
  SYNTAX_TSV,
  SYNTAX_NEO4J, /* nodes and edges as CSV */
  SYNTAX_NEPTUNE,
  SYNTAX_DOT, /* the graph of entities */
  SYNTAX_GRAPHML,
} Syntax;

/* What may be asked of a syntax: to be written, to be read. */
typedef enum { SYNTAX_WRITTEN, SYNTAX_READ } SyntaxUse;

/* By its name on the command line; false where there is none of that name for this use. */
bool syntax_named(Slice name, SyntaxUse use, Syntax *syntax);

/* The syntax that a file name's ending asks for, in letters of either case; false where none does. Of files that are
   read the endings of packed ones are passed over: x.nq.gz. */
bool syntax_of_file(Slice path, SyntaxUse use, Syntax *syntax);

/* The name without .gz, .zst, .xz or .bz2 behind it. */
Slice syntax_unpacked_name(Slice path);

/* Whether a file of that name is read where a folder is named: those that hold nothing but RDF. */
bool syntax_is_read_in_folders(Slice path);

/* "turtle"; the ending of a syntax's files, ".ttl"; "text/turtle". */
const char *syntax_name(Syntax syntax);
const char *syntax_ending(Syntax syntax);
const char *syntax_media_type(Syntax syntax);

/* Whether it is a syntax of RDF: one document's graph can be read back from it. */
bool syntax_is_rdf(Syntax syntax);

/* Whether documents of a syntax can be written by several writers (`joined` of them), put one behind the other, with
   syntax_separator between two that are not empty, without what each writer wrote before its first document. */
bool syntax_joins(Syntax syntax);
Slice syntax_separator(Syntax syntax);

/* Whether, besides, any number of documents with what a writer writes before them are a whole file. */
bool syntax_splits(Syntax syntax);

#endif
