#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "rules/rule_tree.h"

static uint32_t line_begin(const RuleSource *source, uint32_t offset) {
  while (offset > 0 && source->text.data[offset - 1] != '\n') offset--;
  return offset;
}

void rule_position(const RuleSource *source, uint32_t offset, size_t *line, size_t *column) {
  if (offset > source->text.length) offset = (uint32_t)source->text.length;
  *line = 1;
  const char *at = source->text.data, *end = at + offset;
  while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
    ++*line;
    at++;
  }
  uint32_t begin = line_begin(source, offset);
  *column = utf8_length((Slice){source->text.data + begin, offset - begin}) + 1;
}

/* Of a very long line, what stands around a place: [*from, *to), cut between characters. */
static void cut_window(Slice text, uint32_t place, uint32_t *from, uint32_t *to) {
  enum { BEFORE = 1000, BEHIND = 4000 };
  if (place - *from > BEFORE) *from = place - BEFORE;
  if (*to - place > BEHIND) *to = place + BEHIND;
  while (*from < place && ((unsigned char)text.data[*from] & 0xC0) == 0x80) ++*from;
  while (*to > place && ((unsigned char)text.data[*to] & 0xC0) == 0x80) --*to;
}

/* The name in "did you mean `NAME`?". */
static bool rule_hint_fix(const char *hint, char *fix, size_t size) {
  static const char HEAD[] = "did you mean `";
  if (strncmp(hint, HEAD, sizeof HEAD - 1) != 0) return false;
  const char *name = hint + sizeof HEAD - 1, *end = strchr(name, '`');
  if (!end || strcmp(end, "`?") != 0 || (size_t)(end - name) >= size) return false;
  memcpy(fix, name, (size_t)(end - name));
  fix[end - name] = 0;
  return true;
}

void rule_report(const Diagnostics *diagnostics, SpoSeverity severity, const char *code, RulePlace place,
                 const char *hint, const char *format, ...) {
  char message[1024], name[512], line_text[16384];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  const RuleSource *source = place.source;
  uint32_t begin = place.begin < source->text.length ? place.begin : (uint32_t)source->text.length;
  uint32_t line_from = line_begin(source, begin), from = line_from, to = from;
  while (to < source->text.length && source->text.data[to] != '\n') to++;
  uint32_t end = place.end > begin ? (place.end < to ? place.end : to) : begin;
  if (to - from >= sizeof line_text) cut_window(source->text, begin, &from, &to);
  Slice whole = {source->text.data + from, to - from};
  memcpy(line_text, whole.data, whole.length);
  line_text[whole.length] = 0;
  snprintf(name, sizeof name, "%.*s", (int)source->name.length, source->name.data);
  SpoDiagnostic diagnostic = {.severity = severity,
                              .code = code,
                              .file = name,
                              .offset = begin,
                              .message = message,
                              .source = line_text,
                              .hint = hint};
  rule_position(source, begin, &diagnostic.line, &diagnostic.column);
  diagnostic.source_column = 1 + utf8_length((Slice){source->text.data + line_from, from - line_from});
  diagnostic.length = end - begin;
  char fix[128];
  if (hint && rule_hint_fix(hint, fix, sizeof fix)) diagnostic.fix = fix;
  diagnostic.width = end > begin ? utf8_length((Slice){source->text.data + begin, end - begin}) : 0;
  diagnostics_report(diagnostics, &diagnostic);
}
