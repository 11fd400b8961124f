#include "lattice/value.h"

#define MOST_DIGITS INT64_C(999999999999999999)

Decimal decimal_normal(Decimal number) {
  if (number.digits == 0) return (Decimal){0, 0};
  while (number.digits % 10 == 0) {
    number.digits /= 10;
    number.exponent++;
  }
  return number;
}

/* Rounds off the last digit. */
static Decimal shorten(Decimal number) {
  int64_t rounded = number.digits / 10, rest = number.digits % 10;
  if (rest >= 5) rounded++;
  if (rest <= -5) rounded--;
  return (Decimal){rounded, number.exponent + 1};
}

Decimal decimal_multiply(Decimal a, Decimal b) {
  __extension__ typedef __int128 Wide;
  Wide product = (Wide)a.digits * b.digits;
  int32_t exponent = a.exponent + b.exponent;
  for (; product > MOST_DIGITS || product < -MOST_DIGITS; exponent++) {
    int rest = (int)(product % 10);
    product = product / 10 + (rest >= 5) - (rest <= -5);
  }
  return decimal_normal((Decimal){(int64_t)product, exponent});
}

/* Brings `a` (the larger exponent) down to the exponent of `b` as far as its digits have room, and `b` up for the rest.
 */
static void align(Decimal *a, Decimal *b) {
  while (a->exponent > b->exponent && a->digits <= MOST_DIGITS / 10 && a->digits >= -MOST_DIGITS / 10) {
    a->digits *= 10;
    a->exponent--;
  }
  while (b->exponent < a->exponent) *b = shorten(*b);
}

Decimal decimal_add(Decimal a, Decimal b) {
  if (a.exponent < b.exponent) {
    Decimal swap = a;
    a = b;
    b = swap;
  }
  align(&a, &b);
  return decimal_normal((Decimal){a.digits + b.digits, a.exponent});
}

Decimal decimal_divide(Decimal a, Decimal b) {
  if (b.digits == 0) return (Decimal){0, 0};
  long double quotient = (long double)a.digits / (long double)b.digits;
  int32_t exponent = a.exponent - b.exponent;
  for (; exponent > 0 && quotient < 1e15L; exponent--) quotient *= 10;
  for (; exponent < 0 && quotient != 0; exponent++) quotient /= 10;
  if (quotient > 9e11L || quotient < -9e11L) return (Decimal){0, 0};
  long double scaled = quotient * 1e6L;
  return decimal_normal((Decimal){(int64_t)(scaled + (scaled < 0 ? -0.5L : 0.5L)), -6});
}

int decimal_compare(Decimal a, Decimal b) {
  bool swapped = a.exponent < b.exponent;
  if (swapped) {
    Decimal swap = a;
    a = b;
    b = swap;
  }
  align(&a, &b);
  int order = (a.digits > b.digits) - (a.digits < b.digits);
  return swapped ? -order : order;
}

bool decimal_parse(Slice text, Decimal *number) {
  bool negative = text.length && text.data[0] == '-', point = false;
  *number = (Decimal){0, 0};
  size_t digits = 0;
  for (size_t i = negative; i < text.length; i++) {
    char c = text.data[i];
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9' && number->digits <= MOST_DIGITS / 10) {
      number->digits = number->digits * 10 + (c - '0');
      number->exponent -= point;
      digits++;
    } else {
      return false;
    }
  }
  if (negative) number->digits = -number->digits;
  *number = decimal_normal(*number);
  return digits > 0;
}

Slice decimal_print(Arena *arena, Decimal number) {
  number = decimal_normal(number);
  if (number.exponent > 60 || number.exponent < -60) return SLICE("0"); /* nothing that a text says */
  char digits[32], out[128];
  uint64_t whole = number.digits < 0 ? (uint64_t)0 - (uint64_t)number.digits : (uint64_t)number.digits;
  int count = 0, length = 0;
  do {
    digits[count++] = (char)('0' + whole % 10);
    whole /= 10;
  } while (whole);
  if (number.digits < 0) out[length++] = '-';
  int before_point = count + number.exponent;
  if (before_point <= 0) out[length++] = '0';
  for (int i = 0; i < before_point; i++) out[length++] = i < count ? digits[count - 1 - i] : '0';
  if (number.exponent < 0) out[length++] = '.';
  for (int i = before_point; i < 0; i++) out[length++] = '0';
  for (int i = before_point > 0 ? before_point : 0; i < count; i++) out[length++] = digits[count - 1 - i];
  return arena_copy(arena, (Slice){out, (size_t)length});
}
