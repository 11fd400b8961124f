/* jsonld_writer.h - JSON-LD 1.1: one object for the whole output, a named graph for each document.

     {"@context": ..., "@graph": [
     {"@id": DOCUMENT, "@graph": [
     {"@id": ..., "@type": "Person", "label": {"zh": "..."}},
     ...]},
     ...]}

   Written document by document; memory is that of one. Properties and classes of ontology/spo.context.jsonld have short
   names; a value that is not what the context says of its property stands under the property's IRI, written out, so
   that the same triples come back whatever they are. IRIs of nodes stand in full. */
#ifndef SPO_OUTPUT_JSONLD_WRITER_H
#define SPO_OUTPUT_JSONLD_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct JsonldWriter JsonldWriter;

/* NULL where memory is short. Writes the context. */
JsonldWriter *jsonld_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics);
SpoStatus jsonld_writer_write(JsonldWriter *writer, const Graph *graph);
void jsonld_writer_finish(JsonldWriter *writer);
void jsonld_writer_free(JsonldWriter *writer);

#endif
