/* type_mask.h - sets of types that answer a quick no: what is not in the mask is not in the set. A type has a bit
   (RuleType.bit), which types that are frequent in texts share with no other one. */
#ifndef SPO_LATTICE_TYPE_MASK_H
#define SPO_LATTICE_TYPE_MASK_H

#include "rules/rule_set.h"

enum { TYPE_MASK_WORDS = 4 };
typedef struct {
  uint64_t words[TYPE_MASK_WORDS];
} TypeMask;

static inline void type_mask_add(TypeMask *mask, uint8_t bit) {
  mask->words[bit / 64] |= UINT64_C(1) << (bit & 63);
}

static inline bool type_mask_may_have(const TypeMask *mask, uint8_t bit) {
  return mask->words[bit / 64] >> (bit & 63) & 1;
}

static inline void type_mask_join(TypeMask *mask, const TypeMask *more) {
  for (int i = 0; i < TYPE_MASK_WORDS; i++) mask->words[i] |= more->words[i];
}

static inline bool type_masks_may_meet(const TypeMask *a, const TypeMask *b) {
  uint64_t common = 0;
  for (int i = 0; i < TYPE_MASK_WORDS; i++) common |= a->words[i] & b->words[i];
  return common != 0;
}

#endif
