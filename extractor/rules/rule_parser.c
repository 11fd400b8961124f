#include "rules/rule_parser.h"

#include <stdio.h>
#include <stdlib.h>

#include "rules/rule_parser_internal.h"
#include "rules/rule_set.h"

/* ---- the token cursor ---- */

void parser_begin(Parser *parser, const Part *part, uint32_t skip) {
  parser->part_failed = false;
  parser->depth = 0;
  bool failed = false;
  parser->tokens = lexer_tokens(parser->arena, part, parser->diagnostics, &failed).data;
  parser->at = 0;
  if (failed) parser->failed = parser->part_failed = true;
  while (skip-- && parser->tokens[parser->at].kind != TOKEN_END) parser->at++;
}

const Token *parser_take(Parser *parser) {
  const Token *token = &parser->tokens[parser->at];
  if (token->kind != TOKEN_END) parser->at++;
  return token;
}

bool parser_is_sign(const Parser *parser, const char *sign) {
  const Token *token = parser_peek(parser);
  return token->kind == TOKEN_SIGN && slice_is(token->text, sign);
}

bool parser_is_word(const Parser *parser, const char *word) {
  const Token *token = parser_peek(parser);
  return token->kind == TOKEN_NAME && slice_is(token->text, word);
}

bool parser_take_sign(Parser *parser, const char *sign) {
  if (!parser_is_sign(parser, sign)) return false;
  parser_take(parser);
  return true;
}

bool parser_take_word(Parser *parser, const char *word) {
  if (!parser_is_word(parser, word)) return false;
  parser_take(parser);
  return true;
}

void parser_error(Parser *parser, const char *code, RulePlace place, const char *hint, const char *message) {
  if (!parser->part_failed) rule_report(parser->diagnostics, SPO_ERROR, code, place, hint, "%s", message);
  parser->failed = parser->part_failed = true;
}

void parser_expected(Parser *parser, const char *what) {
  const Token *token = parser_peek(parser);
  char message[256];
  if (token->kind == TOKEN_END) {
    snprintf(message, sizeof message, "expected %s, found the end of the line", what);
  } else {
    int length = token->text.length > 40 ? 40 : (int)token->text.length;
    snprintf(message, sizeof message, "expected %s, found `%.*s`", what, length, token->text.data);
  }
  parser_error(parser, "E010", token->place, NULL, message);
}

void parser_expect_sign(Parser *parser, const char *sign) {
  char what[16];
  snprintf(what, sizeof what, "`%s`", sign);
  if (!parser_take_sign(parser, sign)) parser_expected(parser, what);
}

RuleName parser_expect_name(Parser *parser, const char *what) {
  const Token *token = parser_peek(parser);
  if (token->kind != TOKEN_NAME) {
    parser_expected(parser, what);
    return (RuleName){SLICE(""), token->place};
  }
  parser_take(parser);
  return (RuleName){token->text, token->place};
}

double parser_expect_number(Parser *parser, const char *what) {
  const Token *token = parser_peek(parser);
  char digits[32] = "";
  if (token->kind != TOKEN_NUMBER || token->text.length >= sizeof digits) {
    parser_expected(parser, what);
    return 0;
  }
  memcpy(digits, token->text.data, token->text.length);
  parser_take(parser);
  return strtod(digits, NULL);
}

/* A number that is not in range is as wrong as a word. `what` says what the range is. */
static double expect_between(Parser *parser, const char *what, double least, double most) {
  uint32_t at = parser->at;
  double number = parser_expect_number(parser, what);
  if (parser->part_failed || (number >= least && number <= most)) return number;
  parser->at = at;
  parser_expected(parser, what);
  return 0;
}

static void expect_end(Parser *parser) {
  if (parser_peek(parser)->kind != TOKEN_END && !parser->part_failed) parser_expected(parser, "the end of the line");
}

/* `spo:holder` or `<https://...>`, as one name. */
static RuleName expect_iri(Parser *parser, const char *what) {
  const Token *first = parser_peek(parser);
  if (first->kind == TOKEN_IRI) {
    parser_take(parser);
    return (RuleName){first->text, first->place};
  }
  RuleName name = parser_expect_name(parser, what);
  if (parser->part_failed) return name;
  if (!parser_is_sign(parser, ":") || !parser_peek(parser)->glued) {
    parser_expected(parser, "`:`, as in schema:Person");
    return name;
  }
  parser_take(parser);
  if (!parser_peek(parser)->glued) parser_expected(parser, "a name right behind the prefix");
  RuleName local = parser_expect_name(parser, "a name behind the prefix");
  if (parser->part_failed) return name;
  name.place.end = local.place.end;
  name.text = (Slice){name.text.data, (size_t)(local.text.data + local.text.length - name.text.data)};
  return name;
}

/* ---- words, entity, type, pattern, prefix ---- */

/* Entries of an inline list: raw words separated by blanks, or strings, up to the end of the line. */
static void parse_entries(Parser *parser, const Part *head, uint32_t from, WordsStatement *words) {
  const RuleSource *source = parser->source;
  for (uint32_t i = 0; i < head->lines.count; i++) {
    RulePlace line = head->lines.data[i];
    uint32_t at = line.begin > from ? line.begin : from;
    while (at < line.end) {
      if (strchr(" \t\r", source->text.data[at])) {
        at++;
        continue;
      }
      uint32_t begin = at, end;
      if (source->text.data[at] == '"') {
        for (end = ++at; end < line.end && source->text.data[end] != '"';) end++;
        begin = at;
        at = end + 1;
      } else {
        for (end = at; end < line.end && !strchr(" \t\r", source->text.data[end]);) end++;
        at = end;
      }
      RuleName entry = {{source->text.data + begin, end - begin}, {source, begin, end}};
      if (entry.text.length) VECTOR_PUSH(parser->arena, &words->entries, entry);
    }
  }
}

/* `words NAME [anycase] ENTRIES`, `words NAME from FILE [filters] [anycase] [weigh TAG]`, `words NAME from dictionary
 * [pos=n|nz]`. */
static void parse_words(Parser *parser, const Part *head, RuleFile *file) {
  WordsStatement words = {0};
  Part first_line = *head;
  first_line.lines.count = 1; /* entries below need not be tokens */
  words.name = (RuleName){SLICE(""), head->place};
  const RuleSource *source = parser->source;
  Slice line = {source->text.data + head->lines.data[0].begin, head->lines.data[0].end - head->lines.data[0].begin};
  size_t keyword = lexer_keyword(head).length;
  Slice rest = slice_trim((Slice){line.data + keyword, line.length - keyword});
  Slice name = rest;
  size_t length = 0;
  while (length < name.length && !strchr(" \t", name.data[length])) length++;
  name.length = length;
  words.name.text = name;
  words.name.place.begin = (uint32_t)(name.data - source->text.data);
  words.name.place.end = words.name.place.begin + (uint32_t)length;
  if (!length) {
    parser_begin(parser, &first_line, 1);
    parser_expected(parser, "the name of the list");
    return;
  }
  Slice behind = slice_trim((Slice){name.data + length, rest.length - length});
  if (slice_starts_with(behind, SLICE("from ")) || slice_starts_with(behind, SLICE("from\t"))) {
    parser_begin(parser, &first_line, 2);
    parser_take_word(parser, "from");
    if (parser_take_word(parser, "dictionary")) {
      words.from_dictionary = true;
    } else if (parser_peek(parser)->kind == TOKEN_STRING) {
      const Token *token = parser_take(parser);
      words.file = (RuleName){token->text, token->place};
    } else {
      parser_expected(parser, "a file name in quotation marks, or `dictionary`");
    }
    words.filters = parser_filters(parser);
    words.any_case = parser_take_word(parser, "anycase");
    if (parser_take_word(parser, "weigh")) words.weight = parser_expect_name(parser, "the tag that holds the weight");
    expect_end(parser);
  } else {
    if (slice_starts_with(behind, SLICE("anycase")) && (behind.length == 7 || strchr(" \t", behind.data[7]))) {
      words.any_case = true;
      behind = slice_trim((Slice){behind.data + 7, behind.length - 7});
    }
    uint32_t from = behind.length ? (uint32_t)(behind.data - source->text.data) : head->lines.data[0].end;
    parse_entries(parser, head, from, &words);
  }
  VECTOR_PUSH(parser->arena, &file->words, words);
}

static void parse_type(Parser *parser, const Statement *statement, RuleFile *file, bool entity) {
  parser_begin(parser, &statement->parts.data[0], 1);
  TypeStatement type = {.name = parser_expect_name(parser, "the name of the type")};
  if (entity) {
    type.class = expect_iri(parser, "the class of these entities, as in schema:Person");
    type.open = parser_take_word(parser, "open");
    type.transparent = parser_take_word(parser, "transparent");
  }
  expect_end(parser);
  VECTOR_PUSH(parser->arena, &file->types, type);
}

static void parse_named_pattern(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  PatternStatement pattern = {.name = parser_expect_name(parser, "the name of the pattern")};
  parser_expect_sign(parser, "=");
  pattern.pattern = parser_pattern(parser);
  expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->patterns, pattern);
}

static void parse_prefix(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  PrefixStatement prefix = {.prefix = parser_expect_name(parser, "a prefix")};
  parser_expect_sign(parser, ":");
  if (parser_peek(parser)->kind != TOKEN_IRI) parser_expected(parser, "an IRI in < >");
  const Token *token = parser_take(parser);
  prefix.iri = (RuleName){token->text, token->place};
  expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->prefixes, prefix);
}

/* ---- frames ---- */

static void parse_slots(Parser *parser, FrameStatement *frame) {
  parser_expect_sign(parser, "(");
  do {
    if (parser->part_failed) return;
    FrameSlot slot = {.name = parser_expect_name(parser, "the name of a slot")};
    parser_expect_sign(parser, ":");
    do {
      VECTOR_PUSH(parser->arena, &slot.types, parser_expect_name(parser, "the type of the slot"));
    } while (parser_take_sign(parser, "|"));
    slot.optional = parser_take_sign(parser, "?");
    VECTOR_PUSH(parser->arena, &frame->slots, slot);
  } while (parser_take_sign(parser, ","));
  parser_expect_sign(parser, ")");
}

static void parse_mapping(Parser *parser, FrameStatement *frame) {
  SlotMapping mapping = {
      .slot = parser_expect_name(parser, "class, relation, key, carry, otherwise, also or the name of a slot")};
  if (parser_take_sign(parser, ".")) mapping.part = parser_expect_name(parser, "a part of the value");
  mapping.property = expect_iri(parser, "a property, as in spo:holder");
  VECTOR_PUSH(parser->arena, &frame->mappings, mapping);
}

/* `within sentence`, `within paragraph`, `within document`; the sentence where nothing is said. */
static void parse_carry_scope(Parser *parser, FrameStatement *frame) {
  static const char *const SCOPES[] = {"sentence", "paragraph", "document"};
  frame->carry_scope = CARRY_SENTENCE;
  if (!parser_take_word(parser, "within")) return;
  for (int i = 0; i < 3; i++) {
    if (!parser_take_word(parser, SCOPES[i])) continue;
    frame->carry_scope = (uint8_t)(CARRY_SENTENCE + i);
    return;
  }
  parser_expected(parser, "sentence, paragraph or document");
}

static void parse_frame_part(Parser *parser, FrameStatement *frame) {
  if (parser_take_word(parser, "class")) {
    frame->class = expect_iri(parser, "a class, as in spo:Position");
  } else if (parser_take_word(parser, "relation")) {
    frame->relation = expect_iri(parser, "a property, as in spo:founded");
  } else if (parser_take_word(parser, "key")) {
    do {
      VECTOR_PUSH(parser->arena, &frame->keys, parser_expect_name(parser, "the name of a slot"));
    } while (parser_peek(parser)->kind == TOKEN_NAME);
  } else if (parser_take_word(parser, "carry")) {
    do {
      VECTOR_PUSH(parser->arena, &frame->carried, parser_expect_name(parser, "the name of a slot"));
    } while (parser_peek(parser)->kind == TOKEN_NAME && !parser_is_word(parser, "within"));
    parse_carry_scope(parser, frame);
  } else if (parser_take_word(parser, "otherwise")) {
    frame->otherwise = parser_expect_name(parser, "the name of a slot");
    frame->otherwise_from = parser_expect_name(parser, "the name of the slot whose text it takes");
  } else if (parser_take_word(parser, "also")) {
    DirectTriple triple = {.subject = parser_expect_name(parser, "the name of a slot")};
    triple.property = expect_iri(parser, "a property");
    triple.object = parser_expect_name(parser, "the name of a slot");
    VECTOR_PUSH(parser->arena, &frame->triples, triple);
  } else {
    parse_mapping(parser, frame);
  }
  expect_end(parser);
}

static void parse_frame(Parser *parser, const Statement *statement, RuleFile *file) {
  FrameStatement frame = {0};
  parser_begin(parser, &statement->parts.data[0], 1);
  frame.name = parser_expect_name(parser, "the name of the frame");
  parse_slots(parser, &frame);
  expect_end(parser);
  bool sound = !parser->part_failed;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    parser_begin(parser, &statement->parts.data[i], 0);
    if (!parser->part_failed) parse_frame_part(parser, &frame);
  }
  if (sound) VECTOR_PUSH(parser->arena, &file->frames, frame);
}

/* ---- rules ---- */

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
  double cost = expect_between(parser, "a cost from -1000 to 1000", -1000, 1000);
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
    rule->weight = expect_between(parser, "a weight from 0 to 1000", 0, 1000);
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
    rule->confidence = expect_between(parser, "a number above 0, at most 1", 1e-6, 1);
  } else if (parser_take_word(parser, "priority")) {
    double priority = expect_between(parser, "a whole number from -1000 to 1000", -1000, 1000);
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
  expect_end(parser);
}

static void parse_rule(Parser *parser, const Statement *statement, RuleFile *file) {
  RuleStatement rule = {.weight = 0};
  parser_begin(parser, &statement->parts.data[0], 1);
  rule.name = parser_expect_name(parser, "the name of the rule");
  expect_end(parser);
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

static void parse_language(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  file->language = parser_expect_name(parser, "a language tag, as in zh");
  expect_end(parser);
}

static const char *const KEYWORDS[] = {"language", "prefix", "words", "entity", "type", "pattern", "frame", "rule"};

static void parse_statement(Parser *parser, const Statement *statement, RuleFile *file) {
  const Part *head = &statement->parts.data[0];
  Slice keyword = lexer_keyword(head);
  if (slice_is(keyword, "language")) {
    parse_language(parser, statement, file);
  } else if (slice_is(keyword, "prefix")) {
    parse_prefix(parser, statement, file);
  } else if (slice_is(keyword, "words")) {
    parse_words(parser, head, file);
  } else if (slice_is(keyword, "entity") || slice_is(keyword, "type")) {
    parse_type(parser, statement, file, slice_is(keyword, "entity"));
  } else if (slice_is(keyword, "pattern")) {
    parse_named_pattern(parser, statement, file);
  } else if (slice_is(keyword, "frame")) {
    parse_frame(parser, statement, file);
  } else if (slice_is(keyword, "rule")) {
    parse_rule(parser, statement, file);
  } else {
    char hint[128] = "a statement begins with language, prefix, words, entity, type, pattern, frame or rule";
    for (size_t i = 0; i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++) {
      if (slice_distance(keyword, slice_of(KEYWORDS[i]), 2) <= 2) {
        snprintf(hint, sizeof hint, "did you mean `%s`?", KEYWORDS[i]);
      }
    }
    RulePlace place = head->place;
    place.end = place.begin + (uint32_t)keyword.length;
    rule_report(parser->diagnostics, SPO_ERROR, "E004", place, hint, "no statement is called `%.*s`",
                keyword.length > 40 ? 40 : (int)keyword.length, keyword.data);
    parser->failed = true;
  }
}

SpoStatus rule_parse(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics, RuleFile *file) {
  *file = (RuleFile){.source = source};
  Parser parser = {.arena = arena, .source = source, .diagnostics = diagnostics};
  Statements statements = lexer_statements(arena, source, diagnostics, &parser.failed);
  for (uint32_t i = 0; i < statements.count; i++) parse_statement(&parser, &statements.data[i], file);
  return parser.failed ? SPO_BAD_RULES : SPO_SUCCESS;
}
