#include "query/evaluate.h"

#include "base/xsd.h"
#include "query/functions.h"

static const Value NONE = {0};

static Value of_truth(int truth) {
  return truth < 0 ? NONE : value_boolean(truth == 1);
}

static Value argument(Evaluator *evaluator, const QueryExpression *expression, uint32_t which,
                      const StoreTerm *arguments) {
  return evaluate(evaluator, expression->arguments.data[which], arguments);
}

static int truth_of(Evaluator *evaluator, const QueryExpression *expression, uint32_t which,
                    const StoreTerm *arguments) {
  Value value = argument(evaluator, expression, which, arguments);
  return value_truth(&value);
}

/* Three-valued: an error is decided by the other side where that can be. `decisive`: 1 of OR, 0 of AND. */
static Value connective(Evaluator *evaluator, const QueryExpression *expression, const StoreTerm *arguments,
                        int decisive) {
  int left = truth_of(evaluator, expression, 0, arguments);
  if (left == decisive) return value_boolean(decisive);
  int right = truth_of(evaluator, expression, 1, arguments);
  if (right == decisive) return value_boolean(decisive);
  return left < 0 || right < 0 ? NONE : value_boolean(!decisive);
}

static Value comparison(ExpressionKind kind, const Value *a, const Value *b) {
  int order;
  if (kind == EXPRESSION_EQUAL) return of_truth(value_equal(a, b));
  if (kind == EXPRESSION_UNEQUAL) {
    int equal = value_equal(a, b);
    return equal < 0 ? NONE : value_boolean(!equal);
  }
  if (!value_compare(a, b, &order)) return NONE;
  if (order == 2) return value_boolean(false);
  switch (kind) {
    case EXPRESSION_LESS:
      return value_boolean(order < 0);
    case EXPRESSION_LESS_EQUAL:
      return value_boolean(order <= 0);
    case EXPRESSION_GREATER:
      return value_boolean(order > 0);
    default:
      return value_boolean(order >= 0);
  }
}

static Value membership(Evaluator *evaluator, const QueryExpression *expression, const StoreTerm *arguments) {
  Value left = argument(evaluator, expression, 0, arguments);
  bool error = false;
  for (uint32_t i = 1; i < expression->arguments.count; i++) {
    Value right = argument(evaluator, expression, i, arguments);
    int equal = value_equal(&left, &right);
    if (equal == 1) return value_boolean(true);
    error = error || equal < 0;
  }
  return error ? NONE : value_boolean(false);
}

static Value signed_value(ExpressionKind kind, Value value) {
  if (!value_is_numeric(&value)) return NONE;
  Value zero = value_integer(0);
  return value_arithmetic(kind == EXPRESSION_PLUS ? ARITHMETIC_ADD : ARITHMETIC_SUBTRACT, &zero, &value);
}

static Value call(Evaluator *evaluator, const QueryExpression *expression, const StoreTerm *arguments) {
  Value values[MOST_ARGUMENTS];
  const QueryExpression *first = expression->arguments.count ? expression->arguments.data[0] : NULL;
  switch (FUNCTIONS[expression->function].function) {
    case FUNCTION_BOUND:
      return first ? value_boolean(first->kind == EXPRESSION_CONSTANT || arguments[first->variable]) : NONE;
    case FUNCTION_IF: {
      int truth = truth_of(evaluator, expression, 0, arguments);
      return truth < 0 ? NONE : argument(evaluator, expression, truth ? 1 : 2, arguments);
    }
    case FUNCTION_COALESCE:
      for (uint32_t i = 0; i < expression->arguments.count; i++) {
        Value value = argument(evaluator, expression, i, arguments);
        if (value.kind != VALUE_NONE) return value;
      }
      return NONE;
    default:
      break;
  }
  for (uint32_t i = 0; i < expression->arguments.count; i++) {
    values[i] = argument(evaluator, expression, i, arguments);
    if (values[i].kind == VALUE_NONE) return NONE;
  }
  return evaluate_function(evaluator, (int)FUNCTIONS[expression->function].function, values,
                           expression->arguments.count);
}

Value evaluate(Evaluator *evaluator, const QueryExpression *expression, const StoreTerm *arguments) {
  switch (expression->kind) {
    case EXPRESSION_CONSTANT:
      return value_of_term(&expression->term);
    case EXPRESSION_VARIABLE: {
      StoreTerm number = arguments[expression->variable];
      if (!number) return NONE;
      RdfTerm term = store_term(evaluator->store, number);
      return value_of_term(&term);
    }
    case EXPRESSION_EXISTS:
      return value_boolean(arguments[expression->variable] != 0);
    case EXPRESSION_OR:
      return connective(evaluator, expression, arguments, 1);
    case EXPRESSION_AND:
      return connective(evaluator, expression, arguments, 0);
    case EXPRESSION_NOT: {
      int truth = truth_of(evaluator, expression, 0, arguments);
      return truth < 0 ? NONE : value_boolean(!truth);
    }
    case EXPRESSION_IN:
      return membership(evaluator, expression, arguments);
    case EXPRESSION_PLUS:
    case EXPRESSION_MINUS:
      return signed_value(expression->kind, argument(evaluator, expression, 0, arguments));
    case EXPRESSION_CALL:
      return call(evaluator, expression, arguments);
    case EXPRESSION_CAST: {
      Value value = argument(evaluator, expression, 0, arguments);
      return value_cast(evaluator->arena, &value, expression->term.text);
    }
    case EXPRESSION_AGGREGATE:
      return NONE;
    default:
      break;
  }
  Value left = argument(evaluator, expression, 0, arguments), right = argument(evaluator, expression, 1, arguments);
  switch (expression->kind) {
    case EXPRESSION_ADD:
      return value_arithmetic(ARITHMETIC_ADD, &left, &right);
    case EXPRESSION_SUBTRACT:
      return value_arithmetic(ARITHMETIC_SUBTRACT, &left, &right);
    case EXPRESSION_MULTIPLY:
      return value_arithmetic(ARITHMETIC_MULTIPLY, &left, &right);
    case EXPRESSION_DIVIDE:
      return value_arithmetic(ARITHMETIC_DIVIDE, &left, &right);
    default:
      return comparison(expression->kind, &left, &right);
  }
}
