/* rule_format.h - the one true layout of rule files: what `spo fmt` and the language server write.

   - A statement begins in the first column, its parts two columns further; what stands behind their keywords is aligned
     within a statement, and so are the names of statements of one line that follow one another.
   - One blank line stands between statements, except that statements of one line are grouped as the author did.
   - Patterns and actions that do not fit into 120 columns are broken where the fewest brackets are open; words of a
     list stay in their lines, and only lines that are too long are broken.
   - Comments stay where they are: behind their line, between parts, above a statement.
   - A part that has errors stays as it is, but for its indentation.

   The result means the same (the same tokens in the same parts), and laying it out again changes nothing. */
#ifndef SPO_RULES_RULE_FORMAT_H
#define SPO_RULES_RULE_FORMAT_H

#include "base/arena.h"

/* The text in its layout, in `arena`; `text` itself where it is no UTF-8 text or more than 4 MB. Ends with a newline
   unless it is empty. Linear in the length of the text. */
Slice rule_format(Arena *arena, Slice text);

#endif
