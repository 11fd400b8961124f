#include "input/byline.h"

#include "base/utf8.h"

/* A label with its colon found in a line, or a date. */
typedef struct {
  size_t begin, end; /* `end` is where the value begins */
  const PageWord *label;
  char date[DATE_TEXT_SIZE];
} Mark;

enum { MARKS = 24, CAPTION_WIDEST = 160 };

typedef struct {
  Slice line;
  Mark marks[MARKS];
  unsigned count;
} Marks;

static const char *const SPACES[] = {" ",  "\t", "\n",       "\r",           "\f",
                                     "\v", "　", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"};
static const char *const SEPARATORS[] = {"|", "｜", "丨", "·",  "•", "/",  "／", ",", "，", ";", "；", "(",    "（",
                                         ")", "）", "[",  "【", "]", "】", "—",  "–", "-",  ">", "<",  "《》", "_"};
static const char *const FINAL_MARKS[] = {"。", "！", "？", "…", "；", ".", "!", "?", ";"};
static const char *const CLOSING_MARKS[] = {"”", "’", "」", "』", "\"", "'", "）", ")", "】", "]", "》"};

/* Bytes of `word` if `text` begins with it, else 0; mostly false, and then after a byte or two. */
static size_t begins_with(Slice text, const char *word) {
  size_t i = 0;
  while (word[i] && i < text.length && text.data[i] == word[i]) i++;
  return word[i] ? 0 : i;
}

static size_t starts_with_any(Slice text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    size_t length = begins_with(text, words[i]);
    if (length) return length;
  }
  return 0;
}

/* The same for its end: a word of three bytes or fewer is mostly told by its last one. */
static size_t ends_with(Slice text, const char *word) {
  size_t length = !word[1] ? 1 : !word[2] ? 2 : !word[3] ? 3 : strlen(word);
  if (text.length < length || text.data[text.length - 1] != word[length - 1]) return 0;
  return memcmp(text.data + text.length - length, word, length) == 0 ? length : 0;
}

static size_t ends_with_any(Slice text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    size_t length = ends_with(text, words[i]);
    if (length) return length;
  }
  return 0;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

static Slice from(Slice line, size_t begin) {
  return slice_between(line.data + begin, line.data + line.length);
}

/* Whether nothing is to be trimmed where a character begins, or ends, with this byte: of white space it is one below
   33, or 0xC2, 0xE2, 0xE3, 0xEF; and one of 0x80, 0x8B, 0xA0, 0xBF. */
static bool begins_ink(unsigned char byte) {
  return byte > ' ' && byte != 0xC2 && byte != 0xE2 && byte != 0xE3 && byte != 0xEF;
}

static bool ends_ink(unsigned char byte) {
  return byte > ' ' && byte != 0x80 && byte != 0x8B && byte != 0xA0 && byte != 0xBF;
}

Slice line_trim(Slice text) {
  size_t width;
  if (text.length && begins_ink((unsigned char)text.data[0]) && ends_ink((unsigned char)text.data[text.length - 1])) {
    return text;
  }
  while ((width = starts_with_any(text, SPACES, COUNT(SPACES))) > 0) text.data += width, text.length -= width;
  while ((width = ends_with_any(text, SPACES, COUNT(SPACES))) > 0) text.length -= width;
  return text;
}

bool line_ends_sentence(Slice line) {
  size_t width;
  if (ends_with_any(line, FINAL_MARKS, COUNT(FINAL_MARKS))) return true;
  while ((width = ends_with_any(line, CLOSING_MARKS, COUNT(CLOSING_MARKS))) > 0) line.length -= width;
  return ends_with_any(line, FINAL_MARKS, COUNT(FINAL_MARKS)) > 0;
}

bool byline_is_caption(Slice line) {
  if (line.length > BYLINE_LONGEST || line.length < 6) return false;
  size_t at = 0;
  if (word_begins(&CAPTION_BEGINNINGS, line) || word_ends(&CAPTION_ENDINGS, line)) return true;
  return utf8_columns(line) <= CAPTION_WIDEST && word_inside(&CAPTION_INSIDE, line, &at);
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* The longest label that `head` ends with; a Latin one must be whole words. */
static const PageWord *label_ending(Slice head) {
  const PageWord *longest = NULL;
  unsigned node = 0;
  for (size_t i = head.length; i > 0 && (node = word_step(&LABEL_ENDINGS, node, head.data[i - 1])) != 0; i--) {
    const PageWord *label = word_at(&LABEL_ENDINGS, node);
    char first = head.data[i - 1], before = i > 1 ? head.data[i - 2] : ' ';
    bool part = is_letter(first) && is_letter(before) && !(before >= 'a' && first < 'a'); /* AgencyEditor: is two */
    if (label && !part) longest = label;
  }
  return longest;
}

/* The longest label at the beginning of `text` that needs no colon, and behind which a value can stand. */
static const PageWord *label_bare(Slice text) {
  const PageWord *longest = NULL;
  unsigned node = 0;
  for (size_t i = 0; i < text.length && (node = word_step(&LABELS, node, text.data[i])) != 0; i++) {
    const PageWord *label = word_at(&LABELS, node);
    if (!label || !(label->flags & LABEL_BARE)) continue;
    Slice rest = from(text, i + 1);
    bool spaced = starts_with_any(rest, SPACES, COUNT(SPACES)) || (rest.length && rest.data[0] == '/');
    if (spaced || (label->flags & LABEL_GLUED)) longest = label;
  }
  return longest;
}

static void add_mark(Marks *marks, size_t begin, size_t end, const PageWord *label, const char *date) {
  if (marks->count == MARKS) return;
  unsigned at = marks->count++;
  while (at > 0 && marks->marks[at - 1].begin > begin) {
    marks->marks[at] = marks->marks[at - 1];
    at--;
  }
  marks->marks[at] = (Mark){.begin = begin, .end = end, .label = label};
  if (date) memcpy(marks->marks[at].date, date, DATE_TEXT_SIZE);
}

/* Labels before the colons of the line. */
static void find_labels(Marks *marks) {
  Slice line = marks->line;
  for (size_t i = 0; i < line.length; i++) {
    size_t width = line.data[i] == ':' ? 1 : slice_starts_with(from(line, i), SLICE("：")) ? 3 : 0;
    if (!width) continue;
    Slice head = line_trim((Slice){line.data, i});
    const PageWord *label = label_ending(head);
    size_t end = (size_t)(head.data - line.data) + head.length;
    if (label) add_mark(marks, end - label->length, i + width, label, NULL);
  }
}

/* A cheap look whether a date can begin here: a digit that no digit precedes, or a capital that no letter does. */
static bool date_may_begin(Slice line, size_t at) {
  char c = line.data[at], before = at ? line.data[at - 1] : ' ';
  if (is_digit(c)) return !is_digit(before);
  if (c >= 'A' && c <= 'Z') return !is_letter(before) && memchr("JFMASONDTW", c, 10);
  return slice_starts_with(from(line, at), SLICE("二〇"));
}

static void find_dates(Marks *marks) {
  Slice line = marks->line;
  char date[DATE_TEXT_SIZE];
  for (size_t i = 0; i + 8 <= line.length; i++) {
    if (!date_may_begin(line, i)) continue;
    size_t length = date_text_at(from(line, i), date);
    if (!length) continue;
    add_mark(marks, i, i + length, NULL, date);
    i += length - 1;
  }
}

/* A label before a name that it is written together with, at the end of the line or before a space: 记者范思成. */
static const PageWord *label_glued(Slice text) {
  const PageWord *label = word_begins(&LABELS, text);
  if (!label || !(label->flags & LABEL_NAMES) || !(label->flags & LABEL_BARE)) return NULL;
  Slice name = from(text, label->length);
  size_t end = slice_find(name, SLICE(" "));
  if (end < name.length) name.length = end;
  for (size_t i = 0; i < name.length; i += 3) {
    if ((unsigned char)name.data[i] < 0xE4 || (unsigned char)name.data[i] > 0xE9) return NULL;
  }
  return name.length >= 6 && name.length <= 12 ? label : NULL;
}

/* Behind a date, words of their own: 2024-06-19 22:58 球场周报 记者范思成. */
static void find_glued_labels(Marks *marks, size_t date_end) {
  Slice line = marks->line;
  for (size_t i = date_end; i + 1 < line.length; i++) {
    if (line.data[i] != ' ') continue;
    const PageWord *label = label_glued(from(line, i + 1));
    if (label) add_mark(marks, i + 1, i + 1 + label->length, label, NULL);
  }
}

/* Labels without a colon: at the beginning of the line, behind a date and behind a bar. */
static void find_bare_labels(Marks *marks) {
  Slice line = marks->line;
  size_t places[MARKS + 4] = {0};
  unsigned count = 1, dates = marks->count;
  for (unsigned i = 0; i < dates; i++) {
    if (!marks->marks[i].label) places[count++] = marks->marks[i].end;
  }
  for (size_t i = 0; i < line.length && count < COUNT(places); i++) {
    if (line.data[i] == '|' || line.data[i] == ';') places[count++] = i + 1;
  }
  for (unsigned i = 0; i < count; i++) {
    Slice rest = line_trim(from(line, places[i]));
    if (i && rest.length && strchr("|,", rest.data[0])) rest = line_trim(from(rest, 1));
    const PageWord *label = label_bare(rest);
    size_t begin = (size_t)(rest.data - line.data);
    bool taken = false;
    for (unsigned j = 0; j < marks->count; j++) taken = taken || marks->marks[j].begin == begin;
    if (label && !taken) add_mark(marks, begin, begin + label->length, label, NULL);
  }
  if (dates == 1 && !marks->marks[0].label) find_glued_labels(marks, marks->marks[0].end);
}

static bool has_colon(const Mark *mark) {
  return mark->end - mark->begin > mark->label->length;
}

static bool is_filler(Slice word) {
  return word_is(&FILLERS, word) != NULL;
}

static bool is_number(Slice word) {
  for (size_t i = 0; i < word.length; i++) {
    if (!is_digit(word.data[i]) && word.data[i] != ':' && word.data[i] != ',') return false;
  }
  return word.length > 0;
}

static bool names_medium(Slice words) {
  return word_ends(&MEDIA_ENDINGS, words) != NULL;
}

/* Cuts the next word off `rest`, at white space and separators. */
static Slice next_word(Slice *rest) {
  size_t width;
  for (;;) {
    width = starts_with_any(*rest, SPACES, COUNT(SPACES));
    if (!width) width = starts_with_any(*rest, SEPARATORS, COUNT(SEPARATORS));
    if (!width) break;
    rest->data += width, rest->length -= width;
  }
  size_t end = 0;
  while (end < rest->length && !starts_with_any(from(*rest, end), SPACES, COUNT(SPACES)) &&
         !starts_with_any(from(*rest, end), SEPARATORS, COUNT(SEPARATORS))) {
    end += utf8_width((unsigned char)rest->data[end]);
  }
  Slice word = {rest->data, end};
  rest->data += end, rest->length -= end;
  return word;
}

/* Columns of what is neither filler nor separator in `text`; `*medium` gets a part of it that is a medium's name. */
static size_t foreign_columns(Slice text, Slice *medium) {
  size_t columns = 0;
  while (text.length) {
    Slice word = next_word(&text);
    if (word.length == 0 || is_filler(word) || is_number(word)) continue;
    columns += utf8_columns(word);
    if (names_medium(word) && (unsigned char)word.data[0] >= 0x80 && medium->length == 0) *medium = word;
  }
  return columns;
}

/* Cuts what is no part of a value off its end: a bar, a wide space, a bracket that closes the whole. */
static Slice clean_value(Slice value) {
  static const char *const ENDS[] = {"|", "｜", "\t", "　", "；", "  ", "】", "]", "。"};
  value = line_trim(value);
  for (size_t i = 1; i < value.length; i++) {
    if (!starts_with_any(from(value, i), ENDS, COUNT(ENDS))) continue;
    value.length = i;
    break;
  }
  for (;;) {
    size_t before = value.length;
    static const char *const OPEN[] = {"(", "（", "[", "【", ",", "，", "-", "—", "/", ";", "·", "•"};
    value = line_trim(value);
    value.length -= ends_with_any(value, OPEN, COUNT(OPEN));
    size_t close = ends_with_any(value, (const char *const[]){")", "）"}, 2);
    if (close && slice_find(value, SLICE("(")) == SIZE_MAX && slice_find(value, SLICE("（")) == SIZE_MAX) {
      value.length -= close;
    }
    if (value.length == before) return value;
  }
}

bool byline_are_names(Slice value) {
  static const char *const PARTICLES[] = {"and", "of",  "for", "the", "de", "da", "der",  "den", "la",
                                          "le",  "van", "von", "bin", "al", "in", "with", "&"};
  unsigned words = 0;
  if (value.length == 0 || line_ends_sentence(value)) return false;
  while (value.length) {
    Slice word = next_word(&value);
    if (word.length == 0) break;
    words++;
    bool particle = false;
    for (size_t i = 0; i < COUNT(PARTICLES); i++) particle = particle || slice_is(word, PARTICLES[i]);
    if (words == 1 && (particle || slice_is(word, "The"))) return false;
    if (is_letter(word.data[0]) ? word.data[0] > 'Z' && !particle : is_digit(word.data[0])) return false;
    if ((unsigned char)word.data[0] >= 0xE3 && utf8_length(word) > 8) return false;
  }
  return words <= 14;
}

static bool fits(const PageWord *label, Slice value, bool bare) {
  enum { LONGEST = 90 };
  static const char *const ENDS[] = {"。", "？", "！", "?", "!"};
  if (label->flags & LABEL_LINE) return true;
  if (utf8_columns(value) > LONGEST) return false;
  if (bare && (label->flags & LABEL_NAMES)) return byline_are_names(value);
  bool spoken = label->field == FIELD_AUTHOR && slice_find(value, SLICE("，")) != SIZE_MAX; /* 记者：您好，… */
  return !spoken && !ends_with_any(value, ENDS, COUNT(ENDS));
}

/* "Jane Roe, Example News" is Jane Roe; "新华社记者张三" stays as it is. */
static Slice person_part(Slice value) {
  for (size_t i = value.length; i-- > 0;) {
    if (value.data[i] != ',') continue;
    Slice last = line_trim(from(value, i + 1));
    if (names_medium(last)) return line_trim((Slice){value.data, i});
    break;
  }
  return value;
}

/* Behind the name of a Chinese medium, a space ends it: "来源: 物流观察站 湖北 举报". */
static Slice medium_part(Slice value) {
  for (size_t i = 3; i < value.length; i++) {
    if (value.data[i] == ' ' && (unsigned char)value.data[i - 1] >= 0x80) return (Slice){value.data, i};
  }
  return value;
}

static void keep_value(BylineFields *fields, PageField field, Slice value) {
  if (field == FIELD_ORIGIN || field == FIELD_SOURCE) value = medium_part(value);
  if (field == FIELD_AUTHOR) value = person_part(value);
  if (fields->values[field].length == 0) fields->values[field] = value;
}

static void keep_date(BylineFields *fields, PageField field, const char *date) {
  char *kept = field == FIELD_UPDATED ? fields->updated : fields->date;
  if (!kept[0]) memcpy(kept, date, DATE_TEXT_SIZE);
}

typedef struct {
  BylineFields *fields;
  bool known, certain; /* a label or date was understood; one that no text has */
  bool telling;        /* not only counters and tools */
  bool alien;          /* something in the line is no part of a byline */
  PageField expected;  /* of the date that follows a label such as 发布日期 */
} Judgement;

/* The text between one mark and the next. */
static void judge_value(Judgement *judgement, const Mark *mark, Slice value) {
  const PageWord *label = mark->label;
  if (label->field == FIELD_DATE || label->field == FIELD_UPDATED) {
    Slice medium = {0};
    if (foreign_columns(value, &medium) > 0) judgement->alien = true;
    return;
  }
  value = clean_value(value);
  if (!fits(label, value, !has_colon(mark))) {
    judgement->alien = true;
    return;
  }
  judgement->known = true;
  if (label->flags & LABEL_SURE) judgement->certain = true;
  if (label->field != FIELD_TOOL) judgement->telling = true;
  if (label->field != FIELD_NONE && label->field != FIELD_TOOL && value.length)
    keep_value(judgement->fields, (PageField)label->field, value);
}

static void judge_marks(Judgement *judgement, const Marks *marks) {
  Slice line = marks->line, medium = {0};
  size_t begin = marks->count ? marks->marks[0].begin : line.length;
  size_t foreign = foreign_columns((Slice){line.data, begin}, &medium);
  for (unsigned i = 0; i < marks->count; i++) {
    const Mark *mark = &marks->marks[i];
    size_t next = i + 1 < marks->count ? marks->marks[i + 1].begin : line.length;
    Slice behind = slice_between(line.data + mark->end, line.data + (next > mark->end ? next : mark->end));
    if (!mark->label) {
      keep_date(judgement->fields, judgement->expected, mark->date);
      judgement->known = judgement->telling = true;
      judgement->expected = FIELD_DATE;
      foreign += foreign_columns(behind, &medium);
      continue;
    }
    bool dated = mark->label->field == FIELD_DATE || mark->label->field == FIELD_UPDATED;
    judgement->expected = dated ? (PageField)mark->label->field : FIELD_DATE;
    if (dated && (mark->label->flags & LABEL_SURE)) judgement->certain = true;
    judge_value(judgement, mark, behind);
    if (mark->label->flags & LABEL_LINE) return;
  }
  enum { FEW = 24 }; /* columns: the name of a medium or a section beside a date */
  bool sentence = foreign && line_ends_sentence(line);
  if (foreign > FEW || sentence || (foreign && !judgement->fields->date[0])) judgement->alien = true;
  if (sentence) memset(judgement->fields->values, 0, sizeof judgement->fields->values);
  if (!judgement->alien && medium.length && judgement->fields->date[0]) {
    keep_value(judgement->fields, FIELD_ORIGIN, medium);
  }
}

/* 首页 > 财经 > 正文: a first word that says so, or several short parts between angles. */
static bool is_trail(Slice line) {
  static const char *const ANGLES[] = {">", "＞", "»", "›", "→"};
  size_t parts = 1, longest = 0, columns = 0;
  if (line.length > BYLINE_LONGEST) return false;
  for (size_t i = 0; i < line.length;) {
    unsigned char c = (unsigned char)line.data[i];
    bool possible = c == '>' || c == 0xC2 || c == 0xE2 || c == 0xEF;
    size_t width = possible ? starts_with_any(from(line, i), ANGLES, COUNT(ANGLES)) : 0;
    if (width) {
      longest = columns > longest ? columns : longest;
      columns = 0;
      parts++;
    } else {
      width = utf8_width(c);
      columns += width > 2 ? 2 : 1;
    }
    i += width;
  }
  longest = columns > longest && parts < 3 ? columns : longest;
  const PageWord *first = word_begins(&TRAILS, line);
  if (first) {
    Slice rest = line_trim(from(line, first->length));
    if (parts > 1 || begins_with(rest, "：") || begins_with(rest, ":")) return true;
    if (begins_with(rest, "/") && is_letter(line.data[0])) return true;
  }
  return parts >= 3 && longest <= 24 && !line_ends_sentence(line);
}

bool byline_may_label(Slice line) {
  static const char *const SIGNS[] = {"：", "＞", "»", "›", "→"};
  size_t bracket = starts_with_any(line, (const char *const[]){"(", "（", "[", "【"}, 4);
  if (word_begins(&LABELS, from(line, bracket)) || word_begins(&TRAILS, line)) return true;
  for (size_t i = 0; i < line.length; i++) {
    unsigned char c = (unsigned char)line.data[i];
    if (c == ':' || c == '|' || c == ';' || c == '>') return true;
    bool possible = c == 0xC2 || c == 0xE2 || c == 0xEF;
    if (possible && starts_with_any(from(line, i), SIGNS, COUNT(SIGNS))) return true;
  }
  return false;
}

LineKind byline_judge(Slice line, BylineFields *fields) {
  *fields = (BylineFields){0};
  if (line.length < 4 || line.length > BYLINE_LONGEST) return LINE_TEXT;
  if (is_trail(line)) return LINE_TRAIL;
  Slice inner = line;
  size_t bracket = starts_with_any(line, (const char *const[]){"(", "（", "[", "【"}, 4);
  if (bracket) inner = from(line, bracket);
  Marks marks = {.line = inner};
  find_dates(&marks);
  find_labels(&marks);
  find_bare_labels(&marks);
  if (marks.count == 0) return LINE_TEXT;
  Judgement judgement = {.fields = fields, .expected = FIELD_DATE};
  judge_marks(&judgement, &marks);
  if (!judgement.known || judgement.alien) return LINE_TEXT;
  if (!judgement.telling) return LINE_TOOLS;
  return judgement.certain ? LINE_CERTAIN : LINE_BYLINE;
}

Slice byline_dateline(Slice text) {
  enum { HEAD = 240, OFFICE = 24, NAMES = 60 }; /* bytes: of the text, between the bracket and 记者, of the names */
  if (text.length > HEAD) text.length = HEAD;
  size_t reporter = slice_find(text, SLICE("记者"));
  if (reporter == SIZE_MAX || reporter == 0) return (Slice){0};
  Slice before = {text.data, reporter}, names = from(text, reporter + strlen("记者"));
  size_t open = SIZE_MAX;
  for (size_t i = reporter > OFFICE ? reporter - OFFICE : 0; i < reporter; i++) {
    if (before.data[i] == '(' || slice_starts_with(from(before, i), SLICE("（"))) open = i;
  }
  size_t close = slice_find(names, SLICE("）")), other = slice_find(names, SLICE(")"));
  if (other < close) close = other;
  if (open == SIZE_MAX || close > NAMES || slice_find(names, SLICE("：")) < close) return (Slice){0};
  if (slice_find(from(before, open), SLICE("）")) != SIZE_MAX) return (Slice){0};
  names = line_trim((Slice){names.data, close});
  return byline_are_names(names) ? names : (Slice){0};
}

static void apply(Arena *arena, Slice *field, Slice value) {
  if (field->length == 0 && value.length) *field = arena_copy(arena, value);
}

void byline_apply(Arena *arena, const BylineFields *fields, Document *document) {
  enum { DAY_LENGTH = 10 }; /* of YYYY-MM-DD: a time of that day is better */
  Slice date = slice_of(fields->date);
  if (document->date.length == DAY_LENGTH && slice_starts_with(date, document->date)) document->date = (Slice){0};
  apply(arena, &document->date, slice_of(fields->date));
  apply(arena, &document->author, fields->values[FIELD_AUTHOR]);
  apply(arena, &document->source, fields->values[FIELD_SOURCE]);
  apply(arena, &document->publisher, fields->values[FIELD_PUBLISHER]);
  Slice origin = fields->values[FIELD_ORIGIN];
  if (document->publisher.length && !slice_equal(document->publisher, origin)) {
    apply(arena, &document->source, origin);
  } else {
    apply(arena, &document->publisher, origin);
  }
}
