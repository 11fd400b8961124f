#include "query/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xsd.h"

enum { LONGEST_NUMBER = 400 };

static bool parse_integer(Slice text, int64_t *value) {
  text = slice_trim(text);
  bool negative = text.length && text.data[0] == '-';
  size_t at = text.length && (text.data[0] == '-' || text.data[0] == '+');
  if (at == text.length) return false;
  *value = 0;
  for (; at < text.length; at++) {
    char c = text.data[at];
    if (c < '0' || c > '9') return false;
    if (__builtin_mul_overflow(*value, 10, value)) return false;
    if (__builtin_add_overflow(*value, negative ? -(c - '0') : c - '0', value)) return false;
  }
  return true;
}

static bool parse_double(Slice text, double *value) {
  char copy[LONGEST_NUMBER], *end;
  text = slice_trim(text);
  if (!text.length || text.length >= sizeof copy) return false;
  if (slice_is(text, "INF") || slice_is(text, "+INF")) return *value = INFINITY, true;
  if (slice_is(text, "-INF")) return *value = -INFINITY, true;
  if (slice_is(text, "NaN")) return *value = NAN, true;
  for (size_t i = 0; i < text.length; i++) {
    if (!strchr("0123456789+-.eE", text.data[i]) || !text.data[i]) return false;
  }
  memcpy(copy, text.data, text.length);
  copy[text.length] = 0;
  *value = strtod(copy, &end);
  return !*end;
}

static bool parse_boolean(Slice text, bool *value) {
  text = slice_trim(text);
  *value = slice_is(text, "true") || slice_is(text, "1");
  return *value || slice_is(text, "false") || slice_is(text, "0");
}

Value value_of_term(const RdfTerm *term) {
  Value value = {.text = term->text, .language = term->language, .datatype = term->datatype};
  if (term->kind != RDF_LITERAL) {
    value.kind = term->kind == RDF_IRI ? VALUE_IRI : VALUE_BLANK;
    return value;
  }
  value.kind = VALUE_OTHER;
  Slice name = xsd_local_name(term->datatype);
  if (term->language.length) {
    value.kind = VALUE_TAGGED;
  } else if (!term->datatype.length || slice_is(name, "string")) {
    value.kind = VALUE_STRING;
    value.datatype = (Slice){0};
  } else if (xsd_is_integer(name)) {
    if (parse_integer(term->text, &value.integer)) value.kind = VALUE_INTEGER;
  } else if (slice_is(name, "decimal")) {
    if (fixed_parse(term->text, &value.decimal)) value.kind = VALUE_DECIMAL;
  } else if (slice_is(name, "double") || slice_is(name, "float")) {
    if (parse_double(term->text, &value.number)) value.kind = slice_is(name, "double") ? VALUE_DOUBLE : VALUE_FLOAT;
  } else if (slice_is(name, "boolean")) {
    if (parse_boolean(term->text, &value.boolean)) value.kind = VALUE_BOOLEAN;
  } else if (name.length && xsd_instant(name, term->text, &value.instant)) {
    value.kind = VALUE_INSTANT;
  }
  return value;
}

/* ---- terms of computed values ---- */

/* The shortest digits that read back as the same number, as XML Schema writes it: 1.5E0. */
static size_t print_double(double number, bool single, char *to, size_t size) {
  char digits[64];
  if (isnan(number)) return (size_t)snprintf(to, size, "NaN");
  if (isinf(number)) return (size_t)snprintf(to, size, number < 0 ? "-INF" : "INF");
  for (int precision = 0; precision < 17; precision++) {
    snprintf(digits, sizeof digits, "%.*e", precision, number);
    double back = strtod(digits, NULL);
    if (single ? (float)back == (float)number : back == number) break;
  }
  char *exponent = strchr(digits, 'e');
  long power = strtol(exponent + 1, NULL, 10);
  *exponent = 0;
  return (size_t)snprintf(to, size, "%s%sE%ld", digits, strchr(digits, '.') ? "" : ".0", power);
}

RdfTerm value_to_term(Arena *arena, const Value *value) {
  RdfTerm term = {.kind = RDF_LITERAL, .text = value->text, .language = value->language, .datatype = value->datatype};
  char text[LONGEST_NUMBER];
  size_t length = 0;
  if (value->kind == VALUE_IRI) term.kind = RDF_IRI;
  if (value->kind == VALUE_BLANK) term.kind = RDF_BLANK;
  if (value->text.length || !(value_is_numeric(value) || value->kind == VALUE_BOOLEAN)) return term;
  switch (value->kind) {
    case VALUE_INTEGER:
      length = (size_t)snprintf(text, sizeof text, "%" PRId64, value->integer);
      break;
    case VALUE_DECIMAL:
      length = fixed_print(value->decimal, text);
      break;
    case VALUE_BOOLEAN:
      length = (size_t)snprintf(text, sizeof text, value->boolean ? "true" : "false");
      break;
    default:
      length = print_double(value->number, value->kind == VALUE_FLOAT, text, sizeof text);
  }
  term.text = arena_copy(arena, (Slice){text, length});
  return term;
}

Value value_boolean(bool boolean) {
  return (Value){.kind = VALUE_BOOLEAN, .datatype = SLICE(XSD_NAMESPACE "boolean"), .boolean = boolean};
}

Value value_integer(int64_t integer) {
  return (Value){.kind = VALUE_INTEGER, .datatype = SLICE(XSD_NAMESPACE "integer"), .integer = integer};
}

Value value_double(double number) {
  return (Value){.kind = VALUE_DOUBLE, .datatype = SLICE(XSD_NAMESPACE "double"), .number = number};
}

static Value value_float(double number) {
  return (Value){.kind = VALUE_FLOAT, .datatype = SLICE(XSD_NAMESPACE "float"), .number = (double)(float)number};
}

Value value_decimal(Fixed decimal) {
  return (Value){.kind = VALUE_DECIMAL, .datatype = SLICE(XSD_NAMESPACE "decimal"), .decimal = decimal};
}

Value value_string(Slice text) {
  return (Value){.kind = VALUE_STRING, .text = text};
}

/* ---- truth and comparisons ---- */

int value_truth(const Value *value) {
  switch (value->kind) {
    case VALUE_BOOLEAN:
      return value->boolean;
    case VALUE_STRING:
    case VALUE_TAGGED:
      return value->text.length > 0;
    case VALUE_INTEGER:
      return value->integer != 0;
    case VALUE_DECIMAL:
      return value->decimal != 0;
    case VALUE_FLOAT:
    case VALUE_DOUBLE:
      return value->number != 0 && !isnan(value->number);
    case VALUE_OTHER: {
      Slice name = xsd_local_name(value->datatype);
      bool known = xsd_is_integer(name) || slice_is(name, "decimal") || slice_is(name, "double") ||
                   slice_is(name, "float") || slice_is(name, "boolean");
      return known ? 0 : -1; /* no sound number or boolean is false */
    }
    default:
      return -1;
  }
}

static double as_double(const Value *value) {
  if (value->kind == VALUE_INTEGER) return (double)value->integer;
  if (value->kind == VALUE_DECIMAL) return fixed_to_double(value->decimal);
  return value->number;
}

static Fixed as_decimal(const Value *value) {
  return value->kind == VALUE_INTEGER ? fixed_of(value->integer) : value->decimal;
}

static ValueKind common_kind(const Value *a, const Value *b) {
  return a->kind > b->kind ? a->kind : b->kind;
}

static int compare_numbers(const Value *a, const Value *b) {
  if (common_kind(a, b) <= VALUE_DECIMAL) {
    Fixed x = as_decimal(a), y = as_decimal(b);
    return (x > y) - (x < y);
  }
  double x = as_double(a), y = as_double(b);
  if (common_kind(a, b) == VALUE_FLOAT) {
    x = (double)(float)x;
    y = (double)(float)y;
  }
  if (isnan(x) || isnan(y)) return 2;
  return (x > y) - (x < y);
}

bool value_compare(const Value *a, const Value *b, int *order) {
  if (value_is_numeric(a) && value_is_numeric(b)) {
    *order = compare_numbers(a, b);
    return true;
  }
  if (a->kind != b->kind) return false;
  switch (a->kind) {
    case VALUE_STRING:
      *order = slice_compare(a->text, b->text);
      return true;
    case VALUE_BOOLEAN:
      *order = a->boolean - b->boolean;
      return true;
    case VALUE_INSTANT:
      if (!slice_equal(a->datatype, b->datatype)) return false;
      *order = instant_compare(&a->instant, &b->instant);
      return *order != 2;
    default:
      return false;
  }
}

static bool same_term(const Value *a, const Value *b) {
  return a->kind == b->kind && slice_equal(a->text, b->text) && slice_equal(a->datatype, b->datatype) &&
         slice_equal_ignore_case(a->language, b->language);
}

int value_equal(const Value *a, const Value *b) {
  int order;
  if (a->kind == VALUE_NONE || b->kind == VALUE_NONE) return -1;
  if (value_compare(a, b, &order)) return order == 0;
  if (!value_is_literal(a) || !value_is_literal(b)) return same_term(a, b);
  if (a->kind == VALUE_TAGGED || b->kind == VALUE_TAGGED) return same_term(a, b); /* nothing else has a language */
  if (a->kind == VALUE_OTHER || b->kind == VALUE_OTHER) return same_term(a, b) ? 1 : -1;
  if (a->kind == VALUE_INSTANT && b->kind == VALUE_INSTANT && slice_equal(a->datatype, b->datatype)) return -1;
  return same_term(a, b);
}

/* ---- arithmetic ---- */

static Value integer_arithmetic(Arithmetic operation, int64_t a, int64_t b) {
  int64_t result;
  bool overflow = operation == ARITHMETIC_ADD        ? __builtin_add_overflow(a, b, &result)
                  : operation == ARITHMETIC_SUBTRACT ? __builtin_sub_overflow(a, b, &result)
                                                     : __builtin_mul_overflow(a, b, &result);
  return overflow ? (Value){0} : value_integer(result);
}

static Value decimal_arithmetic(Arithmetic operation, Fixed a, Fixed b) {
  Fixed result = 0;
  bool sound = false;
  switch (operation) {
    case ARITHMETIC_ADD:
      sound = fixed_add(a, b, &result);
      break;
    case ARITHMETIC_SUBTRACT:
      sound = fixed_add(a, -b, &result);
      break;
    case ARITHMETIC_MULTIPLY:
      sound = fixed_multiply(a, b, &result);
      break;
    case ARITHMETIC_DIVIDE:
      sound = fixed_divide(a, b, &result);
  }
  return sound ? value_decimal(result) : (Value){0};
}

Value value_arithmetic(Arithmetic operation, const Value *a, const Value *b) {
  if (!value_is_numeric(a) || !value_is_numeric(b)) return (Value){0};
  ValueKind kind = common_kind(a, b);
  if (kind == VALUE_INTEGER && operation != ARITHMETIC_DIVIDE) {
    return integer_arithmetic(operation, a->integer, b->integer);
  }
  if (kind <= VALUE_DECIMAL) return decimal_arithmetic(operation, as_decimal(a), as_decimal(b));
  double x = as_double(a), y = as_double(b), result = 0;
  switch (operation) {
    case ARITHMETIC_ADD:
      result = x + y;
      break;
    case ARITHMETIC_SUBTRACT:
      result = x - y;
      break;
    case ARITHMETIC_MULTIPLY:
      result = x * y;
      break;
    case ARITHMETIC_DIVIDE:
      result = x / y;
  }
  return kind == VALUE_FLOAT ? value_float(result) : value_double(result);
}

/* ---- casts ---- */

static Value cast_number(const Value *value, Slice name, Slice text, bool from_text) {
  double number;
  if (slice_is(name, "double") || slice_is(name, "float")) {
    if (from_text ? !parse_double(text, &number) : (number = as_double(value), false)) return (Value){0};
    return slice_is(name, "double") ? value_double(number) : value_float(number);
  }
  Fixed decimal;
  bool sound = from_text                     ? fixed_parse(text, &decimal)
               : value->kind > VALUE_DECIMAL ? fixed_from_double(value->number, &decimal)
                                             : (decimal = as_decimal(value), true);
  if (!sound) return (Value){0};
  if (slice_is(name, "decimal")) return value_decimal(decimal);
  int64_t integer;
  if (from_text) return parse_integer(text, &integer) ? value_integer(integer) : (Value){0};
  Fixed whole = decimal / fixed_of(1);
  return whole >= INT64_MIN && whole <= INT64_MAX ? value_integer((int64_t)whole) : (Value){0};
}

static Value cast_instant(Arena *arena, const Value *value, Slice name) {
  Slice text = value->text;
  Slice datatype = slice_is(name, "date") ? SLICE(XSD_NAMESPACE "date") : SLICE(XSD_NAMESPACE "dateTime");
  if (value->kind == VALUE_INSTANT) {
    Slice from = xsd_local_name(value->datatype);
    size_t clock = slice_find(text, SLICE("T"));
    if (slice_is(name, "date") && slice_is(from, "dateTime") && clock != SIZE_MAX) {
      size_t zone = clock;
      while (zone < text.length && !strchr("Z+-", text.data[zone])) zone++;
      text = arena_print(arena, "%.*s%.*s", (int)clock, text.data, (int)(text.length - zone), text.data + zone);
    } else if (slice_is(name, "dateTime") && slice_is(from, "date")) {
      text = arena_print(arena, "%.*sT00:00:00%.*s", 10, text.data, (int)(text.length - 10), text.data + 10);
    } else if (!slice_equal(from, name)) {
      return (Value){0};
    }
  } else if (value->kind != VALUE_STRING) {
    return (Value){0};
  }
  RdfTerm term = {.kind = RDF_LITERAL, .text = slice_trim(text), .datatype = datatype};
  Value made = value_of_term(&term);
  return made.kind == VALUE_INSTANT ? made : (Value){0};
}

Value value_cast(Arena *arena, const Value *value, Slice datatype) {
  Slice name = xsd_local_name(datatype);
  bool boolean, from_text = value->kind == VALUE_STRING;
  if (slice_is(name, "string")) {
    if (value->kind == VALUE_NONE || value->kind == VALUE_BLANK) return (Value){0};
    if ((value->kind == VALUE_FLOAT || value->kind == VALUE_DOUBLE) && fabs(value->number) < 1e15 &&
        fabs(value->number) >= 1e-6) { /* XPath writes them without an exponent there */
      Fixed decimal;
      Value plain;
      if (fixed_from_double(value->number, &decimal) && (plain = value_decimal(decimal), true) && !value->text.length)
        return value_string(value_to_term(arena, &plain).text);
    }
    return value_string(value_to_term(arena, value).text);
  }
  if (value->kind == VALUE_NONE || value->kind == VALUE_IRI || value->kind == VALUE_BLANK) return (Value){0};
  if (slice_is(name, "dateTime") || slice_is(name, "date")) return cast_instant(arena, value, name);
  if (slice_is(name, "boolean")) {
    if (from_text) return parse_boolean(value->text, &boolean) ? value_boolean(boolean) : (Value){0};
    if (value->kind != VALUE_BOOLEAN && !value_is_numeric(value)) return (Value){0};
    return value_boolean(value_truth(value) == 1);
  }
  if (value->kind == VALUE_BOOLEAN) {
    Value number = value_integer(value->boolean);
    return cast_number(&number, name, (Slice){0}, false);
  }
  if (!from_text && !value_is_numeric(value)) return (Value){0};
  return cast_number(value, name, value->text, from_text);
}

/* ---- order ---- */

/* Eight bytes that stand in the order of the numbers. */
static void put_number(char *to, double number) {
  uint64_t bits;
  if (number == 0) number = 0; /* no negative zero */
  memcpy(&bits, &number, sizeof bits);
  bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
  for (int i = 0; i < 8; i++) to[i] = (char)(bits >> (56 - 8 * i));
}

Slice value_key(Arena *arena, const Value *value) {
  enum { NONE, BLANK, IRI, BOOLEAN, NUMBER, INSTANT, TEXT, OTHER };
  char head[16] = {NONE};
  size_t length = 1;
  if (value->kind == VALUE_NONE) return arena_copy(arena, (Slice){head, 1});
  RdfTerm term = value_to_term(arena, value);
  switch (value->kind) {
    case VALUE_BLANK:
      head[0] = BLANK;
      break;
    case VALUE_IRI:
      head[0] = IRI;
      break;
    case VALUE_BOOLEAN:
      head[0] = BOOLEAN;
      head[length++] = (char)value->boolean;
      break;
    case VALUE_INSTANT:
      head[0] = INSTANT;
      put_number(head + 1, instant_seconds(&value->instant));
      length = 9;
      break;
    case VALUE_STRING:
    case VALUE_TAGGED:
      head[0] = TEXT;
      break;
    case VALUE_OTHER:
      head[0] = OTHER;
      break;
    default:
      head[0] = NUMBER;
      put_number(head + 1, as_double(value));
      length = 9;
  }
  Slice parts[] = {{head, length}, term.text, {"\0", 1}, term.datatype, {"\0", 1}, term.language};
  return arena_join(arena, parts, sizeof parts / sizeof *parts);
}
