/* Dates and periods. Chinese: components from coarse to fine (year, half, quarter, month, day), each in digits or as a
   word of the list PeriodWord. English: names of months from the list Month, and PeriodWord. */
#include <stdlib.h>

#include "lattice/lattice_internal.h"

enum { POINT_YEAR = 0x5E74, POINT_MONTH = 0x6708, POINT_DAY = 0x65E5, POINT_DAY_SPOKEN = 0x53F7 }; /* 年 月 日 号 */

/* A number that was read: the parts of a date are looked for one after the other at the same place. */
typedef struct {
  uint32_t behind; /* the place, + 1; 0: none was read */
  uint32_t end;
  int64_t number;
  NumberReading how;
} KnownNumber;

typedef struct {
  const Lattice *lattice;
  uint32_t at;
  KnownNumber known;
  TimeValue time;
  int finest; /* 0 nothing, 1 year, 2 part of a year, 3 month, 4 day */
} TimeReading;

static bool text_at(const Lattice *lattice, uint32_t position, const char *text) {
  return lattice_reads(lattice, position, slice_of(text));
}

/* A small whole number; its end, or `at`. */
static uint32_t read_whole(const Lattice *lattice, uint32_t at, int64_t *number, NumberReading *how) {
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, at, readings);
  for (uint32_t i = 0; i < count; i++) {
    Decimal value = readings[i].number;
    bool last = i + 1 == count || readings[i + 1].bound != BOUND_EXACT || readings[i].positional;
    if (!last && readings[i].in_words) continue; /* 二十三: the longest */
    if (value.exponent < 0 || value.exponent > 4 || value.digits > 100000) return at;
    int64_t whole = value.digits;
    for (int32_t e = 0; e < value.exponent; e++) whole *= 10;
    *number = whole;
    *how = readings[i];
    if (readings[i].positional && i + 1 < count && readings[i + 1].positional) continue;
    return readings[i].end;
  }
  return at;
}

/* The same where a part of a date may begin. */
static uint32_t read_part(TimeReading *reading, uint32_t at, int64_t *number, NumberReading *how) {
  KnownNumber *known = &reading->known;
  if (known->behind != at + 1) {
    known->behind = at + 1;
    known->end = read_whole(reading->lattice, at, &known->number, &known->how);
  }
  *number = known->number;
  *how = known->how;
  return known->end;
}

static bool digit_before(const Lattice *lattice, uint32_t position) {
  if (position == 0) return false;
  return lattice_is_alnum(lattice, position - 1) || chinese_digit(lattice_point(lattice, position - 1)) >= 0;
}

/* 2023年, 二〇二三年; 2023年度, 2023财年. */
static bool read_year(TimeReading *reading) {
  int64_t year;
  NumberReading how;
  const Lattice *lattice = reading->lattice;
  uint32_t end = read_part(reading, reading->at, &year, &how);
  if (end == reading->at || year < 1000 || year > 2200 || !how.positional || how.digits != 4) return false;
  bool fiscal = text_at(lattice, end, "财年");
  if (!fiscal && lattice_point(lattice, end) != POINT_YEAR) return false;
  if (text_at(lattice, end, "年代")) return false;
  reading->time.year = (int16_t)year;
  reading->at = end + (fiscal || text_at(lattice, end, "年度") ? 2 : 1);
  reading->finest = 1;
  return true;
}

static bool is_range_sign(const Lattice *lattice, uint32_t at) {
  uint32_t point = lattice_point(lattice, at);
  return point == '-' || point == '~' || point == 0xFF5E || point == 0x2014 || point == 0x2013 || point == 0x81F3 ||
         point == 0x5230;
}

/* 2020-2023年, 2020至2023年, 2020年至2023年: the years from one to the other. */
static bool read_years(TimeReading *reading) {
  int64_t year;
  NumberReading how;
  const Lattice *lattice = reading->lattice;
  uint32_t end = read_part(reading, reading->at, &year, &how);
  if (end == reading->at || year < 1000 || !how.positional || how.digits != 4) return false;
  if (text_at(lattice, end, "年")) end++;
  if (!is_range_sign(lattice, end)) return false;
  while (is_range_sign(lattice, end + 1) && end - reading->at < 6) end++; /* 2020——2023年 */
  TimeReading last = {.lattice = lattice, .at = end + 1};
  if (!read_year(&last) || last.time.year <= year) return false;
  reading->time.year = (int16_t)year;
  reading->time.last_year = last.time.year;
  reading->at = last.at;
  reading->finest = 1;
  return true;
}

/* 一季度, 第三季度, 前三季度. */
static bool read_quarter(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  uint32_t at = reading->at;
  bool first = text_at(lattice, at, "前");
  if (first || text_at(lattice, at, "第")) at++;
  int64_t quarter;
  NumberReading how;
  uint32_t end = read_part(reading, at, &quarter, &how);
  if (end == at || quarter < 1 || quarter > 4) return false;
  if (text_at(lattice, end, "个季度")) end++;
  if (!text_at(lattice, end, "季度")) return false;
  reading->at = end + 2;
  reading->finest = 2;
  if (!first) reading->time.quarter = (int8_t)quarter;
  if (first) reading->time.month = 1, reading->time.last_month = (int8_t)(quarter * 3);
  return true;
}

static bool read_half(TimeReading *reading) {
  bool upper = text_at(reading->lattice, reading->at, "上半年");
  if (!upper && !text_at(reading->lattice, reading->at, "下半年")) return false;
  reading->time.half = upper ? 1 : 2;
  reading->at += 3;
  reading->finest = 2;
  return true;
}

/* 前5个月, 前八月, with which a year begins. */
static bool read_first_months(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  int64_t months;
  NumberReading how;
  if (!text_at(lattice, reading->at, "前")) return false;
  uint32_t end = read_part(reading, reading->at + 1, &months, &how);
  if (end == reading->at + 1 || months < 2 || months > 11) return false;
  bool counted = text_at(lattice, end, "个月");
  if (!counted && (lattice_point(lattice, end) != POINT_MONTH)) return false;
  reading->at = end + (counted ? 2 : 1);
  reading->finest = 3;
  reading->time.month = 1;
  reading->time.last_month = (int8_t)months;
  return true;
}

/* 3月, 3月份, 1至5月, 1月至5月. */
static bool read_month(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  int64_t month, last = 0;
  NumberReading how;
  uint32_t end = read_part(reading, reading->at, &month, &how);
  if (end == reading->at || month < 1 || month > 12) return false;
  bool named = lattice_point(lattice, end) == POINT_MONTH;
  uint32_t sign = named ? end + 1 : end;
  if (is_range_sign(lattice, sign)) {
    uint32_t range_end = read_whole(lattice, sign + 1, &last, &how);
    bool range = range_end > sign + 1 && last > month && last <= 12 && lattice_point(lattice, range_end) == POINT_MONTH;
    if (range) end = range_end;
    if (!range) last = 0;
  }
  if (lattice_point(lattice, end) != POINT_MONTH) return false;
  if (text_at(lattice, end, "月球") || text_at(lattice, end, "月亮")) return false;
  reading->time.month = (int8_t)month;
  reading->time.last_month = (int8_t)last;
  reading->at = end + (text_at(lattice, end, "月份") ? 2 : 1);
  reading->finest = 3;
  return true;
}

static bool read_day(TimeReading *reading, bool after_month) {
  const Lattice *lattice = reading->lattice;
  int64_t day, last;
  NumberReading how;
  uint32_t end = read_part(reading, reading->at, &day, &how);
  if (end == reading->at || day < 1 || day > 31) return false;
  if (is_range_sign(lattice, end)) { /* 10日至16日 is two dates; 10至16日 one */
    uint32_t range_end = read_whole(lattice, end + 1, &last, &how);
    if (range_end > end + 1 && last > day && last <= 31) end = range_end;
  }
  uint32_t point = lattice_point(lattice, end);
  bool spoken = point == POINT_DAY_SPOKEN && after_month && !text_at(lattice, end, "号线");
  if (point != POINT_DAY && !spoken) return false;
  if (text_at(lattice, end, "日本") || text_at(lattice, end, "日元") || text_at(lattice, end, "日圆")) return false;
  reading->time.day = (int8_t)day;
  reading->at = end + 1;
  reading->finest = 4;
  return true;
}

static int small_number(Slice digits) {
  int number = 0;
  bool negative = digits.length && digits.data[0] == '-';
  for (size_t i = negative || (digits.length && digits.data[0] == '+'); i < digits.length; i++) {
    if (digits.data[i] < '0' || digits.data[i] > '9' || number > 999) return 0;
    number = number * 10 + (digits.data[i] - '0');
  }
  return negative ? -number : number;
}

/* The tags of a day of the week: weekday=1 to 7, and week= or choice=before, after. */
static void take_weekday(const Lattice *lattice, const Edge *word, TimeValue *time) {
  uint32_t list = lattice->vocabulary->reserved.period_word;
  int weekday = small_number(edge_tag(lattice, word, list, SLICE("weekday")));
  if (weekday < 1 || weekday > 7) return;
  Slice week = edge_tag(lattice, word, list, SLICE("week")), choice = edge_tag(lattice, word, list, SLICE("choice"));
  time->weekday = (int8_t)weekday;
  time->week = (int8_t)small_number(week);
  if (slice_is(choice, "before")) time->choice = WEEKDAY_BEFORE;
  if (slice_is(choice, "after")) time->choice = WEEKDAY_AFTER;
  if (week.length) time->choice = WEEKDAY_OF_WEEK;
}

/* A word of PeriodWord that is finer than what was read: 今年, 上半年, 年底, 昨日. */
static bool read_period_word(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  EdgeId word = lattice_list_word(lattice, reading->at, lattice->vocabulary->reserved.period_word);
  if (word == EDGE_NONE) return false;
  const Edge *edge = &lattice->edges.data[word];
  uint32_t list = lattice->vocabulary->reserved.period_word;
  Slice kind = edge_tag(lattice, edge, list, SLICE("kind")), relative = edge_tag(lattice, edge, list, SLICE("rel"));
  TimeValue *time = &reading->time;
  int finest;
  if (slice_is(kind, "year")) {
    finest = 1;
    if (relative.data) time->relative_year = true, time->year = (int16_t)small_number(relative);
    if (!relative.data) time->vague = true;
  } else if (slice_is(kind, "month")) {
    finest = 3;
    time->has_relative_month = relative.data != NULL;
    time->relative_month = (int8_t)small_number(relative);
    if (!relative.data && reading->finest == 0) time->vague = true;
  } else if (slice_is(kind, "day")) {
    finest = 4;
    time->has_relative_day = relative.data != NULL;
    time->relative_day = (int16_t)small_number(relative);
    take_weekday(lattice, edge, time);
    if (!relative.data && !time->weekday && reading->finest == 0) time->vague = true;
  } else {
    finest = 2;
    Slice half = edge_tag(lattice, edge, list, SLICE("half"));
    Slice quarter = edge_tag(lattice, edge, list, SLICE("quarter"));
    time->half = (int8_t)small_number(half);
    time->quarter = (int8_t)small_number(quarter);
    if (!half.data && !quarter.data && reading->finest == 0) time->vague = true;
  }
  if (finest <= reading->finest) return false;
  reading->at = edge->end;
  reading->finest = finest;
  return true;
}

/* 底, 末, 初, 以来 ... behind a year or a month, unless they begin a longer word (内部, 初级); part of how it is said.
 */
static void read_tail(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  EdgeId tail = lattice_list_word(lattice, reading->at, lattice->vocabulary->reserved.period_tail);
  if (tail == EDGE_NONE) return;
  uint32_t end = lattice->edges.data[tail].end;
  for (EdgeId id = lattice->first_begin[reading->at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if ((edge->flags & EDGE_KNOWN) && edge->end > end) return;
  }
  reading->at = end;
}

static bool read_numeric_component(TimeReading *reading) {
  if (!value_may_begin(lattice_point(reading->lattice, reading->at))) return false;
  if (reading->finest < 1 && (read_years(reading) || read_year(reading))) return true;
  if (reading->finest < 2 && (read_half(reading) || read_quarter(reading))) return true;
  if (reading->finest < 3 && (read_first_months(reading) || read_month(reading))) return true;
  if (reading->finest < 4 && reading->finest != 1 && reading->finest != 2 && read_day(reading, reading->finest == 3)) {
    return true;
  }
  return false;
}

/* 2023-03-24, 2023/3/24, 2023.03.24 */
static bool read_iso(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  int32_t parts[3] = {0, 0, 0};
  uint32_t at = reading->at, sign = 0;
  for (int part = 0; part < 3; part++) {
    uint32_t begin = at;
    for (; lattice_point(lattice, at) >= '0' && lattice_point(lattice, at) <= '9' && at - begin < 4; at++) {
      parts[part] = parts[part] * 10 + (int32_t)(lattice_point(lattice, at) - '0');
    }
    if (at - begin != (part ? 2u : 4u) && !(part && at - begin == 1)) return false;
    if (part == 2) break;
    uint32_t point = lattice_point(lattice, at);
    if ((point != '-' && point != '/' && point != '.') || (sign && point != sign)) return false;
    sign = point;
    at++;
  }
  bool sound =
      parts[0] >= 1000 && parts[0] <= 2200 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= 31;
  if (!sound || lattice_is_alnum(lattice, at)) return false;
  reading->time = (TimeValue){.year = (int16_t)parts[0], .month = (int8_t)parts[1], .day = (int8_t)parts[2]};
  reading->at = at;
  reading->finest = 4;
  return true;
}

/* ---- English ---- */

static uint32_t skip_comma(const Lattice *lattice, uint32_t at) {
  if (lattice_point(lattice, at) == ',') at++;
  return lattice->forward[at];
}

/* A number of `most` digits at most that nothing else clings to. */
static uint32_t read_plain(const Lattice *lattice, uint32_t at, uint32_t least, uint32_t most, int32_t *number) {
  uint32_t end = at;
  *number = 0;
  for (; end - at < most && lattice_point(lattice, end) >= '0' && lattice_point(lattice, end) <= '9'; end++) {
    *number = *number * 10 + (int32_t)(lattice_point(lattice, end) - '0');
  }
  if (end - at < least || (lattice_character(lattice, end) & CHARACTER_DIGIT)) return at;
  uint32_t point = lattice_point(lattice, end);
  if ((point == ',' || point == '.') && (lattice_character(lattice, end + 1) & CHARACTER_DIGIT)) return at;
  return end;
}

static uint32_t read_plain_year(const Lattice *lattice, uint32_t at, int32_t *year) {
  uint32_t end = read_plain(lattice, at, 4, 4, year);
  return end > at && *year >= 1500 && *year <= 2100 && !lattice_is_alnum(lattice, end) ? end : at;
}

/* March 24, 2023; March 24; March 2023; March; and, with `day` read before it, 24 March 2023. */
static bool read_named_month(TimeReading *reading, int32_t day) {
  const Lattice *lattice = reading->lattice;
  EdgeId month = lattice_list_word(lattice, reading->at, lattice->vocabulary->reserved.month);
  if (month == EDGE_NONE) return false;
  Slice value = edge_tag(lattice, &lattice->edges.data[month], lattice->vocabulary->reserved.month, SLICE("value"));
  TimeValue time = {.month = (int8_t)small_number(value), .day = (int8_t)day};
  uint32_t end = lattice->edges.data[month].end, next = lattice->forward[end];
  if (lattice_point(lattice, end) == '.') next = lattice->forward[end + 1];
  int32_t number;
  uint32_t day_end = day ? next : read_plain(lattice, next, 1, 2, &number);
  if (!day && day_end > next && number >= 1 && number <= 31) {
    time.day = (int8_t)number;
    end = day_end;
    next = skip_comma(lattice, end);
  }
  uint32_t year_end = read_plain_year(lattice, next, &number);
  if (year_end > next) {
    time.year = (int16_t)number;
    end = year_end;
  }
  reading->time = time;
  reading->at = end;
  reading->finest = time.day ? 4 : 3;
  return true;
}

/* 24 March 2023 */
static bool read_day_and_month(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  int32_t number;
  uint32_t end = read_plain(lattice, reading->at, 1, 2, &number);
  if (end == reading->at || number < 1 || number > 31) return false;
  TimeReading later = {.lattice = lattice, .at = lattice->forward[end]};
  if (later.at == end || !read_named_month(&later, number)) return false;
  *reading = later;
  return true;
}

/* Monday, March 4; Monday 4 March: the date says which Monday. */
static void read_date_of_weekday(TimeReading *reading) {
  TimeReading date = {.lattice = reading->lattice, .at = skip_comma(reading->lattice, reading->at)};
  if (date.at == reading->at) return;
  bool read = read_named_month(&date, 0) || read_day_and_month(&date);
  if (read && date.finest == 4) *reading = date;
}

static bool read_english(TimeReading *reading) {
  const Lattice *lattice = reading->lattice;
  if (read_named_month(reading, 0) || read_day_and_month(reading)) return true;
  int32_t number;
  uint32_t end = read_plain_year(lattice, reading->at, &number);
  if (end > reading->at && lattice->forward[end] >= end) {
    reading->time.year = (int16_t)number;
    reading->at = end;
    reading->finest = 1;
    return true;
  }
  if (!read_period_word(reading)) return false;
  if (reading->time.weekday) {
    read_date_of_weekday(reading);
    return true;
  }
  uint32_t next = lattice->forward[reading->at];
  if (text_at(lattice, next, "of ")) next = lattice->forward[next + 2];
  end = read_plain_year(lattice, next, &number);
  if (end > next && !reading->time.relative_year) {
    reading->time.year = (int16_t)number;
    reading->time.vague = false;
    reading->at = end;
  }
  return true;
}

uint32_t lattice_read_time(const Lattice *lattice, uint32_t position, Value *value) {
  TimeReading reading = {.lattice = lattice, .at = position};
  uint8_t flags = lattice_character(lattice, position);
  if ((flags & CHARACTER_DIGIT) && digit_before(lattice, position)) return position;
  if (chinese_digit(lattice_point(lattice, position)) >= 0 && digit_before(lattice, position)) return position;
  bool read = (flags & CHARACTER_DIGIT) && read_iso(&reading);
  if (!read && lattice->vocabulary->spaced) {
    read = read_english(&reading);
  } else if (!read) {
    for (int i = 0; i < 4; i++) {
      if (!read_numeric_component(&reading) && !read_period_word(&reading)) break;
      read = true;
    }
    if (read) read_tail(&reading);
  }
  if (!read) return position;
  *value = (Value){.kind = reading.finest == 4 ? VALUE_DATE : VALUE_PERIOD, .time = reading.time};
  value->bare_year = reading.finest == 1 && reading.time.year && !reading.time.relative_year;
  return reading.at;
}

/* ---- printing ---- */

typedef struct {
  int year, month, day;
} CivilDate;

/* Days since 1970-01-01 and back (H. Hinnant, chrono-Compatible Low-Level Date Algorithms). */
static long days_from_civil(CivilDate date) {
  int year = date.year - (date.month <= 2);
  long era = (year >= 0 ? year : year - 399) / 400;
  long of_era = year - era * 400;
  long of_year = (153L * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static CivilDate civil_from_days(long days) {
  days += 719468;
  long era = (days >= 0 ? days : days - 146096) / 146097;
  long of_era = days - era * 146097;
  long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  long month = (5 * of_year + 2) / 153;
  CivilDate date = {(int)(year_of_era + era * 400), (int)(month < 10 ? month + 3 : month - 9),
                    (int)(of_year - (153 * month + 2) / 5 + 1)};
  date.year += date.month <= 2;
  return date;
}

/* 2月30日 is said now and then, but no xsd:date: then the month is what is known. */
static Slice print_date(Arena *arena, CivilDate date) {
  CivilDate real = civil_from_days(days_from_civil(date));
  if (real.month != date.month || real.day != date.day) return arena_print(arena, "%04d-%02d", date.year, date.month);
  return arena_print(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static CivilDate parse_now(Slice now) {
  CivilDate date = {0, 0, 0};
  if (now.length >= 4) date.year = small_number((Slice){now.data, 4});
  if (now.length >= 7) date.month = small_number((Slice){now.data + 5, 2});
  if (now.length >= 10) date.day = small_number((Slice){now.data + 8, 2});
  return date;
}

/* The day of the week that is meant. */
static Slice print_weekday(Arena *arena, const TimeValue *time, CivilDate today) {
  if (!today.day) return SLICE("");
  long now = days_from_civil(today);
  long of_week = (now % 7 + 7 + 3) % 7 + 1; /* 1970-01-01 was a Thursday */
  long back = (of_week - time->weekday + 7) % 7, on = (time->weekday - of_week + 7) % 7, day = now - back;
  if (time->choice == WEEKDAY_BEFORE && !back) day = now - 7;
  if (time->choice == WEEKDAY_AFTER) day = now + (on ? on : 7);
  if (time->choice == WEEKDAY_OF_WEEK) day = now + time->weekday - of_week + 7L * time->week;
  return print_date(arena, civil_from_days(day));
}

Slice time_print(Arena *arena, const TimeValue *time, Slice now) {
  CivilDate today = parse_now(now);
  if (time->weekday && !time->vague) return print_weekday(arena, time, today);
  if (time->last_year) return SLICE("");
  if (time->has_relative_day) {
    if (!today.day) return SLICE("");
    return print_date(arena, civil_from_days(days_from_civil(today) + time->relative_day));
  }
  if (time->has_relative_month) {
    if (!today.month) return SLICE("");
    int months = today.year * 12 + today.month - 1 + time->relative_month;
    return arena_print(arena, "%04d-%02d", months / 12, months % 12 + 1);
  }
  if (time->vague) return SLICE("");
  int year = time->year;
  if (time->relative_year || !year) {
    if (!today.year) return SLICE("");
    year = time->relative_year ? today.year + time->year : today.year;
    /* A month without a year is the last one that has begun by the day of publication. */
    if (!time->relative_year && today.month && time->month > today.month) year--;
  }
  if (time->month && !time->last_month) {
    if (time->day) return print_date(arena, (CivilDate){year, time->month, time->day});
    return arena_print(arena, "%04d-%02d", year, time->month);
  }
  if (time->day && !time->month) {
    if (!today.month) return SLICE("");
    return print_date(arena, (CivilDate){today.year, today.month, time->day});
  }
  return arena_print(arena, "%04d", year);
}
