#include "rules/rule_lexer.h"

#include <stdio.h>

#include "base/utf8.h"
#include "text/text.h"

typedef struct {
  Arena *arena;
  const RuleSource *source;
  const Diagnostics *diagnostics;
  bool *failed;
} Lexer;

static RulePlace place_of(const RuleSource *source, size_t begin, size_t end) {
  return (RulePlace){source, (uint32_t)begin, (uint32_t)end};
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/* Whether a line (without indentation) begins with `word` and a blank or its end. */
static bool begins_with(Slice line, const char *word) {
  size_t length = strlen(word);
  return line.length >= length && memcmp(line.data, word, length) == 0 &&
         (line.length == length || is_blank(line.data[length]));
}

static bool is_raw(Slice line) {
  return begins_with(line, "ok") || begins_with(line, "no");
}

size_t lexer_content_end(const char *text, size_t begin, size_t end) {
  Slice line = {text + begin, end - begin};
  if (!is_raw(line)) {
    bool quoted = false;
    for (size_t i = begin; i < end; i++) {
      if (text[i] == '\\' && quoted) {
        i++;
      } else if (text[i] == '"') {
        quoted = !quoted;
      } else if (text[i] == '#' && !quoted && (i == begin || is_blank(text[i - 1]))) {
        end = i;
      }
    }
  }
  while (end > begin && is_blank(text[end - 1])) end--;
  return end;
}

typedef struct {
  Statements statements;
  size_t part_indent; /* of the part that a deeper line would go on with */
  long open_brackets; /* in the head of the statement */
} Grouping;

/* Brackets that a line opens and does not close; those in quotation marks do not count. */
static long open_brackets(Slice line) {
  bool quoted = false;
  long open = 0;
  for (size_t i = 0; i < line.length; i++) {
    if (line.data[i] == '\\' && quoted) {
      i++;
    } else if (line.data[i] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      open += (line.data[i] == '(') - (line.data[i] == ')');
    }
  }
  return open;
}

static bool goes_on_with_head(const Grouping *grouping, const Statement *statement) {
  if (statement->parts.count != 1) return false;
  Slice keyword = lexer_keyword(&statement->parts.data[0]);
  return slice_is(keyword, "words") || slice_is(keyword, "pattern") ||
         (slice_is(keyword, "frame") && grouping->open_brackets > 0);
}

static void add_line(Lexer *lexer, Grouping *grouping, size_t indent, RulePlace line) {
  Slice text = {lexer->source->text.data + line.begin, line.end - line.begin};
  if (indent == 0) VECTOR_PUSH(lexer->arena, &grouping->statements, (Statement){0});
  if (grouping->statements.count == 0) {
    *lexer->failed = true;
    rule_report(lexer->diagnostics, SPO_ERROR, "E001", line,
                "begin a statement such as `rule NAME` in the first column",
                "an indented line before the first statement");
    return;
  }
  Statement *statement = &grouping->statements.data[grouping->statements.count - 1];
  bool begins_part = is_raw(text) || slice_starts_with(text, SLICE("->"));
  bool first = statement->parts.count <= 1;
  if (indent == 0 || first || begins_part || indent <= grouping->part_indent) {
    if (indent == 0 || !goes_on_with_head(grouping, statement)) {
      VECTOR_PUSH(lexer->arena, &statement->parts, ((Part){.place = line}));
      if (!begins_part || first) grouping->part_indent = indent;
    }
  }
  Part *part = &statement->parts.data[statement->parts.count - 1];
  part->place.end = line.end;
  VECTOR_PUSH(lexer->arena, &part->lines, line);
  if (indent == 0) grouping->open_brackets = 0;
  if (statement->parts.count == 1) grouping->open_brackets += open_brackets(text);
}

Statements lexer_statements(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics, bool *failed) {
  Lexer lexer = {arena, source, diagnostics, failed};
  Grouping grouping = {0};
  const char *text = source->text.data;
  for (size_t at = 0, next; at < source->text.length; at = next) {
    const char *newline = memchr(text + at, '\n', source->text.length - at);
    size_t end = newline ? (size_t)(newline - text) : source->text.length;
    next = end + 1;
    size_t begin = at, indent = 0;
    for (; begin < end && is_blank(text[begin]); begin++) indent += text[begin] == '\t' ? 8 : 1;
    size_t content = lexer_content_end(text, begin, end);
    if (content > begin) add_line(&lexer, &grouping, indent, place_of(source, begin, content));
  }
  return grouping.statements;
}

Slice lexer_keyword(const Part *part) {
  RulePlace line = part->lines.data[0];
  Slice text = {line.source->text.data + line.begin, line.end - line.begin};
  size_t length = 0;
  while (length < text.length && !is_blank(text.data[length])) length++;
  return (Slice){text.data, length};
}

static bool is_name_character(uint32_t point) {
  return point == '_' || (character_flags(point) & (CHARACTER_HAN | CHARACTER_LETTER | CHARACTER_DIGIT)) != 0;
}

/* End of the name at `at`; inner hyphens belong to it if a name character follows. */
static size_t name_end(const char *text, size_t at, size_t end) {
  unsigned width, next_width;
  while (at < end) {
    uint32_t point = utf8_decode(text + at, &width);
    bool hyphen = point == '-' && at + 1 < end && is_name_character(utf8_decode(text + at + 1, &next_width));
    if (!is_name_character(point) && !hyphen) break;
    at += width;
  }
  return at;
}

static Slice unescape(Arena *arena, Slice raw) {
  if (!memchr(raw.data, '\\', raw.length)) return raw;
  char *out = arena_alloc(arena, raw.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < raw.length; i++) {
    char c = raw.data[i];
    if (c == '\\' && i + 1 < raw.length) {
      c = raw.data[++i];
      c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
    out[length++] = c;
  }
  return (Slice){out, length};
}

static size_t lex_string(Lexer *lexer, size_t at, size_t end, Token *token) {
  const char *text = lexer->source->text.data;
  size_t close = at + 1;
  while (close < end && text[close] != '"') close += text[close] == '\\' && close + 1 < end ? 2 : 1;
  if (close >= end) {
    *lexer->failed = true;
    token->kind = TOKEN_BAD;
    rule_report(lexer->diagnostics, SPO_ERROR, "E002", place_of(lexer->source, at, end), "close it with \"",
                "a string without end");
    return end;
  }
  token->kind = TOKEN_STRING;
  token->text = unescape(lexer->arena, (Slice){text + at + 1, close - at - 1});
  return close + 1;
}

static size_t number_end(const char *text, size_t at, size_t end) {
  size_t i = at + (text[at] == '-' || text[at] == '+');
  size_t digits = i;
  while (i < end && text[i] >= '0' && text[i] <= '9') i++;
  if (i == digits) return at;
  if (i + 1 < end && text[i] == '.' && text[i + 1] >= '0' && text[i + 1] <= '9') {
    for (i++; i < end && text[i] >= '0' && text[i] <= '9';) i++;
  }
  return i;
}

/* Punctuation wants to be matched, and typographic quotation marks to be plain ones. */
static void report_sign(Lexer *lexer, Slice sign, RulePlace place) {
  bool quotes = slice_is(sign, "“") || slice_is(sign, "”") || slice_is(sign, "„") || slice_is(sign, "＂");
  bool plain = (unsigned char)sign.data[0] >= 0x80 || strchr(";/%~@'*", sign.data[0]);
  char hint[64] = "text to be matched stands in quotation marks: \"...\"";
  if (quotes) {
    snprintf(hint, sizeof hint, "did you mean `\"`?");
  } else if (plain) {
    snprintf(hint, sizeof hint, "did you mean `\"%.*s\"`?", (int)sign.length, sign.data);
  }
  rule_report(lexer->diagnostics, SPO_ERROR, "E003", place, hint, "a sign that means nothing here");
}

static size_t lex_sign(Lexer *lexer, size_t at, size_t end, Token *token) {
  static const char *const SIGNS[] = {"...", "..", "->", "(", ")", "{", "}", "[", "]", "|", "?", ",",
                                      "=",   ":",  "!",  "^", "$", ".", "+", "*", "-", "~", "&", "@"};
  const char *text = lexer->source->text.data;
  for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
    size_t length = strlen(SIGNS[i]);
    if (end - at >= length && memcmp(text + at, SIGNS[i], length) == 0) {
      token->kind = TOKEN_SIGN;
      return at + length;
    }
  }
  unsigned width;
  utf8_decode(text + at, &width);
  token->kind = TOKEN_BAD;
  *lexer->failed = true;
  report_sign(lexer, (Slice){text + at, width}, place_of(lexer->source, at, at + width));
  return at + width;
}

static size_t lex_token(Lexer *lexer, size_t at, size_t end, Token *token) {
  const char *text = lexer->source->text.data;
  unsigned width;
  uint32_t point = utf8_decode(text + at, &width);
  size_t stop;
  if (point == '"') return lex_string(lexer, at, end, token);
  if (point == '<') {
    const char *close = memchr(text + at, '>', end - at);
    if (close) {
      token->kind = TOKEN_IRI;
      token->text = slice_between(text + at + 1, close);
      return (size_t)(close - text) + 1;
    }
  }
  if ((point < 0x80 && (character_flags(point) & CHARACTER_DIGIT)) || point == '-' || point == '+') {
    stop = number_end(text, at, end);
    if (stop > at && name_end(text, at, end) <= stop) {
      token->kind = TOKEN_NUMBER;
      return stop;
    }
  }
  stop = name_end(text, at, end);
  if (is_name_character(point)) {
    token->kind = TOKEN_NAME;
    return stop;
  }
  return lex_sign(lexer, at, end, token);
}

Tokens lexer_tokens(Arena *arena, const Part *part, const Diagnostics *diagnostics, bool *failed) {
  Lexer lexer = {arena, part->place.source, diagnostics, failed};
  Tokens tokens = {0};
  for (uint32_t line = 0; line < part->lines.count; line++) {
    size_t at = part->lines.data[line].begin, end = part->lines.data[line].end, previous = SIZE_MAX;
    while (at < end) {
      if (is_blank(part->place.source->text.data[at])) {
        at++;
        continue;
      }
      Token token = {.glued = at == previous};
      size_t stop = lex_token(&lexer, at, end, &token);
      token.place = place_of(part->place.source, at, stop);
      if (!token.text.data) token.text = (Slice){part->place.source->text.data + at, stop - at};
      VECTOR_PUSH(arena, &tokens, token);
      previous = at = stop;
    }
  }
  RulePlace end = place_of(part->place.source, part->place.end, part->place.end);
  VECTOR_PUSH(arena, &tokens, ((Token){.kind = TOKEN_END, .place = end}));
  return tokens;
}
