/* language.h - language tags, and a guess where there is none. */
#ifndef SPO_INPUT_LANGUAGE_H
#define SPO_INPUT_LANGUAGE_H

#include "base/arena.h"

/* A BCP 47 tag in the form that documents carry: lower case, the script kept where it matters, the region not: "zh-CN"
   is "zh", "zh_TW" is "zh-hant", "en-US" is "en". Empty if `tag` is no language tag. */
Slice language_normalize(Arena *arena, Slice tag);

/* "zh" if Chinese characters make up most of the text, else "en"; judged by the first 64 KB. */
Slice language_guess(Slice text);

/* What a page says of its language, unless its letters prove that wrong: many Chinese sites keep the "en" of a
   template. */
Slice language_checked(Slice declared, Slice text);

#endif
