#include "cli/fixes.h"

#include <stdio.h>

#include "base/diff.h"
#include "base/file.h"
#include "cli/command.h"

enum { LARGEST_FILE = 4 << 20 };

static bool is_fix_of(const SpoDiagnostic *message, const char *file) {
  return message->fix && message->length && message->file && strcmp(message->file, file) == 0;
}

/* The text with all fixes of its file; messages are ordered by place, and of two that overlap the first counts. */
static Slice fixed_text(Arena *arena, const DiagnosticList *list, const char *file, Slice text, uint32_t *count) {
  struct {
    VECTOR(char);
  } out = {0};
  size_t at = 0;
  for (uint32_t i = 0; i <= list->messages.count; i++) {
    const SpoDiagnostic *message = i < list->messages.count ? &list->messages.data[i] : NULL;
    if (message &&
        (!is_fix_of(message, file) || message->offset < at || message->offset + message->length > text.length))
      continue;
    Slice kept = {text.data + at, (message ? message->offset : text.length) - at};
    Slice fix = message ? slice_of(message->fix) : SLICE("");
    VECTOR_APPEND(arena, &out, kept.data, kept.length);
    VECTOR_APPEND(arena, &out, fix.data, fix.length);
    if (!message) break;
    at = message->offset + message->length;
    ++*count;
  }
  return (Slice){out.data, out.count};
}

static bool came_before(const DiagnosticList *list, uint32_t index) {
  for (uint32_t i = 0; i < index; i++) {
    if (is_fix_of(&list->messages.data[i], list->messages.data[index].file)) return true;
  }
  return false;
}

uint32_t fixes_apply(Arena *arena, const DiagnosticList *list, bool show, SpoStatus *status) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < list->messages.count; i++) {
    const char *file = list->messages.data[i].file;
    if (!file || !is_fix_of(&list->messages.data[i], file) || came_before(list, i)) continue;
    Slice text;
    SpoStatus done = file_read(arena, file, LARGEST_FILE, SPO_BAD_RULES, &REPORT, &text);
    if (done == SPO_SUCCESS) {
      Slice fixed = fixed_text(arena, list, file, text, &count);
      Slice difference = diff_unified(arena, slice_of(file), text, fixed);
      fwrite(difference.data, 1, difference.length, show ? stdout : stderr);
      if (!show) done = file_write(file, fixed, &REPORT);
    }
    if (done != SPO_SUCCESS) *status = done;
  }
  return count;
}
