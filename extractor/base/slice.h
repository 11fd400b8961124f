/* slice.h - strings as (pointer, length): views into memory that somebody else owns, never zero-terminated. */
#ifndef SPO_BASE_SLICE_H
#define SPO_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  const char *data;
  size_t length; /* bytes */
} Slice;

#define SLICE(literal) ((Slice){(literal), sizeof(literal) - 1})

static inline Slice slice_of(const char *string) {
  return (Slice){string, string ? strlen(string) : 0};
}

static inline Slice slice_between(const char *begin, const char *end) {
  return (Slice){begin, (size_t)(end - begin)};
}

static inline bool slice_equal(Slice a, Slice b) {
  if (a.length != b.length) return false;
  return a.length == 0 || (*a.data == *b.data && memcmp(a.data, b.data, a.length) == 0);
}

static inline bool slice_is(Slice a, const char *literal) {
  return slice_equal(a, slice_of(literal));
}

/* Byte order, which for UTF-8 is code point order. */
static inline int slice_compare(Slice a, Slice b) {
  size_t shorter = a.length < b.length ? a.length : b.length;
  int order = shorter ? memcmp(a.data, b.data, shorter) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

bool slice_starts_with(Slice text, Slice head);
bool slice_ends_with(Slice text, Slice tail);

/* Position of `needle` in `text`, or SIZE_MAX. */
size_t slice_find(Slice text, Slice needle);

/* Without ASCII white space at both ends. */
Slice slice_trim(Slice text);

/* Cuts off and returns what stands before the first `separator`; `*rest` keeps what follows it (empty at the end). */
Slice slice_cut(Slice *rest, char separator);

/* ASCII letters only; bytes above 127 compare as they are. */
bool slice_equal_ignore_case(Slice a, Slice b);

/* FNV-1a, 64 bits. Files of sequence models hold its values (feature_name_hash): it must stay as it is. */
uint64_t slice_hash(Slice text);

/* Edit distance (over bytes; two neighbours swapped count as one edit), capped: returns `limit` + 1 where it is larger.
 * For "did you mean". */
size_t slice_distance(Slice a, Slice b, size_t limit);

#endif
