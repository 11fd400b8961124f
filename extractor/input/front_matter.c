#include "input/front_matter.h"

#include "input/date_text.h"
#include "input/language.h"

typedef struct {
  const char *key;
  size_t field; /* of Document */
} FrontKey;

static const FrontKey KEYS[] = {
    {"title", offsetof(Document, title)},
    {"date", offsetof(Document, date)},
    {"published", offsetof(Document, date)},
    {"pubdate", offsetof(Document, date)},
    {"publishdate", offsetof(Document, date)},
    {"datepublished", offsetof(Document, date)},
    {"author", offsetof(Document, author)},
    {"authors", offsetof(Document, author)},
    {"byline", offsetof(Document, author)},
    {"lang", offsetof(Document, language)},
    {"language", offsetof(Document, language)},
    {"locale", offsetof(Document, language)},
    {"source", offsetof(Document, source)},
    {"publisher", offsetof(Document, publisher)},
    {"site", offsetof(Document, publisher)},
    {"url", offsetof(Document, url)},
    {"canonical", offsetof(Document, url)},
    {"canonical_url", offsetof(Document, url)},
    {"link", offsetof(Document, url)},
    {"permalink", offsetof(Document, url)},
    {"id", offsetof(Document, id)},
    {"guid", offsetof(Document, id)},
};

static size_t field_of(Slice key) {
  for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
    if (slice_equal_ignore_case(key, slice_of(KEYS[i].key))) return KEYS[i].field;
  }
  return SIZE_MAX;
}

static Slice unquote(Slice value) {
  value = slice_trim(value);
  if (value.length < 2) return value;
  char first = value.data[0];
  bool quoted = (first == '"' || first == '\'') && value.data[value.length - 1] == first;
  return quoted ? slice_trim((Slice){value.data + 1, value.length - 2}) : value;
}

/* Adds an author behind others. */
static void add_author(Arena *arena, Slice name, Document *document) {
  Slice *author = &document->author;
  name = unquote(name);
  if (slice_starts_with(name, SLICE("name:"))) name = unquote((Slice){name.data + 5, name.length - 5});
  if (name.length == 0) return;
  bool more = author->length > 0;
  *author = more ? arena_print(arena, "%.*s, %.*s", (int)author->length, author->data, (int)name.length, name.data)
                 : arena_copy(arena, name);
}

static void take_value(Arena *arena, size_t field, Slice value, Document *document, FrontMatter *front) {
  char date[DATE_TEXT_SIZE];
  Slice *slot = (Slice *)(void *)((char *)document + field);
  bool list = value.length > 1 && value.data[0] == '[' && value.data[value.length - 1] == ']';
  if (slot->length || value.length == 0 || value.length > 4000) return;
  switch (field) {
    case offsetof(Document, author):
      if (list) value = (Slice){value.data + 1, value.length - 2};
      while (list && value.length) add_author(arena, slice_cut(&value, ','), document);
      if (!list) add_author(arena, value, document);
      break;
    case offsetof(Document, date):
      if (date_text_value(unquote(value), date)) *slot = arena_copy(arena, slice_of(date));
      break;
    case offsetof(Document, language):
      *slot = language_normalize(arena, unquote(value));
      break;
    case offsetof(Document, url):
      if (url_is_absolute(unquote(value))) *slot = arena_copy(arena, unquote(value));
      break;
    default:
      *slot = arena_copy(arena, unquote(value));
      if (field == offsetof(Document, title)) front->title = unquote(value);
  }
}

/* The mark by which it is fenced; empty if the text begins with none. */
static Slice fence_of(Slice text) {
  Slice rest = text, line = slice_cut(&rest, '\n'), next = rest;
  line = slice_trim(line);
  next = slice_trim(slice_cut(&next, '\n'));
  bool yaml = slice_is(line, "---"), toml = slice_is(line, "+++");
  bool keyed = slice_find(next, yaml ? SLICE(":") : SLICE("=")) != SIZE_MAX || (next.length && next.data[0] == '#');
  return (yaml || toml) && keyed ? line : (Slice){0};
}

bool front_matter_begins(Slice text) {
  return fence_of(text).length > 0;
}

/* Where the line behind the closing fence begins; 0 if there is none. */
static size_t find_end(Slice text, Slice fence) {
  Slice rest = text;
  slice_cut(&rest, '\n');
  while (rest.length) {
    Slice line = slice_trim(slice_cut(&rest, '\n'));
    if (slice_equal(line, fence) || slice_is(line, "..."))
      return rest.length ? (size_t)(rest.data - text.data) : text.length;
  }
  return 0;
}

FrontMatter front_matter_read(Arena *arena, Slice text, Document *document) {
  FrontMatter front = {0};
  Slice fence = fence_of(text);
  front.end = fence.length ? find_end(text, fence) : 0;
  if (front.end == 0) return (FrontMatter){0};
  Slice rest = {text.data, front.end};
  slice_cut(&rest, '\n');
  size_t field = SIZE_MAX;
  while (rest.length) {
    Slice line = slice_cut(&rest, '\n'), value = line, trimmed = slice_trim(line);
    bool entry = slice_starts_with(trimmed, SLICE("- "));
    if (entry && field == offsetof(Document, author)) {
      add_author(arena, (Slice){trimmed.data + 2, trimmed.length - 2}, document);
    }
    if (entry || line.length == 0 || line.data[0] == ' ' || line.data[0] == '\t') continue; /* inner keys */
    Slice key = slice_trim(slice_cut(&value, fence.data[0] == '-' ? ':' : '='));
    field = field_of(key);
    if (field != SIZE_MAX) take_value(arena, field, slice_trim(value), document, &front);
  }
  return front;
}
