#include "rdf/term_text.h"

static bool put_escaped(ByteBuffer *to, Slice text) {
  static const char ESCAPED[] = "\"\\\n\r\t\b\f", NAMES[] = "\"\\nrtbf";
  bool put = true;
  size_t from = 0;
  for (size_t i = 0; i < text.length && put; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c != '"' && c != '\\' && c >= ' ' && c != 0x7F) continue;
    put = byte_buffer_put(to, (Slice){text.data + from, i - from});
    const char *found = c ? strchr(ESCAPED, c) : NULL;
    if (found) {
      char escape[2] = {'\\', NAMES[found - ESCAPED]};
      put = put && byte_buffer_put(to, (Slice){escape, 2});
    } else {
      put = put && byte_buffer_print(to, "\\u%04X", c);
    }
    from = i + 1;
  }
  return put && byte_buffer_put(to, (Slice){text.data + from, text.length - from});
}

bool rdf_put_iri(ByteBuffer *to, Slice iri) {
  bool put = byte_buffer_put(to, SLICE("<"));
  size_t from = 0;
  for (size_t i = 0; i < iri.length && put; i++) {
    unsigned char c = (unsigned char)iri.data[i];
    if (c > ' ' && c != 0x7F && !strchr("<>\"{}|^`\\", c)) continue;
    put = byte_buffer_put(to, (Slice){iri.data + from, i - from}) && byte_buffer_print(to, "\\u%04X", c);
    from = i + 1;
  }
  return put && byte_buffer_put(to, (Slice){iri.data + from, iri.length - from}) && byte_buffer_put(to, SLICE(">"));
}

bool rdf_put_text(ByteBuffer *to, Slice text) {
  return byte_buffer_put(to, SLICE("\"")) && put_escaped(to, text) && byte_buffer_put(to, SLICE("\""));
}

bool rdf_put_term(ByteBuffer *to, const RdfTerm *term) {
  if (term->kind == RDF_IRI) return rdf_put_iri(to, term->text);
  if (term->kind == RDF_BLANK) return byte_buffer_put(to, SLICE("_:")) && byte_buffer_put(to, term->text);
  if (!rdf_put_text(to, term->text)) return false;
  if (term->language.length) return byte_buffer_put(to, SLICE("@")) && byte_buffer_put(to, term->language);
  return !term->datatype.length || (byte_buffer_put(to, SLICE("^^")) && rdf_put_iri(to, term->datatype));
}

bool rdf_put_json(ByteBuffer *to, const RdfTerm *term) {
  static const char *const TYPES[] = {[RDF_IRI] = "{\"type\":\"uri\",\"value\":",
                                      [RDF_BLANK] = "{\"type\":\"bnode\",\"value\":",
                                      [RDF_LITERAL] = "{\"type\":\"literal\",\"value\":"};
  bool put = byte_buffer_put(to, slice_of(TYPES[term->kind])) && byte_buffer_put_json(to, term->text);
  if (term->language.length) {
    put = put && byte_buffer_put(to, SLICE(",\"xml:lang\":")) && byte_buffer_put_json(to, term->language);
  } else if (term->datatype.length) {
    put = put && byte_buffer_put(to, SLICE(",\"datatype\":")) && byte_buffer_put_json(to, term->datatype);
  }
  return put && byte_buffer_put(to, SLICE("}"));
}
