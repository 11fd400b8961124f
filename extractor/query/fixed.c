#include "query/fixed.h"

#include <math.h>

static const Fixed ONE = (Fixed)1000000000000000000;

Fixed fixed_of(int64_t whole) {
  return (Fixed)whole * ONE;
}

double fixed_to_double(Fixed value) {
  return (double)value / 1e18;
}

bool fixed_add(Fixed a, Fixed b, Fixed *sum) {
  return !__builtin_add_overflow(a, b, sum);
}

__extension__ typedef unsigned __int128 Wide;

static Wide magnitude(Fixed value) {
  return value < 0 ? (Wide)0 - (Wide)value : (Wide)value;
}

static bool with_sign(Wide value, bool negative, Fixed *result) {
  if (value >> 127) return false;
  *result = negative ? -(Fixed)value : (Fixed)value;
  return true;
}

/* a * b / 10^18, both split into whole part and fraction so that nothing overflows on the way. */
bool fixed_multiply(Fixed a, Fixed b, Fixed *product) {
  Wide x = magnitude(a), y = magnitude(b), one = (Wide)ONE;
  Wide whole, part, sum, rest = (x % one) * (y % one) / one;
  if (__builtin_mul_overflow(x / one, y, &whole) || __builtin_mul_overflow(x % one, y / one, &part)) return false;
  if (__builtin_add_overflow(whole, part, &sum) || __builtin_add_overflow(sum, rest, &sum)) return false;
  return with_sign(sum, (a < 0) != (b < 0), product);
}

/* a * 10^18 / b, digit by digit. */
bool fixed_divide(Fixed a, Fixed b, Fixed *quotient) {
  if (!b) return false;
  Wide x = magnitude(a), y = magnitude(b), result = x / y, rest = x % y;
  for (int i = 0; i < FIXED_PLACES; i++) {
    Wide digit = 0, sum = 0;
    for (int k = 0; k < 10; k++) { /* rest * 10, which might not fit, modulo y */
      if (sum >= y - rest) {
        sum -= y - rest;
        digit++;
      } else {
        sum += rest;
      }
    }
    rest = sum;
    if (__builtin_mul_overflow(result, (Wide)10, &result) || __builtin_add_overflow(result, digit, &result))
      return false;
  }
  return with_sign(result, (a < 0) != (b < 0), quotient);
}

bool fixed_from_double(double value, Fixed *decimal) {
  if (!(fabs(value) < 1.7e20)) return false;
  double whole = trunc(value);
  *decimal = (Fixed)whole * ONE + (Fixed)((value - whole) * 1e18);
  return true;
}

bool fixed_parse(Slice text, Fixed *value) {
  text = slice_trim(text);
  bool negative = text.length && text.data[0] == '-', any = false;
  size_t at = text.length && (text.data[0] == '-' || text.data[0] == '+');
  Wide sum = 0;
  int places = -1; /* behind the point; -1: before it */
  for (; at < text.length; at++) {
    char c = text.data[at];
    if (c == '.' && places < 0) {
      places = 0;
      continue;
    }
    if (c < '0' || c > '9') return false;
    any = true;
    if (places >= FIXED_PLACES) continue;
    if (places >= 0) places++;
    if (__builtin_mul_overflow(sum, (Wide)10, &sum) || __builtin_add_overflow(sum, (Wide)(c - '0'), &sum)) return false;
  }
  for (int i = places < 0 ? 0 : places; i < FIXED_PLACES; i++) {
    if (__builtin_mul_overflow(sum, (Wide)10, &sum)) return false;
  }
  return any && with_sign(sum, negative, value);
}

size_t fixed_print(Fixed value, char to[FIXED_LONGEST]) {
  char digits[FIXED_LONGEST];
  Wide rest = magnitude(value);
  int count = 0;
  size_t length = 0;
  do {
    digits[count++] = (char)('0' + (int)(rest % 10));
    rest /= 10;
  } while (rest || count <= FIXED_PLACES);
  if (value < 0) to[length++] = '-';
  for (int i = count - 1; i >= FIXED_PLACES; i--) to[length++] = digits[i];
  int last = 0;
  while (last < FIXED_PLACES && digits[last] == '0') last++;
  if (last < FIXED_PLACES) to[length++] = '.';
  for (int i = FIXED_PLACES - 1; i >= last; i--) to[length++] = digits[i];
  return length;
}

Fixed fixed_floor(Fixed value) {
  Fixed whole = value / ONE * ONE;
  return whole > value ? whole - ONE : whole;
}

Fixed fixed_ceil(Fixed value) {
  Fixed whole = value / ONE * ONE;
  return whole < value ? whole + ONE : whole;
}

bool fixed_round(Fixed value, Fixed *rounded) {
  Fixed half;
  if (!fixed_add(value, ONE / 2, &half)) return false;
  *rounded = fixed_floor(half);
  return true;
}
