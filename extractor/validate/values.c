#include "validate/values.h"

#include <math.h>
#include <stdlib.h>

#include "base/xsd.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Slice literal_datatype(const RdfTerm *literal) {
  if (literal->language.length) return SLICE(RDF "langString");
  return literal->datatype.length ? literal->datatype : SLICE(XSD_NAMESPACE "string");
}

bool literal_is(Arena *arena, const RdfTerm *literal, Slice datatype) {
  if (literal->kind != RDF_LITERAL || !slice_equal(literal_datatype(literal), datatype)) return false;
  Slice name = xsd_local_name(datatype), canonical;
  return !name.length || !xsd_is_type(name) || xsd_canonical(arena, name, literal->text, &canonical);
}

/* ---- numbers ---- */

typedef enum { NOT_A_NUMBER, EXACT_NUMBER, FLOATING_NUMBER } NumberKind;

static NumberKind number_kind(Slice datatype) {
  Slice name = xsd_local_name(datatype);
  if (slice_is(name, "double") || slice_is(name, "float")) return FLOATING_NUMBER;
  if (xsd_is_integer(name) || slice_is(name, "decimal")) return EXACT_NUMBER;
  return NOT_A_NUMBER;
}

typedef struct {
  bool negative;
  Slice whole, fraction; /* without zeros that say nothing */
} Digits;

static Digits digits_of(Slice text) {
  Digits digits = {.negative = text.length && text.data[0] == '-'};
  if (text.length && (text.data[0] == '-' || text.data[0] == '+')) text = (Slice){text.data + 1, text.length - 1};
  digits.fraction = text;
  digits.whole = slice_cut(&digits.fraction, '.');
  while (digits.whole.length && digits.whole.data[0] == '0') digits.whole.data++, digits.whole.length--;
  while (digits.fraction.length && digits.fraction.data[digits.fraction.length - 1] == '0') digits.fraction.length--;
  if (!digits.whole.length && !digits.fraction.length) digits.negative = false;
  return digits;
}

static ValueOrder order_of(int order) {
  return order < 0 ? VALUE_LESS : order > 0 ? VALUE_MORE : VALUE_EQUAL;
}

/* Of any length, to the last digit. */
static ValueOrder compare_exact(Slice a, Slice b) {
  Digits x = digits_of(a), y = digits_of(b);
  if (x.negative != y.negative) return x.negative ? VALUE_LESS : VALUE_MORE;
  int order = (x.whole.length > y.whole.length) - (x.whole.length < y.whole.length);
  if (!order) order = slice_compare(x.whole, y.whole);
  if (!order) order = slice_compare(x.fraction, y.fraction);
  return order_of(x.negative ? -order : order);
}

static double floating(Slice text) {
  char digits[400] = "";
  if (text.length >= sizeof digits) return NAN;
  memcpy(digits, text.data, text.length);
  return strtod(digits, NULL);
}

static ValueOrder compare_floating(double x, double y) {
  if (isnan(x) || isnan(y)) return VALUE_INCOMPARABLE;
  return order_of((x > y) - (x < y));
}

/* ---- times ---- */

typedef struct {
  double seconds; /* since some day, in UTC where there is a zone */
  bool zoned;
} Time;

static bool take_digits(Slice *text, unsigned least, double *number) {
  unsigned count = 0;
  for (*number = 0; count < text->length && text->data[count] >= '0' && text->data[count] <= '9'; count++) {
    *number = *number * 10 + (text->data[count] - '0');
  }
  *text = (Slice){text->data + count, text->length - count};
  return count >= least;
}

static bool take_sign(Slice *text, char sign) {
  if (!text->length || text->data[0] != sign) return false;
  *text = (Slice){text->data + 1, text->length - 1};
  return true;
}

/* Days of the proleptic Gregorian calendar (H. Hinnant, days_from_civil). */
static double days_of(double year, double month, double day) {
  year -= month <= 2;
  double era = floor(year / 400), of_era = year - era * 400;
  double of_year = floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + of_era * 365 + floor(of_era / 4) - floor(of_era / 100) + of_year;
}

static bool take_zone(Slice *text, Time *time) {
  double hours, minutes;
  if (!text->length) return true;
  time->zoned = true;
  if (take_sign(text, 'Z')) return !text->length;
  bool west = text->data[0] == '-';
  if (!take_sign(text, '-') && !take_sign(text, '+')) return false;
  if (!take_digits(text, 2, &hours) || !take_sign(text, ':') || !take_digits(text, 2, &minutes)) return false;
  time->seconds += (west ? 1 : -1) * (hours * 3600 + minutes * 60);
  return !text->length;
}

static bool take_clock(Slice *text, Time *time) {
  double hours, minutes, seconds, fraction = 0;
  if (!take_digits(text, 2, &hours) || !take_sign(text, ':') || !take_digits(text, 2, &minutes) ||
      !take_sign(text, ':') || !take_digits(text, 2, &seconds)) {
    return false;
  }
  if (take_sign(text, '.')) {
    size_t before = text->length;
    if (!take_digits(text, 1, &fraction)) return false;
    fraction /= pow(10, (double)(before - text->length));
  }
  time->seconds += hours * 3600 + minutes * 60 + seconds + fraction;
  return true;
}

static bool read_time(Slice text, Slice name, Time *time) {
  *time = (Time){0, false};
  if (slice_is(name, "time")) return take_clock(&text, time) && take_zone(&text, time);
  bool before = take_sign(&text, '-');
  double year, month = 1, day = 1;
  if (!take_digits(&text, 4, &year)) return false;
  if (!slice_is(name, "gYear") && (!take_sign(&text, '-') || !take_digits(&text, 2, &month))) return false;
  bool dated = slice_is(name, "date") || slice_starts_with(name, SLICE("dateTime"));
  if (dated && (!take_sign(&text, '-') || !take_digits(&text, 2, &day))) return false;
  time->seconds = days_of(before ? -year : year, month, day) * 86400;
  if (slice_starts_with(name, SLICE("dateTime")) && (!take_sign(&text, 'T') || !take_clock(&text, time))) return false;
  return take_zone(&text, time);
}

static ValueOrder compare_times(const RdfTerm *a, const RdfTerm *b, Slice name) {
  enum { WIDEST_ZONE = 14 * 3600 };
  Time x, y;
  if (!read_time(slice_trim(a->text), name, &x) || !read_time(slice_trim(b->text), name, &y)) return VALUE_INCOMPARABLE;
  if (x.zoned != y.zoned && fabs(x.seconds - y.seconds) <= WIDEST_ZONE) return VALUE_INCOMPARABLE;
  return compare_floating(x.seconds, y.seconds);
}

ValueOrder literal_compare(Arena *arena, const RdfTerm *a, const RdfTerm *b) {
  if (a->kind != RDF_LITERAL || b->kind != RDF_LITERAL) return VALUE_INCOMPARABLE;
  Slice x = literal_datatype(a), y = literal_datatype(b);
  if (a->language.length || b->language.length || !literal_is(arena, a, x) || !literal_is(arena, b, y)) {
    return VALUE_INCOMPARABLE;
  }
  NumberKind first = number_kind(x), second = number_kind(y);
  if (first && second) {
    Slice left = slice_trim(a->text), right = slice_trim(b->text);
    bool exact = first == EXACT_NUMBER && second == EXACT_NUMBER;
    return exact ? compare_exact(left, right) : compare_floating(floating(left), floating(right));
  }
  if (!slice_equal(x, y)) return VALUE_INCOMPARABLE;
  Slice name = xsd_local_name(x);
  if (slice_is(name, "string")) return order_of(slice_compare(a->text, b->text));
  if (slice_is(name, "boolean")) {
    bool left = slice_is(slice_trim(a->text), "true") || slice_is(slice_trim(a->text), "1");
    bool right = slice_is(slice_trim(b->text), "true") || slice_is(slice_trim(b->text), "1");
    return order_of(left - right);
  }
  static const char *const TIMES[] = {"date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "time"};
  for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
    if (slice_is(name, TIMES[i])) return compare_times(a, b, name);
  }
  return VALUE_INCOMPARABLE;
}

bool language_matches(Slice tag, Slice range) {
  if (!tag.length) return false;
  if (slice_is(range, "*")) return true;
  if (tag.length < range.length) return false;
  bool whole = tag.length == range.length || tag.data[range.length] == '-';
  return whole && slice_equal_ignore_case((Slice){tag.data, range.length}, range);
}
