/* clock.h - time that passes: for measuring, never for what is written. */
#ifndef SPO_BASE_CLOCK_H
#define SPO_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_SECOND UINT64_C(1000000000)

/* Nanoseconds of a clock that only goes forward. */
static inline uint64_t clock_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * CLOCK_SECOND + (uint64_t)time.tv_nsec;
}

#endif
