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

/* ---- any ---- */

static ValueOrder compare_booleans(Slice a, Slice b) {
  bool x = slice_is(a, "true") || slice_is(a, "1"), y = slice_is(b, "true") || slice_is(b, "1");
  return order_of(x - y);
}

static ValueOrder compare_numbers(Slice a, Slice b, bool exact) {
  return exact ? compare_exact(a, b) : compare_floating(floating(a), floating(b));
}

ValueOrder literal_compare(Arena *arena, const RdfTerm *a, const RdfTerm *b) {
  if (a->kind != RDF_LITERAL || b->kind != RDF_LITERAL) return VALUE_INCOMPARABLE;
  Slice x = literal_datatype(a), y = literal_datatype(b);
  if (a->language.length || b->language.length || !literal_is(arena, a, x) || !literal_is(arena, b, y)) {
    return VALUE_INCOMPARABLE;
  }
  NumberKind first = number_kind(x), second = number_kind(y);
  Slice left = slice_trim(a->text), right = slice_trim(b->text), name = xsd_local_name(x);
  Instant early, late;
  if (first && second) return compare_numbers(left, right, first == EXACT_NUMBER && second == EXACT_NUMBER);
  if (!slice_equal(x, y)) return VALUE_INCOMPARABLE;
  if (slice_is(name, "string")) return order_of(slice_compare(a->text, b->text));
  if (slice_is(name, "boolean")) return compare_booleans(left, right);
  if (!xsd_instant(name, left, &early) || !xsd_instant(name, right, &late)) return VALUE_INCOMPARABLE;
  int order = instant_compare(&early, &late);
  return order == 2 ? VALUE_INCOMPARABLE : order_of(order);
}
