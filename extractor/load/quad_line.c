#include "load/quad_line.h"

#include "base/statement_line.h"

/* ---- terms that are written ---- */

/* A byte that may not stand in a text as it is. */
static bool put_escaped(ByteBuffer *to, unsigned char c) {
  static const char SHORT[256] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  if (SHORT[c]) return byte_buffer_put(to, (Slice){(char[]){'\\', SHORT[c]}, 2});
  return byte_buffer_print(to, "\\u%04X", c);
}

bool quad_put_iri(ByteBuffer *to, Slice iri) {
  return byte_buffer_put(to, SLICE("<")) && byte_buffer_put(to, iri) && byte_buffer_put(to, SLICE(">"));
}

static bool is_plain(unsigned char c) {
  return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

bool quad_put_text(ByteBuffer *to, Slice text) {
  bool put = byte_buffer_put(to, SLICE("\""));
  for (size_t at = 0; at < text.length && put;) {
    size_t begin = at;
    while (at < text.length && is_plain((unsigned char)text.data[at])) at++;
    put = byte_buffer_put(to, (Slice){text.data + begin, at - begin});
    if (at < text.length) put = put && put_escaped(to, (unsigned char)text.data[at++]);
  }
  return put && byte_buffer_put(to, SLICE("\""));
}

static bool put_term(ByteBuffer *to, const RdfTerm *term) {
  if (term->kind == RDF_IRI) return quad_put_iri(to, term->text);
  if (term->kind == RDF_BLANK) return byte_buffer_put(to, SLICE("_:")) && byte_buffer_put(to, term->text);
  if (!quad_put_text(to, term->text)) return false;
  if (term->language.length) return byte_buffer_put(to, SLICE("@")) && byte_buffer_put(to, term->language);
  return !term->datatype.length || (byte_buffer_put(to, SLICE("^^")) && quad_put_iri(to, term->datatype));
}

/* ---- lines ---- */

static bool has_code_escape(Slice line) {
  const char *at = line.data, *end = line.data + line.length;
  while (at < end && (at = memchr(at, '\\', (size_t)(end - at)))) {
    if (at + 1 < end && (at[1] == 'u' || at[1] == 'U')) return true;
    at += 2;
  }
  return false;
}

static LineKind wrong(const char **problem, size_t *column, const char *what, size_t at) {
  *problem = what;
  *column = at;
  return LINE_WRONG;
}

LineKind quad_line_read(Slice line, QuadSpace *space, Quad *quad, const char **problem, size_t *column) {
  StatementLine read;
  if (!statement_line_read(line, true, (Slice){0}, &space->terms, &read)) {
    return read.problem == STATEMENT_LINE_NO_MEMORY ? LINE_NO_MEMORY : wrong(problem, column, read.problem, read.at);
  }
  if (!read.count) return LINE_EMPTY;
  bool named = read.count == 4;
  if (named && read.terms[3].kind == RDF_BLANK) {
    return wrong(problem, column, "a graph with a name of its own is expected, no blank node", read.begins[3]);
  }
  quad->blank = read.terms[0].kind == RDF_BLANK || read.terms[2].kind == RDF_BLANK;
  quad->graph = named ? read.terms[3].text : (Slice){0};
  quad->triple = slice_between(line.data + read.begins[0], line.data + read.ends[2]);
  if (!has_code_escape(quad->triple)) return LINE_QUAD;
  byte_buffer_clear(&space->triple);
  for (int i = 0; i < 3; i++) {
    bool put = (!i || byte_buffer_put(&space->triple, SLICE(" "))) && put_term(&space->triple, &read.terms[i]);
    if (!put) return LINE_NO_MEMORY;
  }
  quad->triple = byte_buffer_slice(&space->triple);
  return LINE_QUAD;
}

void quad_space_free(QuadSpace *space) {
  byte_buffer_free(&space->terms);
  byte_buffer_free(&space->triple);
}
