/* tables.h - CSV and TSV: a row a person, position, statistic, quotation, relation, entity or mention of a document.

   docs/output.md names the columns. One table is written as it is; all of them as frames (parts.h), a part each. */
#ifndef SPO_OUTPUT_TABLES_H
#define SPO_OUTPUT_TABLES_H

#include "output/losses.h"
#include "output/output.h"

/* "people", ...; the table's part is its number. False where there is none. */
bool table_named(Slice name, Table *table);
const char *table_name(Table table);

typedef struct TableWriter TableWriter;

/* options->table: which, or TABLES: all. NULL where memory is short. One table begins with its header. */
TableWriter *table_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics);
SpoStatus table_writer_write(TableWriter *writer, const Graph *graph);
void table_writer_free(TableWriter *writer);

/* Writes the header of a part. */
void table_write_header(const WriterOptions *options, Table table, Output *output);

#endif
