#include "base/diff.h"

enum { CONTEXT = 3, MOST_CELLS = 16000000 };

typedef struct {
  VECTOR(Slice);
} Lines;

/* One line of the result: ' ', '-' or '+'. */
typedef struct {
  char sign;
  Slice text;
} Edit;

typedef struct {
  Arena *arena;
  struct {
    VECTOR(Edit);
  } edits;
  struct {
    VECTOR(char);
  } out;
} Diff;

static Lines lines_of(Arena *arena, Slice text) {
  Lines lines = {0};
  while (text.length) VECTOR_PUSH(arena, &lines, slice_cut(&text, '\n'));
  return lines;
}

static void edit(Diff *diff, char sign, Slice text) {
  VECTOR_PUSH(diff->arena, &diff->edits, ((Edit){sign, text}));
}

/* The longest common subsequence by dynamic programming; `a` and `b` begin and end with different lines. */
static void edit_middle(Diff *diff, const Slice *a, size_t n, const Slice *b, size_t m) {
  size_t width = m + 1;
  bool small = (n + 1) <= MOST_CELLS / width;
  uint32_t *length = small ? ARENA_ARRAY(diff->arena, uint32_t, (n + 1) * width) : NULL;
  for (size_t i = n; small && i-- > 0;) {
    for (size_t k = m; k-- > 0;) {
      uint32_t down = length[(i + 1) * width + k], right = length[i * width + k + 1];
      length[i * width + k] =
          slice_equal(a[i], b[k]) ? length[(i + 1) * width + k + 1] + 1 : (down > right ? down : right);
    }
  }
  size_t i = 0, k = 0;
  while (small && i < n && k < m) {
    if (slice_equal(a[i], b[k])) {
      edit(diff, ' ', a[i++]);
      k++;
    } else if (length[(i + 1) * width + k] >= length[i * width + k + 1]) {
      edit(diff, '-', a[i++]);
    } else {
      edit(diff, '+', b[k++]);
    }
  }
  while (i < n) edit(diff, '-', a[i++]);
  while (k < m) edit(diff, '+', b[k++]);
}

static void put(Diff *diff, Slice text) {
  VECTOR_APPEND(diff->arena, &diff->out, text.data, text.length);
}

/* Prints edits [from, to) as a hunk; `line_a` and `line_b` count the lines in front of it. */
static void put_hunk(Diff *diff, uint32_t from, uint32_t to, uint32_t line_a, uint32_t line_b) {
  uint32_t count_a = 0, count_b = 0;
  for (uint32_t i = from; i < to; i++) {
    count_a += diff->edits.data[i].sign != '+';
    count_b += diff->edits.data[i].sign != '-';
  }
  put(diff, arena_print(diff->arena, "@@ -%u,%u +%u,%u @@\n", line_a + (count_a > 0), count_a, line_b + (count_b > 0),
                        count_b));
  for (uint32_t i = from; i < to; i++) {
    put(diff, (Slice){&diff->edits.data[i].sign, 1});
    put(diff, diff->edits.data[i].text);
    put(diff, SLICE("\n"));
  }
}

/* Changes that are nearer to one another than twice the context share a hunk. */
static void put_hunks(Diff *diff) {
  uint32_t count = diff->edits.count, line_a = 0, line_b = 0, at = 0;
  while (at < count) {
    uint32_t first = at;
    while (first < count && diff->edits.data[first].sign == ' ') first++;
    if (first == count) return;
    uint32_t from = first > at + CONTEXT ? first - CONTEXT : at, last = first;
    for (uint32_t i = first; i < count && i <= last + 2 * CONTEXT; i++) {
      if (diff->edits.data[i].sign != ' ') last = i;
    }
    uint32_t to = last + 1 + CONTEXT < count ? last + 1 + CONTEXT : count;
    line_a += from - at;
    line_b += from - at;
    put_hunk(diff, from, to, line_a, line_b);
    for (uint32_t i = from; i < to; i++) {
      line_a += diff->edits.data[i].sign != '+';
      line_b += diff->edits.data[i].sign != '-';
    }
    at = to;
  }
}

Slice diff_unified(Arena *arena, Slice name, Slice before, Slice after) {
  if (slice_equal(before, after)) return SLICE("");
  Diff diff = {.arena = arena};
  Lines a = lines_of(arena, before), b = lines_of(arena, after);
  size_t head = 0, tail = 0;
  while (head < a.count && head < b.count && slice_equal(a.data[head], b.data[head])) head++;
  while (tail < a.count - head && tail < b.count - head &&
         slice_equal(a.data[a.count - 1 - tail], b.data[b.count - 1 - tail]))
    tail++;
  for (size_t i = 0; i < head; i++) edit(&diff, ' ', a.data[i]);
  edit_middle(&diff, a.data + head, a.count - head - tail, b.data + head, b.count - head - tail);
  for (size_t i = a.count - tail; i < a.count; i++) edit(&diff, ' ', a.data[i]);
  put(&diff, arena_print(arena, "--- %.*s\n+++ %.*s\n", (int)name.length, name.data, (int)name.length, name.data));
  put_hunks(&diff);
  return (Slice){diff.out.data, diff.out.count};
}
