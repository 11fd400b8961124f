/* labelled_text.h - texts whose names are known, to train sequence models from and to measure them by.

   JSON Lines (*.jsonl, *.json): {"text": ..., "entities": [{"type": "Person", "start": 0, "end": 2}, ...]}, positions
   in code points. Any other file is marked text, a text a line: names stand in braces behind a short form of their
   type, {P:Jane Roe} of {O:Acme Corp}; a line `#labels P=Person O=Organization L=Place` says what the short forms mean;
   other lines that begin with # are comments. */
#ifndef SPO_API_LABELLED_TEXT_H
#define SPO_API_LABELLED_TEXT_H

#include "base/arena.h"
#include "base/diagnostic.h"

typedef struct {
  uint32_t begin, end; /* code points of the text */
  Slice type;
} LabelledName;

typedef struct {
  Slice text;
  struct {
    VECTOR(LabelledName);
  } names;
} LabelledText;

typedef struct {
  VECTOR(LabelledText);
} LabelledTexts;

/* Adds the texts of a file; everything lives in `arena`. SPO_BAD_INPUT, reported with the line, at the first mistake.
 */
SpoStatus labelled_texts_read(LabelledTexts *texts, Arena *arena, const char *path, const Diagnostics *diagnostics);

#endif
