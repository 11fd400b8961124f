/* progress.h - how a long run is coming on, on standard error.

   A bar on a terminal: one line, as wide as the terminal, drawn anew some times a second and taken away at the end and
   for each message. Or plain lines, one in five seconds and one at the end. Nothing else on the terminal is changed.
   Threads: one may count and report while another draws. */
#ifndef SPO_CLI_PROGRESS_H
#define SPO_CLI_PROGRESS_H

#include <pthread.h>

#include "base/diagnostic.h"
#include "base/slice.h"

typedef enum {
  PROGRESS_AUTO, /* a bar where standard error is a terminal that can show one and no data goes to it; else nothing */
  PROGRESS_NONE,
  PROGRESS_LINES,
  PROGRESS_BAR
} ProgressKind;

typedef struct {
  uint64_t documents, failed, facts, bytes;
} ProgressCounts;

typedef struct {
  ProgressKind kind;
  const char *facts; /* what ProgressCounts.facts counts, in its word: "facts" */
  pthread_mutex_t lock;
  ProgressCounts counts;
  uint64_t skipped;         /* bytes of an earlier run that is resumed, already in `counts` */
  uint64_t total;           /* bytes of all inputs; 0: unknown */
  uint64_t begun, lines_at; /* clock_now: begin; when the next plain line is due */
  bool shown;               /* the bar is on the terminal */
} Progress;

/* "auto", "none", "lines", "bar"; false for others. */
bool progress_named(const char *name, ProgressKind *kind);

/* `data_on_terminal`: the output goes to the terminal. */
void progress_init(Progress *progress, ProgressKind kind, bool data_on_terminal);

void progress_add(Progress *progress, ProgressCounts more);

/* Prints a message in front of the bar. */
void progress_report(Progress *progress, const SpoDiagnostic *message);

/* Draws what is due. */
void progress_draw(Progress *progress);

/* Takes the bar away; of plain lines, and where a bar was seen, prints the last. */
void progress_end(Progress *progress);

#endif
