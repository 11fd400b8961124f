#include "base/slice.h"

bool slice_starts_with(Slice text, Slice head) {
  return text.length >= head.length && memcmp(text.data, head.data, head.length) == 0;
}

bool slice_ends_with(Slice text, Slice tail) {
  return text.length >= tail.length && memcmp(text.data + text.length - tail.length, tail.data, tail.length) == 0;
}

size_t slice_find(Slice text, Slice needle) {
  if (needle.length == 0) return 0;
  const char *found = text.length ? memmem(text.data, text.length, needle.data, needle.length) : NULL;
  return found ? (size_t)(found - text.data) : SIZE_MAX;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

Slice slice_trim(Slice text) {
  while (text.length && is_blank(text.data[0])) text.data++, text.length--;
  while (text.length && is_blank(text.data[text.length - 1])) text.length--;
  return text;
}

Slice slice_cut(Slice *rest, char separator) {
  const char *found = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
  Slice head = *rest;
  if (found) {
    head.length = (size_t)(found - rest->data);
    rest->data = found + 1;
    rest->length -= head.length + 1;
  } else if (rest->length) {
    rest->data += rest->length;
    rest->length = 0;
  }
  return head;
}

static char lower(char c) {
  return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool slice_equal_ignore_case(Slice a, Slice b) {
  if (a.length != b.length) return false;
  for (size_t i = 0; i < a.length; i++) {
    if (lower(a.data[i]) != lower(b.data[i])) return false;
  }
  return true;
}

uint64_t slice_hash(Slice text) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < text.length; i++) hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
  return hash ^ (hash >> 29);
}

size_t slice_distance(Slice a, Slice b, size_t limit) {
  enum { MOST = 64 };
  size_t gap = a.length > b.length ? a.length - b.length : b.length - a.length;
  if (gap > limit || a.length > MOST || b.length > MOST) return limit + 1;
  size_t rows[3][MOST + 1]; /* of the prefix of `a` that is as long as the number of the row, modulo 3 */
  for (size_t j = 0; j <= b.length; j++) rows[0][j] = j;
  for (size_t i = 1; i <= a.length; i++) {
    const size_t *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    size_t *row = rows[i % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.length; j++) {
      size_t replace = above[j - 1] + (a.data[i - 1] != b.data[j - 1]);
      size_t shorter = above[j] < row[j - 1] ? above[j] + 1 : row[j - 1] + 1;
      row[j] = replace < shorter ? replace : shorter;
      bool swapped = i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1];
      if (swapped && two_above[j - 2] + 1 < row[j]) row[j] = two_above[j - 2] + 1;
    }
  }
  size_t distance = rows[a.length % 3][b.length];
  return distance <= limit ? distance : limit + 1;
}
