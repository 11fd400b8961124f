/* files.h - the RDF files that a path on the command line names: a file, standard input ("-"), or those of a folder and
   the folders in it whose endings tell that they are RDF (syntax.h), in the order of their names. Names that begin with
   a dot, devices, pipes and links to folders are passed over there, so that nothing is read in a loop. */
#ifndef SPO_RDF_FILES_H
#define SPO_RDF_FILES_H

#include "base/diagnostic.h"

/* Gets each file. SPO_NO_MEMORY ends the walk, and so does SPO_END, which is no failure. */
typedef SpoStatus (*RdfFileVisitor)(void *handle, const char *path);

/* The worst that came of it: SPO_BAD_INPUT, reported, also where a folder cannot be read or holds no RDF. */
SpoStatus rdf_files_visit(const char *path, RdfFileVisitor visit, void *handle, const Diagnostics *diagnostics);

#endif
