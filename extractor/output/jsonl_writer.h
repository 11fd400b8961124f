/* jsonl_writer.h - JSON Lines: an object a document, for programs that know no RDF.

   {"id": ..., "type": "NewsArticle", "headline": ..., "textLanguage": "zh", "entities": [...], "claims": [...],
   "mentions": [...]}; ontology/document.schema.json describes it. Names of properties are those of the context of
   JSON-LD. Values are plain: a text in the document's language is a string, a controlled word its name, a number a
   number. What is otherwise than expected is written out ({"value": ..., "language" or "datatype": ...}), a property
   that the context does not know stands under its IRI, and so the document's graph can be made again. */
#ifndef SPO_OUTPUT_JSONL_WRITER_H
#define SPO_OUTPUT_JSONL_WRITER_H

#include "output/losses.h"
#include "output/output.h"

typedef struct JsonlWriter JsonlWriter;

/* NULL where memory is short. */
JsonlWriter *jsonl_writer_new(Output *output, const Diagnostics *diagnostics);
SpoStatus jsonl_writer_write(JsonlWriter *writer, const Graph *graph);
void jsonl_writer_free(JsonlWriter *writer);

#endif
