#include <utf8proc.h>

#include "text/text.h"

enum {
  D = CHARACTER_DIGIT,
  L = CHARACTER_LETTER,
  U = CHARACTER_LETTER | CHARACTER_UPPER,
  S = CHARACTER_SPACE,
  C = CHARACTER_CLAUSE,
  E = CHARACTER_END,
  P = CHARACTER_PUNCTUATION
};

static const uint8_t ASCII[128] = {
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    S,
    /*  ! " # $ % & ' ( ) * + , - . / */
    S,
    E,
    P,
    P,
    P,
    P,
    P,
    P,
    P,
    P,
    P,
    P,
    C,
    P,
    E,
    P,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    D,
    C,
    C,
    P,
    P,
    P,
    E,
    P,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    U,
    P,
    P,
    P,
    P,
    P,
    P,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    L,
    P,
    P,
    P,
    P,
    S,
};

static uint8_t by_category(uint32_t code_point) {
  switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      return U;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
      return L;
    case UTF8PROC_CATEGORY_ND:
      return D;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
      return S;
    default:
      return P;
  }
}

uint8_t character_flags(uint32_t code_point) {
  if (code_point < 0x80) return ASCII[code_point];
  if (code_point >= 0x4E00 && code_point <= 0x9FFF) return CHARACTER_HAN;
  switch (code_point) {
    case 0x3002: /* 。 */
    case 0xFF01: /* ！ */
    case 0xFF1F: /* ？ */
    case 0xFF61: /* ｡ */
      return E;
    case 0xFF0C: /* ， */
    case 0xFF1B: /* ； */
    case 0xFF1A: /* ： */
    case 0x2026: /* … ends no sentence by itself: 机器人……类似的场景 */
      return C;
    case 0x3005: /* 々 */
    case 0x3007: /* 〇 */
      return CHARACTER_HAN;
    default:
      break;
  }
  if ((code_point >= 0x3400 && code_point <= 0x4DBF) || (code_point >= 0xF900 && code_point <= 0xFAFF) ||
      (code_point >= 0x20000 && code_point <= 0x3FFFD)) {
    return CHARACTER_HAN;
  }
  if (code_point >= 0xFF01 && code_point <= 0xFF5E) return ASCII[code_point - 0xFEE0];
  return by_category(code_point);
}
