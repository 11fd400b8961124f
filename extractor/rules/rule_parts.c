/* The statement `rule`: its parts and its tests. */
#include "base/name_table.h"
#include "rules/rule_parser.h"
#include "rules/rule_parser_internal.h"
#include "rules/rule_set.h"

const char *const NORMALIZERS[NORMALIZER_COUNT] = {"",       "upper", "lower",   "trim", "compact",  "join",
                                                   "number", "money", "percent", "date", "presumed", "abreast"};
const char *const DOCUMENT_PARTS[DOCUMENT_PART_COUNT] = {"title", "date",     "publisher", "author", "source",
                                                         "url",   "sentence", "paragraph", "heading"};
const char *const TEXT_PARTS[PART_COUNT] = {"heading",       "caption",       "table",           "list",
                                            "quotation",     "byline",        "paragraph-start", "paragraph-end",
                                            "section-start", "document-start"};

/* The number of a name in a table, reported as `what` where it is none of them. */
static unsigned expect_one_of(Parser *parser, const char *const *names, unsigned count, const char *what) {
  for (unsigned i = 0; i < count; i++) {
    if (names[i][0] && parser_take_word(parser, names[i])) return i;
  }
  parser_expected_word(parser, what, names, count);
  return 0;
}

static void parse_capture_tag(Parser *parser, RuleName *capture, RuleName *tag) {
  *capture = parser_expect_name(parser, "the name of a capture");
  if (parser_take_sign(parser, ".")) *tag = parser_expect_name(parser, "the name of a tag");
}

/* `last(kind)`, `document(part)`, `trim(capture)`, behind the name and its bracket. */
static void parse_function(Parser *parser, SlotValue *value, RuleName name) {
  if (slice_is(name.text, "last") || slice_is(name.text, "near")) {
    value->source = slice_is(name.text, "last") ? VALUE_LAST : VALUE_NEAR;
    value->constant = parser_expect_name(parser, "person, organization, place, product or event");
  } else if (slice_is(name.text, "document")) {
    value->source = VALUE_DOCUMENT;
    value->part = expect_one_of(parser, DOCUMENT_PARTS, DOCUMENT_PART_COUNT,
                                "title, date, publisher, author, source, url, sentence, paragraph or heading");
  } else {
    for (int i = 1; i < NORMALIZER_COUNT; i++) {
      if (slice_is(name.text, NORMALIZERS[i])) value->normalizer = i;
    }
    if (!value->normalizer) {
      static const char *const OTHERS[] = {"last", "near", "document"};
      const char *hint = name_hint_of(NORMALIZERS, NORMALIZER_COUNT, parser->arena, name.text);
      if (!hint) hint = name_hint_of(OTHERS, 3, parser->arena, name.text);
      parser_error(
          parser, "E025", name.place,
          hint ? hint
               : "there are last, near, document, upper, lower, trim, compact, join, number, money, percent and date",
          "nothing of this name can be done to a capture");
    }
    parse_capture_tag(parser, &value->capture, &value->tag);
    if (value->tag.text.length) value->source = VALUE_TAG;
  }
  parser_expect_sign(parser, ")");
}

static void parse_value(Parser *parser, SlotValue *value) {
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_STRING || token->kind == TOKEN_NUMBER) {
    value->source = VALUE_CONSTANT;
    value->constant = (RuleName){parser_take(parser)->text, token->place};
    return;
  }
  RuleName name = parser_expect_name(parser, "a capture, last(kind), document(part) or a constant in quotation marks");
  if (parser_take_sign(parser, "(")) {
    parse_function(parser, value, name);
    return;
  }
  value->capture = name;
  if (!parser_take_sign(parser, ".")) return;
  value->source = VALUE_TAG;
  value->tag = parser_expect_name(parser, "the name of a tag");
}

static void parse_values(Parser *parser, RuleStatement *rule) {
  parser_expect_sign(parser, "(");
  do {
    if (parser->part_failed) return;
    SlotValue value = {.slot = parser_expect_name(parser, "the name of a slot"), .source = VALUE_CAPTURE};
    value.capture = value.slot;
    if (parser_take_sign(parser, "=")) parse_value(parser, &value);
    VECTOR_PUSH(parser->arena, &rule->values, value);
  } while (parser_take_sign(parser, ","));
  parser_expect_sign(parser, ")");
}

static void parse_action(Parser *parser, RuleStatement *rule, RuleAction action) {
  if (rule->action != ACTION_NONE) {
    parser_error(parser, "E020", parser_peek(parser)->place, "write a rule for each",
                 "a rule has one mark, emit, each or qualify");
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

/* `qualify Released Acquired (modality="planned") within clause`, `qualify all (polarity="negative")` */
static void parse_qualify(Parser *parser, RuleStatement *rule) {
  static const char *const SCOPES[] = {"match", "clause", "sentence"};
  if (rule->action != ACTION_NONE) {
    parser_error(parser, "E020", parser_peek(parser)->place, "write a rule for each",
                 "a rule has one mark, emit, each or qualify");
  }
  rule->action = ACTION_QUALIFY;
  rule->produced = (RuleName){SLICE(""), parser_peek(parser)->place};
  if (!parser_take_word(parser, "all")) {
    do {
      VECTOR_PUSH(parser->arena, &rule->qualified, parser_expect_name(parser, "the name of a frame, or `all`"));
    } while (parser_peek(parser)->kind == TOKEN_NAME);
  }
  parse_values(parser, rule);
  if (parser_take_word(parser, "within")) {
    rule->scope = (int)expect_one_of(parser, SCOPES, 3, "match, clause or sentence");
  }
}

/* `with P within 3 sentences before`, `maybe P within paragraph`, `unless P` */
static void parse_join(Parser *parser, RuleStatement *rule, int kind) {
  enum { MOST_SENTENCES = 10 };
  static const char *const SENTENCES = "sentences", *const SCOPES[] = {"sentence", "paragraph"};
  RuleJoin join = {.kind = kind, .place = parser_peek(parser)->place, .scope = JOIN_SENTENCE};
  join.pattern = parser_pattern(parser);
  if (parser_take_word(parser, "within")) {
    if (parser_take_word(parser, "paragraph")) {
      join.scope = JOIN_PARAGRAPH;
    } else if (parser_peek(parser)->kind == TOKEN_NUMBER) {
      double reach = parser_expect_between(parser, "a number of sentences from 1 to 10", 1, MOST_SENTENCES);
      join.scope = JOIN_SENTENCES;
      join.reach = (uint32_t)reach;
      if (!parser_take_word(parser, "sentences") && !parser_take_word(parser, "sentence")) {
        parser_expected_word(parser, "`sentences`", &SENTENCES, 1);
      }
    } else if (!parser_take_word(parser, "sentence")) {
      parser_expected_word(parser, "sentence, paragraph, or a number of sentences as in `within 3 sentences`", SCOPES,
                           2);
    }
  }
  join.side = parser_take_word(parser, "before")  ? JOIN_BEFORE
              : parser_take_word(parser, "after") ? JOIN_AFTER
                                                  : JOIN_BOTH;
  VECTOR_PUSH(parser->arena, &rule->joins, join);
}

static const struct {
  const char *word;
  int kind; /* ConditionKind */
} CONDITIONS[] = {{"before", CONDITION_BEFORE}, {"after", CONDITION_AFTER}, {"inside", CONDITION_INSIDE},
                  {"is", CONDITION_IS},         {"in", CONDITION_IN},       {"same", CONDITION_SAME}};

static bool is_condition(const Parser *parser) {
  for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
    if (parser_is_word(parser, CONDITIONS[i].word)) return true;
  }
  return false;
}

static void parse_condition(Parser *parser, RuleStatement *rule, bool negated) {
  RuleCondition condition = {.negated = negated, .place = parser_peek(parser)->place};
  if (!is_condition(parser)) {
    static const char *const WORDS[] = {"before", "after", "inside", "is", "in", "same"};
    parser_expected_word(parser, "`before`, `after`, `inside`, `is`, `in` or `same`", WORDS, 6);
    return;
  }
  for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
    if (parser_is_word(parser, CONDITIONS[i].word)) condition.kind = CONDITIONS[i].kind;
  }
  parser_take(parser);
  if (condition.kind == CONDITION_IN) {
    condition.part = expect_one_of(parser, TEXT_PARTS, PART_COUNT,
                                   "heading, caption, table, list, quotation, byline, paragraph-start, paragraph-end, "
                                   "section-start or document-start");
  } else if (condition.kind == CONDITION_SAME) {
    for (int i = 0; i < 2; i++) parse_capture_tag(parser, &condition.same[i].capture, &condition.same[i].tag);
  } else {
    condition.pattern = parser_pattern(parser);
  }
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
  if (part->lines.count > 1) {
    parser->part_failed = false;
    parser_error(parser, "E021", part->lines.data[1], "write the whole text behind `ok` or `no`",
                 "a test is one line; this one would be left out");
  }
  if (!test.text.length) {
    parser->part_failed = false;
    parser_error(parser, "E021", line, "write the text to be tested behind it", "a test without text");
    return;
  }
  VECTOR_PUSH(parser->arena, &rule->tests, test);
}

bool rule_parse_expected(Arena *arena, RulePlace line, uint32_t at, ExpectedFact *fact, RulePlace *wrong) {
  const char *text = line.source->text.data;
  while (at < line.end) {
    if (text[at] == ' ' || text[at] == '\t') {
      at++;
      continue;
    }
    uint32_t begin = at;
    while (at < line.end && text[at] != '=' && text[at] != ' ') at++;
    *wrong = (RulePlace){line.source, begin, at};
    if (at >= line.end || text[at] != '=') return false;
    ExpectedSlot slot = {.slot = {{text + begin, at - begin}, *wrong}};
    bool quoted = ++at < line.end && text[at] == '"';
    begin = at += quoted;
    while (at < line.end && text[at] != (quoted ? '"' : ' ')) at++;
    slot.value = (RuleName){{text + begin, at - begin}, {line.source, begin, at}};
    at += quoted && at < line.end;
    VECTOR_PUSH(arena, fact, slot);
  }
  return true;
}

/* `-> slot=value slot="value with blanks"`: the value runs to the next blank. */
static void parse_expected(Parser *parser, const Part *part, RuleStatement *rule) {
  RulePlace line = part->lines.data[0], wrong;
  ExpectedFact fact = {0};
  parser->part_failed = false;
  if (!rule->tests.count || !rule->tests.data[rule->tests.count - 1].positive) {
    parser_error(parser, "E022", line, NULL, "`->` stands below an `ok` line");
    return;
  }
  if (!rule_parse_expected(parser->arena, line, line.begin + 2, &fact, &wrong)) {
    parser_error(parser, "E023", wrong, "quote a value that holds blanks: slot=\"two words\"", "expected slot=value");
    return;
  }
  RuleTest *test = &rule->tests.data[rule->tests.count - 1];
  VECTOR_PUSH(parser->arena, &test->facts, fact);
  if (!test->expected.end) test->expected = line;
  test->expected.end = line.end;
}

static void expected_part(Parser *parser) {
  static const char *const PARTS[] = {"match", "mark",  "emit",   "each",   "qualify", "zip",        "inherit",
                                      "with",  "maybe", "unless", "before", "after",   "inside",     "is",
                                      "in",    "same",  "not",    "cost",   "keep",    "confidence", "priority",
                                      "ok",    "no",    "doubt",  "sure"};
  const Token *token = parser_peek(parser);
  const char *hint = name_hint_of(PARTS, sizeof PARTS / sizeof PARTS[0], parser->arena, token->text);
  Slice message = arena_print(parser->arena, "no part of a rule is called `%.*s`",
                              token->text.length > 40 ? 40 : (int)token->text.length, token->text.data);
  if (!hint)
    hint =
        "there are match, mark, emit, each, qualify, zip, inherit, with, maybe, unless, before, after, inside, is, in, "
        "same, not, cost, doubt, sure, keep, confidence, priority, ok and no";
  parser_error(parser, "E010", token->place, hint, message.data);
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
  } else if (parser_take_word(parser, "qualify")) {
    parse_qualify(parser, rule);
  } else if (parser_take_word(parser, "with")) {
    parse_join(parser, rule, JOIN_WITH);
  } else if (parser_take_word(parser, "maybe")) {
    parse_join(parser, rule, JOIN_MAYBE);
  } else if (parser_take_word(parser, "unless")) {
    parse_join(parser, rule, JOIN_UNLESS);
  } else if (parser_take_word(parser, "keep")) {
    rule->keep_all = parser_take_word(parser, "all");
    if (!rule->keep_all) parser_expected(parser, "`all`");
  } else if (parser_take_word(parser, "zip")) {
    parse_names(parser, rule, true);
  } else if (parser_take_word(parser, "inherit")) {
    parse_names(parser, rule, false);
  } else if (parser_take_word(parser, "cost")) {
    parse_cost(parser, rule);
  } else if (parser_take_word(parser, "doubt")) {
    rule->doubt_place = parser_peek(parser)->place;
    rule->doubt = parser_expect_between(parser, "a number above 0, at most 100", 1e-3, 100);
  } else if (parser_take_word(parser, "sure")) {
    rule->sure = true;
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
    expected_part(parser);
  }
  parser_expect_end(parser);
}

Pattern *rule_pattern(const RuleStatement *rule, uint32_t index) {
  if (index < rule->matches.count) return rule->matches.data[index];
  index -= rule->matches.count;
  if (index < rule->joins.count) return rule->joins.data[index].pattern;
  index -= rule->joins.count;
  for (uint32_t i = 0; i < rule->conditions.count; i++) {
    if (rule->conditions.data[i].pattern && index-- == 0) return rule->conditions.data[i].pattern;
  }
  return NULL;
}

/* Whether captures may stand in a part, going by its first word. */
static bool may_capture(Slice keyword) {
  static const char *const OTHERS[] = {"mark", "emit", "each", "qualify",  "zip",        "inherit", "in",
                                       "same", "cost", "keep", "priority", "confidence", "doubt",   "sure"};
  for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
    if (slice_is(keyword, OTHERS[i])) return false;
  }
  return true;
}

/* Reads a part; one that has an error is left out whole. */
static void take_rule_part(Parser *parser, const Part *part, RuleStatement *rule) {
  RuleStatement before = *rule;
  parser_begin(parser, part, 0);
  if (!parser->part_failed) parse_rule_part(parser, rule);
  if (!parser->part_failed) return;
  *rule = before;
  rule->broken = true;
  rule->captures_unknown = rule->captures_unknown || may_capture(lexer_keyword(part));
}

void parser_rule(Parser *parser, const Statement *statement, RuleFile *file) {
  RuleStatement rule = {.weight = 0};
  parser_begin(parser, &statement->parts.data[0], 1);
  rule.name = parser_expect_name(parser, "the name of the rule");
  parser_expect_end(parser);
  bool named = !parser->part_failed;
  rule.broken = !named;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    const Part *part = &statement->parts.data[i];
    Slice keyword = lexer_keyword(part);
    if (slice_is(keyword, "ok") || slice_is(keyword, "no")) {
      parse_test(parser, part, &rule, slice_is(keyword, "ok"));
    } else if (slice_starts_with(keyword, SLICE("->"))) {
      parse_expected(parser, part, &rule);
    } else {
      take_rule_part(parser, part, &rule);
    }
  }
  if (!rule.broken && (!rule.matches.count || rule.action == ACTION_NONE)) {
    rule_report(parser->diagnostics, SPO_ERROR, "E024", rule.name.place,
                "a rule needs `match` and one of mark, emit, each, qualify", "rule %.*s has no %s",
                (int)rule.name.text.length, rule.name.text.data,
                rule.matches.count ? "mark, emit, each or qualify" : "match");
    parser->failed = rule.broken = rule.captures_unknown = true;
  }
  if (named) VECTOR_PUSH(parser->arena, &file->rules, rule);
}
