#include "base/diagnostic_list.h"

#include <stdlib.h>

static const char *kept(Arena *arena, const char *text) {
  return text ? arena_copy(arena, slice_of(text)).data : NULL;
}

static bool same_text(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_known(const DiagnosticList *list, const SpoDiagnostic *message) {
  for (uint32_t i = 0; i < list->messages.count; i++) {
    const SpoDiagnostic *known = &list->messages.data[i];
    if (known->offset == message->offset && known->line == message->line && same_text(known->file, message->file) &&
        same_text(known->code, message->code) && same_text(known->message, message->message))
      return true;
  }
  return false;
}

static void add(void *handle, const SpoDiagnostic *message) {
  enum { MOST_MESSAGES = 10000 };
  DiagnosticList *list = handle;
  if (list->messages.count >= MOST_MESSAGES || is_known(list, message)) return;
  SpoDiagnostic copy = *message;
  copy.code = kept(list->arena, message->code);
  copy.file = kept(list->arena, message->file);
  copy.message = kept(list->arena, message->message);
  copy.source = kept(list->arena, message->source);
  copy.hint = kept(list->arena, message->hint);
  copy.fix = kept(list->arena, message->fix);
  copy.off = kept(list->arena, message->off);
  VECTOR_PUSH(list->arena, &list->messages, copy);
}

Diagnostics diagnostic_list_sink(DiagnosticList *list) {
  return (Diagnostics){add, list};
}

typedef struct {
  SpoDiagnostic message;
  uint32_t file, index;
} Placed;

static int by_place(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->file != y->file) return x->file < y->file ? -1 : 1;
  if (x->message.line != y->message.line) return x->message.line < y->message.line ? -1 : 1;
  if (x->message.column != y->message.column) return x->message.column < y->message.column ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

void diagnostic_list_sort(DiagnosticList *list) {
  uint32_t count = list->messages.count;
  if (!count) return;
  Placed *placed = ARENA_ARRAY(list->arena, Placed, count);
  for (uint32_t i = 0; i < count; i++) {
    placed[i] = (Placed){list->messages.data[i], i, i};
    for (uint32_t k = 0; k < i; k++) {
      if (!same_text(placed[k].message.file, placed[i].message.file)) continue;
      placed[i].file = placed[k].file;
      break;
    }
  }
  qsort(placed, count, sizeof *placed, by_place);
  for (uint32_t i = 0; i < count; i++) list->messages.data[i] = placed[i].message;
}
