/* value.h - what expressions compute with: terms with their values, and how values are compared and made terms again.

   Source: SPARQL 1.1, sections 15.1 and 17; XPath and XQuery Functions and Operators. */
#ifndef SPO_QUERY_VALUE_H
#define SPO_QUERY_VALUE_H

#include "base/arena.h"
#include "base/instant.h"
#include "query/fixed.h"
#include "rdf/term.h"

typedef enum {
  VALUE_NONE, /* unbound, or an error */
  VALUE_IRI,
  VALUE_BLANK,
  VALUE_STRING, /* plain */
  VALUE_TAGGED,
  VALUE_BOOLEAN,
  VALUE_INTEGER, /* and what is derived from it */
  VALUE_DECIMAL,
  VALUE_FLOAT,
  VALUE_DOUBLE,
  VALUE_INSTANT, /* of one datatype */
  VALUE_OTHER    /* a literal of an unknown datatype, or no sound value of its own */
} ValueKind;

typedef struct {
  ValueKind kind;
  Slice text; /* of the term; empty for computed numbers */
  Slice language, datatype;
  union {
    bool boolean;
    int64_t integer;
    Fixed decimal;
    double number;
    Instant instant;
  };
} Value;

Value value_of_term(const RdfTerm *term);

/* The term of a value that is not VALUE_NONE; numbers are printed into `arena`. */
RdfTerm value_to_term(Arena *arena, const Value *value);

Value value_boolean(bool boolean);
Value value_integer(int64_t integer);
Value value_double(double number);
Value value_decimal(Fixed decimal);
Value value_string(Slice text);

static inline bool value_is_numeric(const Value *value) {
  return value->kind >= VALUE_INTEGER && value->kind <= VALUE_DOUBLE;
}

static inline bool value_is_literal(const Value *value) {
  return value->kind >= VALUE_STRING;
}

/* Truth: of an error VALUE_NONE stays (-1), else 0 or 1. */
int value_truth(const Value *value);

/* `=`: 0 or 1, -1 for an error. */
int value_equal(const Value *a, const Value *b);

/* `<` and its kin: false where the two cannot be compared. `*order`: -1, 0, 1, or 2 where one is NaN. */
bool value_compare(const Value *a, const Value *b, int *order);

typedef enum { ARITHMETIC_ADD, ARITHMETIC_SUBTRACT, ARITHMETIC_MULTIPLY, ARITHMETIC_DIVIDE } Arithmetic;
Value value_arithmetic(Arithmetic operation, const Value *a, const Value *b);

/* The value as the datatype, by the local name of XML Schema's; VALUE_NONE where that cannot be. */
Value value_cast(Arena *arena, const Value *value, Slice datatype);

/* A key whose bytes stand in the order of ORDER BY: unbound, blank nodes, IRIs, literals; of these booleans, numbers,
   dates by their values, texts by code points, then the rest. Equal keys: equal terms. */
Slice value_key(Arena *arena, const Value *value);

#endif
