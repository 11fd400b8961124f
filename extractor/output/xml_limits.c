#include "output/xml_limits.h"

#include "base/iri_chars.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static bool is_forbidden(uint32_t c) {
  return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F || c == 0xFFFE || c == 0xFFFF;
}

Slice xml_text(Arena *arena, Slice text, Losses *losses) {
  size_t forbidden = 0;
  for (Slice rest = text; rest.length;) forbidden += is_forbidden(take_character(&rest));
  if (!forbidden) return text;
  losses->count[LOSS_XML_CHARACTER] += forbidden;
  char *mended = arena_alloc(arena, text.length + 2 * forbidden);
  size_t length = 0;
  for (Slice rest = text; rest.length;) {
    const char *at = rest.data;
    uint32_t c = take_character(&rest);
    Slice character = is_forbidden(c) ? SLICE("\xEF\xBF\xBD") : slice_between(at, rest.data);
    memcpy(mended + length, character.data, character.length);
    length += character.length;
  }
  return (Slice){mended, length};
}

/* RDF 1.1 XML Syntax, 5.1: not allowed as a property element, or read as another property (li). */
static const char *const RESERVED[] = {"RDF",         "ID",        "about",           "parseType", "resource", "nodeID",
                                       "Description", "aboutEach", "aboutEachPrefix", "bagID",     "datatype", "li"};

static bool is_reserved(Slice predicate) {
  Slice space = SLICE(RDF);
  if (!slice_starts_with(predicate, space)) return slice_starts_with(predicate, SLICE("http://www.w3.org/2000/xmlns/"));
  Slice name = {predicate.data + space.length, predicate.length - space.length};
  for (size_t i = 0; i < sizeof RESERVED / sizeof *RESERVED; i++) {
    if (slice_is(name, RESERVED[i])) return true;
  }
  return false;
}

bool xml_can_name(const RaptorFunctions *raptor, Slice predicate) {
  if (is_reserved(predicate)) return false;
  for (size_t at = 1; at < predicate.length; at++) { /* as Raptor looks for it: the longest name */
    if (raptor->xml_name_check((const unsigned char *)predicate.data + at, predicate.length - at, 10)) return true;
  }
  return false;
}
