#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/run_stats.h"

enum { FIRST_BAR = 1 /* seconds: what is over sooner shows none */, LINE_EVERY = 5, NARROWEST_BAR = 10 };

bool progress_named(const char *name, ProgressKind *kind) {
  static const char *const NAMES[] = {"auto", "none", "lines", "bar"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(name, NAMES[i]) != 0) continue;
    *kind = (ProgressKind)i;
    return true;
  }
  return false;
}

static bool can_show_bar(void) {
  const char *terminal = getenv("TERM");
  return isatty(STDERR_FILENO) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}

void progress_init(Progress *progress, ProgressKind kind, bool data_on_terminal) {
  if (kind == PROGRESS_AUTO) kind = can_show_bar() && !data_on_terminal ? PROGRESS_BAR : PROGRESS_NONE;
  if (kind == PROGRESS_BAR && !can_show_bar()) kind = PROGRESS_LINES;
  *progress = (Progress){.kind = kind, .facts = "facts", .begun = clock_now()};
  progress->lines_at = progress->begun + LINE_EVERY * CLOCK_SECOND;
  pthread_mutex_init(&progress->lock, NULL);
}

void progress_add(Progress *progress, ProgressCounts more) {
  if (progress->kind == PROGRESS_NONE) return;
  pthread_mutex_lock(&progress->lock);
  progress->counts.documents += more.documents;
  progress->counts.failed += more.failed;
  progress->counts.facts += more.facts;
  progress->counts.bytes += more.bytes;
  pthread_mutex_unlock(&progress->lock);
}

/* ---- what it says ---- */

/* A number with commas, in `text`. */
static const char *grouped(uint64_t number, char text[32]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number), at = 0;
  for (int i = 0; i < length; i++) {
    if (i && (length - i) % 3 == 0) text[at++] = ',';
    text[at++] = digits[i];
  }
  text[at] = 0;
  return text;
}

static double speed_of(const Progress *progress, double seconds) {
  return seconds > 0 ? (double)(progress->counts.bytes - progress->skipped) / 1e6 / seconds : 0;
}

static void print_duration(uint64_t seconds, char *text, size_t size) {
  unsigned long long all = seconds;
  if (all >= 3600) snprintf(text, size, "%llu:%02llu:%02llu", all / 3600, all / 60 % 60, all % 60);
  if (all < 3600) snprintf(text, size, "%llu:%02llu", all / 60, all % 60);
}

/* The parts of the line, the dearest first; `last`: the run is over. Returns how many. */
static int make_parts(const Progress *progress, bool last, char parts[6][64]) {
  const ProgressCounts *counts = &progress->counts;
  char number[32], time[32];
  double seconds = (double)(clock_now() - progress->begun) / 1e9, speed = speed_of(progress, seconds);
  int count = 0;
  snprintf(parts[count++], 64, "%s document%s", grouped(counts->documents, number), counts->documents == 1 ? "" : "s");
  if (!last && progress->total && speed > 0) {
    uint64_t left = progress->total > counts->bytes ? progress->total - counts->bytes : 0;
    print_duration((uint64_t)((double)left / 1e6 / speed + 0.5), time, sizeof time);
    snprintf(parts[count++], 64, "%s left", time);
  }
  snprintf(parts[count++], 64, "%.2f MB/s", speed);
  snprintf(parts[count++], 64, "%s %s", grouped(counts->facts, number), progress->facts);
  snprintf(parts[count++], 64, "%s error%s", grouped(counts->failed, number), counts->failed == 1 ? "" : "s");
  print_duration((uint64_t)seconds, time, sizeof time);
  if (last || !progress->total) snprintf(parts[count++], 64, last ? "in %s" : "%s", time);
  return count;
}

static void put_line(const Progress *progress, bool last) {
  char parts[6][64];
  int count = make_parts(progress, last, parts);
  for (int i = 0; i < count; i++) fprintf(stderr, "%s%s", i ? ", " : "", parts[i]);
  fputc('\n', stderr);
}

/* ---- the bar ---- */

static size_t terminal_width(void) {
  struct winsize size;
  const char *columns = getenv("COLUMNS");
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
  int given = columns ? atoi(columns) : 0;
  return given > 0 ? (size_t)given : 80;
}

static void hide(Progress *progress) {
  if (progress->shown) fputs("\r\033[K", stderr);
  progress->shown = false;
}

/* "[####....]  42 %" in `width` columns, or nothing where that is too narrow. */
static void put_bar(const Progress *progress, size_t width) {
  enum { AROUND = 10 }; /* two blanks, brackets, percentage */
  if (!progress->total || width < NARROWEST_BAR + AROUND) return;
  size_t cells = width - AROUND < 40 ? width - AROUND : 40;
  double share = (double)progress->counts.bytes / (double)progress->total;
  if (share > 1) share = 1;
  size_t full = (size_t)(share * (double)cells);
  bool colour = use_colour(stderr);
  fprintf(stderr, "  [%s", colour ? "\033[32m" : "");
  for (size_t i = 0; i < cells; i++) fputc(i < full ? '#' : '.', stderr);
  fprintf(stderr, "%s] %3d %%", colour ? "\033[0m" : "", (int)(share * 100));
}

/* Parts for which there is no room are left out; the last column stays free, so that no terminal wraps. */
static void show(Progress *progress) {
  char parts[6][64];
  int count = make_parts(progress, false, parts);
  size_t width = terminal_width(), used = 1;
  fputs("\r\033[K", stderr);
  for (int i = 0; i < count; i++) {
    size_t length = strlen(parts[i]) + (i ? 2 : 0);
    if (used + length > width) break;
    fprintf(stderr, "%s%s", i ? "  " : "", parts[i]);
    used += length;
  }
  put_bar(progress, width - (used < width ? used : width));
  fflush(stderr);
  progress->shown = true;
}

void progress_draw(Progress *progress) {
  uint64_t now = clock_now();
  pthread_mutex_lock(&progress->lock);
  if (progress->kind == PROGRESS_BAR && now - progress->begun >= FIRST_BAR * CLOCK_SECOND) show(progress);
  if (progress->kind == PROGRESS_LINES && now >= progress->lines_at) {
    put_line(progress, false);
    progress->lines_at += LINE_EVERY * CLOCK_SECOND;
  }
  pthread_mutex_unlock(&progress->lock);
}

void progress_report(Progress *progress, const SpoDiagnostic *message) {
  pthread_mutex_lock(&progress->lock);
  hide(progress);
  diagnostics_report(&REPORT, message);
  pthread_mutex_unlock(&progress->lock);
}

void progress_end(Progress *progress) {
  bool told = progress->shown || progress->kind == PROGRESS_LINES;
  hide(progress);
  if (told) put_line(progress, true);
  fflush(stderr);
  pthread_mutex_destroy(&progress->lock);
}
