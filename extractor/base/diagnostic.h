/* diagnostic.h - reporting into an SpoDiagnosticSink (see spo/status.h). */
#ifndef SPO_BASE_DIAGNOSTIC_H
#define SPO_BASE_DIAGNOSTIC_H

#include <stdint.h>

#include "spo/status.h"

/* A sink with its handle; a NULL function swallows everything. */
typedef struct {
  SpoDiagnosticSink report;
  void *handle;
} Diagnostics;

/* Keeps nothing. */
extern const Diagnostics DIAGNOSTICS_SILENT;

void diagnostics_report(const Diagnostics *to, const SpoDiagnostic *diagnostic);

/* A sink in front of another that lets so many messages through, and no more: reading a file that is all errors takes
   no longer than one with a few. */
typedef struct {
  const Diagnostics *to;
  size_t left;
} DiagnosticLimit;

Diagnostics diagnostic_limit_sink(DiagnosticLimit *limit);

/* One line about a whole file or stream. `offset` is a byte offset or SIZE_MAX, `line` is 0 where it has no meaning. */
void diagnostics_file(const Diagnostics *to, SpoSeverity severity, const char *file, size_t line, size_t offset,
                      const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The word that fits a number in a message: 1 entry, 2 entries. */
static inline const char *word_for(uint64_t count, const char *one, const char *many) {
  return count == 1 ? one : many;
}

#endif
