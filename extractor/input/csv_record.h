/* csv_record.h - tables as text (RFC 4180): records of fields, parted by commas, tabs, semicolons or bars.

   A field may be quoted, and then holds separators, line breaks and doubled quotes; lines end with LF or CRLF. A quote
   within a field that does not begin with one is a character like others. */
#ifndef SPO_INPUT_CSV_RECORD_H
#define SPO_INPUT_CSV_RECORD_H

#include "base/arena.h"
#include "input/source.h"

typedef struct {
  VECTOR(Slice);
} CsvFields;

typedef struct {
  char separator; /* 0: that which parts the first record in most fields */
  size_t largest; /* bytes of a record */
  size_t line;    /* lines taken so far */
} CsvTable;

typedef enum {
  CSV_RECORD,
  CSV_END,
  CSV_TOO_LARGE, /* the record's first line has been passed over */
  CSV_UNCLOSED,  /* a quote is not; the same */
  CSV_FAILED,    /* the source; see source_problem */
  CSV_NO_MEMORY
} CsvResult;

/* Reads the next record that is not blank. Its fields are memory of the arena, trimmed of nothing; `*bytes` is the
   record as it stood in the source, until that is read on. */
CsvResult csv_record_read(Arena *arena, Source *source, CsvTable *table, CsvFields *fields, Slice *bytes);

/* The separator of a table by its first line; 0 if nothing parts it. */
char csv_separator(Slice line);

/* Cuts one record into fields. */
void csv_split(Arena *arena, Slice record, char separator, CsvFields *fields);

#endif
