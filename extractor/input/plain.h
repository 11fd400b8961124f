/* plain.h - the structure of text without markup, from its lines: paragraphs, headings, the lines around the text.

   The text itself stays as it is; only blocks are laid over it. Where lines are cut at a fixed width (English as old
   mail has it), lines up to a blank line are one paragraph; elsewhere every line is one. */
#ifndef SPO_INPUT_PLAIN_H
#define SPO_INPUT_PLAIN_H

#include "input/document.h"

/* Finds the blocks of document->text, and title, date, author, publisher and source where the document has none yet.
   Linear in the text. */
void plain_structure(Arena *arena, Document *document);

#endif
