/* Lines, statements and comments; the tokens of a part are set by rule_format_tokens.c. */
#include "rules/rule_format.h"

#include "base/diagnostic_list.h"
#include "base/utf8.h"
#include "rules/rule_format_internal.h"
#include "rules/rule_parser.h"

enum { LARGEST_TEXT = 4 << 20, NARROWEST_KEYWORDS = 6, WIDEST_RULE_KEYWORD = 7, WIDEST_SLOT = 20, WIDEST_NAME = 28 };

/* A line of the text. */
typedef struct {
  Slice content; /* without indentation and comment; empty: blank or a mere comment */
  Slice comment; /* with its #, or empty */
  bool indented;
  uint32_t statement, part; /* that its content belongs to, or UINT32_MAX */
} FormatLine;

typedef struct {
  Arena *arena;
  RuleSource source;
  Statements statements;
  DiagnosticList errors;
  struct {
    VECTOR(FormatLine);
  } lines;
  FormatOutput out;
  /* Of the statement that is being written */
  size_t keyword_width;
  /* Statements of one line whose names are aligned: up to this one */
  uint32_t group_end;
  size_t name_width;
} Formatter;

/* ---- reading ---- */

static void cut_lines(Formatter *formatter) {
  Slice text = formatter->source.text;
  for (size_t at = 0, next; at < text.length; at = next) {
    const char *newline = memchr(text.data + at, '\n', text.length - at);
    size_t end = newline ? (size_t)(newline - text.data) : text.length, begin = at;
    next = end + 1;
    while (begin < end && strchr(" \t\r", text.data[begin])) begin++;
    size_t content = lexer_content_end(text.data, begin, end);
    FormatLine line = {.indented = begin > at, .statement = UINT32_MAX, .part = UINT32_MAX};
    line.content = (Slice){text.data + begin, content - begin};
    line.comment = slice_trim((Slice){text.data + content, end - content});
    VECTOR_PUSH(formatter->arena, &formatter->lines, line);
  }
}

/* Both follow one another in the order of the text. */
static void assign_lines(Formatter *formatter) {
  uint32_t at = 0;
  for (uint32_t s = 0; s < formatter->statements.count; s++) {
    const Statement *statement = &formatter->statements.data[s];
    for (uint32_t p = 0; p < statement->parts.count; p++) {
      const Part *part = &statement->parts.data[p];
      for (uint32_t i = 0; i < part->lines.count; i++) {
        const char *begin = formatter->source.text.data + part->lines.data[i].begin;
        while (formatter->lines.data[at].content.data != begin || !formatter->lines.data[at].content.length) at++;
        formatter->lines.data[at].statement = s;
        formatter->lines.data[at].part = p;
      }
    }
  }
}

static bool has_error(const Formatter *formatter, RulePlace place) {
  for (uint32_t i = 0; i < formatter->errors.messages.count; i++) {
    size_t offset = formatter->errors.messages.data[i].offset;
    if (offset >= place.begin && offset <= place.end) return true;
  }
  return false;
}

/* ---- statements ---- */

static const char *const ONE_LINERS[] = {"language", "import", "drop", "ontology", "prefix",
                                         "words",    "entity", "type", "pattern",  NULL};

static Slice keyword_of(const Statement *statement) {
  return lexer_keyword(&statement->parts.data[0]);
}

static bool is_one_liner(const Statement *statement) {
  if (statement->parts.count > 1) return false;
  for (const char *const *name = ONE_LINERS; *name; name++) {
    if (slice_is(keyword_of(statement), *name)) return true;
  }
  return false;
}

static Tokens tokens_of(const Formatter *formatter, const Part *part) {
  bool failed = false;
  return lexer_tokens(formatter->arena, part, &DIAGNOSTICS_SILENT, &failed);
}

/* What stands behind the first word of a part's first line. */
static RulePlace behind_keyword(const Part *part) {
  RulePlace place = part->lines.data[0];
  const char *text = place.source->text.data;
  place.begin += (uint32_t)lexer_keyword(part).length;
  while (place.begin < place.end && strchr(" \t\r", text[place.begin])) place.begin++;
  return place;
}

static Slice place_text(RulePlace place) {
  return (Slice){place.source->text.data + place.begin, place.end - place.begin};
}

/* The name of a statement, and what stands behind it. */
static Slice cut_name(RulePlace *rest) {
  const char *text = rest->source->text.data;
  uint32_t begin = rest->begin;
  while (rest->begin < rest->end && !strchr(" \t\r", text[rest->begin])) rest->begin++;
  Slice name = {text + begin, rest->begin - begin};
  while (rest->begin < rest->end && strchr(" \t\r", text[rest->begin])) rest->begin++;
  return name;
}

/* The name that is aligned with those of the lines above and below; empty where nothing stands behind it. */
static Slice aligned_name(const Formatter *formatter, const Statement *statement) {
  const Part *head = &statement->parts.data[0];
  Slice keyword = keyword_of(statement);
  if (slice_is(keyword, "words")) {
    RulePlace rest = behind_keyword(head);
    Slice name = cut_name(&rest);
    return rest.begin < rest.end ? name : SLICE("");
  }
  bool aligned = slice_is(keyword, "entity") || slice_is(keyword, "pattern");
  if (!aligned) return SLICE("");
  Tokens tokens = tokens_of(formatter, head);
  return tokens.count > 3 ? tokens.data[1].text : SLICE("");
}

/* The statements of one line that go on, line by line, with the one that begins in line `at`. */
static void begin_group(Formatter *formatter, uint32_t at) {
  uint32_t first = formatter->lines.data[at].statement;
  if (first < formatter->group_end) return;
  const Statement *statement = &formatter->statements.data[first];
  formatter->group_end = first;
  formatter->name_width = 0;
  uint32_t members = 0;
  for (; at < formatter->lines.count; at++) {
    const FormatLine *line = &formatter->lines.data[at];
    if (line->statement == UINT32_MAX) break;
    const Statement *member = &formatter->statements.data[line->statement];
    if (!is_one_liner(member) || !slice_equal(keyword_of(member), keyword_of(statement))) break;
    if (line->statement >= formatter->group_end) {
      size_t width = utf8_columns(aligned_name(formatter, member));
      if (width > formatter->name_width && width <= WIDEST_NAME) formatter->name_width = width;
      formatter->group_end = line->statement + 1;
      members++;
    }
  }
  if (members < 2) formatter->name_width = 0;
}

/* ---- heads ---- */

static void put_padded(FormatOutput *out, Slice text, size_t width) {
  size_t columns = utf8_columns(text);
  format_put(out, text);
  format_blanks(out, columns < width ? width - columns + 1 : 1);
}

/* Display columns of what was written of the last line. */
static size_t column_of(const FormatOutput *out) {
  uint32_t begin = out->text.count;
  while (begin > 0 && out->text.data[begin - 1] != '\n') begin--;
  return utf8_columns((Slice){out->text.data + begin, out->text.count - begin});
}

static bool is_from_file(RulePlace rest) {
  Slice word = cut_name(&rest);
  if (slice_is(word, "replaces") || slice_is(word, "without")) word = cut_name(&rest);
  return slice_is(word, "from") && rest.begin < rest.end;
}

/* The first line of a word list; its other lines are words. */
static void put_words_head(Formatter *formatter, const Part *head) {
  RulePlace rest = behind_keyword(head);
  Slice name = cut_name(&rest);
  format_put(&formatter->out, SLICE("words "));
  if (rest.begin == rest.end) {
    format_put(&formatter->out, name);
    return;
  }
  put_padded(&formatter->out, name, formatter->name_width);
  size_t column = column_of(&formatter->out);
  if (!is_from_file(rest)) {
    format_entries(&formatter->out, place_text(rest), column, 2);
    return;
  }
  Part part = {.place = rest};
  VECTOR_PUSH(formatter->arena, &part.lines, rest);
  format_tokens(&formatter->out, tokens_of(formatter, &part).data, STYLE_WORDS, column, 2, false);
}

static void put_head(Formatter *formatter, const Statement *statement) {
  const Part *head = &statement->parts.data[0];
  FormatOutput *out = &formatter->out;
  Slice keyword = keyword_of(statement);
  Tokens tokens = tokens_of(formatter, head);
  bool aligned = aligned_name(formatter, statement).length > 0;
  put_padded(out, place_text(tokens.data[0].place), 0);
  if (aligned) put_padded(out, place_text(tokens.data[1].place), formatter->name_width);
  const Token *rest = tokens.data + (aligned ? 2 : 1);
  if (slice_is(keyword, "pattern")) {
    size_t column = column_of(out) + 2;
    bool equals = rest->kind == TOKEN_SIGN && slice_is(rest->text, "=");
    if (equals) put_padded(out, place_text(rest++->place), 0);
    format_tokens(out, rest, STYLE_PATTERN, column, column, true);
  } else if (slice_is(keyword, "frame")) {
    format_tokens(out, rest, STYLE_FRAME, column_of(out), 4, true);
  } else {
    format_tokens(out, rest, slice_is(keyword, "prefix") ? STYLE_FRAME : STYLE_AS_WRITTEN, column_of(out), 2, false);
  }
}

/* ---- parts ---- */

static bool is_raw(Slice keyword) {
  return slice_is(keyword, "ok") || slice_is(keyword, "no");
}

static bool is_expected(Slice keyword) {
  return slice_starts_with(keyword, SLICE("->"));
}

/* The first word of a part; in a frame with its parts: value.number. */
static Slice part_keyword(const Formatter *formatter, const Part *part, uint32_t *tokens_behind) {
  *tokens_behind = 0;
  Slice keyword = lexer_keyword(part);
  if (is_raw(keyword) || is_expected(keyword)) return keyword;
  Tokens tokens = tokens_of(formatter, part);
  uint32_t count = 1;
  while (count < tokens.count && tokens.data[count].kind != TOKEN_END && tokens.data[count].glued &&
         !(tokens.data[count].kind == TOKEN_SIGN && strchr("([{!&^$", tokens.data[count].text.data[0])))
    count++;
  *tokens_behind = count;
  return slice_between(place_text(tokens.data[0].place).data,
                       formatter->source.text.data + tokens.data[count - 1].place.end);
}

static void measure_keywords(Formatter *formatter, const Statement *statement) {
  bool frame = slice_is(keyword_of(statement), "frame");
  size_t widest = frame ? WIDEST_SLOT : WIDEST_RULE_KEYWORD;
  formatter->keyword_width = frame ? 0 : NARROWEST_KEYWORDS;
  for (uint32_t i = 1; i < statement->parts.count; i++) {
    const Part *part = &statement->parts.data[i];
    uint32_t behind;
    Slice keyword = part_keyword(formatter, part, &behind);
    size_t width = is_expected(keyword) || has_error(formatter, part->place) ? 0 : utf8_columns(keyword);
    if (width > formatter->keyword_width && width <= widest) formatter->keyword_width = width;
  }
}

static FormatStyle part_style(Slice statement, Slice keyword) {
  static const char *const PATTERNS[] = {"match", "before", "after", "inside", "is",   "with",
                                         "maybe", "unless", "cost",  "not",    "same", "qualify"};
  if (slice_is(statement, "frame")) return STYLE_AS_WRITTEN;
  if (slice_is(keyword, "emit") || slice_is(keyword, "each")) return STYLE_ACTION;
  for (size_t i = 0; i < sizeof PATTERNS / sizeof PATTERNS[0]; i++) {
    if (slice_is(keyword, PATTERNS[i])) return STYLE_PATTERN;
  }
  return STYLE_AS_WRITTEN;
}

static void put_part(Formatter *formatter, const Statement *statement, const Part *part) {
  FormatOutput *out = &formatter->out;
  uint32_t behind;
  Slice keyword = part_keyword(formatter, part, &behind);
  size_t width = formatter->keyword_width, continuation = width + 3;
  if (is_expected(keyword)) {
    Slice line = place_text(part->lines.data[0]);
    format_blanks(out, continuation);
    format_put(out, SLICE("-> "));
    format_put(out, slice_trim((Slice){line.data + 2, line.length - 2}));
    return;
  }
  format_blanks(out, 2);
  if (is_raw(keyword)) {
    put_padded(out, keyword, width);
    format_put(out, place_text(behind_keyword(part)));
    return;
  }
  Tokens tokens = tokens_of(formatter, part);
  bool alone = tokens.data[behind].kind == TOKEN_END;
  if (alone) {
    format_put(out, keyword);
    return;
  }
  put_padded(out, keyword, slice_is(keyword, "not") ? 0 : width);
  format_tokens(out, tokens.data + behind, part_style(keyword_of(statement), keyword), column_of(out), continuation,
                true);
}

/* ---- lines ---- */

static void put_comment(Formatter *formatter, Slice comment) {
  if (!comment.length) return;
  format_put(&formatter->out, SLICE("  "));
  format_put(&formatter->out, comment);
}

/* Lines that stay as they are, but for their indentation: a part with errors, or with comments between its lines. */
static uint32_t put_kept_lines(Formatter *formatter, uint32_t from, uint32_t to, size_t indent, size_t continuation) {
  for (uint32_t i = from; i < to; i++) {
    const FormatLine *line = &formatter->lines.data[i];
    if (!line->content.length && !line->comment.length) continue;
    format_blanks(&formatter->out, i == from ? indent : continuation);
    format_put(&formatter->out, line->content);
    if (line->content.length) put_comment(formatter, line->comment);
    if (!line->content.length) format_put(&formatter->out, line->comment);
    format_put(&formatter->out, SLICE("\n"));
  }
  return to;
}

/* Behind the last line of the part that begins in line `at`. `*loose`: comments stand between its lines. */
static uint32_t part_end(const Formatter *formatter, uint32_t at, bool *loose) {
  uint32_t end = at + 1;
  *loose = false;
  for (uint32_t i = at; i < formatter->lines.count; i++) {
    const FormatLine *line = &formatter->lines.data[i], *first = &formatter->lines.data[at];
    if (!line->content.length) continue;
    if (line->statement != first->statement || line->part != first->part) break;
    end = i + 1;
  }
  for (uint32_t i = at; i + 1 < end; i++) *loose = *loose || formatter->lines.data[i].comment.length;
  return end;
}

/* The lines of a word list keep their words; comments behind and between them stay there. */
static void put_words(Formatter *formatter, const Part *head, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    const FormatLine *line = &formatter->lines.data[i];
    if (!line->content.length && !line->comment.length) continue;
    if (i > from) format_blanks(&formatter->out, 2);
    if (i == from) {
      put_words_head(formatter, head);
    } else if (line->content.length) {
      format_entries(&formatter->out, line->content, 2, 2);
    } else {
      format_put(&formatter->out, line->comment);
    }
    if (line->content.length) put_comment(formatter, line->comment);
    format_put(&formatter->out, SLICE("\n"));
  }
}

static uint32_t put_part_lines(Formatter *formatter, uint32_t at) {
  const FormatLine *line = &formatter->lines.data[at];
  const Statement *statement = &formatter->statements.data[line->statement];
  const Part *part = &statement->parts.data[line->part];
  bool loose, head = line->part == 0, words = head && slice_is(keyword_of(statement), "words");
  uint32_t end = part_end(formatter, at, &loose);
  size_t indent = head ? 0 : 2;
  if (is_expected(lexer_keyword(part)) && !head) indent = formatter->keyword_width + 3;
  bool test = is_raw(lexer_keyword(part)) || is_expected(lexer_keyword(part));
  if (has_error(formatter, part->place) || (loose && !words) || (test && end > at + 1)) {
    return put_kept_lines(formatter, at, end, indent, head ? 4 : formatter->keyword_width + 3);
  }
  if (words) {
    put_words(formatter, part, at, end);
    return end;
  }
  if (head) {
    put_head(formatter, statement);
  } else {
    put_part(formatter, statement, part);
  }
  put_comment(formatter, formatter->lines.data[end - 1].comment);
  format_put(&formatter->out, SLICE("\n"));
  return end;
}

/* ---- between statements and parts ---- */

static void put_comment_line(Formatter *formatter, Slice comment, size_t indent, bool blank) {
  if (blank && formatter->out.text.count) format_put(&formatter->out, SLICE("\n"));
  format_blanks(&formatter->out, indent);
  format_put(&formatter->out, comment);
  format_put(&formatter->out, SLICE("\n"));
}

/* Comments and blank lines [from, to) between statement `before` and the next one; UINT32_MAX: there is none. Indented
   comments right below a statement belong to it. */
static void put_gap(Formatter *formatter, uint32_t from, uint32_t to, uint32_t before, uint32_t behind) {
  const Statements *statements = &formatter->statements;
  bool inner = before != UINT32_MAX && !is_one_liner(&statements->data[before]), blank = false;
  for (; inner && from < to && formatter->lines.data[from].indented && formatter->lines.data[from].comment.length;
       from++) {
    put_comment_line(formatter, formatter->lines.data[from].comment, 2, false);
  }
  bool apart = before != UINT32_MAX && (inner || (behind != UINT32_MAX && !is_one_liner(&statements->data[behind])));
  for (uint32_t i = from; i < to; i++) {
    if (!formatter->lines.data[i].comment.length) {
      blank = true;
      continue;
    }
    put_comment_line(formatter, formatter->lines.data[i].comment, 0, blank || apart);
    blank = apart = false;
  }
  if (behind != UINT32_MAX && (blank || apart) && formatter->out.text.count) format_put(&formatter->out, SLICE("\n"));
}

static void put_inner_gap(Formatter *formatter, uint32_t from, uint32_t to) {
  bool blank = false;
  for (uint32_t i = from; i < to; i++) {
    bool comment = formatter->lines.data[i].comment.length > 0;
    if (comment) put_comment_line(formatter, formatter->lines.data[i].comment, 2, blank);
    blank = !comment;
  }
  if (blank && formatter->out.text.count) format_put(&formatter->out, SLICE("\n"));
}

static void put_all(Formatter *formatter) {
  uint32_t at = 0, before = UINT32_MAX, count = formatter->lines.count;
  while (at < count) {
    uint32_t next = at;
    while (next < count && !formatter->lines.data[next].content.length) next++;
    const FormatLine *line = &formatter->lines.data[next];
    bool stray = next < count && line->statement == UINT32_MAX, inner = next < count && !stray && line->part > 0;
    if (inner || stray) {
      put_inner_gap(formatter, at, next);
    } else {
      put_gap(formatter, at, next, before, next < count ? line->statement : UINT32_MAX);
    }
    if (next == count) break;
    if (stray) {
      at = put_kept_lines(formatter, next, next + 1, 2, 2);
      continue;
    }
    before = line->statement;
    if (line->part == 0) {
      measure_keywords(formatter, &formatter->statements.data[before]);
      begin_group(formatter, next);
    }
    at = put_part_lines(formatter, next);
  }
}

Slice rule_format(Arena *arena, Slice text) {
  if (text.length > LARGEST_TEXT || utf8_valid_prefix(text) != text.length || memchr(text.data, 0, text.length)) {
    return text;
  }
  Formatter formatter = {.arena = arena, .source = {.name = SLICE("rules"), .text = text}};
  formatter.errors.arena = formatter.out.arena = arena;
  Diagnostics sink = diagnostic_list_sink(&formatter.errors);
  RuleFile file;
  bool failed = false;
  rule_parse(arena, &formatter.source, &sink, &file);
  formatter.statements = lexer_statements(arena, &formatter.source, &DIAGNOSTICS_SILENT, &failed);
  cut_lines(&formatter);
  assign_lines(&formatter);
  put_all(&formatter);
  Slice result = {formatter.out.text.data, formatter.out.text.count};
  return format_same_tokens(arena, text, result) ? result : text;
}
