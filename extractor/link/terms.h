/* terms.h - how names and contexts are compared: folded names, and the terms of a text. */
#ifndef SPO_LINK_TERMS_H
#define SPO_LINK_TERMS_H

#include "base/arena.h"

/* A name as it is compared: without regard to case, width, the kind of its quotation marks, the amount of white space,
   and middle dots (阿兰·图灵, 阿兰图灵). `name` must be UTF-8. */
Slice link_fold(Arena *arena, Slice name);

typedef struct {
  VECTOR(uint32_t);
} TermHashes;

/* Adds the terms of a text, as hashes: pairs of neighbouring Han characters, and words of at least three letters,
   folded, cut to the six letters that inflection leaves alone. What nearly every text has (the, and) is left out. */
void link_terms(Arena *arena, Slice text, TermHashes *terms);

/* The term that a whole name is; different from all words. `folded`: of link_fold. */
uint32_t link_name_term(Slice folded);

/* Sorts, and keeps one of each. */
void link_sort_terms(TermHashes *terms);

bool link_has_term(const TermHashes *sorted, uint32_t hash);

#endif
