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
  for (uint32_t i = 0; i < offset; i++) *line += source->text.data[i] == '\n';
  uint32_t begin = line_begin(source, offset);
  *column = utf8_length((Slice){source->text.data + begin, offset - begin}) + 1;
}

/* The name in "did you mean `NAME`?". */
static bool rule_hint_fix(const char *hint, char *fix, size_t size) {
  static const char HEAD[] = "did you mean `";
  if (strncmp(hint, HEAD, sizeof HEAD - 1) != 0) return false;
  const char *name = hint + sizeof HEAD - 1, *end = strchr(name, '`');
  if (!end || (size_t)(end - name) >= size) return false;
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
  uint32_t from = line_begin(source, begin), to = from;
  while (to < source->text.length && source->text.data[to] != '\n') to++;
  Slice whole = {source->text.data + from, to - from};
  if (whole.length >= sizeof line_text) whole.length = 0; /* a line that nobody wants to see */
  memcpy(line_text, whole.data, whole.length);
  line_text[whole.length] = 0;
  snprintf(name, sizeof name, "%.*s", (int)source->name.length, source->name.data);
  uint32_t end = place.end > begin ? (place.end < to ? place.end : to) : begin;
  SpoDiagnostic diagnostic = {.severity = severity,
                              .code = code,
                              .file = name,
                              .offset = begin,
                              .message = message,
                              .source = line_text,
                              .hint = hint};
  rule_position(source, begin, &diagnostic.line, &diagnostic.column);
  diagnostic.length = end - begin;
  char fix[128];
  if (hint && rule_hint_fix(hint, fix, sizeof fix)) diagnostic.fix = fix;
  diagnostic.width = end > begin ? utf8_length((Slice){source->text.data + begin, end - begin}) : 0;
  diagnostics_report(diagnostics, &diagnostic);
}
