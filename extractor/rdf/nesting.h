/* nesting.h - how deep brackets are nested in Turtle and TriG: Serd calls itself for each, so that a file that opens a
   million would end the process. What stands in texts, IRIs and comments is passed over. */
#ifndef SPO_RDF_NESTING_H
#define SPO_RDF_NESTING_H

#include "base/slice.h"

typedef enum { NESTING_OPEN, NESTING_IRI, NESTING_COMMENT, NESTING_TEXT, NESTING_LONG_TEXT } NestingPlace;

/* All zero at the beginning of a file. */
typedef struct {
  NestingPlace place;
  char quote;      /* that the text ends with */
  unsigned quotes; /* of them in a row so far, at the beginning and the end of texts */
  bool escaped;    /* behind a backslash */
  unsigned depth;
} Nesting;

/* Looks at the next bytes of the file, which may end anywhere. False where there are more than `deepest` brackets open.
 */
bool nesting_take(Nesting *nesting, Slice bytes, unsigned deepest);

#endif
