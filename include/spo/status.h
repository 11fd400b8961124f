/* spo/status.h - how functions say what went wrong.

   Every function that can fail returns an SpoStatus; what a reader needs to mend the cause goes, as text with a
   position, to a diagnostic sink. Nothing below the command line prints or exits. */
#ifndef SPO_STATUS_H
#define SPO_STATUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What came of a call. The numeric values of the first four are the exit statuses of the command. */
typedef enum {
  SPO_SUCCESS = 0,    /**< Done. */
  SPO_BAD_INPUT = 1,  /**< Something in the input could not be read; the rest is done. */
  SPO_BAD_RULES = 2,  /**< A rule file, an option or an argument is wrong; nothing was done. */
  SPO_BAD_OUTPUT = 3, /**< Writing failed (disk full, closed stream). */
  SPO_NO_MEMORY = 4,  /**< The machine has no memory left for this; the command ends with status 3. */
  SPO_END = 5         /**< Nothing more to read. */
} SpoStatus;

/** How grave a diagnostic is. */
typedef enum { SPO_NOTE, SPO_WARNING, SPO_ERROR } SpoSeverity;

/** One message with its place. All strings are UTF-8, end with a zero byte and live only during the call of the sink.
 */
typedef struct {
  SpoSeverity severity;
  const char *code;     /**< Stable code such as "E012", or NULL. */
  const char *file;     /**< Name of the file or stream, or NULL. */
  size_t line;          /**< From 1; 0 where it has no meaning. */
  size_t column;        /**< In characters, from 1; 0 where it has no meaning. */
  size_t width;         /**< Characters to underline from `column`; 0 for a mere point. */
  size_t offset;        /**< Byte offset in the file; SIZE_MAX where it has no meaning. */
  size_t length;        /**< Bytes from `offset` on that it is about; 0 for a mere point. */
  const char *message;  /**< One sentence, without position and without newline. */
  const char *source;   /**< The source line that `line` names, without newline, or NULL; of a very long one a part. */
  size_t source_column; /**< Column of the first character of `source`; 0 stands for 1. */
  const char *hint;     /**< What to do about it, or NULL. */
  const char *fix; /**< What to write instead of these bytes, where that is certain enough to be offered, or NULL. */
  const char *off; /**< Which rules and tests do not count because of it, or NULL. */
} SpoDiagnostic;

/** Receives diagnostics. Called from the thread that works on the input in question. */
typedef void (*SpoDiagnosticSink)(void *handle, const SpoDiagnostic *diagnostic);

#ifdef __cplusplus
}
#endif
#endif
