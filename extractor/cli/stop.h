/* stop.h - Ctrl-C and SIGTERM: once, what is in work is finished; twice, the program ends at once. */
#ifndef SPO_CLI_STOP_H
#define SPO_CLI_STOP_H

enum { STATUS_INTERRUPTED = 130 };

/* Set by the first signal. */
extern _Atomic int interrupted;

/* From here on the signals set `interrupted`. */
void stop_on_signals(void);

#endif
