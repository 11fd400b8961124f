#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_Atomic int interrupted;

static void on_signal(int number) {
  (void)number;
  if (interrupted) _exit(STATUS_INTERRUPTED);
  interrupted = 1;
}

void stop_on_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

enum { MOST_REMOVED = 4, LONGEST_PATH = 4096 };

/* A handler may not ask for memory, nor wait for a lock: it finds its files here. */
static struct {
  volatile sig_atomic_t set;
  char path[LONGEST_PATH];
} removed[MOST_REMOVED];

static void remove_and_end(int number) {
  for (int i = 0; i < MOST_REMOVED; i++) {
    if (removed[i].set) unlink(removed[i].path);
  }
  signal(number, SIG_DFL);
  raise(number);
}

bool stop_removing(const char *path) {
  static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
  int free = 0;
  while (free < MOST_REMOVED && removed[free].set) free++;
  if (free == MOST_REMOVED || strlen(path) >= LONGEST_PATH) return false;
  snprintf(removed[free].path, LONGEST_PATH, "%s", path);
  removed[free].set = 1;
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
    struct sigaction before, action = {.sa_handler = remove_and_end};
    bool ignored = sigaction(SIGNALS[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN; /* nohup */
    if (!ignored) sigaction(SIGNALS[i], &action, NULL);
  }
  return true;
}

void stop_keeping(const char *path) {
  for (int i = 0; i < MOST_REMOVED; i++) {
    if (removed[i].set && strcmp(removed[i].path, path) == 0) removed[i].set = 0;
  }
}
