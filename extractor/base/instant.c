#include "base/instant.h"

static bool take(Slice *rest, char sign) {
  if (!rest->length || rest->data[0] != sign) return false;
  *rest = (Slice){rest->data + 1, rest->length - 1};
  return true;
}

static size_t take_digits(Slice *rest, int64_t *value) {
  size_t count = 0;
  *value = 0;
  while (count < rest->length && count < 12 && rest->data[count] >= '0' && rest->data[count] <= '9') {
    *value = *value * 10 + (rest->data[count++] - '0');
  }
  *rest = (Slice){rest->data + count, rest->length - count};
  return count;
}

static bool take_pair(Slice *rest, int least, int most, int *value) {
  int64_t number;
  if (take_digits(rest, &number) != 2 || number < least || number > most) return false;
  *value = (int)number;
  return true;
}

/* Four digits, or more without a zero at their head. */
static bool take_year(Slice *rest, int64_t *year) {
  bool negative = take(rest, '-'), zero = rest->length && rest->data[0] == '0';
  size_t digits = take_digits(rest, year);
  if (negative) *year = -*year;
  return digits == 4 || (digits > 4 && digits <= 9 && !zero);
}

static bool take_seconds(Slice *rest, int64_t *nanoseconds) {
  int whole;
  if (!take_pair(rest, 0, 59, &whole)) return false;
  *nanoseconds = whole * INT64_C(1000000000);
  if (!take(rest, '.')) return true;
  int64_t unit = 100000000;
  size_t count = 0;
  for (; count < rest->length && rest->data[count] >= '0' && rest->data[count] <= '9'; count++, unit /= 10) {
    *nanoseconds += unit * (rest->data[count] - '0');
  }
  *rest = (Slice){rest->data + count, rest->length - count};
  return count > 0;
}

static bool take_zone(Slice *rest, Instant *instant) {
  int hours, minutes;
  instant->has_zone = true;
  if (take(rest, 'Z')) return true;
  bool east = take(rest, '+');
  if (!east && !take(rest, '-')) return false;
  if (!take_pair(rest, 0, 14, &hours) || !take(rest, ':') || !take_pair(rest, 0, 59, &minutes)) return false;
  instant->zone = (hours * 60 + minutes) * (east ? 1 : -1);
  return hours < 14 || minutes == 0;
}

static int days_of_month(int64_t year, int month) {
  static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return DAYS[month - 1] + (month == 2 && leap);
}

static bool take_part(Slice *rest, char part, Instant *instant) {
  switch (part) {
    case 'Y':
      return take_year(rest, &instant->year);
    case 'M':
      return take_pair(rest, 1, 12, &instant->month);
    case 'D':
      return take_pair(rest, 1, 31, &instant->day);
    case 'h':
      return take_pair(rest, 0, 24, &instant->hour);
    case 'm':
      return take_pair(rest, 0, 59, &instant->minute);
    case 's':
      return take_seconds(rest, &instant->nanoseconds);
    case 'Z':
      return take_zone(rest, instant);
    default:
      return take(rest, part);
  }
}

bool instant_parse(const char *shape, Slice text, Instant *instant) {
  bool has_month = strchr(shape, 'M'), has_day = strchr(shape, 'D');
  *instant = (Instant){.year = 1972, .month = 12, .day = 31}; /* --02-29 is a day of some year */
  if (!has_month) instant->month = shape[0] == 'Y' ? 1 : 12;
  if (!has_day) instant->day = 1;
  for (; *shape; shape++) {
    if (!take_part(&text, *shape, instant)) return false;
  }
  if (has_day && instant->day > days_of_month(instant->year, instant->month)) return false;
  if (instant->hour == 24 && (instant->minute || instant->nanoseconds)) return false;
  if (text.length && (instant->has_zone || !take_zone(&text, instant))) return false;
  return text.length == 0;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t minutes_of(const Instant *instant) {
  return (days_of(instant->year, instant->month, instant->day) * 24 + instant->hour) * 60 + instant->minute -
         (instant->has_zone ? instant->zone : 0);
}

static int compare_shifted(const Instant *a, const Instant *b, int64_t shift) {
  int64_t x = minutes_of(a), y = minutes_of(b) + shift;
  if (x != y) return x < y ? -1 : 1;
  return (a->nanoseconds > b->nanoseconds) - (a->nanoseconds < b->nanoseconds);
}

int instant_compare(const Instant *a, const Instant *b) {
  enum { FARTHEST = 14 * 60 };
  if (a->has_zone == b->has_zone) return compare_shifted(a, b, 0);
  int early = compare_shifted(a, b, -FARTHEST), late = compare_shifted(a, b, FARTHEST);
  return early == late ? early : 2;
}

double instant_seconds(const Instant *instant) {
  return (double)minutes_of(instant) * 60 + (double)instant->nanoseconds / 1e9;
}
