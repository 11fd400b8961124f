#include "input/date_text.h"

#include <stdio.h>
#include <time.h>

typedef struct {
  int year, month, day; /* month and day are 0 where unknown */
  int hour, minute, second;
  bool has_time, has_zone;
  int zone; /* minutes east of Greenwich */
} Moment;

/* What is still to be read. Every reader takes what it recognizes and leaves the rest where it is if it fails. */
typedef Slice Cursor;

static const char MONTHS[] = "janfebmaraprmayjunjulaugsepoctnovdec";
static const char *const MONTH_NAMES[] = {"january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december"};
static const char *const WEEKDAYS[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                                       "sunday", "tues",    "thurs",     "mon",      "tue",    "wed",
                                       "thu",    "fri",     "sat",       "sun"};
static const char *const CHINESE_WEEKDAYS[] = {"星期一", "星期二", "星期三", "星期四", "星期五",
                                               "星期六", "星期日", "星期天", "周一",   "周二",
                                               "周三",   "周四",   "周五",   "周六",   "周日"};
static const char *const CHINESE_DIGITS[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

static const struct {
  const char *name;
  int minutes;
} ZONES[] = {{"utc", 0},    {"gmt", 0},    {"est", -300}, {"edt", -240}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
             {"pst", -480}, {"pdt", -420}, {"bst", 60},   {"cet", 60},   {"cest", 120}, {"jst", 540},  {"kst", 540},
             {"hkt", 480},  {"sgt", 480},  {"aest", 600}, {"aedt", 660}, {"ist", 330},  {"z", 0}};

/* Parts of the day in Chinese and the hours that they add to a time before noon. */
static const struct {
  const char *name;
  int add;
} DAY_PARTS[] = {{"凌晨", 0},  {"早上", 0},  {"早晨", 0},  {"上午", 0}, {"中午", 12},
                 {"下午", 12}, {"傍晚", 12}, {"晚上", 12}, {"晚", 12}};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void advance(Cursor *at, size_t bytes) {
  at->data += bytes;
  at->length -= bytes;
}

static bool take(Cursor *at, const char *literal) {
  Slice wanted = slice_of(literal);
  if (!slice_starts_with(*at, wanted)) return false;
  advance(at, wanted.length);
  return true;
}

/* A word of letters, compared without regard to case; it must end where `word` ends. */
static bool take_word(Cursor *at, const char *word) {
  Slice wanted = slice_of(word);
  if (at->length < wanted.length || !slice_equal_ignore_case((Slice){at->data, wanted.length}, wanted)) return false;
  if (at->length > wanted.length && is_letter(at->data[wanted.length])) return false;
  advance(at, wanted.length);
  return true;
}

static void skip_spaces(Cursor *at) {
  while (take(at, " ") || take(at, "\t") || take(at, "\n") || take(at, "\r") || take(at, "\xC2\xA0") ||
         take(at, "　")) {
  }
}

/* A number of `least` to `most` digits that no further digit follows. */
static bool take_number(Cursor *at, size_t least, size_t most, int *value) {
  size_t digits = 0;
  int number = 0;
  while (digits < at->length && is_digit(at->data[digits]) && digits <= most) {
    if (digits < most) number = number * 10 + (at->data[digits] - '0');
    digits++;
  }
  if (digits < least || digits > most) return false;
  advance(at, digits);
  *value = number;
  return true;
}

/* 0 to 9 and 十 (10) in Chinese; -1 if there is none. */
static int take_chinese_digit(Cursor *at) {
  if (take(at, "零") || take(at, "○") || take(at, "Ｏ")) return 0;
  for (int i = 0; i <= 10; i++) {
    if (take(at, CHINESE_DIGITS[i])) return i;
  }
  return -1;
}

static bool take_chinese_year(Cursor *at, int *year) {
  Cursor from = *at;
  *year = 0;
  for (int i = 0; i < 4; i++) {
    int digit = take_chinese_digit(at);
    if (digit < 0 || digit > 9) {
      *at = from;
      return false;
    }
    *year = *year * 10 + digit;
  }
  return true;
}

/* 1 to 31 in Chinese: 三, 十, 十二, 二十, 二十四. */
static bool take_chinese_small(Cursor *at, int *value) {
  int digit = take_chinese_digit(at);
  if (digit < 1) return false;
  *value = digit;
  if (digit < 10 && take(at, "十")) {
    *value = 10 * digit;
    digit = 10;
  }
  if (digit == 10) {
    Cursor before = *at;
    int unit = take_chinese_digit(at);
    if (unit >= 1 && unit <= 9) {
      *value += unit;
    } else {
      *at = before;
    }
  }
  return true;
}

static bool take_weekday(Cursor *at) {
  for (size_t i = 0; i < sizeof WEEKDAYS / sizeof *WEEKDAYS; i++) {
    if (take_word(at, WEEKDAYS[i])) return true;
  }
  for (size_t i = 0; i < sizeof CHINESE_WEEKDAYS / sizeof *CHINESE_WEEKDAYS; i++) {
    if (take(at, CHINESE_WEEKDAYS[i])) return true;
  }
  return false;
}

static bool take_month_name(Cursor *at, int *month) {
  for (int i = 0; i < 12; i++) {
    char brief[4] = {MONTHS[3 * i], MONTHS[3 * i + 1], MONTHS[3 * i + 2], 0};
    if (take_word(at, MONTH_NAMES[i]) || take_word(at, brief) || (i == 8 && take_word(at, "sept"))) {
      take(at, ".");
      *month = i + 1;
      return true;
    }
  }
  return false;
}

static void take_zone(Cursor *at, Moment *moment) {
  Cursor from = *at;
  skip_spaces(at);
  int sign = take(at, "+") ? 1 : take(at, "-") || take(at, "−") ? -1 : 0, hours, minutes = 0;
  if (sign) {
    if (take_number(at, 4, 4, &hours)) {
      minutes = hours % 100;
      hours /= 100;
    } else if (take_number(at, 2, 2, &hours)) {
      if (take(at, ":") && !take_number(at, 2, 2, &minutes)) hours = 99;
    } else {
      hours = 99;
    }
    if (minutes < 60 && hours * 60 + minutes <= 14 * 60) { /* XML Schema, part 2, 3.3.7.3 */
      moment->has_zone = true;
      moment->zone = sign * (hours * 60 + minutes);
      return;
    }
  }
  for (size_t i = 0; !sign && i < sizeof ZONES / sizeof *ZONES; i++) {
    if (take_word(at, ZONES[i].name)) {
      moment->has_zone = true;
      moment->zone = ZONES[i].minutes;
      return;
    }
  }
  if (!sign && (take_word(at, "cst") || take_word(at, "et") || take_word(at, "pt"))) return;
  *at = from;
}

/* "a.m." and the like; -1 if there is none, 0 or 12 for the hours to add. */
static int take_half_of_day(Cursor *at) {
  Cursor from = *at;
  skip_spaces(at);
  if (take_word(at, "am") || take_word(at, "a.m.") || take_word(at, "a.m")) return 0;
  if (take_word(at, "pm") || take_word(at, "p.m.") || take_word(at, "p.m")) return 12;
  *at = from;
  return -1;
}

static bool take_clock(Cursor *at, Moment *moment) {
  int add = 0;
  for (size_t i = 0; i < sizeof DAY_PARTS / sizeof *DAY_PARTS; i++) {
    if (take(at, DAY_PARTS[i].name)) {
      add = DAY_PARTS[i].add;
      break;
    }
  }
  if (!take_number(at, 1, 2, &moment->hour)) return false;
  if (take(at, ":") || take(at, "：")) {
    if (!take_number(at, 2, 2, &moment->minute)) return false;
    Cursor before = *at;
    if (!((take(at, ":") || take(at, "：")) && take_number(at, 2, 2, &moment->second))) *at = before;
    int fraction;
    before = *at;
    if (!(take(at, ".") && take_number(at, 1, 9, &fraction))) *at = before;
  } else if (take(at, "时") || take(at, "点")) {
    Cursor before = *at;
    if (!(take_number(at, 1, 2, &moment->minute) && take(at, "分"))) *at = before, moment->minute = 0;
    before = *at;
    if (!(take_number(at, 1, 2, &moment->second) && take(at, "秒"))) *at = before, moment->second = 0;
  } else {
    return false;
  }
  int half = take_half_of_day(at);
  if (half >= 0) {
    if (moment->hour < 1 || moment->hour > 12) return false;
    moment->hour = moment->hour % 12 + half;
  } else if (moment->hour < 12) {
    moment->hour += add;
  }
  return true;
}

/* The time of day behind a date, if one is there. */
static void take_time(Cursor *at, Moment *moment) {
  Cursor from = *at;
  Moment with = *moment;
  if (!take(at, "T") && !take(at, "t")) {
    skip_spaces(at);
    Cursor bracket = *at;
    bool open = take(at, "(") || take(at, "（");
    if (!take_weekday(at) || (open && !(take(at, ")") || take(at, "）")))) *at = bracket;
    skip_spaces(at);
    while (take(at, ",") || take(at, "，") || take(at, "|") || take(at, "-") || take_word(at, "at")) skip_spaces(at);
  }
  take_zone(at, &with); /* 2023-09-26 HKT 15:48 */
  skip_spaces(at);
  if (take_clock(at, &with) && with.hour <= 23 && with.minute <= 59 && with.second <= 59) {
    with.has_time = true;
    if (!with.has_zone) take_zone(at, &with);
    *moment = with;
  } else {
    *at = from;
  }
}

static bool is_possible(const Moment *moment) {
  static const int DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (moment->year < 1000 || moment->year > 2999) return false;
  if (moment->month < 1 || moment->month > 12 || moment->day < 1 || moment->day > DAYS[moment->month - 1]) return false;
  bool leap = (moment->year % 4 == 0 && moment->year % 100 != 0) || moment->year % 400 == 0;
  return leap || moment->month != 2 || moment->day != 29;
}

/* 2023-03-24, 2023/3/24, 2023.3.24, 2023年3月24日. */
static bool take_year_first(Cursor *at, Moment *moment) {
  bool chinese = false;
  if (!take_number(at, 4, 4, &moment->year)) {
    chinese = true;
    if (!take_chinese_year(at, &moment->year)) return false;
  }
  skip_spaces(at);
  if (take(at, "年")) {
    skip_spaces(at);
    if (!(chinese ? take_chinese_small(at, &moment->month) : take_number(at, 1, 2, &moment->month))) return false;
    skip_spaces(at);
    if (!take(at, "月")) return false;
    skip_spaces(at);
    if (!(chinese ? take_chinese_small(at, &moment->day) : take_number(at, 1, 2, &moment->day))) return false;
    skip_spaces(at);
    return take(at, "日") || take(at, "号");
  }
  if (chinese || at->length == 0 || !strchr("-/.", at->data[0])) return false;
  char separator[2] = {at->data[0], 0};
  return take(at, separator) && take_number(at, 1, 2, &moment->month) && take(at, separator) &&
         take_number(at, 1, 2, &moment->day);
}

static bool take_day_of_month(Cursor *at, int *day) {
  if (!take_number(at, 1, 2, day)) return false;
  static const char *const SUFFIXES[] = {"st", "nd", "rd", "th"};
  for (size_t i = 0; i < 4; i++) {
    if (take_word(at, SUFFIXES[i])) break;
  }
  return true;
}

/* March 3, 2023; Mar. 3 2023; Mar 24 08:15:00 CST 2023. */
static bool take_month_first(Cursor *at, Moment *moment) {
  if (!take_month_name(at, &moment->month)) return false;
  skip_spaces(at);
  if (!take_day_of_month(at, &moment->day)) return false;
  skip_spaces(at);
  if (take(at, ",")) skip_spaces(at);
  if (take_number(at, 4, 4, &moment->year)) return true;
  take_time(at, moment);
  if (!moment->has_time) return false;
  skip_spaces(at);
  return take_number(at, 4, 4, &moment->year);
}

/* 3 March 2023; 24 Mar 2023; 3-Mar-2023. */
static bool take_day_first(Cursor *at, Moment *moment) {
  if (!take_day_of_month(at, &moment->day)) return false;
  if (!take(at, "-")) skip_spaces(at);
  if (take_word(at, "of")) skip_spaces(at);
  if (!take_month_name(at, &moment->month)) return false;
  if (!take(at, "-")) skip_spaces(at);
  if (take(at, ",")) skip_spaces(at);
  return take_number(at, 4, 4, &moment->year);
}

/* 8:15 a.m. EST, Fri March 24, 2023. */
static bool take_time_first(Cursor *at, Moment *moment) {
  if (!take_clock(at, moment) || moment->hour > 23 || moment->minute > 59 || moment->second > 59) return false;
  take_zone(at, moment);
  moment->has_time = true;
  skip_spaces(at);
  if (take(at, ",")) skip_spaces(at);
  if (take_weekday(at)) {
    skip_spaces(at);
    if (take(at, ",")) skip_spaces(at);
  }
  Cursor from = *at;
  if (take_month_first(at, moment)) return true;
  *at = from;
  return take_day_first(at, moment);
}

typedef bool (*DateForm)(Cursor *, Moment *);

static const DateForm FORMS[] = {take_year_first, take_month_first, take_day_first, take_time_first};

static void print_moment(const Moment *moment, char out[DATE_TEXT_SIZE]) {
  enum { LARGEST = DATE_TEXT_SIZE };
  unsigned year = (unsigned)moment->year % 10000, month = (unsigned)moment->month % 100;
  unsigned day = (unsigned)moment->day % 100;
  if (!moment->has_time) {
    snprintf(out, LARGEST, day ? "%04u-%02u-%02u" : month ? "%04u-%02u" : "%04u", year, month, day);
    return;
  }
  char zone[8] = "";
  unsigned away = (unsigned)(moment->zone < 0 ? -moment->zone : moment->zone);
  if (moment->has_zone && away == 0) {
    memcpy(zone, "Z", 2);
  } else if (moment->has_zone) {
    snprintf(zone, sizeof zone, "%c%02u:%02u", moment->zone < 0 ? '-' : '+', away / 60 % 24, away % 60);
  }
  snprintf(out, LARGEST, "%04u-%02u-%02uT%02u:%02u:%02u%s", year, month, day, (unsigned)moment->hour % 100,
           (unsigned)moment->minute % 100, (unsigned)moment->second % 100, zone);
}

size_t date_text_at(Slice text, char out[DATE_TEXT_SIZE]) {
  if (text.length < 8) return 0;
  Cursor start = text;
  if (take_weekday(&start)) {
    take(&start, ".");
    skip_spaces(&start);
    if (take(&start, ",")) skip_spaces(&start);
  }
  for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
    Cursor at = start;
    Moment moment = {0};
    if (!FORMS[i](&at, &moment) || !is_possible(&moment)) continue;
    if (!moment.has_time) take_time(&at, &moment);
    print_moment(&moment, out);
    return (size_t)(at.data - text.data);
  }
  return 0;
}

static bool take_epoch(Cursor *at, Moment *moment) {
  int64_t seconds = 0;
  size_t digits = 0;
  while (digits < at->length && is_digit(at->data[digits]) && digits < 14)
    seconds = seconds * 10 + at->data[digits++] - '0';
  if (digits != 10 && digits != 13) return false;
  advance(at, digits);
  time_t moment_seconds = (time_t)(digits == 13 ? seconds / 1000 : seconds);
  struct tm parts;
  if (!gmtime_r(&moment_seconds, &parts)) return false;
  *moment = (Moment){.year = parts.tm_year + 1900,
                     .month = parts.tm_mon + 1,
                     .day = parts.tm_mday,
                     .hour = parts.tm_hour,
                     .minute = parts.tm_min,
                     .second = parts.tm_sec,
                     .has_time = true,
                     .has_zone = true};
  return true;
}

/* 20230324, 202303240815, 20230324081530, 20230324T081530Z. */
static bool take_compact(Cursor *at, Moment *moment) {
  size_t digits = 0;
  while (digits < at->length && is_digit(at->data[digits])) digits++;
  if (digits != 8 && digits != 12 && digits != 14) return false;
  int parts[14];
  for (size_t i = 0; i < digits; i++) parts[i] = at->data[i] - '0';
  moment->year = parts[0] * 1000 + parts[1] * 100 + parts[2] * 10 + parts[3];
  moment->month = parts[4] * 10 + parts[5];
  moment->day = parts[6] * 10 + parts[7];
  if (digits > 8) {
    moment->hour = parts[8] * 10 + parts[9];
    moment->minute = parts[10] * 10 + parts[11];
    if (digits == 14) moment->second = parts[12] * 10 + parts[13];
    moment->has_time = true;
  }
  advance(at, digits);
  int clock;
  if (digits == 8 && take(at, "T") && take_number(at, 6, 6, &clock)) {
    moment->hour = clock / 10000;
    moment->minute = clock / 100 % 100;
    moment->second = clock % 100;
    moment->has_time = true;
    take_zone(at, moment);
  }
  return moment->hour <= 23 && moment->minute <= 59 && moment->second <= 59;
}

/* 2023, 2023-03, 2023年, 2023年3月. */
static bool take_year_or_month(Cursor *at, Moment *moment) {
  if (!take_number(at, 4, 4, &moment->year)) return false;
  if (take(at, "-") || take(at, "/") || take(at, "年")) {
    if (at->length == 0) return true;
    if (!take_number(at, 1, 2, &moment->month) || moment->month < 1 || moment->month > 12) return false;
    take(at, "月");
  }
  return moment->year >= 1000 && moment->year <= 2999;
}

bool date_text_value(Slice value, char out[DATE_TEXT_SIZE]) {
  value = slice_trim(value);
  if (date_text_at(value, out)) return true;
  static const DateForm BARE[] = {take_year_or_month, take_compact, take_epoch};
  for (size_t i = 0; i < sizeof BARE / sizeof *BARE; i++) {
    Cursor at = value;
    Moment moment = {0};
    if (!BARE[i](&at, &moment) || at.length) continue;
    if (moment.day && !is_possible(&moment)) continue;
    print_moment(&moment, out);
    return true;
  }
  return false;
}

/* The next `count` digits, whatever follows them. */
static bool take_digits(Cursor *at, size_t count, int *number) {
  *number = 0;
  if (at->length < count) return false;
  for (size_t i = 0; i < count; i++) {
    if (!is_digit(at->data[i])) return false;
    *number = *number * 10 + (at->data[i] - '0');
  }
  advance(at, count);
  return true;
}

/* Two digits, with or without a sign before them. */
static bool take_url_part(Cursor *at, int *number) {
  if (!take(at, "/") && !take(at, "-")) (void)take(at, "_");
  return take_digits(at, 2, number);
}

bool date_text_in_url(Slice url, char out[DATE_TEXT_SIZE]) {
  enum { FIRST_YEAR = 1995, LAST_YEAR = 2099 }; /* of pages */
  size_t query = slice_find(url, SLICE("?"));
  if (query < url.length) url.length = query;
  for (size_t i = 8; i + 8 <= url.length; i++) {
    if (is_digit(url.data[i - 1])) continue;
    Cursor at = slice_between(url.data + i, url.data + url.length);
    Moment moment = {0};
    if (!take_digits(&at, 4, &moment.year) || moment.year < FIRST_YEAR || moment.year > LAST_YEAR) continue;
    if (!take_url_part(&at, &moment.month) || !take_url_part(&at, &moment.day) || !is_possible(&moment)) continue;
    if (at.length && is_digit(at.data[0])) continue;
    print_moment(&moment, out);
    return true;
  }
  return false;
}
