#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"

static const char *const SEVERITY[] = {"note", "warning", "error"};
static const char *const COLOUR[] = {"\033[36m", "\033[33m", "\033[31m"};

bool use_colour(FILE *stream) {
  const char *none = getenv("NO_COLOR");
  return isatty(fileno(stream)) && !(none && *none);
}

static bool is_control(char c) {
  return ((unsigned char)c < 0x20 && c != '\t') || c == 0x7F;
}

/* Characters that could make a terminal show something else: those that change the direction of writing, too. */
static bool is_deceptive(uint32_t point) {
  return point < 0x20 ? point != '\t'
                      : (point >= 0x7F && point < 0xA0) || (point >= 0x200E && point <= 0x200F) ||
                            (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* Prints text that came from outside, with `?` in the place of each deceptive character and of what is no UTF-8. */
static void print_clean(Slice text) {
  for (size_t at = 0, valid = 0; at < text.length;) {
    if (at == valid) valid = at + utf8_valid_prefix((Slice){text.data + at, text.length - at});
    unsigned width = 1;
    if (at == valid || is_deceptive(utf8_decode(text.data + at, &width))) {
      fputc('?', stderr);
      if (at == valid) valid++;
    } else {
      fwrite(text.data + at, 1, width, stderr);
    }
    at += width;
  }
}

static void print_place(const SpoDiagnostic *diagnostic) {
  if (diagnostic->file) print_clean(slice_of(diagnostic->file));
  if (diagnostic->line) fprintf(stderr, ":%zu", diagnostic->line);
  if (diagnostic->line && diagnostic->column) fprintf(stderr, ":%zu", diagnostic->column);
  if (!diagnostic->line && diagnostic->offset != SIZE_MAX) fprintf(stderr, ": byte %zu", diagnostic->offset);
  if (diagnostic->file) fputs(": ", stderr);
}

/* Bytes of the first `count` characters. */
static size_t bytes_of(Slice text, size_t count) {
  size_t at = 0;
  while (count-- && at < text.length) at += utf8_width((unsigned char)text.data[at]);
  return at < text.length ? at : text.length;
}

/* The part of a long line around [begin, end) that is shown: at most 120 columns. Bytes, at characters. */
static Slice window(Slice source, size_t begin, size_t end) {
  enum { MOST_COLUMNS = 120, BEFORE = 50 };
  if (utf8_columns(source) <= MOST_COLUMNS) return source;
  size_t from = begin, to = from;
  while (from > 0 && utf8_columns((Slice){source.data + from, begin - from}) < BEFORE) {
    do from--;
    while (from > 0 && ((unsigned char)source.data[from] & 0xC0) == 0x80);
  }
  while (to < source.length && (to < end || utf8_columns((Slice){source.data + from, to - from}) < MOST_COLUMNS - 4)) {
    if (utf8_columns((Slice){source.data + from, to - from}) >= 2 * MOST_COLUMNS) break;
    to += utf8_width((unsigned char)source.data[to]);
  }
  return (Slice){source.data + from, (to < source.length ? to : source.length) - from};
}

/* Blanks as wide as a text; tabs stay tabs, since only the terminal knows how wide they are. */
static void print_indent(Slice text) {
  unsigned width;
  for (size_t i = 0; i < text.length; i += width) {
    utf8_decode(text.data + i, &width);
    size_t columns = is_control(text.data[i]) ? 1 : utf8_columns((Slice){text.data + i, width});
    if (text.data[i] == '\t') fputc('\t', stderr);
    for (size_t k = 0; text.data[i] != '\t' && k < columns; k++) fputc(' ', stderr);
  }
}

/* The source line, and below it a caret under the place: as wide as the terminal shows the characters before it. */
static void print_source(const SpoDiagnostic *diagnostic, bool colour) {
  Slice source = slice_of(diagnostic->source);
  if (utf8_valid_prefix(source) != source.length) return;
  size_t first = diagnostic->source_column ? diagnostic->source_column : 1;
  size_t begin = bytes_of(source, diagnostic->column > first ? diagnostic->column - first : 0);
  size_t end = begin + bytes_of((Slice){source.data + begin, source.length - begin}, diagnostic->width);
  Slice shown = window(source, begin, end);
  bool cut_before = shown.data > source.data || first > 1;
  bool cut_behind = shown.data + shown.length < source.data + source.length;
  fprintf(stderr, "    %s", cut_before ? "…" : "");
  print_clean(shown);
  fprintf(stderr, "%s\n    %s", cut_behind ? "…" : "", cut_before ? " " : "");
  begin -= (size_t)(shown.data - source.data);
  end -= (size_t)(shown.data - source.data);
  if (end > shown.length) end = shown.length;
  print_indent((Slice){shown.data, begin});
  size_t width = end > begin ? utf8_columns((Slice){shown.data + begin, end - begin}) : 0;
  if (colour) fputs("\033[32m", stderr);
  fputc('^', stderr);
  for (size_t i = 1; i < width; i++) fputc('~', stderr);
  if (colour) fputs("\033[0m", stderr);
  fputc('\n', stderr);
}

static void report(void *handle, const SpoDiagnostic *diagnostic) {
  (void)handle;
  bool colour = use_colour(stderr);
  fputs("spo: ", stderr);
  print_place(diagnostic);
  if (colour) fputs(COLOUR[diagnostic->severity], stderr);
  fputs(SEVERITY[diagnostic->severity], stderr);
  if (diagnostic->code) fprintf(stderr, " %s", diagnostic->code);
  if (colour) fputs("\033[0m", stderr);
  fputs(": ", stderr);
  print_clean(slice_of(diagnostic->message));
  fputc('\n', stderr);
  if (diagnostic->source) print_source(diagnostic, colour);
  if (diagnostic->hint) fprintf(stderr, "    %s\n", diagnostic->hint);
  if (diagnostic->off) fprintf(stderr, "    off because of this: %s\n", diagnostic->off);
}

const Diagnostics REPORT = {report, NULL};

int usage_error(const char *command, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "spo%s%s: ", command ? " " : "", command ? command : "");
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, "\nTry `spo%s%s --help`.\n", command ? " " : "", command ? command : "");
  return 2;
}
