/* normalize.h - what rules may do to the text of a capture: `upper(x)`, `trim(x)` and so on. */
#ifndef SPO_MATCH_NORMALIZE_H
#define SPO_MATCH_NORMALIZE_H

#include "rules/rule_set.h"

/* Changes `text` (valid UTF-8; a new text lives in `arena`). False where nothing is left of it. Normalizers that read
   values (NORMALIZE_NUMBER ...) leave texts as they are. */
bool normalize_text(Normalizer normalizer, Arena *arena, Slice *text);

#endif
