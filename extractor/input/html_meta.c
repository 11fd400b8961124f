#include "input/html_meta.h"

#include "base/utf8.h"
#include "input/byline.h"
#include "input/language.h"

enum { MOST_SCRIPTS = 1000, DAY_LENGTH = 10 }; /* of YYYY-MM-DD */

static bool begins_like_url(Slice value) {
  return slice_starts_with(value, SLICE("http:")) || slice_starts_with(value, SLICE("https:")) ||
         slice_starts_with(value, SLICE("//")) || slice_starts_with(value, SLICE("www."));
}

static bool is_url(Slice value) {
  bool web = slice_starts_with(value, SLICE("http://")) || slice_starts_with(value, SLICE("https://"));
  return web && url_is_absolute(value);
}

static bool has_letters(Slice value) {
  for (size_t i = 0; i < value.length; i++) {
    unsigned char c = (unsigned char)value.data[i];
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return true;
    if (c >= 0xC3) return true;
  }
  return false;
}

/* White space of all kinds at the ends and in runs becomes single spaces. */
static Slice squeeze(Arena *arena, Slice value) {
  value = line_trim(value);
  char *out = arena_alloc(arena, value.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < value.length; i++) {
    bool blank = value.data[i] == '\n' || value.data[i] == '\r' || value.data[i] == '\t' || value.data[i] == ' ';
    if (blank && length && out[length - 1] == ' ') continue;
    out[length++] = blank ? ' ' : value.data[i];
  }
  out[length] = 0;
  return (Slice){out, length};
}

/* "来源：新华网" as the value of a field says what the field is once more. */
static Slice without_label(Slice value, PageField field) {
  BylineFields fields;
  byline_judge(value, &fields);
  return fields.values[field].length ? fields.values[field] : value;
}

/* Without an e-mail address behind the name. */
static Slice without_address(Slice value) {
  const char *sign = value.length ? memchr(value.data + 1, '@', value.length - 1) : NULL;
  if (!sign) return value;
  size_t end = (size_t)(sign - value.data);
  while (end > 0 && value.data[end - 1] != ' ') end--;
  return end ? line_trim((Slice){value.data, end}) : value;
}

static Slice clean_name(Slice value, PageField field) {
  enum { LONGEST = 100 }; /* columns */
  value = without_address(value);
  if (begins_like_url(value) || !has_letters(value) || value.data[0] == '@') return (Slice){0};
  if (field != FIELD_PUBLISHER) value = without_label(value, field);
  if (word_is(&PLATFORMS, value)) return (Slice){0};
  return utf8_columns(value) <= LONGEST ? value : (Slice){0};
}

static Slice clean(Arena *arena, PageField field, Slice value) {
  char date[DATE_TEXT_SIZE];
  BylineFields fields;
  switch (field) {
    case FIELD_DATE:
    case FIELD_UPDATED:
      if (date_text_value(value, date)) return arena_copy(arena, slice_of(date));
      byline_judge(value, &fields);
      return arena_copy(arena, slice_of(fields.date));
    case FIELD_AUTHOR:
    case FIELD_PUBLISHER:
    case FIELD_ORIGIN:
    case FIELD_SOURCE:
      return clean_name(value, field);
    case FIELD_LANGUAGE:
      return language_normalize(arena, value);
    case FIELD_URL:
      return is_url(value) ? value : (Slice){0};
    default:
      return value;
  }
}

/* Whether what only a class says can be so. */
static bool is_likely(PageField field, Slice value) {
  enum { MEDIUM_WIDEST = 30 };
  if (field == FIELD_AUTHOR) return byline_are_names(value);
  return field != FIELD_ORIGIN || (utf8_columns(value) <= MEDIUM_WIDEST && !line_ends_sentence(value));
}

void html_meta_offer(Arena *arena, PageMeta *meta, PageField field, unsigned rank, Slice value) {
  Slice known = meta->values[field];
  bool better = known.length == 0 || rank < meta->ranks[field], dated = field == FIELD_DATE;
  if (!better && !(dated && known.length == DAY_LENGTH)) return;
  value = squeeze(arena, value);
  if (value.length == 0) return;
  value = clean(arena, field, value);
  if (value.length == 0 || (rank >= RANK_CLASS && !is_likely(field, value))) return;
  if (better) meta->ranks[field] = rank;
  bool rougher = dated && value.length == DAY_LENGTH && slice_starts_with(known, value);
  bool finer = dated && known.length == DAY_LENGTH && slice_starts_with(value, known);
  if (better ? !rougher : finer) meta->values[field] = value;
}

/* Values that known systems put into scripts. */
static void read_script(Arena *arena, Slice script, PageMeta *meta) {
  for (size_t i = 0; i < SCRIPT_NAMES.count; i++) {
    const PageWord *name = &SCRIPT_NAMES.words[i];
    size_t found = slice_find(script, (Slice){name->word, name->length});
    if (found == SIZE_MAX) continue;
    Slice rest = slice_between(script.data + found + name->length, script.data + script.length);
    size_t end = 0;
    while (end < rest.length && end < 100 && !strchr("\"',;\n", rest.data[end])) end++;
    html_meta_offer(arena, meta, (PageField)name->field, name->rank, (Slice){rest.data, end});
  }
}

/* One more author from a name that has been read before: citation_author stands once for each. */
static void add_author(Arena *arena, PageMeta *meta, Slice value) {
  enum { LONGEST = 300 };
  Slice *known = &meta->values[FIELD_AUTHOR], more = clean(arena, FIELD_AUTHOR, squeeze(arena, value));
  if (more.length == 0 || known->length + more.length > LONGEST || slice_find(*known, more) != SIZE_MAX) return;
  *known = arena_print(arena, "%.*s, %.*s", (int)known->length, known->data, (int)more.length, more.data);
}

/* Elements that name an author stand in teasers, too; <meta> does not. */
static bool is_meta_name(const PageWord *name) {
  return name >= META_NAMES.words && name < META_NAMES.words + META_NAMES.count;
}

static void read_notes(Arena *arena, const HtmlPage *page, PageMeta *meta) {
  const PageWord *author = NULL; /* the name that gave the author */
  for (size_t i = 0; i < page->fields.count; i++) {
    const PageNote *note = &page->fields.data[i];
    Slice value = html_page_note(page, note->begin, note->end);
    Slice known = meta->values[FIELD_AUTHOR];
    PageField field = (PageField)note->name->field;
    if (field == FIELD_AUTHOR && note->name == author && is_meta_name(author)) {
      add_author(arena, meta, value);
      continue;
    }
    html_meta_offer(arena, meta, field, note->name->rank, value);
    if (meta->values[FIELD_AUTHOR].data != known.data) author = note->name;
  }
}

void html_meta_read(Arena *arena, HtmlPage *page, PageMeta *meta) {
  *meta = (PageMeta){0};
  read_notes(arena, page, meta);
  for (size_t i = 0; i < page->cuts.count && i < MOST_SCRIPTS; i++) {
    const HtmlCut *cut = &page->cuts.data[i];
    Slice text = {page->source.data + cut->begin, cut->end - cut->begin};
    if (cut->kind == CUT_DEAD) continue;
    if (cut->kind == CUT_LINKED_DATA) {
      html_linked_data(arena, page, text, meta);
    } else if (meta->values[FIELD_DATE].length == 0) {
      read_script(arena, text, meta);
    }
  }
}
