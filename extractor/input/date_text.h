/* date_text.h - dates of publication as pages and records write them, made canonical.

   Read: ISO 8601, RFC 822, `2023年3月24日08:15`, 二〇二三年三月二十四日, 2023/03/24 08:15, March 3, 2023 at 8:15 a.m.,
   3 March 2023. Times keep the zone that is written beside them; CST, which is Chinese or American, is no zone.
   Written: YYYY, YYYY-MM, YYYY-MM-DD or an xsd:dateTime (2023-03-24T08:15:00+08:00), which the calendar admits. */
#ifndef SPO_INPUT_DATE_TEXT_H
#define SPO_INPUT_DATE_TEXT_H

#include "base/slice.h"

enum { DATE_TEXT_SIZE = 32 };

/* Makes the date that stands at the beginning of `text` canonical, as a string in `out`. Returns the bytes that it
   takes in `text` (date and time of day), 0 if there is none. A date has a year, a month and a day here. */
size_t date_text_at(Slice text, char out[DATE_TEXT_SIZE]);

/* The same for a value that holds nothing but a date, as metadata does; a year, a year and month, 20230324 and seconds
   or milliseconds since 1970 are dates then, too. */
bool date_text_value(Slice value, char out[DATE_TEXT_SIZE]);

/* The day that the path of a URL names: /2023/03/24/, /2023-03/24/, /t20230324_1.html. */
bool date_text_in_url(Slice url, char out[DATE_TEXT_SIZE]);

#endif
