/* writer.h - from graphs to bytes, in every RDF syntax that spo writes.

   Turtle and TriG (turtle_writer.h), N-Triples and N-Quads (line_writer.h) are written here, RDF/XML and RDF/JSON
   through Raptor2 (loaded at first use, since linking it costs 8 ms at every start). Documents are written one by one;
   formats that know no named graphs write the union. Same graphs, same bytes. Memory does not grow with the number of
   documents, but in RDF/JSON, which is written as a whole at the end.

   What a syntax cannot hold is left out or replaced, and a warning a document and kind says how much (losses.h). */
#ifndef SPO_OUTPUT_WRITER_H
#define SPO_OUTPUT_WRITER_H

#include "base/byte_buffer.h"
#include "base/diagnostic.h"
#include "graph/graph.h"
#include "rdf/syntax.h"

/* Takes bytes; returns SPO_SUCCESS, or SPO_BAD_OUTPUT, after which it is not called again. */
typedef SpoStatus (*ByteSink)(void *handle, const char *bytes, size_t length);

typedef enum {
  TABLE_ENTITIES,
  TABLE_PEOPLE,
  TABLE_POSITIONS,
  TABLE_STATISTICS,
  TABLE_QUOTATIONS,
  TABLE_RELATIONS,
  TABLE_MENTIONS,
  TABLES /* all of them */
} Table;

typedef struct {
  Syntax syntax;
  const Prefix *prefixes; /* must live until writer_free */
  size_t prefix_count;
  bool comments;       /* Turtle, TriG: the sentence of a claim stands before it */
  const char *context; /* JSON-LD: the IRI of its context, which is then not written out; or NULL */
  Table table;         /* CSV, TSV */
  bool guarded;        /* CSV, TSV: for spreadsheet programs (cells.h), with a byte order mark */
  bool joined;         /* what stands between two documents is put there by others: syntax_separator */
  bool triple_terms; /* Turtle, TriG, N-Triples, N-Quads: rdf:reifies of RDF 1.2 for relations whose triple is stated */
} WriterOptions;

typedef struct Writer Writer;

/* `prefixes` (count of them) must live until writer_free. NULL where the library is missing (reported) or memory is
 * short. */
Writer *writer_new(Syntax syntax, const Prefix *prefixes, size_t count, ByteSink sink, void *handle,
                   const Diagnostics *diagnostics);

Writer *writer_new_with(const WriterOptions *options, ByteSink sink, void *handle, const Diagnostics *diagnostics);

/* From now on bytes go behind those of a buffer, with no copy between; NULL: to the sink again. Where there is no
   memory for them, it is as if the sink had failed with SPO_NO_MEMORY. */
void writer_write_into(Writer *writer, ByteBuffer *buffer);

/* Whether the sink has failed, so that nothing is written any more. */
bool writer_has_failed(const Writer *writer);

/* Writes one document's graph, finished by graph_finish. Bytes are buffered: they have all reached the sink only after
   writer_finish. The sink's failure is returned once, by whichever call meets it; from then on nothing is written and
   SPO_SUCCESS is returned. SPO_NO_MEMORY: this graph is missing, others may follow. */
SpoStatus writer_write(Writer *writer, const Graph *graph);

/* Ends what was written so far, and hands it to the sink: Turtle, TriG, N-Triples and N-Quads of another writer may
   follow, and so may more of this one's. */
SpoStatus writer_end_document(Writer *writer);

/* How many files the documents of a writer go to; 0: they are not written as frames. What a writer of frames gives is
   taken apart by parts.h; what each part is called ("people"), begins and ends with is told here. */
unsigned writer_parts(const WriterOptions *options);
const char *writer_part_name(const WriterOptions *options, unsigned part);
SpoStatus writer_part_begin(const WriterOptions *options, unsigned part, ByteSink sink, void *handle);
SpoStatus writer_part_end(const WriterOptions *options, unsigned part, ByteSink sink, void *handle);

/* Writes what must stand at the end; nothing may follow but writer_free. */
SpoStatus writer_finish(Writer *writer);

/* Frees; without writer_finish before it, what was written is cut off. NULL is allowed. */
void writer_free(Writer *writer);

#endif
