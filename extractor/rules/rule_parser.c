#include "rules/rule_parser.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/name_table.h"
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

static void report_expected(Parser *parser, const char *what, const char *hint) {
  const Token *token = parser_peek(parser);
  char message[256];
  if (token->kind == TOKEN_END) {
    snprintf(message, sizeof message, "expected %s, found the end of the line", what);
  } else {
    int length = token->text.length > 40 ? 40 : (int)token->text.length;
    snprintf(message, sizeof message, "expected %s, found `%.*s`", what, length, token->text.data);
  }
  parser_error(parser, "E010", token->place, hint, message);
}

void parser_expected(Parser *parser, const char *what) {
  report_expected(parser, what, NULL);
}

void parser_expected_word(Parser *parser, const char *what, const char *const *words, size_t count) {
  const Token *token = parser_peek(parser);
  const char *hint = token->kind == TOKEN_NAME ? name_hint_of(words, count, parser->arena, token->text) : NULL;
  report_expected(parser, what, hint);
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

double parser_expect_between(Parser *parser, const char *what, double least, double most) {
  uint32_t at = parser->at;
  double number = parser_expect_number(parser, what);
  if (parser->part_failed || (number >= least && number <= most)) return number;
  parser->at = at;
  parser_expected(parser, what);
  return 0;
}

void parser_expect_end(Parser *parser) {
  if (parser_peek(parser)->kind != TOKEN_END && !parser->part_failed) parser_expected(parser, "the end of the line");
}

RuleName parser_expect_iri(Parser *parser, const char *what) {
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

/* ---- words, pattern, prefix ---- */

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

/* Takes a keyword and the blanks behind it off the head of a text. */
static bool take_leading_word(Slice *text, Slice word) {
  bool there =
      slice_starts_with(*text, word) && (text->length == word.length || strchr(" \t", text->data[word.length]));
  if (there) *text = slice_trim((Slice){text->data + word.length, text->length - word.length});
  return there;
}

/* `words NAME [replaces|without] ...`: `words NAME [anycase] ENTRIES`, `words NAME from FILE [filters] [anycase] [weigh
 * TAG]`, `words NAME from dictionary [pos=n|nz]`, `words NAME from vocabulary FILE [type=a|b]`, the same with `model`.
 */
static void parse_words(Parser *parser, const Part *head, RuleFile *file) {
  WordsStatement words = {0};
  parser->part_failed = false;
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
  words.replaces = take_leading_word(&behind, SLICE("replaces"));
  words.removes = !words.replaces && take_leading_word(&behind, SLICE("without"));
  if (slice_starts_with(behind, SLICE("from ")) || slice_starts_with(behind, SLICE("from\t"))) {
    parser_begin(parser, &first_line, words.replaces || words.removes ? 3 : 2);
    parser_take_word(parser, "from");
    if (parser_take_word(parser, "dictionary")) {
      words.from_dictionary = true;
    } else {
      words.from_model = parser_take_word(parser, "model");
      words.from_vocabulary = words.from_model || parser_take_word(parser, "vocabulary");
      const Token *token = parser_peek(parser);
      if (token->kind == TOKEN_STRING) {
        words.file = (RuleName){parser_take(parser)->text, token->place};
      } else {
        parser_expected(parser,
                        "a file name in quotation marks, `vocabulary` or `model` and a file name, or `dictionary`");
      }
    }
    words.filters = parser_filters(parser);
    words.any_case = parser_take_word(parser, "anycase");
    if (head->lines.count > 1 && !parser->part_failed) {
      parser_error(parser, "E010", head->lines.data[1], "write another `words` statement of the same name for them",
                   "expected the next statement, found words below a list from a file");
    }
    if (parser_take_word(parser, "weigh")) words.weight = parser_expect_name(parser, "the tag that holds the weight");
    parser_expect_end(parser);
  } else {
    words.any_case = take_leading_word(&behind, SLICE("anycase"));
    uint32_t from = behind.length ? (uint32_t)(behind.data - source->text.data) : head->lines.data[0].end;
    parse_entries(parser, head, from, &words);
  }
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->words, words);
}

static void parse_named_pattern(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  PatternStatement pattern = {.name = parser_expect_name(parser, "the name of the pattern")};
  pattern.replaces = parser_take_word(parser, "replaces");
  parser_expect_sign(parser, "=");
  pattern.pattern = parser_pattern(parser);
  parser_expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->patterns, pattern);
}

static void parse_prefix(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  PrefixStatement prefix = {.prefix = parser_expect_name(parser, "a prefix")};
  parser_expect_sign(parser, ":");
  if (parser_peek(parser)->kind != TOKEN_IRI) parser_expected(parser, "an IRI in < >");
  const Token *token = parser_take(parser);
  prefix.iri = (RuleName){token->text, token->place};
  parser_expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->prefixes, prefix);
}

/* ---- statements ---- */

static void parse_language(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  file->language = parser_expect_name(parser, "a language tag, as in zh");
  parser_expect_end(parser);
}

static void parse_import(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  ImportStatement import = {.shipped = parser_take_word(parser, "shipped")};
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_STRING) {
    import.file = (RuleName){parser_take(parser)->text, token->place};
  } else {
    parser_expected(parser, "a rule file in quotation marks, as in import \"persons.spo\"");
  }
  parser_expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->imports, import);
}

static void parse_ontology(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  OntologyStatement ontology = {0};
  const Token *token = parser_peek(parser);
  if (token->kind == TOKEN_STRING) {
    ontology.file = (RuleName){parser_take(parser)->text, token->place};
  } else {
    parser_expected(parser, "an RDF file in quotation marks, as in ontology \"energy.ttl\"");
  }
  parser_expect_end(parser);
  if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->ontologies, ontology);
}

static void parse_drop(Parser *parser, const Statement *statement, RuleFile *file) {
  parser_begin(parser, &statement->parts.data[0], 1);
  do {
    RuleName name = parser_expect_name(parser, "the name of a rule");
    if (!parser->part_failed) VECTOR_PUSH(parser->arena, &file->dropped, name);
  } while (parser_peek(parser)->kind == TOKEN_NAME);
  parser_expect_end(parser);
}

static const char *const KEYWORDS[] = {"language", "prefix", "words",  "entity", "type",    "pattern",
                                       "frame",    "rule",   "import", "drop",   "ontology"};

/* Only entities, frames and rules have parts. */
static void expect_no_parts(Parser *parser, const Statement *statement) {
  Slice keyword = lexer_keyword(&statement->parts.data[0]);
  static const char *const WITH_PARTS[] = {"entity", "type", "frame", "rule"}; /* `type` says itself that it has none */
  for (size_t i = 0; i < sizeof WITH_PARTS / sizeof WITH_PARTS[0]; i++) {
    if (slice_is(keyword, WITH_PARTS[i])) return;
  }
  if (statement->parts.count == 1) return;
  parser_begin(parser, &statement->parts.data[1], 0);
  parser_expected(parser, "the next statement, in the first column");
}

static void parse_statement(Parser *parser, const Statement *statement, RuleFile *file) {
  const Part *head = &statement->parts.data[0];
  Slice keyword = lexer_keyword(head);
  if (slice_is(keyword, "language")) {
    parse_language(parser, statement, file);
  } else if (slice_is(keyword, "import")) {
    parse_import(parser, statement, file);
  } else if (slice_is(keyword, "ontology")) {
    parse_ontology(parser, statement, file);
  } else if (slice_is(keyword, "drop")) {
    parse_drop(parser, statement, file);
  } else if (slice_is(keyword, "prefix")) {
    parse_prefix(parser, statement, file);
  } else if (slice_is(keyword, "words")) {
    parse_words(parser, head, file);
  } else if (slice_is(keyword, "entity") || slice_is(keyword, "type")) {
    parser_type(parser, statement, file, slice_is(keyword, "entity"));
  } else if (slice_is(keyword, "pattern")) {
    parse_named_pattern(parser, statement, file);
  } else if (slice_is(keyword, "frame")) {
    parser_frame(parser, statement, file);
  } else if (slice_is(keyword, "rule")) {
    parser_rule(parser, statement, file);
  } else {
    const char *hint = name_hint_of(KEYWORDS, sizeof KEYWORDS / sizeof KEYWORDS[0], parser->arena, keyword);
    if (!hint)
      hint =
          "a statement begins with language, import, drop, ontology, prefix, words, entity, type, pattern, frame or "
          "rule";
    RulePlace place = head->place;
    place.end = place.begin + (uint32_t)keyword.length;
    rule_report(parser->diagnostics, SPO_ERROR, "E004", place, hint, "no statement is called `%.*s`",
                keyword.length > 40 ? 40 : (int)keyword.length, keyword.data);
    parser->failed = true;
    return;
  }
  expect_no_parts(parser, statement);
}

static StatementKind kind_of(Slice keyword) {
  /* in the order of StatementKind */
  static const char *const NAMES[] = {"language", "prefix", "words",  "entity", "type",    "pattern",
                                      "frame",    "rule",   "import", "drop",   "ontology"};
  for (int i = 0; i < STATEMENT_OTHER; i++) {
    if (slice_is(keyword, NAMES[i])) return (StatementKind)i;
  }
  return STATEMENT_OTHER;
}

/* The second word of a statement: the name that it declares, in whatever shape the rest is. */
static RuleName written_name(const Part *head) {
  RulePlace line = head->lines.data[0];
  const char *text = line.source->text.data;
  uint32_t begin = line.begin + (uint32_t)lexer_keyword(head).length, end;
  while (begin < line.end && strchr(" \t", text[begin])) begin++;
  for (end = begin; end < line.end && !strchr(" \t\r:(=", text[end]);) end++;
  return (RuleName){{text + begin, end - begin}, {line.source, begin, end}};
}

static void add_outline(Parser *parser, const Statement *statement, RuleFile *file) {
  const Part *head = &statement->parts.data[0], *last = &statement->parts.data[statement->parts.count - 1];
  StatementOutline outline = {.kind = kind_of(lexer_keyword(head)),
                              .name = written_name(head),
                              .extent = {head->place.source, head->place.begin, last->place.end},
                              .broken = parser->failed};
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    Slice keyword = lexer_keyword(&statement->parts.data[i]);
    outline.tests += slice_is(keyword, "ok") || slice_is(keyword, "no");
  }
  VECTOR_PUSH(parser->arena, &file->outline, outline);
}

SpoStatus rule_parse(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics, RuleFile *file) {
  *file = (RuleFile){.source = source};
  DiagnosticLimit limit = {diagnostics, RULE_MOST_MESSAGES};
  Diagnostics limited = diagnostic_limit_sink(&limit);
  Parser parser = {.arena = arena, .source = source, .diagnostics = &limited};
  Statements statements = lexer_statements(arena, source, &limited, &parser.failed);
  bool failed = parser.failed;
  for (uint32_t i = 0; i < statements.count; i++) {
    parser.failed = false;
    parse_statement(&parser, &statements.data[i], file);
    add_outline(&parser, &statements.data[i], file);
    failed = failed || parser.failed;
  }
  return failed ? SPO_BAD_RULES : SPO_SUCCESS;
}
