/* stop.h - Ctrl-C and SIGTERM: once, what is in work is finished; twice, the program ends at once. */
#ifndef SPO_CLI_STOP_H
#define SPO_CLI_STOP_H

#include <stdbool.h>

enum { STATUS_INTERRUPTED = 130 };

/* Set by the first signal. */
extern _Atomic int interrupted;

/* From here on the signals set `interrupted`. */
void stop_on_signals(void);

/* For commands that a signal ends at once: a file that is not whole yet vanishes then. Until stop_keeping, which must
   be called before it gets its name or is removed. False where too many wait, or the path is too long: then it stays.
 */
bool stop_removing(const char *path);
void stop_keeping(const char *path);

#endif
