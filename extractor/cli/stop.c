#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>
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
