#include "query/functions.h"

const FunctionName FUNCTIONS[] = {
    {"STR", FUNCTION_STR, 1, 1, false},
    {"LANG", FUNCTION_LANG, 1, 1, false},
    {"LANGMATCHES", FUNCTION_LANGMATCHES, 2, 2, false},
    {"DATATYPE", FUNCTION_DATATYPE, 1, 1, false},
    {"BOUND", FUNCTION_BOUND, 1, 1, false},
    {"IRI", FUNCTION_IRI, 1, 1, false},
    {"URI", FUNCTION_IRI, 1, 1, false},
    {"BNODE", FUNCTION_BNODE, 0, 1, true},
    {"RAND", FUNCTION_RAND, 0, 0, true},
    {"ABS", FUNCTION_ABS, 1, 1, false},
    {"CEIL", FUNCTION_CEIL, 1, 1, false},
    {"FLOOR", FUNCTION_FLOOR, 1, 1, false},
    {"ROUND", FUNCTION_ROUND, 1, 1, false},
    {"CONCAT", FUNCTION_CONCAT, 0, MOST_ARGUMENTS, false},
    {"STRLEN", FUNCTION_STRLEN, 1, 1, false},
    {"UCASE", FUNCTION_UCASE, 1, 1, false},
    {"LCASE", FUNCTION_LCASE, 1, 1, false},
    {"ENCODE_FOR_URI", FUNCTION_ENCODE_FOR_URI, 1, 1, false},
    {"CONTAINS", FUNCTION_CONTAINS, 2, 2, false},
    {"STRSTARTS", FUNCTION_STRSTARTS, 2, 2, false},
    {"STRENDS", FUNCTION_STRENDS, 2, 2, false},
    {"STRBEFORE", FUNCTION_STRBEFORE, 2, 2, false},
    {"STRAFTER", FUNCTION_STRAFTER, 2, 2, false},
    {"YEAR", FUNCTION_YEAR, 1, 1, false},
    {"MONTH", FUNCTION_MONTH, 1, 1, false},
    {"DAY", FUNCTION_DAY, 1, 1, false},
    {"HOURS", FUNCTION_HOURS, 1, 1, false},
    {"MINUTES", FUNCTION_MINUTES, 1, 1, false},
    {"SECONDS", FUNCTION_SECONDS, 1, 1, false},
    {"TIMEZONE", FUNCTION_TIMEZONE, 1, 1, false},
    {"TZ", FUNCTION_TZ, 1, 1, false},
    {"NOW", FUNCTION_NOW, 0, 0, false},
    {"UUID", FUNCTION_UUID, 0, 0, true},
    {"STRUUID", FUNCTION_STRUUID, 0, 0, true},
    {"MD5", FUNCTION_MD5, 1, 1, false},
    {"SHA1", FUNCTION_SHA1, 1, 1, false},
    {"SHA256", FUNCTION_SHA256, 1, 1, false},
    {"SHA384", FUNCTION_SHA384, 1, 1, false},
    {"SHA512", FUNCTION_SHA512, 1, 1, false},
    {"COALESCE", FUNCTION_COALESCE, 0, MOST_ARGUMENTS, false},
    {"IF", FUNCTION_IF, 3, 3, false},
    {"STRLANG", FUNCTION_STRLANG, 2, 2, false},
    {"STRDT", FUNCTION_STRDT, 2, 2, false},
    {"sameTerm", FUNCTION_SAMETERM, 2, 2, false},
    {"isIRI", FUNCTION_ISIRI, 1, 1, false},
    {"isURI", FUNCTION_ISIRI, 1, 1, false},
    {"isBLANK", FUNCTION_ISBLANK, 1, 1, false},
    {"isLITERAL", FUNCTION_ISLITERAL, 1, 1, false},
    {"isNUMERIC", FUNCTION_ISNUMERIC, 1, 1, false},
    {"REGEX", FUNCTION_REGEX, 2, 3, false},
    {"SUBSTR", FUNCTION_SUBSTR, 2, 3, false},
    {"REPLACE", FUNCTION_REPLACE, 3, 4, false},
};
const size_t FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS;

int function_named(Slice name) {
  for (size_t i = 0; i < FUNCTION_COUNT; i++) {
    if (slice_equal_ignore_case(name, slice_of(FUNCTIONS[i].name))) return (int)i;
  }
  return -1;
}
