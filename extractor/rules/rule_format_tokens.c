/* The tokens of a part, with blanks between them, broken into lines. */
#include "base/utf8.h"
#include "rules/rule_format_internal.h"

void format_put(FormatOutput *out, Slice text) {
  VECTOR_APPEND(out->arena, &out->text, text.data, text.length);
}

void format_blanks(FormatOutput *out, size_t count) {
  while (count--) format_put(out, SLICE(" "));
}

/* ---- blanks ---- */

typedef struct {
  Slice text;
  size_t columns;
  bool blank; /* in front of it */
  bool breakable;
  uint32_t depth; /* brackets that are open in front of it */
} SetToken;

typedef enum { BRACKET_ROUND, BRACKET_TAGS, BRACKET_BOUNDS, BRACKET_ITEM } Bracket;

typedef struct {
  const Token *tokens;
  FormatStyle style;
  struct {
    VECTOR(uint8_t);
  } open;         /* Bracket */
  bool list_head; /* the bracket that was closed last is that of list( ) */
  uint32_t list_depth;
} Setting;

static bool is_sign(const Token *token, const char *sign) {
  return token->kind == TOKEN_SIGN && slice_is(token->text, sign);
}

static bool is_list(const Setting *setting, uint32_t at) {
  return setting->style == STYLE_PATTERN && setting->tokens[at].kind == TOKEN_NAME &&
         slice_is(setting->tokens[at].text, "list");
}

static bool inside(const Setting *setting, Bracket bracket) {
  return setting->open.count && setting->open.data[setting->open.count - 1] == bracket;
}

/* A bracket behind a name: of a frame, a function, list( ). In a pattern, `A (B | C)` are two elements. */
static bool is_call(const Setting *setting, uint32_t at) {
  const Token *before = &setting->tokens[at - 1];
  if (before->kind != TOKEN_NAME) return false;
  if (setting->style != STYLE_PATTERN || is_list(setting, at - 1)) return true;
  return setting->open.count && at > 1 && is_sign(&setting->tokens[at - 2], "=");
}

static bool is_one_of(const Token *token, const char *const *signs) {
  if (token->kind != TOKEN_SIGN) return false;
  for (; *signs; signs++) {
    if (slice_is(token->text, *signs)) return true;
  }
  return false;
}

/* Whether a blank stands in front of token `at`, which is not the first. */
static bool has_blank(const Setting *setting, uint32_t at) {
  static const char *const NEVER_BEFORE[] = {")", "]", ",", "?", ".", ":", NULL};
  static const char *const NEVER_BEHIND[] = {"(", "[", "!", "&", ".", NULL};
  const Token *token = &setting->tokens[at], *before = token - 1;
  if (setting->style == STYLE_AS_WRITTEN) return !token->glued;
  if (is_one_of(token, NEVER_BEFORE) || is_one_of(before, NEVER_BEHIND)) return false;
  if (inside(setting, BRACKET_TAGS) || inside(setting, BRACKET_BOUNDS)) return false;
  if (is_sign(before, ":")) return setting->style == STYLE_FRAME;
  if (is_sign(token, "=") || is_sign(before, "=")) return setting->open.count == 0;
  if (is_sign(token, "+") && setting->style == STYLE_FRAME) return false;
  if (is_sign(token, "(")) return !is_call(setting, at);
  if (is_sign(token, "[")) return setting->style == STYLE_WORDS || before->kind != TOKEN_NAME;
  if (is_sign(token, "{")) return setting->list_head;
  if (token->kind == TOKEN_NAME && before->kind == TOKEN_STRING && slice_is(token->text, "i")) return !token->glued;
  return true;
}

/* Follows the brackets past token `at`. */
static void pass(Arena *arena, Setting *setting, uint32_t at) {
  const Token *token = &setting->tokens[at];
  bool closes_list = false;
  if (is_sign(token, "(")) {
    if (at && is_list(setting, at - 1) && !setting->list_depth) setting->list_depth = setting->open.count + 1;
    VECTOR_PUSH(arena, &setting->open, BRACKET_ROUND);
  } else if (is_sign(token, "[")) {
    VECTOR_PUSH(arena, &setting->open, BRACKET_TAGS);
  } else if (is_sign(token, "{")) {
    VECTOR_PUSH(arena, &setting->open, (uint8_t)(setting->list_head ? BRACKET_ITEM : BRACKET_BOUNDS));
  } else if (is_sign(token, ")") || is_sign(token, "]") || is_sign(token, "}")) {
    closes_list = is_sign(token, ")") && setting->list_depth && setting->open.count == setting->list_depth;
    if (closes_list) setting->list_depth = 0;
    if (setting->open.count) setting->open.count--;
  }
  setting->list_head = closes_list;
}

/* A line that begins with ok or no would be a test (rule_lexer.h). */
static bool may_begin_line(Slice text) {
  return !slice_is(text, "ok") && !slice_is(text, "no");
}

/* `}` of a list has a blank in front of it, that of bounds has none. */
static bool closes_item(const Setting *setting, uint32_t at) {
  return is_sign(&setting->tokens[at], "}") && inside(setting, BRACKET_ITEM);
}

/* Slots and values are broken behind their commas, patterns anywhere but behind a bar or a bracket. */
static bool may_break(const Setting *setting, uint32_t at) {
  static const char *const NEVER_BEHIND[] = {"|", "=", "{", NULL};
  const Token *before = &setting->tokens[at - 1];
  if (setting->style == STYLE_FRAME || setting->style == STYLE_ACTION) return is_sign(before, ",");
  return !is_one_of(before, NEVER_BEHIND) && !is_sign(&setting->tokens[at], "{");
}

static SetToken *set_tokens(Arena *arena, const Token *tokens, FormatStyle style, uint32_t *count) {
  for (*count = 0; tokens[*count].kind != TOKEN_END;) ++*count;
  SetToken *set = ARENA_ARRAY(arena, SetToken, *count + 1);
  Setting setting = {.tokens = tokens, .style = style};
  for (uint32_t i = 0; i < *count; i++) {
    Slice text = {tokens[i].place.source->text.data + tokens[i].place.begin,
                  tokens[i].place.end - tokens[i].place.begin};
    set[i] = (SetToken){.text = text, .columns = utf8_columns(text), .depth = setting.open.count};
    set[i].blank = i && (closes_item(&setting, i) || has_blank(&setting, i));
    set[i].breakable = set[i].blank && may_break(&setting, i) && may_begin_line(text);
    pass(arena, &setting, i);
  }
  return set;
}

/* ---- lines ---- */

/* How bad it is to break a line of `used` columns in front of a token. */
static size_t badness(const SetToken *token, size_t used) {
  enum { BRACKET_WEIGHT = 24 };
  return token->depth * BRACKET_WEIGHT + (FORMAT_COLUMNS > used ? FORMAT_COLUMNS - used : 0);
}

/* The token that the next line begins with; `count` if the rest fits. The line begins with token `from` at `column`. */
static uint32_t line_end(const SetToken *tokens, uint32_t from, uint32_t count, size_t column) {
  uint32_t best = count;
  size_t least = SIZE_MAX, used = column;
  for (uint32_t i = from; i < count; i++) {
    if (i > from && tokens[i].breakable) {
      size_t bad = badness(&tokens[i], used);
      if (bad <= least) {
        least = bad;
        best = i;
      }
    }
    used += tokens[i].columns + (i > from && tokens[i].blank);
    if (used > FORMAT_COLUMNS && best < count) return best;
  }
  return used > FORMAT_COLUMNS ? best : count;
}

static void put_lines(FormatOutput *out, const SetToken *tokens, uint32_t count, size_t column, size_t continuation,
                      bool breaks) {
  for (uint32_t at = 0; at < count;) {
    uint32_t end = breaks ? line_end(tokens, at, count, column) : count;
    for (uint32_t i = at; i < end; i++) {
      if (i > at && tokens[i].blank) format_put(out, SLICE(" "));
      format_put(out, tokens[i].text);
    }
    at = end;
    if (at == count) return;
    format_put(out, SLICE("\n"));
    format_blanks(out, continuation);
    column = continuation;
  }
}

void format_tokens(FormatOutput *out, const Token *tokens, FormatStyle style, size_t column, size_t continuation,
                   bool breaks) {
  uint32_t count;
  const SetToken *set = set_tokens(out->arena, tokens, style, &count);
  put_lines(out, set, count, column, continuation, breaks);
}

void format_entries(FormatOutput *out, Slice entries, size_t column, size_t continuation) {
  struct {
    VECTOR(SetToken);
  } words = {0};
  for (size_t at = 0; at < entries.length;) {
    size_t begin = at;
    if (strchr(" \t\r", entries.data[at])) {
      at++;
      continue;
    }
    bool quoted = entries.data[at] == '"';
    for (at++; at < entries.length && !strchr(quoted ? "\"" : " \t\r", entries.data[at]);) at++;
    if (quoted && at < entries.length) at++;
    Slice text = {entries.data + begin, at - begin};
    SetToken word = {.text = text, .columns = utf8_columns(text), .blank = true, .breakable = may_begin_line(text)};
    VECTOR_PUSH(out->arena, &words, word);
  }
  put_lines(out, words.data, words.count, column, continuation, true);
}

/* ---- comparing ---- */

static bool is_raw_part(const Part *part) {
  Slice keyword = lexer_keyword(part);
  return slice_is(keyword, "ok") || slice_is(keyword, "no");
}

/* Whether the token and the one before it mean something else without a blank between them: X{2}, "x"i. */
static bool glue_matters(const Token *token) {
  return (is_sign(token, "{") && token[1].kind == TOKEN_NUMBER) ||
         (token->kind == TOKEN_NAME && slice_is(token->text, "i") && token[-1].kind == TOKEN_STRING);
}

static bool same_part(Arena *arena, const Part *a, const Part *b) {
  if (is_raw_part(a) != is_raw_part(b)) return false;
  if (is_raw_part(a)) {
    Slice x = {a->place.source->text.data + a->lines.data[0].begin + 2,
               a->lines.data[0].end - a->lines.data[0].begin - 2};
    Slice y = {b->place.source->text.data + b->lines.data[0].begin + 2,
               b->lines.data[0].end - b->lines.data[0].begin - 2};
    return slice_equal(slice_trim(x), slice_trim(y));
  }
  bool failed = false;
  Tokens x = lexer_tokens(arena, a, &DIAGNOSTICS_SILENT, &failed),
         y = lexer_tokens(arena, b, &DIAGNOSTICS_SILENT, &failed);
  if (x.count != y.count) return false;
  for (uint32_t i = 0; i < x.count; i++) {
    const Token *token = &x.data[i], *other = &y.data[i];
    if (token->kind != other->kind) return false;
    if (token->kind != TOKEN_END && !slice_equal(token->text, other->text)) return false;
    if (i && glue_matters(token) && token->glued != other->glued) return false;
  }
  return true;
}

bool format_same_tokens(Arena *arena, Slice before, Slice after) {
  RuleSource sources[2] = {{.text = before}, {.text = after}};
  bool failed = false;
  Statements a = lexer_statements(arena, &sources[0], &DIAGNOSTICS_SILENT, &failed);
  Statements b = lexer_statements(arena, &sources[1], &DIAGNOSTICS_SILENT, &failed);
  if (a.count != b.count) return false;
  for (uint32_t i = 0; i < a.count; i++) {
    if (a.data[i].parts.count != b.data[i].parts.count) return false;
    for (uint32_t k = 0; k < a.data[i].parts.count; k++) {
      if (!same_part(arena, &a.data[i].parts.data[k], &b.data[i].parts.data[k])) return false;
    }
  }
  return true;
}
