#include <inttypes.h>
#include <math.h>
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <utf8proc.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "base/xsd.h"
#include "query/evaluate.h"
#include "query/functions.h"
#include "query/iri_resolve.h"

static const Value NONE = {0};

static bool is_text(const Value *value) {
  return value->kind == VALUE_STRING || value->kind == VALUE_TAGGED;
}

/* Whether a second argument may go with the first (section 17.4.3.1.2). */
static bool compatible(const Value *a, const Value *b) {
  if (!is_text(a) || !is_text(b)) return false;
  return b->kind == VALUE_STRING || (a->kind == VALUE_TAGGED && slice_equal_ignore_case(a->language, b->language));
}

/* A text that keeps the language of another. */
static Value text_like(const Value *of, Slice text) {
  return (Value){.kind = of->kind, .text = text, .language = of->language};
}

static Value iri_value(Slice text) {
  return (Value){.kind = VALUE_IRI, .text = text};
}

static Value typed(Slice text, const char *datatype) {
  RdfTerm term = {.kind = RDF_LITERAL, .text = text, .datatype = slice_of(datatype)};
  return value_of_term(&term);
}

uint64_t evaluator_random(Evaluator *evaluator) {
  uint64_t mixed = evaluator->random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

/* ---- terms ---- */

static Value datatype_of(const Value *value) {
  if (!value_is_literal(value)) return NONE;
  if (value->kind == VALUE_STRING) return iri_value(SLICE(XSD_NAMESPACE "string"));
  if (value->kind == VALUE_TAGGED) return iri_value(SLICE("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"));
  return iri_value(value->datatype);
}

static Value str(Evaluator *evaluator, const Value *value) {
  if (value->kind == VALUE_BLANK) return NONE;
  return value_string(value_to_term(evaluator->arena, value).text);
}

static Value make_iri(Evaluator *evaluator, const Value *value) {
  if (value->kind == VALUE_IRI) return *value;
  if (value->kind != VALUE_STRING) return NONE;
  Slice iri = iri_resolve(evaluator->arena, evaluator->base, value->text);
  return iri_is_absolute(iri) ? iri_value(iri) : NONE;
}

static Value make_literal(const Value *text, const Value *language, const Value *datatype) {
  if (text->kind != VALUE_STRING) return NONE;
  if (language) {
    if (language->kind != VALUE_STRING || !is_language_tag(language->text)) return NONE;
    return (Value){.kind = VALUE_TAGGED, .text = text->text, .language = language->text};
  }
  if (!datatype || datatype->kind != VALUE_IRI) return NONE;
  RdfTerm term = {.kind = RDF_LITERAL, .text = text->text, .datatype = datatype->text};
  return value_of_term(&term);
}

static bool same_term(Evaluator *evaluator, const Value *a, const Value *b) {
  RdfTerm x = value_to_term(evaluator->arena, a), y = value_to_term(evaluator->arena, b);
  return x.kind == y.kind && slice_equal(x.text, y.text) && slice_equal(x.datatype, y.datatype) &&
         slice_equal_ignore_case(x.language, y.language);
}

static Value blank(Evaluator *evaluator, const Value *label) {
  if (label && label->kind != VALUE_STRING) return NONE;
  return (Value){.kind = VALUE_BLANK,
                 .text = arena_print(evaluator->arena, "new.%llu", (unsigned long long)++evaluator->fresh)};
}

static Slice uuid(Evaluator *evaluator, const char *head) {
  uint64_t a = evaluator_random(evaluator), b = evaluator_random(evaluator);
  return arena_print(evaluator->arena, "%s%08x-%04x-4%03x-%04x-%012" PRIx64, head, (unsigned)(a >> 32),
                     (unsigned)(a >> 16 & 0xFFFF), (unsigned)(a & 0xFFF), (unsigned)(0x8000 | (b >> 48 & 0x3FFF)),
                     b & UINT64_C(0xFFFFFFFFFFFF));
}

/* ---- numbers ---- */

static Value rounded(Function function, const Value *value) {
  Fixed decimal = value->kind == VALUE_DECIMAL ? value->decimal : 0;
  double number = value->number;
  switch (value->kind) {
    case VALUE_INTEGER:
      if (function != FUNCTION_ABS || value->integer >= 0) return value_integer(value->integer);
      return value->integer == INT64_MIN ? NONE : value_integer(-value->integer);
    case VALUE_DECIMAL:
      if (function == FUNCTION_ABS) decimal = decimal < 0 ? -decimal : decimal;
      if (function == FUNCTION_CEIL) decimal = fixed_ceil(decimal);
      if (function == FUNCTION_FLOOR) decimal = fixed_floor(decimal);
      if (function == FUNCTION_ROUND && !fixed_round(decimal, &decimal)) return NONE;
      return value_decimal(decimal);
    case VALUE_FLOAT:
    case VALUE_DOUBLE: {
      number = function == FUNCTION_ABS     ? fabs(number)
               : function == FUNCTION_CEIL  ? ceil(number)
               : function == FUNCTION_FLOOR ? floor(number)
                                            : floor(number + 0.5);
      Value result = value_double(number);
      result.kind = value->kind;
      result.datatype = value->datatype;
      return result;
    }
    default:
      return NONE;
  }
}

/* ---- texts ---- */

/* The byte at which the character `index` begins; text.length behind the last. */
static size_t byte_of(Slice text, size_t index) {
  size_t at = 0;
  while (index-- && at < text.length) at += utf8_width((unsigned char)text.data[at]);
  return at < text.length ? at : text.length;
}

static bool as_position(const Value *value, double *position) {
  if (!value_is_numeric(value)) return false;
  if (value->kind == VALUE_INTEGER) *position = (double)value->integer;
  if (value->kind == VALUE_DECIMAL) *position = floor(fixed_to_double(value->decimal) + 0.5);
  if (value->kind >= VALUE_FLOAT) *position = floor(value->number + 0.5);
  return true;
}

static Value substring(const Value *text, const Value *start, const Value *length) {
  double begin, count = INFINITY;
  if (!is_text(text) || !as_position(start, &begin) || (length && !as_position(length, &count))) return NONE;
  double end = begin + count, characters = (double)utf8_length(text->text);
  if (isnan(begin) || isnan(end) || end <= 1 || begin > characters) return text_like(text, (Slice){"", 0});
  if (begin < 1) begin = 1;
  if (end > characters + 1) end = characters + 1;
  if (end <= begin) return text_like(text, (Slice){"", 0});
  size_t from = byte_of(text->text, (size_t)begin - 1), to = byte_of(text->text, (size_t)end - 1);
  return text_like(text, (Slice){text->text.data + from, to - from});
}

static Value change_case(Evaluator *evaluator, const Value *text, bool upper) {
  if (!is_text(text)) return NONE;
  char *out = arena_alloc(evaluator->arena, text->text.length * 3 + 4);
  size_t length = 0;
  for (Slice rest = text->text; rest.length;) {
    uint32_t c = take_character(&rest);
    if (c == NOT_A_CHARACTER) return NONE;
    utf8proc_int32_t changed = upper ? utf8proc_toupper((utf8proc_int32_t)c) : utf8proc_tolower((utf8proc_int32_t)c);
    length += utf8_encode((uint32_t)changed, out + length);
  }
  return text_like(text, (Slice){out, length});
}

static Value concatenate(Evaluator *evaluator, const Value *arguments, uint32_t count) {
  Slice parts[MOST_ARGUMENTS];
  bool same = true;
  if (!count) return value_string((Slice){"", 0});
  for (uint32_t i = 0; i < count; i++) {
    if (!is_text(&arguments[i])) return NONE;
    parts[i] = arguments[i].text;
    same = same && arguments[i].kind == VALUE_TAGGED &&
           slice_equal_ignore_case(arguments[i].language, arguments[0].language);
  }
  Slice joined = arena_join(evaluator->arena, parts, count);
  return same ? text_like(&arguments[0], joined) : value_string(joined);
}

static Value encode_for_uri(Evaluator *evaluator, const Value *text) {
  if (!is_text(text)) return NONE;
  static const char DIGITS[] = "0123456789ABCDEF";
  char *out = arena_alloc(evaluator->arena, text->text.length * 3 + 1);
  size_t length = 0;
  for (size_t i = 0; i < text->text.length; i++) {
    unsigned char c = (unsigned char)text->text.data[i];
    if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr("-_.~", c))) {
      out[length++] = (char)c;
    } else {
      out[length++] = '%';
      out[length++] = DIGITS[c >> 4];
      out[length++] = DIGITS[c & 15];
    }
  }
  return value_string((Slice){out, length});
}

static Value search(Function function, const Value *text, const Value *part) {
  if (!compatible(text, part)) return NONE;
  size_t at = slice_find(text->text, part->text);
  if (!part->text.length) at = 0;
  switch (function) {
    case FUNCTION_CONTAINS:
      return value_boolean(at != SIZE_MAX);
    case FUNCTION_STRSTARTS:
      return value_boolean(slice_starts_with(text->text, part->text));
    case FUNCTION_STRENDS:
      return value_boolean(slice_ends_with(text->text, part->text));
    case FUNCTION_STRBEFORE:
      if (at == SIZE_MAX) return value_string((Slice){"", 0});
      return text_like(text, (Slice){text->text.data, at});
    default:
      if (at == SIZE_MAX) return value_string((Slice){"", 0});
      at += part->text.length;
      return text_like(text, (Slice){text->text.data + at, text->text.length - at});
  }
}

static Value hash(Evaluator *evaluator, Function function, const Value *text) {
  if (text->kind != VALUE_STRING) return NONE;
  uint8_t digest[SHA512_DIGEST_SIZE];
  size_t size = 0, length = text->text.length;
  const uint8_t *bytes = (const uint8_t *)text->text.data;
  union {
    struct md5_ctx md5;
    struct sha1_ctx sha1;
    struct sha256_ctx sha256;
    struct sha512_ctx sha512;
  } state;
#define HASH(name, context, bytes_of_digest)    \
  name##_init(&state.context);                  \
  name##_update(&state.context, length, bytes); \
  size = bytes_of_digest;                       \
  name##_digest(&state.context, size, digest)
  if (function == FUNCTION_MD5) {
    HASH(md5, md5, MD5_DIGEST_SIZE);
  } else if (function == FUNCTION_SHA1) {
    HASH(sha1, sha1, SHA1_DIGEST_SIZE);
  } else if (function == FUNCTION_SHA256) {
    HASH(sha256, sha256, SHA256_DIGEST_SIZE);
  } else if (function == FUNCTION_SHA384) {
    sha384_init(&state.sha512);
    sha512_update(&state.sha512, length, bytes);
    size = SHA384_DIGEST_SIZE;
    sha384_digest(&state.sha512, size, digest);
  } else {
    HASH(sha512, sha512, SHA512_DIGEST_SIZE);
  }
#undef HASH
  char *out = arena_alloc(evaluator->arena, 2 * size + 1);
  for (size_t i = 0; i < size; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
  return value_string((Slice){out, 2 * size});
}

static Value regex(Evaluator *evaluator, const Value *arguments, uint32_t count) {
  Slice flags = {0};
  if (!is_text(&arguments[0]) || arguments[1].kind != VALUE_STRING) return NONE;
  if (count > 2) {
    if (arguments[2].kind != VALUE_STRING) return NONE;
    flags = arguments[2].text;
  }
  int matches = regex_matches(evaluator->regexes, arguments[0].text, arguments[1].text, flags);
  return matches < 0 ? NONE : value_boolean(matches);
}

static Value replace(Evaluator *evaluator, const Value *arguments, uint32_t count) {
  Slice flags = {0}, result;
  if (!is_text(&arguments[0]) || arguments[1].kind != VALUE_STRING || arguments[2].kind != VALUE_STRING) return NONE;
  if (count > 3) {
    if (arguments[3].kind != VALUE_STRING) return NONE;
    flags = arguments[3].text;
  }
  bool done = regex_replace(evaluator->regexes, evaluator->arena, arguments[0].text, arguments[1].text,
                            arguments[2].text, flags, &result);
  return done ? text_like(&arguments[0], result) : NONE;
}

/* ---- dates ---- */

static Value timezone_of(Evaluator *evaluator, const Instant *instant) {
  int minutes = instant->zone < 0 ? -instant->zone : instant->zone;
  if (!instant->has_zone) return NONE;
  if (!minutes) return typed(SLICE("PT0S"), XSD_NAMESPACE "dayTimeDuration");
  char hours[24] = "", rest[24] = "";
  if (minutes / 60) snprintf(hours, sizeof hours, "%dH", minutes / 60);
  if (minutes % 60) snprintf(rest, sizeof rest, "%dM", minutes % 60);
  return typed(arena_print(evaluator->arena, "%sPT%s%s", instant->zone < 0 ? "-" : "", hours, rest),
               XSD_NAMESPACE "dayTimeDuration");
}

static Value zone_text(Evaluator *evaluator, const Instant *instant) {
  int minutes = instant->zone < 0 ? -instant->zone : instant->zone;
  if (!instant->has_zone) return value_string((Slice){"", 0});
  if (!minutes) return value_string(SLICE("Z"));
  char text[24];
  snprintf(text, sizeof text, "%c%02d:%02d", instant->zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return value_string(arena_copy(evaluator->arena, slice_of(text)));
}

/* What a datatype does not have is an error: the month of a gYear. */
static bool has_part(const Value *value, Function function) {
  Slice name = xsd_local_name(value->datatype);
  bool whole = slice_starts_with(name, SLICE("dateTime"));
  switch (function) {
    case FUNCTION_YEAR:
      return whole || slice_is(name, "date") || slice_starts_with(name, SLICE("gYear"));
    case FUNCTION_MONTH:
      return whole || slice_is(name, "date") || slice_is(name, "gYearMonth") ||
             slice_starts_with(name, SLICE("gMonth"));
    case FUNCTION_DAY:
      return whole || slice_is(name, "date") || slice_ends_with(name, SLICE("Day"));
    case FUNCTION_HOURS:
    case FUNCTION_MINUTES:
    case FUNCTION_SECONDS:
      return whole || slice_is(name, "time");
    default:
      return true;
  }
}

static Value part_of_date(Evaluator *evaluator, Function function, const Value *value) {
  if (value->kind != VALUE_INSTANT || !has_part(value, function)) return NONE;
  const Instant *instant = &value->instant;
  switch (function) {
    case FUNCTION_YEAR:
      return value_integer(instant->year);
    case FUNCTION_MONTH:
      return value_integer(instant->month);
    case FUNCTION_DAY:
      return value_integer(instant->day);
    case FUNCTION_HOURS:
      return value_integer(instant->hour);
    case FUNCTION_MINUTES:
      return value_integer(instant->minute);
    case FUNCTION_SECONDS:
      return value_decimal((Fixed)instant->nanoseconds * 1000000000);
    case FUNCTION_TIMEZONE:
      return timezone_of(evaluator, instant);
    default:
      return zone_text(evaluator, instant);
  }
}

Value evaluate_function(Evaluator *evaluator, int function, const Value *arguments, uint32_t count) {
  const Value *first = count ? &arguments[0] : &NONE, *second = count > 1 ? &arguments[1] : &NONE;
  switch ((Function)function) {
    case FUNCTION_STR:
      return str(evaluator, first);
    case FUNCTION_LANG:
      return value_is_literal(first) ? value_string(first->language) : NONE;
    case FUNCTION_LANGMATCHES:
      if (first->kind != VALUE_STRING || second->kind != VALUE_STRING) return NONE;
      return value_boolean(language_matches(first->text, second->text));
    case FUNCTION_DATATYPE:
      return datatype_of(first);
    case FUNCTION_IRI:
      return make_iri(evaluator, first);
    case FUNCTION_BNODE:
      return blank(evaluator, count ? first : NULL);
    case FUNCTION_RAND:
      return value_double((double)(evaluator_random(evaluator) >> 11) / 9007199254740992.0);
    case FUNCTION_ABS:
    case FUNCTION_CEIL:
    case FUNCTION_FLOOR:
    case FUNCTION_ROUND:
      return rounded((Function)function, first);
    case FUNCTION_CONCAT:
      return concatenate(evaluator, arguments, count);
    case FUNCTION_STRLEN:
      return is_text(first) ? value_integer((int64_t)utf8_length(first->text)) : NONE;
    case FUNCTION_UCASE:
    case FUNCTION_LCASE:
      return change_case(evaluator, first, function == FUNCTION_UCASE);
    case FUNCTION_ENCODE_FOR_URI:
      return encode_for_uri(evaluator, first);
    case FUNCTION_CONTAINS:
    case FUNCTION_STRSTARTS:
    case FUNCTION_STRENDS:
    case FUNCTION_STRBEFORE:
    case FUNCTION_STRAFTER:
      return search((Function)function, first, second);
    case FUNCTION_NOW:
      return typed(evaluator->now, XSD_NAMESPACE "dateTime");
    case FUNCTION_UUID:
      return iri_value(uuid(evaluator, "urn:uuid:"));
    case FUNCTION_STRUUID:
      return value_string(uuid(evaluator, ""));
    case FUNCTION_MD5:
    case FUNCTION_SHA1:
    case FUNCTION_SHA256:
    case FUNCTION_SHA384:
    case FUNCTION_SHA512:
      return hash(evaluator, (Function)function, first);
    case FUNCTION_STRLANG:
      return make_literal(first, second, NULL);
    case FUNCTION_STRDT:
      return make_literal(first, NULL, second);
    case FUNCTION_SAMETERM:
      return value_boolean(same_term(evaluator, first, second));
    case FUNCTION_ISIRI:
      return value_boolean(first->kind == VALUE_IRI);
    case FUNCTION_ISBLANK:
      return value_boolean(first->kind == VALUE_BLANK);
    case FUNCTION_ISLITERAL:
      return value_boolean(value_is_literal(first));
    case FUNCTION_ISNUMERIC:
      return value_boolean(value_is_numeric(first));
    case FUNCTION_REGEX:
      return regex(evaluator, arguments, count);
    case FUNCTION_SUBSTR:
      return substring(first, second, count > 2 ? &arguments[2] : NULL);
    case FUNCTION_REPLACE:
      return replace(evaluator, arguments, count);
    default:
      return part_of_date(evaluator, (Function)function, first);
  }
}
