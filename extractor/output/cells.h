/* cells.h - rows of CSV (RFC 4180) and TSV, built in an arena.

   CSV: UTF-8, cells in quotation marks where they hold a comma, a quotation mark or a line break, lines end with CR LF.
   TSV: \t, \n, \r and \\ stand for tab, line break and backslash in a cell, lines end with LF. */
#ifndef SPO_OUTPUT_CELLS_H
#define SPO_OUTPUT_CELLS_H

#include "output/losses.h"

typedef struct {
  Arena *arena;
  Losses *losses;
  bool tabs; /* TSV */
  /* For spreadsheet programs, which take a cell that begins with = + - @ for a formula: such a text gets an apostrophe
     in front. Numbers stay as they are. */
  bool guarded;
  struct {
    VECTOR(char);
  } row;
  bool begun; /* the row has a cell */
} Cells;

void cells_begin(Cells *cells);
void cells_put(Cells *cells, Slice text);
void cells_put_number(Cells *cells, Slice digits);

/* Ends the row; valid until the next cells_begin. */
Slice cells_end(Cells *cells);

#endif
