#include "base/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>

const Diagnostics DIAGNOSTICS_SILENT = {NULL, NULL};

void diagnostics_report(const Diagnostics *to, const SpoDiagnostic *diagnostic) {
  if (to && to->report) to->report(to->handle, diagnostic);
}

static void pass_on(void *handle, const SpoDiagnostic *diagnostic) {
  DiagnosticLimit *limit = handle;
  if (!limit->left) return;
  limit->left--;
  diagnostics_report(limit->to, diagnostic);
}

Diagnostics diagnostic_limit_sink(DiagnosticLimit *limit) {
  return (Diagnostics){pass_on, limit};
}

void diagnostics_file(const Diagnostics *to, SpoSeverity severity, const char *file, size_t line, size_t offset,
                      const char *format, ...) {
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  diagnostics_report(
      to, &(SpoDiagnostic){.severity = severity, .file = file, .line = line, .offset = offset, .message = message});
}
