#include "input/wikitext.h"

/* ---- what is left out whole ---- */

/* Elements whose content is no text. */
static const char *const OPAQUE[] = {"ref",
                                     "references",
                                     "gallery",
                                     "math",
                                     "chem",
                                     "timeline",
                                     "source",
                                     "score",
                                     "hiero",
                                     "imagemap",
                                     "graph",
                                     "mapframe",
                                     "templatedata",
                                     "ce",
                                     "maplink",
                                     "syntaxhighlight",
                                     "templatestyles",
                                     "inputbox",
                                     "poll",
                                     NULL};

/* Sections of which nothing is text of the article. */
static const char *const LEFT_OUT[] = {"References",
                                       "Reference",
                                       "Notes",
                                       "Footnotes",
                                       "Citations",
                                       "Sources",
                                       "Bibliography",
                                       "Further reading",
                                       "External links",
                                       "See also",
                                       "Notes and references",
                                       "Gallery",
                                       "参考文献",
                                       "參考文獻",
                                       "参考资料",
                                       "參考資料",
                                       "注释",
                                       "註釋",
                                       "注释与参考文献",
                                       "脚注",
                                       "腳註",
                                       "外部链接",
                                       "外部連結",
                                       "外部鏈接",
                                       "参见",
                                       "參見",
                                       "相关条目",
                                       "相關條目",
                                       "延伸阅读",
                                       "延伸閱讀",
                                       "扩展阅读",
                                       "資料來源",
                                       "资料来源",
                                       "来源",
                                       "來源",
                                       "图集",
                                       "圖集",
                                       "参看",
                                       "參看",
                                       NULL};

static const char *const HIDDEN_LINKS[] = {"file", "image", "media", "category", "文件", "檔案", "档案", "图像",
                                           "圖像", "图片",  "圖片",  "媒体",     "媒體", "分类", "分類", NULL};

/* Templates that show one of what they are given: the first or the last; ALL: all, with spaces between. */
typedef enum { SHOW_FIRST, SHOW_LAST, SHOW_TWO } Shown;

static const struct {
  const char *name;
  Shown shown;
} SHOWN_TEMPLATES[] = {{"lang", SHOW_LAST},       {"transl", SHOW_LAST},
                       {"nowrap", SHOW_FIRST},    {"small", SHOW_FIRST},
                       {"nobold", SHOW_FIRST},    {"abbr", SHOW_FIRST},
                       {"ill", SHOW_FIRST},       {"interlanguage link", SHOW_FIRST},
                       {"link-en", SHOW_FIRST},   {"link-ja", SHOW_FIRST},
                       {"le", SHOW_FIRST},        {"internal link helper/en", SHOW_FIRST},
                       {"tsl", SHOW_LAST},        {"translink", SHOW_LAST},
                       {"convert", SHOW_TWO},     {"cvt", SHOW_TWO},
                       {"val", SHOW_FIRST},       {"zhy", SHOW_FIRST},
                       {"nihongo", SHOW_FIRST},   {"sic", SHOW_FIRST},
                       {"formatnum", SHOW_FIRST}, {"isbn", SHOW_FIRST},
                       {"lang-zh", SHOW_FIRST},   {"lang-en", SHOW_FIRST},
                       {"lang-fr", SHOW_FIRST},   {"lang-de", SHOW_FIRST},
                       {"lang-ja", SHOW_FIRST}};

static bool is_listed(const char *const *list, Slice word) {
  for (; *list; list++) {
    if (slice_equal_ignore_case(word, slice_of(*list))) return true;
  }
  return false;
}

/* ---- elements and comments ---- */

static Slice from(Slice text, size_t at) {
  return (Slice){text.data + at, text.length - at};
}

/* Where `needle` is found in text behind `at`, letters of any case; SIZE_MAX. */
static size_t find_closing(Slice text, size_t at, Slice name) {
  while (at + name.length + 2 < text.length) {
    const char *open = memchr(text.data + at, '<', text.length - at);
    if (!open) break;
    at = (size_t)(open - text.data);
    if (at + name.length + 2 >= text.length) break;
    bool same = text.data[at + 1] == '/' && slice_equal_ignore_case((Slice){text.data + at + 2, name.length}, name);
    if (same) return at;
    at++;
  }
  return SIZE_MAX;
}

/* The name of the tag at `at` (a `<`); empty if there is none. */
static Slice tag_name(Slice text, size_t at) {
  size_t end = at + 1;
  while (end < text.length &&
         (((unsigned char)text.data[end] | 0x20) >= 'a' && ((unsigned char)text.data[end] | 0x20) <= 'z')) {
    end++;
  }
  return slice_between(text.data + at + 1, text.data + end);
}

/* What means something in wikitext, as references, which mean nothing. */
static void add_literally(Arena *arena, HtmlText *out, Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    if (strchr("<>&[]{}|'=*#:;!-_", c) && c) {
      Slice reference = arena_print(arena, "&#%d;", c);
      html_add(arena, out, reference);
    } else {
      html_add(arena, out, (Slice){&c, 1});
    }
  }
}

typedef struct {
  Arena *arena;
  Slice text;
  HtmlText out;
  bool unclosed[32]; /* of OPAQUE: there is no further end tag */
  bool comment_unclosed, nowiki_unclosed;
} Stripping;

/* Behind the end tag at `at`. What closes it may be missing; the text is cut behind a `>` only, never inside a
 * character. */
static size_t behind_tag(Slice text, size_t at) {
  const char *last = memchr(text.data + at, '>', text.length - at);
  return last ? (size_t)(last - text.data) + 1 : text.length;
}

/* Behind the comment or element at `at`, of which nothing stays; `at` itself if it is none. */
static size_t skip_opaque(Stripping *strip, size_t at) {
  Slice text = strip->text, rest = from(text, at);
  if (slice_starts_with(rest, SLICE("<!--"))) {
    size_t end = strip->comment_unclosed ? SIZE_MAX : slice_find(rest, SLICE("-->"));
    strip->comment_unclosed = end == SIZE_MAX;
    return end == SIZE_MAX ? text.length : at + end + 3;
  }
  Slice name = tag_name(text, at);
  const char *close = name.length ? memchr(rest.data, '>', rest.length < 2000 ? rest.length : 2000) : NULL;
  if (!close) return at;
  size_t behind = (size_t)(close - text.data) + 1;
  if (slice_equal_ignore_case(name, SLICE("nowiki"))) {
    if (close[-1] == '/' || strip->nowiki_unclosed) return behind;
    size_t end = find_closing(text, behind, name);
    strip->nowiki_unclosed = end == SIZE_MAX;
    if (end == SIZE_MAX) return behind;
    add_literally(strip->arena, &strip->out, slice_between(text.data + behind, text.data + end));
    return behind_tag(text, end);
  }
  for (size_t i = 0; OPAQUE[i]; i++) {
    if (!slice_equal_ignore_case(name, slice_of(OPAQUE[i]))) continue;
    if (close[-1] == '/' || strip->unclosed[i]) return behind;
    size_t end = find_closing(text, behind, name);
    strip->unclosed[i] = end == SIZE_MAX;
    if (end == SIZE_MAX) return behind;
    return behind_tag(text, end);
  }
  return at;
}

static Slice strip_elements(Arena *arena, Slice text) {
  Stripping strip = {.arena = arena, .text = text};
  size_t at = 0, kept = 0;
  while (at < text.length) {
    const char *open = memchr(text.data + at, '<', text.length - at);
    at = open ? (size_t)(open - text.data) : text.length;
    html_add(arena, &strip.out, (Slice){text.data + kept, at - kept});
    if (!open) break;
    size_t behind = skip_opaque(&strip, at);
    kept = behind;
    if (behind == at)
      at++;
    else
      at = behind;
  }
  return (Slice){strip.out.data, strip.out.count};
}

/* ---- templates and links ---- */

/* `{{`, `[[` and what closes them. */
typedef struct {
  size_t at;
  size_t partner; /* index of the mark that closes it; SIZE_MAX if none does */
  char kind;      /* `{`, `[`, `}`, `]` */
} Mark;

typedef struct {
  Arena *arena;
  Slice text;
  struct {
    VECTOR(Mark);
  } marks;
  HtmlText *out;
} Expansion;

enum { DEEPEST = 40, MOST_TABLES = 8 /* in each other */ };

static void find_marks(Expansion *expansion) {
  struct {
    VECTOR(uint32_t);
  } open = {0};
  Slice text = expansion->text;
  for (size_t i = 0; i + 1 < text.length; i++) {
    char c = text.data[i];
    if ((c != '{' && c != '[' && c != '}' && c != ']') || text.data[i + 1] != c) continue;
    uint32_t own = expansion->marks.count;
    Mark mark = {i++, SIZE_MAX, c};
    VECTOR_PUSH(expansion->arena, &expansion->marks, mark);
    if (c == '{' || c == '[') {
      VECTOR_PUSH(expansion->arena, &open, own);
      continue;
    }
    char wanted = c == '}' ? '{' : '[';
    uint32_t top = open.count;
    while (top && expansion->marks.data[open.data[top - 1]].kind != wanted && c == '}') top--;
    if (!top || expansion->marks.data[open.data[top - 1]].kind != wanted) continue;
    expansion->marks.data[open.data[top - 1]].partner = own;
    open.count = top - 1;
  }
}

static void expand(Expansion *expansion, size_t begin, size_t end, uint32_t mark, unsigned depth);

/* The first mark at or behind `at`. */
static uint32_t mark_behind(const Expansion *expansion, uint32_t mark, size_t at) {
  while (mark < expansion->marks.count && expansion->marks.data[mark].at < at) mark++;
  return mark;
}

/* The next `|` on this level, or `end`. */
static size_t next_bar(const Expansion *expansion, size_t at, size_t end, uint32_t mark) {
  while (at < end) {
    mark = mark_behind(expansion, mark, at);
    const Mark *next = mark < expansion->marks.count ? &expansion->marks.data[mark] : NULL;
    bool nested = next && next->at == at && next->partner != SIZE_MAX;
    if (nested) {
      at = expansion->marks.data[next->partner].at + 2;
    } else if (expansion->text.data[at] == '|') {
      return at;
    } else {
      at++;
    }
  }
  return end;
}

/* Most templates give facts about the page or draw something; of some the text is shown. */
static void expand_template(Expansion *expansion, size_t begin, size_t end, uint32_t mark, unsigned depth) {
  size_t bar = next_bar(expansion, begin, end, mark), first = bar, last = bar, second = end;
  Slice name = slice_trim(slice_between(expansion->text.data + begin, expansion->text.data + bar));
  for (size_t i = 0; i < sizeof SHOWN_TEMPLATES / sizeof *SHOWN_TEMPLATES; i++) {
    if (!slice_equal_ignore_case(name, slice_of(SHOWN_TEMPLATES[i].name)) || bar == end) continue;
    for (size_t at = bar; at < end;) {
      size_t next = next_bar(expansion, at + 1, end, mark);
      bool named = memchr(expansion->text.data + at, '=', next - at) != NULL;
      if (!named) last = at;
      at = next;
    }
    size_t shown = SHOWN_TEMPLATES[i].shown == SHOW_LAST ? last : first;
    second = next_bar(expansion, shown + 1, end, mark);
    expand(expansion, shown + 1, second, mark_behind(expansion, mark, shown + 1), depth + 1);
    if (SHOWN_TEMPLATES[i].shown != SHOW_TWO || second == end) return;
    html_add(expansion->arena, expansion->out, SLICE(" "));
    size_t third = next_bar(expansion, second + 1, end, mark);
    expand(expansion, second + 1, third, mark_behind(expansion, mark, second + 1), depth + 1);
    return;
  }
}

/* `fr` of [[fr:Pont]], which stands for no text. */
static bool is_language(Slice prefix) {
  if (prefix.length < 2 || prefix.length > 12) return false;
  for (size_t i = 0; i < prefix.length; i++) {
    if (!(prefix.data[i] >= 'a' && prefix.data[i] <= 'z') && !(i > 1 && prefix.data[i] == '-')) return false;
  }
  return prefix.length <= 3 || memchr(prefix.data, '-', prefix.length);
}

static void expand_link(Expansion *expansion, size_t begin, size_t end, uint32_t mark, unsigned depth) {
  size_t bar = next_bar(expansion, begin, end, mark);
  Slice target = slice_trim(slice_between(expansion->text.data + begin, expansion->text.data + bar)), rest = target;
  Slice prefix = slice_trim(slice_cut(&rest, ':'));
  bool prefixed = rest.length > 0 && prefix.length > 0;
  if (prefixed && (is_listed(HIDDEN_LINKS, prefix) || (bar == end && is_language(prefix)))) return;
  if (bar < end && bar + 1 < end) {
    expand(expansion, bar + 1, end, mark_behind(expansion, mark, bar + 1), depth + 1);
    return;
  }
  if (target.length && target.data[0] == ':') target = from(target, 1);
  html_add(expansion->arena, expansion->out, target);
}

/* -{zh-hans:软件;zh-hant:軟體}-, -{文字}-. Returns the bytes that it takes, 0 if it is none. */
static size_t expand_variant(Expansion *expansion, size_t at, size_t end) {
  enum { LONGEST = 500 };
  Slice rest = slice_between(expansion->text.data + at, expansion->text.data + end);
  if (rest.length > LONGEST) rest.length = LONGEST;
  size_t close = slice_starts_with(rest, SLICE("-{")) ? slice_find(rest, SLICE("}-")) : SIZE_MAX;
  if (close == SIZE_MAX) return 0;
  Slice inner = {rest.data + 2, close - 2}, shown = {0}, flags = inner;
  size_t bar = slice_find(inner, SLICE("|"));
  if (bar < 8) {
    flags.length = bar;
    inner = from(inner, bar + 1);
    if (!memchr(flags.data, 'A', flags.length) && !slice_starts_with(flags, SLICE("zh"))) return close + 2;
  }
  for (Slice all = inner; all.length;) {
    Slice value = slice_cut(&all, ';'), text = value, name = slice_trim(slice_cut(&text, ':'));
    bool variant = slice_starts_with(name, SLICE("zh"));
    bool simplified = slice_is(name, "zh-hans") || slice_is(name, "zh-cn");
    if (simplified || shown.length == 0) shown = slice_trim(variant ? text : value);
    if (simplified) break;
  }
  html_add(expansion->arena, expansion->out, shown);
  return close + 2;
}

/* [https://example.org label] */
static size_t expand_address(Expansion *expansion, size_t at, size_t end) {
  Slice rest = slice_between(expansion->text.data + at, expansion->text.data + end);
  bool address = slice_starts_with(rest, SLICE("[http")) || slice_starts_with(rest, SLICE("[//")) ||
                 slice_starts_with(rest, SLICE("[ftp")) || slice_starts_with(rest, SLICE("[mailto:"));
  size_t close = 0;
  if (!address) return 0;
  while (close < rest.length && close < 1000 && rest.data[close] != ']' && rest.data[close] != '\n') close++;
  if (close == rest.length || rest.data[close] != ']') return 0;
  Slice label = {rest.data + 1, close - 1};
  slice_cut(&label, ' ');
  html_add(expansion->arena, expansion->out, label);
  return close + 1;
}

/* Apostrophes that make bold or italic type. */
static size_t expand_quotes(Expansion *expansion, size_t at, size_t end) {
  size_t count = 0;
  while (at + count < end && expansion->text.data[at + count] == '\'') count++;
  size_t shown = count == 1 || count == 4 ? 1 : count > 5 ? count - 5 : 0;
  for (size_t i = 0; i < shown; i++) html_add(expansion->arena, expansion->out, SLICE("'"));
  return count;
}

static size_t expand_sign(Expansion *expansion, size_t at, size_t end) {
  switch (expansion->text.data[at]) {
    case '\'':
      return expand_quotes(expansion, at, end);
    case '-':
      return expand_variant(expansion, at, end);
    case '[':
      return expand_address(expansion, at, end);
    default:
      return 0;
  }
}

/* What has no meaning of its own, up to `end`. */
static void expand_text(Expansion *expansion, size_t at, size_t end) {
  size_t kept = at;
  while (at < end) {
    char c = expansion->text.data[at];
    if (c != '\'' && c != '-' && c != '[') {
      at++;
      continue;
    }
    html_add(expansion->arena, expansion->out, slice_between(expansion->text.data + kept, expansion->text.data + at));
    kept = at;
    size_t taken = expand_sign(expansion, at, end);
    at += taken ? taken : 1;
    if (taken) kept = at;
  }
  html_add(expansion->arena, expansion->out, slice_between(expansion->text.data + kept, expansion->text.data + end));
}

static void expand(Expansion *expansion, size_t begin, size_t end, uint32_t mark, unsigned depth) {
  size_t at = begin;
  for (mark = mark_behind(expansion, mark, begin); mark < expansion->marks.count; mark++) {
    const Mark *own = &expansion->marks.data[mark];
    if (own->at >= end) break;
    if (own->at < at || own->partner == SIZE_MAX) continue;
    size_t inner_end = expansion->marks.data[own->partner].at;
    if (inner_end >= end) continue;
    expand_text(expansion, at, own->at);
    at = inner_end + 2;
    if (depth >= DEEPEST) continue;
    if (own->kind == '{') {
      expand_template(expansion, own->at + 2, inner_end, mark + 1, depth);
    } else {
      expand_link(expansion, own->at + 2, inner_end, mark + 1, depth);
    }
  }
  if (at < end) expand_text(expansion, at, end);
}

/* ---- lines ---- */

typedef struct {
  Arena *arena;
  HtmlText *html;
  bool paragraph;    /* is open */
  unsigned tables;   /* open */
  bool cell;         /* is open */
  unsigned left_out; /* level of the section that is left out, or 0 */
} Lines;

static void put(Lines *lines, const char *text) {
  html_add(lines->arena, lines->html, slice_of(text));
}

static void end_paragraph(Lines *lines) {
  if (lines->paragraph) put(lines, "</p>\n");
  lines->paragraph = false;
}

/* == A heading == */
static bool take_heading(Lines *lines, Slice line) {
  unsigned level = 0, behind = 0;
  line = slice_trim(line);
  while (level < 6 && level < line.length && line.data[level] == '=') level++;
  while (behind < 6 && behind < line.length && line.data[line.length - 1 - behind] == '=') behind++;
  if (behind < level) level = behind;
  if (level == 0 || line.length <= 2 * level) return false;
  Slice title = slice_trim((Slice){line.data + level, line.length - 2 * level});
  end_paragraph(lines);
  if (lines->left_out && level > lines->left_out) return true;
  lines->left_out = is_listed(LEFT_OUT, title) ? level : 0;
  if (lines->left_out) return true;
  put(lines, "<h2>");
  html_add(lines->arena, lines->html, title);
  put(lines, "</h2>\n");
  return true;
}

/* The text of a cell, behind its attributes: `style="..." | text`. */
static Slice cell_text(Slice cell) {
  size_t bar = slice_find(cell, SLICE("|"));
  size_t equals = slice_find(cell, SLICE("="));
  return bar < SIZE_MAX && equals < bar ? from(cell, bar + 1) : cell;
}

static void add_cells(Lines *lines, Slice line, Slice separator) {
  for (bool first = true; first || line.length; first = false) {
    size_t next = slice_find(line, separator), other = slice_find(line, SLICE("||"));
    if (other < next) next = other;
    Slice cell = {line.data, next == SIZE_MAX ? line.length : next};
    put(lines, lines->cell ? "</td><td>" : "<td>");
    lines->cell = true;
    html_add(lines->arena, lines->html, slice_trim(cell_text(cell)));
    line = next == SIZE_MAX ? (Slice){0} : from(line, next + 2);
  }
}

static bool take_table_line(Lines *lines, Slice line) {
  if (slice_starts_with(line, SLICE("{|"))) {
    if (lines->tables == MOST_TABLES) return true;
    end_paragraph(lines);
    lines->tables++;
    lines->cell = false;
    put(lines, "<table><tr>");
    return true;
  }
  if (!lines->tables || line.length == 0 || (line.data[0] != '|' && line.data[0] != '!')) return false;
  if (slice_starts_with(line, SLICE("|}"))) {
    lines->tables--;
    lines->cell = lines->tables > 0;
    put(lines, "</td></tr></table>\n");
  } else if (slice_starts_with(line, SLICE("|-"))) {
    put(lines, lines->cell ? "</td></tr><tr>" : "</tr><tr>");
    lines->cell = false;
  } else if (slice_starts_with(line, SLICE("|+"))) {
    put(lines, "<caption>");
    html_add(lines->arena, lines->html, cell_text(from(line, 2)));
    put(lines, "</caption>");
  } else {
    add_cells(lines, from(line, 1), line.data[0] == '!' ? SLICE("!!") : SLICE("||"));
  }
  return true;
}

static bool take_entry(Lines *lines, Slice line) {
  size_t marks = 0;
  while (marks < line.length && strchr("*#:;", line.data[marks]) && line.data[marks]) marks++;
  if (marks == 0) return false;
  bool entry = line.data[marks - 1] == '*' || line.data[marks - 1] == '#';
  end_paragraph(lines);
  put(lines, entry ? "<ul><li>" : "<p>");
  html_add(lines->arena, lines->html, slice_trim(from(line, marks)));
  put(lines, entry ? "</li></ul>\n" : "</p>\n");
  return true;
}

/* __NOTOC__, ---- */
static bool is_switch(Slice line) {
  bool rule = slice_starts_with(line, SLICE("----"));
  bool word = line.length > 4 && slice_starts_with(line, SLICE("__")) && slice_ends_with(line, SLICE("__"));
  return rule || word;
}

static void take_line(Lines *lines, Slice line) {
  if (take_heading(lines, line) || lines->left_out) return;
  Slice trimmed = slice_trim(line);
  if (trimmed.length == 0) {
    end_paragraph(lines);
    return;
  }
  if (is_switch(trimmed) || take_table_line(lines, trimmed) || take_entry(lines, line)) return;
  if (!lines->tables && !lines->paragraph) put(lines, "<p>");
  lines->paragraph = !lines->tables;
  html_add(lines->arena, lines->html, trimmed);
  put(lines, "\n");
}

void wikitext_add(Arena *arena, HtmlText *html, Slice text) {
  HtmlText reduced = {0};
  Expansion expansion = {.arena = arena, .text = strip_elements(arena, text), .out = &reduced};
  Lines lines = {.arena = arena, .html = html};
  find_marks(&expansion);
  expand(&expansion, 0, expansion.text.length, 0, 0);
  for (Slice rest = {reduced.data, reduced.count}; rest.length;) take_line(&lines, slice_cut(&rest, '\n'));
  end_paragraph(&lines);
  for (; lines.tables; lines.tables--) put(&lines, "</td></tr></table>");
}

bool wikitext_is_redirect(Slice text) {
  static const char *const WORDS[] = {"#REDIRECT", "#重定向"};
  text = slice_trim(text);
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
    Slice word = slice_of(WORDS[i]);
    if (text.length >= word.length && slice_equal_ignore_case((Slice){text.data, word.length}, word)) return true;
  }
  return false;
}
