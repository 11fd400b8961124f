#include "rules/rule_parser_internal.h"
#include "rules/rule_set.h"

enum { DEEPEST_PATTERN = 64, MOST_REPEATS = 64, MOST_NESTED_REPEATS = 4 };

static Pattern *new_pattern(Parser *parser, PatternKind kind, RulePlace place) {
  Pattern *pattern = ARENA_NEW(parser->arena, Pattern);
  pattern->kind = kind;
  pattern->place = place;
  return pattern;
}

static RulePlace span(RulePlace from, RulePlace to) {
  return (RulePlace){from.source, from.begin, to.end > from.end ? to.end : from.end};
}

static RulePlace last_place(const Parser *parser) {
  return parser->tokens[parser->at ? parser->at - 1 : 0].place;
}

TagFilters parser_filters(Parser *parser) {
  TagFilters filters = {0};
  if (!parser_take_sign(parser, "[")) return filters;
  do {
    TagFilter filter = {.negated = parser_take_sign(parser, "!")};
    filter.key = parser_expect_name(parser, "the name of a tag");
    if (parser_take_sign(parser, "=")) {
      do {
        TokenKind kind = parser_peek(parser)->kind;
        if (kind != TOKEN_NAME && kind != TOKEN_STRING && kind != TOKEN_NUMBER) {
          parser_expected(parser, "a tag's value");
          return filters;
        }
        VECTOR_PUSH(parser->arena, &filter.values, parser_take(parser)->text);
      } while (parser_take_sign(parser, "|"));
    }
    VECTOR_PUSH(parser->arena, &filters, filter);
  } while (parser_take_sign(parser, ","));
  parser_expect_sign(parser, "]");
  return filters;
}

/* `list("、" "和") { item }` */
static Pattern *parse_list(Parser *parser, RulePlace place) {
  Pattern *list = new_pattern(parser, PATTERN_LIST, place);
  parser_expect_sign(parser, "(");
  while (parser_peek(parser)->kind == TOKEN_STRING) {
    Pattern *separator = new_pattern(parser, PATTERN_LITERAL, parser_peek(parser)->place);
    separator->name = (RuleName){parser_take(parser)->text, separator->place};
    VECTOR_PUSH(parser->arena, &list->separators, separator);
  }
  if (!list->separators.count) parser_expected(parser, "a separator in quotation marks, as in list(\"、\")");
  parser_expect_sign(parser, ")");
  parser_expect_sign(parser, "{");
  VECTOR_PUSH(parser->arena, &list->children, parser_pattern(parser));
  parser_expect_sign(parser, "}");
  return list;
}

static unsigned place_test(Slice word) {
  if (slice_is(word, "sentence-start")) return PLACE_SENTENCE_START;
  if (slice_is(word, "sentence-end")) return PLACE_SENTENCE_END;
  if (slice_is(word, "clause-start")) return PLACE_CLAUSE_START;
  if (slice_is(word, "clause-end")) return PLACE_CLAUSE_END;
  return 0;
}

/* `...`: up to 32 characters of the same clause. */
static Pattern *parse_gap(Parser *parser, RulePlace place) {
  Pattern *gap = new_pattern(parser, PATTERN_REPEAT, place), *any = new_pattern(parser, PATTERN_TYPE, place);
  any->name = (RuleName){SLICE("Char"), place};
  gap->most = 32;
  VECTOR_PUSH(parser->arena, &gap->children, any);
  return gap;
}

static Pattern *parse_element(Parser *parser);

/* Every nested part is read by a call inside a call, so there is an end to nesting. */
static bool enter_nested(Parser *parser, RulePlace place) {
  if (++parser->depth <= DEEPEST_PATTERN) return true;
  parser->depth--;
  parser_error(parser, "E014", place, "give inner parts a name with `pattern NAME = ...`",
               "the parts of this pattern are nested too deep");
  return false;
}

static Pattern *parse_named(Parser *parser) {
  const Token *token = parser_take(parser);
  unsigned test = place_test(token->text);
  if (test) {
    Pattern *assertion = new_pattern(parser, PATTERN_ASSERT, token->place);
    assertion->assertion = test;
    return assertion;
  }
  if (slice_is(token->text, "list") && parser_is_sign(parser, "(")) return parse_list(parser, token->place);
  if (parser_is_sign(parser, ":")) {
    Pattern *capture = new_pattern(parser, PATTERN_CAPTURE, token->place);
    capture->name = (RuleName){token->text, token->place};
    parser_take(parser);
    if (!enter_nested(parser, token->place)) return new_pattern(parser, PATTERN_SEQUENCE, token->place);
    VECTOR_PUSH(parser->arena, &capture->children, parse_element(parser));
    parser->depth--;
    return capture;
  }
  Pattern *type = new_pattern(parser, PATTERN_TYPE, token->place);
  type->name = (RuleName){token->text, token->place};
  if (parser_is_sign(parser, "[")) type->filters = parser_filters(parser);
  return type;
}

static Pattern *parse_primary(Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_NAME) return parse_named(parser);
  if (token->kind == TOKEN_STRING) {
    Pattern *literal = new_pattern(parser, PATTERN_LITERAL, token->place);
    literal->name = (RuleName){parser_take(parser)->text, token->place};
    if (!literal->name.text.length) parser_error(parser, "E011", token->place, NULL, "an empty text matches nothing");
    if (parser_peek(parser)->glued && parser_is_word(parser, "i")) literal->any_case = parser_take(parser) != NULL;
    return literal;
  }
  if (parser_take_sign(parser, "(")) {
    Pattern *inner = parser_pattern(parser);
    parser_expect_sign(parser, ")");
    return inner;
  }
  if (parser_take_sign(parser, "...")) return parse_gap(parser, token->place);
  static const struct {
    const char *sign;
    unsigned test;
  } PLACES[] = {{"^", PLACE_SENTENCE_START}, {"$", PLACE_SENTENCE_END}};
  for (int i = 0; i < 2; i++) {
    if (parser_take_sign(parser, PLACES[i].sign)) {
      Pattern *assertion = new_pattern(parser, PATTERN_ASSERT, token->place);
      assertion->assertion = PLACES[i].test;
      return assertion;
    }
  }
  parser_expected(parser, "a text in quotation marks, a name or ( ... )");
  return new_pattern(parser, PATTERN_SEQUENCE, token->place);
}

/* `{2}`, `{0,5}` behind an element. */
static void parse_bounds(Parser *parser, Pattern *repeat) {
  RulePlace place = parser_peek(parser)->place;
  double least = parser_expect_number(parser, "how often at least"), most = least;
  if (parser_take_sign(parser, ",")) {
    if (parser_is_sign(parser, "}")) {
      parser_error(parser, "E012", parser_peek(parser)->place, "write how often at most, as in {1,8}",
                   "a repetition without upper bound");
    } else {
      most = parser_expect_number(parser, "how often at most");
    }
  }
  parser_expect_sign(parser, "}");
  bool whole =
      least >= 0 && most >= least && most <= MOST_REPEATS && least == (uint32_t)least && most == (uint32_t)most;
  if (!whole) {
    parser_error(parser, "E013", span(place, last_place(parser)), "the bounds go from 0 to 64, the lower one first",
                 "these bounds cannot be met");
    return;
  }
  repeat->least = (uint32_t)least;
  repeat->most = (uint32_t)most;
}

static Pattern *parse_guard(Parser *parser, bool negated);

static Pattern *parse_element(Parser *parser) {
  RulePlace start = parser_peek(parser)->place;
  if (parser_is_sign(parser, "!") || parser_is_sign(parser, "&"))
    return parse_guard(parser, parser_is_sign(parser, "!"));
  Pattern *element = parse_primary(parser);
  for (unsigned repeats = 0;; repeats++) {
    bool optional = parser_is_sign(parser, "?"), bounded = parser_is_sign(parser, "{") && parser_peek(parser)->glued;
    if (parser_is_sign(parser, "*") || parser_is_sign(parser, "+")) {
      parser_error(parser, "E012", parser_peek(parser)->place,
                   "write how often at most, as in {0,8}; only what is bounded is matched in linear time",
                   "a repetition without upper bound");
      parser_take(parser);
      continue;
    }
    if (!optional && !bounded) return element;
    if (repeats == MOST_NESTED_REPEATS) {
      parser_error(parser, "E014", parser_peek(parser)->place, "one ? or {m,n} is enough",
                   "too many repetitions of a repetition");
    }
    if (parser->part_failed) return element;
    parser_take(parser);
    Pattern *repeat = new_pattern(parser, PATTERN_REPEAT, start);
    repeat->most = 1;
    if (bounded) parse_bounds(parser, repeat);
    repeat->place = span(start, last_place(parser));
    VECTOR_PUSH(parser->arena, &repeat->children, element);
    element = repeat;
  }
}

/* `!X`, `&X`: X must not, or must, begin here; it is looked at, not consumed. */
static Pattern *parse_guard(Parser *parser, bool negated) {
  Pattern *guard = new_pattern(parser, PATTERN_GUARD, parser_take(parser)->place);
  guard->negated = negated;
  Pattern *guarded = parse_primary(parser);
  bool simple = guarded->kind == PATTERN_TYPE || guarded->kind == PATTERN_LITERAL || guarded->kind == PATTERN_CHOICE;
  for (uint32_t i = 0; simple && guarded->kind == PATTERN_CHOICE && i < guarded->children.count; i++) {
    PatternKind kind = guarded->children.data[i]->kind;
    simple = kind == PATTERN_TYPE || kind == PATTERN_LITERAL;
  }
  if (!simple) {
    parser_error(parser, "E015", guarded->place, "longer things are looked at by `before` and `after` below the match",
                 "behind ! and & stands one text or type, or ( one | other )");
  }
  VECTOR_PUSH(parser->arena, &guard->children, guarded);
  guard->place = span(guard->place, last_place(parser));
  return guard;
}

static bool begins_element(const Parser *parser) {
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_STRING) return true;
  if (token->kind == TOKEN_NAME) {
    /* keywords that end a pattern on the same line, unless something is captured under that name */
    const Token *next = token + 1;
    if (next->kind == TOKEN_SIGN && slice_is(next->text, ":") && next->glued) return true;
    return !slice_is(token->text, "before") && !slice_is(token->text, "after") && !slice_is(token->text, "within");
  }
  return parser_is_sign(parser, "(") || parser_is_sign(parser, "...") || parser_is_sign(parser, "!") ||
         parser_is_sign(parser, "&") || parser_is_sign(parser, "^") || parser_is_sign(parser, "$");
}

static Pattern *parse_sequence(Parser *parser) {
  Pattern *sequence = new_pattern(parser, PATTERN_SEQUENCE, parser_peek(parser)->place);
  while (begins_element(parser) && !parser->part_failed) {
    VECTOR_PUSH(parser->arena, &sequence->children, parse_element(parser));
  }
  if (!sequence->children.count && !parser->part_failed) {
    parser_expected(parser, "a text in quotation marks, a name or ( ... )");
  }
  sequence->place = span(sequence->place, last_place(parser));
  return sequence->children.count == 1 ? sequence->children.data[0] : sequence;
}

Pattern *parser_pattern(Parser *parser) {
  RulePlace start = parser_peek(parser)->place;
  if (!enter_nested(parser, start)) return new_pattern(parser, PATTERN_SEQUENCE, start);
  Pattern *first = parse_sequence(parser);
  if (parser_is_sign(parser, "|")) {
    Pattern *choice = new_pattern(parser, PATTERN_CHOICE, start);
    VECTOR_PUSH(parser->arena, &choice->children, first);
    while (parser_take_sign(parser, "|")) VECTOR_PUSH(parser->arena, &choice->children, parse_sequence(parser));
    choice->place = span(start, last_place(parser));
    first = choice;
  }
  parser->depth--;
  return first;
}
