#include "base/xsd.h"

typedef enum {
  XSD_STRING,
  XSD_TOKEN, /* without white space */
  XSD_BOOLEAN,
  XSD_DECIMAL,
  XSD_INTEGER,
  XSD_DOUBLE,
  XSD_TIME, /* points in time: `shape` */
  XSD_DURATION,
  XSD_HEX,
  XSD_BASE64,
} XsdKind;

/* `shape`: of points in time that of instant.h. Of durations: the letters that may occur. Of integers: least and most
 * are what they say; NULL is no limit.
 */
typedef struct {
  const char *name;
  XsdKind kind;
  const char *shape, *least, *most;
} XsdType;

static const XsdType TYPES[] = {
    {"string", XSD_STRING, NULL, NULL, NULL},
    {"normalizedString", XSD_STRING, NULL, NULL, NULL},
    {"token", XSD_STRING, NULL, NULL, NULL},
    {"anyURI", XSD_TOKEN, NULL, NULL, NULL},
    {"language", XSD_TOKEN, NULL, NULL, NULL},
    {"NMTOKEN", XSD_TOKEN, NULL, NULL, NULL},
    {"Name", XSD_TOKEN, NULL, NULL, NULL},
    {"NCName", XSD_TOKEN, NULL, NULL, NULL},
    {"boolean", XSD_BOOLEAN, NULL, NULL, NULL},
    {"decimal", XSD_DECIMAL, NULL, NULL, NULL},
    {"integer", XSD_INTEGER, NULL, NULL, NULL},
    {"nonNegativeInteger", XSD_INTEGER, NULL, "0", NULL},
    {"positiveInteger", XSD_INTEGER, NULL, "1", NULL},
    {"nonPositiveInteger", XSD_INTEGER, NULL, NULL, "0"},
    {"negativeInteger", XSD_INTEGER, NULL, NULL, "-1"},
    {"long", XSD_INTEGER, NULL, "-9223372036854775808", "9223372036854775807"},
    {"int", XSD_INTEGER, NULL, "-2147483648", "2147483647"},
    {"short", XSD_INTEGER, NULL, "-32768", "32767"},
    {"byte", XSD_INTEGER, NULL, "-128", "127"},
    {"unsignedLong", XSD_INTEGER, NULL, "0", "18446744073709551615"},
    {"unsignedInt", XSD_INTEGER, NULL, "0", "4294967295"},
    {"unsignedShort", XSD_INTEGER, NULL, "0", "65535"},
    {"unsignedByte", XSD_INTEGER, NULL, "0", "255"},
    {"double", XSD_DOUBLE, NULL, NULL, NULL},
    {"float", XSD_DOUBLE, NULL, NULL, NULL},
    {"dateTime", XSD_TIME, "Y-M-DTh:m:s", NULL, NULL},
    {"dateTimeStamp", XSD_TIME, "Y-M-DTh:m:sZ", NULL, NULL},
    {"date", XSD_TIME, "Y-M-D", NULL, NULL},
    {"time", XSD_TIME, "h:m:s", NULL, NULL},
    {"gYear", XSD_TIME, "Y", NULL, NULL},
    {"gYearMonth", XSD_TIME, "Y-M", NULL, NULL},
    {"gMonth", XSD_TIME, "--M", NULL, NULL},
    {"gMonthDay", XSD_TIME, "--M-D", NULL, NULL},
    {"gDay", XSD_TIME, "---D", NULL, NULL},
    {"duration", XSD_DURATION, "YMDTHMS", NULL, NULL},
    {"yearMonthDuration", XSD_DURATION, "YM", NULL, NULL},
    {"dayTimeDuration", XSD_DURATION, "DTHMS", NULL, NULL},
    {"hexBinary", XSD_HEX, NULL, NULL, NULL},
    {"base64Binary", XSD_BASE64, NULL, NULL, NULL},
};

enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

static const XsdType *find_type(Slice name) {
  for (int i = 0; i < TYPE_COUNT; i++) {
    if (slice_is(name, TYPES[i].name)) return &TYPES[i];
  }
  return NULL;
}

Slice xsd_local_name(Slice datatype) {
  Slice space = SLICE(XSD_NAMESPACE);
  if (!slice_starts_with(datatype, space)) return SLICE("");
  return (Slice){datatype.data + space.length, datatype.length - space.length};
}

bool xsd_is_type(Slice name) {
  return find_type(name) != NULL;
}

bool xsd_is_integer(Slice name) {
  const XsdType *type = find_type(name);
  return type && type->kind == XSD_INTEGER;
}

Slice xsd_similar(Slice name) {
  Slice best = SLICE("");
  size_t distance = name.length / 3 + 1;
  for (int i = 0; i < TYPE_COUNT; i++) {
    Slice known = slice_of(TYPES[i].name);
    size_t found = slice_equal_ignore_case(known, name) ? 0 : slice_distance(name, known, distance);
    if (found >= distance) continue;
    distance = found;
    best = known;
  }
  return best;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Takes `sign` if it stands at the head of `rest`. */
static bool take(Slice *rest, char sign) {
  if (!rest->length || rest->data[0] != sign) return false;
  *rest = (Slice){rest->data + 1, rest->length - 1};
  return true;
}

static Slice take_digits(Slice *rest) {
  Slice digits = {rest->data, 0};
  while (digits.length < rest->length && is_digit(rest->data[digits.length])) digits.length++;
  *rest = (Slice){rest->data + digits.length, rest->length - digits.length};
  return digits;
}

static Slice without_leading_zeros(Slice digits) {
  while (digits.length > 1 && digits.data[0] == '0') digits = (Slice){digits.data + 1, digits.length - 1};
  return digits;
}

/* ---- numbers ---- */

static bool canonical_decimal(Arena *arena, Slice text, bool whole, Slice *canonical) {
  bool negative = take(&text, '-');
  if (!negative) take(&text, '+');
  Slice digits = take_digits(&text), fraction = SLICE("");
  if (!whole && take(&text, '.')) fraction = take_digits(&text);
  if (text.length || digits.length + fraction.length == 0) return false;
  digits = digits.length ? without_leading_zeros(digits) : SLICE("0");
  while (fraction.length && fraction.data[fraction.length - 1] == '0') fraction.length--;
  negative = negative && (fraction.length || !slice_is(digits, "0"));
  *canonical = arena_print(arena, "%s%.*s%s%.*s", negative ? "-" : "", (int)digits.length, digits.data,
                           fraction.length ? "." : "", (int)fraction.length, fraction.data);
  return true;
}

/* Compares canonical integers. */
static int compare_integers(Slice a, Slice b) {
  bool minus = take(&a, '-'), other = take(&b, '-');
  if (minus != other) return minus ? -1 : 1;
  int order = a.length != b.length ? (a.length < b.length ? -1 : 1) : slice_compare(a, b);
  return minus ? -order : order;
}

static bool is_double(Slice text) {
  if (slice_is(text, "INF") || slice_is(text, "+INF") || slice_is(text, "-INF") || slice_is(text, "NaN")) return true;
  if (!take(&text, '-')) take(&text, '+');
  size_t digits = take_digits(&text).length;
  if (take(&text, '.')) digits += take_digits(&text).length;
  if (!digits) return false;
  if (take(&text, 'e') || take(&text, 'E')) {
    if (!take(&text, '-')) take(&text, '+');
    if (!take_digits(&text).length) return false;
  }
  return text.length == 0;
}

/* ---- time ---- */

bool xsd_instant(Slice name, Slice text, Instant *instant) {
  const XsdType *type = find_type(name);
  return type && type->kind == XSD_TIME && instant_parse(type->shape, slice_trim(text), instant);
}

/* P1Y2M3DT4H5M6.7S: parts in their order, at least one, and one behind T. */
static bool is_duration(Slice text, const char *letters) {
  take(&text, '-');
  if (!take(&text, 'P') || !text.length) return false;
  bool any = false, clock = false;
  while (text.length) {
    if (!clock && take(&text, 'T')) {
      letters = strchr(letters, 'T');
      if (!letters || !text.length) return false;
      letters++;
      clock = true;
      continue;
    }
    size_t digits = take_digits(&text).length;
    bool fraction = take(&text, '.');
    if (!digits || !text.length || (fraction && !take_digits(&text).length) || !text.length) return false;
    const char *at = strchr(letters, text.data[0]), *end = clock ? NULL : strchr(letters, 'T');
    if (!at || text.data[0] == 'T' || (end && at > end) || (fraction && text.data[0] != 'S')) return false;
    letters = at + 1;
    take(&text, *at);
    any = true;
  }
  return any;
}

/* ---- the rest ---- */

static bool is_of(Slice text, const char *also, bool alphanumeric) {
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i], small = (char)(c | 0x20);
    bool known = is_digit(c) || (small >= 'a' && small <= (alphanumeric ? 'z' : 'f'));
    if (!known && (!c || !strchr(also, c))) return false;
  }
  return true;
}

static bool is_base64(Slice text) {
  for (int i = 0; i < 2 && text.length && text.data[text.length - 1] == '='; i++) text.length--;
  return is_of(text, "+/", true) && text.length % 4 != 1;
}

static bool has_white_space(Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (strchr(" \t\r\n", text.data[i])) return true;
  }
  return false;
}

bool xsd_canonical(Arena *arena, Slice name, Slice text, Slice *canonical) {
  const XsdType *type = find_type(name);
  Instant instant;
  if (!type) return false;
  if (type->kind != XSD_STRING) text = slice_trim(text);
  *canonical = text;
  switch (type->kind) {
    case XSD_STRING:
      return true;
    case XSD_TOKEN:
      return text.length && !has_white_space(text);
    case XSD_BOOLEAN:
      if (slice_is(text, "1")) *canonical = SLICE("true");
      if (slice_is(text, "0")) *canonical = SLICE("false");
      return slice_is(*canonical, "true") || slice_is(*canonical, "false");
    case XSD_DECIMAL:
      return canonical_decimal(arena, text, false, canonical);
    case XSD_INTEGER:
      if (!canonical_decimal(arena, text, true, canonical)) return false;
      if (type->least && compare_integers(*canonical, slice_of(type->least)) < 0) return false;
      return !type->most || compare_integers(*canonical, slice_of(type->most)) <= 0;
    case XSD_DOUBLE:
      return is_double(text);
    case XSD_TIME:
      return instant_parse(type->shape, text, &instant);
    case XSD_DURATION:
      return is_duration(text, type->shape);
    case XSD_HEX:
      return text.length % 2 == 0 && is_of(text, "", false);
    default:
      return is_base64(text);
  }
}
