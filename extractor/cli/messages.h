/* messages.h - messages about rule files in the formats that people and programs read. */
#ifndef SPO_CLI_MESSAGES_H
#define SPO_CLI_MESSAGES_H

#include <stdio.h>

#include "base/diagnostic_list.h"

typedef enum {
  MESSAGES_TEXT,   /* for people, with the source line, on standard error */
  MESSAGES_JSON,   /* one array of objects */
  MESSAGES_GITHUB, /* workflow commands, which GitHub shows beside the changed lines */
  MESSAGES_SARIF,  /* SARIF 2.1.0, which code scanners exchange */
} MessageFormat;

bool message_format_named(const char *name, MessageFormat *format);

/* Prints all messages: text on standard error, other formats on `to`. Of texts the first 100 are shown. */
void messages_print(const DiagnosticList *list, MessageFormat format, FILE *to);

#endif
