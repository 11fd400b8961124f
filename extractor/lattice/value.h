/* value.h - what numbers, quantities, dates and periods in a text mean. */
#ifndef SPO_LATTICE_VALUE_H
#define SPO_LATTICE_VALUE_H

#include "base/arena.h"

/* digits * 10^exponent, exactly. Normal form: no trailing zeros in digits unless the number is 0 (0 * 10^0). */
typedef struct {
  int64_t digits;
  int32_t exponent;
} Decimal;

Decimal decimal_normal(Decimal number);

/* Product; where it does not fit 18 digits, the last ones are rounded off. */
Decimal decimal_multiply(Decimal a, Decimal b);
Decimal decimal_add(Decimal a, Decimal b);

/* Quotient, rounded to 6 digits behind the point; 0 where the divisor is 0. */
Decimal decimal_divide(Decimal a, Decimal b);
int decimal_compare(Decimal a, Decimal b);

/* Parses "-12.50"; false if `text` is no such number or has more than 18 digits. */
bool decimal_parse(Slice text, Decimal *number);

/* Canonical xsd:decimal without exponent, and without a point where the number is whole: "508000000000", "-0.5". */
Slice decimal_print(Arena *arena, Decimal number);

/* The order is that of the type sets that vocabulary_init makes. */
typedef enum {
  VALUE_NUMBER,
  VALUE_ORDINAL,
  VALUE_PERCENT,
  VALUE_MONEY,
  VALUE_COUNT,
  VALUE_FEW, /* one to ten of something, in words: 三位, 一个 */
  VALUE_DATE,
  VALUE_PERIOD,
  VALUE_DURATION,
  VALUE_TIME,
  VALUE_AGE,
  VALUE_KINDS
} ValueKind;

typedef enum { BOUND_EXACT, BOUND_AT_LEAST, BOUND_AT_MOST, BOUND_ABOUT, BOUND_MORE_THAN, BOUND_LESS_THAN } Bound;

/* Which of the days of that name is meant, by the day of publication. */
typedef enum {
  WEEKDAY_LATEST,  /* 周三, on Wednesday: that day itself or the last one before it */
  WEEKDAY_BEFORE,  /* last Wednesday: the last one before it */
  WEEKDAY_AFTER,   /* next Wednesday: the first one after it */
  WEEKDAY_OF_WEEK, /* 上周三: of TimeValue.week; weeks begin on Monday */
} WeekdayChoice;

/* A point or stretch of time as it was said; what was not said is 0. Relative parts refer to the document's date. */
typedef struct {
  int16_t year;          /* or, if relative_year, the difference: 去年 is -1 */
  int8_t month;          /* 1 to 12 */
  int8_t day;            /* 1 to 31 */
  int8_t last_month;     /* 1至5月: 5 */
  int8_t quarter;        /* 1 to 4 */
  int8_t half;           /* 1 or 2 */
  int16_t last_year;     /* 2020-2023年: 2023 */
  int16_t relative_day;  /* 昨天 is -1; valid with has_relative_day */
  int8_t relative_month; /* 上月 is -1; valid with has_relative_month */
  int8_t weekday;        /* 1 (Monday) to 7 */
  int8_t week;           /* 上周 is -1; with WEEKDAY_OF_WEEK */
  WeekdayChoice choice;  /* with weekday */
  bool relative_year, has_relative_day, has_relative_month;
  bool vague; /* 近年来, 目前: no date can be given */
} TimeValue;

typedef struct {
  ValueKind kind;
  Bound bound;
  Decimal number;
  Decimal upper; /* of a range: 3到5万元; valid with ranged */
  bool ranged;
  bool in_words; /* 三十, not 30 */
  bool bare_year;
  uint16_t counted; /* where in the sentence the words begin that say what is counted; 0: there are none */
  Slice unit;       /* ISO 4217, %, pp, UCUM or as written; lives in the rule set or in the document */
  TimeValue time;
} Value;

/* xsd lexical form of the time: YYYY, YYYY-MM or YYYY-MM-DD, by `now` (the document's date, YYYY[-MM[-DD]], or empty)
   where it is relative or lacks its year; empty where that is not known, and for several years, which no such form
   names. */
Slice time_print(Arena *arena, const TimeValue *time, Slice now);

#endif
