#include "query/iri_resolve.h"

static bool has_scheme(Slice iri) {
  for (size_t i = 0; i < iri.length; i++) {
    char c = iri.data[i];
    bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if (c == ':') return i > 0;
    if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'))) return false;
  }
  return false;
}

/* Drops `.` and `..` from the path that begins at `from` (RFC 3986, 5.2.4), in place. */
static size_t remove_dots(char *iri, size_t from, size_t end) {
  size_t out = from;
  for (size_t at = from; at < end;) {
    size_t next = at + 1;
    while (next < end && iri[next] != '/') next++;
    Slice part = {iri + at, next - at};
    bool last = next == end;
    if (slice_is(part, "/.")) {
      if (last) iri[out++] = '/';
    } else if (slice_is(part, "/..")) {
      while (out > from && iri[--out] != '/') {
      }
      if (last) iri[out++] = '/';
    } else {
      memmove(iri + out, iri + at, part.length);
      out += part.length;
    }
    at = next;
  }
  return out;
}

Slice iri_resolve(Arena *arena, Slice base, Slice iri) {
  if (has_scheme(iri) || !base.length) return iri;
  size_t fragment = slice_find(base, SLICE("#"));
  if (fragment != SIZE_MAX) base.length = fragment;
  if (!iri.length) return base;
  size_t query = slice_find(base, SLICE("?")), scheme = slice_find(base, SLICE(":")) + 1, path = scheme;
  size_t end = query == SIZE_MAX ? base.length : query;
  if (slice_starts_with((Slice){base.data + scheme, base.length - scheme}, SLICE("//"))) {
    for (path = scheme + 2; path < end && base.data[path] != '/';) path++;
  }
  size_t keep = end;
  if (iri.data[0] == '#') keep = base.length;
  if (iri.data[0] == '/') keep = slice_starts_with(iri, SLICE("//")) ? scheme : path;
  if (!strchr("#?/", iri.data[0])) {
    while (keep > path && base.data[keep - 1] != '/') keep--;
  }
  bool slash = keep == path && path == end && !strchr("#?/", iri.data[0]);
  Slice joined = arena_print(arena, "%.*s%s%.*s", (int)keep, base.data, slash ? "/" : "", (int)iri.length, iri.data);
  if (iri.data[0] == '#' || iri.data[0] == '?') return joined;
  size_t path_end = path;
  while (path_end < joined.length && !strchr("?#", joined.data[path_end])) path_end++;
  char *text = (char *)(uintptr_t)joined.data;
  size_t shorter = remove_dots(text, path, path_end);
  memmove(text + shorter, text + path_end, joined.length - path_end);
  return (Slice){text, shorter + joined.length - path_end};
}
