#include "view/turtle_text.h"

#include "base/iri_chars.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define XSD "http://www.w3.org/2001/XMLSchema#"

/* The longest prefix that fits, or NULL. */
static const Prefix *prefix_of(const TurtlePrefixes *prefixes, Slice iri) {
  const Prefix *best = NULL;
  for (uint32_t i = 0; i < prefixes->count; i++) {
    const Prefix *prefix = &prefixes->prefixes[i];
    if (!slice_starts_with(iri, prefix->iri) || !is_prefix_name(prefix->prefix)) continue;
    Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (is_local_name(local) && (!best || best->iri.length < prefix->iri.length)) best = prefix;
  }
  return best;
}

Slice turtle_iri(Arena *arena, const TurtlePrefixes *prefixes, Slice iri) {
  const Prefix *prefix = prefix_of(prefixes, iri);
  if (!prefix) return arena_join(arena, (Slice[]){SLICE("<"), iri, SLICE(">")}, 3);
  Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
  return arena_join(arena, (Slice[]){prefix->prefix, SLICE(":"), local}, 3);
}

/* A decimal with a point, or a truth value: what Turtle reads back as the same literal. */
static bool reads_bare(Slice text, Slice datatype) {
  if (slice_is(datatype, XSD "boolean")) return slice_is(text, "true") || slice_is(text, "false");
  if (!slice_is(datatype, XSD "decimal")) return false;
  size_t point = slice_find(text, SLICE(".")), digits = 0;
  if (point == SIZE_MAX || point + 1 == text.length) return false;
  for (size_t i = 0; i < text.length; i++) {
    bool digit = text.data[i] >= '0' && text.data[i] <= '9';
    if (!digit && i != point && !(i == 0 && text.data[i] == '-')) return false;
    digits += digit;
  }
  return digits > 1;
}

static Slice quoted(Arena *arena, Slice text) {
  char *to = arena_alloc(arena, 2 * text.length + 2);
  size_t length = 0;
  to[length++] = '"';
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    char letter = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c == '"' || c == '\\' ? c : 0;
    if (letter) to[length++] = '\\';
    to[length++] = letter ? letter : c;
  }
  to[length++] = '"';
  return (Slice){to, length};
}

Slice turtle_term(Arena *arena, const TurtlePrefixes *prefixes, const Term *term) {
  if (term->kind == TERM_IRI) {
    return slice_is(term->text, RDF_TYPE) ? SLICE("a") : turtle_iri(arena, prefixes, term->text);
  }
  if (reads_bare(term->text, term->datatype)) return term->text;
  Slice text = quoted(arena, term->text);
  if (term->language.length) return arena_join(arena, (Slice[]){text, SLICE("@"), term->language}, 3);
  if (!term->datatype.length) return text;
  return arena_join(arena, (Slice[]){text, SLICE("^^"), turtle_iri(arena, prefixes, term->datatype)}, 3);
}
