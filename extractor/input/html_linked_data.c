#include "input/html_meta.h"
#include "input/json_scan.h"

enum { DEEPEST = 16, MOST_NAMES = 16, MOST_AUTHORS = 8 };

/* An object that describes an article, as far as it has been read. */
typedef struct {
  bool is_article;
  Slice headline, published, created, modified, publisher, language;
  Slice publisher_id; /* where the publisher is described elsewhere in the graph */
  Slice authors[MOST_AUTHORS];
  unsigned author_count;
} Description;

/* What was learnt from objects that are no articles: their names by @id. */
typedef struct {
  Arena *arena;
  JsonScan scan;
  PageMeta *meta;
  struct {
    Slice id, name;
  } names[MOST_NAMES];
  unsigned name_count;
  Description best; /* the first article */
  bool found;
} LinkedData;

static void read_value(LinkedData *data, unsigned depth);

static Slice take_string(LinkedData *data) {
  JsonString string;
  if (json_type(&data->scan) == JSON_STRING && json_string(&data->scan, &string)) {
    return json_decode(data->arena, string);
  }
  json_skip(&data->scan);
  return (Slice){0};
}

static bool is_article_type(JsonString type) {
  for (const char *const *known = ARTICLE_TYPES; *known; known++) {
    if (json_is(type, *known)) return true;
  }
  return false;
}

/* A type or a list of types. */
static bool take_type(LinkedData *data) {
  JsonString type;
  bool article = false;
  if (json_type(&data->scan) == JSON_STRING) return json_string(&data->scan, &type) && is_article_type(type);
  if (json_type(&data->scan) != JSON_ARRAY) {
    json_skip(&data->scan);
    return false;
  }
  json_enter(&data->scan, JSON_ARRAY);
  while (json_element(&data->scan)) {
    if (json_type(&data->scan) != JSON_STRING) {
      json_skip(&data->scan);
    } else if (json_string(&data->scan, &type)) {
      article = is_article_type(type) || article;
    }
  }
  return article;
}

/* The names of one or several persons or organizations: strings, or objects with a name. */
static void take_names(LinkedData *data, Slice *names, unsigned *count, unsigned most, Slice *id) {
  JsonScan *scan = &data->scan;
  JsonString key;
  Slice name = {0};
  switch (json_type(scan)) {
    case JSON_ARRAY:
      if (!json_enter(scan, JSON_ARRAY)) return;
      while (json_element(scan)) {
        if (json_type(scan) == JSON_ARRAY) {
          json_skip(scan);
        } else {
          take_names(data, names, count, most, id);
        }
      }
      return;
    case JSON_OBJECT:
      json_enter(scan, JSON_OBJECT);
      while (json_member(scan, &key)) {
        if (json_is(key, "name")) {
          name = take_string(data);
        } else if (json_is(key, "@id")) {
          *id = take_string(data);
        } else {
          json_skip(scan);
        }
      }
      break;
    default:
      name = take_string(data);
  }
  if (name.length && *count < most) names[(*count)++] = name;
}

/* Reads a member of an object whose type may only be known later. */
static void read_member(LinkedData *data, JsonString key, Description *description, Slice *id, Slice *name,
                        unsigned depth) {
  static const struct {
    const char *key;
    size_t offset;
  } STRINGS[] = {{"headline", offsetof(Description, headline)},   {"datePublished", offsetof(Description, published)},
                 {"dateCreated", offsetof(Description, created)}, {"dateModified", offsetof(Description, modified)},
                 {"pubDate", offsetof(Description, published)},   {"upDate", offsetof(Description, modified)},
                 {"inLanguage", offsetof(Description, language)}};
  for (size_t i = 0; i < sizeof STRINGS / sizeof *STRINGS; i++) {
    if (!json_is(key, STRINGS[i].key)) continue;
    *(Slice *)(void *)((char *)description + STRINGS[i].offset) = take_string(data);
    return;
  }
  Slice unused;
  unsigned count = 0;
  if (json_is(key, "@type")) {
    description->is_article = take_type(data) || description->is_article;
  } else if (json_is(key, "author") || json_is(key, "creator")) {
    take_names(data, description->authors, &description->author_count, MOST_AUTHORS, &unused);
  } else if (json_is(key, "publisher")) {
    take_names(data, &description->publisher, &count, 1, &description->publisher_id);
  } else if (json_is(key, "@id")) {
    *id = take_string(data);
  } else if (json_is(key, "name")) {
    *name = take_string(data);
  } else {
    read_value(data, depth + 1);
  }
}

static void read_object(LinkedData *data, unsigned depth) {
  Description description = {0};
  Slice id = {0}, name = {0};
  JsonString key;
  json_enter(&data->scan, JSON_OBJECT);
  while (json_member(&data->scan, &key)) read_member(data, key, &description, &id, &name, depth);
  if (id.length && name.length && data->name_count < MOST_NAMES) {
    data->names[data->name_count].id = id;
    data->names[data->name_count++].name = name;
  }
  bool first = description.is_article && !data->best.is_article;
  if (first || (!data->found && description.published.length)) {
    data->best = description;
    data->found = true;
  }
}

static void read_value(LinkedData *data, unsigned depth) {
  JsonType type = json_type(&data->scan);
  if (depth > DEEPEST || (type != JSON_OBJECT && type != JSON_ARRAY)) {
    json_skip(&data->scan);
  } else if (type == JSON_OBJECT) {
    read_object(data, depth);
  } else {
    json_enter(&data->scan, JSON_ARRAY);
    while (json_element(&data->scan)) read_value(data, depth + 1);
  }
}

static void offer(LinkedData *data) {
  const Description *best = &data->best;
  unsigned rank = best->is_article ? RANK_LINKED_DATA : RANK_LINKED_DATA + 2;
  Slice publisher = best->publisher, authors = {0};
  for (unsigned i = 0; i < data->name_count && publisher.length == 0; i++) {
    if (best->publisher_id.length && slice_equal(best->publisher_id, data->names[i].id))
      publisher = data->names[i].name;
  }
  for (unsigned i = 0; i < best->author_count; i++) {
    Slice author = best->authors[i];
    authors = i == 0 ? author
                     : arena_print(data->arena, "%.*s, %.*s", (int)authors.length, authors.data, (int)author.length,
                                   author.data);
  }
  html_meta_offer(data->arena, data->meta, FIELD_TITLE, rank + 1, best->headline);
  html_meta_offer(data->arena, data->meta, FIELD_DATE, rank, best->published);
  html_meta_offer(data->arena, data->meta, FIELD_DATE, rank + 3, best->created);
  html_meta_offer(data->arena, data->meta, FIELD_UPDATED, rank, best->modified);
  html_meta_offer(data->arena, data->meta, FIELD_PUBLISHER, rank, publisher);
  html_meta_offer(data->arena, data->meta, FIELD_AUTHOR, rank, authors);
  html_meta_offer(data->arena, data->meta, FIELD_LANGUAGE, rank + 2, best->language);
}

void html_linked_data(Arena *arena, Slice script, PageMeta *meta) {
  LinkedData *data = ARENA_NEW(arena, LinkedData);
  data->arena = arena;
  data->meta = meta;
  json_begin(&data->scan, script);
  data->scan.lenient = true;
  read_value(data, 0);
  if (data->found) offer(data); /* also of a script that is broken somewhere behind the article */
}
