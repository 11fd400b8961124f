/* reader.h - the quads of an RDF file, one by one as they are parsed.

   N-Quads and N-Triples are read line by line (statement_line.h), Turtle and TriG through Serd, RDF/XML, RDFa and
   RDF/JSON through Raptor2; all of them also packed with gzip, zstd, xz or bzip2. The syntax is told by the ending of
   the name, else by the first bytes. Memory does not grow with the file, but in RDF/JSON and RDFa, which Raptor keeps.

   Files may come from strangers: nothing else is opened for them (no network, no external entities); IRIs that are not
   absolute, texts that are no UTF-8 or hold a zero byte, lines of more than RDF_LONGEST_LINE bytes and brackets nested
   deeper than RDF_DEEPEST are refused with their line. Of lines, one that is wrong is passed over and the next is read;
   in other syntaxes nothing is read behind an error. */
#ifndef SPO_RDF_READER_H
#define SPO_RDF_READER_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "rdf/syntax.h"
#include "rdf/term.h"

enum { RDF_LONGEST_LINE = 64 * 1024 * 1024, RDF_DEEPEST = 1000 };

typedef struct {
  bool (*take)(void *handle, const RdfQuad *quad); /* false: no more are wanted, which is no failure */
  void (*broken)(void *handle);                    /* or NULL: something was passed over, and reported */
  void *handle;
  Arena *arena; /* in which `take` allocates, or NULL: where that fails, the parser is left before it is passed on */
} RdfSink;

/* Zero stands for the default of each. */
typedef struct {
  const char *name;     /* for messages, and what tells the syntax; default: the path */
  const Syntax *syntax; /* default: what the name says, else the first bytes */
  Slice blank_prefix;   /* in front of the names of blank nodes */
  bool relative;   /* relative IRIs are those of file:///NAME, not refused: no path of this machine gets into them */
  bool lines;      /* RdfQuad.line is wanted of Turtle and TriG, too, which costs time */
  size_t largest;  /* bytes, unpacked; default: no limit, 2 GB for what Raptor reads */
  uint64_t *bytes; /* gets how many bytes of the file, as it is stored, were read */
} RdfReadOptions;

/* Reads a file, or standard input for "-". What is wrong is reported (some lines each by itself, what is more by its
   number) and comes back as SPO_BAD_INPUT; quads before that have reached the sink. */
SpoStatus rdf_read(const char *path, const RdfReadOptions *options, const RdfSink *sink,
                   const Diagnostics *diagnostics);

/* The same from memory; `options->name` must be given. */
SpoStatus rdf_read_bytes(Slice bytes, const RdfReadOptions *options, const RdfSink *sink,
                         const Diagnostics *diagnostics);

#endif
