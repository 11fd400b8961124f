#include "query/term_text.h"

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "base/xsd.h"
#include "rdf/term_text.h"

const QueryPrefix *term_prefix(Slice iri, const TermPrefixes *prefixes) {
  const QueryPrefix *best = NULL;
  for (size_t i = 0; i < prefixes->count; i++) {
    const QueryPrefix *prefix = &prefixes->prefixes[i];
    if (!prefix->iri.length || (best && best->iri.length >= prefix->iri.length)) continue;
    if (!slice_starts_with(iri, prefix->iri) || !is_prefix_name(prefix->prefix)) continue;
    Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (is_local_name(local)) best = prefix;
  }
  return best;
}

static bool put_name(ByteBuffer *to, Slice iri, const TermPrefixes *prefixes) {
  const QueryPrefix *prefix = term_prefix(iri, prefixes);
  if (!prefix) return rdf_put_iri(to, iri);
  Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
  return byte_buffer_put(to, prefix->prefix) && byte_buffer_put(to, SLICE(":")) && byte_buffer_put(to, local);
}

static bool is_digits(Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  }
  return text.length > 0;
}

/* Whether Turtle reads the bare text as a literal of its datatype. */
static bool is_bare(const RdfTerm *term) {
  Slice text = term->text;
  if (slice_is(term->datatype, XSD_NAMESPACE "boolean")) return slice_is(text, "true") || slice_is(text, "false");
  if (text.length && (text.data[0] == '-' || text.data[0] == '+')) text = (Slice){text.data + 1, text.length - 1};
  if (slice_is(term->datatype, XSD_NAMESPACE "integer")) return is_digits(text);
  if (!slice_is(term->datatype, XSD_NAMESPACE "decimal") || slice_find(text, SLICE(".")) == SIZE_MAX) return false;
  Slice whole = slice_cut(&text, '.');
  return (!whole.length || is_digits(whole)) && is_digits(text);
}

bool term_put_turtle(ByteBuffer *to, const RdfTerm *term, const TermPrefixes *prefixes) {
  if (term->kind == RDF_IRI) return put_name(to, term->text, prefixes);
  if (term->kind == RDF_BLANK || term->language.length || !term->datatype.length) return rdf_put_term(to, term);
  if (is_bare(term)) return byte_buffer_put(to, term->text);
  return rdf_put_text(to, term->text) && byte_buffer_put(to, SLICE("^^")) && put_name(to, term->datatype, prefixes);
}

/* White space becomes a blank; controls and marks that change the direction of writing become U+FFFD. */
static bool put_clean(ByteBuffer *to, Slice text) {
  bool put = true;
  while (text.length && put) {
    const char *from = text.data;
    uint32_t c = take_character(&text);
    if (c == '\n' || c == '\r' || c == '\t') {
      put = byte_buffer_put(to, SLICE(" "));
    } else if (c == NOT_A_CHARACTER || c < ' ' || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) ||
               (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
      put = byte_buffer_put(to, SLICE("\xEF\xBF\xBD"));
    } else {
      put = byte_buffer_put(to, slice_between(from, text.data));
    }
  }
  return put;
}

bool term_put_plain(ByteBuffer *to, const RdfTerm *term, const TermPrefixes *prefixes) {
  if (term->kind == RDF_BLANK) return byte_buffer_put(to, SLICE("_:")) && put_clean(to, term->text);
  if (term->kind == RDF_LITERAL) return put_clean(to, term->text);
  const QueryPrefix *prefix = term_prefix(term->text, prefixes);
  return prefix ? put_name(to, term->text, prefixes) : put_clean(to, term->text);
}
