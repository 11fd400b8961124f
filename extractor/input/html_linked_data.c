/* JSON-LD scripts of pages (schema.org), read by jansson: what the first article in them says about itself. */
#include <jansson.h>

#include "input/html_meta.h"

enum { LARGEST = 1024 * 1024, DEEPEST = 16, MOST_NAMED = 16, MOST_AUTHORS = 8 };

/* Types of schema.org that are articles. */
static const char *const ARTICLE_TYPES[] = {"NewsArticle",
                                            "Article",
                                            "BlogPosting",
                                            "ReportageNewsArticle",
                                            "AnalysisNewsArticle",
                                            "BackgroundNewsArticle",
                                            "OpinionNewsArticle",
                                            "ReviewNewsArticle",
                                            "LiveBlogPosting",
                                            "TechArticle",
                                            "ScholarlyArticle",
                                            "Report",
                                            "SocialMediaPosting",
                                            "DiscussionForumPosting",
                                            "AdvertiserContentArticle",
                                            NULL};

typedef struct {
  Arena *arena;
  const json_t *article;           /* the first one; else the first object with a date */
  bool typed;                      /* its type says that it is an article */
  const json_t *named[MOST_NAMED]; /* objects with an @id and a name, which others refer to */
  unsigned named_count;
} LinkedData;

/* Names of persons or organizations; slices of the JSON. */
typedef struct {
  Slice values[MOST_AUTHORS];
  unsigned count;
} Names;

static Slice string_of(const json_t *value) {
  return (Slice){json_string_value(value), json_string_length(value)};
}

static Slice member(const json_t *object, const char *key) {
  return string_of(json_object_get(object, key));
}

static bool is_article_type(const json_t *type) {
  size_t i;
  const json_t *element;
  if (json_is_array(type)) {
    json_array_foreach(type, i, element) {
      if (!json_is_array(element) && is_article_type(element)) return true;
    }
  }
  for (const char *const *known = ARTICLE_TYPES; json_is_string(type) && *known; known++) {
    if (slice_is(string_of(type), *known)) return true;
  }
  return false;
}

static void consider(LinkedData *data, const json_t *object) {
  bool typed = is_article_type(json_object_get(object, "@type"));
  bool dated = member(object, "datePublished").length || member(object, "pubDate").length;
  if (typed ? !data->typed : dated && !data->article) {
    data->article = object;
    data->typed = typed;
  }
  if (member(object, "@id").length && member(object, "name").length && data->named_count < MOST_NAMED) {
    data->named[data->named_count++] = object;
  }
}

/* Looks at all objects, outer ones first. */
static void visit(LinkedData *data, json_t *value, unsigned depth) {
  size_t i;
  const char *key;
  json_t *inner;
  if (depth > DEEPEST) return;
  if (json_is_array(value)) {
    json_array_foreach(value, i, inner) visit(data, inner, depth + 1);
  } else if (json_is_object(value)) {
    consider(data, value);
    json_object_foreach(value, key, inner) visit(data, inner, depth + 1);
  }
}

/* `value` is a name, an object with a name or with the @id of one that has it, or a list of these. */
static void add_names(const LinkedData *data, const json_t *value, Names *names) {
  size_t i;
  const json_t *element;
  if (json_is_array(value)) {
    json_array_foreach(value, i, element) {
      if (!json_is_array(element)) add_names(data, element, names);
    }
    return;
  }
  Slice name = json_is_object(value) ? member(value, "name") : string_of(value), id = member(value, "@id");
  for (i = 0; i < data->named_count && name.length == 0 && id.length; i++) {
    if (slice_equal(member(data->named[i], "@id"), id)) name = member(data->named[i], "name");
  }
  if (name.length && names->count < MOST_AUTHORS) names->values[names->count++] = name;
}

static void offer(const LinkedData *data, PageMeta *meta) {
  static const struct {
    const char *key;
    PageField field;
    unsigned rank; /* behind that of the script */
  } STRINGS[] = {{"headline", FIELD_TITLE, 1},     {"datePublished", FIELD_DATE, 0},   {"pubDate", FIELD_DATE, 0},
                 {"dateCreated", FIELD_DATE, 3},   {"dateModified", FIELD_UPDATED, 0}, {"upDate", FIELD_UPDATED, 0},
                 {"inLanguage", FIELD_LANGUAGE, 2}};
  const json_t *article = data->article;
  unsigned rank = data->typed ? RANK_LINKED_DATA : RANK_LINKED_DATA + 2;
  for (size_t i = 0; i < sizeof STRINGS / sizeof *STRINGS; i++) {
    html_meta_offer(data->arena, meta, STRINGS[i].field, rank + STRINGS[i].rank, member(article, STRINGS[i].key));
  }
  Names publishers = {0}, authors = {0};
  add_names(data, json_object_get(article, "publisher"), &publishers);
  add_names(data, json_object_get(article, "author"), &authors);
  add_names(data, json_object_get(article, "creator"), &authors);
  Slice together = authors.values[0];
  for (unsigned i = 1; i < authors.count; i++) {
    Slice author = authors.values[i];
    together =
        arena_print(data->arena, "%.*s, %.*s", (int)together.length, together.data, (int)author.length, author.data);
  }
  html_meta_offer(data->arena, meta, FIELD_PUBLISHER, rank, publishers.values[0]);
  html_meta_offer(data->arena, meta, FIELD_AUTHOR, rank, together);
}

/* A copy in which what pages get wrong is mended: control characters in strings, a comma before a bracket. */
static Slice mend(Arena *arena, Slice script) {
  char *out = arena_alloc(arena, script.length + 1), *comma = NULL; /* the last character, if it was a comma */
  bool quoted = false;
  for (size_t i = 0; i < script.length; i++) {
    char c = script.data[i];
    out[i] = (unsigned char)c < ' ' ? ' ' : c;
    if (quoted && c == '\\' && i + 1 < script.length && (unsigned char)script.data[i + 1] >= ' ') {
      i++;
      out[i] = script.data[i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (quoted || out[i] == ' ') continue;
    if (comma && (c == '}' || c == ']')) *comma = ' ';
    comma = c == ',' ? out + i : NULL;
  }
  return (Slice){out, script.length};
}

void html_linked_data(Arena *arena, HtmlPage *page, Slice script, PageMeta *meta) {
  json_error_t error;
  LinkedData data = {.arena = arena};
  const char *begin = script.data;
  if (script.length > LARGEST) return;
  script = mend(arena, script);
  json_decref(page->linked_data);
  page->linked_data = json_loadb(script.data, script.length, JSON_DISABLE_EOF_CHECK, &error);
  visit(&data, page->linked_data, 0);
  if (!data.article) return;
  offer(&data, meta);
  Slice body = member(data.article, "articleBody");
  if (body.length <= meta->body.length) return;
  meta->body = arena_copy(arena, body);
  meta->body_at = (uint32_t)(begin - page->source.data);
}
