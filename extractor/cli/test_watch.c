#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/stop.h"
#include "cli/test.h"

static int notifier; /* nftw passes nothing along */
static int watched;  /* how many files and directories are */

static void watch(const char *path, uint32_t events) {
  if (inotify_add_watch(notifier, path, events) >= 0) watched++;
}

static int watch_directory(const char *path, const struct stat *info, int kind, struct FTW *place) {
  (void)info;
  (void)place;
  if (kind == FTW_D) watch(path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE);
  return 0;
}

/* Reads events until none has come for a tenth of a second: editors write several files for one save. */
static void let_settle(void) {
  enum { QUIET = 100 };
  char events[4096];
  struct pollfd ready = {.fd = notifier, .events = POLLIN};
  do {
    if (read(notifier, events, sizeof events) <= 0) return;
  } while (poll(&ready, 1, QUIET) > 0);
}

bool test_wait_for_change(const TestOptions *options) {
  enum { OPEN_FILES = 16 };
  stop_on_signals();
  if (interrupted) return false;
  notifier = inotify_init1(IN_CLOEXEC);
  if (notifier < 0) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "files cannot be watched: %s", strerror(errno));
    return false;
  }
  watched = 0;
  for (int i = 0; i < options->rule_count; i++) {
    struct stat info;
    if (stat(options->rules[i], &info) != 0) continue;
    if (S_ISDIR(info.st_mode)) {
      nftw(options->rules[i], watch_directory, OPEN_FILES, FTW_PHYS);
    } else {
      watch(options->rules[i], IN_CLOSE_WRITE | IN_MOVE_SELF | IN_ATTRIB);
    }
  }
  for (uint32_t i = 0; i < options->documents.count; i++) {
    watch(options->documents.data[i].data, IN_CLOSE_WRITE | IN_MOVE_SELF | IN_ATTRIB);
  }
  if (!watched) {
    close(notifier);
    return usage_error("test", "there is nothing to watch: name rules of your own") == 0;
  }
  fputs("spo: waiting for changes; Ctrl-C ends\n", stderr);
  fflush(stdout);
  struct pollfd ready = {.fd = notifier, .events = POLLIN};
  bool changed = poll(&ready, 1, -1) > 0;
  if (changed) let_settle();
  close(notifier);
  return changed && !interrupted;
}
