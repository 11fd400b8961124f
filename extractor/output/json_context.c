#include "output/json_context.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/iri_chars.h"
#include "graph/namespaces.h"
#include "output/context_file.h"

enum { IS_PREFIX = UINT32_MAX - 1 };

/* "schema:name" in full. */
static Slice expand(JsonContext *context, Slice name) {
  for (uint32_t i = 0; i < context->prefixes.count; i++) {
    const Prefix *prefix = &context->prefixes.data[i];
    size_t length = prefix->prefix.length;
    if (name.length <= length || name.data[length] != ':' || !slice_starts_with(name, prefix->prefix)) continue;
    Slice local = {name.data + length + 1, name.length - length - 1};
    return arena_join(&context->arena, (Slice[]){prefix->iri, local}, 2);
  }
  return name;
}

static bool has_container(const json_t *definition, const char *wanted) {
  const json_t *container = json_object_get(definition, "@container");
  if (json_is_string(container)) return strcmp(json_string_value(container), wanted) == 0;
  for (size_t i = 0; i < json_array_size(container); i++) {
    if (strcmp(json_string_value(json_array_get(container, i)), wanted) == 0) return true;
  }
  return false;
}

static ContextTerm term_of(JsonContext *context, const char *name, const json_t *definition) {
  const char *iri = json_string_value(json_is_string(definition) ? definition : json_object_get(definition, "@id"));
  Slice type = slice_of(json_string_value(json_object_get(definition, "@type")));
  ContextTerm term = {.name = arena_copy(&context->arena, slice_of(name)),
                      .iri = expand(context, arena_copy(&context->arena, slice_of(iri))),
                      .many = has_container(definition, "@set")};
  if (has_container(definition, "@language")) {
    term.values = VALUES_BY_LANGUAGE;
  } else if (slice_is(type, "@id")) {
    term.values = VALUES_IRIS;
  } else if (slice_is(type, "@vocab")) {
    term.values = VALUES_WORDS;
  } else if (type.length) {
    term.values = VALUES_TYPED;
    term.datatype = expand(context, arena_copy(&context->arena, type));
  }
  return term;
}

/* Prefixes come first in the file: a definition that is an IRI and no shortened one. */
static void add_definition(JsonContext *context, const char *name, const json_t *definition) {
  Arena *arena = &context->arena;
  const char *text = json_string_value(definition);
  if (strcmp(name, "@vocab") == 0) context->vocabulary = arena_copy(arena, slice_of(text));
  if (name[0] == '@') return;
  if (text && strstr(text, "://")) {
    Prefix prefix = {arena_copy(arena, slice_of(name)), arena_copy(arena, slice_of(text))};
    VECTOR_PUSH(arena, &context->prefixes, prefix);
    name_table_add(&context->by_name, arena, prefix.prefix, IS_PREFIX);
    return;
  }
  ContextTerm term = term_of(context, name, definition);
  name_table_add(&context->by_iri, arena, term.iri, context->terms.count);
  name_table_add(&context->by_name, arena, term.name, context->terms.count);
  VECTOR_PUSH(arena, &context->terms, term);
}

static json_t *read_file(void) {
  json_t *root = json_loadb((const char *)CONTEXT_FILE, CONTEXT_FILE_LENGTH, 0, NULL);
  json_t *object = json_incref(json_object_get(root, "@context"));
  json_decref(root);
  return object;
}

bool json_context_init(JsonContext *context) {
  jmp_buf jump;
  *context = (JsonContext){0};
  arena_init(&context->arena, SIZE_MAX);
  json_t *volatile object = read_file();
  if (!object || ARENA_GUARD(&context->arena, jump)) {
    json_decref(object);
    return false;
  }
  const char *name;
  json_t *definition;
  json_object_foreach(object, name, definition) add_definition(context, name, definition);
  json_decref(object);
  return true;
}

void json_context_free(JsonContext *context) {
  arena_free(&context->arena);
}

const ContextTerm *json_context_term(const JsonContext *context, Slice iri) {
  uint32_t found = name_table_find(&context->by_iri, iri);
  return found == UINT32_MAX ? NULL : &context->terms.data[found];
}

bool json_context_has_name(const JsonContext *context, Slice name) {
  return name_table_find(&context->by_name, name) != UINT32_MAX;
}

Slice json_context_word(const JsonContext *context, Slice iri) {
  const ContextTerm *term = json_context_term(context, iri);
  if (term) return term->name;
  if (!slice_starts_with(iri, context->vocabulary)) return iri;
  Slice local = {iri.data + context->vocabulary.length, iri.length - context->vocabulary.length};
  bool free_name = is_local_name(local) && !json_context_has_name(context, local);
  return free_name && !memchr(local.data, ':', local.length) ? local : iri;
}

bool json_context_is_boolean(const ContextTerm *term, Slice text) {
  return slice_is(term->datatype, NS_XSD "boolean") && (slice_is(text, "true") || slice_is(text, "false"));
}

/* An IRI that ends otherwise is no prefix unless the context says so. */
static json_t *prefix_definition(Slice iri) {
  json_t *text = json_stringn(iri.data, iri.length);
  if (iri.length && strchr(":/?#[]@", iri.data[iri.length - 1])) return text;
  return json_pack("{s:o, s:b}", "@id", text, "@prefix", 1);
}

Slice json_context_text(JsonContext *context, const Prefix *prefixes, size_t count) {
  json_t *object = read_file();
  for (size_t i = 0; i < count && object; i++) {
    char name[64];
    if (!prefixes[i].prefix.length || prefixes[i].prefix.length >= sizeof name) continue;
    memcpy(name, prefixes[i].prefix.data, prefixes[i].prefix.length);
    name[prefixes[i].prefix.length] = 0;
    json_object_set_new(object, name, prefix_definition(prefixes[i].iri));
  }
  char *text = object ? json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) : NULL;
  json_decref(object);
  if (!text) arena_fail(&context->arena);
  Slice copy = arena_copy(&context->arena, slice_of(text));
  free(text);
  return copy;
}

/* Whether the text has the look of a pattern, in which 0 stands for any digit and * for whatever follows. */
static bool has_look(Slice text, const char *pattern) {
  size_t i = 0;
  for (; pattern[i] && pattern[i] != '*'; i++) {
    if (i >= text.length) return false;
    bool digit = text.data[i] >= '0' && text.data[i] <= '9';
    if (pattern[i] == '0' ? !digit : text.data[i] != pattern[i]) return false;
  }
  return pattern[i] == '*' || i == text.length;
}

Slice date_datatype(Slice text) {
  if (has_look(text, "0000")) return SLICE(NS_XSD "gYear");
  if (has_look(text, "0000-00")) return SLICE(NS_XSD "gYearMonth");
  if (has_look(text, "0000-00-00")) return SLICE(NS_XSD "date");
  return has_look(text, "0000-00-00T*") ? SLICE(NS_XSD "dateTime") : (Slice){0};
}
