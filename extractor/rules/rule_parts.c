/* The statement `rule`: its parts and its tests. */
#include "rules/rule_parser_internal.h"
#include "rules/rule_set.h"

static void parse_values(Parser *parser, RuleStatement *rule) {
  parser_expect_sign(parser, "(");
  do {
    if (parser->part_failed) return;
    SlotValue value = {.slot = parser_expect_name(parser, "the name of a slot")};
    value.capture = value.slot;
    if (parser_take_sign(parser, "=")) {
      const Token *token = parser_peek(parser);
      if (token->kind == TOKEN_STRING || token->kind == TOKEN_NUMBER) {
        value.is_constant = true;
        value.constant = (RuleName){parser_take(parser)->text, token->place};
      } else {
        value.capture = parser_expect_name(parser, "a capture, last(kind) or a constant in quotation marks");
        value.is_last = slice_is(value.capture.text, "last") && parser_take_sign(parser, "(");
        if (value.is_last) {
          value.constant = parser_expect_name(parser, "person, organization, place, product or event");
          parser_expect_sign(parser, ")");
        } else if (parser_take_sign(parser, "."))
          value.tag = parser_expect_name(parser, "the name of a tag");
      }
    }
    VECTOR_PUSH(parser->arena, &rule->values, value);
  } while (parser_take_sign(parser, ","));
  parser_expect_sign(parser, ")");
}

static void parse_action(Parser *parser, RuleStatement *rule, RuleAction action) {
  if (rule->action != ACTION_NONE) {
    parser_error(parser, "E020", parser_peek(parser)->place, "write a rule for each",
                 "a rule has one mark, emit or each");
  }
  rule->action = action;
  if (action == ACTION_MARK) {
    rule->produced = parser_expect_name(parser, "the type to mark");
    if (parser_peek(parser)->kind == TOKEN_NAME) rule->marked = parser_expect_name(parser, "a capture");
  } else {
    rule->produced = parser_expect_name(parser, "the name of a frame");
    parse_values(parser, rule);
  }
}

static const struct {
  const char *word;
  int kind; /* ConditionKind */
} CONDITIONS[] = {
    {"before", CONDITION_BEFORE}, {"after", CONDITION_AFTER}, {"inside", CONDITION_INSIDE}, {"is", CONDITION_IS}};

static bool is_condition(const Parser *parser) {
  for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
    if (parser_is_word(parser, CONDITIONS[i].word)) return true;
  }
  return false;
}

static void parse_condition(Parser *parser, RuleStatement *rule, bool negated) {
  RuleCondition condition = {.negated = negated, .place = parser_peek(parser)->place};
  if (!is_condition(parser)) {
    parser_expected(parser, "`before`, `after`, `inside` or `is`");
    return;
  }
  for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
    if (parser_is_word(parser, CONDITIONS[i].word)) condition.kind = CONDITIONS[i].kind;
  }
  parser_take(parser);
  condition.pattern = parser_pattern(parser);
  VECTOR_PUSH(parser->arena, &rule->conditions, condition);
}

/* `cost 3`, `cost 3 + 0.7 words`, `cost -2 before P`. */
static void parse_cost(Parser *parser, RuleStatement *rule) {
  double cost = parser_expect_between(parser, "a cost from -1000 to 1000", -1000, 1000);
  if (is_condition(parser)) {
    parse_condition(parser, rule, false);
    if (rule->conditions.count) {
      RuleCondition *condition = &rule->conditions.data[rule->conditions.count - 1];
      condition->has_cost = true;
      condition->cost = cost;
    }
    return;
  }
  rule->has_cost = true;
  rule->cost = cost;
  if (parser_take_sign(parser, "+")) {
    rule->weight = parser_expect_between(parser, "a weight from 0 to 1000", 0, 1000);
    if (!parser_take_word(parser, "words")) parser_expected(parser, "`words`, as in `cost 3 + 0.7 words`");
  }
}

static void parse_names(Parser *parser, RuleStatement *rule, bool zipped) {
  do {
    RuleName name = parser_expect_name(parser, zipped ? "a capture" : "the name of a slot");
    if (zipped) {
      VECTOR_PUSH(parser->arena, &rule->zipped, name);
    } else {
      VECTOR_PUSH(parser->arena, &rule->inherited, name);
    }
  } while (parser_peek(parser)->kind == TOKEN_NAME);
}

static void parse_test(Parser *parser, const Part *part, RuleStatement *rule, bool positive) {
  RulePlace line = part->lines.data[0];
  Slice text = {line.source->text.data + line.begin + 2, line.end - line.begin - 2};
  RuleTest test = {.positive = positive, .text = slice_trim(text), .place = line};
  if (!test.text.length) {
    parser->part_failed = false;
    parser_error(parser, "E021", line, "write the text to be tested behind it", "a test without text");
    return;
  }
  VECTOR_PUSH(parser->arena, &rule->tests, test);
}

/* `-> slot=value slot="value with blanks"`: the value runs to the next blank. */
static void parse_expected(Parser *parser, const Part *part, RuleStatement *rule) {
  RulePlace line = part->lines.data[0];
  if (!rule->tests.count || !rule->tests.data[rule->tests.count - 1].positive) {
    parser->part_failed = false;
    parser_error(parser, "E022", line, NULL, "`->` stands below an `ok` line");
    return;
  }
  RuleTest *test = &rule->tests.data[rule->tests.count - 1];
  const char *text = line.source->text.data;
  ExpectedFact fact = {0};
  uint32_t at = line.begin + 2;
  while (at < line.end) {
    if (text[at] == ' ' || text[at] == '\t') {
      at++;
      continue;
    }
    uint32_t begin = at;
    while (at < line.end && text[at] != '=' && text[at] != ' ') at++;
    if (at >= line.end || text[at] != '=') {
      RulePlace place = {line.source, begin, at};
      parser->part_failed = false;
      parser_error(parser, "E023", place, "quote a value that holds blanks: slot=\"two words\"", "expected slot=value");
      return;
    }
    ExpectedSlot slot = {.slot = {{text + begin, at - begin}, {line.source, begin, at}}};
    begin = ++at;
    bool quoted = at < line.end && text[at] == '"';
    if (quoted) begin = ++at;
    while (at < line.end && text[at] != (quoted ? '"' : ' ')) at++;
    slot.value = (RuleName){{text + begin, at - begin}, {line.source, begin, at}};
    if (quoted && at < line.end) at++;
    VECTOR_PUSH(parser->arena, &fact, slot);
  }
  VECTOR_PUSH(parser->arena, &test->facts, fact);
}

static void parse_rule_part(Parser *parser, RuleStatement *rule) {
  if (parser_take_word(parser, "match")) {
    Pattern *pattern = parser_pattern(parser);
    if (!parser->part_failed) VECTOR_PUSH(parser->arena, &rule->matches, pattern);
  } else if (parser_take_word(parser, "mark")) {
    parse_action(parser, rule, ACTION_MARK);
  } else if (parser_take_word(parser, "emit")) {
    parse_action(parser, rule, ACTION_EMIT);
  } else if (parser_take_word(parser, "each")) {
    parse_action(parser, rule, ACTION_EACH);
  } else if (parser_take_word(parser, "zip")) {
    parse_names(parser, rule, true);
  } else if (parser_take_word(parser, "inherit")) {
    parse_names(parser, rule, false);
  } else if (parser_take_word(parser, "cost")) {
    parse_cost(parser, rule);
  } else if (parser_take_word(parser, "confidence")) {
    rule->confidence = parser_expect_between(parser, "a number above 0, at most 1", 1e-6, 1);
  } else if (parser_take_word(parser, "priority")) {
    double priority = parser_expect_between(parser, "a whole number from -1000 to 1000", -1000, 1000);
    rule->priority = (int)priority;
    if (rule->priority != priority) parser_expected(parser, "a whole number");
  } else if (parser_take_word(parser, "not")) {
    parse_condition(parser, rule, true);
  } else if (is_condition(parser)) {
    parse_condition(parser, rule, false);
  } else {
    parser_expected(
        parser,
        "match, mark, emit, each, zip, inherit, before, after, inside, not, cost, confidence, priority, ok or no");
  }
  parser_expect_end(parser);
}

void parser_rule(Parser *parser, const Statement *statement, RuleFile *file) {
  RuleStatement rule = {.weight = 0};
  parser_begin(parser, &statement->parts.data[0], 1);
  rule.name = parser_expect_name(parser, "the name of the rule");
  parser_expect_end(parser);
  bool sound = !parser->part_failed;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    const Part *part = &statement->parts.data[i];
    Slice keyword = lexer_keyword(part);
    if (slice_is(keyword, "ok") || slice_is(keyword, "no")) {
      parse_test(parser, part, &rule, slice_is(keyword, "ok"));
    } else if (slice_starts_with(keyword, SLICE("->"))) {
      parse_expected(parser, part, &rule);
    } else {
      parser_begin(parser, part, 0);
      if (!parser->part_failed) parse_rule_part(parser, &rule);
      sound = sound && !parser->part_failed;
    }
  }
  if (sound && (!rule.matches.count || rule.action == ACTION_NONE)) {
    rule_report(parser->diagnostics, SPO_ERROR, "E024", rule.name.place,
                "a rule needs `match` and one of mark, emit, each", "rule %.*s has no %s", (int)rule.name.text.length,
                rule.name.text.data, rule.matches.count ? "mark, emit or each" : "match");
    parser->failed = true;
    sound = false;
  }
  if (sound) VECTOR_PUSH(parser->arena, &file->rules, rule);
}
