/* front_matter.h - what stands between two lines of --- (YAML) or +++ (TOML) before the text of Markdown: title, date,
   author, language and so on, a `key: value` or `key = "value"` a line. Lists of authors may stand in brackets or, each
   with a dash, on lines of their own. Everything else is passed over. */
#ifndef SPO_INPUT_FRONT_MATTER_H
#define SPO_INPUT_FRONT_MATTER_H

#include "input/document.h"

typedef struct {
  Slice title; /* in `text`, without quotes; or empty */
  size_t end;  /* where the text begins; 0 if nothing stands before it */
} FrontMatter;

/* Gives the document what it says; values that make no sense are left out. */
FrontMatter front_matter_read(Arena *arena, Slice text, Document *document);

/* Whether a text begins with one. */
bool front_matter_begins(Slice text);

#endif
