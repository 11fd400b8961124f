/* instant.h - dates and times of XML Schema: dateTime, date, time, gYear, gYearMonth, gMonth, gDay, gMonthDay.
   Which datatype is written how, xsd.h knows. */
#ifndef SPO_BASE_INSTANT_H
#define SPO_BASE_INSTANT_H

#include "base/slice.h"

typedef struct {
  int64_t year;
  int month, day, hour, minute; /* what a datatype lacks is that of 1972-12-31T00:00:00 */
  int64_t nanoseconds;          /* of the minute */
  bool has_zone;
  int zone; /* minutes east of UTC */
} Instant;

/* Of a text that is written in a shape: Y year, M month, D day, - and T and : as they are, h m s, then a time zone,
   which Z demands. False where it is not, or there is no such day. */
bool instant_parse(const char *shape, Slice text, Instant *instant);

/* -1, 0, 1; 2 where it cannot be told, since one has a zone and the other none. */
int instant_compare(const Instant *a, const Instant *b);

/* Seconds since 1970, as if without a zone it were UTC. */
double instant_seconds(const Instant *instant);

#endif
